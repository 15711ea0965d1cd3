//! S moves and merging schools in standing buildings: only what no later year needs is given away.

use super::Columns;
use crate::id::AssetIx;
use crate::instance::{Instance, surplus_floor};
use crate::model::LinearModel;
use crate::options::{LifePath, Options};
use crate::plan::{MergerMode, MoveCode};

/// The host keeps its building (5.11): `X[k,h,T] ≤ Σ v[h,p]` over paths without rebuild and closing. Rows `standing[k,h]`.
pub(super) fn hosts_keep_their_building(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::S) {
            let mut terms = vec![(target.moved_ever(), 1.0)];
            terms.extend(columns.paths_where(options, target.host, -1.0, LifePath::keeps_building));
            let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
            model.at_most(format!("standing[{function},{host}]"), 0.0, terms);
        }
    }
}

/// Surplus rooms hold all who come (5.12): `Σ_S g(k) X[k,h,t] + Σ_a extra(a,h) U[a,h,standing,t] ≤ surplus(h,t)`, square metres.
/// Rows `surplus[h,t]`.
pub(super) fn surplus_fits(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for host in (0..instance.assets.len()).map(AssetIx).filter(|&asset| instance.is_school(asset)) {
        let guests: Vec<_> = columns
            .targets
            .iter()
            .enumerate()
            .flat_map(|(k, targets)| targets.iter().map(move |target| (k, target)))
            .filter(|(_, target)| target.code == MoveCode::S && target.host == host)
            .collect();
        let pupils: Vec<_> = options
            .mergers
            .iter()
            .zip(&columns.mergers)
            .filter(|(option, _)| option.mode == MergerMode::Standing && option.into == host)
            .collect();
        if guests.is_empty() && pupils.is_empty() {
            continue;
        }
        for t in instance.horizon.period_indices().skip(1) {
            let floor_of = |k: usize, index: usize| options.moves[k][index].floor;
            let mut terms: Vec<_> = guests
                .iter()
                .filter_map(|&(k, target)| target.moved_by(t).map(|moved| (moved, floor_of(k, target.times[0].2))))
                .collect();
            // What pupils need is that of the years from `t` on, whenever they came.
            let fy = instance.horizon.period(t).start;
            terms.extend(
                pupils
                    .iter()
                    .filter(|(option, _)| option.t <= t)
                    .map(|(option, column)| (**column, crate::instance::extra_floor(instance, option.school, host, fy).0)),
            );
            if !terms.is_empty() {
                let room = surplus_floor(instance, host, fy).0;
                model.at_most(format!("surplus[{},{fy}]", instance.assets[host.0].id), room, terms);
            }
        }
    }
}
