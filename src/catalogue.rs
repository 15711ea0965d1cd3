//! Service kinds and school kinds: the rows of `kinds.toml`.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{BandId, KindId};
use crate::project::{Grade, Zone};
use crate::units::SquareMeters;

/// All kinds, each list in the order of ids.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindCatalogue {
    /// Service kinds, `[[kind]]`.
    #[serde(rename = "kind", default)]
    pub kinds: Vec<Kind>,
    /// School kinds, `[[school_kind]]`.
    #[serde(rename = "school_kind", default)]
    pub school_kinds: Vec<SchoolKind>,
    /// Time bands of slots, `[[time_band]]`; none = one band, [`TimeBand::ALL`].
    #[serde(rename = "time_band", default, skip_serializing_if = "Vec::is_empty")]
    pub time_bands: Vec<TimeBand>,
}

impl KindCatalogue {
    /// The service kind called `id`.
    pub fn kind(&self, id: &KindId) -> Option<&Kind> {
        self.kinds.iter().find(|kind| &kind.id == id)
    }

    /// The school kind called `id`, which `load` guarantees for every school.
    pub fn school_kind(&self, id: SchoolKindId) -> Option<&SchoolKind> {
        self.school_kinds.iter().find(|kind| kind.id == id)
    }
}

/// A service kind, such as libraries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the kinds file")]
pub struct Kind {
    /// Id, such as `library`.
    pub id: KindId,
    /// Japanese name.
    pub name_ja: String,
    /// English name.
    pub name_en: String,
    /// Class of `costs.toml` whose unit prices apply.
    pub cost_class: String,
    /// How much each age band counts in access.
    pub age_weights: AgeWeights,
    /// Whether walking distance to this kind counts in the objective and the metrics.
    pub access: bool,
    /// Service standard, walking metres.
    pub standard_m: f64,
    /// How far a function of this kind may move, walking metres.
    pub host_radius_m: f64,
    /// How far a merge may reach, walking metres; 0 = never merged.
    #[serde(default)]
    pub merge_radius_m: f64,
    /// Whether two functions of this kind may be merged (集約).
    #[serde(default)]
    pub may_merge: bool,
    /// Whether a function of this kind may end.
    #[serde(default)]
    pub may_end: bool,
    /// Fitness for a school site.
    pub compatibility: SchoolCompatibility,
    /// Largest floor of this kind on one site, by use zone.
    #[serde(default)]
    pub zone_caps: Vec<ZoneCap>,
    /// Whether a function of this kind may be transferred to a private operator (民間移譲).
    #[serde(default)]
    pub may_transfer: bool,
    /// Whether opened school rooms may replace a function of this kind (P3).
    #[serde(default)]
    pub may_be_replaced: bool,
    /// Class of bookable rooms, for kinds that have them.
    #[serde(default)]
    pub room_class: Option<RoomClass>,
    /// Where the row's values come from.
    pub source: String,
    /// How sure they are.
    pub grade: Grade,
}

impl Kind {
    /// The name in the language of the reader.
    pub fn name(&self, lang: crate::lang::Lang) -> &str {
        lang.pick(&self.name_ja, &self.name_en)
    }

    /// The cap on this kind's floor on one site of `zone`, if the kind has one there.
    pub fn zone_cap(&self, zone: Zone) -> Option<SquareMeters> {
        self.zone_caps.iter().find(|cap| cap.zone == zone).map(|cap| SquareMeters(cap.at_most_m2))
    }
}

/// Weight of each age band in a kind's demand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgeWeights {
    /// Ages 0–14.
    pub pop_0_14: f64,
    /// Ages 15–64.
    pub pop_15_64: f64,
    /// Ages 65 and over.
    pub pop_65: f64,
}

impl AgeWeights {
    /// The weights in the order of [`crate::project::AGE_BANDS`].
    pub fn as_array(self) -> [f64; 3] {
        [self.pop_0_14, self.pop_15_64, self.pop_65]
    }
}

/// Fitness of a kind for each school kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolCompatibility {
    /// On an elementary school's site.
    pub elementary: Compatibility,
    /// On a junior high school's site.
    pub junior_high: Compatibility,
}

impl SchoolCompatibility {
    /// The fitness for schools of `kind`.
    pub fn with(self, kind: SchoolKindId) -> Compatibility {
        match kind {
            SchoolKindId::Elementary => self.elementary,
            SchoolKindId::JuniorHigh => self.junior_high,
        }
    }
}

/// Fitness of a service for a school site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Compatibility {
    /// Good.
    A,
    /// Conditional: parking, hours, separate flows.
    B,
    /// Only in a separate building.
    C,
    /// Not allowed.
    X,
}

/// A cap on the floor of a kind on one site of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneCap {
    /// The use zone.
    pub zone: Zone,
    /// The cap, square metres of floor.
    pub at_most_m2: f64,
}

/// A time band of bookable slots, such as evenings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeBand {
    /// Id, as the columns of `rooms.csv` end in.
    pub id: BandId,
    /// Japanese name.
    pub name_ja: String,
    /// English name.
    pub name_en: String,
    /// Mean length of a slot, hours; absent where hours are not to be reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot_hours: Option<f64>,
}

impl TimeBand {
    /// The id of the only band where `kinds.toml` declares none.
    pub const ALL: &'static str = "all";

    /// The name in the language of the reader.
    pub fn name(&self, lang: crate::lang::Lang) -> &str {
        lang.pick(&self.name_ja, &self.name_en)
    }
}

/// Class of bookable rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoomClass {
    /// Gymnasium 体育館.
    Gym,
    /// Hall ホール.
    Hall,
    /// Meeting room 会議室・集会室.
    Meeting,
    /// Special classroom 特別教室.
    SpecialRoom,
    /// Pool プール.
    Pool,
}

impl RoomClass {
    /// Every class, in order.
    pub const ALL: [Self; 5] = [Self::Gym, Self::Hall, Self::Meeting, Self::SpecialRoom, Self::Pool];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gym => "gym",
            Self::Hall => "hall",
            Self::Meeting => "meeting",
            Self::SpecialRoom => "special_room",
            Self::Pool => "pool",
        }
    }
}

/// Which kind of school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SchoolKindId {
    /// 小学校.
    Elementary,
    /// 中学校.
    JuniorHigh,
}

impl fmt::Display for SchoolKindId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Elementary => "elementary",
            Self::JuniorHigh => "junior_high",
        })
    }
}

/// How much floor a school of this kind needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolKind {
    /// Id.
    pub id: SchoolKindId,
    /// Japanese name.
    pub name_ja: String,
    /// English name.
    pub name_en: String,
    /// Pupils per class, at most.
    pub class_size_people: u32,
    /// Grades (学年).
    pub grades: u32,
    /// Floor needed whatever the number of classes, square metres.
    pub fixed_m2: f64,
    /// Floor needed per class, square metres.
    pub m2_per_class: f64,
    /// Gymnasium within the need, square metres; 0 = never shared.
    #[serde(default)]
    pub gym_m2: f64,
    /// Pool within the need, square metres; 0 = never shared.
    #[serde(default)]
    pub pool_m2: f64,
    /// Height of a storey, metres.
    pub storey_height_m: f64,
    /// Where the row's values come from.
    pub source: String,
    /// How sure they are.
    pub grade: Grade,
}

impl SchoolKind {
    /// The name in the language of the reader.
    pub fn name(&self, lang: crate::lang::Lang) -> &str {
        lang.pick(&self.name_ja, &self.name_en)
    }
}
