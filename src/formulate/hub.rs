//! C3: functions move only into hubs that open for them, and hubs have guests.

use super::{Columns, Target};
use crate::id::{AssetIx, PeriodIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::Options;
use crate::plan::MoveCode;

/// Columns of the hub paths of `host` that open for `t`, with their positions.
pub(super) fn opening<'a>(
    options: &'a Options,
    columns: &'a Columns,
    host: AssetIx,
    t: PeriodIx,
) -> impl Iterator<Item = (usize, ColumnIx)> + 'a {
    let paths = options.paths[host.0].iter().zip(&columns.paths[host.0]).enumerate();
    paths.filter(move |(_, (path, _))| path.opens_for == Some(t)).map(|(position, (_, &column))| (position, column))
}

/// C moves of every function, by host and period: `(function, target, position in its times)`.
pub(super) fn guests_of(columns: &Columns, host: AssetIx, t: PeriodIx) -> impl Iterator<Item = (usize, &Target, usize)> {
    let targets = columns.targets.iter().enumerate().flat_map(|(k, targets)| targets.iter().map(move |target| (k, target)));
    targets
        .filter(move |(_, target)| target.code == MoveCode::C && target.host == host)
        .filter_map(move |(k, target)| target.times.iter().position(|time| time.0 == t).map(|position| (k, target, position)))
}

/// A C move needs a hub path that opens for it (7.4): `x[k,h,t] ≤ Σ_p v[h,p]`, disaggregated. Rows `hub[k,h,t]`.
pub(super) fn moves_need_an_open_hub(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::C) {
            for (position, time) in target.times.iter().enumerate() {
                let floor = options.moves[k][time.2].floor;
                let mut terms = target.moves_at(position, 1.0);
                // A path whose floor does not hold the function alone cannot host it: that much of (7.5) tightens (7.4).
                let roomy = opening(options, columns, target.host, time.0)
                    .filter(|(path, _)| options.paths[target.host.0][*path].spare >= floor);
                terms.extend(roomy.map(|(_, column)| (column, -1.0)));
                let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
                let year = instance.horizon.period(time.0).start;
                model.at_most(format!("hub[{function},{host},{year}]"), 0.0, terms);
            }
        }
    }
}

/// A hub has guests (7.7): `Σ_{p opens for t} v[h,p] ≤ Σ_k x[k,h,t]`, a merging school counting as one. Rows `hub_used[h,t]`.
pub(super) fn hubs_have_guests(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (h, asset) in instance.assets.iter().enumerate() {
        for t in instance.horizon.period_indices() {
            let mut terms: Vec<_> = opening(options, columns, AssetIx(h), t).map(|(_, column)| (column, 1.0)).collect();
            if terms.is_empty() {
                continue;
            }
            terms.extend(guests_of(columns, AssetIx(h), t).flat_map(|(_, target, position)| target.moves_at(position, -1.0)));
            let pupils = options.mergers.iter().zip(&columns.mergers);
            terms.extend(pupils.filter(|(option, _)| option.comes_to(AssetIx(h), t)).map(|(_, &column)| (column, -1.0)));
            model.at_most(format!("hub_used[{},{}]", asset.id, instance.horizon.period(t).start), 0.0, terms);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::paper_town;

    #[test]
    fn a_move_needs_a_hub_that_opens_for_it() {
        let expected = [("path[S,BH@2024]", -1.0), ("path[S,PH@2024]", -1.0), ("moved[library-a,S,2027]", 1.0)];
        assert_eq!(row(&paper_town(), "hub[library-a,S,2027]"), at_most(0.0, &expected));
    }

    #[test]
    fn a_hub_needs_a_guest() {
        let hubs = [("path[S,BH@2024]", 1.0), ("path[S,PH@2024]", 1.0)];
        let guests = [("moved[hall-a,S,2027]", -1.0), ("moved[hall-b,S,2027]", -1.0), ("moved[library-a,S,2027]", -1.0)];
        assert_eq!(row(&paper_town(), "hub_used[S,2027]"), at_most(0.0, &[&hubs[..], &guests].concat()));
    }

    #[test]
    fn guests_and_hubs_come_together() {
        let (_, taken) = optimum(&paper_town()).unwrap();
        let has_hub = taken.iter().any(|name| name.starts_with("path[S,BH@") || name.starts_with("path[S,PH@"));
        assert!(has_hub && taken.iter().any(|name| name.contains(",S,2027]")), "{taken:?}");
    }

    #[test]
    fn hubs_pay_where_land_is_released() {
        let mut without = paper_town();
        without.scenario.moves.colocation = false;
        assert_loosening_pays(&without, &paper_town());
    }
}
