//! How walking distance is measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Meters;

/// How walking distance is measured (formulation 8.1): on straight lines, on streets, or by a table of distances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DistanceSettings {
    /// What walks are taken from. Default `straight`: straight line times `detour`.
    pub method: DistanceMethod,
    /// File of streets or distances, relative to the project folder; none = the one there under its usual name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Longest walk looked for on streets, or the longest the table has, metres. Default 5,000 on streets, none for a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_m: Option<f64>,
    /// Farthest a place may lie from the street it is joined to, metres. Default 500.
    pub join_m: f64,
    /// Detour factors by straight-line distance, nearest band first; the last band has no `up_to_m`. Default 1.3 everywhere.
    pub detour: Vec<DetourBand>,
}
impl Default for DistanceSettings {
    fn default() -> Self {
        Self {
            method: DistanceMethod::Straight,
            file: None,
            limit_m: None,
            join_m: 500.0,
            detour: vec![DetourBand { up_to_m: None, factor: 1.3 }],
        }
    }
}

/// Longest walk looked for on streets where the scenario sets no `limit_m`, metres: about an hour.
pub const DEFAULT_NETWORK_LIMIT_M: f64 = 5_000.0;

/// What walks are taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DistanceMethod {
    /// Straight line times the detour factor of its band.
    #[default]
    Straight,
    /// Shortest way on streets.
    Network,
    /// A table of distances.
    Matrix,
}

impl DistanceSettings {
    /// Longest walk a network or a table is asked for; none = the table has no limit.
    pub fn limit(&self) -> Option<Meters> {
        let default = (self.method == DistanceMethod::Network).then_some(DEFAULT_NETWORK_LIMIT_M);
        self.limit_m.or(default).map(Meters)
    }

    /// Walking distance for a straight-line distance, whole metres (formulation 8.1).
    pub fn walking(&self, straight: Meters) -> Meters {
        let band = self.detour.iter().find(|band| band.up_to_m.is_none_or(|limit| straight.0 <= limit));
        let factor = band.map_or(1.0, |band| band.factor);
        Meters((straight.0 * factor + 0.5).floor())
    }
}

/// Detour factor of one band of straight-line distances.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetourBand {
    /// Longest straight-line distance of the band, metres; none in the last band.
    #[serde(default)]
    pub up_to_m: Option<f64>,
    /// Walking distance per straight-line distance, at least 1.
    pub factor: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detour_factor_is_that_of_the_first_band_that_reaches_far_enough() {
        let detour = vec![DetourBand { up_to_m: Some(500.0), factor: 1.4 }, DetourBand { up_to_m: None, factor: 1.2 }];
        let distance = DistanceSettings { detour, ..DistanceSettings::default() };
        assert_eq!(distance.walking(Meters(500.0)), Meters(700.0));
        assert_eq!(distance.walking(Meters(1_000.0)), Meters(1_200.0));
    }
}
