//! Names of things: string ids at the edges, dense indices inside.
//!
//! Every id knows what it identifies, so that a message about an unknown id reads the same everywhere.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident, $noun:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// What this id identifies, as messages say it.
            pub const NOUN: &'static str = $noun;

            /// The id's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

macro_rules! dense_index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub usize);
    };
}

string_id! {
    /// A site (敷地): a school's or a facility's land.
    SiteId, "site"
}
string_id! {
    /// A building (棟), one row of `buildings.csv` or the building implied by a site without rows.
    BuildingId, "building"
}
string_id! {
    /// An asset: what follows one life path, a facility's building or all the blocks of one school.
    AssetId, "asset"
}
string_id! {
    /// A function (機能): one public service at one place, such as a library.
    FunctionId, "function"
}
string_id! {
    /// A service kind, such as `library` or `children_hall`.
    KindId, "kind"
}
string_id! {
    /// A demand point: a chome or a mesh cell.
    DemandId, "demand point"
}
string_id! {
    /// A district (地区), such as the area of one まちづくりセンター.
    DistrictId, "district"
}
string_id! {
    /// A region (地域), a group of districts.
    RegionId, "region"
}
string_id! {
    /// A room with bookable slots.
    RoomId, "room"
}
string_id! {
    /// A time band of slots, such as `evening`.
    BandId, "time band"
}
string_id! {
    /// A rule of the scenario, quoted in reports and messages.
    RuleId, "rule"
}

dense_index! {
    /// Position of a site in [`crate::instance::Instance::sites`].
    SiteIx
}
dense_index! {
    /// Position of an asset in [`crate::instance::Instance::assets`].
    AssetIx
}
dense_index! {
    /// Position of a function in [`crate::instance::Instance::functions`].
    FunctionIx
}
dense_index! {
    /// Position of a service kind in [`crate::instance::Instance::kinds`].
    KindIx
}
dense_index! {
    /// Position of a demand point in [`crate::instance::Instance::demand`].
    DemandIx
}
dense_index! {
    /// Position of a district in [`crate::instance::Instance::districts`].
    DistrictIx
}
dense_index! {
    /// Position of a region in [`crate::instance::Instance::regions`].
    RegionIx
}
dense_index! {
    /// Position of a period in [`crate::fiscal::Horizon::periods`].
    PeriodIx
}
