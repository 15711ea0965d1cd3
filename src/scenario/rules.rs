//! Rules as data: what must hold, who says so, where it is written, and why.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, FunctionId, KindId, RuleId, SiteId};

/// A rule of the plan, quoted by its clause and owner in messages and reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unique over rules and locks.
    pub id: RuleId,
    /// Where it is written, such as `P1-2`.
    pub clause: String,
    /// The section that answers for it.
    pub owner: String,
    /// Why it is a rule.
    pub reason: String,
    /// What must hold.
    pub limit: RuleLimit,
    /// Makes the rule soft: yen per unit by which the limit is missed, in the limit's own unit. Absent = hard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soft_price_jpy: Option<f64>,
}

/// What a rule limits, in its own unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleLimit {
    /// Works of at most so many school rebuilds start in each year (formulation 7.11). Unit: schools.
    SchoolStartsPerYear {
        /// The limit, schools.
        at_most: u32,
        /// First year it applies to; absent = the first of the horizon.
        #[serde(default)]
        from_fy: Option<FiscalYear>,
        /// Last year it applies to; absent = the last of the horizon.
        #[serde(default)]
        to_fy: Option<FiscalYear>,
    },
    /// At most so many schools of one district are being rebuilt in any year (7.12). Unit: schools.
    SchoolsInWorksPerDistrict {
        /// The limit, schools.
        at_most: u32,
    },
    /// Every district keeps so many places of a kind, or as many as it has today if fewer (7.13). Unit: places.
    DistrictMinimum {
        /// The service kind.
        kind: KindId,
        /// The limit, places.
        at_least: u32,
    },
    /// Investment of at most so much in each year (7.14). Unit: million yen.
    InvestmentPerYear {
        /// The limit, million yen.
        at_most_million_jpy: f64,
        /// First year it applies to; absent = the first of the horizon.
        #[serde(default)]
        from_fy: Option<FiscalYear>,
        /// Last year it applies to; absent = the last of the horizon.
        #[serde(default)]
        to_fy: Option<FiscalYear>,
    },
    /// Total floor area of at most so much of today's in a given year (7.16). Unit: square metres.
    FloorArea {
        /// The year.
        fy: FiscalYear,
        /// The limit as a share of today's floor area, ratio.
        at_most_ratio: f64,
    },
    /// At least such a share of school rebuilds are hubs (7.24). Unit: schools.
    HubShare {
        /// The limit, ratio.
        at_least_ratio: f64,
    },
    /// Investment changes by at most so much from each year to the next (7.25). Unit: million yen.
    InvestmentChange {
        /// The limit, million yen.
        at_most_million_jpy: f64,
    },
    /// Capacity of a kind in every region follows projected demand, as far as today's goes (7.26). Unit: people.
    Capacity {
        /// The service kind.
        kind: KindId,
        /// Capacity per projected user, ratio.
        at_least_ratio: f64,
    },
    /// At least such a share of a kind's users live within its service standard, or as many as today if fewer (7.27). Unit: people.
    Coverage {
        /// The service kind.
        kind: KindId,
        /// The limit, ratio.
        at_least_ratio: f64,
        /// Whether every district must reach it instead of the municipality.
        #[serde(default)]
        per_district: bool,
    },
    /// Nobody's walk to a kind grows by more (7.28). Unit: demand points, summed over periods.
    WalkIncrease {
        /// The service kind.
        kind: KindId,
        /// The limit, walking metres.
        at_most_m: f64,
    },
    /// At most so many functions move or end at the beginning of a period (7.29). Unit: functions.
    ChangesPerPeriod {
        /// The limit, functions.
        at_most: u32,
        /// Whether it applies to every district by itself.
        #[serde(default)]
        per_district: bool,
    },
    /// Floor of shelters that are neither closed nor in works, in every district and year, as a share of today's (7.30). Unit: square
    /// metres.
    ShelterFloor {
        /// The limit, ratio.
        at_least_ratio: f64,
    },
    /// Used slots of a room class, with a margin, are offered where they are or opened within walking distance (7.31, 11.11). Unit:
    /// slots a year, summed over bands and periods.
    SlotsWithinWalk {
        /// The class of rooms.
        room_class: RoomClass,
        /// Slots offered per slot used, ratio.
        margin: f64,
    },
    /// At least so many slots of school rooms are newly open (7.32). Unit: slots a year.
    OpenedSlots {
        /// The limit, slots a year.
        at_least_per_year: f64,
        /// Applies to periods that begin in this year or later; absent = to all from the second.
        #[serde(default)]
        from_fy: Option<FiscalYear>,
    },
    /// General funds of at most so much in each year (7.33). Needs `[funding]`. Unit: million yen.
    GeneralFundsPerYear {
        /// The limit, million yen.
        at_most_million_jpy: f64,
        /// First year it applies to; absent = the first of the horizon.
        #[serde(default)]
        from_fy: Option<FiscalYear>,
        /// Last year it applies to; absent = the last of the horizon.
        #[serde(default)]
        to_fy: Option<FiscalYear>,
    },
    /// Bonds of at most so much in each year (7.34). Needs `[funding]`. Unit: million yen.
    BondsPerYear {
        /// The limit, million yen.
        at_most_million_jpy: f64,
        /// First year it applies to; absent = the first of the horizon.
        #[serde(default)]
        from_fy: Option<FiscalYear>,
        /// Last year it applies to; absent = the last of the horizon.
        #[serde(default)]
        to_fy: Option<FiscalYear>,
    },
    /// Debt of at most so much at the end of each year (7.35). Needs `[funding]`. Unit: million yen.
    DebtBalance {
        /// The limit, million yen.
        at_most_million_jpy: f64,
        /// First year it applies to; absent = the first of the horizon.
        #[serde(default)]
        from_fy: Option<FiscalYear>,
        /// Last year it applies to; absent = the last of the horizon.
        #[serde(default)]
        to_fy: Option<FiscalYear>,
    },
    /// A fund of at least so much at the end of each year (7.36). Needs `[funding]`. Unit: million yen.
    FundBalance {
        /// The limit, million yen.
        at_least_million_jpy: f64,
        /// First year it applies to; absent = the first of the horizon.
        #[serde(default)]
        from_fy: Option<FiscalYear>,
        /// Last year it applies to; absent = the last of the horizon.
        #[serde(default)]
        to_fy: Option<FiscalYear>,
    },
}

/// An option required or forbidden for one asset, function or site (7.17): exactly one of the three is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Unique over rules and locks.
    pub id: RuleId,
    /// The asset, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// The function, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<FunctionId>,
    /// The site, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    /// Codes of options, one of which must be chosen (assets: K M R B BH P PH CLOSE T, functions: STAY C A S V O END, sites: D L X Z W).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub require: Vec<String>,
    /// Codes of options that must not be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbid: Vec<String>,
    /// Host a required or forbidden move goes to, by asset id; absent = any host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<AssetId>,
    /// First year of the option's works, move, closing or treatment the lock speaks of; absent = any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_fy: Option<FiscalYear>,
    /// Last such year; absent = any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_fy: Option<FiscalYear>,
    /// Where it is written.
    pub clause: String,
    /// The section that answers for it.
    pub owner: String,
    /// Why it is locked.
    pub reason: String,
}
