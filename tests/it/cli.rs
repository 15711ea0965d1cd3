//! The program as its users run it: verbs, exit codes, what is printed where, and what is left on disk.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::program::{Ran, TOWN, files, fukugo, shown, town_run};

const HAMLET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet");

/// A copy of the fixture hamlet that a test may change.
fn hamlet_copy() -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(HAMLET).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

fn patch(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} no longer holds {from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

/// A scenario that extends the town's with `lines`.
fn town_variant(folder: &Path, lines: &str) -> PathBuf {
    let path = folder.join("variant.toml");
    fs::write(&path, format!("extends = \"{TOWN}\"\n{lines}")).unwrap();
    path
}

/// The town's `plan.json` after `change`, alone in a folder.
fn changed_plan(change: impl FnOnce(&mut Value)) -> (tempfile::TempDir, PathBuf) {
    let mut plan: Value = serde_json::from_slice(&fs::read(town_run().join("plan.json")).unwrap()).unwrap();
    change(&mut plan);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.json");
    fs::write(&path, serde_json::to_vec(&plan).unwrap()).unwrap();
    (folder, path)
}

fn manifest(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn is_japanese(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[test]
fn sound_questions_are_accepted() {
    for scenario in [TOWN.to_owned(), format!("{HAMLET}/scenario.toml")] {
        let ran = fukugo(&["check", &scenario, "--lang", "en"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.starts_with("sound: "), "{}", ran.out);
    }
}

#[test]
fn errors_of_all_files_are_told_together_and_nothing_is_written() {
    let folder = hamlet_copy();
    patch(folder.path(), "buildings.csv", "S1-1,S1,第一校舎,3600", "S1-1,S1,第一校舎,-5");
    patch(folder.path(), "functions.csv", "K2,児童館,F2,children_hall", "K2,児童館,F2,children_hell");
    patch(folder.path(), "facilities.geojson", "\"site_area_m2\": 700", "\"site_area_m2\": \"wide\"");
    patch(folder.path(), "scenario.toml", "discount_rate_per_year", "discont_rate_per_year");
    let (scenario, out) = (folder.path().join("scenario.toml"), folder.path().join("run"));
    let check = fukugo(&["check", shown(&scenario), "--lang", "en"]);
    let solve = fukugo(&["solve", shown(&scenario), "--out", shown(&out), "--lang", "en"]);
    assert_eq!((check.code, solve.code), (3, 3), "{}", check.err);
    assert_eq!(check.err, solve.err);
    for file in ["buildings.csv:", "functions.csv:", "facilities.geojson", "scenario.toml"] {
        assert!(check.err.contains(file), "{file} is missing from\n{}", check.err);
    }
    assert!(check.err.contains("discount_rate_per_year"), "no suggestion in\n{}", check.err);
    assert_eq!(check.out + &solve.out, "");
    assert!(!out.exists());
}

#[test]
fn a_written_plan_verifies() {
    for place in [town_run().to_path_buf(), town_run().join("plan.json")] {
        let ran = fukugo(&["verify", shown(&place), TOWN, "--lang", "en"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(ran.out.starts_with("verified: ") && ran.out.ends_with("no breach\n"), "{}", ran.out);
    }
}

#[test]
fn the_manifest_names_every_file_with_its_hash_and_a_proof_that_fits() {
    use sha2::Digest;
    use std::fmt::Write;
    let mut found = files(town_run());
    let manifest = manifest(&found.remove(Path::new("manifest.json")).unwrap());
    let named = manifest["files"].as_object().unwrap();
    assert_eq!(named.len(), found.len());
    for (path, bytes) in &found {
        let hash = sha2::Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        });
        assert_eq!(named[shown(path)], hash, "{}", path.display());
    }
    let number = |key: &str| manifest[key].as_f64().unwrap();
    assert_eq!(manifest["status"], "optimal");
    assert!(number("bound") <= number("objective") && number("gap") <= 0.02);
}

#[test]
fn a_single_yen_too_much_is_found_and_named() {
    let mut year = String::new();
    let (_folder, plan) = changed_plan(|plan| {
        let costs = plan["claims"]["cost_jpy"].as_object_mut().unwrap();
        let (fy, natures) = costs.iter_mut().next().unwrap();
        year.clone_from(fy);
        let repair = natures["repair"].as_i64().unwrap();
        natures["repair"] = (repair + 1).into();
    });
    let ran = fukugo(&["verify", shown(&plan), TOWN, "--lang", "en"]);
    assert_eq!(ran.code, 6, "{}", ran.out);
    assert!(ran.out.contains(&year) && ran.out.contains("repair"), "{}", ran.out);
    assert!(ran.out.contains("not verified"), "{}", ran.out);
}

#[test]
fn a_move_taken_back_is_found_and_named() {
    let mut id = String::new();
    let (_folder, plan) = changed_plan(|plan| {
        let functions = plan["functions"].as_array_mut().unwrap();
        let moved = functions.iter_mut().find(|function| function["decision"] == "move").unwrap();
        moved["function"].as_str().unwrap().clone_into(&mut id);
        *moved = serde_json::json!({ "function": id, "decision": "stay" });
    });
    let ran = fukugo(&["verify", shown(&plan), TOWN, "--lang", "en"]);
    assert_eq!(ran.code, 6, "{}", ran.out);
    assert!(ran.out.contains(&format!("function {id}")), "{}", ran.out);
}

#[test]
fn a_treatment_left_out_is_found_and_named() {
    let mut id = String::new();
    let (_folder, plan) = changed_plan(|plan| {
        let site = plan["sites"].as_array_mut().unwrap().remove(0);
        site["site"].as_str().unwrap().clone_into(&mut id);
    });
    let ran = fukugo(&["verify", shown(&plan), TOWN, "--lang", "en"]);
    assert_eq!(ran.code, 6, "{}", ran.out);
    assert!(ran.out.contains(&format!("site {id}")), "{}", ran.out);
}

#[test]
fn works_that_begin_a_year_early_are_found_and_named() {
    let mut id = String::new();
    let (_folder, plan) = changed_plan(|plan| {
        let assets = plan["assets"].as_array_mut().unwrap();
        let asset = assets.iter_mut().find(|asset| !asset["actions"].as_array().unwrap().is_empty()).unwrap();
        asset["asset"].as_str().unwrap().clone_into(&mut id);
        let works = asset["actions"][0]["works_fy"].as_i64().unwrap();
        asset["actions"][0]["works_fy"] = (works - 1).into();
    });
    let ran = fukugo(&["verify", shown(&plan), TOWN, "--lang", "en"]);
    assert_eq!(ran.code, 6, "{}", ran.out);
    assert!(ran.out.contains(&format!("asset {id}")), "{}", ran.out);
}

#[test]
fn a_plan_that_names_the_unknown_is_rejected_without_a_panic() {
    let (_folder, plan) = changed_plan(|plan| {
        plan["assets"][0]["asset"] = "nowhere".into();
        plan["functions"][0]["function"] = "nothing".into();
        plan["sites"][0]["site"] = "no-land".into();
    });
    let ran = fukugo(&["verify", shown(&plan), TOWN, "--lang", "en"]);
    assert_eq!(ran.code, 6, "{}{}", ran.out, ran.err);
    for id in ["nowhere", "nothing", "no-land"] {
        assert!(ran.out.contains(id), "{id} is missing from\n{}", ran.out);
    }
}

#[test]
fn a_file_that_is_no_plan_is_an_input_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.json");
    for text in ["", "{", "[]", "{\"format\": 1}", "{\"format\": 99}"] {
        fs::write(&file, text).unwrap();
        let ran = fukugo(&["verify", shown(&file), TOWN, "--lang", "en"]);
        assert_eq!(ran.code, 1, "{text}: {}", ran.err);
        assert!(ran.err.contains("plan.json"), "{}", ran.err);
    }
    let ran = fukugo(&["verify", shown(&folder.path().join("none")), TOWN]);
    assert_eq!(ran.code, 1, "{}", ran.err);
}

#[test]
fn threads_change_nothing_but_the_timing() {
    let folder = tempfile::tempdir().unwrap();
    let runs = ["1", "2"].map(|threads| {
        let out = folder.path().join(threads);
        let ran = fukugo(&["solve", TOWN, "--out", shown(&out), "--threads", threads]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let mut run = files(&out);
        let mut manifest = manifest(&run.remove(Path::new("manifest.json")).unwrap());
        manifest.as_object_mut().unwrap().remove("timing").unwrap();
        (run, manifest)
    });
    assert_eq!(runs[0].1, runs[1].1);
    assert!(runs[0].0.keys().eq(runs[1].0.keys()));
    for (path, bytes) in &runs[0].0 {
        assert!(runs[1].0[path] == *bytes, "{} differs", path.display());
    }
}

#[test]
fn a_budget_of_nothing_against_a_required_rebuild_is_proven_infeasible_and_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = town_variant(
        folder.path(),
        "[[rule]]\nid = \"investment\"\nlimit = { type = \"investment_per_year\", at_most_million_jpy = 0 }\n\
         [[lock]]\nid = \"rebuild-it\"\nasset = \"es-01\"\nrequire = [\"B\", \"BH\"]\n\
         clause = \"L-1\"\nowner = \"Board\"\nreason = \"Promised.\"\n",
    );
    let out = folder.path().join("run");
    let ran = fukugo(&["solve", shown(&scenario), "--out", shown(&out), "--lang", "en"]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.err.contains("proven: no plan satisfies all rules"), "{}", ran.err);
    // Both halves of the clash with what they ask for, and what would have to give way with its unit.
    let clash = "these cannot hold together, and all but any one of them can:\n  例題 P2-1";
    for quoted in [clash, "財政課（架空）", "L-1 (Board), rebuild-it: ", "investment[investment,", " million yen\n"] {
        assert!(ran.err.contains(quoted), "{quoted} is missing from\n{}", ran.err);
    }
    assert_eq!(ran.out, "");
    assert!(!out.exists());
}

#[test]
fn half_the_floor_is_proven_infeasible_and_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let scenario = town_variant(
        folder.path(),
        "[[rule]]\nid = \"floor-area\"\nlimit = { type = \"floor_area\", fy = 2051, at_most_ratio = 0.5 }\n",
    );
    let out = folder.path().join("run");
    let ran = fukugo(&["solve", shown(&scenario), "--out", shown(&out)]);
    assert_eq!(ran.code, 4, "{}", ran.err);
    for quoted in ["floor_area[floor-area]", "例題 P2-2", "公共施設マネジメント課（架空）"] {
        assert!(ran.err.contains(quoted), "{quoted} is missing from\n{}", ran.err);
    }
    assert!(!out.exists());
}

#[test]
fn a_command_line_that_cannot_be_understood_is_a_usage_error() {
    let lines: [&[&str]; 7] = [
        &[],
        &["plan", TOWN],
        &["solve"],
        &["solve", TOWN, "--fast"],
        &["solve", TOWN, "--gap", "-1"],
        &["solve", TOWN, "--time-limit", "0"],
        &["check", TOWN, "--threads", "0"],
    ];
    for line in lines {
        let ran = fukugo(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{line:?}: {}", ran.err);
        assert!(!ran.err.is_empty(), "{line:?}");
    }
}

#[test]
fn a_folder_that_is_not_a_run_is_refused_and_keeps_all_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let (own, plain) = (folder.path().join("own"), folder.path().join("plain"));
    fs::create_dir(&own).unwrap();
    fs::write(own.join("notes.txt"), "mine").unwrap();
    fs::write(&plain, "a file").unwrap();
    let before = files(folder.path());
    for out in [own, plain.clone(), plain.join("below")] {
        let ran = fukugo(&["solve", TOWN, "--out", shown(&out), "--lang", "en"]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}: {}", out.display(), ran.err);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn an_earlier_run_is_replaced() {
    let folder = hamlet_copy();
    let (scenario, out) = (folder.path().join("scenario.toml"), folder.path().join("run"));
    let solve = || fukugo(&["solve", shown(&scenario), "--out", shown(&out)]).code;
    assert_eq!(solve(), 0);
    let names: Vec<_> = files(&out).into_keys().collect();
    assert_eq!(solve(), 0);
    assert!(files(&out).into_keys().eq(names));
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, fs::read_dir(HAMLET).unwrap().count() + 1, "something was left beside the run");
}

/// Whatever a limit does, a plan is either verified with an honest status, or there is none.
fn assert_honest(ran: &Ran, gap: f64) {
    if ran.code == 5 {
        assert_eq!(ran.out, "");
        return;
    }
    assert_eq!(ran.code, 0, "{}", ran.err);
    let manifest = manifest(ran.out.as_bytes());
    assert_eq!(manifest["verification"]["breaches"], 0);
    match manifest["status"].as_str().unwrap() {
        "optimal" => assert!(manifest["gap"].as_f64().unwrap() <= gap, "{manifest}"),
        "feasible" => assert!(manifest["gap"].as_f64().is_none_or(|found| found > gap), "{manifest}"),
        other => panic!("{other}"),
    }
}

#[test]
fn a_limit_ends_with_an_honest_status_or_with_none() {
    for seconds in ["0.001", "0.01", "0.1", "0.5"] {
        assert_honest(&fukugo(&["solve", TOWN, "--json", "--time-limit", seconds, "--gap", "0"]), 0.0);
    }
    let folder = tempfile::tempdir().unwrap();
    for nodes in [1, 5] {
        let scenario = town_variant(folder.path(), &format!("[solver]\nnode_limit = {nodes}\ngap = 0.0001\n"));
        // Few nodes are soon counted; what is not counted in nodes goes on until the time limit.
        assert_honest(&fukugo(&["solve", shown(&scenario), "--json", "--time-limit", "15"]), 0.0001);
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for line in [&["check", TOWN, "--print-merged"][..], &["baseline", TOWN], &["solve", TOWN], &["--help"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fukugo"));
        let mut child = command.args(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{line:?}: {err}");
        assert!(!err.contains("panicked"), "{err}");
    }
}

#[test]
fn english_messages_hold_no_japanese_words_of_the_programs_own() {
    let folder = hamlet_copy();
    // Names come from the inputs; without Japanese ones (years of eras stay), whatever Japanese is printed is the program's.
    for file in ["buildings.csv", "functions.csv", "facilities.geojson", "schools.geojson", "demand.geojson"] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let plain = |c: char| if is_japanese(c) && !"昭和平成年度".contains(c) { 'x' } else { c };
        fs::write(&path, text.chars().map(plain).collect::<String>()).unwrap();
    }
    let (scenario, out) = (folder.path().join("scenario.toml"), folder.path().join("run"));
    let (scenario, out) = (shown(&scenario), shown(&out));
    let over = folder.path().join("over.toml");
    let no_floor = "extends = \"scenario.toml\"\n[[rule]]\nid = \"floor\"\nclause = \"c\"\nowner = \"o\"\nreason = \"r\"\n\
                    limit = { type = \"floor_area\", fy = 2041, at_most_ratio = 0.1 }\n";
    fs::write(&over, no_floor).unwrap();
    let broken = folder.path().join("broken.toml");
    fs::write(&broken, "extends = \"scenario.toml\"\nnonsense = 1\n[cost]\nfactor = -1\n").unwrap();
    let lines: [(&[&str], i32); 9] = [
        (&["check", scenario], 0),
        (&["solve", scenario, "--out", out], 0),
        (&["verify", out, scenario], 0),
        (&["baseline", scenario], 0),
        (&["solve", shown(&over)], 4),
        (&["check", shown(&broken)], 3),
        (&["solve", scenario, "--gap", "-1"], 2),
        (&["solve", scenario, "--out", shown(folder.path())], 1),
        (&["verify", shown(&over), scenario], 1),
    ];
    for (line, code) in lines {
        let ran = fukugo(&[&["--lang", "en"], line].concat());
        assert_eq!(ran.code, code, "{line:?}: {}", ran.err);
        for text in [&ran.out, &ran.err] {
            let japanese: Vec<&str> = text.lines().filter(|text| text.chars().any(is_japanese)).collect();
            assert!(japanese.is_empty(), "{line:?}: {japanese:#?}");
        }
    }
}

#[test]
fn the_model_is_written_plain_and_packed() {
    use std::io::Read;
    let folder = tempfile::tempdir().unwrap();
    let scenario = format!("{HAMLET}/scenario.toml");
    let [plain, packed] = ["x.mps", "x.mps.gz"].map(|name| {
        let path = folder.path().join(name);
        let ran = fukugo(&["solve", &scenario, "--write-model", shown(&path)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        fs::read(&path).unwrap()
    });
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain);
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("NAME hamlet\n") && text.ends_with("ENDATA\n"));
    for row in [" E path[S1]\n", " L once[K2]\n", " L pace[pace,2030]\n"] {
        assert!(text.contains(row), "{row}");
    }
    let nowhere = folder.path().join("none/x.mps");
    assert_eq!(fukugo(&["solve", &scenario, "--write-model", shown(&nowhere)]).code, 1);
}

#[test]
fn every_shell_gets_completions_of_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = fukugo(&["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for word in ["solve", "report", "time-limit", "scenario-prices"] {
            assert!(ran.out.contains(word), "{shell} has no {word}");
        }
    }
    assert_eq!(fukugo(&["completions", "tcsh"]).code, 2);
}

#[test]
fn a_manual_has_a_page_of_every_verb() {
    let program = fukugo(&["man"]);
    assert_eq!(program.code, 0, "{}", program.err);
    assert!(program.out.contains(".TH fukugo 1") && program.out.contains("fukugo\\-solve(1)"), "{}", program.out);
    let room = tempfile::tempdir().unwrap();
    let folder = room.path().join("man/man1");
    let ran = fukugo(&["man", "--out", shown(&folder)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let pages = files(&folder);
    assert_eq!(ran.out.lines().count(), pages.len());
    for (page, word) in [("fukugo.1", "SUBCOMMANDS"), ("fukugo-solve.1", "time\\-limit"), ("fukugo-man.1", "fukugo\\-man")] {
        let text = String::from_utf8_lossy(&pages[Path::new(page)]);
        assert!(text.contains(word), "{page} has no {word}:\n{text}");
    }
    // A file where the folder should be is told, not met with a panic.
    let ran = fukugo(&["man", "--out", shown(&folder.join("fukugo.1"))]);
    assert_eq!(ran.code, 1, "{}", ran.err);
}

#[test]
fn schemas_are_listed_and_an_unknown_one_is_a_usage_error() {
    let ran = fukugo(&["schema"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let names: Vec<&str> = ran.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["plan", "metrics", "manifest", "baseline", "difference", "locate", "scenario", "kinds", "costs"]);
    assert_eq!(fukugo(&["schema", "report"]).code, 2);
}

#[test]
fn no_output_has_codes_of_color_and_columns_align_with_full_width_text() {
    use unicode_width::UnicodeWidthStr as _;
    for line in [vec!["baseline", TOWN], vec!["--help"], vec!["verify", shown(town_run()), TOWN], vec!["solve", "nowhere.toml"]] {
        let ran = fukugo(&line);
        assert!(!(ran.out + &ran.err).contains('\u{1b}'), "{line:?}");
    }
    let table = fukugo(&["baseline", TOWN, "--lang", "ja"]).out;
    // Title, then a head and a row of every year and of the total, then a sentence.
    let rows: Vec<&str> = table.lines().skip(1).collect();
    let widths: Vec<usize> = rows[..rows.len() - 1].iter().map(|row| row.width()).collect();
    assert!(widths.len() == 32 && widths.iter().all(|width| *width == widths[0]), "{table}");
}
