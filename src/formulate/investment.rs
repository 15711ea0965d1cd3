//! C12: investment per year and its peak, million yen.

use super::Columns;
use super::pace::{limit_row, years};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel, YEN_PER_UNIT};
use crate::options::{Money, Options};
use crate::scenario::{Rule, RuleLimit};

/// Investment of every option by year, million yen: one list of terms per fiscal year.
fn investment(instance: &Instance<'_>, options: &Options, columns: &Columns) -> Vec<Vec<(ColumnIx, f64)>> {
    let mut by_year = vec![Vec::new(); instance.horizon.years()];
    let mut add = |money: &Money, terms: &[(ColumnIx, f64)]| {
        for &(offset, yen) in &money.investment {
            by_year[offset].extend(terms.iter().map(|&(column, factor)| (column, factor * yen / YEN_PER_UNIT)));
        }
    };
    for (paths, columns) in options.paths.iter().zip(&columns.paths) {
        paths.iter().zip(columns).for_each(|(path, &column)| add(&path.money, &[(column, 1.0)]));
    }
    for (moves, targets) in options.moves.iter().zip(&columns.targets) {
        for target in targets {
            for (position, time) in target.times.iter().enumerate() {
                add(&moves[time.2].money, &target.moves_at(position, 1.0));
            }
        }
    }
    for (treatments, columns) in options.treatments.iter().zip(&columns.treatments) {
        treatments.iter().zip(columns).for_each(|(option, &column)| add(&option.money, &[(column, 1.0)]));
    }
    by_year
}

/// Investment per year (7.14) ≤ limit, million yen. Rows `investment[rule,y]`.
pub(super) fn investment_per_year(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    rule: &Rule,
    model: &mut LinearModel,
) {
    let RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy, to_fy } = rule.limit else { return };
    let mut by_year = investment(instance, options, columns);
    for year in years(instance, from_fy, to_fy) {
        let Some(offset) = instance.horizon.offset(year) else { continue };
        let terms = std::mem::take(&mut by_year[offset]);
        limit_row(model, rule, &format!("investment[{},{year}]", rule.id), at_most_million_jpy, terms);
    }
}

/// Spending peak (7.15): `peak ≥` investment in every year, priced. Rows `peak[y]`.
pub(super) fn peak(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let weight = instance.project.scenario.objective.peak_weight;
    if weight <= 0.0 {
        return;
    }
    let peak = model.add_quantity("peak".to_owned(), weight);
    for (terms, year) in investment(instance, options, columns).into_iter().zip(instance.horizon.fiscal_years()) {
        let terms = terms.into_iter().chain([(peak, -1.0)]).collect();
        model.at_most(format!("peak[{year}]"), 0.0, terms);
    }
}
