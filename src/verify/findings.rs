//! Breaches as they are found, and how often each rule was checked.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, DistrictId, FunctionId, KindId, RuleId, SiteId};
use crate::lang::Lang;
use crate::scenario::{Lock, Rule};

macro_rules! checked_rules {
    ($($(#[$doc:meta])* $variant:ident = $text:literal),* $(,)?) => {
        /// What `verify` checks, by the numbers of `docs/formulation.md`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum CheckedRule {
            $($(#[$doc])* $variant,)*
        }

        impl CheckedRule {
            /// Everything that is checked, in the order of reports.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The rule's id in messages and files: design rule and number of the formulation.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

checked_rules! {
    /// The plan can be read: format, scenario, known ids, years inside the horizon.
    Plan = "plan",
    /// Moves, endings, closings and treatments happen in the first year of a later period.
    Timing = "timing (1)",
    /// Each asset follows exactly one life path.
    OnePath = "C1 (7.1)",
    /// The path is one of those section 4 allows.
    LifePath = "C1 (4)",
    /// Each function is decided once.
    Once = "C2 (7.2)",
    /// A closed asset is empty.
    Housed = "C2 (7.3)",
    /// A move or an ending is one of those section 5 allows.
    Move = "C5 (5.1)",
    /// A C move needs a hub that opens for its period.
    HubOpen = "C3 (7.4)",
    /// Guests fit the spare floor.
    Guests = "C4 (7.5)",
    /// Merged use fits.
    Merge = "C4 (7.6)",
    /// A hub has guests.
    HubUsed = "C4 (7.7)",
    /// An absorbing function stays, and its asset stays open.
    Absorb = "C6 (7.8)",
    /// Zone caps.
    ZoneCap = "C5 (7.9)",
    /// A site is treated when all its assets are closed.
    Treated = "C6 (7.10)",
    /// A treatment is one of those the site allows.
    Treatment = "C6 (7.20)",
    /// An S host is neither rebuilt nor closed.
    SurplusHost = "C3 (5.11)",
    /// S moves and pupils taken in fit the surplus rooms.
    Surplus = "C4 (5.12)",
    /// V moves fit the floor that has been left.
    Vacant = "C4 (5.13)",
    /// A converted building stays.
    Converted = "C6 (5.16)",
    /// The functions of a transferred asset stay.
    Transferred = "C2 (5.17)",
    /// A school merger is one of those 5.20 allows.
    Merger = "U (5.20)",
    /// A school that closes sends its pupils to one that takes them in.
    MergerPath = "U (5.21)",
    /// A hub that takes in pupils opens for them.
    MergerHub = "U (5.22)",
    /// A school that takes in pupils as it stands is neither rebuilt nor closed.
    MergerStanding = "U (5.23)",
    /// A school that takes in another takes one and stays.
    MergerOnce = "U (5.24)",
    /// Two schools may share a room.
    Sharing = "share (5.30)",
    /// A school shares only a room it is rebuilt without, with one other.
    SharingPath = "share (5.31)",
    /// The other school has the room and stays.
    SharingPartner = "share (5.32)",
    /// The other school shares with one.
    SharingOnce = "share (5.33)",
    /// A school may use a held site.
    Swing = "swing (5.40)",
    /// A school that is rebuilt uses at most one held site.
    SwingPath = "swing (5.41)",
    /// A held site houses one school at a time.
    SwingHeld = "swing (5.42)",
    /// A permit is one of those 5.50 allows.
    Permit = "permit (5.50)",
    /// Slots are taken where there may be any.
    SlotFlow = "C11 (11.3)",
    /// Replaced bookings are covered.
    Replaced = "C11 (11.4)",
    /// Opened rooms have the slots that are taken, and there is something to open.
    Supply = "C11 (11.5)",
    /// An open school is usable.
    Usable = "C11 (11.6)",
    /// The primary host is open at the move.
    Primary = "C11 (11.7)",
    /// A room that two schools share is opened no further.
    SharedRoom = "C11 (11.12)",
    /// A school that has taken in another opens its rooms no further.
    UnitedRoom = "C11 (11.13)",
    /// School starts per year.
    Pace = "C7 (7.11)",
    /// Schools in works per district.
    InWorks = "C7 (7.12)",
    /// District minimum.
    Minimum = "C8 (7.13)",
    /// Investment per year.
    Investment = "C12 (7.14)",
    /// Floor area.
    FloorArea = "C13 (7.16)",
    /// Hubs among school rebuilds.
    HubShare = "P1 (7.24)",
    /// Change of investment.
    InvestmentChange = "C12 (7.25)",
    /// Capacity by region.
    Capacity = "C9 (7.26)",
    /// Coverage.
    Coverage = "C10 (7.27)",
    /// Longest increase of a walk.
    WalkIncrease = "C10 (7.28)",
    /// Changes at the beginning of a period.
    Changes = "C16 (7.29)",
    /// Floor of shelters.
    Shelter = "C17 (7.30)",
    /// Slots within walking distance.
    Slots = "C11 (7.31)",
    /// Opened slots.
    OpenedSlots = "C11 (7.32)",
    /// General funds per year.
    GeneralFunds = "C12 (7.33)",
    /// Bonds per year.
    Bonds = "C12 (7.34)",
    /// Debt balance.
    Debt = "C12 (7.35)",
    /// Fund balance.
    FundBalance = "C12 (7.36)",
    /// Bonds pay for eligible investment only.
    Charge = "C12 (12.2)",
    /// The fund is never below zero, deposits stay below their limit.
    Fund = "C12 (12.5)",
    /// General funds are never below zero.
    General = "C12 (12.6)",
    /// Locks.
    Lock = "C15 (7.17)",
    /// Options switched off.
    Switch = "switch (7.18)",
    /// Every kind that counts in access keeps a place.
    KeepOne = "C10 (8.3)",
    /// Claimed yen by year and nature.
    ClaimedCost = "claim cost (4.2, 5)",
    /// Claimed floor area by year.
    ClaimedFloor = "claim floor (7.16)",
    /// Claimed overdue area by year.
    ClaimedOverdue = "claim overdue (4.5)",
    /// Claimed sources and uses by year.
    ClaimedFunding = "claim funding (12.6)",
    /// Claimed terms of the objective.
    ClaimedObjective = "claim objective (9.1)",
}

/// A rule the plan breaks, or a claim that is not so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// Which rule.
    pub rule: CheckedRule,
    /// The rule or lock of the scenario, where it is one.
    pub scenario_rule: Option<QuotedRule>,
    /// Where and when.
    pub place: BreachPlace,
    /// What the plan has or claims.
    pub found: String,
    /// What is allowed, or what was recomputed.
    pub allowed: String,
    /// The same in a sentence.
    pub text: Text,
}

impl Breach {
    /// One line for people: rule, clause and owner, place, sentence, found and allowed.
    pub fn in_lang(&self, lang: Lang) -> String {
        let quoted = self.scenario_rule.as_ref().map(|rule| rule.in_lang(lang)).unwrap_or_default();
        let place = self.place.in_lang(lang);
        let (found, allowed) = (lang.pick("計画", "found"), lang.pick("正", "allowed"));
        let text = self.text.in_lang(lang);
        format!("{}{quoted}{place}: {text} ({found}: {}; {allowed}: {})", self.rule.as_str(), self.found, self.allowed)
    }
}

/// A rule or lock of the scenario as messages quote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuotedRule {
    /// Its id.
    pub id: RuleId,
    /// Where it is written.
    pub clause: String,
    /// The section that answers for it.
    pub owner: String,
    /// Why it is a rule.
    pub reason: String,
}

impl QuotedRule {
    fn in_lang(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => format!("「{}」({}、{}: {})", self.id, self.clause, self.owner, self.reason),
            Lang::En => format!(" \"{}\" ({}, {}: {})", self.id, self.clause, self.owner, self.reason),
        }
    }
}

impl From<&Rule> for QuotedRule {
    fn from(rule: &Rule) -> Self {
        let Rule { id, clause, owner, reason, .. } = rule;
        Self { id: id.clone(), clause: clause.clone(), owner: owner.clone(), reason: reason.clone() }
    }
}

impl From<&Lock> for QuotedRule {
    fn from(lock: &Lock) -> Self {
        let Lock { id, clause, owner, reason, .. } = lock;
        Self { id: id.clone(), clause: clause.clone(), owner: owner.clone(), reason: reason.clone() }
    }
}

/// Where and when a rule is broken; what does not apply is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BreachPlace {
    /// The asset.
    pub asset: Option<AssetId>,
    /// The function.
    pub function: Option<FunctionId>,
    /// The site.
    pub site: Option<SiteId>,
    /// The district.
    pub district: Option<DistrictId>,
    /// The service kind.
    pub kind: Option<KindId>,
    /// The fiscal year.
    pub fy: Option<FiscalYear>,
    /// What else names it: for a claim the figure (a nature of `cost_jpy`, a term of the objective), for a rule the region, the
    /// demand point, or the rooms and time band.
    pub figure: Option<String>,
}

impl BreachPlace {
    pub(super) fn asset(id: &AssetId) -> Self {
        Self { asset: Some(id.clone()), ..Self::default() }
    }

    pub(super) fn function(id: &FunctionId) -> Self {
        Self { function: Some(id.clone()), ..Self::default() }
    }

    pub(super) fn site(id: &SiteId) -> Self {
        Self { site: Some(id.clone()), ..Self::default() }
    }

    pub(super) fn kind(id: &KindId) -> Self {
        Self { kind: Some(id.clone()), ..Self::default() }
    }

    pub(super) fn year(fy: FiscalYear) -> Self {
        Self { fy: Some(fy), ..Self::default() }
    }

    pub(super) fn figure(name: &str) -> Self {
        Self { figure: Some(name.to_owned()), ..Self::default() }
    }

    pub(super) fn with_asset(self, id: &AssetId) -> Self {
        Self { asset: Some(id.clone()), ..self }
    }

    pub(super) fn with_kind(self, id: &KindId) -> Self {
        Self { kind: Some(id.clone()), ..self }
    }

    pub(super) fn with_site(self, id: &SiteId) -> Self {
        Self { site: Some(id.clone()), ..self }
    }

    pub(super) fn with_figure(self, name: String) -> Self {
        Self { figure: Some(name), ..self }
    }

    pub(super) fn with_district(self, id: &DistrictId) -> Self {
        Self { district: Some(id.clone()), ..self }
    }

    pub(super) fn in_year(self, fy: FiscalYear) -> Self {
        Self { fy: Some(fy), ..self }
    }

    fn in_lang(&self, lang: Lang) -> String {
        let mut text = String::new();
        let mut add = |ja: &str, en: &str, value: Option<&str>| {
            if let Some(value) = value {
                text.push(' ');
                text.push_str(lang.pick(ja, en));
                text.push_str(value);
            }
        };
        let year = self.fy.map(|fy| fy.to_string());
        add("資産 ", "asset ", self.asset.as_ref().map(AssetId::as_str));
        add("機能 ", "function ", self.function.as_ref().map(FunctionId::as_str));
        add("敷地 ", "site ", self.site.as_ref().map(SiteId::as_str));
        add("地区 ", "district ", self.district.as_ref().map(DistrictId::as_str));
        add("種別 ", "kind ", self.kind.as_ref().map(KindId::as_str));
        add("年度 ", "FY ", year.as_deref());
        add("", "", self.figure.as_deref());
        text
    }
}

/// A breach without its rule, as the check that finds it words it.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) place: BreachPlace,
    pub(super) found: String,
    pub(super) allowed: String,
    pub(super) text: Text,
}

impl Finding {
    #[expect(clippy::needless_pass_by_value, reason = "callers hand in what they just made; a reference would only add noise")]
    pub(super) fn new(place: BreachPlace, found: impl ToString, allowed: impl ToString, ja: &str, en: &str) -> Self {
        Self { place, found: found.to_string(), allowed: allowed.to_string(), text: Text::new(ja, en) }
    }
}

/// Breaches and counts so far.
#[derive(Debug)]
pub(super) struct Findings {
    breaches: Vec<Breach>,
    checks: BTreeMap<CheckedRule, usize>,
    missed: BTreeMap<RuleId, MissedRule>,
}

/// A soft rule that a plan misses.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MissedRule {
    /// Its id.
    pub rule: RuleId,
    /// By how much, in the unit of its price, over all years, periods and places.
    pub amount: f64,
    /// What that counts in the objective, yen.
    pub soft_jpy: f64,
    /// In how many years, periods or places.
    pub times: usize,
    /// The first year; null for a rule of no years.
    pub first_fy: Option<FiscalYear>,
    /// The most it is missed by at once, in the unit of its price.
    pub worst: f64,
    /// The year of that; null for a rule of no years.
    pub worst_fy: Option<FiscalYear>,
}

impl Findings {
    pub(super) fn new() -> Self {
        let checks = CheckedRule::ALL.iter().map(|&rule| (rule, 0)).collect();
        Self { breaches: Vec::new(), checks, missed: BTreeMap::new() }
    }

    /// Takes note that a soft rule is missed by `amount` once, in the unit of its price, which counts `soft_jpy`.
    pub(super) fn miss(&mut self, rule: &Rule, amount: f64, soft_jpy: f64, fy: Option<FiscalYear>) {
        let missed = self.missed.entry(rule.id.clone()).or_insert_with(|| MissedRule {
            rule: rule.id.clone(),
            amount: 0.0,
            soft_jpy: 0.0,
            times: 0,
            first_fy: fy,
            worst: 0.0,
            worst_fy: fy,
        });
        missed.amount += amount;
        missed.soft_jpy += soft_jpy;
        missed.times += 1;
        missed.first_fy = missed.first_fy.min(fy);
        if amount > missed.worst {
            (missed.worst, missed.worst_fy) = (amount, fy);
        }
    }

    /// The price of all soft rules that are missed, yen.
    pub(super) fn soft_jpy(&self) -> f64 {
        self.missed.values().fold(0.0, |sum, missed| sum + missed.soft_jpy)
    }

    /// Counts one check of `rule` and keeps the finding where it does not hold.
    pub(super) fn hold(&mut self, rule: CheckedRule, holds: bool, finding: impl FnOnce() -> Finding) {
        self.hold_quoted(rule, holds, None, finding);
    }

    /// As [`Findings::hold`], quoting a rule or lock of the scenario.
    pub(super) fn hold_quoted(
        &mut self,
        rule: CheckedRule,
        holds: bool,
        scenario_rule: Option<QuotedRule>,
        finding: impl FnOnce() -> Finding,
    ) {
        *self.checks.entry(rule).or_default() += 1;
        if !holds {
            let Finding { place, found, allowed, text } = finding();
            self.breaches.push(Breach { rule, scenario_rule, place, found, allowed, text });
        }
    }

    /// The breaches, sorted and each once, the counts, and the soft rules that are missed, by id.
    pub(super) fn finish(mut self) -> (Vec<Breach>, BTreeMap<CheckedRule, usize>, Vec<MissedRule>) {
        self.breaches.sort();
        self.breaches.dedup();
        (self.breaches, self.checks, self.missed.into_values().collect())
    }
}
