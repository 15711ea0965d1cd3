//! A bound from parts of the municipality that are decided in whole.
//!
//! The parts are those of [`sweep`](super::sweep), at the duals of the relaxation; each is solved with its decisions whole instead of in parts.
//! Together they cost no more than any plan. At these duals the relaxation is what they cost in parts, so that the bound rises by what
//! keeps each of them from being whole, be it hubs, rooms or premises on a held site, and the more the larger they are.
//!
//! # Source
//! Geoffrion (1974), "Lagrangean relaxation for integer programming", Mathematical Programming Study 2: with subproblems that have no whole
//! solution at the price of one in parts, the bound is above that of the relaxation.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::homes::homes_in;
use super::neighborhoods::{Anchors, parts, sites_with};
use super::relax::Relaxation;
use super::standing::Standing;
use super::sweep::{Part, priced};
use crate::instance::Instance;
use crate::solver::lp::{LpOutcome, LpSession, Method};
use crate::solver::mip::{self, MipSettings};

/// Distance of bound and solution at which all parts together are good enough, relative to the relaxation.
const TOLERANCE: f64 = 5e-5;

/// Most nodes of one part, so that it ends the same way on every machine.
const NODES: u32 = 500;

/// Share of the time left that a part may take: HiGHS ends a little after its limit, and a bound after that of the search is lost.
const SHARE: f64 = 0.95;

/// What no plan costs less than, million yen, by parts of about `columns` columns at the duals of `outcome`; none where one part is the whole
/// or too little is proven of one in the time left. Neither plans nor bounds that are found meanwhile change it; what is proven before the last part is raised aside.
pub(super) fn bound(
    instance: &Instance<'_>,
    anchors: &Anchors,
    relaxation: &Relaxation<'_>,
    outcome: &LpOutcome,
    columns: usize,
    standing: &Standing<'_>,
) -> Option<f64> {
    let most = sites_with(instance, columns, relaxation.model.columns.len());
    if standing.found.is_closed() || !(1..instance.sites.len()).contains(&most) {
        return None;
    }
    let homes = homes_in(instance, anchors, relaxation, most);
    let priced = priced(&relaxation.model, &homes, &parts(instance, most, 0), &outcome.row_duals);
    #[expect(clippy::cast_precision_loss, reason = "parts are few")]
    let tolerance = TOLERANCE * outcome.objective.abs() / priced.parts.len() as f64;
    let relaxed = |part: &Part| {
        let solved = LpSession::new(&part.model).and_then(|mut session| session.solve_by(Method::DualSimplex, standing.left_s()));
        // One that prices off by the solver's tolerance leave without an end proves nothing, nor one that is not done in time.
        solved.map_or(f64::NEG_INFINITY, |solved| solved.objective)
    };
    let whole = |part: &Part| {
        let settings = standing.settings(tolerance, Some(NODES));
        let settings = MipSettings { time_limit_s: SHARE * settings.time_limit_s, ..settings };
        mip::bound(&part.model, &settings).unwrap_or(f64::NEG_INFINITY)
    };
    // All of the first before any of the second: a part without either leaves no bound.
    let relaxed: Vec<f64> = priced.parts.par_iter().map(relaxed).collect();
    let so_far = Mutex::new(relaxed.clone());
    let total = |bounds: &[f64]| Some(priced.rest.objective + bounds.iter().sum::<f64>()).filter(|bound| bound.is_finite());
    let bounds = priced.parts.par_iter().zip(relaxed).enumerate().map(|(n, (part, relaxed))| {
        let bound = relaxed.max(whole(part));
        let mut so_far = so_far.lock().unwrap_or_else(PoisonError::into_inner);
        so_far[n] = bound;
        if let Some(bound) = total(&so_far) {
            standing.found.raise_aside(bound);
        }
        bound
    });
    total(&bounds.collect::<Vec<f64>>())
}
