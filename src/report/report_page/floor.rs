//! How much floor there is, year by year and per resident.

use super::Matter;
use crate::lang::Lang;
use crate::metrics::{About, MetricId};
use crate::report::page::{Block, Chart, Section, Series, Table};

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let run = book.run;
    let (unit, name) = match say.lang {
        Lang::Ja => (1e4, "万㎡"),
        Lang::En => (1e3, "thousand m²"),
    };
    let claims = &run.plan.claims.floor_area_m2;
    let years: Vec<_> = book.instance.horizon.fiscal_years().collect();
    let values: Vec<Option<f64>> = years.iter().map(|year| claims.get(year).map(|floor| floor / unit)).collect();
    let today = run.metrics.stock.floor_area_m2;
    let end = claims.get(&book.instance.horizon.last()).copied().unwrap_or(today);
    let summary = match say.lang {
        Lang::Ja => format!("現在 {}㎡、最終年度末 {}㎡（{}）", say.whole(today), say.whole(end), say.change(end, today)),
        Lang::En => format!("today {} m², at the end {} m² ({})", say.whole(today), say.whole(end), say.change(end, today)),
    };
    let chart = Chart {
        title: say.pick("延床面積（年度末）", "Floor in use at the end of each year").to_owned(),
        summary: summary.clone(),
        unit: name.to_owned(),
        places: years.iter().map(ToString::to_string).collect(),
        name_every: 5,
        bars: Vec::new(),
        lines: vec![
            Series { name: say.pick("計画", "plan").to_owned(), values },
            Series::new(say.pick("現在", "today"), years.iter().map(|_| today / unit)),
        ],
        from_zero: false,
        marks: Vec::new(),
    };
    let mut blocks = vec![Block::Chart(chart), Block::Text(format!("{summary}{}", say.pick("。", ".")))];
    blocks.push(Block::Note(say.pick("縦軸は0から始まらない。", "The upright axis does not begin at zero.").to_owned()));
    blocks.push(Block::Table(table(matter)));
    Section { id: "floor", title: say.pick("延床面積", "Floor area").to_owned(), blocks }
}

/// Floor and floor per resident at the end of each period.
fn table(matter: &Matter<'_, '_>) -> Table {
    let (book, say) = (matter.book, matter.say);
    let heads = [
        say.pick("時点", "time"),
        say.pick("#延床面積（㎡）", "#floor (m²)"),
        say.pick("#現在との差", "#against today"),
        say.pick("#一人当たり（㎡）", "#per resident (m²)"),
    ];
    let mut table = Table::new(say.pick("期末ごとの延床面積", "Floor at the end of each period"), &heads);
    let everything = About::default();
    let find = |id| book.run.metrics.figures.iter().find(|figure| figure.id == id && figure.about == everything);
    let per_person = find(MetricId::FloorPerPerson);
    let today = book.run.metrics.stock.floor_area_m2;
    let decimal = |value: Option<f64>| value.map_or_else(|| say.none(), |value| say.decimal(value, 2));
    table.row([
        say.pick("現在", "today").to_owned(),
        say.whole(today),
        String::new(),
        decimal(per_person.and_then(|figure| figure.today)),
    ]);
    for (index, period) in book.instance.horizon.periods().iter().enumerate() {
        let Some(floor) = book.run.plan.claims.floor_area_m2.get(&period.last()) else { continue };
        let person = per_person.and_then(|figure| figure.periods.get(index).copied());
        let time = match say.lang {
            Lang::Ja => format!("{}年度末", period.last()),
            Lang::En => format!("end of FY{}", period.last()),
        };
        table.row([time, say.whole(*floor), say.change(*floor, today), decimal(person)]);
    }
    table
}
