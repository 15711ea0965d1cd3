//! The tables of `plan.gpkg`.

mod catchments;
mod costs;
mod events;
mod run_info;
mod walks;

pub(super) use run_info::facts;

use super::Layers;
use super::columns::{KindNames, described};
use super::geometry::{Shape, ShapeType};
use super::plan_map;
use super::style::Style;
use super::table::{Cell, Column, Row, Table, last_day};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::SiteIx;
use crate::metrics::PointAccess;
use crate::report::book::Book;
use crate::report::map::site_words;
use crate::report::state::shown_years;

/// Columns of layers that may have no feature to tell them.
const OF_SITES: &[&str] = &["name", "purpose", "district", "region"];
const OF_FUNCTIONS: &[&str] = &["name", "kind", "kind_ja", "code", "fy"];
const OF_MOVES: &[&str] = &[
    "name",
    "kind",
    "kind_ja",
    "code",
    "code_ja",
    "fy",
    "home_site",
    "home_name",
    "host_asset",
    "host_site",
    "host_name",
    "into_function",
    "gfa_m2",
    "walk_m",
    "walk_basis",
];
const OF_LOSERS: &[&str] = &[
    "demand",
    "name",
    "region",
    "district",
    "kind",
    "kind_ja",
    "from_fy",
    "before_m",
    "after_m",
    "growth_m",
    "at_end_m",
    "people",
    "users_people",
];

/// Every table of a run, styled, in the order of the file.
pub(super) fn plan_tables(book: &Book<'_>, access: &[PointAccess], layers: &Layers<'_>) -> Vec<Table> {
    let kinds = KindNames::new(&book.instance.kinds);
    let mut tables = vec![
        facilities(book, layers, &kinds),
        events::table(book, &kinds),
        moves(book, layers, &kinds),
        catchments::table(book, access, &kinds),
        walks::table(book, access, &kinds),
        losers(book, access, layers, &kinds),
        schools(layers, &kinds),
        demand(layers, &kinds),
        functions(layers, &kinds),
        costs::table(book, &kinds),
        run_info::table(book, &kinds),
    ];
    tables.extend(boundary(book, &kinds));
    for table in &mut tables {
        table.style = plan_map::style(book, table);
    }
    tables
}

fn facilities(book: &Book<'_>, layers: &Layers<'_>, kinds: &KindNames) -> Table {
    let mut table = Table::of_layer(
        "facilities",
        Text::new("施設（全敷地）", "facilities"),
        Text::new("敷地1か所に1行。状態と床面積は各期の初年度と最終年度", "a row for each site, with state and floor by period"),
        layers.facilities,
        (ShapeType::Point, OF_SITES),
        kinds,
    );
    table.extend(described("decision", kinds), |index, _| Cell::text(site_words(book, SiteIx(index))));
    table
}

fn schools(layers: &Layers<'_>, kinds: &KindNames) -> Table {
    Table::of_layer(
        "schools",
        Text::new("学校", "schools"),
        Text::new("学校1校に1行。改築、入る機能、児童生徒数", "a row for each school: works, guests, pupils"),
        layers.schools,
        (ShapeType::Point, OF_SITES),
        kinds,
    )
}

fn functions(layers: &Layers<'_>, kinds: &KindNames) -> Table {
    Table::of_layer(
        "functions",
        Text::new("機能", "functions"),
        Text::new(
            "機能1件に1行。位置は現在の場所、at_年度 はその年度の敷地ID",
            "a row for each function at today's home; at_<FY> is its site",
        ),
        layers.functions,
        (ShapeType::Point, OF_FUNCTIONS),
        kinds,
    )
}

fn demand(layers: &Layers<'_>, kinds: &KindNames) -> Table {
    Table::of_layer(
        "demand",
        Text::new("需要点", "demand points"),
        Text::new(
            "需要点1か所に1行。人口と、種別ごとの現在・最終期の徒歩、最大の延び",
            "a row for each demand point: residents, and by kind the walk today, at the end, and its largest growth",
        ),
        layers.access,
        (ShapeType::Point, OF_SITES),
        kinds,
    )
}

/// The outline of the municipality, where the project has one.
fn boundary(book: &Book<'_>, kinds: &KindNames) -> Option<Table> {
    let outline = book.instance.project.boundary.as_ref()?;
    let words = [
        Text::new("自治体の境界", "boundary"),
        Text::new(
            "自治体の外形。計画にはどの敷地が中にあるかだけを使う",
            "outline of the municipality; the plan asks only what lies inside",
        ),
    ];
    let rows = vec![Row { shape: Some(Shape::of_outline(outline)), cells: vec![Cell::text("boundary")] }];
    Some(unstyled("boundary", words, Some(ShapeType::Areas), columns(&["id"], kinds), rows))
}

fn moves(book: &Book<'_>, layers: &Layers<'_>, kinds: &KindNames) -> Table {
    let mut table = Table::of_layer(
        "moves",
        Text::new("移転", "moves"),
        Text::new(
            "移転1件に1行。移転元から移転先への線。同じ敷地の中の移転は線がない",
            "a row for each move, from home to host; none inside a site",
        ),
        layers.moves,
        (ShapeType::Line, OF_MOVES),
        kinds,
    );
    let end = last_day(book.instance.horizon.last());
    lasting(&mut table, "fy", kinds, |_| end.clone());
    table
}

fn losers(book: &Book<'_>, access: &[PointAccess], layers: &Layers<'_>, kinds: &KindNames) -> Table {
    let mut table = Table::of_layer(
        "losers",
        Text::new("徒歩が延びる地点", "longer walks"),
        Text::new(
            "需要点と種別の組に1行。徒歩の延びがしきい値を超える最初の期から、超えなくなる期の前まで",
            "a row for each demand point and kind, while its walk is longer by more than the threshold",
        ),
        layers.losers,
        (ShapeType::Point, OF_LOSERS),
        kinds,
    );
    let ends = walks::ends_of_losses(book, access);
    // The columns of demand point and kind stand behind the id.
    let text = |row: &Row, column: usize| match row.cells.get(column) {
        Some(Cell::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let place = |table: &Table, name: &str| table.columns.iter().position(|column| column.name == name).unwrap_or(usize::MAX);
    let (demand, kind) = (place(&table, "demand"), place(&table, "kind"));
    let end = last_day(book.instance.horizon.last());
    lasting(&mut table, "from_fy", kinds, |row| {
        ends.get(&(text(row, demand), text(row, kind))).map_or_else(|| end.clone(), |&last| last_day(last))
    });
    table
}

/// Adds the days between which the rows of a table hold: from the first of the fiscal year in a column.
fn lasting(table: &mut Table, from: &str, kinds: &KindNames, until: impl Fn(&Row) -> String) {
    let from = table.columns.iter().position(|column| column.name == from);
    table.extend(described("valid_from", kinds), |_, row| match from.and_then(|from| row.cells.get(from)) {
        Some(&Cell::Whole(year)) => i32::try_from(year).map_or(Cell::Null, |year| Cell::first_day(FiscalYear(year))),
        _ => Cell::Null,
    });
    table.extend(described("valid_to", kinds), |_, row| Cell::Text(until(row)));
}

/// The columns of these keys.
fn columns(keys: &[&str], kinds: &KindNames) -> Vec<Column> {
    keys.iter().map(|key| described(key, kinds)).collect()
}

/// The column of a site's state at the end of the horizon.
pub(super) fn last_state(book: &Book<'_>) -> String {
    let last = shown_years(&book.instance.horizon).last().copied().unwrap_or(book.instance.horizon.last());
    format!("state_{last}")
}

/// The column of `access` with the walk to the kind at `index` of those with walks.
pub(super) fn walk_column(table: &Table, index: usize) -> Option<String> {
    table.columns.get(walks::BEFORE_KINDS + index).map(|column| column.name.clone())
}

/// A style that is replaced once all rows are known.
fn unstyled(name: &'static str, words: [Text; 2], shape: Option<ShapeType>, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    let [title, description] = words;
    Table { rows, style: Style::plain(), ..Table::new(name, title, description, shape, columns) }
}
