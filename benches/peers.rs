//! What `fukugo` and its peers take for the same work on the same machine in the same run, as one table.
//!
//! `make bench-peers`, or `cargo bench --bench peers -- [GROUP…] [--quick]` with the peers of `benches/peers/requirements.txt` in the
//! Python that `FUKUGO_PEERS_PYTHON` names. Groups: `network`. Every answer is compared with the others'; one that differs ends the
//! bench with exit code 1. A peer that is not installed has a row that says so. A group is one file below `benches/peers/`.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints its table, and a failed one may end anyhow")]

#[path = "peers/network.rs"]
mod network;

use std::process::{Command, ExitCode};

/// One line of the table: what was asked of whom, and what it took.
struct Row {
    group: &'static str,
    /// Who answered.
    program: String,
    threads: usize,
    outcome: Result<Measured, String>,
}

/// What one answer took.
struct Measured {
    /// Once for all questions: reading tables into the program's own form.
    prepare_s: f64,
    search_s: f64,
    search_cpu_s: f64,
    peak_mib: f64,
    /// What makes the answers comparable; equal for equal answers up to the group's tolerance.
    answer: (f64, f64),
    /// What a reader of the row must know.
    note: String,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [task, rest @ ..] = &arguments[..]
        && task == "measure-network"
    {
        network::measure(rest);
        return ExitCode::SUCCESS;
    }
    let is_quick = arguments.iter().any(|argument| argument == "--quick");
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let groups: [(&str, fn(bool) -> Vec<Row>); 1] = [("network", network::rows)];
    println!("| group | program | threads | prepare (s) | search (s) | processor of search (s) | peak memory (MiB) | search ÷ fukugo | note |");
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut differ = 0;
    for (_, rows) in groups.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|group| group == name)) {
        differ += print(&rows(is_quick));
    }
    if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints the rows of a group, its first being `fukugo`; gives the number of answers that differ from the first.
fn print(rows: &[Row]) -> usize {
    const EQUAL: f64 = 1e-6;
    let mut differ = 0;
    let own = |threads: usize| {
        let of_own = rows.iter().filter(|row| row.program.starts_with("fukugo") && row.threads == threads);
        of_own.filter_map(|row| row.outcome.as_ref().ok()).map(|measured| measured.search_s).next()
    };
    let first = rows.iter().find_map(|row| row.outcome.as_ref().ok()).map(|measured| measured.answer);
    for row in rows {
        let (group, program, threads) = (row.group, &row.program, row.threads);
        match &row.outcome {
            Ok(measured) => {
                let ratio = own(threads).map_or("–".to_owned(), |own| format!("{:.1}", measured.search_s / own));
                let is_same = first.is_none_or(|first| {
                    let near = |a: f64, b: f64| (a - b).abs() <= EQUAL * a.abs().max(b.abs());
                    near(first.0, measured.answer.0) && near(first.1, measured.answer.1)
                });
                differ += usize::from(!is_same);
                let verdict = if is_same { "" } else { "**another answer** " };
                println!(
                    "| {group} | {program} | {threads} | {:.3} | {:.3} | {:.3} | {:.0} | {ratio} | {verdict}{} |",
                    measured.prepare_s, measured.search_s, measured.search_cpu_s, measured.peak_mib, measured.note
                );
            }
            Err(reason) => println!("| {group} | {program} | {threads} | – | – | – | – | – | {reason} |"),
        }
    }
    differ
}

/// The last line a command prints as JSON, or why there is none.
fn json_of(command: &mut Command) -> Result<serde_json::Value, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message.lines().last().unwrap_or("no message").to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(text.lines().last().unwrap_or_default()).map_err(|error| error.to_string())
}

/// The Python that has the peers.
fn python() -> Command {
    let named = std::env::var("FUKUGO_PEERS_PYTHON").ok();
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/.tools/peers/bin/python");
    Command::new(named.unwrap_or_else(|| own.to_owned()))
}
