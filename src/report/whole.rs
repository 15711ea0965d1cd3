//! Reports of a plan that has everything: transfers, mergers, shared rooms, held sites, permits, openings, funding.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::layer_check::check_layer;
use super::sample::{Sample, sample};
use super::{Run, files, screen};
use crate::cashflow::{Prices, ledger};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::metrics::measure;
use crate::plan::{
    FunctionDecision, FundingPlan, FundingYear, MergerMode, MoveCode, Nature, OpeningPlan, PermitPlan, SchoolMerger, SharePlan,
    SlotFlow, SwingPlan,
};
use crate::project::{BandSlots, Room, RoomOwner, Sources};
use crate::scenario::{Rule, RuleLimit};
use crate::units::Yen;

const OPEN: FiscalYear = FiscalYear(2032);

/// The sample's town with rooms, and a plan that uses every option: not one that a rule would allow, but one to be shown.
pub(super) fn whole() -> Sample {
    let mut sample = sample("中央図書館");
    let project = &mut sample.project;
    project.scenario.funding = Some(crate::scenario::FundingSettings::default());
    project.scenario.rules = vec![Rule {
        id: "pace".into(),
        clause: "P1-2".to_owned(),
        owner: "教育環境課".to_owned(),
        reason: "pace".to_owned(),
        limit: RuleLimit::SchoolStartsPerYear { at_most: 1, from_fy: None, to_fy: None },
        soft_price_jpy: None,
    }];
    for kind in &mut project.kinds.school_kinds {
        kind.gym_m2 = 800.0;
    }
    let room = |id: &str, owner, class, slots, school_use, used| Room {
        id: id.into(),
        owner,
        class,
        area: None,
        slots: [("all".into(), BandSlots { slots, school_use, open: 0.0, used })].into_iter().collect(),
        sources: Sources::default(),
    };
    project.rooms = vec![
        room("K2-1", RoomOwner::Function("K2".into()), RoomClass::Meeting, 1_000.0, 0.0, 600.0),
        room("S2-1", RoomOwner::School("S2".into()), RoomClass::SpecialRoom, 1_500.0, 500.0, 0.0),
    ];
    let plan = &mut sample.plan;
    let of = |plan: &crate::plan::Plan, id: &str| plan.assets.iter().position(|entry| entry.asset.as_str() == id).unwrap();
    let hall = of(plan, "F3");
    plan.assets[hall].transfer_fy = Some(OPEN);
    plan.shares.push(SharePlan { school: "S1".into(), partner: "S2".into(), room: RoomClass::Gym });
    plan.swings.push(SwingPlan { school: "S1".into(), site: "F2".into() });
    plan.permits.push(PermitPlan { host: "S1".into(), kind: "library".into(), fy: OPEN });
    plan.openings.push(OpeningPlan { school: "S2".into(), room_class: RoomClass::SpecialRoom, fy: FiscalYear(2027) });
    plan.openings.push(OpeningPlan { school: "S2".into(), room_class: RoomClass::SpecialRoom, fy: OPEN });
    plan.functions[1].decision = FunctionDecision::Move { code: MoveCode::O, host: "S2".into(), into: None, fy: OPEN };
    plan.slot_flows.push(SlotFlow {
        function: "K2".into(),
        room_class: RoomClass::Meeting,
        school: "S2".into(),
        opened_class: RoomClass::SpecialRoom,
        band: "all".into(),
        fy: OPEN,
        slots_per_year: 660.0,
    });
    fund(&mut sample);
    sample
}

/// Sources of every year that tie out with the ledger: a third of the works' rest by bonds, a tenth of all by the fund.
fn fund(sample: &mut Sample) {
    let (instance, prices) = (Instance::new(&sample.project), Prices::new(&sample.project));
    let lines = ledger(&instance, &prices, &sample.plan);
    let mut funding = BTreeMap::new();
    for fy in instance.horizon.fiscal_years() {
        let sum = |counts: &dyn Fn(Nature) -> bool| -> Yen {
            lines.iter().filter(|line| line.amount.fy == fy && counts(line.amount.nature)).map(|line| line.amount.yen).sum()
        };
        let mut year = FundingYear {
            costs_jpy: sum(&|nature| !nature.is_revenue()),
            principal_jpy: Yen(31),
            interest_jpy: Yen(7),
            deposit_jpy: Yen(1_001),
            subsidy_jpy: -sum(&|nature| nature == Nature::Subsidy),
            sale_jpy: -sum(&|nature| nature == Nature::Sale),
            lease_jpy: -sum(&|nature| nature == Nature::Lease),
            tax_return_jpy: Yen(5),
            fund_balance_jpy: Yen(10_000_000),
            debt_balance_jpy: Yen(20_000_000),
            ..FundingYear::default()
        };
        year.bond_jpy = Yen((sum(&Nature::is_bond_eligible) - year.subsidy_jpy).0 / 3);
        let uses = year.costs_jpy + year.principal_jpy + year.interest_jpy + year.deposit_jpy;
        let given = year.subsidy_jpy + year.bond_jpy + year.sale_jpy + year.lease_jpy + year.tax_return_jpy;
        year.draw_jpy = Yen((uses - given).0.max(0) / 10);
        year.general_jpy = uses - given - year.draw_jpy;
        // Where the land of a year brings more than it costs, the rest is put into the fund.
        if year.general_jpy.0 < 0 {
            year.deposit_jpy -= year.general_jpy;
            year.general_jpy = Yen::ZERO;
        }
        funding.insert(fy, year);
        sample.plan.funding.push(FundingPlan {
            fy,
            bond_jpy: year.bond_jpy,
            draw_jpy: year.draw_jpy,
            deposit_jpy: year.deposit_jpy,
        });
    }
    sample.plan.claims.funding = funding;
}

/// Does something with the run, measured with the whole plan.
pub(super) fn with<T>(sample: &Sample, act: impl FnOnce(&Run<'_>) -> T) -> T {
    let instance = Instance::new(&sample.project);
    let metrics = measure(&instance, &Prices::new(&sample.project), &sample.plan);
    sample.with(|run| act(&Run { metrics: &metrics, ..*run }))
}

fn rows(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = files[name].strip_prefix("\u{feff}".as_bytes()).unwrap();
    csv::Reader::from_reader(text).deserialize().map(|row| row.unwrap()).collect()
}

fn yen(row: &BTreeMap<String, String>, column: &str) -> i64 {
    row[column].parse().unwrap()
}

const SOURCES: [&str; 6] = ["subsidy_jpy", "bond_jpy", "fund_draw_jpy", "land_income_jpy", "tax_return_jpy", "general_jpy"];

#[test]
fn sources_of_every_line_sum_to_it_and_those_of_a_year_to_the_claims() {
    let sample = whole();
    let files = with(&sample, |run| files(run).unwrap());
    let mut by_year: BTreeMap<i32, [i64; 6]> = BTreeMap::new();
    let mut costs: BTreeMap<i32, i64> = BTreeMap::new();
    let mut incomes = 0;
    for row in rows(&files, "costs.csv") {
        if row["general_jpy"].is_empty() {
            incomes += 1;
            assert!(yen(&row, "nominal_jpy") < 0, "{row:?}");
            continue;
        }
        let sources = SOURCES.map(|column| yen(&row, column));
        assert_eq!(sources.iter().sum::<i64>(), yen(&row, "nominal_jpy"), "{row:?}");
        // Sharing and a held site together save more temporary premises than the rebuild has: a saving is general funds' alone.
        assert!(sources.iter().all(|&yen| yen >= 0) || yen(&row, "nominal_jpy") < 0, "{row:?}");
        let fy = row["fy"].parse().unwrap();
        *costs.entry(fy).or_default() += yen(&row, "nominal_jpy");
        for (sum, yen) in by_year.entry(fy).or_default().iter_mut().zip(sources) {
            *sum += yen;
        }
    }
    assert!(incomes > 0, "the sale of F1 is income");
    for (fy, year) in &sample.plan.claims.funding {
        let land = year.sale_jpy + year.lease_jpy;
        let claimed = [year.subsidy_jpy, year.bond_jpy, year.draw_jpy, land, year.tax_return_jpy, year.general_jpy];
        assert_eq!(by_year[&fy.0], claimed.map(|yen| yen.0), "{fy}");
        let uses = year.costs_jpy + year.principal_jpy + year.interest_jpy + year.deposit_jpy;
        assert_eq!(costs[&fy.0], uses.0);
    }
}

#[test]
fn uses_are_sources_in_every_row_of_the_funding() {
    let sample = whole();
    let rows_of = |sample: &Sample| rows(&with(sample, |run| files(run).unwrap()), "funding.csv");
    let funded = rows_of(&sample);
    assert_eq!(funded.len(), 15);
    for row in &funded {
        assert_eq!(yen(row, "uses_jpy"), yen(row, "sources_jpy"), "{row:?}");
    }
    assert_eq!(funded[0]["debt_balance_jpy"], "20000000");
    let mut sample = sample;
    sample.project.scenario.funding = None;
    let unfunded = rows_of(&sample);
    for row in &unfunded {
        assert_eq!((yen(row, "uses_jpy"), yen(row, "bond_jpy")), (yen(row, "sources_jpy"), 0));
        assert!(row["fund_balance_jpy"].is_empty());
    }
    // General funds of a year are those of its lines, income included.
    let files = with(&sample, |run| files(run).unwrap());
    let mut general: BTreeMap<String, i64> = BTreeMap::new();
    for row in super::whole::rows(&files, "costs.csv") {
        assert_eq!(row["general_jpy"], row["nominal_jpy"]);
        *general.entry(row["fy"].clone()).or_default() += yen(&row, "general_jpy");
    }
    assert!(unfunded.iter().all(|row| general[&row["fy"]] == yen(row, "general_jpy")));
}

#[test]
fn costs_of_all_sites_are_those_of_the_plan() {
    let sample = whole();
    let (instance, prices) = (Instance::new(&sample.project), Prices::new(&sample.project));
    let all: i64 = ledger(&instance, &prices, &sample.plan).iter().map(|line| line.amount.yen.0).sum();
    let layer = with(&sample, |run| files(run).unwrap().remove("facilities.geojson").unwrap());
    let sites = check_layer("facilities", &layer);
    assert_eq!(sites.iter().map(|site| site["properties"]["cost_jpy"].as_i64().unwrap()).sum::<i64>(), all);
}

#[test]
fn every_decision_has_a_row_with_its_words_and_its_reason() {
    let files = with(&whole(), |run| files(run).unwrap());
    let rows = rows(&files, "decisions.csv");
    let row = |kind: &str, id: &str| rows.iter().find(|row| row["owner_kind"] == kind && row["id"] == id).unwrap();
    assert_eq!((row("asset", "F3")["decision"].as_str(), row("asset", "F3")["code"].as_str()), ("2032年度に民間へ移譲", "T"));
    let share = row("share", "S1");
    assert_eq!((share["code"].as_str(), share["host_id"].as_str(), share["gfa_m2"].as_str()), ("gym", "S2", "800"));
    assert_eq!((share["works_fy"].as_str(), share["effective_fy"].as_str()), ("2025", "2028"));
    assert!(share["reason"].contains("体育館800㎡を建てずに済む"), "{share:?}");
    let swing = row("swing", "S1");
    assert_eq!((swing["host_id"].as_str(), swing["effective_fy"].as_str()), ("F2", "2025"));
    assert_eq!(row("permit", "S1")["kind"], "library");
    let opening = row("opening", "S2");
    assert_eq!(opening["decision"], "特別教室1室を2027-2036年度に区民へ開放（年1000コマ）");
    assert_eq!((opening["effective_fy"].as_str(), opening["code"].as_str()), ("2027", "special_room"));
    assert!(opening["reason"].contains("hall K2の利用を受け入れる"), "{opening:?}");
    assert_eq!(row("function", "K2")["decision"], "2032年度に廃止し、利用は梅中学校などの学校施設の開放へ");
}

#[test]
fn costs_of_openings_are_those_of_the_chosen_options_together() {
    let mut sample = whole();
    let option = |fy: i32, chosen, cost| super::OptionRow {
        owner_kind: super::OptionOwner::Opening,
        owner: "S2".to_owned(),
        code: "special_room".to_owned(),
        host: None,
        start_fy: None,
        works_fy: None,
        open_fy: Some(FiscalYear(fy)),
        cost_pv_jpy: Some(cost),
        status: super::OptionStatus::Exists,
        reason_ja: "空きがある".to_owned(),
        reason_en: "free slots".to_owned(),
        chosen,
    };
    sample.options.extend([option(2027, true, 100.0), option(2032, true, 50.0), option(2034, false, 7.0)]);
    let files = with(&sample, |run| files(run).unwrap());
    let rows = rows(&files, "decisions.csv");
    let opening = rows.iter().find(|row| row["owner_kind"] == "opening").unwrap();
    assert_eq!((opening["chosen_cost_pv_jpy"].as_str(), opening["options_existing"].as_str()), ("150", "3"));
    // What the opening is for, rather than why it could be one.
    assert!(opening["reason"].contains("利用を受け入れる"), "{opening:?}");
}

#[test]
fn a_merged_school_is_said_to_be_and_has_no_more_pupils() {
    let mut sample = whole();
    sample.plan = super::sample::plan();
    let school = sample.plan.assets.iter_mut().find(|entry| entry.asset.as_str() == "S2").unwrap();
    school.close_fy = Some(OPEN);
    school.merger = Some(SchoolMerger { into: "S1".into(), mode: MergerMode::Hub });
    fund(&mut sample);
    let files = with(&sample, |run| files(run).unwrap());
    let decisions = rows(&files, "decisions.csv");
    let row = decisions.iter().find(|row| row["owner_kind"] == "asset" && row["id"] == "S2").unwrap();
    assert_eq!((row["decision"].as_str(), row["host_id"].as_str()), ("2032年度に閉校し桜小学校へ統合（改築校舎）", "S1"));
    let schools = check_layer("schools", &files["schools.geojson"]);
    assert_eq!(
        (schools[1]["properties"]["merged_into"].as_str(), schools[1]["properties"]["merged_fy"].as_i64()),
        (Some("S1"), Some(2032))
    );
    let needs = rows(&files, "school_needs.csv");
    let need = |id: &str, fy: &str| needs.iter().find(|row| row["site_id"] == id && row["fy"] == fy);
    assert!(need("S2", "2031").is_some() && need("S2", "2032").is_none());
    // 400 pupils in six grades of 66.7 are two classes each; 800 of 133.3 are four.
    let merged = need("S1", "2032").unwrap();
    assert_eq!((merged["pupils_people"].as_str(), merged["classes"].as_str(), merged["need_m2"].as_str()), ("800", "24", "8500"));
    // The floor rebuilt (6,100 needed, 6,000 there) with 12 more classes of 200 m².
    assert_eq!((merged["floor_m2"].as_str(), merged["surplus_m2"].as_str()), ("8500", "0"));
    let before = need("S1", "2027").unwrap();
    assert_eq!((before["classes"].as_str(), before["floor_m2"].as_str(), before["surplus_m2"].as_str()), ("12", "6000", "-100"));
}

#[test]
fn criteria_are_given_with_their_ranks_and_not_weighed() {
    let files = with(&whole(), |run| files(run).unwrap());
    let rows = rows(&files, "school_criteria.csv");
    let [first, second] = &rows[..] else { panic!("{rows:?}") };
    let of = |row: &BTreeMap<String, String>, columns: [&str; 4]| columns.map(|column| row[column].clone());
    assert_eq!(of(first, ["site_id", "oldest_age_years", "age_rank", "seismic_rank"]), ["S1", "60", "1", "1"]);
    assert_eq!(of(second, ["site_id", "oldest_age_years", "age_rank", "soundness_rank"]), ["S2", "37", "2", ""]);
    // Within 2,000 m of both: library 1,500, halls 800 and 500.
    assert_eq!(
        of(first, ["functions_in_reach", "functions_in_reach_m2", "pupil_growth_ratio", "plan_code"]),
        ["3", "2800", "0", "BH"]
    );
}

#[test]
fn slots_are_given_by_place_and_period_with_who_takes_them() {
    let files = with(&whole(), |run| files(run).unwrap());
    let rows = rows(&files, "slots.csv");
    assert_eq!(rows.len(), 2 * 3);
    let row = |id: &str, fy: &str| rows.iter().find(|row| row["owner_id"] == id && row["period_start_fy"] == fy).unwrap();
    let school = row("S2", "2032");
    let cells =
        ["offered_before_slots_per_year", "opened_slots_per_year", "used_slots_per_year", "held_slots_per_year", "held_for"];
    assert_eq!(cells.map(|column| school[column].as_str()), ["0", "1000", "600", "660", "K2:660"]);
    assert_eq!(cells.map(|column| row("S2", "2027")[column].as_str()), ["0", "1000", "0", "0", ""]);
    let hall = row("K2", "2032");
    assert_eq!(
        (hall["site_id"].as_str(), hall["offered_slots_per_year"].as_str(), hall["used_before_slots_per_year"].as_str()),
        ("", "0", "600")
    );
}

#[test]
fn layers_show_transfers_and_codes_of_every_move() {
    let files = with(&whole(), |run| files(run).unwrap());
    let facilities = check_layer("facilities", &files["facilities.geojson"]);
    let hall = &facilities[2]["properties"];
    assert_eq!((hall["state_2027"].as_str(), hall["state_2032"].as_str()), (Some("in_use"), Some("transferred")));
    assert_eq!((hall["transfer_fy"].as_i64(), hall["floor_m2_2032"].as_f64()), (Some(2032), Some(0.0)));
    let functions = check_layer("functions", &files["functions.geojson"]);
    assert_eq!(functions[1]["properties"]["code"], "O");
    assert_eq!(
        (functions[2]["properties"]["code"].as_str(), functions[2]["properties"]["transfer_fy"].as_i64()),
        (Some("STAY"), Some(2032))
    );
    let moves = check_layer("moves", &files["moves.geojson"]);
    assert_eq!(moves.iter().map(|line| line["properties"]["code"].clone()).collect::<Vec<_>>(), [json!("C"), json!("O")]);
    let schools = check_layer("schools", &files["schools.geojson"]);
    assert_eq!(
        (schools[0]["properties"]["shared_with"].as_str(), schools[0]["properties"]["swing_site"].as_str()),
        (Some("S2"), Some("F2"))
    );
    assert_eq!(schools[1]["properties"]["opened_slots_2036"].as_f64(), Some(1_000.0));
}

#[test]
fn what_a_plan_names_must_exist() {
    let mut sample = whole();
    sample.plan.swings[0].site = "nowhere".into();
    assert!(matches!(with_plain(&sample), Err(super::ReportError::ForeignPlan { noun: "site", .. })));
    let mut sample = whole();
    sample.plan.shares[0].partner = "F1".into();
    assert!(
        matches!(with_plain(&sample), Err(super::ReportError::ForeignPlan { noun: "asset", .. })),
        "a facility shares no gym"
    );
}

fn with_plain(sample: &Sample) -> Result<BTreeMap<String, Vec<u8>>, super::ReportError> {
    sample.with(files)
}

#[test]
fn the_screen_says_what_occurs_and_stays_one_screen() {
    for lang in [Lang::Ja, Lang::En] {
        let mut sample = whole();
        sample.lang = lang;
        for columns in [60, 80, 100] {
            let text = with(&sample, |run| screen(run, Some(Path::new("runs/sample")), columns));
            assert!(text.lines().all(|line| super::layout::width(line) <= columns), "{text}");
            assert!(text.lines().count() <= 60, "{text}");
        }
        let text = with(&sample, |run| screen(run, None, 100));
        let words: &[&str] = match lang {
            Lang::Ja => &[
                "起債",
                "債務残高",
                "民間に移譲する機能",
                "学校開放に置き換える機能",
                "予約できる枠/年（開放1,000）",
                "枠の稼働率",
                "P1-2（教育環境課）",
            ],
            Lang::En => &[
                "bonds issued",
                "debt at the end",
                "functions transferred",
                "bookable slots/yr (1,000 opened)",
                "P1-2 (教育環境課)",
            ],
        };
        for word in words {
            assert!(text.contains(word), "{word} in\n{text}");
        }
    }
}
