//! Loading the question of a command, with its errors and advice printed.

use std::io;
use std::path::Path;

use super::{End, Terminal};
use crate::load::{LoadError, load};
use crate::project::Project;

/// Loads a scenario; prints what is wrong or odd with it, and gives how the command then ends.
pub(super) fn load_question(terminal: &mut Terminal<'_>, scenario: &Path) -> io::Result<Result<Project, End>> {
    match load(scenario) {
        Ok(project) => {
            write!(terminal.err, "{}", crate::error::render_advice(&project.advice, terminal.lang))?;
            Ok(Ok(project))
        }
        Err(LoadError::Inputs(errors)) => {
            write!(terminal.err, "{}", crate::error::render(&errors, terminal.lang))?;
            Ok(Err(End::Rejected))
        }
    }
}
