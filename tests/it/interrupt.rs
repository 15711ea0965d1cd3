//! Ctrl-C during a search.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a command that cannot be run should fail its test")]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use fukugo::plan::Status;
use tempfile::tempdir;

use crate::program::{TOWN, fukugo, shown};

#[test]
fn ctrl_c_gives_the_best_plan_so_far_verified() {
    let folder = tempdir().unwrap();
    let run = folder.path().join("run");
    let temporary = folder.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    // A proof without any gap takes far longer than the test.
    let mut running = Command::new(env!("CARGO_BIN_EXE_fukugo"))
        .args(["solve", TOWN, "--gap", "0", "--time-limit", "3600", "--lang", "en", "--out", shown(&run)])
        .env("TMPDIR", &temporary)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stderr.take().unwrap()).lines().map(Result::unwrap);
    let has_plan = |line: &String| line.contains("best plan") && !line.contains("best plan -");
    let news = lines.find(has_plan).expect("news of a plan");
    let pid = running.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let rest: Vec<String> = lines.collect();
    let mut screen = String::new();
    running.stdout.take().unwrap().read_to_string(&mut screen).unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(0), "{news} {rest:?}");
    assert!(rest.iter().any(|line| line.starts_with("interrupted: ")), "{rest:?}");
    assert!(screen.contains("proof     stopped before a proof"), "{screen}");

    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(run.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["status"], serde_json::to_value(Status::Feasible).unwrap());
    let (plan, bound) = (manifest["objective"].as_f64().unwrap(), manifest["bound"].as_f64());
    assert!(bound.is_none_or(|bound| bound < plan), "{bound:?} {plan}");
    assert_eq!(fukugo(&["verify", shown(&run), TOWN]).code, 0);
    assert_eq!(left_in(&temporary), 0);
}

fn left_in(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}
