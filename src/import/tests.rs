//! The engine on tiny tables.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::error::InputCode;

const SCHOOLS: &str =
    "code,name,level,address,lon,lat\nA1,北小学校,ES,市中央1-1,139.650,35.650\nB1,南中学校,JH,市中央2-2,139.660,35.640\n";
const HALLS: &str = "name,address,lon,lat\n第１会館,市東1-1,139.651,35.651\n公民館,市東1-1,139.6511,35.6511\n体育館,市中央2-2,139.661,35.641\n県の施設,市西1,139.652,35.652\n";
const CHOME: &str = "code,town,weight,lon,lat\n1,中央,30,139.650,35.650\n2,東,60,139.661,35.641\n3,東,10,139.662,35.642\n";
const MONEY: &str = "line,amount\n会館運営,\"1,000\"\n体育館運営,500\n";

const RECIPE: &str = r#"
name = "tiny"
description = "A town of two schools."

[source.schools]
file = "schools.csv"
columns = { code = "code", name = "name", level = "level", address = "address" }
lon = "lon"
lat = "lat"
publisher = "the town"
license = "CC BY 4.0"
edition = "2024"
check = [{ value = { column = "level", one_of = ["ES", "JH"] }, share_filled = 1.0 }]

[source.halls]
file = "halls.csv"
columns = { name = "name", address = "address" }
lon = "lon"
lat = "lat"
publisher = "the town"
license = "CC BY 4.0"
edition = "2024"
drop = [{ when = [{ column = "name", starts_with = ["県"] }], why = "of the prefecture" }]

[source.chome]
file = "chome.csv"
columns = { code = "code", town = "town", weight = "weight" }
lon = "lon"
lat = "lat"
publisher = "the town"
license = "CC BY 4.0"
edition = "2024"

[source.money]
file = "money.csv"
columns = { line = "line", amount = "amount" }
publisher = "the town"
license = "CC BY 4.0"
edition = "2024"

[source.here]
rows = [{ name = "図書室", service = "library", address = "市東1-1" }]
grade = "derived"
publisher = "this recipe"
license = "none"
edition = "2024"

[population]
fy = 2020
total_people = 1001
weight = "weight"
ages = { pop_0_14 = 0.2, pop_15_64 = 0.5, pop_65 = 0.3 }
grade = "estimated"
why = "by weight"

[table.demand]
sources = ["chome"]
field = [
  { name = "id", fill = [{ column = "code" }] },
  { name = "district", fill = [{ column = "town" }] },
  { name = "region", fill = [{ value = "all", why = "one region" }] },
]

[table.schools]
sources = ["schools"]
override = [{ when = [{ column = "code", one_of = ["B1"] }], set = { built_fy = 1999 }, grade = "observed", why = "its plaque" }]
field = [
  { name = "id", fill = [{ column = "code" }] },
  { name = "name", fill = [{ column = "name" }] },
  { name = "kind", fill = [{ column = "level", words = { ES = "elementary", JH = "junior_high" } }] },
  { name = "district", fill = [{ nearest = { source = "chome", column = "town", within_m = 5000 } }] },
  { name = "region", fill = [{ value = "all", why = "one region" }] },
  { name = "site_area_m2", fill = [{ class = { column = "level", values = { ES = 9000 }, otherwise = 15000 }, why = "class" }] },
  { name = "yard_m2", fill = [{ product = { of = "site_area_m2", factor = 0.4 }, why = "share" }] },
  { name = "zone", fill = [{ value = "low_rise_1", why = "all of it" }] },
  { name = "far_pct", fill = [{ value = 100, why = "all of it" }] },
  { name = "bcr_pct", fill = [{ value = 50, why = "all of it" }] },
  { name = "ownership", fill = [{ value = "owned", why = "all of it" }] },
  { name = "gfa_m2", fill = [{ value = 6000, why = "class" }] },
  { name = "built_fy", fill = [{ spread = { from = 1960, to = 1969, by = "code" }, why = "not known" }] },
  { name = "structure", fill = [{ value = "RC", why = "class" }] },
  { name = "pupils_2020", fill = [{ gather = { column = "pop_0_14_2020", factor = 0.5 } }] },
]

[table.functions]
sources = ["halls", "here"]
site = { by = "address", school_by = "address" }
field = [
  { name = "id", fill = [{ origin = "f-" }] },
  { name = "name", fill = [{ column = "name" }] },
  { name = "kind", fill = [{ column = "service" }, { rules = [
    { when = [{ column = "name", contains = ["体育"] }], gives = "sports_hall" },
    { when = [{ column = "name", ends_with = ["館"] }], gives = "district_hall" },
  ] }] },
  { name = "gfa_m2", fill = [{ class = { column = "kind", values = { district_hall = 300, sports_hall = 900 }, otherwise = 100 }, why = "class" }] },
  { name = "running_cost_kyen", fill = [
    { when = [{ column = "kind", one_of = ["district_hall"] }], share = { source = "money", where = [{ column = "line", one_of = ["会館運営"] }], amount = "amount", by = "gfa_m2" } },
    { when = [{ column = "kind", one_of = ["sports_hall"] }], share = { source = "money", where = [{ column = "line", one_of = ["体育館運営"] }], amount = "amount" } },
    { product = { of = "gfa_m2", factor = 20 }, why = "class" },
  ] },
]

[table.facilities]
field = [
  { name = "id", fill = [{ origin = "s-" }] },
  { name = "name", fill = [{ column = "name" }] },
  { name = "district", fill = [{ nearest = { source = "chome", column = "town" } }] },
  { name = "region", fill = [{ value = "all", why = "one region" }] },
  { name = "gfa_m2", fill = [{ sum = "gfa_m2" }] },
  { name = "site_area_m2", fill = [{ product = { of = "gfa_m2", factor = 1 }, why = "class" }] },
  { name = "built_fy", fill = [{ value = 1980, why = "class" }] },
  { name = "structure", fill = [{ value = "RC", why = "class" }] },
  { name = "zone", fill = [{ value = "low_rise_1", why = "all of it" }] },
  { name = "ownership", fill = [{ value = "owned", why = "all of it" }] },
]
"#;

/// A folder with the tiny sources and the recipe, after `patch` has changed the text of one file.
struct Tiny(tempfile::TempDir);

impl Tiny {
    fn new(file: &str, from: &str, to: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in
            [("schools.csv", SCHOOLS), ("halls.csv", HALLS), ("chome.csv", CHOME), ("money.csv", MONEY), ("recipe.toml", RECIPE)]
        {
            assert!(name != file || text.contains(from), "the patch applies");
            let text = if name == file { text.replacen(from, to, 1) } else { text.to_owned() };
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn plain() -> Self {
        Self::new("", "", "")
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    fn import(&self) -> Result<ImportSummary, ImportError> {
        import(&self.0.path().join("recipe.toml"), self.0.path(), &self.out())
    }

    fn errors(&self) -> Vec<InputError> {
        match self.import() {
            Err(ImportError::Inputs(errors)) => errors,
            other => panic!("expected input errors, got {other:?}"),
        }
    }

    fn features(&self, file: &str) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.out().join(file)).unwrap();
        let root: serde_json::Value = serde_json::from_str(&text).unwrap();
        root["features"].as_array().unwrap().iter().map(|feature| feature["properties"].clone()).collect()
    }

    fn functions(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.out().join("functions.csv")).unwrap();
        csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

#[test]
fn functions_of_one_address_share_a_site_and_those_at_a_school_are_in_it() {
    let tiny = Tiny::plain();
    let summary = tiny.import().unwrap();
    let homes: Vec<(String, String)> = tiny.functions().iter().map(|row| (row[1].clone(), row[3].clone())).collect();
    let expected = [("第１会館", "s-halls-002"), ("公民館", "s-halls-002"), ("体育館", "B1"), ("図書室", "s-halls-002")];
    assert_eq!(homes, expected.map(|(name, home)| (name.to_owned(), home.to_owned())));
    assert_eq!(summary.rows["facilities.geojson"], 1);
    let site = &tiny.features("facilities.geojson")[0];
    assert_eq!((&site["gfa_m2"], &site["gfa_m2_source"]), (&serde_json::json!(700), &serde_json::json!("assumed")));
}

#[test]
fn a_budget_line_is_divided_over_its_receivers_and_graded_by_their_number() {
    let tiny = Tiny::plain();
    tiny.import().unwrap();
    let costs: Vec<(String, String, String)> =
        tiny.functions().iter().map(|row| (row[1].clone(), row[9].clone(), row[10].clone())).collect();
    let row = |name: &str, cost: &str, grade: &str| (name.to_owned(), cost.to_owned(), grade.to_owned());
    let expected = [
        row("第１会館", "500", "estimated"),
        row("公民館", "500", "estimated"),
        row("体育館", "500", "derived"),
        row("図書室", "2000", "assumed"),
    ];
    assert_eq!(costs, expected);
}

#[test]
fn residents_sum_to_the_total_and_pupils_come_from_the_nearest_points() {
    let tiny = Tiny::plain();
    tiny.import().unwrap();
    let people: u64 = tiny
        .features("demand.geojson")
        .iter()
        .flat_map(|point| ["pop_0_14_2020", "pop_15_64_2020", "pop_65_2020"].map(|band| point[band].as_u64().unwrap()))
        .sum();
    assert_eq!(people, 1001);
    let schools = tiny.features("schools.geojson");
    assert_eq!((&schools[0]["pupils_2020"], &schools[1]["pupils_2020"]), (&serde_json::json!(30), &serde_json::json!(70)));
}

#[test]
fn known_values_go_before_fills_and_keep_their_grade() {
    let tiny = Tiny::plain();
    tiny.import().unwrap();
    let schools = tiny.features("schools.geojson");
    assert_eq!(
        (&schools[1]["built_fy"], &schools[1]["built_fy_source"]),
        (&serde_json::json!("1999"), &serde_json::json!("observed"))
    );
    assert_eq!(schools[0]["built_fy_source"], "assumed");
}

#[test]
fn dropped_rows_are_listed_with_their_reason() {
    let tiny = Tiny::plain();
    let summary = tiny.import().unwrap();
    let edit = &summary.edits[0];
    assert_eq!(
        (edit.source.as_str(), edit.row, edit.record.as_str(), edit.why.as_str()),
        ("halls", Some(5), "県の施設", "of the prefecture")
    );
    assert!(
        fs::read_to_string(tiny.out().join("SOURCE.md"))
            .unwrap()
            .contains("| halls | 5 | 県の施設 | dropped | of the prefecture |")
    );
}

#[test]
fn a_failed_content_check_names_the_column_the_claim_and_sample_values_and_writes_nothing() {
    let tiny = Tiny::new("schools.csv", "北小学校,ES", "北小学校,小");
    let errors = tiny.errors();
    assert_eq!(errors[0].code, InputCode::RecipeContent);
    assert_eq!(errors[0].place.to_string(), "schools.csv level");
    assert_eq!(errors[0].found, "1 of 2 values, such as `小` (row 2)");
    assert_eq!(errors[0].why.en, "the recipe says this column is one of ES, JH");
    assert!(!tiny.out().exists());
}

#[test]
fn a_column_too_often_blank_fails_its_check() {
    let tiny = Tiny::new("schools.csv", "北小学校,ES", "北小学校,");
    assert!(tiny.errors()[0].why.en.contains("at least 1 not blank"));
}

#[test]
fn a_missing_column_and_an_unknown_key_say_what_was_meant() {
    let column = Tiny::new("schools.csv", "code,name,level", "code,name,levels").errors();
    assert_eq!(column[0].code, InputCode::RecipeSource);
    assert_eq!(column[0].repair.en, "did you mean `levels`?");

    let key = Tiny::new("recipe.toml", "license = ", "licence = ").errors();
    assert_eq!((key[0].code, key[0].place.row), (InputCode::UnknownField, Some(11)));
    assert_eq!(key[0].repair.en, "did you mean `license`?");

    let field = Tiny::new("recipe.toml", "\"yard_m2\"", "\"yard\"").errors();
    assert_eq!(field[0].repair.en, "did you mean `yard_m2`?");
}

#[test]
fn an_assumption_without_a_reason_is_rejected() {
    let errors = Tiny::new("recipe.toml", "{ value = 100, why = \"all of it\" }", "{ value = 100 }").errors();
    assert_eq!(errors[0].why.en, "an assumption needs its reason");
}

#[test]
fn a_source_outside_its_folder_is_not_read() {
    for path in ["../schools.csv", "/etc/hostname"] {
        let errors = Tiny::new("recipe.toml", "\"schools.csv\"", &format!("\"{path}\"")).errors();
        assert_eq!(errors[0].why.en, "sources are read below the source folder");
    }
}

#[test]
fn a_function_of_an_unknown_kind_or_without_one_is_named() {
    let unknown = Tiny::new("recipe.toml", "service = \"library\"", "service = \"librery\"").errors();
    assert_eq!((unknown[0].code, unknown[0].repair.en.as_str()), (InputCode::DanglingReference, "did you mean `library`?"));
    let none = Tiny::new("halls.csv", "公民館", "広場").errors();
    assert!(none.iter().any(|error| error.code == InputCode::FieldMissing && error.found == "1 blank: 広場"), "{none:?}");
}

#[test]
fn cp932_sources_are_decoded_and_said_to_be() {
    let tiny = Tiny::plain();
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(HALLS);
    fs::write(tiny.0.path().join("halls.csv"), bytes).unwrap();
    let summary = tiny.import().unwrap();
    assert!(summary.edits.iter().any(|edit| edit.what == "decoded from CP932"));
    assert_eq!(tiny.functions()[0][1], "第１会館");
}

#[test]
fn gzipped_and_tab_separated_sources_give_the_same_folder() {
    use std::io::Write;
    let plain = Tiny::plain();
    plain.import().unwrap();
    let tiny = Tiny::new("recipe.toml", "\"halls.csv\"", "\"halls.tsv.gz\"");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(HALLS.replace(',', "\t").as_bytes()).unwrap();
    fs::write(tiny.0.path().join("halls.tsv.gz"), encoder.finish().unwrap()).unwrap();
    tiny.import().unwrap();
    assert_eq!(tiny.functions(), plain.functions());
}

#[test]
fn points_outside_the_boundary_are_dropped_or_forgotten_and_listed() {
    let square = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[139.64,35.63],[139.67,35.63],[139.67,35.66],[139.64,35.66],[139.64,35.63]]]}}]}"#;
    let source = "[source.ward]\nfile = \"ward.geojson\"\npublisher = \"p\"\nlicense = \"l\"\nedition = \"e\"\n\n[boundary]\nsource = \"ward\"\n\n[source.halls]\noutside = \"drop\"\n";
    let tiny = Tiny::new("recipe.toml", "[source.halls]\n", source);
    fs::write(tiny.0.path().join("ward.geojson"), square).unwrap();
    fs::write(tiny.0.path().join("halls.csv"), HALLS.replace("139.651,35.651", "140.651,35.651")).unwrap();
    let summary = tiny.import().unwrap();
    assert!(summary.edits.iter().any(|edit| edit.record == "第１会館" && edit.why == "the point lies outside the boundary"));
    assert_eq!(tiny.functions().len(), 3);
    assert!(tiny.out().join("boundary.geojson").exists());
}

#[test]
fn two_imports_are_equal_and_the_second_replaces_the_first() {
    let tiny = Tiny::plain();
    tiny.import().unwrap();
    let read = |name: &str| fs::read_to_string(tiny.out().join(name)).unwrap();
    let first = (read("import.json"), read("SOURCE.md"));
    tiny.import().unwrap();
    assert_eq!((read("import.json"), read("SOURCE.md")), first);
}

#[test]
fn every_value_has_a_grade() {
    let tiny = Tiny::plain();
    tiny.import().unwrap();
    for file in ["schools.geojson", "facilities.geojson", "demand.geojson"] {
        for properties in tiny.features(file) {
            let properties = properties.as_object().unwrap();
            for field in properties.keys().filter(|field| *field != "id" && *field != "source" && !field.ends_with("_source")) {
                assert!(properties.contains_key(&format!("{field}_source")), "{file} {field}");
            }
        }
    }
}
