//! Rules the plan has come up against, quoted by clause and owner: those whose limit is reached in some year, and soft ones it misses.

use super::grouped_count;
use crate::fiscal::FiscalYear;
use crate::lang::Lang;
use crate::metrics::{About, MetricId};
use crate::report::Run;
use crate::report::numbers::grouped;
use crate::report::rule_words::unit;
use crate::report::say::Say;
use crate::scenario::{Rule, RuleLimit};
use crate::verify::MissedRule;

/// Share of a money limit from which it counts as reached: what is left buys no further works.
const REACHED: f64 = 0.99;

/// One line a rule that is reached and not missed, in the order of the scenario.
pub(super) fn reached(run: &Run<'_>) -> Vec<String> {
    let rules = run.instance.project.scenario.rules.iter().filter(|rule| missed_rule(run, rule).is_none());
    rules.filter_map(|rule| line(run, rule)).collect()
}

/// One line a soft rule that is missed, in the order of the scenario.
pub(super) fn missed(run: &Run<'_>) -> Vec<String> {
    let rules = &run.instance.project.scenario.rules;
    let lines = rules.iter().filter_map(|rule| {
        let miss = missed_by(run, rule)?;
        let (clause, owner, id) = (&rule.clause, &rule.owner, &rule.id);
        Some(match run.lang {
            Lang::Ja => format!("{clause}（{owner}） {id}：{miss}"),
            Lang::En => format!("{clause} ({owner}), {id}: {miss}"),
        })
    });
    lines.collect()
}

fn missed_rule<'run>(run: &Run<'run>, rule: &Rule) -> Option<&'run MissedRule> {
    run.missed.iter().find(|missed| missed.rule == rule.id)
}

/// By how much a soft rule is missed, and what that counts; none where it is kept.
pub(in crate::report) fn missed_by(run: &Run<'_>, rule: &Rule) -> Option<String> {
    let missed = missed_rule(run, rule)?;
    let say = Say { lang: run.lang };
    let unit = unit(&rule.limit, say);
    let (amount, worst, count) = (quantity(missed.amount), quantity(missed.worst), grouped_count(missed.times));
    let price = grouped(missed.soft_jpy);
    let year = |fy: Option<FiscalYear>| fy.map(|fy| say.year(fy));
    Some(match run.lang {
        Lang::Ja => {
            let first = year(missed.first_fy).map_or_else(String::new, |year| format!("、最初{year}"));
            let at = year(missed.worst_fy).map_or_else(String::new, |year| format!("、{year}"));
            format!("未達 計{amount}{unit}（{count}回{first}、最大{worst}{unit}{at}）、評価額{price}円")
        }
        Lang::En => {
            let first = year(missed.first_fy).map_or_else(String::new, |year| format!(", first {year}"));
            let at = year(missed.worst_fy).map_or_else(String::new, |year| format!(" in {year}"));
            format!("missed by {amount} {unit} in all (times {count}{first}; at most {worst} {unit}{at}), counts {price} yen")
        }
    })
}

/// A whole number, or three figures of what is less than a hundred.
fn quantity(value: f64) -> String {
    if value.abs() < 100.0 && value.fract().abs() > 1e-6 { format!("{value:.2}") } else { grouped(value) }
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
