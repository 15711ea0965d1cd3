//! JSON schemas of what a run leaves, for programs that read it and for `docs/schemas/`.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::difference::DifferenceSummary;
use super::manifest::ManifestFile;
use crate::baseline::Baseline;
use crate::metrics::Metrics;
use crate::plan::Plan;

/// Schema of `plan.json`.
pub fn plan_schema() -> Value {
    written::<Plan>()
}

/// Schema of `metrics.json`.
pub fn metrics_schema() -> Value {
    written::<Metrics>()
}

/// Schema of `manifest.json`, which `fukugo solve --json` prints.
pub fn manifest_schema() -> Value {
    written::<ManifestFile<'_>>()
}

/// Schema of what `fukugo baseline --json` prints.
pub fn baseline_schema() -> Value {
    written::<Baseline>()
}

/// Schema of `difference.json`, which `fukugo diff --json` prints.
pub fn difference_schema() -> Value {
    written::<DifferenceSummary>()
}

/// The schema of a type as it is written: fields that are left out when empty are not required, all others are.
fn written<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}
