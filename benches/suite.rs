//! The suite of planning questions, each solved and verified by the program, as one table.
//!
//! `cargo bench --bench suite -- [town|ward] [SECONDS]`: the questions of the town, or the same ones asked of the ward, each for at
//! most so many seconds [default: ward, 300]. Time is that of the whole process, also as a multiple of the base question's in the
//! same run, which holds when the machine's speed drifts. A question without a verified plan ends the bench with exit code 1.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints its table, and a failed one may end anyhow")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde_json::Value;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let base = if arguments.iter().any(|argument| argument == "town") { "town" } else { "setagaya" };
    let seconds = arguments.iter().find_map(|argument| argument.parse::<f64>().ok()).unwrap_or(300.0);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let copies = tempfile::tempdir().unwrap();
    println!("| question | options | objective (million yen) | gap | time (s) | time ÷ base | peak memory (MiB) |");
    println!("|---|---|---|---|---|---|---|");
    let mut first = None;
    let mut failed = 0;
    for (name, scenario) in questions(&folder, copies.path(), base) {
        match solve(&scenario, &copies.path().join("run"), seconds) {
            Ok(row) => {
                let ratio = row.seconds / *first.get_or_insert(row.seconds);
                let gap = row.gap.map_or("not proven".to_owned(), |gap| format!("{:.2} %", gap * 100.0));
                println!(
                    "| {name} | {} | {:.0} | {gap} | {:.0} | {ratio:.2} | {} |",
                    row.options, row.objective, row.seconds, row.peak_mib
                );
            }
            Err(message) => {
                failed += 1;
                println!("| {name} | – | – | – | – | – | – | {message}");
            }
        }
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Questions by name, the base first; asked of the ward, those of the town name another base.
fn questions(folder: &Path, copies: &Path, base: &str) -> Vec<(String, PathBuf)> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|file| file.strip_suffix(".toml").map(str::to_owned)).collect();
    names.sort();
    let of_town: Vec<&String> = names.iter().filter(|name| !name.starts_with("setagaya") && *name != "town").collect();
    let mut questions = vec![(base.to_owned(), folder.join(format!("{base}.toml")))];
    for name in of_town {
        let own = folder.join(format!("{base}-{name}.toml"));
        let path = match base {
            "town" => folder.join(format!("{name}.toml")),
            _ if own.exists() => own,
            _ => {
                let text = fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
                let ward = format!("extends = {:?}", folder.join("setagaya.toml").to_str().unwrap());
                // A question that extends another of the suite finds its copy beside it.
                let copy = copies.join(format!("{name}.toml"));
                fs::write(&copy, text.replace("extends = \"town.toml\"", &ward)).unwrap();
                copy
            }
        };
        questions.push((name.clone(), path));
    }
    questions
}

/// What one question took and gave.
struct Row {
    options: usize,
    objective: f64,
    gap: Option<f64>,
    seconds: f64,
    peak_mib: u64,
}

fn solve(scenario: &Path, run: &Path, seconds: f64) -> Result<Row, String> {
    let started = Instant::now();
    let limit = seconds.to_string();
    let arguments =
        ["solve", scenario.to_str().unwrap(), "--out", run.to_str().unwrap(), "--json", "--lang", "en", "--time-limit", &limit];
    let output = Command::new(env!("CARGO_BIN_EXE_fukugo")).args(arguments).output().unwrap();
    let seconds = started.elapsed().as_secs_f64();
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message.lines().last().unwrap_or("no message").to_owned());
    }
    let manifest: Value = serde_json::from_slice(&output.stdout).unwrap();
    let options = fs::read_to_string(run.join("options.csv")).unwrap();
    Ok(Row {
        options: options.lines().filter(|line| line.contains(",exists,")).count(),
        objective: manifest["objective"].as_f64().unwrap(),
        gap: manifest["gap"].as_f64(),
        seconds,
        peak_mib: manifest["timing"]["peak_memory_kib"].as_u64().unwrap_or(0) / 1024,
    })
}
