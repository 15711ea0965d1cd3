//! `costs.csv`: every amount of the plan by fiscal year, payer and nature, with the sources that pay it.

use super::allocation::{Purpose, Sources};
use super::book::Book;
use super::paid::{Paid, What};
use super::table::Table;
use super::words;
use crate::cashflow::{LedgerLine, Payer};
use crate::fiscal::FiscalYear;
use crate::units::Yen;

/// The file: nominal yen tie out to the plan's claims; real yen are at prices of the scenario's price base year, rounded to
/// whole yen; discounted yen are worth theirs in the first year of the horizon.
///
/// With `[funding]` the sources of a cost line sum to its amount and those of a year to the claims; debt service and deposits are
/// lines of their own. Without it every yen is general funds, income included.
pub(super) fn costs_csv(book: &Book<'_>, paid: &[Paid]) -> Vec<u8> {
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
    for entry in paid {
        match &entry.what {
            What::Line(line) => row(book, line, &mut table),
            What::Municipality(purpose) => of_municipality(book, entry.fy, *purpose, entry.yen, &mut table),
        }
        put(&mut table, entry.sources);
    }
    table.into_bytes()
}

fn of_municipality(book: &Book<'_>, fy: FiscalYear, purpose: Purpose, yen: Yen, table: &mut Table) {
    let (nature, nature_ja) = match purpose {
        Purpose::Principal => ("principal", "元金償還"),
        Purpose::Interest => ("interest", "利子"),
        Purpose::Deposit => ("deposit", "基金積立"),
        Purpose::Cost(nature) => (nature.as_str(), words::nature_ja(nature)),
    };
    table.year(fy).blank().blank().text("municipality").blank().blank().text(nature).text(nature_ja);
    table.yen(yen).yen(yen).number(yen.as_f64() * book.run.prices.discount(fy));
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
