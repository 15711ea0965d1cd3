//! A run folder read back: the plan with its proof, and the question with copies of its inputs, each as the run wrote it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::manifest::{MANIFEST, MANIFEST_FORMAT, PROGRAM, sha256};
use super::{INPUTS, Machine, PlanFileError, SCENARIO, Solver, plan_file};
use crate::error::{InputCode, InputError, Place, Text};
use crate::lang::Lang;
use crate::plan::{Plan, Proof, Status};
use crate::project::{InputFile, Project, is_inside};

/// Largest file that is looked at, bytes: that of the largest table and of the largest plan.
const SIZE_LIMIT: u64 = 256 * 1024 * 1024;

/// What a run folder says of the run, beside the question itself.
#[derive(Clone, Debug)]
pub struct StoredRun {
    /// The plan.
    pub plan: Plan,
    /// What was proven about it.
    pub proof: Proof,
    /// What solved it.
    pub solver: Solver,
    /// What it took.
    pub machine: Machine,
    /// The language it was reported in.
    pub lang: Lang,
    /// The scenario with `extends` merged, as TOML; it names the copies of the inputs as its project.
    pub scenario_toml: String,
    /// Where the scenario is, for `load`.
    pub scenario: PathBuf,
    /// The project folder as the question named it.
    project: String,
    /// The files of the question with their hashes.
    inputs: Vec<Hashed>,
}

/// Why a run folder cannot be read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunFolderError {
    /// It has no manifest of this program.
    #[error("{} is no run of fukugo: it has no {MANIFEST} of one", path.display())]
    NotARun {
        /// The folder.
        path: PathBuf,
    },
    /// An earlier version wrote it, without what is needed here.
    #[error("{} has format {found}, this version reads {MANIFEST_FORMAT}; solve the scenario again", path.display())]
    Format {
        /// The manifest.
        path: PathBuf,
        /// The format it says it has.
        found: u64,
    },
    /// Its manifest is damaged.
    #[error("{} cannot be understood", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Line, column and field.
        #[source]
        source: serde_json::Error,
    },
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Files are missing or are not those the run wrote: all of them, by name.
    #[error("{} file(s) of the run are missing or changed", .0.len())]
    Changed(Vec<InputError>),
    /// The plan cannot be read.
    #[error(transparent)]
    Plan(#[from] PlanFileError),
}

#[derive(Deserialize)]
struct Header {
    format: u64,
    program: String,
}

#[derive(Deserialize)]
struct Manifest {
    status: Status,
    objective: f64,
    bound: Option<f64>,
    gap: Option<f64>,
    solver: Solver,
    lang: Lang,
    inputs: Vec<Hashed>,
    scenario: Question,
    files: BTreeMap<String, String>,
    timing: Machine,
}

/// What is read of the scenario in a manifest: `scenario.toml` has all of it.
#[derive(Deserialize)]
struct Question {
    project: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Hashed {
    path: String,
    sha256: String,
}

/// Reads the run in the folder at `path`; the plan, the scenario and the copies of the inputs must be those the run wrote.
///
/// # Errors
/// [`RunFolderError`]: no run, a run of another format, or files that are missing, changed or unreadable.
pub fn read_run(path: &Path) -> Result<StoredRun, RunFolderError> {
    let manifest_path = path.join(MANIFEST);
    let not_a_run = || RunFolderError::NotARun { path: path.to_owned() };
    let bytes = match read(&manifest_path) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Err(not_a_run()),
        Err(source) => return Err(RunFolderError::Io { path: manifest_path, source }),
    };
    let header: Header = serde_json::from_slice(&bytes).map_err(|_| not_a_run())?;
    if header.program != PROGRAM {
        return Err(not_a_run());
    }
    if header.format != u64::from(MANIFEST_FORMAT) {
        return Err(RunFolderError::Format { path: manifest_path, found: header.format });
    }
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|source| RunFolderError::Manifest { path: manifest_path, source })?;
    let changed: Vec<InputError> = needed(&manifest.files).filter_map(|(name, hash)| changed(path, name, hash)).collect();
    if !changed.is_empty() {
        return Err(RunFolderError::Changed(changed));
    }
    let scenario = path.join(SCENARIO);
    let scenario_toml = fs::read_to_string(&scenario).map_err(|source| RunFolderError::Io { path: scenario.clone(), source })?;
    Ok(StoredRun {
        plan: plan_file::read_plan(path)?,
        proof: Proof { status: manifest.status, objective: manifest.objective, bound: manifest.bound, gap: manifest.gap },
        solver: manifest.solver,
        machine: manifest.timing,
        lang: manifest.lang,
        scenario_toml,
        scenario,
        project: manifest.scenario.project,
        inputs: manifest.inputs,
    })
}

impl StoredRun {
    /// Makes the project that was loaded from the run folder the one the run was made of: with the names and hashes of the
    /// question's own files, which the folder holds merged and copied.
    pub fn restore(&self, project: &mut Project) {
        self.project.clone_into(&mut project.scenario.project);
        let copies = std::mem::take(&mut project.inputs);
        let table =
            |file: &Hashed| copies.iter().find(|copy| copy.path == file.path && copy.sha256 == file.sha256)?.table.clone();
        let inputs = self.inputs.iter();
        project.inputs =
            inputs.map(|file| InputFile { path: file.path.clone(), sha256: file.sha256.clone(), table: table(file) }).collect();
    }
}

/// The files without which nothing can be told: plan, scenario, inputs. Names that lead out of the folder are left alone.
fn needed(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    let is_needed = move |name: &str| {
        name == SCENARIO || name == plan_file::PLAN || name.strip_prefix(INPUTS).is_some_and(|rest| rest.starts_with('/'))
    };
    files.iter().map(|(name, hash)| (name.as_str(), hash.as_str())).filter(move |(name, _)| is_needed(name) && is_inside(name))
}

/// The error of a file that is not as the run wrote it.
fn changed(folder: &Path, name: &str, hash: &str) -> Option<InputError> {
    let place = Place { file: name.to_owned(), row: None, record: None, field: None };
    let solve_again = Text::new(
        "元の入力を直してもう一度 fukugo solve を実行するか、実行時のファイルを戻してください",
        "change the project's own files and run `fukugo solve` again, or put the file of the run back",
    );
    match read(&folder.join(name)) {
        Ok(bytes) if sha256(&bytes) == hash => None,
        Ok(_) => Some(InputError {
            place,
            code: InputCode::FileChanged,
            found: "SHA-256".to_owned(),
            why: Text::new(
                "実行時に書いたファイルと内容が違い、計画と証明がこの入力のものか分かりません",
                "it is not what the run wrote, so that plan and proof may not be of these inputs",
            ),
            repair: solve_again,
        }),
        Err(error) => Some(InputError {
            place,
            code: if error.kind() == io::ErrorKind::NotFound { InputCode::FileMissing } else { InputCode::FileUnreadable },
            found: error.to_string(),
            why: Text::new("実行結果のフォルダーに必要なファイルです", "the run folder needs the file"),
            repair: solve_again,
        }),
    }
}

/// The bytes of a regular file of no more than the largest size.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "not a regular file"));
    }
    if metadata.len() > SIZE_LIMIT {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than any file of a run"));
    }
    fs::read(path)
}
