//! One municipality as `load` guarantees it: validated tables, no dangling reference, nothing non-finite.
//!
//! Tables keep the order of their ids, so that reordered input files change nothing. Field meanings and units are those
//! of `docs/project-folder.md`.

mod streets;

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::Arc;

use crate::catalogue::{KindCatalogue, RoomClass, SchoolKindId};
use crate::costs::CostTable;
use crate::error::Advice;
use crate::fiscal::FiscalYear;
use crate::geography::{LonLat, Outline};
use crate::id::{AssetId, BandId, BuildingId, DemandId, DistrictId, FunctionId, KindId, RegionId, RoomId, SiteId};
use crate::scenario::Scenario;
use crate::units::{Meters, People, Ratio, SquareMeters, Yen};

pub use streets::{DistanceMatrix, Segment, Streets, WALK_M_PER_MINUTE, WalkSource, Way};

/// Everything a run reads, validated: the only source of `instance`, `verify` and `metrics`.
#[derive(Clone, Debug)]
pub struct Project {
    /// The planning question, with `extends` merged.
    pub scenario: Scenario,
    /// School and facility sites, by id.
    pub sites: Vec<Site>,
    /// Buildings (棟), by id; a site without rows in `buildings.csv` has one with the site's id.
    pub buildings: Vec<Building>,
    /// Functions (機能), by id.
    pub functions: Vec<Function>,
    /// Rooms with bookable slots, by id; implied ones included (formulation, section 11).
    pub rooms: Vec<Room>,
    /// The fiscal frame the plan is shown against (財政見通し), by year and item; empty where none is given.
    pub fiscal_frame: Vec<FrameRow>,
    /// Demand points, by id, with the scenario's projection applied (formulation, section 13).
    pub demand: Vec<DemandPoint>,
    /// What walking distances are taken from; straight lines unless the scenario says otherwise.
    pub walks: WalkSource,
    /// Outline of the municipality, where given.
    pub boundary: Option<Outline>,
    /// Service and school kinds.
    pub kinds: KindCatalogue,
    /// Unit prices and rates.
    pub costs: CostTable,
    /// Files read, in the order of their paths.
    pub inputs: Vec<InputFile>,
    /// Valid but odd input; never fails a run.
    pub advice: Vec<Advice>,
}

/// A file that was read, for the manifest and for the copy that a run keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Path as the scenario or the project folder names it, with `/` separators, relative.
    pub path: String,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// The bytes of a file of the project folder; none for a scenario, which is kept as merged.
    pub table: Option<Arc<[u8]>>,
}

/// Whether the name of a file leads to a place inside its folder, where a copy can lie under the same name.
pub(crate) fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// A site (敷地): land with one or more buildings.
#[derive(Clone, Debug)]
pub struct Site {
    /// Unique over schools and facilities.
    pub id: SiteId,
    /// Name for people.
    pub name: String,
    /// The point distances are measured from: the given point, or the polygon's centroid.
    pub location: LonLat,
    /// Polygon, where the file has one.
    pub outline: Option<Outline>,
    /// Land.
    pub site_area: SquareMeters,
    /// District (地区).
    pub district: DistrictId,
    /// Region (地域).
    pub region: RegionId,
    /// Use zone (用途地域).
    pub zone: Zone,
    /// Floor-area ratio (容積率) as a ratio: 1.5 for 150 %.
    pub far: Option<Ratio>,
    /// Building coverage ratio (建蔽率), 0–1.
    pub bcr: Option<Ratio>,
    /// Absolute height limit; none where there is no limit.
    pub height_limit: Option<Meters>,
    /// Land price per square metre; none where the site cannot be sold or leased out.
    pub land_price_per_m2: Option<Yen>,
    /// Who owns the land and building.
    pub ownership: Ownership,
    /// Rent paid each year for leased premises.
    pub annual_rent: Yen,
    /// Designated shelter (避難所).
    pub is_shelter: bool,
    /// What the site is for.
    pub purpose: Purpose,
    /// Where each value comes from.
    pub sources: Sources,
}

impl Site {
    /// The school on this site, if it is a school site.
    pub fn school(&self) -> Option<&School> {
        match &self.purpose {
            Purpose::School(school) => Some(school),
            Purpose::Facility => None,
        }
    }
}

/// What a site is for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// A public school.
    School(School),
    /// Any other public facility.
    Facility,
}

/// What a school site has beyond a facility site.
#[derive(Clone, Debug)]
pub struct School {
    /// Elementary or junior high.
    pub kind: SchoolKindId,
    /// Yard to be kept.
    pub yard: SquareMeters,
    /// Pupils in given fiscal years; interpolated linearly between, constant outside. At least one year.
    pub pupils: BTreeMap<FiscalYear, People>,
    /// Cost of running the school building, per year; 0 where not given.
    pub running_cost: Yen,
}

/// A building (棟), or the implied single building of a site.
#[derive(Clone, Debug)]
pub struct Building {
    /// Unique over buildings; the site's id for an implied building.
    pub id: BuildingId,
    /// The site it stands on.
    pub site: SiteId,
    /// Name for people; the site's where blank.
    pub name: String,
    /// Gross floor area, above 0.
    pub gfa: SquareMeters,
    /// Fiscal year of completion.
    pub built: FiscalYear,
    /// Structure.
    pub structure: Structure,
    /// Storeys above ground, where known.
    pub floors: Option<u32>,
    /// Fiscal year in which the last major renovation was finished.
    pub last_renovation: Option<FiscalYear>,
    /// Earthquake standard.
    pub seismic: Seismic,
    /// Soundness (健全度), 0–100, where surveyed.
    pub soundness: Option<f64>,
    /// Whether its life can be extended, where decided.
    pub extendable: Option<bool>,
    /// True where no row of `buildings.csv` describes it.
    pub is_implied: bool,
    /// Where each value comes from.
    pub sources: Sources,
}

/// A function (機能): one public service at one place.
#[derive(Clone, Debug)]
pub struct Function {
    /// Unique over functions.
    pub id: FunctionId,
    /// Name for people.
    pub name: String,
    /// The asset it is in: a facility's building, or a school.
    pub home: AssetId,
    /// The building row it was given for.
    pub building: BuildingId,
    /// Service kind.
    pub kind: KindId,
    /// Floor it uses.
    pub gfa: SquareMeters,
    /// People it is sized for at one time.
    pub capacity: Option<People>,
    /// People who use it at the usual peak.
    pub used: Option<People>,
    /// Visits per year.
    pub users_per_year: Option<People>,
    /// Cost of running it, per year.
    pub running_cost: Yen,
    /// Bookable slots (コマ) per year.
    pub slots_per_year: Option<f64>,
    /// Slots used per year.
    pub used_slots_per_year: Option<f64>,
    /// Whether the plan may move it.
    pub is_movable: bool,
    /// Smallest floor it can live with.
    pub min_gfa: Option<SquareMeters>,
    /// Where each value comes from.
    pub sources: Sources,
}

/// A room, or several alike, with slots that can be booked.
#[derive(Clone, Debug, PartialEq)]
pub struct Room {
    /// Unique over rooms; for an implied room the function's id.
    pub id: RoomId,
    /// Whose it is.
    pub owner: RoomOwner,
    /// Its class.
    pub class: RoomClass,
    /// Its floor, where known.
    pub area: Option<SquareMeters>,
    /// Slots a year by time band, every band of the catalogue.
    pub slots: BTreeMap<BandId, BandSlots>,
    /// Where each value comes from.
    pub sources: Sources,
}

/// Whose a room is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoomOwner {
    /// A school's: it may be opened to residents.
    School(AssetId),
    /// A function's: it is offered to residents.
    Function(FunctionId),
}

/// Slots of one room in one time band, a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BandSlots {
    /// Slots there are; for a function's room all are offered.
    pub slots: f64,
    /// Of these, used by the school itself; 0 for a function's room.
    pub school_use: f64,
    /// Of a school's, offered to residents today; 0 for a function's room.
    pub open: f64,
    /// Used by residents today.
    pub used: f64,
}

/// One line of a fiscal frame.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameRow {
    /// The year.
    pub fy: FiscalYear,
    /// What it is, such as `investment`.
    pub item: String,
    /// Name for people.
    pub name: String,
    /// The amount.
    pub amount: Yen,
}

/// A demand point: a chome or a mesh cell.
#[derive(Clone, Debug)]
pub struct DemandPoint {
    /// Unique over demand points.
    pub id: DemandId,
    /// Name for people; the id where blank.
    pub name: String,
    /// The point distances are measured from.
    pub location: LonLat,
    /// Polygon, where the file has one.
    pub outline: Option<Outline>,
    /// District.
    pub district: DistrictId,
    /// Region.
    pub region: RegionId,
    /// Residents by age band in given fiscal years; interpolated linearly between, constant outside. At least one year.
    pub population: BTreeMap<FiscalYear, ByAge>,
    /// Where each value comes from.
    pub sources: Sources,
}

/// Residents by age band: 0–14, 15–64, 65 and over.
pub type ByAge = [People; AGE_BANDS.len()];

/// Names of the age bands, as columns and settings spell them.
pub const AGE_BANDS: [&str; 3] = ["pop_0_14", "pop_15_64", "pop_65"];

/// Where a value comes from, best first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Read from a register, a survey or a published table.
    #[default]
    Observed,
    /// Computed from observed values.
    Derived,
    /// Estimated by a stated method.
    Estimated,
    /// A class default or an expert's assumption.
    Assumed,
    /// Made up for demonstration.
    Synthetic,
}

/// Grades of one record: a default for the record and those of fields that differ from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Grade of every field without its own.
    pub record: Grade,
    /// Fields with a grade of their own, by column name.
    pub fields: BTreeMap<String, Grade>,
}

impl Sources {
    /// The grade of `field`, named as in the file.
    pub fn of(&self, field: &str) -> Grade {
        self.fields.get(field).copied().unwrap_or(self.record)
    }
}

/// Structure of a building.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub enum Structure {
    /// Reinforced concrete 鉄筋コンクリート造.
    #[serde(rename = "RC")]
    Rc,
    /// Steel-framed reinforced concrete 鉄骨鉄筋コンクリート造.
    #[serde(rename = "SRC")]
    Src,
    /// Steel 鉄骨造.
    S,
    /// Timber 木造.
    W,
}

/// Earthquake standard of a building.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Seismic {
    /// Built to the standard of 1981 (新耐震).
    New,
    /// Older, and found or made sound (診断・補強済).
    OldSound,
    /// Older, and found weak.
    OldWeak,
    /// Not known.
    #[default]
    Unknown,
}

/// Who owns a site.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// The municipality (区有地).
    Owned,
    /// The State or another public body (国有地等).
    State,
    /// Rented premises (借上).
    Leased,
}

/// Use zone (用途地域).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// 第一種低層住居専用地域.
    #[serde(rename = "low_rise_1")]
    LowRise1,
    /// 第二種低層住居専用地域.
    #[serde(rename = "low_rise_2")]
    LowRise2,
    /// 第一種中高層住居専用地域.
    #[serde(rename = "mid_high_1")]
    MidHigh1,
    /// 第二種中高層住居専用地域.
    #[serde(rename = "mid_high_2")]
    MidHigh2,
    /// 第一種住居地域.
    #[serde(rename = "residential_1")]
    Residential1,
    /// 第二種住居地域.
    #[serde(rename = "residential_2")]
    Residential2,
    /// 準住居地域.
    QuasiResidential,
    /// 近隣商業地域.
    NeighborhoodCommercial,
    /// 商業地域.
    Commercial,
    /// 準工業地域.
    QuasiIndustrial,
    /// 工業地域.
    Industrial,
    /// 田園住居地域.
    RuralResidential,
    /// No zone, or not known.
    None,
}
