//! Population of a demand point by year, and what it weighs for each kind.

use crate::catalogue::Kind;
use crate::fiscal::{FiscalYear, Horizon};
use crate::project::DemandPoint;

/// Residents by age band in `year`: linear between given years, constant outside them.
pub fn population_in(point: &DemandPoint, year: FiscalYear) -> [f64; 3] {
    let before = point.population.range(..=year).next_back();
    let after = point.population.range(year..).next();
    match (before, after) {
        (Some((&from, earlier)), Some((&to, later))) if from < to => {
            let (elapsed, span) = (f64::from(year.since(from)), f64::from(to.since(from)));
            std::array::from_fn(|band| earlier[band].0 + (later[band].0 - earlier[band].0) * elapsed / span)
        }
        (Some((_, given)), _) | (None, Some((_, given))) => given.map(|people| people.0),
        (None, None) => [0.0; 3],
    }
}

/// Weight per kind and period (formulation 8.2).
pub(super) fn weights(point: &DemandPoint, kinds: &[&Kind], horizon: &Horizon) -> Vec<Vec<f64>> {
    let middle: Vec<_> = horizon.periods().iter().map(|p| population_in(point, p.start.plus(p.years / 2))).collect();
    let weigh = |kind: &Kind, people: &[f64; 3]| kind.age_weights.as_array().iter().zip(people).map(|(w, p)| w * p).sum();
    kinds.iter().map(|kind| middle.iter().map(|people| weigh(kind, people)).collect()).collect()
}
