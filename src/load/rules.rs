//! Rules and locks of a scenario against the project they speak of.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::KnownIds;
use super::findings::{Findings, most_similar};
use super::keyed::{dangling, duplicate_id};
use crate::catalogue::KindCatalogue;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::{FiscalYear, Horizon};
use crate::id::{AssetId, FunctionId, SiteId};
use crate::scenario::{Lock, Rule, RuleLimit, Scenario};

/// Codes of options by what they are options of (formulation, section 4, 5 and 7).
const ASSET_CODES: [&str; 9] = ["K", "M", "R", "B", "BH", "P", "PH", "CLOSE", "T"];
const FUNCTION_CODES: [&str; 7] = ["STAY", "C", "A", "S", "V", "O", "END"];
const SITE_CODES: [&str; 5] = ["D", "L", "X", "Z", "W"];

/// What rules and locks may name.
#[derive(Debug)]
pub(super) struct Known<'p> {
    pub ids: &'p KnownIds,
    pub kinds: Option<&'p KindCatalogue>,
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
        checker.rule(rule);
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
    fn rule(&mut self, rule: &Rule) {
        let key = format!("rule[{}]", rule.id);
        self.words(&key, [("clause", &rule.clause), ("owner", &rule.owner), ("reason", &rule.reason)]);
        if let Some(price) = rule.soft_price_jpy
            && !(price > 0.0 && price <= 1e12)
        {
            self.out_of_range(&format!("{key}.soft_price_jpy"), price, "0 < soft_price_jpy ≤ 1e12");
        }
        let key = format!("{key}.limit");
        match &rule.limit {
            RuleLimit::SchoolStartsPerYear { from_fy, to_fy, .. } => self.years(&key, *from_fy, *to_fy),
            RuleLimit::SchoolsInWorksPerDistrict { .. } => {}
            RuleLimit::DistrictMinimum { kind, .. } => {
                if let Some(kinds) = self.known.kinds.filter(|kinds| kinds.kind(kind).is_none()) {
                    let known = kinds.kinds.iter().map(|kind| kind.id.as_str());
                    dangling((self.place)(&format!("{key}.kind")), kind.as_str(), ("機能の種別", "kind"), known, self.findings);
                }
            }
            RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy, to_fy } => {
                if !(0.0..=1e8).contains(at_most_million_jpy) {
                    self.out_of_range(
                        &format!("{key}.at_most_million_jpy"),
                        *at_most_million_jpy,
                        "0 ≤ at_most_million_jpy ≤ 1e8",
                    );
                }
                self.years(&key, *from_fy, *to_fy);
            }
            RuleLimit::FloorArea { fy, at_most_ratio } => {
                if !(0.0..=10.0).contains(at_most_ratio) {
                    self.out_of_range(&format!("{key}.at_most_ratio"), *at_most_ratio, "0 ≤ at_most_ratio ≤ 10");
                }
                self.years(&key, Some(*fy), Some(*fy));
            }
            _ => {}
        }
    }

    fn lock(&mut self, lock: &Lock) {
        let key = format!("lock[{}]", lock.id);
        self.words(&key, [("clause", &lock.clause), ("owner", &lock.owner), ("reason", &lock.reason)]);
        self.years(&key, lock.from_fy, lock.to_fy);
        let targets = [
            (
                "asset",
                lock.asset.as_ref().map(AssetId::as_str),
                &self.known.ids.assets,
                ("建物・学校", "asset"),
                ASSET_CODES.as_slice(),
            ),
            (
                "function",
                lock.function.as_ref().map(FunctionId::as_str),
                &self.known.ids.functions,
                ("機能", "function"),
                FUNCTION_CODES.as_slice(),
            ),
            ("site", lock.site.as_ref().map(SiteId::as_str), &self.known.ids.sites, ("敷地", "site"), SITE_CODES.as_slice()),
        ];
        let named: Vec<&str> = targets.iter().filter(|target| target.1.is_some()).map(|target| target.0).collect();
        if named.len() != 1 {
            self.findings.error(
                (self.place)(&key),
                InputCode::Contradiction,
                named.join(", "),
                Text::new(
                    "asset、function、site のうちちょうど 1 つを指定します",
                    "a lock names exactly one of asset, function and site",
                ),
                Text::new("対象ごとに別の lock に分けてください", "write one lock for each"),
            );
            return;
        }
        for (field, id, known, noun, codes) in targets {
            let Some(id) = id else { continue };
            self.refers(&format!("{key}.{field}"), id, known.as_ref(), noun);
            self.codes(&key, lock, codes);
        }
        if let Some(host) = &lock.host {
            self.refers(&format!("{key}.host"), host.as_str(), self.known.ids.assets.as_ref(), ("建物・学校", "asset"));
            if lock.function.is_none() {
                self.findings.error(
                    (self.place)(&format!("{key}.host")),
                    InputCode::Contradiction,
                    host.as_str(),
                    Text::new("host は function の lock にだけ意味があります", "only a lock of a function has a host"),
                    Text::new("host を削るか、function を指定してください", "drop host, or name a function"),
                );
            }
        }
    }

    fn refers(&mut self, key: &str, id: &str, known: Option<&BTreeSet<String>>, noun: (&str, &str)) {
        if let Some(known) = known.filter(|known| !known.contains(id)) {
            dangling((self.place)(key), id, noun, known.iter().map(String::as_str), self.findings);
        }
    }

    fn codes(&mut self, key: &str, lock: &Lock, codes: &[&str]) {
        if lock.require.is_empty() && lock.forbid.is_empty() {
            self.findings.error(
                (self.place)(key),
                InputCode::Contradiction,
                "",
                Text::new("require も forbid もありません", "neither require nor forbid is given"),
                Text::new(
                    format!("どちらかに選択肢のコードを書いてください: {}", codes.join(", ")),
                    format!("write codes of options in one of them: {}", codes.join(", ")),
                ),
            );
        }
        for (field, list) in [("require", &lock.require), ("forbid", &lock.forbid)] {
            for code in list.iter().filter(|code| !codes.contains(&code.as_str())) {
                let repair = match most_similar(code, codes.iter().copied()) {
                    Some(similar) => Text::new(format!("もしかして: {similar}"), format!("did you mean {similar}?")),
                    None => Text::new(format!("次のどれかです: {}", codes.join(", ")), format!("one of: {}", codes.join(", "))),
                };
                self.findings.error(
                    (self.place)(&format!("{key}.{field}")),
                    InputCode::UnknownWord,
                    code.as_str(),
                    Text::new("この対象の選択肢のコードではありません", "it is no code of an option of this target"),
                    repair,
                );
            }
        }
        if let Some(code) = lock.require.iter().find(|code| lock.forbid.contains(code)) {
            self.findings.error(
                (self.place)(&format!("{key}.forbid")),
                InputCode::Contradiction,
                code.as_str(),
                Text::new("同じコードが require と forbid の両方にあります", "the code is both required and forbidden"),
                Text::new("どちらか一方から削ってください", "drop it from one of them"),
            );
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
        let Some(horizon) = self.horizon else { return };
        if from.is_some_and(|from| from > horizon.last()) || to.is_some_and(|to| to < horizon.first()) {
            let year = from.or(to).map_or_else(String::new, |year| year.to_string());
            self.findings.advise(
                (self.place)(key),
                AdviceCode::NoEffect,
                year,
                Text::new(
                    format!("計画期間 {}–{} 年度の外なので、効果がありません", horizon.first(), horizon.last()),
                    format!("it lies outside the horizon {} to {} and has no effect", horizon.first(), horizon.last()),
                ),
            );
        }
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
