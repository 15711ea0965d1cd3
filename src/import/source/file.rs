//! CSV, TSV and GeoJSON of a source, cut to the columns the recipe uses.

use serde_json::Value;

use crate::error::{InputCode, InputError, Text};
use crate::geography::{LonLat, Outline, Rings};
use crate::import::problem::{self, Problems};
use crate::import::recipe::SourceSpec;
use crate::import::table::{Cell, Row, Table};
use crate::import::text;

/// Parses the decoded content of a source by the ending of its name.
pub(super) fn parse(name: &str, file: &str, spec: &SourceSpec, content: &str) -> Result<Table, Problems> {
    let plain = file.strip_suffix(".gz").unwrap_or(file).to_ascii_lowercase();
    let ends = |ending: &str| plain.ends_with(ending);
    let table = if ends(".geojson") || ends(".json") {
        parse_geojson(name, file, spec, content)?
    } else if ends(".tsv") {
        parse_delimited(name, file, spec, content, b'\t')?
    } else if ends(".csv") {
        parse_delimited(name, file, spec, content, b',')?
    } else {
        let repair = Text::new("csv・tsv・geojson（.gz も可）にしてください", "use csv, tsv or geojson, optionally .gz");
        return Err(vec![unreadable(file, "a name with another ending", repair)]);
    };
    if table.rows.is_empty() {
        let why = Text::new("資料には行が必要です", "a source needs rows");
        let repair = Text::new("ファイルを確かめてください", "check the file");
        return Err(vec![problem::at(InputCode::EmptyTable, file, "", "no rows", why, repair)]);
    }
    Ok(table)
}

fn parse_delimited(name: &str, file: &str, spec: &SourceSpec, content: &str, delimiter: u8) -> Result<Table, Problems> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(content.as_bytes());
    let broken = |error: &csv::Error| {
        let repair = Text::new("行の列数と引用符を確かめてください", "check the number of columns and the quotes of this row");
        vec![unreadable(file, &error.to_string(), repair)]
    };
    let headers: Vec<String> = reader.headers().map_err(|error| broken(&error))?.iter().map(str::to_owned).collect();
    let position = |column: &str| headers.iter().position(|header| header == column);
    let mut problems = Vec::new();
    let mut wanted = Vec::new();
    for (working, column) in &spec.columns {
        match position(column) {
            Some(index) => wanted.push((working.clone(), index)),
            None => problems.push(missing(file, column, &headers)),
        }
    }
    let mut coordinate = |column: &Option<String>| {
        let column = column.as_ref()?;
        position(column).or_else(|| {
            problems.push(missing(file, column, &headers));
            None
        })
    };
    let lon_lat = coordinate(&spec.lon).zip(coordinate(&spec.lat));
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut table = Table { columns: spec.columns.keys().cloned().collect(), rows: Vec::new() };
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| broken(&error))?;
        let number = index + 2;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let cells = wanted.iter().map(|(working, at)| (working.clone(), Cell { text: cell(*at).to_owned(), grade: spec.grade }));
        let mut row = Row { source: name.to_owned(), number, cells: cells.collect(), ..Row::default() };
        if let Some((lon, lat)) = lon_lat {
            match (text::number(cell(lon)), text::number(cell(lat))) {
                (Some(lon), Some(lat)) if on_earth(lon, lat) => row.point = Some((LonLat { lon, lat }, spec.grade)),
                _ => problems.push(coordinate_problem(file, number, &format!("{}, {}", cell(lon), cell(lat)))),
            }
        }
        table.rows.push(row);
    }
    if problems.is_empty() { Ok(table) } else { Err(problems) }
}

fn parse_geojson(name: &str, file: &str, spec: &SourceSpec, content: &str) -> Result<Table, Problems> {
    let repair = Text::new("GeoJSON の FeatureCollection にしてください", "use a GeoJSON FeatureCollection");
    let root: Value =
        serde_json::from_str(content).map_err(|error| vec![unreadable(file, &error.to_string(), repair.clone())])?;
    let features = root
        .get("features")
        .and_then(Value::as_array)
        .ok_or_else(|| vec![unreadable(file, "JSON without `features`", repair.clone())])?;
    let mut problems = Vec::new();
    let mut table = Table { columns: spec.columns.keys().cloned().collect(), rows: Vec::new() };
    for column in spec.columns.values() {
        if !features.iter().any(|feature| feature.pointer("/properties").is_some_and(|p| p.get(column).is_some())) {
            let known: Vec<String> = features
                .first()
                .and_then(|f| f.get("properties")?.as_object())
                .into_iter()
                .flat_map(|p| p.keys().cloned())
                .collect();
            problems.push(missing(file, column, &known));
        }
    }
    for (index, feature) in features.iter().enumerate() {
        let mut row = Row { source: name.to_owned(), number: index + 1, ..Row::default() };
        for (working, column) in &spec.columns {
            let text = match feature.get("properties").and_then(|properties| properties.get(column)) {
                Some(Value::String(text)) => text.trim().to_owned(),
                None | Some(Value::Null) => String::new(),
                Some(other) => other.to_string(),
            };
            row.cells.insert(working.clone(), Cell { text, grade: spec.grade });
        }
        match feature.get("geometry").map(geometry) {
            None | Some(Shape::Nothing) => {}
            Some(Shape::Point(point)) => row.point = Some((point, spec.grade)),
            Some(Shape::Polygons(rings)) => {
                let outline = Outline::new(&rings);
                row.point = outline.centroid().map(|point| (point, spec.grade));
                row.outline = Some(outline);
            }
            Some(Shape::Broken(what)) => problems.push(coordinate_problem(file, index + 1, &what)),
        }
        table.rows.push(row);
    }
    if problems.is_empty() { Ok(table) } else { Err(problems) }
}

enum Shape {
    Nothing,
    Point(LonLat),
    Polygons(Vec<Rings>),
    Broken(String),
}

fn geometry(value: &Value) -> Shape {
    let coordinates = value.get("coordinates");
    let kind = value.get("type").and_then(Value::as_str);
    let found = match (kind, coordinates) {
        (None, _) => return Shape::Nothing,
        (Some("Point"), Some(position)) => lon_lat(position).map(Shape::Point),
        (Some("Polygon"), Some(rings)) => polygon(rings).map(|rings| Shape::Polygons(vec![rings])),
        (Some("MultiPolygon"), Some(polygons)) => {
            polygons.as_array().and_then(|list| list.iter().map(polygon).collect::<Option<Vec<_>>>()).map(Shape::Polygons)
        }
        _ => None,
    };
    found.unwrap_or_else(|| Shape::Broken(format!("geometry {}", kind.unwrap_or("without type"))))
}

fn polygon(rings: &Value) -> Option<Rings> {
    rings.as_array()?.iter().map(|ring| ring.as_array()?.iter().map(lon_lat).collect()).collect()
}

fn lon_lat(position: &Value) -> Option<LonLat> {
    let (lon, lat) = (position.get(0)?.as_f64()?, position.get(1)?.as_f64()?);
    on_earth(lon, lat).then_some(LonLat { lon, lat })
}

fn on_earth(lon: f64, lat: f64) -> bool {
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}

fn missing(file: &str, column: &str, known: &[String]) -> InputError {
    problem::unknown(InputCode::RecipeSource, file, column, column, known.iter().map(String::as_str))
}

fn coordinate_problem(file: &str, row: usize, found: &str) -> InputError {
    let why = Text::new("座標は経度・緯度（度）です", "coordinates are longitude and latitude in degrees");
    let repair = Text::new("資料の座標系と列を確かめてください", "check the source's coordinate system and columns");
    let mut found = problem::at(InputCode::Coordinate, file, "", found, why, repair);
    found.place.row = Some(row);
    found.place.field = None;
    found
}

fn unreadable(file: &str, found: &str, repair: Text) -> InputError {
    let why = Text::new("名前の示す形式で読めなければなりません", "a source must be of the format its name says");
    let mut found = problem::at(InputCode::FileUnreadable, file, "", found, why, repair);
    found.place.field = None;
    found
}
