//! `cost-book.xlsx` recalculated by another program: `LibreOffice`, headless (`FUKUGO_SOFFICE`, else `/usr/bin/soffice`); skipped with a
//! message where there is none.

#![expect(clippy::unwrap_used, reason = "a workbook that cannot be made should fail its test")]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::program::{fukugo, shown, town_run};

const HAMLET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet/scenario.toml");

/// How far a recalculated amount may be from the program's, yen.
const HALF_A_YEN: f64 = 0.5;

/// Files of others are recalculated on loading only when the profile says so.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// The spreadsheet program of this machine.
struct Office {
    program: PathBuf,
    room: tempfile::TempDir,
}

impl Office {
    /// The program, or why there is none.
    fn find() -> Result<Self, String> {
        let program = std::env::var_os("FUKUGO_SOFFICE").map_or_else(|| PathBuf::from("/usr/bin/soffice"), PathBuf::from);
        if !program.exists() {
            return Err(format!("{} is not there", program.display()));
        }
        let room = tempfile::tempdir().unwrap();
        let user = room.path().join("profile/user");
        fs::create_dir_all(&user).unwrap();
        fs::write(user.join("registrymodifications.xcu"), PROFILE).unwrap();
        Ok(Self { program, room })
    }

    /// The workbook with every formula calculated again.
    fn recalculate(&self, workbook: &Path) -> PathBuf {
        let out = self.room.path().join("out");
        let profile = format!("-env:UserInstallation=file://{}", self.room.path().join("profile").display());
        let output = Command::new(&self.program)
            .args(["--headless", "--norestore", &profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
            .arg(&out)
            .arg(workbook)
            .output()
            .unwrap();
        let made = out.join(workbook.file_name().unwrap());
        assert!(output.status.success() && made.exists(), "{}", String::from_utf8_lossy(&output.stderr));
        made
    }
}

/// The town's run, with `[funding]` and bonds, or the hamlet's, without.
fn run(funded: bool) -> &'static Path {
    static HAMLET_RUN: OnceLock<PathBuf> = OnceLock::new();
    if funded {
        return town_run();
    }
    HAMLET_RUN.get_or_init(|| {
        let run = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("book-hamlet-{}", std::process::id()));
        let ran = fukugo(&["solve", HAMLET, "--out", shown(&run)]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        run
    })
}

fn open(path: &Path) -> Xlsx<std::io::BufReader<fs::File>> {
    open_workbook(path).unwrap()
}

/// Every formula cell of a workbook with its value: sheet, row, column, formula, value.
fn formulas(path: &Path) -> Vec<(String, (u32, u32), String, Data)> {
    let mut book = open(path);
    let mut found = Vec::new();
    for sheet in book.sheet_names() {
        let values = book.worksheet_range(&sheet).unwrap();
        let cells = book.worksheet_formula(&sheet).unwrap();
        let (row, column) = cells.start().unwrap_or_default();
        for (r, c, formula) in cells.used_cells() {
            let at = (row + u32::try_from(r).unwrap(), column + u32::try_from(c).unwrap());
            found.push((sheet.clone(), at, formula.clone(), values.get_value(at).cloned().unwrap_or_default()));
        }
    }
    found
}

/// The verdicts of the checks with what they are about.
fn verdicts(path: &Path) -> Vec<(String, String)> {
    let range = open(path).worksheet_range("検算").unwrap();
    range.rows().skip(4).map(|row| (row[1].to_string(), row[6].to_string())).collect()
}

fn number(data: &Data) -> Option<f64> {
    match data {
        Data::Float(number) => Some(*number),
        Data::Int(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The workbook with the number of one cell of its last sheet, the detail, changed.
fn planted(workbook: &Path, out: &Path) {
    let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(workbook).unwrap())).unwrap();
    let mut writer = zip::ZipWriter::new(fs::File::create(out).unwrap());
    let mut changed = false;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet11.xml" {
            let text = String::from_utf8(bytes).unwrap();
            // The first amount of a fiscal year in the first row: the value after that of the last column of words.
            let (before, row) = text.split_once("<c r=\"G6\"").unwrap();
            let (side, rest) = row.split_once("</c>").unwrap();
            let (opening, rest) = rest.split_once("<v>").unwrap();
            assert!(!opening.contains("<f>"), "an amount and no formula: {opening}");
            let (yen, after) = rest.split_once("</v>").unwrap();
            let yen: i64 = yen.parse().unwrap();
            bytes = format!("{before}<c r=\"G6\"{side}</c>{opening}<v>{}</v>{after}", yen + 1).into_bytes();
            changed = true;
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap();
    assert!(changed);
}

/// Compares a workbook with itself calculated again.
fn assert_recalculates(office: &Office, workbook: &Path) -> usize {
    let again = office.recalculate(workbook);
    let mut book = open(&again);
    let stored = formulas(workbook);
    assert!(stored.len() > 1_000, "{}", stored.len());
    let mut sheet: Option<(String, calamine::Range<Data>)> = None;
    for (name, at, formula, value) in &stored {
        if sheet.as_ref().is_none_or(|(open, _)| open != name) {
            sheet = Some((name.clone(), book.worksheet_range(name).unwrap()));
        }
        let found = sheet.as_ref().unwrap().1.get_value(*at).cloned().unwrap_or_default();
        match (number(value), number(&found)) {
            (Some(stored), Some(found)) => {
                // Shares and factors are compared more closely than amounts; small amounts stand on the sheet of checks alone.
                let is_amount = stored.abs() >= 100.0 || name == "検算";
                let tolerance = if is_amount { HALF_A_YEN } else { 1e-6 };
                assert!((stored - found).abs() < tolerance, "{name} {at:?} ={formula}: {stored} is {found}");
            }
            _ => assert_eq!(value.to_string(), found.to_string(), "{name} {at:?} ={formula}"),
        }
    }
    for (what, verdict) in verdicts(&again) {
        assert_eq!(verdict, "OK", "{what}");
    }
    stored.len()
}

#[test]
fn every_formula_recalculates_to_the_stored_value_and_every_check_holds() {
    let office = match Office::find() {
        Ok(office) => office,
        Err(reason) => return println!("skipped: {reason}"),
    };
    // Any other run's workbook too, such as a ward's.
    let more = std::env::var_os("FUKUGO_BOOK").map(PathBuf::from);
    let runs = [true, false].map(|funded| run(funded).join("cost-book.xlsx"));
    for workbook in runs.into_iter().chain(more) {
        println!("{}: {} formulas", workbook.display(), assert_recalculates(&office, &workbook));
    }
}

#[test]
fn a_planted_yen_turns_checks_red_once_recalculated() {
    let office = match Office::find() {
        Ok(office) => office,
        Err(reason) => return println!("skipped: {reason}"),
    };
    let room = tempfile::tempdir().unwrap();
    let wrong = room.path().join("wrong.xlsx");
    planted(&run(true).join("cost-book.xlsx"), &wrong);
    let verdicts = verdicts(&office.recalculate(&wrong));
    let red: Vec<&str> = verdicts.iter().filter(|(_, verdict)| verdict == "NG").map(|(what, _)| what.as_str()).collect();
    for what in ["純費用 計", "財源：各年度の歳出＝歳入", "明細：各行の額＝財源の計", "施設別：各施設の歳出＝財源の計"]
    {
        assert!(red.contains(&what), "{what} is not among {red:?}");
    }
}

#[test]
fn totals_of_the_workbook_are_those_of_the_metrics_to_the_yen_and_all_checks_hold() {
    for (funded, run) in [true, false].map(|funded| (funded, run(funded))) {
        let metrics: Value = serde_json::from_slice(&fs::read(run.join("metrics.json")).unwrap()).unwrap();
        let workbook = run.join("cost-book.xlsx");
        let range = open(&workbook).worksheet_range("年度別").unwrap();
        let last = range.width() - 2;
        let total = |label: &str| {
            let row = range
                .rows()
                .find(|row| matches!(&row[0], Data::String(text) if text == label))
                .unwrap_or_else(|| panic!("{label} is missing"));
            number(&row[last]).unwrap()
        };
        let figure = |pointer: &str| metrics.pointer(pointer).and_then(Value::as_f64).unwrap();
        for (label, pointer) in [
            ("普通建設事業費", "/money/investment/nominal_jpy"),
            ("純費用（事業費−国庫−財産収入）", "/money/net_cost/nominal_jpy"),
            ("国庫支出金", "/money/subsidy/nominal_jpy"),
        ] {
            assert_eq!(total(label).to_string(), figure(pointer).to_string(), "{label}");
        }
        assert_eq!(total("歳出合計").to_string(), total("歳入合計").to_string());
        if funded {
            for (label, pointer) in [("地方債（区債）", "/funding/bond_jpy"), ("一般財源", "/funding/general_jpy")] {
                assert_eq!(total(label).to_string(), figure(pointer).to_string(), "{label}");
            }
            assert!(total("地方債（区債）") > 0.0, "the plan issues bonds, so that their service is tried");
        }
        for (what, verdict) in verdicts(&workbook) {
            assert_eq!(verdict, "OK", "{what}");
        }
    }
}
