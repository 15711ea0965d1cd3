//! 施設別: every site with what the plan does, its cost by nature, its income, and the sources that pay it.

use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::utility::{column_number_to_name, row_col_to_cell};

use super::detail::{Amounts, SOURCE_COLUMNS, source_names};
use super::sheet::{Print, Sheet, Unit};
use super::styles::Style;
use super::terms::{Kind, investment, operation};
use super::{Matter, number_of};
use crate::plan::Nature;
use crate::report::decisions::{asset_words, site_words};

const GROUPS: u32 = 3;
const HEAD: u32 = GROUPS + 1;
const FIRST_ROW: u32 = HEAD + 1;
const FIRST_NATURE: u16 = 6;

/// Widths of columns in characters.
const ID_WIDTH: f64 = 20.0;
const NAME_WIDTH: f64 = 32.0;
const WORDS_WIDTH: f64 = 50.0;

/// Columns of the figures. What no site has would be a column of dashes and is left out.
struct Columns {
    /// Natures in groups, each with its name, its kinds and the column of its sum.
    groups: Vec<Group>,
    uses: u16,
    income: Vec<(u16, Kind)>,
    net: u16,
    /// Sources by their place in [`SOURCE_COLUMNS`].
    sources: Vec<(usize, u16)>,
    all_sources: u16,
    check: u16,
}

/// Natures that are summed.
struct Group {
    name: &'static str,
    kinds: Vec<(u16, Kind)>,
    sum: u16,
}

impl Columns {
    fn new(matter: &Matter<'_, '_>, amounts: &Amounts) -> Self {
        let occurs = |kind: &Kind| amounts.places().any(|place| amounts.total(place, *kind) != 0.0);
        let groups: [(&'static str, Vec<Kind>); 3] = [
            (matter.pick("普通建設事業費", "investment"), investment().map(Kind::Nature).collect()),
            (matter.pick("維持・運営費", "upkeep and running"), operation().map(Kind::Nature).collect()),
            (matter.pick("公債費・積立", "debt and fund"), vec![Kind::Principal, Kind::Interest, Kind::Deposit]),
        ];
        let mut free = FIRST_NATURE;
        let mut column = || {
            free += 1;
            free - 1
        };
        let mut found = Vec::new();
        for (name, kinds) in groups {
            let kinds: Vec<(u16, Kind)> = kinds.into_iter().filter(occurs).map(|kind| (column(), kind)).collect();
            if !kinds.is_empty() {
                found.push(Group { name, kinds, sum: column() });
            }
        }
        let uses = column();
        let income = [Nature::Sale, Nature::Lease, Nature::Subsidy].map(Kind::Nature);
        let income = income.into_iter().filter(occurs).map(|kind| (column(), kind)).collect();
        let net = column();
        let is_paying = |source: &usize| amounts.places().any(|place| amounts.sources(place)[*source] != 0.0);
        let sources = (0..SOURCE_COLUMNS.len()).filter(is_paying).map(|source| (source, column())).collect();
        Self { groups: found, uses, income, net, sources, all_sources: column(), check: column() }
    }

    /// Columns of single natures.
    fn kinds(&self) -> impl Iterator<Item = &(u16, Kind)> {
        self.groups.iter().flat_map(|group| &group.kinds).chain(&self.income)
    }
}

/// The sheet.
pub(super) struct BySite<'m> {
    pub(super) sheet: Sheet<'m>,
    pub(super) last_row: u32,
    /// The column of all uses.
    pub(super) uses: u16,
    /// The column of the check.
    pub(super) check: u16,
    /// The columns of sources there are, by the place of the source in [`SOURCE_COLUMNS`].
    pub(super) sources: Vec<(usize, u16)>,
}

impl<'m> BySite<'m> {
    /// How the sheet scrolls and prints.
    pub(super) const PRINT: Print =
        Print { frozen: (FIRST_ROW, 3), head_from: GROUPS, on_one_page: false, pages_wide: 1, unit: Unit::Thousand };

    /// The first row of figures.
    pub(super) const FIRST_ROW: u32 = FIRST_ROW;

    /// Writes the sheet.
    pub(super) fn new(matter: &Matter<'m, '_>, amounts: &Amounts) -> Result<Self, XlsxError> {
        let mut sheet = Sheet::new(matter, matter.tabs.by_site)?;
        let columns = Columns::new(matter, amounts);
        let remark = matter.pick(
            "期間計。式は明細シートの集計。公債費と積立は施設に分けず最後の行に置く。どの施設にも額のない性質と財源の列は省く。財源の配分の方法は前提シート。",
            "All years. Formulas add the detail sheet up. Debt service and deposits are in the last row. Natures and sources that no site has are left out. How sources are spread: see the assumptions.",
        );
        sheet.head(matter, matter.pick("施設別（期間計）", "By site, all years"), columns.check, remark)?;
        heads(matter, &mut sheet, &columns)?;
        let mut row = FIRST_ROW;
        for place in amounts.places() {
            names(matter, &mut sheet, amounts, (row, place))?;
            figures(matter, &mut sheet, amounts, &columns, (row, place))?;
            row += 1;
        }
        let last_row = row - 1;
        sheet.texts(row, 0, [matter.pick("計", "total"), "", "", "", "", ""], Style::Sum)?;
        for at in FIRST_NATURE..=columns.check {
            sheet.sum_down(row, at, (FIRST_ROW, last_row), Style::SumYen)?;
        }
        sheet.red_unless_zero((FIRST_ROW, columns.check), (row, columns.check))?;
        let widths = [
            (0, 0, 6.0),
            (1, 1, ID_WIDTH),
            (2, 2, NAME_WIDTH),
            (3, 3, 6.0),
            (4, 4, 9.0),
            (5, 5, WORDS_WIDTH),
            (6, columns.check, 11.0),
        ];
        sheet.widths(&widths)?;
        sheet.height(HEAD, 30.0)?;
        Ok(Self { sheet, last_row, uses: columns.uses, check: columns.check, sources: columns.sources })
    }
}

fn heads(matter: &Matter<'_, '_>, sheet: &mut Sheet<'_>, columns: &Columns) -> Result<(), XlsxError> {
    let names = [
        matter.pick("番号", "No."),
        matter.pick("施設ID", "id"),
        matter.pick("施設名", "name"),
        matter.pick("区分", "sort"),
        matter.pick("地区", "district"),
        matter.pick("計画の内容", "what the plan does"),
    ];
    sheet.texts(GROUPS, 0, [""; 6], Style::Head)?;
    sheet.texts(HEAD, 0, names, Style::Head)?;
    for group in &columns.groups {
        let first = group.kinds.first().map_or(group.sum, |(at, _)| *at);
        sheet.wide_text(GROUPS, (first, group.sum), group.name, Style::Head)?;
        sheet.text(HEAD, group.sum, matter.pick("小計", "subtotal"), Style::Head)?;
    }
    for (at, kind) in columns.kinds() {
        sheet.text(HEAD, *at, kind.name(matter.book.run.lang), Style::Head)?;
    }
    sheet.text(GROUPS, columns.uses, "", Style::Head)?;
    let income = matter.pick("収入（△）と純費用", "income and net cost");
    sheet.wide_text(GROUPS, (columns.uses + 1, columns.net), income, Style::Head)?;
    sheet.wide_text(GROUPS, (columns.net + 1, columns.check), matter.pick("財源内訳", "sources"), Style::Head)?;
    sheet.text(HEAD, columns.uses, matter.pick("歳出計", "all uses"), Style::Head)?;
    sheet.text(HEAD, columns.net, matter.pick("純費用", "net cost"), Style::Head)?;
    for &(source, at) in &columns.sources {
        sheet.text(HEAD, at, source_names(matter)[source], Style::Head)?;
    }
    sheet.text(HEAD, columns.all_sources, matter.pick("財源計", "all sources"), Style::Head)?;
    sheet.text(HEAD, columns.check, matter.pick("検算", "check"), Style::Head)
}

/// What a row is about.
fn names(matter: &Matter<'_, '_>, sheet: &mut Sheet<'_>, amounts: &Amounts, (row, place): (u32, usize)) -> Result<(), XlsxError> {
    let [id, name, sort, district] = amounts.name(matter, place);
    let words = plan_words(matter, amounts, place);
    sheet.number(row, 0, number_of(place), Style::Count)?;
    sheet.texts(row, 1, [id.as_str(), &name], Style::Wrapped)?;
    sheet.texts(row, 3, [sort.as_str(), &district], Style::Middle)?;
    sheet.text(row, 5, &words, Style::Wrapped)?;
    sheet.fit_height(row, &[(&id, ID_WIDTH), (&name, NAME_WIDTH), (&words, WORDS_WIDTH)])
}

fn figures(
    matter: &Matter<'_, '_>,
    sheet: &mut Sheet<'_>,
    amounts: &Amounts,
    columns: &Columns,
    (row, place): (u32, usize),
) -> Result<(), XlsxError> {
    for &(at, kind) in columns.kinds() {
        let head = format!("{}${}", column_number_to_name(at), HEAD + 1);
        let formula = format!("SUMIFS(detail_total,detail_no,$A{},detail_nature,{head})", row + 1);
        sheet.formula(row, at, &formula, amounts.total(place, kind), Style::Yen)?;
    }
    for group in &columns.groups {
        let first = group.kinds.first().map_or(group.sum, |(at, _)| *at);
        sheet.sum_across(row, group.sum, (first, group.sum - 1), Style::SumYen)?;
    }
    let sums = columns.groups.iter().map(|group| group.sum);
    let formula = sums.clone().map(|at| row_col_to_cell(row, at)).collect::<Vec<_>>().join("+");
    let value = sums.map(|at| sheet.value(row, at)).sum();
    sheet.formula(row, columns.uses, if formula.is_empty() { "0" } else { &formula }, value, Style::SumYen)?;
    sheet.sum_across(row, columns.net, (columns.uses, columns.net - 1), Style::SumYen)?;
    let paid = amounts.sources(place);
    for &(source, at) in &columns.sources {
        let formula = format!("SUMIFS({},detail_no,$A{})", SOURCE_COLUMNS[source], row + 1);
        sheet.formula(row, at, &formula, paid[source], Style::Yen)?;
    }
    match columns.sources.first() {
        Some(&(_, first)) => {
            sheet.sum_across(row, columns.all_sources, (first, columns.all_sources - 1), Style::SumYen)?;
        }
        None => sheet.number(row, columns.all_sources, 0.0, Style::SumYen)?,
    }
    // Without funding general funds pay what income leaves, so that they are the net cost.
    let paid = if matter.is_funded() { columns.uses } else { columns.net };
    let formula = format!("{}-{}", row_col_to_cell(row, paid), row_col_to_cell(row, columns.all_sources));
    let rest = sheet.value(row, paid) - sheet.value(row, columns.all_sources);
    sheet.formula(row, columns.check, &formula, rest, Style::Yen)
}

/// What the plan does with a site's buildings and land.
fn plan_words(matter: &Matter<'_, '_>, amounts: &Amounts, place: usize) -> String {
    let Some(site) = amounts.site(place) else { return String::new() };
    let book = matter.book;
    let assets = &book.instance.sites[site.0].assets;
    let mut words: Vec<String> = assets
        .iter()
        .map(|&asset| match (assets.len(), book.instance.assets[asset.0].blocks.first()) {
            (2.., Some(block)) if !block.name.is_empty() => format!("{}: {}", block.name, asset_words(book, asset)),
            _ => asset_words(book, asset),
        })
        .collect();
    words.extend(site_words(book, site));
    words.join(matter.pick("／", " / "))
}
