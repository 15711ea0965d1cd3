//! What functions do.

use super::{happens_in_time, unknown};
use crate::fiscal::FiscalYear;
use crate::plan::{FunctionDecision, MoveCode, Plan};
use crate::verify::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::verify::inventory::Inventory;

/// What a function does; hosts and absorbing functions by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::verify) enum Fate {
    Stay,
    Move { code: MoveCode, host: usize, into: Option<usize>, fy: FiscalYear },
    End { fy: FiscalYear },
}

impl Fate {
    /// The year from which it has left its home, to a host or for good.
    pub(in crate::verify) fn leaves(self) -> Option<FiscalYear> {
        match self {
            Self::Stay => None,
            Self::Move { fy, .. } | Self::End { fy } => Some(fy),
        }
    }

    /// Whether the function has left its home, to a host or for good, by `fy`.
    pub(in crate::verify) fn has_left(self, fy: FiscalYear) -> bool {
        self.leaves().is_some_and(|first| first <= fy)
    }

    /// Host and year of a move of one code.
    pub(in crate::verify) fn by(self, wanted: MoveCode) -> Option<(usize, FiscalYear)> {
        match self {
            Self::Move { code, host, fy, .. } if code == wanted => Some((host, fy)),
            _ => None,
        }
    }

    /// Host and year of a C move.
    pub(in crate::verify) fn colocation(self) -> Option<(usize, FiscalYear)> {
        self.by(MoveCode::C)
    }

    /// Absorbing function and year of an A move.
    pub(in crate::verify) fn merge(self) -> Option<(usize, FiscalYear)> {
        match self {
            Self::Move { code: MoveCode::A, into: Some(into), fy, .. } => Some((into, fy)),
            _ => None,
        }
    }

    /// The code, as messages show it.
    pub(in crate::verify) fn code(self) -> &'static str {
        match self {
            Self::Stay => "STAY",
            Self::Move { code, .. } => code.as_str(),
            Self::End { .. } => "END",
        }
    }
}

pub(super) fn read(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Fate> {
    let mut fates: Vec<Option<Fate>> = vec![None; inventory.functions.len()];
    for function_plan in &plan.functions {
        let id = &function_plan.function;
        let position = inventory.function_position(id);
        findings.hold(CheckedRule::Plan, position.is_some(), || unknown(BreachPlace::function(id), "機能", "function"));
        let Some(position) = position else { continue };
        findings.hold(CheckedRule::Once, fates[position].is_none(), || {
            let (ja, en) = ("ひとつの機能に決定が二つあります", "the function is decided twice");
            Finding::new(BreachPlace::function(id), "2", "1", ja, en)
        });
        if fates[position].is_none() {
            let place = || BreachPlace::function(id);
            fates[position] = Some(readable(inventory, &function_plan.decision, place, findings));
        }
    }
    let or_stay = |(function, fate): (usize, Option<Fate>)| {
        let id = &inventory.functions[function].id;
        findings.hold(CheckedRule::Once, fate.is_some(), || {
            Finding::new(BreachPlace::function(id), "0", "1", "機能の決定がありません", "the function is not decided")
        });
        fate.unwrap_or(Fate::Stay)
    };
    fates.into_iter().enumerate().map(or_stay).collect()
}

fn readable(
    inventory: &Inventory,
    decision: &FunctionDecision,
    place: impl Fn() -> BreachPlace,
    findings: &mut Findings,
) -> Fate {
    match decision {
        FunctionDecision::Stay => Fate::Stay,
        FunctionDecision::End { fy } => {
            if happens_in_time(inventory, *fy, place, findings) {
                Fate::End { fy: *fy }
            } else {
                Fate::Stay
            }
        }
        FunctionDecision::Move { code, host, into, fy } => {
            let host_position = inventory.asset_position(host);
            findings
                .hold(CheckedRule::Plan, host_position.is_some(), || unknown(place().with_asset(host), "移転先の資産", "host"));
            let into_position = into.as_ref().map(|id| inventory.function_position(id));
            findings
                .hold(CheckedRule::Plan, into_position != Some(None), || unknown(place(), "集約先の機能", "absorbing function"));
            let is_in_time = happens_in_time(inventory, *fy, place, findings);
            match (host_position, into_position) {
                (Some(host), into) if is_in_time && into != Some(None) => {
                    Fate::Move { code: *code, host, into: into.flatten(), fy: *fy }
                }
                _ => Fate::Stay,
            }
        }
    }
}
