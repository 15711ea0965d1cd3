//! `fukugo locate` from files to answers: tables, matrices, errors, layers, the same answer whatever the order of rows.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::program::{Ran, ran};

/// A folder with files, and commands run in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Exit code, standard output, standard error.
    fn locate(&self, arguments: &str) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fukugo"));
        command.args(["--lang", "en", "locate"]).args(arguments.split_whitespace()).current_dir(self.0.path());
        let Ran { code, out, err } = ran(&mut command);
        (code, out, err)
    }

    fn json(&self, arguments: &str) -> Value {
        let (code, out, err) = self.locate(&format!("{arguments} --json"));
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).unwrap()
    }
}

/// Four demand points in a row, 3 m apart, and two sites.
const DEMAND: &str = "id,x,y,weight\n1,0,0,1\n2,3,0,1\n10,6,0,5\n3,9,0,1\n";
const SITES: &str = "id,x,y,cost,capacity,status,remark\na,0,0,4,6,,old\nb,6,4,4,6,,\nc,9,0,9,9,,\n";

#[test]
fn a_question_about_points_is_answered_and_drawn() {
    let folder = Folder::new(&[("demand.csv", DEMAND), ("sites.csv", SITES)]);
    let answer = folder.json("p-median --demand demand.csv --sites sites.csv --metric euclidean -p 1 --out run");
    // At a: 0 + 3 + 5 · 6 + 9 + 4 = 46. At b: √52 + 5 + 5 · 4 + 5 + 4 > 41. At c: 9 + 6 + 5 · 3 + 0 + 9 = 39.
    assert_eq!((answer["status"].as_str(), answer["objective"].as_f64()), (Some("optimal"), Some(39.0)));
    assert_eq!((answer["sites"][0]["id"].as_str(), answer["gap"].as_f64()), (Some("c"), Some(0.0)));
    // Ids in the order people count: 1, 2, 3, 10.
    let order: Vec<&str> = answer["assignments"].as_array().unwrap().iter().filter_map(|row| row["demand"].as_str()).collect();
    assert_eq!(order, ["1", "2", "3", "10"]);
    for (name, features) in [("sites.geojson", 1), ("assignments.geojson", 4), ("catchments.geojson", 1)] {
        let layer: Value = serde_json::from_str(&fs::read_to_string(folder.path("run").join(name)).unwrap()).unwrap();
        assert_eq!(layer["features"].as_array().unwrap().len(), features, "{name}");
    }
}

#[test]
fn the_order_of_rows_and_the_number_of_threads_change_no_byte_but_times() {
    let mut rows: Vec<String> = (0..60).map(|i| format!("{i},{},{},{}", i * 37 % 100, i * 61 % 100, 1 + i % 4)).collect();
    let header = "id,x,y,weight\n";
    let forward = format!("{header}{}\n", rows.join("\n"));
    rows.reverse();
    let backward = format!("{header}{}\n", rows.join("\n"));
    let folder = Folder::new(&[("a.csv", &forward), ("b.csv", &backward)]);
    let answer = |file: &str, threads: usize| {
        let mut answer =
            folder.json(&format!("p-median --sites {file} --demand {file} --metric euclidean -p 7 --threads {threads}"));
        answer["timing"] = Value::Null;
        answer.to_string()
    };
    assert_eq!(answer("a.csv", 1), answer("b.csv", 2));
}

#[test]
fn degrees_are_measured_on_the_globe_and_refused_in_a_plane() {
    let table = "id,lon,lat\np,139.65,35.65\nq,139.65,35.66\n";
    let folder = Folder::new(&[("sites.csv", table), ("xy.csv", "id,x,y\np,139.65,35.65\nq,139.65,35.66\n")]);
    let answer = folder.json("p-center --sites sites.csv --metric geodesic -p 1");
    // A hundredth of a degree of latitude is about 1,109.5 m there (the meridian's length a degree is 110.95 km at 35.65 N).
    assert!((answer["objective"].as_f64().unwrap() - 1_109.5).abs() < 1.0, "{answer}");
    for file in ["sites.csv", "xy.csv"] {
        let (code, _, err) = folder.locate(&format!("p-center --sites {file} --metric euclidean -p 1"));
        assert_eq!(code, 3);
        assert!(err.contains("E406") && err.contains("--metric geodesic"), "{err}");
    }
}

#[test]
fn geojson_points_are_read_and_other_shapes_named() {
    let point = |id: &str, lon: f64| {
        format!(
            "{{\"type\":\"Feature\",\"id\":\"{id}\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},35.0]}},\"properties\":{{\"weight\":2}}}}"
        )
    };
    let line = "{\"type\":\"Feature\",\"id\":\"l\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[139,35],[139,36]]},\"properties\":{}}";
    let collection = |features: &[String]| format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(","));
    let folder = Folder::new(&[
        ("good.geojson", &collection(&[point("a", 139.0), point("b", 139.1)])),
        ("bad.geojson", &collection(&[point("a", 139.0), line.to_owned()])),
    ]);
    assert_eq!(folder.json("p-median --sites good.geojson --metric geodesic -p 2")["objective"].as_f64(), Some(0.0));
    let (code, _, err) = folder.locate("p-median --sites bad.geojson --metric geodesic -p 1");
    assert_eq!(code, 3);
    assert!(err.contains("E405 bad.geojson:2 [l] geometry: LineString"), "{err}");
}

#[test]
fn a_matrix_takes_any_order_and_its_tables() {
    let folder = Folder::new(&[
        ("m.csv", "demand,site,cost\nq,s,5\np,t,2\np,s,0\nq,t,1\n"),
        ("d.csv", "id,weight\np,1\nq,3\n"),
        ("s.csv", "id,cost\ns,1\nt,2\n"),
    ]);
    // s: 1 + 0 + 3 · 5 = 16. t: 2 + 2 + 3 = 7. Both: 3 + 0 + 3 = 6.
    let question = "facility --matrix m.csv --demand-table d.csv --site-table s.csv";
    assert_eq!(folder.json(question)["objective"].as_f64(), Some(6.0));
    // Whole costs: s: 1 + 0 + 5 = 6. t: 2 + 2 + 1 = 5. Both: 3 + 0 + 1 = 4.
    assert_eq!(folder.json(&format!("{question} --cost-is whole"))["objective"].as_f64(), Some(4.0));
    let ranked = folder.json(&format!("{question} --solutions 3"));
    let objectives: Vec<f64> =
        ranked["solutions"].as_array().unwrap().iter().filter_map(|one| one["objective"].as_f64()).collect();
    assert_eq!(objectives, [6.0, 7.0, 16.0]);
}

#[test]
fn everything_wrong_with_all_files_is_told_at_once() {
    let folder = Folder::new(&[
        ("m.csv", "demand,site,cost\np,s,1\np,t,x\nq,s,-2\n"),
        ("hole.csv", "demand,site,cost\np,s,1\nq,t,1\np,s,1\n"),
        ("demand.csv", "id,x,y,wieght\n1,0,0,1\n1,nan,0,1\n2,0\n"),
        ("sites.csv", "id,x,y,status\na,0,0,open\nb,0,0,\n"),
    ]);
    let (code, _, err) = folder.locate("p-median --demand demand.csv --sites sites.csv --metric euclidean -p 1");
    assert_eq!(code, 3);
    for part in [
        "E201 demand.csv:1 wieght",
        "did you mean weight?",
        "E204 demand.csv:3 [1] x: nan",
        "E206 sites.csv:2 [a] status: open",
        "E208 demand.csv:4: 2",
        "E301 demand.csv:3 [1] id: 1",
    ] {
        assert!(err.contains(part), "{part} is not in\n{err}");
    }
    let (code, _, err) = folder.locate("p-median --matrix m.csv -p 1");
    assert_eq!(code, 3);
    assert!(err.contains("E203 m.csv:3 cost: x") && err.contains("E205 m.csv:4 cost: -2"), "{err}");
    let (code, _, err) = folder.locate("p-median --matrix hole.csv -p 1");
    assert_eq!(code, 3);
    assert!(
        err.contains("E202 hole.csv [p, t]") && err.contains("E202 hole.csv [q, s]") && err.contains("E301 hole.csv [p, s]"),
        "{err}"
    );
}

#[test]
fn questions_that_make_no_sense_are_refused_with_the_flag_named() {
    let folder = Folder::new(&[("demand.csv", DEMAND), ("sites.csv", SITES)]);
    let points = "--demand demand.csv --sites sites.csv --metric euclidean";
    for (arguments, flag) in [
        (format!("p-median {points}"), "-p"),
        (format!("max-cover {points} -p 1"), "--radius"),
        (format!("p-median {points} -p 1 --radius 5"), "--radius"),
        (format!("partial-cover {points} --radius 5"), "--share"),
        (format!("facility {points} --backup"), "--backup"),
        ("p-median --sites sites.csv --metric network -p 1".to_owned(), "--metric network needs --streets"),
    ] {
        let (code, _, err) = folder.locate(&arguments);
        assert_eq!(code, 2, "{arguments}");
        assert!(err.contains(flag), "{arguments}: {err}");
    }
}

#[test]
fn infeasible_and_stopped_questions_end_with_their_own_codes() {
    let folder = Folder::new(&[("demand.csv", DEMAND), ("sites.csv", SITES)]);
    let points = "--demand demand.csv --sites sites.csv --metric euclidean";
    let (code, out, _) = folder.locate(&format!("set-cover {points} --radius 1"));
    assert_eq!(code, 4);
    assert!(out.contains("2 demand points have too few sites within 1: 2, 10"), "{out}");
    // Capacities a 6 and b 6 hold the weight of 8; c alone holds 9.
    assert_eq!(folder.json(&format!("capacitated {points} --forbid c"))["sites"].as_array().unwrap().len(), 2);
    let (code, _, _) = folder.locate(&format!("capacitated {points} --forbid c,b"));
    assert_eq!(code, 4);
}

#[test]
fn statuses_of_the_command_line_overrule_the_table() {
    let folder = Folder::new(&[("demand.csv", DEMAND), ("sites.csv", SITES)]);
    let points = "--demand demand.csv --sites sites.csv --metric euclidean";
    let answer = folder.json(&format!("p-median {points} -p 1 --existing a --forbid c"));
    let ids: Vec<&str> = answer["sites"].as_array().unwrap().iter().filter_map(|site| site["id"].as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    let (code, _, err) = folder.locate(&format!("p-median {points} -p 1 --require z"));
    assert_eq!(code, 3);
    assert!(err.contains("ids that no site has: z"), "{err}");
}

/// A street from a to b to c, and one from d to e that hangs together with nothing.
const STREETS: &str = "from_lon,from_lat,to_lon,to_lat,length_m\n139.65,35.65,139.66,35.65,1000\n139.66,35.65,139.66,35.66,1200\n\
     139.69,35.65,139.70,35.65,950\n";
const CORNERS: &str = "id,lon,lat\na,139.65,35.65\nb,139.66,35.65\nc,139.66,35.66\n";

#[test]
fn walks_are_measured_on_streets() {
    let folder = Folder::new(&[("streets.csv", STREETS), ("corners.csv", CORNERS)]);
    let places = "--sites corners.csv --metric network --streets streets.csv";
    // From b: 1,000 + 0 + 1,200. From a: 0 + 1,000 + 2,200, though c lies some 1,430 m from it.
    let median = folder.json(&format!("p-median {places} -p 1"));
    assert_eq!((median["objective"].as_f64(), median["sites"][0]["id"].as_str()), (Some(2_200.0), Some("b")));
    assert_eq!(folder.json(&format!("p-center {places} -p 1"))["objective"].as_f64(), Some(1_200.0));
    assert_eq!(folder.json(&format!("p-dispersion {places} -p 2"))["objective"].as_f64(), Some(2_200.0));
    // Within 1,100 m of b are a and b.
    assert_eq!(folder.json(&format!("max-cover {places} -p 1 --radius 1100"))["objective"].as_f64(), Some(2.0));
    assert_eq!(folder.json(&format!("set-cover {places} --radius 1100"))["objective"].as_f64(), Some(2.0));
}

#[test]
fn places_no_walk_leads_to_are_named_together() {
    // f lies a hundredth of a degree of latitude, some 1,110 m, south of b; d's street is cut off.
    let all = format!("{CORNERS}d,139.69,35.65\nf,139.66,35.64\n");
    let folder = Folder::new(&[("streets.csv", STREETS), ("corners.csv", CORNERS), ("all.csv", &all)]);
    let places = "--demand all.csv --sites corners.csv --metric network --streets streets.csv";
    let (code, _, err) = folder.locate(&format!("p-median {places} -p 1"));
    assert_eq!((code, err.matches("E407").count()), (3, 2), "{err}");
    assert!(err.contains("cut off from the others (2 points)") && err.contains("--max-distance"), "{err}");
    assert!(err.contains("raise --join") && err.contains("1109 m"), "{err}");
    // With a limit the streets that are cut off are too far and no error: d is not covered by anybody.
    let (code, out, err) = folder.locate(&format!("max-cover {places} -p 2 --radius 2500 --join 1200 --json"));
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, answer["objective"].as_f64()), (0, Some(4.0)), "{err}");
    assert!(err.contains("A501"), "{err}");
}

#[test]
fn streets_go_with_the_metric_network_alone() {
    let folder = Folder::new(&[("streets.csv", STREETS), ("corners.csv", CORNERS), ("streets.txt", STREETS)]);
    let asked = |rest: &str| folder.locate(&format!("p-median --sites corners.csv -p 1 {rest}"));
    assert_eq!(asked("--metric network").0, 2);
    assert_eq!(asked("--metric geodesic --streets streets.csv").0, 2);
    assert_eq!(asked("--metric network --streets streets.csv --join -1").0, 2);
    assert!(asked("--metric network --streets gone.csv").2.contains("E101"));
    assert!(asked("--metric network --streets streets.txt").2.contains("E206"));
}
