//! The recipe of Setagaya on the real open data, where a copy of it is at hand.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test, in the functions that tests share too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fukugo::import::{ImportError, ImportSummary, import};
use fukugo::load::load;
use fukugo::project::Grade;
use serde_json::Value;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn recipe() -> PathBuf {
    repository().join("data/recipes/setagaya-open-data.toml")
}

/// The folder of open data: `FUKUGO_REAL_DATA`, or beside the repository or one of the folders above it.
fn real_data() -> Option<PathBuf> {
    let named = std::env::var_os("FUKUGO_REAL_DATA").map(PathBuf::from);
    let beside = || {
        repository()
            .ancestors()
            .skip(1)
            .map(|folder| folder.join("shared/data/real"))
            .find(|folder| folder.join("setagaya_schools").is_dir())
    };
    named.or_else(beside)
}

/// The imported ward and what is said about it; `None` when there is nothing to import.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn imported() -> Option<(tempfile::TempDir, PathBuf, ImportSummary)> {
    let Some(source) = real_data() else {
        println!("skipped: no open data at FUKUGO_REAL_DATA or ../shared/data/real");
        return None;
    };
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("project");
    let summary = match import(&recipe(), &source, &out) {
        Ok(summary) => summary,
        Err(ImportError::Inputs(errors)) => panic!("{errors:#?}"),
        Err(error) => panic!("{error}"),
    };
    Some((parent, out, summary))
}

fn features(folder: &Path, name: &str) -> Vec<serde_json::Map<String, Value>> {
    let root: Value = serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap();
    root["features"].as_array().unwrap().iter().map(|feature| feature["properties"].as_object().unwrap().clone()).collect()
}

fn functions(folder: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(folder.join("functions.csv")).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_real_ward_has_its_schools_functions_and_residents() {
    let Some((_parent, folder, summary)) = imported() else { return };
    let schools = features(&folder, "schools.geojson");
    let of_kind = |kind: &str| schools.iter().filter(|school| school["kind"] == kind).count();
    assert_eq!((of_kind("elementary"), of_kind("junior_high")), (61, 29));
    assert!(schools.iter().all(|school| school["shelter"] == true), "every school is a shelter");
    assert!(functions(&folder).len() >= 150, "{} functions", functions(&folder).len());

    let demand = features(&folder, "demand.geojson");
    assert_eq!(demand.len(), 277);
    let bands = ["pop_0_14_2020", "pop_15_64_2020", "pop_65_2020"];
    let residents: u64 = demand.iter().flat_map(|point| bands.map(|band| point[band].as_u64().unwrap())).sum();
    assert_eq!(residents, 943_664);
    assert!(
        summary.comparisons.iter().all(|place| (place.estimated / place.published - 1.0).abs() < 0.6),
        "{:?}",
        summary.comparisons
    );
}

#[test]
fn the_real_ward_and_its_question_load_without_an_error() {
    let Some((_parent, folder, _)) = imported() else { return };
    let scenario = fs::read_to_string(repository().join("scenarios/setagaya-real.toml")).unwrap();
    // The committed question names the folder `make real` fills; here it is the one beside the copy.
    let here = scenario.replace("../runs/setagaya-real-project", "project");
    assert_ne!(here, scenario);
    let question = folder.parent().unwrap().join("question.toml");
    fs::write(&question, here).unwrap();
    let project = match load(&question) {
        Ok(project) => project,
        Err(error) => panic!("{error:#?}"),
    };
    assert_eq!(project.sites.iter().filter(|site| site.school().is_some()).count(), 90);
    assert_eq!(project.sites.iter().map(|site| &site.district).collect::<BTreeSet<_>>().len(), 28);
}

#[test]
fn every_district_of_the_real_ward_has_a_branch_office() {
    let Some((_parent, folder, _)) = imported() else { return };
    let sites = features(&folder, "facilities.geojson");
    let district = |id: &str| sites.iter().find(|site| site["id"] == id).unwrap()["district"].as_str().unwrap().to_owned();
    let offices = functions(&folder);
    let served: BTreeSet<String> =
        offices.iter().filter(|row| row["kind"] == "branch_office").map(|row| district(&row["building_id"])).collect();
    assert_eq!(served.len(), 28);
}

#[test]
fn every_value_of_the_real_ward_has_a_grade() {
    let Some((_parent, folder, summary)) = imported() else { return };
    for file in ["schools.geojson", "facilities.geojson", "demand.geojson"] {
        for properties in features(&folder, file) {
            let values = properties.keys().filter(|key| *key != "id" && *key != "source" && !key.ends_with("_source"));
            for key in values {
                assert!(properties.contains_key(&format!("{key}_source")), "{file} {key}");
            }
        }
    }
    for row in functions(&folder) {
        for (key, value) in row.iter().filter(|(key, value)| *key != "id" && !key.ends_with("_source") && !value.is_empty()) {
            assert!(!row[&format!("{key}_source")].is_empty(), "{key} = {value}");
        }
    }
    assert_eq!(summary.values_of(Grade::Synthetic), 0);
}

#[test]
fn known_faults_of_the_open_data_are_listed() {
    let Some((_parent, folder, summary)) = imported() else { return };
    let edit = |record: &str| summary.edits.iter().find(|edit| edit.record == record).unwrap();
    assert_eq!(edit("東玉川小学校").why, "the point lies outside the boundary");
    assert!(edit("等々力地区会館").what.contains("等-力"));
    let page = fs::read_to_string(folder.join("SOURCE.md")).unwrap();
    assert!(page.contains("「国土数値情報（学校データ）」（国土交通省）を加工して作成"));
}
