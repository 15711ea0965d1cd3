//! How many people ask for a kind, where and when (8.2), and how their number grows (section 11).

use std::collections::BTreeMap;

use super::Reading;
use super::works::interpolated;
use crate::catalogue::Kind;
use crate::fiscal::{FiscalYear, Period};
use crate::id::{DistrictId, KindId};
use crate::project::{AGE_BANDS, DemandPoint};

/// (8.2): how much a demand point counts for a kind in a period, people.
pub(super) fn weight(kind: &Kind, demand: &DemandPoint, period: Period) -> f64 {
    let weights = kind.age_weights.as_array();
    let middle = middle_of(period);
    (0..AGE_BANDS.len())
        .map(|band| {
            let people = demand.population.iter().map(|(&year, people)| (year, people[band].0));
            weights[band] * interpolated(people, middle)
        })
        .sum()
}

/// The year whose residents count for a period.
fn middle_of(period: Period) -> FiscalYear {
    period.start.plus(period.years / 2)
}

/// Sums of (8.2) by area, for every period, people.
pub(super) fn weights_by<'project, Area: Ord>(
    reading: &Reading<'project>,
    kind: &Kind,
    area_of: impl Fn(&'project DemandPoint) -> Area,
) -> Vec<BTreeMap<Area, f64>> {
    let project = reading.inventory.project;
    let of_period = |&period: &Period| {
        let mut sums = BTreeMap::new();
        for demand in &project.demand {
            *sums.entry(area_of(demand)).or_insert(0.0) += weight(kind, demand, period);
        }
        sums
    };
    reading.inventory.horizon.periods().iter().map(of_period).collect()
}

/// Later demand as a multiple of the first period's; 1 where there was none.
pub(super) fn growth(first: f64, later: f64) -> f64 {
    if first > 0.0 { later / first } else { 1.0 }
}

/// `G(k,t)` of functions with bookable rooms.
#[derive(Debug)]
pub(super) struct Growth<'project> {
    by_kind: BTreeMap<&'project KindId, Vec<BTreeMap<&'project DistrictId, f64>>>,
}

impl<'project> Growth<'project> {
    pub(super) fn new(reading: &Reading<'project>) -> Self {
        let mut by_kind = BTreeMap::new();
        for &(position, _) in reading.rooms.of_functions.keys() {
            let function = reading.inventory.functions[position];
            if let (Some(kind), false) = (reading.inventory.kind(function), by_kind.contains_key(&function.kind)) {
                by_kind.insert(&kind.id, weights_by(reading, kind, |demand| &demand.district));
            }
        }
        Self { by_kind }
    }

    /// Growth of the demand for a function's kind in its home district, the function and the period by position.
    pub(super) fn of(&self, reading: &Reading, function: usize, period: usize) -> f64 {
        let function = reading.inventory.functions[function];
        let (Some(home), Some(sums)) = (reading.inventory.home(function), self.by_kind.get(&function.kind)) else { return 1.0 };
        let in_period = |period: usize| sums.get(period).and_then(|sums| sums.get(&home.site.district)).copied().unwrap_or(0.0);
        growth(in_period(0), in_period(period))
    }
}
