//! Rules as data: what must hold, who says so, where it is written, and why.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Codes of options, one of which must be chosen (assets: K M R B BH P PH CLOSE, functions: STAY C A END, sites: D L X Z W).
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
