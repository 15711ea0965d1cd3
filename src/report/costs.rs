//! `costs.csv`: every amount of the plan by fiscal year, payer and nature, with the sources that pay it.

use std::collections::BTreeMap;

use super::allocation::{Purpose, Sources, Use, allocate};
use super::book::Book;
use super::table::Table;
use super::words;
use crate::cashflow::{LedgerLine, Payer};
use crate::fiscal::FiscalYear;
use crate::plan::{FundingYear, Nature};
use crate::units::Yen;

/// The file: nominal yen tie out to the plan's claims; real yen are at prices of the scenario's price base year, rounded to
/// whole yen; discounted yen are worth theirs in the first year of the horizon.
///
/// With `[funding]` the sources of a cost line sum to its amount and those of a year to the claims; debt service and deposits are
/// lines of their own. Without it every yen is general funds, income included.
pub(super) fn costs_csv(book: &Book<'_>) -> Vec<u8> {
    let mut table = Table::new(&[
        "fy",
        "site_id",
        "site_name",
        "payer_kind",
        "payer_id",
        "payer_name",
        "nature",
        "nature_ja",
        "nominal_jpy",
        "real_jpy",
        "discounted_jpy",
        "subsidy_jpy",
        "bond_jpy",
        "fund_draw_jpy",
        "land_income_jpy",
        "tax_return_jpy",
        "general_jpy",
    ]);
    let mut by_year: BTreeMap<FiscalYear, Vec<LedgerLine>> = BTreeMap::new();
    for line in lines(book) {
        by_year.entry(line.amount.fy).or_default().push(line);
    }
    for fy in book.instance.horizon.fiscal_years() {
        year(book, fy, by_year.get(&fy).map_or(&[], Vec::as_slice), &mut table);
    }
    table.into_bytes()
}

/// Rows of one year: its lines, then debt service and deposits.
fn year(book: &Book<'_>, fy: FiscalYear, lines: &[LedgerLine], table: &mut Table) {
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
    let all_general = |line: &Use| Sources { general: line.yen, ..Sources::default() };
    let sources = match funded {
        Some(year) => allocate(&uses, &subsidies, year),
        None => uses.iter().map(all_general).collect(),
    };
    let mut paid = uses.iter().zip(sources);
    for line in lines {
        row(book, line, table);
        if !line.amount.nature.is_revenue() {
            // Lines and uses stand in the same order.
            put(table, paid.next().map(|(_, sources)| sources));
        } else if funded.is_some() {
            // Income is a source itself.
            put(table, None);
        } else {
            put(table, Some(Sources { general: line.amount.yen, ..Sources::default() }));
        }
    }
    for (line, sources) in paid {
        let (nature, nature_ja) = match line.purpose {
            Purpose::Principal => ("principal", "元金償還"),
            Purpose::Interest => ("interest", "利子"),
            Purpose::Deposit => ("deposit", "基金積立"),
            Purpose::Cost(nature) => (nature.as_str(), words::nature_ja(nature)),
        };
        table.year(fy).blank().blank().text("municipality").blank().blank().text(nature).text(nature_ja);
        table.yen(line.yen).yen(line.yen).number(line.yen.as_f64() * book.run.prices.discount(fy));
        put(table, Some(sources));
    }
}

fn debt_and_deposit(year: &FundingYear) -> impl Iterator<Item = Use> {
    let amounts =
        [(Purpose::Principal, year.principal_jpy), (Purpose::Interest, year.interest_jpy), (Purpose::Deposit, year.deposit_jpy)];
    amounts.into_iter().filter(|(_, yen)| *yen != Yen::ZERO).map(|(purpose, yen)| Use { payer: None, purpose, yen })
}

fn row(book: &Book<'_>, line: &LedgerLine, table: &mut Table) {
    let (amount, prices) = (line.amount, book.run.prices);
    let site = book.instance.sites[book.site_of_line(line).0].site;
    let (kind, id, name) = payer(book, &line.payer);
    // Only works and moves are priced with escalation; everything else has the same price in every year.
    let real =
        if amount.nature.is_investment() { Yen::round(amount.yen.as_f64() / prices.escalation(amount.fy)) } else { amount.yen };
    table.year(amount.fy).text(site.id.as_str()).text(&site.name).text(kind).text(id).text(&name);
    table.text(amount.nature.as_str()).text(words::nature_ja(amount.nature));
    table.yen(amount.yen).yen(real).number(amount.yen.as_f64() * prices.discount(amount.fy));
}

/// The cells of the sources, and the end of the row; blank for what is a source itself.
fn put(table: &mut Table, sources: Option<Sources>) {
    match sources {
        Some(Sources { subsidy, bond, draw, land, tax_return, general }) => {
            for yen in [subsidy, bond, draw, land, tax_return, general] {
                table.yen(yen);
            }
        }
        None => {
            table.blank().blank().blank().blank().blank().blank();
        }
    }
    table.end();
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

fn payer<'a>(book: &Book<'_>, payer: &'a Payer) -> (&'static str, &'a str, String) {
    let instance = book.instance;
    let known = "the ledger is of this instance";
    match payer {
        Payer::Asset(id) => ("asset", id.as_str(), book.asset_name(instance.asset(id).expect(known))),
        Payer::Function(id) => {
            ("function", id.as_str(), instance.functions[instance.function(id).expect(known).0].function.name.clone())
        }
        Payer::Site(id) => ("site", id.as_str(), instance.sites[instance.site(id).expect(known).0].site.name.clone()),
    }
}
