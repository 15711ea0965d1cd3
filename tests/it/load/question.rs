//! What the whole model adds to a scenario: settings in range, rules with something to limit, funding.

use fukugo::error::{AdviceCode, InputCode};
use fukugo::load::merged_scenario;

use super::Hamlet;

/// The hamlet with more TOML before `[cost]`.
fn with(toml: &str) -> Hamlet {
    Hamlet::new().patch("scenario.toml", "[cost]", &format!("{toml}\n[cost]"))
}

/// The hamlet with one more rule, whose limit is `limit`.
fn ruled(limit: &str) -> Hamlet {
    with(&format!("[[rule]]\nid = \"new\"\nclause = \"1\"\nowner = \"x\"\nreason = \"x\"\nlimit = {{ {limit} }}"))
}

#[track_caller]
fn has(text: &str, expected: &[&str]) {
    for each in expected {
        assert!(text.contains(each), "no {each:?} in\n{text}");
    }
}

#[test]
fn settings_of_the_whole_model_lie_in_their_ranges() {
    for (toml, place) in [
        ("[moves]\nconversion_min_years = -1", "moves.conversion_min_years: -1"),
        ("[schools]\nmerge_max_m = { elementary = -1, junior_high = 1 }", "schools.merge_max_m.elementary: -1"),
        ("[schools]\nmerge_max_m = { elementary = 1, junior_high = 200000 }", "schools.merge_max_m.junior_high: 200000"),
        ("[schools]\nmerge_max_classes = 0", "schools.merge_max_classes: 0"),
        ("[schools]\nsharing_max_m = 100001", "schools.sharing_max_m: 100001"),
        ("[schools]\nsharing_max_classes = 201", "schools.sharing_max_classes: 201"),
        ("[schools]\nswing_max_m = -0.5", "schools.swing_max_m: -0.5"),
        ("[permits]\nmonths = 121", "permits.months: 121"),
        ("[openings]\nmargin = 5.5", "openings.margin: 5.5"),
        ("[openings]\nwalk_m = -1", "openings.walk_m: -1"),
        ("[population]\nchange_per_year = 0.21", "population.change_per_year: 0.21"),
        ("[funding]\ncharge_ratio = 75", "funding.charge_ratio: 75"),
        ("[funding]\ninterest_per_year = 1.5", "funding.interest_per_year: 1.5"),
        ("[funding]\nterm_years = 61", "funding.term_years: 61"),
        ("[funding]\nallocation_tax_return_ratio = 30", "funding.allocation_tax_return_ratio: 30"),
        ("[funding]\nfund_opening_million_jpy = -1", "funding.fund_opening_million_jpy: -1"),
        ("[funding]\ndeposit_max_million_jpy = -1", "funding.deposit_max_million_jpy: -1"),
        (
            "[[funding.existing_debt]]\nfy = 2022\nprincipal_million_jpy = -1\ninterest_million_jpy = 1",
            "funding.existing_debt[1].principal_million_jpy: -1",
        ),
        (
            "[[funding.existing_debt]]\nfy = 22\nprincipal_million_jpy = 1\ninterest_million_jpy = 1",
            "funding.existing_debt[1].fy: 22",
        ),
    ] {
        has(&with(toml).error(InputCode::OutOfRange), &[place]);
    }
    has(&with("[permits]\nmonth = 12").error(InputCode::UnknownField), &["permits.month", "did you mean months?"]);
}

#[test]
fn bonds_are_paid_back_after_their_grace() {
    let text = with("[funding]\ngrace_years = 20").error(InputCode::Contradiction);
    has(&text, &["funding.grace_years: 20 ≥ 20", "no year is left"]);
    with("[funding]\ngrace_years = 19").project();
}

#[test]
fn existing_debt_has_each_year_once() {
    let year = |fy: &str| format!("[[funding.existing_debt]]\nfy = {fy}\nprincipal_million_jpy = 5\ninterest_million_jpy = 1\n");
    let text = with(&format!("{}{}", year("2022"), year("\"令和4年度\""))).error(InputCode::DuplicateId);
    has(&text, &["funding.existing_debt[2].fy: 2022", "given twice"]);
    let project = with(&format!("{}{}", year("2022"), year("\"令和5年度\""))).project();
    assert_eq!(project.scenario.funding.unwrap().existing_debt.len(), 2);
}

#[test]
fn limits_of_new_rules_lie_in_their_ranges() {
    for (limit, field) in [
        ("type = \"hub_share\", at_least_ratio = 1.1", "at_least_ratio: 1.1"),
        ("type = \"investment_change\", at_most_million_jpy = -1", "at_most_million_jpy: -1"),
        ("type = \"capacity\", kind = \"library\", at_least_ratio = 11", "at_least_ratio: 11"),
        ("type = \"coverage\", kind = \"library\", at_least_ratio = 90", "at_least_ratio: 90"),
        ("type = \"walk_increase\", kind = \"library\", at_most_m = -1", "at_most_m: -1"),
        ("type = \"shelter_floor\", at_least_ratio = -0.1", "at_least_ratio: -0.1"),
        ("type = \"slots_within_walk\", room_class = \"hall\", margin = 6", "margin: 6"),
        ("type = \"opened_slots\", at_least_per_year = -1", "at_least_per_year: -1"),
    ] {
        has(&ruled(limit).error(InputCode::OutOfRange), &[&format!("[new] rule.limit.{field}")]);
    }
    for limit in ["general_funds_per_year", "bonds_per_year", "debt_balance"] {
        let funded = ruled(&format!("type = \"{limit}\", at_most_million_jpy = -1"));
        let text = funded.patch("scenario.toml", "[cost]", "[funding]\n[cost]").error(InputCode::OutOfRange);
        has(&text, &["[new] rule.limit.at_most_million_jpy: -1"]);
    }
    let fund = ruled("type = \"fund_balance\", at_least_million_jpy = 1e9").patch("scenario.toml", "[cost]", "[funding]\n[cost]");
    has(&fund.error(InputCode::OutOfRange), &["[new] rule.limit.at_least_million_jpy"]);
}

#[test]
fn kinds_of_new_rules_exist() {
    for limit in [
        "type = \"capacity\", kind = \"libary\", at_least_ratio = 1",
        "type = \"coverage\", kind = \"libary\", at_least_ratio = 0.5",
        "type = \"walk_increase\", kind = \"libary\", at_most_m = 500",
    ] {
        has(&ruled(limit).error(InputCode::DanglingReference), &["[new] rule.limit.kind: libary", "did you mean library?"]);
    }
    let words = ruled("type = \"slots_within_walk\", room_class = \"halls\", margin = 1").error(InputCode::UnknownWord);
    has(&words, &["[new] rule.limit.room_class", "did you mean hall?"]);
}

#[test]
fn years_of_new_rules_are_in_order_and_inside_the_horizon() {
    let turned = ruled("type = \"debt_balance\", at_most_million_jpy = 1, from_fy = 2030, to_fy = 2029");
    let text = turned.patch("scenario.toml", "[cost]", "[funding]\n[cost]").error(InputCode::ImpossibleYear);
    has(&text, &["[new] rule.limit.from_fy: 2030 > 2029"]);
    assert_eq!(ruled("type = \"opened_slots\", at_least_per_year = 10, from_fy = 2042").advice(AdviceCode::NoEffect), 1);
    assert_eq!(ruled("type = \"opened_slots\", at_least_per_year = 10, from_fy = 2041").advice(AdviceCode::NoEffect), 0);
}

#[test]
fn rules_of_funding_need_funding() {
    for limit in [
        "type = \"general_funds_per_year\", at_most_million_jpy = 1",
        "type = \"bonds_per_year\", at_most_million_jpy = 1",
        "type = \"debt_balance\", at_most_million_jpy = 1",
        "type = \"fund_balance\", at_least_million_jpy = 1",
    ] {
        has(&ruled(limit).error(InputCode::Contradiction), &["[new] rule.limit", "no [funding]"]);
        assert_eq!(ruled(limit).patch("scenario.toml", "[cost]", "[funding]\n[cost]").advice(AdviceCode::NoEffect), 0);
    }
}

#[test]
fn rules_without_anything_to_limit_are_told() {
    for (limit, expected) in [
        ("type = \"slots_within_walk\", room_class = \"hall\", margin = 1", 0),
        ("type = \"slots_within_walk\", room_class = \"meeting\", margin = 1", 0),
        ("type = \"slots_within_walk\", room_class = \"pool\", margin = 1", 1),
        ("type = \"slots_within_walk\", room_class = \"gym\", margin = 1", 1),
        ("type = \"opened_slots\", at_least_per_year = 100", 0),
        ("type = \"capacity\", kind = \"library\", at_least_ratio = 1", 0),
        ("type = \"capacity\", kind = \"meeting_room\", at_least_ratio = 1", 1),
        ("type = \"shelter_floor\", at_least_ratio = 1", 0),
        ("type = \"changes_per_period\", at_most = 0", 0),
        ("type = \"hub_share\", at_least_ratio = 0.5", 0),
    ] {
        assert_eq!(ruled(limit).advice(AdviceCode::NoEffect), expected, "{limit}");
    }
    let without_rooms = ruled("type = \"opened_slots\", at_least_per_year = 100").without("rooms.csv");
    assert_eq!(without_rooms.advice(AdviceCode::NoEffect), 1);
    let no_shelters = ruled("type = \"shelter_floor\", at_least_ratio = 1")
        .patch("schools.geojson", "\"shelter\": true", "\"shelter\": false")
        .patch("schools.geojson", "\"shelter\": true", "\"shelter\": false")
        .patch("schools.geojson", "\"shelter\": true", "\"shelter\": false");
    assert_eq!(no_shelters.advice(AdviceCode::NoEffect), 1);
}

#[test]
fn a_transfer_is_a_code_of_assets_and_not_of_functions() {
    let lock =
        |target: &str| format!("[[lock]]\nid = \"t\"\n{target}\nforbid = [\"T\"]\nclause = \"1\"\nowner = \"x\"\nreason = \"x\"");
    assert_eq!(with(&lock("asset = \"F1\"")).project().scenario.locks.len(), 2);
    has(&with(&lock("function = \"K1\"")).error(InputCode::UnknownWord), &["[t] lock.forbid: T", "STAY, C, A, S, V, O, END"]);
}

#[test]
fn new_cash_flows_stay_where_single_yen_are_exact() {
    let refused = ["scenario.toml cost", "9,007 trillion yen"];
    // 9,000 m² at the highest price are 9 × 10¹¹ yen.
    Hamlet::new().patch("schools.geojson", "\"land_price_yen_m2\": 450000", "\"land_price_yen_m2\": 100000000").project();
    let debts = (2022..2132)
        .map(|fy| format!("[[funding.existing_debt]]\nfy = {fy}\nprincipal_million_jpy = 1e8\ninterest_million_jpy = 0\n"))
        .collect::<Vec<_>>()
        .concat();
    // 110 years × 10⁸ million yen are 1.1 × 10¹⁶ yen.
    has(&with(&debts).error(InputCode::OutOfRange), &[refused[0], refused[1], "funding"]);
    let negative =
        |hamlet: Hamlet| hamlet.patch("scenario.toml", "discount_rate_per_year = 0.04", "discount_rate_per_year = -0.1");
    // 20 years at −10 % make a yen 0.9⁻²⁰ = 8.2 times as dear. Twice 10⁷ m² × 10⁸ yen/m² are 2 × 10¹⁵ yen, which a sale brings.
    let land = negative(Hamlet::new())
        .patch("schools.geojson", "\"site_area_m2\": 9000", "\"site_area_m2\": 10000000")
        .patch("schools.geojson", "\"land_price_yen_m2\": 450000", "\"land_price_yen_m2\": 100000000")
        .patch("schools.geojson", "\"site_area_m2\": 11000", "\"site_area_m2\": 10000000")
        .patch("schools.geojson", "\"land_price_yen_m2\": 500000", "\"land_price_yen_m2\": 100000000");
    has(&land.error(InputCode::OutOfRange), &[refused[0], refused[1], "land"]);
    // 10⁷ slots × 10⁷ yen × 20 years are 2 × 10¹⁵ yen.
    let opened = negative(Hamlet::new()).patch("rooms.csv", "プール,,600,", "プール,,10000000,").patch(
        "costs.toml",
        "[parameter.opening_yen_slot]\nlow = 2000\nbase = 4000\nhigh = 6000",
        "[parameter.opening_yen_slot]\nlow = 2000\nbase = 4000\nhigh = 1e7",
    );
    has(&opened.error(InputCode::OutOfRange), &[refused[0], refused[1], "yearly costs"]);
    let crowded = Hamlet::new()
        .patch("kinds.toml", "m2_per_class = 160", "m2_per_class = 10000")
        .patch("kinds.toml", "class_size_people = 35", "class_size_people = 1")
        .patch("schools.geojson", "\"pupils_2022\": 420", "\"pupils_2022\": 100000")
        .patch("scenario.toml", "[cost]", "[cost]\nfactor = 20");
    // 10⁵ classes × 10⁴ m² = 10⁹ m² × about 10⁷ yen/m².
    has(&crowded.error(InputCode::OutOfRange), &[refused[0], refused[1], "works and moves"]);
}

#[test]
fn a_merged_scenario_shows_the_new_tables() {
    let hamlet = with(
        "[funding]\ncharge_ratio = 0.9\n[openings]\nmargin = 1.2\n[population]\nvariant = \"low\"\n[schools]\nmerging = true",
    )
    .write(
        "over.toml",
        "extends = \"scenario.toml\"\nname = \"over\"\nfunding.charge_ratio = 0.5\nfunding.existing_debt = \
             [{ fy = 2022, principal_million_jpy = 5, interest_million_jpy = 1 }]\npermits.zone_exception = true\n",
    );
    let merged = merged_scenario(&hamlet.file("over.toml")).unwrap();
    has(
        &merged.toml,
        &[
            "[funding]",
            "charge_ratio = 0.5",
            "[[funding.existing_debt]]",
            "[openings]",
            "[population]",
            "variant = \"low\"",
            "[schools]",
            "merging = true",
            "[permits]",
        ],
    );
    assert_eq!(merged.origins["funding.charge_ratio"], "over.toml");
    assert_eq!(merged.origins["openings.margin"], "scenario.toml");
    assert_eq!(merged.origins["permits.zone_exception"], "over.toml");
    let project = fukugo::load::load(&hamlet.file("over.toml")).unwrap();
    assert!(project.scenario.permits.zone_exception && project.scenario.funding.unwrap().existing_debt[0].fy.0 == 2022);
}
