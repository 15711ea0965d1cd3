//! `difference.gpkg` and `difference.qgz`: where two runs decide otherwise, and whose walks differ.

use super::DIFFERENCE_PACKAGE;
use super::columns::{KindNames, described};
use super::geometry::{Shape, ShapeType};
use super::plan_map::{changes, extent, name_label, whole};
use super::project::{Group, MapLayer, Project};
use super::style::{SCHOOL_SCALE, Signs, Style, dot, ring, state_sign};
use super::table::{Cell, Column, Row, Table};
use crate::error::Text;
use crate::id::{DemandIx, FunctionIx};
use crate::instance::population_in;
use crate::lang::Lang;
use crate::report::book::Book;
use crate::report::decisions::function_words;
use crate::report::difference::{Difference, money_rows, state};
use crate::report::geojson::{places, point};
use crate::report::map::site_words;
use crate::report::state::State;
use crate::report::words;
use crate::units::Yen;

/// Farthest scale at which places are named.
const LABELS: u32 = 40_000;

const OF_SITES: &[&str] = &[
    "id",
    "name",
    "purpose",
    "district",
    "region",
    "decision_a",
    "decision_b",
    "state_a",
    "state_ja_a",
    "state_b",
    "state_ja_b",
    "first_difference_fy",
    "floor_a_m2",
    "floor_b_m2",
    "floor_change_m2",
    "cost_a_jpy",
    "cost_b_jpy",
    "cost_change_jpy",
];

const OF_FUNCTIONS: &[&str] = &[
    "id",
    "name",
    "kind",
    "kind_ja",
    "home_site",
    "home_name",
    "code_a",
    "fy_a",
    "host_a",
    "decision_a",
    "code_b",
    "fy_b",
    "host_b",
    "decision_b",
];

const OF_WALKS: &[&str] = &[
    "id",
    "demand_id",
    "name",
    "region",
    "district",
    "valid_from",
    "valid_to",
    "from_fy",
    "to_fy",
    "people",
    "largest_change_m",
    "largest_change_kind",
    "largest_change_kind_ja",
];

/// The tables, styled, in the order of the file.
pub(super) fn tables(difference: &Difference<'_>) -> Vec<Table> {
    let kinds = KindNames::new(&difference.a.book.instance.kinds);
    let mut tables = vec![
        sites(difference, &kinds),
        functions(difference, &kinds),
        walks(difference, &kinds),
        costs(difference, &kinds),
        about(difference, &kinds),
    ];
    let lang = difference.lang;
    let by_purpose = format!("if(\"purpose\" = 'school', {SCHOOL_SCALE}, 1)");
    for table in &mut tables {
        table.style = match table.name {
            "sites_difference" => states(table, "state_b", &by_purpose, lang),
            "functions_difference" => Style::new(decided(table, lang)).labelled(name_label("name"), LABELS),
            "walks_difference" => {
                Style::new(Signs::Classes("largest_change_m".to_owned(), changes(lang, threshold(difference), table.shape)))
                    .in_time()
            }
            _ => Style::plain(),
        };
    }
    tables
}

/// The project over the tables.
pub(super) fn project<'run>(difference: &'run Difference<'_>, tables: &'run [Table]) -> Project<'run> {
    let (instance, lang) = (difference.a.book.instance, difference.lang);
    let words = |ja: &str, en: &str| lang.pick(ja, en).to_owned();
    let by_name = |name: &str| tables.iter().find(|table| table.name == name);
    let by_purpose = format!("if(\"purpose\" = 'school', {SCHOOL_SCALE}, 1)");
    let sites = |id: &str, title: String, style: fn(&Table, &str, Lang) -> Style, is_visible| {
        by_name("sites_difference").map(|table| MapLayer {
            id: format!("sites_difference_{id}"),
            title,
            table,
            filter: None,
            style: style(table, &by_purpose, lang),
            is_visible,
        })
    };
    let in_a = |table: &Table, factor: &str, lang| states(table, "state_a", factor, lang);
    let in_b = |table: &Table, factor: &str, lang| states(table, "state_b", factor, lang);
    let of_kinds = by_name("walks_difference").into_iter().flat_map(|table| {
        difference.kinds.iter().enumerate().filter_map(move |(index, &(kind, _))| {
            // Walks in A, in B, and their change stand behind the columns of every kind.
            let column = table.columns.get(OF_WALKS.len() + 3 * index + 2)?.name.clone();
            let kind = instance.kinds[kind.0];
            Some(MapLayer {
                id: format!("walks_difference_of_kind_{index:02}"),
                title: lang.pick(&kind.name_ja, &kind.name_en).to_owned(),
                table,
                filter: None,
                style: Style::new(Signs::Classes(column, changes(lang, threshold(difference), table.shape))).in_time(),
                is_visible: false,
            })
        })
    });
    let group = |ja, en, is_open, layers: Vec<Option<MapLayer<'run>>>| Group {
        title: words(ja, en),
        is_open,
        layers: layers.into_iter().flatten().collect(),
    };
    let layer = |name: &str, is_visible| by_name(name).map(|table| whole(table, is_visible, lang));
    let groups = vec![
        group(
            "決定の違い",
            "decided otherwise",
            true,
            vec![
                sites("state_b", words("敷地：Bの最終年度の状態", "sites: state at the end in B"), in_b, true),
                sites("state_a", words("敷地：Aの最終年度の状態", "sites: state at the end in A"), in_a, false),
                layer("functions_difference", false),
            ],
        ),
        group("徒歩の差 B−A（年度で動く）", "walks, B less A, in time", true, vec![layer("walks_difference", true)]),
        Group { title: words("徒歩の差：種別ごと", "walks by kind"), is_open: false, layers: of_kinds.collect() },
        group("表", "tables", false, vec![layer("costs_difference", true), layer("run_info", true)]),
    ];
    let name = |book: &Book<'_>| book.instance.project.scenario.name.clone();
    Project {
        title: format!("A {} / B {}", name(&difference.a.book), name(&difference.b.book)),
        package: DIFFERENCE_PACKAGE,
        plane: &instance.plane,
        years: (difference.years.first().copied().unwrap_or(difference.last()), difference.last()),
        extent: extent(tables.iter()),
        groups,
        lang,
    }
}

fn threshold(difference: &Difference<'_>) -> f64 {
    difference.a.book.instance.project.scenario.report.loser_threshold_m
}

/// Sites by their state at the end of one of the runs, named with what changes.
fn states(table: &Table, column: &str, factor: &str, lang: Lang) -> Style {
    let sign = |(code, words): (&'static str, Text)| {
        let state = State::ALL.into_iter().find(|state| state.as_str() == code)?;
        Some((code.to_owned(), words.in_lang(lang).to_owned(), state_sign(state, factor)))
    };
    let signs = table.codes_in(column, None).into_iter().filter_map(sign).collect();
    Style::new(Signs::Codes(column.to_owned(), signs)).labelled(name_label("name"), LABELS)
}

/// Functions by what B decides.
fn decided(table: &Table, lang: Lang) -> Signs {
    let codes = table.codes_in("code_b", None).into_iter();
    let sign = |code: &str| if code == "STAY" { ring("#4d4d4d", 2.0) } else { dot("#0072b2", 2.0) };
    Signs::Codes(
        "code_b".to_owned(),
        codes.map(|(code, words)| (code.to_owned(), words.in_lang(lang).to_owned(), sign(code))).collect(),
    )
}

fn columns(keys: &[&str], kinds: &KindNames) -> Vec<Column> {
    keys.iter().map(|key| described(key, kinds)).collect()
}

fn sites(difference: &Difference<'_>, kinds: &KindNames) -> Table {
    let (a, b, last) = (&difference.a.book, &difference.b.book, difference.last());
    let (all_a, all_b) = (costs_of_sites(difference, a), costs_of_sites(difference, b));
    let rows = difference.sites.iter().map(|change| {
        let site = a.instance.sites[change.a.0].site;
        let (state_a, state_b) = (state(a, change.a, last), state(b, change.b, last));
        let (floor_a, floor_b) = (a.floor_of(change.a, last), b.floor_of(change.b, last));
        let (cost_a, cost_b) = (all_a[change.a.0], all_b[change.b.0]);
        let cells = vec![
            Cell::text(site.id.as_str()),
            Cell::text(&site.name),
            Cell::text(if site.school().is_some() { "school" } else { "facility" }),
            Cell::text(site.district.as_str()),
            Cell::text(site.region.as_str()),
            Cell::text(site_words(a, change.a)),
            Cell::text(site_words(b, change.b)),
            Cell::text(state_a.as_str()),
            Cell::text(words::state(state_a, Lang::Ja)),
            Cell::text(state_b.as_str()),
            Cell::text(words::state(state_b, Lang::Ja)),
            Cell::year(change.first),
            Cell::number(floor_a),
            Cell::number(floor_b),
            Cell::number(floor_b - floor_a),
            Cell::yen(cost_a),
            Cell::yen(cost_b),
            Cell::yen(cost_b - cost_a),
        ];
        Row { shape: Shape::of_geojson(&point(site.location)), cells }
    });
    let rows = rows.collect();
    let title = Text::new("決定が違う敷地", "sites decided otherwise");
    let description = Text::new(
        "決定の違う敷地に1行。費用は共通の年度の計",
        "a row for each site decided otherwise; costs of the years both have",
    );
    Table { rows, ..Table::new("sites_difference", title, description, Some(ShapeType::Point), columns(OF_SITES, kinds)) }
}

/// What every site of a run costs over the years both have.
fn costs_of_sites(difference: &Difference<'_>, book: &Book<'_>) -> Vec<Yen> {
    let mut costs = vec![Yen::ZERO; book.instance.sites.len()];
    for line in book.ledger.iter().filter(|line| difference.years.contains(&line.amount.fy)) {
        costs[book.site_of_line(line).0] += line.amount.yen;
    }
    costs
}

fn functions(difference: &Difference<'_>, kinds: &KindNames) -> Table {
    let (a, b, lang) = (&difference.a.book, &difference.b.book, difference.lang);
    let rows = difference.functions.iter().map(|change| {
        let entry = &a.instance.functions[change.a.0];
        let (kind, home) = (a.instance.kinds[entry.kind.0], a.instance.site_of(entry.home).site);
        let decided = |book: &Book<'_>, function: FunctionIx| {
            let (code, fy, words) = function_words(book, function, lang);
            let host = book.host(function).map(|(host, _)| book.asset_name(host));
            [Cell::text(code), Cell::year(fy), Cell::maybe(host), Cell::Text(words)]
        };
        let mut cells = vec![
            Cell::text(entry.function.id.as_str()),
            Cell::text(&entry.function.name),
            Cell::text(kind.id.as_str()),
            Cell::text(&kind.name_ja),
            Cell::text(home.id.as_str()),
            Cell::text(&home.name),
        ];
        cells.extend(decided(a, change.a));
        cells.extend(decided(b, change.b));
        Row { shape: Shape::of_geojson(&point(home.location)), cells }
    });
    let rows = rows.collect();
    let title = Text::new("決定が違う機能", "functions decided otherwise");
    let description =
        Text::new("決定の違う機能に1行。位置は現在の場所", "a row for each function decided otherwise, at today's home");
    Table { rows, ..Table::new("functions_difference", title, description, Some(ShapeType::Point), columns(OF_FUNCTIONS, kinds)) }
}

fn walks(difference: &Difference<'_>, kinds: &KindNames) -> Table {
    let (a, b) = (&difference.a, &difference.b);
    let instance = a.book.instance;
    let demand = &instance.project.demand;
    let mut columns = columns(OF_WALKS, kinds);
    for (kind, _) in &difference.kinds {
        columns.extend(["a_m", "b_m", "change_m"].map(|what| described(&format!("{}_{what}", instance.kinds[kind.0].id), kinds)));
    }
    let shapes: Vec<Option<Shape>> =
        places(demand.iter().map(|point| (point.location, point.outline.as_ref()))).iter().map(Shape::of_geojson).collect();
    let mut rows = Vec::new();
    for (index, point) in demand.iter().enumerate() {
        let ix = DemandIx(index);
        for (step, &year) in difference.steps.iter().enumerate() {
            let to = difference.steps.get(step + 1).map_or_else(|| difference.last(), |next| next.plus(-1));
            let largest = difference.largest_change(ix, year);
            let kind = largest.map(|(_, kind)| instance.kinds[kind.0]);
            let mut cells = vec![
                Cell::Text(format!("{}/{year}", point.id)),
                Cell::text(point.id.as_str()),
                Cell::text(&point.name),
                Cell::text(point.region.as_str()),
                Cell::text(point.district.as_str()),
                Cell::first_day(year),
                Cell::last_day(to),
                Cell::year(year),
                Cell::year(to),
                Cell::number(population_in(point, year).iter().sum::<f64>()),
                Cell::number(largest.map(|(change, _)| change)),
                Cell::maybe(kind.map(|kind| kind.id.as_str())),
                Cell::maybe(kind.map(|kind| kind.name_ja.as_str())),
            ];
            for &(kind, other) in &difference.kinds {
                let (before, after) = (a.walk(ix, kind, year), b.walk(ix, other, year));
                cells.extend([before, after, before.zip(after).map(|(before, after)| after - before)].map(Cell::number));
            }
            rows.push(Row { shape: shapes[index].clone(), cells });
        }
    }
    let shape = shapes.iter().flatten().next().map_or(ShapeType::Point, Shape::kind);
    let title = Text::new("徒歩の差", "walks, B less A");
    let description = Text::new(
        "需要点と、どちらかの期が始まる年度の組に1行。種別ごとのA・Bの徒歩と差。人口はAのもの",
        "a row for each demand point and start of a period of either: walks in A and B by kind, and B less A; residents of A",
    );
    Table { rows, ..Table::new("walks_difference", title, description, Some(shape), columns) }
}

fn costs(difference: &Difference<'_>, kinds: &KindNames) -> Table {
    let rows = money_rows(difference).into_iter().map(|(year, (code, ja, en, _), pair)| {
        let cells = vec![
            Cell::year(year),
            Cell::text(code),
            Cell::text(ja),
            Cell::text(en),
            Cell::yen(pair.a),
            Cell::yen(pair.b),
            Cell::yen(pair.change),
        ];
        Row { shape: None, cells }
    });
    let rows = rows.collect();
    let title = Text::new("年度別の費用の差", "costs by year, B less A");
    let description =
        Text::new("共通の年度と費目の組に1行。名目の円", "a row for each fiscal year both have and measure, nominal yen");
    let keys = ["fy", "measure", "measure_ja", "measure_en", "a_jpy", "b_jpy", "change_jpy"];
    Table { rows, ..Table::new("costs_difference", title, description, None, columns(&keys, kinds)) }
}

/// Facts about both runs, beside each other.
fn about(difference: &Difference<'_>, kinds: &KindNames) -> Table {
    let (a, b) = (super::layers::facts(&difference.a.book), super::layers::facts(&difference.b.book));
    let rows = a.into_iter().zip(b).map(|((key, title, a), (_, _, b))| Row {
        shape: None,
        cells: vec![Cell::text(key), Cell::text(title.in_lang(difference.lang)), Cell::Text(a), Cell::Text(b)],
    });
    let rows = rows.collect();
    let title = Text::new("2つの計画の情報", "about the two runs");
    let description = Text::new("項目1つに1行", "a row for each fact");
    Table { rows, ..Table::new("run_info", title, description, None, columns(&["key", "title", "value_a", "value_b"], kinds)) }
}
