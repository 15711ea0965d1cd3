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

/// One school at a time, on a site that is held by then (5.42): uses whose works years contain `y` ≤ `Σ w[e,Z,t]` with `s(t) ≤` the
/// first of those works. Rows `swing_held[e,y]` for the number, `swing_site[e,y]` for the holding.
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
            if during.len() > 1 {
                model.at_most(format!("swing_held[{id},{year}]"), 1.0, during);
            }
            let beginning: Terms =
                uses().filter(|(option, _)| option.rebuild.works_fy == year).map(|(_, &column)| (column, 1.0)).collect();
            if !beginning.is_empty() {
                let terms = beginning.into_iter().chain(held(year)).collect();
                model.at_most(format!("swing_site[{id},{year}]"), 0.0, terms);
            }
        }
    }
}
