//! Which rules and locks cannot hold together: a set of which each is needed for the clash.

use std::time::{Duration, Instant};

use crate::cashflow::Prices;
use crate::formulate::Formulation;
use crate::id::RuleId;
use crate::instance::Instance;
use crate::options::Options;
use crate::project::Project;
use crate::solver::SolverError;
use crate::solver::mip::{self, MipSettings};

/// Hard rules and locks that no plan satisfies together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Their ids, rules before locks, in the order of the scenario.
    pub demands: Vec<RuleId>,
    /// Whether a plan exists as soon as any one of them is dropped; else time did not allow to find out which are needed.
    pub is_least: bool,
}

/// Finds rules and locks of an infeasible question that clash, by dropping one after the other for as long as there is no plan.
///
/// None where there is no plan even without all of them.
///
/// # Source
/// Chinneck, J. W. and Dravnieks, E. W. (1991), Locating minimal infeasible constraint sets in linear programs, ORSA Journal on
/// Computing 3(2), the deletion filter.
pub fn clash(project: &Project, time: Duration) -> Option<Clash> {
    let until = Instant::now() + time;
    let mut kept = project.clone();
    // A soft rule is missed before it stands in the way.
    kept.scenario.rules.retain(|rule| rule.soft_price_jpy.is_none());
    let mut bare = kept.clone();
    bare.scenario.rules.clear();
    bare.scenario.locks.clear();
    if has_plan(&bare, until) == Some(false) {
        return None;
    }
    let scenario = &kept.scenario;
    let rules = scenario.rules.iter().map(|rule| rule.id.clone());
    let demands: Vec<RuleId> = rules.chain(scenario.locks.iter().map(|lock| lock.id.clone())).collect();
    let mut clash = Clash { demands: Vec::new(), is_least: true };
    for demand in demands {
        let mut without = kept.clone();
        without.scenario.rules.retain(|rule| rule.id != demand);
        without.scenario.locks.retain(|lock| lock.id != demand);
        match has_plan(&without, until) {
            Some(false) => kept = without,
            Some(true) => clash.demands.push(demand),
            None => {
                clash.is_least = false;
                clash.demands.push(demand);
            }
        }
    }
    Some(clash)
}

/// Whether there is a plan; none where that was not found out in time.
fn has_plan(project: &Project, until: Instant) -> Option<bool> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return None;
    }
    let instance = Instance::new(project);
    let Ok(options) = Options::new(&instance, &Prices::new(project)) else { return Some(false) };
    let mut model = Formulation::new(&instance, &options).model;
    model.columns.iter_mut().for_each(|column| column.cost = 0.0);
    // Every plan costs nothing here, so that the first one ends the search.
    match mip::solve(&model, &MipSettings::new(1.0, left.as_secs_f64())) {
        Ok(_) => Some(true),
        Err(SolverError::Infeasible) => Some(false),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{building, lock, paper_town};
    use crate::scenario::RuleLimit;

    const LONG: Duration = Duration::from_mins(10);

    fn ids(clash: &Clash) -> Vec<&str> {
        clash.demands.iter().map(RuleId::as_str).collect()
    }

    #[test]
    fn both_halves_of_a_clash_are_named_and_nothing_else() {
        let mut project = paper_town();
        lock(&mut project, "asset = \"S\"\nrequire = [\"B\"]");
        lock(&mut project, "asset = \"H-1\"\nforbid = [\"M\"]");
        let project =
            crate::paper::ruled(project, RuleLimit::InvestmentPerYear { at_most_million_jpy: 0.0, from_fy: None, to_fy: None });
        let found = clash(&project, LONG).unwrap();
        assert_eq!((ids(&found), found.is_least), (vec!["rule", "lock-0"], true));
    }

    #[test]
    fn two_locks_that_leave_nothing_to_choose_clash() {
        let mut project = paper_town();
        building(&mut project, "S-1").built.0 = 1970;
        lock(&mut project, "asset = \"S\"\nrequire = [\"B\"]");
        lock(&mut project, "asset = \"S\"\nforbid = [\"B\"]");
        assert_eq!(ids(&clash(&project, LONG).unwrap()).len(), 2);
    }

    #[test]
    fn without_time_everything_that_could_clash_is_named() {
        let mut project = paper_town();
        lock(&mut project, "asset = \"S\"\nrequire = [\"B\"]");
        lock(&mut project, "asset = \"S\"\nforbid = [\"B\"]");
        let found = clash(&project, Duration::ZERO).unwrap();
        assert_eq!((found.demands.len(), found.is_least), (2, false));
    }
}
