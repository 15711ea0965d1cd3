//! Rules the plan has come up against: those whose limit is reached in some year, quoted by clause and owner.

use crate::fiscal::FiscalYear;
use crate::lang::Lang;
use crate::metrics::{About, MetricId};
use crate::report::Run;
use crate::report::numbers::grouped;
use crate::scenario::{Rule, RuleLimit};

/// Share of a money limit from which it counts as reached: what is left buys no further works.
const REACHED: f64 = 0.99;

/// One line a rule, in the order of the scenario.
pub(super) fn reached(run: &Run<'_>) -> Vec<String> {
    run.instance.project.scenario.rules.iter().filter_map(|rule| line(run, rule)).collect()
}

fn line(run: &Run<'_>, rule: &Rule) -> Option<String> {
    let (what, years) = found(run, rule)?;
    let first = years.first()?;
    let (clause, owner, count) = (&rule.clause, &rule.owner, years.len());
    Some(match run.lang {
        Lang::Ja => format!("{clause}（{owner}） {what}：達した年度{count}（最初{first}）"),
        Lang::En => format!("{clause} ({owner}): {what}; years at it: {count}, first FY{first}"),
    })
}

/// Years in which a limit by year is reached; none for rules that say nothing of years.
pub(in crate::report) fn years_at_limit(run: &Run<'_>, rule: &Rule) -> Option<Vec<FiscalYear>> {
    found(run, rule).map(|(_, years)| years)
}

/// A limit by year in words, with the years in which it is reached.
fn found(run: &Run<'_>, rule: &Rule) -> Option<(String, Vec<FiscalYear>)> {
    let lang = run.lang;
    Some(match &rule.limit {
        RuleLimit::SchoolStartsPerYear { at_most, from_fy, to_fy } => {
            let starts = of_metric(run, MetricId::SchoolStarts);
            let years = years(run, (*from_fy, *to_fy), &starts, |value| value >= f64::from(*at_most));
            let what = match lang {
                Lang::Ja => format!("学校改築の着工 年{at_most}校"),
                Lang::En => format!("school rebuilds begun, at most {at_most} a year"),
            };
            (what, years)
        }
        RuleLimit::InvestmentPerYear { at_most_million_jpy: limit, from_fy, to_fy } => {
            let spent: Vec<f64> = run.metrics.money.years.iter().map(|year| year.investment_jpy.as_f64() / 1e6).collect();
            let years = years(run, (*from_fy, *to_fy), &spent, |value| value >= limit * REACHED);
            (million(lang, "整備費 年", "investment a year, at most", *limit), years)
        }
        RuleLimit::GeneralFundsPerYear { at_most_million_jpy: limit, from_fy, to_fy } => {
            let general = millions(run, MetricId::GeneralFunds);
            let years = years(run, (*from_fy, *to_fy), &general, |value| value >= limit * REACHED);
            (million(lang, "一般財源 年", "general funds a year, at most", *limit), years)
        }
        RuleLimit::BondsPerYear { at_most_million_jpy: limit, from_fy, to_fy } => {
            let bonds = millions(run, MetricId::Bonds);
            let years = years(run, (*from_fy, *to_fy), &bonds, |value| value >= limit * REACHED);
            (million(lang, "起債 年", "bonds a year, at most", *limit), years)
        }
        RuleLimit::DebtBalance { at_most_million_jpy: limit, from_fy, to_fy } => {
            let debt = millions(run, MetricId::DebtBalance);
            let years = years(run, (*from_fy, *to_fy), &debt, |value| value >= limit * REACHED);
            (million(lang, "債務残高 ", "debt, at most", *limit), years)
        }
        RuleLimit::FundBalance { at_least_million_jpy: limit, from_fy, to_fy } => {
            let fund = millions(run, MetricId::FundBalance);
            let years = years(run, (*from_fy, *to_fy), &fund, |value| value <= limit * (2.0 - REACHED));
            (million(lang, "基金残高 最低", "fund, at least", *limit), years)
        }
        _ => return None,
    })
}

fn million(lang: Lang, ja: &str, en: &str, limit: f64) -> String {
    let amount = grouped(limit);
    match lang {
        Lang::Ja => format!("{ja}{amount}百万円"),
        Lang::En => format!("{en} {amount} m yen"),
    }
}

/// A metric by year; empty where it is not measured, so that no year counts.
fn of_metric(run: &Run<'_>, id: MetricId) -> Vec<f64> {
    let everything = About::default();
    let found = run.metrics.figures.iter().find(|figure| figure.id == id && figure.about == everything);
    found.map_or_else(Vec::new, |figure| figure.years.clone())
}

fn millions(run: &Run<'_>, id: MetricId) -> Vec<f64> {
    of_metric(run, id).into_iter().map(|yen| yen / 1e6).collect()
}

/// Years of the rule in which the value is at its limit.
fn years(
    run: &Run<'_>,
    (from, to): (Option<FiscalYear>, Option<FiscalYear>),
    values: &[f64],
    is_reached: impl Fn(f64) -> bool,
) -> Vec<FiscalYear> {
    let within = |year: FiscalYear| from.is_none_or(|from| from <= year) && to.is_none_or(|to| year <= to);
    let found = run.instance.horizon.fiscal_years().zip(values);
    found.filter(|&(year, &value)| within(year) && is_reached(value)).map(|(year, _)| year).collect()
}
