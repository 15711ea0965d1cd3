//! Money of one option, reduced to what the model needs.

use crate::cashflow::{Flow, Prices};
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::plan::Nature;
use crate::units::Yen;

/// Amounts by fiscal year, as offset into the horizon and yen; years without are absent.
pub type Yearly = Vec<(usize, f64)>;

/// Money of one option.
#[derive(Clone, Debug, Default)]
pub struct Money {
    /// Present cost, yen; running as its difference from today's.
    pub present_cost: f64,
    /// Present residual value, yen.
    pub present_residual: f64,
    /// Investment.
    pub investment: Yearly,
    /// What bonds may pay for, subsidies taken off (12.2); empty without `[funding]`.
    pub bond_eligible: Yearly,
    /// All natures, revenues negative, running as its difference from today's (12.6); empty without `[funding]`.
    pub net: Yearly,
}

impl Money {
    /// Money of `flow`; `released` is running cost of today that is no longer paid from a year on.
    pub(super) fn new(
        instance: &Instance<'_>,
        prices: &Prices,
        flow: &Flow,
        residual: Yen,
        released: Option<(FiscalYear, Yen)>,
    ) -> Self {
        let horizon = &instance.horizon;
        let mut investment = vec![0.0; horizon.years()];
        let mut bond_eligible = vec![0.0; horizon.years()];
        let mut net = vec![0.0; horizon.years()];
        for amount in &flow.amounts {
            let offset = horizon.offset(amount.fy).expect("flows lie inside the horizon");
            let yen = amount.yen.as_f64();
            net[offset] += yen;
            if amount.nature.is_investment() {
                investment[offset] += yen;
            }
            if amount.nature.is_bond_eligible() || amount.nature == Nature::Subsidy {
                bond_eligible[offset] += yen;
            }
        }
        let mut present_cost = flow.present_value(prices);
        if let Some((from, yearly)) = released {
            for (offset, year) in horizon.fiscal_years().enumerate().filter(|&(_, year)| year >= from) {
                present_cost -= prices.discount(year) * yearly.as_f64();
                net[offset] -= yearly.as_f64();
            }
        }
        let has_funding = instance.project.scenario.funding.is_some();
        let if_funded = |yearly: Vec<f64>| if has_funding { sparse(yearly) } else { Yearly::new() };
        Self {
            present_cost,
            present_residual: prices.discount(horizon.last().plus(1)) * residual.as_f64(),
            investment: sparse(investment),
            bond_eligible: if_funded(bond_eligible),
            net: if_funded(net),
        }
    }

    /// The same times `factor`.
    pub(super) fn scaled(self, factor: f64) -> Self {
        let each = |yearly: Yearly| yearly.into_iter().map(|(offset, yen)| (offset, yen * factor)).collect();
        Self {
            present_cost: self.present_cost * factor,
            present_residual: self.present_residual * factor,
            investment: each(self.investment),
            bond_eligible: each(self.bond_eligible),
            net: each(self.net),
        }
    }
}

fn sparse(yearly: Vec<f64>) -> Yearly {
    yearly.into_iter().enumerate().filter(|&(_, yen)| yen != 0.0).collect()
}
