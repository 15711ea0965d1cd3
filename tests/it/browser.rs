//! The pages in a real browser, offline: nothing fetched, no accessibility violation, readable without the script.
//!
//! Needs node, Chromium (`FUKUGO_CHROMIUM`, else `/usr/bin/chromium`) and a `node_modules` folder with playwright-core and
//! axe-core (`FUKUGO_NODE_MODULES`); skipped with a message where one is missing.

#![expect(clippy::unwrap_used, reason = "a page that cannot be made should fail its test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const TOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/town.toml");
const HAMLET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet");
const CHECK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/browser/check.js");

struct Browser {
    chromium: PathBuf,
    modules: PathBuf,
}

impl Browser {
    /// The browser of this machine, or why there is none.
    fn find() -> Result<Self, String> {
        let chromium = std::env::var_os("FUKUGO_CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
        let modules = std::env::var_os("FUKUGO_NODE_MODULES").ok_or("FUKUGO_NODE_MODULES is not set")?;
        let modules = PathBuf::from(modules);
        for needed in [chromium.clone(), modules.join("playwright-core"), modules.join("axe-core")] {
            if !needed.exists() {
                return Err(format!("{} is not there", needed.display()));
            }
        }
        Command::new("node").arg("--version").output().map_err(|error| format!("node: {error}"))?;
        Ok(Self { chromium, modules })
    }

    /// What the browser finds on each page.
    fn look(&self, pages: &[PathBuf]) -> Vec<Value> {
        let mut node = Command::new("node");
        let output = node.env("NODE_PATH", &self.modules).arg(CHECK).arg(&self.chromium).args(pages).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

fn solve(scenario: &str, out: &Path, lang: &str) {
    let ran = Command::new(env!("CARGO_BIN_EXE_fukugo")).args(["solve", scenario, "--lang", lang, "--out"]).arg(out).output();
    let ran = ran.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// The report and the first sheet of a run.
fn pages(run: &Path) -> Vec<PathBuf> {
    let mut sheets: Vec<PathBuf> = fs::read_dir(run.join("sheets")).unwrap().map(|entry| entry.unwrap().path()).collect();
    sheets.sort();
    vec![run.join("report.html"), sheets.remove(0)]
}

fn assert_sound(found: &Value) {
    let none = Value::Array(Vec::new());
    for key in ["others", "problems", "violations"] {
        assert_eq!(found[key], none, "{key} of {}", found["file"]);
    }
    assert_eq!(found["overflow"], 0, "{found}");
    assert_eq!(found["panelsWithoutScript"], found["panels"], "{found}");
    assert_eq!(found["controlsWithoutScript"], 0, "{found}");
    assert!(found["pdfPages"].as_u64().unwrap() >= 1, "{found}");
    if found["panels"].as_u64().unwrap() > 0 {
        assert_eq!(found["panelsWithScript"], 1, "{found}");
        assert_eq!((&found["sliderTurns"], &found["searchFinds"]), (&Value::Bool(true), &Value::Bool(true)), "{found}");
        assert_eq!(found["schoolsAfterSwitch"], 0, "{found}");
        assert!(found["pins"].as_u64().unwrap() >= 1, "{found}");
    }
}

#[test]
fn the_pages_open_offline_without_a_violation_in_both_languages() {
    let browser = match Browser::find() {
        Ok(browser) => browser,
        Err(reason) => return println!("skipped: {reason}"),
    };
    let room = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for lang in ["ja", "en"] {
        let run = room.path().join(lang);
        solve(TOWN, &run, lang);
        all.extend(pages(&run));
    }
    browser.look(&all).iter().for_each(assert_sound);
}

#[test]
fn hostile_names_run_nothing_and_break_nothing() {
    let browser = match Browser::find() {
        Ok(browser) => browser,
        Err(reason) => return println!("skipped: {reason}"),
    };
    let room = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(HAMLET).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), room.path().join(entry.file_name())).unwrap();
    }
    let long = "長い名前の施設".repeat(43);
    let path = room.path().join("facilities.geojson");
    let mut sites: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let names = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", long.as_str(), "\"><img src=x onerror=alert(1)>"];
    for (feature, name) in sites["features"].as_array_mut().unwrap().iter_mut().zip(names) {
        feature["properties"]["name"] = name.into();
    }
    fs::write(&path, sites.to_string()).unwrap();
    let run = room.path().join("run");
    solve(room.path().join("scenario.toml").to_str().unwrap(), &run, "ja");
    let sheets = fs::read_dir(run.join("sheets")).unwrap().map(|entry| entry.unwrap().path());
    let all: Vec<PathBuf> = std::iter::once(run.join("report.html")).chain(sheets).collect();
    browser.look(&all).iter().for_each(assert_sound);
}
