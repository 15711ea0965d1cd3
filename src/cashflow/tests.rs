//! Cash flows of the paper towns, each worked out in the comment above it.

mod debt;
mod funding;
mod moves;
mod openings;
mod schools;
mod subsidies;
mod transfers;
mod treatments;
mod works;

use super::*;
use crate::instance::Instance;
use crate::paper::{add_annex, paper_town};
use crate::plan::{Action, ActionCode, FunctionDecision, Leaving, MoveCode, Treatment};
use crate::project::Project;

/// The paper town with prices for everything.
fn priced() -> Project {
    with_prices(paper_town())
}

/// `project` with design at a tenth, temporary premises at 100,000 yen/m² and prices for every other sort of option.
fn with_prices(mut project: Project) -> Project {
    let parameter = &mut project.costs.parameter;
    parameter.design_ratio.base = 0.1;
    parameter.temporary_kyen_m2.base = 100.0;
    parameter.temporary_floor_ratio_school.base = 0.5;
    parameter.temporary_floor_ratio_facility.base = 0.2;
    parameter.hub_setup_kyen.base = 10_000.0;
    parameter.land_lease_yield.base = 0.02;
    parameter.park_upkeep_yen_m2_year.base = 300.0;
    parameter.hold_upkeep_yen_m2_year.base = 500.0;
    parameter.conversion_ratio.base = 0.3;
    parameter.lease_return_kyen_m2.base = 20.0;
    parameter.transfer_support_ratio.base = 0.4;
    parameter.permit_kyen.base = 3_000.0;
    parameter.opening_setup_kyen.base = 1_000.0;
    parameter.opening_yen_slot.base = 800.0;
    parameter.subsidy_unit_kyen_m2.base = 200.0;
    parameter.subsidy_rate.base = 0.5;
    project
}

fn act(code: ActionCode, start: i32, works: i32, open: i32) -> Action {
    Action { code, start_fy: FiscalYear(start), works_fy: FiscalYear(works), open_fy: FiscalYear(open) }
}

fn effects(project: &Project, asset: &str, actions: &[Action], close: Option<i32>) -> AssetEffects {
    left(project, asset, actions, close.map(|fy| Leaving::Closed(FiscalYear(fy))))
}

fn left(project: &Project, asset: &str, actions: &[Action], leaving: Option<Leaving>) -> AssetEffects {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    asset_effects(&instance, &prices, instance.asset(&asset.into()).unwrap(), actions, leaving)
}

fn moved(project: &Project, function: &str, code: MoveCode, host: &str) -> FunctionEffects {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    let into = (code == MoveCode::A).then(|| "hall-b".into());
    let decision = FunctionDecision::Move { code, host: host.into(), into, fy: FiscalYear(2027) };
    function_effects(&instance, &prices, instance.function(&function.into()).unwrap(), &decision, None)
}

fn treated(project: &Project, treatment: Treatment) -> Flow {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    treatment_flow(&instance, &prices, instance.site(&"H".into()).unwrap(), treatment, FiscalYear(2027))
}

/// Works prices that double every year, at their full height in FY 2026.
fn doubling(mut project: Project) -> Project {
    project.scenario.cost.price_escalation_per_year = 1.0;
    project.scenario.cost.price_base_fy = FiscalYear(2026);
    project
}

/// Years and yen of one nature.
fn lines(flow: &Flow, nature: Nature) -> Vec<(i32, i64)> {
    flow.amounts.iter().filter(|amount| amount.nature == nature).map(|amount| (amount.fy.0, amount.yen.0)).collect()
}

fn every_year(from: i32, to: i32, yen: i64) -> Vec<(i32, i64)> {
    (from..=to).map(|year| (year, yen)).collect()
}

/// The natures a flow has.
fn natures(flow: &Flow) -> Vec<Nature> {
    let mut natures: Vec<Nature> = flow.amounts.iter().map(|amount| amount.nature).collect();
    natures.sort();
    natures.dedup();
    natures
}
