//! Sources and uses of every fiscal year, to the yen (formulation 12.2–12.7).

use std::collections::BTreeMap;

use super::Debt;
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::plan::{FundingPlan, FundingYear, Nature};
use crate::units::Yen;

/// Amounts by fiscal year and nature, as claims hold them.
pub type CostBook = BTreeMap<FiscalYear, BTreeMap<Nature, Yen>>;

/// The amount of a nature in a year.
fn amount(book: &CostBook, fy: FiscalYear, nature: Nature) -> Yen {
    book.get(&fy).and_then(|natures| natures.get(&nature)).copied().unwrap_or(Yen::ZERO)
}

/// Most bonds of a year (12.2), whole yen.
pub fn bond_limit(instance: &Instance<'_>, book: &CostBook, fy: FiscalYear) -> Yen {
    let Some(settings) = &instance.project.scenario.funding else { return Yen::ZERO };
    let works: Yen = Nature::ALL.into_iter().filter(|nature| nature.is_bond_eligible()).map(|n| amount(book, fy, n)).sum();
    let local = works + amount(book, fy, Nature::Subsidy);
    #[expect(clippy::cast_possible_truncation, reason = "load bounds every factor, so amounts stay far below 2^53 yen")]
    Yen((settings.charge_ratio * local.as_f64()).floor().max(0.0) as i64)
}

/// Sources and uses of every year for the given bonds and fund movements; empty without `[funding]`.
pub fn funding_years(instance: &Instance<'_>, book: &CostBook, movements: &[FundingPlan]) -> BTreeMap<FiscalYear, FundingYear> {
    let Some(settings) = &instance.project.scenario.funding else { return BTreeMap::new() };
    let debt = Debt::new(settings);
    let mut fund = Yen::round(settings.fund_opening_million_jpy * 1e6);
    let mut issued: Vec<(FiscalYear, Yen)> = Vec::new();
    let mut years = BTreeMap::new();
    for fy in instance.horizon.fiscal_years() {
        let nothing = FundingPlan { fy, bond_jpy: Yen::ZERO, draw_jpy: Yen::ZERO, deposit_jpy: Yen::ZERO };
        let movement = movements.iter().find(|movement| movement.fy == fy).copied().unwrap_or(nothing);
        let (mut principal, mut interest) = (Yen::ZERO, Yen::ZERO);
        for &(year, bond) in &issued {
            let service = debt.service(bond, fy.since(year));
            principal += service.0;
            interest += service.1;
        }
        let tax_return_jpy = Yen::round(debt.tax_return_ratio * (principal + interest).as_f64());
        let existing = debt.existing(fy);
        fund = fund + movement.deposit_jpy - movement.draw_jpy;
        issued.push((fy, movement.bond_jpy));
        let new_debt: Yen = issued.iter().map(|&(year, bond)| debt.balance_at_end(bond, fy.since(year))).sum();
        let costs: Yen = Nature::ALL.into_iter().filter(|nature| !nature.is_revenue()).map(|n| amount(book, fy, n)).sum();
        let mut year = FundingYear {
            costs_jpy: costs,
            principal_jpy: principal + existing.0,
            interest_jpy: interest + existing.1,
            deposit_jpy: movement.deposit_jpy,
            subsidy_jpy: -amount(book, fy, Nature::Subsidy),
            bond_jpy: movement.bond_jpy,
            draw_jpy: movement.draw_jpy,
            sale_jpy: -amount(book, fy, Nature::Sale),
            lease_jpy: -amount(book, fy, Nature::Lease),
            tax_return_jpy,
            general_jpy: Yen::ZERO,
            fund_balance_jpy: fund,
            debt_balance_jpy: new_debt + debt.existing_balance(fy),
        };
        year.general_jpy = year.uses() - year.sources();
        years.insert(fy, year);
    }
    years
}
