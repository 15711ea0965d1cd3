//! Bonds and fund movements.

use crate::fiscal::FiscalYear;
use crate::plan::{FundingPlan, Plan};
use crate::units::Yen;
use crate::verify::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::verify::inventory::Inventory;

/// Largest amount that can be computed with: every whole yen up to it is exact as a real number, and thirty years of it add up.
const MOST_YEN: i64 = 1 << 53;

/// What is decided of one year's money, each at least 0.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::verify) struct Funds {
    pub(in crate::verify) bond: Yen,
    pub(in crate::verify) draw: Yen,
    pub(in crate::verify) deposit: Yen,
}

/// By year of the horizon, where the scenario has `[funding]`.
pub(super) fn read(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Option<Vec<Funds>> {
    if inventory.project.scenario.funding.is_none() {
        findings.hold(CheckedRule::Plan, plan.funding.is_empty(), || {
            let (ja, en) = (
                "シナリオに [funding] がないのに財源の決定があります",
                "the plan decides funding, but the scenario has no [funding]",
            );
            Finding::new(BreachPlace::figure("funding"), plan.funding.len(), "0", ja, en)
        });
        return None;
    }
    let mut by_year: Vec<Option<Funds>> = inventory.horizon.fiscal_years().map(|_| None).collect();
    for record in &plan.funding {
        let offset = inventory.horizon.offset(record.fy);
        findings.hold(CheckedRule::Plan, offset.is_some(), || {
            let (ja, en) = ("計画期間にない年度の財源です", "a year of funding outside the horizon");
            let allowed = format!("{}–{}", inventory.first_year(), inventory.last_year());
            Finding::new(year_of(record.fy), record.fy, allowed, ja, en)
        });
        let Some(entry) = offset.and_then(|offset| by_year.get_mut(offset)) else { continue };
        findings.hold(CheckedRule::Plan, entry.is_none(), || {
            Finding::new(year_of(record.fy), "2", "1", "同じ決定が二度あります", "the plan has this decision twice")
        });
        if entry.is_none() {
            *entry = Some(readable(record, findings));
        }
    }
    let years = inventory.horizon.fiscal_years();
    let or_nothing = |(fy, funds): (FiscalYear, Option<Funds>)| {
        findings.hold(CheckedRule::Plan, funds.is_some(), || {
            Finding::new(year_of(fy), "0", "1", "財源の決まっていない年度です", "the year has no funding")
        });
        funds.unwrap_or_default()
    };
    Some(years.zip(by_year).map(or_nothing).collect())
}

fn readable(record: &FundingPlan, findings: &mut Findings) -> Funds {
    let mut amount = |name: &str, amount: Yen| {
        let holds = (0..=MOST_YEN).contains(&amount.0);
        findings.hold(CheckedRule::Plan, holds, || {
            let (ja, en) = ("財源の金額が範囲外です", "an amount of funding is out of range");
            Finding::new(BreachPlace::figure(name).in_year(record.fy), amount.0, format!("0–{MOST_YEN}"), ja, en)
        });
        if holds { amount } else { Yen::ZERO }
    };
    Funds {
        bond: amount("bond_jpy", record.bond_jpy),
        draw: amount("draw_jpy", record.draw_jpy),
        deposit: amount("deposit_jpy", record.deposit_jpy),
    }
}

fn year_of(fy: FiscalYear) -> BreachPlace {
    BreachPlace::figure("funding").in_year(fy)
}
