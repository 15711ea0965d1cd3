//! The relaxation of a municipality too large for one linear programme: parts solved apart under prices of what crosses them, and a
//! small programme of what the parts asked for, which gives the prices.
//!
//! The bound is that of the parts, so it holds whatever the prices are; the small programme tells how far it can still rise, and its
//! solution is the one that cuts are found for. Parts are others in every round, so that no row is priced in all of them.

use super::Stage;
use super::beside::{IsEnough, Lead};
use super::homes::{Homes, homes_in};
use super::improve::where_they_are;
use super::master::{Master, activate, always_active};
use super::neighborhoods::{Anchors, parts, sites_with};
use super::relax::{IsInside, Relaxation, is_near};
use super::standing::Standing;
use super::sweep::sweep;
use crate::formulate::Formulation;
use crate::id::SiteIx;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::solver::SolverError;
use crate::solver::lp::LpOutcome;

/// Columns from which the relaxation is solved in parts. HiGHS's interior points take half a minute for the ward's 60,000, and have not
/// ended after ten minutes for a city five times as large.
const WHOLE: usize = 100_000;

/// Columns of a part, about: those of the ward. Smaller parts take less time and price more rows.
pub(super) const PART: usize = 60_000;

/// Most rounds.
const ROUNDS: usize = 60;

/// Sweeps of a round: the first is under new prices, the others raise those of rows that the ones before priced. In a city five times
/// the ward a sweep takes 3 seconds and the small programme 20 to 40; a fourth sweep brings a tenth of what the second does.
const SWEEPS: u32 = 3;

/// Distance of the bound from the small programme, relative, at which more rounds are not worth their time.
const CLOSE: f64 = 1e-3;

/// The same as a share of the gap asked for, where that is more: what plans are above the small programme needs the rest of it.
const CLOSE_ENOUGH: f64 = 0.2;

/// Rounds end when the bound rises by less than this share in as many rounds as `PATIENCE`.
const LITTLE: f64 = 5e-4;

/// See [`LITTLE`].
const PATIENCE: usize = 5;

/// Weight of the best duals so far against those of the small programme: between its vertices prices leap.
const STEADY: f64 = 0.6;

/// The same where interior points solve the small programme, whose vertex is farther from the one before: in a city of four wards the first
/// sweep after its second solution with rows comes to 2,176,549 million yen, with the weight above to 2,125,149.
const STEADIER: f64 = 0.8;

/// Prices at which the bound is lower than the best one by more than this share have leapt: the next ones are half as far from the best.
const LEAP: f64 = 0.01;

/// Share of the objective by which the access term may be too low in what parts ask for, where periods are many: they are solved on with its
/// cuts at once until it is nearer. In a ward of thirty periods the third sweep ends at 509,653 million yen then, and at 496,991 where cuts
/// only come between sweeps.
const FAR: f64 = 3e-3;

/// Periods that are many. With six of them two wards are at 1,087,527 million yen after 82 seconds so, and at 1,102,493 after 65 with no cuts
/// but those of the small programme, which is quick there.
const MANY_PERIODS: usize = 12;

/// Whether `relaxation` is too large to be solved as one.
pub(super) fn is_large(relaxation: &Relaxation<'_>) -> bool {
    relaxation.model.columns.len() > WHOLE
}

/// A relaxation that is solved in parts; it can be left and taken up again.
pub(super) struct Apart<'a> {
    instance: &'a Instance<'a>,
    formulation: &'a Formulation,
    /// Most sites of a part.
    most: usize,
    homes: Homes,
    /// Columns of the small programme.
    active: Vec<bool>,
    master: Option<Master>,
    small: Option<LpOutcome>,
    best: Option<LpOutcome>,
    /// The bound after each round.
    bounds: Vec<f64>,
    /// Sweeps so far, and how many of them were at prices that leapt.
    turns: u32,
    leaps: i32,
    /// Whether the small programme of what the last sweeps asked for is still to be solved.
    is_due: bool,
}

impl<'a> Apart<'a> {
    /// Nothing solved yet of `relaxation`; parts have about `part` columns.
    pub(super) fn new(
        instance: &'a Instance<'a>,
        formulation: &'a Formulation,
        anchors: &Anchors,
        relaxation: &Relaxation<'_>,
        part: usize,
    ) -> Self {
        let most = sites_with(instance, part, relaxation.model.columns.len());
        Self {
            instance,
            formulation,
            most,
            homes: homes_in(instance, anchors, relaxation, most),
            active: always_active(&relaxation.model),
            master: None,
            small: None,
            best: None,
            bounds: Vec::new(),
            turns: 0,
            leaps: 0,
            is_due: false,
        }
    }

    /// Raises the bound round by round and adds cuts, until that brings little, `standing` has no time left or `is_enough`, asked about
    /// every higher bound and the solution of every round that is near, says so. The outcome has the values of the small programme, and the
    /// objective, duals and reduced costs of the best bound.
    ///
    /// # Errors
    /// [`SolverError::NothingFound`] when a limit comes before the first bound or no prices give one.
    pub(super) fn relax(
        &mut self,
        relaxation: &mut Relaxation<'_>,
        standing: &Standing<'_>,
        is_enough: IsEnough<'_>,
    ) -> Result<LpOutcome, SolverError> {
        if self.small.is_none() {
            self.start(relaxation, standing)?;
        }
        while self.bounds.len() < ROUNDS {
            if !self.is_due && !self.sweep(relaxation, standing, is_enough)? {
                break;
            }
            self.is_due = true;
            let missing = match solve_small(&mut self.master, &relaxation.model, &self.active, standing.left_s()) {
                Err(SolverError::NothingFound) => break,
                Err(error) => return Err(error),
                Ok(Some(solved)) => {
                    let (missing, _) = relaxation.cut(&solved);
                    self.small = Some(solved);
                    missing
                }
                Ok(None) => f64::INFINITY,
            };
            self.is_due = false;
            let bound = self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.objective);
            self.bounds.push(bound);
            let is_close = self.small.as_ref().is_some_and(|small| {
                let little = CLOSE.max(CLOSE_ENOUGH * standing.limits.gap) * small.objective.abs();
                small.objective - bound <= little && missing <= little
            });
            let near = self.small.as_ref().filter(|small| bound.is_finite() && is_near(missing, small));
            if near.is_some_and(|small| is_enough(Lead { values: Some(small.values.clone()), bound })) {
                break;
            }
            let earlier = self.bounds.len().checked_sub(PATIENCE + 1).map(|n| self.bounds[n]);
            if is_close || earlier.is_some_and(|earlier| bound - earlier <= LITTLE * bound.abs()) {
                break;
            }
        }
        let (best, small) = self.best.as_ref().zip(self.small.as_ref()).ok_or(SolverError::NothingFound)?;
        Ok(LpOutcome { values: small.values.clone(), ..best.clone() })
    }

    /// Sweeps under new prices; whether there is more to do and time for it.
    fn sweep(
        &mut self,
        relaxation: &mut Relaxation<'_>,
        standing: &Standing<'_>,
        is_enough: IsEnough<'_>,
    ) -> Result<bool, SolverError> {
        let mut duals = self.prices();
        for _ in 0..SWEEPS {
            let parts = parts(self.instance, self.most, self.turns);
            self.turns += 1;
            let swept = match self.sweep_once(relaxation, &parts, &duals, standing.left_s()) {
                Ok(swept) => swept,
                // Prices off by the solver's tolerance can leave a part without an end, which the solver may call infeasible: other
                // prices follow.
                Err(SolverError::Failed(_) | SolverError::Infeasible) => break,
                Err(SolverError::NothingFound) => return Ok(false),
                Err(error) => return Err(error),
            };
            activate(&mut self.active, &swept.values);
            let bound = swept.objective;
            standing.raise(Stage::Relaxation(self.bounds.len() + 1), bound);
            let best = self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.objective);
            if best - bound > LEAP * best.abs() {
                self.leaps += 1;
                duals = self.prices();
                continue;
            }
            duals.clone_from(&swept.row_duals);
            if bound > best {
                self.best = Some(swept);
                if is_enough(Lead { values: None, bound }) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// One sweep, with cuts of the access term as long as that is far too low in what a part asks for, where periods are many.
    fn sweep_once(
        &self,
        relaxation: &mut Relaxation<'_>,
        parts: &[Vec<SiteIx>],
        duals: &[f64],
        time_limit_s: f64,
    ) -> Result<LpOutcome, SolverError> {
        let known = self.best.as_ref().or(self.small.as_ref()).map_or(0.0, |known| known.objective.abs());
        let are_many = self.instance.horizon.periods().len() >= MANY_PERIODS;
        #[expect(clippy::cast_precision_loss, reason = "parts are few")]
        let little = FAR * known / parts.len() as f64;
        let mut model = std::mem::take(&mut relaxation.model);
        let cuts = |values: &[f64], is_inside: IsInside<'_>| {
            let (missing, cuts) = if are_many { relaxation.access_cuts(values, is_inside) } else { (0.0, Vec::new()) };
            if missing > little { cuts } else { Vec::new() }
        };
        let swept = sweep(&mut model, &self.homes, parts, duals, &cuts, time_limit_s);
        relaxation.model = model;
        swept
    }

    /// Duals between the best so far and those of the small programme; none yet where there is neither.
    fn prices(&self) -> Vec<f64> {
        match (&self.best, &self.small) {
            (Some(best), Some(small)) => mixed(&best.row_duals, &small.row_duals, self.steady()),
            (best, small) => best.as_ref().or(small.as_ref()).map_or_else(Vec::new, |known| known.row_duals.clone()),
        }
    }

    /// Weight of the best duals so far.
    fn steady(&self) -> f64 {
        let is_from_interior_points = self.master.as_ref().is_some_and(Master::is_from_interior_points);
        let steady = if is_from_interior_points { STEADIER } else { STEADY };
        1.0 - (1.0 - steady) * 0.5_f64.powi(self.leaps)
    }

    /// The small programme in which services stay where they are: its duals are the first prices of what is shared.
    fn start(&mut self, relaxation: &Relaxation<'_>, standing: &Standing<'_>) -> Result<(), SolverError> {
        let mut staying = self.active.clone();
        for (active, fixed) in staying.iter_mut().zip(where_they_are(self.formulation)) {
            *active |= fixed.is_none();
        }
        self.small = solve_small(&mut None, &relaxation.model, &staying, standing.left_s())?;
        if let Some(small) = &self.small {
            activate(&mut self.active, &small.values);
        }
        Ok(())
    }
}

/// Solves the small programme of the `active` columns, from where a limit ended it the last time. One that those columns cannot keep, or
/// at which the solver fails, is made anew the next time.
fn solve_small(
    master: &mut Option<Master>,
    model: &LinearModel,
    active: &[bool],
    time_limit_s: f64,
) -> Result<Option<LpOutcome>, SolverError> {
    let mut current = match master.take() {
        Some(current) => current,
        None => Master::new(model)?,
    };
    current.extend(model, active)?;
    let solved = current.solve(time_limit_s);
    if matches!(solved, Ok(Some(_)) | Err(SolverError::NothingFound)) {
        *master = Some(current);
    }
    match solved {
        Err(SolverError::Failed(_)) => Ok(None),
        solved => solved,
    }
}

/// Duals between those of two solutions, one of which may be of more rows.
fn mixed(best: &[f64], small: &[f64], steady: f64) -> Vec<f64> {
    let dual = |duals: &[f64], row: usize| duals.get(row).copied().unwrap_or(0.0);
    let rows = 0..best.len().max(small.len());
    rows.map(|row| steady * dual(best, row) + (1.0 - steady) * dual(small, row)).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use super::*;
    use crate::cashflow::Prices;
    use crate::options::Options;
    use crate::solve::tests::example_town;
    use crate::solve::{Found, Limits};
    use crate::solver::lp::{LpSession, Method};

    #[test]
    fn parts_bound_the_town_and_the_small_programme_comes_near() {
        let project = example_town();
        let instance = Instance::new(&project);
        let options = Options::new(&instance, &Prices::new(&project)).unwrap();
        let formulation = Formulation::new(&instance, &options);
        let limits = Limits { gap: 0.0, time: Duration::from_mins(5), nodes: None };
        let found = Found::nothing();
        let standing = Standing::new(&limits, &found, &|_| {});
        let anchors = Anchors::new(&instance, &options, &formulation);
        let mut relaxation = Relaxation::new(&formulation);
        let part = relaxation.model.columns.len() / 4;
        let mut parts = Apart::new(&instance, &formulation, &anchors, &relaxation, part);
        // Left after the second round that was near, and taken up again.
        let rounds = Cell::new(0);
        let first = parts.relax(&mut relaxation, &standing, &|_| rounds.replace(rounds.get() + 1) >= 1).unwrap();
        assert_eq!(found.bound(), Some(first.objective));
        let apart = parts.relax(&mut relaxation, &standing, &|_| false).unwrap();
        assert!(apart.objective > first.objective, "{} {}", apart.objective, first.objective);
        // The programme with all cuts found, as one.
        let whole = LpSession::new(&relaxation.model).unwrap().solve_by(Method::DualSimplex, 60.0).unwrap();
        let tolerance = 1e-6 * whole.objective.abs();
        assert!(apart.objective <= whole.objective + tolerance, "{} > {}", apart.objective, whole.objective);
        assert!(apart.objective >= whole.objective - 0.01 * whole.objective.abs(), "{} << {}", apart.objective, whole.objective);
        assert_eq!(found.bound(), Some(apart.objective));
        // Σ dual · end of row + Σ least of reduced cost · column: the duals prove the bound without the parts.
        let rows = relaxation.model.rows.iter().zip(&apart.row_duals);
        let rows = rows.map(|(row, dual)| {
            if *dual > 1e-9 {
                dual * row.lower
            } else if *dual < -1e-9 {
                dual * row.upper
            } else {
                0.0
            }
        });
        let columns = relaxation.model.columns.iter().zip(&apart.reduced_costs);
        let columns = columns.map(|(column, cost)| if *cost < -1e-7 { cost * column.upper } else { cost * column.lower });
        let proven = relaxation.model.offset + rows.sum::<f64>() + columns.sum::<f64>();
        assert!((proven - apart.objective).abs() <= tolerance, "{proven} {}", apart.objective);
    }
}
