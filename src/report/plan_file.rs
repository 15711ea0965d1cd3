//! `plan.json`, written and read back.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::ReportError;
use super::manifest::json_bytes;
use crate::plan::{PLAN_FORMAT, Plan};

/// Name of the file in a run folder.
pub(super) const PLAN: &str = "plan.json";

/// Largest file that is read, bytes; a plan of a large city stays far below.
const SIZE_LIMIT: u64 = 256 * 1024 * 1024;

/// Why a plan could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanFileError {
    /// There is no such file, or the folder is not that of a run.
    #[error("there is no plan at {}; name a run folder or its plan.json", path.display())]
    Missing {
        /// The file looked for.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("{} cannot be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is larger than any plan.
    #[error("{} is larger than any plan ({} MiB); it is not a plan.json", path.display(), SIZE_LIMIT / 1024 / 1024)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is not JSON, or not a plan.
    #[error("{} is not a plan", path.display())]
    NotAPlan {
        /// The file.
        path: PathBuf,
        /// Line, column and field.
        #[source]
        source: serde_json::Error,
    },
    /// The plan was written by another version of the program.
    #[error("{} has plan format {found}, this version reads {PLAN_FORMAT}; solve the scenario again", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The format it says it has.
        found: u64,
    },
}

/// Reads the plan at `path`, a `plan.json` or the folder of a run.
///
/// # Errors
/// [`PlanFileError`]: nothing there, unreadable, not a plan, or a plan of another format version.
pub fn read_plan(path: &Path) -> Result<Plan, PlanFileError> {
    let path = if path.is_dir() { path.join(PLAN) } else { path.to_owned() };
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => PlanFileError::Missing { path: path.clone() },
        _ => PlanFileError::Io { path: path.clone(), source },
    };
    let mut bytes = Vec::new();
    File::open(&path).map_err(failed)?.take(SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(PlanFileError::TooLarge { path });
    }
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    // The format is looked at first: a newer plan may have fields this version would call errors.
    let not_a_plan = |source| PlanFileError::NotAPlan { path: path.clone(), source };
    let header: Header = serde_json::from_slice(text).map_err(not_a_plan)?;
    if header.format != u64::from(PLAN_FORMAT) {
        return Err(PlanFileError::Format { path, found: header.format });
    }
    serde_json::from_slice(text).map_err(not_a_plan)
}

#[derive(serde::Deserialize)]
struct Header {
    format: u64,
}

/// The file of `plan`.
pub(super) fn plan_json(plan: &Plan) -> Result<Vec<u8>, ReportError> {
    json_bytes(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_plan_reads_back_as_it_was_written() {
        let room = tempfile::tempdir().unwrap();
        let plan = sample::plan();
        std::fs::write(room.path().join(PLAN), plan_json(&plan).unwrap()).unwrap();
        assert_eq!(read_plan(room.path()).unwrap(), plan);
        assert_eq!(read_plan(&room.path().join(PLAN)).unwrap(), plan);
    }

    #[test]
    fn what_is_not_a_plan_is_said_so() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join(PLAN);
        assert!(matches!(read_plan(room.path()), Err(PlanFileError::Missing { .. })));
        std::fs::write(&path, "{\"format\": 1, \"scenario\"").unwrap();
        assert!(matches!(read_plan(&path), Err(PlanFileError::NotAPlan { .. })));
        std::fs::write(&path, "{\"format\": 9, \"news\": true}").unwrap();
        assert!(matches!(read_plan(&path), Err(PlanFileError::Format { found: 9, .. })));
        let mut plan = serde_json::to_value(sample::plan()).unwrap();
        plan["functions"][0]["extra"] = true.into();
        std::fs::write(&path, plan.to_string()).unwrap();
        assert!(matches!(read_plan(&path), Err(PlanFileError::NotAPlan { .. })));
    }
}
