//! Ranges of every quantity in a table.
//!
//! Each range reaches well beyond the largest real value, yet keeps products of areas and prices below 2^53 yen (9,007 兆円), where
//! every whole yen is exact.

use super::numbers::Unit;

/// A range with its unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity {
    pub least: f64,
    /// Whether the least value itself is outside the range.
    pub is_open: bool,
    pub most: f64,
    pub unit: Unit,
}

impl Quantity {
    const fn from_zero(most: f64, unit: Unit) -> Self {
        Self { least: 0.0, is_open: false, most, unit }
    }

    const fn above_zero(most: f64, unit: Unit) -> Self {
        Self { least: 0.0, is_open: true, most, unit }
    }

    /// Whether the range holds `value`.
    pub(super) fn holds(&self, value: f64) -> bool {
        value <= self.most && if self.is_open { value > self.least } else { value >= self.least }
    }
}

/// Land of one site; the largest public park of Japan has 4 km².
pub(super) const SITE_AREA: Quantity = Quantity::above_zero(1e7, Unit::SquareMeters);
/// Floor of one building; the largest of Japan has 0.7 km².
pub(super) const FLOOR: Quantity = Quantity::above_zero(1e6, Unit::SquareMeters);
/// School yard.
pub(super) const YARD: Quantity = Quantity::from_zero(1e6, Unit::SquareMeters);
/// Floor-area ratio; the law's highest is 1,300 % with bonuses about 2,000 %.
pub(super) const FLOOR_AREA_RATIO: Quantity = Quantity::above_zero(2_500.0, Unit::Percent);
/// Building coverage.
pub(super) const COVERAGE: Quantity = Quantity::above_zero(100.0, Unit::Percent);
/// Height limit.
pub(super) const HEIGHT: Quantity = Quantity::above_zero(1_000.0, Unit::Meters);
/// Land price; the dearest place of Japan has about 60 million yen/m².
pub(super) const LAND_PRICE: Quantity = Quantity::above_zero(1e8, Unit::YenPerSquareMeter);
/// Rent or running cost of a year.
pub(super) const YEARLY_COST: Quantity = Quantity::from_zero(1e8, Unit::ThousandYen);
/// Storeys above ground.
pub(super) const STOREYS: Quantity = Quantity { least: 1.0, is_open: false, most: 100.0, unit: Unit::Storeys };
/// Soundness 健全度.
pub(super) const SOUNDNESS: Quantity = Quantity::from_zero(100.0, Unit::Points);
/// Pupils of one school.
pub(super) const PUPILS: Quantity = Quantity::from_zero(1e5, Unit::People);
/// Residents of one demand point by age band.
pub(super) const RESIDENTS: Quantity = Quantity::from_zero(1e7, Unit::People);
/// Residents of a region or the municipality by age band or in all; Japan has 1.2 × 10⁸.
pub(super) const RESIDENTS_OF_REGION: Quantity = Quantity::from_zero(2e8, Unit::People);
/// People at one time.
pub(super) const CAPACITY: Quantity = Quantity::from_zero(1e6, Unit::People);
/// Visits in a year.
pub(super) const VISITS: Quantity = Quantity::from_zero(1e9, Unit::People);
/// Bookable slots in a year.
pub(super) const SLOTS: Quantity = Quantity::from_zero(1e7, Unit::Slots);
/// One line of a fiscal frame, which may be a deficit; the largest budget of a municipality is about 4 × 10⁶ million yen.
pub(super) const FRAME: Quantity = Quantity { least: -1e8, is_open: false, most: 1e8, unit: Unit::MillionYen };
/// A street between two ends; Japan is 3,000 km long.
pub(super) const STREET: Quantity = Quantity::from_zero(1e6, Unit::Meters);
/// A walk of a table of distances; who has to sail is given a number all the same.
pub(super) const WALK: Quantity = Quantity::from_zero(1e6, Unit::Meters);
/// A degree, of which `places` checks the rest.
pub(super) const DEGREES: Quantity = Quantity { least: f64::MIN, is_open: false, most: f64::MAX, unit: Unit::Degrees };

/// Years a building may have been finished in or a value may be given for.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1868..=2300;
