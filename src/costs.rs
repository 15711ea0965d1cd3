//! Unit prices and rates: the rows of `costs.toml`, each with low, base and high values, source and grade.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::project::Grade;

/// Prices of the national method's classes and the parameters of `docs/formulation.md`, section 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostTable {
    /// Facility classes, `[[class]]`.
    #[serde(rename = "class")]
    pub classes: Vec<CostClass>,
    /// Parameters, `[parameter.<name>]`.
    pub parameter: Parameters,
}

impl CostTable {
    /// The class called `id`.
    pub fn class(&self, id: &str) -> Option<&CostClass> {
        self.classes.iter().find(|class| class.id == id)
    }
}

/// Unit prices of one facility class of the national renewal-cost method.
///
/// # Source
/// 総務省 公共施設等更新費用試算ソフト: 13 classes, renovation and rebuild prices per square metre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostClass {
    /// Id, such as `school_education`.
    pub id: String,
    /// Japanese name.
    pub name_ja: String,
    /// English name.
    pub name_en: String,
    /// Major renovation (大規模改修), thousand yen per square metre.
    pub renovation_kyen_m2: f64,
    /// Rebuilding (建替え), thousand yen per square metre.
    pub rebuild_kyen_m2: f64,
    /// Where the prices come from.
    pub source: String,
    /// Year of the prices.
    pub year: i32,
    /// How sure they are.
    pub grade: Grade,
}

/// Which of a parameter's three values applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The lowest value of the range.
    Low,
    /// The usual value.
    #[default]
    Base,
    /// The highest value of the range.
    High,
}

/// A price or rate with its range, unit, source and grade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Lowest value of the range.
    pub low: f64,
    /// Usual value.
    pub base: f64,
    /// Highest value of the range.
    pub high: f64,
    /// Unit, as the name says it.
    pub unit: String,
    /// Where the values come from.
    pub source: String,
    /// Year of the values.
    pub year: i32,
    /// How sure they are.
    pub grade: Grade,
}

impl Parameter {
    fn at(&self, level: Level) -> f64 {
        match level {
            Level::Low => self.low,
            Level::Base => self.base,
            Level::High => self.high,
        }
    }
}

macro_rules! parameters {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Every parameter with its range.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct Parameters {
            $($(#[$doc])* pub $name: Parameter,)*
        }

        /// The value of every parameter at the levels one scenario chooses, in the parameter's own unit.
        #[derive(Clone, Debug, PartialEq)]
        pub struct ParameterValues {
            $($(#[$doc])* pub $name: f64,)*
        }

        /// Names of all parameters, in the order of the table.
        pub const PARAMETER_NAMES: &[&str] = &[$(stringify!($name)),*];

        impl Parameters {
            /// The values at `level`, except where `level_of` names another level for a parameter.
            pub fn at(&self, level: Level, level_of: &BTreeMap<String, Level>) -> ParameterValues {
                ParameterValues {
                    $($name: self.$name.at(level_of.get(stringify!($name)).copied().unwrap_or(level)),)*
                }
            }

            /// Names with their rows, in the order of the table.
            pub fn rows(&self) -> Vec<(&'static str, &Parameter)> {
                vec![$((stringify!($name), &self.$name)),*]
            }
        }
    };
}

parameters! {
    /// Present prices as a multiple of the national method's, ratio.
    rebuild_multiplier,
    /// Long-life renovation as a share of rebuilding, ratio.
    long_life_ratio,
    /// Design as a share of construction, ratio.
    design_ratio,
    /// Demolition including the asbestos survey, thousand yen per square metre.
    demolition_kyen_m2,
    /// Temporary premises, thousand yen per square metre of temporary floor.
    temporary_kyen_m2,
    /// Temporary floor of a school as a share of its new floor, ratio.
    temporary_floor_ratio_school,
    /// Temporary floor of a facility as a share of its new floor, ratio.
    temporary_floor_ratio_facility,
    /// Moving and fit-out of a function, thousand yen per square metre.
    moving_kyen_m2,
    /// Repairs, thousand yen per square metre and year.
    repair_kyen_m2_year,
    /// Extra concept stage and set-up of a hub, thousand yen.
    hub_setup_kyen,
    /// Floor saved by sharing when a function moves into a school, ratio of its floor.
    colocation_area_saving,
    /// Running cost saved when a function moves into a school, ratio.
    colocation_running_saving,
    /// Running cost saved when a function is merged into another of its kind, ratio.
    merge_running_saving,
    /// Sale proceeds as a share of the land price, ratio.
    sale_price_ratio,
    /// Land lease per year as a share of the land price, ratio.
    land_lease_yield,
    /// Reduction of the lease for conditions such as welfare use, ratio.
    lease_price_factor,
    /// Upkeep of cleared land as open space, yen per square metre of land and year.
    park_upkeep_yen_m2_year,
    /// Upkeep of an empty building that is held, yen per square metre of floor and year.
    hold_upkeep_yen_m2_year,
    /// Conversion of a vacated building as a share of rebuilding, ratio.
    conversion_ratio,
    /// Restoring rented premises on return, thousand yen per square metre.
    lease_return_kyen_m2,
    /// Running cost still paid as support after a transfer to a private operator, ratio.
    transfer_support_ratio,
    /// A permit that lifts the cap of a use zone, thousand yen.
    permit_kyen,
    /// Keys and a security line for one school room that is opened, thousand yen.
    opening_setup_kyen,
    /// Staff and upkeep of one opened slot, yen.
    opening_yen_slot,
    /// Unit price the State recognizes for schools, thousand yen per square metre.
    subsidy_unit_kyen_m2,
    /// Share of the recognized cost the State pays for schools, ratio.
    subsidy_rate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_costs_have_every_parameter_and_the_thirteen_classes() {
        let costs: CostTable = toml::from_str(include_str!("../data/defaults/costs.toml")).unwrap();
        assert_eq!(costs.classes.len(), 13);
        assert!(costs.class("school_education").is_some_and(|class| (class.rebuild_kyen_m2 - 330.0).abs() < 1e-9));
        for (name, parameter) in costs.parameter.rows() {
            assert!(parameter.low <= parameter.base && parameter.base <= parameter.high, "{name}");
        }
    }

    #[test]
    fn every_default_kind_has_a_cost_class() {
        let costs: CostTable = toml::from_str(include_str!("../data/defaults/costs.toml")).unwrap();
        let kinds: crate::catalogue::KindCatalogue = toml::from_str(include_str!("../data/defaults/kinds.toml")).unwrap();
        assert!(kinds.kinds.len() >= 12 && kinds.school_kinds.len() == 2);
        for kind in &kinds.kinds {
            assert!(costs.class(&kind.cost_class).is_some(), "{}", kind.id);
        }
    }
}
