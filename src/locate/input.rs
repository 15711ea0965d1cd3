//! Reads places: tables of points, or a matrix with tables beside it. All errors of all files are told at once.

mod matrix;
mod table;
mod walks;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::question::{Demand, Distances, Places, Position, Rounding, Site, Status};
use crate::error::{Advice, InputCode, InputError, Place, Text};
use crate::geography::LonLat;
use crate::load::files::Files;
use crate::load::findings::{Findings, whole_file};
use table::Record;

/// How distances of points are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Straight lines in a plane, in the unit of the coordinates.
    Euclidean,
    /// Shortest lines on the WGS 84 ellipsoid, meters.
    Geodesic,
    /// Shortest walks on the streets of a file, meters to the millimeter.
    Network,
}

/// The streets that walks are measured on.
#[derive(Clone, Debug)]
pub struct WalkedStreets {
    /// `.osm.pbf`, `.csv` or `.geojson`.
    pub file: PathBuf,
    /// Farthest a place may lie from the street it is joined to, meters.
    pub join_m: f64,
    /// Longest walk that matters to the question, meters; `None` where every pair needs one.
    pub limit_m: Option<f64>,
}

/// The files a question is about.
#[derive(Clone, Debug)]
pub enum Source {
    /// Tables of points; without a demand table the sites are their own demand.
    Points {
        /// Demand points, CSV or GeoJSON.
        demand: Option<PathBuf>,
        /// Sites, CSV or GeoJSON.
        sites: PathBuf,
        /// How distances are measured.
        metric: Metric,
        /// What walks are measured on; given with [`Metric::Network`].
        streets: Option<WalkedStreets>,
        /// How they are rounded.
        rounding: Rounding,
    },
    /// A table of pairs.
    Matrix {
        /// `demand,site,cost`, every pair once.
        matrix: PathBuf,
        /// Weights of demand points.
        demand: Option<PathBuf>,
        /// Costs, capacities and statuses of sites.
        sites: Option<PathBuf>,
        /// Whether `cost` is that of a demand point's whole weight.
        is_whole: bool,
    },
}

/// Reads the places of `source`, with advice.
///
/// # Errors
/// Everything that is wrong with the files, sorted by place.
pub fn read(source: &Source) -> Result<(Places, Vec<Advice>), Vec<InputError>> {
    let mut findings = Findings::default();
    let mut files = Files::default();
    let places = match source {
        Source::Points { demand, sites, metric, streets, rounding } => {
            let site_records = table::read(sites, &mut files, &mut findings);
            let demand_records = demand.as_ref().map(|path| table::read(path, &mut files, &mut findings));
            let sites_read = site_records.as_ref().map(|table| sites_of(table, Some(*metric), &mut findings));
            let demand_read = match &demand_records {
                Some(records) => records.as_ref().map(|table| demand_of(table, Some(*metric), &mut findings)),
                None => site_records.as_ref().map(|table| demand_of(table, Some(*metric), &mut findings)),
            };
            match (demand_read, sites_read) {
                (Some(demand_list), Some(site_list)) => {
                    let distances = match streets {
                        None => Some(Distances::Points(*rounding)),
                        Some(streets) => {
                            let site_file = file_name(sites);
                            let demand_file = demand.as_ref().map_or_else(|| site_file.clone(), |path| file_name(path));
                            let ends = walks::Ends {
                                demand: &demand_list,
                                sites: &site_list,
                                demand_file: &demand_file,
                                site_file: &site_file,
                            };
                            walks::distances(ends, streets, *rounding, &mut files, &mut findings).map(Distances::Matrix)
                        }
                    };
                    distances.map(|distances| Places { demand: demand_list, sites: site_list, distances, is_whole: false })
                }
                _ => None,
            }
        }
        Source::Matrix { matrix, demand, sites, is_whole } => {
            let pairs = matrix::read(matrix, &mut findings);
            let demand = demand.as_ref().map(|path| (path, table::read(path, &mut files, &mut findings)));
            let sites = sites.as_ref().map(|path| (path, table::read(path, &mut files, &mut findings)));
            let demand_known =
                demand.map(|(path, table)| (path, table.map(|table| demand_of(&table, None, &mut findings)).unwrap_or_default()));
            let site_known =
                sites.map(|(path, table)| (path, table.map(|table| sites_of(&table, None, &mut findings)).unwrap_or_default()));
            pairs.map(|pairs| with_matrix(pairs, demand_known, site_known, *is_whole, &mut findings))
        }
    };
    let advice = findings.finish()?;
    // No finding and no places cannot both be: whatever is missing has been reported.
    let places = places.unwrap_or(Places {
        demand: Vec::new(),
        sites: Vec::new(),
        distances: Distances::Matrix(Vec::new()),
        is_whole: false,
    });
    Ok((places, advice))
}

/// Ids in the order people count: numbers by value, then everything else by letters.
pub(super) fn id_order(id: &str) -> (u8, u64, &str) {
    match id.parse::<u64>() {
        Ok(number) => (0, number, id),
        Err(_) => (1, 0, id),
    }
}

fn with_matrix(
    pairs: matrix::Pairs,
    demand: Option<(&PathBuf, Vec<Demand>)>,
    sites: Option<(&PathBuf, Vec<Site>)>,
    is_whole: bool,
    findings: &mut Findings,
) -> Places {
    let demand_list =
        joined(&pairs.demand, demand, |known| &known.id, |id| Demand { id: id.to_owned(), weight: 1.0, at: None }, findings);
    let site_list = joined(
        &pairs.sites,
        sites,
        |known| &known.id,
        |id| Site { id: id.to_owned(), cost: None, capacity: None, status: Status::Candidate, at: None },
        findings,
    );
    Places { demand: demand_list, sites: site_list, distances: Distances::Matrix(pairs.cost), is_whole }
}

/// What a table says about the ids of a matrix; both must name the same ids.
fn joined<T>(
    ids: &[String],
    table: Option<(&PathBuf, Vec<T>)>,
    id_of: impl Fn(&T) -> &str,
    plain: impl Fn(&str) -> T,
    findings: &mut Findings,
) -> Vec<T> {
    let Some((path, known)) = table else { return ids.iter().map(|id| plain(id)).collect() };
    let file = file_name(path);
    let mut by_id: BTreeMap<String, T> = known.into_iter().map(|each| (id_of(&each).to_owned(), each)).collect();
    let list = ids
        .iter()
        .map(|id| {
            by_id.remove(id).unwrap_or_else(|| {
                findings.error(
                    Place { record: Some(id.clone()), ..whole_file(&file) },
                    InputCode::DanglingReference,
                    id.clone(),
                    Text::new("行列にある id が表にありません", "the matrix has an id that the table has not"),
                    Text::new("表に行を足してください", "add a row to the table"),
                );
                plain(id)
            })
        })
        .collect();
    for id in by_id.keys() {
        findings.error(
            Place { record: Some(id.clone()), ..whole_file(&file) },
            InputCode::DanglingReference,
            id.clone(),
            Text::new("表にある id が行列にありません", "the table has an id that the matrix has not"),
            Text::new(
                "行列にこの id の組をすべて足すか、表の行を除いてください",
                "add all pairs of the id to the matrix, or drop the row",
            ),
        );
    }
    list
}

fn demand_of(table: &table::Table, metric: Option<Metric>, findings: &mut Findings) -> Vec<Demand> {
    let mut list: Vec<Demand> = table
        .records
        .iter()
        .map(|record| Demand {
            id: record.id.clone(),
            weight: record.number("weight", findings).unwrap_or(1.0),
            at: position(table, record, metric, findings),
        })
        .collect();
    list.sort_by(|a, b| id_order(&a.id).cmp(&id_order(&b.id)));
    list
}

fn sites_of(table: &table::Table, metric: Option<Metric>, findings: &mut Findings) -> Vec<Site> {
    let mut list: Vec<Site> = table
        .records
        .iter()
        .map(|record| Site {
            id: record.id.clone(),
            cost: record.number("cost", findings),
            capacity: record.number("capacity", findings),
            status: record.status(findings),
            at: position(table, record, metric, findings),
        })
        .collect();
    list.sort_by(|a, b| id_order(&a.id).cmp(&id_order(&b.id)));
    list
}

/// Where a record is, in what its metric measures.
fn position(table: &table::Table, record: &Record, metric: Option<Metric>, findings: &mut Findings) -> Option<Position> {
    let metric = metric?;
    let Some((x, y)) = record.at else {
        if record.may_lack_position {
            return None;
        }
        findings.once(Place { row: Some(1), field: Some("x".to_owned()), ..whole_file(&table.file) }, |place, findings| {
            findings.error(
                place,
                InputCode::FieldMissing,
                "",
                Text::new(
                    "座標の列 (x と y、または lon と lat) がないか空欄です",
                    "columns x and y, or lon and lat, are missing or blank",
                ),
                Text::new(
                    "座標を記入するか、距離の行列を --matrix で渡してください",
                    "fill them in, or give distances by --matrix",
                ),
            )
        });
        return None;
    };
    let looks_like_japan = (122.0..=154.0).contains(&x) && (20.0..=46.0).contains(&y);
    match metric {
        Metric::Euclidean if table.is_in_degrees || (table.all_look_like_japan && looks_like_japan) => {
            findings.once(Place { field: Some("x".to_owned()), ..whole_file(&table.file) }, |place, findings| {
                findings.error(
                    place,
                    InputCode::CoordinateSystem,
                    format!("{x}, {y}"),
                    Text::new(
                        "座標は度です。度の差は距離ではなく、東西と南北で長さも違います",
                        "the coordinates are degrees; a difference of degrees is no distance, and east-west ones are shorter",
                    ),
                    Text::new(
                        "--metric geodesic を使うか、平面直角座標 (m) に投影してください",
                        "use --metric geodesic, or project to a plane-rectangular system in meters",
                    ),
                )
            });
            None
        }
        Metric::Euclidean => Some(Position::Plane { x, y }),
        Metric::Geodesic if x.abs() <= 180.0 && y.abs() <= 90.0 => Some(Position::Globe(LonLat { lon: x, lat: y })),
        Metric::Network if looks_like_japan => Some(Position::Globe(LonLat { lon: x, lat: y })),
        Metric::Network => {
            findings.error(
                record.place(&table.file, "x"),
                InputCode::Coordinate,
                format!("{x}, {y}"),
                Text::new(
                    "道路網の徒歩距離には日本の経度・緯度が必要です",
                    "walks on streets need a longitude and latitude in Japan",
                ),
                Text::new("世界測地系の経度・緯度 (度) に変換してください", "convert to degrees of WGS 84, longitude first"),
            );
            None
        }
        Metric::Geodesic => {
            findings.error(
                record.place(&table.file, "x"),
                InputCode::Coordinate,
                format!("{x}, {y}"),
                Text::new("経度は ±180、緯度は ±90 の範囲です", "longitudes lie within 180 and latitudes within 90 degrees"),
                Text::new(
                    "平面の座標なら --metric euclidean を使ってください",
                    "use --metric euclidean for coordinates of a plane",
                ),
            );
            None
        }
    }
}

/// The name of a file as messages show it.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
