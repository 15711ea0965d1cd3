//! C13: total floor area in a given year.

use super::Columns;
use super::pace::limit_row;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;
use crate::scenario::{Rule, RuleLimit};

/// Floor area (7.16): `Σ_a floor(a,y) + Σ guests' floor ≤` share of today's, square metres. Rows `floor_area[rule]`.
pub(super) fn floor_area(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::FloorArea { fy, at_most_ratio } = rule.limit else { return };
    let (Some(offset), Some(t)) = (instance.horizon.offset(fy), instance.horizon.period_of(fy)) else { return };
    let today: f64 = instance.assets.iter().map(|asset| asset.gfa.0).sum();
    let mut terms = Vec::new();
    for (paths, columns) in options.paths.iter().zip(&columns.paths) {
        terms.extend(paths.iter().zip(columns).map(|(path, &column)| (column, path.floor[offset])));
    }
    for (moves, targets) in options.moves.iter().zip(&columns.targets) {
        for target in targets {
            let floor = moves[target.times[0].2].floor;
            terms.extend(target.moved_by(t).map(|moved| (moved, floor)));
        }
    }
    limit_row(model, rule, &format!("floor_area[{}]", rule.id), at_most_ratio * today, terms);
}
