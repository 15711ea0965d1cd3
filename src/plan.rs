//! The plan: what is decided for every asset, function and site, and what the program claims it costs.
//!
//! Written as `plan.json`, read back by `verify`, which recomputes every claim from the inputs.

mod claims;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, BandId, FunctionId, KindId, SiteId};
use crate::units::Yen;

pub use claims::{Claims, FundingYear, ObjectiveTerms, Proof, Status};

/// Version of the `plan.json` format.
pub const PLAN_FORMAT: u32 = 2;

/// One plan with its claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Schools rebuilt without a room of their own, by school id and room.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<SharePlan>,
    /// Schools that use a held site during their works, by school id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub swings: Vec<SwingPlan>,
    /// Permits that lift zone caps, by host id and kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permits: Vec<PermitPlan>,
    /// School rooms that are opened, by school id, class and year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<OpeningPlan>,
    /// Slots that functions' users take in opened rooms, by function id, classes, school id, band and year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slot_flows: Vec<SlotFlow>,
    /// Bonds and fund movements, by year; only with `[funding]`, then every year of the horizon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funding: Vec<FundingPlan>,
    /// What the program says this costs and brings.
    pub claims: Claims,
}

impl Plan {
    /// The rebuild that the plan gives an asset, if it gives one.
    pub fn rebuild_of(&self, asset: &AssetId) -> Option<&Action> {
        let entry = self.assets.iter().find(|entry| &entry.asset == asset)?;
        entry.actions.iter().find(|action| action.code.is_rebuild())
    }

    /// The year in which a hub opens that takes guests or pupils in at the beginning of `fy`: that of its rebuild, and `fy` where it has
    /// none by then.
    pub fn hub_opens(&self, hub: &AssetId, fy: FiscalYear) -> FiscalYear {
        self.rebuild_of(hub).map_or(fy, |action| action.open_fy.min(fy))
    }

    /// The year in which the floor opens that a decision takes in a hub; none where it takes none.
    pub fn floor_opens(&self, decision: &FunctionDecision) -> Option<FiscalYear> {
        match decision {
            FunctionDecision::Move { code: MoveCode::C, host, fy, .. } => Some(self.hub_opens(host, *fy)),
            FunctionDecision::Move { .. } | FunctionDecision::End { .. } | FunctionDecision::Stay => None,
        }
    }
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
    /// The fiscal year from whose beginning a private operator runs it (T), if it is transferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_fy: Option<FiscalYear>,
    /// For a school that closes: where its pupils go (U), from `close_fy` on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merger: Option<SchoolMerger>,
}

/// How an asset leaves the municipality's hands, from the beginning of a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// It is closed.
    Closed(FiscalYear),
    /// A private operator runs it (T).
    Transferred(FiscalYear),
}

impl Leaving {
    /// The first year without it.
    pub fn fy(self) -> FiscalYear {
        match self {
            Self::Closed(fy) | Self::Transferred(fy) => fy,
        }
    }
}

impl AssetPlan {
    /// How the asset leaves, if it does; closing comes first where a malformed plan has both.
    pub fn leaving(&self) -> Option<Leaving> {
        self.close_fy.map(Leaving::Closed).or(self.transfer_fy.map(Leaving::Transferred))
    }

    /// A path of actions and a closing, without transfer or merger.
    pub fn new(asset: AssetId, actions: Vec<Action>, close_fy: Option<FiscalYear>) -> Self {
        Self { asset, actions, close_fy, transfer_fy: None, merger: None }
    }
}

/// Where the pupils of a school that closes go (formulation 5.20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolMerger {
    /// The school that takes them in.
    pub into: AssetId,
    /// Whether it is rebuilt for them.
    pub mode: MergerMode,
}

/// How a school takes in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MergerMode {
    /// Rebuilt as a hub with floor for them.
    Hub,
    /// In its standing building.
    Standing,
}

impl MergerMode {
    /// The mode's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Standing => "standing",
        }
    }
}

/// A school rebuilt without a room of its own (formulation 5.30).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharePlan {
    /// The school that is rebuilt.
    pub school: AssetId,
    /// The school whose room both use.
    pub partner: AssetId,
    /// `gym` or `pool`.
    pub room: RoomClass,
}

/// A school that uses a held site during its works (formulation 5.40).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SwingPlan {
    /// The school in works.
    pub school: AssetId,
    /// The held site.
    pub site: SiteId,
}

/// A permit that lifts a zone cap (formulation 5.50).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermitPlan {
    /// The school that takes the guests.
    pub host: AssetId,
    /// The kind whose cap is lifted.
    pub kind: KindId,
    /// First year of the period the guests move in.
    pub fy: FiscalYear,
}

/// Rooms of a school that are open to residents for one period (formulation 11.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningPlan {
    /// The school.
    pub school: AssetId,
    /// Class of its rooms.
    pub room_class: RoomClass,
    /// First year of the period.
    pub fy: FiscalYear,
}

/// Slots a year that a function's users take in opened rooms in one period (formulation 11.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotFlow {
    /// The function whose users they are.
    pub function: FunctionId,
    /// Class of rooms they ask for.
    pub room_class: RoomClass,
    /// The school.
    pub school: AssetId,
    /// Class of the opened rooms.
    pub opened_class: RoomClass,
    /// Time band.
    pub band: BandId,
    /// First year of the period.
    pub fy: FiscalYear,
    /// Slots a year.
    pub slots_per_year: f64,
}

/// Bonds and fund movements of one year (formulation, section 12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingPlan {
    /// The year.
    pub fy: FiscalYear,
    /// Bonds issued.
    pub bond_jpy: Yen,
    /// Drawn from the fund.
    pub draw_jpy: Yen,
    /// Put into the fund.
    pub deposit_jpy: Yen,
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
    /// Rooms a school no longer needs 余裕教室活用.
    S,
    /// Conversion of a vacated building 転用.
    V,
    /// Bookings go to opened school rooms 学校施設の開放.
    O,
}

impl MoveCode {
    /// The code's text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::C => "C",
            Self::A => "A",
            Self::S => "S",
            Self::V => "V",
            Self::O => "O",
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
    /// Support of transferred functions 民間移譲後の補助.
    Support,
    /// Opening school rooms 学校開放.
    Opening,
    /// Rent of premises 借上料.
    Rent,
    /// Upkeep of released sites 跡地管理.
    Upkeep,
    /// Sale of land 売却収入.
    Sale,
    /// Lease of land 貸付収入.
    Lease,
    /// Subsidy of the State 国庫補助.
    Subsidy,
}

impl Nature {
    /// Every nature, in the order of reports.
    pub const ALL: [Self; 16] = [
        Self::Construction,
        Self::Extension,
        Self::Renovation,
        Self::Design,
        Self::Demolition,
        Self::Temporary,
        Self::Moving,
        Self::Repair,
        Self::Running,
        Self::Support,
        Self::Opening,
        Self::Rent,
        Self::Upkeep,
        Self::Sale,
        Self::Lease,
        Self::Subsidy,
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

    /// Whether it is revenue, whose amounts are negative.
    pub fn is_revenue(self) -> bool {
        matches!(self, Self::Sale | Self::Lease | Self::Subsidy)
    }

    /// Whether bonds may pay for it (formulation 12.2), subsidies apart.
    pub fn is_bond_eligible(self) -> bool {
        matches!(self, Self::Construction | Self::Extension | Self::Renovation | Self::Design)
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
            Self::Support => "support",
            Self::Opening => "opening",
            Self::Subsidy => "subsidy",
        }
    }
}
