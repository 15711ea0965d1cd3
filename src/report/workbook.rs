//! `cost-book.xlsx`: the plan's money as a workbook that finance can recalculate.
//!
//! Cells hold yen; thousands are a number format, so that sums tie out to the yen. Every formula has the program's value stored
//! beside it, for programs that show a file without calculating, and a sheet of checks compares both with the verified figures.

mod assumptions;
mod balances;
mod baseline;
mod by_site;
mod by_year;
mod checks;
mod detail;
mod funding;
mod sheet;
mod site_years;
mod sources;
mod styles;
mod summary;
mod terms;
mod ties;

#[cfg(test)]
mod tests;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::book::Book;
use super::funding_csv::sources_and_uses;
use super::manifest::sha256;
use super::paid::Paid;
use super::{ReportError, plan_file};
use crate::cashflow::Debt;
use crate::fiscal::FiscalYear;
use crate::lang::Lang;
use crate::plan::FundingYear;
use crate::units::Yen;

use assumptions::Assumptions;
use balances::Balances;
use baseline::BaselineSheet;
use by_site::BySite;
use by_year::ByYear;
use checks::Checks;
use detail::{Amounts, Detail};
use funding::{FundingSheet, Service};
use sheet::{Print, Sheet, Unit};
use site_years::SiteYears;
use styles::{Style, Styles};
use terms::Tabs;

/// Digits of the run's hash that name it.
const RUN_ID_DIGITS: usize = 12;

/// Fiscal years beside each other on a printed page: more would be too small to read.
const YEARS_A_PAGE: u16 = 15;

/// The file.
///
/// # Errors
/// [`ReportError::Workbook`] when the library refuses a cell, which no input can bring about; [`ReportError::Json`] as `plan.json`.
pub(super) fn cost_book(book: &Book<'_>, paid: &[Paid]) -> Result<Vec<u8>, ReportError> {
    let styles = Styles::new(book.run.lang);
    let matter = Matter::new(book, &styles)?;
    write(&matter, paid).map_err(ReportError::Workbook)
}

/// What every sheet is written from.
pub(super) struct Matter<'m, 'run> {
    book: &'m Book<'run>,
    styles: &'m Styles,
    tabs: Tabs,
    years: Vec<FiscalYear>,
    /// Sources and uses of every year: those of the claims, or of the ledger without `[funding]`.
    funding: Vec<FundingYear>,
    /// Debt service of every year by the terms of bonds.
    services: Vec<Service>,
    plan_hash: String,
    /// The first digits of the hash of plan, question and inputs.
    run_id: String,
}

impl<'m, 'run> Matter<'m, 'run> {
    fn new(book: &'m Book<'run>, styles: &'m Styles) -> Result<Self, ReportError> {
        let run = book.run;
        let years: Vec<FiscalYear> = book.instance.horizon.fiscal_years().collect();
        let funding: Vec<FundingYear> = years.iter().map(|&fy| sources_and_uses(book, fy)).collect();
        let services = services(book, &years, &funding);
        let plan_hash = sha256(&plan_file::plan_json(run.plan)?);
        let inputs: String = run.instance.project.inputs.iter().map(|file| file.sha256.as_str()).collect();
        let whole = sha256(format!("{plan_hash}{}{inputs}", sha256(run.scenario_toml.as_bytes())).as_bytes());
        let run_id = whole.chars().take(RUN_ID_DIGITS).collect();
        Ok(Self { book, styles, tabs: Tabs::new(run.lang), years, funding, services, plan_hash, run_id })
    }

    fn pick<'t>(&self, ja: &'t str, en: &'t str) -> &'t str {
        self.book.run.lang.pick(ja, en)
    }

    /// What stands where there is nothing; text of no character would be stored as a zero.
    fn none(&self) -> &'static str {
        self.book.run.lang.pick("－", "–")
    }

    /// Number of fiscal years, at most a few hundred.
    fn year_count(&self) -> u16 {
        u16::try_from(self.years.len()).unwrap_or(u16::MAX)
    }

    fn is_funded(&self) -> bool {
        self.book.instance.project.scenario.funding.is_some()
    }

    fn service(&self, offset: usize) -> Service {
        self.services[offset]
    }

    /// The fund before the first year.
    fn fund_opening(&self) -> f64 {
        let funding = self.book.instance.project.scenario.funding.as_ref();
        funding.map_or(0.0, |funding| Yen::round(funding.fund_opening_million_jpy * 1e6).as_f64())
    }

    /// The side an amount is on, in the words by which formulas find it.
    fn side(&self, is_income: bool) -> &'static str {
        let lang = self.book.run.lang;
        if is_income { lang.pick("収入", "income") } else { lang.pick("歳出", "use") }
    }

    /// Heads of fiscal years: the era over the western year.
    fn year_heads(&self, sheet: &mut Sheet<'_>, row: u32, column: u16) -> Result<(), XlsxError> {
        for (column, year) in (column..).zip(&self.years) {
            sheet.text(row, column, &terms::era(*year, self.book.run.lang), Style::Head)?;
            sheet.number(row + 1, column, f64::from(year.0), Style::YearNumber)?;
        }
        Ok(())
    }
}

/// Debt service of every year: that of bonds the plan issues by their terms, and that of existing ones.
fn services(book: &Book<'_>, years: &[FiscalYear], funding: &[FundingYear]) -> Vec<Service> {
    let Some(settings) = &book.instance.project.scenario.funding else { return vec![Service::default(); years.len()] };
    let debt = Debt::new(settings);
    years
        .iter()
        .map(|&fy| {
            let (mut principal, mut interest) = (Yen::ZERO, Yen::ZERO);
            for (issued, year) in years.iter().zip(funding).filter(|(issued, _)| **issued < fy) {
                let (paid_back, on_it) = debt.service(year.bond_jpy, fy.since(*issued));
                principal += paid_back;
                interest += on_it;
            }
            let tax_return = Yen::round(debt.tax_return_ratio * (principal + interest).as_f64());
            let existing = debt.existing(fy);
            Service { principal: principal + existing.0, interest: interest + existing.1, tax_return }
        })
        .collect()
}

/// The sheets that summary and checks refer to.
pub(super) struct Parts<'m> {
    by_year: ByYear<'m>,
    by_site: BySite<'m>,
    site_years: SiteYears<'m>,
    funding: FundingSheet<'m>,
    balances: Balances<'m>,
    baseline: BaselineSheet<'m>,
    /// What sources leave of every row of the detail.
    detail_rests: Vec<f64>,
}

fn write(matter: &Matter<'_, '_>, paid: &[Paid]) -> Result<Vec<u8>, XlsxError> {
    let amounts = Amounts::new(matter, paid);
    let detail = Detail::new(matter, &amounts)?;
    let assumptions = Assumptions::new(matter)?;
    let by_year = ByYear::new(matter, &amounts, &detail)?;
    let funding = FundingSheet::new(matter, paid, &amounts, &detail)?;
    let balances = Balances::new(matter, &amounts, &funding)?;
    let baseline = BaselineSheet::new(matter, &by_year)?;
    let by_site = BySite::new(matter, &amounts)?;
    let site_years = SiteYears::new(matter, &amounts, &detail)?;
    let detail_rests = amounts.rests(matter);
    let parts = Parts { by_year, by_site, site_years, funding, balances, baseline, detail_rests };
    let checks = Checks::new(matter, &ties::ties(matter, &parts))?;
    let summary = summary::summary(matter, &parts, &checks)?;
    let sources = sources::sources(matter)?;

    let mut names = detail.names(matter);
    names.extend(assumptions.names.iter().cloned());
    let Parts { by_year, by_site, site_years, funding, balances, baseline, .. } = parts;
    let page = Print { on_one_page: true, ..Print::default() };
    let text = Print { unit: Unit::None, ..Print::default() };
    let sheets: Vec<Worksheet> = vec![
        summary.finish(matter, page)?,
        by_year.sheet.finish(matter, Print { pages_wide: matter.year_count().div_ceil(YEARS_A_PAGE), ..ByYear::PRINT })?,
        by_site.sheet.finish(matter, BySite::PRINT)?,
        site_years.sheet.finish(matter, SiteYears::PRINT)?,
        funding.sheet.finish(matter, FundingSheet::PRINT)?,
        balances.sheet.finish(matter, if matter.is_funded() { Balances::PRINT } else { text })?,
        baseline.sheet.finish(matter, BaselineSheet::PRINT)?,
        assumptions.sheet.finish(matter, text)?,
        sources.finish(matter, Print { on_one_page: true, ..text })?,
        checks.sheet.finish(matter, Checks::PRINT)?,
        detail.sheet.finish(matter, Detail::PRINT)?,
    ];
    pack(matter, sheets, &names)
}

/// The workbook's bytes, the same for the same sheets.
fn pack(matter: &Matter<'_, '_>, sheets: Vec<Worksheet>, names: &[(String, String)]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_default_format(&styles::plain(), 20, 64)?;
    // The time of making would differ from run to run: the format's first day stands for it.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = matter.pick("公共施設再編計画 財政計算書", "Cost book of the plan for public facilities");
    workbook.set_properties(&DocProperties::new().set_title(title).set_author("fukugo").set_creation_datetime(&made));
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    for (name, cells) in names {
        workbook.define_name(name.as_str(), &format!("={cells}"))?;
    }
    workbook.save_to_buffer()
}

/// A text of several lines as one: Japanese has no space between words.
fn one_line(text: &str, lang: Lang) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(lang.pick("", " "))
}

/// The number of a place on the sheets of sites.
fn number_of(place: usize) -> f64 {
    f64::from(u32::try_from(place + 1).unwrap_or(u32::MAX))
}

/// The first place of a value in a list.
fn position(values: &[f64], value: f64) -> Option<usize> {
    values.iter().position(|other| other.total_cmp(&value).is_eq())
}
