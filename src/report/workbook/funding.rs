//! 財源: uses and sources of every fiscal year with a check, what pays investment, and the fiscal frame beside the plan.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::{cell_range, row_col_to_cell};

use super::Matter;
use super::by_year::{self, Rows};
use super::detail::{Amounts, Detail, source_names, year_head};
use super::sheet::{Print, Sheet, Unit};
use super::styles::Style;
use super::terms::{Kind, investment};
use crate::plan::Nature;
use crate::report::paid::{Paid, What};
use crate::units::Yen;

const HEAD: u32 = 3;
const FIRST_ROW: u32 = HEAD + 2;

/// The row of a fiscal year.
pub(super) fn row(offset: u16) -> u32 {
    FIRST_ROW + u32::from(offset)
}

/// A column of sources and uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Costs = 2,
    Principal,
    Interest,
    Deposit,
    Uses,
    Subsidy,
    Bond,
    Draw,
    Sale,
    Lease,
    TaxReturn,
    General,
    Sources,
    Check,
}

impl Column {
    /// The sources, in the order of the by-year sheet.
    pub(super) const SOURCES: [Self; 7] =
        [Self::Subsidy, Self::Bond, Self::Draw, Self::Sale, Self::Lease, Self::TaxReturn, Self::General];

    const ALL: [Self; 14] = [
        Self::Costs,
        Self::Principal,
        Self::Interest,
        Self::Deposit,
        Self::Uses,
        Self::Subsidy,
        Self::Bond,
        Self::Draw,
        Self::Sale,
        Self::Lease,
        Self::TaxReturn,
        Self::General,
        Self::Sources,
        Self::Check,
    ];

    /// The column on the sheet.
    pub(super) fn place(self) -> u16 {
        self as u16
    }

    /// Its name.
    pub(super) fn name(self, matter: &Matter<'_, '_>) -> &'static str {
        match self {
            Self::Costs => matter.pick("事業費", "costs"),
            Self::Principal => matter.pick("公債費（元金）", "principal"),
            Self::Interest => matter.pick("公債費（利子）", "interest"),
            Self::Deposit => matter.pick("基金積立金", "deposit into the fund"),
            Self::Uses => matter.pick("歳出計", "all uses"),
            Self::Subsidy => matter.pick("国庫支出金", "State subsidy"),
            Self::Bond => matter.pick("地方債（区債）", "bonds"),
            Self::Draw => matter.pick("基金繰入金", "drawn from the fund"),
            Self::Sale => matter.pick("財産収入（売却）", "land sold"),
            Self::Lease => matter.pick("財産収入（貸付）", "land leased out"),
            Self::TaxReturn => matter.pick("交付税措置", "allocation tax return"),
            Self::General => matter.pick("一般財源", "general funds"),
            Self::Sources => matter.pick("歳入計", "all sources"),
            Self::Check => matter.pick("検算", "check"),
        }
    }

    /// Its value in a year, as the cell has it.
    pub(super) fn value(self, matter: &Matter<'_, '_>, offset: usize) -> f64 {
        let (year, service) = (&matter.funding[offset], matter.service(offset));
        let uses = year.costs_jpy + service.principal + service.interest + year.deposit_jpy;
        let sources = year.sources() - year.tax_return_jpy + service.tax_return;
        let yen = match self {
            Self::Costs => year.costs_jpy,
            Self::Principal => service.principal,
            Self::Interest => service.interest,
            Self::Deposit => year.deposit_jpy,
            Self::Uses => uses,
            Self::Subsidy => year.subsidy_jpy,
            Self::Bond => year.bond_jpy,
            Self::Draw => year.draw_jpy,
            Self::Sale => year.sale_jpy,
            Self::Lease => year.lease_jpy,
            Self::TaxReturn => service.tax_return,
            Self::General => year.general_jpy,
            Self::Sources => sources,
            Self::Check => uses - sources,
        };
        yen.as_f64()
    }

    /// Whether the plan decided it, so that its cells are values and no formulas.
    fn is_given(self) -> bool {
        matches!(self, Self::Deposit | Self::Bond | Self::Draw | Self::General)
    }
}

/// The sheet, with where its checks stand.
pub(super) struct FundingSheet<'m> {
    pub(super) sheet: Sheet<'m>,
    pub(super) last_row: u32,
    /// The column of the check that sources of investment sum to it.
    pub(super) investment_check: u16,
}

impl<'m> FundingSheet<'m> {
    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (FIRST_ROW, 2), head_from: HEAD, on_one_page: false, pages_wide: 1, unit: Unit::Thousand };

    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, paid: &[Paid], amounts: &Amounts, detail: &Detail<'_>) -> Result<Self, XlsxError> {
        let sheet = Sheet::new(matter, matter.tabs.funding)?;
        let last_row = FIRST_ROW + u32::from(matter.year_count()) - 1;
        let investment_check = Column::Check.place() + 9;
        let mut made = Self { sheet, last_row, investment_check };
        let remark = if matter.is_funded() {
            matter.pick(
                "歳出は事業費・公債費・積立、歳入は財源。青字は計画で決めた値（起債・基金・一般財源）で、検算は 0。",
                "Uses are costs, debt service and deposits. Blue: decided in the plan (bonds, fund, general funds); the check is 0.",
            )
        } else {
            matter.pick(
                "シナリオに [funding] がないため、起債と基金は扱わず、収入を差し引いた全額を一般財源とする。",
                "The scenario has no [funding]: without bonds and fund, general funds pay all that income leaves.",
            )
        };
        made.sheet.head(matter, matter.pick("財源（歳入・歳出）", "Funding (sources and uses)"), investment_check, remark)?;
        made.years(matter, detail)?;
        made.investment(matter, paid, amounts)?;
        made.frame(matter)?;
        made.sheet.widths(&[(0, 0, 12.0), (1, 1, 8.0), (2, investment_check, 12.5)])?;
        made.sheet.widths(&[(Column::Check.place() + 1, Column::Check.place() + 1, 3.0)])?;
        made.sheet.height(HEAD, 30.0)?;
        Ok(made)
    }

    /// All cells of a column, as other sheets name them.
    pub(super) fn column(&self, column: Column) -> String {
        self.sheet.range((FIRST_ROW, column.place()), (self.last_row, column.place()))
    }

    /// Cells of all years in a column, as other sheets name them.
    pub(super) fn years_in(&self, column: u16) -> String {
        self.sheet.range((FIRST_ROW, column), (self.last_row, column))
    }

    fn years(&mut self, matter: &Matter<'_, '_>, detail: &Detail<'_>) -> Result<(), XlsxError> {
        let sheet = &mut self.sheet;
        sheet.text(HEAD, 0, matter.pick("年度", "year"), Style::Head)?;
        sheet.text(HEAD, 1, matter.pick("西暦", "FY"), Style::Head)?;
        sheet.texts(HEAD + 1, 0, ["", ""], Style::YearNumber)?;
        for column in Column::ALL {
            sheet.text(HEAD, column.place(), column.name(matter), Style::Head)?;
            let letter = match column {
                Column::Uses => matter.pick("Ａ", "A"),
                Column::Sources => matter.pick("Ｂ", "B"),
                Column::Check => matter.pick("Ａ−Ｂ", "A − B"),
                _ => "",
            };
            sheet.text(HEAD + 1, column.place(), letter, Style::YearNumber)?;
        }
        let rows = Rows::new();
        for offset in 0..matter.year_count() {
            let row = row(offset);
            sheet.text(row, 0, &year_head(matter, offset.into()), Style::Middle)?;
            sheet.number(row, 1, f64::from(matter.years[usize::from(offset)].0), Style::Year)?;
            for column in Column::ALL {
                let (place, value) = (column.place(), column.value(matter, offset.into()));
                if column.is_given() {
                    sheet.number(row, place, value, Style::GivenYen)?;
                    continue;
                }
                let between = |from: Column, to: Column| format!("SUM({})", cell_range(row, from.place(), row, to.place()));
                let (formula, style) = match column {
                    Column::Costs => (by_year::at(matter, rows.costs, offset), Style::Yen),
                    Column::Uses => (between(Column::Costs, Column::Deposit), Style::SumYen),
                    Column::Sources => (between(Column::Subsidy, Column::General), Style::SumYen),
                    Column::Check => {
                        let cell = |column: Column| row_col_to_cell(row, column.place());
                        (format!("{}-{}", cell(Column::Uses), cell(Column::Sources)), Style::Yen)
                    }
                    Column::Subsidy | Column::Sale | Column::Lease => {
                        let nature = match column {
                            Column::Subsidy => Nature::Subsidy,
                            Column::Sale => Nature::Sale,
                            _ => Nature::Lease,
                        };
                        let name = Kind::Nature(nature).name(matter.book.run.lang);
                        (format!("-SUMIFS({},detail_nature,\"{name}\")", detail.year(offset)), Style::Yen)
                    }
                    _ => (super::balances::service_at(matter, column, offset), Style::Yen),
                };
                sheet.formula(row, place, &formula, value, style)?;
            }
        }
        let (total, mean) = (self.last_row + 1, self.last_row + 2);
        for (row, name) in [(total, matter.pick("計", "total")), (mean, matter.pick("年平均", "yearly mean"))] {
            sheet.texts(row, 0, [name, ""], Style::Sum)?;
        }
        for column in Column::ALL {
            let place = column.place();
            sheet.sum_down(total, place, (FIRST_ROW, self.last_row), Style::SumYen)?;
            let value = sheet.value(total, place) / f64::from(matter.year_count());
            let formula = format!("{}/{}", row_col_to_cell(total, place), matter.year_count());
            sheet.formula(mean, place, &formula, value, Style::SumYen)?;
        }
        let check = Column::Check.place();
        sheet.red_unless_zero((FIRST_ROW, check), (mean, check))
    }

    /// Which sources pay investment, by year.
    fn investment(&mut self, matter: &Matter<'_, '_>, paid: &[Paid], amounts: &Amounts) -> Result<(), XlsxError> {
        let first = Column::Check.place() + 2;
        let check = self.investment_check;
        let mut parts = vec![[Yen::ZERO; 6]; matter.years.len()];
        for entry in paid {
            let (What::Line(line), Some(sources)) = (&entry.what, entry.sources) else { continue };
            let Some(offset) = matter.book.instance.horizon.offset(entry.fy) else { continue };
            if line.amount.nature.is_investment() {
                let list = [sources.subsidy, sources.bond, sources.draw, sources.land, sources.tax_return, sources.general];
                parts[offset].iter_mut().zip(list).for_each(|(sum, part)| *sum += part);
            }
        }
        let sheet = &mut self.sheet;
        let heading = matter.pick("普通建設事業費の財源内訳", "Sources of investment");
        sheet.text(HEAD - 1, first, heading, Style::Block)?;
        let names = source_names(matter);
        let heads =
            std::iter::once(matter.pick("普通建設事業費", "investment")).chain(names).chain([matter.pick("検算", "check")]);
        for (column, name) in (first..).zip(heads) {
            sheet.text(HEAD, column, name, Style::Head)?;
            sheet.text(HEAD + 1, column, "", Style::YearNumber)?;
        }
        let rows = Rows::new();
        for offset in 0..matter.year_count() {
            let row = row(offset);
            let value = investment().map(|nature| amounts.kind_in(Kind::Nature(nature), offset.into())).sum();
            sheet.formula(row, first, &by_year::at(matter, rows.investment, offset), value, Style::SumYen)?;
            let list = parts[usize::from(offset)].map(Yen::as_f64);
            for (column, part) in (first + 1..).zip(list) {
                sheet.number(row, column, part, Style::GivenYen)?;
            }
            let (whole, sources) = (row_col_to_cell(row, first), cell_range(row, first + 1, row, check - 1));
            sheet.formula(row, check, &format!("{whole}-SUM({sources})"), value - list.iter().sum::<f64>(), Style::Yen)?;
        }
        for column in first..=check {
            sheet.sum_down(self.last_row + 1, column, (FIRST_ROW, self.last_row), Style::SumYen)?;
        }
        sheet.red_unless_zero((FIRST_ROW, check), (self.last_row + 1, check))
    }

    /// The fiscal frame as given, beside what the plan has of the same.
    fn frame(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let lines = &matter.book.run.metrics.fiscal_frame;
        if lines.is_empty() {
            return Ok(());
        }
        let head = self.last_row + 5;
        let sheet = &mut self.sheet;
        let heading = matter.pick(
            "財政見通しとの対比（見通しは全会計、計画は対象施設だけ）",
            "Beside the fiscal frame (the frame is the whole budget's, the plan only that of the buildings)",
        );
        sheet.text(head - 1, 0, heading, Style::Block)?;
        let heads = [
            matter.pick("年度", "year"),
            matter.pick("西暦", "FY"),
            matter.pick("項目", "item"),
            matter.pick("財政見通し", "frame"),
            matter.pick("計画", "plan"),
            matter.pick("割合", "share"),
        ];
        sheet.texts(head, 0, heads, Style::Head)?;
        for (row, line) in (head + 1..).zip(lines) {
            sheet.text(row, 0, &super::terms::era(line.fy, matter.book.run.lang), Style::Middle)?;
            sheet.number(row, 1, f64::from(line.fy.0), Style::Year)?;
            sheet.text(row, 2, if line.name.is_empty() { &line.item } else { &line.name }, Style::Label)?;
            sheet.number(row, 3, line.frame_jpy.as_f64(), Style::GivenYen)?;
            let offset = matter.book.instance.horizon.offset(line.fy).and_then(|offset| u16::try_from(offset).ok());
            let cell = |column: Column| offset.map(|offset| row_col_to_cell(self::row(offset), column.place()));
            let formula = match (line.plan_jpy, line.item.as_str()) {
                (None, _) => None,
                (_, "investment") => offset.map(|offset| by_year::at(matter, Rows::new().investment, offset)),
                (_, "bonds") => cell(Column::Bond),
                (_, "fund_draws") => cell(Column::Draw),
                _ => cell(Column::Principal)
                    .zip(cell(Column::Interest))
                    .map(|(principal, interest)| format!("{principal}+{interest}")),
            };
            match (formula, line.plan_jpy) {
                (Some(formula), Some(plan)) => sheet.formula(row, 4, &formula, plan.as_f64(), Style::Yen)?,
                _ => sheet.text(row, 4, "", Style::Yen)?,
            }
            match line.plan_share_ratio {
                Some(ratio) => {
                    let formula = format!("{}/{}", row_col_to_cell(row, 4), row_col_to_cell(row, 3));
                    sheet.formula(row, 5, &formula, ratio, Style::Percent)?;
                }
                None => sheet.text(row, 5, "", Style::Percent)?,
            }
        }
        Ok(())
    }
}

/// Service of debt in a year, as the terms of bonds have it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Service {
    pub(super) principal: Yen,
    pub(super) interest: Yen,
    pub(super) tax_return: Yen,
}
