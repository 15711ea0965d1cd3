//! The difference in figures: what a screen shows, and what scripts read as `difference.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Difference, Side, decisions};
use crate::fiscal::FiscalYear;
use crate::id::{DemandIx, SiteIx};
use crate::instance::population_in;
use crate::metrics::YearMoney;
use crate::units::Yen;

/// Version of the format of `difference.json`.
const FORMAT: u32 = 1;

/// A figure of both runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair<Value> {
    /// In A.
    pub a: Value,
    /// In B.
    pub b: Value,
    /// B less A.
    pub change: Value,
}

/// Two runs in figures, over the fiscal years both have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DifferenceSummary {
    /// Version of the format.
    pub format: u32,
    /// Name of the scenario of A.
    pub scenario_a: String,
    /// Name of the scenario of B.
    pub scenario_b: String,
    /// First fiscal year both have.
    pub first_fy: FiscalYear,
    /// Last fiscal year both have.
    pub last_fy: FiscalYear,
    /// Nominal investment of all years.
    pub investment_jpy: Pair<Yen>,
    /// The highest year's.
    pub investment_peak_jpy: Pair<Yen>,
    /// Subsidies, positive.
    pub subsidy_jpy: Pair<Yen>,
    /// Income from land, positive.
    pub land_income_jpy: Pair<Yen>,
    /// Repairs, running cost, rent and upkeep of the last year.
    pub operation_last_year_jpy: Pair<Yen>,
    /// All natures of all years.
    pub net_cost_jpy: Pair<Yen>,
    /// Floor in use in the last year.
    pub floor_m2: Pair<f64>,
    /// Mean walk to the nearest place in the last year, over kinds both have, weighted by each run's own users; none without any.
    pub mean_walk_m: Option<Pair<f64>>,
    /// Threshold of A beyond which a walk counts as longer or shorter.
    pub threshold_m: f64,
    /// Demand points with a walk longer in B by more than the threshold, in the last year.
    pub longer_points: usize,
    /// Residents there, of A.
    pub longer_people: f64,
    /// Demand points with a walk shorter in B by more than the threshold, in the last year.
    pub shorter_points: usize,
    /// Residents there, of A.
    pub shorter_people: f64,
    /// Sites decided otherwise.
    pub sites: Vec<String>,
    /// All sites.
    pub sites_all: usize,
    /// Functions decided otherwise.
    pub functions: Vec<String>,
    /// All functions.
    pub functions_all: usize,
    /// Shared rooms, held sites used during works, permits and opened rooms that only one has.
    pub agreements: usize,
}

/// Money of a year by measure, as `costs_difference` and the summary have it: code, Japanese, English, amount.
type Measure = (&'static str, &'static str, &'static str, fn(&YearMoney) -> Yen);

/// Every measure of a year.
pub(in crate::report) const MEASURES: [Measure; 5] = [
    ("investment", "整備費", "investment", |year| year.investment_jpy),
    ("subsidy", "国庫補助", "subsidies", |year| year.subsidy_jpy),
    ("operation", "維持運営費", "operation", |year| year.operation_jpy),
    ("land_income", "跡地収入", "land income", |year| year.land_income_jpy),
    ("net_cost", "差引き費用", "net cost", |year| year.net_cost_jpy),
];

/// A year and measure of both runs: year, measure, amounts.
pub(in crate::report) fn money_rows(difference: &Difference<'_>) -> Vec<(FiscalYear, Measure, Pair<Yen>)> {
    let of = |side: &Side<'_>, year: FiscalYear, amount: fn(&YearMoney) -> Yen| {
        side.book.run.metrics.money.years.iter().find(|money| money.fy == year).map_or(Yen::ZERO, amount)
    };
    let rows = difference.years.iter().flat_map(|&year| MEASURES.map(|measure| (year, measure)));
    rows.map(|(year, measure)| (year, measure, yen(of(&difference.a, year, measure.3), of(&difference.b, year, measure.3))))
        .collect()
}

/// The summary.
pub(super) fn summary(difference: &Difference<'_>) -> DifferenceSummary {
    let (a, b) = (&difference.a, &difference.b);
    let rows = money_rows(difference);
    let of = |code: &'static str| rows.iter().filter(move |row| row.1.0 == code);
    let sum = |code| {
        let pairs = || of(code).map(|row| row.2);
        yen(pairs().map(|pair| pair.a).sum(), pairs().map(|pair| pair.b).sum())
    };
    let investment = || of("investment").map(|row| row.2);
    let peak = |amounts: &mut dyn Iterator<Item = Yen>| amounts.max().unwrap_or(Yen::ZERO);
    let last = difference.last();
    let floor = |side: &Side<'_>| (0..side.book.instance.sites.len()).map(|site| side.book.floor_of(SiteIx(site), last)).sum();
    let threshold = a.book.instance.project.scenario.report.loser_threshold_m;
    let beyond = |sign: f64| {
        let demand = 0..a.book.instance.demand.len();
        let points = demand.filter(|&point| changes(difference, DemandIx(point)).any(|change| change * sign > threshold));
        let points: Vec<usize> = points.collect();
        let people: f64 = points.iter().flat_map(|&point| population_in(&a.book.instance.project.demand[point], last)).sum();
        (points.len(), people)
    };
    let ((longer_points, longer_people), (shorter_points, shorter_people)) = (beyond(1.0), beyond(-1.0));
    let walks = mean_walk(a, difference.kinds.iter().map(|pair| pair.0), last).zip(mean_walk(
        b,
        difference.kinds.iter().map(|pair| pair.1),
        last,
    ));
    DifferenceSummary {
        format: FORMAT,
        scenario_a: a.book.instance.project.scenario.name.clone(),
        scenario_b: b.book.instance.project.scenario.name.clone(),
        first_fy: difference.years.first().copied().unwrap_or(last),
        last_fy: last,
        investment_jpy: sum("investment"),
        investment_peak_jpy: yen(peak(&mut investment().map(|pair| pair.a)), peak(&mut investment().map(|pair| pair.b))),
        subsidy_jpy: sum("subsidy"),
        land_income_jpy: sum("land_income"),
        operation_last_year_jpy: of("operation").next_back().map_or_else(|| yen(Yen::ZERO, Yen::ZERO), |row| row.2),
        net_cost_jpy: sum("net_cost"),
        floor_m2: number(floor(a), floor(b)),
        mean_walk_m: walks.map(|(a, b)| number(a, b)),
        threshold_m: threshold,
        longer_points,
        longer_people,
        shorter_points,
        shorter_people,
        sites: difference.sites.iter().map(|change| a.book.instance.sites[change.a.0].site.id.as_str().to_owned()).collect(),
        sites_all: a.book.instance.sites.len(),
        functions: difference
            .functions
            .iter()
            .map(|change| a.book.instance.functions[change.a.0].function.id.as_str().to_owned())
            .collect(),
        functions_all: a.book.instance.functions.len(),
        agreements: decisions::agreements(a.book.run.plan, b.book.run.plan),
    }
}

/// Changes of the walks from a demand point in the last year, metres.
fn changes(difference: &Difference<'_>, demand: DemandIx) -> impl Iterator<Item = f64> {
    let last = difference.last();
    difference
        .kinds
        .iter()
        .filter_map(move |&(a, b)| Some(difference.b.walk(demand, b, last)? - difference.a.walk(demand, a, last)?))
}

/// Mean walk weighted by the users of each kind; none where nobody walks.
fn mean_walk(side: &Side<'_>, kinds: impl Iterator<Item = crate::id::KindIx>, year: FiscalYear) -> Option<f64> {
    let (instance, t) = (side.book.instance, side.period(year)?);
    let (mut walked, mut users) = (0.0, 0.0);
    for kind in kinds {
        for demand in (0..instance.demand.len()).map(DemandIx) {
            if let Some(walk) = side.walk(demand, kind, year) {
                let weight = instance.weight(demand, kind, t);
                walked += weight * walk;
                users += weight;
            }
        }
    }
    (users > 0.0).then(|| walked / users)
}

fn yen(a: Yen, b: Yen) -> Pair<Yen> {
    Pair { a, b, change: b - a }
}

fn number(a: f64, b: f64) -> Pair<f64> {
    Pair { a, b, change: b - a }
}
