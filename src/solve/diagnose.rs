//! Why no plan exists: the least by which rules would have to give way.

use crate::formulate::Formulation;
use crate::id::RuleId;
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::scenario::Lock;
use crate::solver::SolverError;
use crate::solver::mip::{self, MipSettings};

/// Total easing, relative to the limits, by which the answer may exceed the least.
const EASING_TOLERANCE: f64 = 1e-4;

/// A row of a rule that would have to give way.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The rule, or the lock that requires a move or a release.
    pub rule: Option<RuleId>,
    /// The row, such as `investment[cap,2031]`, which names the place or year.
    pub row: String,
    /// What the rule allows, in its unit.
    pub limit: f64,
    /// By how much it would have to give way, in its unit.
    pub miss: f64,
}

/// Finds a set of rule rows whose easing makes a plan possible, with the least total easing relative to their limits.
///
/// # Errors
/// [`SolverError::Infeasible`] when even without the scenario's rules there is no plan.
pub fn diagnose(instance: &Instance<'_>, formulation: &Formulation, time_limit_s: f64) -> Result<Vec<Conflict>, SolverError> {
    let mut model = formulation.model.clone();
    for column in &mut model.columns {
        column.cost = 0.0;
    }
    let mut easings: Vec<(Option<RuleId>, usize, ColumnIx)> = Vec::new();
    for (rule, rows) in instance.project.scenario.rules.iter().zip(&formulation.rule_rows) {
        easings.extend(rows.clone().map(|row| (Some(rule.id.clone()), row, ease(&mut model, row))));
    }
    for (row, lock) in locked_rows(instance, formulation) {
        easings.push((lock, row, ease(&mut model, row)));
    }
    let settings = MipSettings::new(EASING_TOLERANCE, time_limit_s);
    let outcome = mip::solve(&model, &settings)?;
    let conflicts = easings.into_iter().filter_map(|(rule, row, column)| {
        let miss = outcome.values[column.0];
        let row = &formulation.model.rows[row];
        // Rules of the sort "at least" stand in the model as their negative.
        let limit = if row.upper.is_finite() { row.upper.abs() } else { row.lower };
        (miss > 1e-6).then(|| Conflict { rule, row: row.name.clone(), limit, miss })
    });
    Ok(conflicts.collect())
}

/// Rows that locks make due, each with the first lock that does.
fn locked_rows(instance: &Instance<'_>, formulation: &Formulation) -> Vec<(usize, Option<RuleId>)> {
    let locks = &instance.project.scenario.locks;
    let due = |lock: &&Lock| !lock.require.is_empty() || lock.forbid.iter().any(|code| code == "STAY");
    let named = |row: &str, label: &str, id: &str| row == format!("{label}[{id}]");
    let rows = formulation.model.rows.iter().enumerate();
    rows.filter(|(_, row)| row.name.starts_with("must_release[") || (row.name.starts_with("once[") && row.lower > 0.0))
        .map(|(index, row)| {
            let lock = locks.iter().filter(due).find(|lock| {
                lock.function.as_ref().is_some_and(|id| named(&row.name, "once", id.as_str()))
                    || lock.site.as_ref().is_some_and(|id| named(&row.name, "must_release", id.as_str()))
            });
            (index, lock.map(|lock| lock.id.clone()))
        })
        .collect()
}

/// Lets a row be missed at a price of one per limit.
fn ease(model: &mut LinearModel, row: usize) -> ColumnIx {
    let (lower, upper) = (model.rows[row].lower, model.rows[row].upper);
    let limit = if upper.is_finite() { upper } else { lower };
    let column = model.add_quantity(format!("ease[{}]", model.rows[row].name), 1.0 / limit.abs().max(1.0));
    let factor = if lower.is_finite() && !upper.is_finite() || lower > 0.0 { 1.0 } else { -1.0 };
    model.rows[row].terms.push((column, factor));
    column
}
