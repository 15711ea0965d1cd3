//! `fukugo diff`: figures, layers, what is refused and how it ends.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::program::{Ran, files, fukugo, shown};

const HAMLET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet/scenario.toml");

/// The hamlet's run, and that of the same question without a discount, made once.
pub(crate) fn runs() -> [&'static Path; 2] {
    static RUNS: OnceLock<[PathBuf; 2]> = OnceLock::new();
    RUNS.get_or_init(|| {
        let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("diff-{}", std::process::id()));
        fs::create_dir_all(&room).unwrap();
        let other = room.join("other.toml");
        fs::write(&other, format!("extends = \"{HAMLET}\"\nname = \"other\"\n[cost]\ndiscount_rate_per_year = 0.0\n")).unwrap();
        [(HAMLET, "a"), (shown(&other), "b")].map(|(scenario, name)| {
            let run = room.join(name);
            let ran = fukugo(&["solve", scenario, "--out", shown(&run), "--lang", "en"]);
            assert_eq!(ran.code, 0, "{}", ran.err);
            run
        })
    })
    .each_ref()
    .map(PathBuf::as_path)
}

#[test]
fn a_difference_is_told_on_the_screen_as_json_and_as_layers_alike_every_time() {
    let [a, b] = runs();
    let room = tempfile::tempdir().unwrap();
    let (out, again) = (room.path().join("difference"), room.path().join("again"));
    let Ran { code, out: screen, err } = fukugo(&["diff", shown(a), shown(b), "--out", shown(&out), "--lang", "ja"]);
    assert_eq!(code, 0, "{err}");
    assert!(screen.contains("違い") && screen.contains("差引き費用") && screen.contains("difference.gpkg"), "{screen}");
    assert_eq!(fukugo(&["diff", shown(a), shown(b), "--out", shown(&again), "--lang", "ja", "--threads", "1"]).code, 0);
    assert_eq!(files(&out), files(&again));
    let names: Vec<String> = files(&out).keys().map(|name| name.display().to_string()).collect();
    assert_eq!(names, ["difference.gpkg", "difference.json", "difference.qgz", "manifest.json"]);
    let json = fukugo(&["diff", shown(a), shown(b), "--json"]).out;
    let (printed, written): (Value, Value) =
        (serde_json::from_str(&json).unwrap(), serde_json::from_slice(&files(&out)[Path::new("difference.json")]).unwrap());
    assert_eq!(printed, written);
    assert!(!printed["sites"].as_array().unwrap().is_empty(), "the two questions are answered otherwise");
    let metrics = |run: &Path| -> Value { serde_json::from_slice(&fs::read(run.join("metrics.json")).unwrap()).unwrap() };
    let net = |run: &Path| metrics(run)["money"]["net_cost"]["nominal_jpy"].as_i64().unwrap();
    assert_eq!(printed["net_cost_jpy"]["change"].as_i64().unwrap(), net(b) - net(a));
    // An earlier difference is replaced; a run is not.
    assert_eq!(fukugo(&["diff", shown(b), shown(a), "--out", shown(&out)]).code, 0);
    let refused = fukugo(&["diff", shown(a), shown(b), "--out", shown(a), "--lang", "en"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("not an earlier result of `fukugo diff`"), "{}", refused.err);
}

#[test]
fn runs_that_cannot_be_compared_are_refused_with_everything_that_is_wrong() {
    let [a, _] = runs();
    let room = tempfile::tempdir().unwrap();
    let none = fukugo(&["diff", shown(room.path()), shown(&room.path().join("nothing")), "--lang", "en"]);
    assert_eq!(none.code, 1);
    assert_eq!(none.err.matches("is no run of fukugo").count(), 2, "both are told\n{}", none.err);
    let town = room.path().join("town");
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/town.toml");
    assert_eq!(fukugo(&["solve", scenario, "--gap", "0.2", "--out", shown(&town)]).code, 0);
    let foreign = fukugo(&["diff", shown(a), shown(&town), "--lang", "en"]);
    assert_eq!((foreign.code, foreign.out.as_str()), (3, ""));
    assert!(foreign.err.contains("E107 schools.geojson") && foreign.err.contains("E107: and "), "{}", foreign.err);
    fs::write(town.join("inputs/functions.csv"), "id\n").unwrap();
    let changed = fukugo(&["diff", shown(a), shown(&town), "--lang", "en"]);
    assert_eq!(changed.code, 3);
    assert!(changed.err.contains("E106 inputs/functions.csv") && changed.err.contains("run folder: "), "{}", changed.err);
}
