//! A bound from parts of the municipality that are solved apart.
//!
//! Each part keeps its columns and the rows among them. Rows across parts are priced by given duals `y`: what the parts cost together is then
//! a bound for the whole, whatever `y` is, and the duals of the parts with those of the priced rows are duals of the whole with the same bound.
//! Given again, for other parts, they never give a lower one: every sweep is a block-coordinate step up the dual.
//!
//! # Source
//! Geoffrion (1974), "Lagrangean relaxation for integer programming", Mathematical Programming Study 2, for bounds by priced rows; Tseng (2001),
//! "Convergence of a block coordinate descent method for nondifferentiable minimization", Journal of Optimization Theory and Applications 109.

use std::time::Instant;

use rayon::prelude::*;

use super::homes::Homes;
use super::relax::IsInside;
use crate::id::SiteIx;
use crate::model::{Column, ColumnIx, LinearModel, Row};
use crate::solver::SolverError;
use crate::solver::lp::{LpOutcome, LpSession, Method};

/// A part of the programme.
#[derive(Default)]
pub(super) struct Part {
    pub(super) model: LinearModel,
    /// Positions of its columns and rows in the whole.
    columns: Vec<usize>,
    rows: Vec<usize>,
}

/// The programme in parts, with prices on the rows across them.
pub(super) struct Priced {
    /// The parts, at the costs that priced rows leave; what is shared is the last one.
    pub(super) parts: Vec<Part>,
    /// The part of every column, and its position there.
    owners: Vec<usize>,
    places: Vec<ColumnIx>,
    /// Without the parts: the objective has the offset and what priced rows give, duals are 0 for rows inside parts.
    pub(super) rest: LpOutcome,
}

/// Rows for values of all columns, those of one part being the part's and the others 0: ones that every plan keeps, with no column outside the
/// part. There are none where that part is not worth solving on.
pub(super) type Cuts<'a> = &'a (dyn Fn(&[f64], IsInside<'_>) -> Vec<Row> + Sync);

/// Solves the parts of `model`, in which the rows across them cost `duals`, with the `cuts` that each of them asks for, which come to the rows of
/// `model`. The outcome's objective is the bound, and its duals and reduced costs are those that give it; its values need not keep the rows
/// across parts.
///
/// # Errors
/// [`SolverError`] when a part has no solution, no end under these prices, or is not done in time.
pub(super) fn sweep(
    model: &mut LinearModel,
    homes: &Homes,
    parts: &[Vec<SiteIx>],
    duals: &[f64],
    cuts: Cuts<'_>,
    time_limit_s: f64,
) -> Result<LpOutcome, SolverError> {
    let Priced { parts, owners, places, rest: mut swept } = priced(model, homes, parts, duals);
    let solved: Result<Vec<(LpOutcome, Vec<Row>)>, SolverError> = parts
        .par_iter()
        .enumerate()
        .map(|(number, part)| {
            let cuts = |values: &[f64]| {
                let mut whole = vec![0.0; owners.len()];
                part.columns.iter().zip(values).for_each(|(&column, &value)| whole[column] = value);
                cuts(&whole, &|column| owners[column.0] == number)
            };
            part.solve(&cuts, &places, time_limit_s)
        })
        .collect();
    for (part, (solved, found)) in parts.iter().zip(solved?) {
        swept.objective += solved.objective;
        for (place, &column) in part.columns.iter().enumerate() {
            swept.values[column] = solved.values[place];
            swept.reduced_costs[column] = solved.reduced_costs[place];
        }
        part.rows.iter().zip(&solved.row_duals).for_each(|(&row, &dual)| swept.row_duals[row] = dual);
        let duals = solved.row_duals.into_iter().skip(part.rows.len()).chain(std::iter::repeat(0.0));
        swept.row_duals.extend(duals.take(found.len()));
        model.rows.extend(found);
    }
    Ok(swept)
}

impl Part {
    /// Solves it, and again with the `cuts` that its solution breaks until there are none or no time; the cuts are those of the whole, and
    /// the last ones may have no duals.
    fn solve(
        &self,
        cuts: &dyn Fn(&[f64]) -> Vec<Row>,
        places: &[ColumnIx],
        time_limit_s: f64,
    ) -> Result<(LpOutcome, Vec<Row>), SolverError> {
        let started = Instant::now();
        let mut session = LpSession::new(&self.model)?;
        let mut solved = session.solve_by(Method::DualSimplex, time_limit_s)?;
        let mut found = Vec::new();
        loop {
            let broken = cuts(&solved.values);
            for row in &broken {
                let terms: Vec<_> = row.terms.iter().map(|&(column, factor)| (places[column.0].0, factor)).collect();
                session.add_row(row.lower, row.upper, &terms)?;
            }
            let is_last = broken.is_empty();
            found.extend(broken);
            if is_last {
                return Ok((solved, found));
            }
            match session.solve_by(Method::DualSimplex, time_limit_s - started.elapsed().as_secs_f64()) {
                Ok(again) => solved = again,
                // What was solved before holds without the last rows.
                Err(_) => return Ok((solved, found)),
            }
        }
    }
}

/// The parts of `model`, in which the rows across them cost `duals`: what solutions of all of them cost together, with the objective of the rest,
/// is what no solution of the whole costs less than.
pub(super) fn priced(model: &LinearModel, homes: &Homes, parts: &[Vec<SiteIx>], duals: &[f64]) -> Priced {
    let owners = owners(model, homes, parts);
    let inside = inside(model, &owners);
    let mut rest = LpOutcome {
        values: vec![0.0; model.columns.len()],
        reduced_costs: model.columns.iter().map(|column| column.cost).collect(),
        row_duals: duals.iter().copied().chain(std::iter::repeat(0.0)).take(model.rows.len()).collect(),
        objective: model.offset,
    };
    for (row, (dual, part)) in model.rows.iter().zip(rest.row_duals.iter_mut().zip(&inside)) {
        *dual = if part.is_some() { 0.0 } else { valid(row, *dual) };
        if *dual != 0.0 {
            rest.objective += *dual * if *dual > 0.0 { row.lower } else { row.upper };
            row.terms.iter().for_each(|&(column, factor)| rest.reduced_costs[column.0] -= *dual * factor);
        }
    }
    let (parts, places) = split(model, &rest.reduced_costs, &owners, &inside, parts.len() + 1);
    Priced { parts, owners, places, rest }
}

/// The part of every column; what is shared comes after the parts.
fn owners(model: &LinearModel, homes: &Homes, parts: &[Vec<SiteIx>]) -> Vec<usize> {
    let sites = parts.iter().flatten().map(|site| site.0 + 1).max().unwrap_or(0);
    let mut part_of = vec![parts.len(); sites];
    for (number, part) in parts.iter().enumerate() {
        for site in part {
            part_of[site.0] = number;
        }
    }
    (0..model.columns.len()).map(|column| homes[column].map_or(parts.len(), |site| part_of[site.0])).collect()
}

/// The part that holds all columns of a row, by row; none for rows across parts.
fn inside(model: &LinearModel, owners: &[usize]) -> Vec<Option<usize>> {
    let one = |row: &Row| {
        let first = owners[row.terms.first()?.0.0];
        row.terms.iter().all(|term| owners[term.0.0] == first).then_some(first)
    };
    model.rows.iter().map(one).collect()
}

/// A dual of the sign its row allows: rows without a lower end take none above 0, rows without an upper end none below.
fn valid(row: &Row, dual: f64) -> f64 {
    let dual = if row.lower.is_finite() { dual } else { dual.min(0.0) };
    if row.upper.is_finite() { dual } else { dual.max(0.0) }
}

/// The programmes of the parts, with the costs that priced rows leave, and the position of every column in its part.
fn split(
    model: &LinearModel,
    costs: &[f64],
    owners: &[usize],
    inside: &[Option<usize>],
    count: usize,
) -> (Vec<Part>, Vec<ColumnIx>) {
    let mut parts: Vec<Part> = (0..count).map(|_| Part::default()).collect();
    let mut places = vec![ColumnIx(0); model.columns.len()];
    for (index, column) in model.columns.iter().enumerate() {
        let part = &mut parts[owners[index]];
        part.columns.push(index);
        let (lower, upper) = (column.lower, column.upper);
        let column = Column { name: String::new(), lower, upper, is_integer: column.is_integer, cost: costs[index] };
        places[index] = part.model.add_column(column);
    }
    for (index, row) in model.rows.iter().enumerate() {
        if let Some(part) = inside[index] {
            let terms = row.terms.iter().map(|&(column, factor)| (places[column.0], factor)).collect();
            parts[part].rows.push(index);
            parts[part].model.rows.push(Row { name: String::new(), lower: row.lower, upper: row.upper, terms });
        }
    }
    (parts, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sites with a decision each, `x + y ≥ 1` across them, costs 1 and 3.
    fn pair() -> (LinearModel, Homes) {
        let mut model = LinearModel { offset: 10.0, ..LinearModel::default() };
        let x = model.add_binary("x".to_owned(), 1.0);
        let y = model.add_binary("y".to_owned(), 3.0);
        model.at_least("x is at most a half".to_owned(), -0.5, vec![(x, -1.0)]);
        model.at_least("one of them".to_owned(), 1.0, vec![(x, 1.0), (y, 1.0)]);
        (model, vec![Some(SiteIx(0)), Some(SiteIx(1))])
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "halves, which doubles hold exactly")]
    fn priced_rows_give_a_bound_and_the_best_price_the_optimum() {
        let (mut model, homes) = pair();
        let parts = [vec![SiteIx(0)], vec![SiteIx(1)]];
        let mut bound =
            |price: f64| sweep(&mut model, &homes, &parts, &[0.0, price], &|_, _| Vec::new(), 10.0).unwrap().objective;
        // Optimum: x = y = ½ costs 10 + 0.5 + 1.5. At a price p: 10 + p + min over x ≤ ½ of (1 − p) x + min over y of (3 − p) y.
        assert_eq!(bound(0.0), 10.0);
        assert_eq!(bound(2.0), 10.0 + 2.0 - 0.5);
        assert_eq!(bound(3.0), 12.0);
        assert_eq!(bound(4.0), 10.0 + 4.0 - 1.5 - 1.0);
        // A row `≥` has no price below 0.
        assert_eq!(bound(-5.0), 10.0);
        // In one part nothing is priced.
        let one = [vec![SiteIx(0), SiteIx(1)]];
        let whole = sweep(&mut model, &homes, &one, &[0.0, 0.0], &|_, _| Vec::new(), 10.0).unwrap();
        assert_eq!((whole.objective, whole.values), (12.0, vec![0.5, 0.5]));
        assert_eq!(whole.row_duals, [2.0, 3.0]);
    }

    #[test]
    fn duals_of_a_sweep_bound_the_whole_by_themselves() {
        let (mut model, homes) = pair();
        let parts = [vec![SiteIx(0)], vec![SiteIx(1)]];
        // y is a half at least, which nothing of the model says.
        let cuts = |values: &[f64], is_inside: IsInside<'_>| {
            let y = ColumnIx(1);
            let is_broken = is_inside(y) && values[y.0] < 0.5;
            is_broken
                .then(|| Row { name: "cut".to_owned(), lower: 0.5, upper: f64::INFINITY, terms: vec![(y, 1.0)] })
                .into_iter()
                .collect()
        };
        let swept = sweep(&mut model, &homes, &parts, &[0.0, 2.0], &cuts, 10.0).unwrap();
        // 10 + 2 + (1 − 2) ½ + (3 − 2) ½.
        assert!((swept.objective - 12.0).abs() < 1e-9, "{}", swept.objective);
        assert_eq!((model.rows.len(), swept.row_duals.len()), (3, 3));
        // Σ y · end + Σ min over the range of d · x, with d the reduced costs.
        let rows = model.rows.iter().zip(&swept.row_duals).map(|(row, dual)| dual * if *dual > 0.0 { row.lower } else { 0.0 });
        let ranges = model.columns.iter().zip(&swept.reduced_costs).map(|(column, cost)| (cost * column.upper).min(0.0));
        assert!((model.offset + rows.sum::<f64>() + ranges.sum::<f64>() - swept.objective).abs() < 1e-9);
    }
}
