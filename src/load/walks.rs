//! What walking distances are taken from: streets of OpenStreetMap, street tables, street lines, or a table of distances.

mod edges;
mod joined;
mod lines;
mod matrix;
mod pbf;
mod tags;

use std::path::{Path, PathBuf};

use super::files::{Files, Presence};
use super::findings::{Findings, whole_file};
use super::places::Bounds;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::geography::LonLat;
use crate::project::{DemandPoint, Site, Streets, WalkSource};
use crate::scenario::{DistanceMethod, DistanceSettings};

/// Usual names of street files in a project folder.
const NETWORKS: [&str; 3] = ["network.osm.pbf", "network-edges.csv", "network.geojson"];
/// Usual name of a table of distances.
const MATRIX: &str = "distances.csv";

/// Places walks begin and end at, and whether every one of the folder's is among them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'p> {
    pub sites: &'p [Site],
    pub demand: &'p [DemandPoint],
    pub is_complete: bool,
}

/// Reads what the scenario's method asks for; straight lines where an error was reported.
pub(super) fn read(
    settings: &DistanceSettings,
    folder: &Path,
    places: Places<'_>,
    place: &dyn Fn(&str) -> Place,
    files: &mut Files,
    findings: &mut Findings,
) -> WalkSource {
    match settings.method {
        DistanceMethod::Straight => {
            for (key, is_given) in [("distance.file", settings.file.is_some()), ("distance.limit_m", settings.limit_m.is_some())]
            {
                if is_given {
                    findings.advise(
                        place(key),
                        AdviceCode::NoEffect,
                        settings.file.clone().unwrap_or_default(),
                        Text::new(
                            "method = \"straight\" では使いません。network か matrix を指定してください",
                            "it has no effect with method = \"straight\"; choose network or matrix",
                        ),
                    );
                }
            }
            WalkSource::Straight
        }
        DistanceMethod::Network => {
            network(settings, folder, places, place, files, findings).map_or(WalkSource::Straight, WalkSource::Network)
        }
        DistanceMethod::Matrix => {
            let name = settings.file.as_deref().unwrap_or(MATRIX);
            let text = files.table(&folder.join(name), name, Presence::Needed, findings);
            text.map_or(WalkSource::Straight, |text| WalkSource::Matrix(matrix::read(name, &text, places, findings)))
        }
    }
}

fn network(
    settings: &DistanceSettings,
    folder: &Path,
    places: Places<'_>,
    place: &dyn Fn(&str) -> Place,
    files: &mut Files,
    findings: &mut Findings,
) -> Option<Streets> {
    let name = match &settings.file {
        Some(name) => name.clone(),
        None => usual_name(folder, place, findings)?,
    };
    let around: Vec<LonLat> =
        places.sites.iter().map(|site| site.location).chain(places.demand.iter().map(|point| point.location)).collect();
    let reach = settings.limit().map_or(0.0, |limit| limit.0) + settings.join_m;
    let streets = streets(&folder.join(&name), &name, (&around, reach), || place("distance.file"), files, findings)?;
    joined::advise(&streets, settings, places, findings);
    Some(streets)
}

/// The streets of one file, of the format its name ends with; those of an extract within some metres of places.
///
/// `None` where an error was reported, that of an unknown ending about `named_at`. A file without streets is one.
pub(crate) fn streets(
    path: &Path,
    name: &str,
    (around, reach): (&[LonLat], f64),
    named_at: impl FnOnce() -> Place,
    files: &mut Files,
    findings: &mut Findings,
) -> Option<Streets> {
    let ends_with = |endings: &[&str]| {
        let ending = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default().to_lowercase();
        endings.contains(&ending.as_str())
    };
    let streets = if ends_with(&["pbf"]) {
        let bounds = Bounds::around(around.iter().copied(), reach);
        files.hashed(path, name, pbf::LARGEST, findings)?;
        pbf::read(path, name, bounds?, findings)
    } else if ends_with(&["csv"]) {
        let nodes_name = edges::nodes_beside(name);
        let nodes = nodes_name
            .and_then(|nodes| Some((files.table(&path.with_file_name(&nodes), &nodes, Presence::Optional, findings)?, nodes)));
        let text = files.table(path, name, Presence::Needed, findings)?;
        edges::read(name, &text, nodes.as_ref().map(|(text, name)| (name.as_str(), text.as_str())), findings)
    } else if ends_with(&["geojson", "json"]) {
        let text = files.table(path, name, Presence::Needed, findings)?;
        lines::read(name, &text, findings)
    } else {
        findings.error(
            named_at(),
            InputCode::UnknownWord,
            name,
            Text::new("道路網のファイルは .osm.pbf、.csv、.geojson のどれかです", "a street file is .osm.pbf, .csv or .geojson"),
            Text::new("ファイル名の拡張子を確かめてください", "check the end of the file's name"),
        );
        None
    }?;
    if streets.segments.is_empty() {
        findings.error(
            whole_file(name),
            InputCode::EmptyTable,
            "",
            Text::new("歩ける道が 1 本もありません", "there is no street one may walk on"),
            Text::new(
                "対象の自治体を含むファイルか、通行の種別 (highway、foot、access) を確かめてください",
                "check that the file covers the municipality, and its fields highway, foot and access",
            ),
        );
        return None;
    }
    Some(streets)
}

/// The one street file of the folder.
fn usual_name(folder: &Path, place: &dyn Fn(&str) -> Place, findings: &mut Findings) -> Option<String> {
    let there: Vec<&str> = NETWORKS.into_iter().filter(|name| folder.join(name).exists()).collect();
    match there[..] {
        [one] => Some(one.to_owned()),
        [] => {
            findings.error(
                place("distance.method"),
                InputCode::FileMissing,
                PathBuf::from(folder).display().to_string(),
                Text::new(
                    format!("道路網のファイルがありません ({})", NETWORKS.join("、")),
                    format!("there is no street file: {}", NETWORKS.join(", ")),
                ),
                Text::new(
                    "プロジェクトフォルダーに置くか、distance.file で指定してください",
                    "put one into the project folder, or name one in distance.file",
                ),
            );
            None
        }
        _ => {
            findings.error(
                place("distance.method"),
                InputCode::Contradiction,
                there.join(", "),
                Text::new("道路網のファイルが 2 つ以上あります", "there is more than one street file"),
                Text::new("使うものを distance.file で指定してください", "name the one to use in distance.file"),
            );
            None
        }
    }
}
