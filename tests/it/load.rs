//! One line of the hamlet is broken at a time: the error has its own code, names the place, and says what to do.

#![expect(clippy::unwrap_used, reason = "a hamlet that cannot be written should fail its test")]

mod question;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use fukugo::error::{AdviceCode, InputCode, InputError, render};
use fukugo::fiscal::FiscalYear;
use fukugo::lang::Lang;
use fukugo::load::{LoadError, load, merged_scenario};
use fukugo::project::{Grade, Project, Structure};
use fukugo::units::{People, SquareMeters, Yen};
use tempfile::TempDir;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/hamlet");

/// A copy of the hamlet that a test may change.
struct Hamlet(TempDir);

impl Hamlet {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        for entry in fs::read_dir(FIXTURE).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, copy.file(path.file_name().unwrap().to_str().unwrap())).unwrap();
        }
        copy
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        fs::write(self.file(name), bytes).unwrap();
        self
    }

    /// Replaces the first `from` in a file; it must be there.
    fn patch(self, name: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.file(name)).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, text.replacen(from, to, 1))
    }

    fn without(self, name: &str) -> Self {
        fs::remove_file(self.file(name)).unwrap();
        self
    }

    fn load(&self) -> Result<Project, Vec<InputError>> {
        load(&self.file("scenario.toml")).map_err(|error| match error {
            LoadError::Inputs(errors) => errors,
            other => panic!("{other}"),
        })
    }

    fn project(&self) -> Project {
        self.load().unwrap_or_else(|errors| panic!("{}", render(&errors, Lang::En)))
    }

    /// The only error of the hamlet, rendered in English.
    #[track_caller]
    fn error(&self, code: InputCode) -> String {
        let errors = self.load().map(|_| ()).expect_err("the hamlet is broken");
        let text = render(&errors, Lang::En);
        assert!(errors.iter().all(|error| error.code == code), "not only {}:\n{text}", code.as_str());
        assert!(!render(&errors, Lang::Ja).is_empty());
        text
    }

    fn advice(&self, code: AdviceCode) -> usize {
        self.project().advice.iter().filter(|advice| advice.code == code).count()
    }
}

/// The hamlet with one replacement gives errors of `code` only, whose text holds all of `texts`.
#[track_caller]
fn broken(file: &str, from: &str, to: &str, code: InputCode, texts: &[&str]) {
    let text = Hamlet::new().patch(file, from, to).error(code);
    for expected in texts {
        assert!(text.contains(expected), "no {expected:?} in\n{text}");
    }
}

#[test]
fn the_hamlet_loads_as_it_is_written() {
    let project = load(&Path::new(FIXTURE).join("scenario.toml")).unwrap();
    assert_eq!([project.sites.len(), project.buildings.len(), project.functions.len(), project.demand.len()], [9, 11, 8, 12]);
    let homes: Vec<&str> = project.functions.iter().map(|function| function.home.as_str()).collect();
    assert_eq!(homes, ["F1", "F2", "F3", "F4-1", "F4-2", "F5", "F6", "S1"]);
    assert_eq!(project.functions[7].building.as_str(), "S1-1");
    let main_block = project.buildings.iter().find(|building| building.id.as_str() == "F4-1").unwrap();
    assert_eq!((main_block.built, main_block.structure), (FiscalYear(1979), Structure::Src));
    assert_eq!(project.sites.iter().find(|site| site.id.as_str() == "F6").unwrap().annual_rent, Yen(6_000_000));
    assert_eq!(project.demand[0].population[&FiscalYear(2022)], [People(117.0), People(633.0), People(199.0)]);
    assert_eq!(project.sites[0].sources.of("name"), Grade::Synthetic);
    assert_eq!(project.inputs.len(), 12);
    assert!(project.inputs.iter().all(|file| file.sha256.len() == 64));
}

#[test]
fn reordered_rows_change_nothing_but_the_hashes() {
    let rows = fs::read_to_string(Path::new(FIXTURE).join("functions.csv")).unwrap();
    let (header, body) = rows.split_once('\n').unwrap();
    let mut body: Vec<&str> = body.lines().collect();
    body.reverse();
    let turned = Hamlet::new().write("functions.csv", format!("{header}\n{}\n", body.join("\n"))).project();
    let straight = Hamlet::new().project();
    assert_eq!(format!("{:?}", turned.functions), format!("{:?}", straight.functions));
}

#[test]
fn unknown_fields_get_a_suggestion() {
    broken(
        "schools.geojson",
        "\"shelter\"",
        "\"sheltre\"",
        InputCode::UnknownField,
        &["schools.geojson:1 sheltre", "did you mean shelter?"],
    );
    broken(
        "kinds.toml",
        "merge_radius_m",
        "merge_raduis_m",
        InputCode::UnknownField,
        &["[children_hall] kind.merge_raduis_m", "did you mean merge_radius_m?"],
    );
    broken("scenario.toml", "[cost]", "[costs]", InputCode::UnknownField, &["scenario.toml costs", "did you mean cost?"]);
    broken(
        "functions.csv",
        "users_per_year",
        "利用者数",
        InputCode::UnknownField,
        &["functions.csv:1 利用者数", "give it one of these names"],
    );
}

#[test]
fn a_missing_column_is_told_once_and_not_for_every_row() {
    let errors = Hamlet::new().patch("functions.csv", ",kind,", ",knid,").load().unwrap_err();
    assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), [InputCode::FieldMissing, InputCode::UnknownField]);
}

#[test]
fn needed_fields_may_not_be_blank() {
    broken(
        "functions.csv",
        "K1,図書館,F1,library,2000",
        "K1,図書館,F1,library,",
        InputCode::FieldMissing,
        &["functions.csv:2 [K1] gfa_m2", "gfa_m2_source"],
    );
    broken(
        "facilities.geojson",
        "\"name\": \"架空図書館\"",
        "\"name\": \" \"",
        InputCode::FieldMissing,
        &["facilities.geojson:1 [F1] name"],
    );
    broken("schools.geojson", "\"yard_m2\": 4500, ", "", InputCode::FieldMissing, &["[S1] yard_m2"]);
    broken("schools.geojson", "\"pupils_2022\": 380, ", "", InputCode::FieldMissing, &["[S3] pupils_<FY>"]);
    broken(
        "demand.geojson",
        "\"pop_65_2042\"",
        "\"pop_65_2041\"",
        InputCode::FieldMissing,
        &["[D01] pop_0_14_2041", "[D01] pop_65_2042"],
    );
    broken("scenario.toml", "start_fy = 2022\n", "", InputCode::FieldMissing, &["horizon.start_fy"]);
    broken(
        "costs.toml",
        "[parameter.design_ratio]\nlow = 0.06\n",
        "[parameter.design_ratio]\n",
        InputCode::FieldMissing,
        &["parameter.design_ratio.low"],
    );
}

#[test]
fn a_facility_without_rows_and_without_a_building_of_its_own_is_incomplete() {
    broken("facilities.geojson", "\"gfa_m2\": 2100, ", "", InputCode::FieldMissing, &["[F1] gfa_m2"]);
}

#[test]
fn values_have_the_type_and_unit_of_their_field() {
    broken(
        "functions.csv",
        "2000,85000",
        "2000㎡,85000円",
        InputCode::WrongType,
        &["[K1] running_cost_kyen: 「85000円」", "千円"],
    );
    broken("schools.geojson", "\"id\": \"S1\"", "\"id\": 1", InputCode::WrongType, &["schools.geojson:1 id: 1", "leading zeros"]);
    broken("buildings.csv", "1966", "1966-03-31", InputCode::WrongType, &["[S1-1] built_fy", "昭和45年度"]);
    broken(
        "scenario.toml",
        "period_years = [5, 5, 5, 5]",
        "period_years = [5, 5.5]",
        InputCode::WrongType,
        &["horizon.period_years[2]: 5.5"],
    );
}

#[test]
fn numbers_are_finite_in_every_format() {
    broken("functions.csv", "2000,85000", "NaN,85000", InputCode::NotFinite, &["[K1] gfa_m2: 「NaN」"]);
    broken("functions.csv", "2000,85000", "1e999,85000", InputCode::NotFinite, &["[K1] gfa_m2"]);
    broken("schools.geojson", "\"site_area_m2\": 9000", "\"site_area_m2\": 1e999", InputCode::NotFinite, &["[S1] site_area_m2"]);
    broken("schools.geojson", "\"site_area_m2\": 9000", "\"site_area_m2\": NaN", InputCode::NotFinite, &["[S1] site_area_m2"]);
    broken("schools.geojson", "[139.601,", "[-Infinity,", InputCode::NotFinite, &["[S1] geometry"]);
    broken(
        "scenario.toml",
        "discount_rate_per_year = 0.04",
        "discount_rate_per_year = nan",
        InputCode::NotFinite,
        &["cost.discount_rate_per_year"],
    );
}

#[test]
fn values_lie_in_their_range() {
    broken(
        "buildings.csv",
        "3600",
        "△3600",
        InputCode::OutOfRange,
        &["buildings.csv:2 [S1-1] gfa_m2: -3600", "at most 1000000 m²"],
    );
    broken(
        "schools.geojson",
        "\"land_price_yen_m2\": 450000",
        "\"land_price_yen_m2\": 450000000000",
        InputCode::OutOfRange,
        &["land_price_yen_m2"],
    );
    broken(
        "scenario.toml",
        "discount_rate_per_year = 0.04",
        "discount_rate_per_year = -0.9",
        InputCode::OutOfRange,
        &["cost.discount_rate_per_year: -0.9"],
    );
    broken("scenario.toml", "[5, 5, 5, 5]", "[]", InputCode::OutOfRange, &["horizon.period_years", "at least one period"]);
    broken("scenario.toml", "[5, 5, 5, 5]", "[5, 0]", InputCode::OutOfRange, &["horizon.period_years[2]: 0"]);
    broken("scenario.toml", "[5, 5, 5, 5]", "[60, 60]", InputCode::OutOfRange, &["120 years"]);
    broken("scenario.toml", "[5, 5, 5, 5]", "[2000000000, 2000000000]", InputCode::OutOfRange, &["4000000000 years"]);
    broken(
        "scenario.toml",
        "[cost]",
        "[works]\nschool_works_years = 0\n[cost]",
        InputCode::OutOfRange,
        &["works.school_works_years: 0"],
    );
    broken("scenario.toml", "[cost]", "[solver]\ntime_limit_s = 0\n[cost]", InputCode::OutOfRange, &["solver.time_limit_s: 0"]);
}

#[test]
fn amounts_that_could_lose_single_yen_are_refused() {
    let rising = "[cost]\nfactor = 20\nprice_escalation_per_year = 0.3\nprice_base_fy = 1950\n";
    broken("scenario.toml", "[cost]\n", rising, InputCode::OutOfRange, &["scenario.toml cost", "9,007 trillion yen"]);
}

#[test]
fn words_of_a_field_are_known() {
    broken(
        "schools.geojson",
        "\"low_rise_1\"",
        "\"low_rise1\"",
        InputCode::UnknownWord,
        &["[S1] zone: 「low_rise1」", "did you mean low_rise_1?"],
    );
    broken("buildings.csv", ",RC,3", ",レンガ,3", InputCode::UnknownWord, &["[S1-1] structure: 「レンガ」", "RC, SRC, S, W"]);
    broken("functions.csv", "synthetic", "sythetic", InputCode::UnknownWord, &["[K1] source", "did you mean synthetic?"]);
    broken(
        "scenario.toml",
        "\"district_minimum\"",
        "\"district_maximum\"",
        InputCode::UnknownWord,
        &["[children-halls] rule.limit.type", "did you mean district_minimum?"],
    );
    broken(
        "scenario.toml",
        "forbid = [\"C\"]",
        "forbid = [\"CLOSE\"]",
        InputCode::UnknownWord,
        &["[library-stays] lock.forbid: CLOSE", "STAY, C, A, S, V, O, END"],
    );
    broken(
        "scenario.toml",
        "[cost]\n",
        "[cost]\nlevel_of = { desing_ratio = \"high\" }\n",
        InputCode::UnknownWord,
        &["did you mean design_ratio?"],
    );
}

#[test]
fn words_and_years_of_japanese_registers_are_understood() {
    let project = Hamlet::new()
        .patch("buildings.csv", "1966,RC", "㍼４１,鉄筋コンクリート造")
        .patch("schools.geojson", "\"low_rise_1\"", "\"第１種低層住居専用地域\"")
        .patch("facilities.geojson", "\"leased\"", "\"借上げ\"")
        .patch("functions.csv", "2000,85000", "\"２，０００㎡\",\"85,000\"")
        .patch("scenario.toml", "start_fy = 2022", "start_fy = \"令和4年度\"")
        .project();
    assert_eq!(format!("{:?}", project.functions), format!("{:?}", Hamlet::new().project().functions));
    assert_eq!(format!("{:?}", project.sites), format!("{:?}", Hamlet::new().project().sites));
    assert_eq!(project.scenario, Hamlet::new().project().scenario);
    assert_eq!(project.buildings.iter().find(|building| building.id.as_str() == "S1-1").unwrap().built, FiscalYear(1966));
}

#[test]
fn columns_and_rows_have_one_meaning() {
    broken("functions.csv", "min_gfa_m2", "gfa_m2", InputCode::DuplicateField, &["functions.csv:1 gfa_m2: 5, 13"]);
    broken(
        "functions.csv",
        "K1,図書館,",
        "K1,図書館,本館,",
        InputCode::RowShape,
        &["functions.csv:2: 15", "the header has 14 cells"],
    );
}

#[test]
fn ids_are_unique() {
    let copied = Hamlet::new().patch("facilities.geojson", "\"id\": \"F2\"", "\"id\": \"F1\"").patch(
        "functions.csv",
        "F2,children_hall,500",
        "F1,children_hall,50",
    );
    let text = copied.error(InputCode::DuplicateId);
    assert!(text.contains("facilities.geojson:2 [F1] id") && text.contains("facilities.geojson:1 [F1]"), "{text}");
    broken(
        "buildings.csv",
        "F4-1,F4,",
        "F1,F4,倉庫,10,1990,S,,,,,,synthetic\nF4-1,F4,",
        InputCode::DuplicateId,
        &["buildings.csv:4 [F1] id"],
    );
    broken("demand.geojson", "\"D02\"", "\"D01\"", InputCode::DuplicateId, &["demand.geojson:2 [D01] id"]);
    let kinds = Hamlet::new().patch("kinds.toml", "id = \"library\"", "id = \"town_office\"").patch(
        "functions.csv",
        ",library,",
        ",town_office,",
    );
    assert!(kinds.error(InputCode::DuplicateId).contains("kinds.toml [town_office]"));
    broken("scenario.toml", "id = \"library-stays\"", "id = \"pace\"", InputCode::DuplicateId, &["[pace] lock.id"]);
    let school = Hamlet::new().patch("facilities.geojson", "\"id\": \"F2\"", "\"id\": \"S3\"").load().unwrap_err();
    assert!(school.iter().any(|error| error.code == InputCode::DuplicateId && error.why.en.contains("schools.geojson:3")));
}

#[test]
fn references_lead_somewhere() {
    broken(
        "functions.csv",
        "F4-2,town_office",
        "F4-3,town_office",
        InputCode::DanglingReference,
        &["functions.csv:6 [K5] building_id: F4-3", "did you mean F4-"],
    );
    broken(
        "functions.csv",
        "F4-2,town_office",
        "F4,town_office",
        InputCode::DanglingReference,
        &["[K5] building_id: F4", "F4-1, F4-2"],
    );
    broken(
        "functions.csv",
        "F4-2,town_office",
        "F4-2,town_ofice",
        InputCode::DanglingReference,
        &["[K5] kind: town_ofice", "did you mean town_office?"],
    );
    broken(
        "buildings.csv",
        "F4-1,F4,",
        "F4-1,F44,",
        InputCode::DanglingReference,
        &["buildings.csv:4 [F4-1] site_id: F44", "did you mean F4?"],
    );
    broken(
        "kinds.toml",
        "cost_class = \"social_education\"",
        "cost_class = \"social_educatoin\"",
        InputCode::DanglingReference,
        &["[library] kind.cost_class", "did you mean social_education?"],
    );
    broken("costs.toml", "id = \"other\"", "id = \"others\"", InputCode::DanglingReference, &["class.id: other"]);
    broken(
        "scenario.toml",
        "function = \"K1\"",
        "function = \"K11\"",
        InputCode::DanglingReference,
        &["[library-stays] lock.function: K11", "did you mean K1?"],
    );
    broken(
        "scenario.toml",
        "kind = \"children_hall\"",
        "kind = \"childrens_hall\"",
        InputCode::DanglingReference,
        &["[children-halls] rule.limit.kind", "did you mean children_hall?"],
    );
}

#[test]
fn a_broken_row_does_not_make_its_references_dangle() {
    broken("facilities.geojson", "\"gfa_m2\": 2100", "\"gfa_m2\": \"多い\"", InputCode::WrongType, &["[F1] gfa_m2"]);
}

#[test]
fn values_of_one_record_agree() {
    broken("functions.csv", "6000,3300", "3300,6000", InputCode::Contradiction, &["[K4] used_slots_per_year: 6000 > 3300"]);
    broken(
        "functions.csv",
        "library,2000",
        "library,2300",
        InputCode::Contradiction,
        &["facilities.geojson:1 [F1] gfa_m2: 2300 m² > 2100 m²"],
    );
    broken(
        "schools.geojson",
        "\"yard_m2\": 4500",
        "\"yard_m2\": 14500",
        InputCode::Contradiction,
        &["[S1] yard_m2: 14500 > 9000"],
    );
    broken("costs.toml", "base = 0.08", "base = 0.8", InputCode::Contradiction, &["parameter.design_ratio: 0.06 / 0.8 / 0.1"]);
    broken(
        "scenario.toml",
        "function = \"K1\"",
        "function = \"K1\"\nsite = \"F1\"",
        InputCode::Contradiction,
        &["[library-stays] lock: function, site"],
    );
    broken("scenario.toml", "forbid = [\"C\"]\n", "", InputCode::Contradiction, &["neither require nor forbid"]);
    broken("scenario.toml", "[cost]", "[life]\nrenovation_min_age = 50\n[cost]", InputCode::Contradiction, &["50 > 40"]);
    broken(
        "scenario.toml",
        "[cost]",
        "[distance]\ndetour = [{ factor = 1.3 }, { up_to_m = 500, factor = 1.4 }]\n[cost]",
        InputCode::Contradiction,
        &["distance.detour"],
    );
}

#[test]
fn functions_may_exceed_their_building_by_a_twentieth() {
    assert_eq!(
        Hamlet::new().patch("functions.csv", "library,2000", "library,2205").project().functions[0].gfa,
        SquareMeters(2205.0)
    );
}

#[test]
fn years_are_possible() {
    broken("buildings.csv", "1966", "2042", InputCode::ImpossibleYear, &["[S1-1] last_renovation_fy: 1995 < 2042"]);
    broken("buildings.csv", "1992", "2042", InputCode::ImpossibleYear, &["[S1-2] built_fy: 2042", "ends with 2041"]);
    broken("buildings.csv", "1992", "1492", InputCode::ImpossibleYear, &["[S1-2] built_fy: 1492"]);
    broken(
        "scenario.toml",
        "from_fy = 2022",
        "from_fy = 2032",
        InputCode::ImpossibleYear,
        &["[library-stays] lock.from_fy: 2032 > 2031"],
    );
}

#[test]
fn what_is_required_can_be_done_in_the_horizon() {
    let lock = |codes: &str| {
        let text = format!(
            "[[lock]]\nid = \"late\"\nasset = \"F1\"\nrequire = [{codes}]\nfrom_fy = 2092\nclause = \"1\"\nowner = \"x\"\nreason = \"x\"\n"
        );
        let hamlet = Hamlet::new();
        let scenario = fs::read_to_string(hamlet.file("scenario.toml")).unwrap();
        hamlet.write("scenario.toml", scenario + &text)
    };
    let told = lock("\"B\"").error(InputCode::ImpossibleYear);
    assert!(told.contains("[late] lock: 2092"), "{told}");
    // Keeping has no year.
    assert!(lock("\"B\", \"K\"").load().is_ok());
}

#[test]
fn a_district_that_nobody_lives_in_is_told_with_what_may_be_meant() {
    let slip = Hamlet::new().patch("facilities.geojson", "\"east\"", "\"eatst\"");
    assert_eq!(slip.advice(AdviceCode::Unusual), 1);
    let project = slip.project();
    let told = project.advice.iter().find(|advice| advice.code == AdviceCode::Unusual).unwrap();
    let text = fukugo::error::render_advice(std::slice::from_ref(told), fukugo::lang::Lang::En);
    assert!(text.contains("nobody lives in district eatst (1 record(s)); did you mean east?"), "{text}");
}

#[test]
fn a_district_lies_in_one_region() {
    broken(
        "demand.geojson",
        "\"region\": \"upper\"",
        "\"region\": \"lower\"",
        InputCode::DistrictInTwoRegions,
        &["[D01] region: east: lower", "region upper"],
    );
}

#[test]
fn places_are_where_the_municipality_is() {
    broken(
        "schools.geojson",
        "[139.601, 35.601]",
        "[35.601, 139.601]",
        InputCode::SwappedCoordinates,
        &["schools.geojson:1 [S1] geometry: 35.601, 139.601", "write [139.601, 35.601]"],
    );
    broken("schools.geojson", "[139.601, 35.601]", "[-21000, -44000]", InputCode::Coordinate, &["plane-rectangular"]);
    broken(
        "schools.geojson",
        "[139.601, 35.601]",
        "[139.651, 35.601]",
        InputCode::OutsideMunicipality,
        &["[S1] geometry", "2.8 km outside the boundary"],
    );
    broken("demand.geojson", "[139.6, 35.597]", "[139.6, 35.497]", InputCode::OutsideMunicipality, &["[D01] geometry"]);
    let far = Hamlet::new().without("boundary.geojson").patch("demand.geojson", "[139.6, 35.597]", "[135.6, 34.597]");
    assert!(far.error(InputCode::OutsideMunicipality).contains("from the middle of all points"));
    assert_eq!(Hamlet::new().patch("demand.geojson", "[139.6, 35.597]", "[139.594, 35.597]").advice(AdviceCode::NearBoundary), 1);
}

#[test]
fn polygons_do_not_cross_themselves() {
    let bow_tie = "{\"type\": \"Polygon\", \"coordinates\": [[[139.600, 35.600], [139.602, 35.602], [139.602, 35.600], [139.600, 35.602], [139.600, 35.600]]]}";
    let point = "{\"type\": \"Point\", \"coordinates\": [139.601, 35.601]}";
    broken("schools.geojson", point, bow_tie, InputCode::InvalidPolygon, &["schools.geojson:1 [S1] geometry", "Fix geometries"]);
    broken("schools.geojson", point, "null", InputCode::Geometry, &["[S1] geometry: null"]);
    let ring: Vec<String> = (0..50_001).map(|index| format!("[139.6{index:05}, 35.6{}]", index % 2)).collect();
    let endless = format!("{{\"type\": \"Polygon\", \"coordinates\": [[{}]]}}", ring.join(","));
    broken("schools.geojson", point, &endless, InputCode::InvalidPolygon, &["[S1] geometry: 50001 points", "simplify"]);
    let square = "{\"type\": \"Polygon\", \"coordinates\": [[[139.600, 35.600], [139.602, 35.600], [139.602, 35.602], [139.600, 35.602]]]}";
    let hamlet = Hamlet::new().patch("schools.geojson", point, square);
    assert!((hamlet.project().sites.iter().find(|site| site.id.as_str() == "S1").unwrap().location.lon - 139.601).abs() < 1e-9);
    assert_eq!(hamlet.advice(AdviceCode::Unusual), 1, "9,000 m² are given, the polygon has 40,000");
}

#[test]
fn other_coordinate_systems_are_refused_and_wgs_84_is_taken_with_advice() {
    let named = |name: &str| {
        format!("{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},")
    };
    let start = "{\"type\":\"FeatureCollection\",";
    broken("demand.geojson", start, &named("urn:ogc:def:crs:EPSG::6677"), InputCode::CoordinateSystem, &["demand.geojson crs"]);
    assert_eq!(
        Hamlet::new().patch("demand.geojson", start, &named("urn:ogc:def:crs:OGC:1.3:CRS84")).advice(AdviceCode::Repaired),
        1
    );
}

#[test]
fn files_are_there_once_and_readable() {
    assert!(Hamlet::new().without("functions.csv").error(InputCode::FileMissing).contains("functions.csv"));
    assert!(Hamlet::new().without("demand.geojson").error(InputCode::FileMissing).contains("demand.geojson"));
    assert!(Hamlet::new().write("demand.csv", "id\n").error(InputCode::Contradiction).contains("demand.csv: demand.geojson"));
    broken(
        "scenario.toml",
        "project = \".\"",
        "project = \"nowhere\"",
        InputCode::FileMissing,
        &["scenario.toml project", "no such project folder"],
    );
    broken(
        "schools.geojson",
        "\"features\":[",
        "\"features\":[,",
        InputCode::FileUnreadable,
        &["schools.geojson: expected value at line 1"],
    );
    broken("schools.geojson", "FeatureCollection", "Topology", InputCode::FileUnreadable, &["schools.geojson: Topology"]);
    let folder = Hamlet::new().without("buildings.csv");
    fs::create_dir(folder.file("buildings.csv")).unwrap();
    assert!(folder.error(InputCode::FileUnreadable).contains("not a regular file"));
}

#[test]
fn garbage_is_refused_before_it_is_read() {
    let huge = Hamlet::new();
    fs::File::options().write(true).open(huge.file("demand.geojson")).unwrap().set_len(3 << 30).unwrap();
    assert!(huge.error(InputCode::FileTooLarge).contains("demand.geojson: 3221225472 bytes"));
    assert!(Hamlet::new().write("functions.csv", b"PK\x03\x04\x14\x00\x00").error(InputCode::NotText).contains("workbook"));
    assert!(
        Hamlet::new().write("functions.csv", b"id,name\nK1,\xE5\x9B\xB3\xE6\x9B\n").error(InputCode::Encoding).contains("line 2")
    );
    assert!(
        Hamlet::new().write("demand.geojson", "[".repeat(1 << 20)).error(InputCode::FileUnreadable).contains("recursion limit")
    );
}

#[test]
fn tables_have_rows() {
    assert!(
        Hamlet::new()
            .write("demand.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}")
            .error(InputCode::EmptyTable)
            .contains("demand.geojson")
    );
    assert!(Hamlet::new().write("functions.csv", "").error(InputCode::EmptyTable).contains("functions.csv"));
}

#[test]
fn toml_says_what_is_wrong_with_its_syntax_and_its_keys() {
    broken(
        "scenario.toml",
        "start_fy = 2022",
        "開始年度 = 2022",
        InputCode::BareKey,
        &["scenario.toml:6: 開始年度", "English key"],
    );
    broken("scenario.toml", "[horizon]", "[計画期間]", InputCode::BareKey, &["scenario.toml:5: 計画期間"]);
    broken("kinds.toml", "access = true", "access = はい", InputCode::Toml, &["kinds.toml:"]);
}

#[test]
fn cp932_and_utf16_tables_are_read_with_advice() {
    let text = fs::read_to_string(Path::new(FIXTURE).join("functions.csv")).unwrap();
    let cp932 = encoding_rs::SHIFT_JIS.encode(&text).0.into_owned();
    let utf16: Vec<u8> = [0xFFu8, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [cp932, utf16] {
        let hamlet = Hamlet::new().write("functions.csv", bytes);
        assert_eq!(hamlet.project().functions[0].name, "図書館");
        assert_eq!(hamlet.advice(AdviceCode::Repaired), 1);
    }
    let marked = Hamlet::new().write("functions.csv", format!("\u{FEFF}{text}"));
    assert_eq!(marked.advice(AdviceCode::Repaired), 0);
}

#[test]
fn demand_may_be_a_table() {
    let rows = "id,lon,lat,district,region,pop_0_14_2022,pop_15_64_2022,pop_65_2022\nD1,139.601,35.601,east,upper,1,2,3\n";
    let table = Hamlet::new().without("demand.geojson").write("demand.csv", rows);
    assert_eq!(table.project().demand[0].name, "D1");
    let swapped = Hamlet::new().without("demand.geojson").write("demand.csv", rows.replace("139.601,35.601", "35.601,139.601"));
    assert!(swapped.error(InputCode::SwappedCoordinates).contains("demand.csv:2 [D1] lon, lat"));
}

#[test]
fn rows_of_buildings_overrule_the_building_a_site_implies() {
    let both = Hamlet::new().patch("buildings.csv", "F4-2,F4,", "F1-1,F1,").patch("functions.csv", "F1,library", "F1-1,library");
    let both = both
        .patch("functions.csv", "library,2000", "library,600")
        .patch("functions.csv", "1500,synthetic", ",synthetic")
        .patch("functions.csv", "F4-2", "F4-1")
        .patch("functions.csv", "town_office,560", "town_office,100");
    assert_eq!(both.advice(AdviceCode::Ignored), 1);
    assert!(both.project().buildings.iter().all(|building| building.id.as_str() != "F1"));
}

#[test]
fn settings_without_effect_are_told() {
    assert_eq!(Hamlet::new().patch("functions.csv", "F1,library", "F1,meeting_room").advice(AdviceCode::NoEffect), 1);
    let late = Hamlet::new().patch("scenario.toml", "from_fy = 2022\nto_fy = 2031", "from_fy = 2092");
    assert_eq!(late.advice(AdviceCode::NoEffect), 1);
}

#[test]
fn values_beside_a_misspelt_key_are_checked_too() {
    let slips = [("scenario.toml", "discount_rate_per_year = 0.04", "discount_rate_per_year = 4\npries = 1")];
    for (file, from, to) in slips {
        let errors = Hamlet::new().patch(file, from, to).load().unwrap_err();
        let codes: Vec<_> = errors.iter().map(|error| error.code).collect();
        assert_eq!(codes, [InputCode::OutOfRange, InputCode::UnknownField], "{errors:?}");
    }
    let kinds = Hamlet::new().patch("kinds.toml", "class_size_people = ", "clas = 1\nclass_size_people = 9").load().unwrap_err();
    let codes: Vec<_> = kinds.iter().map(|error| error.code).collect();
    assert_eq!(codes, [InputCode::UnknownField, InputCode::OutOfRange], "{kinds:?}");
}

#[test]
fn every_error_of_every_file_is_told_at_once() {
    let errors = Hamlet::new()
        .patch("scenario.toml", "[cost]", "[costs]")
        .patch("schools.geojson", "\"shelter\"", "\"sheltre\"")
        .patch("functions.csv", "2000,85000", "x,y")
        .patch("kinds.toml", "access = true", "access = \"yes\"")
        .without("costs.toml")
        .load()
        .unwrap_err();
    let places: Vec<String> = errors.iter().map(|error| error.place.to_string()).collect();
    assert_eq!(
        places,
        [
            "costs.toml",
            "functions.csv:2 [K1] gfa_m2",
            "functions.csv:2 [K1] running_cost_kyen",
            "kinds.toml [children_hall] kind.access",
            "scenario.toml costs",
            "schools.geojson:1 sheltre",
        ]
    );
}

#[test]
fn overrides_are_merged_and_errors_name_the_file_that_holds_the_value() {
    let hamlet = Hamlet::new().write(
        "slow.toml",
        "extends = \"scenario.toml\"\nname = \"slow\"\n[[rule]]\nid = \"pace\"\nlimit.at_most = 0\n[[lock]]\nid = \"library-stays\"\nremove = true\n",
    );
    let project = load(&hamlet.file("slow.toml")).unwrap();
    assert_eq!((project.scenario.name.as_str(), project.scenario.rules.len(), project.scenario.locks.len()), ("slow", 2, 0));
    assert_eq!(project.inputs.len(), 13);
    let merged = merged_scenario(&hamlet.file("slow.toml")).unwrap();
    assert_eq!(merged.origins["rule[pace].limit.at_most"], "slow.toml");
    assert_eq!(merged.origins["rule[pace].owner"], "scenario.toml");
    assert!(merged.toml.contains("at_most = 0") && !merged.toml.contains("extends"), "{}", merged.toml);
    let whole = merged.with_defaults(&project.scenario, "default");
    assert_eq!(whole.origins["rule[pace].limit.at_most"], "slow.toml");
    assert_eq!(whole.origins["moves.surplus"], "default");
    assert!(whole.toml.contains("surplus = true") && !merged.toml.contains("surplus"), "{}", whole.toml);
    // What it shows is a scenario that asks the same.
    let again = Hamlet::new().write("whole.toml", &whole.toml);
    let mut asked = load(&again.file("whole.toml")).unwrap().scenario;
    asked.project.clone_from(&project.scenario.project);
    assert_eq!(asked, project.scenario);

    let broken = hamlet.patch("scenario.toml", "discount_rate_per_year = 0.04", "discount_rate_per_year = 4");
    let LoadError::Inputs(errors) = load(&broken.file("slow.toml")).unwrap_err() else { panic!("no other kind of error") };
    assert_eq!(errors[0].place.to_string(), "scenario.toml cost.discount_rate_per_year");
    let cycle = broken.patch("scenario.toml", "name = \"hamlet\"", "extends = \"slow.toml\"\nname = \"hamlet\"");
    let LoadError::Inputs(errors) = merged_scenario(&cycle.file("slow.toml")).unwrap_err() else {
        panic!("no other kind of error")
    };
    assert_eq!(errors[0].code, InputCode::Extends);
}

#[test]
fn shipped_projects_load() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for scenario in ["scenarios/setagaya.toml", "scenarios/town.toml"] {
        if let Err(LoadError::Inputs(errors)) = load(&root.join(scenario)) {
            panic!("{scenario}\n{}", render(&errors, Lang::En));
        }
    }
}
