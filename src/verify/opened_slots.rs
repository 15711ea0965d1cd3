//! C11: slots of school rooms that are newly open (7.32).

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Findings};
use super::rooms::SchoolRooms;
use super::row::{Limit, Row, weigh};
use crate::error::Text;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for rule in &reading.inventory.project.scenario.rules {
        let RuleLimit::OpenedSlots { at_least_per_year, from_fy } = rule.limit else { continue };
        // Nothing can be opened in the first period, so that no rule speaks of it.
        let periods = reading.inventory.horizon.periods().iter().enumerate().skip(1);
        for (period, span) in periods.filter(|(_, span)| from_fy.is_none_or(|from| from <= span.start)) {
            let openings = reading.decisions.openings.iter().filter(|opening| opening.period == period);
            let rooms = openings.filter_map(|opening| reading.rooms.of_schools.get(&(opening.school, opening.class)));
            let row = Row {
                rule,
                checked: CheckedRule::OpenedSlots,
                place: BreachPlace::year(span.start),
                amount: rooms.map(SchoolRooms::openable_in_all).sum(),
                limit: Limit::AtLeast(at_least_per_year),
                unit: "slots",
                text: Text::new("開放するコマが足りません", "too few slots of school rooms are opened"),
            };
            weigh(row, findings);
        }
    }
}
