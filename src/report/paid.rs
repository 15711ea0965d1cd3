//! Every amount of the plan with the sources that pay it: what `costs.csv` and the cost book both set out.

use std::collections::BTreeMap;

use super::allocation::{Purpose, Sources, Use, allocate};
use super::book::Book;
use crate::cashflow::{LedgerLine, Payer};
use crate::fiscal::FiscalYear;
use crate::plan::{FundingYear, Nature};
use crate::units::Yen;

/// One amount of one year.
#[derive(Clone, Debug)]
pub(super) struct Paid {
    /// The year.
    pub(super) fy: FiscalYear,
    /// What it is for.
    pub(super) what: What,
    /// How much; income is negative.
    pub(super) yen: Yen,
    /// Who pays it; none for income that is a source itself.
    pub(super) sources: Option<Sources>,
}

/// What an amount is for.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A payer's amount of one nature.
    Line(LedgerLine),
    /// Debt service or a deposit, which the municipality pays as a whole.
    Municipality(Purpose),
}

/// Every amount by year, then payer, then nature, each once; after those of a year its debt service and deposit.
///
/// With `[funding]` the sources of a cost sum to its amount and those of a year to the claims. Without it every yen is general funds,
/// income included.
pub(super) fn paid(book: &Book<'_>) -> Vec<Paid> {
    let mut by_year: BTreeMap<FiscalYear, Vec<LedgerLine>> = BTreeMap::new();
    for line in lines(book) {
        by_year.entry(line.amount.fy).or_default().push(line);
    }
    let years = book.instance.horizon.fiscal_years();
    years.flat_map(|fy| of_year(book, fy, by_year.remove(&fy).unwrap_or_default())).collect()
}

fn of_year(book: &Book<'_>, fy: FiscalYear, lines: Vec<LedgerLine>) -> Vec<Paid> {
    let funded = book.funding_of(fy);
    let mut uses: Vec<Use> = lines
        .iter()
        .filter(|line| !line.amount.nature.is_revenue())
        .map(|line| Use { payer: Some(line.payer.clone()), purpose: Purpose::Cost(line.amount.nature), yen: line.amount.yen })
        .collect();
    uses.extend(funded.into_iter().flat_map(debt_and_deposit));
    let mut subsidies: BTreeMap<Payer, Yen> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.amount.nature == Nature::Subsidy) {
        *subsidies.entry(line.payer.clone()).or_default() -= line.amount.yen;
    }
    let all_general = |yen| Sources { general: yen, ..Sources::default() };
    let sources = match funded {
        Some(year) => allocate(&uses, &subsidies, year),
        None => uses.iter().map(|line| all_general(line.yen)).collect(),
    };
    let mut of_uses = uses.iter().zip(sources);
    let mut paid = Vec::with_capacity(lines.len() + 3);
    for line in lines {
        let yen = line.amount.yen;
        let sources = match (line.amount.nature.is_revenue(), funded) {
            // Lines and uses stand in the same order.
            (false, _) => of_uses.next().map(|(_, sources)| sources),
            (true, Some(_)) => None,
            (true, None) => Some(all_general(yen)),
        };
        paid.push(Paid { fy, what: What::Line(line), yen, sources });
    }
    let rest =
        of_uses.map(|(line, sources)| Paid { fy, what: What::Municipality(line.purpose), yen: line.yen, sources: Some(sources) });
    paid.extend(rest);
    paid
}

fn debt_and_deposit(year: &FundingYear) -> impl Iterator<Item = Use> {
    let amounts =
        [(Purpose::Principal, year.principal_jpy), (Purpose::Interest, year.interest_jpy), (Purpose::Deposit, year.deposit_jpy)];
    amounts.into_iter().filter(|(_, yen)| *yen != Yen::ZERO).map(|(purpose, yen)| Use { payer: None, purpose, yen })
}

/// The ledger by year, then payer, then nature, each once.
fn lines(book: &Book<'_>) -> Vec<LedgerLine> {
    let mut lines: Vec<LedgerLine> = Vec::with_capacity(book.ledger.len());
    let mut sorted = book.ledger.clone();
    sorted.sort_by(|a, b| (a.amount.fy, &a.payer, a.amount.nature).cmp(&(b.amount.fy, &b.payer, b.amount.nature)));
    for line in sorted {
        match lines.last_mut() {
            Some(last)
                if (last.amount.fy, &last.payer, last.amount.nature) == (line.amount.fy, &line.payer, line.amount.nature) =>
            {
                last.amount.yen += line.amount.yen;
            }
            _ => lines.push(line),
        }
    }
    // What a held site or a shared room saves may leave nothing of a line.
    lines.retain(|line| line.amount.yen != Yen::ZERO);
    lines
}
