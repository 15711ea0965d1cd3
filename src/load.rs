//! Reads a scenario and its project folder into one validated [`Project`].

use std::path::Path;

use crate::error::InputError;
use crate::project::Project;

/// Why nothing could be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The input breaks rules; all errors found, sorted by place.
    #[error("the input has {} error(s)", .0.len())]
    Inputs(Vec<InputError>),
}

/// Reads the scenario at `scenario` and the project folder it names.
///
/// # Errors
/// [`LoadError::Inputs`] with every error of every file.
pub fn load(scenario: &Path) -> Result<Project, LoadError> {
    let _ = scenario;
    Err(LoadError::Inputs(Vec::new()))
}
