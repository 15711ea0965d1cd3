//! Progress of a running solve, read from the solver's own log.
//!
//! The safe interface to HiGHS has no callback, but its log has a line for every change of bound or incumbent.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tempfile::TempDir;

/// A temporary file the solver logs to, in a folder of its own; both are deleted when dropped.
#[derive(Debug)]
pub(super) struct LogFile {
    folder: TempDir,
    path: PathBuf,
}

impl LogFile {
    /// A new log, or none where no temporary folder can be made: the search then runs without news.
    pub(super) fn new() -> Option<Self> {
        let folder = tempfile::tempdir().ok()?;
        Some(Self { path: folder.path().join("solver.log"), folder })
    }

    /// Removes the file with its folder; later solves go without, and one that is about to begin finds no place to make the file anew.
    pub(super) fn remove(&self) {
        // One that is gone already, or is held by another program, is no reason to stop.
        let _ = std::fs::remove_dir_all(&self.folder);
    }

    /// Takes out the lines of an earlier solve, which speak of another programme; whether the file is there and empty.
    fn clear(&self) -> bool {
        std::fs::File::create(&self.path).is_ok()
    }
}

/// How often the log is read.
const INTERVAL: Duration = Duration::from_millis(250);

/// Runs `work` with a file to log to, and tells `news` of every new `(bound, incumbent)` in it meanwhile.
pub(super) fn watch<T: Send>(
    log: Option<&LogFile>,
    news: &(dyn Fn(Option<f64>, Option<f64>) + Sync),
    work: impl FnOnce(Option<&Path>) -> T + Send,
) -> T {
    let Some(log) = log.filter(|log| log.clear()) else { return work(None) };
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut last = None;
            while !is_done.load(Ordering::Relaxed) {
                std::thread::park_timeout(INTERVAL);
                let text = std::fs::read(&log.path).unwrap_or_default();
                let latest = String::from_utf8_lossy(&text).lines().rev().find_map(bound_and_incumbent);
                if latest.is_some() && latest != last {
                    last = latest;
                    latest.inspect(|&(bound, incumbent)| news(bound, incumbent));
                }
            }
        });
        let result = work(Some(&log.path));
        is_done.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        result
    })
}

/// Bound and incumbent of a line of the branch-and-bound table, which has four columns of figures between bars.
fn bound_and_incumbent(line: &str) -> Option<(Option<f64>, Option<f64>)> {
    let cells: Vec<&str> = line.split_whitespace().collect();
    // Proc. InQueue Leaves Expl.% BestBound BestSol Gap …: the share of the tree explored is the first figure in percent.
    let explored = cells.iter().position(|cell| cell.ends_with('%'))?;
    let figure = |offset: usize| cells.get(explored + offset).and_then(|cell| cell.parse::<f64>().ok()).filter(|v| v.is_finite());
    let (bound, incumbent) = (figure(1), figure(2));
    (bound.is_some() || incumbent.is_some()).then_some((bound, incumbent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LinearModel;
    use crate::solver::mip::{self, MipSettings};

    #[test]
    fn bound_and_incumbent_are_read_from_a_line_of_the_table() {
        let line = " T       0       0         0   0.00%   -12.5           40.25              Large        0      0      0         0     0.0s";
        assert_eq!(bound_and_incumbent(line), Some((Some(-12.5), Some(40.25))));
        let nothing_found = "         0       0         0   0.00%   7.5             inf                  inf        0      0      0        14     0.0s";
        assert_eq!(bound_and_incumbent(nothing_found), Some((Some(7.5), None)));
        assert_eq!(bound_and_incumbent("Presolving model"), None);
    }

    #[test]
    fn a_log_that_was_removed_is_not_made_anew_by_a_solve_that_begins() {
        let mut model = LinearModel::default();
        model.add_binary("x".to_owned(), 1.0);
        let log = LogFile::new().unwrap();
        let solved = watch(Some(&log), &|_, _| {}, |path| {
            log.remove();
            mip::solve(&model, &MipSettings { log: path, ..MipSettings::new(0.0, 10.0) })
        });
        assert_eq!(solved.unwrap().values, [0.0]);
        assert!(!log.folder.path().exists());
        assert!(watch(Some(&log), &|_, _| {}, |path| path.is_none()));
    }
}
