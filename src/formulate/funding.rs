//! C12: bonds, the fund and general funds, million yen (formulation, section 12).

use super::Columns;
use super::investment::yearly;
use super::pace::{least_row, limit_row, years};
use crate::cashflow::{Debt, MOVEMENT_TIE_BREAK, Prices};
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::model::{Column, ColumnIx, LinearModel, YEN_PER_UNIT};
use crate::options::{Options, Yearly};
use crate::scenario::{FundingSettings, Rule, RuleLimit};

/// Columns of sources and balances by year of the horizon, million yen.
#[derive(Debug)]
pub struct FundingColumns {
    /// `bond[y]`.
    pub bonds: Vec<ColumnIx>,
    /// `draw[y]`.
    pub draws: Vec<ColumnIx>,
    /// `deposit[y]`.
    pub deposits: Vec<ColumnIx>,
    /// `fund[y]`.
    pub fund: Vec<ColumnIx>,
    /// `general[y]`.
    pub general: Vec<ColumnIx>,
}

/// Adds bonds, fund and general funds with the rows that tie them to the options; none without `[funding]`, nor where no plan can
/// gain by them: bonds cost interest, and the fund holds what is left over anyway.
pub(super) fn add(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    model: &mut LinearModel,
) -> Option<FundingColumns> {
    let settings = instance.project.scenario.funding.as_ref()?;
    if !instance.project.scenario.decides_on_funding() {
        return None;
    }
    let debt = Debt::new(settings);
    let found = add_columns(instance, settings, &debt, model);
    bonds_within_charge(instance, options, columns, settings, &found, model);
    fund_recursion(instance, settings, &found, model);
    general_funds(instance, options, columns, &debt, &found, model);
    Some(found)
}

fn add_columns(instance: &Instance<'_>, settings: &FundingSettings, debt: &Debt, model: &mut LinearModel) -> FundingColumns {
    let all: Vec<FiscalYear> = instance.horizon.fiscal_years().collect();
    let first = instance.horizon.first();
    let prices = Prices::new(instance.project);
    // Million yen cost a million times a yen's tie-break (12.10), which is the same number of million yen.
    let tie = |year: FiscalYear| MOVEMENT_TIE_BREAK * (1.0 + f64::from(year.since(first)) / 1_000.0);
    let most_deposit = settings.deposit_max_million_jpy.unwrap_or(f64::INFINITY);
    let mut quantity = |name: &str, upper: f64, cost: &dyn Fn(FiscalYear) -> f64| -> Vec<ColumnIx> {
        all.iter()
            .map(|&year| {
                let name = format!("{name}[{year}]");
                model.add_column(Column { name, lower: 0.0, upper, is_integer: false, cost: cost(year) })
            })
            .collect()
    };
    FundingColumns {
        bonds: quantity("bond", f64::INFINITY, &|year| debt.financing_cost_per_yen(&|later| prices.discount(later), year)),
        draws: quantity("draw", f64::INFINITY, &tie),
        deposits: quantity("deposit", most_deposit, &tie),
        fund: quantity("fund", f64::INFINITY, &|_| 0.0),
        general: quantity("general", f64::INFINITY, &|_| 0.0),
    }
}

/// What whole yen of floor for guests and the early floor of their hubs (5.8) may leave of each other in a year, million yen: without it a
/// year in which nothing else is built would ask for bonds below nothing. The plan's bonds are rounded down to what they may be.
const ROUNDED_AWAY: f64 = 1e-4;

/// Bonds pay at most their share of what they may (12.2). Rows `charge[y]`.
fn bonds_within_charge(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    settings: &FundingSettings,
    found: &FundingColumns,
    model: &mut LinearModel,
) {
    let room = if options.early.is_empty() { 0.0 } else { ROUNDED_AWAY };
    let eligible = yearly(instance, options, columns, |money| &money.bond_eligible);
    for ((terms, &bond), year) in eligible.into_iter().zip(&found.bonds).zip(instance.horizon.fiscal_years()) {
        let mut terms: Vec<_> = terms.into_iter().map(|(column, amount)| (column, -settings.charge_ratio * amount)).collect();
        terms.push((bond, 1.0));
        model.at_most(format!("charge[{year}]"), room, terms);
    }
}

/// The fund (12.5): `fund[y] = fund[y−1] + deposit[y] − draw[y]`. Rows `fund[y]`.
fn fund_recursion(instance: &Instance<'_>, settings: &FundingSettings, found: &FundingColumns, model: &mut LinearModel) {
    for (offset, year) in instance.horizon.fiscal_years().enumerate() {
        let mut terms = vec![(found.fund[offset], 1.0), (found.deposits[offset], -1.0), (found.draws[offset], 1.0)];
        let mut opening = 0.0;
        match offset.checked_sub(1) {
            Some(before) => terms.push((found.fund[before], -1.0)),
            None => opening = settings.fund_opening_million_jpy,
        }
        model.add_row(format!("fund[{year}]"), opening, opening, terms);
    }
}

/// General funds are the rest (12.6), with the service of bonds not rounded. Rows `general[y]`.
fn general_funds(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    debt: &Debt,
    found: &FundingColumns,
    model: &mut LinearModel,
) {
    let (net, kept) = net_by_year(instance, options, columns);
    let running = instance.running_today().as_f64() / YEN_PER_UNIT;
    let all: Vec<FiscalYear> = instance.horizon.fiscal_years().collect();
    for (offset, mut terms) in net.into_iter().enumerate() {
        let year = all[offset];
        terms.push((found.deposits[offset], 1.0));
        terms.push((found.draws[offset], -1.0));
        terms.push((found.bonds[offset], -1.0));
        for (issue, &issued) in all[..offset].iter().enumerate() {
            terms.push((found.bonds[issue], debt.service_per_yen(year.since(issued)) * (1.0 - debt.tax_return_ratio)));
        }
        terms.push((found.general[offset], -1.0));
        let constant = running + kept[offset] + debt.existing_service(year).as_f64() / YEN_PER_UNIT;
        model.add_row(format!("general[{year}]"), -constant, -constant, terms);
    }
}

/// Net amounts of all options by year, million yen, and what the first path of every asset costs in it.
///
/// An asset follows one path, so that the others can be written as differences from its first one, which is mostly K: repairs of every
/// year would otherwise put every path into every row.
fn net_by_year(instance: &Instance<'_>, options: &Options, columns: &Columns) -> (Vec<Vec<(ColumnIx, f64)>>, Vec<f64>) {
    let years = instance.horizon.years();
    let mut terms: Vec<Vec<(ColumnIx, f64)>> = vec![Vec::new(); years];
    let mut constants = vec![0.0; years];
    let dense = |yearly: &Yearly| {
        let mut amounts = vec![0.0; years];
        for &(offset, yen) in yearly {
            amounts[offset] = yen / YEN_PER_UNIT;
        }
        amounts
    };
    for (paths, columns) in options.paths.iter().zip(&columns.paths) {
        let Some(first) = paths.first().map(|path| dense(&path.money.net)) else { continue };
        constants.iter_mut().zip(&first).for_each(|(sum, amount)| *sum += amount);
        for (path, &column) in paths.iter().zip(columns).skip(1) {
            let amounts = dense(&path.money.net);
            let differences = amounts.iter().zip(&first).map(|(amount, first)| amount - first).enumerate();
            for (offset, difference) in differences.filter(|&(_, difference)| difference != 0.0) {
                terms[offset].push((column, difference));
            }
        }
    }
    columns.each_other_money(options, |money, columns| {
        for &(offset, yen) in &money.net {
            terms[offset].extend(columns.iter().map(|&(column, factor)| (column, factor * yen / YEN_PER_UNIT)));
        }
    });
    (terms, constants)
}

/// Rules on funding (12.8), million yen. Rows `general_funds`, `bonds`, `debt`, `fund_balance`, each `[rule,y]`.
pub(super) fn limits(instance: &Instance<'_>, found: &FundingColumns, rule: &Rule, model: &mut LinearModel) {
    let Some(settings) = instance.project.scenario.funding.as_ref() else { return };
    let offset_of = |year| instance.horizon.offset(year);
    match rule.limit {
        RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy, to_fy } => {
            for year in years(instance, from_fy, to_fy) {
                let Some(offset) = offset_of(year) else { continue };
                let terms = vec![(found.general[offset], 1.0)];
                limit_row(model, rule, &format!("general_funds[{},{year}]", rule.id), at_most_million_jpy, terms);
            }
        }
        RuleLimit::BondsPerYear { at_most_million_jpy, from_fy, to_fy } => {
            for year in years(instance, from_fy, to_fy) {
                let Some(offset) = offset_of(year) else { continue };
                let terms = vec![(found.bonds[offset], 1.0)];
                limit_row(model, rule, &format!("bonds[{},{year}]", rule.id), at_most_million_jpy, terms);
            }
        }
        RuleLimit::DebtBalance { at_most_million_jpy, from_fy, to_fy } => {
            let debt = Debt::new(settings);
            for year in years(instance, from_fy, to_fy) {
                let issues = instance.horizon.fiscal_years().zip(&found.bonds).filter(|&(issued, _)| issued <= year);
                let terms = issues.map(|(issued, &bond)| (bond, debt.outstanding_at_end(year.since(issued)))).collect();
                let existing = debt.existing_balance(year).as_f64() / YEN_PER_UNIT;
                limit_row(model, rule, &format!("debt[{},{year}]", rule.id), at_most_million_jpy - existing, terms);
            }
        }
        RuleLimit::FundBalance { at_least_million_jpy, from_fy, to_fy } => {
            for year in years(instance, from_fy, to_fy) {
                let Some(offset) = offset_of(year) else { continue };
                let terms = vec![(found.fund[offset], 1.0)];
                least_row(model, rule, &format!("fund_balance[{},{year}]", rule.id), at_least_million_jpy, terms);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "tests/funding.rs"]
mod tests;
