//! Documents that are made from the types, or must agree with them. `UPDATE=1` rewrites what is made.

#![expect(clippy::unwrap_used, reason = "a document that cannot be read should fail its test")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use fukugo::error::{AdviceCode, InputCode};
use fukugo::load::{costs_schema, kinds_schema, scenario_schema};
use serde_json::Value;

use crate::diff;
use crate::program::{TOWN, fukugo, shown, town_run};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

/// Compares a document with what it should be, or rewrites it where `UPDATE` is set.
#[track_caller]
fn is_current(name: &str, wanted: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path(name).parent().unwrap()).unwrap();
        fs::write(path(name), wanted).unwrap();
    }
    let committed = fs::read_to_string(path(name)).unwrap_or_default();
    assert!(committed == wanted, "docs/{name} is stale; run UPDATE=1 cargo test --test it documents");
}

/// What `fukugo schema` has schemas of.
const SCHEMAS: [&str; 9] = ["plan", "metrics", "manifest", "baseline", "difference", "locate", "scenario", "kinds", "costs"];

#[test]
fn schemas_are_those_of_the_types() {
    for name in SCHEMAS {
        let ran = fukugo(&["schema", name]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        is_current(&format!("schemas/{name}.schema.json"), &ran.out);
    }
    let of_types = [("scenario", scenario_schema()), ("kinds", kinds_schema()), ("costs", costs_schema())];
    for (name, schema) in of_types {
        assert_eq!(schema_of(name), schema);
    }
}

/// A committed schema.
fn schema_of(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path(&format!("schemas/{name}.schema.json"))).unwrap()).unwrap()
}

/// Where a document breaks its schema.
fn breaches(name: &str, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema_of(name)).unwrap();
    validator.iter_errors(document).map(|error| format!("{name} {}: {error}", error.instance_path())).collect()
}

#[test]
fn what_the_program_writes_follows_its_schemas() {
    let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(town_run().join(name)).unwrap()).unwrap() };
    let printed = |line: &[&str]| -> Value {
        let ran = fukugo(line);
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str(&ran.out).unwrap()
    };
    let [before, after] = diff::runs();
    let room = tempfile::tempdir().unwrap();
    let matrix = room.path().join("matrix.csv");
    fs::write(&matrix, "demand,site,cost\na,s,0\na,t,2.5\nb,s,4\nb,t,1\n").unwrap();
    let hamlet = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet/scenario.toml");
    let documents = [
        ("plan", read("plan.json")),
        ("metrics", read("metrics.json")),
        ("manifest", read("manifest.json")),
        ("manifest", printed(&["solve", hamlet, "--json"])),
        ("baseline", printed(&["baseline", TOWN, "--json"])),
        ("difference", printed(&["diff", shown(before), shown(after), "--json"])),
        ("locate", printed(&["locate", "p-median", "--matrix", shown(&matrix), "-p", "1", "--json"])),
        ("scenario", toml::from_str::<Value>(&fs::read_to_string(town_run().join("scenario.toml")).unwrap()).unwrap()),
    ];
    for (name, document) in documents {
        assert_eq!(breaches(name, &document), [] as [String; 0]);
        // A schema that accepts anything would say nothing.
        let mut spoilt = document.clone();
        spoilt["unheard_of"] = Value::Bool(true);
        assert!(!breaches(name, &spoilt).is_empty(), "{name} accepts a field it does not know");
        // Every field that is written is required, but for those of a scenario with a default.
        let first = document.as_object().unwrap().keys().next().unwrap().clone();
        let mut halved = document;
        halved.as_object_mut().unwrap().remove(&first);
        assert!(name == "scenario" || !breaches(name, &halved).is_empty(), "{name} does not miss {first}");
    }
}

#[test]
fn every_code_has_an_entry_with_meaning_example_and_repair() {
    let index = fs::read_to_string(path("errors.md")).unwrap();
    let errors = InputCode::ALL.iter().map(|code| (code.as_str(), format!("{code:?}")));
    let advice = AdviceCode::ALL.iter().map(|code| (code.as_str(), format!("{code:?}")));
    let codes: Vec<(&str, String)> = errors.chain(advice).collect();
    let headings: Vec<&str> = index.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    assert_eq!(headings, codes.iter().map(|(code, name)| format!("{code} {name}")).collect::<Vec<_>>());
    for entry in index.split("\n### ").skip(1) {
        for label in ["- ja: ", "- en: ", "- broken: ", "- repair: "] {
            let lines: Vec<&str> = entry.lines().filter_map(|line| line.strip_prefix(label)).collect();
            assert!(matches!(lines[..], [line] if !line.trim().is_empty()), "{label} in {entry}");
        }
    }
}

#[test]
fn every_field_of_a_scenario_is_listed_with_its_default() {
    let page = fs::read_to_string(path("scenario.md")).unwrap();
    let (before, rest) = page.split_once("<!-- fields -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    let schema = scenario_schema();
    is_current("scenario.md", &format!("{before}<!-- fields -->\n{}<!-- end -->{after}", sections(&schema)));
}

/// A table of fields for the scenario itself and for every table it has.
fn sections(schema: &Value) -> String {
    let mut text = String::new();
    let needed = &schema["anyOf"][1]["required"];
    section(&mut text, "The scenario", schema, needed, schema);
    for (name, property) in schema["properties"].as_object().unwrap() {
        let (heading, property) = match property.pointer("/items/$ref") {
            Some(_) => (format!("`[[{name}]]`"), &property["items"]),
            None => (format!("`[{name}]`"), property),
        };
        let Some(table) = referred(property, schema).filter(|table| table["type"] == "object") else { continue };
        section(&mut text, &heading, table, table.get("x-needed-once-merged").unwrap_or(&table["required"]), schema);
        nested(&mut text, name, table, schema);
    }
    text
}

/// Tables inside a table: a rule's limits by type, and tables with fields of their own.
fn nested(text: &mut String, name: &str, table: &Value, schema: &Value) {
    for (field, property) in table["properties"].as_object().unwrap() {
        let property = if property.get("items").is_some() { &property["items"] } else { property };
        let Some(inner) = referred(property, schema) else { continue };
        for choice in inner["oneOf"].as_array().into_iter().flatten().filter(|choice| choice["type"] == "object") {
            let kind = choice["properties"]["type"]["const"].as_str().unwrap();
            let _ =
                write!(text, "### `{name}.{field}` of type `{kind}`\n{}\n\n", choice["description"].as_str().unwrap_or_default());
            rows(text, choice, &choice["required"], schema);
        }
        if inner["type"] == "object" {
            section(text, &format!("`{name}.{field}`"), inner, &inner["required"], schema);
        }
    }
}

fn section(text: &mut String, heading: &str, table: &Value, needed: &Value, schema: &Value) {
    let _ = write!(text, "### {heading}\n{}\n\n", table["description"].as_str().unwrap_or_default());
    rows(text, table, needed, schema);
}

fn rows(text: &mut String, table: &Value, needed: &Value, schema: &Value) {
    text.push_str("| field | type | default | meaning |\n|---|---|---|---|\n");
    for (name, property) in table["properties"].as_object().unwrap() {
        let is_needed = needed.as_array().is_some_and(|needed| needed.iter().any(|field| field == name));
        let default = match property.get("default") {
            _ if is_needed => "needed".to_owned(),
            None | Some(Value::Null) => "none".to_owned(),
            Some(Value::Object(fields)) if fields.is_empty() => "none".to_owned(),
            // Tables have rows of their own for their defaults.
            Some(Value::Object(_)) => "see below".to_owned(),
            Some(default) => format!("`{default}`"),
        };
        let own = property["description"].as_str();
        let meaning = own.or_else(|| referred(property, schema)?["description"].as_str()).unwrap_or_default().replace('\n', " ");
        let _ = writeln!(text, "| `{name}` | {} | {default} | {meaning} |", kind(property, schema));
    }
    text.push('\n');
}

/// The definition a property refers to, through an option or a list.
fn referred<'s>(property: &'s Value, schema: &'s Value) -> Option<&'s Value> {
    let reference = property.get("$ref").or_else(|| property.pointer("/anyOf/0/$ref"))?;
    schema["$defs"].get(reference.as_str()?.strip_prefix("#/$defs/")?)
}

/// A property's type in a planner's words.
fn kind(property: &Value, schema: &Value) -> String {
    if let Some(name) = property.get("$ref").or_else(|| property.pointer("/anyOf/0/$ref")).and_then(Value::as_str) {
        let definition = referred(property, schema).unwrap();
        return match name.rsplit('/').next().unwrap() {
            "FiscalYear" => "fiscal year".to_owned(),
            _ if definition["type"] == "object" || definition.pointer("/oneOf/0/type").is_some_and(|kind| kind == "object") => {
                "table".to_owned()
            }
            _ if definition.get("oneOf").is_some() => {
                let words = definition["oneOf"].as_array().unwrap().iter().filter_map(|choice| choice["const"].as_str());
                words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
            _ => "id".to_owned(),
        };
    }
    if let Some(word) = property.get("const").and_then(Value::as_str) {
        return format!("`{word}`");
    }
    let named = match &property["type"] {
        Value::Array(kinds) => kinds[0].as_str(),
        other => other.as_str(),
    };
    match named {
        Some("array") => format!("list of {}", kind(&property["items"], schema)),
        Some("object") => "table".to_owned(),
        Some("string") => "text".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        other => other.unwrap_or("value").to_owned(),
    }
}
