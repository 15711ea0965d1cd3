//! Limits of rules: what they name exists, their numbers lie in range, and there is something for them to limit.

use super::Checker;
use crate::catalogue::RoomClass;
use crate::error::{AdviceCode, InputCode, Text};
use crate::id::KindId;
use crate::load::keyed::dangling;
use crate::project::RoomOwner;
use crate::scenario::{Rule, RuleLimit, Scenario};

/// Largest amount of a rule, million yen.
const LARGEST_MILLION_JPY: f64 = 1e8;
/// Most slots of a rule, a year.
const MOST_SLOTS: f64 = 1e9;
/// Farthest way of a rule, walking metres.
const FARTHEST_M: f64 = 100_000.0;

impl Checker<'_, '_> {
    pub(super) fn rule(&mut self, rule: &Rule, scenario: &Scenario) {
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
            RuleLimit::SchoolsInWorksPerDistrict { .. } | RuleLimit::ChangesPerPeriod { .. } => {}
            RuleLimit::DistrictMinimum { kind, .. } => self.kind(&key, kind),
            RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy, to_fy } => {
                self.most_money(&key, *at_most_million_jpy);
                self.years(&key, *from_fy, *to_fy);
            }
            RuleLimit::FloorArea { fy, at_most_ratio } => {
                self.number(&key, "at_most_ratio", *at_most_ratio, 10.0);
                self.years(&key, Some(*fy), Some(*fy));
            }
            RuleLimit::HubShare { at_least_ratio } => self.number(&key, "at_least_ratio", *at_least_ratio, 1.0),
            RuleLimit::InvestmentChange { at_most_million_jpy } => self.most_money(&key, *at_most_million_jpy),
            RuleLimit::Capacity { kind, at_least_ratio } => {
                self.kind(&key, kind);
                self.number(&key, "at_least_ratio", *at_least_ratio, 10.0);
                self.advise_on_capacity(&key, kind);
            }
            RuleLimit::Coverage { kind, at_least_ratio, .. } => {
                self.kind(&key, kind);
                self.number(&key, "at_least_ratio", *at_least_ratio, 1.0);
            }
            RuleLimit::WalkIncrease { kind, at_most_m } => {
                self.kind(&key, kind);
                self.number(&key, "at_most_m", *at_most_m, FARTHEST_M);
            }
            RuleLimit::ShelterFloor { at_least_ratio } => {
                self.number(&key, "at_least_ratio", *at_least_ratio, 1.0);
                self.advise_on_shelters(&key);
            }
            RuleLimit::SlotsWithinWalk { room_class, margin } => {
                self.number(&key, "margin", *margin, 5.0);
                self.advise_on_use(&key, *room_class);
            }
            RuleLimit::OpenedSlots { at_least_per_year, from_fy } => {
                self.number(&key, "at_least_per_year", *at_least_per_year, MOST_SLOTS);
                self.years(&key, *from_fy, None);
                self.advise_on_openable(&key);
            }
            RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy, to_fy }
            | RuleLimit::BondsPerYear { at_most_million_jpy, from_fy, to_fy }
            | RuleLimit::DebtBalance { at_most_million_jpy, from_fy, to_fy } => {
                self.funding(&key, scenario);
                self.most_money(&key, *at_most_million_jpy);
                self.years(&key, *from_fy, *to_fy);
            }
            RuleLimit::FundBalance { at_least_million_jpy, from_fy, to_fy } => {
                self.funding(&key, scenario);
                self.number(&key, "at_least_million_jpy", *at_least_million_jpy, LARGEST_MILLION_JPY);
                self.years(&key, *from_fy, *to_fy);
            }
        }
    }

    fn kind(&mut self, key: &str, kind: &KindId) {
        if let Some(kinds) = self.known.kinds.filter(|kinds| kinds.kind(kind).is_none()) {
            let known = kinds.kinds.iter().map(|kind| kind.id.as_str());
            dangling((self.place)(&format!("{key}.kind")), kind.as_str(), ("機能の種別", "kind"), known, self.findings);
        }
    }

    fn most_money(&mut self, key: &str, million: f64) {
        self.number(key, "at_most_million_jpy", million, LARGEST_MILLION_JPY);
    }

    /// `0 ≤ value ≤ most`.
    fn number(&mut self, key: &str, field: &str, value: f64, most: f64) {
        if !(0.0..=most).contains(&value) {
            self.out_of_range(&format!("{key}.{field}"), value, &format!("0 ≤ {field} ≤ {most}"));
        }
    }

    /// Without `[funding]` every yen is general funds, and these rules would limit something else than they say.
    fn funding(&mut self, key: &str, scenario: &Scenario) {
        if scenario.funding.is_none() {
            self.findings.error(
                (self.place)(key),
                InputCode::Contradiction,
                "",
                Text::new(
                    "財源の規則ですが、シナリオに [funding] がありません",
                    "the rule limits funding, but the scenario has no [funding]",
                ),
                Text::new(
                    "[funding] を書くか (空でも既定値が使われます)、規則を削ってください",
                    "add [funding], which may be empty to take its defaults, or drop the rule",
                ),
            );
        }
    }

    fn advise_on_capacity(&mut self, key: &str, kind: &KindId) {
        let Some(kinds) = self.known.kinds else { return };
        let mut functions = self.known.functions.iter().filter(|function| &function.kind == kind);
        if kinds.kind(kind).is_some() && !functions.any(|function| function.capacity.is_some() && function.used.is_some()) {
            self.no_effect(
                &format!("{key}.kind"),
                kind.as_str(),
                Text::new(
                    "この種別には capacity_people と used_people の両方がある機能がないので、効果がありません",
                    "no function of this kind has both capacity_people and used_people, so the rule has no effect",
                ),
            );
        }
    }

    fn advise_on_shelters(&mut self, key: &str) {
        if !self.known.sites.iter().any(|site| site.is_shelter) {
            self.no_effect(
                key,
                "",
                Text::new("避難所の敷地がないので、効果がありません", "no site is a shelter, so the rule has no effect"),
            );
        }
    }

    fn advise_on_use(&mut self, key: &str, class: RoomClass) {
        let is_used = self.known.rooms.iter().any(|room| {
            let is_offered = matches!(room.owner, RoomOwner::Function(_)) && room.class == class;
            is_offered && room.slots.values().any(|slots| slots.used > 0.0)
        });
        if !is_used {
            self.no_effect(
                &format!("{key}.room_class"),
                class.as_str(),
                Text::new(
                    "この種類で使われている部屋を持つ機能がないので、効果がありません",
                    "no function has a used room of this class, so the rule has no effect",
                ),
            );
        }
    }

    fn advise_on_openable(&mut self, key: &str) {
        let is_openable = self.known.rooms.iter().any(|room| {
            let is_schools = matches!(room.owner, RoomOwner::School(_));
            is_schools && room.slots.values().any(|slots| slots.slots > slots.school_use + slots.open)
        });
        if !is_openable {
            self.no_effect(
                key,
                "",
                Text::new(
                    "rooms.csv に開放できるコマのある学校の部屋がありません。この規則は何も開放させられません",
                    "no school has a room with slots to open in rooms.csv, so the rule can open nothing",
                ),
            );
        }
    }

    fn no_effect(&mut self, key: &str, found: &str, hint: Text) {
        self.findings.advise((self.place)(key), AdviceCode::NoEffect, found, hint);
    }
}
