//! 基準との差: the plan's investment beside the national renewal-cost method, at the same prices and at the method's own.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::row_col_to_cell;

use super::Matter;
use super::by_year::{self, ByYear};
use super::detail::year_head;
use super::sheet::{Print, Sheet, Unit};
use super::styles::Style;
use crate::baseline::{Baseline, Method, PriceBasis, estimate};
use crate::units::Yen;

const GROUPS: u32 = 3;
const HEAD: u32 = GROUPS + 1;
const FIRST_ROW: u32 = HEAD + 1;

/// The first column of the block at the scenario's prices, nominal.
const NOMINAL: u16 = 2;

/// The first column of the block at the method's own prices, real.
const REAL: u16 = NOMINAL + 7;

/// The sheet.
pub(super) struct BaselineSheet<'m> {
    pub(super) sheet: Sheet<'m>,
    pub(super) last_row: u32,
}

impl<'m> BaselineSheet<'m> {
    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (FIRST_ROW, 2), head_from: GROUPS, on_one_page: false, pages_wide: 1, unit: Unit::Thousand };

    /// Columns of the plan, the method and the difference at the scenario's prices.
    pub(super) const AT_SCENARIO: [u16; 3] = [NOMINAL, NOMINAL + 3, NOMINAL + 4];

    /// The same at the method's own prices.
    pub(super) const AT_NATIONAL: [u16; 3] = [REAL, REAL + 3, REAL + 4];

    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, by_year: &ByYear<'_>) -> Result<Self, XlsxError> {
        let sheet = Sheet::new(matter, matter.tabs.baseline)?;
        let last_row = FIRST_ROW + u32::from(matter.year_count()) - 1;
        let mut made = Self { sheet, last_row };
        let remark = matter.pick(
            "基準は総務省の更新費用試算方式（築30年で大規模改修2年、築60年で建替え3年、同規模更新）。借上施設を除く。差の△は計画の方が少ない。",
            "The national renewal-cost method: renovation at 30 years over 2, rebuilding at 60 over 3, as large as today, without rented premises. Negative: the plan costs less.",
        );
        made.sheet.head(
            matter,
            matter.pick("基準との差（普通建設事業費）", "Difference from the national method"),
            REAL + 4,
            remark,
        )?;
        made.heads(matter)?;
        let of = |basis| estimate(matter.book.instance, &Method::NATIONAL, basis);
        let (nominal, real) = (of(PriceBasis::Scenario), of(PriceBasis::National));
        for offset in 0..matter.year_count() {
            made.year(matter, by_year, &nominal, &real, offset)?;
        }
        made.ends(matter)?;
        made.afterwards(matter)?;
        made.sheet.widths(&[(0, 0, 14.0), (1, 1, 8.0), (NOMINAL, REAL + 4, 15.0), (REAL - 1, REAL - 1, 12.0)])?;
        Ok(made)
    }

    /// The row of sums.
    pub(super) fn total_row(&self) -> u32 {
        self.last_row + 1
    }

    /// The row of yearly means.
    pub(super) fn mean_row(&self) -> u32 {
        self.last_row + 2
    }

    /// The cells of all years in a column, as other sheets name them.
    pub(super) fn years_in(&self, column: u16) -> String {
        self.sheet.range((FIRST_ROW, column), (self.last_row, column))
    }

    /// The largest value of a column.
    pub(super) fn largest(&self, column: u16) -> f64 {
        (FIRST_ROW..=self.last_row).map(|row| self.sheet.value(row, column)).fold(f64::MIN, f64::max)
    }

    fn heads(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let sheet = &mut self.sheet;
        sheet.wide_text(GROUPS, (0, 1), "", Style::Head)?;
        let nominal = matter.pick("計画と同じ単価（名目）", "at the plan's prices, nominal");
        sheet.wide_text(GROUPS, (NOMINAL, REAL - 1), nominal, Style::Head)?;
        let real = matter.pick("総務省の単価（実質・基準年度価格）", "at the method's own prices, real");
        sheet.wide_text(GROUPS, (REAL, REAL + 4), real, Style::Head)?;
        let plan = matter.pick("計画", "plan");
        let renovation = matter.pick("基準 大規模改修", "method, renovation");
        let rebuild = matter.pick("基準 建替え", "method, rebuilding");
        let method = matter.pick("基準 計", "method, all");
        let difference = matter.pick("差（計画−基準）", "plan − method");
        let heads = [
            matter.pick("年度", "year"),
            matter.pick("西暦", "FY"),
            plan,
            renovation,
            rebuild,
            method,
            difference,
            matter.pick("差の累計", "cumulative"),
            matter.pick("差の率", "share"),
            plan,
            renovation,
            rebuild,
            method,
            difference,
        ];
        sheet.texts(HEAD, 0, heads, Style::Head)
    }

    fn year(
        &mut self,
        matter: &Matter<'_, '_>,
        by_year: &ByYear<'_>,
        nominal: &Baseline,
        real: &Baseline,
        offset: u16,
    ) -> Result<(), XlsxError> {
        let (row, index) = (FIRST_ROW + u32::from(offset), usize::from(offset));
        let sheet = &mut self.sheet;
        sheet.text(row, 0, &year_head(matter, index), Style::Middle)?;
        sheet.number(row, 1, f64::from(matter.years[index].0), Style::Year)?;
        let column = by_year::FIRST_YEAR + offset;
        let investment = by_year.sheet.value(by_year.rows.investment, column);
        sheet.formula(row, NOMINAL, &by_year::at(matter, by_year.rows.investment, offset), investment, Style::Yen)?;
        let deflated = by_year.sheet.value(by_year.rows.investment_real, column);
        let formula = format!("INT({}+0.5)", by_year::at(matter, by_year.rows.investment_real, offset));
        sheet.formula(row, REAL, &formula, Yen::round(deflated).as_f64(), Style::Yen)?;
        for (first, method) in [(NOMINAL, nominal), (REAL, real)] {
            let year = &method.years[index];
            sheet.number(row, first + 1, year.renovation_jpy.as_f64(), Style::GivenYen)?;
            sheet.number(row, first + 2, year.rebuild_jpy.as_f64(), Style::GivenYen)?;
            sheet.sum_across(row, first + 3, (first + 1, first + 2), Style::SumYen)?;
            let formula = format!("{}-{}", row_col_to_cell(row, first), row_col_to_cell(row, first + 3));
            sheet.formula(row, first + 4, &formula, sheet.value(row, first) - sheet.value(row, first + 3), Style::Yen)?;
        }
        let (difference, cumulative) = (NOMINAL + 4, NOMINAL + 5);
        let formula = format!("SUM({}:{})", format_args!("G${}", FIRST_ROW + 1), row_col_to_cell(row, difference));
        let value = (FIRST_ROW..=row).map(|row| sheet.value(row, difference)).sum();
        sheet.formula(row, cumulative, &formula, value, Style::Yen)?;
        self.share(matter, row)
    }

    /// The difference as a share of the method; a dash where the method costs nothing.
    fn share(&mut self, matter: &Matter<'_, '_>, row: u32) -> Result<(), XlsxError> {
        let sheet = &mut self.sheet;
        let (difference, method) = (row_col_to_cell(row, NOMINAL + 4), row_col_to_cell(row, NOMINAL + 3));
        let formula = format!("IF({method}=0,\"{}\",{difference}/{method})", matter.none());
        let whole = sheet.value(row, NOMINAL + 3);
        if whole == 0.0 {
            sheet.text_formula(row, NOMINAL + 6, &formula, matter.none(), Style::Percent)
        } else {
            sheet.formula(row, NOMINAL + 6, &formula, sheet.value(row, NOMINAL + 4) / whole, Style::Percent)
        }
    }

    fn ends(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let (total, mean, peak) = (self.last_row + 1, self.last_row + 2, self.last_row + 3);
        let names =
            [matter.pick("計", "total"), matter.pick("年平均", "yearly mean"), matter.pick("最大の年度の額", "highest year")];
        for (row, name) in [total, mean, peak].into_iter().zip(names) {
            self.sheet.texts(row, 0, [name, ""], Style::Sum)?;
        }
        for column in NOMINAL..=REAL + 4 {
            if column == NOMINAL + 5 || column == NOMINAL + 6 {
                continue;
            }
            let sheet = &mut self.sheet;
            sheet.sum_down(total, column, (FIRST_ROW, self.last_row), Style::SumYen)?;
            let formula = format!("{}/{}", row_col_to_cell(total, column), matter.year_count());
            let value = sheet.value(total, column) / f64::from(matter.year_count());
            sheet.formula(mean, column, &formula, value, Style::SumYen)?;
            if column == NOMINAL + 4 || column == REAL + 4 {
                sheet.text(peak, column, "", Style::Sum)?;
                continue;
            }
            let cells = rust_xlsxwriter::utility::cell_range(FIRST_ROW, column, self.last_row, column);
            let value = self.largest(column);
            self.sheet.formula(peak, column, &format!("MAX({cells})"), value, Style::SumYen)?;
        }
        for row in [total, mean, peak] {
            self.sheet.text(row, NOMINAL + 5, "", Style::Sum)?;
        }
        self.sheet.texts(mean, NOMINAL + 6, [""], Style::Sum)?;
        self.sheet.texts(peak, NOMINAL + 6, [""], Style::Sum)?;
        self.share(matter, total)
    }

    /// What renewing alike costs after the horizon.
    fn afterwards(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let after = &matter.book.run.metrics.money.after_horizon;
        let head = self.last_row + 6;
        let heading = match matter.book.run.lang {
            crate::lang::Lang::Ja => {
                format!("期間後の更新費用（{}〜{}年度、同じ方式、基準年度価格・割引なし）", after.first_fy, after.last_fy)
            }
            crate::lang::Lang::En => {
                format!(
                    "After the horizon (FY{}–{}, same method, base year's prices, not discounted)",
                    after.first_fy, after.last_fy
                )
            }
        };
        let sheet = &mut self.sheet;
        sheet.text(head - 1, 0, &heading, Style::Block)?;
        sheet.wide_text(head, (0, 1), "", Style::Head)?;
        let heads = [
            matter.pick("計画が残す施設", "what the plan leaves"),
            matter.pick("基準が残す施設", "what the method leaves"),
            matter.pick("差", "difference"),
        ];
        sheet.texts(head, NOMINAL, heads, Style::Head)?;
        let rows = [
            (matter.pick("30年計", "30 years"), after.plan_jpy, after.baseline_jpy),
            (matter.pick("年平均", "yearly mean"), after.plan_yearly_mean_jpy, after.baseline_yearly_mean_jpy),
        ];
        for (row, (name, plan, baseline)) in (head + 1..).zip(rows) {
            sheet.texts(row, 0, [name, ""], Style::Label)?;
            sheet.number(row, NOMINAL, plan.as_f64(), Style::GivenYen)?;
            sheet.number(row, NOMINAL + 1, baseline.as_f64(), Style::GivenYen)?;
            let formula = format!("{}-{}", row_col_to_cell(row, NOMINAL), row_col_to_cell(row, NOMINAL + 1));
            sheet.formula(row, NOMINAL + 2, &formula, (plan - baseline).as_f64(), Style::Yen)?;
        }
        Ok(())
    }
}
