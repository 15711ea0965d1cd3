//! The output folder: written beside its place and renamed, replaced only when it is an untouched output of `import`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ImportError;
use super::source::hex;

/// The file that marks a folder as ours and tells whether it was edited since.
const MANIFEST: &str = "import.json";

const MADE_BY: &str = "fukugo import";

#[derive(Serialize, Deserialize)]
struct Manifest {
    made_by: String,
    /// SHA-256 of every other file, by name.
    files: BTreeMap<String, String>,
}

/// Checks that `out` is absent, empty, or an output of `import` nobody has edited.
pub(super) fn check_replaceable(out: &Path) -> Result<(), ImportError> {
    let in_use = |found: String| ImportError::OutputInUse { folder: out.to_owned(), found };
    let entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error(out, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(|error| io_error(out, error))?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    if names.is_empty() {
        return Ok(());
    }
    let manifest = fs::read(out.join(MANIFEST)).ok().and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    let Some(manifest) = manifest.filter(|manifest| manifest.made_by == MADE_BY) else {
        return Err(in_use(format!("no {MANIFEST} of {MADE_BY}, but {}", names.join(", "))));
    };
    for name in names.iter().filter(|name| *name != MANIFEST) {
        let Some(expected) = manifest.files.get(name) else { return Err(in_use(format!("{name} was added"))) };
        let bytes = fs::read(out.join(name)).map_err(|error| io_error(&out.join(name), error))?;
        if &digest(&bytes) != expected {
            return Err(in_use(format!("{name} was edited")));
        }
    }
    Ok(())
}

/// Writes `files` to a temporary sibling and puts it in the place of `out`.
pub(super) fn replace(out: &Path, files: &BTreeMap<String, String>) -> Result<(), ImportError> {
    let parent = out.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    fs::create_dir_all(&parent).map_err(|error| io_error(&parent, error))?;
    let staging = tempfile::Builder::new().prefix(".import-").tempdir_in(&parent).map_err(|error| io_error(&parent, error))?;
    let fresh = staging.path().join("new");
    fs::create_dir(&fresh).map_err(|error| io_error(&fresh, error))?;
    let manifest = Manifest {
        made_by: MADE_BY.to_owned(),
        files: files.iter().map(|(name, text)| (name.clone(), digest(text.as_bytes()))).collect(),
    };
    let manifest = serde_json::to_string_pretty(&manifest).map_err(|error| io_error(&fresh, error.into()))?;
    for (name, text) in files.iter().chain([(&MANIFEST.to_owned(), &(manifest + "\n"))]) {
        fs::write(fresh.join(name), text).map_err(|error| io_error(&fresh.join(name), error))?;
    }
    let old = staging.path().join("old");
    let existed = out.exists();
    if existed {
        fs::rename(out, &old).map_err(|error| io_error(out, error))?;
    }
    if let Err(error) = fs::rename(&fresh, out) {
        // The former output goes back, so that a failure leaves what was there.
        if existed {
            fs::rename(&old, out).map_err(|error| io_error(out, error))?;
        }
        return Err(io_error(out, error));
    }
    staging.close().map_err(|error| io_error(&parent, error))
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn io_error(path: &Path, source: io::Error) -> ImportError {
    ImportError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("functions.csv".to_owned(), text.to_owned())])
    }

    #[test]
    fn an_untouched_output_is_replaced_and_nothing_is_left_beside_it() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("project");
        for text in ["first", "second"] {
            check_replaceable(&out).unwrap();
            replace(&out, &files(text)).unwrap();
        }
        assert_eq!(fs::read_to_string(out.join("functions.csv")).unwrap(), "second");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_with_other_or_edited_files_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("project");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("thesis.txt"), "mine").unwrap();
        assert!(matches!(check_replaceable(&out), Err(ImportError::OutputInUse { .. })));

        fs::remove_file(out.join("thesis.txt")).unwrap();
        replace(&out, &files("made")).unwrap();
        fs::write(out.join("functions.csv"), "edited by hand").unwrap();
        let Err(ImportError::OutputInUse { found, .. }) = check_replaceable(&out) else { panic!("must be refused") };
        assert_eq!(found, "functions.csv was edited");
    }
}
