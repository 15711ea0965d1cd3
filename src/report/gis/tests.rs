//! `plan.gpkg` and `plan.qgz` as programs read them: by the standard's tables, against the GeoJSON and CSV beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use rusqlite::{Connection, OptionalExtension as _};
use serde_json::Value;

use super::columns::is_described;
use super::geometry::Shape;
use super::geometry::tests::decoded;
use super::layers::plan_tables;
use super::{Layers, PACKAGE, PROJECT};
use crate::lang::Lang;
use crate::report::book::Book;
use crate::report::layer_check::check_layer;
use crate::report::sample::{Sample, sample};
use crate::report::{access, facilities, functions, losers, moves, schools};

fn files(sample: &Sample) -> BTreeMap<String, Vec<u8>> {
    sample.with_measured(|run| crate::report::files(run).unwrap())
}

/// The GeoPackage among files, opened as a reader of it would.
fn opened(files: &BTreeMap<String, Vec<u8>>) -> (tempfile::TempDir, Connection) {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join(PACKAGE);
    std::fs::write(&path, &files[PACKAGE]).unwrap();
    let connection = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    (room, connection)
}

fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn texts(connection: &Connection, sql: &str) -> Vec<String> {
    connection.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn rows(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = files[name].strip_prefix("\u{feff}".as_bytes()).unwrap();
    csv::Reader::from_reader(text).deserialize().map(|row| row.unwrap()).collect()
}

/// The sample with demand points that are points.
fn with_points() -> Sample {
    let mut sample = sample("館");
    for point in &mut sample.project.demand {
        point.outline = None;
    }
    sample
}

/// The text of the project among files.
fn project(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(files[PROJECT].as_slice())).unwrap();
    let mut text = String::new();
    archive.by_name("plan.qgs").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_file_has_the_marks_and_tables_of_a_geopackage_and_no_journal() {
    let files = files(&sample("館"));
    let bytes = &files[PACKAGE];
    assert!(bytes.starts_with(b"SQLite format 3\0"));
    // Bytes 18 and 19 of the header: 1 = rollback journal, 2 = WAL; 68: application id; 60: user version.
    assert_eq!((bytes[18], bytes[19]), (1, 1));
    assert_eq!((&bytes[68..72], &bytes[60..64]), (b"GPKG".as_slice(), 10_300_u32.to_be_bytes().as_slice()));
    let (_room, connection) = opened(&files);
    assert_eq!(texts(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert!(connection.query_row("PRAGMA foreign_key_check", [], |_| Ok(())).optional().unwrap().is_none());
    let tables = texts(&connection, "SELECT name FROM sqlite_master WHERE type = 'table'");
    for needed in
        ["gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gpkg_data_columns", "layer_styles"]
    {
        assert!(tables.iter().any(|table| table == needed), "{needed}");
    }
    let systems = texts(&connection, "SELECT CAST(srs_id AS TEXT) FROM gpkg_spatial_ref_sys ORDER BY srs_id");
    assert_eq!(systems, ["-1", "0", "4326"]);
}

#[test]
fn every_layer_of_the_list_is_there_with_its_index_and_triggers() {
    let (_room, connection) = opened(&files(&sample("館")));
    let layers = texts(&connection, "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY table_name");
    let wanted = ["access", "catchments", "demand", "facilities", "facility_events", "functions", "losers", "moves", "schools"];
    assert_eq!(layers, wanted);
    let others = texts(&connection, "SELECT table_name FROM gpkg_contents WHERE data_type = 'attributes' ORDER BY table_name");
    assert_eq!(others, ["costs_by_year", "layer_styles", "run_info"]);
    for layer in layers {
        let triggers =
            number(&connection, &format!("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{layer}'"));
        assert_eq!(triggers, 6, "{layer}");
        let shapes = number(&connection, &format!("SELECT count(geom) FROM {layer}"));
        assert_eq!(number(&connection, &format!("SELECT count(*) FROM rtree_{layer}_geom")), shapes, "{layer}");
    }
}

#[test]
fn layers_have_the_features_of_the_geojson_of_the_same_name() {
    let files = files(&sample("館"));
    let (_room, connection) = opened(&files);
    for (table, file) in [
        ("facilities", "facilities"),
        ("schools", "schools"),
        ("functions", "functions"),
        ("moves", "moves"),
        ("losers", "losers"),
        ("demand", "access"),
    ] {
        let features = check_layer(file, &files[&format!("{file}.geojson")]);
        let ids: Vec<&str> = features.iter().map(|feature| feature["id"].as_str().unwrap()).collect();
        assert_eq!(texts(&connection, &format!("SELECT id FROM {table} ORDER BY fid")), ids, "{table}");
        let mut blobs = connection.prepare(&format!("SELECT geom FROM {table} ORDER BY fid")).unwrap();
        let blobs: Vec<Option<Vec<u8>>> = blobs.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for (feature, blob) in features.iter().zip(blobs) {
            assert_eq!(blob.as_deref().map(decoded), Shape::of_geojson(&feature["geometry"]), "{table} {}", feature["id"]);
        }
    }
}

#[test]
fn walks_costs_and_catchments_tie_out_with_the_tables() {
    let sample = sample("館");
    let files = files(&sample);
    let (_room, connection) = opened(&files);
    let csv = rows(&files, "access.csv");
    let pairs: BTreeSet<(&str, &str)> =
        csv.iter().map(|row| (row["demand_id"].as_str(), row["period_start_fy"].as_str())).collect();
    assert_eq!(number(&connection, "SELECT count(*) FROM access"), i64::try_from(pairs.len()).unwrap());
    let row = csv.iter().find(|row| row["kind"] == "library" && row["period_start_fy"] == "2032").unwrap();
    let sql = format!("SELECT library_walk_m FROM access WHERE demand_id = '{}' AND from_fy = 2032", row["demand_id"]);
    let walk: f64 = connection.query_row(&sql, [], |row| row.get(0)).unwrap();
    assert_eq!(walk.to_string(), row["after_m"].parse::<f64>().unwrap().to_string());
    let paid: i64 = rows(&files, "costs.csv").iter().map(|row| row["nominal_jpy"].parse::<i64>().unwrap()).sum();
    assert_eq!(number(&connection, "SELECT sum(net_cost_jpy) FROM costs_by_year"), paid);
    let natures = "construction_jpy + extension_jpy + renovation_jpy + design_jpy + demolition_jpy + temporary_jpy + moving_jpy";
    assert_eq!(number(&connection, &format!("SELECT count(*) FROM costs_by_year WHERE investment_jpy <> {natures}")), 0);
    // Two demand points and two kinds with a place, today: four walks.
    assert_eq!(number(&connection, "SELECT sum(demand_points) FROM catchments WHERE valid_from IS NULL"), 4);
    let now = "valid_from <= '2033-01-01' AND valid_to >= '2033-01-01'";
    assert_eq!(number(&connection, &format!("SELECT sum(demand_points) FROM catchments WHERE {now}")), 4);
    assert_eq!(
        number(&connection, &format!("SELECT count(*) FROM catchments WHERE {now} AND function_id = 'K1' AND site_id = 'S1'")),
        1
    );
}

#[test]
fn states_of_a_site_follow_each_other_without_a_gap() {
    let files = files(&sample("館"));
    let (_room, connection) = opened(&files);
    let mut events = connection
        .prepare("SELECT facility_id, state, from_fy, to_fy, valid_from, valid_to FROM facility_events ORDER BY fid")
        .unwrap();
    let mut by_site: BTreeMap<String, Vec<(String, i64, i64)>> = BTreeMap::new();
    let mut rows = events.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (from, to): (i64, i64) = (row.get(2).unwrap(), row.get(3).unwrap());
        assert_eq!(row.get::<_, String>(4).unwrap(), format!("{from}-04-01"));
        assert_eq!(row.get::<_, String>(5).unwrap(), format!("{}-03-31", to + 1));
        by_site.entry(row.get(0).unwrap()).or_default().push((row.get(1).unwrap(), from, to));
    }
    for (site, states) in &by_site {
        assert_eq!((states[0].1, states[states.len() - 1].2), (2022, 2036), "{site}");
        assert!(states.windows(2).all(|pair| pair[0].2 + 1 == pair[1].1 && pair[0].0 != pair[1].0), "{site}: {states:?}");
    }
    // The first school is in works from 2025 to 2027 and a hub from 2028; the library's site is sold from 2032.
    let said = |site: &str| by_site[site].iter().map(|(state, from, _)| format!("{state} {from}")).collect::<Vec<_>>();
    assert_eq!(said("S1"), ["in_use 2022", "works 2025", "hub 2028"]);
    assert_eq!(said("F1"), ["in_use 2022", "sold 2032"]);
    assert_eq!(said("F1").last().map(String::as_str), Some("sold 2032"));
    let facilities = check_layer("facilities", &files["facilities.geojson"]);
    for feature in &facilities {
        let last = by_site[feature["id"].as_str().unwrap()].last().unwrap().0.as_str();
        assert_eq!(feature["properties"]["state_2036"], last);
    }
}

#[test]
fn columns_are_plain_and_told_in_the_language_of_the_run() {
    let mut english = sample("Library");
    english.lang = Lang::En;
    for (sample, title) in [(sample("館"), "有効開始日"), (english, "valid from")] {
        let (_room, connection) = opened(&files(&sample));
        let mut columns = connection.prepare("SELECT table_name, column_name, title FROM gpkg_data_columns").unwrap();
        let mut rows = columns.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let name: String = row.get(1).unwrap();
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(name.len() <= 63 && name.chars().all(is_plain), "{name}");
            assert!(!row.get::<_, String>(2).unwrap().is_empty(), "{name}");
        }
        let sql = "SELECT title FROM gpkg_data_columns WHERE table_name = 'facility_events' AND column_name = 'valid_from'";
        assert_eq!(texts(&connection, sql), [title]);
        let styles = texts(&connection, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'facility_events'");
        assert!(styles[0].contains(&format!("<alias field=\"valid_from\" name=\"{title}\"/>")), "{}", styles[0]);
        assert_eq!(number(&connection, "SELECT count(*) FROM layer_styles WHERE useAsDefault = 1"), 11);
    }
}

#[test]
fn every_column_has_words_of_its_own_and_every_code_is_listed() {
    let sample = crate::report::whole::whole();
    crate::report::whole::with(&sample, |run| {
        let book = Book::new(run).unwrap();
        let walks = crate::metrics::access_by_point(run.instance, run.plan);
        let lost = &run.metrics.access.losers;
        let layers = Layers {
            facilities: &facilities::facilities_layer(&book),
            schools: &schools::schools_layer(&book),
            functions: &functions::functions_layer(&book),
            moves: &moves::moves_layer(&book),
            access: &access::access_layer(&book, &walks),
            losers: &losers::losers_layer(&book, lost),
        };
        for table in plan_tables(&book, &walks, &layers) {
            for (index, column) in table.columns.iter().enumerate() {
                assert!(is_described(column), "{}.{}", table.name, column.name);
                let Some(codes) = column.codes else { continue };
                let known: Vec<&str> = codes.words().into_iter().map(|(code, _)| code).collect();
                for row in &table.rows {
                    if let super::table::Cell::Text(code) = &row.cells[index] {
                        assert!(known.contains(&code.as_str()), "{}.{}: {code}", table.name, column.name);
                    }
                }
            }
            assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()), "{}", table.name);
        }
    });
}

#[test]
fn a_layer_without_features_has_the_columns_of_one_with() {
    let columns = |sample: &Sample, table: &str| {
        let (_room, connection) = opened(&files(sample));
        texts(&connection, &format!("SELECT name FROM pragma_table_info('{table}')"))
    };
    let mut still = sample("館");
    for function in &mut still.plan.functions {
        function.decision = crate::plan::FunctionDecision::Stay;
    }
    let mut near = sample("館");
    near.project.scenario.report.loser_threshold_m = 1.0;
    for (with, without, table) in [(sample("館"), &still, "moves"), (near, &still, "losers")] {
        let (_room, connection) = opened(&files(&with));
        assert!(number(&connection, &format!("SELECT count(*) FROM {table}")) > 0, "{table}");
        let (_room, connection) = opened(&files(without));
        assert_eq!(number(&connection, &format!("SELECT count(*) FROM {table}")), 0, "{table}");
        assert_eq!(columns(&with, table), columns(without, table), "{table}");
    }
}

#[test]
fn points_of_demand_are_joined_to_their_places_by_lines() {
    let files = files(&with_points());
    let (_room, connection) = opened(&files);
    let kind = "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = 'catchments'";
    assert_eq!(texts(&connection, kind), ["MULTILINESTRING"]);
    let sql = "SELECT geom FROM catchments WHERE function_id = 'K1' AND valid_from IS NULL";
    let Shape::Lines(lines) = decoded(&connection.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0)).unwrap()) else { panic!() };
    // Both demand points walk to the library at 139.65, 35.65.
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| format!("{:?}", line[1]) == "[139.65, 35.65]"), "{lines:?}");
    let (_room, areas) = opened(&self::files(&sample("館")));
    let Shape::Areas(parts) = decoded(&areas.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0)).unwrap()) else { panic!() };
    // The two cells share a border, which is dissolved: one part with one ring.
    assert_eq!((parts.len(), parts[0].len()), (1, 1), "{parts:?}");
}

#[test]
fn a_municipality_with_an_outline_has_it_as_a_layer() {
    let mut sample = sample("館");
    sample.project.boundary = sample.project.demand[0].outline.clone();
    let files = files(&sample);
    let (_room, connection) = opened(&files);
    let Shape::Areas(parts) =
        decoded(&connection.query_row("SELECT geom FROM boundary", [], |row| row.get::<_, Vec<u8>>(0)).unwrap())
    else {
        panic!()
    };
    // One square: four corners and the first again.
    assert_eq!((parts.len(), parts[0].len(), parts[0][0].len()), (1, 1, 5));
    assert!(project(&files).contains("layername=boundary<"));
}

#[test]
fn hostile_and_very_long_names_stay_text() {
    let long = "長い名前の施設です".repeat(34);
    for name in ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", long.as_str(), "a\u{0}b\u{1}\"'&]]>"] {
        let mut sample = sample(name);
        sample.project.kinds.kinds[0].name_ja = name.to_owned();
        sample.project.scenario.name = name.to_owned();
        let files = files(&sample);
        let (_room, connection) = opened(&files);
        let stored = texts(&connection, "SELECT name FROM facilities WHERE id = 'F1'");
        assert_eq!(stored, [name.replace('\0', "\u{fffd}")]);
        for text in texts(&connection, "SELECT styleQML FROM layer_styles").iter().chain([&project(&files)]) {
            well_formed(text);
        }
    }
}

fn well_formed(text: &str) {
    assert!(!text.contains("<script"), "{text}");
    assert!(text.chars().all(|c| c >= ' ' || matches!(c, '\n' | '\t')), "a control character");
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(start) | quick_xml::events::Event::Empty(start) => {
                for attribute in start.attributes() {
                    attribute.unwrap();
                }
            }
            _ => {}
        }
    }
}

#[test]
fn the_project_names_its_layers_beside_it_and_runs_through_the_years() {
    let files = files(&sample("館"));
    let text = project(&files);
    let sources: Vec<&str> = text.split("<datasource>").skip(1).filter_map(|rest| rest.split("</datasource>").next()).collect();
    assert!(sources.len() >= 11 && sources.iter().all(|source| source.starts_with("./plan.gpkg|layername=")), "{sources:?}");
    let ids: Vec<&str> =
        text.split("<maplayer ").skip(1).filter_map(|rest| rest.split("<id>").nth(1)?.split('<').next()).collect();
    let unique: BTreeSet<&&str> = ids.iter().collect();
    assert!(unique.len() == ids.len() && ids.iter().all(|id| id.len() > 10), "{ids:?}");
    assert!(text.contains("<authid>EPSG:6677</authid>"));
    assert!(text.contains("<start>2022-04-01T00:00:00Z</start><end>2037-04-01T00:00:00Z</end>"));
    assert!(!text.contains('\\') && !text.contains(env!("CARGO_MANIFEST_DIR")));
    // The time of the archive's member is fixed: 1980-01-01, the first a ZIP can hold.
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(files[PROJECT].as_slice())).unwrap();
    let time = archive.by_index(0).unwrap().last_modified().unwrap();
    assert_eq!((time.year(), time.month(), time.day()), (1980, 1, 1));
}

#[test]
fn losses_last_as_long_as_walks_are_longer_by_more_than_the_threshold() {
    let mut sample = sample("館");
    sample.project.scenario.report.loser_threshold_m = 100.0;
    let files = files(&sample);
    let (_room, connection) = opened(&files);
    let lost: Vec<Value> = check_layer("losers", &files["losers.geojson"]);
    assert!(!lost.is_empty());
    let sql = "SELECT valid_from || ' ' || valid_to FROM losers ORDER BY fid";
    for (feature, days) in lost.iter().zip(texts(&connection, sql)) {
        // The library moves for good in 2032: what grows then stays longer to the end of 2036.
        assert_eq!(days, format!("{}-04-01 2037-03-31", feature["properties"]["from_fy"]));
    }
}
