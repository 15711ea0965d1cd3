//! Random hamlets: projects small enough that every plan can be enumerated, varied enough that every rule can bind.
//!
//! Everything is made up. A splitmix generator keeps them the same on every machine.

#![expect(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a fixture that cannot be made should fail its test")]

use std::collections::BTreeMap;

use fukugo::catalogue::{KindCatalogue, SchoolKindId};
use fukugo::costs::CostTable;
use fukugo::fiscal::FiscalYear;
use fukugo::geography::LonLat;
use fukugo::id::{AssetId, BuildingId, DemandId, DistrictId, FunctionId, KindId, RegionId, RuleId, SiteId};
use fukugo::project::{
    Building, DemandPoint, Function, Ownership, Project, Purpose, School, Seismic, Site, Sources, Structure, Zone,
};
use fukugo::scenario::{HorizonSettings, Lock, Rule, RuleLimit, Scenario};
use fukugo::units::{Meters, People, Ratio, SquareMeters, Yen};

/// A splitmix64 generator.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for one hamlet.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bf0_3635)
    }

    /// A whole number from 0 to `sides − 1`.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    /// One of the given values.
    pub(crate) fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[usize::try_from(self.roll(values.len() as u64)).unwrap()]
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.roll(1_001) as f64 / 1_000.0)
    }
}

/// Kinds in play: one that merges and may end, one with a zone cap, one that only moves.
const KINDS: [&str; 3] = ["district_hall", "children_hall", "library"];

/// A random hamlet.
pub(crate) fn hamlet(seed: u64) -> Project {
    let mut dice = Dice::new(seed);
    let mut kinds: KindCatalogue = toml::from_str(include_str!("../../data/defaults/kinds.toml")).unwrap();
    kinds.kinds.retain(|kind| KINDS.contains(&kind.id.as_str()));
    kinds.kinds.sort_by(|a, b| a.id.cmp(&b.id));
    for kind in &mut kinds.kinds {
        kind.host_radius_m = dice.pick(&[900.0, 1_600.0, 3_000.0]);
        kind.merge_radius_m = dice.pick(&[0.0, 1_000.0, 3_000.0]);
        kind.may_merge |= dice.chance(30);
        kind.may_end = dice.chance(40);
    }
    let costs: CostTable = toml::from_str(include_str!("../../data/defaults/costs.toml")).unwrap();
    let scenario = scenario(&mut dice);
    let mut project = Project {
        scenario,
        sites: Vec::new(),
        buildings: Vec::new(),
        functions: Vec::new(),
        rooms: Vec::new(),
        fiscal_frame: Vec::new(),
        demand: Vec::new(),
        walks: fukugo::project::WalkSource::Straight,
        boundary: None,
        kinds,
        costs,
        inputs: Vec::new(),
        advice: Vec::new(),
    };
    let schools = 1 + dice.roll(2);
    let facilities = if schools == 2 { 2 } else { 2 + dice.roll(2) };
    for number in 0..schools {
        add_school(&mut project, &mut dice, number);
    }
    for number in 0..facilities {
        add_facility(&mut project, &mut dice, number);
    }
    if dice.chance(15) {
        let home = project.sites.iter().find(|site| site.school().is_some()).unwrap().id.0.clone();
        add_function(&mut project, &mut dice, "f8", &home, &home, 150.0);
    }
    for number in 0..4 {
        add_demand(&mut project, &mut dice, number);
    }
    project.sites.sort_by(|a, b| a.id.cmp(&b.id));
    project.buildings.sort_by(|a, b| a.id.cmp(&b.id));
    project.functions.sort_by(|a, b| a.id.cmp(&b.id));
    add_rules(&mut project, &mut dice);
    project
}

fn scenario(dice: &mut Dice) -> Scenario {
    let text = "name = \"hamlet\"\ndescription = \"made up\"\nproject = \".\"\n\
                [horizon]\nstart_fy = 2022\nperiod_years = [3, 3, 3]\n";
    let mut scenario: Scenario = toml::from_str(text).unwrap();
    scenario.horizon = HorizonSettings {
        start_fy: FiscalYear(2022),
        period_years: dice.pick(&[&[3, 3, 3][..], &[2, 4], &[3, 2, 4], &[4, 4]]).to_vec(),
    };
    scenario.life.start_step_years = dice.pick(&[2, 3]);
    scenario.life.min_years_after_extension = 2;
    scenario.life.min_years_after_renovation = 2;
    scenario.works.school_design_years = dice.pick(&[0, 1]);
    scenario.works.school_works_years = dice.pick(&[1, 2]);
    scenario.works.facility_design_years = dice.pick(&[0, 1]);
    scenario.works.facility_works_years = 1;
    scenario.works.extension_design_years = dice.pick(&[0, 1]);
    scenario.works.extension_works_years = 1;
    scenario.works.renovation_works_years = dice.pick(&[1, 2]);
    scenario.works.gfa_floor_ratio = dice.pick(&[0.5, 1.0]);
    scenario.works.facility_floor_growth = dice.pick(&[0.9, 1.0]);
    scenario.cost.level = dice.pick(&[fukugo::costs::Level::Low, fukugo::costs::Level::Base, fukugo::costs::Level::High]);
    scenario.cost.price_escalation_per_year = dice.pick(&[0.0, 0.02]);
    scenario.cost.discount_rate_per_year = dice.pick(&[0.0, 0.01, 0.04]);
    scenario.cost.factor = dice.pick(&[1.0, 1.2]);
    // The options of the whole model are those of villages.
    scenario.moves.surplus = false;
    scenario.moves.conversion = false;
    scenario.moves.transfer = false;
    scenario.schools.sharing = false;
    scenario.schools.swing = false;
    scenario.moves.ending = dice.chance(50);
    scenario.moves.conditional_compatibility = dice.chance(80);
    scenario.moves.hub_guest_cap_m2 = dice.chance(30).then(|| dice.between(200.0, 900.0).round());
    scenario.treatments.sale = dice.chance(35);
    scenario.treatments.lease_min_site_area_m2 = 500.0;
    scenario.treatments.holding = dice.chance(50);
    scenario.treatments.clearing = dice.chance(60);
    scenario.treatments.hold_min_gfa_m2 = 300.0;
    scenario.objective.access_price_jpy_per_person_km = dice.pick(&[0.0, 2_000.0, 200_000.0]);
    scenario.objective.overdue_price_jpy_per_m2_year = dice.pick(&[0.0, 30_000.0, 120_000.0, 120_000.0]);
    scenario.objective.peak_weight = dice.pick(&[0.0, 0.0, 0.3]);
    scenario.objective.count_residual = dice.chance(85);
    scenario.solver.gap = 0.0;
    scenario
}

fn place(dice: &mut Dice) -> LonLat {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    LonLat { lon: round(139.60 + dice.between(0.0, 0.016)), lat: round(35.60 + dice.between(0.0, 0.012)) }
}

fn site(dice: &mut Dice, id: &str, purpose: Purpose) -> Site {
    let is_school = matches!(purpose, Purpose::School(_));
    let area = if is_school { dice.between(6_000.0, 9_000.0) } else { dice.between(400.0, 2_500.0) };
    let ownership = if is_school {
        Ownership::Owned
    } else {
        dice.pick(&[Ownership::Owned, Ownership::Owned, Ownership::Owned, Ownership::State, Ownership::Leased])
    };
    Site {
        id: SiteId(id.to_owned()),
        name: format!("made-up {id}"),
        location: place(dice),
        outline: None,
        site_area: SquareMeters(area.round()),
        district: DistrictId(dice.pick(&["d1", "d2"]).to_owned()),
        region: RegionId("r1".to_owned()),
        zone: dice.pick(&[Zone::LowRise1, Zone::MidHigh1]),
        far: Some(Ratio(dice.pick(&[1.0, 1.5]))),
        bcr: Some(Ratio(dice.pick(&[0.5, 0.6]))),
        height_limit: dice.pick(&[Some(Meters(10.0)), None]),
        land_price_per_m2: dice.chance(85).then(|| Yen(dice.pick(&[300_000, 650_000]))),
        ownership,
        annual_rent: if ownership == Ownership::Leased { Yen(9_000_000) } else { Yen(0) },
        is_shelter: dice.chance(20),
        purpose,
        sources: Sources::default(),
    }
}

fn building(dice: &mut Dice, id: &str, site: &str, gfa: f64, is_implied: bool) -> Building {
    Building {
        id: BuildingId(id.to_owned()),
        site: SiteId(site.to_owned()),
        name: format!("made-up {id}"),
        gfa: SquareMeters(gfa.round()),
        built: FiscalYear(1955 + i32::try_from(dice.roll(50)).unwrap()),
        structure: dice.pick(&[Structure::Rc, Structure::Rc, Structure::S, Structure::W]),
        floors: None,
        last_renovation: None,
        seismic: dice.pick(&[Seismic::Unknown, Seismic::OldWeak, Seismic::OldSound]),
        soundness: dice.chance(30).then(|| dice.between(20.0, 90.0).round()),
        extendable: dice.pick(&[None, None, Some(true)]),
        is_implied,
        sources: Sources::default(),
    }
}

fn add_school(project: &mut Project, dice: &mut Dice, number: u64) {
    let id = format!("s{number}");
    let pupils = dice.between(150.0, 500.0).round();
    let school = School {
        kind: dice.pick(&[SchoolKindId::Elementary, SchoolKindId::JuniorHigh]),
        yard: SquareMeters(dice.between(2_500.0, 4_200.0).round()),
        pupils: BTreeMap::from([(FiscalYear(2022), People(pupils)), (FiscalYear(2032), People((pupils * 0.8).round()))]),
        running_cost: Yen::ZERO,
    };
    project.sites.push(site(dice, &id, Purpose::School(school)));
    if dice.chance(65) {
        for block in 0..2 {
            let gfa = dice.between(1_500.0, 3_000.0);
            let mut entry = building(dice, &format!("{id}-{block}"), &id, gfa, false);
            // One old and one younger block, so that a partial rebuild has something to keep.
            entry.built = FiscalYear(if block == 0 { 1955 } else { 1978 } + i32::try_from(dice.roll(15)).unwrap());
            project.buildings.push(entry);
        }
    } else {
        let gfa = dice.between(4_000.0, 6_000.0);
        let entry = building(dice, &id, &id, gfa, true);
        project.buildings.push(entry);
    }
}

fn add_facility(project: &mut Project, dice: &mut Dice, number: u64) {
    let id = format!("f{number}");
    project.sites.push(site(dice, &id, Purpose::Facility));
    let gfa = dice.between(200.0, 1_200.0);
    let entry = building(dice, &id, &id, gfa, true);
    project.buildings.push(entry);
    add_function(project, dice, &format!("k{number}"), &id, &id, gfa * 0.8);
    if dice.chance(20) {
        add_function(project, dice, &format!("l{number}"), &id, &id, gfa * 0.2);
    }
}

fn add_function(project: &mut Project, dice: &mut Dice, id: &str, home: &str, building: &str, gfa: f64) {
    let has_slots = dice.chance(70);
    let slots = 1_500.0;
    project.functions.push(Function {
        id: FunctionId(id.to_owned()),
        name: format!("made-up {id}"),
        home: AssetId(home.to_owned()),
        building: BuildingId(building.to_owned()),
        kind: KindId(dice.pick(&KINDS).to_owned()),
        gfa: SquareMeters(gfa.round()),
        capacity: Some(People(80.0)),
        used: Some(People(dice.pick(&[20.0, 30.0, 60.0]))),
        users_per_year: None,
        running_cost: Yen(1_000_000 * i64::try_from(5 + dice.roll(160)).unwrap()),
        slots_per_year: has_slots.then_some(slots),
        used_slots_per_year: has_slots.then(|| dice.pick(&[300.0, 600.0, 1_200.0])),
        is_movable: dice.chance(90),
        min_gfa: dice.chance(25).then(|| SquareMeters((gfa * 0.95).round())),
        sources: Sources::default(),
    });
}

fn add_demand(project: &mut Project, dice: &mut Dice, number: u64) {
    let mut people = |scale: f64| People((dice.between(100.0, 900.0) * scale).round());
    let population = BTreeMap::from([
        (FiscalYear(2022), [people(0.2), people(1.0), people(0.4)]),
        (FiscalYear(2030), [people(0.2), people(1.0), people(0.4)]),
    ]);
    project.demand.push(DemandPoint {
        id: DemandId(format!("i{number}")),
        name: format!("made-up i{number}"),
        location: place(dice),
        outline: None,
        district: DistrictId(dice.pick(&["d1", "d2"]).to_owned()),
        region: RegionId("r1".to_owned()),
        population,
        sources: Sources::default(),
    });
}

fn add_rules(project: &mut Project, dice: &mut Dice) {
    let mut limits = Vec::new();
    if dice.chance(60) {
        limits.push(RuleLimit::SchoolStartsPerYear { at_most: 1, from_fy: None, to_fy: None });
    }
    if dice.chance(50) {
        limits.push(RuleLimit::SchoolsInWorksPerDistrict { at_most: 1 });
    }
    if dice.chance(50) {
        limits.push(RuleLimit::DistrictMinimum { kind: KindId(dice.pick(&KINDS).to_owned()), at_least: 1 });
    }
    if dice.chance(60) {
        let at_most_million_jpy = dice.pick(&[400.0, 1_500.0, 4_000.0, 9_000.0]);
        limits.push(RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy: None, to_fy: None });
    }
    if dice.chance(40) {
        let last = project.scenario.horizon.horizon().last();
        let fy = FiscalYear(dice.pick(&[last.0, last.0 - 1]));
        limits.push(RuleLimit::FloorArea { fy, at_most_ratio: dice.pick(&[0.9, 0.97, 1.05]) });
    }
    for (number, limit) in limits.into_iter().enumerate() {
        project.scenario.rules.push(Rule {
            id: RuleId(format!("rule-{number}")),
            clause: "made up".to_owned(),
            owner: "nobody".to_owned(),
            reason: "to be tested".to_owned(),
            limit,
            soft_price_jpy: dice.chance(40).then(|| dice.pick(&[1_000.0, 100_000.0, 10_000_000.0])),
        });
    }
    if dice.chance(40) {
        let function = project.functions[usize::try_from(dice.roll(project.functions.len() as u64)).unwrap()].id.clone();
        let site = project.sites.iter().rev().find(|site| site.school().is_none()).unwrap().id.clone();
        let mut lock = Lock {
            id: RuleId("lock-0".to_owned()),
            asset: None,
            function: None,
            site: None,
            require: Vec::new(),
            forbid: Vec::new(),
            host: None,
            from_fy: None,
            to_fy: None,
            clause: "made up".to_owned(),
            owner: "nobody".to_owned(),
            reason: "to be tested".to_owned(),
        };
        match dice.roll(6) {
            0 => (lock.function, lock.require) = (Some(function), vec!["A".into()]),
            1 | 2 => (lock.function, lock.require) = (Some(function), vec!["C".into(), "A".into(), "END".into()]),
            3 => (lock.function, lock.forbid) = (Some(function), vec!["C".into()]),
            4 => (lock.site, lock.forbid) = (Some(site), vec!["D".into(), "L".into()]),
            _ => (lock.asset, lock.forbid) = (Some(AssetId("s0".to_owned())), vec!["B".into(), "BH".into()]),
        }
        project.scenario.locks.push(lock);
    }
}
