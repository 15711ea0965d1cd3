//! 施設×年度: what every site costs in every fiscal year.

use rust_xlsxwriter::XlsxError;

use super::detail::{Amounts, Detail};
use super::sheet::{Print, Sheet, Unit};
use super::styles::Style;
use super::{Matter, number_of};

const HEAD: u32 = 3;
const FIRST_ROW: u32 = HEAD + 2;
const FIRST_YEAR: u16 = 4;

/// Width of the column of names in characters.
const NAME_WIDTH: f64 = 32.0;

/// The sheet.
pub(super) struct SiteYears<'m> {
    pub(super) sheet: Sheet<'m>,
    /// The row of sums.
    pub(super) total_row: u32,
    last: u16,
}

impl<'m> SiteYears<'m> {
    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (FIRST_ROW, 2), head_from: HEAD, on_one_page: false, pages_wide: 1, unit: Unit::Thousand };

    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, amounts: &Amounts, detail: &Detail<'_>) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(matter, matter.tabs.site_years)?;
        let last = FIRST_YEAR + matter.year_count() - 1;
        let remark = matter.pick(
            "歳出（普通建設事業費、維持・運営費、公債費、積立）。収入は含まない。式は明細シートの集計。",
            "Uses (investment, upkeep and running, debt service, deposits) without income. Formulas add the detail sheet up.",
        );
        sheet.head(matter, matter.pick("施設×年度（歳出）", "Site x year (uses)"), last + 1, remark)?;
        let heads = [
            matter.pick("番号", "No."),
            matter.pick("施設名", "name"),
            matter.pick("区分", "sort"),
            matter.pick("地区", "district"),
        ];
        sheet.texts(HEAD, 0, heads, Style::Head)?;
        sheet.texts(HEAD + 1, 0, [""; 4], Style::YearNumber)?;
        matter.year_heads(&mut sheet, HEAD, FIRST_YEAR)?;
        sheet.text(HEAD, last + 1, matter.pick("計", "total"), Style::Head)?;
        sheet.text(HEAD + 1, last + 1, "", Style::YearNumber)?;
        let mut row = FIRST_ROW;
        let side = matter.side(false);
        for place in amounts.places() {
            let [_, name, sort, district] = amounts.name(matter, place);
            sheet.number(row, 0, number_of(place), Style::Count)?;
            sheet.text(row, 1, &name, Style::Wrapped)?;
            sheet.fit_height(row, &[(&name, NAME_WIDTH)])?;
            sheet.texts(row, 2, [sort.as_str(), &district], Style::Middle)?;
            for offset in 0..matter.year_count() {
                let formula = format!("SUMIFS({},detail_no,$A{},detail_side,\"{side}\")", detail.year(offset), row + 1);
                sheet.formula(row, FIRST_YEAR + offset, &formula, amounts.cost_in(place, offset.into()), Style::Yen)?;
            }
            sheet.sum_across(row, last + 1, (FIRST_YEAR, last), Style::SumYen)?;
            row += 1;
        }
        sheet.texts(row, 0, [matter.pick("計", "total"), "", "", ""], Style::Sum)?;
        for column in FIRST_YEAR..=last + 1 {
            sheet.sum_down(row, column, (FIRST_ROW, row - 1), Style::SumYen)?;
        }
        sheet.widths(&[
            (0, 0, 6.0),
            (1, 1, NAME_WIDTH),
            (2, 2, 6.0),
            (3, 3, 9.0),
            (FIRST_YEAR, last, 10.5),
            (last + 1, last + 1, 13.0),
        ])?;
        Ok(Self { sheet, total_row: row, last })
    }

    /// The sums of all years, as other sheets name them.
    pub(super) fn totals(&self) -> String {
        self.sheet.range((self.total_row, FIRST_YEAR), (self.total_row, self.last))
    }

    /// Their values.
    pub(super) fn total_values(&self) -> Vec<f64> {
        (FIRST_YEAR..=self.last).map(|column| self.sheet.value(self.total_row, column)).collect()
    }
}
