//! V moves: converted buildings hold no more than others have left, and stay.

use super::Columns;
use crate::id::{AssetIx, FunctionIx, PeriodIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::{LifePath, Options, vacant_floor};
use crate::plan::MoveCode;

/// Converted floor was vacated a period earlier (5.13): `Σ_V gfa(k) X[k,h,t] ≤ vacant(h) + Σ_{k'} gfa(k') gone[k',t−1]`, square
/// metres. Rows `converted[h,t]`.
pub(super) fn converted_floor_is_vacant(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut guests: Vec<Vec<(usize, usize)>> = vec![Vec::new(); instance.assets.len()];
    for (k, targets) in columns.targets.iter().enumerate() {
        for (position, target) in targets.iter().enumerate().filter(|(_, target)| target.code == MoveCode::V) {
            guests[target.host.0].push((k, position));
        }
    }
    for (h, guests) in guests.iter().enumerate().filter(|(_, guests)| !guests.is_empty()) {
        for t in instance.horizon.period_indices().skip(1) {
            let before = PeriodIx(t.0 - 1);
            let mut terms: Vec<(ColumnIx, f64)> = guests
                .iter()
                .filter_map(|&(k, position)| {
                    let moved = columns.targets[k][position].moved_by(t)?;
                    Some((moved, instance.functions[k].function.gfa.0))
                })
                .collect();
            if terms.is_empty() {
                continue;
            }
            for &k in &instance.assets[h].functions {
                let gfa = instance.functions[k.0].function.gfa.0;
                terms.extend(left_by(options, columns, k, before).map(|column| (column, -gfa)));
            }
            let year = instance.horizon.period(t).start;
            let vacant = vacant_floor(instance, AssetIx(h));
            model.at_most(format!("converted[{},{year}]", instance.assets[h].id), vacant, terms);
        }
    }
}

/// Columns that say whether a function has moved or ended by `t`.
fn left_by<'a>(
    options: &'a Options,
    columns: &'a Columns,
    function: FunctionIx,
    t: PeriodIx,
) -> impl Iterator<Item = ColumnIx> + 'a {
    let moved = columns.targets[function.0].iter().filter_map(move |target| target.moved_by(t));
    moved.chain(columns.ended_by(options, function, t))
}

/// A converted building stays (5.16): `X[k,h,T] + Σ v of closing and transfer ≤ 1`. Rows `converted_open[k,h]`.
pub(super) fn converted_buildings_stay(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::V) {
            let mut terms = vec![(target.moved_ever(), 1.0)];
            terms.extend(columns.paths_where(options, target.host, 1.0, LifePath::is_left));
            if terms.len() > 1 {
                let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
                model.at_most(format!("converted_open[{function},{host}]"), 1.0, terms);
            }
        }
    }
}
