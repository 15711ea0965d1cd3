//! 明細: every yen by site, nature and fiscal year, the figures that all other sheets add up.

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::{cell_range, column_number_to_name, row_col_to_cell};

use super::sheet::{Print, Sheet, Unit};
use super::styles::Style;
use super::terms::{Kind, era};
use super::{Matter, number_of};
use crate::id::SiteIx;
use crate::report::allocation::Sources;
use crate::report::paid::{Paid, What};
use crate::units::Yen;

/// The first row of figures.
const FIRST_ROW: u32 = 5;

/// The column of the first fiscal year.
const FIRST_YEAR: u16 = 7;

/// Sites that have rows of their own. A sheet ends at 1,048,576 rows, a site has at most nineteen; what lies beyond is one row more.
const MOST_SITES: usize = 55_000;

/// Amounts of one site and kind.
#[derive(Clone, Debug, Default)]
struct Entry {
    years: Vec<i64>,
    sources: Sources,
}

/// Amounts of every site, which stand on the sheet.
pub(super) struct Amounts {
    entries: BTreeMap<(usize, Kind), Entry>,
    sites: usize,
    has_municipality: bool,
    folded: bool,
}

impl Amounts {
    /// Adds up what is paid.
    pub(super) fn new(matter: &Matter<'_, '_>, paid: &[Paid]) -> Self {
        Self::within(matter, paid, MOST_SITES)
    }

    /// Adds up what is paid on at most so many rows of sites.
    pub(super) fn within(matter: &Matter<'_, '_>, paid: &[Paid], most: usize) -> Self {
        let book = matter.book;
        let all = book.instance.sites.len();
        let sites = all.min(most);
        let mut entries: BTreeMap<(usize, Kind), Entry> = BTreeMap::new();
        for entry in paid {
            let key = match &entry.what {
                What::Line(line) => (book.site_of_line(line).0.min(sites.saturating_sub(1)), Kind::Nature(line.amount.nature)),
                What::Municipality(purpose) => (sites, Kind::of(*purpose)),
            };
            let Some(offset) = book.instance.horizon.offset(entry.fy) else { continue };
            let sum = entries.entry(key).or_default();
            sum.years.resize(matter.years.len(), 0);
            sum.years[offset] += entry.yen.0;
            if let Some(more) = entry.sources {
                let sources = &mut sum.sources;
                sources.subsidy += more.subsidy;
                sources.bond += more.bond;
                sources.draw += more.draw;
                sources.land += more.land;
                sources.tax_return += more.tax_return;
                sources.general += more.general;
            }
        }
        let has_municipality = entries.keys().any(|(site, _)| *site == sites);
        Self { entries, sites, has_municipality, folded: all > most }
    }

    /// Places of all rows of sites: their number on the sheets is one more.
    pub(super) fn places(&self) -> std::ops::Range<usize> {
        0..self.sites + usize::from(self.has_municipality)
    }

    /// The site of a place; none for the municipality as a whole and for sites that share a row.
    pub(super) fn site(&self, place: usize) -> Option<SiteIx> {
        let shares_a_row = self.folded && place + 1 == self.sites;
        (place < self.sites && !shares_a_row).then_some(SiteIx(place))
    }

    /// Identifier, name, sort and district of a place.
    pub(super) fn name(&self, matter: &Matter<'_, '_>, place: usize) -> [String; 4] {
        match self.site(place) {
            Some(site) => {
                let site = matter.book.instance.sites[site.0].site;
                let sort =
                    if site.school().is_some() { matter.pick("学校", "school") } else { matter.pick("施設", "facility") };
                [site.id.as_str().to_owned(), site.name.clone(), sort.to_owned(), site.district.as_str().to_owned()]
            }
            None if place < self.sites => {
                let count = matter.book.instance.sites.len() - self.sites + 1;
                let name = match matter.book.run.lang {
                    crate::lang::Lang::Ja => format!("その他の{count}施設"),
                    crate::lang::Lang::En => format!("{count} other sites"),
                };
                [String::new(), name, matter.pick("施設", "facility").to_owned(), String::new()]
            }
            None => {
                let name = matter.pick("自治体全体（公債費・基金積立）", "whole municipality (debt service, fund)");
                [String::new(), name.to_owned(), matter.pick("全体", "all").to_owned(), String::new()]
            }
        }
    }

    /// The amount of a place and kind over all years.
    pub(super) fn total(&self, place: usize, kind: Kind) -> f64 {
        self.entries.get(&(place, kind)).map_or(0.0, |entry| yen(entry.years.iter().sum()))
    }

    /// What a place costs in a year, income apart.
    pub(super) fn cost_in(&self, place: usize, offset: usize) -> f64 {
        let of_place = self.entries.range((place, Kind::FIRST)..=(place, Kind::Deposit));
        yen(of_place.filter(|((_, kind), _)| !kind.is_income()).map(|(_, entry)| entry.years[offset]).sum())
    }

    /// The amount of a kind in a year over all places.
    pub(super) fn kind_in(&self, kind: Kind, offset: usize) -> f64 {
        yen(self.entries.iter().filter(|((_, other), _)| *other == kind).map(|(_, entry)| entry.years[offset]).sum())
    }

    /// What sources leave of every row that has sources.
    pub(super) fn rests(&self, matter: &Matter<'_, '_>) -> Vec<f64> {
        let rows = self.entries.iter().filter(|((_, kind), _)| !(matter.is_funded() && kind.is_income()));
        rows.map(|(_, entry)| yen(entry.years.iter().sum()) - list(entry.sources).iter().sum::<f64>()).collect()
    }

    /// The sources that pay a place over all years, in the order of [`source_names`].
    pub(super) fn sources(&self, place: usize) -> [f64; 6] {
        let of_place = self.entries.range((place, Kind::FIRST)..=(place, Kind::Deposit));
        of_place.fold([0.0; 6], |mut sum, (_, entry)| {
            sum.iter_mut().zip(list(entry.sources)).for_each(|(sum, part)| *sum += part);
            sum
        })
    }
}

impl Kind {
    /// The kind that stands before all others.
    const FIRST: Self = Self::Nature(crate::plan::Nature::Construction);
}

fn yen(sum: i64) -> f64 {
    Yen(sum).as_f64()
}

fn list(sources: Sources) -> [f64; 6] {
    let Sources { subsidy, bond, draw, land, tax_return, general } = sources;
    [subsidy, bond, draw, land, tax_return, general].map(Yen::as_f64)
}

/// Names of the sources of a line.
pub(super) fn source_names(matter: &Matter<'_, '_>) -> [&'static str; 6] {
    [
        matter.pick("国庫支出金", "State subsidy"),
        matter.pick("地方債（区債）", "bonds"),
        matter.pick("基金繰入金", "drawn from the fund"),
        matter.pick("財産収入", "land income"),
        matter.pick("交付税措置", "allocation tax return"),
        matter.pick("一般財源", "general funds"),
    ]
}

/// Where the sheet's figures stand.
pub(super) struct Detail<'m> {
    /// The sheet.
    pub(super) sheet: Sheet<'m>,
    last_row: u32,
}

impl<'m> Detail<'m> {
    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, amounts: &Amounts) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(matter, matter.tabs.detail)?;
        let years = matter.year_count();
        let (total, first_source) = (FIRST_YEAR + years, FIRST_YEAR + years + 1);
        let check = first_source + 6;
        sheet.head(
            matter,
            matter.pick("明細（施設×性質×年度）", "Detail (site x nature x year)"),
            check,
            matter.pick(
                "他のシートはこの表を集計する。収入は△。財源は期間計。行が多いため印刷は表題だけとし、画面で絞り込んで使う。",
                "All other sheets add this table up. Income is negative. Sources are those of all years. For the screen: only the title is printed.",
            ),
        )?;
        let heads = [
            matter.pick("番号", "No."),
            matter.pick("施設ID", "id"),
            matter.pick("施設名", "name"),
            matter.pick("区分", "sort"),
            matter.pick("地区", "district"),
            matter.pick("性質", "nature"),
            matter.pick("歳出・収入", "side"),
        ];
        let head = FIRST_ROW - 2;
        for (column, name) in (0..).zip(heads) {
            sheet.text(head, column, name, Style::Head)?;
            sheet.text(head + 1, column, "", Style::YearNumber)?;
        }
        matter.year_heads(&mut sheet, head, FIRST_YEAR)?;
        let source_heads = source_names(matter);
        let after = std::iter::once(matter.pick("計", "total")).chain(source_heads).chain([matter.pick("検算", "check")]);
        for (column, name) in (total..).zip(after) {
            sheet.text(head, column, name, Style::Head)?;
            sheet.text(head + 1, column, "", Style::YearNumber)?;
        }
        let mut row = FIRST_ROW;
        for ((place, kind), entry) in &amounts.entries {
            let [id, name, sort, district] = amounts.name(matter, *place);
            sheet.number(row, 0, number_of(*place), Style::Count)?;
            sheet.texts(row, 1, [id.as_str(), &name, &sort, &district, kind.name(matter.book.run.lang)], Style::Label)?;
            sheet.text(row, 6, matter.side(kind.is_income()), Style::Middle)?;
            for (column, &amount) in (FIRST_YEAR..).zip(&entry.years) {
                if amount != 0 {
                    sheet.number(row, column, yen(amount), Style::GivenYen)?;
                }
            }
            sheet.sum_across(row, total, (FIRST_YEAR, total - 1), Style::SumYen)?;
            // With funding, income is a source itself and has none.
            if !(matter.is_funded() && kind.is_income()) {
                for (column, amount) in (first_source..).zip(list(entry.sources)) {
                    sheet.number(row, column, amount, Style::GivenYen)?;
                }
                let rest = sheet.value(row, total) - list(entry.sources).iter().sum::<f64>();
                let sources = cell_range(row, first_source, row, check - 1);
                sheet.formula(row, check, &format!("{}-SUM({sources})", row_col_to_cell(row, total)), rest, Style::Yen)?;
            }
            row += 1;
        }
        let last_row = row.saturating_sub(1).max(FIRST_ROW);
        sheet.red_unless_zero((FIRST_ROW, check), (last_row, check))?;
        sheet.inner().autofilter(head + 1, 0, last_row, check)?;
        // Thousands of rows are looked at with filters, not on paper.
        sheet.inner().set_print_area(0, 0, 1, FIRST_YEAR)?;
        sheet.widths(&[(0, 0, 6.0), (1, 1, 16.0), (2, 2, 28.0), (3, 3, 7.0), (4, 4, 10.0), (5, 5, 16.0), (6, 6, 10.0)])?;
        sheet.widths(&[(FIRST_YEAR, total - 1, 11.0), (total, check, 13.0)])?;
        Ok(Self { sheet, last_row })
    }

    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (FIRST_ROW, 3), head_from: FIRST_ROW - 2, on_one_page: false, pages_wide: 1, unit: Unit::Thousand };

    /// Names that formulas of other sheets have for whole columns, with their cells.
    pub(super) fn names(&self, matter: &Matter<'_, '_>) -> Vec<(String, String)> {
        let total = FIRST_YEAR + matter.year_count();
        let column = |name: &str, column| (name.to_owned(), self.column(column));
        let mut names = vec![
            column("detail_no", 0),
            column("detail_nature", 5),
            column("detail_side", 6),
            column("detail_total", total),
            column("detail_check", total + 7),
        ];
        let sources = ["subsidy", "bond", "draw", "land", "tax_return", "general"];
        names.extend((total + 1..).zip(sources).map(|(at, name)| column(&format!("detail_{name}"), at)));
        names
    }

    fn column(&self, column: u16) -> String {
        self.sheet.range((FIRST_ROW, column), (self.last_row, column))
    }

    /// The column of a fiscal year, which moves when a formula is copied to the right.
    pub(super) fn year(&self, offset: u16) -> String {
        let column = column_number_to_name(FIRST_YEAR + offset);
        format!("'{}'!{column}${}:{column}${}", self.sheet.name(), FIRST_ROW + 1, self.last_row + 1)
    }
}

/// The names of source columns, in the order of [`source_names`].
pub(super) const SOURCE_COLUMNS: [&str; 6] =
    ["detail_subsidy", "detail_bond", "detail_draw", "detail_land", "detail_tax_return", "detail_general"];

/// The head of a fiscal year.
pub(super) fn year_head(matter: &Matter<'_, '_>, offset: usize) -> String {
    era(matter.years[offset], matter.book.run.lang)
}
