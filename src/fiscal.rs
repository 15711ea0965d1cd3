//! Fiscal years (年度, April to March), periods, and the planning horizon.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::PeriodIx;

/// A Japanese fiscal year, named by the calendar year it begins in: 2022 is 令和4年度, April 2022 to March 2023.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FiscalYear(pub i32);

impl FiscalYear {
    /// The fiscal year `years` later, or earlier when negative.
    #[must_use]
    pub fn plus(self, years: i32) -> Self {
        Self(self.0 + years)
    }

    /// Whole years from `earlier` to this one; negative when this one comes first.
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

/// A run of fiscal years inside which moves and closings happen only at its first year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First fiscal year.
    pub start: FiscalYear,
    /// Length in fiscal years, at least 1.
    pub years: i32,
}

impl Period {
    /// The last fiscal year.
    pub fn last(self) -> FiscalYear {
        self.start.plus(self.years - 1)
    }

    /// The fiscal years, in order.
    pub fn fiscal_years(self) -> impl Iterator<Item = FiscalYear> {
        (0..self.years).map(move |offset| self.start.plus(offset))
    }
}

/// The planning horizon: consecutive periods without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizon {
    periods: Vec<Period>,
}

impl Horizon {
    /// The horizon that begins with fiscal year `start` and has periods of the given lengths.
    ///
    /// # Panics
    /// When `lengths` is empty or holds a length below 1; `load` rejects such a scenario.
    pub fn new(start: FiscalYear, lengths: &[i32]) -> Self {
        assert!(!lengths.is_empty() && lengths.iter().all(|&years| years >= 1), "load rejects empty horizons and periods");
        let mut periods = Vec::with_capacity(lengths.len());
        let mut next = start;
        for &years in lengths {
            periods.push(Period { start: next, years });
            next = next.plus(years);
        }
        Self { periods }
    }

    /// The periods in order.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The period at `t`.
    pub fn period(&self, t: PeriodIx) -> Period {
        self.periods[t.0]
    }

    /// Indices of all periods, in order.
    pub fn period_indices(&self) -> impl DoubleEndedIterator<Item = PeriodIx> + use<> {
        (0..self.periods.len()).map(PeriodIx)
    }

    /// First fiscal year of the horizon.
    pub fn first(&self) -> FiscalYear {
        self.periods[0].start
    }

    /// Last fiscal year of the horizon.
    pub fn last(&self) -> FiscalYear {
        self.periods[self.periods.len() - 1].last()
    }

    /// Number of fiscal years.
    pub fn years(&self) -> usize {
        self.fiscal_years().count()
    }

    /// Every fiscal year, in order.
    pub fn fiscal_years(&self) -> impl DoubleEndedIterator<Item = FiscalYear> + use<> {
        (self.first().0..=self.last().0).map(FiscalYear)
    }

    /// Position of `year` counted from the first fiscal year, or `None` outside the horizon.
    pub fn offset(&self, year: FiscalYear) -> Option<usize> {
        (year <= self.last()).then(|| usize::try_from(year.since(self.first())).ok()).flatten()
    }

    /// The period that contains `year`, or `None` outside the horizon.
    pub fn period_of(&self, year: FiscalYear) -> Option<PeriodIx> {
        self.periods.iter().position(|period| period.start <= year && year <= period.last()).map(PeriodIx)
    }

    /// The first period that begins in `year` or later: when something finished for `year` can be moved into.
    pub fn first_start_at_or_after(&self, year: FiscalYear) -> Option<PeriodIx> {
        self.periods.iter().position(|period| period.start >= year).map(PeriodIx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_five_year_periods_end_on_the_plans_boundaries() {
        let horizon = Horizon::new(FiscalYear(2022), &[5; 6]);
        assert_eq!(horizon.last(), FiscalYear(2051));
        assert_eq!(horizon.period(PeriodIx(1)), Period { start: FiscalYear(2027), years: 5 });
        assert_eq!(horizon.period_of(FiscalYear(2036)), Some(PeriodIx(2)));
        assert_eq!(horizon.first_start_at_or_after(FiscalYear(2028)), Some(PeriodIx(2)));
        assert_eq!(horizon.first_start_at_or_after(FiscalYear(2048)), None);
        assert_eq!(horizon.offset(FiscalYear(2021)), None);
        assert_eq!(horizon.offset(FiscalYear(2051)), Some(29));
        assert_eq!(horizon.years(), 30);
    }
}
