//! Rules and locks of a scenario against the project they speak of.

mod limits;
mod locks;

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::KnownIds;
use super::findings::Findings;
use super::keyed::{dangling, duplicate_id};
use crate::catalogue::KindCatalogue;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::{FiscalYear, Horizon};
use crate::project::{Function, Room, Site};
use crate::scenario::Scenario;

/// What rules and locks may name and speak of.
#[derive(Debug)]
pub(super) struct Known<'p> {
    pub ids: &'p KnownIds,
    pub kinds: Option<&'p KindCatalogue>,
    pub sites: &'p [Site],
    pub functions: &'p [Function],
    pub rooms: &'p [Room],
}

/// Reports every rule and lock that is impossible or names something unknown; settings without effect give advice.
pub(super) fn check(
    scenario: &Scenario,
    horizon: Option<&Horizon>,
    known: &Known<'_>,
    place: &dyn Fn(&str) -> Place,
    findings: &mut Findings,
) {
    let mut checker = Checker { horizon, known, place, findings };
    let mut met: BTreeMap<&str, Place> = BTreeMap::new();
    let ids = scenario.rules.iter().map(|rule| (&rule.id, "rule")).chain(scenario.locks.iter().map(|lock| (&lock.id, "lock")));
    for (id, list) in ids {
        let at = place(&format!("{list}[{id}]"));
        if let Some(first) = met.get(id.as_str()) {
            duplicate_id(&at, id.as_str(), first, checker.findings);
        } else {
            met.insert(id.as_str(), at);
        }
    }
    for rule in &scenario.rules {
        checker.rule(rule, scenario);
    }
    for lock in &scenario.locks {
        checker.lock(lock);
    }
}

struct Checker<'a, 'p> {
    horizon: Option<&'a Horizon>,
    known: &'a Known<'p>,
    place: &'a dyn Fn(&str) -> Place,
    findings: &'a mut Findings,
}

impl Checker<'_, '_> {
    fn refers(&mut self, key: &str, id: &str, known: Option<&BTreeSet<String>>, noun: (&str, &str)) {
        if let Some(known) = known.filter(|known| !known.contains(id)) {
            dangling((self.place)(key), id, noun, known.iter().map(String::as_str), self.findings);
        }
    }

    /// Years in order; years outside the horizon make the rule empty.
    fn years(&mut self, key: &str, from: Option<FiscalYear>, to: Option<FiscalYear>) {
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            self.findings.error(
                (self.place)(&format!("{key}.from_fy")),
                InputCode::ImpossibleYear,
                format!("{from} > {to}"),
                Text::new("from_fy が to_fy より後です", "from_fy comes after to_fy"),
                Text::new("2 つの年度の順を直してください", "put the two years in order"),
            );
            return;
        }
        if let Some((year, horizon)) = self.outside(from, to) {
            self.findings.advise(
                (self.place)(key),
                AdviceCode::NoEffect,
                year.to_string(),
                Text::new(
                    format!("計画期間 {}–{} 年度の外なので、効果がありません", horizon.first(), horizon.last()),
                    format!("it lies outside the horizon {} to {} and has no effect", horizon.first(), horizon.last()),
                ),
            );
        }
    }

    /// A year that puts all of `from..=to` outside the horizon, with the horizon; none where some year lies inside or nothing is known of it.
    fn outside(&self, from: Option<FiscalYear>, to: Option<FiscalYear>) -> Option<(FiscalYear, &Horizon)> {
        let horizon = self.horizon?;
        let is_outside = from.is_some_and(|from| from > horizon.last()) || to.is_some_and(|to| to < horizon.first());
        from.or(to).filter(|_| is_outside).map(|year| (year, horizon))
    }

    fn words<const N: usize>(&mut self, key: &str, words: [(&str, &String); N]) {
        for (field, text) in words {
            if text.trim().is_empty() {
                super::record::missing((self.place)(&format!("{key}.{field}")), self.findings);
            }
        }
    }

    fn out_of_range(&mut self, key: &str, value: f64, range: &str) {
        self.findings.error(
            (self.place)(key),
            InputCode::OutOfRange,
            value.to_string(),
            Text::new(format!("範囲は {range} です"), format!("its range is {range}")),
            Text::new("値と単位を確かめてください", "check the value and its unit"),
        );
    }
}
