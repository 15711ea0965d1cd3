//! 年度別: cost by nature and by funding source in every fiscal year, then real and present values as formulas of them.

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::{cell_range, column_number_to_name, row_col_to_cell};

use super::Matter;
use super::detail::{Amounts, Detail};
use super::funding::Column;
use super::sheet::{Print, Sheet, Unit, range_of};
use super::styles::Style;
use super::terms::{Kind, investment, operation};
use crate::plan::Nature;

/// The row of era names; western years stand below it.
const HEAD: u32 = 3;

/// The row of western years.
pub(super) const YEAR_ROW: u32 = HEAD + 1;

/// The column of the first fiscal year.
pub(super) const FIRST_YEAR: u16 = 1;

/// Rows of the sheet, known before it is written, so that sheets may name each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    pub(super) investment: u32,
    pub(super) natures: BTreeMap<Nature, u32>,
    operation: u32,
    pub(super) costs: u32,
    debt_service: u32,
    principal: u32,
    interest: u32,
    pub(super) deposit: u32,
    pub(super) uses: u32,
    /// Subsidy, bonds, fund, sale, lease, tax return, general funds.
    pub(super) sources: [u32; 7],
    pub(super) all_sources: u32,
    pub(super) difference: u32,
    escalation: u32,
    discount: u32,
    pub(super) investment_real: u32,
    pub(super) net: u32,
    pub(super) net_real: u32,
    pub(super) net_present: u32,
    cumulative: u32,
}

impl Rows {
    /// The rows in their order.
    pub(super) fn new() -> Self {
        let mut next = YEAR_ROW;
        let mut row = || {
            next += 1;
            next
        };
        let mut rows = Self::default();
        let _uses_head = row();
        rows.investment = row();
        rows.natures.extend(investment().map(|nature| (nature, row())));
        rows.operation = row();
        rows.natures.extend(operation().map(|nature| (nature, row())));
        rows.costs = row();
        rows.debt_service = row();
        rows.principal = row();
        rows.interest = row();
        rows.deposit = row();
        rows.uses = row();
        let _sources_head = row();
        rows.sources = std::array::from_fn(|_| row());
        rows.all_sources = row();
        rows.difference = row();
        let _values_head = row();
        for place in [
            &mut rows.net,
            &mut rows.escalation,
            &mut rows.investment_real,
            &mut rows.net_real,
            &mut rows.discount,
            &mut rows.net_present,
            &mut rows.cumulative,
        ] {
            *place = row();
        }
        rows
    }
}

impl Rows {
    /// Rows of what the metrics count as running cost.
    pub(super) fn running(&self) -> Vec<u32> {
        [Nature::Running, Nature::Support, Nature::Opening].iter().map(|nature| self.natures[nature]).collect()
    }
}

/// The sheet.
pub(super) struct ByYear<'m> {
    pub(super) sheet: Sheet<'m>,
    pub(super) rows: Rows,
    last: u16,
}

impl<'m> ByYear<'m> {
    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, amounts: &Amounts, detail: &Detail<'_>) -> Result<Self, XlsxError> {
        let sheet = Sheet::new(matter, matter.tabs.by_year)?;
        let last = FIRST_YEAR + matter.year_count() - 1;
        let mut made = Self { sheet, rows: Rows::new(), last };
        made.heads(matter)?;
        made.uses(matter, amounts, detail)?;
        made.sources(matter)?;
        made.values(matter)?;
        made.sheet.widths(&[(0, 0, 30.0), (FIRST_YEAR, last, 11.0), (last + 1, last + 2, 13.0)])?;
        Ok(made)
    }

    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (YEAR_ROW + 1, 1), head_from: HEAD, on_one_page: false, pages_wide: 1, unit: Unit::Thousand };

    /// The column of sums over all years.
    pub(super) fn total(&self) -> u16 {
        self.last + 1
    }

    /// The cells of a row in all years, as other sheets name them.
    pub(super) fn years_of(&self, row: u32) -> String {
        years_of(self.sheet.name(), row, self.last)
    }

    /// The values of a row in all years.
    pub(super) fn values_of(&self, row: u32) -> Vec<f64> {
        (FIRST_YEAR..=self.last).map(|column| self.sheet.value(row, column)).collect()
    }

    fn heads(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let remark = matter.pick(
            "セルの値は円、表示は千円（千円未満四捨五入）。表示上の内訳の和が計と一致しないことがある。青字は計画で決めた値、黒字は式。",
            "Cells hold yen and show thousands, rounded; shown parts may differ from their sum by one. Blue: decided in the plan. Black: formula.",
        );
        self.sheet.head(
            matter,
            matter.pick("年度別（性質別・財源別）", "By fiscal year (nature, source)"),
            self.last + 2,
            remark,
        )?;
        self.sheet.text(HEAD, 0, matter.pick("区分", "row"), Style::Head)?;
        self.sheet.text(YEAR_ROW, 0, matter.pick("（西暦）", "(western year)"), Style::YearNumber)?;
        matter.year_heads(&mut self.sheet, HEAD, FIRST_YEAR)?;
        for (column, name) in [(self.last + 1, matter.pick("計", "total")), (self.last + 2, matter.pick("年平均", "yearly mean"))]
        {
            self.sheet.text(HEAD, column, name, Style::Head)?;
            self.sheet.text(YEAR_ROW, column, "", Style::YearNumber)?;
        }
        Ok(())
    }

    /// Sum and mean of a row.
    fn ends(&mut self, row: u32, style: Style) -> Result<(), XlsxError> {
        let total = self.total();
        self.sheet.sum_across(row, total, (FIRST_YEAR, self.last), style)?;
        let years = cell_range(YEAR_ROW, FIRST_YEAR, YEAR_ROW, self.last);
        let mean = self.sheet.value(row, total) / f64::from(self.last + 1 - FIRST_YEAR);
        self.sheet.formula(row, total + 1, &format!("{}/COUNT({years})", row_col_to_cell(row, total)), mean, style)
    }

    fn block(&mut self, row: u32, name: &str) -> Result<(), XlsxError> {
        self.sheet.text(row, 0, name, Style::Sum)?;
        (FIRST_YEAR..=self.last + 2).try_for_each(|column| self.sheet.text(row, column, "", Style::Sum))
    }

    /// A row that adds others up in every year.
    fn sum(&mut self, row: u32, name: &str, plus: &[u32], minus: &[u32]) -> Result<(), XlsxError> {
        self.sheet.text(row, 0, name, Style::Sum)?;
        for column in FIRST_YEAR..=self.last {
            self.sheet.combine(row, column, plus, minus, Style::SumYen)?;
        }
        self.ends(row, Style::SumYen)
    }

    /// A row that is a formula of each year.
    fn each(
        &mut self,
        row: u32,
        (name, label): (&str, Style),
        style: Style,
        cell: impl Fn(&Sheet<'_>, u16) -> (String, f64),
    ) -> Result<(), XlsxError> {
        self.sheet.text(row, 0, name, label)?;
        for column in FIRST_YEAR..=self.last {
            let (formula, value) = cell(&self.sheet, column);
            self.sheet.formula(row, column, &formula, value, style)?;
        }
        Ok(())
    }

    fn uses(&mut self, matter: &Matter<'_, '_>, amounts: &Amounts, detail: &Detail<'_>) -> Result<(), XlsxError> {
        let rows = self.rows.clone();
        self.block(rows.investment - 1, matter.pick("歳出（性質別）", "Uses by nature"))?;
        for (&nature, &row) in &rows.natures {
            if nature.is_revenue() {
                continue;
            }
            let kind = Kind::Nature(nature);
            self.each(row, (kind.name(matter.book.run.lang), Style::Part), Style::Yen, |_, column| {
                let offset = column - FIRST_YEAR;
                let formula = format!("SUMIFS({},detail_nature,$A{})", detail.year(offset), row + 1);
                (formula, amounts.kind_in(kind, offset.into()))
            })?;
            self.ends(row, Style::Yen)?;
        }
        let of = |natures: Vec<Nature>| -> Vec<u32> { natures.iter().map(|nature| rows.natures[nature]).collect() };
        let investment = of(investment().collect());
        self.sum(rows.investment, matter.pick("普通建設事業費", "investment"), &investment, &[])?;
        let operation = of(operation().collect());
        self.sum(rows.operation, matter.pick("維持・運営費", "upkeep and running"), &operation, &[])?;
        let name = matter.pick("事業費計", "costs of the buildings");
        self.sum(rows.costs, name, &[rows.investment, rows.operation], &[])?;
        let parts = [
            (rows.principal, matter.pick("元金", "principal"), Style::Part, Column::Principal),
            (rows.interest, matter.pick("利子", "interest"), Style::Part, Column::Interest),
            (rows.deposit, matter.pick("積立金", "deposit into the fund"), Style::Label, Column::Deposit),
        ];
        for (row, name, label, column) in parts {
            self.show_funding(matter, row, (name, label), column)?;
        }
        let name = matter.pick("公債費", "debt service");
        self.sum(rows.debt_service, name, &[rows.principal, rows.interest], &[])?;
        let uses = [rows.costs, rows.debt_service, rows.deposit];
        self.sum(rows.uses, matter.pick("歳出合計", "all uses"), &uses, &[])
    }

    /// A row that shows a column of the funding sheet.
    fn show_funding(&mut self, matter: &Matter<'_, '_>, row: u32, label: (&str, Style), from: Column) -> Result<(), XlsxError> {
        let at =
            |offset: u16| format!("'{}'!{}", matter.tabs.funding, row_col_to_cell(super::funding::row(offset), from.place()));
        self.each(row, label, Style::Yen, |_, column| {
            let offset = column - FIRST_YEAR;
            (at(offset), from.value(matter, offset.into()))
        })?;
        self.ends(row, Style::Yen)
    }

    fn sources(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let rows = self.rows.clone();
        self.block(rows.sources[0] - 1, matter.pick("歳入（財源別）", "Sources"))?;
        for (&row, column) in rows.sources.iter().zip(Column::SOURCES) {
            self.show_funding(matter, row, (column.name(matter), Style::Part), column)?;
        }
        self.sum(rows.all_sources, matter.pick("歳入合計", "all sources"), &rows.sources, &[])?;
        let name = matter.pick("検算（歳出−歳入）", "check (uses − sources)");
        self.sum(rows.difference, name, &[rows.uses], &[rows.all_sources])?;
        self.sheet.red_unless_zero((rows.difference, FIRST_YEAR), (rows.difference, self.total() + 1))
    }

    fn values(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let rows = self.rows.clone();
        let prices = matter.book.run.prices;
        let year = |column: u16| matter.years[usize::from(column - FIRST_YEAR)];
        let heading =
            matter.pick("実質額と現在価値（前提シートの率による式）", "Real and present values (rates of the assumptions)");
        self.block(rows.net - 1, heading)?;
        let [subsidy, _, _, sale, lease, ..] = rows.sources;
        let name = matter.pick("純費用（事業費−国庫−財産収入）", "net cost (costs − subsidy − land)");
        self.sum(rows.net, name, &[rows.costs], &[subsidy, sale, lease])?;
        let name = matter.pick("物価係数（建設）", "price index of works");
        self.each(rows.escalation, (name, Style::Part), Style::Factor, |_, column| {
            let formula = format!("(1+price_escalation)^({}-price_base_fy)", row_col_to_cell(YEAR_ROW, column));
            (formula, prices.escalation(year(column)))
        })?;
        let name = matter.pick("普通建設事業費（実質）", "investment, real");
        let (investment, escalation) = (rows.investment, rows.escalation);
        self.each(rows.investment_real, (name, Style::Label), Style::Yen, |sheet, column| {
            let formula = format!("{}/{}", row_col_to_cell(investment, column), row_col_to_cell(escalation, column));
            (formula, sheet.value(investment, column) / sheet.value(escalation, column))
        })?;
        self.ends(rows.investment_real, Style::Yen)?;
        let (net, real) = (rows.net, rows.investment_real);
        let name = matter.pick("純費用（実質）", "net cost, real");
        self.each(rows.net_real, (name, Style::Label), Style::Yen, |sheet, column| {
            let cell = |row| row_col_to_cell(row, column);
            let value = sheet.value(net, column) - sheet.value(investment, column) + sheet.value(real, column);
            (format!("{}-{}+{}", cell(net), cell(investment), cell(real)), value)
        })?;
        self.ends(rows.net_real, Style::Yen)?;
        let name = matter.pick("割引係数", "discount factor");
        self.each(rows.discount, (name, Style::Part), Style::Factor, |_, column| {
            let formula = format!("1/(1+discount_rate)^({}-first_fy)", row_col_to_cell(YEAR_ROW, column));
            (formula, prices.discount(year(column)))
        })?;
        let discount = rows.discount;
        let name = matter.pick("純費用（現在価値）", "net cost, present value");
        self.each(rows.net_present, (name, Style::Label), Style::Yen, |sheet, column| {
            let formula = format!("{}*{}", row_col_to_cell(net, column), row_col_to_cell(discount, column));
            (formula, sheet.value(net, column) * sheet.value(discount, column))
        })?;
        self.ends(rows.net_present, Style::Yen)?;
        let present = rows.net_present;
        let name = matter.pick("同 累計", "the same, cumulative");
        self.each(rows.cumulative, (name, Style::Part), Style::Yen, |sheet, column| {
            let (first, here) = (row_col_to_cell(present, FIRST_YEAR), row_col_to_cell(present, column));
            let value = (FIRST_YEAR..=column).map(|column| sheet.value(present, column)).sum();
            (format!("SUM(${first}:{here})"), value)
        })
    }
}

/// The cells of a row in all years.
fn years_of(sheet: &str, row: u32, last: u16) -> String {
    range_of(sheet, (row, FIRST_YEAR), (row, last))
}

/// A cell of the sheet in one year, as other sheets name it when the sheet is not yet written.
pub(super) fn at(matter: &Matter<'_, '_>, row: u32, offset: u16) -> String {
    format!("'{}'!{}{}", matter.tabs.by_year, column_number_to_name(FIRST_YEAR + offset), row + 1)
}
