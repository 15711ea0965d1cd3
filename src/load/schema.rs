//! JSON schemas of the TOML files, for editors and for `docs/`.

use serde_json::{Value, json};

use crate::catalogue::KindCatalogue;
use crate::costs::CostTable;
use crate::scenario::Scenario;

/// Schema of a scenario file: the scenario's own, with `extends` and `remove`, and nothing needed where a base may give it.
pub fn scenario_schema() -> Value {
    let mut schema = schemars::schema_for!(Scenario).to_value();
    let needed = schema.as_object_mut().and_then(|root| root.remove("required")).unwrap_or_else(|| json!([]));
    schema["properties"]["extends"] = json!({
        "description": "Scenario file this one changes, relative to this file.",
        "type": "string",
    });
    schema["anyOf"] = json!([{ "required": ["extends"] }, { "required": needed }]);
    for record in ["Rule", "Lock"] {
        let record = &mut schema["$defs"][record];
        let needed = record.as_object_mut().and_then(|record| record.remove("required")).unwrap_or_else(|| json!([]));
        record["required"] = json!(["id"]);
        record["properties"]["remove"] = json!({
            "description": "Drops the element with this id that the extended file has.",
            "type": "boolean",
        });
        record["x-needed-once-merged"] = needed;
    }
    schema
}

/// Schema of `kinds.toml`.
pub fn kinds_schema() -> Value {
    schemars::schema_for!(KindCatalogue).to_value()
}

/// Schema of `costs.toml`.
pub fn costs_schema() -> Value {
    schemars::schema_for!(CostTable).to_value()
}
