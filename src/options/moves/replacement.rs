//! O moves: bookings of a function go to opened school rooms (formulation, section 11).

use super::super::Move;
use super::a_move;
use super::hosts::HostSearch;
use crate::cashflow::Prices;
use crate::id::FunctionIx;
use crate::instance::{Instance, RoomUse, serves};
use crate::plan::MoveCode;
use crate::units::Meters;

pub(super) fn replacements(instance: &Instance<'_>, prices: &Prices, search: &HostSearch<'_>, function: FunctionIx) -> Vec<Move> {
    let entry = &instance.functions[function.0];
    let settings = &instance.project.scenario.openings;
    let asked = rooms_asked_for(instance, function);
    if !settings.replacement || !settings.opening || !instance.kinds[entry.kind.0].may_be_replaced || asked.is_empty() {
        return Vec::new();
    }
    let mut moves = Vec::new();
    for host in search.assets_within(instance, entry.home, Meters(settings.walk_m)) {
        let opens = |wanted: &&RoomUse| {
            instance.rooms.openable.iter().any(|rooms| rooms.school == host && serves(rooms.class, wanted.class))
        };
        if asked.iter().any(opens) {
            let periods = instance.horizon.period_indices().skip(1);
            moves.extend(periods.map(|t| a_move(instance, prices, function, MoveCode::O, host, None, t)));
        }
    }
    moves
}

/// The rooms of a function that are used today, by class.
pub(crate) fn rooms_asked_for<'a>(instance: &'a Instance<'_>, function: FunctionIx) -> Vec<&'a RoomUse> {
    let uses = instance.rooms.of_functions[function.0].iter();
    uses.filter(|rooms| rooms.used.iter().sum::<f64>() > 0.0).collect()
}
