//! C4: merged use fits the absorbing function (7.6).

use std::collections::BTreeMap;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::tolerance::is_at_most;
use crate::project::Function;

/// What use and capacity are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Slots,
    People,
}

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    let most = inventory.project.scenario.moves.max_utilization;
    let mut merged_into: BTreeMap<usize, Vec<&Function>> = BTreeMap::new();
    for (&function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        if let Some((into, _)) = fate.merge() {
            merged_into.entry(into).or_default().push(function);
        }
    }
    for (into, merged) in merged_into {
        let into = inventory.functions[into];
        for function in &merged {
            findings.hold(CheckedRule::Merge, shared_measure(function, into).is_some(), || {
                let (ja, en) = ("利用量を比べる値がありません", "use and capacity are not known in the same measure");
                Finding::new(BreachPlace::function(&function.id), "unknown", "slots or people of both", ja, en)
            });
        }
        for measure in [Measure::Slots, Measure::People] {
            let arriving: Vec<_> = merged.iter().filter(|function| shared_measure(function, into) == Some(measure)).collect();
            let Some((capacity, used)) = capacity_and_use(into, measure).filter(|_| !arriving.is_empty()) else { continue };
            let added: f64 =
                arriving.iter().filter_map(|function| capacity_and_use(function, measure)).map(|(_, used)| used).sum();
            let free = capacity * most - used;
            findings.hold(CheckedRule::Merge, is_at_most(added, free), || {
                let (ja, en) = ("集約した利用が集約先に収まりません", "the merged use does not fit the absorbing function");
                Finding::new(BreachPlace::function(&into.id), added, format!("≤ {free}"), ja, en)
            });
        }
    }
}

fn shared_measure(function: &Function, into: &Function) -> Option<Measure> {
    let both = |measure| capacity_and_use(function, measure).is_some() && capacity_and_use(into, measure).is_some();
    [Measure::Slots, Measure::People].into_iter().find(|&measure| both(measure))
}

fn capacity_and_use(function: &Function, measure: Measure) -> Option<(f64, f64)> {
    match measure {
        Measure::Slots => function.slots_per_year.zip(function.used_slots_per_year),
        Measure::People => function.capacity.zip(function.used).map(|(capacity, used)| (capacity.0, used.0)),
    }
}
