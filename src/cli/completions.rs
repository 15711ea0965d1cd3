//! `fukugo completions`: what a shell needs to complete verbs and flags.

use std::io;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Arguments, End, Terminal};

/// Prints a completion script.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        let mut script = Vec::new();
        // Into memory: the generator panics where its output is refused, as by `| head`.
        clap_complete::generate(self.shell, &mut Arguments::command(), "fukugo", &mut script);
        terminal.out.write_all(&script)?;
        Ok(End::Done)
    }
}
