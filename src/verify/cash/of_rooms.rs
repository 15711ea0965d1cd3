//! Cash flow of opened school rooms (11.9, 11.10).

use super::Book;
use crate::plan::Nature;
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::decisions::Opening;

pub(super) fn add(reading: &Reading, book: &mut Book) {
    let prices = &reading.prices;
    for opening in &reading.decisions.openings {
        let Some(rooms) = reading.rooms.of_schools.get(&(opening.school, opening.class)) else { continue };
        let period = reading.inventory.horizon.periods()[opening.period];
        if is_newly_open(reading, opening) {
            book.spread(reading, Nature::Opening, prices.opening_setup() * rooms.count, period.start.plus(-1), 1);
        }
        let staffed = Yen::round(prices.values.opening_yen_slot * rooms.openable_in_all());
        for fy in period.fiscal_years() {
            book.add(Nature::Opening, fy, staffed);
        }
    }
}

/// (11.8): whether the rooms are open in the opening's period and not in the one before; in the first nothing is.
pub(in crate::verify) fn is_newly_open(reading: &Reading, opening: &Opening) -> bool {
    let before = opening.period.checked_sub(1).map(|period| Opening { period, ..*opening });
    !before.is_some_and(|before| reading.decisions.is_open(&before))
}
