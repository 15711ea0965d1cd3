//! What a scenario must satisfy by itself: ranges of every setting, orders of ages, bands and years.

use super::findings::{Findings, most_similar};
use super::ranges::Ranges;
use crate::costs::PARAMETER_NAMES;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::FiscalYear;
use crate::scenario::{DistanceSettings, HorizonSettings, LifeSettings, Scenario};

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
    check_life(&scenario.life, &mut ranges);
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
    ranges.above("moves.max_utilization", scenario.moves.max_utilization, 0.0, 2.0);
    if let Some(cap) = scenario.moves.hub_guest_cap_m2 {
        ranges.within("moves.hub_guest_cap_m2", cap, 0.0, 1e6);
    }
    ranges.within("treatments.lease_min_site_area_m2", scenario.treatments.lease_min_site_area_m2, 0.0, 1e7);
    ranges.within("treatments.hold_min_gfa_m2", scenario.treatments.hold_min_gfa_m2, 0.0, 1e6);
    check_distance(&scenario.distance, &mut ranges);
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

fn check_life(life: &LifeSettings, ranges: &mut Ranges<'_>) {
    let (standard, extended) = (&life.standard_years, &life.extended_years);
    for (key, years) in [
        ("life.standard_years.RC", standard.rc),
        ("life.standard_years.SRC", standard.src),
        ("life.standard_years.S", standard.s),
        ("life.standard_years.W", standard.w),
        ("life.extended_years.RC", extended.rc),
        ("life.extended_years.SRC", extended.src),
        ("life.extended_years.S", extended.s),
        ("life.extended_years.W", extended.w),
        ("life.new_years", life.new_years),
        ("life.renovation_service_years", life.renovation_service_years),
        ("life.start_step_years", life.start_step_years),
    ] {
        ranges.within(key, years, 1.0, OLDEST);
    }
    for (key, years) in [
        ("life.renovation_min_age", life.renovation_min_age),
        ("life.renovation_max_age", life.renovation_max_age),
        ("life.extension_min_age", life.extension_min_age),
        ("life.extension_max_age", life.extension_max_age),
        ("life.rebuild_min_age", life.rebuild_min_age),
        ("life.partial_rebuild_min_age", life.partial_rebuild_min_age),
        ("life.min_years_after_extension", life.min_years_after_extension),
        ("life.min_years_after_renovation", life.min_years_after_renovation),
    ] {
        ranges.within(key, years, 0.0, OLDEST);
    }
    ranges.within("life.extension_min_soundness", life.extension_min_soundness, 0.0, 100.0);
    for (low_key, low, high_key, high) in [
        ("life.renovation_min_age", life.renovation_min_age, "life.renovation_max_age", life.renovation_max_age),
        ("life.extension_min_age", life.extension_min_age, "life.extension_max_age", life.extension_max_age),
        ("life.standard_years.RC", standard.rc, "life.extended_years.RC", extended.rc),
        ("life.standard_years.SRC", standard.src, "life.extended_years.SRC", extended.src),
        ("life.standard_years.S", standard.s, "life.extended_years.S", extended.s),
        ("life.standard_years.W", standard.w, "life.extended_years.W", extended.w),
    ] {
        if low > high {
            ranges.contradiction(
                low_key,
                format!("{low} > {high}"),
                Text::new(format!("{low_key} が {high_key} を超えています"), format!("{low_key} is more than {high_key}")),
                Text::new("2 つの値の順を直してください", "put the two values in order"),
            );
        }
    }
}

/// Bands are sorted and only the last one is open; a step down in the walk at the edge of a band gives advice.
fn check_distance(distance: &DistanceSettings, ranges: &mut Ranges<'_>) {
    let key = "distance.detour";
    for (index, band) in distance.detour.iter().enumerate() {
        ranges.within(&format!("{key}[{}].factor", index + 1), band.factor, 1.0, 10.0);
        if let Some(limit) = band.up_to_m {
            ranges.above(&format!("{key}[{}].up_to_m", index + 1), limit, 0.0, 1e6);
        }
    }
    let is_open_at_the_end_only = distance
        .detour
        .split_last()
        .is_some_and(|(last, others)| last.up_to_m.is_none() && others.iter().all(|band| band.up_to_m.is_some()));
    if !is_open_at_the_end_only {
        ranges.contradiction(
            key,
            format!("{} bands", distance.detour.len()),
            Text::new("最後の帯だけが up_to_m を持ちません", "the last band, and only it, has no up_to_m"),
            Text::new("最後に { factor = 1.3 } のような帯を 1 つ置いてください", "end with one band such as { factor = 1.3 }"),
        );
        return;
    }
    for pair in distance.detour.windows(2) {
        let Some(limit) = pair[0].up_to_m else { continue };
        if pair[1].up_to_m.is_some_and(|next| next <= limit) {
            ranges.contradiction(
                key,
                format!("{limit}, {}", pair[1].up_to_m.unwrap_or_default()),
                Text::new("up_to_m が近い順になっていません", "the bands are not sorted by up_to_m"),
                Text::new("近い帯から順に並べてください", "put the nearest band first"),
            );
        } else if pair[1].factor < pair[0].factor {
            // Measured factors do fall with distance, so this is told and not refused.
            ranges.findings.advise(
                (ranges.place)(key),
                AdviceCode::Unusual,
                format!("{limit} m: {} → {}", limit * pair[0].factor, limit * pair[1].factor),
                Text::new(
                    "帯の境で、遠い場所の徒歩距離が近い場所より短くなります。帯を細かくすると段差が小さくなります",
                    "at the edge of the band a farther place has the shorter walk; narrower bands make the step smaller",
                ),
            );
        }
    }
}
