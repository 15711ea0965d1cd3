//! `costs.csv`: every amount of the plan by fiscal year, payer and nature.

use super::book::Book;
use super::table::Table;
use super::words;
use crate::cashflow::{LedgerLine, Payer};
use crate::units::Yen;

/// The file: nominal yen tie out to the plan's claims; real yen are at prices of the scenario's price base year, rounded to
/// whole yen; discounted yen are worth theirs in the first year of the horizon.
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
    ]);
    for line in lines(book) {
        let (amount, prices) = (line.amount, book.run.prices);
        let site = book.instance.sites[book.site_of_line(&line).0].site;
        let (kind, id, name) = payer(book, &line.payer);
        // Only works and moves are priced with escalation; everything else has the same price in every year.
        let real = if amount.nature.is_investment() {
            Yen::round(amount.yen.as_f64() / prices.escalation(amount.fy))
        } else {
            amount.yen
        };
        table.year(amount.fy).text(site.id.as_str()).text(&site.name).text(kind).text(id).text(&name);
        table.text(amount.nature.as_str()).text(words::nature_ja(amount.nature));
        table.yen(amount.yen).yen(real).number(amount.yen.as_f64() * prices.discount(amount.fy)).end();
    }
    table.into_bytes()
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
