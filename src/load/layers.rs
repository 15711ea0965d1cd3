//! A scenario file with everything it extends, merged, each value with the file it came from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::document;
use super::files::{Files, Presence};
use super::findings::{Findings, whole_file};
use super::record::missing;
use super::shape::{dotted, element, place_of};
use crate::error::{InputCode, Place, Text};

/// Lists whose elements are merged by `id`.
const MERGED_BY_ID: [&str; 2] = ["rule", "lock"];
/// Most files of one chain; a longer one is a mistake.
const LONGEST_CHAIN: usize = 32;

/// A scenario with all its layers merged.
#[derive(Clone, Debug, Default)]
pub(super) struct Merged {
    /// Name of the scenario file itself, as messages call it.
    pub file: String,
    pub table: Table,
    /// The file of every scalar and plain list, by dotted key.
    pub origins: BTreeMap<String, String>,
    /// The project folder, if the scenario names one: relative to the file that names it.
    pub project: Option<PathBuf>,
    /// Whether every layer could be read and merged; else only `project` means something.
    pub is_sound: bool,
}

impl Merged {
    /// The place of a dotted key: in the file that set it, or something inside it.
    pub(super) fn place(&self, key: &str) -> Place {
        let is_inside =
            |origin: &str| origin.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        let file = self.origins.range(key.to_owned()..).next().filter(|(origin, _)| is_inside(origin)).map_or_else(
            || key.split_once(']').and_then(|(record, _)| self.file_of_record(record)).unwrap_or(&self.file),
            |(_, file)| file,
        );
        place_of(file, key)
    }

    /// The file that gave the element of a list its id: where a key missing from it belongs.
    fn file_of_record(&self, record: &str) -> Option<&String> {
        self.origins.get(&format!("{record}].id"))
    }
}

struct Layer {
    name: String,
    folder: PathBuf,
    table: Table,
}

/// Reads the scenario at `path` and what it extends, and merges them; `None` when an error of a layer was reported.
pub(super) fn merged(path: &Path, files: &mut Files, findings: &mut Findings) -> Option<Merged> {
    let (layers, is_whole) = chain(path, files, findings);
    let mut merged = Merged { file: display_name(path), ..Merged::default() };
    let mut is_sound = is_whole;
    for mut layer in layers.into_iter().rev() {
        layer.table.remove("extends");
        if let Some(project) = layer.table.get("project").and_then(Value::as_str) {
            merged.project = Some(layer.folder.join(project));
        }
        for list in MERGED_BY_ID {
            is_sound &= ids_are_unique(&layer, list, findings);
        }
        let file = layer.name;
        is_sound &= merge_table(&mut merged.table, layer.table, "", &mut merged.origins, &file, findings);
    }
    for list in MERGED_BY_ID {
        if let Some(Value::Array(elements)) = merged.table.get_mut(list) {
            // The order of files must not matter.
            elements.sort_by(|a, b| id_of(a).cmp(&id_of(b)));
        }
    }
    // Of an unsound scenario the project folder can still be read, so that its errors are told together with these.
    merged.is_sound = is_sound;
    (is_sound || merged.project.is_some()).then_some(merged)
}

fn display_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The layers from the scenario down to its last base, and whether all could be read.
fn chain(path: &Path, files: &mut Files, findings: &mut Findings) -> (Vec<Layer>, bool) {
    let mut layers = Vec::new();
    let mut met = BTreeSet::new();
    let mut next = Some((path.to_path_buf(), display_name(path)));
    while let Some((path, name)) = next.take() {
        let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
        if !met.insert(identity) || met.len() > LONGEST_CHAIN {
            findings.error(
                Place {
                    field: Some("extends".to_owned()),
                    ..whole_file(layers.last().map_or(&name, |layer: &Layer| &layer.name))
                },
                InputCode::Extends,
                name,
                Text::new(
                    "extends をたどると同じファイルに戻るか、長すぎます",
                    format!("following extends leads back to the same file, or through more than {LONGEST_CHAIN} files"),
                ),
                Text::new("extends が一方向に並ぶように直してください", "make the chain of extends end in a file without it"),
            );
            return (layers, false);
        }
        let Some(text) = files.text(&path, &name, Presence::Needed, findings) else { return (layers, false) };
        let Some(table) = document::parse(&name, &text, findings) else { return (layers, false) };
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        match table.get("extends") {
            None => {}
            Some(Value::String(base)) => {
                let base_name = match name.rsplit_once('/') {
                    Some((before, _)) => format!("{before}/{base}"),
                    None => base.clone(),
                };
                next = Some((folder.join(base), base_name));
            }
            Some(other) => {
                findings.error(
                    Place { field: Some("extends".to_owned()), ..whole_file(&name) },
                    InputCode::Extends,
                    other.to_string(),
                    Text::new("extends は 1 つのファイル名です", "extends is the name of one file"),
                    Text::new("extends = \"base.toml\" の形で書いてください", "write it as extends = \"base.toml\""),
                );
                layers.push(Layer { name, folder, table });
                return (layers, false);
            }
        }
        layers.push(Layer { name, folder, table });
    }
    (layers, true)
}

fn id_of(element: &Value) -> Option<&str> {
    element.get("id").and_then(Value::as_str)
}

/// Reports ids used twice in one list of one file, and elements without an id.
fn ids_are_unique(layer: &Layer, list: &str, findings: &mut Findings) -> bool {
    let Some(Value::Array(elements)) = layer.table.get(list) else { return true };
    let mut met = BTreeSet::new();
    let mut is_sound = true;
    for (index, each) in elements.iter().enumerate() {
        let path = element(list, index, each);
        match id_of(each) {
            None if each.is_table() => {
                missing(place_of(&layer.name, &dotted(&path, "id")), findings);
                is_sound = false;
            }
            Some(id) if !met.insert(id) => {
                findings.error(
                    place_of(&layer.name, &dotted(&path, "id")),
                    InputCode::DuplicateId,
                    id,
                    Text::new("同じ id が 2 度使われています", "the id is used twice"),
                    Text::new("どちらかの id を変えてください", "give one of them another id"),
                );
                is_sound = false;
            }
            _ => {}
        }
    }
    is_sound
}

/// The dotted keys of all values of a table, each with `origin`.
pub(super) fn leaves(table: Table, origin: &str) -> BTreeMap<String, String> {
    let mut origins = BTreeMap::new();
    // Into an empty table everything merges, so that there is nothing to find.
    merge_table(&mut Table::new(), table, "", &mut origins, origin, &mut Findings::default());
    origins
}

/// Whether a key, or a table or list it lies in, has an origin.
pub(super) fn is_given(origins: &BTreeMap<String, String>, key: &str) -> bool {
    let outer = key.match_indices(['.', '[']).filter_map(|(end, _)| key.get(..end));
    outer.chain([key]).any(|key| origins.contains_key(key))
}

fn merge_table(
    base: &mut Table,
    layer: Table,
    path: &str,
    origins: &mut BTreeMap<String, String>,
    file: &str,
    findings: &mut Findings,
) -> bool {
    let mut is_sound = true;
    for (key, value) in layer {
        let key_path = dotted(path, &key);
        match value {
            Value::Array(elements)
                if path.is_empty()
                    && MERGED_BY_ID.contains(&key.as_str())
                    && elements.iter().all(|each| id_of(each).is_some()) =>
            {
                let list = base.entry(key).or_insert_with(|| Value::Array(Vec::new()));
                if !list.is_array() {
                    *list = Value::Array(Vec::new());
                }
                let Value::Array(list) = list else { continue };
                for each in elements {
                    is_sound &= merge_element(list, each, &key_path, origins, file, findings);
                }
            }
            Value::Table(table) => {
                let under = base.entry(key).or_insert_with(|| Value::Table(Table::new()));
                // A table of another type has other keys: those of the old type must not survive in it.
                let changes_type = table.get("type").is_some_and(|new| under.get("type").is_some_and(|old| old != new));
                if !under.is_table() || changes_type {
                    forget(origins, &key_path);
                    *under = Value::Table(Table::new());
                }
                if let Value::Table(under) = under {
                    is_sound &= merge_table(under, table, &key_path, origins, file, findings);
                }
            }
            scalar => {
                forget(origins, &key_path);
                origins.insert(key_path, file.to_owned());
                base.insert(key, scalar);
            }
        }
    }
    is_sound
}

fn merge_element(
    list: &mut Vec<Value>,
    mut each: Value,
    path: &str,
    origins: &mut BTreeMap<String, String>,
    file: &str,
    findings: &mut Findings,
) -> bool {
    let path = element(path, 0, &each);
    let id = id_of(&each).map(str::to_owned);
    let position = list.iter().position(|old| id_of(old) == id.as_deref());
    let remove = each.as_table_mut().and_then(|table| table.remove("remove"));
    match (remove, position) {
        (None | Some(Value::Boolean(false)), Some(position)) => {
            if let (Value::Table(old), Value::Table(new)) = (&mut list[position], each) {
                return merge_table(old, new, &path, origins, file, findings);
            }
            true
        }
        (None | Some(Value::Boolean(false)), None) => {
            let mut fresh = Table::new();
            let is_sound = match each {
                Value::Table(new) => merge_table(&mut fresh, new, &path, origins, file, findings),
                _ => true,
            };
            list.push(Value::Table(fresh));
            is_sound
        }
        (Some(Value::Boolean(true)), Some(position)) => {
            forget(origins, &path);
            list.remove(position);
            true
        }
        (Some(Value::Boolean(true)), None) => {
            findings.error(
                place_of(file, &dotted(&path, "remove")),
                InputCode::DanglingReference,
                id.unwrap_or_default(),
                Text::new(
                    "extends の先にこの id がなく、取り除くものがありません",
                    "no file this one extends has the id, so there is nothing to remove",
                ),
                Text::new("id を直すか、この項目を削ってください", "correct the id, or drop the entry"),
            );
            false
        }
        (Some(other), _) => {
            findings.error(
                place_of(file, &dotted(&path, "remove")),
                InputCode::WrongType,
                other.to_string(),
                Text::new("true か false が必要です", "true or false is needed here"),
                Text::new("引用符なしで true と書いてください", "write true, without quotes"),
            );
            false
        }
    }
}

/// Drops the origins of a key and of everything inside it.
fn forget(origins: &mut BTreeMap<String, String>, path: &str) {
    let inside: Vec<String> = origins
        .range(path.to_owned()..)
        .map(|(key, _)| key)
        .take_while(|key| key.starts_with(path))
        .filter(|key| key.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
        .cloned()
        .collect();
    for key in inside {
        origins.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(files: &[(&str, &str)]) -> Result<Merged, Vec<InputCode>> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut findings = Findings::default();
        let merged = merged(&folder.path().join(files[0].0), &mut Files::default(), &mut findings);
        match findings.finish() {
            Ok(_) => Ok(merged.unwrap()),
            Err(errors) => Err(errors.iter().map(|error| error.code).collect()),
        }
    }

    const BASE: &str = r#"
        project = "town"
        horizon = { start_fy = 2022, period_years = [5, 5] }
        [[rule]]
        id = "pace"
        owner = "a"
        limit = { type = "x", at_most = 3 }
        [[rule]]
        id = "money"
        owner = "b"
    "#;

    #[test]
    fn tables_merge_lists_replace_and_rules_merge_by_id() {
        let over = r#"
            extends = "base/plan.toml"
            horizon.period_years = [10]
            [[rule]]
            id = "pace"
            limit.at_most = 2
            [[rule]]
            id = "money"
            remove = true
            [[rule]]
            id = "area"
        "#;
        let merged = merge(&[("less.toml", over), ("base/plan.toml", BASE)]).unwrap();
        let text = toml::to_string(&merged.table).unwrap();
        assert!(text.contains("period_years = [10]") && text.contains("start_fy = 2022"), "{text}");
        let rules = merged.table["rule"].as_array().unwrap();
        assert_eq!(rules.iter().filter_map(id_of).collect::<Vec<_>>(), ["area", "pace"]);
        assert_eq!(rules[1]["limit"]["at_most"].as_integer(), Some(2));
        assert_eq!(rules[1]["limit"]["type"].as_str(), Some("x"));
        assert_eq!(merged.origins["horizon.start_fy"], "base/plan.toml");
        assert_eq!(merged.origins["rule[pace].limit.at_most"], "less.toml");
        assert!(!merged.origins.contains_key("rule[money].owner"));
        assert!(merged.project.unwrap().ends_with("base/town"));
    }

    #[test]
    fn a_limit_of_another_type_keeps_nothing_of_the_old_one() {
        let over = "extends = \"b.toml\"\n[[rule]]\nid = \"pace\"\nlimit = { type = \"y\", fy = 2030 }\n";
        let merged = merge(&[("a.toml", over), ("b.toml", BASE)]).unwrap();
        assert_eq!(toml::to_string(&merged.table["rule"][1]["limit"]).unwrap(), "fy = 2030\ntype = \"y\"\n");
    }

    #[test]
    fn chains_that_cannot_be_followed_are_named() {
        let cycle = merge(&[("a.toml", "extends = \"b.toml\""), ("b.toml", "extends = \"a.toml\"")]);
        assert_eq!(cycle.unwrap_err(), [InputCode::Extends]);
        assert_eq!(merge(&[("a.toml", "extends = \"c.toml\"")]).unwrap_err(), [InputCode::FileMissing]);
        assert_eq!(merge(&[("a.toml", "extends = 3")]).unwrap_err(), [InputCode::Extends]);
        let twice = merge(&[("a.toml", "[[lock]]\nid = \"l\"\n[[lock]]\nid = \"l\"\n")]);
        assert_eq!(twice.unwrap_err(), [InputCode::DuplicateId]);
        let nothing = merge(&[("a.toml", "[[lock]]\nid = \"l\"\nremove = true\n")]);
        assert_eq!(nothing.unwrap_err(), [InputCode::DanglingReference]);
    }
}
