//! A made-up town small enough to compute by hand: two schools, five facilities, three kinds, one demand point.
//!
//! Prices (yen/m²), multiplier 1.5: schools rebuild 150,000, renovation 75,000; civic 300,000 and 120,000; demolition 20,000,
//! temporary 30,000, moving 10,000, repair 2,000 a year; hub set-up 5,000,000 yen. Horizon 2022–2036, periods from 2022, 2027, 2032.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{AgeWeights, Compatibility, Kind, KindCatalogue, SchoolCompatibility, SchoolKind, SchoolKindId, ZoneCap};
use crate::costs::{CostClass, CostTable, PARAMETER_NAMES};
use crate::fiscal::FiscalYear;
use crate::geography::LonLat;
use crate::id::{AssetId, FunctionId, KindId, RuleId, SiteId};
use crate::plan::{
    Action, ActionCode, AssetPlan, FunctionDecision, FunctionPlan, MoveCode, PLAN_FORMAT, Plan, SitePlan, Treatment,
};
use crate::project::{
    Building, DemandPoint, Function, Grade, Ownership, Project, Purpose, School, Seismic, Site, Sources, Structure, Zone,
};
use crate::scenario::{Lock, Rule, RuleLimit, Scenario};
use crate::units::{Meters, People, Ratio, SquareMeters, Yen};
use crate::verify::{Breach, CheckedRule, Verification, verify};

/// Values of the parameters, in the order of their names' mention above and in the formulation.
const PARAMETERS: [(&str, f64); 26] = [
    ("rebuild_multiplier", 1.5),
    ("long_life_ratio", 0.6),
    ("design_ratio", 0.1),
    ("demolition_kyen_m2", 20.0),
    ("temporary_kyen_m2", 30.0),
    ("temporary_floor_ratio_school", 0.2),
    ("temporary_floor_ratio_facility", 0.4),
    ("moving_kyen_m2", 10.0),
    ("repair_kyen_m2_year", 2.0),
    ("hub_setup_kyen", 5_000.0),
    ("colocation_area_saving", 0.25),
    ("colocation_running_saving", 0.1),
    ("merge_running_saving", 0.2),
    ("sale_price_ratio", 0.7),
    ("land_lease_yield", 0.02),
    ("lease_price_factor", 0.5),
    ("park_upkeep_yen_m2_year", 300.0),
    ("hold_upkeep_yen_m2_year", 1_000.0),
    ("conversion_ratio", 0.5),
    ("lease_return_kyen_m2", 10.0),
    ("transfer_support_ratio", 0.6),
    ("permit_kyen", 4_000.0),
    ("opening_setup_kyen", 2_000.0),
    ("opening_yen_slot", 3_000.0),
    ("subsidy_unit_kyen_m2", 200.0),
    ("subsidy_rate", 0.25),
];

/// The town, with no rules and no locks.
///
/// | asset | floor m² | built | functions |
/// |---|---|---|---|
/// | school-1 (elementary) | 3,000 + 1,000 | 1965, 1990 | – |
/// | school-2 (junior high, no rows of buildings) | 3,000 | 1966 | – |
/// | library-1 | 1,000 | 1975 | lib-1 800 m², 10 million yen a year |
/// | library-2 | 900 | 1995 | lib-2 900 m², 12 million yen a year |
/// | hall-1 (leased, 6 million yen a year) | 300 | 1990 | meet-1 300 m², 3 million yen a year |
/// | office-1 (State's land) | 2,000 | 1985 | office 1,500 m², 20 million yen a year |
/// | annex (same site as office-1) | 400 | 2000 | – |
pub(super) fn town() -> Project {
    let mut library_1 = facility("library-1", 35.650, "north");
    library_1.land_price_per_m2 = Some(Yen(400_000));
    let library_2 = facility("library-2", 35.653, "north");
    let mut hall = facility("hall-1", 35.651, "south");
    hall.ownership = Ownership::Leased;
    hall.annual_rent = Yen(6_000_000);
    let mut civic = facility("civic", 35.651, "south");
    civic.ownership = Ownership::State;
    Project {
        scenario: scenario(),
        sites: vec![
            civic,
            hall,
            library_1,
            library_2,
            school("school-1", SchoolKindId::Elementary, 35.652),
            school("school-2", SchoolKindId::JuniorHigh, 35.654),
        ],
        buildings: vec![
            building("annex", "civic", 400.0, 2000),
            building("hall-1", "hall-1", 300.0, 1990),
            building("library-1", "library-1", 1_000.0, 1975),
            building("library-2", "library-2", 900.0, 1995),
            building("office-1", "civic", 2_000.0, 1985),
            building("s1-a", "school-1", 3_000.0, 1965),
            building("s1-b", "school-1", 1_000.0, 1990),
            Building { is_implied: true, ..building("school-2", "school-2", 3_000.0, 1966) },
        ],
        functions: vec![
            function("lib-1", "library-1", "library", 800.0, 10_000_000),
            function("lib-2", "library-2", "library", 900.0, 12_000_000),
            function("meet-1", "hall-1", "hall", 300.0, 3_000_000),
            function("office", "office-1", "office", 1_500.0, 20_000_000),
        ],
        rooms: Vec::new(),
        fiscal_frame: Vec::new(),
        demand: vec![DemandPoint {
            id: "chome-1".into(),
            name: "chome-1".into(),
            location: at(35.650),
            outline: None,
            district: "north".into(),
            region: "all".into(),
            population: BTreeMap::from([
                (FiscalYear(2022), [People(100.0), People(600.0), People(300.0)]),
                (FiscalYear(2032), [People(100.0), People(600.0), People(500.0)]),
            ]),
            sources: Sources::default(),
        }],
        walks: crate::project::WalkSource::Straight,
        boundary: None,
        kinds: KindCatalogue {
            kinds: vec![kind("hall"), kind("library"), kind("office")],
            school_kinds: school_kinds(),
            time_bands: Vec::new(),
        },
        costs: costs(),
        inputs: Vec::new(),
        advice: Vec::new(),
    }
}

/// The plan that changes nothing, with true claims.
pub(super) fn kept(project: &Project) -> Plan {
    let plan = Plan {
        format: PLAN_FORMAT,
        scenario: project.scenario.name.clone(),
        assets: assets_of(project).into_iter().map(|id| AssetPlan::new(id, Vec::new(), None)).collect(),
        functions: project
            .functions
            .iter()
            .map(|function| FunctionPlan { function: function.id.clone(), decision: FunctionDecision::Stay })
            .collect(),
        sites: Vec::new(),
        ..Plan::default()
    };
    claimed(project, plan)
}

/// Ids of a project's assets: schools by their site, facilities by their building.
fn assets_of(project: &Project) -> BTreeSet<AssetId> {
    let is_school = |id: &SiteId| project.sites.iter().any(|site| &site.id == id && site.school().is_some());
    let asset = |building: &Building| {
        if is_school(&building.site) { building.site.as_str().into() } else { building.id.as_str().into() }
    };
    project.buildings.iter().map(asset).collect()
}

/// school-1 is rebuilt as a hub for 2027, lib-1 moves in, library-1 closes and is sold; with true claims.
pub(super) fn hub_plan(project: &Project) -> Plan {
    let mut plan = kept(project);
    act(&mut plan, "school-1", &[(ActionCode::BH, 2022, 2024, 2027)]);
    decide(&mut plan, "lib-1", colocate("school-1", 2027));
    close(&mut plan, "library-1", 2027, Treatment::D);
    claimed(project, plan)
}

/// The same plan with the claims `verify` recomputes, so that only its decisions can breach.
pub(super) fn claimed(project: &Project, mut plan: Plan) -> Plan {
    plan.claims = verify(project, &plan).claims;
    plan
}

/// What verifying the plan's decisions shows; whatever it claims is replaced by what is true.
pub(super) fn decisions_of(project: &Project, plan: &Plan) -> Verification {
    verify(project, &claimed(project, plan.clone()))
}

/// Breaches of one rule by the plan's decisions.
pub(super) fn breaches_of(project: &Project, plan: &Plan, rule: CheckedRule) -> Vec<Breach> {
    decisions_of(project, plan).breaches.into_iter().filter(|breach| breach.rule == rule).collect()
}

/// Panics with every breach unless the plan is accepted.
pub(super) fn assert_accepted(project: &Project, plan: &Plan) {
    let lines: Vec<String> =
        decisions_of(project, plan).breaches.iter().map(|breach| breach.in_lang(crate::lang::Lang::En)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}

/// Sets the actions of an asset as (code, start, works, open).
pub(super) fn act(plan: &mut Plan, asset: &str, actions: &[(ActionCode, i32, i32, i32)]) {
    let entry = asset_plan(plan, asset);
    entry.actions = actions
        .iter()
        .map(|&(code, start, works, open)| Action {
            code,
            start_fy: FiscalYear(start),
            works_fy: FiscalYear(works),
            open_fy: FiscalYear(open),
        })
        .collect();
}

/// Closes an asset; its site, named as the asset, is treated in the same year.
pub(super) fn close(plan: &mut Plan, asset: &str, fy: i32, treatment: Treatment) {
    asset_plan(plan, asset).close_fy = Some(FiscalYear(fy));
    plan.sites.push(SitePlan { site: asset.into(), treatment, fy: FiscalYear(fy) });
}

pub(super) fn asset_plan<'plan>(plan: &'plan mut Plan, asset: &str) -> &'plan mut AssetPlan {
    plan.assets.iter_mut().find(|entry| entry.asset == AssetId::from(asset)).unwrap()
}

pub(super) fn decide(plan: &mut Plan, function: &str, decision: FunctionDecision) {
    plan.functions.iter_mut().find(|entry| entry.function == FunctionId::from(function)).unwrap().decision = decision;
}

pub(super) fn colocate(host: &str, fy: i32) -> FunctionDecision {
    FunctionDecision::Move { code: MoveCode::C, host: host.into(), into: None, fy: FiscalYear(fy) }
}

pub(super) fn merge(host: &str, into: &str, fy: i32) -> FunctionDecision {
    FunctionDecision::Move { code: MoveCode::A, host: host.into(), into: Some(into.into()), fy: FiscalYear(fy) }
}

pub(super) fn end(fy: i32) -> FunctionDecision {
    FunctionDecision::End { fy: FiscalYear(fy) }
}

pub(super) fn site<'project>(project: &'project mut Project, id: &str) -> &'project mut Site {
    project.sites.iter_mut().find(|site| site.id == SiteId::from(id)).unwrap()
}

pub(super) fn block<'project>(project: &'project mut Project, id: &str) -> &'project mut Building {
    project.buildings.iter_mut().find(|building| building.id.as_str() == id).unwrap()
}

pub(super) fn service<'project>(project: &'project mut Project, id: &str) -> &'project mut Function {
    project.functions.iter_mut().find(|function| function.id == FunctionId::from(id)).unwrap()
}

pub(super) fn kind_of<'project>(project: &'project mut Project, id: &str) -> &'project mut Kind {
    project.kinds.kinds.iter_mut().find(|kind| kind.id == KindId::from(id)).unwrap()
}

pub(super) fn rule(limit: RuleLimit, soft_price_jpy: Option<f64>) -> Rule {
    Rule {
        id: RuleId::from("r1"),
        clause: "P1-2".to_owned(),
        owner: "facilities section".to_owned(),
        reason: "made up".to_owned(),
        limit,
        soft_price_jpy,
    }
}

/// A lock on nothing yet.
pub(super) fn lock(require: &[&str], forbid: &[&str]) -> Lock {
    let codes = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
    Lock {
        id: RuleId::from("l1"),
        asset: None,
        function: None,
        site: None,
        require: codes(require),
        forbid: codes(forbid),
        host: None,
        from_fy: None,
        to_fy: None,
        clause: "P2-1".to_owned(),
        owner: "facilities section".to_owned(),
        reason: "made up".to_owned(),
    }
}

fn scenario() -> Scenario {
    let mut scenario: Scenario = toml::from_str(
        "name = \"made-up\"\ndescription = \"a made-up town\"\nproject = \".\"\n\
         [horizon]\nstart_fy = 2022\nperiod_years = [5, 5, 5]\n\
         [works]\ngfa_floor_ratio = 0.5\nfacility_floor_growth = 1.2\n",
    )
    .unwrap();
    scenario.moves.ending = true;
    // Options that would add to what the tests of others count by hand.
    scenario.moves.surplus = false;
    scenario.moves.conversion = false;
    scenario.schools.swing = false;
    scenario
}

fn at(lat: f64) -> LonLat {
    LonLat { lon: 139.65, lat }
}

fn facility(id: &str, lat: f64, district: &str) -> Site {
    Site {
        id: id.into(),
        name: id.into(),
        location: at(lat),
        outline: None,
        site_area: SquareMeters(2_000.0),
        district: district.into(),
        region: "all".into(),
        zone: Zone::MidHigh1,
        far: None,
        bcr: None,
        height_limit: None,
        land_price_per_m2: None,
        ownership: Ownership::Owned,
        annual_rent: Yen::ZERO,
        is_shelter: false,
        purpose: Purpose::Facility,
        sources: Sources::default(),
    }
}

pub(super) fn school(id: &str, kind: SchoolKindId, lat: f64) -> Site {
    Site {
        site_area: SquareMeters(10_000.0),
        far: Some(Ratio(1.0)),
        bcr: Some(Ratio(0.6)),
        height_limit: Some(Meters(10.0)),
        purpose: Purpose::School(School {
            kind,
            yard: SquareMeters(4_000.0),
            pupils: BTreeMap::from([(FiscalYear(2022), People(300.0)), (FiscalYear(2032), People(240.0))]),
            running_cost: Yen::ZERO,
        }),
        ..facility(id, lat, "north")
    }
}

pub(super) fn building(id: &str, site: &str, gfa: f64, built: i32) -> Building {
    Building {
        id: id.into(),
        site: site.into(),
        name: id.into(),
        gfa: SquareMeters(gfa),
        built: FiscalYear(built),
        structure: Structure::Rc,
        floors: None,
        last_renovation: None,
        seismic: Seismic::Unknown,
        soundness: None,
        extendable: None,
        is_implied: false,
        sources: Sources::default(),
    }
}

fn function(id: &str, home: &str, kind: &str, gfa: f64, running: i64) -> Function {
    Function {
        id: id.into(),
        name: id.into(),
        home: home.into(),
        building: home.into(),
        kind: kind.into(),
        gfa: SquareMeters(gfa),
        capacity: Some(People(100.0)),
        used: Some(People(40.0)),
        users_per_year: None,
        running_cost: Yen(running),
        slots_per_year: None,
        used_slots_per_year: None,
        is_movable: true,
        min_gfa: None,
        sources: Sources::default(),
    }
}

fn kind(id: &str) -> Kind {
    Kind {
        id: id.into(),
        name_ja: id.to_owned(),
        name_en: id.to_owned(),
        cost_class: "civic".to_owned(),
        age_weights: AgeWeights { pop_0_14: 1.0, pop_15_64: 0.5, pop_65: 1.0 },
        access: id == "library",
        standard_m: 800.0,
        host_radius_m: 1_000.0,
        merge_radius_m: 800.0,
        may_merge: id == "library",
        may_end: id == "hall",
        may_transfer: false,
        may_be_replaced: false,
        compatibility: SchoolCompatibility { elementary: Compatibility::A, junior_high: Compatibility::B },
        zone_caps: vec![ZoneCap { zone: Zone::LowRise1, at_most_m2: 500.0 }],
        room_class: None,
        source: "made up".to_owned(),
        grade: Grade::Synthetic,
    }
}

fn school_kinds() -> Vec<SchoolKind> {
    [SchoolKindId::Elementary, SchoolKindId::JuniorHigh]
        .into_iter()
        .map(|id| SchoolKind {
            id,
            name_ja: id.to_string(),
            name_en: id.to_string(),
            class_size_people: 35,
            grades: 6,
            fixed_m2: 1_000.0,
            m2_per_class: 200.0,
            gym_m2: 0.0,
            pool_m2: 0.0,
            storey_height_m: 3.3,
            source: "made up".to_owned(),
            grade: Grade::Synthetic,
        })
        .collect()
}

fn costs() -> CostTable {
    let class = |id: &str, renovation_kyen_m2, rebuild_kyen_m2| CostClass {
        id: id.to_owned(),
        name_ja: id.to_owned(),
        name_en: id.to_owned(),
        renovation_kyen_m2,
        rebuild_kyen_m2,
        source: "made up".to_owned(),
        year: 2026,
        grade: Grade::Synthetic,
    };
    assert_eq!(PARAMETERS.map(|(name, _)| name), PARAMETER_NAMES);
    let row = |(name, value): (&str, f64)| {
        let meta = "unit = \"\"\nsource = \"made up\"\nyear = 2026\ngrade = \"synthetic\"";
        format!("[{name}]\nlow = {value:?}\nbase = {value:?}\nhigh = {value:?}\n{meta}\n")
    };
    let rows = PARAMETERS.map(row).concat();
    CostTable {
        classes: vec![class("school_education", 50.0, 100.0), class("civic", 80.0, 200.0), class("other", 70.0, 150.0)],
        parameter: toml::from_str(&rows).unwrap(),
    }
}
