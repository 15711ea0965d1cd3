//! `manifest.json`: what was asked of which inputs, what is proven, and every file of the run with its hash.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::walks::{self, Pairs};
use super::{ReportError, Run};
use crate::fiscal::FiscalYear;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::plan::Status;
use crate::project::WalkSource;
use crate::scenario::{DetourBand, DistanceMethod, Scenario};
use crate::units::Meters;
use crate::verify::MissedRule;

/// Name of the file.
pub(super) const MANIFEST: &str = "manifest.json";

/// Value of `program`, by which a folder is recognized as a run.
pub(super) const PROGRAM: &str = "fukugo";

/// Version of the manifest's format.
pub(super) const MANIFEST_FORMAT: u32 = 2;

/// What `verify` checked before anything was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verification {
    /// Claims and rules recomputed.
    pub checks: usize,
    /// Claims or rules found broken; 0 for every plan that is printed.
    pub breaches: usize,
}

/// What solved the model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Solver {
    /// Name, such as `HiGHS`.
    pub name: String,
    /// Version.
    pub version: String,
    /// Random seed, where the solver was given one.
    pub seed: Option<u64>,
}

/// What may differ between two runs of the same question: everything here is written under `timing`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// Threads the solver used; the answer does not depend on them.
    pub threads: usize,
    /// Stages in order.
    pub stages: Vec<StageTime>,
    /// Most memory the process has held, KiB, where the system tells.
    pub peak_memory_kib: Option<u64>,
}

/// How long one stage took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageTime {
    /// The stage, such as `load` or `solve`.
    pub stage: String,
    /// Wall time, seconds.
    pub seconds: f64,
}

/// What `manifest.json` holds; `fukugo solve --json` prints it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ManifestFile<'run> {
    /// Version of this file's format.
    pub format: u32,
    /// `fukugo`.
    pub program: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Name of the scenario.
    pub scenario_name: &'run str,
    /// How the search ended.
    pub status: Status,
    /// Objective of the plan (formulation 9.1), in `objective_unit`.
    pub objective: f64,
    /// No plan costs less than this; null when nothing is proven.
    pub bound: Option<f64>,
    /// `(objective − bound) / |objective|`; null when nothing is proven.
    pub gap: Option<f64>,
    /// `million_jpy`.
    pub objective_unit: &'static str,
    /// What `verify` checked before anything was written.
    pub verification: Verification,
    /// The soft rules the plan misses, by id.
    pub missed_rules: &'run [MissedRule],
    /// What solved the model.
    pub solver: &'run Solver,
    /// Years and periods.
    pub horizon: HorizonYears,
    /// What walks are taken from.
    pub distance: WalkBasisOfRun<'run>,
    /// Language of what people read.
    pub lang: Lang,
    /// The files of the question.
    pub inputs: Vec<HashedFile<'run>>,
    /// The scenario with `extends` merged.
    pub scenario: &'run Scenario,
    /// Every other file of the run with its SHA-256, lower-case hexadecimal.
    pub files: BTreeMap<&'run str, String>,
    /// What may differ between two runs of the same question.
    pub timing: &'run Machine,
}

/// Years and periods of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HorizonYears {
    /// First fiscal year.
    pub first_fy: FiscalYear,
    /// Last fiscal year.
    pub last_fy: FiscalYear,
    /// First fiscal year of each period.
    pub period_start_fy: Vec<FiscalYear>,
}

/// A file with its hash.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct HashedFile<'run> {
    /// Path as the question names it.
    pub path: &'run str,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: &'run str,
}

/// What walks are taken from, and how many pairs of a demand point and a site rest on what.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WalkBasisOfRun<'run> {
    /// What walks are taken from.
    pub method: DistanceMethod,
    /// The method in words.
    pub metric: &'static str,
    /// The plane that straight lines are measured in.
    pub plane: String,
    /// Its EPSG code.
    pub plane_epsg: usize,
    /// Detour factors of straight lines.
    pub detour: &'run [DetourBand],
    /// File of streets or distances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'run str>,
    /// Longest walk looked for, metres; null = no limit; absent on straight lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_m: Option<Option<Meters>>,
    /// Farthest a place may lie from the street it is joined to, metres; only on streets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_m: Option<f64>,
    /// Segments of streets; only on streets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<usize>,
    /// Pairs by what their walk is taken from.
    pub pairs: Pairs,
}

/// The manifest of `run` with the files written beside it.
pub(super) fn manifest_json(run: &Run<'_>, files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, ReportError> {
    let project = run.instance.project;
    let horizon = &run.instance.horizon;
    json_bytes(&ManifestFile {
        format: MANIFEST_FORMAT,
        program: PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        scenario_name: &project.scenario.name,
        status: run.proof.status,
        objective: run.proof.objective,
        bound: run.proof.bound,
        gap: run.proof.gap,
        objective_unit: "million_jpy",
        verification: run.verification,
        missed_rules: run.missed,
        solver: run.solver,
        horizon: HorizonYears {
            first_fy: horizon.first(),
            last_fy: horizon.last(),
            period_start_fy: horizon.periods().iter().map(|period| period.start).collect(),
        },
        distance: distance(run.instance),
        lang: run.lang,
        inputs: project.inputs.iter().map(|file| HashedFile { path: &file.path, sha256: &file.sha256 }).collect(),
        scenario: &project.scenario,
        files: files.iter().map(|(name, bytes)| (name.as_str(), sha256(bytes))).collect(),
        timing: run.machine,
    })
}

/// Indented JSON with a final line end.
pub(super) fn json_bytes(value: &impl Serialize) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(ReportError::Json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What walks are taken from.
fn distance<'run>(instance: &'run Instance<'_>) -> WalkBasisOfRun<'run> {
    let settings = &instance.project.scenario.distance;
    let mut distance = WalkBasisOfRun {
        method: settings.method,
        metric: match settings.method {
            DistanceMethod::Straight => "straight line in the plane times the detour factor of its band, whole metres",
            DistanceMethod::Network => "shortest way on streets, stairs counted twice, whole metres; minutes = metres / 80",
            DistanceMethod::Matrix => "table of distances, whole metres",
        },
        plane: format!("Japan Plane Rectangular CS zone {}", instance.plane.zone()),
        plane_epsg: instance.plane.epsg(),
        detour: &settings.detour,
        file: None,
        limit_m: None,
        join_m: None,
        segments: None,
        pairs: walks::pairs(instance),
    };
    match &instance.project.walks {
        WalkSource::Straight => {}
        WalkSource::Network(streets) => {
            distance.file = Some(&streets.file);
            distance.limit_m = Some(settings.limit());
            distance.join_m = Some(settings.join_m);
            distance.segments = Some(streets.segments.len());
        }
        WalkSource::Matrix(matrix) => {
            distance.file = Some(&matrix.file);
            distance.limit_m = Some(settings.limit());
        }
    }
    distance
}

/// Most memory this process has held, where the system tells (Linux: `VmHWM`).
pub fn peak_memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
