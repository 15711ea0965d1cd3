//! Sources and uses of a year, to the yen (formulation 12.2–12.7).

use super::*;
use crate::paper::funded;
use crate::plan::{FundingPlan, FundingYear};
use crate::scenario::DebtService;

/// A million yen.
const M: i64 = 1_000_000;

fn book(lines: &[(i32, Nature, i64)]) -> CostBook {
    let mut book = CostBook::new();
    for &(fy, nature, yen) in lines {
        *book.entry(FiscalYear(fy)).or_default().entry(nature).or_default() += Yen(yen);
    }
    book
}

/// Bonds at 1 % in three equal payments, half of whose service comes back; a fund of 20 million; an old debt of 7 and 3 million.
fn indebted() -> Project {
    let mut project = funded(paper_town());
    let settings = project.scenario.funding.as_mut().unwrap();
    (settings.interest_per_year, settings.grace_years, settings.term_years) = (0.01, 0, 3);
    (settings.allocation_tax_return_ratio, settings.fund_opening_million_jpy) = (0.5, 20.0);
    let row = |fy, principal, interest| DebtService {
        fy: FiscalYear(fy),
        principal_million_jpy: principal,
        interest_million_jpy: interest,
    };
    settings.existing_debt = vec![row(2023, 7.0, 1.0), row(2024, 3.0, 0.0)];
    project
}

/// A school for 1,000 million with 200 of subsidy, 50 of running cost a year, and 30 from a sale the year after.
fn costs() -> CostBook {
    let works = [(2022, Nature::Construction, 1_000 * M), (2022, Nature::Subsidy, -200 * M), (2023, Nature::Sale, -30 * M)];
    let running = (2022..=2031).map(|fy| (fy, Nature::Running, 50 * M));
    book(&works.into_iter().chain(running).collect::<Vec<_>>())
}

#[test]
fn every_year_is_balanced_to_the_yen() {
    let project = indebted();
    let movement = |fy, bond, draw, deposit| FundingPlan {
        fy: FiscalYear(fy),
        bond_jpy: Yen(bond),
        draw_jpy: Yen(draw),
        deposit_jpy: Yen(deposit),
    };
    let movements = [movement(2022, 600 * M, 10 * M, 0), movement(2023, 0, 0, 5 * M)];
    let years = funding_years(&Instance::new(&project), &costs(), &movements);
    let first = FundingYear {
        costs_jpy: Yen(1_050 * M),
        subsidy_jpy: Yen(200 * M),
        bond_jpy: Yen(600 * M),
        draw_jpy: Yen(10 * M),
        // 1,050 − 200 − 600 − 10.
        general_jpy: Yen(240 * M),
        // 20 − 10.
        fund_balance_jpy: Yen(10 * M),
        // 600 and the old 7 + 3.
        debt_balance_jpy: Yen(610 * M),
        ..FundingYear::default()
    };
    assert_eq!(years[&FiscalYear(2022)], first);
    let second = FundingYear {
        costs_jpy: Yen(50 * M),
        // A third of 600 and 1 % of it, and the old debt's 7 and 1.
        principal_jpy: Yen(207 * M),
        interest_jpy: Yen(7 * M),
        deposit_jpy: Yen(5 * M),
        sale_jpy: Yen(30 * M),
        // Half of 206: nothing comes back for the old debt.
        tax_return_jpy: Yen(103 * M),
        // 50 + 207 + 7 + 5 − 30 − 103.
        general_jpy: Yen(136 * M),
        fund_balance_jpy: Yen(15 * M),
        debt_balance_jpy: Yen(403 * M),
        ..FundingYear::default()
    };
    assert_eq!(years[&FiscalYear(2023)], second);
    assert_eq!(years.len(), 10);
}

#[test]
fn what_comes_back_is_rounded_once_for_all_bonds_of_a_year() {
    let project = indebted();
    let bonds = |fy, yen| FundingPlan { fy: FiscalYear(fy), bond_jpy: Yen(yen), draw_jpy: Yen::ZERO, deposit_jpy: Yen::ZERO };
    let years = funding_years(&Instance::new(&project), &CostBook::new(), &[bonds(2022, 500), bonds(2023, 300)]);
    // FY 2024: 166 + 3 for the first bond and 100 + 3 for the second. Half of 272 is 136; half of each, rounded, would be 85 + 52.
    assert_eq!(years[&FiscalYear(2024)].tax_return_jpy, Yen(136));
}

#[test]
fn bonds_pay_for_three_quarters_of_the_local_share_and_never_a_yen_more() {
    let project = indebted();
    let instance = Instance::new(&project);
    let limit = |lines: &[(i32, Nature, i64)]| bond_limit(&instance, &book(lines), FiscalYear(2022));
    // 0.75 × (1,000,000,001 − 200,000,000) = 600,000,000.75.
    assert_eq!(limit(&[(2022, Nature::Construction, 1_000 * M + 1), (2022, Nature::Subsidy, -200 * M)]), Yen(600 * M));
    // Extension, renovation and design too; demolition, temporary premises, moving and other years not.
    let works = [Nature::Extension, Nature::Renovation, Nature::Design].map(|nature| (2022, nature, 100 * M));
    assert_eq!(limit(&works), Yen(225 * M));
    let others = [Nature::Demolition, Nature::Temporary, Nature::Moving, Nature::Running].map(|nature| (2022, nature, 100 * M));
    assert_eq!(limit(&others), Yen::ZERO);
    assert_eq!(limit(&[(2023, Nature::Construction, 100 * M), (2022, Nature::Subsidy, -M)]), Yen::ZERO);
}

#[test]
fn without_funding_there_are_neither_bonds_nor_sources() {
    let project = paper_town();
    let instance = Instance::new(&project);
    assert_eq!(bond_limit(&instance, &costs(), FiscalYear(2022)), Yen::ZERO);
    assert!(funding_years(&instance, &costs(), &[]).is_empty());
}
