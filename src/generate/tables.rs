//! The tables of a project folder as text: GeoJSON with one feature a line, CSV, and the rest of the folder.

use serde_json::{Map, Value, json};

use super::ground::{Ground, Point, corners};
use super::people::{People, YEARS};
use super::stock::{BANDS, Building, Room, Site, Stock, district_name, region_name};
use super::targets::Targets;
use super::{Settings, Summary, money, origin, projection, question, streets};
use crate::project::{AGE_BANDS, Ownership};

/// A file of the folder.
pub(super) type Named = (&'static str, Vec<u8>);

/// Every file of the folder, in the order they are written.
pub(super) fn files(
    settings: &Settings,
    targets: &Targets,
    ground: &Ground,
    people: &People,
    stock: &Stock,
    summary: &Summary,
) -> Vec<Named> {
    let schools = stock.sites.iter().filter(|site| site.school.is_some());
    let facilities = stock.sites.iter().filter(|site| site.school.is_none());
    let mut files = vec![
        ("boundary.geojson", boundary(ground)),
        ("schools.geojson", collection(schools.map(|site| site_feature(people, site)))),
        ("facilities.geojson", collection(facilities.map(|site| site_feature(people, site)))),
        ("buildings.csv", buildings(stock)),
        ("functions.csv", functions(stock)),
        ("rooms.csv", rooms(stock)),
        ("demand.geojson", demand(ground, people)),
        ("population.csv", population(targets, people)),
        ("fiscal_frame.csv", fiscal_frame(targets)),
        ("kinds.toml", include_bytes!("../../data/defaults/kinds.toml").to_vec()),
        ("costs.toml", include_bytes!("../../data/defaults/costs.toml").to_vec()),
    ];
    if settings.streets {
        files.extend(streets::files(settings.seed, ground));
    }
    files.push(("scenario.toml", question::scenario(settings, stock, summary).into_bytes()));
    files.push(("SOURCE.md", origin::source(settings, targets, summary).into_bytes()));
    files
}

/// A feature collection with one feature a line, so that differences between versions read like those of a table.
fn collection(features: impl Iterator<Item = Value>) -> Vec<u8> {
    let lines: Vec<String> = features.map(|feature| feature.to_string()).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", lines.join(",\n")).into_bytes()
}

fn feature(geometry: &Value, properties: &Map<String, Value>) -> Value {
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

fn position(point: Point) -> Value {
    let at = point.lon_lat();
    json!([at.lon, at.lat])
}

fn polygon(ring: impl Iterator<Item = Point>) -> Value {
    json!({ "type": "Polygon", "coordinates": [ring.map(position).collect::<Vec<_>>()] })
}

fn boundary(ground: &Ground) -> Vec<u8> {
    let ring = ground.outline.iter().chain(ground.outline.first()).copied();
    let mut properties = Map::new();
    properties.insert("name".to_owned(), json!("架空の自治体"));
    properties.insert("source".to_owned(), json!("synthetic"));
    collection(std::iter::once(feature(&polygon(ring), &properties)))
}

fn demand(ground: &Ground, people: &People) -> Vec<u8> {
    let width = ground.cells.len().to_string().len();
    let features = ground.cells.iter().enumerate().map(|(n, cell)| {
        let mut properties = Map::new();
        let district = people.district[n];
        properties.insert("id".to_owned(), json!(format!("mesh-{:0width$}", n + 1)));
        properties.insert("district".to_owned(), json!(district_name(district)));
        properties.insert("region".to_owned(), json!(region_name(people.region[district])));
        for (year, fy) in YEARS.iter().enumerate() {
            for (band, name) in AGE_BANDS.iter().enumerate() {
                properties.insert(format!("{name}_{fy}"), json!(people.population[n][year][band]));
            }
        }
        properties.insert("source".to_owned(), json!("synthetic"));
        feature(&polygon(corners(cell).into_iter()), &properties)
    });
    collection(features)
}

fn site_feature(people: &People, site: &Site) -> Value {
    let mut properties = Map::new();
    let mut set = |name: &str, value: Value| {
        properties.insert(name.to_owned(), value);
    };
    let district = people.district[site.cell];
    set("id", json!(site.id));
    set("name", json!(site.name));
    if let Some(school) = &site.school {
        set("kind", json!(school.place.kind));
        set("yard_m2", json!(school.yard_m2));
        set("running_cost_kyen", json!(school.running_cost_kyen));
        for (fy, pupils) in YEARS.iter().zip(school.place.pupils) {
            set(&format!("pupils_{fy}"), json!(pupils));
        }
    }
    set("district", json!(district_name(district)));
    set("region", json!(region_name(people.region[district])));
    set("site_area_m2", json!(site.land_area_m2));
    set("zone", json!(site.land.zone));
    set("far_pct", json!(site.land.far_pct));
    set("bcr_pct", json!(site.land.bcr_pct));
    if let Some(limit) = site.land.height_limit_m {
        set("height_limit_m", json!(limit));
    }
    set("ownership", json!(site.ownership));
    if site.ownership == Ownership::Leased {
        set("annual_rent_kyen", json!(site.annual_rent_kyen));
    } else {
        set("land_price_yen_m2", json!(site.land.price_yen_m2));
    }
    set("shelter", json!(site.shelter));
    if let Some(building) = implied(site) {
        set("gfa_m2", json!(building.gfa_m2));
        set("built_fy", json!(building.built_fy));
        set("structure", json!(building.structure));
        set("floors", json!(building.floors));
        set("seismic", json!(building.seismic));
        if let Some(year) = building.last_renovation_fy {
            set("last_renovation_fy", json!(year));
        }
        if let Some(soundness) = building.soundness {
            set("soundness", json!(soundness));
        }
        if let Some(extendable) = building.extendable {
            set("extendable", json!(extendable));
        }
    }
    set("source", json!("synthetic"));
    feature(&json!({ "type": "Point", "coordinates": position(site.at) }), &properties)
}

/// The building a site's own row describes: the only one, carrying the site's id.
fn implied(site: &Site) -> Option<&Building> {
    site.buildings.first().filter(|building| building.id == site.id)
}

fn buildings(stock: &Stock) -> Vec<u8> {
    let header = [
        "id",
        "site_id",
        "name",
        "gfa_m2",
        "built_fy",
        "structure",
        "floors",
        "last_renovation_fy",
        "seismic",
        "soundness",
        "extendable",
        "source",
    ];
    let described = stock.sites.iter().filter(|site| implied(site).is_none());
    let rows = described.flat_map(|site| site.buildings.iter().map(move |building| (site, building))).map(|(site, building)| {
        vec![
            building.id.clone(),
            site.id.clone(),
            building.name.clone(),
            building.gfa_m2.to_string(),
            building.built_fy.to_string(),
            word(&json!(building.structure)),
            building.floors.to_string(),
            optional(building.last_renovation_fy),
            word(&json!(building.seismic)),
            optional(building.soundness),
            optional(building.extendable),
            "synthetic".to_owned(),
        ]
    });
    table(&header, rows)
}

fn functions(stock: &Stock) -> Vec<u8> {
    let header = [
        "id",
        "name",
        "building_id",
        "kind",
        "gfa_m2",
        "running_cost_kyen",
        "capacity_people",
        "used_people",
        "users_per_year",
        "slots_per_year",
        "used_slots_per_year",
        "movable",
        "source",
    ];
    let rows = stock.functions.iter().map(|function| {
        vec![
            function.id.clone(),
            function.name.clone(),
            function.building_id.clone(),
            function.service.kind.to_owned(),
            function.gfa_m2.to_string(),
            function.running_cost_kyen.to_string(),
            optional(function.capacity_people),
            optional(function.used_people),
            optional(function.users_per_year),
            optional(function.slots_per_year),
            optional(function.used_slots_per_year),
            function.service.movable.to_string(),
            "synthetic".to_owned(),
        ]
    });
    table(&header, rows)
}

/// Rooms of schools, then of functions.
fn rooms(stock: &Stock) -> Vec<u8> {
    let columns = ["slots", "school_use", "open", "used"].iter().flat_map(|part| BANDS.map(|band| format!("{part}_{band}")));
    let header: Vec<String> =
        ["id", "school_id", "function_id", "room_class", "area_m2"].map(str::to_owned).into_iter().chain(columns).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).chain(["source"]).collect();
    let row = |room: &Room, school: &str, function: &str| {
        let mut row = vec![room.id.clone(), school.to_owned(), function.to_owned()];
        row.extend([room.class.as_str().to_owned(), room.area_m2.to_string()]);
        row.extend(room.slots.iter().map(|slots| slots.all.to_string()));
        // What a school uses and what it has open are told of schools only.
        let of_school = |value: u64| if school.is_empty() { String::new() } else { value.to_string() };
        row.extend(room.slots.iter().map(|slots| of_school(slots.school_use)));
        row.extend(room.slots.iter().map(|slots| of_school(slots.open)));
        row.extend(room.slots.iter().map(|slots| slots.used.to_string()));
        row.push("synthetic".to_owned());
        row
    };
    let of_schools =
        stock.sites.iter().flat_map(|site| site.school.iter().flat_map(|school| &school.rooms).map(move |room| (site, room)));
    let of_functions = stock.functions.iter().flat_map(|function| function.rooms.iter().map(move |room| (function, room)));
    let rows = of_schools.map(|(site, room)| row(room, &site.id, ""));
    table(&header, rows.chain(of_functions.map(|(function, room)| row(room, "", &function.id))))
}

/// Projections; municipality-wide, so that no row names a region.
fn population(targets: &Targets, people: &People) -> Vec<u8> {
    let header = ["variant", "fy", "region", "pop_0_14", "pop_15_64", "pop_65", "total"];
    let rows = projection::rows(targets, people).into_iter().map(|row| {
        let bands = row.bands.map_or([None; 3], |bands| bands.map(Some));
        let mut cells = vec![row.variant.to_owned(), row.fy.to_string(), String::new()];
        cells.extend(bands.map(optional));
        cells.push(optional(row.total));
        cells
    });
    table(&header, rows)
}

fn fiscal_frame(targets: &Targets) -> Vec<u8> {
    let rows = money::frame(targets)
        .into_iter()
        .map(|row| vec![row.fy.to_string(), row.item.to_owned(), row.name, row.amount_million_jpy.to_string()]);
    table(&["fy", "item", "name", "amount_million_jpy"], rows)
}

/// CSV without quotes: no cell of the generator holds a comma, a quote or a line break.
fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut text = header.join(",");
    for row in rows {
        text.push('\n');
        text.push_str(&row.join(","));
    }
    text.push('\n');
    text.into_bytes()
}

fn optional(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The name a unit-like value has in the files.
fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
