//! Who may name what: crates with one home, and modules that must not know each other. Extend the two tables.

use std::fs;
use std::path::{Path, PathBuf};

/// A crate and the only modules that name it.
const HOMES: &[(&str, &[&str])] = &[
    ("geo", &["geography", "network"]),
    ("rstar", &["geography", "network"]),
    ("proj4rs", &["geography", "network"]),
    ("good_lp", &["solver"]),
    ("highs", &["solver"]),
    ("clap", &["main", "cli"]),
    ("maud", &["report"]),
    ("base64", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("rusqlite", &["report"]),
    ("quick_xml", &["report"]),
];

/// A module and the modules it must never name: what lies to its right in the pipeline, and what it is meant to check.
const STRANGERS: &[(&str, &[&str])] = &[
    ("units", PIPELINE),
    ("id", PIPELINE),
    ("fiscal", PIPELINE),
    ("error", PIPELINE),
    ("geography", PIPELINE),
    ("plan", PIPELINE),
    ("network", PIPELINE),
    ("load", &["instance", "options", "cashflow", "formulate", "solver", "solve", "verify", "metrics", "report", "cli"]),
    ("instance", &["options", "cashflow", "formulate", "solver", "solve", "verify", "metrics", "report", "cli"]),
    ("cashflow", &["formulate", "solver", "solve", "verify", "metrics", "report", "cli"]),
    ("options", &["formulate", "solver", "solve", "verify", "metrics", "report", "cli"]),
    ("formulate", &["solve", "verify", "metrics", "report", "cli"]),
    ("solver", &["formulate", "solve", "verify", "metrics", "report", "cli"]),
    ("solve", &["metrics", "report", "cli"]),
    (
        "verify",
        &[
            "network",
            "load",
            "instance",
            "options",
            "cashflow",
            "formulate",
            "solver",
            "solve",
            "metrics",
            "report",
            "import",
            "generate",
            "cli",
        ],
    ),
    ("metrics", &["formulate", "solver", "solve", "report", "cli"]),
    ("report", &["formulate", "solver", "cli"]),
    (
        "locate",
        &["instance", "options", "cashflow", "formulate", "solve", "verify", "metrics", "report", "project", "scenario", "cli"],
    ),
];

const PIPELINE: &[&str] =
    &["load", "instance", "options", "cashflow", "formulate", "solver", "solve", "verify", "metrics", "report", "cli"];

#[test]
fn crates_are_named_only_at_home() {
    for source in sources() {
        for (name, homes) in HOMES {
            let names_it = source.lines().any(|line| names_crate(line, name));
            assert!(!names_it || homes.contains(&source.module.as_str()), "{} names {name}", source.path.display());
        }
    }
}

#[test]
fn modules_do_not_name_strangers() {
    for source in sources() {
        let strangers = STRANGERS.iter().find(|(module, _)| *module == source.module).map_or(&[][..], |(_, strangers)| strangers);
        for stranger in strangers {
            let names_it = source.lines().any(|line| names_module(line, stranger));
            assert!(!names_it, "{} names {stranger}", source.path.display());
        }
    }
}

/// A recomputation that knew how an answer was found would repeat its mistakes.
#[test]
fn what_measures_a_location_knows_no_engine() {
    let all = sources();
    let source = all.iter().find(|source| source.path.ends_with("locate/recompute.rs")).expect("the recomputation of `locate`");
    let engines = ["core", "search", "median", "lagrange", "branch", "capacitated", "prepare", "problem", "solver", "answer"];
    for line in source.lines().filter(|line| line.trim_start().starts_with("use ") || line.contains("super::")) {
        assert!(engines.iter().all(|engine| !line.contains(engine)), "{line}");
    }
}

/// The tables are read against single paths; a list after `crate::` would hide names from them.
#[test]
fn imports_name_one_module_of_the_crate_each() {
    for source in sources() {
        let hidden = source.lines().find(|line| line.contains("crate::{") || line.contains("use crate::*"));
        assert!(hidden.is_none(), "{}: {hidden:?}", source.path.display());
    }
}

#[test]
fn names_are_found_whole() {
    assert!(names_crate("use geo::Area;", "geo"));
    assert!(names_crate("    .orient(geo::orient::Direction::Default)", "geo"));
    assert!(names_crate("use highs as solver;", "highs"));
    assert!(!names_crate("use geojson::Feature;", "geo"));
    assert!(!names_crate("use crate::network::geo::Area;", "geo"));
    assert!(names_module("use crate::solve::Solution;", "solve"));
    assert!(!names_module("use crate::solver::Mip;", "solve"));
}

/// A source file of the library or the binary.
struct Source {
    path: PathBuf,
    /// First module below the crate: `verify` for `src/verify.rs` and all of `src/verify/`.
    module: String,
    text: String,
}

impl Source {
    /// Lines of code, without line comments.
    fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//"))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder just listed") {
            let path = entry.expect("a folder just listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(&root).ok().and_then(|below| below.iter().next()).expect("a path below the root");
                let module = Path::new(below).file_stem().expect("a named file").to_string_lossy().into_owned();
                found.push(Source { module, text: fs::read_to_string(&path).expect("UTF-8 source"), path });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 20, "the sources were not found");
    found
}

/// Whether a line names an external crate: as the first part of a path, or by itself after `use`.
fn names_crate(line: &str, name: &str) -> bool {
    let is_alone = line.trim_start().strip_prefix("use ").is_some_and(|rest| {
        rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(';') || rest.starts_with(" as ") || rest.starts_with("::"))
    });
    let in_a_path = line.match_indices(name).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let starts = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
        starts && line.get(at + name.len()..).is_some_and(|rest| rest.starts_with("::"))
    });
    is_alone || in_a_path
}

/// Whether a line names a module of this crate.
fn names_module(line: &str, name: &str) -> bool {
    ["crate::", "fukugo::"].iter().any(|root| {
        line.match_indices(&format!("{root}{name}")).any(|(at, found)| {
            let after = line.get(at + found.len()..).and_then(|rest| rest.chars().next());
            after.is_none_or(|c| !c.is_alphanumeric() && c != '_')
        })
    })
}
