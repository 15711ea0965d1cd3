//! The relaxation, with the access term and whole guests as cuts.
//!
//! The hinges of a group (a kind, a period, the function whose absence empties the radius) tend to be violated together, so that one
//! column `θ` per group stands for their sum. For any subset `S` of the group `θ ≥ Σ_{h∈S} cost_h · argument_h` holds for every plan,
//! and is exact where `S` are the hinges above zero: each round adds that cut for every group which is too low. On the ward two
//! thousand cuts take the place of 179,000 rows, and the relaxation ends at the same value.
//!
//! # Source
//! Benders (1962), "Partitioning procedures for solving mixed-variables programming problems", Numerische Mathematik 4; Fischetti, Ljubić,
//! Sinnl (2017), "Redesigning Benders decomposition for large-scale facility location", Management Science 63, for closed-form cuts.

use std::collections::BTreeMap;

use crate::formulate::Formulation;
use crate::id::FunctionIx;
use crate::model::{ColumnIx, LinearModel, Row};
use crate::solver::lp::LpOutcome;

/// A hinge counts as above zero when its argument exceeds this: far above the solver's feasibility tolerance, far below one function.
const VIOLATION: f64 = 1e-5;

/// A cut is added where it lifts its group by more than this, million yen.
const LEAST_LIFT: f64 = 1e-4;

/// The growing relaxation.
pub(super) struct Relaxation<'a> {
    /// The programme with the cuts so far: the formulation's columns, then one for every group.
    pub(super) model: LinearModel,
    formulation: &'a Formulation,
    groups: Vec<Group>,
    cuts: usize,
    /// Rows of whole guests found so far, in the formulation's columns.
    pub(super) covers: Vec<Row>,
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
        Self { model, formulation, groups, cuts: 0, covers: Vec::new() }
    }

    /// The function of every group, in the order of their columns.
    pub(super) fn functions(&self) -> impl Iterator<Item = FunctionIx> + '_ {
        self.groups.iter().map(|group| self.formulation.hinges.hinges[group.hinges[0]].group.2)
    }

    /// Adds the cuts that `outcome` breaks; by how much the access term is too low in it, million yen, and how many floors hold parts
    /// of too many guests.
    pub(super) fn cut(&mut self, outcome: &LpOutcome) -> (f64, usize) {
        let broken = self.formulation.floors.iter().enumerate();
        let name = |n: usize| format!("cover[{n},{}]", self.cuts);
        let broken: Vec<Row> = broken.filter_map(|(n, floor)| floor.broken(&outcome.values, name(n))).collect();
        self.model.rows.extend(broken.iter().cloned());
        let found = broken.len();
        self.covers.extend(broken);
        (self.cut_access(outcome), found)
    }

    fn cut_access(&mut self, outcome: &LpOutcome) -> f64 {
        let mut missing = 0.0;
        for group in &self.groups {
            let mut constant = 0.0;
            let mut sums: BTreeMap<ColumnIx, f64> = BTreeMap::new();
            let mut cost = 0.0;
            for hinge in group.hinges.iter().map(|&index| &self.formulation.hinges.hinges[index]) {
                let argument = hinge.argument(&outcome.values);
                if argument > VIOLATION {
                    cost += hinge.cost * argument;
                    constant += hinge.cost * hinge.constant;
                    hinge.terms.iter().for_each(|&(column, factor)| *sums.entry(column).or_insert(0.0) -= hinge.cost * factor);
                }
            }
            let lift = cost - outcome.values[group.sum.0];
            if lift > LEAST_LIFT {
                missing += lift;
                let terms = sums.into_iter().chain([(group.sum, 1.0)]).collect();
                self.model.at_least(format!("far_sum[{}]", self.cuts), constant, terms);
                self.cuts += 1;
            }
        }
        missing
    }
}
