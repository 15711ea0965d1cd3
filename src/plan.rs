//! The plan: what is decided for every asset, function and site, and what the program claims it costs.
//!
//! Written as `plan.json`, read back by `verify`, which recomputes every claim from the inputs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fiscal::FiscalYear;
use crate::id::{AssetId, FunctionId, SiteId};
use crate::units::Yen;

/// Version of the `plan.json` format.
pub const PLAN_FORMAT: u32 = 1;

/// One plan with its claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Format version, [`PLAN_FORMAT`].
    pub format: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// What each asset does, by asset id; every asset once.
    pub assets: Vec<AssetPlan>,
    /// What each function does, by function id; every function once.
    pub functions: Vec<FunctionPlan>,
    /// What becomes of released sites, by site id; only treated sites.
    pub sites: Vec<SitePlan>,
    /// What the program says this costs and brings.
    pub claims: Claims,
}

/// The life path of one asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetPlan {
    /// The asset.
    pub asset: AssetId,
    /// Actions in order of time; empty for K and CLOSE.
    pub actions: Vec<Action>,
    /// The fiscal year from whose beginning it is closed, if it closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_fy: Option<FiscalYear>,
}

/// One action of a life path (formulation, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// What is done.
    pub code: ActionCode,
    /// Fiscal year in which design begins, or works where there is no design.
    pub start_fy: FiscalYear,
    /// Fiscal year in which works begin.
    pub works_fy: FiscalYear,
    /// Fiscal year from whose beginning it is in use again.
    pub open_fy: FiscalYear,
}

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum ActionCode {
    /// Major renovation 大規模改修.
    M,
    /// Long-life renovation 長寿命化改修.
    R,
    /// Rebuild 改築.
    B,
    /// Rebuild as hub 改築（複合化）.
    BH,
    /// Partial rebuild 一部改築.
    P,
    /// Partial rebuild as hub 一部改築（複合化）.
    PH,
}

impl ActionCode {
    /// The code's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::M => "M",
            Self::R => "R",
            Self::B => "B",
            Self::BH => "BH",
            Self::P => "P",
            Self::PH => "PH",
        }
    }

    /// Whether it replaces floor: B, BH, P, PH.
    pub fn is_rebuild(self) -> bool {
        matches!(self, Self::B | Self::BH | Self::P | Self::PH)
    }

    /// Whether it makes a hub: BH, PH.
    pub fn is_hub(self) -> bool {
        matches!(self, Self::BH | Self::PH)
    }
}

/// What becomes of one function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FunctionPlan {
    /// The function.
    pub function: FunctionId,
    /// What is decided; it also rejects unknown fields, which serde cannot do for a struct with a flattened field.
    #[serde(flatten)]
    pub decision: FunctionDecision,
}

/// Whether a function stays, moves or ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "decision", rename_all = "snake_case", deny_unknown_fields)]
pub enum FunctionDecision {
    /// It stays at home.
    Stay,
    /// It moves from the beginning of `fy` to `host`.
    Move {
        /// How.
        code: MoveCode,
        /// The host asset.
        host: AssetId,
        /// For A, the function it is merged into.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        into: Option<FunctionId>,
        /// First fiscal year at the host.
        fy: FiscalYear,
    },
    /// It ends; `fy` is the first fiscal year without it.
    End {
        /// First fiscal year without it.
        fy: FiscalYear,
    },
}

/// How a function moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum MoveCode {
    /// Co-location in a rebuilt school 複合化.
    C,
    /// Merging into another function of the kind 集約.
    A,
}

impl MoveCode {
    /// The code's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::A => "A",
        }
    }
}

/// What becomes of one released site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SitePlan {
    /// The site.
    pub site: SiteId,
    /// What is done with it.
    pub treatment: Treatment,
    /// The fiscal year it is released in.
    pub fy: FiscalYear,
}

/// Treatment of a released site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Treatment {
    /// Sale 売却.
    D,
    /// Conditional lease 条件付貸付.
    L,
    /// Clearing as open space 除却・広場.
    X,
    /// Holding as reserve 種地として保有.
    Z,
    /// Return of leased premises 借上返還.
    W,
}

impl Treatment {
    /// The code's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::D => "D",
            Self::L => "L",
            Self::X => "X",
            Self::Z => "Z",
            Self::W => "W",
        }
    }
}

/// Nature (性質) of a cash-flow line. Costs are positive, revenues negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// New floor 新築・改築.
    Construction,
    /// Long-life renovation 長寿命化改修.
    Extension,
    /// Major renovation 大規模改修.
    Renovation,
    /// Design and hub set-up 設計.
    Design,
    /// Demolition 解体.
    Demolition,
    /// Temporary premises 仮設.
    Temporary,
    /// Moving and fit-out 移転・内装.
    Moving,
    /// Repairs 維持補修.
    Repair,
    /// Running cost of functions 運営.
    Running,
    /// Rent of premises 借上料.
    Rent,
    /// Upkeep of released sites 跡地管理.
    Upkeep,
    /// Sale of land 売却収入.
    Sale,
    /// Lease of land 貸付収入.
    Lease,
}

impl Nature {
    /// Every nature, in the order of reports.
    pub const ALL: [Self; 13] = [
        Self::Construction,
        Self::Extension,
        Self::Renovation,
        Self::Design,
        Self::Demolition,
        Self::Temporary,
        Self::Moving,
        Self::Repair,
        Self::Running,
        Self::Rent,
        Self::Upkeep,
        Self::Sale,
        Self::Lease,
    ];

    /// Whether it is investment 普通建設事業費 (formulation, section 7).
    pub fn is_investment(self) -> bool {
        matches!(
            self,
            Self::Construction
                | Self::Extension
                | Self::Renovation
                | Self::Design
                | Self::Demolition
                | Self::Temporary
                | Self::Moving
        )
    }

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Construction => "construction",
            Self::Extension => "extension",
            Self::Renovation => "renovation",
            Self::Design => "design",
            Self::Demolition => "demolition",
            Self::Temporary => "temporary",
            Self::Moving => "moving",
            Self::Repair => "repair",
            Self::Running => "running",
            Self::Rent => "rent",
            Self::Upkeep => "upkeep",
            Self::Sale => "sale",
            Self::Lease => "lease",
        }
    }
}

/// What the program says a plan costs and brings; `verify` recomputes each figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// Yen by fiscal year and nature, revenues negative; years and natures without money are absent.
    pub cost_jpy: BTreeMap<FiscalYear, BTreeMap<Nature, Yen>>,
    /// Floor area in use at the end of each fiscal year, square metres.
    pub floor_area_m2: BTreeMap<FiscalYear, f64>,
    /// Overdue square metres in each fiscal year, weighted as (4.5) and (4.6).
    pub overdue_m2: BTreeMap<FiscalYear, f64>,
    /// The objective, term by term.
    pub objective: ObjectiveTerms,
}

/// The terms of the objective (formulation 9.1), yen at the first year's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveTerms {
    /// Net present cost, running as its difference from today's.
    pub net_present_cost_jpy: f64,
    /// Present residual value (subtracted).
    pub residual_value_jpy: f64,
    /// Person-kilometres of longer (or, negative, shorter) walks, discounted.
    pub access_person_km: f64,
    /// Price of the longer walks.
    pub access_jpy: f64,
    /// Overdue square-metre-years, discounted.
    pub overdue_m2_years: f64,
    /// Price of the overdue floor.
    pub overdue_jpy: f64,
    /// Price of the highest yearly investment.
    pub peak_jpy: f64,
    /// Price of missed soft rules.
    pub soft_jpy: f64,
    /// Tie-break.
    pub tie_break_jpy: f64,
}

impl ObjectiveTerms {
    /// The objective in yen.
    pub fn total_jpy(&self) -> f64 {
        self.net_present_cost_jpy - self.residual_value_jpy
            + self.access_jpy
            + self.overdue_jpy
            + self.peak_jpy
            + self.soft_jpy
            + self.tie_break_jpy
    }
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The plan is proven best within the gap asked for.
    Optimal,
    /// A limit stopped the search; the plan is verified, the bound holds, the gap is larger than asked for.
    Feasible,
}

/// What is proven about a plan, in million yen of the objective (formulation 9.1), the unit of the exported model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// How the search ended.
    pub status: Status,
    /// Objective of the plan, recomputed from the plan.
    pub objective: f64,
    /// No plan costs less than this; none when nothing is proven.
    pub bound: Option<f64>,
    /// `(objective − bound) / |objective|`; none when nothing is proven.
    pub gap: Option<f64>,
}
