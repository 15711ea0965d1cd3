//! `manifest.json`: what was asked of which inputs, what is proven, and every file of the run with its hash.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{ReportError, Run, walks};
use crate::instance::Instance;
use crate::project::WalkSource;
use crate::scenario::DistanceMethod;

/// Name of the file.
pub(super) const MANIFEST: &str = "manifest.json";

/// Value of `program`, by which a folder is recognized as a run.
pub(super) const PROGRAM: &str = "fukugo";

/// Version of the manifest's format.
pub(super) const MANIFEST_FORMAT: u32 = 2;

/// What `verify` checked before anything was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Claims and rules recomputed.
    pub checks: usize,
    /// Claims or rules found broken; 0 for every plan that is printed.
    pub breaches: usize,
}

/// What solved the model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solver {
    /// Name, such as `HiGHS`.
    pub name: String,
    /// Version.
    pub version: String,
    /// Random seed, where the solver was given one.
    pub seed: Option<u64>,
}

/// What may differ between two runs of the same question: everything here is written under `timing`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Threads the solver used; the answer does not depend on them.
    pub threads: usize,
    /// Stages in order.
    pub stages: Vec<StageTime>,
    /// Most memory the process has held, KiB, where the system tells.
    pub peak_memory_kib: Option<u64>,
}

/// How long one stage took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageTime {
    /// The stage, such as `load` or `solve`.
    pub stage: String,
    /// Wall time, seconds.
    pub seconds: f64,
}

/// The manifest of `run` with the files written beside it.
pub(super) fn manifest_json(run: &Run<'_>, files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, ReportError> {
    let project = run.instance.project;
    let scenario = serde_json::to_value(&project.scenario).map_err(ReportError::Json)?;
    let horizon = &run.instance.horizon;
    let inputs: Vec<Value> = project.inputs.iter().map(|file| json!({ "path": file.path, "sha256": file.sha256 })).collect();
    let hashes: Map<String, Value> = files.iter().map(|(name, bytes)| (name.clone(), sha256(bytes).into())).collect();
    let manifest = json!({
        "format": MANIFEST_FORMAT,
        "program": PROGRAM,
        "version": env!("CARGO_PKG_VERSION"),
        "scenario_name": project.scenario.name,
        "status": run.proof.status,
        "objective": run.proof.objective,
        "bound": run.proof.bound,
        "gap": run.proof.gap,
        "objective_unit": "million_jpy",
        "verification": run.verification,
        "solver": run.solver,
        "horizon": {
            "first_fy": horizon.first(),
            "last_fy": horizon.last(),
            "period_start_fy": horizon.periods().iter().map(|period| period.start).collect::<Vec<_>>(),
        },
        "distance": distance(run.instance),
        "lang": run.lang,
        "inputs": inputs,
        "scenario": scenario,
        "files": hashes,
        "timing": run.machine,
    });
    json_bytes(&manifest)
}

/// Indented JSON with a final line end.
pub(super) fn json_bytes(value: &impl Serialize) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(ReportError::Json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What walks are taken from, and how many pairs of a demand point and a site rest on what.
fn distance(instance: &Instance<'_>) -> Value {
    let settings = &instance.project.scenario.distance;
    let metric = match settings.method {
        DistanceMethod::Straight => "straight line in the plane times the detour factor of its band, whole metres",
        DistanceMethod::Network => "shortest way on streets, stairs counted twice, whole metres; minutes = metres / 80",
        DistanceMethod::Matrix => "table of distances, whole metres",
    };
    let mut distance = json!({
        "method": settings.method,
        "metric": metric,
        "plane": format!("Japan Plane Rectangular CS zone {}", instance.plane.zone()),
        "plane_epsg": instance.plane.epsg(),
        "detour": settings.detour,
    });
    match &instance.project.walks {
        WalkSource::Straight => {}
        WalkSource::Network(streets) => {
            distance["file"] = streets.file.as_str().into();
            distance["limit_m"] = json!(settings.limit());
            distance["join_m"] = settings.join_m.into();
            distance["segments"] = streets.segments.len().into();
        }
        WalkSource::Matrix(matrix) => {
            distance["file"] = matrix.file.as_str().into();
            distance["limit_m"] = json!(settings.limit());
        }
    }
    distance["pairs"] = json!(walks::pairs(instance));
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
