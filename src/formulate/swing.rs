//! C14: a held site houses one school at a time, during works of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::Columns;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, SiteIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::Options;
use crate::plan::Treatment;

type Terms = Vec<(ColumnIx, f64)>;

/// A school in works uses one held site (5.41): `Σ_e swing[a,e] ≤ Σ v[a,p]` over the paths with the rebuild. Rows
/// `swing_works[a,code,y]`, where hubs and plain rebuilds of a year are one.
pub(super) fn swings_need_works(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut rows: BTreeMap<(AssetIx, &str, FiscalYear), (usize, Terms)> = BTreeMap::new();
    for (position, (option, &column)) in options.swings.iter().zip(&columns.swings).enumerate() {
        let key = (option.school, option.rebuild.code.as_str(), option.rebuild.works_fy);
        rows.entry(key).or_insert((position, Vec::new())).1.push((column, 1.0));
    }
    for ((school, code, year), (position, mut terms)) in rows {
        let option = &options.swings[position];
        terms.extend(columns.paths_where(options, school, -1.0, |path| option.is_on(path)));
        model.at_most(format!("swing_works[{},{code},{year}]", instance.assets[school.0].id), 0.0, terms);
    }
}

/// One school at a time, on a site that is held by then (5.42): uses whose works years contain `y` ≤ `Σ w[e,Z,t]` with `s(t) ≤ y`. Rows
/// `swing_held[e,y]`.
///
/// The row of the year in which works begin asks for the holding by then, and a site is held once, so that the sum is at most one.
pub(super) fn sites_are_held(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let sites: BTreeSet<SiteIx> = options.swings.iter().map(|option| option.site).collect();
    for site in sites {
        let id = &instance.sites[site.0].site.id;
        let uses = || options.swings.iter().zip(&columns.swings).filter(|(option, _)| option.site == site);
        let held = |year: FiscalYear| -> Terms {
            let treatments = options.treatments[site.0].iter().zip(&columns.treatments[site.0]);
            treatments
                .filter(|(o, _)| o.treatment == Treatment::Z && instance.horizon.period(o.t).start <= year)
                .map(|(_, &column)| (column, -1.0))
                .collect()
        };
        for year in instance.horizon.fiscal_years() {
            let during: Terms = uses()
                .filter(|(option, _)| option.rebuild.works_fy <= year && year < option.rebuild.open_fy)
                .map(|(_, &column)| (column, 1.0))
                .collect();
            if !during.is_empty() {
                let terms = during.into_iter().chain(held(year)).collect();
                model.at_most(format!("swing_held[{id},{year}]"), 0.0, terms);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::{lock, paper_town};
    use crate::project::Project;

    /// The town where H (800 m²) may be held and house S, whose rebuild needs a fifth of its floor for the time of works.
    fn swinging() -> Project {
        let mut project = paper_town();
        (project.scenario.schools.swing, project.scenario.schools.swing_max_m) = (true, 1_000.0);
        project.scenario.treatments.hold_min_gfa_m2 = 800.0;
        project.costs.parameter.temporary_floor_ratio_school.base = 0.2;
        project.costs.parameter.temporary_kyen_m2.base = 100.0;
        project
    }

    #[test]
    fn swing_space_is_for_the_works_of_a_rebuild() {
        // 0.2 × 4,000 = 800 m² just fit; works of FY 2027 are the first that H can be held for.
        let expected = [("path[S,B@2027]", -1.0), ("swing[S,H,B,2027]", 1.0)];
        assert_eq!(row(&swinging(), "swing_works[S,B,2027]"), at_most(0.0, &expected));
        let expected = [("path[S,P@2027]", -1.0), ("swing[S,H,P,2027]", 1.0)];
        assert_eq!(row(&swinging(), "swing_works[S,P,2027]"), at_most(0.0, &expected));
    }

    #[test]
    fn one_school_at_a_time_uses_a_site_that_is_held() {
        // Three years of works: those of FY 2027 to 2029 are all under way in FY 2029.
        let years = ["B,2027", "B,2028", "B,2029", "P,2027", "P,2028", "P,2029"];
        let names = years.map(|year| format!("swing[S,H,{year}]"));
        let uses = names.iter().map(|name| (name.as_str(), 1.0));
        let expected: Vec<_> = [("treat[H,Z,2027]", -1.0)].into_iter().chain(uses).collect();
        assert_eq!(row(&swinging(), "swing_held[H,2029]"), at_most(0.0, &expected));
        let expected = [("treat[H,Z,2027]", -1.0), ("swing[S,H,B,2027]", 1.0), ("swing[S,H,P,2027]", 1.0)];
        assert_eq!(row(&swinging(), "swing_held[H,2027]"), at_most(0.0, &expected));
    }

    #[test]
    fn temporary_premises_are_saved_where_the_held_site_is_near_enough() {
        let within = |metres: f64| -> Project {
            let mut project = swinging();
            project.scenario.schools.swing_max_m = metres;
            // hall-a merges into hall-b, so that H can be held without the library.
            project.functions.retain(|function| function.id.as_str() != "library-a");
            lock(&mut project, "asset = \"S\"\nrequire = [\"B\"]\nfrom_fy = 2027");
            lock(&mut project, "site = \"H\"\nrequire = [\"Z\"]");
            project
        };
        let (tight, loose) = (optimum(&within(999.0)).unwrap(), optimum(&within(1_000.0)).unwrap());
        // 100,000 × 800 m² are saved for a tie-break of about a thousand yen.
        assert!((tight.0 - loose.0 - 80.0).abs() < 0.01, "{tight:?} {loose:?}");
        assert_loosening_pays(&within(999.0), &within(1_000.0));
    }
}
