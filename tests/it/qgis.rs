//! The layers a run leaves in the programs they are for: GDAL's strict check of GeoPackages, and QGIS.
//!
//! Needs `python3` with GDAL's sample scripts and with PyQGIS (`FUKUGO_PYTHON`, else `/usr/bin/python3`; on Debian the packages
//! gdal-bin, python3-gdal, qgis and python3-qgis); skipped with a message where one is missing.

#![expect(clippy::unwrap_used, reason = "a map that cannot be made should fail its test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::program::{fukugo, shown};

const TOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/town.toml");
const CHECK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/qgis/check.py");
const VALIDATE: &str = "/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py";

fn python(arguments: &[&str]) -> std::io::Result<Output> {
    let python = std::env::var_os("FUKUGO_PYTHON").unwrap_or_else(|| "/usr/bin/python3".into());
    let room = tempfile::tempdir()?;
    Command::new(python).env("QT_QPA_PLATFORM", "offscreen").env("XDG_RUNTIME_DIR", room.path()).args(arguments).output()
}

/// Why a module of Python is not there, if it is not.
fn missing(module: &str) -> Option<String> {
    match python(&["-c", &format!("import {module}")]) {
        Ok(output) if output.status.success() => None,
        Ok(_) => Some(format!("{module} is not there")),
        Err(error) => Some(format!("python3: {error}")),
    }
}

/// Asserts that GDAL finds nothing wrong with a GeoPackage, extensions included.
fn assert_valid(package: &Path) {
    let output = python(&[VALIDATE, "--extra", shown(package)]).unwrap();
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let opened = Command::new("ogrinfo").args(["-so", "-al"]).arg(package).output().unwrap();
    let told = String::from_utf8_lossy(&opened.stdout).into_owned() + &String::from_utf8_lossy(&opened.stderr);
    assert!(opened.status.success() && !told.contains("Warning") && !told.contains("ERROR"), "{told}");
}

/// What QGIS finds in a project, with the years drawn into `folder`.
fn look(project: &Path, folder: &Path, years: &[&str]) -> Value {
    let output = python(&[&[CHECK, shown(project), shown(folder)], years].concat()).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn layers<'a>(found: &'a Value, list: &str) -> BTreeMap<&'a str, &'a Value> {
    let key = if list == "alone" { "name" } else { "id" };
    found[list].as_array().unwrap().iter().map(|layer| (layer[key].as_str().unwrap(), layer)).collect()
}

fn features(run: &Path, name: &str) -> usize {
    let layer: Value = serde_json::from_slice(&fs::read(run.join(name)).unwrap()).unwrap();
    layer["features"].as_array().unwrap().len()
}

/// Asserts that every layer of a project is valid, signed, named and in its plane.
fn assert_sound(found: &Value) {
    assert_eq!((&found["read"], &found["same_images"]), (&Value::Bool(true), &Value::Array(Vec::new())), "{found}");
    assert_eq!(found["step"], serde_json::json!([1.0, true]));
    assert_eq!(found["navigation"], 1);
    for (name, layer) in layers(found, "layers").into_iter().chain(layers(found, "alone")) {
        assert_eq!(layer["valid"], true, "{name}");
        assert!(layer["aliases"].as_array().unwrap().iter().all(|alias| alias != ""), "{name}: {}", layer["aliases"]);
        let source = layer["source"].as_str().unwrap();
        let is_table = source.contains("layername=costs_") || source.contains("layername=run_info");
        assert!(is_table || layer["crs"] == "EPSG:4326" && !layer["renderer"].is_null(), "{name}: {layer}");
    }
}

#[test]
fn gdal_finds_nothing_wrong_with_the_packages_of_areas_points_and_differences() {
    if let Some(reason) =
        missing("osgeo.gdal").or_else(|| (!Path::new(VALIDATE).exists()).then(|| format!("{VALIDATE} is not there")))
    {
        return println!("skipped: {reason}");
    }
    let room = tempfile::tempdir().unwrap();
    let (town, difference) = (room.path().join("town"), room.path().join("difference"));
    assert_eq!(fukugo(&["solve", TOWN, "--gap", "0.05", "--out", shown(&town)]).code, 0);
    // Demand points of the town are areas, those of the hamlet points.
    let [a, b] = crate::diff::runs();
    assert_eq!(fukugo(&["diff", shown(a), shown(b), "--out", shown(&difference)]).code, 0);
    for package in [town.join("plan.gpkg"), a.join("plan.gpkg"), difference.join("difference.gpkg")] {
        assert_valid(&package);
    }
}

#[test]
fn qgis_opens_the_project_with_signs_names_and_years_and_two_years_differ() {
    if let Some(reason) = missing("qgis.core") {
        return println!("skipped: {reason}");
    }
    let room = tempfile::tempdir().unwrap();
    let run = room.path().join("town");
    assert_eq!(fukugo(&["solve", TOWN, "--gap", "0.05", "--out", shown(&run)]).code, 0);
    let found = look(&run.join("plan.qgz"), room.path(), &["2022", "2035", "2051"]);
    assert_sound(&found);
    assert_eq!(found["crs"], "EPSG:6677");
    assert_eq!((&found["start"], &found["end"]), (&"2022-04-01T00:00:00Z".into(), &"2052-04-01T00:00:00Z".into()));
    let (shown_layers, alone) = (layers(&found, "layers"), layers(&found, "alone"));
    for (table, file) in
        [("facilities", "facilities"), ("schools", "schools"), ("moves", "moves"), ("losers", "losers"), ("demand", "access")]
    {
        assert_eq!(alone[table]["count"], features(&run, &format!("{file}.geojson")), "{table}");
    }
    let events = ["facility_events_school", "facility_events_facility"].map(|id| shown_layers[id]);
    assert_eq!(
        events.iter().map(|layer| layer["count"].as_u64().unwrap()).sum::<u64>(),
        alone["facility_events"]["count"].as_u64().unwrap()
    );
    for layer in events {
        assert_eq!((layer["renderer"].as_str(), &layer["visible"]), (Some("categorizedSymbol"), &Value::Bool(true)));
        assert_eq!(layer["time"][0], true);
        assert_eq!(layer["aliases"][1], "ID");
    }
    let legend = |name: &str| alone[name]["legend"].as_array().unwrap().clone();
    let words: Vec<Value> = legend("facility_events").into_iter().map(|entry| entry[1].clone()).collect();
    assert!(words.contains(&"in_use".into()) && words.contains(&"works".into()), "{words:?}");
    assert!(legend("facility_events").contains(&serde_json::json!(["使用中", "in_use"])));
    assert!(alone["facility_events"]["aliases"].as_array().unwrap().contains(&"有効開始日".into()));
    assert_eq!(alone["catchments"]["renderer"], "graduatedSymbol");
}

#[test]
fn qgis_opens_projects_whose_demand_are_points_and_differences() {
    if let Some(reason) = missing("qgis.core") {
        return println!("skipped: {reason}");
    }
    let room = tempfile::tempdir().unwrap();
    let [a, b] = crate::diff::runs();
    let found = look(&a.join("plan.qgz"), room.path(), &["2022", "2041"]);
    assert_sound(&found);
    // 1 = lines, from every demand point to its place.
    assert_eq!(layers(&found, "alone")["catchments"]["geometry"], 1);
    assert_eq!(layers(&found, "alone")["facilities"]["aliases"][2], "name", "the run was reported in English");
    let out = room.path().join("difference");
    assert_eq!(fukugo(&["diff", shown(a), shown(b), "--out", shown(&out)]).code, 0);
    let found = look(&out.join("difference.qgz"), room.path(), &["2041"]);
    assert_sound(&found);
    let summary: Value = serde_json::from_slice(&fs::read(out.join("difference.json")).unwrap()).unwrap();
    let count = |name: &str| layers(&found, "alone")[name]["count"].as_u64().unwrap();
    assert_eq!(usize::try_from(count("sites_difference")).unwrap(), summary["sites"].as_array().unwrap().len());
    assert_eq!(usize::try_from(count("functions_difference")).unwrap(), summary["functions"].as_array().unwrap().len());
}
