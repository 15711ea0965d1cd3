//! Rooms of schools that can be opened to residents, period by period (formulation 11.5, 11.8).

use super::{Money, tie_break};
use crate::cashflow::{Prices, opening_flow, opening_setup_flow};
use crate::id::PeriodIx;
use crate::instance::Instance;
use crate::units::Yen;

/// The rooms of one class of one school, open in one period.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Which rooms: position in [`crate::instance::Rooms::openable`].
    pub rooms: usize,
    /// The period.
    pub t: PeriodIx,
    /// Money of keeping them open.
    pub money: Money,
    /// Money of opening them anew.
    pub setup: Money,
    /// Tie-break of opening them anew, yen.
    pub tie_break: f64,
}

/// Openings by rooms and period, in order.
pub(super) fn enumerate(instance: &Instance<'_>, prices: &Prices) -> Vec<Opening> {
    if !instance.project.scenario.openings.opening {
        return Vec::new();
    }
    let rooms = instance.rooms.openable.iter().enumerate();
    rooms
        .flat_map(|(position, rooms)| {
            instance.horizon.period_indices().skip(1).map(move |t| {
                let period = instance.horizon.period(t);
                let money = |flow| Money::new(instance, prices, &flow, Yen::ZERO, None);
                Opening {
                    rooms: position,
                    t,
                    money: money(opening_flow(instance, prices, rooms, period)),
                    setup: money(opening_setup_flow(instance, prices, rooms, period.start)),
                    tie_break: tie_break(instance, period.start),
                }
            })
        })
        .collect()
}
