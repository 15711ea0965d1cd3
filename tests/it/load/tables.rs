//! Rooms, projections, the fiscal frame, and what the other tables and catalogues have for them.

use std::fs;
use std::path::Path;

use fukugo::catalogue::RoomClass;
use fukugo::error::{AdviceCode, InputCode};
use fukugo::fiscal::FiscalYear;
use fukugo::id::{BandId, FunctionId};
use fukugo::project::{BandSlots, Grade, RoomOwner};
use fukugo::units::{People, SquareMeters, Yen};

use super::{FIXTURE, Hamlet, broken};

const BANDS: &str = "[[time_band]]\nid = \"day\"\nname_ja = \"昼\"\nname_en = \"day\"\n\
                     [[time_band]]\nid = \"evening\"\nname_ja = \"夜\"\nname_en = \"evening\"\n";

/// The hamlet with two time bands and the rooms of `rows`.
fn banded(rows: &str) -> Hamlet {
    let kinds = fs::read_to_string(Path::new(FIXTURE).join("kinds.toml")).unwrap();
    let header = "id,school_id,function_id,room_class,slots_day,open_day,slots_evening,school_use_evening,used_evening";
    Hamlet::new().write("kinds.toml", format!("{BANDS}{kinds}")).write("rooms.csv", format!("{header}\n{rows}"))
}

#[test]
fn a_schools_running_cost_is_optional() {
    let given =
        Hamlet::new().patch("schools.geojson", "\"yard_m2\": 4500,", "\"yard_m2\": 4500, \"running_cost_kyen\": \"９，５００\",");
    let costs: Vec<Yen> = given.project().sites.iter().filter_map(|site| Some(site.school()?.running_cost)).collect();
    assert_eq!(costs, [Yen(9_500_000), Yen::ZERO, Yen::ZERO]);
    broken(
        "schools.geojson",
        "\"yard_m2\": 4500,",
        "\"yard_m2\": 4500, \"running_cost_kyen\": -1,",
        InputCode::OutOfRange,
        &["[S1] running_cost_kyen: -1", "千円"],
    );
    broken(
        "facilities.geojson",
        "\"ownership\"",
        "\"running_cost_kyen\": 1, \"ownership\"",
        InputCode::UnknownField,
        &["facilities.geojson:1 running_cost_kyen"],
    );
}

#[test]
fn rooms_are_read_with_those_that_functions_imply() {
    let project = Hamlet::new().project();
    let ids: Vec<&str> = project.rooms.iter().map(|room| room.id.as_str()).collect();
    // K4 has rooms of its own; K6 and K7 are meeting rooms with slots, each of which implies one.
    assert_eq!(ids, ["K6", "K7", "R1", "R2", "R3", "R4", "R5", "R6", "R7"]);
    let all = BandId::from("all");
    let implied = &project.rooms[0];
    assert_eq!((implied.class, &implied.owner), (RoomClass::Meeting, &RoomOwner::Function(FunctionId::from("K6"))));
    assert_eq!(implied.slots[&all], BandSlots { slots: 1800.0, school_use: 0.0, open: 0.0, used: 500.0 });
    assert_eq!(implied.sources.of("used_all"), Grade::Synthetic);
    let gym = &project.rooms[3];
    assert_eq!((gym.class, gym.area), (RoomClass::Gym, None));
    assert_eq!(gym.slots[&all], BandSlots { slots: 2100.0, school_use: 1300.0, open: 200.0, used: 150.0 });
    assert_eq!(project.rooms[7].area, Some(SquareMeters(700.0)));
    assert_eq!(project.rooms[8].slots[&all], BandSlots { slots: 4500.0, school_use: 0.0, open: 0.0, used: 2400.0 });
}

#[test]
fn rooms_and_other_tables_may_be_absent() {
    let project = Hamlet::new().without("rooms.csv").without("population.csv").without("fiscal_frame.csv").project();
    assert_eq!(project.rooms.iter().map(|room| room.id.as_str()).collect::<Vec<_>>(), ["K4", "K6", "K7"]);
    assert!(project.fiscal_frame.is_empty());
    assert_eq!(project.inputs.len(), 9);
}

#[test]
fn a_room_has_every_time_band_and_none_is_implied_beside_them() {
    let project = banded("R1,S1,,gym,900,100,400,,\n").project();
    assert_eq!(project.rooms.len(), 1, "slots of functions have no bands, so they imply no room");
    let slots = &project.rooms[0].slots;
    assert_eq!(slots[&BandId::from("day")], BandSlots { slots: 900.0, school_use: 0.0, open: 100.0, used: 0.0 });
    assert_eq!(slots[&BandId::from("evening")], BandSlots { slots: 400.0, school_use: 0.0, open: 0.0, used: 0.0 });
}

#[test]
fn columns_of_rooms_end_in_a_known_band() {
    broken("rooms.csv", "used_all", "used_night", InputCode::UnknownField, &["rooms.csv:1 used_night", "slots_all"]);
    let text = banded("").patch("rooms.csv", "slots_evening", "slots_evning").error(InputCode::UnknownField);
    assert!(text.contains("rooms.csv:1 slots_evning") && text.contains("did you mean slots_evening?"), "{text}");
    let text = banded("").patch("rooms.csv", "slots_evening", "slots_all").error(InputCode::UnknownField);
    assert!(text.contains("rooms.csv:1 slots_all"), "{text}");
}

#[test]
fn a_room_belongs_to_a_school_or_to_a_function() {
    let places = ["rooms.csv:2 [R1] school_id, function_id", "exactly one of the two"];
    broken("rooms.csv", "R1,S1,,gym", "R1,S1,K4,gym", InputCode::Contradiction, &places);
    broken("rooms.csv", "R1,S1,,gym", "R1,,,gym", InputCode::Contradiction, &places);
    broken("rooms.csv", "R1,S1,,gym", "R1,S11,,gym", InputCode::DanglingReference, &["[R1] school_id: S11", "did you mean S1?"]);
    broken("rooms.csv", "R1,S1,,gym", "R1,F1,,gym", InputCode::DanglingReference, &["[R1] school_id: F1", "no school"]);
    broken("rooms.csv", "R6,,K4,", "R6,,K44,", InputCode::DanglingReference, &["[R6] function_id: K44", "did you mean K4?"]);
}

#[test]
fn ids_of_rooms_are_unique_and_not_those_of_implied_rooms() {
    broken("rooms.csv", "R2,S2", "R1,S2", InputCode::DuplicateId, &["rooms.csv:3 [R1] id", "rooms.csv:2"]);
    broken("rooms.csv", "R2,S2", "K6,S2", InputCode::DuplicateId, &["rooms.csv:3 [K6] id", "functions.csv:7 [K6]"]);
    assert_eq!(Hamlet::new().patch("rooms.csv", "R6,,K4", "K4,,K4").project().rooms[0].class, RoomClass::Hall);
}

#[test]
fn slots_of_a_room_add_up() {
    broken(
        "rooms.csv",
        "2100,1200,300,240",
        "2100,1900,300,240",
        InputCode::Contradiction,
        &["rooms.csv:2 [R1] open_all: 2200 > 2100", "more than slots_all"],
    );
    broken(
        "rooms.csv",
        "2100,1200,300,240",
        "2100,1200,300,340",
        InputCode::Contradiction,
        &["[R1] used_all: 340 > 300", "more than open_all"],
    );
    broken("rooms.csv", "700,1500,,,900", "700,1500,,,1900", InputCode::Contradiction, &["[R6] used_all: 1900 > 1500"]);
    broken(
        "rooms.csv",
        "700,1500,,,900",
        "700,1500,100,,900",
        InputCode::Contradiction,
        &["[R6] school_use_all: 100 > 0", "only a school's room"],
    );
    broken("rooms.csv", "700,1500,,,900", "700,1500,,50,900", InputCode::Contradiction, &["[R6] open_all: 50 > 0"]);
    let zeros = Hamlet::new().patch("rooms.csv", "700,1500,,,900", "700,1500,0,0,900");
    assert_eq!(zeros.project().rooms, Hamlet::new().project().rooms);
}

#[test]
fn words_and_numbers_of_rooms_are_checked() {
    broken("rooms.csv", "S1,,gym", "S1,,gim", InputCode::UnknownWord, &["[R1] room_class: 「gim」", "gym, hall, meeting"]);
    broken("rooms.csv", "S1,,gym", "S1,,", InputCode::FieldMissing, &["[R1] room_class"]);
    broken("rooms.csv", "gym,900,", "gym,0,", InputCode::OutOfRange, &["[R1] area_m2: 0"]);
    broken("rooms.csv", ",2100,1200,", ",2100人,1200,", InputCode::WrongType, &["[R1] slots_all: 「2100人」", "コマ"]);
    broken("rooms.csv", ",2100,1200,", ",△2100,1200,", InputCode::OutOfRange, &["[R1] slots_all: -2100"]);
}

#[test]
fn rooms_with_other_slots_than_their_function_give_advice() {
    assert_eq!(Hamlet::new().advice(AdviceCode::Unusual), 0);
    // K4 has 6,000 slots, of which 3,300 are used; its rooms then have 4,800 and 3,300.
    assert_eq!(Hamlet::new().patch("rooms.csv", "４５００", "３３００").advice(AdviceCode::Unusual), 1);
}

#[test]
fn new_tables_in_cp932_are_read_with_advice() {
    for name in ["rooms.csv", "population.csv", "fiscal_frame.csv"] {
        let text = fs::read_to_string(Path::new(FIXTURE).join(name)).unwrap();
        let hamlet = Hamlet::new().write(name, encoding_rs::SHIFT_JIS.encode(&text).0);
        assert_eq!(hamlet.advice(AdviceCode::Repaired), 1, "{name}");
        assert_eq!(format!("{:?}", hamlet.project().rooms), format!("{:?}", Hamlet::new().project().rooms));
        assert_eq!(hamlet.project().fiscal_frame, Hamlet::new().project().fiscal_frame);
    }
}

#[test]
fn reordered_rows_of_rooms_and_of_the_frame_change_nothing() {
    for name in ["rooms.csv", "fiscal_frame.csv"] {
        let text = fs::read_to_string(Path::new(FIXTURE).join(name)).unwrap();
        let (header, body) = text.split_once('\n').unwrap();
        let mut body: Vec<&str> = body.lines().collect();
        body.reverse();
        let turned = Hamlet::new().write(name, format!("{header}\n{}\n", body.join("\n"))).project();
        assert_eq!(turned.rooms, Hamlet::new().project().rooms);
        assert_eq!(turned.fiscal_frame, Hamlet::new().project().fiscal_frame);
    }
}

#[test]
fn a_variant_scales_residents_and_pupils() {
    let low = Hamlet::new().patch("scenario.toml", "[cost]", "[population]\nvariant = \"low\"\n[cost]").project();
    let first = &low.demand[0];
    // 2042 in the upper region: 802 children are given, 640 expected; 105 of them live at D01.
    let [young, ..] = first.population[&FiscalYear(2042)];
    assert!((young.0 - 105.0 * 640.0 / 802.0).abs() < 1e-9, "{young:?}");
    assert_eq!(first.population[&FiscalYear(2022)], [People(117.0), People(633.0), People(199.0)]);
    let school = low.sites.iter().find(|site| site.id.as_str() == "S3").unwrap().school().unwrap();
    assert!((school.pupils[&FiscalYear(2042)].0 - 380.0 * 640.0 / 802.0).abs() < 1e-9);
    assert_eq!(first.sources.of("pop_0_14_2042"), Grade::Synthetic);
}

#[test]
fn a_variant_is_in_the_file() {
    let choosing =
        |name: &str| Hamlet::new().patch("scenario.toml", "[cost]", &format!("[population]\nvariant = \"{name}\"\n[cost]"));
    let text = choosing("lows").error(InputCode::DanglingReference);
    assert!(text.contains("scenario.toml population.variant: lows") && text.contains("did you mean low?"), "{text}");
    let text = choosing("low").without("population.csv").error(InputCode::FileMissing);
    assert!(text.contains("scenario.toml population.variant: population.csv"), "{text}");
}

#[test]
fn rows_of_projections_are_checked() {
    broken(
        "population.csv",
        "low,2022,upper",
        "low,2022,uper",
        InputCode::DanglingReference,
        &["population.csv:2 region: uper", "did you mean upper?"],
    );
    broken("population.csv", "low,2022,upper", "low,2022,lower", InputCode::DuplicateId, &["population.csv:3", "low 2022 lower"]);
    broken("population.csv", "low,2022,upper", "low,2022,", InputCode::Contradiction, &["population.csv:2 region: low"]);
    broken("population.csv", "1437,,", "1437,6477,", InputCode::Contradiction, &["population.csv:2 total: 6477"]);
    broken("population.csv", "4149,1437", ",1437", InputCode::FieldMissing, &["population.csv:2 pop_15_64"]);
    broken("population.csv", "low,2022,upper", "low,令和,upper", InputCode::WrongType, &["population.csv:2 fy: 「令和」"]);
    broken("population.csv", "low,2022,upper", ",2022,upper", InputCode::FieldMissing, &["population.csv:2 variant"]);
    broken("population.csv", "891,4149", "△891,4149", InputCode::OutOfRange, &["population.csv:2 pop_0_14: -891"]);
    assert!(Hamlet::new().write("population.csv", "variant,fy,total\n").error(InputCode::EmptyTable).contains("population.csv"));
}

#[test]
fn a_fiscal_frame_has_one_amount_for_each_year_and_item() {
    let frame = Hamlet::new().project().fiscal_frame;
    let shown: Vec<(i32, &str, i64)> = frame.iter().map(|row| (row.fy.0, row.item.as_str(), row.amount.0)).collect();
    assert_eq!(
        shown,
        [
            (2022, "investment", 900_000_000),
            (2022, "total", 9_500_000_000),
            (2023, "investment", 950_000_000),
            (2023, "total", 9_600_000_000),
        ]
    );
    broken(
        "fiscal_frame.csv",
        "2023,total",
        "2023,investment",
        InputCode::DuplicateId,
        &["fiscal_frame.csv:5", "2023 investment"],
    );
    broken(
        "fiscal_frame.csv",
        "2022,total",
        "2022,歳出",
        InputCode::UnknownWord,
        &["fiscal_frame.csv:3 item: 歳出", "investment"],
    );
    broken("fiscal_frame.csv", "歳出総額,9600", "歳出総額,", InputCode::FieldMissing, &["amount_million_jpy"]);
    broken("fiscal_frame.csv", ",9600", ",9600000千円", InputCode::WrongType, &["amount_million_jpy: 「9600000千円」", "百万円"]);
    broken("fiscal_frame.csv", ",9600", ",9600000000", InputCode::OutOfRange, &["amount_million_jpy: 9600000000"]);
    let odd = Hamlet::new().patch("fiscal_frame.csv", "2022,investment", "2022,invesment");
    assert_eq!(odd.advice(AdviceCode::Unusual), 1);
}

#[test]
fn time_bands_have_unique_plain_ids() {
    let with = |bands: &str| {
        let kinds = fs::read_to_string(Path::new(FIXTURE).join("kinds.toml")).unwrap();
        Hamlet::new().without("rooms.csv").write("kinds.toml", format!("{bands}{kinds}"))
    };
    let text = with(&BANDS.replace("\"evening\"", "\"day\"")).error(InputCode::DuplicateId);
    assert!(text.contains("kinds.toml [day] time_band.id"), "{text}");
    for id in ["夜間", "Evening", "late evening", "a,b", "a[1]", "", "day_source", "_"] {
        let text = with(&BANDS.replace("id = \"evening\"", &format!("id = \"{id}\""))).error(InputCode::UnknownWord);
        assert!(text.contains("time_band") && text.contains("_source at the end"), "{text}");
    }
    assert!(with(BANDS).project().rooms.is_empty());
}

#[test]
fn gymnasium_and_pool_are_part_of_the_fixed_need() {
    let field = "storey_height_m = 3.3";
    let wide = format!("gym_m2 = 20001\n{field}");
    broken(
        "kinds.toml",
        field,
        &format!("pool_m2 = -1\n{field}"),
        InputCode::OutOfRange,
        &["[elementary] school_kind.pool_m2: -1"],
    );
    let both = Hamlet::new().patch("kinds.toml", field, &wide).load().unwrap_err();
    assert!(both.iter().any(|error| error.code == InputCode::OutOfRange && error.found == "20001"));
    let more = format!("gym_m2 = 1500\npool_m2 = 1001\n{field}");
    broken("kinds.toml", field, &more, InputCode::Contradiction, &["[elementary] school_kind.fixed_m2: 2501 > 2500"]);
    let exact = Hamlet::new().patch("kinds.toml", field, &format!("gym_m2 = 1500\npool_m2 = 1000\n{field}"));
    assert!((exact.project().kinds.school_kinds[0].gym_m2 - 1_500.0).abs() < 1e-9);
}
