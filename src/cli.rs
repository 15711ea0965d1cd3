//! The command line: verbs, flags, exit codes. Data goes to standard output, everything else to standard error.

mod baseline;
mod check;
mod completions;
mod diff;
mod generate;
mod import;
mod infeasible;
mod interrupt;
mod locate;
mod man;
mod news;
mod question;
mod report;
mod schema;
mod solve;
mod stored;
mod verify;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::lang::Lang;
use crate::report::Verification;

/// Plans what becomes of a municipality's public buildings, exactly and checked.
#[derive(Debug, Parser)]
#[command(name = "fukugo", version, about, help_expected = true, after_help = EXIT_CODES)]
struct Arguments {
    /// Language of messages and reports [default: ja; of `report` and `diff` that of the run].
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArgument>,
    /// Threads for loading, distances and reports; the answer does not depend on it [default: all cores].
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_CODES: &str = "Exit: 0 verified plan · 1 input/output · 2 usage · 3 inputs rejected · 4 proven infeasible · \
                          5 no plan within limits · 6 failed verification";

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum LangArgument {
    /// 日本語
    Ja,
    /// English
    En,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check a scenario and its project folder, and list all errors at once.
    Check(check::Check),
    /// Find the best plan, verify it, and write what it leaves.
    Solve(solve::Solve),
    /// Recompute every yen, metre, square metre and rule of a plan.
    Verify(verify::Verify),
    /// Make the files of a run again from its folder, without solving.
    Report(report::Report),
    /// Set two runs of one municipality beside each other: money, floor, walks, decisions.
    Diff(diff::Diff),
    /// Print the national renewal-cost method's cost by year.
    Baseline(baseline::BaselineArguments),
    /// Make a synthetic municipality as a complete project folder.
    Generate(generate::Generate),
    /// Answer a classic location question: p-median, p-center, covering, facility location, dispersion.
    Locate(Box<locate::Locate>),
    /// Turn open data into a project folder by a recipe.
    Import(import::Import),
    /// Print the JSON schema of what a run leaves, of what --json prints, or of a file that is read.
    Schema(schema::Schema),
    /// Print a script that completes verbs and flags in a shell.
    Completions(completions::Completions),
    /// Print the manual page, or write a page of every verb.
    Man(man::Man),
}

/// How a command ends, with the documented exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// 0: done, any plan verified.
    Done = 0,
    /// 1: something could not be read or written.
    Io = 1,
    /// 2: the command line was not understood.
    Usage = 2,
    /// 3: the inputs break rules.
    Rejected = 3,
    /// 4: proven that no plan satisfies the rules.
    Infeasible = 4,
    /// 5: no plan within the limits.
    NothingFound = 5,
    /// 6: the plan did not pass verification.
    Unverified = 6,
}

/// Where a command writes and in which language.
pub(crate) struct Terminal<'a> {
    /// Data.
    pub(crate) out: &'a mut dyn Write,
    /// Everything else.
    pub(crate) err: &'a mut (dyn Write + Send),
    /// Language of the reader.
    pub(crate) lang: Lang,
}

impl Terminal<'_> {
    /// Prints an error and the errors below it, once.
    pub(crate) fn complain(&mut self, error: &dyn std::error::Error, end: End) -> io::Result<End> {
        write!(self.err, "{}: {error}", self.lang.pick("エラー", "error"))?;
        let mut source = error.source();
        while let Some(cause) = source {
            write!(self.err, ": {cause}")?;
            source = cause.source();
        }
        writeln!(self.err)?;
        Ok(end)
    }

    /// What was checked of a plan that breaks no rule; tells of the breaches of one that does.
    pub(crate) fn accepted(&mut self, verification: &crate::verify::Verification) -> io::Result<Option<Verification>> {
        for breach in &verification.breaches {
            writeln!(self.err, "{}", breach.in_lang(self.lang))?;
        }
        let (checks, breaches) = (verification.checks.values().sum(), verification.breaches.len());
        Ok(verification.is_accepted().then_some(Verification { checks, breaches }))
    }
}

/// Runs the command line `arguments` (the program's name first).
pub fn main(arguments: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut (dyn Write + Send)) -> ExitCode {
    let end = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => run(&arguments, out, err),
        Err(message) if matches!(message.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            write!(out, "{message}").map(|()| End::Done)
        }
        Err(message) => write!(err, "{message}").map(|()| End::Usage),
    };
    ExitCode::from(exit_code(&end))
}

fn exit_code(end: &io::Result<End>) -> u8 {
    match end {
        Ok(end) => *end as u8,
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => End::Done as u8,
        Err(_) => End::Io as u8,
    }
}

fn run(arguments: &Arguments, out: &mut dyn Write, err: &mut (dyn Write + Send)) -> io::Result<End> {
    let asked = arguments.lang.map(|lang| match lang {
        LangArgument::Ja => Lang::Ja,
        LangArgument::En => Lang::En,
    });
    let lang = asked.unwrap_or_default();
    let mut terminal = Terminal { out, err, lang };
    if let Some(threads) = arguments.threads {
        if threads == 0 {
            let text = lang.pick("--threads は 1 以上", "--threads must be at least 1");
            writeln!(terminal.err, "{}: {text}", lang.pick("エラー", "error"))?;
            return Ok(End::Usage);
        }
        // Fails only when the pool already exists, as in tests that run several commands; the answer does not depend on it.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let end = match &arguments.verb {
        Verb::Check(verb) => verb.run(&mut terminal),
        Verb::Solve(verb) => verb.run(&mut terminal),
        Verb::Verify(verb) => verb.run(&mut terminal),
        Verb::Report(verb) => verb.run(&mut terminal, asked),
        Verb::Diff(verb) => verb.run(&mut terminal, asked),
        Verb::Baseline(verb) => verb.run(&mut terminal),
        Verb::Generate(verb) => verb.run(&mut terminal),
        Verb::Import(verb) => verb.run(&mut terminal),
        Verb::Locate(verb) => verb.run(&mut terminal),
        Verb::Schema(verb) => verb.run(&mut terminal),
        Verb::Completions(verb) => verb.run(&mut terminal),
        Verb::Man(verb) => verb.run(&mut terminal),
    }?;
    terminal.out.flush()?;
    Ok(end)
}
