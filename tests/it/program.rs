//! The program under test, and the folders it leaves.

#![expect(clippy::unwrap_used, reason = "a command that cannot be run should fail its test")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// How a command ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program.
pub(crate) fn fukugo<S: AsRef<OsStr>>(arguments: &[S]) -> Ran {
    ran(Command::new(env!("CARGO_BIN_EXE_fukugo")).args(arguments))
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// A path as an argument.
pub(crate) fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The question of the town.
pub(crate) const TOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/town.toml");

/// The town's run, made once and read by several tests.
pub(crate) fn town_run() -> &'static Path {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    RUN.get_or_init(|| {
        let run = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("town-run-{}", std::process::id()));
        let ran = fukugo(&["solve", TOWN, "--out", shown(&run)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        run
    })
}

/// Every file below `folder` with its bytes.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(&path).unwrap());
            }
        }
    }
    found
}
