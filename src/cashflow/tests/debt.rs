//! Bonds over their years (formulation 12.3, 12.4, 12.9).

use super::*;
use crate::scenario::{DebtService, FundingSettings};

fn debt(interest: f64, grace: u32, term: u32, tax_return: f64) -> Debt {
    Debt::new(&FundingSettings {
        interest_per_year: interest,
        grace_years: grace,
        term_years: term,
        allocation_tax_return_ratio: tax_return,
        ..FundingSettings::default()
    })
}

#[test]
fn principal_is_paid_in_equal_parts_after_the_grace_and_the_last_takes_the_remainder() {
    let (debt, bond) = (debt(0.015, 3, 20, 0.0), Yen(1_700_000_007));
    let principal = |age| debt.service(bond, age).0;
    // ⌊1,700,000,007 / 17⌋ = 100,000,000 from the fourth year on; the twentieth pays what is left.
    assert_eq!([0, 1, 3].map(principal), [Yen::ZERO; 3]);
    assert_eq!([4, 19].map(principal), [Yen(100_000_000); 2]);
    assert_eq!([20, 21].map(principal), [Yen(100_000_007), Yen::ZERO]);
    assert_eq!((0..=30).map(principal).sum::<Yen>(), bond);
}

#[test]
fn interest_is_that_of_the_balance_at_the_beginning_of_the_year() {
    let (debt, bond) = (debt(0.015, 3, 20, 0.0), Yen(1_700_000_007));
    let interest = |age| debt.service(bond, age).1;
    // 0.015 × 1,700,000,007 = 25,500,000.1 until the first payment is made, at the end of the fourth year.
    assert_eq!([0, 1, 4].map(interest), [Yen::ZERO, Yen(25_500_000), Yen(25_500_000)]);
    // 0.015 × 1,600,000,007 and, in the last year, 0.015 × 100,000,007.
    assert_eq!([5, 20, 21].map(interest), [Yen(24_000_000), Yen(1_500_000), Yen::ZERO]);
    assert_eq!(
        [0, 3, 4, 19, 20].map(|age| debt.balance_at_end(bond, age).0),
        [1_700_000_007, 1_700_000_007, 1_600_000_007, 100_000_007, 0]
    );
}

#[test]
fn one_payment_pays_all_where_the_term_leaves_one_year() {
    let debt = debt(0.1, 2, 3, 0.0);
    assert_eq!(debt.service(Yen(1_001), 2), (Yen::ZERO, Yen(100)));
    assert_eq!(debt.service(Yen(1_001), 3), (Yen(1_001), Yen(100)));
}

#[test]
fn the_model_pays_the_same_without_rounding() {
    let debt = debt(0.02, 1, 3, 0.0);
    // Two halves in the second and third year, interest on all of it in the first two and on half in the third.
    let service: Vec<f64> = (0..=4).map(|age| debt.service_per_yen(age)).collect();
    assert_eq!(service, [0.0, 0.02, 0.52, 0.51, 0.0]);
    let outstanding: Vec<f64> = (0..=3).map(|age| debt.outstanding_at_end(age)).collect();
    assert_eq!(outstanding, [1.0, 1.0, 0.5, 0.0]);
}

#[test]
fn financing_costs_interest_less_what_comes_back() {
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    let plain = |_: FiscalYear| 1.0;
    // 0.02 × (1 + 1 + 0.5).
    close(debt(0.02, 1, 3, 0.0).financing_cost_per_yen(&plain, FiscalYear(2022)), 0.05);
    // Half of 0.05 of interest and of 1 of principal comes back.
    close(debt(0.02, 1, 3, 0.5).financing_cost_per_yen(&plain, FiscalYear(2022)), 0.05 - 0.5 * 1.05);
    // At a discount of a quarter, 0.8, 0.64 and 0.512: 0.02 × (0.8 + 0.64 + 0.256).
    let discount = |fy: FiscalYear| 0.8_f64.powi(fy.since(FiscalYear(2022)));
    close(debt(0.02, 1, 3, 0.0).financing_cost_per_yen(&discount, FiscalYear(2022)), 0.03392);
    // Issued a year later, everything is worth 0.8 of it: years after the horizon count too.
    close(debt(0.02, 1, 3, 0.0).financing_cost_per_yen(&discount, FiscalYear(2023)), 0.8 * 0.03392);
}

#[test]
fn existing_debt_is_served_as_given_and_stands_until_then() {
    let row = |fy, principal, interest| DebtService {
        fy: FiscalYear(fy),
        principal_million_jpy: principal,
        interest_million_jpy: interest,
    };
    let debt = Debt::new(&FundingSettings {
        existing_debt: vec![row(2022, 10.0, 1.0), row(2024, 20.0, 0.5)],
        ..FundingSettings::default()
    });
    assert_eq!(debt.existing(FiscalYear(2022)), (Yen(10_000_000), Yen(1_000_000)));
    assert_eq!(debt.existing_service(FiscalYear(2023)), Yen::ZERO);
    assert_eq!(debt.existing_service(FiscalYear(2024)), Yen(20_500_000));
    // At the end of the year before, both; at the end of FY 2022 and 2023 the second; then nothing.
    let balance = [2021, 2022, 2023, 2024].map(|fy| debt.existing_balance(FiscalYear(fy)).0);
    assert_eq!(balance, [30_000_000, 20_000_000, 20_000_000, 0]);
}
