//! GeoPackages: tables as one SQLite file that GIS programs open, with styles inside, the same bytes for the same tables.
//!
//! # Source
//! OGC 12-128r17, GeoPackage Encoding Standard 1.3: 1.1 (core), 2.1 (features), 2.4 (attributes), annex F.3 (spatial index)
//! and F.9 (schema). `layer_styles` is how QGIS keeps styles in databases.

mod definitions;

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::codes::Codes;
use super::geometry::{Envelope, SRS_ID};
use super::table::{Cell, Column, Table};
use crate::lang::Lang;

/// When every table is said to have changed: equal runs give equal bytes, so no clock is asked.
const LAST_CHANGE: &str = "2000-01-01T00:00:00.000Z";

/// The tables as a GeoPackage; titles and styles are in `lang`.
///
/// # Errors
/// What SQLite refuses: a table with more columns than it allows, or no memory.
pub(super) fn package(tables: &[Table], lang: Lang) -> rusqlite::Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(definitions::CORE)?;
    for (name, id, organization, definition) in definitions::SYSTEMS {
        let sql = "INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?2, ?4, NULL)";
        connection.execute(sql, params![name, id, organization, definition])?;
    }
    let transaction = connection.unchecked_transaction()?;
    for table in tables {
        add_table(&connection, table, lang)?;
    }
    add_codes(&connection, tables, lang)?;
    add_styles(&connection, tables, lang)?;
    transaction.commit()?;
    connection.execute_batch("VACUUM")?;
    Ok(connection.serialize("main")?.to_vec())
}

fn add_table(connection: &Connection, table: &Table, lang: Lang) -> rusqlite::Result<()> {
    connection.execute_batch(&definitions::create(table))?;
    let rtree = table.shape.map(|_| format!("rtree_{}_geom", table.name));
    if let Some(rtree) = &rtree {
        connection.execute_batch(&format!("CREATE VIRTUAL TABLE \"{rtree}\" USING rtree(id, minx, maxx, miny, maxy)"))?;
    }
    let places: Vec<String> = (1..=table.columns.len() + 1 + usize::from(rtree.is_some())).map(|n| format!("?{n}")).collect();
    let mut row_in = connection.prepare(&format!("INSERT INTO \"{}\" VALUES ({})", table.name, places.join(", ")))?;
    let mut box_in = match &rtree {
        Some(rtree) => Some(connection.prepare(&format!("INSERT INTO \"{rtree}\" VALUES (?1, ?2, ?3, ?4, ?5)"))?),
        None => None,
    };
    let mut extent: Option<Envelope> = None;
    for (fid, row) in (1_i64..).zip(&table.rows) {
        let mut values = vec![Value::Integer(fid)];
        if table.shape.is_some() {
            values.push(row.shape.as_ref().map_or(Value::Null, |shape| Value::Blob(shape.blob())));
        }
        values.extend(row.cells.iter().map(value));
        row_in.execute(params_from_iter(values))?;
        let envelope = row.shape.as_ref().and_then(super::geometry::Shape::envelope);
        if let (Some(envelope), Some(box_in)) = (envelope, &mut box_in) {
            box_in.execute(params![fid, envelope.west, envelope.east, envelope.south, envelope.north])?;
            extent = Some(extent.map_or(envelope, |extent| extent.with(envelope)));
        }
    }
    let kind = if table.shape.is_some() { "features" } else { "attributes" };
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            table.name,
            kind,
            table.title.in_lang(lang),
            table.description.in_lang(lang),
            LAST_CHANGE,
            extent.map(|e| e.west),
            extent.map(|e| e.south),
            extent.map(|e| e.east),
            extent.map(|e| e.north),
            table.shape.map(|_| SRS_ID),
        ],
    )?;
    if let Some(shape) = table.shape {
        let sql = "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)";
        connection.execute(sql, params![table.name, shape.as_str(), SRS_ID])?;
        let sql = "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', ?2, 'write-only')";
        connection.execute(sql, params![table.name, definitions::RTREE_EXTENSION])?;
        connection.execute_batch(&definitions::triggers(table.name))?;
    }
    for column in &table.columns {
        add_words(connection, table.name, column, lang)?;
    }
    Ok(())
}

/// What a column is called, with the other language as its description, and the codes it is taken from.
fn add_words(connection: &Connection, table: &str, column: &Column, lang: Lang) -> rusqlite::Result<()> {
    let other = match lang {
        Lang::Ja => &column.title.en,
        Lang::En => &column.title.ja,
    };
    connection.execute(
        "INSERT INTO gpkg_data_columns VALUES (?1, ?2, NULL, ?3, ?4, NULL, ?5)",
        params![table, column.name, text(column.title.in_lang(lang)), text(other), column.codes.map(Codes::as_str)],
    )?;
    Ok(())
}

/// The lists of codes that some column is taken from.
fn add_codes(connection: &Connection, tables: &[Table], lang: Lang) -> rusqlite::Result<()> {
    let is_used = |codes: &Codes| tables.iter().flat_map(|table| &table.columns).any(|column| column.codes == Some(*codes));
    for codes in Codes::ALL.into_iter().filter(is_used) {
        for (code, words) in codes.words() {
            connection.execute(
                "INSERT INTO gpkg_data_column_constraints VALUES (?1, 'enum', ?2, NULL, NULL, NULL, NULL, ?3)",
                params![codes.as_str(), code, words.in_lang(lang)],
            )?;
        }
    }
    Ok(())
}

fn add_styles(connection: &Connection, tables: &[Table], lang: Lang) -> rusqlite::Result<()> {
    for (id, table) in (1_i64..).zip(tables) {
        connection.execute(
            "INSERT INTO layer_styles VALUES (?1, '', '', ?2, ?3, ?4, ?5, '', 1, ?6, '', NULL, ?7)",
            params![
                id,
                table.name,
                if table.shape.is_some() { "geom" } else { "" },
                table.name,
                table.style.qml(&table.columns, lang),
                table.description.in_lang(lang),
                LAST_CHANGE,
            ],
        )?;
    }
    let description = lang.pick("QGISの表示設定", "styles for QGIS");
    let sql =
        "INSERT INTO gpkg_contents VALUES ('layer_styles', 'attributes', 'layer_styles', ?1, ?2, NULL, NULL, NULL, NULL, NULL)";
    connection.execute(sql, params![description, LAST_CHANGE])?;
    Ok(())
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(said) => Value::Text(text(said)),
        Cell::Whole(number) => Value::Integer(*number),
        Cell::Real(number) => Value::Real(*number),
    }
}

/// A text that programs in C read to its end.
fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
