//! Walks from 1,000 facilities to 5,000 demand points on a street graph of 100,000 nodes, at most 3 km.
//!
//! The graph is made up: a grid of 85 m with every node moved by up to 30 m, one link in ten left out, and lengths 1 to 1.3 times
//! the straight line. Facilities and demand points lie on nodes of its largest part, so that every program starts from the same spots.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use fukugo::geography::{LonLat, Plane, PlanePoint};
use fukugo::network::{Joint, Network};
use fukugo::project::{Segment, Streets, Way};
use fukugo::units::Meters;
use serde_json::{Value, json};

use super::{Measured, Row, Table, json_of, python};

/// Nodes along each side of the grid.
const SIDE: usize = 317;
const SPACING_M: f64 = 85.0;
const LIMIT_M: f64 = 3_000.0;
const FACILITIES: usize = 1_000;
const DEMAND: usize = 5_000;
/// Facilities that peers are asked about in a quick run.
const QUICK: usize = 100;

/// The rows of the group.
pub(super) fn rows(is_quick: bool, table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let few = if is_quick { QUICK } else { FACILITIES };
    for threads in [1, 2] {
        // The fastest of five: each takes a fraction of a second, and other work on the machine only ever adds.
        let runs = (0..5).map(|_| own(folder.path(), threads, FACILITIES));
        let outcome = runs.reduce(|best, other| match (&best, &other) {
            (Ok(a), Ok(b)) if b.search_s < a.search_s => other,
            (Err(_), Ok(_)) => other,
            _ => best,
        });
        table.add(&Row { group: "network", program: "fukugo", threads, outcome: outcome.unwrap() });
    }
    if let Ok(measured) = own(folder.path(), 1, few) {
        table.know("network", &measured);
    }
    for (peer, note) in
        [("scipy", "csgraph.dijkstra with limit"), ("igraph", "distances, which has no limit"), ("pandana", "nodes_in_range")]
    {
        for threads in [1, 2] {
            let outcome = of_peer(peer, threads, folder.path(), few, note);
            table.add(&Row { group: "network", program: peer, threads, outcome });
        }
    }
}

/// This program in a process of its own, so that its memory can be told.
fn own(folder: &Path, threads: usize, count: usize) -> Result<Measured, String> {
    let mut command = Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
    command.arg("measure-network").arg(folder).arg(count.to_string()).env("RAYON_NUM_THREADS", threads.to_string());
    Ok(measured(&json_of(&mut command)?, count, "fastest of five".to_owned()))
}

fn of_peer(peer: &str, threads: usize, folder: &Path, count: usize, note: &str) -> Result<Measured, String> {
    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/network.py");
    let mut command = python();
    command.args([driver, peer, &threads.to_string()]).arg(folder).arg(count.to_string());
    let told = json_of(&mut command)?;
    let version = told["version"].as_str().unwrap_or("?");
    let scaled = if count < FACILITIES { format!("; asked about {count} facilities, times scaled") } else { String::new() };
    Ok(measured(&told, count, format!("{version}, {note}{scaled}")))
}

fn measured(told: &Value, count: usize, note: String) -> Measured {
    let number = |key: &str| told[key].as_f64().unwrap_or(f64::NAN);
    #[expect(clippy::cast_precision_loss, reason = "a thousand facilities")]
    let share = count as f64 / FACILITIES as f64;
    Measured {
        prepare_s: number("prepare_s"),
        prepare_cpu_s: number("prepare_cpu_s"),
        search_s: number("search_s"),
        search_cpu_s: number("search_cpu_s"),
        peak_mib: number("peak_kib") / 1_024.0,
        question: count,
        answer: (number("pairs"), number("total_mm")),
        share,
        note,
    }
}

/// `measure-network FOLDER FACILITIES`: prepares and searches once and prints one line of JSON.
pub(super) fn measure(arguments: &[String]) {
    let folder = Path::new(&arguments[0]);
    let plane = plane();
    let (streets, mut facilities, demand) = read(folder);
    facilities.truncate(arguments[1].parse().unwrap());
    let (started, used) = (Instant::now(), processor_seconds());
    let network = Network::new(&streets, &plane);
    let join = |nodes: &[usize]| -> Vec<Option<Joint>> {
        nodes.iter().map(|&node| network.join(plane.project(streets.points[node]), Meters(100.0))).collect()
    };
    let (facilities, demand) = (join(&facilities), join(&demand));
    let (prepare_s, prepare_cpu_s) = (started.elapsed().as_secs_f64(), processor_seconds() - used);
    let (started, used) = (Instant::now(), processor_seconds());
    let walks = network.walks(&facilities, &demand, Meters(LIMIT_M));
    let (search_s, search_cpu_s) = (started.elapsed().as_secs_f64(), processor_seconds() - used);
    let total_mm: u64 = (0..facilities.len()).flat_map(|row| walks.row(row)).map(|&(_, mm)| u64::from(mm)).sum();
    let row = json!({
        "prepare_s": prepare_s,
        "prepare_cpu_s": prepare_cpu_s,
        "search_s": search_s,
        "search_cpu_s": search_cpu_s,
        "peak_kib": peak_kib(),
        "pairs": walks.len(),
        "total_mm": total_mm,
    });
    println!("{row}");
}

/// Processor time of all threads of this process, as Linux counts it in nanoseconds; 0 elsewhere.
fn processor_seconds() -> f64 {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return 0.0 };
    let nanoseconds = threads.filter_map(|thread| {
        let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    });
    nanoseconds.sum::<f64>() / 1e9
}

fn peak_kib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

const MIDDLE: LonLat = LonLat { lon: 139.65, lat: 35.65 };

fn plane() -> Plane {
    Plane::for_location(MIDDLE)
}

/// Integers that look random, the same on every machine (`SplitMix64`).
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from((u128::from(self.next()) * count as u128) >> 64).unwrap()
    }

    /// Uniform between two numbers.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / 9_007_199_254_740_992.0)
    }
}

/// Writes the graph and the places, as the peers' driver reads them.
fn write(folder: &Path) {
    let mut stream = Stream(4);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred nodes a side")]
    let nodes: Vec<PlanePoint> = (0..SIDE * SIDE)
        .map(|node| PlanePoint {
            east: (node % SIDE) as f64 * SPACING_M + stream.between(-30.0, 30.0),
            north: (node / SIDE) as f64 * SPACING_M + stream.between(-30.0, 30.0),
        })
        .collect();
    let mut neighbors = vec![Vec::new(); nodes.len()];
    let mut edges = String::from("from,to,millimetres\n");
    for node in 0..nodes.len() {
        let (column, row) = (node % SIDE, node / SIDE);
        let links = [(column + 1 < SIDE).then(|| node + 1), (row + 1 < SIDE).then(|| node + SIDE)];
        for other in links.into_iter().flatten() {
            if stream.below(10) == 0 {
                continue;
            }
            let metres = nodes[node].straight_distance(nodes[other]).0 * stream.between(1.0, 1.3);
            writeln!(edges, "{node},{other},{:.0}", metres * 1_000.0).unwrap();
            neighbors[node].push(other);
            neighbors[other].push(node);
        }
    }
    let mut main: Vec<usize> = largest_part(&neighbors);
    main.sort_unstable();
    let mut drawn = |count: usize| -> String {
        (0..count).fold(String::new(), |mut text, _| {
            writeln!(text, "{}", main[stream.below(main.len())]).unwrap();
            text
        })
    };
    let (facilities, demand) = (drawn(FACILITIES), drawn(DEMAND));
    let places = nodes.iter().fold(String::from("east,north\n"), |mut text, node| {
        writeln!(text, "{:.3},{:.3}", node.east, node.north).unwrap();
        text
    });
    let limit = format!("{:.0}\n", LIMIT_M * 1_000.0);
    for (name, text) in [
        ("edges.csv", edges),
        ("nodes.csv", places),
        ("facilities.txt", facilities),
        ("demand.txt", demand),
        ("limit.txt", limit),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn largest_part(neighbors: &[Vec<usize>]) -> Vec<usize> {
    let mut is_seen = vec![false; neighbors.len()];
    let mut largest = Vec::new();
    for start in 0..neighbors.len() {
        if std::mem::replace(&mut is_seen[start], true) {
            continue;
        }
        let mut part = vec![start];
        let mut at = 0;
        while at < part.len() {
            for &next in &neighbors[part[at]] {
                if !std::mem::replace(&mut is_seen[next], true) {
                    part.push(next);
                }
            }
            at += 1;
        }
        if part.len() > largest.len() {
            largest = part;
        }
    }
    largest
}

/// The graph as this program takes it, and the nodes of facilities and demand points.
fn read(folder: &Path) -> (Streets, Vec<usize>, Vec<usize>) {
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let numbers = |line: &str| -> Vec<f64> { line.split(',').map(|cell| cell.parse().unwrap()).collect() };
    let (nodes_text, edges_text) = (text("nodes.csv"), text("edges.csv"));
    let points = nodes_text.lines().skip(1).map(|line| {
        let at = numbers(line);
        // Metres to degrees, roughly: lengths are given, so that only the order of places matters.
        LonLat { lon: MIDDLE.lon + at[0] / 90_500.0, lat: MIDDLE.lat + at[1] / 110_950.0 }
    });
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "node numbers")]
    let segments = edges_text.lines().skip(1).map(|line| {
        let edge = numbers(line);
        Segment { from: edge[0] as u32, to: edge[1] as u32, length: Some(Meters(edge[2] / 1_000.0)), way: Way::Street }
    });
    let nodes = |name: &str| text(name).lines().map(|line| line.parse().unwrap()).collect();
    let streets = Streets { file: "edges.csv".to_owned(), points: points.collect(), segments: segments.collect() };
    (streets, nodes("facilities.txt"), nodes("demand.txt"))
}
