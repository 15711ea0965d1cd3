//! Cash flows of the paper town, each worked out in the comment above it.

use super::*;
use crate::id::FunctionId;
use crate::instance::Instance;
use crate::paper::paper_town;
use crate::plan::{Action, ActionCode, FunctionDecision, Leaving, MoveCode, Plan, Treatment};
use crate::project::{Ownership, Project};

/// The paper town with design at a tenth, temporary premises at 100,000 yen/m² and the rates of treatments.
fn priced() -> Project {
    let mut project = paper_town();
    let parameter = &mut project.costs.parameter;
    parameter.design_ratio.base = 0.1;
    parameter.temporary_kyen_m2.base = 100.0;
    parameter.temporary_floor_ratio_school.base = 0.5;
    parameter.temporary_floor_ratio_facility.base = 0.2;
    parameter.hub_setup_kyen.base = 10_000.0;
    parameter.land_lease_yield.base = 0.02;
    parameter.park_upkeep_yen_m2_year.base = 300.0;
    parameter.hold_upkeep_yen_m2_year.base = 500.0;
    project
}

fn act(code: ActionCode, start: i32, works: i32, open: i32) -> Action {
    Action { code, start_fy: FiscalYear(start), works_fy: FiscalYear(works), open_fy: FiscalYear(open) }
}

fn effects(project: &Project, asset: &str, actions: &[Action], close: Option<i32>) -> AssetEffects {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    asset_effects(
        &instance,
        &prices,
        instance.asset(&asset.into()).unwrap(),
        actions,
        close.map(|fy| Leaving::Closed(FiscalYear(fy))),
    )
}

fn moved(project: &Project, function: &str, code: MoveCode, host: &str) -> FunctionEffects {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    let into = (code == MoveCode::A).then(|| "hall-b".into());
    let decision = FunctionDecision::Move { code, host: host.into(), into, fy: FiscalYear(2027) };
    function_effects(&instance, &prices, instance.function(&function.into()).unwrap(), &decision)
}

fn treated(project: &Project, treatment: Treatment) -> Flow {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    treatment_flow(&instance, &prices, instance.site(&"H".into()).unwrap(), treatment, FiscalYear(2027))
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

#[test]
fn a_school_rebuilt_as_a_hub_pays_six_lines() {
    // Floor afterwards: 1,000 + 6 classes × 100 = 1,600 m², but at least today's 4,000 m².
    let found = effects(&priced(), "S", &[act(ActionCode::BH, 2022, 2024, 2027)], None);
    // 330,000 × 4,000 = 1,320,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, 440_000_000));
    // A tenth of it over two years, and 10,000,000 of set-up in the first.
    assert_eq!(lines(&found.flow, Nature::Design).iter().map(|line| line.1).sum::<i64>(), 132_000_000 + 10_000_000);
    // 50,000 × 4,000 when works begin.
    assert_eq!(lines(&found.flow, Nature::Demolition), [(2024, 200_000_000)]);
    // 100,000 × 0.5 × 4,000 = 200,000,000, a third of which is 66,666,666.67.
    assert_eq!(lines(&found.flow, Nature::Temporary), every_year(2024, 2026, 66_666_667));
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2022, 2031, 4_000_000));
    // Five of eighty years are used by FY 2032: 1,320,000,000 × 75/80.
    assert_eq!(found.residual, Yen(1_237_500_000));
    // S-1 is past 60 until the new building opens.
    assert_eq!(found.overdue, [2_000.0, 2_000.0, 2_000.0, 2_000.0, 2_000.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_partial_rebuild_builds_what_is_missing_and_extends_what_is_kept() {
    let found = effects(&priced(), "S", &[act(ActionCode::P, 2022, 2024, 2027)], None);
    // S-1 goes; 4,000 − 2,000 kept = 2,000 m² new: 330,000 × 2,000 = 660,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, 220_000_000));
    // S-2 is kept: 330,000 × 0.6 × 2,000 = 396,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Extension), every_year(2024, 2026, 132_000_000));
    // (660,000,000 + 396,000,000) × 0.1 over two years.
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2022, 2023, 52_800_000));
    assert_eq!(lines(&found.flow, Nature::Demolition), [(2024, 100_000_000)]);
    // 100,000 × 0.5 × 2,000 = 100,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Temporary), every_year(2024, 2026, 33_333_333));
    // 660,000,000 × 75/80 + 396,000,000 × 15/20.
    assert_eq!(found.residual, Yen(618_750_000 + 297_000_000));
}

#[test]
fn a_long_life_renovation_is_a_share_of_rebuilding() {
    let found = effects(&priced(), "G", &[act(ActionCode::R, 2022, 2023, 2025)], None);
    // 400,000 × 0.6 × 600 = 144,000,000 over two years, a tenth for design the year before.
    assert_eq!(lines(&found.flow, Nature::Extension), every_year(2023, 2024, 72_000_000));
    assert_eq!(lines(&found.flow, Nature::Design), [(2022, 14_400_000)]);
    assert_eq!(natures(&found.flow), [Nature::Extension, Nature::Design, Nature::Repair]);
    // Seven of the twenty years gained are used.
    assert_eq!(found.residual, Yen(93_600_000));
}

#[test]
fn a_major_renovation_has_no_design() {
    let found = effects(&priced(), "G", &[act(ActionCode::M, 2022, 2022, 2024)], None);
    // 250,000 × 600 = 150,000,000 over two years.
    assert_eq!(lines(&found.flow, Nature::Renovation), every_year(2022, 2023, 75_000_000));
    assert_eq!(natures(&found.flow), [Nature::Renovation, Nature::Repair]);
    // Eight of thirty years are used: 150,000,000 × 22/30.
    assert_eq!(found.residual, Yen(110_000_000));
}

#[test]
fn works_become_dearer_and_repairs_do_not() {
    let mut project = priced();
    project.scenario.cost.price_escalation_per_year = 0.1;
    let found = effects(&project, "S", &[act(ActionCode::B, 2022, 2024, 2027)], None);
    // 440,000,000 × 1.1², 1.1³ and 1.1⁴.
    let expected = [(2024, 532_400_000), (2025, 585_640_000), (2026, 644_204_000)];
    assert_eq!(lines(&found.flow, Nature::Construction), expected);
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2022, 2031, 4_000_000));
}

#[test]
fn rent_and_repairs_end_when_leased_premises_close() {
    let mut project = priced();
    let site = project.sites.iter_mut().find(|site| site.id.as_str() == "G").unwrap();
    (site.ownership, site.annual_rent) = (Ownership::Leased, Yen(9_000_000));
    let found = effects(&project, "G", &[], Some(2027));
    assert_eq!(lines(&found.flow, Nature::Rent), every_year(2022, 2026, 9_000_000));
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2022, 2026, 600_000));
    assert_eq!(found.floor, [600.0, 600.0, 600.0, 600.0, 600.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_guest_pays_for_its_floor_before_it_moves() {
    let found = moved(&priced(), "library-a", MoveCode::C, "S");
    // 300 m² less a tenth shared: 330,000 × 270 = 89,100,000 over the three years before FY 2027.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, 29_700_000));
    // A tenth of it over the two years before those.
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2022, 2023, 4_455_000));
    // 50,000 × 300 in the last year at home.
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 15_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2027, 2031, 270_000));
    // 6,000,000 less 15 %.
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2027, 2031, 5_100_000));
    // 89,100,000 × 75/80.
    assert_eq!(found.residual, Yen(83_531_250));
}

#[test]
fn a_merged_function_only_moves_and_runs_on_half() {
    let found = moved(&priced(), "hall-a", MoveCode::A, "G");
    // 50,000 × 500.
    assert_eq!(lines(&found.flow, Nature::Moving), [(2026, 25_000_000)]);
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2027, 2031, 5_000_000));
    assert_eq!((natures(&found.flow), found.residual), (vec![Nature::Moving, Nature::Running], Yen::ZERO));
}

#[test]
fn a_sold_site_is_cleared_and_paid_a_year_later() {
    let flow = treated(&priced(), Treatment::D);
    // 50,000 × 800 m² of floor; 100,000 × 10,000 m² of land.
    assert_eq!(lines(&flow, Nature::Demolition), [(2027, 40_000_000)]);
    assert_eq!(lines(&flow, Nature::Sale), [(2028, -1_000_000_000)]);
    assert_eq!(flow.amounts.len(), 2);
}

#[test]
fn a_leased_out_site_is_cleared_and_pays_every_year() {
    let flow = treated(&priced(), Treatment::L);
    assert_eq!(lines(&flow, Nature::Demolition), [(2027, 40_000_000)]);
    // 2 % of 1,000,000,000.
    assert_eq!(lines(&flow, Nature::Lease), every_year(2028, 2031, -20_000_000));
}

#[test]
fn a_cleared_site_is_kept_as_a_park_and_a_held_one_stands() {
    let cleared = treated(&priced(), Treatment::X);
    assert_eq!(lines(&cleared, Nature::Demolition), [(2027, 40_000_000)]);
    // 300 × 10,000 m² of land from the year after.
    assert_eq!(lines(&cleared, Nature::Upkeep), every_year(2028, 2031, 3_000_000));
    let held = treated(&priced(), Treatment::Z);
    // 500 × 800 m² of floor from the year itself.
    assert_eq!(lines(&held, Nature::Upkeep), every_year(2027, 2031, 400_000));
    assert_eq!(natures(&held), [Nature::Upkeep]);
}
