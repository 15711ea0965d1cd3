//! How old the stock is: today, at the end of each period, and if nothing were done.

use super::Matter;
use crate::fiscal::FiscalYear;
use crate::id::AssetIx;
use crate::lang::Lang;
use crate::metrics::built_by;
use crate::report::book::Book;
use crate::report::page::{Block, Chart, Mark, Section, Series, Table};

/// Lower ends of the classes, years.
const AGES: [i32; 4] = [0, 30, 60, 80];

/// Floor by class of age.
type Classes = [f64; AGES.len()];

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let horizon = &book.instance.horizon;
    let mut columns: Vec<(String, Classes)> = vec![(say.pick("現在", "today").to_owned(), classes(book, horizon.first(), false))];
    for period in horizon.periods() {
        let name = match say.lang {
            Lang::Ja => format!("{}年度末", period.last()),
            Lang::En => format!("FY{} end", period.last()),
        };
        columns.push((name, classes(book, period.last(), true)));
    }
    columns.push((say.pick("何もしない場合", "doing nothing").to_owned(), classes(book, horizon.last(), false)));
    let (unit, unit_name) = match say.lang {
        Lang::Ja => (1e4, "万㎡"),
        Lang::En => (1e3, "thousand m²"),
    };
    let names = class_names(matter);
    // The oldest lie at the bottom, where changes are read best.
    let order = [3, 2, 1, 0];
    let bars = order.map(|class| Series::new(names[class].clone(), columns.iter().map(|(_, floor)| floor[class] / unit)));
    let chart = Chart {
        title: say.pick("築年別の床面積", "Floor by age of building").to_owned(),
        summary: say
            .pick("築年数の区分ごとの床面積。下の表と同じ内容。", "Floor by class of age; the table says the same.")
            .to_owned(),
        unit: unit_name.to_owned(),
        places: columns.iter().map(|(name, _)| name.clone()).collect(),
        name_every: 1,
        bars: bars.into_iter().collect(),
        lines: Vec::new(),
        from_zero: true,
        marks: Vec::new(),
    };
    let heads: Vec<String> = std::iter::once(say.pick("時点", "time").to_owned())
        .chain(names.iter().map(|name| format!("#{name}")))
        .chain([say.pick("#計", "#total").to_owned(), say.pick("#築60年以上の割合", "#share of 60 years and over").to_owned()])
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(say.pick("築年別の床面積（㎡）", "Floor by age of building (m²)"), &heads);
    for (index, (name, floor)) in columns.iter().enumerate() {
        let total: f64 = floor.iter().sum();
        let old = if total > 0.0 { say.percent((floor[2] + floor[3]) / total) } else { say.none() };
        let mark = if index + 1 == columns.len() { Mark::Faint } else { Mark::None };
        let cells =
            std::iter::once(name.clone()).chain(floor.iter().map(|floor| say.whole(*floor))).chain([say.whole(total), old]);
        table.marked(mark, cells);
    }
    let note = say.pick(
        "棟ごとに、建築または最後の改築からの年数で数える（改修では若返らない）。改築した棟も現在の床面積で数え、閉鎖・移譲した棟は除く。「何もしない場合」は最終年度末。",
        "Each building by the years since it was completed or last rebuilt (renovation makes none younger), with today's floor; closed and transferred ones are left out. Doing nothing is at the end of the last year.",
    );
    Section {
        id: "age",
        title: say.pick("築年別の保有量", "Age of the stock").to_owned(),
        blocks: vec![Block::Chart(chart), Block::Note(note.to_owned()), Block::Table(table)],
    }
}

fn class_names(matter: &Matter<'_, '_>) -> Vec<String> {
    let say = matter.say;
    AGES.iter()
        .enumerate()
        .map(|(index, from)| match (AGES.get(index + 1), say.lang) {
            (Some(until), Lang::Ja) if *from == 0 => format!("築{until}年未満"),
            (Some(until), Lang::Ja) => format!("築{from}〜{}年", until - 1),
            (None, Lang::Ja) => format!("築{from}年以上"),
            (Some(until), Lang::En) if *from == 0 => format!("under {until} years"),
            (Some(until), Lang::En) => format!("{from}–{} years", until - 1),
            (None, Lang::En) => format!("{from} years and over"),
        })
        .collect()
}

/// Floor by class of age in `year`, as the plan has it or as today's buildings age.
fn classes(book: &Book<'_>, year: FiscalYear, is_planned: bool) -> Classes {
    let instance = book.instance;
    let mut found = [0.0; AGES.len()];
    for asset in (0..instance.assets.len()).map(AssetIx) {
        let plan = book.asset(asset);
        if is_planned && plan.leaving().is_some_and(|leaving| leaving.fy() <= year) {
            continue;
        }
        let planned = built_by(instance, asset, plan, year);
        for (block, planned) in instance.assets[asset.0].blocks.iter().zip(planned) {
            let age = year.since(if is_planned { planned } else { block.built });
            let class = AGES.iter().rposition(|from| *from <= age).unwrap_or(0);
            found[class] += block.gfa.0;
        }
    }
    found
}
