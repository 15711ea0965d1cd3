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
