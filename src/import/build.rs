//! Builds the tables of the project folder in order: demand, schools, functions, facilities, buildings.

use std::collections::{BTreeMap, BTreeSet};

use super::Comparison;
use super::fill::World;
use super::population;
use super::problem::{self, Problems};
use super::recipe::{Recipe, SiteSpec, TableSpec};
use super::schema;
use super::table::{Cell, Row, Table};
use super::text;
use crate::error::{InputCode, Text};
use crate::geography::LonLat;
use crate::project::Grade;

/// Fills `world.tables`; comparisons are those of the population estimate.
pub(super) fn build(recipe: &Recipe, world: &mut World) -> Result<Vec<Comparison>, Problems> {
    let mut demand = rows_of(world, &recipe.table.demand);
    world.fill("demand", &mut demand, &recipe.table.demand)?;
    let comparisons = match &recipe.population {
        Some(spec) => {
            let found = population::estimate(world, spec, &mut demand)?;
            for band in spec.ages.keys() {
                world.count(
                    "demand",
                    &format!("{band}_{}", spec.fy),
                    "population",
                    Some(&spec.why),
                    spec.grade,
                    demand.rows.len(),
                );
            }
            found
        }
        None => Vec::new(),
    };
    finish(world, "demand", demand)?;

    let mut schools = rows_of(world, &recipe.table.schools);
    world.fill("schools", &mut schools, &recipe.table.schools)?;
    finish(world, "schools", schools)?;

    let mut functions = rows_of(world, &recipe.table.functions);
    if let Some(site) = &recipe.table.functions.site {
        share_places(world, site, &mut functions);
    }
    world.fill("functions", &mut functions, &recipe.table.functions)?;
    world.tables.insert("functions".to_owned(), functions);

    let mut facilities = facilities(world);
    world.fill("facilities", &mut facilities, &recipe.table.facilities)?;
    finish(world, "facilities", facilities)?;
    let functions = housed(world);
    finish(world, "functions", functions)?;

    if let Some(spec) = &recipe.table.buildings {
        let mut buildings = rows_of(world, spec);
        world.fill("buildings", &mut buildings, spec)?;
        finish(world, "buildings", buildings)?;
    }
    Ok(comparisons)
}

fn rows_of(world: &World, spec: &TableSpec) -> Table {
    let mut table = Table::default();
    for source in spec.sources.iter().filter_map(|name| world.sources.tables.get(name)) {
        table.columns.extend(source.columns.iter().cloned());
        table.rows.extend(source.rows.iter().cloned());
    }
    table
}

/// Gives every function `_site`, the key of its place: a school's id, or the folded value of the site column; without a
/// value a function is a site of its own. Functions without a point take that of their place.
fn share_places(world: &World, site: &SiteSpec, functions: &mut Table) {
    let schools: BTreeMap<String, (&Cell, _)> = world
        .tables
        .get("schools")
        .into_iter()
        .flat_map(|table| &table.rows)
        .filter_map(|row| Some((text::key(row.text(site.school_by.as_ref()?)), (row.get("id")?, row.point))))
        .filter(|(key, _)| !key.is_empty())
        .collect();
    let mut points: BTreeMap<String, (LonLat, Grade)> = BTreeMap::new();
    for (index, row) in functions.rows.iter_mut().enumerate() {
        let own = text::key(row.text(&site.by));
        let grade = row.get(&site.by).map_or(Grade::Derived, |cell| cell.grade.max(Grade::Derived));
        let key = if own.is_empty() { format!("alone {index}") } else { own };
        if let Some((id, point)) = schools.get(&key) {
            row.fields.insert("_school".to_owned(), Cell { text: id.text.clone(), grade });
            row.point = row.point.or(*point);
        }
        if let Some(point) = row.point {
            points.entry(key.clone()).or_insert(point);
        }
        row.fields.insert("_site".to_owned(), Cell { text: key, grade });
    }
    for row in &mut functions.rows {
        row.point = row.point.or_else(|| points.get(row.text("_site")).copied());
    }
    functions.columns.extend(["_site".to_owned(), "_school".to_owned()]);
}

/// One row for each place of functions outside schools: a copy of its largest function, by floor, then by id.
fn facilities(world: &World) -> Table {
    let Some(functions) = world.tables.get("functions") else { return Table::default() };
    let mut places: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in functions.rows.iter().filter(|row| row.text("_school").is_empty()) {
        places.entry(row.text("_site")).or_default().push(row);
    }
    let mut table = Table { columns: functions.columns.clone(), rows: Vec::new() };
    for rows in places.values_mut() {
        rows.sort_by(|a, b| {
            let floor = |row: &Row| row.number("gfa_m2").unwrap_or(0.0);
            floor(b).total_cmp(&floor(a)).then_with(|| a.text("id").cmp(b.text("id")))
        });
        let Some(largest) = rows.first() else { continue };
        let mut site = (*largest).clone();
        site.point = rows.iter().find_map(|row| row.point);
        // Values of the function are columns of the site's origin, not fields of the site.
        site.cells.extend(std::mem::take(&mut site.fields));
        table.rows.push(site);
    }
    table
}

/// Functions with `building_id`: the school they are in, or the facility of their place.
fn housed(world: &mut World) -> Table {
    let mut functions = world.tables.remove("functions").unwrap_or_default();
    let sites: BTreeMap<String, String> = world
        .tables
        .get("facilities")
        .into_iter()
        .flat_map(|table| &table.rows)
        .map(|row| (row.text("_site").to_owned(), row.text("id").to_owned()))
        .collect();
    for row in &mut functions.rows {
        let grade = row.get("_site").map_or(Grade::Derived, |cell| cell.grade);
        let home = match row.text("_school") {
            "" => sites.get(row.text("_site")).cloned(),
            school => Some(school.to_owned()),
        };
        if let (Some(text), None) = (home, row.fields.get("building_id")) {
            row.fields.insert("building_id".to_owned(), Cell { text, grade });
        }
    }
    functions
}

/// Sorts by id, checks needed fields, ids and points, and keeps the table.
fn finish(world: &mut World, name: &str, mut table: Table) -> Result<(), Problems> {
    let mut problems = Vec::new();
    let place = format!("table.{name}");
    for field in schema::fields(name).into_iter().filter(|field| field.is_needed) {
        let blank: Vec<String> = table
            .rows
            .iter()
            .filter(|row| row.fields.get(field.name).is_none_or(|cell| cell.text.is_empty()))
            .map(Row::label)
            .collect();
        if !blank.is_empty() {
            let rows = problem::shortened(&blank.iter().map(String::as_str).collect::<Vec<_>>());
            let why = Text::new("この項目は必須です", "this field is needed");
            let repair =
                Text::new("fill を加えるか、行を理由付きで drop してください", "add a fill, or drop the rows with a reason");
            let found = format!("{} blank: {rows}", blank.len());
            problems.push(problem::at(
                InputCode::FieldMissing,
                &world.file,
                &format!("{place}.field {}", field.name),
                found,
                why,
                repair,
            ));
        }
    }
    let mut ids = BTreeSet::new();
    let twice: Vec<&str> = table.rows.iter().map(|row| row.text("id")).filter(|id| !id.is_empty() && !ids.insert(*id)).collect();
    if !twice.is_empty() {
        let why = Text::new("id は一意でなければなりません", "ids must be unique");
        let repair = Text::new("別の列を id にしてください", "fill the id from another column");
        problems.push(problem::at(InputCode::DuplicateId, &world.file, &place, problem::shortened(&twice), why, repair));
    }
    let lost: Vec<String> = table.rows.iter().filter(|row| row.point.is_none()).map(Row::label).collect();
    if matches!(name, "demand" | "schools" | "facilities") && !lost.is_empty() {
        let why = Text::new("位置が必要です", "a place needs a point");
        let repair = Text::new(
            "lon・lat、locate、または同じ敷地の行を与えてください",
            "give lon and lat, `locate`, or a row of the same site",
        );
        let rows = problem::shortened(&lost.iter().map(String::as_str).collect::<Vec<_>>());
        problems.push(problem::at(InputCode::FieldMissing, &world.file, &place, rows, why, repair));
    }
    if table.rows.is_empty() {
        let why = Text::new("表には行が必要です", "a table needs rows");
        let repair = Text::new("sources と drop を確かめてください", "check `sources` and `drop`");
        problems.push(problem::at(InputCode::EmptyTable, &world.file, &place, "no rows", why, repair));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    table.rows.sort_by(|a, b| a.text("id").cmp(b.text("id")));
    world.tables.insert(name.to_owned(), table);
    Ok(())
}
