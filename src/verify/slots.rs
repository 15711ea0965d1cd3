//! C11: used slots are offered where they are or opened within walking distance (7.31, 11.11).

use super::Reading;
use super::decisions::Fate;
use super::demand::Growth;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::row::{Limit, Row, weigh};
use super::slot_flow::Taken;
use crate::catalogue::RoomClass;
use crate::error::Text;
use crate::plan::MoveCode;
use crate::scenario::{Rule, RuleLimit};

pub(super) fn check(reading: &Reading, taken: &Taken, growth: &Growth, findings: &mut Findings) {
    for rule in &reading.inventory.project.scenario.rules {
        let RuleLimit::SlotsWithinWalk { room_class, margin } = rule.limit else { continue };
        let functions = reading.inventory.functions.iter().enumerate();
        for (position, function) in functions {
            if reading.inventory.home(function).is_some_and(|home| home.school().is_none()) {
                check_function(reading, rule, (room_class, margin), position, (taken, growth), findings);
            }
        }
    }
}

fn check_function(
    reading: &Reading,
    rule: &Rule,
    (class, margin): (RoomClass, f64),
    position: usize,
    (taken, growth): (&Taken, &Growth),
    findings: &mut Findings,
) {
    let Some(rooms) = reading.rooms.of_functions.get(&(position, class)) else { return };
    let fate = reading.decisions.fates[position];
    for (band, (&used, &offered)) in rooms.used.iter().zip(&rooms.offered).enumerate().filter(|(_, (used, _))| **used > 0.0) {
        for (period, span) in reading.inventory.horizon.periods().iter().enumerate().skip(1) {
            let demand = margin * used * growth.of(reading, position, period);
            let in_place = match fate {
                _ if !fate.has_left(span.start) => offered,
                // Merged users are counted in the absorbing function's capacity (7.6).
                Fate::Move { code: MoveCode::A, .. } => demand,
                Fate::Move { code: MoveCode::O, .. } | Fate::End { .. } => 0.0,
                Fate::Stay | Fate::Move { code: MoveCode::C | MoveCode::S | MoveCode::V, .. } => offered,
            };
            let place = BreachPlace::function(&reading.inventory.functions[position].id).in_year(span.start);
            let row = Row {
                rule,
                checked: CheckedRule::Slots,
                place: place.with_figure(format!("{} {}", class.as_str(), reading.rooms.bands[band])),
                amount: in_place + taken.get(&(position, class, band, period)).copied().unwrap_or(0.0),
                limit: Limit::AtLeast(demand),
                unit: "slots",
                text: Text::new("徒歩圏で使えるコマが足りません", "too few slots are offered within walking distance"),
            };
            weigh(row, findings);
        }
    }
}
