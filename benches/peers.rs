//! What `fukugo` and its peers take for the same work on the same machine in the same run, as one table.
//!
//! `make bench-peers`, or `cargo bench --bench peers -- [GROUP…] [--quick]` with the peers of `benches/peers/requirements.txt` in the
//! Python that `FUKUGO_PEERS_PYTHON` names. Groups: `network`. Every answer is compared with the others'; one that differs ends the
//! bench with exit code 1. A peer that is not installed has a row that says so. A group is one file below `benches/peers/`.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints its table, and a failed one may end anyhow")]

#[path = "peers/network.rs"]
mod network;

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};

/// One line of the table: what was asked of whom, and what it took.
struct Row {
    group: &'static str,
    /// Who answered.
    program: &'static str,
    threads: usize,
    outcome: Result<Measured, String>,
}

/// What one answer took.
struct Measured {
    /// Once for all questions: reading tables into the program's own form.
    prepare_s: f64,
    prepare_cpu_s: f64,
    search_s: f64,
    search_cpu_s: f64,
    peak_mib: f64,
    /// What was asked: answers to the same question are compared.
    question: usize,
    /// Equal for equal answers.
    answer: (f64, f64),
    /// How much of the work was done; times are divided by it.
    share: f64,
    /// What a reader of the row must know.
    note: String,
}

/// Measures one group and hands over its rows, the program's own first.
type Group = fn(is_quick: bool, table: &mut Table);

const GROUPS: [(&str, Group); 1] = [("network", network::rows)];

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
    println!(
        "| group | program | threads | prepare (s) | processor | search (s) | processor | peak memory (MiB) | search ÷ fukugo | \
         by processor | note |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let mut table = Table::default();
    for (_, measure) in GROUPS.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|group| group == name)) {
        measure(is_quick, &mut table);
    }
    if table.differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The table, printed row by row: some peers take minutes.
#[derive(Default)]
struct Table {
    /// Time of search and its processor time of the program itself, by group and threads.
    own: BTreeMap<(&'static str, usize), (f64, f64)>,
    /// The first answer to every question of a group.
    answers: BTreeMap<(&'static str, usize), (f64, f64)>,
    differ: usize,
}

impl Table {
    /// Notes the answer to a question without a row of its own.
    fn know(&mut self, group: &'static str, measured: &Measured) {
        self.answers.entry((group, measured.question)).or_insert(measured.answer);
    }

    fn add(&mut self, row: &Row) {
        let (group, program, threads) = (row.group, row.program, row.threads);
        let measured = match &row.outcome {
            Ok(measured) => measured,
            Err(reason) => {
                println!("| {group} | {program} | {threads} | – | – | – | – | – | – | – | {reason} |");
                return;
            }
        };
        let (search, processor) = (measured.search_s / measured.share, measured.search_cpu_s / measured.share);
        let own = *self.own.entry((group, threads)).or_insert((search, processor));
        let first = *self.answers.entry((group, measured.question)).or_insert(measured.answer);
        let near = |a: f64, b: f64| (a - b).abs() <= EQUAL * a.abs().max(b.abs());
        let is_same = near(first.0, measured.answer.0) && near(first.1, measured.answer.1);
        self.differ += usize::from(!is_same);
        println!(
            "| {group} | {program} | {threads} | {:.2} | {:.2} | {search:.2} | {processor:.2} | {:.0} | {:.1} | {:.1} | {}{} |",
            measured.prepare_s,
            measured.prepare_cpu_s,
            measured.peak_mib,
            search / own.0,
            processor / own.1,
            if is_same { "" } else { "**another answer**: " },
            measured.note
        );
    }
}

/// Relative difference up to which two answers are the same: peers add up in floating point.
const EQUAL: f64 = 1e-6;

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
