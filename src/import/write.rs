//! The files of the folder as text: GeoJSON, CSV, kinds and prices.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::fill::World;
use super::problem::{self, Problems};
use super::recipe::{PriceCheck, Recipe};
use super::schema::{self, Form};
use super::table::{Row, Table};
use super::text;
use crate::catalogue::KindCatalogue;
use crate::costs::CostTable;
use crate::error::{InputCode, Text};
use crate::geography::{LonLat, Outline};
use crate::project::Grade;

/// Coordinates are written to 1 cm or finer: the seventh decimal of a degree.
const COORDINATE_STEP: f64 = 1e7;

/// The file a table is written to.
pub(super) fn file_name(table: &str) -> String {
    format!("{table}.{}", if is_without_places(table) { "csv" } else { "geojson" })
}

/// Tables whose rows stand on a site of another table.
fn is_without_places(table: &str) -> bool {
    matches!(table, "functions" | "buildings")
}

/// Every table and the boundary, by file name.
pub(super) fn tables(world: &World) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (name, table) in &world.tables {
        let columns = columns(name, table);
        let text = if is_without_places(name) { csv_text(table, &columns) } else { geojson_text(name, table, &columns) };
        files.insert(file_name(name), text);
    }
    if let Some(boundary) = &world.sources.boundary {
        let feature = json!({ "type": "Feature", "properties": {}, "geometry": outline_json(boundary) });
        files.insert("boundary.geojson".to_owned(), collection(&[feature]));
    }
    files
}

/// Values by grade, of every field but the id.
pub(super) fn grades(world: &World) -> BTreeMap<String, BTreeMap<Grade, usize>> {
    let count = |(name, table): (&String, &Table)| {
        let columns = columns(name, table);
        let mut grades: BTreeMap<Grade, usize> = BTreeMap::new();
        for row in &table.rows {
            for cell in columns.iter().filter(|column| *column != "id").filter_map(|column| row.fields.get(column)) {
                *grades.entry(cell.grade).or_default() += 1;
            }
        }
        (file_name(name), grades)
    };
    world.tables.iter().map(count).collect()
}

/// Fields any row has, in the order of the schema, yearly ones last.
fn columns(name: &str, table: &Table) -> Vec<String> {
    let is_used = |field: &str| table.rows.iter().any(|row| row.fields.contains_key(field));
    let fixed = schema::fields(name).into_iter().map(|field| field.name.to_owned()).filter(|field| is_used(field));
    let yearly = table.columns.iter().filter(|column| schema::is_yearly(name, column) && is_used(column)).cloned();
    fixed.chain(yearly).collect()
}

fn grade_word(grade: Grade) -> &'static str {
    match grade {
        Grade::Observed => "observed",
        Grade::Derived => "derived",
        Grade::Estimated => "estimated",
        Grade::Assumed => "assumed",
        Grade::Synthetic => "synthetic",
    }
}

fn csv_text(table: &Table, columns: &[String]) -> String {
    let mut text = String::new();
    let mut line = |cells: Vec<String>| {
        let quoted: Vec<String> = cells
            .into_iter()
            .map(|cell| {
                let needs_quotes = cell.contains([',', '"', '\n', '\r']) || cell != cell.trim();
                if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
            })
            .collect();
        let _ = writeln!(text, "{}", quoted.join(","));
    };
    line(columns.iter().flat_map(|column| cells_of(column, column.clone(), format!("{column}_source"))).collect());
    for row in &table.rows {
        let cells = columns.iter().flat_map(|column| {
            let cell = row.fields.get(column);
            let grade = cell.map_or("", |cell| grade_word(cell.grade)).to_owned();
            cells_of(column, cell.map_or_else(String::new, |cell| cell.text.clone()), grade)
        });
        line(cells.collect());
    }
    text
}

/// A value and its grade; an id has none.
fn cells_of(column: &str, value: String, grade: String) -> Vec<String> {
    if column == "id" { vec![value] } else { vec![value, grade] }
}

fn geojson_text(name: &str, table: &Table, columns: &[String]) -> String {
    let features: Vec<Value> = table.rows.iter().map(|row| feature(name, row, columns)).collect();
    collection(&features)
}

/// One feature a line, so that differences of two imports can be read.
fn collection(features: &[Value]) -> String {
    let lines: Vec<String> = features.iter().map(Value::to_string).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", lines.join(",\n"))
}

fn feature(name: &str, row: &Row, columns: &[String]) -> Value {
    let mut properties = Map::new();
    for column in columns {
        let Some(cell) = row.fields.get(column) else { continue };
        let form = schema::field(name, column).map_or(Form::Text, |field| field.form);
        properties.insert(column.clone(), typed(form, &cell.text));
        if column != "id" {
            properties.insert(format!("{column}_source"), json!(grade_word(cell.grade)));
        }
    }
    // The grade of everything without its own: of the point.
    let place = row.point.map_or(Grade::Assumed, |(_, grade)| grade);
    properties.insert("source".to_owned(), json!(grade_word(place)));
    let geometry = match (&row.outline, row.point) {
        (Some(outline), _) => outline_json(outline),
        (None, Some((point, _))) => json!({ "type": "Point", "coordinates": position(point) }),
        (None, None) => Value::Null,
    };
    json!({ "type": "Feature", "id": row.text("id"), "properties": properties, "geometry": geometry })
}

/// Text that is no number or flag stays text, for `load` to reject with its place.
fn typed(form: Form, text: &str) -> Value {
    match form {
        Form::Number => text::number(text).map_or_else(|| json!(text), number),
        Form::Flag => text.parse::<bool>().map_or_else(|_| json!(text), |flag| json!(flag)),
        Form::Text => json!(text),
    }
}

fn number(value: f64) -> Value {
    // Whole numbers without a fraction, as people and areas are read.
    serde_json::from_str(&text::number_text(value)).unwrap_or_else(|_| json!(value))
}

fn position(point: LonLat) -> Value {
    let rounded = |degrees: f64| number((degrees * COORDINATE_STEP).round() / COORDINATE_STEP);
    json!([rounded(point.lon), rounded(point.lat)])
}

fn outline_json(outline: &Outline) -> Value {
    let polygons: Vec<Value> = outline
        .polygons()
        .iter()
        .map(|rings| rings.iter().map(|ring| ring.iter().copied().map(position).collect::<Value>()).collect::<Value>())
        .collect();
    match <[Value; 1]>::try_from(polygons) {
        Ok([only]) => json!({ "type": "Polygon", "coordinates": only }),
        Err(several) => json!({ "type": "MultiPolygon", "coordinates": several }),
    }
}

/// `kinds.toml` and `costs.toml`: the shipped defaults, or the files beside the recipe; kinds of functions must be in them.
pub(super) fn catalogue(recipe: &Recipe, world: &World, beside: &Path) -> Result<BTreeMap<String, String>, Problems> {
    let read = |name: &Option<String>, shipped: &str| match name {
        None => Ok(shipped.to_owned()),
        Some(name) => std::fs::read_to_string(beside.join(name)).map_err(|error| {
            let why = Text::new("レシピがこの表を指定しています", "the recipe names this table");
            let repair =
                Text::new("レシピと同じフォルダーに置くか、指定を消してください", "put it beside the recipe or remove the key");
            vec![problem::at(InputCode::FileMissing, name, "", error.to_string(), why, repair)]
        }),
    };
    let kinds_text = read(&recipe.catalogue.kinds, include_str!("../../data/defaults/kinds.toml"))?;
    let costs_text = read(&recipe.catalogue.costs, include_str!("../../data/defaults/costs.toml"))?;
    let kinds: KindCatalogue =
        toml::from_str(&kinds_text).map_err(|error| vec![problem::toml("kinds.toml", &kinds_text, &error)])?;
    let costs: CostTable = toml::from_str(&costs_text).map_err(|error| vec![problem::toml("costs.toml", &costs_text, &error)])?;
    let mut problems = unknown_kinds(world, &kinds);
    if let Some(check) = &recipe.catalogue.price_check {
        problems.extend(price_differences(world, check, &costs)?);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(BTreeMap::from([("kinds.toml".to_owned(), kinds_text), ("costs.toml".to_owned(), costs_text)]))
}

fn unknown_kinds(world: &World, kinds: &KindCatalogue) -> Problems {
    let known: Vec<&str> = kinds.kinds.iter().map(|kind| kind.id.as_str()).collect();
    let functions = world.tables.get("functions").into_iter().flat_map(|table| &table.rows);
    let mut used: Vec<&str> = functions.map(|row| row.text("kind")).collect();
    used.sort_unstable();
    used.dedup();
    used.into_iter()
        .filter(|kind| !known.contains(kind))
        .map(|kind| {
            problem::unknown(InputCode::DanglingReference, &world.file, "table.functions.field kind", kind, known.iter().copied())
        })
        .collect()
}

/// Classes whose prices differ from the source's, and classes of the source that `costs.toml` lacks.
fn price_differences(world: &World, check: &PriceCheck, costs: &CostTable) -> Result<Problems, Problems> {
    let Some(source) = world.sources.tables.get(&check.source) else {
        let known = world.sources.tables.keys().map(String::as_str);
        return Err(vec![problem::unknown(InputCode::RecipeSource, &world.file, "catalogue.price_check", &check.source, known)]);
    };
    let mut problems = Vec::new();
    for row in &source.rows {
        let name = text::key(row.text(&check.name));
        let class = costs.classes.iter().find(|class| text::key(&class.name_ja) == name);
        let published =
            [&check.renovation, &check.rebuild].map(|column| row.number(column).map(|price| price * check.kyen_per_unit));
        // Prices are printed with at most one decimal; anything closer is the same price.
        let agrees = |ours: f64, theirs: Option<f64>| theirs.is_some_and(|theirs| (ours - theirs).abs() < 0.05);
        let same = class.is_some_and(|c| agrees(c.renovation_kyen_m2, published[0]) && agrees(c.rebuild_kyen_m2, published[1]));
        if !same {
            let ours = class.map_or_else(|| "absent".to_owned(), |c| format!("{} / {}", c.renovation_kyen_m2, c.rebuild_kyen_m2));
            let found =
                format!("{}: {ours} in costs.toml, {published:?} in the source (thousand yen per m²)", row.text(&check.name));
            let why =
                Text::new("単価表は資料と一致するとレシピがいいます", "the recipe says that costs.toml agrees with this source");
            let repair = Text::new("costs.toml か price_check を直してください", "correct costs.toml or `price_check`");
            problems.push(problem::at(InputCode::RecipeContent, "costs.toml", "class", found, why, repair));
        }
    }
    Ok(problems)
}
