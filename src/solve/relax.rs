//! The relaxation, with the access term, whole guests and roundings as cuts.
//!
//! The hinges of a group (a kind, a period, the function whose absence empties the radius) tend to be violated together, so that one
//! column `θ` per group stands for their sum. For any subset `S` of the group `θ ≥ Σ_{h∈S} cost_h · argument_h` holds for every plan,
//! and is exact where `S` are the hinges above zero: each round adds that cut for every group which is too low. On the ward two
//! thousand cuts take the place of 179,000 rows, and the relaxation ends at the same value. Rows that seldom bind are cuts too.
//!
//! # Source
//! Benders (1962), "Partitioning procedures for solving mixed-variables programming problems", Numerische Mathematik 4; Fischetti, Ljubić,
//! Sinnl (2017), "Redesigning Benders decomposition for large-scale facility location", Management Science 63, for closed-form cuts.

use std::collections::BTreeMap;

use crate::formulate::Formulation;
use crate::id::FunctionIx;
use crate::model::{ColumnIx, LinearModel, Row};
use crate::solver::cuts::separate;
use crate::solver::lp::LpOutcome;

/// A hinge counts as above zero when its argument exceeds this: far above the solver's feasibility tolerance, far below one function.
const VIOLATION: f64 = 1e-5;

/// Missing share of the access term from which its cuts come alone: until then roundings would be of a solution far from the last one.
const FAR: f64 = 0.01;

/// Families of rows that come in when a solution breaks them: on the ward a third of all rows, of which a tenth or less binds. Without
/// them its first programme takes half the time and ends 0.7 % lower, with 160 of them broken.
const RARE: [&str; 12] = [
    "charge",
    "converted_open",
    "guests_ahead",
    "hub",
    "hub_used",
    "once",
    "permit",
    "primary",
    "slots",
    "usable",
    "works",
    "zone",
];

/// An activity this near to the end of a row is there, relative to the size of its terms: beyond it the row is broken, before it not filled.
const THERE: f64 = 1e-6;

/// A cut is added where it lifts its group by more than this, million yen.
const LEAST_LIFT: f64 = 1e-4;

/// Whether a column belongs to the part that cuts are wanted for.
pub(super) type IsInside<'a> = &'a dyn Fn(ColumnIx) -> bool;

/// The growing relaxation.
pub(super) struct Relaxation<'a> {
    /// The programme with the cuts so far: the formulation's columns, then one for every group.
    pub(super) model: LinearModel,
    /// Rows of the formulation that are not in it yet.
    rare: Vec<Row>,
    formulation: &'a Formulation,
    groups: Vec<Group>,
    /// Rows found so far that every plan keeps: whole guests and roundings, in the formulation's columns.
    cuts: Vec<Row>,
}

/// Hinges that share a column.
struct Group {
    hinges: Vec<usize>,
    sum: ColumnIx,
}

impl<'a> Relaxation<'a> {
    /// The relaxation without the access term.
    pub(super) fn new(formulation: &'a Formulation) -> Self {
        let hinges = &formulation.hinges.hinges;
        let mut model = formulation.model.clone();
        let mut by_group: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, hinge) in hinges.iter().enumerate() {
            by_group.entry(hinge.group).or_default().push(index);
        }
        let groups = by_group.into_values().enumerate();
        let groups = groups.map(|(n, hinges)| Group { hinges, sum: model.add_quantity(format!("far_sum[{n}]"), 1.0) }).collect();
        let (rare, rows) = model.rows.into_iter().partition(is_rare);
        model.rows = rows;
        Self { model, rare, formulation, groups, cuts: Vec::new() }
    }

    /// The function of every group, in the order of their columns.
    pub(super) fn functions(&self) -> impl Iterator<Item = FunctionIx> + '_ {
        self.groups.iter().map(|group| self.formulation.hinges.hinges[group.hinges[0]].group.2)
    }

    /// Adds the cuts that `outcome` breaks; by how much the access term is too low in it, million yen, and how many of the others there are.
    pub(super) fn cut(&mut self, outcome: &LpOutcome) -> (f64, usize) {
        let broken = self.formulation.floors.iter().enumerate();
        let name = |n: usize| format!("cover[{n},{}]", self.model.rows.len());
        let mut broken: Vec<Row> = broken.filter_map(|(n, floor)| floor.broken(&outcome.values, name(n))).collect();
        let is_broken = |row: &Row| row.breach(&outcome.values) > THERE;
        let (rare, held): (Vec<Row>, _) = std::mem::take(&mut self.rare).into_iter().partition(is_broken);
        self.rare = held;
        let missing = self.cut_access(outcome);
        if is_near(missing, outcome) {
            broken.extend(separate(&self.model, self.formulation.model.columns.len(), &outcome.values));
        }
        let found = broken.len() + rare.len();
        self.model.rows.extend(rare);
        self.model.rows.extend(broken.iter().cloned());
        self.cuts.extend(broken);
        (missing, found)
    }

    /// Of the rows found so far that every plan keeps those that `values` fill or break: the others bound nothing there.
    pub(super) fn filled(&self, values: &[f64]) -> Vec<Row> {
        self.cuts.iter().filter(|row| row.breach(values) >= -THERE).cloned().collect()
    }

    fn cut_access(&mut self, outcome: &LpOutcome) -> f64 {
        let (missing, cuts) = self.access_cuts(&outcome.values, &|_| true);
        self.model.rows.extend(cuts);
        missing
    }

    /// The cuts of the access term that `values` break, of hinges whose columns are all inside; by how much it is too low by them, million yen.
    pub(super) fn access_cuts(&self, values: &[f64], is_inside: IsInside<'_>) -> (f64, Vec<Row>) {
        let mut missing = 0.0;
        let mut cuts = Vec::new();
        for group in self.groups.iter().filter(|group| is_inside(group.sum)) {
            let mut constant = 0.0;
            let mut sums: BTreeMap<ColumnIx, f64> = BTreeMap::new();
            let mut cost = 0.0;
            let hinges = group.hinges.iter().map(|&index| &self.formulation.hinges.hinges[index]);
            for hinge in hinges.filter(|hinge| hinge.terms.iter().all(|term| is_inside(term.0))) {
                let argument = hinge.argument(values);
                if argument > VIOLATION {
                    cost += hinge.cost * argument;
                    constant += hinge.cost * hinge.constant;
                    hinge.terms.iter().for_each(|&(column, factor)| *sums.entry(column).or_insert(0.0) -= hinge.cost * factor);
                }
            }
            let lift = cost - values[group.sum.0];
            if lift > LEAST_LIFT {
                missing += lift;
                let terms = sums.into_iter().chain([(group.sum, 1.0)]).collect();
                cuts.push(Row { name: "far_sum".to_owned(), lower: constant, upper: f64::INFINITY, terms });
            }
        }
        (missing, cuts)
    }
}

/// Whether a solution whose access term is too low by `missing`, million yen, is near enough to the last one to go by.
pub(super) fn is_near(missing: f64, outcome: &LpOutcome) -> bool {
    missing <= FAR * outcome.objective.abs()
}

fn is_rare(row: &Row) -> bool {
    row.name.split('[').next().is_some_and(|family| RARE.contains(&family))
}
