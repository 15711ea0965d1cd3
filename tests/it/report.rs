//! `fukugo report`: a run made again from its folder, byte for byte, or refused with what is wrong with it.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use sha2::Digest as _;

use crate::program::{Ran, files, fukugo, shown};

const HAMLET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet/scenario.toml");
const TOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/town.toml");

/// The hamlet's run, made once.
fn hamlet_run() -> &'static Path {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    RUN.get_or_init(|| {
        let run = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hamlet-run-{}", std::process::id()));
        let Ran { code, err, .. } = fukugo(&["solve", HAMLET, "--out", shown(&run), "--lang", "en"]);
        assert_eq!(code, 0, "{err}");
        run
    })
}

/// A copy of the hamlet's run that a test may change.
fn copy_of_run() -> tempfile::TempDir {
    let room = tempfile::tempdir().unwrap();
    for (name, bytes) in files(hamlet_run()) {
        let path = room.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    room
}

#[test]
fn a_run_made_again_has_the_same_bytes_timing_included() {
    let room = tempfile::tempdir().unwrap();
    let run = room.path().join("town");
    assert_eq!(fukugo(&["solve", TOWN, "--out", shown(&run)]).code, 0);
    let before = files(&run);
    for name in ["report.html", "inputs/functions.csv", "scenario.toml"] {
        assert!(before.contains_key(Path::new(name)), "{name}");
    }
    // Whatever people read goes, and comes back.
    fs::remove_file(run.join("report.html")).unwrap();
    fs::remove_dir_all(run.join("sheets")).unwrap();
    let Ran { code, out, err } = fukugo(&["report", shown(&run), "--threads", "1"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("検証済み"), "{out}");
    let after = files(&run);
    assert!(after.keys().eq(before.keys()));
    for (name, bytes) in &before {
        assert!(after[name] == *bytes, "{} differs", name.display());
    }
}

#[test]
fn a_run_moved_elsewhere_needs_nothing_but_itself_and_keeps_its_language() {
    let room = copy_of_run();
    let out = room.path().join("again");
    let Ran { code, out: text, err } = fukugo(&["report", shown(room.path()), "--out", shown(&out)]);
    assert_eq!(code, 0, "{err}");
    assert!(text.starts_with("verified"), "{text}");
    assert_eq!(files(&out), files(hamlet_run()));
    let Ran { code, .. } = fukugo(&["report", shown(room.path()), "--out", shown(&out), "--lang", "ja"]);
    assert_eq!(code, 0);
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("<html lang=\"ja\">"));
    assert_eq!(fs::read(out.join("plan.json")).unwrap(), fs::read(hamlet_run().join("plan.json")).unwrap());
}

#[test]
fn the_question_of_a_run_can_be_verified_and_solved_in_its_folder() {
    let scenario = hamlet_run().join("scenario.toml");
    assert_eq!(fukugo(&["verify", shown(hamlet_run()), shown(&scenario)]).code, 0);
    let room = tempfile::tempdir().unwrap();
    let out = room.path().join("again");
    assert_eq!(fukugo(&["solve", shown(&scenario), "--out", shown(&out)]).code, 0);
    assert_eq!(fs::read(out.join("plan.json")).unwrap(), fs::read(hamlet_run().join("plan.json")).unwrap());
}

#[test]
fn every_file_that_is_changed_or_missing_is_named_at_once() {
    let room = copy_of_run();
    let table = room.path().join("inputs/functions.csv");
    fs::write(&table, fs::read_to_string(&table).unwrap() + "\n").unwrap();
    fs::remove_file(room.path().join("inputs/kinds.toml")).unwrap();
    let before = files(room.path());
    let Ran { code, out, err } = fukugo(&["report", shown(room.path()), "--lang", "en"]);
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert!(err.contains("E106 inputs/functions.csv") && err.contains("E101 inputs/kinds.toml"), "{err}");
    assert_eq!(files(room.path()), before);
}

#[test]
fn a_plan_that_does_not_verify_is_not_reported() {
    let room = copy_of_run();
    let (plan, manifest) = (room.path().join("plan.json"), room.path().join("manifest.json"));
    let mut changed: Value = serde_json::from_slice(&fs::read(&plan).unwrap()).unwrap();
    let years = changed["claims"]["cost_jpy"].as_object_mut().unwrap();
    let repair = &mut years.values_mut().next().unwrap()["repair"];
    *repair = (repair.as_i64().unwrap() + 1).into();
    let bytes = serde_json::to_vec(&changed).unwrap();
    // The hash is made to fit, so that only verification can find it.
    let hash = sha2::Sha256::digest(&bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    let mut told: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    told["files"]["plan.json"] = hash.into();
    fs::write(&plan, bytes).unwrap();
    fs::write(&manifest, serde_json::to_vec(&told).unwrap()).unwrap();
    let Ran { code, err, .. } = fukugo(&["report", shown(room.path())]);
    assert_eq!(code, 6, "{err}");
    assert!(err.contains("repair"), "{err}");
}

#[test]
fn what_is_no_run_is_refused_without_a_panic() {
    let room = tempfile::tempdir().unwrap();
    let folder = room.path().join("folder");
    fs::create_dir(&folder).unwrap();
    let manifest = folder.join("manifest.json");
    let run = |path: &Path| fukugo(&["report", shown(path), "--lang", "en"]);
    assert_eq!(run(&room.path().join("none")).code, 1);
    assert_eq!(run(&folder).code, 1);
    for text in ["", "{}", "[1]", "{\"program\":\"fukugo\",\"format\":1}", "{\"program\":\"fukugo\",\"format\":2,\"files\":{}}"] {
        fs::write(&manifest, text).unwrap();
        let Ran { code, out, err } = run(&folder);
        assert_eq!((code, out.as_str()), (1, ""), "{text}: {err}");
        assert!(err.starts_with("error: ") && !err.contains("panicked"), "{text}: {err}");
    }
    // A list of files that leads out of the folder is not followed.
    let copy = copy_of_run();
    let told = copy.path().join("manifest.json");
    let mut changed: Value = serde_json::from_slice(&fs::read(&told).unwrap()).unwrap();
    changed["files"]["inputs/../../../../etc/passwd"] = "00".into();
    fs::write(&told, changed.to_string()).unwrap();
    let Ran { err, .. } = run(copy.path());
    assert!(!err.contains("passwd"), "{err}");
}
