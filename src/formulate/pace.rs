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

/// What names of slack columns begin with.
pub(crate) const SLACK: &str = "slack_";

/// Adds `Σ terms ≤ limit`, with a priced slack when the rule is soft.
pub(super) fn limit_row(model: &mut LinearModel, rule: &Rule, name: &str, limit: f64, mut terms: Vec<(ColumnIx, f64)>) {
    if let Some(price) = rule.soft_price_jpy {
        terms.push((model.add_quantity(format!("{SLACK}{name}"), price / YEN_PER_UNIT), -1.0));
    }
    model.at_most(name.to_owned(), limit, terms);
}

/// Adds `Σ terms ≥ limit`, with a priced slack when the rule is soft.
///
/// It is written as `−Σ terms ≤ −limit`, so that every row of a rule has its limit above.
pub(super) fn least_row(model: &mut LinearModel, rule: &Rule, name: &str, limit: f64, mut terms: Vec<(ColumnIx, f64)>) {
    for term in &mut terms {
        term.1 = -term.1;
    }
    limit_row(model, rule, name, -limit, terms);
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

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::ruled_town;
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    fn starts(at_most: u32) -> Project {
        ruled_town(RuleLimit::SchoolStartsPerYear { at_most, from_fy: None, to_fy: None })
    }

    fn in_works(at_most: u32) -> Project {
        ruled_town(RuleLimit::SchoolsInWorksPerDistrict { at_most })
    }

    #[test]
    fn every_sort_of_rebuild_counts_in_the_year_its_works_begin() {
        let codes = ["path[S,B@2024]", "path[S,BH@2024]", "path[S,P@2024]", "path[S,PH@2024]"];
        assert_eq!(row(&starts(1), "pace[rule,2024]"), at_most(1.0, &codes.map(|name| (name, 1.0))));
        assert_eq!(row(&starts(1), "pace[rule,2023]"), at_most(1.0, &[]));
    }

    #[test]
    fn a_school_is_in_works_until_it_opens() {
        // Works of FY 2024 to 2026 are under way in FY 2026: three of B and P each, one of BH and PH each.
        let terms = row(&in_works(1), "works[rule,a1,2026]").terms;
        assert_eq!(terms.len(), 8);
        // Works of FY 2024 have ended by FY 2027.
        let terms = row(&in_works(1), "works[rule,a1,2027]").terms;
        assert!(!terms.iter().any(|(name, _)| name.ends_with("@2024]")), "{terms:?}");
    }

    #[test]
    fn no_start_means_no_rebuild_and_one_start_pays() {
        // S-1 is past its life: 2,000 m² × 60,000 yen a year are worth a rebuild.
        for (none, one) in [(starts(0), starts(1)), (in_works(0), in_works(1))] {
            let (_, taken) = optimum(&none).unwrap();
            assert!(taken.contains(&"path[S,K]".to_owned()), "{taken:?}");
            assert_loosening_pays(&none, &one);
        }
    }

    #[test]
    fn a_soft_limit_has_a_slack_at_its_price() {
        let mut project = starts(0);
        project.scenario.rules[0].soft_price_jpy = Some(1_000_000.0);
        let terms = row(&project, "pace[rule,2024]").terms;
        assert_eq!(terms.last().unwrap(), &("slack_pace[rule,2024]".to_owned(), -1.0));
        assert_loosening_pays(&starts(0), &project);
    }
}
