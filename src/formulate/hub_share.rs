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
