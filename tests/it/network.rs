//! Walks on streets and from tables of distances, from the file to the verified plan; real streets against another implementation.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot be set up fails, and one that is skipped says so"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fukugo::error::{AdviceCode, InputCode};
use fukugo::geography::Plane;
use fukugo::id::{DemandIx, SiteIx};
use fukugo::instance::{Instance, StraightReason, WalkBasis};
use fukugo::load::{LoadError, load};
use fukugo::network::{Joint, Network};
use fukugo::project::{Project, Segment, Streets, WalkSource};
use fukugo::units::Meters;
use serde_json::Value;

const HAMLET: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet");

/// A copy of the hamlet that asks for `distance`.
struct Hamlet(tempfile::TempDir);

impl Hamlet {
    fn new(distance: &str) -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        for entry in fs::read_dir(HAMLET).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), copy.file(entry.file_name().to_str().unwrap())).unwrap();
        }
        let scenario = fs::read_to_string(copy.file("scenario.toml")).unwrap();
        copy.write("scenario.toml", &scenario.replacen("[[rule]]", &format!("[distance]\n{distance}\n\n[[rule]]"), 1));
        copy
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.file(name), text).unwrap();
    }

    /// Moves the hamlet by so many degrees.
    fn moved(self, lon: f64, lat: f64) -> Self {
        for name in ["schools.geojson", "facilities.geojson", "demand.geojson", "boundary.geojson"] {
            let mut layer: Value = serde_json::from_str(&fs::read_to_string(self.file(name)).unwrap()).unwrap();
            shift(&mut layer, lon, lat);
            self.write(name, &layer.to_string());
        }
        self
    }

    fn load(&self) -> Result<Project, Vec<InputCode>> {
        load(&self.file("scenario.toml")).map_err(|error| match error {
            LoadError::Inputs(errors) => errors.iter().map(|error| error.code).collect(),
            other => panic!("{other}"),
        })
    }

    /// Solves the hamlet with the program, which verifies the plan before it prints; gives the folder of the run.
    fn solved(&self) -> PathBuf {
        let run = self.file("run");
        let output = Command::new(env!("CARGO_BIN_EXE_fukugo"))
            .args(["solve", self.file("scenario.toml").to_str().unwrap(), "--out", run.to_str().unwrap(), "--lang", "en"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        run
    }
}

fn shift(value: &mut Value, lon: f64, lat: f64) {
    match value {
        Value::Array(list) if list.len() == 2 && list.iter().all(Value::is_number) => {
            let at = |value: &Value, by: f64| Value::from(((value.as_f64().unwrap() + by) * 1e7).round() / 1e7);
            *value = Value::Array(vec![at(&list[0], lon), at(&list[1], lat)]);
        }
        Value::Array(list) => list.iter_mut().for_each(|value| shift(value, lon, lat)),
        Value::Object(map) => map.values_mut().for_each(|value| shift(value, lon, lat)),
        _ => {}
    }
}

fn streets(project: &Project) -> &Streets {
    match &project.walks {
        WalkSource::Network(streets) => streets,
        other => panic!("{other:?}"),
    }
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

/// A grid of streets over the hamlet, every 0.002 degrees, with the links that `has` says; ends are named by column and row.
fn grid(has: impl Fn(usize, usize, bool) -> bool) -> (String, String) {
    let (mut nodes, mut edges) = (String::from("id,lon,lat\n"), String::from("from,to,highway\n"));
    for column in 0..9_u32 {
        for row in 0..6_u32 {
            let (lon, lat) = (139.597 + 0.002 * f64::from(column), 35.596 + 0.002 * f64::from(row));
            writeln!(nodes, "{column}-{row},{lon:.7},{lat:.7}").unwrap();
            if column < 8 && has(column as usize, row as usize, true) {
                writeln!(edges, "{column}-{row},{}-{row},residential", column + 1).unwrap();
            }
            if row < 5 && has(column as usize, row as usize, false) {
                writeln!(edges, "{column}-{row},{column}-{},footway", row + 1).unwrap();
            }
        }
    }
    (nodes, edges)
}

fn with_grid(distance: &str, has: impl Fn(usize, usize, bool) -> bool) -> Hamlet {
    let hamlet = Hamlet::new(distance);
    let (nodes, edges) = grid(has);
    hamlet.write("network-nodes.csv", &nodes);
    hamlet.write("network-edges.csv", &edges);
    hamlet
}

#[test]
fn a_plan_on_streets_is_verified_and_every_walk_says_what_it_rests_on() {
    let hamlet = with_grid("method = \"network\"", |_, _, _| true);
    let run = hamlet.solved();
    let access = rows(&run.join("access.csv"));
    assert!(access.iter().all(|row| row["before_basis"] == "network" || row["before_m"].is_empty()), "{:?}", access[0]);
    let manifest: Value = serde_json::from_slice(&fs::read(run.join("manifest.json")).unwrap()).unwrap();
    let (project, pairs) = (hamlet.load().unwrap(), &manifest["distance"]["pairs"]);
    assert_eq!(manifest["distance"]["method"], "network");
    assert_eq!(manifest["distance"]["file"], "network-edges.csv");
    assert_eq!(pairs["network"].as_u64().unwrap(), (project.demand.len() * project.sites.len()) as u64);
    assert_eq!(pairs["straight"], 0);
    assert!(manifest["inputs"].as_array().unwrap().iter().any(|input| input["path"] == "network-nodes.csv"));
    let walks = rows(&run.join("walks.csv"));
    assert_eq!(walks.len(), project.demand.len() + project.sites.len());
    assert!(walks.iter().all(|row| row["is_main_part"] == "true" && row["reason"].is_empty()));
}

#[test]
fn a_table_with_the_same_metres_gives_the_same_plan() {
    let on_streets = with_grid("method = \"network\"", |column, row, is_east| (column + 2 * row) % 5 != 0 || is_east);
    let project = on_streets.load().unwrap();
    let instance = Instance::new(&project);
    let mut table = String::from("from,to,distance_m\n");
    for (site, to) in project.sites.iter().enumerate() {
        for (point, from) in project.demand.iter().enumerate() {
            let metres = instance.walk_from(DemandIx(point), SiteIx(site)).0;
            // Ids may stand in any order.
            let (from, to) = if point % 2 == 0 { (from.id.as_str(), to.id.as_str()) } else { (to.id.as_str(), from.id.as_str()) };
            writeln!(table, "{from},{to},{metres}").unwrap();
        }
        for (other, from) in project.sites.iter().enumerate().filter(|&(other, _)| other < site) {
            let metres = instance.walk_between(SiteIx(other), SiteIx(site)).0;
            writeln!(table, "{},{},{metres}", from.id.as_str(), to.id.as_str()).unwrap();
        }
    }
    let by_table = Hamlet::new("method = \"matrix\"");
    by_table.write("distances.csv", &table);
    let plans = [&on_streets, &by_table].map(|hamlet| fs::read_to_string(hamlet.solved().join("plan.json")).unwrap());
    assert_eq!(plans[0], plans[1]);
    let straight = Hamlet::new("method = \"straight\"");
    let access = [straight.solved(), by_table.file("run")].map(|run| fs::read_to_string(run.join("access.csv")).unwrap());
    assert_ne!(access[0], access[1]);
    assert!(!straight.file("run").join("walks.csv").exists());
}

#[test]
fn plans_on_torn_networks_are_verified() {
    for seed in 1..=6_usize {
        // About half of the links, so that there are many parts, dead ends and rings; a short limit and short ways to the street.
        let has =
            |column: usize, row: usize, is_east: bool| (column * 7 + row * 13 + usize::from(is_east) * 5 + seed * 3) % 11 < 6;
        let hamlet = with_grid("method = \"network\"\nlimit_m = 900\njoin_m = 120", has);
        let project = hamlet.load().unwrap();
        let instance = Instance::new(&project);
        let bases: Vec<WalkBasis> = (0..project.demand.len())
            .flat_map(|point| (0..project.sites.len()).map(move |site| (point, site)))
            .map(|(point, site)| instance.way_from(DemandIx(point), SiteIx(site)).basis)
            .collect();
        assert!(
            bases.contains(&WalkBasis::Network) && bases.iter().any(|basis| matches!(basis, WalkBasis::Straight(_))),
            "{seed}"
        );
        hamlet.solved();
    }
}

#[test]
fn a_walk_that_streets_do_not_give_is_straight_and_no_shorter_than_the_limit() {
    // Two parts: columns 0 to 3, and 5 to 8.
    let hamlet = with_grid("method = \"network\"\nlimit_m = 1000\njoin_m = 150", |column, _, is_east| {
        if is_east { column != 3 && column != 4 } else { column != 4 }
    });
    let project = hamlet.load().unwrap();
    let instance = Instance::new(&project);
    let mut met = BTreeMap::new();
    for point in 0..project.demand.len() {
        for site in 0..project.sites.len() {
            let walk = instance.way_from(DemandIx(point), SiteIx(site));
            let straight = instance.demand[point].point.straight_distance(instance.sites[site].point);
            let with_detour = project.scenario.distance.walking(straight);
            match walk.basis {
                WalkBasis::Straight(reason) => {
                    let least = if reason == StraightReason::NotJoined { 0.0 } else { 1_000.0 };
                    assert_eq!(walk.distance, Meters(with_detour.0.max(least)), "{reason:?}");
                    *met.entry(reason).or_insert(0) += 1;
                }
                // Streets run along the axes, so that a way is never shorter than the straight line.
                _ => assert!(walk.distance.0 <= 1_000.0 && walk.distance.0 >= (straight.0 - 0.5).floor()),
            }
        }
    }
    assert!(met.contains_key(&StraightReason::NoWay), "{met:?}");
    let told = project.advice.iter().filter(|advice| advice.code == AdviceCode::OffNetwork).count();
    assert!(told > 0);
}

#[test]
fn what_is_wrong_with_streets_or_tables_is_told() {
    assert_eq!(Hamlet::new("method = \"network\"").load().unwrap_err(), [InputCode::FileMissing]);
    assert_eq!(Hamlet::new("method = \"matrix\"").load().unwrap_err(), [InputCode::FileMissing]);
    assert_eq!(Hamlet::new("method = \"networks\"").load().unwrap_err(), [InputCode::UnknownWord]);
    assert_eq!(Hamlet::new("limit_m = 0\njoin_m = -1").load().unwrap_err(), [InputCode::OutOfRange; 2]);
    let both = with_grid("method = \"network\"", |_, _, _| true);
    both.write("network.geojson", "{}");
    assert_eq!(both.load().unwrap_err(), [InputCode::Contradiction]);
    let no_street = Hamlet::new("method = \"network\"\nfile = \"streets.txt\"");
    assert_eq!(no_street.load().unwrap_err(), [InputCode::UnknownWord]);
    let elsewhere = with_grid("method = \"network\"", |_, _, _| true).moved(0.05, 0.0);
    assert_eq!(elsewhere.load().unwrap_err(), [InputCode::OutsideMunicipality]);
    let closed = with_grid("method = \"network\"", |_, _, _| true);
    closed.write("network-edges.csv", "from,to,highway\n0-0,1-0,motorway\n");
    assert_eq!(closed.load().unwrap_err(), [InputCode::EmptyTable]);
    let garbage = Hamlet::new("method = \"network\"");
    garbage.write("network.osm.pbf", "not an extract");
    assert_eq!(garbage.load().unwrap_err(), [InputCode::FileUnreadable]);
    let unused = Hamlet::new("file = \"network.geojson\"").load().unwrap();
    assert!(unused.advice.iter().any(|advice| advice.code == AdviceCode::NoEffect));
}

#[test]
fn a_town_is_generated_with_streets_that_join_all_of_it() {
    let parent = tempfile::tempdir().unwrap();
    let town = parent.path().join("town");
    let settings = fukugo::generate::Settings {
        size: fukugo::generate::Size::Preset(fukugo::generate::Preset::Town),
        seed: 1,
        streets: true,
    };
    fukugo::generate::generate(&settings, &town).unwrap();
    let project = load(&town.join("scenario.toml")).unwrap();
    let instance = Instance::new(&project);
    assert!(streets(&project).segments.len() > 300);
    let joined = (0..project.sites.len()).filter_map(|site| instance.joined_site(SiteIx(site)));
    assert_eq!(joined.filter(|joined| joined.is_main_part).count(), project.sites.len());
}

// Real streets.

/// The folder of the real streets, where it is: `FUKUGO_REAL_DATA`, or beside the repository.
fn shibuya() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real");
    let folder = std::env::var_os("FUKUGO_REAL_DATA").map_or(beside, PathBuf::from).join("osm_shibuya");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no folder {}", folder.display());
    None
}

/// The hamlet put into Shibuya, walking on the streets of a file.
fn in_shibuya(file: &str) -> Hamlet {
    Hamlet::new(&format!("method = \"network\"\nfile = \"{file}\"")).moved(0.09, 0.059)
}

/// Streets by their ends in units of 10⁻⁷ degrees, with metres.
fn by_ends(streets: &Streets) -> BTreeMap<[(i64, i64); 2], f64> {
    let plane = Plane::for_location(streets.points[0]);
    #[expect(clippy::cast_possible_truncation, reason = "degrees of Japan in these units fit 32 bits")]
    let key = |point: u32| {
        let at = streets.points[point as usize];
        ((at.lon * 1e7).round() as i64, (at.lat * 1e7).round() as i64)
    };
    let metres = |segment: &Segment| {
        let at = |point: u32| plane.project(streets.points[point as usize]);
        segment.length.unwrap_or_else(|| at(segment.from).straight_distance(at(segment.to))).0
    };
    let mut found = BTreeMap::new();
    for segment in &streets.segments {
        let mut ends = [key(segment.from), key(segment.to)];
        ends.sort_unstable();
        found.insert(ends, metres(segment));
    }
    found
}

/// The real tables under the names of this program's columns.
fn write_tables(hamlet: &Hamlet, folder: &Path) {
    let nodes = fs::read_to_string(folder.join("nodes.csv")).unwrap();
    hamlet.write("network-nodes.csv", &nodes.replacen("node,lon,lat", "id,lon,lat", 1));
    let mut edges = String::from("from,to,length_m,highway,foot\n");
    for row in rows(&folder.join("edges.csv")) {
        writeln!(edges, "{},{},{},{},{}", row["u"], row["v"], row["length_m"], row["highway"], row["foot"]).unwrap();
    }
    hamlet.write("network-edges.csv", &edges);
}

#[test]
fn a_real_extract_and_its_tables_are_the_same_streets() {
    let Some(folder) = shibuya() else { return };
    let hamlet = in_shibuya("network.osm.pbf");
    fs::copy(folder.join("shibuya_2025-07-02.osm.pbf"), hamlet.file("network.osm.pbf")).unwrap();
    let project = hamlet.load().unwrap();
    let of_extract = by_ends(streets(&project));
    let hamlet = in_shibuya("network-edges.csv");
    write_tables(&hamlet, &folder);
    let project = hamlet.load().unwrap();
    let of_tables = by_ends(streets(&project));
    // The tables have no access and no sidewalk, by which the extract closes and opens some ways.
    let common: Vec<_> = of_extract.iter().filter_map(|(ends, metres)| Some((metres, of_tables.get(ends)?))).collect();
    let (extract, tables, both) = (of_extract.len(), of_tables.len(), common.len());
    println!("streets of the extract {extract}, of the tables {tables}, of both {both}");
    assert!(extract > 4_000 && both * 100 >= extract * 97 && both * 100 >= tables * 95, "{extract} {tables} {both}");
    for (measured, given) in common {
        // Measured in the plane (scale 0.9999 to 1.0001), given on the sphere (up to 0.2 % off), to the centimetre.
        assert!((measured - given).abs() <= 0.003 * given + 0.02, "{measured} {given}");
    }
}

/// By point: whether no street passes within a centimetre of it but those that end there, so that a place there is joined to it. On real
/// maps streets lie above each other: bridges, lifts, stations.
fn points_alone(streets: &Streets, plane: &Plane) -> Vec<bool> {
    let places: Vec<_> = streets.points.iter().map(|&point| plane.project(point)).collect();
    let passes = |segment: &Segment, point: usize| {
        let (a, b, p) = (places[segment.from as usize], places[segment.to as usize], places[point]);
        let (run, rise) = (b.east - a.east, b.north - a.north);
        let share = ((p.east - a.east) * run + (p.north - a.north) * rise) / (run * run + rise * rise);
        let share = share.clamp(0.0, 1.0);
        (a.east + share * run - p.east).hypot(a.north + share * rise - p.north) < 0.01
    };
    let ends_at = |segment: &Segment, point: usize| segment.from as usize == point || segment.to as usize == point;
    (0..places.len())
        .map(|point| !streets.segments.iter().any(|segment| !ends_at(segment, point) && passes(segment, point)))
        .collect()
}

/// A Python that has scipy, if there is one.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/peers/bin/python");
    let named = std::env::var_os("FUKUGO_PEERS_PYTHON").map(PathBuf::from);
    let found = named.into_iter().chain([own, PathBuf::from("python3")]).find(|python| {
        Command::new(python).args(["-c", "import scipy.sparse.csgraph"]).output().is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        println!("skipped: no Python with scipy; `make bench-peers` installs one, FUKUGO_PEERS_PYTHON names another");
    }
    found
}

#[test]
fn walks_on_real_streets_are_those_of_scipy_to_the_millimetre() {
    let (Some(folder), Some(python)) = (shibuya(), python()) else { return };
    let hamlet = in_shibuya("network.osm.pbf");
    fs::copy(folder.join("shibuya_2025-07-02.osm.pbf"), hamlet.file("network.osm.pbf")).unwrap();
    let project = hamlet.load().unwrap();
    let streets = streets(&project);
    let plane = Plane::for_location(streets.points[0]);
    let network = Network::new(streets, &plane);
    let limit = 2_000.0;
    let join = |point: usize| network.join(plane.project(streets.points[point]), Meters(0.001));
    let is_alone = points_alone(streets, &plane);
    let joints: Vec<Option<Joint>> =
        (0..streets.points.len()).map(|point| is_alone[point].then(|| join(point)).flatten()).collect();
    let starts: Vec<usize> = (0..joints.len()).filter(|&point| is_alone[point]).step_by(97).collect();
    let from: Vec<Option<Joint>> = starts.iter().map(|&start| joints[start]).collect();
    let walks = network.walks(&from, &joints, Meters(limit));

    let mut edges = String::new();
    for segment in &streets.segments {
        let at = |point: u32| plane.project(streets.points[point as usize]);
        let metres = at(segment.from).straight_distance(at(segment.to)).0 * 80.0 / segment.way.pace_m_per_minute();
        writeln!(edges, "{},{},{}", segment.from, segment.to, (metres * 1_000.0 + 0.5).floor()).unwrap();
    }
    hamlet.write("edges.txt", &edges);
    let script = "
import sys
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
edges = np.loadtxt(sys.argv[1], delimiter=',')
count, limit = int(sys.argv[2]), float(sys.argv[3])
# Of two streets between the same points the shorter one counts; a matrix would add them up.
best = {}
for a, b, mm in edges:
    pair = (int(min(a, b)), int(max(a, b)))
    best[pair] = min(mm, best.get(pair, np.inf))
rows, columns = np.array(list(best)).T
graph = csr_matrix((list(best.values()), (rows, columns)), shape=(count, count))
for row in dijkstra(graph, directed=False, indices=[int(start) for start in sys.argv[4].split(',')], limit=limit):
    print(' '.join('-' if np.isinf(mm) else str(int(mm)) for mm in row))
";
    let list: Vec<String> = starts.iter().map(ToString::to_string).collect();
    let output = Command::new(python)
        .args(["-c", script, hamlet.file("edges.txt").to_str().unwrap(), &streets.points.len().to_string()])
        .args([(limit * 1_000.0).to_string(), list.join(",")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut compared = 0;
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split(' ').enumerate().filter(|&(column, _)| is_alone[column]) {
            let theirs: Option<u32> = cell.parse().ok();
            assert_eq!(walks.get(row, column), theirs, "from {} to {column}", starts[row]);
            compared += usize::from(theirs.is_some());
        }
    }
    println!("{compared} walks compared");
    assert!(compared > 20_000, "{compared}");
}
