//! `funding.csv`: sources, uses and balances of every fiscal year.

use super::book::Book;
use super::table::Table;
use crate::fiscal::FiscalYear;
use crate::plan::{FundingYear, Nature};
use crate::units::Yen;

/// The file: in every row `uses_jpy` equals `sources_jpy`. Without `[funding]` the balances are blank and general funds pay, or
/// receive, what land income leaves.
pub(super) fn funding_csv(book: &Book<'_>) -> Vec<u8> {
    let mut table = Table::new(&[
        "fy",
        "costs_jpy",
        "principal_jpy",
        "interest_jpy",
        "deposit_jpy",
        "uses_jpy",
        "subsidy_jpy",
        "bond_jpy",
        "fund_draw_jpy",
        "sale_jpy",
        "lease_jpy",
        "tax_return_jpy",
        "general_jpy",
        "sources_jpy",
        "fund_balance_jpy",
        "debt_balance_jpy",
    ]);
    for fy in book.instance.horizon.fiscal_years() {
        let funded = book.funding_of(fy);
        let year = sources_and_uses(book, fy);
        table.year(fy);
        let uses = [year.costs_jpy, year.principal_jpy, year.interest_jpy, year.deposit_jpy];
        let sources = [
            year.subsidy_jpy,
            year.bond_jpy,
            year.draw_jpy,
            year.sale_jpy,
            year.lease_jpy,
            year.tax_return_jpy,
            year.general_jpy,
        ];
        for side in [&uses[..], &sources[..]] {
            for &yen in side {
                table.yen(yen);
            }
            table.yen(side.iter().copied().sum());
        }
        match funded {
            Some(year) => table.yen(year.fund_balance_jpy).yen(year.debt_balance_jpy).end(),
            None => table.blank().blank().end(),
        }
    }
    table.into_bytes()
}

/// Sources and uses of a year: those of the verified claims, or those of the ledger without `[funding]`.
pub(super) fn sources_and_uses(book: &Book<'_>, fy: FiscalYear) -> FundingYear {
    book.funding_of(fy).copied().unwrap_or_else(|| from_ledger(book, fy))
}

/// Costs, land income and what is left to general funds, of the ledger alone.
fn from_ledger(book: &Book<'_>, fy: FiscalYear) -> FundingYear {
    let sum = |counts: &dyn Fn(Nature) -> bool| -> Yen {
        let lines = book.ledger.iter().filter(|line| line.amount.fy == fy && counts(line.amount.nature));
        lines.map(|line| line.amount.yen).sum()
    };
    let costs_jpy = sum(&|nature| !nature.is_revenue());
    let (sale_jpy, lease_jpy) = (-sum(&|nature| nature == Nature::Sale), -sum(&|nature| nature == Nature::Lease));
    FundingYear { costs_jpy, sale_jpy, lease_jpy, general_jpy: costs_jpy - sale_jpy - lease_jpy, ..FundingYear::default() }
}
