//! When the national method renovates and rebuilds one building (docs/baseline.md, rules B2 to B5).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Method;
use crate::fiscal::FiscalYear;
use crate::project::Building;

/// What is done to a building.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// Major renovation 大規模改修.
    Renovation,
    /// Rebuilding 建替え.
    Rebuild,
}

/// How the first year of the horizon finds a building.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StartState {
    /// Its first works are still to come.
    Regular,
    /// Its renovation is recorded; rebuilding is next.
    Renovated,
    /// Its renovation was missed and is made up for.
    RenovationMissed,
    /// Its renovation was missed and is left out, rebuilding being near.
    AwaitsRebuild,
    /// Its rebuilding was missed and is made up for.
    RebuildMissed,
}

/// One piece of works, paid in `years` years from `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) kind: WorkKind,
    pub(super) from: FiscalYear,
    pub(super) years: i32,
}

/// A building as the method looks at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) built: FiscalYear,
    pub(super) last_renovation: Option<FiscalYear>,
    /// Age of its next rebuilding; those after it come at the method's age.
    pub(super) rebuild_age_years: i32,
}

impl Standing {
    /// A building as its row has it.
    pub(super) fn of(method: &Method, block: &Building) -> Self {
        Self { last_renovation: block.last_renovation, ..Self::new(method, block.built) }
    }

    /// A building without a renovation yet.
    pub(super) fn new(method: &Method, built: FiscalYear) -> Self {
        Self { built, last_renovation: None, rebuild_age_years: method.rebuild_age_years }
    }
}

/// All works of a building that begin by `last`, in order of time, and how `first` finds it.
pub(super) fn works(method: &Method, block: Standing, first: FiscalYear, last: FiscalYear) -> (StartState, Vec<Work>) {
    let age = first.since(block.built);
    let renovate = |from, years| Work { kind: WorkKind::Renovation, from, years: years_of(years) };
    let rebuild = |from, years| Work { kind: WorkKind::Rebuild, from, years: years_of(years) };
    let due = |anchor: FiscalYear, age: i32| anchor.plus(age);
    let mut works = Vec::new();

    // A rebuilt building begins its own cycle in the year its rebuilding begins.
    let mut anchor;
    let state;
    if age > block.rebuild_age_years {
        state = StartState::RebuildMissed;
        works.push(rebuild(first, method.missed_rebuild_years));
        anchor = first;
    } else {
        let is_renovated =
            block.last_renovation.is_some_and(|year| year.since(block.built) >= method.renovation_counts_from_age_years);
        state = if is_renovated {
            StartState::Renovated
        } else if age <= method.renovation_age_years {
            works.push(renovate(due(block.built, method.renovation_age_years), method.renovation_works_years));
            StartState::Regular
        } else if age <= method.renovation_made_up_until_age_years {
            works.push(renovate(first, method.missed_renovation_years));
            StartState::RenovationMissed
        } else {
            StartState::AwaitsRebuild
        };
        anchor = due(block.built, block.rebuild_age_years);
        works.push(rebuild(anchor, method.rebuild_works_years));
    }
    while anchor <= last {
        works.push(renovate(due(anchor, method.renovation_age_years), method.renovation_works_years));
        // A cycle of less than a year would never end.
        anchor = due(anchor, years_of(method.rebuild_age_years));
        works.push(rebuild(anchor, method.rebuild_works_years));
    }
    (state, works)
}

fn years_of(years: i32) -> i32 {
    years.max(1)
}
