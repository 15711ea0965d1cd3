//! Recomputes every yen, metre, square metre and rule of a plan from the inputs alone.
//!
//! Written from `docs/formulation.md` and from nothing else: it knows the project and the plan, never the formulation, the
//! options or the solver, so that a mistake in one of the two statements shows as a breach. Do not factor them together.

mod absorb;
mod access;
mod cash;
mod decisions;
mod findings;
mod floor_area;
mod guests;
mod housing;
mod hub;
mod inventory;
mod investment;
mod lock;
mod merge;
mod minimum;
mod moves;
mod objective;
mod overdue;
mod pace;
mod path;
mod prices;
mod row;
mod switches;
#[cfg(test)]
mod tests;
mod tolerance;
mod treatment;
mod walking;
mod works;
mod zone;

use std::collections::BTreeMap;

use crate::plan::{Claims, Plan};
use crate::project::Project;

pub use findings::{Breach, BreachPlace, CheckedRule, QuotedRule};

use decisions::Decisions;
use findings::Findings;
use inventory::Inventory;
use prices::Prices;
use walking::Walking;

/// What recomputing a plan has shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// Every rule the plan breaks and every claim that is not so, sorted by rule and place; empty for a verified plan.
    pub breaches: Vec<Breach>,
    /// The claims as recomputed from the decisions; where decisions were malformed, of the decisions that could be read.
    pub claims: Claims,
    /// How often each rule was checked; a rule that nothing in this project or scenario calls for has 0.
    pub checks: BTreeMap<CheckedRule, usize>,
}

impl Verification {
    /// Whether the plan keeps every rule and every claim is true.
    pub fn is_accepted(&self) -> bool {
        self.breaches.is_empty()
    }
}

/// Recomputes `plan` from `project`: the legality of every decision, every rule of the scenario, and every claim.
///
/// Malformed plans (unknown ids, years outside the horizon, missing or repeated records) are breaches, never panics;
/// `project` is taken as `load` guarantees it.
///
/// # Example
/// ```no_run
/// # fn example(project: &fukugo::project::Project, plan: &fukugo::plan::Plan) {
/// let verification = fukugo::verify::verify(project, plan);
/// let lines: Vec<String> = verification.breaches.iter().map(|breach| breach.in_lang(fukugo::lang::Lang::En)).collect();
/// # }
/// ```
pub fn verify(project: &Project, plan: &Plan) -> Verification {
    let mut findings = Findings::new();
    let inventory = Inventory::new(project);
    let decisions = Decisions::read(&inventory, plan, &mut findings);
    let reading = Reading { prices: Prices::new(project), walking: Walking::new(&inventory), inventory, decisions };

    path::check(&reading, &mut findings);
    housing::check(&reading, &mut findings);
    moves::check(&reading, &mut findings);
    hub::check(&reading, &mut findings);
    guests::check(&reading, &mut findings);
    merge::check(&reading, &mut findings);
    absorb::check(&reading, &mut findings);
    zone::check(&reading, &mut findings);
    treatment::check(&reading, &mut findings);
    lock::check(&reading, &mut findings);
    switches::check(&reading, &mut findings);

    let book = cash::recompute(&reading, &mut findings);
    let soft_jpy = pace::check(&reading, &mut findings)
        + minimum::check(&reading, &mut findings)
        + investment::check(&reading, &book, &mut findings)
        + floor_area::check(&reading, &mut findings);
    let access = access::recompute(&reading, &mut findings);

    let floor_area_m2 = floor_area::recompute(&reading);
    let overdue_m2 = overdue::recompute(&reading);
    let objective = objective::recompute(&reading, &book, &access, &overdue_m2, soft_jpy);

    cash::compare(&reading, &book, &plan.claims, &mut findings);
    floor_area::compare(&floor_area_m2, &plan.claims.floor_area_m2, &mut findings);
    overdue::compare(&overdue_m2, &plan.claims.overdue_m2, &mut findings);
    objective::compare(&objective, &plan.claims.objective, &mut findings);

    let claims =
        Claims { cost_jpy: book.claims(), floor_area_m2, overdue_m2, funding: BTreeMap::new(), objective: objective.terms() };
    let (breaches, checks) = findings.finish();
    Verification { breaches, claims, checks }
}

/// A plan read against the inputs: what every rule looks at.
#[derive(Debug)]
struct Reading<'project> {
    inventory: Inventory<'project>,
    prices: Prices<'project>,
    walking: Walking,
    decisions: Decisions,
}
