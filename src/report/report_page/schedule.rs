//! Which school is rebuilt when, how long it takes, and what moves in.

use super::Matter;
use super::answer::rebuilds;
use crate::fiscal::FiscalYear;
use crate::id::AssetIx;
use crate::lang::Lang;
use crate::plan::{Action, ActionCode, AssetPlan, MoveCode};
use crate::report::book::Book;
use crate::report::page::{Block, Cell, Gantt, GanttBar, GanttRow, Section, Table, Work};
use crate::report::say::Say;
use crate::report::words;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let rebuilt: Vec<AssetIx> = unique(rebuilds(matter).into_iter().map(|(_, asset)| asset));
    let mut others: Vec<AssetIx> = (0..book.instance.assets.len())
        .map(AssetIx)
        .filter(|&asset| book.instance.is_school(asset) && !rebuilt.contains(&asset) && !bars(book, asset, say).is_empty())
        .collect();
    others.sort_by_key(|&asset| bars(book, asset, say).first().map(|bar| (bar.from, bar.kind)));
    let mut blocks = Vec::new();
    if rebuilt.is_empty() {
        blocks.push(Block::Text(say.pick("改築する学校はない。", "No school is rebuilt.").to_owned()));
    } else {
        let title = say.pick("学校の改築工程", "School rebuilds over the years");
        let summary = match say.lang {
            Lang::Ja => format!("改築する{}校の設計と工事の年度。下の表と同じ内容。", rebuilt.len()),
            Lang::En => format!("Years of design and works of {} schools; the table below says the same.", rebuilt.len()),
        };
        blocks.push(Block::Gantt(gantt(matter, title, summary, &rebuilt)));
        blocks.push(Block::Table(table(matter)));
    }
    if !others.is_empty() {
        let title = match say.lang {
            Lang::Ja => format!("改築以外の学校の工事（{}校）", others.len()),
            Lang::En => format!("Works of schools that are not rebuilt ({})", others.len()),
        };
        let summary =
            say.pick("大規模改修・長寿命化改修などの年度。", "Years of renovations, closings and transfers.").to_owned();
        let chart = Block::Gantt(gantt(matter, &title, summary, &others));
        blocks.push(Block::More(title, vec![chart]));
    }
    Section { id: "schedule", title: say.pick("学校の改築工程", "Rebuilding of schools").to_owned(), blocks }
}

fn unique(assets: impl Iterator<Item = AssetIx>) -> Vec<AssetIx> {
    let mut found = Vec::new();
    for asset in assets {
        if !found.contains(&asset) {
            found.push(asset);
        }
    }
    found
}

fn gantt(matter: &Matter<'_, '_>, title: &str, summary: String, assets: &[AssetIx]) -> Gantt {
    let book = matter.book;
    let rows = assets.iter().map(|&asset| GanttRow { label: book.asset_name(asset), bars: bars(book, asset, matter.say) });
    Gantt {
        title: title.to_owned(),
        summary,
        first: book.instance.horizon.first(),
        last: book.instance.horizon.last(),
        rows: rows.collect(),
    }
}

/// Design and works of an asset, and when it is gone, in order of time.
fn bars(book: &Book<'_>, asset: AssetIx, say: Say) -> Vec<GanttBar> {
    let plan: &AssetPlan = book.asset(asset);
    let mut found = Vec::new();
    let mut add = |from: FiscalYear, until: FiscalYear, kind: Work| {
        let words = format!("{} {}", kind.name(say.lang), say.span(from, until.plus(-1)));
        if from < until {
            found.push(GanttBar { from, until, kind, words });
        }
    };
    for action in &plan.actions {
        add(action.start_fy, action.works_fy, Work::Design);
        add(action.works_fy, action.open_fy, works(action.code));
    }
    if let Some(leaving) = plan.leaving() {
        add(leaving.fy(), book.instance.horizon.last().plus(1), Work::Gone);
    }
    found
}

fn works(code: ActionCode) -> Work {
    match code {
        ActionCode::BH | ActionCode::PH => Work::Hub,
        ActionCode::B | ActionCode::P => Work::Rebuild,
        ActionCode::R => Work::Extension,
        ActionCode::M => Work::Renovation,
    }
}

fn table(matter: &Matter<'_, '_>) -> Table {
    let (book, say) = (matter.book, matter.say);
    let heads = [
        say.pick("学校", "school"),
        say.pick("地区", "district"),
        say.pick("手法", "how"),
        say.pick("設計開始", "design from"),
        say.pick("着工", "works from"),
        say.pick("供用開始", "in use from"),
        say.pick("入る機能（移転年度）", "services that move in (year)"),
    ];
    let mut table = Table::new(say.pick("改築する学校", "Schools that are rebuilt"), &heads);
    for (action, asset) in rebuilds(matter) {
        let site = book.instance.assets[asset.0].site;
        let school = Cell { text: book.asset_name(asset), href: Some(matter.names.link_in_report(site)) };
        let district = book.instance.sites[site.0].site.district.as_str();
        table.row([
            school,
            district.into(),
            words::action(action.code, say.lang).into(),
            design(&action, say).into(),
            say.year(action.works_fy).into(),
            say.year(action.open_fy).into(),
            guests(book, asset, say).into(),
        ]);
    }
    table
}

fn design(action: &Action, say: Say) -> String {
    if action.start_fy < action.works_fy { say.year(action.start_fy) } else { say.none() }
}

/// Functions that move into a school, with the year.
pub(super) fn guests(book: &Book<'_>, asset: AssetIx, say: Say) -> String {
    let moved = book.guests(asset).filter(|(_, code, _)| *code != MoveCode::O);
    let named = moved.map(|(function, _, fy)| {
        let name = &book.instance.functions[function.0].function.name;
        match say.lang {
            Lang::Ja => format!("{name}（{fy}）"),
            Lang::En => format!("{name} ({fy})"),
        }
    });
    let text = say.list(named);
    if text.is_empty() { say.none() } else { text }
}
