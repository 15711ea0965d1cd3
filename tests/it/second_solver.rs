//! The exported model solved once more from outside, through its file alone: a second path through reader, presolve and search.
//!
//! Needs `highspy`, for which no Rust crate can stand in; `FUKUGO_PYTHON` names the interpreter that has it [default: `python3`].

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]
#![expect(clippy::print_stdout, reason = "a skipped or confirmed optimum is worth reading")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Solves the model in its first argument to the gap in its second and prints status, objective and bound.
const SCRIPT: &str = r#"
import json, sys
import highspy
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
highs.setOptionValue("mip_rel_gap", float(sys.argv[2]))
highs.setOptionValue("time_limit", 120.0)
assert highs.readModel(sys.argv[1]) == highspy.HighsStatus.kOk
assert highs.run() == highspy.HighsStatus.kOk
info = highs.getInfo()
status = highs.modelStatusToString(highs.getModelStatus())
print(json.dumps({"status": status, "objective": info.objective_function_value, "bound": info.mip_dual_bound}))
"#;

/// Room for the two programs' own feasibility tolerances, relative to the objective.
const TOLERANCE: f64 = 1e-6;

fn python() -> Option<String> {
    let python = std::env::var("FUKUGO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import highspy"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        Some(python)
    } else {
        println!("skipped: highspy is not installed");
        None
    }
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Solves `scenario` with the program and its model with the second solver.
fn assert_confirmed(python: &str, scenario: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.mps");
    let fukugo = env!("CARGO_BIN_EXE_fukugo");
    let arguments = ["solve", scenario.to_str().unwrap(), "--json", "--write-model", model.to_str().unwrap()];
    let ours: Value = serde_json::from_str(&run(fukugo, &arguments)).unwrap();
    let number = |value: &Value, key: &str| value[key].as_f64().unwrap();
    let (objective, bound, gap) = (number(&ours, "objective"), number(&ours, "bound"), number(&ours, "gap"));
    let asked = gap.max(0.005).to_string();
    let printed = run(python, &["-c", SCRIPT, model.to_str().unwrap(), &asked]);
    // Some versions print their banner whatever is set.
    let theirs: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
    let (optimum, least) = (number(&theirs, "objective"), number(&theirs, "bound"));
    let room = TOLERANCE * objective.abs();
    println!("{}: found {objective}, bound {bound}; second solver {theirs}", scenario.display());
    // Both have a plan and a bound: no plan of one may lie below the bound of the other. A stop at the limit still says that much.
    assert!(theirs["status"] == "Optimal" || theirs["status"] == "Time limit reached", "{theirs}");
    assert!(bound <= optimum + room, "the bound {bound} is above a plan of {optimum}");
    assert!(least <= objective + room, "the plan costs {objective}, less than is possible: {least}");
}

#[test]
fn a_second_solver_confirms_the_town() {
    let Some(python) = python() else { return };
    assert_confirmed(&python, &Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/town.toml"));
}

#[test]
fn a_second_solver_confirms_another_municipality() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("project");
    let size = ["--schools", "5", "--facilities", "26", "--cells", "40", "--seed", "7"];
    run(env!("CARGO_BIN_EXE_fukugo"), &[&["generate", "--out", project.to_str().unwrap()], &size[..]].concat());
    assert_confirmed(&python, &project.join("scenario.toml"));
}
