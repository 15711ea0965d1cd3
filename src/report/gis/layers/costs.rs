//! `costs_by_year`: a fiscal year with what the plan costs by nature, beside the national method.

use std::collections::BTreeMap;

use super::{columns, unstyled};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::plan::Nature;
use crate::report::book::Book;
use crate::report::gis::columns::KindNames;
use crate::report::gis::table::{Cell, Row, Table};
use crate::units::Yen;

/// The table: nominal yen; sums tie out with `costs.csv`.
pub(super) fn table(book: &Book<'_>, kinds: &KindNames) -> Table {
    let mut by_nature: BTreeMap<(FiscalYear, Nature), Yen> = BTreeMap::new();
    for line in &book.ledger {
        *by_nature.entry((line.amount.fy, line.amount.nature)).or_default() += line.amount.yen;
    }
    let natures = Nature::ALL.map(|nature| format!("{}_jpy", nature.as_str()));
    let mut keys = vec!["fy", "valid_from", "valid_to", "net_cost_jpy", "investment_jpy", "investment_real_jpy"];
    keys.extend(["national_method_jpy", "operation_jpy", "subsidies_jpy", "land_income_jpy"]);
    keys.extend(natures.iter().map(String::as_str));
    let money = &book.run.metrics.money;
    let method = &money.baseline.at_scenario_prices.years;
    let rows = money.years.iter().map(|year| {
        let alike = method.iter().find(|other| other.fy == year.fy).map_or(Cell::Null, |other| Cell::yen(other.baseline_jpy));
        let mut cells = vec![
            Cell::year(year.fy),
            Cell::first_day(year.fy),
            Cell::last_day(year.fy),
            Cell::yen(year.net_cost_jpy),
            Cell::yen(year.investment_jpy),
            Cell::yen(year.investment_real_jpy),
            alike,
            Cell::yen(year.operation_jpy),
            Cell::yen(year.subsidy_jpy),
            Cell::yen(year.land_income_jpy),
        ];
        cells.extend(Nature::ALL.map(|nature| Cell::yen(by_nature.get(&(year.fy, nature)).copied().unwrap_or_default())));
        Row { shape: None, cells }
    });
    let words = [
        Text::new("年度別の費用", "costs by year"),
        Text::new(
            "年度1つに1行。名目の円、収入は負（正の値と記した列を除く）",
            "a row for each fiscal year: nominal yen, income negative unless said",
        ),
    ];
    unstyled("costs_by_year", words, None, columns(&keys, kinds), rows.collect())
}
