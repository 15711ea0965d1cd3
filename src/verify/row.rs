//! One row of a scenario rule: held when hard, priced when soft.

use super::findings::{BreachPlace, CheckedRule, Finding, Findings, QuotedRule};
use super::tolerance::{self, is_at_most};
use crate::error::Text;
use crate::fiscal::{FiscalYear, Horizon};
use crate::scenario::Rule;

/// An amount against its limit, both in the rule's own unit.
#[derive(Debug)]
pub(super) struct Row<'project> {
    pub(super) rule: &'project Rule,
    pub(super) checked: CheckedRule,
    pub(super) place: BreachPlace,
    pub(super) amount: f64,
    pub(super) limit: Limit,
    pub(super) unit: &'static str,
    pub(super) text: Text,
}

/// Which side of the limit is allowed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

/// Checks a hard row; of a soft one notes the amount by which the limit is missed, and its price.
pub(super) fn weigh(row: Row, findings: &mut Findings) {
    weigh_within(row, 0.0, findings);
}

/// As [`weigh`]; a hard row may be missed by `allowance`, in the rule's own unit.
pub(super) fn weigh_within(row: Row, allowance: f64, findings: &mut Findings) {
    let (holds, miss, limit, sign) = match row.limit {
        Limit::AtMost(limit) => (is_at_most(row.amount, limit), row.amount - limit, limit, "≤"),
        Limit::AtLeast(limit) => (is_at_most(limit, row.amount), limit - row.amount, limit, "≥"),
    };
    let holds = holds || miss <= allowance || row.rule.soft_price_jpy.is_some();
    let unit = row.unit;
    let is_missed = miss > tolerance::ROUNDING * limit.abs().max(1.0);
    if let Some(price) = row.rule.soft_price_jpy.filter(|_| is_missed) {
        findings.miss(row.rule, miss, price * miss, row.place.fy);
    }
    findings.hold_quoted(row.checked, holds, Some(QuotedRule::from(row.rule)), || Finding {
        place: row.place,
        found: format!("{} {unit}", row.amount),
        allowed: format!("{sign} {limit} {unit}"),
        text: row.text,
    });
}

/// The years of the horizon a rule with `from_fy` and `to_fy` speaks of.
pub(super) fn years_of(horizon: &Horizon, from: Option<FiscalYear>, to: Option<FiscalYear>) -> Vec<FiscalYear> {
    let from = from.unwrap_or(horizon.first());
    let to = to.unwrap_or(horizon.last());
    horizon.fiscal_years().filter(|&fy| from <= fy && fy <= to).collect()
}
