//! Cash flows by hand, one action, move or treatment at a time; amounts in thousand yen where the comment says so.

use std::collections::BTreeMap;

use super::town::{
    act, assert_accepted, block, claimed, close, colocate, decide, end, hub_plan, kept, merge, service, site, town,
};
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, Nature, Plan, Treatment};
use crate::project::{Ownership, Project};
use crate::units::Yen;
use crate::verify::verify;

/// The amounts of one nature by year, yen.
pub(super) fn line(project: &Project, plan: &Plan, nature: Nature) -> BTreeMap<i32, i64> {
    let claims = verify(project, plan).claims;
    let of_year = |(fy, natures): (&FiscalYear, &BTreeMap<Nature, Yen>)| natures.get(&nature).map(|amount| (fy.0, amount.0));
    claims.cost_jpy.iter().filter_map(of_year).collect()
}

/// What a nature has beyond the plan that changes nothing, by year, yen.
pub(super) fn beyond_kept(project: &Project, plan: &Plan, nature: Nature) -> BTreeMap<i32, i64> {
    let today = line(project, &kept(project), nature);
    let planned = line(project, plan, nature);
    let years = (2000..2050).map(|fy| (fy, planned.get(&fy).unwrap_or(&0) - today.get(&fy).unwrap_or(&0)));
    years.filter(|&(_, amount)| amount != 0).collect()
}

/// The same amount in each of some years.
pub(super) fn each(years: std::ops::RangeInclusive<i32>, amount: i64) -> BTreeMap<i32, i64> {
    years.map(|fy| (fy, amount)).collect()
}

/// Residual value at the end of the horizon before discounting, yen.
pub(super) fn residual(project: &Project, plan: &Plan) -> i64 {
    // D(2037) = 1 / 1.04^15.
    let present = verify(project, plan).claims.objective.residual_value_jpy;
    #[expect(clippy::cast_possible_truncation, reason = "amounts of this town are small")]
    {
        (present * 1.04_f64.powi(15)).round() as i64
    }
}

fn plan_with(project: &Project, asset: &str, actions: &[(ActionCode, i32, i32, i32)]) -> Plan {
    let mut plan = kept(project);
    act(&mut plan, asset, actions);
    claimed(project, plan)
}

pub(super) const NO_MONEY: BTreeMap<i32, i64> = BTreeMap::new();

#[test]
fn keeping_everything_costs_repair_running_and_rent() {
    let project = town();
    let plan = kept(&project);
    assert_accepted(&project, &plan);
    // 2,000 yen × (4,000 + 3,000 + 1,000 + 900 + 300 + 2,000 + 400) m² = 2,000 × 11,600.
    assert_eq!(line(&project, &plan, Nature::Repair), each(2022..=2036, 23_200_000));
    // 10 + 12 + 3 + 20 million yen.
    assert_eq!(line(&project, &plan, Nature::Running), each(2022..=2036, 45_000_000));
    assert_eq!(line(&project, &plan, Nature::Rent), each(2022..=2036, 6_000_000));
    assert_eq!(line(&project, &plan, Nature::Construction), NO_MONEY);
    assert_eq!(residual(&project, &plan), 0);
}

#[test]
fn a_school_rebuild_pays_design_works_demolition_and_temporary_premises() {
    let project = town();
    let plan = plan_with(&project, "school-1", &[(ActionCode::B, 2022, 2024, 2027)]);
    assert_accepted(&project, &plan);
    // Pupils of 2027: 300 − 60 × 5/10 = 270; 270 / 6 / 35 = 1.29 → 2 classes a grade, 12 classes; 1,000 + 200 × 12 = 3,400 m².
    // 150,000 × 3,400 = 510,000 thousand over 2024–2026.
    assert_eq!(line(&project, &plan, Nature::Construction), each(2024..=2026, 170_000_000));
    // A tenth of it over 2022–2023.
    assert_eq!(line(&project, &plan, Nature::Design), each(2022..=2023, 25_500_000));
    // 20,000 × 4,000 m² in the first year of works.
    assert_eq!(line(&project, &plan, Nature::Demolition), each(2024..=2024, 80_000_000));
    // 30,000 × 0.2 × 3,400 = 20,400 thousand over three years.
    assert_eq!(line(&project, &plan, Nature::Temporary), each(2024..=2026, 6_800_000));
    // 600 m² less to repair from 2027 on.
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2027..=2036, -1_200_000));
    // 510,000 × (1 − (2037 − 2027) / 80) = 446,250 thousand.
    assert_eq!(residual(&project, &plan), 446_250_000);
}

#[test]
fn a_facility_rebuild_grows_its_floor_and_has_its_own_temporary_ratio() {
    let project = town();
    let plan = plan_with(&project, "library-1", &[(ActionCode::B, 2025, 2026, 2028)]);
    assert_accepted(&project, &plan);
    // 300,000 × 1,000 × 1.2 = 360,000 thousand over 2026–2027.
    assert_eq!(line(&project, &plan, Nature::Construction), each(2026..=2027, 180_000_000));
    assert_eq!(line(&project, &plan, Nature::Design), each(2025..=2025, 36_000_000));
    assert_eq!(line(&project, &plan, Nature::Demolition), each(2026..=2026, 20_000_000));
    // 30,000 × 0.4 × 1,200 = 14,400 thousand over two years.
    assert_eq!(line(&project, &plan, Nature::Temporary), each(2026..=2027, 7_200_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2028..=2036, 400_000));
    // 360,000 × (1 − 9 / 80) = 319,500 thousand.
    assert_eq!(residual(&project, &plan), 319_500_000);
}

#[test]
fn a_partial_rebuild_replaces_the_old_block_and_extends_the_young_one() {
    let project = town();
    let plan = plan_with(&project, "school-1", &[(ActionCode::P, 2022, 2024, 2027)]);
    assert_accepted(&project, &plan);
    // s1-a is 59 in 2024 and replaced, s1-b is 34 and kept: 3,400 − 1,000 = 2,400 m² rebuilt.
    // 150,000 × 2,400 = 360,000 thousand; 150,000 × 0.6 × 1,000 = 90,000 thousand.
    assert_eq!(line(&project, &plan, Nature::Construction), each(2024..=2026, 120_000_000));
    assert_eq!(line(&project, &plan, Nature::Extension), each(2024..=2026, 30_000_000));
    assert_eq!(line(&project, &plan, Nature::Design), each(2022..=2023, 22_500_000));
    assert_eq!(line(&project, &plan, Nature::Demolition), each(2024..=2024, 60_000_000));
    // 30,000 × 0.2 × 2,400 = 14,400 thousand over three years.
    assert_eq!(line(&project, &plan, Nature::Temporary), each(2024..=2026, 4_800_000));
    // 360,000 × (1 − 10/80) + 90,000 × (1 − 10/(80 − 60)) = 315,000 + 45,000 thousand.
    assert_eq!(residual(&project, &plan), 360_000_000);
}

#[test]
fn a_partial_rebuild_as_hub_adds_its_set_up() {
    let project = town();
    let mut plan = hub_plan(&project);
    act(&mut plan, "school-1", &[(ActionCode::PH, 2022, 2024, 2027)]);
    assert_accepted(&project, &plan);
    // 22,500 of the school, 4,500 of the guest's room, 5,000 set-up (thousand yen).
    assert_eq!(line(&project, &plan, Nature::Design), BTreeMap::from([(2022, 32_000_000), (2023, 27_000_000)]));
}

#[test]
fn a_long_life_renovation_keeps_value_for_the_years_it_adds() {
    let project = town();
    let plan = plan_with(&project, "library-1", &[(ActionCode::R, 2022, 2023, 2025)]);
    assert_accepted(&project, &plan);
    // 300,000 × 0.6 × 1,000 = 180,000 thousand over 2023–2024.
    assert_eq!(line(&project, &plan, Nature::Extension), each(2023..=2024, 90_000_000));
    assert_eq!(line(&project, &plan, Nature::Design), each(2022..=2022, 18_000_000));
    assert_eq!(line(&project, &plan, Nature::Demolition), NO_MONEY);
    // 180,000 × (1 − (2037 − 2025) / (80 − 60)) = 72,000 thousand.
    assert_eq!(residual(&project, &plan), 72_000_000);
}

#[test]
fn a_major_renovation_has_no_design() {
    let project = town();
    let plan = plan_with(&project, "library-2", &[(ActionCode::M, 2022, 2022, 2024)]);
    assert_accepted(&project, &plan);
    // 120,000 × 900 = 108,000 thousand over 2022–2023.
    assert_eq!(line(&project, &plan, Nature::Renovation), each(2022..=2023, 54_000_000));
    assert_eq!(line(&project, &plan, Nature::Design), NO_MONEY);
    // 108,000 × (1 − 13/30) = 61,200 thousand.
    assert_eq!(residual(&project, &plan), 61_200_000);
}

#[test]
fn a_hub_its_guest_and_the_sale_of_the_vacated_site() {
    let project = town();
    let plan = hub_plan(&project);
    assert_accepted(&project, &plan);
    // Guest room 0.75 × 800 = 600 m²: 150,000 × 600 = 90,000 thousand over 2024–2026, beside the school's 170,000 a year.
    assert_eq!(line(&project, &plan, Nature::Construction), each(2024..=2026, 200_000_000));
    // 25,500 + 4,500, and 5,000 set-up in 2022 (thousand yen).
    assert_eq!(line(&project, &plan, Nature::Design), BTreeMap::from([(2022, 35_000_000), (2023, 30_000_000)]));
    // 10,000 × 800 in the year before.
    assert_eq!(line(&project, &plan, Nature::Moving), each(2026..=2026, 8_000_000));
    // School −600 m², guest +600 m², library-1 −1,000 m².
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2027..=2036, -2_000_000));
    // A tenth of 10 million.
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), each(2027..=2036, -1_000_000));
    // School 80,000 in 2024, library 20,000 × 1,000 in 2027 (thousand yen).
    assert_eq!(line(&project, &plan, Nature::Demolition), BTreeMap::from([(2024, 80_000_000), (2027, 20_000_000)]));
    // 400,000 × 2,000 m² × 0.7, the year after.
    assert_eq!(line(&project, &plan, Nature::Sale), each(2028..=2028, -560_000_000));
    // School 446,250 + guest 90,000 × (1 − 10/80) = 78,750 thousand.
    assert_eq!(residual(&project, &plan), 525_000_000);
}

#[test]
fn a_guests_floor_is_paid_with_the_works_of_a_hub_that_opens_before_it_moves() {
    let project = town();
    let of = |code: ActionCode, moves: bool| {
        let mut plan = kept(&project);
        act(&mut plan, "school-1", &[(code, 2025, 2027, 2030)]);
        if moves {
            decide(&mut plan, "lib-1", colocate("school-1", 2032));
            close(&mut plan, "library-1", 2032, Treatment::D);
        }
        claimed(&project, plan)
    };
    let (hub, alone) = (of(ActionCode::BH, true), of(ActionCode::B, false));
    assert_accepted(&project, &hub);
    let more = |nature: Nature| -> BTreeMap<i32, i64> {
        let (with, without) = (line(&project, &hub, nature), line(&project, &alone, nature));
        let years = (2022..=2036).map(|fy| (fy, with.get(&fy).unwrap_or(&0) - without.get(&fy).unwrap_or(&0)));
        years.filter(|&(_, yen)| yen != 0).collect()
    };
    // 150,000 × 600 m² over 2027–2029; the move itself in 2031.
    assert_eq!(more(Nature::Construction), each(2027..=2029, 30_000_000));
    assert_eq!(more(Nature::Moving), each(2031..=2031, 8_000_000));
    // 2,000 × 600 m² from 2030 on, less 2,000 × 1,000 m² of library-1 from 2032 on.
    assert_eq!(
        more(Nature::Repair),
        [(2030..=2031, 1_200_000), (2032..=2036, -800_000)].into_iter().flat_map(|(years, yen)| each(years, yen)).collect()
    );
    let floor = |plan: &Plan| verify(&project, plan).claims.floor_area_m2;
    let (with, without) = (floor(&hub), floor(&alone));
    let added: Vec<f64> = [2029, 2030, 2031, 2032].map(FiscalYear).iter().map(|fy| with[fy] - without[fy]).collect();
    assert_eq!(added, [0.0, 600.0, 600.0, -400.0]);
}

#[test]
fn a_guests_design_falls_into_the_first_year_of_works_where_there_are_no_design_years() {
    let mut project = town();
    project.scenario.works.school_design_years = 0;
    let mut plan = kept(&project);
    act(&mut plan, "school-1", &[(ActionCode::BH, 2024, 2024, 2027)]);
    decide(&mut plan, "lib-1", colocate("school-1", 2027));
    assert_accepted(&project, &plan);
    // School: 51,000 thousand over its three works years; guest: 9,000 in 2024; set-up 5,000 in 2024.
    let expected = BTreeMap::from([(2024, 31_000_000), (2025, 17_000_000), (2026, 17_000_000)]);
    assert_eq!(line(&project, &plan, Nature::Design), expected);
}

#[test]
fn leasing_clearing_and_holding_follow_their_formulas() {
    let mut project = town();
    let with = |project: &Project, treatment| {
        let mut plan = hub_plan(project);
        plan.sites[0].treatment = treatment;
        plan
    };
    let leased = with(&project, Treatment::L);
    assert_accepted(&project, &leased);
    // 400,000 × 2,000 × 0.02 × 0.5.
    assert_eq!(line(&project, &leased, Nature::Lease), each(2028..=2036, -8_000_000));
    let cleared = with(&project, Treatment::X);
    assert_accepted(&project, &cleared);
    // 300 × 2,000 m² of land.
    assert_eq!(line(&project, &cleared, Nature::Upkeep), each(2028..=2036, 600_000));
    let held = with(&project, Treatment::Z);
    assert_accepted(&project, &held);
    // 1,000 × 1,000 m² of floor; nothing is demolished but the school.
    assert_eq!(line(&project, &held, Nature::Upkeep), each(2027..=2036, 1_000_000));
    assert_eq!(line(&project, &held, Nature::Demolition), each(2024..=2024, 80_000_000));
    // State's land may be held too.
    site(&mut project, "library-1").ownership = Ownership::State;
    assert_accepted(&project, &with(&project, Treatment::Z));
}

#[test]
fn a_merge_pays_for_moving_and_saves_running() {
    let project = town();
    let mut plan = kept(&project);
    decide(&mut plan, "lib-1", merge("library-2", "lib-2", 2032));
    // Use 40 fits 100 × 0.9 − 40.
    assert_accepted(&project, &plan);
    assert_eq!(line(&project, &plan, Nature::Moving), each(2031..=2031, 8_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), each(2032..=2036, -2_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), NO_MONEY);
}

#[test]
fn an_ending_stops_running_and_a_return_stops_rent() {
    let project = town();
    let mut plan = kept(&project);
    decide(&mut plan, "meet-1", end(2027));
    close(&mut plan, "hall-1", 2027, Treatment::W);
    assert_accepted(&project, &plan);
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), each(2027..=2036, -3_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Rent), each(2027..=2036, -6_000_000));
    assert_eq!(beyond_kept(&project, &plan, Nature::Repair), each(2027..=2036, -600_000));
    // Restoring the rented rooms: 10,000 × 300 m².
    assert_eq!(line(&project, &plan, Nature::Demolition), each(2027..=2027, 3_000_000));
}

#[test]
fn works_escalate_and_follow_the_factor_but_repair_does_not() {
    let mut project = town();
    project.scenario.cost.factor = 2.0;
    project.scenario.cost.price_escalation_per_year = 0.1;
    project.scenario.cost.price_base_fy = FiscalYear(2021);
    let plan = plan_with(&project, "library-2", &[(ActionCode::M, 2022, 2022, 2024)]);
    assert_accepted(&project, &plan);
    // 54,000 thousand × 2 × 1.1 and × 1.21.
    let expected = BTreeMap::from([(2022, 118_800_000), (2023, 130_680_000)]);
    assert_eq!(line(&project, &plan, Nature::Renovation), expected);
    assert_eq!(line(&project, &plan, Nature::Repair), each(2022..=2036, 23_200_000));
}

#[test]
fn thirds_of_a_yen_are_rounded_in_each_year() {
    let mut project = town();
    block(&mut project, "s1-a").gfa.0 = 3_000.01;
    let plan = plan_with(&project, "school-1", &[(ActionCode::R, 2024, 2025, 2027)]);
    // Age of s1-a in 2025: 60. 150,000 × 0.6 × 4,000.01 = 360,000,900 over two years; design 36,000,090 in 2024.
    assert_accepted(&project, &plan);
    assert_eq!(line(&project, &plan, Nature::Extension), each(2025..=2026, 180_000_450));
    assert_eq!(line(&project, &plan, Nature::Design), each(2024..=2024, 36_000_090));
    service(&mut project, "lib-1").running_cost = crate::units::Yen(10_000_005);
    let plan = hub_plan(&project);
    // 10,000,005 × 0.9 = 9,000,004.5 → 9,000,005: exactly 1,000,000 less.
    assert_eq!(beyond_kept(&project, &plan, Nature::Running), each(2027..=2036, -1_000_000));
}
