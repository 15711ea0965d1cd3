//! What a run leaves: the folder of plan, decisions, metrics, costs and layers, and the screen a planner can paste in a mail.
//!
//! File names and columns for machines are English; [`Run::lang`] decides the words of `decisions.csv` and of the screen.

mod access;
mod allocation;
mod book;
mod costs;
mod decisions;
mod difference;
mod facilities;
mod folder;
mod functions;
mod funding_csv;
mod geojson;
mod gis;
mod html;
mod layout;
mod losers;
mod manifest;
mod map;
mod moves;
mod numbers;
mod option_rows;
mod options_csv;
mod page;
mod paid;
mod plan_file;
mod report_page;
mod rule_words;
mod run_folder;
mod say;
mod schemas;
mod school_criteria;
mod school_needs;
mod schools;
mod sheet_names;
mod sheets;
mod slots_csv;
mod state;
mod table;
mod terminal;
mod walks;
mod words;
mod workbook;

#[cfg(test)]
mod layer_check;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod whole;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::cashflow::Prices;
use crate::id::SiteIx;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::metrics::{Metrics, access_by_point};
use crate::plan::{Plan, Proof};
use crate::scenario::DistanceMethod;
use crate::verify::MissedRule;

pub use difference::{Difference, DifferenceError, DifferenceSummary, Pair, check_difference_place};
pub use manifest::{
    HashedFile, HorizonYears, Machine, ManifestFile, Solver, StageTime, Verification, WalkBasisOfRun, peak_memory_kib,
};
pub use option_rows::option_rows;
pub use options_csv::{OptionOwner, OptionRow, OptionStatus};
pub use plan_file::{PlanFileError, read_plan};
pub use rule_words::{demand, unit_of};
pub use run_folder::{RunFolderError, StoredRun, read_run};
pub use schemas::{baseline_schema, difference_schema, manifest_schema, metrics_schema, plan_schema};
pub use terminal::screen;
pub use walks::Pairs;

use book::Book;

/// Folder, inside that of a run, with copies of the project's files.
pub const INPUTS: &str = "inputs";

/// Name of the merged scenario in a run folder; its project is [`INPUTS`], so that it can be loaded and solved there.
pub(crate) const SCENARIO: &str = "scenario.toml";

/// The report for people.
const REPORT: &str = "report.html";

/// The plan's money for finance.
const COST_BOOK: &str = "cost-book.xlsx";

/// A finished run: what was asked, what was decided, what is proven, and how it was found.
#[derive(Clone, Copy, Debug)]
pub struct Run<'run> {
    /// The municipality.
    pub instance: &'run Instance<'run>,
    /// Prices of the scenario.
    pub prices: &'run Prices,
    /// The plan, verified.
    pub plan: &'run Plan,
    /// What it does and what comes of it, with its difference from the baseline.
    pub metrics: &'run Metrics,
    /// What is proven about it.
    pub proof: Proof,
    /// What `verify` checked.
    pub verification: Verification,
    /// The soft rules it misses, by id.
    pub missed: &'run [MissedRule],
    /// Every option that exists or was excluded, in the order of assets, functions and sites.
    pub options: &'run [OptionRow],
    /// What solved it.
    pub solver: &'run Solver,
    /// What may differ between two runs of the same question.
    pub machine: &'run Machine,
    /// The scenario with `extends` merged and the project named [`INPUTS`], as TOML.
    pub scenario_toml: &'run str,
    /// Language of what people read.
    pub lang: Lang,
}

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The folder holds something else than an earlier run; it is left alone.
    #[error("{} holds files that are not an earlier run of fukugo; name another folder or empty this one", path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds something else than an earlier difference, such as a run; it is left alone.
    #[error("{} holds files that are not an earlier result of `fukugo diff`; name another folder or empty this one", path.display())]
    NotADifference {
        /// The folder.
        path: PathBuf,
    },
    /// The place of the folder is taken by a file.
    #[error("{} is a file, results need a folder; name another place", path.display())]
    NotAFolder {
        /// The file.
        path: PathBuf,
    },
    /// The path names no folder that could be replaced, such as `/`.
    #[error("{} cannot be replaced by a folder of results; name a folder inside it", path.display())]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// The plan decides about something the project does not have, or not about something it has.
    #[error("the plan is not of this project: {noun} {id:?} is in only one of them")]
    ForeignPlan {
        /// What the id identifies.
        noun: &'static str,
        /// The id.
        id: String,
    },
    /// The GeoPackage cannot be made.
    #[error("the GeoPackage cannot be made")]
    GeoPackage(#[source] rusqlite::Error),
    /// The QGIS project cannot be packed.
    #[error("the QGIS project cannot be packed")]
    Project(#[source] zip::result::ZipError),
    /// A table or the scenario cannot be written as JSON.
    #[error("results cannot be written as JSON")]
    Json(#[source] serde_json::Error),
    /// The cost book cannot be written.
    #[error("the cost book cannot be written")]
    Workbook(#[source] rust_xlsxwriter::XlsxError),
    /// The file system refused.
    #[error("{} cannot be written", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl ReportError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

/// Writes all results of `run` as the folder `out`, complete or not at all; an earlier run there is replaced.
///
/// Two runs of the same question differ only under `timing` in `manifest.json`.
///
/// # Errors
/// [`ReportError::NotARun`], [`ReportError::NotAFolder`] and [`ReportError::NoName`] for places that are not replaced,
/// [`ReportError::ForeignPlan`] for a plan of another project, [`ReportError::Io`] when the file system refuses.
pub fn write(run: &Run<'_>, out: &Path) -> Result<(), ReportError> {
    folder::replace(out, &files(run)?)
}

/// The manifest of `run` alone, as [`write()`] would write it.
///
/// # Errors
/// [`ReportError::ForeignPlan`] for a plan of another project, [`ReportError::Json`] when a table cannot be written as JSON.
pub fn manifest(run: &Run<'_>) -> Result<Vec<u8>, ReportError> {
    Ok(files(run)?.remove(manifest::MANIFEST).unwrap_or_default())
}

/// Says whether [`write()`] would refuse the place `out`, before a plan is sought.
///
/// # Errors
/// As [`write()`] for places that are not replaced.
pub fn check_place(out: &Path) -> Result<(), ReportError> {
    folder::check(out)
}

/// Every file of a run by name.
fn files(run: &Run<'_>) -> Result<BTreeMap<String, Vec<u8>>, ReportError> {
    let book = Book::new(run)?;
    let mut files = BTreeMap::new();
    let mut add = |name: &str, bytes: Vec<u8>| {
        files.insert(name.to_owned(), bytes);
    };
    add("plan.json", plan_file::plan_json(run.plan)?);
    add("decisions.csv", decisions::decisions_csv(&book));
    let access = access_by_point(run.instance, run.plan);
    let losers = &run.metrics.access.losers;
    add("metrics.json", manifest::json_bytes(run.metrics)?);
    let paid = paid::paid(&book);
    add("costs.csv", costs::costs_csv(&book, &paid));
    add(COST_BOOK, workbook::cost_book(&book, &paid)?);
    add("funding.csv", funding_csv::funding_csv(&book));
    add("slots.csv", slots_csv::slots_csv(&book));
    add("school_needs.csv", school_needs::school_needs_csv(&book));
    add("school_criteria.csv", school_criteria::school_criteria_csv(&book));
    add("access.csv", access::access_csv(&book, &access));
    add("losers.csv", losers::losers_csv(&book, losers));
    add("options.csv", options_csv::options_csv(run.options));
    add(SCENARIO, run.scenario_toml.as_bytes().to_vec());
    for file in &run.instance.project.inputs {
        if let Some(bytes) = &file.table {
            add(&format!("{INPUTS}/{}", file.path), bytes.to_vec());
        }
    }
    let layers = gis::Layers {
        facilities: &facilities::facilities_layer(&book),
        schools: &schools::schools_layer(&book),
        functions: &functions::functions_layer(&book),
        moves: &moves::moves_layer(&book),
        access: &access::access_layer(&book, &access),
        losers: &losers::losers_layer(&book, losers),
    };
    add("facilities.geojson", layers.facilities.bytes());
    add("schools.geojson", layers.schools.bytes());
    add("functions.geojson", layers.functions.bytes());
    add("moves.geojson", layers.moves.bytes());
    add("access.geojson", layers.access.bytes());
    add("losers.geojson", layers.losers.bytes());
    let [package, project] = gis::plan_files(&book, &access, &layers)?;
    add(gis::PACKAGE, package);
    add(gis::PROJECT, project);
    let names = sheet_names::SheetNames::new(run.instance);
    add(REPORT, html::page(&report_page::report_page(&book, &access, &names)));
    let sheets = sheets::Files::new(&book, &access, &names);
    let made: Vec<(String, Vec<u8>)> = (0..run.instance.sites.len())
        .into_par_iter()
        .map(|site| (names.link_in_report(SiteIx(site)), html::page(&sheets.sheet(SiteIx(site)))))
        .collect();
    files.extend(made);
    if run.instance.project.scenario.distance.method != DistanceMethod::Straight {
        files.insert("walks.csv".to_owned(), walks::walks_csv(&book));
    }
    let manifest = manifest::manifest_json(run, &files)?;
    files.insert(manifest::MANIFEST.to_owned(), manifest);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::layer_check::check_layer;
    use super::sample::sample;
    use super::*;

    const LAYERS: [&str; 6] =
        ["facilities.geojson", "schools.geojson", "functions.geojson", "moves.geojson", "access.geojson", "losers.geojson"];

    fn files_of(name: &str) -> BTreeMap<String, Vec<u8>> {
        sample(name).with(|run| files(run).unwrap())
    }

    fn rows(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<BTreeMap<String, String>> {
        let text = files[name].strip_prefix("\u{feff}".as_bytes()).unwrap();
        csv::Reader::from_reader(text).deserialize().map(|row| row.unwrap()).collect()
    }

    #[test]
    fn equal_runs_give_equal_bytes_except_for_timing() {
        let (mut first, mut second) = (sample("館"), sample("館"));
        (first.machine.threads, second.machine.threads) = (1, 2);
        second.machine.stages[0].seconds = 9.0;
        let read = |sample: &sample::Sample| {
            let mut files = sample.with(|run| files(run).unwrap());
            let manifest = files.remove(manifest::MANIFEST).unwrap();
            let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
            assert!(manifest.as_object_mut().unwrap().remove("timing").is_some());
            (files, manifest.to_string())
        };
        assert_eq!(read(&first), read(&second));
    }

    #[test]
    fn the_manifest_names_status_bound_plane_inputs_and_every_file() {
        let files = files_of("館");
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        assert_eq!(manifest["status"], "optimal");
        assert_eq!(manifest["bound"], 1_000.0);
        assert_eq!(manifest["distance"]["plane_epsg"], 6677);
        assert_eq!(manifest["distance"]["detour"][0]["factor"], 1.3);
        assert_eq!(manifest["inputs"][0]["path"], "functions.csv");
        assert_eq!(manifest["scenario"]["horizon"]["start_fy"], 2022);
        let listed: Vec<&String> = manifest["files"].as_object().unwrap().keys().collect();
        assert_eq!(listed, files.keys().filter(|name| *name != "manifest.json").collect::<Vec<_>>());
    }

    #[test]
    fn a_bound_that_is_not_known_is_null() {
        let mut sample = sample("館");
        sample.bound = None;
        let files = sample.with(|run| files(run).unwrap());
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        assert!(manifest["bound"].is_null() && manifest["gap"].is_null());
        assert_eq!(manifest["status"], "feasible");
    }

    #[test]
    fn costs_tie_out_with_the_ledger_to_the_yen() {
        sample("館").with(|run| {
            let files = files(run).unwrap();
            let rows = rows(&files, "costs.csv");
            let written: i64 = rows.iter().map(|row| row["nominal_jpy"].parse::<i64>().unwrap()).sum();
            let ledger = crate::cashflow::ledger(run.instance, run.prices, run.plan);
            assert_eq!(written, ledger.iter().map(|line| line.amount.yen.0).sum::<i64>());
            let keys: std::collections::BTreeSet<_> =
                rows.iter().map(|row| [&row["fy"], &row["payer_kind"], &row["payer_id"], &row["nature"]]).collect();
            assert_eq!(keys.len(), rows.len());
            let guest = rows.iter().find(|row| row["payer_id"] == "K1" && row["nature"] == "construction").unwrap();
            assert_eq!((guest["site_id"].as_str(), guest["nature_ja"].as_str()), ("S1", "新築・改築"));
            let at_home = rows.iter().find(|row| row["payer_id"] == "K1" && row["fy"] == "2031" && row["nature"] == "running");
            assert_eq!(at_home.unwrap()["site_id"], "F1");
        });
    }

    #[test]
    fn decisions_are_said_in_words_with_their_figures() {
        let files = files_of("中央図書館");
        let rows = rows(&files, "decisions.csv");
        let row = |id: &str, kind: &str| rows.iter().find(|row| row["id"] == id && row["owner_kind"] == kind).unwrap();
        assert_eq!(rows.len(), 5 + 3 + 1);
        assert_eq!(row("S1", "asset")["decision"], "改築（複合化）（2025年度着工、2028年度供用開始）");
        assert_eq!(row("K1", "function")["decision"], "2032年度に桜小学校へ移転（複合化）");
        assert_eq!(row("F1", "site")["decision"], "2032年度から売却");
        let hall = row("F2", "asset");
        assert_eq!((hall["reason"].as_str(), hall["options_existing"].as_str()), ("Mの理由", "3"));
        assert_eq!((hall["unchanged_cost_pv_jpy"].as_str(), hall["cheapest_other_code"].as_str()), ("200000000", "K"));
        let mut english = sample("Central library");
        english.lang = Lang::En;
        let files = english.with(|run| super::files(run).unwrap());
        assert!(String::from_utf8_lossy(&files["decisions.csv"]).contains("moves to 桜小学校 in FY2032 (co-location)"));
    }

    #[test]
    fn layers_follow_the_rfc_and_show_states_by_period() {
        let files = files_of("中央図書館");
        let facilities = check_layer("facilities", &files["facilities.geojson"]);
        assert_eq!(facilities.len(), 5);
        let library = &facilities[0]["properties"];
        assert_eq!((library["state_2027"].as_str(), library["state_2032"].as_str()), (Some("in_use"), Some("sold")));
        assert_eq!((library["floor_m2_2027"].as_f64(), library["floor_m2_2032"].as_f64()), (Some(1_500.0), Some(0.0)));
        let schools = check_layer("schools", &files["schools.geojson"]);
        let hub = &schools[0]["properties"];
        assert_eq!((hub["state_2027"].as_str(), hub["state_2032"].as_str()), (Some("works"), Some("hub")));
        assert_eq!((hub["guests"].as_i64(), hub["guest_floor_m2"].as_f64()), (Some(1), Some(1_350.0)));
        let moves = check_layer("moves", &files["moves.geojson"]);
        assert_eq!(moves[0]["geometry"]["coordinates"][1], serde_json::json!([139.651, 35.652]));
    }

    #[test]
    fn every_function_is_a_point_at_home_with_its_place_by_period() {
        let functions = check_layer("functions", &files_of("中央図書館")["functions.geojson"]);
        assert_eq!(functions.len(), 3);
        assert!(functions.iter().all(|function| function["geometry"]["type"] == "Point"));
        let (moved, stays) = (&functions[0]["properties"], &functions[1]["properties"]);
        let place = |year: &str| moved[&format!("at_{year}")].as_str();
        assert_eq!([place("2022"), place("2027"), place("2032"), place("2036")], ["F1", "F1", "S1", "S1"].map(Some));
        assert_eq!((moved["code"].as_str(), moved["fy"].as_i64()), (Some("C"), Some(2032)));
        assert_eq!(moved["decision_ja"], "2032年度に桜小学校へ移転（複合化）");
        assert_eq!(functions[0]["geometry"]["coordinates"], serde_json::json!([139.65, 35.65]));
        assert!(stays["fy"].is_null() && stays["host_site"].is_null());
        assert_eq!((stays["code"].as_str(), stays["at_2036"].as_str()), (Some("STAY"), Some("F2")));
    }

    #[test]
    fn a_function_that_ends_is_nowhere_from_then_on() {
        let mut sample = sample("館");
        let fy = crate::fiscal::FiscalYear(2027);
        sample.plan.functions[0].decision = crate::plan::FunctionDecision::End { fy };
        let layer = sample.with(|run| files(run).unwrap().remove("functions.geojson").unwrap());
        let functions = check_layer("functions", &layer);
        let ended = &functions[0]["properties"];
        assert_eq!((ended["at_2022"].as_str(), ended["at_2027"].as_str()), (Some("F1"), None));
        assert_eq!((ended["code"].as_str(), functions[0]["geometry"]["type"].as_str()), (Some("END"), Some("Point")));
    }

    #[test]
    fn access_is_given_by_demand_point_kind_and_period() {
        let files = files_of("中央図書館");
        let cells = check_layer("access", &files["access.geojson"]);
        assert!(cells.iter().all(|cell| cell["geometry"]["type"] == "Polygon"));
        let rows = rows(&files, "access.csv");
        assert_eq!(rows.len(), 2 * 2 * 3);
        let library = |fy: &str| {
            rows.iter().find(|row| row["demand_id"] == "D1" && row["kind"] == "library" && row["period_start_fy"] == fy).unwrap()
        };
        assert_eq!(library("2027")["growth_m"], "0");
        assert_eq!((library("2032")["after_site"].as_str(), library("2032")["after_function"].as_str()), ("S1", "K1"));
        let after = cells[0]["properties"]["library_after_m"].as_f64().unwrap();
        assert_eq!(after.to_string(), library("2032")["after_m"]);
    }

    #[test]
    fn losers_are_named_with_kind_metres_year_and_people() {
        let files = files_of("中央図書館");
        let rows = rows(&files, "losers.csv");
        let [loser] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!([&loser["demand_id"], &loser["kind"], &loser["from_fy"], &loser["people"]], ["D1", "library", "2032", "1000"]);
        assert!(loser["growth_m"].parse::<f64>().unwrap() > 300.0);
        let layer = check_layer("losers", &files["losers.geojson"]);
        assert_eq!(layer[0]["id"], "D1/library");
    }

    #[test]
    fn gdal_reads_every_layer() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("run");
        sample("中央図書館").with(|run| write(run, &out)).unwrap();
        for (layer, geometry, count) in [
            ("facilities", "Point", 5),
            ("schools", "Point", 2),
            ("functions", "Point", 3),
            ("moves", "Line String", 1),
            ("access", "Polygon", 2),
            ("losers", "Polygon", 1),
        ] {
            let path = out.join(format!("{layer}.geojson"));
            let Ok(read) = std::process::Command::new("ogrinfo").args(["-ro", "-so", "-al"]).arg(&path).output() else {
                println!("skipped: GDAL's ogrinfo is not installed");
                return;
            };
            let said = String::from_utf8_lossy(&read.stdout);
            assert!(read.status.success() && read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
            assert!(said.contains(&format!("Layer name: {layer}")), "{said}");
            assert!(said.contains(&format!("Geometry: {geometry}\n")), "{said}");
            assert!(said.contains(&format!("Feature Count: {count}\n")), "{said}");
            assert!(said.contains("WGS 84") && said.contains("id: String"), "{said}");
        }
    }

    #[test]
    fn hostile_names_break_no_file() {
        let long = "長".repeat(300);
        for name in ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "a\r\n\"b\",c\u{1b}[31m\0", "\u{202e}gnp.exe", &long] {
            let files = files_of(name);
            for layer in LAYERS {
                check_layer(layer, &files[layer]);
            }
            let facilities = check_layer("facilities", &files["facilities.geojson"]);
            assert_eq!(facilities[0]["properties"]["name"], name);
            for table in ["decisions.csv", "costs.csv"] {
                let rows = rows(&files, table);
                let expected = if name.starts_with('=') { format!("'{name}") } else { name.to_owned() };
                assert!(rows.iter().any(|row| row["site_name"] == expected), "{table} {name}");
                assert!(rows.iter().flat_map(BTreeMap::values).all(|cell| !cell.starts_with(['=', '@'])), "{table}");
            }
        }
    }

    #[test]
    fn a_plan_of_another_project_is_refused_and_nothing_is_written() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("run");
        let mut sample = sample("館");
        sample.plan.assets[0].asset = "unknown".into();
        let refused = sample.with(|run| write(run, &out));
        assert!(matches!(refused, Err(ReportError::ForeignPlan { noun: "asset", .. })), "{refused:?}");
        assert!(std::fs::read_dir(room.path()).unwrap().next().is_none());
    }

    #[test]
    fn a_written_run_can_be_replaced_and_its_plan_read() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("run");
        let sample = sample("館");
        sample.with(|run| write(run, &out)).unwrap();
        sample.with(|run| write(run, &out)).unwrap();
        assert_eq!(read_plan(&out).unwrap(), sample.plan);
    }
}
