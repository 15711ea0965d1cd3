//! Recomputes every yen, metre, square metre and rule of a plan from the inputs alone.
//!
//! Written from `docs/formulation.md` and from nothing else: it knows the project and the plan, never the formulation, the
//! options or the solver, so that a mistake in one of the two statements shows as a breach. Do not factor them together.

mod absorb;
mod access;
mod capacity;
mod cash;
mod changes;
mod conversion;
mod coverage;
mod decisions;
mod demand;
mod findings;
mod floor_area;
mod funding;
mod guests;
mod housing;
mod hub;
mod hub_share;
mod inventory;
mod investment;
mod investment_change;
mod lock;
mod merge;
mod minimum;
mod moves;
mod nearest;
mod need;
mod objective;
mod opened_slots;
mod opening;
mod overdue;
mod pace;
mod path;
mod permit;
mod prices;
mod replacement;
mod rooms;
mod row;
mod school_merger;
mod sharing;
mod shelter;
mod slot_flow;
mod slots;
mod surplus;
mod swing;
mod switches;
#[cfg(test)]
mod tests;
mod tolerance;
mod transfer;
mod treatment;
mod walk_increase;
mod walking;
mod works;
mod zone;

use std::collections::BTreeMap;

use crate::plan::{Claims, Plan};
use crate::project::Project;

pub use findings::{Breach, BreachPlace, CheckedRule, MissedRule, QuotedRule};

use cash::Book;
use decisions::Decisions;
use demand::Growth;
use findings::Findings;
use funding::Funding;
use inventory::Inventory;
use prices::Prices;
use rooms::Rooms;
use walking::Walking;

/// What recomputing a plan has shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// Every rule the plan breaks and every claim that is not so, sorted by rule and place; empty for a verified plan.
    pub breaches: Vec<Breach>,
    /// The claims as recomputed from the decisions; where decisions were malformed, of the decisions that could be read.
    pub claims: Claims,
    /// The soft rules it misses, by id.
    pub missed: Vec<MissedRule>,
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
    let rooms = Rooms::new(&inventory);
    let decisions = Decisions::read(&inventory, &rooms, plan, &mut findings);
    let (prices, walking) = (Prices::new(project), Walking::new(&inventory));
    let reading = Reading { inventory, prices, walking, rooms, decisions };
    check_options(&reading, &mut findings);

    let book = cash::recompute(&reading, &mut findings);
    let funding = funding::recompute(&reading, &book, &mut findings);
    check_rules(&reading, &book, &funding, &mut findings);
    let access = access::recompute(&reading, &mut findings);

    let floor_area_m2 = floor_area::recompute(&reading);
    let overdue_m2 = overdue::recompute(&reading);
    let objective = objective::recompute(&reading, (&book, &funding), &access, &overdue_m2, findings.soft_jpy());

    cash::compare(&reading, &book, &plan.claims, &mut findings);
    funding::compare(&funding.years, &plan.claims.funding, &mut findings);
    floor_area::compare(&floor_area_m2, &plan.claims.floor_area_m2, &mut findings);
    overdue::compare(&overdue_m2, &plan.claims.overdue_m2, &mut findings);
    objective::compare(&objective, &plan.claims.objective, &mut findings);

    let cost_jpy = book.claims();
    let claims = Claims { cost_jpy, floor_area_m2, overdue_m2, funding: funding.years, objective: objective.terms() };
    let (breaches, checks, missed) = findings.finish();
    Verification { breaches, claims, missed, checks }
}

/// Sections 4 to 7: what is decided is allowed, by itself and together.
fn check_options(reading: &Reading, findings: &mut Findings) {
    path::check(reading, findings);
    transfer::check(reading, findings);
    housing::check(reading, findings);
    moves::check(reading, findings);
    hub::check(reading, findings);
    guests::check(reading, findings);
    surplus::check(reading, findings);
    conversion::check(reading, findings);
    merge::check(reading, findings);
    absorb::check(reading, findings);
    zone::check(reading, findings);
    school_merger::check(reading, findings);
    sharing::check(reading, findings);
    swing::check(reading, findings);
    permit::check(reading, findings);
    opening::check(reading, findings);
    treatment::check(reading, findings);
    lock::check(reading, findings);
    switches::check(reading, findings);
}

/// The rules of the scenario, and that replaced bookings are covered.
fn check_rules(reading: &Reading, book: &Book, funding: &Funding, findings: &mut Findings) {
    let growth = Growth::new(reading);
    let taken = slot_flow::check(reading, findings);
    replacement::check(reading, &taken, &growth, findings);
    pace::check(reading, findings);
    minimum::check(reading, findings);
    investment::check(reading, book, findings);
    floor_area::check(reading, findings);
    hub_share::check(reading, findings);
    investment_change::check(reading, book, findings);
    capacity::check(reading, findings);
    coverage::check(reading, findings);
    walk_increase::check(reading, findings);
    changes::check(reading, findings);
    shelter::check(reading, findings);
    slots::check(reading, &taken, &growth, findings);
    opened_slots::check(reading, findings);
    funding::check_rules(reading, funding, findings);
}

/// A plan read against the inputs: what every rule looks at.
#[derive(Debug)]
struct Reading<'project> {
    inventory: Inventory<'project>,
    prices: Prices<'project>,
    walking: Walking,
    rooms: Rooms,
    decisions: Decisions,
}
