//! A moves: into a function of the same kind (formulation 5.1, 7.6).

use super::super::{Excluded, Measure, Move, Owner};
use super::a_move;
use super::hosts::HostSearch;
use crate::cashflow::Prices;
use crate::error::Text;
use crate::id::FunctionIx;
use crate::instance::Instance;
use crate::plan::MoveCode;
use crate::units::Meters;

pub(super) fn mergers(
    instance: &Instance<'_>,
    prices: &Prices,
    search: &HostSearch<'_>,
    function: FunctionIx,
    excluded: &mut Vec<Excluded>,
) -> Vec<Move> {
    let entry = &instance.functions[function.0];
    let kind = instance.kinds[entry.kind.0];
    if !instance.project.scenario.moves.merging || !kind.may_merge || kind.merge_radius_m <= 0.0 {
        return Vec::new();
    }
    let mut moves = Vec::new();
    for host in search.assets_within(instance, entry.home, Meters(kind.merge_radius_m)) {
        if instance.is_school(host) || instance.is_leased(host) {
            continue;
        }
        for &into in instance.assets[host.0].functions.iter().filter(|k| instance.functions[k.0].kind == entry.kind) {
            let Some((measure, load, free)) = use_and_room(instance, function, into) else {
                let reason = Text::new("利用コマ数・定員のデータがない", "slots or capacity are not known");
                excluded.push(Excluded { owner: Owner::Function(function), code: "A", host: Some(host), reason });
                continue;
            };
            if load > free {
                let reason = Text::new(
                    format!("集約先の余裕 {free:.0} に対し利用 {load:.0}"),
                    format!("the host has room for {free:.0}, but {load:.0} are used"),
                );
                excluded.push(Excluded { owner: Owner::Function(function), code: "A", host: Some(host), reason });
                continue;
            }
            for t in instance.horizon.period_indices().skip(1) {
                let mut option = a_move(instance, prices, function, MoveCode::A, host, Some(into), t);
                option.load = load;
                option.measure = Some(measure);
                moves.push(option);
            }
        }
    }
    moves
}

/// Use of `function` and room left in `into`, in the measure both have (7.6).
pub(crate) fn use_and_room(instance: &Instance<'_>, function: FunctionIx, into: FunctionIx) -> Option<(Measure, f64, f64)> {
    let (from, to) = (instance.functions[function.0].function, instance.functions[into.0].function);
    let most = instance.project.scenario.moves.max_utilization;
    let slots = |f: &crate::project::Function| f.slots_per_year.zip(f.used_slots_per_year);
    let people = |f: &crate::project::Function| f.capacity.zip(f.used).map(|(capacity, used)| (capacity.0, used.0));
    let in_slots = slots(from).zip(slots(to)).map(|both| (Measure::Slots, both));
    let (measure, ((_, load), (size, used))) =
        in_slots.or_else(|| people(from).zip(people(to)).map(|both| (Measure::People, both)))?;
    Some((measure, load, size * most - used))
}
