//! A sheet being written: cells with the values of their formulas beside them, places by name, and how it prints.

use std::collections::BTreeMap;

use rust_xlsxwriter::utility::{cell_range, cell_range_absolute, row_col_to_cell, row_col_to_cell_absolute};
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatFormula, Formula, Worksheet, XlsxError,
};

use super::Matter;
use super::styles::{Style, Styles};

/// Most characters of a cell that are written; the format ends at 32,767.
const LONGEST_TEXT: usize = 8_000;

/// Most characters of the scenario's name in a page's header, which ends at 255.
const LONGEST_HEADER: usize = 60;

/// A paper of 297 × 420 mm.
const A3: u8 = 8;

/// Height of a line of wrapped text, points.
const LINE: f64 = 15.0;

/// Most lines of wrapped text that a row is made high enough for.
const MOST_LINES: f64 = 24.0;

/// How a sheet scrolls and prints.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Print {
    /// Rows above and columns beside the figures, which stay in view.
    pub(super) frozen: (u32, u16),
    /// The first of the rows that are printed on every page.
    pub(super) head_from: u32,
    /// Whether all is printed on one page.
    pub(super) on_one_page: bool,
    /// Pages beside each other that it is printed on; none given is one.
    pub(super) pages_wide: u16,
    /// What its money is shown in.
    pub(super) unit: Unit,
}

/// What the money of a sheet is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Unit {
    /// Thousands of yen.
    #[default]
    Thousand,
    /// Yen.
    Yen,
    /// Nothing, or what every cell says of itself.
    None,
}

/// One sheet.
pub(super) struct Sheet<'m> {
    name: &'static str,
    inner: Worksheet,
    styles: &'m Styles,
    numbers: BTreeMap<(u32, u16), f64>,
}

impl<'m> Sheet<'m> {
    /// An empty sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, name: &'static str) -> Result<Self, XlsxError> {
        let mut inner = Worksheet::new();
        inner.set_name(name)?;
        Ok(Self { name, inner, styles: matter.styles, numbers: BTreeMap::new() })
    }

    /// The title, the unit over the last column, and a remark under the title.
    pub(super) fn head(&mut self, matter: &Matter<'_, '_>, title: &str, unit_column: u16, remark: &str) -> Result<(), XlsxError> {
        self.text(0, 0, title, Style::Title)?;
        self.text(0, unit_column, matter.pick("（単位：千円）", "(thousand yen)"), Style::Unit)?;
        self.text(1, 0, &format!("{}  {remark}", matter.book.run.plan.scenario), Style::Note)
    }

    /// Writes text; whatever it holds, it is no formula.
    pub(super) fn text(&mut self, row: u32, column: u16, text: &str, style: Style) -> Result<(), XlsxError> {
        let style = self.styles.of(style);
        if text.is_empty() {
            self.inner.write_blank(row, column, style)?;
        } else if text.chars().nth(LONGEST_TEXT).is_some() {
            let cut: String = text.chars().take(LONGEST_TEXT).chain(std::iter::once('…')).collect();
            self.inner.write_string_with_format(row, column, cut, style)?;
        } else {
            self.inner.write_string_with_format(row, column, text, style)?;
        }
        Ok(())
    }

    /// Writes texts side by side.
    pub(super) fn texts<'t>(
        &mut self,
        row: u32,
        column: u16,
        texts: impl IntoIterator<Item = &'t str>,
        style: Style,
    ) -> Result<(), XlsxError> {
        (column..).zip(texts).try_for_each(|(column, text)| self.text(row, column, text, style))
    }

    /// Writes text over several columns of a row, first and last.
    pub(super) fn wide_text(&mut self, row: u32, columns: (u16, u16), text: &str, style: Style) -> Result<(), XlsxError> {
        if columns.0 == columns.1 {
            return self.text(row, columns.0, text, style);
        }
        let cut: String = text.chars().take(LONGEST_TEXT).collect();
        self.inner.merge_range(row, columns.0, row, columns.1, &cut, self.styles.of(style))?;
        Ok(())
    }

    /// Writes a number.
    pub(super) fn number(&mut self, row: u32, column: u16, number: f64, style: Style) -> Result<(), XlsxError> {
        self.numbers.insert((row, column), number);
        self.inner.write_number_with_format(row, column, number, self.styles.of(style))?;
        Ok(())
    }

    /// Writes a formula with its value, which programs show that do not calculate.
    pub(super) fn formula(&mut self, row: u32, column: u16, formula: &str, value: f64, style: Style) -> Result<(), XlsxError> {
        self.numbers.insert((row, column), value);
        let formula = Formula::new(formula).set_result(value.to_string());
        self.inner.write_formula_with_format(row, column, formula, self.styles.of(style))?;
        Ok(())
    }

    /// Writes a formula whose value is text.
    pub(super) fn text_formula(
        &mut self,
        row: u32,
        column: u16,
        formula: &str,
        text: &str,
        style: Style,
    ) -> Result<(), XlsxError> {
        let formula = Formula::new(formula).set_result(text);
        self.inner.write_formula_with_format(row, column, formula, self.styles.of(style))?;
        Ok(())
    }

    /// The sum of cells of a row.
    pub(super) fn sum_across(&mut self, row: u32, column: u16, cells: (u16, u16), style: Style) -> Result<(), XlsxError> {
        let value = self.numbers.range((row, cells.0)..=(row, cells.1)).map(|(_, value)| value).sum();
        self.formula(row, column, &format!("SUM({})", cell_range(row, cells.0, row, cells.1)), value, style)
    }

    /// The sum of cells of a column.
    pub(super) fn sum_down(&mut self, row: u32, column: u16, cells: (u32, u32), style: Style) -> Result<(), XlsxError> {
        let value = (cells.0..=cells.1).map(|row| self.value(row, column)).sum();
        self.formula(row, column, &format!("SUM({})", cell_range(cells.0, column, cells.1, column)), value, style)
    }

    /// The sum of some cells of a column less that of others.
    pub(super) fn combine(&mut self, row: u32, column: u16, plus: &[u32], minus: &[u32], style: Style) -> Result<(), XlsxError> {
        let of = |rows: &[u32]| -> f64 { rows.iter().map(|&row| self.value(row, column)).sum() };
        let value = of(plus) - of(minus);
        let signed = plus.iter().map(|row| ("+", row)).chain(minus.iter().map(|row| ("-", row)));
        let formula = signed.fold(String::new(), |formula, (sign, &row)| formula + sign + &row_col_to_cell(row, column));
        self.formula(row, column, formula.trim_start_matches('+'), value, style)
    }

    /// The value of a cell; zero where there is no number.
    pub(super) fn value(&self, row: u32, column: u16) -> f64 {
        self.numbers.get(&(row, column)).copied().unwrap_or(0.0)
    }

    /// A cell as other sheets name it.
    pub(super) fn at(&self, row: u32, column: u16) -> String {
        format!("'{}'!{}", self.name, row_col_to_cell_absolute(row, column))
    }

    /// Cells as other sheets name them: first row and column, last row and column.
    pub(super) fn range(&self, from: (u32, u16), to: (u32, u16)) -> String {
        range_of(self.name, from, to)
    }

    /// The name of the sheet.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// Widths of columns in characters, from the first column on.
    pub(super) fn widths(&mut self, widths: &[(u16, u16, f64)]) -> Result<(), XlsxError> {
        widths.iter().try_for_each(|&(first, last, width)| {
            self.inner.set_column_range_width(first, last, width)?;
            Ok(())
        })
    }

    /// The height of a row in points.
    pub(super) fn height(&mut self, row: u32, points: f64) -> Result<(), XlsxError> {
        self.inner.set_row_height(row, points)?;
        Ok(())
    }

    /// Makes a row high enough for wrapped texts, each with the width of its column in characters.
    pub(super) fn fit_height(&mut self, row: u32, texts: &[(&str, f64)]) -> Result<(), XlsxError> {
        let lines = texts.iter().map(|(text, width)| {
            let used: usize = text.lines().map(unicode_width::UnicodeWidthStr::width).sum();
            // A full-width character takes a little less than two digits.
            (f64::from(u32::try_from(used).unwrap_or(u32::MAX)) * 0.95 / width).ceil()
        });
        let most = lines.fold(1.0, f64::max).min(MOST_LINES);
        if most > 1.0 { self.height(row, LINE * most) } else { Ok(()) }
    }

    /// Turns cells red that are not zero, to half a yen.
    pub(super) fn red_unless_zero(&mut self, from: (u32, u16), to: (u32, u16)) -> Result<(), XlsxError> {
        let rule = format!("=ABS({})>=0.5", row_col_to_cell(from.0, from.1));
        let format = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&self.styles.wrong);
        self.inner.add_conditional_format(from.0, from.1, to.0, to.1, &format)?;
        Ok(())
    }

    /// Turns cells red that do not say OK.
    pub(super) fn red_unless_ok(&mut self, from: (u32, u16), to: (u32, u16)) -> Result<(), XlsxError> {
        let rule = ConditionalFormatCellRule::NotEqualTo("OK");
        let format = ConditionalFormatCell::new().set_rule(rule).set_format(&self.styles.wrong);
        self.inner.add_conditional_format(from.0, from.1, to.0, to.1, &format)?;
        Ok(())
    }

    /// The sheet itself, for what only one sheet has.
    pub(super) fn inner(&mut self) -> &mut Worksheet {
        &mut self.inner
    }

    /// Sets out how the sheet scrolls and prints.
    pub(super) fn finish(mut self, matter: &Matter<'_, '_>, print: Print) -> Result<Worksheet, XlsxError> {
        let (sheet, (rows, columns)) = (&mut self.inner, print.frozen);
        if rows > 0 {
            sheet.set_freeze_panes(rows, columns)?;
            sheet.set_repeat_rows(print.head_from, rows - 1)?;
        }
        if columns > 0 {
            sheet.set_repeat_columns(0, columns - 1)?;
        }
        let tall = u16::from(print.on_one_page);
        sheet
            .set_paper_size(A3)
            .set_landscape()
            .set_print_fit_to_pages(print.pages_wide.max(1), tall)
            .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
        // An ampersand begins a code in headers; two stand for one.
        let scenario: String = matter.book.run.plan.scenario.chars().take(LONGEST_HEADER).collect();
        let scenario = scenario.replace('&', "&&");
        let unit = match print.unit {
            Unit::Thousand => matter.pick("&R単位：千円（千円未満四捨五入）", "&Rthousand yen, rounded"),
            Unit::Yen => matter.pick("&R単位：円", "&Ryen"),
            Unit::None => "",
        };
        sheet.set_header(format!("&L{scenario}&C&A{unit}"));
        sheet.set_footer(format!("&Lfukugo {} {}&R&P / &N", env!("CARGO_PKG_VERSION"), matter.run_id));
        sheet.set_screen_gridlines(false);
        Ok(self.inner)
    }
}

/// Cells of a sheet as others name them.
pub(super) fn range_of(sheet: &str, from: (u32, u16), to: (u32, u16)) -> String {
    format!("'{sheet}'!{}", cell_range_absolute(from.0, from.1, to.0, to.1))
}
