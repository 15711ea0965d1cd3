//! The exported model solved once more from outside, through its file alone: a second path through reader, presolve and search.
//!
//! Needs `highspy` or `pyscipopt`, for which no Rust crate can stand in; `FUKUGO_PYTHON` names the interpreter that has them [default:
//! `python3`]. SCIP is a solver of its own; HiGHS is the program's, without its strategy and the good_lp seam.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]
#![expect(clippy::print_stdout, reason = "a skipped or confirmed optimum is worth reading")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Modules, each with a script that solves the model in its first argument to the gap in its second and prints status, objective and bound.
const SOLVERS: [(&str, &str); 2] = [
    (
        "highspy",
        r#"
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
"#,
    ),
    (
        "pyscipopt",
        r#"
import json, sys
from pyscipopt import Model
model = Model()
model.hideOutput()
model.setParam("limits/gap", float(sys.argv[2]))
model.setParam("limits/time", 120.0)
model.readProblem(sys.argv[1])
model.optimize()
status = {"optimal": "Optimal", "gaplimit": "Optimal", "timelimit": "Time limit reached"}.get(model.getStatus(), model.getStatus())
print(json.dumps({"status": status, "objective": model.getObjVal(), "bound": model.getDualbound()}))
"#,
    ),
];

/// Room for the two programs' own feasibility tolerances, relative to the objective.
const TOLERANCE: f64 = 1e-6;

/// The interpreter, and the solvers it has.
fn solvers() -> (String, Vec<(&'static str, &'static str)>) {
    let python = std::env::var("FUKUGO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let is_there = |module: &str| {
        let found = Command::new(&python).args(["-c", &format!("import {module}")]).output();
        let is_there = found.is_ok_and(|output| output.status.success());
        if !is_there {
            println!("skipped: {module} is not installed");
        }
        is_there
    };
    let solvers = SOLVERS.into_iter().filter(|(module, _)| is_there(module)).collect();
    (python, solvers)
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Solves `scenario` with the program and its model with every other solver there is.
fn assert_confirmed(scenario: &dyn Fn() -> std::path::PathBuf) {
    let (python, solvers) = solvers();
    if solvers.is_empty() {
        return;
    }
    let scenario = scenario();
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model.mps");
    let fukugo = env!("CARGO_BIN_EXE_fukugo");
    let arguments = ["solve", scenario.to_str().unwrap(), "--json", "--write-model", model.to_str().unwrap()];
    let ours: Value = serde_json::from_str(&run(fukugo, &arguments)).unwrap();
    let number = |value: &Value, key: &str| value[key].as_f64().unwrap();
    let (objective, bound, gap) = (number(&ours, "objective"), number(&ours, "bound"), number(&ours, "gap"));
    let asked = gap.max(0.005).to_string();
    for (module, script) in solvers {
        let printed = run(&python, &["-c", script, model.to_str().unwrap(), &asked]);
        // Some versions print their banner whatever is set.
        let theirs: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
        let (optimum, least) = (number(&theirs, "objective"), number(&theirs, "bound"));
        let room = TOLERANCE * objective.abs();
        println!("{}: found {objective}, bound {bound}; {module} {theirs}", scenario.display());
        // Both have a plan and a bound: no plan of one may lie below the bound of the other. A stop at the limit still says that much.
        assert!(theirs["status"] == "Optimal" || theirs["status"] == "Time limit reached", "{module}: {theirs}");
        assert!(bound <= optimum + room, "the bound {bound} is above a plan of {optimum} by {module}");
        assert!(least <= objective + room, "the plan costs {objective}, less than is possible by {module}: {least}");
    }
}

#[test]
fn other_solvers_confirm_the_town() {
    assert_confirmed(&|| Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/town.toml"));
}

#[test]
fn other_solvers_confirm_another_municipality() {
    let folder = tempfile::tempdir().unwrap();
    assert_confirmed(&|| {
        let project = folder.path().join("project");
        let size = ["--schools", "5", "--facilities", "26", "--cells", "40", "--seed", "7"];
        run(env!("CARGO_BIN_EXE_fukugo"), &[&["generate", "--out", project.to_str().unwrap()], &size[..]].concat());
        project.join("scenario.toml")
    });
}
