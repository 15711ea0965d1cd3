//! P1: a share of school rebuilds are hubs.

use super::Columns;
use super::pace::least_row;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;
use crate::scenario::{Rule, RuleLimit};

/// Hub share (7.24): `Σ hub paths v ≥ ratio × Σ paths with a rebuild v` over schools, schools. Rows `hub_share[rule]`.
pub(super) fn hub_share(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::HubShare { at_least_ratio } = rule.limit else { return };
    let schools = (0..instance.assets.len()).map(AssetIx).filter(|&asset| instance.is_school(asset));
    let terms = schools
        .flat_map(|school| options.paths[school.0].iter().zip(&columns.paths[school.0]))
        .filter_map(|(path, &column)| {
            let is_hub = path.rebuild()?.code.is_hub();
            Some((column, if is_hub { 1.0 - at_least_ratio } else { -at_least_ratio }))
        })
        .collect();
    least_row(model, rule, &format!("hub_share[{}]", rule.id), 0.0, terms);
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, row};
    use crate::paper::ruled_town;
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    fn share(at_least_ratio: f64) -> Project {
        ruled_town(RuleLimit::HubShare { at_least_ratio })
    }

    #[test]
    fn a_hub_makes_up_for_three_plain_rebuilds_at_a_quarter() {
        let found = row(&share(0.25), "hub_share[rule]");
        // Of S: B and P of FY 2024 to 2029, BH and PH of FY 2024. Facilities do not count.
        assert_eq!((found.upper.abs().to_bits(), found.terms.len()), (0.0_f64.to_bits(), 14));
        let names = ["path[S,B@2024]", "path[S,P@2029]", "path[S,BH@2024]", "path[S,PH@2024]", "path[S,K]", "path[H,B@2024]"];
        assert_eq!(names.map(|name| found.of(name)), [Some(0.25), Some(0.25), Some(-0.75), Some(-0.75), None, None]);
    }

    #[test]
    fn without_hubs_no_school_is_rebuilt_and_no_share_pays() {
        let without = |ratio: f64| {
            let mut project = share(ratio);
            project.scenario.moves.colocation = false;
            project
        };
        assert_loosening_pays(&without(0.1), &without(0.0));
    }
}
