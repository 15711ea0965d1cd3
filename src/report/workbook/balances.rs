//! 基金・区債残高: the fund and the debt from year to year, with principal and interest as formulas of the terms of bonds.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::row_col_to_cell;

use super::Matter;
use super::by_year::{self, Rows};
use super::detail::{Amounts, year_head};
use super::funding::{Column, FundingSheet};
use super::sheet::{Print, Sheet, Unit};
use super::styles::Style;
use super::terms::Kind;
use crate::cashflow::{Debt, bond_limit};
use crate::plan::Nature;
use crate::units::Yen;

const HEAD: u32 = 4;
const FIRST_ROW: u32 = HEAD + 1;

/// Columns of the sheet.
mod at {
    pub(super) const FUND_BEGIN: u16 = 2;
    pub(super) const DEPOSIT: u16 = 3;
    pub(super) const DRAW: u16 = 4;
    pub(super) const FUND_END: u16 = 5;
    pub(super) const FUND_CLAIM: u16 = 6;
    pub(super) const FUND_CHECK: u16 = 7;
    pub(super) const DEBT_BEGIN: u16 = 8;
    pub(super) const ISSUED: u16 = 9;
    pub(super) const OLD_PRINCIPAL: u16 = 10;
    pub(super) const NEW_PRINCIPAL: u16 = 11;
    pub(super) const DEBT_END: u16 = 12;
    pub(super) const DEBT_CLAIM: u16 = 13;
    pub(super) const DEBT_CHECK: u16 = 14;
    pub(super) const OLD_INTEREST: u16 = 15;
    pub(super) const NEW_INTEREST: u16 = 16;
    pub(super) const SERVICE: u16 = 17;
    pub(super) const SERVICE_CLAIM: u16 = 18;
    pub(super) const SERVICE_CHECK: u16 = 19;
    pub(super) const TAX_RETURN: u16 = 20;
    pub(super) const LIMIT: u16 = 21;
    pub(super) const ROOM: u16 = 22;
}

/// The formula of a year's service that other sheets have; nothing without `[funding]`.
pub(super) fn service_at(matter: &Matter<'_, '_>, column: Column, offset: u16) -> String {
    if !matter.is_funded() {
        return "0".to_owned();
    }
    let cell = |column| format!("'{}'!{}", matter.tabs.balances, row_col_to_cell(FIRST_ROW + u32::from(offset), column));
    match column {
        Column::Principal => format!("{}+{}", cell(at::OLD_PRINCIPAL), cell(at::NEW_PRINCIPAL)),
        Column::Interest => format!("{}+{}", cell(at::OLD_INTEREST), cell(at::NEW_INTEREST)),
        _ => cell(at::TAX_RETURN),
    }
}

/// The sheet.
pub(super) struct Balances<'m> {
    pub(super) sheet: Sheet<'m>,
    last_row: u32,
}

impl<'m> Balances<'m> {
    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (FIRST_ROW, 2), head_from: HEAD - 1, on_one_page: false, pages_wide: 1, unit: Unit::Thousand };

    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, amounts: &Amounts, funding: &FundingSheet<'_>) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(matter, matter.tabs.balances)?;
        let title = matter.pick("基金・区債残高", "Fund and debt");
        let last_row = FIRST_ROW + u32::from(matter.year_count()) - 1;
        let Some(settings) = &matter.book.instance.project.scenario.funding else {
            let remark = matter.pick(
                "シナリオに [funding] がないため、基金と起債は計画していない。",
                "The scenario has no [funding]: neither fund nor bonds are planned.",
            );
            sheet.head(matter, title, 9, remark)?;
            return Ok(Self { sheet, last_row });
        };
        let remark = matter.pick(
            "新発債の元金・利子は、財源シートの起債額と前提シートの利率・据置・償還年数による式。計画の値は検証済みの plan.json のもの。",
            "Principal and interest of new bonds are formulas of the bonds of the funding sheet and the terms of the assumptions. Values of the plan are those of plan.json, verified.",
        );
        sheet.head(matter, title, at::ROOM, remark)?;
        let mut made = Self { sheet, last_row };
        made.heads(matter)?;
        let debt = Debt::new(settings);
        for offset in 0..matter.year_count() {
            made.year(matter, amounts, funding, &debt, offset)?;
        }
        made.totals(matter)?;
        made.sheet.widths(&[(0, 0, 12.0), (1, 1, 8.0), (2, at::ROOM, 11.5)])?;
        Ok(made)
    }

    /// The checks of the sheet with what they say: cells of all years.
    pub(super) fn checks(&self) -> [(u16, String); 3] {
        [at::FUND_CHECK, at::DEBT_CHECK, at::SERVICE_CHECK].map(|column| (column, self.cells(column)))
    }

    /// The cells of room below the limit on bonds.
    pub(super) fn room(&self) -> String {
        self.cells(at::ROOM)
    }

    /// Their values.
    pub(super) fn room_values(&self) -> Vec<f64> {
        self.values(at::ROOM)
    }

    /// The cells of balances at the ends of years: fund, debt.
    pub(super) fn ends(&self) -> [String; 2] {
        [at::FUND_END, at::DEBT_END].map(|column| self.cells(column))
    }

    /// The values of balances at the ends of years: fund, debt.
    pub(super) fn end_values(&self) -> [Vec<f64>; 2] {
        [at::FUND_END, at::DEBT_END].map(|column| self.values(column))
    }

    /// The values of a column.
    pub(super) fn values(&self, column: u16) -> Vec<f64> {
        (FIRST_ROW..=self.last_row).map(|row| self.sheet.value(row, column)).collect()
    }

    /// The western years of the rows.
    pub(super) fn fiscal_years(&self) -> String {
        self.cells(1)
    }

    fn cells(&self, column: u16) -> String {
        self.sheet.range((FIRST_ROW, column), (self.last_row, column))
    }

    fn heads(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let groups = [
            ((0, 1), ""),
            ((at::FUND_BEGIN, at::FUND_CHECK), matter.pick("基金", "fund")),
            ((at::DEBT_BEGIN, at::DEBT_CHECK), matter.pick("区債残高", "debt")),
            ((at::OLD_INTEREST, at::TAX_RETURN), matter.pick("公債費", "debt service")),
            ((at::LIMIT, at::ROOM), matter.pick("起債（充当率による）", "limit on bonds")),
        ];
        for (columns, name) in groups {
            self.sheet.wide_text(HEAD - 1, columns, name, Style::Head)?;
        }
        let (plan, check) = (matter.pick("計画の値", "as planned"), matter.pick("検算", "check"));
        let (begin, end) = (matter.pick("年度当初", "at the beginning"), matter.pick("年度末", "at the end"));
        let heads = [
            matter.pick("年度", "year"),
            matter.pick("西暦", "FY"),
            begin,
            matter.pick("積立", "deposit"),
            matter.pick("繰入（取崩）", "drawn"),
            end,
            plan,
            check,
            begin,
            matter.pick("発行", "issued"),
            matter.pick("元金（既発債）", "principal, existing"),
            matter.pick("元金（新発債）", "principal, new"),
            end,
            plan,
            check,
            matter.pick("利子（既発債）", "interest, existing"),
            matter.pick("利子（新発債）", "interest, new"),
            matter.pick("元利計", "service"),
            plan,
            check,
            matter.pick("交付税措置", "tax return"),
            matter.pick("限度額", "limit"),
            matter.pick("余裕", "room"),
        ];
        self.sheet.height(HEAD, 30.0)?;
        self.sheet.texts(HEAD, 0, heads, Style::Head)
    }

    fn year(
        &mut self,
        matter: &Matter<'_, '_>,
        amounts: &Amounts,
        funding: &FundingSheet<'_>,
        debt: &Debt,
        offset: u16,
    ) -> Result<(), XlsxError> {
        let (row, index) = (FIRST_ROW + u32::from(offset), usize::from(offset));
        let (fy, claim, service) = (matter.years[index], &matter.funding[index], matter.service(index));
        let (old_principal, old_interest) = debt.existing(fy);
        let cell = |column| row_col_to_cell(row, column);
        let from_funding = |column: Column| funding.sheet.at(super::funding::row(offset), column.place()).replace('$', "");
        let sheet = &mut self.sheet;
        sheet.text(row, 0, &year_head(matter, index), Style::Middle)?;
        sheet.number(row, 1, f64::from(fy.0), Style::Year)?;

        let opening_debt = debt.existing_balance(fy.plus(-1)).as_f64();
        for (begin, end, first, opening) in [
            (at::FUND_BEGIN, at::FUND_END, Some("fund_opening"), matter.fund_opening()),
            (at::DEBT_BEGIN, at::DEBT_END, None, opening_debt),
        ] {
            match (offset, first) {
                (0, Some(name)) => sheet.formula(row, begin, name, opening, Style::Yen)?,
                (0, None) => sheet.number(row, begin, opening, Style::GivenYen)?,
                _ => sheet.formula(row, begin, &row_col_to_cell(row - 1, end), sheet.value(row - 1, end), Style::Yen)?,
            }
        }
        sheet.formula(row, at::DEPOSIT, &from_funding(Column::Deposit), claim.deposit_jpy.as_f64(), Style::Yen)?;
        sheet.formula(row, at::DRAW, &from_funding(Column::Draw), claim.draw_jpy.as_f64(), Style::Yen)?;
        let value = sheet.value(row, at::FUND_BEGIN) + sheet.value(row, at::DEPOSIT) - sheet.value(row, at::DRAW);
        let formula = format!("{}+{}-{}", cell(at::FUND_BEGIN), cell(at::DEPOSIT), cell(at::DRAW));
        sheet.formula(row, at::FUND_END, &formula, value, Style::SumYen)?;

        sheet.formula(row, at::ISSUED, &from_funding(Column::Bond), claim.bond_jpy.as_f64(), Style::Yen)?;
        sheet.number(row, at::OLD_PRINCIPAL, old_principal.as_f64(), Style::GivenYen)?;
        let age = format!("({}-{})", format_args!("$B{}", row + 1), funding.years_in(1));
        let bonds = funding.column(Column::Bond);
        let yearly = format!("INT({bonds}/(bond_term_years-bond_grace_years))");
        let principal = format!(
            "SUMPRODUCT(({age}>bond_grace_years)*({age}<bond_term_years)*{yearly}\
             +({age}=bond_term_years)*({bonds}-{yearly}*(bond_term_years-bond_grace_years-1)))"
        );
        let new_principal = (service.principal - old_principal).as_f64();
        sheet.formula(row, at::NEW_PRINCIPAL, &principal, new_principal, Style::Yen)?;
        let value = sheet.value(row, at::DEBT_BEGIN) + sheet.value(row, at::ISSUED) - service.principal.as_f64();
        let formula =
            format!("{}+{}-{}-{}", cell(at::DEBT_BEGIN), cell(at::ISSUED), cell(at::OLD_PRINCIPAL), cell(at::NEW_PRINCIPAL));
        sheet.formula(row, at::DEBT_END, &formula, value, Style::SumYen)?;

        sheet.number(row, at::OLD_INTEREST, old_interest.as_f64(), Style::GivenYen)?;
        let left = format!("({bonds}-{yearly}*({age}-bond_grace_years-1)*({age}>bond_grace_years+1))");
        let interest = format!("SUMPRODUCT(({age}>=1)*({age}<=bond_term_years)*INT(bond_interest*{left}+0.5))");
        let new_interest = (service.interest - old_interest).as_f64();
        sheet.formula(row, at::NEW_INTEREST, &interest, new_interest, Style::Yen)?;
        let parts = [at::OLD_PRINCIPAL, at::NEW_PRINCIPAL, at::OLD_INTEREST, at::NEW_INTEREST];
        let value = parts.iter().map(|&column| sheet.value(row, column)).sum();
        sheet.formula(row, at::SERVICE, &parts.map(cell).join("+"), value, Style::SumYen)?;
        let formula = format!("INT(tax_return_ratio*({}+{})+0.5)", cell(at::NEW_PRINCIPAL), cell(at::NEW_INTEREST));
        sheet.formula(row, at::TAX_RETURN, &formula, service.tax_return.as_f64(), Style::Yen)?;

        let claims = [
            (at::FUND_END, at::FUND_CLAIM, at::FUND_CHECK, claim.fund_balance_jpy),
            (at::DEBT_END, at::DEBT_CLAIM, at::DEBT_CHECK, claim.debt_balance_jpy),
            (at::SERVICE, at::SERVICE_CLAIM, at::SERVICE_CHECK, claim.principal_jpy + claim.interest_jpy),
        ];
        for (found, claimed, check, yen) in claims {
            sheet.number(row, claimed, yen.as_f64(), Style::GivenYen)?;
            let difference = sheet.value(row, found) - yen.as_f64();
            sheet.formula(row, check, &format!("{}-{}", cell(found), cell(claimed)), difference, Style::Yen)?;
        }
        self.limit(matter, amounts, funding, offset)
    }

    /// Most bonds of a year (formulation 12.2).
    fn limit(
        &mut self,
        matter: &Matter<'_, '_>,
        amounts: &Amounts,
        funding: &FundingSheet<'_>,
        offset: u16,
    ) -> Result<(), XlsxError> {
        let row = FIRST_ROW + u32::from(offset);
        let rows = Rows::new();
        let eligible = Nature::ALL.into_iter().filter(|nature| nature.is_bond_eligible());
        let works: Vec<String> = eligible.map(|nature| by_year::at(matter, rows.natures[&nature], offset)).collect();
        let subsidy = funding.sheet.at(super::funding::row(offset), Column::Subsidy.place()).replace('$', "");
        let formula = format!("INT(MAX(0,bond_charge_ratio*({}-{subsidy})))", works.join("+"));
        let in_year = |nature| (nature, exact(amounts.kind_in(Kind::Nature(nature), offset.into())));
        let book = std::iter::once((matter.years[usize::from(offset)], Nature::ALL.into_iter().map(in_year).collect())).collect();
        let limit = bond_limit(matter.book.instance, &book, matter.years[usize::from(offset)]).as_f64();
        let sheet = &mut self.sheet;
        sheet.formula(row, at::LIMIT, &formula, limit, Style::Yen)?;
        let formula = format!("{}-{}", row_col_to_cell(row, at::LIMIT), row_col_to_cell(row, at::ISSUED));
        sheet.formula(row, at::ROOM, &formula, limit - sheet.value(row, at::ISSUED), Style::Yen)
    }

    fn totals(&mut self, matter: &Matter<'_, '_>) -> Result<(), XlsxError> {
        let total = self.last_row + 1;
        let sheet = &mut self.sheet;
        sheet.texts(total, 0, [matter.pick("計", "total"), ""], Style::Sum)?;
        for column in at::FUND_BEGIN..=at::ROOM {
            // A balance or a limit has no sum over years.
            let has_no_sum = matches!(
                column,
                at::FUND_BEGIN
                    | at::FUND_END
                    | at::FUND_CLAIM
                    | at::DEBT_BEGIN
                    | at::DEBT_END
                    | at::DEBT_CLAIM
                    | at::LIMIT
                    | at::ROOM
            );
            if has_no_sum {
                sheet.text(total, column, "", Style::Sum)?;
            } else {
                sheet.sum_down(total, column, (FIRST_ROW, self.last_row), Style::SumYen)?;
            }
        }
        for column in [at::FUND_CHECK, at::DEBT_CHECK, at::SERVICE_CHECK] {
            sheet.red_unless_zero((FIRST_ROW, column), (total, column))?;
        }
        Ok(())
    }
}

/// Whole yen of a sum of whole yen.
fn exact(yen: f64) -> Yen {
    Yen::round(yen)
}
