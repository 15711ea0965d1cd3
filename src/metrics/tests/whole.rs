//! What the whole model adds, on paper: transfers, mergers, shared rooms, swing space, permits, funding, the frame, CO2.

use super::*;
use crate::catalogue::RoomClass;
use crate::plan::{FundingYear, MergerMode, PermitPlan, SchoolMerger, SharePlan, SwingPlan};
use crate::project::FrameRow;

/// Two schools 500 m apart, a hall in H (800 m²) and a store G (1,200 m²) that becomes a reserve; two periods from FY 2022.
fn shared_town() -> Project {
    let mut project = town(2022, &[5, 5]);
    for kind in &mut project.kinds.school_kinds {
        kind.gym_m2 = 400.0;
    }
    add_school(&mut project, "S", "a1", (0.0, 0.0), &[("S-1", 4_000.0, 1960)]);
    add_school(&mut project, "T", "a1", (500.0, 0.0), &[("T-1", 3_000.0, 1990)]);
    add_facility(&mut project, "G", "a1", (600.0, 0.0), 1_200.0, 1990);
    add_facility(&mut project, "H", "b1", (1_000.0, 0.0), 800.0, 1990);
    add_function(&mut project, "hall-a", "H", "hall", 500.0, 10_000_000);
    add_demand(&mut project, "p1", "a1", (0.0, 100.0), [10.0, 60.0, 30.0]);
    project
}

fn shared_plan(project: &Project) -> Plan {
    let mut plan = idle_plan(project);
    act(&mut plan, "S", ActionCode::B, 2022, 2024, 2027);
    plan.shares.push(SharePlan { school: "S".into(), partner: "T".into(), room: RoomClass::Gym });
    plan.swings.push(SwingPlan { school: "S".into(), site: "G".into() });
    plan.permits.push(PermitPlan { host: "S".into(), kind: "hall".into(), fy: FiscalYear(2027) });
    plan.assets.iter_mut().find(|entry| entry.asset.as_str() == "H").unwrap().transfer_fy = Some(FiscalYear(2027));
    plan
}

#[test]
fn transfers_shares_swings_and_permits_are_counted_with_their_denominators() {
    let project = shared_town();
    let metrics = measured(&project, &shared_plan(&project));
    let all = |id| {
        let figure = overall(&metrics, id);
        (figure.plan, figure.denominator, figure.periods.clone())
    };
    assert_eq!(all(MetricId::TransferredAssets), (1.0, Some(2.0), vec![0.0, 1.0]));
    assert_eq!(all(MetricId::TransferredFunctions), (1.0, Some(1.0), vec![0.0, 1.0]));
    assert_eq!(all(MetricId::TemporaryAvoided), (1.0, Some(1.0), vec![1.0, 0.0]));
    assert_eq!(all(MetricId::Permits), (1.0, Some(2.0), vec![0.0, 1.0]));
    let gym = figure(&metrics, MetricId::SharedRooms, &About::room_class(RoomClass::Gym));
    assert_eq!((gym.plan, gym.denominator, gym.periods.clone()), (1.0, Some(1.0), vec![0.0, 1.0]));
    // 4,000 less the gym's 400, T 3,000, G 1,200; H is no longer the town's.
    close_to(overall(&metrics, MetricId::FloorArea).plan, 7_800.0);
    // Built new less the gym, then 75 of 80 years left: 330,000 × 3,600 × 75/80.
    assert_eq!(metrics.money.residual_value_jpy, Yen(1_237_500_000 - 123_750_000));
    assert_eq!(overall(&metrics, MetricId::SchoolStarts).years, [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    close_to(overall(&metrics, MetricId::SchoolCompletions).years[4], 1.0);
    // A hall run by somebody else is still where it was.
    assert_eq!(metrics.access.kinds[0].places_at_end, 1);
}

#[test]
fn a_merged_school_is_counted_where_it_closes() {
    let project = shared_town();
    let mut plan = idle_plan(&project);
    close(&mut plan, "T", 2027);
    plan.assets.iter_mut().find(|entry| entry.asset.as_str() == "T").unwrap().merger =
        Some(SchoolMerger { into: "S".into(), mode: MergerMode::Standing });
    let metrics = measured(&project, &plan);
    let merged = overall(&metrics, MetricId::SchoolMergers);
    assert_eq!((merged.plan, merged.denominator, merged.periods.clone()), (1.0, Some(2.0), vec![0.0, 1.0]));
    close_to(overall(&metrics, MetricId::FloorArea).plan, 9_000.0 - 3_000.0);
}

#[test]
fn surplus_rooms_and_conversions_are_counted_apart() {
    let mut project = shared_town();
    add_function(&mut project, "library-a", "H", "library", 300.0, 0);
    let mut plan = idle_plan(&project);
    let fy = FiscalYear(2027);
    decide(&mut plan, "hall-a", FunctionDecision::Move { code: MoveCode::S, host: "T".into(), into: None, fy });
    decide(&mut plan, "library-a", FunctionDecision::Move { code: MoveCode::V, host: "G".into(), into: None, fy });
    close(&mut plan, "H", 2027);
    let metrics = measured(&project, &plan);
    let count = |id| overall(&metrics, id).plan;
    assert_eq!((count(MetricId::FunctionsIntoSchools), count(MetricId::SurplusRoomFunctions)), (1.0, 1.0));
    assert_eq!((count(MetricId::ConvertedFunctions), count(MetricId::GuestFloor), count(MetricId::Hubs)), (1.0, 0.0, 1.0));
    // Converting 300 m² embodies 105 t; G and the schools are used for ten years, H for five.
    close_to(count(MetricId::Co2Works), 105.0);
    close_to(count(MetricId::Co2Operation), 0.0325 * (10.0 * 8_200.0 + 5.0 * 800.0));
}

#[test]
fn co2_is_that_of_works_and_of_floor_in_use() {
    let project = shared_town();
    let metrics = measured(&project, &shared_plan(&project));
    let works = overall(&metrics, MetricId::Co2Works);
    // 4,000 m² new less 400 shared, 0.9 t/m², a third in each of 2024 to 2026.
    close_to(works.plan, 3_240.0);
    close_to(works.years[2], 1_080.0);
    assert_eq!(works.periods, [works.periods[0], 0.0]);
    // By the method, over ten years: S is rebuilt, T, G and H, 32 years old, have their missed renovation.
    let renewed = 4_000.0 * 0.9 + 5_000.0 * 0.35;
    close_to(works.baseline.unwrap(), renewed);
    let operation = overall(&metrics, MetricId::Co2Operation);
    // Five years of 9,000 m², five of 7,800 m².
    close_to(operation.plan, 0.0325 * 5.0 * (9_000.0 + 7_800.0));
    close_to(operation.unchanged.unwrap(), 0.0325 * 10.0 * 9_000.0);
    let all = overall(&metrics, MetricId::Co2);
    close_to(all.plan, works.plan + operation.plan);
    close_to(all.districts.iter().map(|district| district.plan).sum(), all.plan);
    assert_eq!(metrics.carbon_factors.grade, Grade::Assumed);
}

#[test]
fn funding_is_by_year_with_its_worst_years_and_the_frame_beside_it() {
    let mut project = shared_town();
    project.scenario.funding = Some(crate::scenario::FundingSettings::default());
    let row = |fy, item: &str, amount| FrameRow {
        fy: FiscalYear(fy),
        item: item.to_owned(),
        name: item.to_owned(),
        amount: Yen(amount),
    };
    project.fiscal_frame = vec![
        row(2024, "bonds", 2_000),
        row(2024, "debt_service", 400),
        row(2024, "investment", 800_000_000),
        row(2024, "taxes", 5_000),
        row(2024, "total", 8_000),
        row(2040, "bonds", 1),
    ];
    let mut plan = shared_plan(&project);
    for (index, fy) in (2022..2032).enumerate() {
        let amount = |yen: i64| Yen(yen * i64::try_from(index).unwrap());
        plan.claims.funding.insert(
            FiscalYear(fy),
            FundingYear {
                bond_jpy: amount(500),
                principal_jpy: amount(10),
                interest_jpy: amount(5),
                general_jpy: Yen(7_000) - amount(100),
                debt_balance_jpy: amount(450),
                fund_balance_jpy: Yen(900) - amount(30),
                ..FundingYear::default()
            },
        );
    }
    let metrics = measured(&project, &plan);
    let funding = metrics.funding.as_ref().unwrap();
    assert_eq!((funding.bond_jpy, funding.years.len()), (Yen(500 * 45), 10));
    assert_eq!((funding.general_peak_fy, funding.general_peak_jpy), (FiscalYear(2022), Yen(7_000)));
    assert_eq!((funding.debt_peak_fy, funding.debt_peak_jpy), (FiscalYear(2031), Yen(4_050)));
    assert_eq!((funding.fund_lowest_fy, funding.fund_lowest_jpy), (FiscalYear(2031), Yen(630)));
    let debt = overall(&metrics, MetricId::DebtBalance);
    assert_eq!((debt.plan, debt.periods.clone()), (4_050.0, vec![1_800.0, 4_050.0]));
    assert_eq!(overall(&metrics, MetricId::Bonds).periods, [5_000.0, 17_500.0]);
    let line = |item: &str, fy| metrics.fiscal_frame.iter().find(|line| line.item == item && line.fy.0 == fy).unwrap();
    assert_eq!((line("bonds", 2024).plan_jpy, line("bonds", 2024).plan_share_ratio), (Some(Yen(1_000)), Some(0.5)));
    assert_eq!(
        (line("debt_service", 2024).plan_jpy, line("debt_service", 2024).share_of_frame_total_ratio),
        (Some(Yen(30)), Some(0.05))
    );
    assert_eq!(line("investment", 2024).plan_jpy, Some(metrics.money.years[2].investment_jpy));
    assert_eq!(
        (line("taxes", 2024).plan_jpy, line("bonds", 2040).plan_jpy, line("total", 2024).share_of_frame_total_ratio),
        (None, None, None)
    );
}

#[test]
fn without_funding_there_is_nothing_to_say_of_bonds() {
    let mut project = shared_town();
    project.fiscal_frame =
        vec![FrameRow { fy: FiscalYear(2022), item: "bonds".to_owned(), name: "bonds".to_owned(), amount: Yen(9) }];
    let metrics = measured(&project, &idle_plan(&project));
    assert!(metrics.funding.is_none() && metrics.fiscal_frame[0].plan_jpy.is_none());
    assert!(
        !metrics.figures.iter().any(|figure| matches!(figure.id, MetricId::Bonds | MetricId::Subsidy | MetricId::DebtBalance))
    );
}

#[test]
fn running_cost_holds_schools_support_and_opening() {
    let mut project = shared_town();
    let crate::project::Purpose::School(school) = &mut project.sites[2].purpose else { panic!("S is a school") };
    school.running_cost = Yen(40_000_000);
    let running = measured(&project, &idle_plan(&project));
    assert_eq!(overall(&running, MetricId::Running).today, Some(50_000_000.0));
    assert_eq!(running.money.running_today_jpy_per_year, Yen(50_000_000));
}
