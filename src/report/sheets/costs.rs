//! What a site costs, year by year and nature by nature.

use std::collections::BTreeMap;

use super::Files;
use crate::fiscal::FiscalYear;
use crate::id::SiteIx;
use crate::lang::Lang;
use crate::plan::Nature;
use crate::report::book::Book;
use crate::report::numbers::decimal;
use crate::report::page::{Block, Chart, Mark, Section, Series, Table};
use crate::report::words;
use crate::units::Yen;

/// Amounts by site, year and nature.
pub(super) struct Costs {
    sites: Vec<BTreeMap<(FiscalYear, Nature), Yen>>,
}

impl Costs {
    /// Adds the ledger up.
    pub(super) fn new(book: &Book<'_>) -> Self {
        let mut sites = vec![BTreeMap::new(); book.instance.sites.len()];
        for line in &book.ledger {
            *sites[book.site_of_line(line).0].entry((line.amount.fy, line.amount.nature)).or_insert(Yen::ZERO) += line.amount.yen;
        }
        Self { sites }
    }
}

pub(super) fn section(files: &Files<'_, '_>, site: SiteIx) -> Section {
    let (book, say) = (files.book, files.say);
    let amounts = &files.costs.sites[site.0];
    let of = |counts: &dyn Fn(Nature) -> bool| -> Yen {
        amounts.iter().filter(|((_, nature), _)| counts(*nature)).map(|(_, yen)| *yen).sum()
    };
    let (works, running) = (of(&Nature::is_investment), of(&is_operation));
    let income = -of(&Nature::is_revenue);
    let text = match say.lang {
        Lang::Ja => format!(
            "期間計：整備費{}、維持・運営費{}、補助・跡地の収入{}（名目）。移ってくる機能のために増やす床の費用も、この敷地に含む。",
            say.yen(works),
            say.yen(running),
            say.yen(income)
        ),
        Lang::En => format!(
            "Over all years: works {}, repair and running {}, subsidies and income from land {} (nominal). Floor built for services that come is part of this site's cost.",
            say.yen(works),
            say.yen(running),
            say.yen(income)
        ),
    };
    Section {
        id: "costs",
        title: say.pick("年度ごとの費用", "Cost by year").to_owned(),
        blocks: vec![
            Block::Text(text),
            Block::Chart(chart(files, site, book)),
            Block::More(say.pick("年度×性質の表", "By year and nature").to_owned(), vec![Block::Table(table(files, site))]),
        ],
    }
}

/// A group of natures.
type Counts = fn(Nature) -> bool;

fn is_operation(nature: Nature) -> bool {
    !nature.is_investment() && !nature.is_revenue()
}

fn chart(files: &Files<'_, '_>, site: SiteIx, book: &Book<'_>) -> Chart {
    let say = files.say;
    let amounts = &files.costs.sites[site.0];
    let years: Vec<FiscalYear> = book.instance.horizon.fiscal_years().collect();
    let series = |name: &str, counts: Counts| {
        let of_year = |year: &FiscalYear| {
            let lines = amounts.iter().filter(|((fy, nature), _)| fy == year && counts(*nature));
            lines.map(|(_, yen)| yen.as_f64()).sum::<f64>().abs() / 1e6
        };
        Series::new(name, years.iter().map(of_year))
    };
    let is_there = |series: &Series| series.values.iter().flatten().any(|value| *value > 0.0);
    let bars = [
        series(say.pick("整備費", "works"), Nature::is_investment),
        series(say.pick("維持・運営費", "repair and running"), is_operation),
    ];
    // Income is no part of the pile: a line beside it.
    let income = series(say.pick("補助・跡地の収入", "subsidies and income from land"), Nature::is_revenue);
    Chart {
        title: say.pick("年度ごとの費用と収入", "Cost and income by year").to_owned(),
        summary: say.pick("下の表と同じ内容。", "The table below says the same.").to_owned(),
        unit: say.million_unit().to_owned(),
        places: years.iter().map(ToString::to_string).collect(),
        name_every: 5,
        bars: bars.into_iter().filter(is_there).collect(),
        lines: Some(income).into_iter().filter(is_there).collect(),
        from_zero: true,
        marks: Vec::new(),
    }
}

fn table(files: &Files<'_, '_>, site: SiteIx) -> Table {
    let (book, say) = (files.book, files.say);
    let amounts = &files.costs.sites[site.0];
    let natures: Vec<Nature> = Nature::ALL
        .into_iter()
        .filter(|nature| amounts.iter().any(|((_, other), yen)| other == nature && *yen != Yen::ZERO))
        .collect();
    let heads: Vec<String> = std::iter::once(say.pick("年度", "year").to_owned())
        .chain(natures.iter().map(|nature| format!("#{}", words::nature(*nature, say.lang))))
        .chain([format!("#{}", say.pick("計", "total"))])
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let caption = say.bracketed(
        say.pick("年度と性質ごとの費用", "Cost by year and nature"),
        &say.list([say.million_unit(), say.pick("収入は△", "income negative")]),
    );
    let mut table = Table::new(caption, &heads);
    let cell = |yen: Yen| {
        if yen == Yen::ZERO { String::new() } else { say.signed(&decimal(yen.as_f64() / 1e6, 1)) }
    };
    let row = |name: String, holds: &dyn Fn(FiscalYear) -> bool| {
        let of = |nature: &Nature| -> Yen {
            amounts.iter().filter(|((fy, other), _)| other == nature && holds(*fy)).map(|(_, yen)| *yen).sum()
        };
        let values: Vec<Yen> = natures.iter().map(of).collect();
        let total: Yen = values.iter().copied().sum();
        std::iter::once(name).chain(values.into_iter().chain([total]).map(cell)).collect::<Vec<String>>()
    };
    for year in book.instance.horizon.fiscal_years().filter(|year| amounts.keys().any(|(fy, _)| fy == year)) {
        table.row(row(say.year(year), &|fy| fy == year));
    }
    table.marked(Mark::Total, row(say.pick("計", "total").to_owned(), &|_| true));
    table
}
