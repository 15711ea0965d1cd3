//! What the README shows exists: verbs, flags, targets of make, files, and what a run leaves.

#![expect(clippy::unwrap_used, reason = "a README that cannot be read should fail its test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Long flags that the help of `verb` lists.
fn flags_of(verb: &str) -> BTreeSet<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_fukugo")).args([verb, "--help"]).output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    let starts = text.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    starts.flat_map(str::split_whitespace).filter(|word| word.starts_with("--")).map(str::to_owned).collect()
}

/// Verbs of the command line with their flags, as its own help says.
fn verbs() -> BTreeMap<String, BTreeSet<String>> {
    let help = Command::new(env!("CARGO_BIN_EXE_fukugo")).arg("--help").output().unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    let commands = text.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1).take_while(|line| !line.is_empty());
    // Longer explanations wrap to lines that begin farther to the right.
    let names = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(|name| (name.to_owned(), flags_of(name))).collect()
}

/// Lines of code blocks and code in running text.
fn code(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (index, part) in text.split("```").enumerate() {
        if index % 2 == 1 {
            found.extend(part.lines().skip(1).map(str::to_owned));
        } else {
            found.extend(part.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_verb_and_flag_shown_exists() {
    let (readme, verbs) = (read("README.md"), verbs());
    assert!(verbs.len() >= 6, "{verbs:?}");
    let mut shown = BTreeSet::new();
    for line in code(&readme) {
        let words: Vec<&str> = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        match words[..] {
            ["fukugo", verb, ref rest @ ..] => {
                let flags = verbs.get(verb).unwrap_or_else(|| panic!("no verb {verb}: {line}"));
                for flag in rest.iter().filter(|word| word.starts_with("--")) {
                    assert!(flags.contains(*flag), "{verb} has no {flag}: {line}");
                }
                shown.insert(verb.to_owned());
            }
            [flag, ..] if flag.starts_with("--") => {
                assert!(verbs.values().any(|flags| flags.contains(flag)), "no verb has {flag}");
            }
            _ => {}
        }
    }
    assert_eq!(shown, verbs.keys().cloned().collect(), "every verb is shown");
}

#[test]
fn every_target_of_make_shown_exists() {
    let (readme, makefile) = (read("README.md"), read("Makefile"));
    for line in code(&readme) {
        if let ["make", target, ..] = line.split_whitespace().collect::<Vec<_>>()[..] {
            assert!(makefile.lines().any(|line| line.starts_with(&format!("{target}:"))), "no target {target}");
        }
    }
}

#[test]
fn every_linked_file_exists() {
    let readme = read("README.md");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files: Vec<&str> = links.filter(|link| !link.contains("://")).filter_map(|link| link.split('#').next()).collect();
    assert!(files.len() >= 8, "{files:?}");
    for file in files {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists(), "{file} does not exist");
    }
}

#[test]
fn every_scenario_and_recipe_shown_exists() {
    let readme = read("README.md");
    let words: Vec<String> = code(&readme).iter().flat_map(|line| line.split_whitespace()).map(str::to_owned).collect();
    let ours = words.iter().filter(|word| ["scenarios/", "data/"].iter().any(|folder| word.starts_with(folder)));
    for file in ours {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists(), "{file} does not exist");
    }
}

#[test]
fn the_table_of_results_names_what_the_documentation_lists() {
    let (readme, results) = (read("README.md"), read("docs/results.md"));
    let table = readme.split("## What a run leaves").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let files: BTreeSet<String> = code(table).into_iter().filter(|word| word.contains('.') && !word.contains('*')).collect();
    let listed: BTreeSet<String> = results
        .lines()
        .filter(|line| line.starts_with("| `"))
        .flat_map(|line| code(line.split('|').nth(1).unwrap_or_default()))
        .filter(|word| word.contains('.'))
        .collect();
    assert_eq!(files, listed);
}
