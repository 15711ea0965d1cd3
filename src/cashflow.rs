//! What options cost, year by year and nature by nature, and the floor, overdue floor and residual value they leave.
//!
//! Amounts are rounded exactly where `docs/formulation.md` says so, which lets `verify` agree to the yen.

mod asset;
mod guest;
mod prices;
mod treatment;

use crate::fiscal::{FiscalYear, Horizon};
use crate::id::{AssetId, FunctionId, SiteId};
use crate::instance::Instance;
use crate::plan::{FunctionDecision, Nature, Plan};
use crate::units::Yen;

pub use asset::{AssetEffects, asset_effects, blocks_rebuilt_by_partial};
pub(crate) use asset::{is_extendable, largest_block, school_floor_after};
pub use guest::{FunctionEffects, function_effects, guest_floor, running_today};
pub use prices::Prices;
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

    /// Present value at the first year, yen.
    pub fn present_value(&self, prices: &Prices) -> f64 {
        self.amounts.iter().map(|amount| prices.discount(amount.fy) * amount.yen.as_f64()).sum()
    }
}

/// Who an amount is paid for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payer {
    /// An asset: works, repairs, rent.
    Asset(AssetId),
    /// A function: running, guest floor, moving.
    Function(FunctionId),
    /// A released site: demolition, upkeep, sale, lease.
    Site(SiteId),
}

/// One line of the cost book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// Who it is paid for.
    pub payer: Payer,
    /// When, what for, how much.
    pub amount: Amount,
}

/// Every amount of a plan, by payer and then by year, in the order of assets, functions and sites.
///
/// # Panics
/// When the plan names something the instance does not have; plans come from the same instance or are verified first.
pub fn ledger(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> Vec<LedgerLine> {
    let mut lines = Vec::new();
    let mut append = |payer: Payer, mut flow: Flow| {
        flow.amounts.sort_by_key(|amount| (amount.fy, amount.nature));
        lines.extend(flow.amounts.into_iter().map(|amount| LedgerLine { payer: payer.clone(), amount }));
    };
    for entry in &plan.assets {
        let asset = instance.asset(&entry.asset).expect("the plan is of this instance");
        append(Payer::Asset(entry.asset.clone()), asset_effects(instance, prices, asset, &entry.actions, entry.close_fy).flow);
    }
    for entry in &plan.functions {
        let function = instance.function(&entry.function).expect("the plan is of this instance");
        let mut flow = function_effects(instance, prices, function, &entry.decision).flow;
        let until = match entry.decision {
            FunctionDecision::Stay => instance.horizon.last().plus(1),
            FunctionDecision::Move { fy, .. } | FunctionDecision::End { fy } => fy,
        };
        for fy in instance.horizon.fiscal_years().filter(|&fy| fy < until) {
            flow.add(&instance.horizon, fy, Nature::Running, running_today(instance, function));
        }
        append(Payer::Function(entry.function.clone()), flow);
    }
    for entry in &plan.sites {
        let site = instance.site(&entry.site).expect("the plan is of this instance");
        append(Payer::Site(entry.site.clone()), treatment_flow(instance, prices, site, entry.treatment, entry.fy));
    }
    lines
}

#[cfg(test)]
mod tests;
