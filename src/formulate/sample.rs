//! Rows and optima of the paper town, for the tests of rules.

use super::Formulation;
use crate::cashflow::Prices;
use crate::instance::Instance;
use crate::model::Column;
use crate::options::Options;
use crate::project::Project;
use crate::solver::SolverError;
use crate::solver::mip::{MipSettings, solve};

/// A row with its bounds and its columns by name.
#[derive(Debug, PartialEq)]
pub(super) struct NamedRow {
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) terms: Vec<(String, f64)>,
}

/// `Σ terms ≤ upper`.
pub(super) fn at_most(upper: f64, terms: &[(&str, f64)]) -> NamedRow {
    let terms = terms.iter().map(|&(name, factor)| (name.to_owned(), factor)).collect();
    NamedRow { lower: f64::NEG_INFINITY, upper, terms }
}

/// `Σ terms ≥ lower`.
pub(super) fn at_least(lower: f64, terms: &[(&str, f64)]) -> NamedRow {
    NamedRow { lower, upper: f64::INFINITY, ..at_most(0.0, terms) }
}

/// `Σ terms = value`.
pub(super) fn equal(value: f64, terms: &[(&str, f64)]) -> NamedRow {
    NamedRow { lower: value, upper: value, ..at_most(0.0, terms) }
}

impl NamedRow {
    /// The coefficient of a column; none where the row does not have it.
    pub(super) fn of(&self, name: &str) -> Option<f64> {
        self.terms.iter().find(|term| term.0 == name).map(|term| term.1)
    }
}

/// Whether there is a row called `name`.
pub(super) fn has_row(project: &Project, name: &str) -> bool {
    formulated(project, |formulation| formulation.model.rows.iter().any(|row| row.name == name))
}

/// The column called `name`.
pub(super) fn column(project: &Project, name: &str) -> Column {
    let columns = formulated(project, |formulation| formulation.model.columns.clone());
    columns.into_iter().find(|column| column.name == name).unwrap_or_else(|| panic!("there is no column {name}"))
}

/// The row called `name`.
pub(super) fn row(project: &Project, name: &str) -> NamedRow {
    let model = formulated(project, Formulation::compact);
    let row = model.rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("there is no row {name}"));
    let terms = row.terms.iter().map(|&(column, factor)| (model.columns[column.0].name.clone(), factor)).collect();
    NamedRow { lower: row.lower, upper: row.upper, terms }
}

/// The proven optimum, million yen, and the names of the decisions that are taken; none when there is no plan.
pub(super) fn optimum(project: &Project) -> Option<(f64, Vec<String>)> {
    let model = formulated(project, Formulation::compact);
    let settings = MipSettings::new(0.0, 60.0);
    match solve(&model, &settings) {
        Ok(outcome) => {
            let taken = model.columns.iter().zip(&outcome.values).filter(|(column, value)| column.is_integer && **value > 0.5);
            Some((outcome.objective, taken.map(|(column, _)| column.name.clone()).collect()))
        }
        Err(SolverError::Infeasible) => None,
        Err(error) => panic!("{error}"),
    }
}

/// Claims that `loose` costs less than `tight`.
pub(super) fn assert_loosening_pays(tight: &Project, loose: &Project) {
    let (tight, loose) = (optimum(tight).unwrap(), optimum(loose).unwrap());
    assert!(loose.0 < tight.0 - 1e-3, "{tight:#?} became {loose:#?}");
}

fn formulated<T>(project: &Project, look: impl FnOnce(&Formulation) -> T) -> T {
    let instance = Instance::new(project);
    let options = Options::new(&instance, &Prices::new(project)).unwrap();
    look(&Formulation::new(&instance, &options))
}
