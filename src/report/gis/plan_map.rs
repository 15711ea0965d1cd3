//! `plan.qgz`: which layers of a run are shown, in which order, with which signs, and through which years.

use super::geometry::{Envelope, Shape, ShapeType};
use super::layers::last_state;
use super::project::{Group, MapLayer, Project};
use super::style::{SCHOOL_SCALE, Signs, Style, Symbol, area, arrow, border, bundle, dot, hatch, ring, state_sign};
use super::table::{Cell, Table};
use super::{PACKAGE, layers};
use crate::lang::Lang;
use crate::report::book::Book;
use crate::report::state::State;

/// Farthest scales at which places are named: names of all places at once would hide the map.
const SCHOOL_LABELS: u32 = 40_000;
const FACILITY_LABELS: u32 = 12_000;
const CATCHMENT_LABELS: u32 = 60_000;

/// A bound beyond every walk, metres.
const BEYOND_M: f64 = 1e7;

/// From near to far: `ColorBrewer` `YlGnBu`, told apart by all kinds of color vision.
const NEAR_TO_FAR: [&str; 5] = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"];

/// The same for lines and dots, which pale colors would lose on white: viridis.
const NEAR_TO_FAR_THIN: [&str; 5] = ["#b8de29", "#55c667", "#1f968b", "#33638d", "#440154"];

/// From longer to much longer: `ColorBrewer` `OrRd`.
const LONGER: [&str; 3] = ["#fdcc8a", "#fc8d59", "#b30000"];

/// Middle of two walks that are the same; shorter ones.
const SAME: &str = "#f7f7f7";
const SHORTER: &str = "#92c5de";

/// Where walks grow, as in `report.html`.
const LOSING: &str = "#c96a2b";

/// A name as a label: whole unless it is very long.
pub(super) fn name_label(column: &str) -> String {
    format!("if(length(\"{column}\") > 30, left(\"{column}\", 30) || '…', \"{column}\")")
}

/// How a table is shown by itself.
pub(super) fn style(book: &Book<'_>, table: &Table) -> Style {
    let by_purpose = format!("if(\"purpose\" = 'school', {SCHOOL_SCALE}, 1)");
    match table.name {
        "facility_events" => {
            states(book, table, "state", &by_purpose, None).labelled(name_label("name"), FACILITY_LABELS).in_time()
        }
        "facilities" => states(book, table, &last_state(book), &by_purpose, None).labelled(name_label("name"), FACILITY_LABELS),
        "schools" => {
            states(book, table, &last_state(book), &SCHOOL_SCALE.to_string(), None).labelled(name_label("name"), SCHOOL_LABELS)
        }
        "functions" => Style::new(decisions(book, table, |color| dot(color, 1.6))).labelled(name_label("name"), FACILITY_LABELS),
        "moves" => Style::new(decisions(book, table, |color| arrow(color, 0.35))).in_time(),
        "catchments" => Style::new(Signs::Classes("mean_walk_m".to_owned(), walks(book, table, 800.0)))
            .labelled_within(name_label("function_name"), CATCHMENT_LABELS)
            .in_time(),
        "access" => Style::new(growth(book, table, "largest_growth_m")).in_time(),
        "losers" => losers(book, table),
        "demand" => Style::new(Signs::Single(match table.shape {
            Some(ShapeType::Areas) => area("#f4f4f2", "#c8c8c8", 0.1),
            _ => dot("#9a9a9a", 1.0),
        })),
        "boundary" => Style::new(Signs::Single(border("#6f6f6f", 0.5))),
        _ => Style::plain(),
    }
}

/// Sites by state; those that only are in use lie under all others.
fn states(book: &Book<'_>, table: &Table, column: &str, factor: &str, only: Option<(&str, &str)>) -> Style {
    let lang = book.run.lang;
    let sign = |(code, words): (&'static str, crate::error::Text)| {
        let state = State::ALL.into_iter().find(|state| state.as_str() == code)?;
        Some((code.to_owned(), words.in_lang(lang).to_owned(), state_sign(state, factor)))
    };
    let signs = table.codes_in(column, only).into_iter().filter_map(sign).collect();
    Style::new(Signs::Codes(column.to_owned(), signs)).ordered(format!("if(\"{column}\" = 'in_use', 0, 1)"))
}

/// Functions or moves by what is decided; moves into hubs are drawn as in `report.html`.
fn decisions(book: &Book<'_>, table: &Table, symbol: impl Fn(&str) -> Symbol) -> Signs {
    let color = |code: &str| match code {
        "C" => "#222222",
        "A" => "#0072b2",
        "S" => "#009e73",
        "V" => "#56b4e9",
        "O" => "#cc79a7",
        "END" => "#d55e00",
        _ => "#b0b0b0",
    };
    let codes = table.codes_in("code", None).into_iter();
    let signs = codes.map(|(code, words)| (code.to_owned(), words.in_lang(book.run.lang).to_owned(), symbol(color(code))));
    Signs::Codes("code".to_owned(), signs.collect())
}

/// Classes of walks around a service standard, metres.
fn walks(book: &Book<'_>, table: &Table, standard: f64) -> Vec<(f64, f64, String, Symbol)> {
    let bounds = [0.0, standard / 2.0, standard, standard * 1.5, standard * 2.0, BEYOND_M];
    let symbol = |color: &str| match table.shape {
        Some(ShapeType::Areas) => area(color, "#3c3c3c", 0.3).faint(0.6),
        Some(ShapeType::Lines | ShapeType::Line) => bundle(color),
        _ => dot(color, 2.0),
    };
    let class = |(pair, color): (&[f64], &&str)| (pair[0], pair[1], between(book.run.lang, pair[0], pair[1]), symbol(color));
    let colors = if table.shape == Some(ShapeType::Areas) { &NEAR_TO_FAR } else { &NEAR_TO_FAR_THIN };
    bounds.windows(2).zip(colors).map(class).collect()
}

/// Classes of growth around the threshold of the scenario.
fn growth(book: &Book<'_>, table: &Table, column: &str) -> Signs {
    let (lang, threshold) = (book.run.lang, book.instance.project.scenario.report.loser_threshold_m);
    Signs::Classes(column.to_owned(), changes(lang, threshold, table.shape))
}

/// Classes of changed walks around a threshold, metres.
pub(super) fn changes(lang: Lang, threshold: f64, shape: Option<ShapeType>) -> Vec<(f64, f64, String, Symbol)> {
    let symbol = |color: &str| match shape {
        Some(ShapeType::Areas) => area(color, "#c8c8c8", 0.1).faint(0.8),
        _ => dot(color, 2.0),
    };
    // A threshold of nothing would leave the middle without width.
    let middle = threshold.max(1.0);
    let words = |ja: String, en: String| lang.pick(&ja, &en).to_owned();
    let bounds = [middle, middle * 2.0, middle * 4.0, BEYOND_M];
    let mut classes = vec![
        (-BEYOND_M, -middle, words(format!("{middle} m以上短い"), format!("{middle} m or more shorter")), symbol(SHORTER)),
        (-middle, middle, words(format!("差が{middle} m以内"), format!("within {middle} m")), symbol(SAME)),
    ];
    classes.extend(
        bounds.windows(2).zip(LONGER).map(|(pair, color)| (pair[0], pair[1], between(lang, pair[0], pair[1]), symbol(color))),
    );
    classes
}

/// Longer walks: hatched, as in `report.html`, the closer the longer.
fn losers(book: &Book<'_>, table: &Table) -> Style {
    let (lang, threshold) = (book.run.lang, book.instance.project.scenario.report.loser_threshold_m);
    let least = threshold.max(1.0);
    let bounds = [0.0, least * 2.0, least * 4.0, BEYOND_M];
    let symbol = |step: usize| match table.shape {
        Some(ShapeType::Areas) => hatch(LOSING, [2.4, 1.6, 1.0][step]),
        _ => ring(LOSING, [2.2, 3.0, 3.8][step]),
    };
    let class = |(step, pair): (usize, &[f64])| {
        let lower = if step == 0 { threshold } else { pair[0] };
        (pair[0], pair[1], between(lang, lower, pair[1]), symbol(step))
    };
    let classes = bounds.windows(2).enumerate().map(class).collect();
    Style::new(Signs::Classes("growth_m".to_owned(), classes)).ordered("\"growth_m\"").in_time()
}

/// A class in words.
fn between(lang: Lang, lower: f64, upper: f64) -> String {
    match (lang, upper >= BEYOND_M) {
        (Lang::Ja, true) => format!("{lower} m超"),
        (Lang::En, true) => format!("over {lower} m"),
        (Lang::Ja, false) if lower <= 0.0 => format!("{upper} mまで"),
        (Lang::En, false) if lower <= 0.0 => format!("up to {upper} m"),
        (Lang::Ja, false) => format!("{lower} m超 {upper} mまで"),
        (Lang::En, false) => format!("{lower} to {upper} m"),
    }
}

/// The project of a run, over its tables.
pub(super) fn project<'run>(book: &'run Book<'_>, tables: &'run [Table]) -> Project<'run> {
    let (instance, lang) = (book.instance, book.run.lang);
    let horizon = &instance.horizon;
    let by_name = |name: &str| tables.iter().find(|table| table.name == name);
    let layer = |name: &str, is_visible: bool| by_name(name).map(|table| whole(table, is_visible, lang));
    let words = |ja: &str, en: &str| lang.pick(ja, en).to_owned();
    let group = |ja, en, is_open, layers: Vec<Option<MapLayer<'run>>>| Group {
        title: words(ja, en),
        is_open,
        layers: layers.into_iter().flatten().collect(),
    };
    let sites = |purpose: &str, title: String, factor: f64, scale: u32| {
        by_name("facility_events").map(|table| MapLayer {
            id: format!("facility_events_{purpose}"),
            title,
            table,
            filter: Some(format!("\"purpose\" = '{purpose}'")),
            style: states(book, table, "state", &factor.to_string(), Some(("purpose", purpose)))
                .labelled(name_label("name"), scale)
                .in_time(),
            is_visible: true,
        })
    };
    let groups = vec![
        group(
            "計画（年度で動く）",
            "plan, in time",
            true,
            vec![
                sites("school", words("学校", "schools"), SCHOOL_SCALE, SCHOOL_LABELS),
                sites("facility", words("学校以外の施設", "other facilities"), 1.0, FACILITY_LABELS),
                layer("moves", true),
            ],
        ),
        group("徒歩への影響（年度で動く）", "walks, in time", true, vec![layer("losers", true), layer("access", false)]),
        group("徒歩：種別ごと（年度で動く）", "walks by kind, in time", false, of_kinds(book, tables, "access")),
        group("利用圏：種別ごと（年度で動く）", "catchments by kind, in time", false, of_kinds(book, tables, "catchments")),
        group(
            "計画の全体（最終年度の状態）",
            "whole plan, state at the end",
            false,
            vec![layer("schools", false), layer("facilities", false), layer("functions", false)],
        ),
        group("地域", "ground", true, vec![layer("boundary", true), layer("demand", true)]),
        group("表", "tables", false, vec![layer("costs_by_year", true), layer("run_info", true)]),
    ];
    Project {
        title: format!("{}{}", instance.project.scenario.name, lang.pick("：公共施設の計画", ": plan of public buildings")),
        package: PACKAGE,
        plane: &instance.plane,
        years: (horizon.first(), horizon.last()),
        extent: extent(tables.iter().filter(|table| ["facilities", "demand", "boundary"].contains(&table.name))),
        groups,
        lang,
    }
}

/// All rows of a table, in its own style.
pub(super) fn whole(table: &Table, is_visible: bool, lang: Lang) -> MapLayer<'_> {
    MapLayer {
        id: format!("{}_whole_table", table.name),
        title: table.title.in_lang(lang).to_owned(),
        table,
        filter: None,
        style: table.style.clone(),
        is_visible,
    }
}

/// What the tables cover.
pub(super) fn extent<'a>(tables: impl Iterator<Item = &'a Table>) -> Option<Envelope> {
    let shapes = tables.flat_map(|table| &table.rows).filter_map(|row| row.shape.as_ref());
    shapes.filter_map(Shape::envelope).reduce(Envelope::with)
}

/// A layer for each kind that has a walk, all of them switched off: they lie over each other.
fn of_kinds<'run>(book: &Book<'_>, tables: &'run [Table], name: &str) -> Vec<Option<MapLayer<'run>>> {
    let Some(table) = tables.iter().find(|table| table.name == name) else { return Vec::new() };
    let kinds = book.instance.kinds.iter().filter(|kind| kind.access).enumerate();
    kinds
        .map(|(index, kind)| {
            let standard = if kind.standard_m > 0.0 { kind.standard_m } else { 800.0 };
            let (filter, column) = if name == "catchments" {
                let id = Cell::text(kind.id.as_str());
                let place = table.columns.iter().position(|column| column.name == "kind")?;
                table.rows.iter().any(|row| row.cells.get(place) == Some(&id)).then_some(())?;
                (Some(format!("\"kind\" = '{}'", kind.id.as_str().replace('\'', "''"))), "mean_walk_m".to_owned())
            } else {
                (None, layers::walk_column(table, index)?)
            };
            let style = Style::new(Signs::Classes(column, walks(book, table, standard))).in_time();
            Some(MapLayer {
                id: format!("{name}_of_kind_{index:02}"),
                title: book.run.lang.pick(&kind.name_ja, &kind.name_en).to_owned(),
                table,
                filter,
                style: if name == "catchments" {
                    style.labelled_within(name_label("function_name"), CATCHMENT_LABELS)
                } else {
                    style
                },
                is_visible: false,
            })
        })
        .collect()
}
