//! Rows and optima of sources and uses (formulation, section 12).

use crate::fiscal::FiscalYear;
use crate::formulate::sample::{assert_loosening_pays, at_most, column, equal, has_row, optimum, row};
use crate::paper::{funded, paper_town, ruled, softened};
use crate::project::Project;
use crate::scenario::{DebtService, FundingSettings, RuleLimit};

/// The town with funding changed by `change`.
fn changed(change: impl FnOnce(&mut FundingSettings)) -> Project {
    let mut project = funded(paper_town());
    change(project.scenario.funding.as_mut().unwrap());
    project
}

fn close(found: Option<f64>, expected: f64) {
    assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} is not {expected}");
}

#[test]
fn without_funding_there_are_no_rows_of_it() {
    assert!(!["charge[2022]", "fund[2022]", "general[2022]"].into_iter().any(|name| has_row(&paper_town(), name)));
}

#[test]
fn bonds_pay_for_three_quarters_of_works_and_design_less_subsidies() {
    let mut project = funded(paper_town());
    project.costs.parameter.design_ratio.base = 0.1;
    project.costs.parameter.subsidy_unit_kyen_m2.base = 200.0;
    project.costs.parameter.subsidy_rate.base = 0.75;
    let found = row(&project, "charge[2024]");
    assert_eq!((found.upper.to_bits(), found.of("bond[2024]")), (0.0_f64.to_bits(), Some(1.0)));
    // 440 of construction less 0.75 × 200,000 × 1,600 m² / 3 = 80 of subsidy; 200 of demolition do not count.
    close(found.of("path[S,B@2024]"), -0.75 * (440.0 - 80.0));
    // Design of the works of FY 2025: a tenth of 1,320 over two years.
    close(found.of("path[S,B@2025]"), -0.75 * 66.0);
    // A guest's floor, 29.7, without subsidy.
    close(found.of("moved[library-a,S,2027]"), -0.75 * 29.7);
    assert_eq!(found.of("treat[H,D,2027]"), None);
}

#[test]
fn the_fund_holds_what_it_held_and_what_was_put_in() {
    let project = changed(|funding| funding.fund_opening_million_jpy = 20.0);
    let first = [("draw[2022]", 1.0), ("deposit[2022]", -1.0), ("fund[2022]", 1.0)];
    assert_eq!(row(&project, "fund[2022]"), equal(20.0, &first));
    let second = [("draw[2023]", 1.0), ("deposit[2023]", -1.0), ("fund[2022]", -1.0), ("fund[2023]", 1.0)];
    assert_eq!(row(&project, "fund[2023]"), equal(0.0, &second));
}

#[test]
fn general_funds_are_what_nothing_else_pays() {
    let project = changed(|funding| {
        (funding.grace_years, funding.term_years, funding.interest_per_year) = (0, 4, 0.01);
        funding.allocation_tax_return_ratio = 0.5;
        let old = DebtService { fy: FiscalYear(2024), principal_million_jpy: 7.0, interest_million_jpy: 1.0 };
        funding.existing_debt = vec![old];
    });
    let found = row(&project, "general[2024]");
    // 36 of running cost as it is today and 8 for the old debt are paid whatever is decided; 5,400 m² that are kept need 5.4 of repairs,
    // from which the other paths differ.
    assert_eq!(found.lower.to_bits(), found.upper.to_bits());
    close(Some(found.upper), -(36.0 + 8.0 + 5.4));
    // A quarter of the bond of FY 2022, and 1 % of three quarters; a quarter and 1 % of that of FY 2023. Half of it comes back.
    close(found.of("bond[2022]"), 0.5 * (0.25 + 0.0075));
    close(found.of("bond[2023]"), 0.5 * (0.25 + 0.01));
    let names = ["bond[2024]", "bond[2025]", "draw[2024]", "deposit[2024]", "general[2024]"];
    assert_eq!(names.map(|name| found.of(name)), [Some(-1.0), None, Some(-1.0), Some(1.0), Some(-1.0)]);
    // 440 of construction and 200 of demolition more than keeping S, which is in the constant.
    close(found.of("path[S,B@2024]"), 640.0);
    assert_eq!(found.of("path[S,K]"), None);
    // A moved library saves 0.9 of 6 a year and is repaired for 0.27; land is sold for 1,000 in FY 2028.
    close(row(&project, "general[2028]").of("moved[library-a,S,2027]"), 0.27 - 0.9);
    close(row(&project, "general[2028]").of("treat[H,D,2027]"), -1_000.0);
}

#[test]
fn funding_that_nothing_limits_is_left_out_of_the_model() {
    let mut project = changed(|funding| funding.deposit_max_million_jpy = None);
    assert!(!has_row(&project, "general[2022]"));
    // With a return for their service bonds pay by themselves.
    project.scenario.funding.as_mut().unwrap().allocation_tax_return_ratio = 0.5;
    assert!(has_row(&project, "general[2022]"));
}

#[test]
fn bonds_cost_their_interest_and_the_fund_a_tie_break() {
    let project = changed(|funding| {
        (funding.grace_years, funding.term_years, funding.interest_per_year) = (1, 3, 0.02);
        funding.deposit_max_million_jpy = Some(30.0);
    });
    // 0.02 × (1 + 1 + 0.5), the last of it after the horizon.
    close(Some(column(&project, "bond[2031]").cost), 0.05);
    // Two years later: 10⁻⁶ × 1.002.
    assert!((column(&project, "draw[2024]").cost - 1.002e-6).abs() < 1e-15);
    let deposit = column(&project, "deposit[2024]");
    assert!((deposit.cost - 1.002e-6).abs() < 1e-15);
    assert_eq!((deposit.lower.to_bits(), deposit.upper.to_bits()), (0.0_f64.to_bits(), 30.0_f64.to_bits()));
    assert_eq!(["fund[2024]", "general[2024]"].map(|name| column(&project, name).lower.to_bits()), [0.0_f64.to_bits(); 2]);
}

fn general(project: Project, at_most_million_jpy: f64) -> Project {
    ruled(project, RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy: Some(FiscalYear(2023)), to_fy: None })
}

#[test]
fn each_rule_limits_its_balance() {
    let project = general(funded(paper_town()), 100.0);
    assert_eq!(row(&project, "general_funds[rule,2023]"), at_most(100.0, &[("general[2023]", 1.0)]));
    assert!(!has_row(&project, "general_funds[rule,2022]"));

    let limit = RuleLimit::BondsPerYear { at_most_million_jpy: 50.0, from_fy: None, to_fy: Some(FiscalYear(2024)) };
    let project = ruled(funded(paper_town()), limit);
    assert_eq!(row(&project, "bonds[rule,2024]"), at_most(50.0, &[("bond[2024]", 1.0)]));
    assert!(!has_row(&project, "bonds[rule,2025]"));

    let limit = RuleLimit::FundBalance { at_least_million_jpy: 10.0, from_fy: None, to_fy: None };
    let project = ruled(funded(paper_town()), limit);
    assert_eq!(row(&project, "fund_balance[rule,2024]"), at_most(-10.0, &[("fund[2024]", -1.0)]));
}

#[test]
fn debt_is_what_is_not_paid_back_yet() {
    let project = changed(|funding| {
        (funding.grace_years, funding.term_years) = (0, 4);
        let old = |fy| DebtService { fy: FiscalYear(fy), principal_million_jpy: 7.0, interest_million_jpy: 1.0 };
        funding.existing_debt = vec![old(2023), old(2024)];
    });
    let project = ruled(project, RuleLimit::DebtBalance { at_most_million_jpy: 100.0, from_fy: None, to_fy: None });
    // At the end of FY 2023 the old debt's principal of FY 2024, three quarters of the first bond and all of the second.
    assert_eq!(row(&project, "debt[rule,2023]"), at_most(93.0, &[("bond[2022]", 0.75), ("bond[2023]", 1.0)]));
    // The bond of FY 2022 is paid back in FY 2026.
    let bonds = [("bond[2023]", 0.25), ("bond[2024]", 0.5), ("bond[2025]", 0.75), ("bond[2026]", 1.0)];
    assert_eq!(row(&project, "debt[rule,2026]"), at_most(100.0, &bonds));
}

/// General funds of 300 million a year pay for neither rebuild of S by themselves (352 and demolition at the least); with bonds for its
/// works they do. Nothing is put by for them, from general funds or sales.
fn tight(change: impl FnOnce(&mut FundingSettings)) -> Project {
    let mut project = general(changed(change), 300.0);
    project.scenario.treatments.sale = false;
    project.scenario.funding.as_mut().unwrap().deposit_max_million_jpy = Some(0.0);
    let mut rule = project.scenario.rules.remove(0);
    rule.id = "general".into();
    project.scenario.rules.push(rule);
    project
}

/// The tight town with a limit on something else, put before that on general funds.
fn limited(change: impl FnOnce(&mut FundingSettings), limit: RuleLimit) -> Project {
    let mut project = ruled(tight(change), limit);
    project.scenario.rules.rotate_right(1);
    project
}

#[test]
fn bonds_bring_works_that_general_funds_cannot_pay() {
    let none = tight(|funding| funding.charge_ratio = 0.0);
    let (_, taken) = optimum(&none).unwrap();
    assert!(taken.contains(&"path[S,K]".to_owned()), "{taken:?}");
    assert_loosening_pays(&none, &tight(|_| {}));
    assert_loosening_pays(&general(funded(paper_town()), 45.0), &general(funded(paper_town()), 1_000.0));
}

#[test]
fn a_looser_limit_on_bonds_or_debt_pays() {
    let bonds = |at_most_million_jpy| RuleLimit::BondsPerYear { at_most_million_jpy, from_fy: None, to_fy: None };
    assert_loosening_pays(&limited(|_| {}, bonds(0.0)), &limited(|_| {}, bonds(1_000.0)));
    let debt = |at_most_million_jpy| RuleLimit::DebtBalance { at_most_million_jpy, from_fy: None, to_fy: None };
    assert_loosening_pays(&limited(|_| {}, debt(0.0)), &limited(|_| {}, debt(5_000.0)));
    assert_loosening_pays(&limited(|_| {}, debt(0.0)), &softened(limited(|_| {}, debt(0.0)), 1.0));
}

#[test]
fn a_fund_that_may_be_drawn_pays() {
    let saved = |funding: &mut FundingSettings| (funding.charge_ratio, funding.fund_opening_million_jpy) = (0.0, 3_000.0);
    let kept = |at_least_million_jpy| RuleLimit::FundBalance { at_least_million_jpy, from_fy: None, to_fy: None };
    assert_loosening_pays(&limited(saved, kept(3_000.0)), &limited(saved, kept(0.0)));
}

#[test]
fn a_sale_needs_somewhere_to_put_the_money() {
    // A thousand million of one year are more than its uses; general funds never fall below nothing.
    let most = |million| changed(|funding| funding.deposit_max_million_jpy = Some(million));
    let sells = |project: &Project| optimum(project).unwrap().1.iter().any(|name| name == "treat[H,D,2027]");
    assert!(!sells(&most(0.0)) && sells(&most(5_000.0)));
    assert_loosening_pays(&most(0.0), &most(5_000.0));
}

#[test]
fn general_funds_come_first_then_the_fund_then_bonds() {
    let (objective, _) = optimum(&funded(paper_town())).unwrap();
    let plain = optimum(&paper_town()).unwrap().0;
    // Nothing is borrowed; what a sale brings beyond the year's uses costs a millionth of a yen each to put into the fund.
    assert!(objective >= plain && objective - plain < 0.01, "{plain} became {objective}");
}
