//! C2 and C6: every function is housed, and only empty assets close.

use super::Columns;
use crate::id::{AssetIx, FunctionIx};
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;

/// Each function moves or ends at most once (7.2): `Σ_{h,t} x + Σ_t z ≤ 1`, or `= 1` where a lock forbids staying.
/// Rows `once[k]`.
pub(super) fn at_most_one_decision(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, entry) in instance.functions.iter().enumerate() {
        let moved = columns.targets[k].iter().map(|target| (target.moved_ever(), 1.0));
        let terms: Vec<_> = moved.chain(columns.endings[k].iter().map(|&column| (column, 1.0))).collect();
        let least = if options.may_stay[k] { f64::NEG_INFINITY } else { 1.0 };
        if !terms.is_empty() || least > 0.0 {
            model.add_row(format!("once[{}]", entry.function.id), least, 1.0, terms);
        }
    }
}

/// A closed asset is empty (7.3): `V[a,t] ≤ Σ_h X[k,h,t] + Z[k,t]` for each function at home in it. Rows `empty[k,t]`.
pub(super) fn closed_assets_are_empty(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (a, asset) in instance.assets.iter().enumerate() {
        for t in instance.horizon.period_indices().skip(1) {
            let closed: Vec<_> = columns.closed_by(options, AssetIx(a), t).map(|column| (column, 1.0)).collect();
            if closed.is_empty() {
                continue;
            }
            for &FunctionIx(k) in &asset.functions {
                let mut terms = closed.clone();
                terms.extend(columns.targets[k].iter().filter_map(|target| target.moved_by(t)).map(|x| (x, -1.0)));
                terms.extend(columns.ended_by(options, FunctionIx(k), t).map(|z| (z, -1.0)));
                let year = instance.horizon.period(t).start;
                model.at_most(format!("empty[{},{year}]", instance.functions[k].function.id), 0.0, terms);
            }
        }
    }
}
