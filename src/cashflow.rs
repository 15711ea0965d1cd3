//! What options cost, year by year and nature by nature, and the floor, overdue floor and residual value they leave.
//!
//! Amounts are rounded exactly where `docs/formulation.md` says so, which lets `verify` agree to the yen.

mod asset;
mod debt;
mod funding;
mod guest;
mod ledger;
mod opening;
mod permit;
mod prices;
mod schools;
mod subsidy;
mod treatment;

use crate::fiscal::{FiscalYear, Horizon};
use crate::plan::Nature;
use crate::units::Yen;

pub use asset::{AssetEffects, asset_effects, blocks_rebuilt_by_partial};
pub(crate) use asset::{has_neighbours, is_extendable, largest_block, school_floor_after};
pub use debt::{Debt, MOVEMENT_TIE_BREAK};
pub use funding::{CostBook, bond_limit, funding_years};
pub use guest::{FunctionEffects, function_effects, guest_floor, hub_floor_effects, running_today};
pub(crate) use ledger::openings;
pub use ledger::{LedgerLine, Payer, ledger};
pub use opening::{opening_flow, opening_setup_flow};
pub use permit::{permit_flow, permit_fy};
pub use prices::Prices;
pub use schools::{SchoolEffects, merger_effects, school_effects, share_effects, shared_floor, swing_effects, temporary_floor};
pub use treatment::treatment_flow;

/// One amount of one nature in one fiscal year; revenues are negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The year it is paid or received in.
    pub fy: FiscalYear,
    /// Its nature.
    pub nature: Nature,
    /// Nominal yen.
    pub yen: Yen,
}

/// Amounts of one option, inside the horizon only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// The amounts, in the order they were added.
    pub amounts: Vec<Amount>,
}

impl Flow {
    /// Adds an amount if its year lies in the horizon and it is not zero.
    fn add(&mut self, horizon: &Horizon, fy: FiscalYear, nature: Nature, yen: Yen) {
        if yen != Yen::ZERO && horizon.offset(fy).is_some() {
            self.amounts.push(Amount { fy, nature, yen });
        }
    }

    /// Takes away what `other` pays.
    pub(crate) fn subtract(&mut self, other: &Self) {
        self.amounts.extend(other.amounts.iter().map(|amount| Amount { yen: -amount.yen, ..*amount }));
    }

    /// Spreads `total` real yen evenly over `years` years from `from`, escalated (formulation 3.1), and says what was added.
    fn spread(&mut self, prices: &Prices, horizon: &Horizon, nature: Nature, total: f64, from: FiscalYear, years: i32) -> Yen {
        let mut added = Yen::ZERO;
        for offset in 0..years {
            let fy = from.plus(offset);
            if horizon.offset(fy).is_some() {
                let yen = Yen::round(total / f64::from(years) * prices.escalation(fy));
                self.add(horizon, fy, nature, yen);
                added += yen;
            }
        }
        added
    }

    /// The same amounts with the other sign: what is not paid.
    fn negated(mut self) -> Self {
        self.amounts.iter_mut().for_each(|amount| amount.yen = -amount.yen);
        self
    }

    /// Present value at the first year, yen.
    pub fn present_value(&self, prices: &Prices) -> f64 {
        self.amounts.iter().map(|amount| prices.discount(amount.fy) * amount.yen.as_f64()).sum()
    }
}

#[cfg(test)]
mod tests;
