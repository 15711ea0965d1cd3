//! The programme without the decisions that the relaxation shows to be too dear.
//!
//! Let `L` be the optimum of the relaxation and `d` its reduced costs. Every solution in which decisions leave the end of their range
//! costs at least `L + Σ |d|` over them. Without the decisions for which that exceeds `L + allowance` the programme is much smaller, and
//! `min(its bound, L + allowance)` still holds for the complete one, whatever was left out. A function that has moved by a period has moved
//! by every later one, so that the reduced costs of those add up.
//!
//! Most hinges of the access term become linear, constant or equal to others when few moves are left, so that all of them can be rows.
//!
//! # Source
//! Dantzig, Fulkerson, Johnson (1954), "Solution of a large-scale traveling-salesman problem", Operations Research 2, which fixes
//! variables by reduced cost at the gap; here also below it, to find plans.

use std::collections::BTreeMap;

use crate::formulate::{Formulation, Hinge};
use crate::model::{ColumnIx, LinearModel, Row};

/// A programme with fewer columns, and where they come from.
#[derive(Debug)]
pub(super) struct Restricted {
    /// The smaller programme with all hinges; its objective is that of the complete one.
    pub(super) model: LinearModel,
    /// Whether no decision was left out, so that its bound and its infeasibility are those of the complete programme.
    pub(super) is_complete: bool,
    kept: Vec<usize>,
    /// Values of all columns of the formulation; those of kept columns are replaced.
    fixed: Vec<f64>,
    /// Values of its columns for the solution it was made to hold.
    pub(super) start: Option<Vec<f64>>,
}

/// Values at which decisions are left out: none for those that stay in question.
pub(super) type Fixed = Vec<Option<f64>>;

/// Leaves out the decisions whose leaving their end costs more than `allowance`, million yen.
pub(super) fn by_reduced_cost(formulation: &Formulation, reduced_costs: &[f64], allowance: f64) -> Fixed {
    let columns = &formulation.model.columns;
    let mut to_leave_lower: Vec<f64> = reduced_costs[..columns.len()].iter().map(|cost| cost.max(0.0)).collect();
    let mut to_leave_upper: Vec<f64> = reduced_costs[..columns.len()].iter().map(|cost| (-cost).max(0.0)).collect();
    for target in formulation.columns.targets.iter().flatten() {
        for pair in target.times.windows(2).rev() {
            to_leave_lower[pair[0].1.0] += to_leave_lower[pair[1].1.0];
        }
        for pair in target.times.windows(2) {
            to_leave_upper[pair[1].1.0] += to_leave_upper[pair[0].1.0];
        }
    }
    let ends = columns.iter().zip(to_leave_lower.into_iter().zip(to_leave_upper));
    ends.map(|(column, (lower, upper))| {
        if !column.is_integer {
            None
        } else if lower > allowance {
            Some(column.lower)
        } else if upper > allowance {
            Some(column.upper)
        } else {
            None
        }
    })
    .collect()
}

/// Leaves the decisions that the relaxation made whole where it has them, those about opened rooms aside, which cost little to decide.
pub(super) fn by_rounding(formulation: &Formulation, values: &[f64]) -> Fixed {
    let columns = formulation.model.columns.iter().zip(values);
    let is_whole = |value: f64| (value - value.round()).abs() <= WHOLE;
    let mut fixed: Fixed =
        columns.map(|(column, &value)| (column.is_integer && is_whole(value)).then_some(value.round())).collect();
    formulation.columns.openings.iter().for_each(|column| fixed[column.0] = None);
    fixed
}

/// Values this near to whole numbers are whole.
const WHOLE: f64 = 1e-6;

impl Restricted {
    /// The programme with cuts that every plan keeps and decisions fixed, but none elsewhere than `start` has it.
    pub(super) fn new(formulation: &Formulation, cuts: &[Row], fixed: &Fixed, start: Option<&[f64]>) -> Self {
        let whole = &formulation.model;
        let mut restricted = Self {
            model: LinearModel { offset: whole.offset, ..LinearModel::default() },
            is_complete: true,
            kept: Vec::new(),
            fixed: vec![0.0; whole.columns.len()],
            start: None,
        };
        let mut places = vec![None; whole.columns.len()];
        for (index, column) in whole.columns.iter().enumerate() {
            // The start differs from whole ends by one or nothing.
            let end = fixed[index].filter(|end| start.is_none_or(|start| (start[index] - end).abs() < 0.5));
            if let Some(end) = end {
                restricted.fixed[index] = end;
                restricted.model.offset += column.cost * end;
                restricted.is_complete &= column.lower.to_bits() == column.upper.to_bits();
            } else {
                restricted.kept.push(index);
                places[index] = Some(restricted.model.add_column(column.clone()));
            }
        }
        restricted.model.rows = whole.rows.iter().chain(cuts).filter_map(|row| restricted.row(row, &places)).collect();
        let far = restricted.add_hinges(formulation, &places);
        restricted.start = start.map(|start| restricted.values(start, &far));
        restricted
    }

    /// What is left of a row; none where nothing is left to decide and it holds.
    fn row(&self, row: &Row, places: &[Option<ColumnIx>]) -> Option<Row> {
        let (row, _) = row.left(places, &self.fixed);
        let holds = row.terms.is_empty() && row.lower <= 0.0 && row.upper >= 0.0;
        (!holds).then_some(row)
    }

    /// Adds what is left of the hinges: rows for those whose sign is open, costs for the rest; equal ones are one. Gives those that are
    /// rows, in the order of their columns, which follow the kept ones.
    fn add_hinges(&mut self, formulation: &Formulation, places: &[Option<ColumnIx>]) -> Vec<Hinge> {
        let owners = owners(formulation);
        // Constants and factors are whole numbers, so that bits tell equal ones.
        let mut open: BTreeMap<(u64, Vec<(usize, u64)>), Hinge> = BTreeMap::new();
        for hinge in &formulation.hinges.hinges {
            let mut constant = hinge.constant;
            let mut terms = Vec::new();
            for &(column, factor) in &hinge.terms {
                match places[column.0] {
                    Some(place) => terms.push((column, place, factor)),
                    None => constant += factor * self.fixed[column.0],
                }
            }
            let (least, most) = range(constant, &terms, &owners);
            if most <= 0.0 {
                continue;
            }
            if least >= 0.0 {
                self.model.offset += hinge.cost * constant;
                for &(_, place, factor) in &terms {
                    self.model.add_cost(place, hinge.cost * factor);
                }
                continue;
            }
            let key = (constant.to_bits(), terms.iter().map(|&(_, place, factor)| (place.0, factor.to_bits())).collect());
            let left = terms.into_iter().map(|(_, place, factor)| (place, factor)).collect();
            open.entry(key).and_modify(|known| known.cost += hinge.cost).or_insert_with(|| Hinge {
                label: hinge.label.clone(),
                group: hinge.group,
                cost: hinge.cost,
                constant,
                terms: left,
            });
        }
        let far: Vec<Hinge> = open.into_values().collect();
        for hinge in &far {
            hinge.add_to(&mut self.model);
        }
        far
    }

    /// Values of its columns for values of the formulation's.
    fn values(&self, values: &[f64], far: &[Hinge]) -> Vec<f64> {
        let mut kept: Vec<f64> = self.kept.iter().map(|&index| values[index]).collect();
        let far: Vec<f64> = far.iter().map(|hinge| hinge.argument(&kept).max(0.0)).collect();
        kept.extend(far);
        kept
    }

    /// Values of the formulation's columns for values of its own.
    pub(super) fn complete(&self, values: &[f64]) -> Vec<f64> {
        let mut complete = self.fixed.clone();
        for (&index, &value) in self.kept.iter().zip(values) {
            complete[index] = value;
        }
        complete
    }
}

/// The function each move and ending belongs to: at most one column of a function's moves at a time is one in a hinge.
fn owners(formulation: &Formulation) -> BTreeMap<ColumnIx, usize> {
    let mut owners = BTreeMap::new();
    for (k, targets) in formulation.columns.targets.iter().enumerate() {
        owners.extend(targets.iter().flat_map(|target| &target.times).map(|time| (time.1, k)));
    }
    for (k, endings) in formulation.columns.endings.iter().enumerate() {
        owners.extend(endings.iter().map(|&column| (column, k)));
    }
    owners
}

/// Least and greatest argument of a hinge, one term of every function at most being in force.
fn range(constant: f64, terms: &[(ColumnIx, ColumnIx, f64)], owners: &BTreeMap<ColumnIx, usize>) -> (f64, f64) {
    let mut ends: BTreeMap<Option<&usize>, (f64, f64)> = BTreeMap::new();
    for (column, _, factor) in terms {
        let (least, most) = ends.entry(owners.get(column)).or_insert((0.0, 0.0));
        (*least, *most) = (least.min(*factor), most.max(*factor));
    }
    ends.values().fold((constant, constant), |(least, most), end| (least + end.0, most + end.1))
}
