//! The suite of planning questions: each loads, is answered within its limits, verifies, and its money ties out to the yen.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in the functions that tests share too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use fukugo::fiscal::FiscalYear;
use fukugo::load::load;
use fukugo::plan::{FunctionDecision, FundingYear, Nature, Plan, Treatment};
use fukugo::project::Project;
use fukugo::scenario::{FundingSettings, RuleLimit};
use rayon::prelude::*;
use serde_json::Value;

/// Questions on other folders than the town's, left to `generate` or to those who have the data.
const OF_THE_WARD: &str = "setagaya";

/// Yen by which whole yen may miss a funding limit (formulation, 12.8).
const FUNDING_TOLERANCE_JPY: i64 = 1_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Names of all questions, without `.toml`.
fn names() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = files.filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort();
    names
}

/// Names of the town's questions.
fn town_names() -> Vec<String> {
    names().into_iter().filter(|name| !name.starts_with(OF_THE_WARD)).collect()
}

fn loaded(path: &Path) -> Project {
    load(path).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()))
}

/// A question with its answer.
struct Answer {
    project: Project,
    plan: Plan,
    manifest: Value,
    run: PathBuf,
}

/// Answers of the town's questions by name, searched once for all tests.
fn answers() -> &'static BTreeMap<String, Answer> {
    static ANSWERS: OnceLock<BTreeMap<String, Answer>> = OnceLock::new();
    ANSWERS.get_or_init(|| town_names().into_par_iter().map(|name| (name.clone(), answer(&name))).collect())
}

/// Solves through the program, which prints a plan only after it has verified it.
fn answer(name: &str) -> Answer {
    let scenario = folder().join(format!("{name}.toml"));
    let run = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("scenarios-{}", std::process::id())).join(name);
    let arguments = ["solve", scenario.to_str().unwrap(), "--out", run.to_str().unwrap()];
    let output = Command::new(env!("CARGO_BIN_EXE_fukugo")).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    let read = |file: &str| fs::read(run.join(file)).unwrap();
    Answer {
        project: loaded(&scenario),
        plan: serde_json::from_slice(&read("plan.json")).unwrap(),
        manifest: serde_json::from_slice(&read("manifest.json")).unwrap(),
        run,
    }
}

/// Years of funding in order, with what the scenario assumes; none where it has no `[funding]`.
fn funding(answer: &Answer) -> Option<(&FundingSettings, Vec<(FiscalYear, FundingYear)>)> {
    let settings = answer.project.scenario.funding.as_ref()?;
    Some((settings, answer.plan.claims.funding.iter().map(|(&fy, &year)| (fy, year)).collect()))
}

/// Million yen as the formulation rounds them.
fn whole_yen(million: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "amounts of a town")]
    let yen = (million * 1e6 + 0.5).floor() as i64;
    yen
}

#[test]
fn every_question_says_what_it_asks_and_is_in_the_table() {
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(".toml`"));
    let listed: BTreeSet<String> = rows.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(listed, names().into_iter().collect());
    // The real ward's folder is made by its recipe and is not always there.
    for name in names().iter().filter(|name| *name != "setagaya-real") {
        let scenario = loaded(&folder().join(format!("{name}.toml"))).scenario;
        assert_eq!(scenario.name, *name);
        let is_japanese = |character: char| matches!(character, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        assert!(scenario.description.chars().filter(|&character| is_japanese(character)).count() >= 20, "{name}");
        for rule in &scenario.rules {
            assert!(rule.reason.contains("例題"), "{name}: {} must be labelled as a demonstration's assumption", rule.id);
        }
        for lock in &scenario.locks {
            assert!(lock.reason.contains("例題"), "{name}: {} must be labelled as a demonstration's assumption", lock.id);
        }
    }
}

#[test]
fn frozen_halls_are_all_the_halls_there_are() {
    for name in ["children-halls-frozen", "setagaya-children-halls-frozen"] {
        let project = loaded(&folder().join(format!("{name}.toml")));
        let halls = project.functions.iter().filter(|function| function.kind.as_str() == "children_hall");
        let halls: BTreeSet<_> = halls.map(|function| function.id.clone()).collect();
        assert!(halls.len() >= 3, "{name}");
        assert_eq!(
            project.scenario.locks.iter().filter_map(|lock| lock.function.clone()).collect::<BTreeSet<_>>(),
            halls,
            "{name}"
        );
    }
}

#[test]
fn every_question_without_a_twin_can_be_asked_of_the_ward() {
    let copies = tempfile::tempdir().unwrap();
    let base = folder().join("setagaya.toml");
    let twins: BTreeSet<String> = names().iter().filter_map(|name| name.strip_prefix("setagaya-").map(str::to_owned)).collect();
    let asked: Vec<String> = town_names().into_iter().filter(|name| name != "town" && !twins.contains(name)).collect();
    for name in &asked {
        let text = fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
        let text = text.replace("extends = \"town.toml\"", &format!("extends = {:?}", base.to_str().unwrap()));
        fs::write(copies.path().join(format!("{name}.toml")), text).unwrap();
    }
    assert!(asked.len() >= 12, "{asked:?}");
    asked.par_iter().for_each(|name| {
        let project = loaded(&copies.path().join(format!("{name}.toml")));
        assert!(project.sites.len() >= 500, "{name} does not ask about the ward");
    });
}

#[test]
fn every_question_is_answered_within_its_limits() {
    for (name, answer) in answers() {
        assert_eq!(answer.manifest["status"], "optimal", "{name}");
        let gap = answer.manifest["gap"].as_f64().unwrap();
        assert!(gap <= answer.project.scenario.solver.gap, "{name}: {gap}");
    }
}

#[test]
fn every_plan_does_what_its_question_says() {
    let plan = |name: &str| &answers()[name].plan;
    let stays = |plan: &Plan| plan.functions.iter().all(|function| function.decision == FunctionDecision::Stay);
    for name in ["baseline-60", "baseline-80"] {
        let plan = plan(name);
        assert!(stays(plan) && plan.openings.is_empty() && plan.shares.is_empty() && plan.swings.is_empty(), "{name}");
    }
    assert!(plan("no-land-sale").sites.iter().all(|site| site.treatment != Treatment::D));
    assert!(plan("no-permits").permits.is_empty());
    assert!(plan("hub-plan").openings.is_empty());
    assert!(plan("no-new-bonds").funding.iter().all(|year| year.bond_jpy.0 == 0));
    assert!(plan("no-subsidies").claims.cost_jpy.values().all(|natures| !natures.contains_key(&Nature::Subsidy)));
    assert!(!plan("rooms-open-wide").openings.is_empty());
    let frozen = &answers()["children-halls-frozen"];
    let halls = frozen.project.functions.iter().filter(|function| function.kind.as_str() == "children_hall");
    let halls: BTreeSet<_> = halls.map(|function| &function.id).collect();
    assert_eq!(halls.len(), 3);
    let of_halls = frozen.plan.functions.iter().filter(|function| halls.contains(&function.function));
    assert!(of_halls.clone().count() == 3 && of_halls.clone().all(|function| function.decision == FunctionDecision::Stay));
}

#[test]
fn every_school_is_rebuilt_at_sixty_in_the_baseline() {
    let Answer { project, plan, .. } = &answers()["baseline-60"];
    for asset in &plan.assets {
        let Some(site) = project.sites.iter().find(|site| site.id.as_str() == asset.asset.as_str() && site.school().is_some())
        else {
            continue;
        };
        let blocks = project.buildings.iter().filter(|building| building.site == site.id);
        let oldest = blocks.map(|building| building.built.0).min().unwrap();
        // Two years of design come first, and works of three years must end within the horizon.
        let due = (oldest + 60).max(2024);
        let rebuilt = asset.actions.iter().find(|action| action.code.is_rebuild()).map(|action| action.works_fy.0);
        if due <= 2049 {
            assert_eq!(rebuilt, Some(due), "{}", asset.asset);
        }
    }
}

#[test]
fn sources_are_uses_in_every_year() {
    for (name, answer) in answers() {
        let Some((_, years)) = funding(answer) else { panic!("{name} has no funding") };
        assert_eq!(years.len(), 30, "{name}");
        for (fy, year) in years {
            let uses = year.costs_jpy.0 + year.principal_jpy.0 + year.interest_jpy.0 + year.deposit_jpy.0;
            let own = year.subsidy_jpy.0 + year.sale_jpy.0 + year.lease_jpy.0 + year.tax_return_jpy.0;
            let sources = own + year.bond_jpy.0 + year.draw_jpy.0 + year.general_jpy.0;
            assert_eq!(sources, uses, "{name}, {fy}");
            assert!(year.general_jpy.0 >= -FUNDING_TOLERANCE_JPY, "{name}, {fy}");
            let natures = &answer.plan.claims.cost_jpy[&fy];
            let costs: i64 = natures.iter().filter(|(nature, _)| !nature.is_revenue()).map(|(_, yen)| yen.0).sum();
            let revenue = |nature| -natures.get(&nature).map_or(0, |yen| yen.0);
            assert_eq!(year.costs_jpy.0, costs, "{name}, {fy}");
            let claimed = (revenue(Nature::Subsidy), revenue(Nature::Sale), revenue(Nature::Lease));
            assert_eq!((year.subsidy_jpy.0, year.sale_jpy.0, year.lease_jpy.0), claimed, "{name}, {fy}");
        }
    }
}

#[test]
fn the_fund_and_the_debt_carry_over_from_year_to_year() {
    for (name, answer) in answers() {
        let (settings, years) = funding(answer).unwrap();
        let mut fund = whole_yen(settings.fund_opening_million_jpy);
        let mut debt: i64 = settings.existing_debt.iter().map(|year| whole_yen(year.principal_million_jpy)).sum();
        for (fy, year) in years {
            fund += year.deposit_jpy.0 - year.draw_jpy.0;
            debt += year.bond_jpy.0 - year.principal_jpy.0;
            assert_eq!((year.fund_balance_jpy.0, year.debt_balance_jpy.0), (fund, debt), "{name}, {fy}");
            assert!(fund >= 0 && debt >= 0, "{name}, {fy}");
        }
    }
}

#[test]
fn limits_of_money_hold_in_every_year() {
    let mut checked = 0;
    for (name, answer) in answers() {
        for rule in &answer.project.scenario.rules {
            let (limit, amount): (f64, fn(&FundingYear) -> i64) = match rule.limit {
                RuleLimit::GeneralFundsPerYear { at_most_million_jpy, .. } => (at_most_million_jpy, |year| year.general_jpy.0),
                RuleLimit::BondsPerYear { at_most_million_jpy, .. } => (at_most_million_jpy, |year| year.bond_jpy.0),
                _ => continue,
            };
            for (fy, year) in funding(answer).unwrap().1 {
                assert!(amount(&year) <= whole_yen(limit) + FUNDING_TOLERANCE_JPY, "{name}, {fy}: {}", rule.id);
            }
            checked += 1;
        }
    }
    assert!(checked >= 10, "{checked}");
}

#[test]
fn what_the_payers_pay_adds_up_to_the_plan() {
    for (name, answer) in answers() {
        let bytes = fs::read(answer.run.join("costs.csv")).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut paid: BTreeMap<(i32, String), i64> = BTreeMap::new();
        let mut of_municipality: BTreeMap<(i32, String), i64> = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for row in reader.deserialize::<BTreeMap<String, String>>() {
            let row = row.unwrap();
            let book = if row["payer_kind"] == "municipality" { &mut of_municipality } else { &mut paid };
            *book.entry((row["fy"].parse().unwrap(), row["nature"].clone())).or_default() +=
                row["nominal_jpy"].parse::<i64>().unwrap();
        }
        let service = answer.plan.claims.funding.iter().flat_map(|(fy, year)| {
            let uses = [("principal", year.principal_jpy), ("interest", year.interest_jpy), ("deposit", year.deposit_jpy)];
            uses.map(|(nature, yen)| ((fy.0, nature.to_owned()), yen.0))
        });
        of_municipality.retain(|_, yen| *yen != 0);
        assert_eq!(of_municipality, service.filter(|(_, yen)| *yen != 0).collect(), "{name}");
        let claimed = answer.plan.claims.cost_jpy.iter();
        let claimed: BTreeMap<(i32, String), i64> = claimed
            .flat_map(|(fy, natures)| natures.iter().map(|(nature, yen)| ((fy.0, nature.as_str().to_owned()), yen.0)))
            .collect();
        paid.retain(|_, yen| *yen != 0);
        assert_eq!(paid, claimed.into_iter().filter(|(_, yen)| *yen != 0).collect(), "{name}");
    }
}
