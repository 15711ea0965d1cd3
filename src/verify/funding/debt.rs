//! Service of new and existing bonds (12.3, 12.4) and what it costs (12.9).

use std::collections::BTreeMap;

use crate::fiscal::FiscalYear;
use crate::scenario::FundingSettings;
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::cash::MILLION;

/// What is paid for bonds in one year.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Payment {
    pub(super) principal: Yen,
    pub(super) interest: Yen,
}

/// Payments of all years, also of those after the horizon.
#[derive(Debug, Default)]
pub(super) struct Service {
    new: BTreeMap<FiscalYear, Payment>,
    existing: BTreeMap<FiscalYear, Payment>,
    issued: BTreeMap<FiscalYear, Yen>,
}

/// Term and grace as numbers of years that can be computed with; `load` guarantees a term longer than the grace.
fn terms(settings: &FundingSettings) -> (i32, i32) {
    let years = |years: u32| i32::try_from(years).unwrap_or(i32::MAX / 4).min(i32::MAX / 4);
    let grace = years(settings.grace_years);
    (years(settings.term_years).max(grace + 1), grace)
}

impl Service {
    pub(super) fn of(settings: &FundingSettings, bonds: &[(FiscalYear, Yen)]) -> Self {
        let mut service = Self { issued: bonds.iter().copied().collect(), ..Self::default() };
        for &(issued, bond) in bonds.iter().filter(|(_, bond)| *bond > Yen::ZERO) {
            service.add_bond(settings, issued, bond);
        }
        for given in &settings.existing_debt {
            let payment = service.existing.entry(given.fy).or_default();
            payment.principal += Yen::round(given.principal_million_jpy * MILLION);
            payment.interest += Yen::round(given.interest_million_jpy * MILLION);
        }
        service
    }

    /// (12.3)
    fn add_bond(&mut self, settings: &FundingSettings, issued: FiscalYear, bond: Yen) {
        let (term, grace) = terms(settings);
        let part = Yen(bond.0 / i64::from(term - grace));
        let mut balance = bond;
        for year in 1..=term {
            let payment = self.new.entry(issued.plus(year)).or_default();
            payment.interest += Yen::round(settings.interest_per_year * balance.as_f64());
            let principal = if year == term {
                balance
            } else if year > grace {
                part
            } else {
                Yen::ZERO
            };
            payment.principal += principal;
            balance -= principal;
        }
    }

    pub(super) fn of_new(&self, fy: FiscalYear) -> Payment {
        self.new.get(&fy).copied().unwrap_or_default()
    }

    pub(super) fn of_existing(&self, fy: FiscalYear) -> Payment {
        self.existing.get(&fy).copied().unwrap_or_default()
    }

    /// Principal outstanding at the end of `fy`: what has been issued and not paid back, and what existing debt still has to pay.
    pub(super) fn balance_after(&self, fy: FiscalYear) -> Yen {
        let issued: Yen = self.issued.range(..=fy).map(|(_, &bond)| bond).sum();
        let paid: Yen = self.new.range(..=fy).map(|(_, payment)| payment.principal).sum();
        let existing: Yen = self.existing.range(fy.plus(1)..).map(|(_, payment)| payment.principal).sum();
        issued - paid + existing
    }
}

/// Present cost of one yen of bonds, yen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Present {
    /// `φ(y)` of (12.9); negative where more comes back than is paid in interest.
    pub(super) cost: f64,
    /// Sum of what is paid and what comes back, which bounds the arithmetic's error.
    pub(super) magnitude: f64,
}

/// (12.9) for one yen of bonds issued in `fy`.
pub(super) fn financing(reading: &Reading, settings: &FundingSettings, fy: FiscalYear) -> Present {
    let (term, grace) = terms(settings);
    let part = 1.0 / f64::from(term - grace);
    let (interest, returned) = (settings.interest_per_year, settings.allocation_tax_return_ratio);
    let mut present = Present::default();
    for year in 1..=term {
        let paid_before = f64::from((year - grace - 1).max(0)) * part;
        let balance = 1.0 - paid_before;
        let principal = if year > grace { part } else { 0.0 };
        let paid = interest * balance;
        let back = returned * (paid + principal);
        let discount = reading.prices.discount(fy.plus(year));
        present.cost += discount * (paid - back);
        present.magnitude += discount * (paid + back);
    }
    present
}
