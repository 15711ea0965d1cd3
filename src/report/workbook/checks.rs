//! 検算: sums of the workbook beside the program's own figures and beside each other, each with a verdict that turns red.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::row_col_to_cell;

use super::Matter;
use super::sheet::{Print, Sheet, Unit, range_of};
use super::styles::Style;

const HEAD: u32 = 3;
const FIRST_ROW: u32 = HEAD + 1;

/// The column of verdicts.
const VERDICT: u16 = 6;

/// How far two whole amounts may be apart: less than a yen is rounding of the spreadsheet's.
const HALF_A_YEN: f64 = 0.5;

/// How far a sum that is not rounded may be from the program's, which is rounded to yen once: half a yen and the rounding of the sum.
const ROUNDED_ONCE: f64 = 0.6;

/// One comparison.
#[derive(Clone, Debug)]
pub(super) struct Check {
    what: String,
    formula: String,
    value: f64,
    other: Other,
    tolerance: f64,
    origin: &'static str,
}

/// What a sum is compared with.
#[derive(Clone, Debug)]
enum Other {
    /// A figure of the program.
    Figure(f64),
    /// Another sum of the workbook with its value.
    Sum(String, f64),
}

impl Check {
    /// A sum of whole yen beside a figure of the program.
    pub(super) fn figure(what: impl Into<String>, formula: String, value: f64, figure: f64, origin: &'static str) -> Self {
        let other = Other::Figure(figure);
        Self { what: what.into(), formula, value, other, tolerance: HALF_A_YEN, origin }
    }

    /// A sum that is not rounded beside a figure that is.
    pub(super) fn rounded(what: impl Into<String>, formula: String, value: f64, figure: f64, origin: &'static str) -> Self {
        let other = Other::Figure(figure);
        Self { what: what.into(), formula, value, other, tolerance: ROUNDED_ONCE, origin }
    }

    /// Two sums of the workbook: formula and value of each.
    pub(super) fn sums(what: impl Into<String>, first: (String, f64), second: (String, f64)) -> Self {
        let other = Other::Sum(second.0, second.1);
        Self { what: what.into(), formula: first.0, value: first.1, other, tolerance: HALF_A_YEN, origin: "" }
    }

    /// Cells that must all be zero.
    pub(super) fn zeros(what: impl Into<String>, cells: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let value = values.into_iter().map(f64::abs).sum();
        let formula = format!("SUMPRODUCT(ABS({cells}))");
        Self { what: what.into(), formula, value, other: Other::Figure(0.0), tolerance: HALF_A_YEN, origin: "" }
    }

    /// Two lists of cells of one shape that must be equal one by one.
    pub(super) fn equal(what: impl Into<String>, first: (&str, &[f64]), second: (&str, &[f64])) -> Self {
        let value = first.1.iter().zip(second.1).map(|(first, second)| (first - second).abs()).sum();
        let formula = format!("SUMPRODUCT(ABS({}-{}))", first.0, second.0);
        Self { what: what.into(), formula, value, other: Other::Figure(0.0), tolerance: HALF_A_YEN, origin: "" }
    }

    fn is_ok(&self) -> bool {
        let other = match &self.other {
            Other::Figure(figure) | Other::Sum(_, figure) => *figure,
        };
        (self.value - other).abs() < self.tolerance
    }
}

/// The sheet, with where its verdicts stand.
pub(super) struct Checks<'m> {
    pub(super) sheet: Sheet<'m>,
    /// The verdicts, as other sheets name them.
    pub(super) verdicts: String,
    /// How many there are, and how many say OK.
    pub(super) counts: (usize, usize),
}

impl<'m> Checks<'m> {
    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (FIRST_ROW, 0), head_from: HEAD, on_one_page: false, pages_wide: 1, unit: Unit::Yen };

    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, checks: &[Check]) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(matter, matter.tabs.checks)?;
        sheet.text(0, 0, matter.pick("検算", "Checks"), Style::Title)?;
        sheet.text(0, VERDICT + 1, matter.pick("（単位：円）", "(yen)"), Style::Unit)?;
        let remark = matter.pick(
            "帳票の式による値と、プログラムが別に計算して検証した値を比べる。差が許容を超えると判定が赤になる。",
            "What formulas of the workbook give, beside what the program computed and verified. A verdict turns red where they differ by more than the tolerance.",
        );
        sheet.text(1, 0, remark, Style::Note)?;
        let heads = [
            matter.pick("番号", "No."),
            matter.pick("検算", "check"),
            matter.pick("帳票の値", "workbook"),
            matter.pick("比べる値", "compared with"),
            matter.pick("差", "difference"),
            matter.pick("許容", "tolerance"),
            matter.pick("判定", "verdict"),
            matter.pick("比べる値の出どころ", "origin"),
        ];
        sheet.texts(HEAD, 0, heads, Style::Head)?;
        let mut row = FIRST_ROW;
        for check in checks {
            sheet.number(row, 0, f64::from(row - FIRST_ROW + 1), Style::Count)?;
            sheet.text(row, 1, &check.what, Style::Wrapped)?;
            sheet.formula(row, 2, &check.formula, check.value, Style::ExactYen)?;
            let other = match &check.other {
                Other::Figure(figure) => {
                    sheet.number(row, 3, *figure, Style::ExactYen)?;
                    *figure
                }
                Other::Sum(formula, value) => {
                    sheet.formula(row, 3, formula, *value, Style::ExactYen)?;
                    *value
                }
            };
            let cell = |column| row_col_to_cell(row, column);
            sheet.formula(row, 4, &format!("{}-{}", cell(2), cell(3)), check.value - other, Style::Gap)?;
            sheet.number(row, 5, check.tolerance, Style::Decimal)?;
            let verdict = if check.is_ok() { "OK" } else { "NG" };
            let formula = format!("IF(ABS({})<{},\"OK\",\"NG\")", cell(4), cell(5));
            sheet.text_formula(row, VERDICT, &formula, verdict, Style::Middle)?;
            let origin = match (&check.other, check.origin) {
                (Other::Figure(_), "") => matter.pick("0 であること", "must be zero"),
                (Other::Sum(..), "") => matter.pick("帳票の他のシート", "another sheet"),
                (_, origin) => origin,
            };
            sheet.text(row, VERDICT + 1, origin, Style::Label)?;
            row += 1;
        }
        let last_row = row.saturating_sub(1).max(FIRST_ROW);
        sheet.red_unless_ok((FIRST_ROW, VERDICT), (last_row, VERDICT))?;
        sheet.widths(&[(0, 0, 6.0), (1, 1, 62.0), (2, 4, 22.0), (5, 5, 8.0), (6, 6, 9.0), (7, 7, 56.0)])?;
        let verdicts = range_of(matter.tabs.checks, (FIRST_ROW, VERDICT), (last_row, VERDICT));
        let counts = (checks.len(), checks.iter().filter(|check| check.is_ok()).count());
        Ok(Self { sheet, verdicts, counts })
    }
}
