//! Funding (section 12): subsidies, bonds and their service, the fund, general funds, and the rules on them.

use super::cash::{each, line};
use super::said::Said;
use super::suburb::{share, still, suburb};
use super::town::{act, assert_accepted, breaches_of, claimed, rule};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::plan::{ActionCode, FundingPlan, FundingYear, Nature, Plan};
use crate::project::Project;
use crate::scenario::{DebtService, FundingSettings, RuleLimit};
use crate::units::Yen;
use crate::verify::tests::measures::{claims, close_to};
use crate::verify::{CheckedRule as Rule, verify};

/// Bonds of three years, the first without principal, at 2 %; half of their service comes back. A fund of 100 million yen. Existing
/// debt: 10 million and 1 million of interest in 2023, 5 million in 2040.
fn settings() -> FundingSettings {
    let service = |fy, principal_million_jpy, interest_million_jpy| DebtService {
        fy: FiscalYear(fy),
        principal_million_jpy,
        interest_million_jpy,
    };
    FundingSettings {
        interest_per_year: 0.02,
        grace_years: 1,
        term_years: 3,
        allocation_tax_return_ratio: 0.5,
        fund_opening_million_jpy: 100.0,
        deposit_max_million_jpy: Some(3.0),
        existing_debt: vec![service(2023, 10.0, 1.0), service(2040, 5.0, 0.5)],
        ..FundingSettings::default()
    }
}

/// Renovation of library-2: 54 million yen in 2022 and 2023.
fn renovation_plan(project: &Project) -> Plan {
    let mut plan = still(project);
    act(&mut plan, "library-2", &[(ActionCode::M, 2022, 2022, 2024)]);
    claimed(project, plan)
}

/// Gives the project `[funding]` and the plan 40,000,001 yen of bonds in 2022, 10 million from the fund in 2023, 3 million into it in
/// 2025.
fn fund(project: &mut Project, plan: &mut Plan) {
    project.scenario.funding = Some(settings());
    let zero = |fy| FundingPlan { fy, bond_jpy: Yen::ZERO, draw_jpy: Yen::ZERO, deposit_jpy: Yen::ZERO };
    plan.funding = (2022..=2036).map(|fy| zero(FiscalYear(fy))).collect();
    plan.funding[0].bond_jpy = Yen(40_000_001);
    plan.funding[1].draw_jpy = Yen(10_000_000);
    plan.funding[3].deposit_jpy = Yen(3_000_000);
}

fn funded() -> (Project, Plan) {
    let mut project = suburb();
    let mut plan = renovation_plan(&project);
    fund(&mut project, &mut plan);
    let plan = claimed(&project, plan);
    (project, plan)
}

fn general(at_most_million_jpy: f64, from: i32) -> RuleLimit {
    RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy: Some(FiscalYear(from)), to_fy: None }
}

pub(super) const SAID: &[Said] = &[
    (
        "funding without settings",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            project.scenario.funding = None;
        },
        Rule::Plan,
        "funding: the plan decides funding, but the scenario has no [funding] (found: 15; allowed: 0)",
    ),
    (
        "a year without funding",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.funding.pop();
        },
        Rule::Plan,
        "FY 2036 funding: the year has no funding",
    ),
    (
        "a year with two fundings",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.funding[14].fy = FiscalYear(2030);
        },
        Rule::Plan,
        "FY 2030 funding: the plan has this decision twice",
    ),
    (
        "funding after the horizon",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.funding[14].fy = FiscalYear(2037);
        },
        Rule::Plan,
        "FY 2037 funding: a year of funding outside the horizon",
    ),
    (
        "negative bonds",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.funding[2].bond_jpy = Yen(-1);
        },
        Rule::Plan,
        "FY 2024 bond_jpy: an amount of funding is out of range (found: -1;",
    ),
    (
        "a yen of bonds too much",
        renovation_plan,
        // 0.75 × 54 million.
        |project, plan| {
            fund(project, plan);
            plan.funding[1].bond_jpy = Yen(40_500_001);
        },
        Rule::Charge,
        "FY 2023: more bonds are issued than the eligible investment allows (found: 40500001 yen; allowed: ≤ 40500000 yen)",
    ),
    (
        "more than is in the fund",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.funding[2].draw_jpy = Yen(90_000_001);
        },
        Rule::Fund,
        "FY 2024: the fund does not have what is drawn (found: -1 yen;",
    ),
    (
        "a yen too much into the fund",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.funding[3].deposit_jpy = Yen(3_000_001);
        },
        Rule::Fund,
        "FY 2025: more is put into the fund than allowed (found: 3000001 yen; allowed: ≤ 3000000 yen)",
    ),
    (
        "more sources than uses",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            project.scenario.funding.as_mut().unwrap().fund_opening_million_jpy = 1_000.0;
            // The uses of 2026 are 90,400,000 yen.
            plan.funding[4].draw_jpy = Yen(90_402_000);
        },
        Rule::General,
        "FY 2026: the other sources are more than the uses (found: -2000 yen;",
    ),
    (
        "too much general funds",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            project.scenario.rules.push(rule(general(145.7, 2023), None));
        },
        Rule::GeneralFunds,
        "FY 2023: the year's general funds exceed their limit (found: 145.8 million yen; allowed: ≤ 145.7 million yen)",
    ),
    (
        "too many bonds",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            let limit = RuleLimit::BondsPerYear { at_most_million_jpy: 39.0, from_fy: None, to_fy: None };
            project.scenario.rules.push(rule(limit, None));
        },
        Rule::Bonds,
        "FY 2022: the year's bonds exceed their limit (found: 40.000001 million yen; allowed: ≤ 39 million yen)",
    ),
    (
        "too much debt",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            let limit = RuleLimit::DebtBalance { at_most_million_jpy: 55.0, from_fy: None, to_fy: None };
            project.scenario.rules.push(rule(limit, None));
            plan.funding[1].bond_jpy = Yen(20_000_000);
        },
        Rule::Debt,
        "FY 2023: the debt exceeds its limit (found: 65.000001 million yen; allowed: ≤ 55 million yen)",
    ),
    (
        "too small a fund",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            let limit = RuleLimit::FundBalance { at_least_million_jpy: 92.0, from_fy: None, to_fy: Some(FiscalYear(2024)) };
            project.scenario.rules.push(rule(limit, None));
        },
        Rule::FundBalance,
        "FY 2023: the fund falls below its limit (found: 90 million yen; allowed: ≥ 92 million yen)",
    ),
    (
        "a yen of general funds left out",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.claims = claims(project, plan);
            plan.claims.funding.get_mut(&FiscalYear(2024)).unwrap().general_jpy.0 -= 1;
        },
        Rule::ClaimedFunding,
        "FY 2024 general_jpy: the claimed amount is not what the decisions give (found: 100799999 yen; allowed: 100800000 yen)",
    ),
    (
        "a year of funding left out of the claims",
        renovation_plan,
        |project, plan| {
            fund(project, plan);
            plan.claims = claims(project, plan);
            plan.claims.funding.remove(&FiscalYear(2024));
        },
        Rule::ClaimedFunding,
        "FY 2024 funding: a year of funding is claimed that is not there, or left out (found: none; allowed: a year)",
    ),
];

#[test]
fn sources_and_uses_of_every_kind_by_hand() {
    let (project, plan) = funded();
    assert_accepted(&project, &plan);
    let years = &plan.claims.funding;
    assert_eq!(years.len(), 15);
    // Running 54, repair 30.4, rent 6 million yen a year; works 54 in 2022 and 2023.
    let base = FundingYear { costs_jpy: Yen(90_400_000), ..FundingYear::default() };
    let in_2022 = FundingYear {
        costs_jpy: Yen(144_400_000),
        bond_jpy: Yen(40_000_001),
        general_jpy: Yen(104_399_999),
        fund_balance_jpy: Yen(100_000_000),
        // New bonds, 10 million due in 2023, 5 million due in 2040.
        debt_balance_jpy: Yen(55_000_001),
        ..base
    };
    assert_eq!(years[&FiscalYear(2022)], in_2022);
    let in_2023 = FundingYear {
        costs_jpy: Yen(144_400_000),
        principal_jpy: Yen(10_000_000),
        // 1 million, and 0.02 × 40,000,001 = 800,000.02.
        interest_jpy: Yen(1_800_000),
        draw_jpy: Yen(10_000_000),
        // Of new bonds only: 0.5 × 800,000.
        tax_return_jpy: Yen(400_000),
        general_jpy: Yen(145_800_000),
        fund_balance_jpy: Yen(90_000_000),
        debt_balance_jpy: Yen(45_000_001),
        ..base
    };
    assert_eq!(years[&FiscalYear(2023)], in_2023);
    let in_2024 = FundingYear {
        // ⌊40,000,001 / 2⌋.
        principal_jpy: Yen(20_000_000),
        interest_jpy: Yen(800_000),
        tax_return_jpy: Yen(10_400_000),
        general_jpy: Yen(100_800_000),
        fund_balance_jpy: Yen(90_000_000),
        debt_balance_jpy: Yen(25_000_001),
        ..base
    };
    assert_eq!(years[&FiscalYear(2024)], in_2024);
    let in_2025 = FundingYear {
        // The remainder, and 0.02 × 20,000,001 = 400,000.02.
        principal_jpy: Yen(20_000_001),
        interest_jpy: Yen(400_000),
        deposit_jpy: Yen(3_000_000),
        // 0.5 × 20,400,001 = 10,200,000.5.
        tax_return_jpy: Yen(10_200_001),
        general_jpy: Yen(103_600_000),
        fund_balance_jpy: Yen(93_000_000),
        debt_balance_jpy: Yen(5_000_000),
        ..base
    };
    assert_eq!(years[&FiscalYear(2025)], in_2025);
    let in_2026 =
        FundingYear { general_jpy: Yen(90_400_000), fund_balance_jpy: Yen(93_000_000), debt_balance_jpy: Yen(5_000_000), ..base };
    assert_eq!(years[&FiscalYear(2026)], in_2026);
}

#[test]
fn revenues_are_sources() {
    let mut project = suburb();
    let plan = super::reuse::surplus_plan(&project);
    project.scenario.funding = Some(FundingSettings::default());
    let mut plan = plan;
    let nothing = |fy| FundingPlan { fy: FiscalYear(fy), bond_jpy: Yen::ZERO, draw_jpy: Yen::ZERO, deposit_jpy: Yen::ZERO };
    plan.funding = (2022..=2036).map(nothing).collect();
    // In 2028 library-1 is sold for 560 million, far more than that year's costs of 87.4: another source must not be needed.
    let breaches = breaches_of(&project, &plan, Rule::General);
    assert_eq!(breaches.len(), 1);
    assert_eq!(breaches[0].found, format!("{} yen", 87_400_000 - 560_000_000));
    // What is too much goes into the fund.
    plan.funding[6].deposit_jpy = Yen(560_000_000 - 87_400_000);
    assert_accepted(&project, &plan);
    let year = claims(&project, &plan).funding[&FiscalYear(2028)];
    assert_eq!((year.sale_jpy, year.general_jpy, year.fund_balance_jpy), (Yen(560_000_000), Yen::ZERO, Yen(472_600_000)));
}

#[test]
fn financing_is_interest_less_what_comes_back() {
    let (_, plan) = funded();
    let d = |years: i32| 1.04_f64.powi(-years);
    // Year 1: 0.02 − 0.5 × 0.02. Year 2, still on the whole: 0.02 − 0.5 × (0.02 + 0.5). Year 3, on half: 0.01 − 0.5 × (0.01 + 0.5).
    let share = d(1) * 0.01 + d(2) * (0.02 - 0.26) + d(3) * (0.01 - 0.255);
    let terms = plan.claims.objective;
    assert!(close_to(terms.financing_jpy, 40_000_001.0 * share), "{terms:?}");
    // M of 2022; 10 million drawn in 2023 and 3 million put in in 2025, at a millionth of a yen each.
    assert!(close_to(terms.tie_break_jpy, 1_000.0 + 10.0 * 1.001 + 3.0 * 1.003));
    let unfunded = claims(&suburb(), &renovation_plan(&suburb())).objective;
    assert!(close_to(terms.net_present_cost_jpy, unfunded.net_present_cost_jpy));
    assert!(close_to(terms.total_jpy() - unfunded.total_jpy(), terms.financing_jpy + 10.01 + 3.009));
}

#[test]
fn service_after_the_horizon_counts_in_financing_only() {
    let mut project = suburb();
    project.scenario.horizon.period_years = vec![1, 1];
    let mut plan = still(&project);
    act(&mut plan, "library-2", &[(ActionCode::M, 2022, 2022, 2024)]);
    fund(&mut project, &mut plan);
    plan.funding.truncate(2);
    assert_accepted(&project, &plan);
    let d = |years: i32| 1.04_f64.powi(-years);
    let share = d(1) * 0.01 + d(2) * (0.02 - 0.26) + d(3) * (0.01 - 0.255);
    let claims = claims(&project, &plan);
    assert!(close_to(claims.objective.financing_jpy, 40_000_001.0 * share));
    assert_eq!(claims.funding.len(), 2);
}

#[test]
fn funding_limits_may_be_missed_by_a_thousand_yen_of_rounding() {
    let (mut project, plan) = funded();
    // 145,800,000 yen in 2023: 900 yen above the limit, then 2,000.
    project.scenario.rules.push(rule(general(145.799_1, 2023), None));
    assert_accepted(&project, &plan);
    project.scenario.rules.clear();
    project.scenario.rules.push(rule(general(145.798, 2023), None));
    assert_eq!(breaches_of(&project, &plan, Rule::GeneralFunds).len(), 1);
}

#[test]
fn soft_funding_rules_are_priced_per_million() {
    let (mut project, plan) = funded();
    let years = |fy| (Some(FiscalYear(fy)), Some(FiscalYear(fy)));
    let (from_fy, to_fy) = years(2023);
    let limit = RuleLimit::GeneralFundsPerYear { at_most_million_jpy: 145.0, from_fy, to_fy };
    project.scenario.rules.push(rule(limit, Some(10.0)));
    project.scenario.rules.push(rule(RuleLimit::FundBalance { at_least_million_jpy: 92.0, from_fy, to_fy }, Some(5.0)));
    project.scenario.rules.push(rule(RuleLimit::DebtBalance { at_most_million_jpy: 40.000_001, from_fy, to_fy }, Some(2.0)));
    let plan = claimed(&project, plan);
    assert_accepted(&project, &plan);
    // 0.8 × 10 + 2 × 5 + 5 × 2.
    assert!(close_to(plan.claims.objective.soft_jpy, 28.0), "{}", plan.claims.objective.soft_jpy);
}

#[test]
fn bonds_never_pay_what_the_state_pays() {
    let mut project = suburb();
    let mut plan = still(&project);
    act(&mut plan, "school-1", &[(ActionCode::B, 2022, 2024, 2027)]);
    fund(&mut project, &mut plan);
    // Design of 2022 alone: 0.75 × 25,500 thousand. Works of 2024: 0.75 × (170,000 − 42,500) = 95,625 thousand.
    plan.funding[0].bond_jpy = Yen(19_125_000);
    plan.funding[2].bond_jpy = Yen(95_625_000);
    assert_accepted(&project, &plan);
    plan.funding[2].bond_jpy = Yen(95_625_001);
    assert_eq!(breaches_of(&project, &plan, Rule::Charge).len(), 1);
}

/// Subsidies of works on one school, positive, by year.
fn subsidy(change: fn(&mut Project), school: &str, action: (ActionCode, i32, i32, i32)) -> std::collections::BTreeMap<i32, i64> {
    let mut project = suburb();
    let mut plan = still(&project);
    act(&mut plan, school, &[action]);
    fund(&mut project, &mut plan);
    plan.funding[0].bond_jpy = Yen::ZERO;
    change(&mut project);
    assert_accepted(&project, &plan);
    line(&project, &plan, Nature::Subsidy).into_iter().map(|(fy, amount)| (fy, -amount)).collect()
}

const REBUILD: (ActionCode, i32, i32, i32) = (ActionCode::B, 2022, 2024, 2027);

#[test]
fn a_rebuild_is_subsidized_for_the_floor_it_needs() {
    // 0.25 × min(200,000, 150,000) × 3,400 m² = 127,500 thousand over three years.
    assert_eq!(subsidy(|_| {}, "school-1", REBUILD), each(2024..=2026, 42_500_000));
    // 4,000 m² are built, 3,400 needed.
    let larger = |project: &mut Project| project.scenario.works.gfa_floor_ratio = 1.0;
    assert_eq!(subsidy(larger, "school-1", REBUILD), each(2024..=2026, 42_500_000));
    // 0.25 × 100,000 × 3,400 / 3 = 28,333,333.3.
    let cheaper = |project: &mut Project| project.costs.parameter.subsidy_unit_kyen_m2.base = 100.0;
    assert_eq!(subsidy(cheaper, "school-1", REBUILD), each(2024..=2026, 28_333_333));
    // No escalation of the subsidy, though works cost more.
    let dearer = |project: &mut Project| project.scenario.cost.price_escalation_per_year = 0.05;
    assert_eq!(subsidy(dearer, "school-1", REBUILD), each(2024..=2026, 42_500_000));
}

#[test]
fn a_subsidy_never_exceeds_the_works_of_the_year() {
    // 2 × 150,000 × 3,400 / 3 = 340,000 thousand; the works cost 170,000.
    let generous = |project: &mut Project| project.costs.parameter.subsidy_rate.base = 2.0;
    assert_eq!(subsidy(generous, "school-1", REBUILD), each(2024..=2026, 170_000_000));
}

#[test]
fn other_works_are_subsidized_by_their_share_of_a_rebuild() {
    // 2,400 m² rebuilt and 0.6 × 1,000 kept: 0.25 × 150,000 × 3,000 = 112,500 thousand.
    assert_eq!(subsidy(|_| {}, "school-1", (ActionCode::P, 2022, 2024, 2027)), each(2024..=2026, 37_500_000));
    // 0.6 × 4,000 m²: 90,000 thousand over two years.
    assert_eq!(subsidy(|_| {}, "school-1", (ActionCode::R, 2024, 2025, 2027)), each(2025..=2026, 45_000_000));
    // 75,000 / 150,000 × 3,600 m²: 67,500 thousand over two years.
    assert_eq!(subsidy(|_| {}, "school-3", (ActionCode::M, 2022, 2022, 2024)), each(2022..=2023, 33_750_000));
}

#[test]
fn facilities_and_scenarios_without_subsidies_get_none() {
    assert!(subsidy(|_| {}, "library-1", (ActionCode::B, 2025, 2026, 2028)).is_empty());
    let without = |project: &mut Project| project.scenario.funding.as_mut().unwrap().subsidies = false;
    assert!(subsidy(without, "school-1", REBUILD).is_empty());
    let project = suburb();
    let mut plan = still(&project);
    act(&mut plan, "school-1", &[REBUILD]);
    assert!(line(&project, &plan, Nature::Subsidy).is_empty());
}

#[test]
fn a_shared_gymnasium_is_not_subsidized() {
    let mut project = suburb();
    let mut plan = still(&project);
    act(&mut plan, "school-1", &[REBUILD]);
    share(&mut plan, "school-1", "school-3", RoomClass::Gym);
    fund(&mut project, &mut plan);
    plan.funding[0].bond_jpy = Yen::ZERO;
    assert_accepted(&project, &plan);
    // 42,500 less 0.25 × 150,000 × 500 / 3 = 6,250 thousand.
    assert_eq!(line(&project, &plan, Nature::Subsidy), each(2024..=2026, -36_250_000));
}

#[test]
fn amounts_at_the_ends_of_the_number_line_are_breaches() {
    for amount in [i64::MIN, i64::MAX, (1 << 53) + 1] {
        let (project, mut plan) = funded();
        plan.funding[0] =
            FundingPlan { fy: FiscalYear(2022), bond_jpy: Yen(amount), draw_jpy: Yen(amount), deposit_jpy: Yen(amount) };
        plan.claims.funding.get_mut(&FiscalYear(2022)).unwrap().general_jpy = Yen(amount);
        let found = verify(&project, &plan).breaches.iter().filter(|breach| breach.rule == Rule::Plan).count();
        assert_eq!(found, 3);
    }
}
