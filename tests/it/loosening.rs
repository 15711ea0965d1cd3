//! Limits that are loosened never make the best plan worse: every plan of before is still there and costs the same.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]
#![expect(clippy::print_stdout, reason = "how many hamlets a claim was tried on is worth reading")]

use std::time::Duration;

use fukugo::cashflow::Prices;
use fukugo::formulate::Formulation;
use fukugo::instance::Instance;
use fukugo::options::Options;
use fukugo::project::Project;
use fukugo::scenario::RuleLimit;
use fukugo::solve::{Limits, SolveError, solve};
use rayon::prelude::*;

use crate::hamlets::hamlet;

/// Hamlets that are tried; the ones without the limit in question drop out.
const SEEDS: std::ops::Range<u64> = 500..560;

/// Fewest hamlets in which a loosened limit must be found for a claim to count, and fewest in which it must have helped.
const FEWEST: (usize, usize) = (8, 1);

/// Yen by which two proven optima may differ by the search's tolerances alone.
const TOLERANCE_MILLION_JPY: f64 = 1e-3;

/// The proven optimum, million yen; none when there is no plan.
fn optimum(project: &Project) -> Option<f64> {
    let (prices, instance) = (Prices::new(project), Instance::new(project));
    let options = Options::new(&instance, &prices).ok()?;
    let formulation = Formulation::new(&instance, &options);
    let limits = Limits { gap: 0.0, time: Duration::from_mins(2), nodes: None };
    match solve(&instance, &prices, &options, &formulation, &limits, &|_| {}) {
        Ok(solution) => {
            assert!(solution.proof.gap.unwrap() < 1e-6, "not proven: {:?}", solution.proof);
            Some(solution.proof.objective)
        }
        Err(SolveError::Infeasible) => None,
        Err(error) => panic!("{error}"),
    }
}

/// A limit as it is tried: first tight, then loose.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limit {
    Tight,
    Loose,
}

impl Limit {
    fn pick<T>(self, tight: T, loose: T) -> T {
        if self == Self::Tight { tight } else { loose }
    }
}

/// Claims that the limit which `set` sets, where there is one, never makes the optimum worse when it is loose.
fn assert_never_worse(set: impl Fn(&mut Project, Limit) -> bool + Sync) {
    let changes: Vec<(u64, Option<f64>, Option<f64>)> = SEEDS
        .into_par_iter()
        .filter_map(|seed| {
            let (mut tight, mut loose) = (hamlet(seed), hamlet(seed));
            let is_limited = set(&mut tight, Limit::Tight) && set(&mut loose, Limit::Loose);
            is_limited.then(|| (seed, optimum(&tight), optimum(&loose)))
        })
        .collect();
    let mut helped = 0;
    for &(seed, tight, loose) in &changes {
        let Some(tight) = tight else {
            helped += usize::from(loose.is_some());
            continue;
        };
        let loose = loose.unwrap_or(f64::INFINITY);
        assert!(loose <= tight + TOLERANCE_MILLION_JPY, "hamlet {seed}: {tight} became {loose}");
        helped += usize::from(loose < tight - TOLERANCE_MILLION_JPY);
    }
    println!("{} hamlets, {helped} better", changes.len());
    assert!(changes.len() >= FEWEST.0 && helped >= FEWEST.1, "too few: {} hamlets, {helped} better", changes.len());
}

/// Changes every rule for which `change` says it did.
fn change_rules(project: &mut Project, change: impl Fn(&mut RuleLimit) -> bool) -> bool {
    project.scenario.rules.iter_mut().filter_map(|rule| change(&mut rule.limit).then_some(())).count() > 0
}

#[test]
fn a_larger_budget_never_hurts() {
    assert_never_worse(|project, limit| {
        change_rules(project, |rule| match rule {
            RuleLimit::InvestmentPerYear { at_most_million_jpy, .. } => {
                *at_most_million_jpy *= limit.pick(1.0, 2.0);
                true
            }
            _ => false,
        })
    });
}

#[test]
fn one_more_start_a_year_never_hurts() {
    // From none to one: a hamlet has two schools at most, so that more would rarely bind.
    assert_never_worse(|project, limit| {
        change_rules(project, |rule| match rule {
            RuleLimit::SchoolStartsPerYear { at_most, .. } | RuleLimit::SchoolsInWorksPerDistrict { at_most } => {
                *at_most = limit.pick(0, 1);
                true
            }
            _ => false,
        })
    });
}

#[test]
fn a_looser_floor_limit_never_hurts() {
    assert_never_worse(|project, limit| {
        change_rules(project, |rule| match rule {
            RuleLimit::FloorArea { at_most_ratio, .. } => {
                *at_most_ratio += limit.pick(0.0, 0.1);
                true
            }
            _ => false,
        })
    });
}

#[test]
fn a_larger_host_radius_never_hurts() {
    assert_never_worse(|project, limit| {
        for kind in &mut project.kinds.kinds {
            kind.host_radius_m = limit.pick(200.0, 3_000.0);
        }
        true
    });
}
