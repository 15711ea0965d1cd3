//! A municipality of two schools and three facilities with a fixed plan, for the tests of reports.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Machine, OptionOwner, OptionRow, OptionStatus, Run, Solver, StageTime, Verification};
use crate::cashflow::Prices;
use crate::catalogue::SchoolKindId;
use crate::costs::PARAMETER_NAMES;
use crate::fiscal::FiscalYear;
use crate::geography::{LonLat, Outline};
use crate::instance::Instance;
use crate::lang::Lang;
use crate::metrics::measure;
use crate::plan::{
    Action, ActionCode, AssetPlan, Claims, FunctionDecision, FunctionPlan, MoveCode, PLAN_FORMAT, Plan, Proof, SitePlan, Status,
    Treatment,
};
use crate::project::{
    Building, DemandPoint, Function, InputFile, Ownership, Project, Purpose, School, Seismic, Site, Sources, Structure, Zone,
};
use crate::units::{Meters, People, Ratio, SquareMeters, Yen};
use crate::verify::MissedRule;

/// Everything a run borrows.
pub(super) struct Sample {
    pub(super) project: Project,
    pub(super) plan: Plan,
    pub(super) options: Vec<OptionRow>,
    pub(super) solver: Solver,
    pub(super) machine: Machine,
    pub(super) lang: Lang,
    pub(super) bound: Option<f64>,
    pub(super) missed: Vec<MissedRule>,
}

/// A sample whose first facility and its function have this name.
pub(super) fn sample(name: &str) -> Sample {
    let mut project = project();
    project.sites[0].name = name.to_owned();
    project.functions[0].name = name.to_owned();
    Sample {
        project,
        plan: plan(),
        options: options(),
        solver: Solver { name: "HiGHS".to_owned(), version: "1.0.0".to_owned(), seed: None },
        machine: Machine {
            threads: 2,
            stages: vec![StageTime { stage: "load".to_owned(), seconds: 0.5 }],
            peak_memory_kib: None,
        },
        lang: Lang::Ja,
        bound: Some(1_000.0),
        missed: Vec::new(),
    }
}

impl Sample {
    /// Does something with the run of this sample.
    pub(super) fn with<T>(&self, act: impl FnOnce(&Run<'_>) -> T) -> T {
        // Measured is the sample's own plan, so that a test may plant something else in `plan`.
        self.with_metrics_of(&plan(), act)
    }

    /// As [`Sample::with`], measured with the plan as the test left it.
    pub(super) fn with_measured<T>(&self, act: impl FnOnce(&Run<'_>) -> T) -> T {
        self.with_metrics_of(&self.plan, act)
    }

    fn with_metrics_of<T>(&self, measured: &Plan, act: impl FnOnce(&Run<'_>) -> T) -> T {
        let instance = Instance::new(&self.project);
        let prices = Prices::new(&self.project);
        let metrics = measure(&instance, &prices, measured);
        act(&Run {
            instance: &instance,
            prices: &prices,
            plan: &self.plan,
            metrics: &metrics,
            proof: Proof {
                status: if self.bound.is_some() { Status::Optimal } else { Status::Feasible },
                objective: 1_000.5,
                bound: self.bound,
                gap: self.bound.map(|bound| (1_000.5 - bound) / 1_000.5),
            },
            verification: Verification { checks: 1234, breaches: 0 },
            missed: &self.missed,
            options: &self.options,
            solver: &self.solver,
            machine: &self.machine,
            scenario_toml: "name = \"sample\"\n",
            lang: self.lang,
        })
    }
}

/// The fixed plan: the first school becomes a hub, the library moves in, its site is sold, the hall is renovated.
pub(super) fn plan() -> Plan {
    let year = FiscalYear;
    let action = |code, start, works, open| Action { code, start_fy: year(start), works_fy: year(works), open_fy: year(open) };
    let asset = |id: &str, actions: Vec<Action>, close: Option<i32>| AssetPlan::new(id.into(), actions, close.map(year));
    let stay = |id: &str| FunctionPlan { function: id.into(), decision: FunctionDecision::Stay };
    let mut claims = Claims::default();
    claims.objective.net_present_cost_jpy = 1_000_500_000.0;
    claims.overdue_m2.insert(year(2022), 1_500.0);
    Plan {
        format: PLAN_FORMAT,
        scenario: "sample".to_owned(),
        assets: vec![
            asset("F1", vec![], Some(2032)),
            asset("F2", vec![action(ActionCode::M, 2024, 2024, 2026)], None),
            asset("F3", vec![], None),
            asset("S1", vec![action(ActionCode::BH, 2023, 2025, 2028)], None),
            asset("S2", vec![], None),
        ],
        functions: vec![
            FunctionPlan {
                function: "K1".into(),
                decision: FunctionDecision::Move { code: MoveCode::C, host: "S1".into(), into: None, fy: year(2032) },
            },
            stay("K2"),
            stay("K3"),
        ],
        sites: vec![SitePlan { site: "F1".into(), treatment: Treatment::D, fy: year(2032) }],
        claims,
        ..Plan::default()
    }
}

fn options() -> Vec<OptionRow> {
    let row = |kind, owner: &str, code: &str, works: Option<i32>, cost: Option<f64>, status, chosen| OptionRow {
        owner_kind: kind,
        owner: owner.to_owned(),
        code: code.to_owned(),
        host: None,
        start_fy: works.map(FiscalYear),
        works_fy: works.map(FiscalYear),
        open_fy: works.map(|works| FiscalYear(works + 2)),
        cost_pv_jpy: cost,
        status,
        reason_ja: format!("{code}の理由"),
        reason_en: format!("why {code}"),
        chosen,
    };
    let (asset, function) = (OptionOwner::Asset, OptionOwner::Function);
    let exists = OptionStatus::Exists;
    vec![
        row(asset, "F2", "K", None, Some(2.0e8), exists, false),
        row(asset, "F2", "M", Some(2024), Some(3.0e8), exists, true),
        row(asset, "F2", "B", Some(2030), Some(2.5e8), exists, false),
        row(asset, "F2", "R", Some(2030), None, OptionStatus::Excluded, false),
        row(function, "K1", "STAY", None, Some(0.0), exists, false),
        row(function, "K1", "C", None, Some(1.0e8), exists, true),
    ]
}

fn project() -> Project {
    let at = |lon, lat| LonLat { lon, lat };
    let mut sites = vec![
        site("F1", "中央図書館", at(139.65, 35.65), None),
        site("F2", "地区会館", at(139.66, 35.65), None),
        site("F3", "児童館", at(139.655, 35.655), None),
        site("S1", "桜小学校", at(139.651, 35.652), Some(SchoolKindId::Elementary)),
        site("S2", "梅中学校", at(139.661, 35.652), Some(SchoolKindId::JuniorHigh)),
    ];
    sites[2].ownership = Ownership::Leased;
    sites[2].annual_rent = Yen(12_000_000);
    let floors = [("F1", 1_500.0, 1960), ("F2", 800.0, 1995), ("F3", 500.0, 1990), ("S1", 6_000.0, 1962), ("S2", 7_000.0, 1985)];
    let buildings = floors.iter().zip(&sites).map(|(&(id, gfa, built), site)| building(id, &site.name, gfa, built)).collect();
    let functions =
        vec![function("K1", "F1", "library", 1_500.0), function("K2", "F2", "hall", 800.0), function("K3", "F3", "hall", 500.0)];
    let demand = vec![cell("D1", 139.645, 35.645), cell("D2", 139.655, 35.645)];
    let kind = |id: &str, ja: &str| {
        json!({ "id": id, "name_ja": ja, "name_en": id, "cost_class": "culture", "access": true, "standard_m": 800.0,
            "age_weights": { "pop_0_14": 1.0, "pop_15_64": 1.0, "pop_65": 1.0 }, "host_radius_m": 2000.0,
            "compatibility": { "elementary": "A", "junior_high": "A" }, "source": "test", "grade": "assumed" })
    };
    let school = |id: &str| {
        json!({ "id": id, "name_ja": id, "name_en": id, "class_size_people": 35, "grades": 6, "fixed_m2": 3700.0,
            "m2_per_class": 200.0, "storey_height_m": 3.3, "source": "test", "grade": "assumed" })
    };
    let parameter: BTreeMap<_, _> = PARAMETER_NAMES
        .iter()
        .map(|&name| {
            let value = if name.contains("ratio") || name.contains("saving") { 0.1 } else { 1.5 };
            (name, json!({ "low": value, "base": value, "high": value, "unit": "-", "source": "test", "year": 2022, "grade": "assumed" }))
        })
        .collect();
    let class = |id: &str| {
        json!({ "id": id, "name_ja": id, "name_en": id, "renovation_kyen_m2": 200.0, "rebuild_kyen_m2": 400.0,
            "source": "test", "year": 2011, "grade": "observed" })
    };
    Project {
        scenario: serde_json::from_value(json!({
            "name": "sample", "description": "どの学校を建て替え、何を移すか", "project": ".",
            "horizon": { "start_fy": 2022, "period_years": [5, 5, 5] },
            "cost": { "price_escalation_per_year": 0.01, "price_base_fy": 2022 },
        }))
        .unwrap(),
        sites,
        buildings,
        functions,
        rooms: Vec::new(),
        fiscal_frame: Vec::new(),
        demand,
        walks: crate::project::WalkSource::Straight,
        boundary: None,
        kinds: serde_json::from_value(json!({
            "kind": [kind("hall", "会館"), kind("library", "図書館")],
            "school_kind": [school("elementary"), school("junior_high")],
        }))
        .unwrap(),
        costs: serde_json::from_value(json!({
            "class": [class("school_education"), class("culture"), class("other")], "parameter": parameter,
        }))
        .unwrap(),
        inputs: vec![InputFile {
            path: "functions.csv".to_owned(),
            sha256: "00".repeat(32),
            table: Some((*b"id,name\n").into()),
        }],
        advice: Vec::new(),
    }
}

fn site(id: &str, name: &str, location: LonLat, school: Option<SchoolKindId>) -> Site {
    let pupils = BTreeMap::from([(FiscalYear(2022), People(400.0))]);
    Site {
        id: id.into(),
        name: name.to_owned(),
        location,
        outline: None,
        site_area: SquareMeters(10_000.0),
        district: "A".into(),
        region: "北".into(),
        zone: Zone::MidHigh1,
        far: Some(Ratio(2.0)),
        bcr: Some(Ratio(0.6)),
        height_limit: Some(Meters(20.0)),
        land_price_per_m2: Some(Yen(500_000)),
        ownership: Ownership::Owned,
        annual_rent: Yen::ZERO,
        is_shelter: false,
        purpose: school.map_or(Purpose::Facility, |kind| {
            Purpose::School(School { kind, yard: SquareMeters(3_000.0), pupils, running_cost: Yen::ZERO })
        }),
        sources: Sources::default(),
    }
}

fn building(id: &str, name: &str, gfa: f64, built: i32) -> Building {
    Building {
        id: id.into(),
        site: id.into(),
        name: name.to_owned(),
        gfa: SquareMeters(gfa),
        built: FiscalYear(built),
        structure: Structure::Rc,
        floors: Some(3),
        last_renovation: None,
        seismic: Seismic::OldSound,
        soundness: None,
        extendable: None,
        is_implied: true,
        sources: Sources::default(),
    }
}

fn function(id: &str, home: &str, kind: &str, gfa: f64) -> Function {
    Function {
        id: id.into(),
        name: format!("{kind} {id}"),
        home: home.into(),
        building: home.into(),
        kind: kind.into(),
        gfa: SquareMeters(gfa),
        capacity: None,
        used: None,
        users_per_year: None,
        running_cost: Yen(30_000_000),
        slots_per_year: None,
        used_slots_per_year: None,
        is_movable: true,
        min_gfa: None,
        sources: Sources::default(),
    }
}

fn cell(id: &str, west: f64, south: f64) -> DemandPoint {
    let at = |lon, lat| LonLat { lon, lat };
    let (east, north) = (west + 0.01, south + 0.01);
    let ring = vec![at(west, south), at(west, north), at(east, north), at(east, south), at(west, south)];
    DemandPoint {
        id: id.into(),
        name: id.to_owned(),
        location: at(west + 0.005, south + 0.005),
        outline: Some(Outline::new(&[vec![ring]])),
        district: "A".into(),
        region: "北".into(),
        population: BTreeMap::from([(FiscalYear(2022), [100.0, 600.0, 300.0].map(People))]),
        sources: Sources::default(),
    }
}
