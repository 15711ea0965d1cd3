//! C7: how many school rebuilds start in a year, and how many schools of a district are in works.

use super::Columns;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, DistrictIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel, YEN_PER_UNIT};
use crate::options::Options;
use crate::plan::Action;
use crate::scenario::{Rule, RuleLimit};

/// Columns of school rebuilds of all paths for which `counts` holds.
fn school_rebuilds(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    counts: impl Fn(AssetIx, &Action) -> bool,
) -> Vec<(ColumnIx, f64)> {
    let schools = (0..instance.assets.len()).map(AssetIx).filter(|&asset| instance.is_school(asset));
    schools
        .flat_map(|asset| options.paths[asset.0].iter().zip(&columns.paths[asset.0]).map(move |pair| (asset, pair)))
        .filter(|(asset, (path, _))| path.rebuild().is_some_and(|action| counts(*asset, action)))
        .map(|(_, (_, &column))| (column, 1.0))
        .collect()
}

/// Adds `Σ terms ≤ limit`, with a priced slack when the rule is soft.
pub(super) fn limit_row(model: &mut LinearModel, rule: &Rule, name: &str, limit: f64, mut terms: Vec<(ColumnIx, f64)>) {
    if let Some(price) = rule.soft_price_jpy {
        terms.push((model.add_quantity(format!("slack_{name}"), price / YEN_PER_UNIT), -1.0));
    }
    model.at_most(name.to_owned(), limit, terms);
}

/// Pace (7.11): school rebuilds with works from `y` ≤ limit, schools. Rows `pace[rule,y]`.
pub(super) fn starts_per_year(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    rule: &Rule,
    model: &mut LinearModel,
) {
    let RuleLimit::SchoolStartsPerYear { at_most, from_fy, to_fy } = rule.limit else { return };
    for year in years(instance, from_fy, to_fy) {
        let terms = school_rebuilds(instance, options, columns, |_, action| action.works_fy == year);
        limit_row(model, rule, &format!("pace[{},{year}]", rule.id), f64::from(at_most), terms);
    }
}

/// Schools of one district in works (7.12): rebuilds with `works_fy ≤ y < open_fy` ≤ limit, schools. Rows `works[rule,d,y]`.
pub(super) fn works_per_district(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    rule: &Rule,
    model: &mut LinearModel,
) {
    let RuleLimit::SchoolsInWorksPerDistrict { at_most } = rule.limit else { return };
    for (d, district) in instance.districts.iter().enumerate() {
        for year in instance.horizon.fiscal_years() {
            let terms = school_rebuilds(instance, options, columns, |asset, action| {
                instance.site_of(asset).district == DistrictIx(d) && action.works_fy <= year && year < action.open_fy
            });
            limit_row(model, rule, &format!("works[{},{district},{year}]", rule.id), f64::from(at_most), terms);
        }
    }
}

/// Years of the horizon a rule speaks of.
pub(super) fn years(
    instance: &Instance<'_>,
    from: Option<FiscalYear>,
    to: Option<FiscalYear>,
) -> impl Iterator<Item = FiscalYear> + use<> {
    let years = instance.horizon.fiscal_years();
    years.filter(move |&year| from.is_none_or(|from| from <= year) && to.is_none_or(|to| year <= to))
}
