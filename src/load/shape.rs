//! Walks a TOML value along the schema of its type, so that all unknown keys and wrong types are found at once.
//!
//! The types themselves have the last word: what passes here is deserialized, and a disagreement is reported as an error too.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Schema;
use toml::Value;

use super::findings::{Findings, most_similar};
use super::numbers;
use super::record::missing;
use crate::error::{InputCode, Place, Text};

/// What a document holds.
pub(super) struct Shaped<T> {
    /// The value, without what is wrong in it: for checks that find more errors, and for no more where it is not sound. None where
    /// something it cannot do without is wrong.
    pub value: Option<T>,
    /// Whether nothing was wrong.
    pub is_sound: bool,
}

/// The value of type `T` that `table` holds; `place` gives the place of a dotted key.
pub(super) fn typed<T: DeserializeOwned + JsonSchema>(
    table: toml::Table,
    place: &dyn Fn(&str) -> Place,
    findings: &mut Findings,
) -> Shaped<T> {
    let schema = schemars::schema_for!(T).to_value();
    let mut value = Value::Table(table);
    let mut walk = Walk { root: &schema, place, findings, failed: false };
    let is_usable = walk.value(&schema, &mut value, "");
    let is_sound = !walk.failed;
    if !is_usable {
        return Shaped { value: None, is_sound };
    }
    let value = match value.try_into::<T>() {
        Ok(typed) => Some(typed),
        // What was taken out may leave a shape that no error of the user's explains.
        Err(_) if !is_sound => None,
        Err(error) => {
            findings.error(
                place(""),
                InputCode::WrongType,
                error.message(),
                Text::new("値の形が違います", "a value has the wrong shape"),
                Text::new(
                    "docs/scenario.md と docs/project-folder.md の形に直してください",
                    "give it the shape docs/scenario.md and docs/project-folder.md show",
                ),
            );
            return Shaped { value: None, is_sound: false };
        }
    };
    Shaped { value, is_sound }
}

/// The dotted key of `key` inside `path`.
pub(super) fn dotted(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The dotted key of an element of the list at `path`: by its id where it has one, else by its position from 1.
pub(super) fn element(path: &str, index: usize, element: &Value) -> String {
    match element.get("id").and_then(Value::as_str) {
        Some(id) => format!("{path}[{id}]"),
        None => format!("{path}[{}]", index + 1),
    }
}

/// The place that a dotted key names in `file`; the element of a list at the top, such as `rule[pace]`, is the record.
pub(super) fn place_of(file: &str, key: &str) -> Place {
    let mut place = Place { file: file.to_owned(), ..Place::default() };
    let field = match key.split_once('[').and_then(|(before, rest)| Some((before, rest.split_once(']')?))) {
        Some((before, (record, after))) if !before.contains('.') => {
            place.record = Some(record.to_owned());
            format!("{before}{after}")
        }
        _ => key.to_owned(),
    };
    place.field = (!field.is_empty()).then_some(field);
    place
}

struct Walk<'a> {
    root: &'a Schema,
    place: &'a dyn Fn(&str) -> Place,
    findings: &'a mut Findings,
    failed: bool,
}

impl<'a> Walk<'a> {
    /// Reports an error; false, as what is wrong is of no use.
    fn error(&mut self, path: &str, code: InputCode, found: impl Into<String>, why: Text, repair: Text) -> bool {
        self.failed = true;
        self.findings.error((self.place)(path), code, found, why, repair);
        false
    }

    /// Walks a value and takes out of it what is wrong; false where the rest is of no use.
    fn value(&mut self, schema: &'a Schema, value: &mut Value, path: &str) -> bool {
        if let Some(name) = schema.get("$ref").and_then(Schema::as_str).and_then(|name| name.strip_prefix("#/$defs/")) {
            if name == "FiscalYear" {
                read_year(value);
            }
            let target = &self.root["$defs"][name];
            return self.value(target, value, path);
        }
        if let Some(choices) = schema.get("anyOf").and_then(Schema::as_array) {
            // An optional value: the schema's other branch is null, which TOML does not have.
            let choice = choices.iter().find(|choice| choice.get("type").and_then(Schema::as_str) != Some("null"));
            return choice.is_none_or(|choice| self.value(choice, value, path));
        }
        if let Some(choices) = schema.get("oneOf").and_then(Schema::as_array) {
            return self.choice(choices, value, path);
        }
        if let Some(words) = words(schema) {
            return self.word(&words, value, path);
        }
        match kind(schema) {
            "object" => self.table(schema, value, path),
            "array" => self.list(schema, value, path),
            "number" => self.number(value, path),
            "integer" => self.integer(schema, value, path),
            "string" if !value.is_str() => {
                self.wrong_type(value, path, Text::new("文字列が必要です", "text is needed here"), quoted_repair())
            }
            "boolean" if !value.is_bool() => self.wrong_type(
                value,
                path,
                Text::new("true か false が必要です", "true or false is needed here"),
                Text::new("引用符なしで true か false と書いてください", "write true or false, without quotes"),
            ),
            _ => true,
        }
    }

    /// One of several words, or one of several tables told apart by their `type`.
    fn choice(&mut self, choices: &'a [Schema], value: &mut Value, path: &str) -> bool {
        let all_words: Option<Vec<&str>> = choices.iter().map(words).collect::<Option<Vec<_>>>().map(|lists| lists.concat());
        if let Some(all_words) = all_words {
            return self.word(&all_words, value, path);
        }
        if !value.is_table() {
            return self.needs_table(value, path);
        }
        let tag_of = |choice: &'a Schema| choice.pointer("/properties/type/const").and_then(Schema::as_str);
        let tag_path = dotted(path, "type");
        let Some(tag) = value.get_mut("type") else {
            self.failed = true;
            missing((self.place)(&tag_path), self.findings);
            return false;
        };
        let tags: Vec<&str> = choices.iter().filter_map(tag_of).collect();
        let chosen = tag.as_str().and_then(|tag| choices.iter().find(|choice| tag_of(choice) == Some(tag)));
        match chosen {
            Some(choice) => self.table(choice, value, path),
            None => self.word(&tags, tag, &tag_path),
        }
    }

    fn word(&mut self, words: &[&str], value: &Value, path: &str) -> bool {
        let list = words.join(", ");
        match value.as_str() {
            Some(text) if words.contains(&text) => true,
            Some(text) => self.error(
                path,
                InputCode::UnknownWord,
                format!("「{text}」"),
                Text::new("この項目の値として知らない言葉です", "the field does not know this word"),
                match most_similar(text, words.iter().copied()) {
                    Some(similar) => Text::new(
                        format!("もしかして: {similar} (使える値: {list})"),
                        format!("did you mean {similar}? One of: {list}"),
                    ),
                    None => Text::new(format!("次のどれかにしてください: {list}"), format!("write one of: {list}")),
                },
            ),
            None => self.wrong_type(
                value,
                path,
                Text::new("言葉が必要です", "a word is needed here"),
                Text::new(
                    format!("次のどれかを引用符で囲んで書いてください: {list}"),
                    format!("write one of these in quotes: {list}"),
                ),
            ),
        }
    }

    fn table(&mut self, schema: &'a Schema, value: &mut Value, path: &str) -> bool {
        let Value::Table(table) = value else { return self.needs_table(value, path) };
        let properties = schema.get("properties").and_then(Schema::as_object);
        let any_key = schema.get("additionalProperties").filter(|rest| rest.is_object());
        let given: Vec<String> = table.keys().cloned().collect();
        table.retain(|key, value| {
            let path = dotted(path, key);
            if let Some(property) = properties.and_then(|properties| properties.get(key)) {
                property.get("const").is_some() || self.value(property, value, &path)
            } else if let Some(rest) = any_key {
                self.value(rest, value, &path)
            } else {
                let known: Vec<&str> = properties.into_iter().flat_map(|p| p.keys().map(String::as_str)).collect();
                self.unknown(key, &known, &path)
            }
        });
        let mut is_usable = true;
        for key in schema.get("required").and_then(Schema::as_array).into_iter().flatten().filter_map(Schema::as_str) {
            is_usable &= table.contains_key(key);
            if !given.iter().any(|other| other == key) {
                self.failed = true;
                missing((self.place)(&dotted(path, key)), self.findings);
            }
        }
        is_usable
    }

    fn unknown(&mut self, key: &str, known: &[&str], path: &str) -> bool {
        let list = known.join(", ");
        self.error(
            path,
            InputCode::UnknownField,
            key,
            Text::new(
                "ここにそのキーはありません。つづりの誤りを黙って読み飛ばさないため、知らないキーは受け付けません",
                "there is no such key here; unknown keys are refused so that a misspelt one is never skipped in silence",
            ),
            match most_similar(key, known.iter().copied()) {
                Some(similar) => Text::new(format!("もしかして: {similar}"), format!("did you mean {similar}?")),
                None => Text::new(format!("使えるキー: {list}"), format!("known keys: {list}")),
            },
        )
    }

    fn list(&mut self, schema: &'a Schema, value: &mut Value, path: &str) -> bool {
        let Value::Array(elements) = value else {
            return self.wrong_type(
                value,
                path,
                Text::new("配列が必要です", "a list is needed here"),
                Text::new("[ ] で囲むか、[[…]] の見出しで書いてください", "write it in [ ], or as tables headed [[…]]"),
            );
        };
        let Some(items) = schema.get("items") else { return true };
        let mut index = 0;
        elements.retain_mut(|value| {
            let path = element(path, index, value);
            index += 1;
            self.value(items, value, &path)
        });
        true
    }

    fn number(&mut self, value: &Value, path: &str) -> bool {
        match value {
            Value::Float(number) if !number.is_finite() => self.error(
                path,
                InputCode::NotFinite,
                number.to_string(),
                Text::new("有限の数ではありません", "the number is not finite"),
                Text::new("制限なしを表すには、その行を削ってください", "to say that there is no limit, drop the line"),
            ),
            Value::Float(_) | Value::Integer(_) => true,
            other => self.wrong_type(other, path, Text::new("数が必要です", "a number is needed here"), number_repair()),
        }
    }

    fn integer(&mut self, schema: &Schema, value: &Value, path: &str) -> bool {
        let Value::Integer(number) = value else {
            return self.wrong_type(value, path, Text::new("整数が必要です", "a whole number is needed here"), number_repair());
        };
        let least = schema.get("minimum").and_then(Schema::as_i64).unwrap_or(i64::from(i32::MIN));
        let most = i64::from(i32::MAX);
        let is_inside = (least..=most).contains(number);
        if !is_inside {
            self.error(
                path,
                InputCode::OutOfRange,
                number.to_string(),
                Text::new(format!("{least} 以上 {most} 以下の整数です"), format!("whole numbers from {least} to {most}")),
                Text::new("値を確かめてください", "check the value"),
            );
        }
        is_inside
    }

    fn needs_table(&mut self, value: &Value, path: &str) -> bool {
        self.wrong_type(
            value,
            path,
            Text::new("表 (テーブル) が必要です", "a table is needed here"),
            Text::new("[見出し] の下に書くか、{ } で囲んでください", "write it under a [heading], or in { }"),
        )
    }

    fn wrong_type(&mut self, value: &Value, path: &str, why: Text, repair: Text) -> bool {
        self.error(path, InputCode::WrongType, shown(value), why, repair)
    }
}

/// Turns a year written as in the tables (`"令和4年度"`) into a number.
fn read_year(value: &mut Value) {
    if let Some(year) = value.as_str().and_then(numbers::fiscal_year) {
        *value = Value::Integer(year.into());
    }
}

/// The words an enumeration allows, if the schema is one.
fn words(schema: &Schema) -> Option<Vec<&str>> {
    if let Some(word) = schema.get("const").and_then(Schema::as_str) {
        return Some(vec![word]);
    }
    schema.get("enum").and_then(Schema::as_array).map(|words| words.iter().filter_map(Schema::as_str).collect())
}

/// The type a schema names, leaving out null.
fn kind(schema: &Schema) -> &str {
    match schema.get("type") {
        Some(Schema::String(kind)) => kind,
        Some(Schema::Array(kinds)) => kinds.iter().filter_map(Schema::as_str).find(|&kind| kind != "null").unwrap_or_default(),
        _ => "",
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Table(_) => "{…}".to_owned(),
        Value::Array(_) => "[…]".to_owned(),
        other => other.to_string(),
    }
}

fn quoted_repair() -> Text {
    Text::new("\"…\" で囲んで書いてください", "write it in quotes")
}

fn number_repair() -> Text {
    Text::new("引用符や桁区切りのない数で書いてください", "write a number without quotes or separators")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::KindCatalogue;
    use crate::scenario::Scenario;

    fn errors<T: DeserializeOwned + JsonSchema>(text: &str) -> Vec<String> {
        let mut findings = Findings::default();
        let table = toml::from_str(text).unwrap();
        let typed: Shaped<T> = typed(table, &|key| place_of("f", key), &mut findings);
        let errors = findings.finish().err().unwrap_or_default();
        assert_eq!(
            (typed.is_sound, typed.is_sound),
            (errors.is_empty(), typed.value.is_some() && errors.is_empty()),
            "{errors:?}"
        );
        errors.iter().map(|error| format!("{} {}", error.code.as_str(), error.place)).collect()
    }

    #[test]
    fn all_wrong_keys_and_types_of_a_scenario_are_found_at_once() {
        let text = r#"
            name = 3
            desciption = "x"
            project = "."
            horizon = { start_fy = "令和4年度", period_years = [5, "5"] }
            cost = { level = "bas", factor = nan, level_of = { design_ratio = "hi" } }
            moves = { ending = "no", hub_guest_cap_m2 = "many" }
            solver = { node_limit = -1 }
            [[rule]]
            id = "pace"
            clause = "P1"
            owner = "x"
            reason = "x"
            limit = { type = "school_starts_per_year", atmost = 2 }
            [[rule]]
            id = "other"
            clause = "P1"
            owner = "x"
            reason = "x"
            limit = { type = "school_start_per_year" }
        "#;
        let mut found = errors::<Scenario>(text);
        found.sort();
        assert_eq!(
            found,
            [
                "E201 f [pace] rule.limit.atmost",
                "E201 f desciption",
                "E202 f [pace] rule.limit.at_most",
                "E202 f description",
                "E203 f horizon.period_years[2]",
                "E203 f moves.ending",
                "E203 f moves.hub_guest_cap_m2",
                "E203 f name",
                "E204 f cost.factor",
                "E205 f solver.node_limit",
                "E206 f [other] rule.limit.type",
                "E206 f cost.level",
                "E206 f cost.level_of.design_ratio",
            ],
        );
    }

    #[test]
    fn what_is_wrong_is_left_out_of_the_value_that_further_checks_see() {
        let text = r#"
            name = "n"
            description = "d"
            project = "."
            horizon = { start_fy = 2022, period_years = [5, 5] }
            cost = { level = "bas", discount_rate_per_year = 7.0, pries = 1 }
            [[rule]]
            id = "pace"
            clause = "P1"
            owner = "x"
            reason = "x"
            limit = { type = "school_starts_per_year" }
        "#;
        let mut findings = Findings::default();
        let found: Shaped<Scenario> = typed(toml::from_str(text).unwrap(), &|key| place_of("f", key), &mut findings);
        let scenario = found.value.unwrap();
        assert!(!found.is_sound && scenario.rules.is_empty());
        assert_eq!(scenario.cost.discount_rate_per_year.to_bits(), 7.0_f64.to_bits());
        assert_eq!(scenario.cost.level, crate::scenario::CostSettings::default().level);
    }

    #[test]
    fn a_valid_document_passes_and_is_deserialized() {
        assert_eq!(errors::<KindCatalogue>(include_str!("../../data/defaults/kinds.toml")), Vec::<String>::new());
        assert_eq!(errors::<crate::costs::CostTable>(include_str!("../../data/defaults/costs.toml")), Vec::<String>::new());
    }
}
