//! A tiny municipality built by hand: the instances that tests of the baseline and the metrics compute on paper.

use std::collections::BTreeMap;

use serde_json::json;

use crate::catalogue::{Kind, KindCatalogue, SchoolKindId};
use crate::costs::PARAMETER_NAMES;
use crate::fiscal::FiscalYear;
use crate::geography::{LonLat, Plane};
use crate::id::{AssetId, BuildingId, FunctionId, SiteId};
use crate::plan::{Action, ActionCode, AssetPlan, FunctionDecision, FunctionPlan, PLAN_FORMAT, Plan};
use crate::project::{
    Building, DemandPoint, Function, Ownership, Project, Purpose, School, Seismic, Site, Sources, Structure, Zone,
};
use crate::scenario::Scenario;
use crate::units::{Meters, People, Ratio, SquareMeters, Yen};

const ANCHOR: LonLat = LonLat { lon: 139.65, lat: 35.65 };

/// The place `east` and `north` metres from the town's origin, exact to a micrometre in the plane of measurement.
pub(crate) fn place(east: f64, north: f64) -> LonLat {
    let plane = Plane::for_location(ANCHOR);
    let origin = plane.project(ANCHOR);
    let mut guess = ANCHOR;
    for _ in 0..20 {
        let at = plane.project(guess);
        guess.lat += (origin.north + north - at.north) / 111_000.0;
        guess.lon += (origin.east + east - at.east) / 90_500.0;
    }
    guess
}

/// An empty town: walking distance = straight line, multiplier and factors 1, no escalation, no discount.
pub(crate) fn town(start_fy: i32, period_years: &[i32]) -> Project {
    let scenario: Scenario = serde_json::from_value(json!({
        "name": "town", "description": "a town for tests", "project": ".",
        "horizon": { "start_fy": start_fy, "period_years": period_years },
        "cost": { "discount_rate_per_year": 0.0, "price_base_fy": start_fy },
        "distance": { "detour": [{ "factor": 1.0 }] },
        // Options that would add to what the tests of others count by hand.
        "moves": { "surplus": false, "conversion": false }, "schools": { "swing": false },
    }))
    .unwrap();
    let parameter: BTreeMap<_, _> = PARAMETER_NAMES
        .iter()
        .map(|&name| {
            let value = match name {
                "rebuild_multiplier" | "lease_price_factor" | "sale_price_ratio" | "repair_kyen_m2_year" => 1.0,
                "demolition_kyen_m2" | "moving_kyen_m2" => 50.0,
                "colocation_area_saving" => 0.1,
                "colocation_running_saving" => 0.15,
                "merge_running_saving" => 0.5,
                "long_life_ratio" => 0.6,
                _ => 0.0,
            };
            let row = json!({ "low": value, "base": value, "high": value, "unit": "-", "source": "test", "year": 2022,
                "grade": if name == "long_life_ratio" { "derived" } else { "assumed" } });
            (name, row)
        })
        .collect();
    let class = |id: &str, renovation: f64, rebuild: f64| {
        json!({ "id": id, "name_ja": id, "name_en": id, "renovation_kyen_m2": renovation, "rebuild_kyen_m2": rebuild,
            "source": "test", "year": 2011, "grade": "observed" })
    };
    let costs = serde_json::from_value(json!({
        "class": [class("school_education", 170.0, 330.0), class("child_rearing", 170.0, 330.0),
            class("culture", 250.0, 400.0), class("other", 200.0, 360.0)],
        "parameter": parameter,
    }))
    .unwrap();
    let school_kind = |id: &str| {
        json!({ "id": id, "name_ja": id, "name_en": id, "class_size_people": 35, "grades": 6, "fixed_m2": 1000.0,
            "m2_per_class": 100.0, "storey_height_m": 3.3, "source": "test", "grade": "assumed" })
    };
    Project {
        scenario,
        sites: Vec::new(),
        buildings: Vec::new(),
        functions: Vec::new(),
        rooms: Vec::new(),
        fiscal_frame: Vec::new(),
        demand: Vec::new(),
        walks: crate::project::WalkSource::Straight,
        boundary: None,
        kinds: KindCatalogue {
            kinds: vec![
                kind("hall", "culture", [0.0, 0.5, 1.0], Some("meeting")),
                kind("library", "culture", [1.0, 1.0, 1.0], None),
                kind("nursery", "child_rearing", [1.0, 0.0, 0.0], None),
            ],
            school_kinds: serde_json::from_value(json!([school_kind("elementary"), school_kind("junior_high")])).unwrap(),
            time_bands: Vec::new(),
        },
        costs,
        inputs: Vec::new(),
        advice: Vec::new(),
    }
}

fn kind(id: &str, cost_class: &str, weights: [f64; 3], room_class: Option<&str>) -> Kind {
    serde_json::from_value(json!({
        "id": id, "name_ja": id, "name_en": id, "cost_class": cost_class, "access": true, "standard_m": 800.0,
        "age_weights": { "pop_0_14": weights[0], "pop_15_64": weights[1], "pop_65": weights[2] },
        "host_radius_m": 5000.0, "merge_radius_m": 5000.0, "may_merge": true, "may_end": true, "room_class": room_class,
        "compatibility": { "elementary": "A", "junior_high": "A" }, "source": "test", "grade": "assumed",
    }))
    .unwrap()
}

/// A site; the district's region is called as the district's first letter.
fn site(id: &str, district: &str, (east, north): (f64, f64), purpose: Purpose) -> Site {
    Site {
        id: id.into(),
        name: id.to_owned(),
        location: place(east, north),
        outline: None,
        site_area: SquareMeters(10_000.0),
        district: district.into(),
        region: district.get(..1).unwrap().into(),
        zone: Zone::MidHigh1,
        far: Some(Ratio(2.0)),
        bcr: Some(Ratio(0.6)),
        height_limit: Some(Meters(30.0)),
        land_price_per_m2: Some(Yen(100_000)),
        ownership: Ownership::Owned,
        annual_rent: Yen::ZERO,
        is_shelter: false,
        purpose,
        sources: Sources::default(),
    }
}

fn sort(project: &mut Project) {
    project.sites.sort_by(|a, b| a.id.cmp(&b.id));
    project.buildings.sort_by(|a, b| a.id.cmp(&b.id));
    project.functions.sort_by(|a, b| a.id.cmp(&b.id));
    project.demand.sort_by(|a, b| a.id.cmp(&b.id));
}

/// Adds a school with blocks given as (id, m², FY of completion).
pub(crate) fn add_school(project: &mut Project, id: &str, district: &str, at: (f64, f64), blocks: &[(&str, f64, i32)]) {
    let first = project.scenario.horizon.start_fy;
    let school = School {
        kind: SchoolKindId::Elementary,
        yard: SquareMeters(3_000.0),
        pupils: BTreeMap::from([(first, People(210.0))]),
        running_cost: Yen::ZERO,
    };
    project.sites.push(site(id, district, at, Purpose::School(school)));
    for &(block, gfa, built) in blocks {
        add_block(project, block, id, gfa, built, false);
    }
    sort(project);
}

/// Adds a facility site with its implied building.
pub(crate) fn add_facility(project: &mut Project, id: &str, district: &str, at: (f64, f64), gfa: f64, built: i32) {
    project.sites.push(site(id, district, at, Purpose::Facility));
    add_block(project, id, id, gfa, built, true);
    sort(project);
}

fn add_block(project: &mut Project, id: &str, site: &str, gfa: f64, built: i32, is_implied: bool) {
    project.buildings.push(Building {
        id: id.into(),
        site: site.into(),
        name: id.to_owned(),
        gfa: SquareMeters(gfa),
        built: FiscalYear(built),
        structure: Structure::Rc,
        floors: None,
        last_renovation: None,
        seismic: Seismic::New,
        soundness: None,
        extendable: None,
        is_implied,
        sources: Sources::default(),
    });
}

/// Adds a function that fills its building's asset.
pub(crate) fn add_function(project: &mut Project, id: &str, home: &str, kind: &str, gfa: f64, running_jpy: i64) {
    project.functions.push(Function {
        id: id.into(),
        name: id.to_owned(),
        home: AssetId(home.to_owned()),
        building: BuildingId(home.to_owned()),
        kind: kind.into(),
        gfa: SquareMeters(gfa),
        capacity: None,
        used: None,
        users_per_year: None,
        running_cost: Yen(running_jpy),
        slots_per_year: None,
        used_slots_per_year: None,
        is_movable: true,
        min_gfa: None,
        sources: Sources::default(),
    });
    sort(project);
}

/// Adds a demand point with constant population by age band.
pub(crate) fn add_demand(project: &mut Project, id: &str, district: &str, (east, north): (f64, f64), people: [f64; 3]) {
    project.demand.push(DemandPoint {
        id: id.into(),
        name: id.to_owned(),
        location: place(east, north),
        outline: None,
        district: district.into(),
        region: district.get(..1).unwrap().into(),
        population: BTreeMap::from([(project.scenario.horizon.start_fy, people.map(People))]),
        sources: Sources::default(),
    });
    sort(project);
}

/// The building called `id`, to be changed.
pub(crate) fn building<'a>(project: &'a mut Project, id: &str) -> &'a mut Building {
    project.buildings.iter_mut().find(|building| building.id.as_str() == id).unwrap()
}

/// The function called `id`, to be changed.
pub(crate) fn function<'a>(project: &'a mut Project, id: &str) -> &'a mut Function {
    project.functions.iter_mut().find(|function| function.id.as_str() == id).unwrap()
}

/// The site called `id`, to be changed.
pub(crate) fn site_mut<'a>(project: &'a mut Project, id: &str) -> &'a mut Site {
    project.sites.iter_mut().find(|site| site.id == SiteId(id.to_owned())).unwrap()
}

/// The plan that does nothing.
pub(crate) fn idle_plan(project: &Project) -> Plan {
    let instance = crate::instance::Instance::new(project);
    let stay = |function: &Function| FunctionPlan { function: function.id.clone(), decision: FunctionDecision::Stay };
    Plan {
        format: PLAN_FORMAT,
        scenario: project.scenario.name.clone(),
        assets: instance.assets.iter().map(|asset| AssetPlan::new(asset.id.clone(), Vec::new(), None)).collect(),
        functions: project.functions.iter().map(stay).collect(),
        ..Plan::default()
    }
}

/// Gives an asset an action.
pub(crate) fn act(plan: &mut Plan, asset: &str, code: ActionCode, start: i32, works: i32, open: i32) {
    let entry = plan.assets.iter_mut().find(|entry| entry.asset.as_str() == asset).unwrap();
    let (start_fy, works_fy, open_fy) = (FiscalYear(start), FiscalYear(works), FiscalYear(open));
    entry.actions.push(Action { code, start_fy, works_fy, open_fy });
}

/// Closes an asset.
pub(crate) fn close(plan: &mut Plan, asset: &str, fy: i32) {
    let entry = plan.assets.iter_mut().find(|entry| entry.asset.as_str() == asset).unwrap();
    entry.close_fy = Some(FiscalYear(fy));
}

/// Decides on a function.
pub(crate) fn decide(plan: &mut Plan, function: &str, decision: FunctionDecision) {
    let entry = plan.functions.iter_mut().find(|entry| entry.function == FunctionId(function.to_owned())).unwrap();
    entry.decision = decision;
}
