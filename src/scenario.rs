//! One planning question: horizon, prices, what is allowed, what must hold, and how long to look for the answer.
//!
//! Every field has its unit in its name and a stated default, so that a scenario says only what it changes.
//! `extends` stacks small overrides; `load` merges them before these types see them.

mod distance;
mod funding;
mod rules;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::SchoolKindId;
use crate::costs::Level;
use crate::fiscal::{FiscalYear, Horizon};
use crate::project::Structure;
use crate::units::Meters;

pub use distance::{DEFAULT_NETWORK_LIMIT_M, DetourBand, DistanceMethod, DistanceSettings};
pub use funding::{DebtService, FundingSettings};
pub use rules::{Lock, Rule, RuleLimit};

/// A scenario with everything merged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Short name, used in file names and titles.
    pub name: String,
    /// The question in planning words.
    pub description: String,
    /// The project folder, relative to this file.
    pub project: String,
    /// Years and periods.
    pub horizon: HorizonSettings,
    /// Prices and rates.
    #[serde(default)]
    pub cost: CostSettings,
    /// Service lives and when actions are allowed.
    #[serde(default)]
    pub life: LifeSettings,
    /// Lead times and floor after works.
    #[serde(default)]
    pub works: WorksSettings,
    /// Moves and merging.
    #[serde(default)]
    pub moves: MoveSettings,
    /// What may become of vacated sites.
    #[serde(default)]
    pub treatments: TreatmentSettings,
    /// Mergers of schools, rooms and buildings that schools share.
    #[serde(default)]
    pub schools: SchoolSettings,
    /// Permits that lift caps of use zones.
    #[serde(default)]
    pub permits: PermitSettings,
    /// Opening school rooms to residents.
    #[serde(default)]
    pub openings: OpeningSettings,
    /// Where the money comes from; without it every yen is general funds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<FundingSettings>,
    /// Which projection of residents and pupils applies.
    #[serde(default)]
    pub population: PopulationSettings,
    /// How walking distance is measured.
    #[serde(default)]
    pub distance: DistanceSettings,
    /// What is minimized.
    #[serde(default)]
    pub objective: ObjectiveSettings,
    /// What must hold, with clause, owner and reason.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// Options required or forbidden, with reason.
    #[serde(default, rename = "lock")]
    pub locks: Vec<Lock>,
    /// Limits of the search.
    #[serde(default)]
    pub solver: SolverSettings,
    /// Thresholds of the reports.
    #[serde(default)]
    pub report: ReportSettings,
}

/// Years and periods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HorizonSettings {
    /// First fiscal year.
    pub start_fy: FiscalYear,
    /// Length of each period in fiscal years, each at least 1.
    pub period_years: Vec<i32>,
}

impl HorizonSettings {
    /// The horizon these settings describe.
    pub fn horizon(&self) -> Horizon {
        Horizon::new(self.start_fy, &self.period_years)
    }
}

macro_rules! defaults {
    ($type:ident { $($field:ident: $value:expr),* $(,)? }) => {
        impl Default for $type {
            fn default() -> Self {
                Self { $($field: $value),* }
            }
        }
    };
}

/// Prices and rates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CostSettings {
    /// Which value of each parameter of `costs.toml` applies. Default `base`.
    pub level: Level,
    /// Parameters that take another level than `level`, by name.
    pub level_of: BTreeMap<String, Level>,
    /// Factor on all prices of works and moves (construction, demolition, temporary, moving, hub set-up). Default 1.
    pub factor: f64,
    /// Rise of works prices per year, ratio. Default 0.
    pub price_escalation_per_year: f64,
    /// Fiscal year the unit prices are stated for. Default 2026.
    pub price_base_fy: FiscalYear,
    /// Discount rate per year, ratio. Default 0.04, the social discount rate of public works.
    pub discount_rate_per_year: f64,
}
defaults!(CostSettings {
    level: Level::Base,
    level_of: BTreeMap::new(),
    factor: 1.0,
    price_escalation_per_year: 0.0,
    price_base_fy: FiscalYear(2026),
    discount_rate_per_year: 0.04,
});

/// Service lives and when actions are allowed; ages in years since completion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LifeSettings {
    /// Service life by structure, years. Default RC 60, SRC 60, S 60, W 40.
    pub standard_years: StandardYears,
    /// Life after a long-life renovation by structure, years since completion. Default RC 80, SRC 80, S 80, W 60.
    pub extended_years: ExtendedYears,
    /// Life of a new building, years. Default 80.
    pub new_years: i32,
    /// Youngest age for a major renovation. Default 20.
    pub renovation_min_age: i32,
    /// Oldest age for a major renovation; later it is overdue. Default 40.
    pub renovation_max_age: i32,
    /// Years over which a major renovation keeps value. Default 30.
    pub renovation_service_years: i32,
    /// Youngest age for a long-life renovation. Default 40.
    pub extension_min_age: i32,
    /// Oldest age for a long-life renovation. Default 60.
    pub extension_max_age: i32,
    /// Least soundness for a long-life renovation where surveyed, 0–100. Default 40.
    pub extension_min_soundness: f64,
    /// Youngest age for rebuilding. Default 50.
    pub rebuild_min_age: i32,
    /// Age from which a partial rebuild replaces a block. Default 50.
    pub partial_rebuild_min_age: i32,
    /// Years between the end of a long-life renovation and the works of a rebuild. Default 15.
    pub min_years_after_extension: i32,
    /// Years between the end of a major renovation and the works of a rebuild. Default 15.
    pub min_years_after_renovation: i32,
    /// Works may start every so many years, counted from the first. Default 1.
    pub start_step_years: i32,
}
defaults!(LifeSettings {
    standard_years: StandardYears::default(),
    extended_years: ExtendedYears::default(),
    new_years: 80,
    renovation_min_age: 20,
    renovation_max_age: 40,
    renovation_service_years: 30,
    extension_min_age: 40,
    extension_max_age: 60,
    extension_min_soundness: 40.0,
    rebuild_min_age: 50,
    partial_rebuild_min_age: 50,
    min_years_after_extension: 15,
    min_years_after_renovation: 15,
    start_step_years: 1,
});

macro_rules! years_by_structure {
    ($(#[$doc:meta])* $name:ident { rc: $rc:literal, src: $src:literal, s: $s:literal, w: $w:literal }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            /// Reinforced concrete.
            #[serde(rename = "RC")]
            pub rc: i32,
            /// Steel-framed reinforced concrete.
            #[serde(rename = "SRC")]
            pub src: i32,
            /// Steel.
            #[serde(rename = "S")]
            pub s: i32,
            /// Timber.
            #[serde(rename = "W")]
            pub w: i32,
        }

        defaults!($name { rc: $rc, src: $src, s: $s, w: $w });

        impl $name {
            /// The years of one structure.
            pub fn of(self, structure: Structure) -> i32 {
                match structure {
                    Structure::Rc => self.rc,
                    Structure::Src => self.src,
                    Structure::S => self.s,
                    Structure::W => self.w,
                }
            }
        }
    };
}

years_by_structure! {
    /// Service life by structure, years.
    StandardYears { rc: 60, src: 60, s: 60, w: 40 }
}
years_by_structure! {
    /// Life after a long-life renovation by structure, years since completion.
    ExtendedYears { rc: 80, src: 80, s: 80, w: 60 }
}

/// Lead times in fiscal years and floor after works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WorksSettings {
    /// Design of a school rebuild. Default 2.
    pub school_design_years: i32,
    /// Works of a school rebuild, at least 1. Default 3.
    pub school_works_years: i32,
    /// Design of a facility rebuild. Default 1.
    pub facility_design_years: i32,
    /// Works of a facility rebuild, at least 1. Default 2.
    pub facility_works_years: i32,
    /// Design of a long-life renovation. Default 1.
    pub extension_design_years: i32,
    /// Works of a long-life renovation, at least 1. Default 2.
    pub extension_works_years: i32,
    /// Works of a major renovation, at least 1. Default 2.
    pub renovation_works_years: i32,
    /// Floor of a rebuilt facility as a multiple of its old floor. Default 1.
    pub facility_floor_growth: f64,
    /// Least floor of a rebuilt school as a multiple of its old floor. Default 1.
    pub gfa_floor_ratio: f64,
}
defaults!(WorksSettings {
    school_design_years: 2,
    school_works_years: 3,
    facility_design_years: 1,
    facility_works_years: 2,
    extension_design_years: 1,
    extension_works_years: 2,
    renovation_works_years: 2,
    facility_floor_growth: 1.0,
    gfa_floor_ratio: 1.0,
});

/// Moves, merging and endings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the scenario file")]
pub struct MoveSettings {
    /// Functions may move into rebuilt schools (C). Default true.
    pub colocation: bool,
    /// Functions may merge into others of their kind (A). Default true.
    pub merging: bool,
    /// Functions may end where their kind allows it. Default false.
    pub ending: bool,
    /// Functions may move into rooms a school no longer needs (S). Default true.
    pub surplus: bool,
    /// Functions may move into vacated buildings (V). Default true.
    pub conversion: bool,
    /// Service life a building must have left to be converted, years. Default 20.
    pub conversion_min_years: i32,
    /// Functions may be transferred to private operators where their kind allows it (T). Default true.
    pub transfer: bool,
    /// Fitness B counts as allowed. Default true.
    pub conditional_compatibility: bool,
    /// Highest use of a merged function's capacity, ratio. Default 0.9.
    pub max_utilization: f64,
    /// Largest guest floor of one hub, square metres; none = only the site limits it.
    pub hub_guest_cap_m2: Option<f64>,
}
defaults!(MoveSettings {
    colocation: true,
    merging: true,
    ending: false,
    surplus: true,
    conversion: true,
    conversion_min_years: 20,
    transfer: true,
    conditional_compatibility: true,
    max_utilization: 0.9,
    hub_guest_cap_m2: None,
});

/// What may become of a vacated site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the scenario file")]
pub struct TreatmentSettings {
    /// Sale (D). Default true.
    pub sale: bool,
    /// Conditional lease (L). Default true.
    pub lease: bool,
    /// Clearing as open space (X). Default true.
    pub clearing: bool,
    /// Holding as reserve or swing space (Z). Default true.
    pub holding: bool,
    /// Smallest site for a conditional lease, square metres. Default 1,500, the floor a nursing home needs.
    pub lease_min_site_area_m2: f64,
    /// Smallest building worth holding, square metres of floor. Default 1,000.
    pub hold_min_gfa_m2: f64,
}
defaults!(TreatmentSettings {
    sale: true,
    lease: true,
    clearing: true,
    holding: true,
    lease_min_site_area_m2: 1_500.0,
    hold_min_gfa_m2: 1_000.0,
});

/// Mergers of schools, rooms and buildings that schools share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SchoolSettings {
    /// A school may close and send its pupils to another (U). Default false.
    pub merging: bool,
    /// Farthest school pupils may be sent to, walking metres. Default elementary 1,000, junior high 2,000.
    pub merge_max_m: MetersBySchoolKind,
    /// Most classes of a merged school. Default 24.
    pub merge_max_classes: u32,
    /// A school may be rebuilt without the gymnasium or pool of its neighbour. Default true.
    pub sharing: bool,
    /// Farthest neighbour to share with, walking metres. Default 300.
    pub sharing_max_m: f64,
    /// Most classes of two schools that share. Default 36.
    pub sharing_max_classes: u32,
    /// A held site (Z) may house a school during its works. Default true.
    pub swing: bool,
    /// Farthest held site for that, walking metres. Default 1,500.
    pub swing_max_m: f64,
}
defaults!(SchoolSettings {
    merging: false,
    merge_max_m: MetersBySchoolKind { elementary: 1_000.0, junior_high: 2_000.0 },
    merge_max_classes: 24,
    sharing: true,
    sharing_max_m: 300.0,
    sharing_max_classes: 36,
    swing: true,
    swing_max_m: 1_500.0,
});

/// Metres by school kind.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MetersBySchoolKind {
    /// Elementary schools.
    pub elementary: f64,
    /// Junior high schools.
    pub junior_high: f64,
}

impl MetersBySchoolKind {
    /// The metres of one kind.
    pub fn of(self, kind: SchoolKindId) -> Meters {
        Meters(match kind {
            SchoolKindId::Elementary => self.elementary,
            SchoolKindId::JuniorHigh => self.junior_high,
        })
    }
}

/// Permits that lift caps of use zones (建築基準法48条ただし書).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PermitSettings {
    /// Permits are applied for where they pay. Default false.
    pub zone_exception: bool,
    /// How long a permit takes before design begins, months. Default 12.
    pub months: u32,
}
defaults!(PermitSettings { zone_exception: false, months: 12 });

/// Opening school rooms to residents (P3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OpeningSettings {
    /// Rooms of schools may be opened beyond what is open today. Default true.
    pub opening: bool,
    /// Bookable rooms may be released when opened school rooms cover their use (O). Default true.
    pub replacement: bool,
    /// Opened slots per used slot that is replaced, ratio. Default 1.1.
    pub margin: f64,
    /// Farthest school that counts, walking metres. Default 800.
    pub walk_m: f64,
}
defaults!(OpeningSettings { opening: true, replacement: true, margin: 1.1, walk_m: 800.0 });

/// Which projection of residents and pupils applies (formulation, section 13).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PopulationSettings {
    /// Variant of `population.csv` the given numbers are scaled to; none = as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Yearly change of residents and pupils on top, ratio. Default 0.
    pub change_per_year: f64,
}
defaults!(PopulationSettings { variant: None, change_per_year: 0.0 });

/// What is minimized: net present cost, and what else at which price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ObjectiveSettings {
    /// Price of one more kilometre of one resident's walk to the nearest place of one kind, per year. Default 2,000.
    pub access_price_jpy_per_person_km: f64,
    /// Price of a square metre in use beyond its life, per year. Default 60,000.
    pub overdue_price_jpy_per_m2_year: f64,
    /// Weight of a square metre whose major renovation is overdue against one beyond its life, ratio. Default 0.2.
    pub renovation_overdue_weight: f64,
    /// Weight of the highest yearly investment, yen per yen. Default 0.
    pub peak_weight: f64,
    /// Whether the value left at the end of the horizon counts against cost. Default true.
    pub count_residual: bool,
    /// Tie-break per intervention, yen. Default 1,000.
    pub tie_break_jpy: f64,
}
defaults!(ObjectiveSettings {
    access_price_jpy_per_person_km: 2_000.0,
    overdue_price_jpy_per_m2_year: 60_000.0,
    renovation_overdue_weight: 0.2,
    peak_weight: 0.0,
    count_residual: true,
    tie_break_jpy: 1_000.0,
});

/// Limits of the search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SolverSettings {
    /// Relative gap at which the search stops, ratio. Default 0.001.
    pub gap: f64,
    /// Longest search in seconds; a run stopped by it is not reproducible. Default 600.
    pub time_limit_s: f64,
    /// Most branch-and-bound nodes of one mixed-integer solve; a reproducible limit. Default none.
    pub node_limit: Option<u32>,
}
defaults!(SolverSettings { gap: 0.001, time_limit_s: 600.0, node_limit: None });

/// Thresholds of the reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportSettings {
    /// A walk that grows by more than this makes a demand point a loser, metres. Default 300.
    pub loser_threshold_m: f64,
    /// Radii within which residents are counted around hubs and services, metres. Default 500 and 800.
    pub radii_m: Vec<f64>,
    /// School rebuilds to begin a year that the plan is compared with, schools; it binds nothing. Default none.
    pub school_starts_per_year: Option<f64>,
}
defaults!(ReportSettings { loser_threshold_m: 300.0, radii_m: vec![500.0, 800.0], school_starts_per_year: None });
