//! C12: investment per year and its peak, million yen.

use super::Columns;
use super::pace::{limit_row, years};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel, YEN_PER_UNIT};
use crate::options::{Money, Options, Yearly};
use crate::scenario::{Rule, RuleLimit};

/// Investment of every option by year, million yen: one list of terms per fiscal year.
fn investment(instance: &Instance<'_>, options: &Options, columns: &Columns) -> Vec<Vec<(ColumnIx, f64)>> {
    yearly(instance, options, columns, |money| &money.investment)
}

/// Amounts of every option by year, million yen: one list of terms per fiscal year.
pub(super) fn yearly(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    amounts: impl Fn(&Money) -> &Yearly,
) -> Vec<Vec<(ColumnIx, f64)>> {
    let mut by_year = vec![Vec::new(); instance.horizon.years()];
    columns.each_money(options, |money, terms| {
        for &(offset, yen) in amounts(money) {
            by_year[offset].extend(terms.iter().map(|&(column, factor)| (column, factor * yen / YEN_PER_UNIT)));
        }
    });
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

/// Change of investment (7.25): from each year to the next, either way, ≤ limit, million yen. Rows `change_up[rule,y]`,
/// `change_down[rule,y]`, `y` the later year.
pub(super) fn investment_change(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    rule: &Rule,
    model: &mut LinearModel,
) {
    let RuleLimit::InvestmentChange { at_most_million_jpy } = rule.limit else { return };
    let by_year = investment(instance, options, columns);
    for (pair, year) in by_year.windows(2).zip(instance.horizon.fiscal_years().skip(1)) {
        for (label, sign) in [("change_up", 1.0), ("change_down", -1.0)] {
            let later = pair[1].iter().map(|&(column, amount)| (column, sign * amount));
            let earlier = pair[0].iter().map(|&(column, amount)| (column, -sign * amount));
            let terms = later.chain(earlier).collect();
            limit_row(model, rule, &format!("{label}[{},{year}]", rule.id), at_most_million_jpy, terms);
        }
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

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, optimum, row};
    use crate::paper::{paper_town, ruled_town};
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    fn budget(at_most_million_jpy: f64) -> Project {
        ruled_town(RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy: None, to_fy: None })
    }

    /// What nothing but keeping everything costs, million yen: repairs of 5,400 m² for ten years are 54. Overdue m²-years are 20,000
    /// of S-1, 400 of S-2 (a fifth of it in FY 2031), 1,600 + 1,280 of H (from FY 2030, a fifth before) and 120 of G: 23,400 at
    /// 60,000 yen are 1,404.
    const KEEPING_ALL: f64 = 54.0 + 1_404.0;

    #[test]
    fn a_year_adds_up_what_every_option_invests_in_it() {
        let found = row(&budget(500.0), "investment[rule,2026]");
        let of = |name: &str| found.terms.iter().find(|term| term.0 == name).unwrap().1;
        assert_eq!(found.upper.to_bits(), 500.0_f64.to_bits());
        // A third of 330,000 × 270, and 50,000 × 300 for moving.
        assert!((of("moved[library-a,S,2027]") - (29.7 + 15.0)).abs() < 1e-9);
        // A third of 330,000 × 4,000; demolition fell into FY 2024.
        assert!((of("path[S,B@2024]") - 440.0).abs() < 1e-9);
        assert!(!found.terms.iter().any(|term| term.0 == "path[S,K]"));
    }

    #[test]
    fn without_a_budget_everything_is_kept_and_a_budget_pays() {
        let (objective, taken) = optimum(&budget(0.0)).unwrap();
        assert_eq!(taken, ["path[G,K]", "path[H,K]", "path[S,K]"]);
        assert!((objective - KEEPING_ALL).abs() < 1e-6, "{objective}");
        assert_loosening_pays(&budget(0.0), &budget(500.0));
    }

    #[test]
    fn a_dear_peak_is_avoided_altogether() {
        let mut project = paper_town();
        project.scenario.objective.peak_weight = 1_000.0;
        assert_eq!(row(&project, "peak[2026]").terms.last().unwrap(), &("peak".to_owned(), -1.0));
        let (objective, _) = optimum(&project).unwrap();
        assert!((objective - KEEPING_ALL).abs() < 1e-6, "{objective}");
    }
}
