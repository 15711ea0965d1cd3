//! Two points of a region and a school, scaled by hand.

use super::*;
use crate::catalogue::SchoolKindId;
use crate::geography::LonLat;
use crate::id::{DemandId, DistrictId, SiteId};
use crate::project::{Ownership, School, Zone};
use crate::units::{SquareMeters, Yen};

const EPSILON: f64 = 1e-9;

fn point(id: &str, region: &str, population: &[(i32, [f64; 3])]) -> DemandPoint {
    DemandPoint {
        id: DemandId::from(id),
        name: id.to_owned(),
        location: LonLat { lon: 139.6, lat: 35.6 },
        outline: None,
        district: DistrictId::from(region),
        region: RegionId::from(region),
        population: population.iter().map(|&(year, people)| (FiscalYear(year), people.map(People))).collect(),
        sources: Sources::default(),
    }
}

fn school(id: &str, region: &str, pupils: &[(i32, f64)]) -> Site {
    Site {
        id: SiteId::from(id),
        name: id.to_owned(),
        location: LonLat { lon: 139.6, lat: 35.6 },
        outline: None,
        site_area: SquareMeters(9_000.0),
        district: DistrictId::from(region),
        region: RegionId::from(region),
        zone: Zone::None,
        far: None,
        bcr: None,
        height_limit: None,
        land_price_per_m2: None,
        ownership: Ownership::Owned,
        annual_rent: Yen::ZERO,
        is_shelter: false,
        purpose: Purpose::School(School {
            kind: SchoolKindId::Elementary,
            yard: SquareMeters(4_000.0),
            pupils: pupils.iter().map(|&(year, people)| (FiscalYear(year), People(people))).collect(),
            running_cost: Yen::ZERO,
        }),
        sources: Sources::default(),
    }
}

struct World {
    sites: Vec<Site>,
    demand: Vec<DemandPoint>,
}

impl World {
    /// Two points in the north, whose residents change until 2032, one in the south, and a school in each.
    fn new() -> Self {
        Self {
            sites: vec![school("S1", "north", &[(2022, 400.0), (2032, 300.0)]), school("S2", "south", &[(2022, 200.0)])],
            demand: vec![
                point("D1", "north", &[(2022, [100.0, 300.0, 100.0]), (2032, [80.0, 300.0, 120.0])]),
                point("D2", "north", &[(2022, [300.0, 100.0, 0.0])]),
                point("D3", "south", &[(2022, [50.0, 60.0, 70.0])]),
            ],
        }
    }

    /// Applies the settings with the table's text over 2022 to 2031; errors and advice as text.
    fn project(&mut self, variant: Option<&str>, change_per_year: f64, table: Option<&str>) -> Vec<String> {
        let mut findings = Findings::default();
        let projections = match table {
            Some(text) => read(text, &mut findings),
            None => Projections { is_complete: true, ..Projections::default() },
        };
        let settings = PopulationSettings { variant: variant.map(str::to_owned), change_per_year };
        let horizon = Horizon::new(FiscalYear(2022), &[5, 5]);
        let place = |key: &str| Place { file: "scenario.toml".to_owned(), field: Some(key.to_owned()), ..Place::default() };
        apply(&settings, &horizon, &projections, &mut self.sites, &mut self.demand, &place, &mut findings);
        match findings.finish() {
            Ok(advice) => advice.iter().map(|advice| format!("{} {}", advice.code.as_str(), advice.place)).collect(),
            Err(errors) => errors.iter().map(|error| format!("{} {}", error.code.as_str(), error.place)).collect(),
        }
    }

    #[track_caller]
    fn has_residents(&self, point: usize, year: i32, expected: [f64; 3]) {
        let found = residents_in(&self.demand[point].population, FiscalYear(year));
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < EPSILON), "{found:?}");
    }

    #[track_caller]
    fn has_pupils(&self, site: usize, year: i32, expected: f64) {
        let found = pupils_in(&self.sites[site].school().unwrap().pupils, FiscalYear(year));
        assert!((found - expected).abs() < EPSILON, "{found}");
    }
}

const BY_AGE: &str = "variant,fy,region,pop_0_14,pop_15_64,pop_65\nlow,2022,north,200,400,150\nlow,2027,north,195,200,110\n";

#[test]
fn each_age_band_of_a_region_is_scaled_to_its_target() {
    let mut world = World::new();
    assert_eq!(world.project(Some("low"), 0.0, Some(BY_AGE)), Vec::<String>::new());
    // 2022 in the north: 400 children are given and 200 expected, 400 adults of 400, 100 old of 150.
    world.has_residents(0, 2022, [50.0, 300.0, 150.0]);
    world.has_residents(1, 2022, [150.0, 100.0, 0.0]);
    // 2027, halfway to 2032: 90 + 300 children, 300 + 100 adults, 110 old are given; 195, 200 and 110 expected.
    world.has_residents(0, 2027, [45.0, 150.0, 110.0]);
    world.has_residents(1, 2027, [150.0, 50.0, 0.0]);
    // Constant outside the table's years, linear between: 2 of 5 years from 50 to 45 children.
    world.has_residents(0, 2040, [45.0, 150.0, 110.0]);
    world.has_residents(0, 2024, [48.0, 240.0, 134.0]);
    world.has_residents(2, 2027, [50.0, 60.0, 70.0]);
}

#[test]
fn pupils_follow_the_children_of_their_region() {
    let mut world = World::new();
    world.project(Some("low"), 0.0, Some(BY_AGE));
    // Half of the children are expected in both years; 400 pupils are given for 2022, 350 for 2027.
    world.has_pupils(0, 2022, 200.0);
    world.has_pupils(0, 2027, 175.0);
    world.has_pupils(0, 2032, 175.0);
    world.has_pupils(1, 2027, 200.0);
}

#[test]
fn a_total_scales_every_band_alike_in_all_regions_where_none_is_named() {
    let mut world = World::new();
    assert_eq!(world.project(Some("t"), 0.0, Some("variant,fy,region,total\nt,2022,,540\n")), Vec::<String>::new());
    // 500 + 400 + 180 = 1,080 residents are given: half of each.
    world.has_residents(0, 2022, [50.0, 150.0, 50.0]);
    world.has_residents(2, 2030, [25.0, 30.0, 35.0]);
    world.has_pupils(0, 2022, 200.0);
    // The table ends in 2022, so that the fall to 300 pupils in 2032 is gone with the other given years.
    world.has_pupils(0, 2032, 200.0);
    world.has_pupils(1, 2022, 100.0);
}

#[test]
fn the_yearly_change_counts_from_the_first_year_and_comes_after_the_variant() {
    let mut world = World::new();
    world.project(Some("low"), -0.1, Some(BY_AGE));
    world.has_residents(0, 2022, [50.0, 300.0, 150.0]);
    // 48, 240, 134 in 2024 (above), × 0.9².
    world.has_residents(0, 2024, [38.88, 194.4, 108.54]);
    // (2022 … 2031): 175 pupils × 0.9⁹ in the last year and after it.
    world.has_pupils(0, 2031, 175.0 * 0.387_420_489);
    world.has_pupils(0, 2032, 175.0 * 0.387_420_489);
    world.has_residents(2, 2023, [45.0, 54.0, 63.0]);
}

#[test]
fn without_settings_nothing_changes() {
    let mut world = World::new();
    assert_eq!(world.project(None, 0.0, Some(BY_AGE)), Vec::<String>::new());
    assert_eq!(world.demand[0].population.keys().map(|year| year.0).collect::<Vec<_>>(), [2022, 2032]);
    assert_eq!(world.demand[0].sources, Sources::default());
}

#[test]
fn a_scaled_number_is_derived_at_best_and_no_surer_than_its_worst_part() {
    let table = |grade: &str| format!("variant,fy,region,total,source\nt,2027,,540,{grade}\n");
    let mut world = World::new();
    world.demand[1].sources.fields.insert("pop_0_14_2022".to_owned(), Grade::Assumed);
    world.project(Some("t"), 0.0, Some(&table("observed")));
    assert_eq!(world.demand[0].sources.of("pop_0_14_2027"), Grade::Derived);
    assert_eq!(world.demand[1].sources.of("pop_0_14_2027"), Grade::Assumed);
    assert_eq!(world.demand[1].sources.of("pop_65_2027"), Grade::Derived);
    assert_eq!(world.demand[0].sources.of("name"), Grade::Observed);
    let mut world = World::new();
    world.project(Some("t"), 0.01, Some(&table("estimated")));
    assert_eq!(world.demand[0].sources.of("pop_0_14_2030"), Grade::Estimated);
    assert_eq!(world.sites[0].sources.of("pupils_2030"), Grade::Estimated);
}

#[test]
fn a_variant_that_is_nowhere_is_an_error() {
    assert_eq!(World::new().project(Some("low"), 0.0, None), ["E101 scenario.toml population.variant"]);
    assert_eq!(World::new().project(Some("high"), 0.0, Some(BY_AGE)), ["E302 scenario.toml population.variant"]);
    // A broken row may be of the variant: its own error is enough.
    let broken = "variant,fy,region,total\nhigh,いつか,,5\n";
    assert_eq!(World::new().project(Some("high"), 0.0, Some(broken)), ["E203 population.csv:2 fy"]);
}

#[test]
fn a_region_without_residents_keeps_its_numbers_and_is_told() {
    let mut world = World::new();
    world.demand.truncate(2);
    let table = "variant,fy,region,total\nt,2022,south,500\n";
    assert_eq!(world.project(Some("t"), 0.0, Some(table)), ["A201 population.csv:2"]);
    world.has_pupils(1, 2022, 200.0);
}

#[test]
fn rows_of_a_variant_do_not_contradict_each_other() {
    let text = "variant,fy,region,pop_0_14,pop_15_64,pop_65,total\n\
                a,2022,,,,,5\na,2022,,,,,6\nb,2022,,,,,5\nb,2027,north,,,,5\nc,2022,,1,2,3,6\nd,2022,,1,,3,\ne,2022,,,,,\n";
    let mut findings = Findings::default();
    read(text, &mut findings);
    let errors: Vec<String> =
        findings.finish().unwrap_err().iter().map(|error| format!("{} {}", error.code.as_str(), error.place)).collect();
    assert_eq!(
        errors,
        [
            "E301 population.csv:3 variant, fy, region",
            "E303 population.csv:4 region",
            "E303 population.csv:6 total",
            "E202 population.csv:7 pop_15_64",
            "E202 population.csv:8 total",
        ]
    );
}

#[test]
fn a_projection_beyond_what_a_table_may_give_is_refused() {
    let mut world = World::new();
    world.demand[0].population = BTreeMap::from([(FiscalYear(2022), [0.001, 0.0, 0.0].map(People))]);
    world.demand[1].population = world.demand[0].population.clone();
    // 500,000 children where 0.002 are given make 400 pupils 10¹¹.
    let table = "variant,fy,region,pop_0_14,pop_15_64,pop_65\nt,2022,north,500000,0,0\n";
    let found = world.project(Some("t"), 0.0, Some(table));
    assert_eq!(found, ["E205 scenario.toml population"]);
}
