//! The folder of a run: written whole beside its place and renamed into it, so that a killed run leaves no half result.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::ReportError;
use super::manifest::{MANIFEST, PROGRAM};

/// Largest manifest that is read to recognize a folder, bytes; real ones stay far below.
const MANIFEST_LIMIT: u64 = 64 * 1024 * 1024;

/// Writes `files` (name with `/` → bytes) as the folder `out`, replacing an earlier run there.
///
/// What an earlier run did not write itself, such as a map saved beside its layers, is kept. Folders above `out` are made.
pub(super) fn replace(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), ReportError> {
    replace_of(out, files, PROGRAM)
}

/// As [`replace`], for a folder whose manifest names another `program`; only a folder of the same is replaced.
pub(super) fn replace_of(out: &Path, files: &BTreeMap<String, Vec<u8>>, program: &str) -> Result<(), ReportError> {
    let place = Place::find(out)?;
    let earlier = place.earlier_run(program)?;
    fs::create_dir_all(&place.parent).map_err(|source| ReportError::io(&place.parent, source))?;

    let new = Sibling::create(&place, "new")?;
    for (name, bytes) in files {
        let path = new.path.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| ReportError::io(folder, source))?;
        }
        fs::write(&path, bytes).map_err(|source| ReportError::io(&path, source))?;
    }
    let target = place.target();
    match earlier {
        None => {
            fs::rename(&new.path, &target).map_err(|source| ReportError::io(&target, source))?;
            new.keep();
        }
        Some(written) => {
            let old = Sibling::create(&place, "old")?;
            // Not every system renames onto a folder, even an empty one.
            fs::remove_dir(&old.path).map_err(|source| ReportError::io(&old.path, source))?;
            fs::rename(&target, &old.path).map_err(|source| ReportError::io(&target, source))?;
            if let Err(source) = fs::rename(&new.path, &target) {
                // The earlier run goes back to its place; if even that fails its folder is kept under the other name.
                if fs::rename(&old.path, &target).is_err() {
                    old.keep();
                }
                return Err(ReportError::io(&target, source));
            }
            new.keep();
            if let Err(error) = carry_over(&old.path, &target, Path::new(""), &written) {
                old.keep();
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Refuses a place that [`replace`] would refuse, before hours are spent on a plan that cannot be written.
pub(super) fn check(out: &Path) -> Result<(), ReportError> {
    check_of(out, PROGRAM)
}

/// As [`check`], for a folder whose manifest names another `program`.
pub(super) fn check_of(out: &Path, program: &str) -> Result<(), ReportError> {
    Place::find(out)?.earlier_run(program).map(|_| ())
}

/// Where a folder goes.
struct Place {
    parent: PathBuf,
    name: OsString,
}

impl Place {
    /// Links are followed, so that the folder behind a link is replaced and not the link.
    fn find(out: &Path) -> Result<Self, ReportError> {
        let full = match fs::canonicalize(out) {
            Ok(full) => full,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                std::path::absolute(out).map_err(|source| ReportError::io(out, source))?
            }
            Err(source) => return Err(ReportError::io(out, source)),
        };
        match (full.parent(), full.file_name()) {
            (Some(parent), Some(name)) => Ok(Self { parent: parent.to_owned(), name: name.to_owned() }),
            _ => Err(ReportError::NoName { path: out.to_owned() }),
        }
    }

    fn target(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// The files the run now in this place wrote; `None` when nothing is there.
    fn earlier_run(&self, program: &str) -> Result<Option<Vec<String>>, ReportError> {
        let target = self.target();
        let kind = match fs::metadata(&target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            found => found.map_err(|source| ReportError::io(&target, source))?,
        };
        if !kind.is_dir() {
            return Err(ReportError::NotAFolder { path: target });
        }
        let is_empty = fs::read_dir(&target).map_err(|source| ReportError::io(&target, source))?.next().is_none();
        if is_empty {
            return Ok(Some(Vec::new()));
        }
        match files_of_run(&target, program) {
            Some(files) => Ok(Some(files)),
            None if program == PROGRAM => Err(ReportError::NotARun { path: target }),
            None => Err(ReportError::NotADifference { path: target }),
        }
    }
}

/// Names of the files a run folder's manifest lists; `None` when the folder has no manifest of `program`.
fn files_of_run(folder: &Path, program: &str) -> Option<Vec<String>> {
    let mut text = String::new();
    fs::File::open(folder.join(MANIFEST)).ok()?.take(MANIFEST_LIMIT).read_to_string(&mut text).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    if manifest.get("program")?.as_str()? != program {
        return None;
    }
    let mut files: Vec<String> = manifest.get("files")?.as_object()?.keys().cloned().collect();
    files.push(MANIFEST.to_owned());
    Some(files)
}

/// Moves what the earlier run in `old` did not write into `target`, unless the new run has a file of that name. `below` is the
/// folder inside both that is looked at: one that the earlier run had files in may hold files of others too.
fn carry_over(old: &Path, target: &Path, below: &Path, written: &[String]) -> Result<(), ReportError> {
    let folder = old.join(below);
    for entry in fs::read_dir(&folder).map_err(|source| ReportError::io(&folder, source))? {
        let entry = entry.map_err(|source| ReportError::io(&folder, source))?;
        let name = below.join(entry.file_name());
        let is_written = written.iter().any(|file| Path::new(file) == name);
        let is_shared = written.iter().any(|file| Path::new(file) != name && Path::new(file).starts_with(&name));
        if is_shared && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            carry_over(old, target, &name, written)?;
            continue;
        }
        let destination = target.join(&name);
        if is_written || is_shared || fs::symlink_metadata(&destination).is_ok() {
            continue;
        }
        if let Some(parent) = destination.parent() {
            fs::create_dir_all(parent).map_err(|source| ReportError::io(parent, source))?;
        }
        fs::rename(entry.path(), &destination).map_err(|source| ReportError::io(&destination, source))?;
    }
    Ok(())
}

/// A folder beside the place, removed when dropped unless it was moved into place or is kept.
struct Sibling {
    path: PathBuf,
    is_kept: bool,
}

impl Sibling {
    /// A new, empty folder with the permissions of any other new folder.
    fn create(place: &Place, role: &str) -> Result<Self, ReportError> {
        let process = std::process::id();
        for attempt in 0_u32.. {
            let mut name = OsString::from(".");
            name.push(&place.name);
            name.push(format!(".fukugo-{role}-{process}-{attempt}"));
            let path = place.parent.join(name);
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path, is_kept: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(ReportError::io(&path, source)),
            }
        }
        Err(ReportError::NoName { path: place.target() })
    }

    fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Sibling {
    fn drop(&mut self) {
        if !self.is_kept {
            // A leftover is hidden and harmless; there is nobody to tell about it in a destructor.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> BTreeMap<String, Vec<u8>> {
        let manifest = format!(r#"{{"program":"{PROGRAM}","files":{{"plan.json":""}}}}"#);
        BTreeMap::from([("plan.json".to_owned(), text.as_bytes().to_vec()), (MANIFEST.to_owned(), manifest.into_bytes())])
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_earlier_run_is_replaced_and_files_of_others_in_it_are_kept() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("deep/run");
        replace(&out, &files("first")).unwrap();
        fs::write(out.join("map.qgz"), "a map").unwrap();
        replace(&out, &files("second")).unwrap();
        assert_eq!(fs::read_to_string(out.join("plan.json")).unwrap(), "second");
        assert_eq!(names(&out), ["manifest.json", "map.qgz", "plan.json"]);
        assert_eq!(names(&room.path().join("deep")), ["run"]);
    }

    #[test]
    fn files_of_others_in_a_folder_of_the_run_are_kept_and_its_own_old_ones_go() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("run");
        let run = |sheet: &str| {
            let manifest = format!(r#"{{"program":"{PROGRAM}","files":{{"sheets/{sheet}":""}}}}"#);
            BTreeMap::from([(format!("sheets/{sheet}"), b"x".to_vec()), (MANIFEST.to_owned(), manifest.into_bytes())])
        };
        replace(&out, &run("a.html")).unwrap();
        fs::write(out.join("sheets/note.txt"), "mine").unwrap();
        replace(&out, &run("b.html")).unwrap();
        assert_eq!(names(&out.join("sheets")), ["b.html", "note.txt"]);
    }

    #[test]
    fn a_folder_that_is_not_a_run_is_refused_and_left_alone() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("documents");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("letter.txt"), "dear").unwrap();
        fs::write(out.join(MANIFEST), r#"{"name":"a web app"}"#).unwrap();
        assert!(matches!(replace(&out, &files("x")), Err(ReportError::NotARun { .. })));
        assert!(matches!(check(&out), Err(ReportError::NotARun { .. })));
        assert_eq!(names(&out), ["letter.txt", "manifest.json"]);
        assert_eq!(names(room.path()), ["documents"]);
    }

    #[test]
    fn a_run_and_a_difference_never_take_each_others_place() {
        let room = tempfile::tempdir().unwrap();
        let (run, difference) = (room.path().join("run"), room.path().join("difference"));
        let other = BTreeMap::from([(MANIFEST.to_owned(), br#"{"program":"fukugo diff","files":{}}"#.to_vec())]);
        replace(&run, &files("plan")).unwrap();
        replace_of(&difference, &other, "fukugo diff").unwrap();
        assert!(matches!(replace_of(&run, &other, "fukugo diff"), Err(ReportError::NotADifference { .. })));
        assert!(matches!(replace(&difference, &files("plan")), Err(ReportError::NotARun { .. })));
        assert_eq!(fs::read_to_string(run.join("plan.json")).unwrap(), "plan");
        replace_of(&difference, &other, "fukugo diff").unwrap();
    }

    #[test]
    fn a_file_in_the_place_is_refused() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("file");
        fs::write(&out, "text").unwrap();
        assert!(matches!(replace(&out, &files("x")), Err(ReportError::NotAFolder { .. })));
        assert!(matches!(replace(Path::new("/"), &files("x")), Err(ReportError::NoName { .. })));
    }

    #[test]
    fn an_empty_folder_is_taken() {
        let room = tempfile::tempdir().unwrap();
        replace(room.path(), &files("x")).unwrap();
        assert_eq!(names(room.path()), ["manifest.json", "plan.json"]);
    }

    #[test]
    fn a_failure_while_writing_leaves_the_earlier_run_and_nothing_else() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("run");
        replace(&out, &files("first")).unwrap();
        let mut broken = files("second");
        // A file cannot be a folder as well.
        broken.insert("plan.json/folder.csv".to_owned(), Vec::new());
        assert!(matches!(replace(&out, &broken), Err(ReportError::Io { .. })));
        assert_eq!(fs::read_to_string(out.join("plan.json")).unwrap(), "first");
        assert_eq!(names(room.path()), ["run"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_run_keeps_pointing_at_the_new_one() {
        let room = tempfile::tempdir().unwrap();
        let out = room.path().join("run");
        replace(&out, &files("first")).unwrap();
        let link = room.path().join("latest");
        std::os::unix::fs::symlink(&out, &link).unwrap();
        replace(&link, &files("second")).unwrap();
        assert_eq!(fs::read_to_string(out.join("plan.json")).unwrap(), "second");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
