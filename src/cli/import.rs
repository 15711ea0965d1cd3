//! `fukugo import`: open data as a project folder.

use std::io;
use std::path::PathBuf;

use super::{End, Terminal};
use crate::import::{ImportError, import};

/// Turns open data into a project folder.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The recipe, a TOML file.
    recipe: PathBuf,
    /// Folder with the source files the recipe names.
    #[arg(long, value_name = "DIR")]
    source: PathBuf,
    /// Project folder to make; an untouched earlier import there is replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Import {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        match import(&self.recipe, &self.source, &self.out) {
            Ok(summary) => {
                for line in summary.lines(terminal.lang) {
                    writeln!(terminal.out, "{line}")?;
                }
                Ok(End::Done)
            }
            Err(ImportError::Inputs(errors)) => {
                write!(terminal.err, "{}", crate::error::render(&errors, terminal.lang))?;
                Ok(End::Rejected)
            }
            Err(error) => terminal.complain(&error, End::Io),
        }
    }
}
