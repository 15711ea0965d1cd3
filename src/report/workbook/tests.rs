//! The workbook read back: what it says, and what a wrong value does to its checks.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::report::sample::{Sample, sample};
use crate::report::whole::{whole, with};
use crate::report::{COST_BOOK, Run, files, paid};

/// Does something with what the sheets of the sample are written from.
pub(super) fn with_matter(lang: Lang, act: impl FnOnce(&Matter<'_, '_>)) {
    let mut sample = sample("館");
    sample.lang = lang;
    with(&sample, |run| {
        let book = Book::new(run).unwrap();
        let styles = Styles::new(lang);
        act(&Matter::new(&book, &styles).unwrap());
    });
}

fn made(sample: &Sample) -> Vec<u8> {
    with(sample, bytes_of)
}

fn bytes_of(run: &Run<'_>) -> Vec<u8> {
    files(run).unwrap().remove(COST_BOOK).unwrap()
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap()
}

/// Rows of the checks: what, the workbook's value, the other, the verdict.
fn checks(bytes: &[u8], sheet: &str) -> Vec<(String, f64, f64, String)> {
    let range = open(bytes).worksheet_range(sheet).unwrap();
    let number = |cell: &Data| cell.to_string().parse::<f64>().unwrap();
    range.rows().skip(4).map(|row| (row[1].to_string(), number(&row[2]), number(&row[3]), row[6].to_string())).collect()
}

/// The number beside a label in the first column of a sheet.
fn beside(bytes: &[u8], sheet: &str, label: &str, column: usize) -> f64 {
    let range = open(bytes).worksheet_range(sheet).unwrap();
    let row = range
        .rows()
        .find(|row| matches!(&row[0], Data::String(text) if text == label))
        .unwrap_or_else(|| panic!("{label} is missing"));
    row[column].to_string().parse().unwrap()
}

#[test]
fn every_check_holds_without_funding_and_totals_are_those_of_the_metrics() {
    let sample = sample("館");
    with(&sample, |run| {
        let bytes = bytes_of(run);
        let rows = checks(&bytes, "検算");
        assert!(rows.len() > 30, "{}", rows.len());
        for row in &rows {
            assert_eq!(row.3, "OK", "{row:?}");
        }
        let money = &run.metrics.money;
        // The column after fifteen years.
        let total = |label| beside(&bytes, "年度別", label, 16);
        assert_eq!(total("普通建設事業費").to_string(), money.investment.nominal_jpy.0.to_string());
        assert_eq!(total("純費用（事業費−国庫−財産収入）").to_string(), money.net_cost.nominal_jpy.0.to_string());
        assert!((total("純費用（現在価値）") - money.net_cost.discounted_jpy.as_f64()).abs() <= 0.6);
        assert_eq!(total("検算（歳出−歳入）").to_string(), "0");
        assert_eq!(total("一般財源").to_string(), total("純費用（事業費−国庫−財産収入）").to_string());
    });
}

#[test]
fn sheets_have_the_names_of_the_language() {
    let mut sample = sample("館");
    let names = open(&made(&sample)).sheet_names();
    assert_eq!(
        names,
        ["要約", "年度別", "施設別", "施設×年度", "財源", "基金・区債残高", "基準との差", "前提", "出典", "検算", "明細"]
    );
    sample.lang = Lang::En;
    let bytes = made(&sample);
    let names = open(&bytes).sheet_names();
    assert_eq!(names[..3], ["Summary", "By year", "By site"]);
    // Words of ours are English; names of sites, the question and sources of prices are as given.
    let mut book = open(&bytes);
    for sheet in ["By year", "Funding", "Fund and debt", "Baseline", "Checks"] {
        let range = book.worksheet_range(sheet).unwrap();
        for cell in range.used_cells() {
            let text = cell.2.to_string();
            assert!(!text.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c)), "{sheet}: {text}");
        }
    }
}

#[test]
fn names_that_look_like_formulas_stay_text() {
    let long = "長い名前の施設".repeat(43);
    for name in ["=cmd|' /C calc'!A0", "+1", "@x", "<script>alert(1)</script>", "-1+2", long.as_str(), "a\u{1}b_x0041_&\"'"] {
        let bytes = made(&sample(name));
        let mut book = open(&bytes);
        let range = book.worksheet_range("施設別").unwrap();
        let found = range.rows().any(|row| row[2] == Data::String(name.to_owned()));
        assert!(found, "{name}");
        let formulas = book.worksheet_formula("施設別").unwrap();
        assert!(formulas.used_cells().all(|cell| !cell.2.contains("cmd") && !cell.2.contains("@x")), "{name}");
    }
}

#[test]
fn text_beyond_the_limits_of_a_cell_is_cut() {
    let endless = "名".repeat(40_000);
    let mut sample = sample(&endless);
    sample.plan.scenario = "&P&[Page]".repeat(100);
    let mut book = open(&made(&sample));
    let range = book.worksheet_range("施設別").unwrap();
    assert!(range.rows().any(|row| row[2].to_string().ends_with('…')));
}

#[test]
fn sites_beyond_the_rows_of_a_sheet_share_one_and_lose_no_yen() {
    let sample = sample("館");
    with(&sample, |run| {
        let book = Book::new(run).unwrap();
        let paid = paid::paid(&book);
        let styles = Styles::new(Lang::Ja);
        let matter = Matter::new(&book, &styles).unwrap();
        let (all, folded) = (Amounts::within(&matter, &paid, 5), Amounts::within(&matter, &paid, 3));
        assert_eq!((all.places().len(), folded.places().len()), (5, 3));
        assert_eq!(folded.name(&matter, 2)[1], "その他の3施設");
        for offset in 0..matter.years.len() {
            let sum = |amounts: &Amounts| amounts.places().map(|place| amounts.cost_in(place, offset)).sum::<f64>();
            assert_eq!(sum(&all).to_string(), sum(&folded).to_string());
        }
    });
}

#[test]
fn a_wrong_value_is_found_by_the_checks() {
    // Sources of the plan's claims that do not tie out with its ledger: one yen of bonds too much, and one of general funds too little
    // in another year.
    let mut sample = whole();
    let years: Vec<FiscalYear> = sample.plan.claims.funding.keys().copied().collect();
    let balanced = checks(&made(&sample), "検算");
    let verdict = |rows: &[(String, f64, f64, String)], what: &str| -> (f64, String) {
        let row = rows.iter().find(|row| row.0 == what).unwrap();
        (row.1 - row.2, row.3.clone())
    };
    let investment = "財源：普通建設事業費＝その財源の計（各年度）";
    assert_eq!(verdict(&balanced, investment), (0.0, "OK".to_owned()));
    let general = "財源の期間計: 一般財源";
    assert_eq!(verdict(&balanced, general), (0.0, "OK".to_owned()));
    let uses = "財源：各年度の歳出＝歳入";
    let before = verdict(&balanced, uses).0;
    sample.plan.claims.funding.get_mut(&years[2]).unwrap().general_jpy -= Yen(1_000);
    let planted = checks(&made(&sample), "検算");
    let (difference, verdict) = verdict(&planted, uses);
    assert_eq!(verdict, "NG");
    assert!((difference - before).abs() >= 1_000.0 - 0.5, "{before} {difference}");
}

#[test]
fn the_same_run_gives_the_same_bytes_and_no_time_of_making() {
    let first = made(&sample("館"));
    assert!(first == made(&sample("館")));
    let mut archive = zip::ZipArchive::new(Cursor::new(first)).unwrap();
    let mut text = String::new();
    archive.by_name("docProps/core.xml").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("2000-01-01T00:00:00Z"), "{text}");
}

#[test]
fn every_formula_has_a_value_beside_it() {
    for lang in [Lang::Ja, Lang::En] {
        let mut sample = whole();
        sample.lang = lang;
        let bytes = made(&sample);
        let mut book = open(&bytes);
        let mut count = 0;
        for sheet in book.sheet_names() {
            let values = book.worksheet_range(&sheet).unwrap();
            let formulas = book.worksheet_formula(&sheet).unwrap();
            let (row, column) = formulas.start().unwrap_or_default();
            for (r, c, formula) in formulas.used_cells() {
                let at = (row + u32::try_from(r).unwrap(), column + u32::try_from(c).unwrap());
                let value = values.get_value(at);
                assert!(
                    matches!(value, Some(Data::Float(_) | Data::Int(_) | Data::String(_))),
                    "{sheet} {at:?} {formula}: {value:?}"
                );
                count += 1;
            }
        }
        assert!(count > 1_000, "{count}");
    }
}

#[test]
fn assumptions_are_named_cells_that_formulas_read() {
    let bytes = made(&whole());
    let names: BTreeMap<String, String> = open(&bytes).defined_names().iter().cloned().collect();
    for name in ["price_escalation", "discount_rate", "bond_interest", "rebuild_multiplier", "subsidy_rate", "detail_total"] {
        assert!(names.contains_key(name), "{name}: {names:?}");
    }
    assert!(names["discount_rate"].contains("前提"), "{names:?}");
    let mut book = open(&bytes);
    let formulas = book.worksheet_formula("年度別").unwrap();
    let reads = |name: &str| formulas.used_cells().any(|cell| cell.2.contains(name));
    assert!(reads("discount_rate") && reads("price_escalation") && reads("first_fy"));
}
