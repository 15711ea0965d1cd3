//! What a scenario must satisfy by itself: ranges of every setting, orders of ages, bands and years.

mod distance;
mod funding;
mod life;
mod options;

use super::findings::{Findings, most_similar};
use super::ranges::Ranges;
use crate::costs::PARAMETER_NAMES;
use crate::error::{InputCode, Place, Text};
use crate::fiscal::FiscalYear;
use crate::scenario::{HorizonSettings, Scenario};

/// Longest horizon, fiscal years: longer than any building in it lives.
const LONGEST_HORIZON: i64 = 100;
/// Most years of design or works of one building.
const LONGEST_WORKS: f64 = 20.0;
/// Highest age or service life, years.
const OLDEST: f64 = 300.0;

/// Reports every setting outside its range; `place` gives the place of a dotted key. True when the horizon can be built.
pub(super) fn check(scenario: &Scenario, place: &dyn Fn(&str) -> Place, findings: &mut Findings) -> bool {
    let mut ranges = Ranges { place, findings };
    for (key, text) in [("name", &scenario.name), ("project", &scenario.project)] {
        if text.trim().is_empty() {
            super::record::missing(place(key), ranges.findings);
        }
    }
    let has_horizon = check_horizon(&scenario.horizon, &mut ranges);
    check_cost(scenario, &mut ranges);
    life::check(&scenario.life, &mut ranges);
    let works = &scenario.works;
    for (key, years, least) in [
        ("works.school_design_years", works.school_design_years, 0.0),
        ("works.school_works_years", works.school_works_years, 1.0),
        ("works.facility_design_years", works.facility_design_years, 0.0),
        ("works.facility_works_years", works.facility_works_years, 1.0),
        ("works.extension_design_years", works.extension_design_years, 0.0),
        ("works.extension_works_years", works.extension_works_years, 1.0),
        ("works.renovation_works_years", works.renovation_works_years, 1.0),
    ] {
        ranges.within(key, years, least, LONGEST_WORKS);
    }
    ranges.above("works.facility_floor_growth", works.facility_floor_growth, 0.0, 5.0);
    ranges.within("works.gfa_floor_ratio", works.gfa_floor_ratio, 0.0, 5.0);
    options::check(scenario, &mut ranges);
    if let Some(funding) = &scenario.funding {
        funding::check(funding, &mut ranges);
    }
    distance::check(&scenario.distance, &mut ranges);
    let objective = &scenario.objective;
    ranges.within("objective.access_price_jpy_per_person_km", objective.access_price_jpy_per_person_km, 0.0, 1e6);
    ranges.within("objective.overdue_price_jpy_per_m2_year", objective.overdue_price_jpy_per_m2_year, 0.0, 1e7);
    ranges.within("objective.renovation_overdue_weight", objective.renovation_overdue_weight, 0.0, 10.0);
    ranges.within("objective.peak_weight", objective.peak_weight, 0.0, 100.0);
    ranges.within("objective.tie_break_jpy", objective.tie_break_jpy, 0.0, 1e6);
    ranges.above("solver.gap", scenario.solver.gap, 0.0, 1.0);
    ranges.above("solver.time_limit_s", scenario.solver.time_limit_s, 0.0, 31_536_000.0);
    if let Some(nodes) = scenario.solver.node_limit {
        ranges.within("solver.node_limit", nodes, 1.0, f64::from(i32::MAX));
    }
    ranges.within("report.loser_threshold_m", scenario.report.loser_threshold_m, 0.0, 100_000.0);
    if let Some(starts) = scenario.report.school_starts_per_year {
        ranges.above("report.school_starts_per_year", starts, 0.0, 1_000.0);
    }
    for (index, &radius) in scenario.report.radii_m.iter().enumerate() {
        ranges.above(&format!("report.radii_m[{}]", index + 1), radius, 0.0, 100_000.0);
    }
    has_horizon
}

fn check_horizon(horizon: &HorizonSettings, ranges: &mut Ranges<'_>) -> bool {
    check_year("horizon.start_fy", horizon.start_fy, ranges);
    let lengths = &horizon.period_years;
    for (index, &years) in lengths.iter().enumerate() {
        ranges.within(&format!("horizon.period_years[{}]", index + 1), years, 1.0, 100.0);
    }
    let total: i64 = lengths.iter().map(|&years| i64::from(years)).sum();
    if lengths.is_empty() || total > LONGEST_HORIZON {
        ranges.findings.error(
            (ranges.place)("horizon.period_years"),
            InputCode::OutOfRange,
            format!("{} periods, {total} years", lengths.len()),
            Text::new(
                format!("期間は 1 つ以上、合計 {LONGEST_HORIZON} 年以下です"),
                format!("a horizon has at least one period and at most {LONGEST_HORIZON} years"),
            ),
            Text::new("例: period_years = [5, 5, 5, 5, 5, 5]", "for example: period_years = [5, 5, 5, 5, 5, 5]"),
        );
    }
    (1900..=2200).contains(&horizon.start_fy.0)
        && !lengths.is_empty()
        && lengths.iter().all(|&years| years >= 1)
        && total <= LONGEST_HORIZON
}

fn check_year(key: &str, year: FiscalYear, ranges: &mut Ranges<'_>) {
    ranges.within(key, year.0, 1900.0, 2200.0);
}

fn check_cost(scenario: &Scenario, ranges: &mut Ranges<'_>) {
    let cost = &scenario.cost;
    ranges.above("cost.factor", cost.factor, 0.0, 20.0);
    ranges.within("cost.price_escalation_per_year", cost.price_escalation_per_year, -0.2, 0.3);
    check_year("cost.price_base_fy", cost.price_base_fy, ranges);
    // A rate of −0.1 makes a yen of the hundredth year worth 38,000 of today's; below that amounts leave the exact range.
    ranges.within("cost.discount_rate_per_year", cost.discount_rate_per_year, -0.1, 0.5);
    for name in cost.level_of.keys().filter(|name| !PARAMETER_NAMES.contains(&name.as_str())) {
        let repair = match most_similar(name, PARAMETER_NAMES.iter().copied()) {
            Some(similar) => Text::new(format!("もしかして: {similar}"), format!("did you mean {similar}?")),
            None => Text::new(
                format!("次のどれかです: {}", PARAMETER_NAMES.join(", ")),
                format!("one of: {}", PARAMETER_NAMES.join(", ")),
            ),
        };
        ranges.findings.error(
            (ranges.place)(&format!("cost.level_of.{name}")),
            InputCode::UnknownWord,
            name.as_str(),
            Text::new("costs.toml のパラメーターの名前ではありません", "it is not the name of a parameter of costs.toml"),
            repair,
        );
    }
}
