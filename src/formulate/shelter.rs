//! C17: shelters stay usable while others are in works.

use super::Columns;
use super::pace::least_row;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, DistrictIx};
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::{LifePath, Options};
use crate::scenario::{Rule, RuleLimit};

/// Shelters (7.30): floor of shelter sites that is neither gone nor in works of a rebuild ≥ share of today's, square metres, in every
/// district and year. Rows `shelter[rule,d,y]`.
pub(super) fn shelter(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::ShelterFloor { at_least_ratio } = rule.limit else { return };
    for (d, district) in instance.districts.iter().enumerate() {
        let is_here = |asset: &AssetIx| {
            let entry = instance.site_of(*asset);
            entry.site.is_shelter && entry.district == DistrictIx(d)
        };
        let shelters: Vec<AssetIx> = (0..instance.assets.len()).map(AssetIx).filter(is_here).collect();
        let today: f64 = shelters.iter().map(|asset| instance.assets[asset.0].gfa.0).sum();
        if shelters.is_empty() {
            continue;
        }
        for year in instance.horizon.fiscal_years() {
            let usable = |path: &LifePath| is_usable(instance, path, year);
            let floors = shelters.iter().map(|asset| (*asset, instance.assets[asset.0].gfa.0));
            let terms = floors.flat_map(|(asset, gfa)| columns.paths_where(options, asset, gfa, usable)).collect();
            least_row(model, rule, &format!("shelter[{},{district},{year}]", rule.id), at_least_ratio * today, terms);
        }
    }
}

/// Whether an asset is there in `year` and not being rebuilt.
fn is_usable(instance: &Instance<'_>, path: &LifePath, year: FiscalYear) -> bool {
    let leaves = path.close.or(path.transfer).map(|t| instance.horizon.period(t).start);
    let in_works = path.rebuild().is_some_and(|action| action.works_fy <= year && year < action.open_fy);
    leaves.is_none_or(|fy| year < fy) && !in_works
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, has_row, row};
    use crate::paper::ruled_town;
    use crate::paper::site_mut;
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    /// S (4,000 m²) and H (800 m²) of one district are shelters, and H may be transferred.
    fn sheltered(at_least_ratio: f64) -> Project {
        let mut project = ruled_town(RuleLimit::ShelterFloor { at_least_ratio });
        for id in ["S", "H"] {
            site_mut(&mut project, id).is_shelter = true;
        }
        project.kinds.kinds.iter_mut().for_each(|kind| kind.may_transfer = true);
        project
    }

    #[test]
    fn floor_counts_that_is_neither_gone_nor_in_works_of_a_rebuild() {
        let in_year = |year: i32, names: [&str; 7]| {
            let found = row(&sheltered(0.5), &format!("shelter[rule,a1,{year}]"));
            // Half of 4,800, written with signs turned.
            assert_eq!(found.upper.to_bits(), (-2_400.0_f64).to_bits());
            names.map(|name| found.of(name).map_or(0.0, |factor| -factor)).to_vec()
        };
        let names = ["path[S,K]", "path[S,B@2024]", "path[S,P@2025]", "path[H,R@2024]", "path[H,B@2023]", "path[H,CLOSE@2027]"];
        let names = [names[0], names[1], names[2], names[3], names[4], names[5], "path[H,T@2027]"];
        // FY 2024: S is in works for B; H is being extended, which leaves it usable, or rebuilt.
        assert_eq!(in_year(2024, names), [4_000.0, 0.0, 4_000.0, 800.0, 0.0, 800.0, 800.0]);
        // FY 2027: the works of FY 2024 have ended, those of FY 2025 not; H has closed or left.
        assert_eq!(in_year(2027, names), [4_000.0, 4_000.0, 0.0, 800.0, 800.0, 0.0, 0.0]);
        assert!(!has_row(&sheltered(0.5), "shelter[rule,b1,2027]"));
    }

    #[test]
    fn shelters_that_all_stay_usable_forgo_a_rebuild() {
        assert_loosening_pays(&sheltered(1.0), &sheltered(0.1));
    }
}
