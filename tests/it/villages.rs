//! Random villages: hamlets with every option of the whole model switched on, still small enough to enumerate all plans.
//!
//! Everything is made up. One school has rooms to open, one class of them, so that who takes which slots needs no search.

use std::collections::BTreeMap;

use fukugo::catalogue::{RoomClass, SchoolKindId, TimeBand, ZoneCap};
use fukugo::fiscal::FiscalYear;
use fukugo::id::{AssetId, FunctionId, KindId, RoomId, RuleId};
use fukugo::project::{BandSlots, Ownership, Project, Purpose, Room, RoomOwner, Seismic, Sources, Structure, Zone};
use fukugo::scenario::{FundingSettings, Rule, RuleLimit};
use fukugo::units::{People, SquareMeters, Yen};

use crate::hamlets::{Dice, hamlet};

/// A random village.
pub(crate) fn village(seed: u64) -> Project {
    let mut dice = Dice::new(seed ^ 0x5eed_0000);
    let theme = dice.pick(&[
        Theme::Everything,
        Theme::Rooms,
        Theme::Mergers,
        Theme::Mergers,
        Theme::Permits,
        Theme::Conversion,
        Theme::Works,
    ]);
    let schools = |project: &Project| project.sites.iter().filter(|site| site.school().is_some()).count();
    let needs_two = matches!(theme, Theme::Mergers | Theme::Works);
    let mut tries = (0..).map(|number| hamlet(seed + 10_000 * number));
    let mut project = tries.find(|project| !needs_two || schools(project) == 2).expect("every other hamlet has two schools");
    switch_on(&mut project, &mut dice, theme);
    shape_kinds(&mut project, &mut dice, theme);
    shape_schools(&mut project, &mut dice);
    if theme == Theme::Conversion || theme == Theme::Works || dice.chance(20) {
        empty_a_facility(&mut project, &mut dice);
    }
    if theme == Theme::Rooms || dice.chance(15) {
        add_rooms(&mut project, &mut dice);
    }
    // One class of one school's rooms is all that the enumeration opens.
    let has_rooms = project.rooms.iter().any(|room| matches!(room.owner, RoomOwner::School(_)));
    if project.scenario.schools.sharing && !has_rooms {
        // Dice of its own, so that all else is as without them.
        add_gyms(&mut project, &mut Dice::new(seed ^ 0x6a11));
    }
    if dice.chance(45) {
        project.scenario.funding = Some(funding(&mut dice));
    }
    project.scenario.locks.clear();
    project.scenario.rules.truncate(1);
    add_rules(&mut project, &mut dice);
    project
}

/// What a village is made to show; other options are on now and then, so that enumerations stay small.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Theme {
    Everything,
    Rooms,
    Mergers,
    Permits,
    Conversion,
    Works,
}

fn switch_on(project: &mut Project, dice: &mut Dice, theme: Theme) {
    let scenario = &mut project.scenario;
    let mut is_on = |wanted: Theme| theme == wanted || theme == Theme::Everything || dice.chance(15);
    scenario.moves.conversion = is_on(Theme::Conversion);
    scenario.schools.merging = is_on(Theme::Mergers);
    scenario.schools.sharing = is_on(Theme::Works);
    scenario.schools.swing = is_on(Theme::Works);
    scenario.permits.zone_exception = is_on(Theme::Permits);
    scenario.moves.colocation = is_on(Theme::Permits) || theme == Theme::Mergers;
    scenario.moves.surplus = theme != Theme::Mergers && dice.chance(30);
    scenario.moves.transfer = dice.chance(30);
    scenario.moves.merging = dice.chance(25);
    scenario.moves.ending &= dice.chance(30);
    scenario.horizon.period_years = match theme {
        Theme::Conversion => dice.pick(&[&[2, 2, 3][..], &[3, 2, 2]]),
        _ => dice.pick(&[&[3, 3][..], &[2, 4], &[4, 3], &[4, 2], &[2, 2, 3]]),
    }
    .to_vec();
    scenario.life.start_step_years = 3;
    scenario.life.rebuild_min_age = dice.pick(&[40, 55]);
    scenario.moves.conversion_min_years = dice.pick(&[0, 5]);
    scenario.schools.merge_max_m.elementary = 3_000.0;
    scenario.schools.merge_max_m.junior_high = 3_000.0;
    scenario.schools.merge_max_classes = dice.pick(&[12, 18, 30]);
    scenario.schools.sharing_max_m = 3_000.0;
    scenario.schools.sharing_max_classes = dice.pick(&[12, 40]);
    scenario.schools.swing_max_m = 3_000.0;
    scenario.permits.months = dice.pick(&[0, 6, 18]);
    scenario.openings.margin = dice.pick(&[1.0, 1.2]);
    scenario.openings.walk_m = 5_000.0;
    scenario.treatments.holding = theme == Theme::Works || dice.chance(40);
    if theme == Theme::Mergers {
        scenario.objective.overdue_price_jpy_per_m2_year = 120_000.0;
    }
    if theme == Theme::Permits {
        scenario.moves.hub_guest_cap_m2 = None;
        scenario.treatments.sale = true;
    }
}

fn shape_kinds(project: &mut Project, dice: &mut Dice, theme: Theme) {
    project.kinds.time_bands.clear();
    for function in &mut project.functions {
        function.is_movable = true;
    }
    if theme == Theme::Permits {
        // Caps that a guest alone, or two together, exceed.
        for site in project.sites.iter_mut().filter(|site| site.school().is_some()) {
            site.zone = Zone::LowRise1;
        }
        for kind in &mut project.kinds.kinds {
            kind.zone_caps = vec![ZoneCap { zone: Zone::LowRise1, at_most_m2: dice.pick(&[200.0, 450.0]) }];
        }
    }
    if theme == Theme::Rooms {
        for function in project.functions.iter_mut().take(2) {
            function.kind = KindId("district_hall".to_owned());
            (function.slots_per_year, function.used_slots_per_year) = (Some(1_500.0), Some(dice.pick(&[300.0, 600.0])));
        }
    }
    for kind in &mut project.kinds.kinds {
        kind.may_transfer = dice.chance(35);
        kind.may_be_replaced = kind.id.as_str() == "district_hall";
        kind.host_radius_m = dice.pick(&[1_600.0, 3_000.0]);
        if kind.id.as_str() == "district_hall" {
            kind.room_class = Some(RoomClass::Meeting);
        }
    }
    for kind in &mut project.kinds.school_kinds {
        // Much fixed floor leaves no surplus, so that schools merge only into hubs.
        kind.fixed_m2 = if theme == Theme::Mergers { dice.pick(&[1_200.0, 3_600.0]) } else { dice.pick(&[1_200.0, 2_400.0]) };
        kind.m2_per_class = 200.0;
        kind.gym_m2 = dice.pick(&[0.0, 700.0]);
        kind.pool_m2 = dice.pick(&[0.0, 0.0, 300.0]);
    }
}

fn shape_schools(project: &mut Project, dice: &mut Dice) {
    let same_kind = dice.chance(70);
    for site in &mut project.sites {
        let Purpose::School(school) = &mut site.purpose else { continue };
        if same_kind {
            school.kind = SchoolKindId::Elementary;
        }
        let pupils = dice.pick(&[90.0, 150.0, 260.0]);
        let later = pupils * dice.pick(&[0.6, 1.0, 1.3]);
        school.pupils = BTreeMap::from([(FiscalYear(2022), People(pupils)), (FiscalYear(2030), People(later.round()))]);
        school.running_cost = Yen(dice.pick(&[0, 40_000_000]));
    }
}

/// Takes the functions out of one building: a former school that can be held, converted or sold.
fn empty_a_facility(project: &mut Project, dice: &mut Dice) {
    let Some(site) = project.sites.iter_mut().rev().find(|site| site.school().is_none()) else { return };
    site.ownership = Ownership::Owned;
    let home = AssetId(site.id.0.clone());
    if project.functions.iter().filter(|function| function.home != home).count() == 0 {
        return;
    }
    project.functions.retain(|function| function.home != home);
    for building in project.buildings.iter_mut().filter(|building| building.site.0 == home.0) {
        building.gfa = SquareMeters(dice.pick(&[900.0, 2_500.0]));
        building.built = FiscalYear(dice.pick(&[1965, 1999]));
        building.structure = Structure::Rc;
        building.seismic = Seismic::OldSound;
    }
}

fn add_rooms(project: &mut Project, dice: &mut Dice) {
    let band = || fukugo::id::BandId(TimeBand::ALL.to_owned());
    let mut room = |id: String, owner: RoomOwner, class: RoomClass, slots: BandSlots| {
        let slots = BTreeMap::from([(band(), slots)]);
        project.rooms.push(Room { id: RoomId(id), owner, class, area: None, slots, sources: Sources::default() });
    };
    let school_slots = dice.pick(&[1_500.0, 4_000.0]);
    let owner = RoomOwner::School(AssetId("s0".to_owned()));
    let class = dice.pick(&[RoomClass::Meeting, RoomClass::SpecialRoom]);
    let slots = BandSlots { slots: school_slots, school_use: 500.0, open: 200.0, used: 100.0 };
    room("school-room".to_owned(), owner, class, slots);
    for function in project.functions.iter().filter(|function| function.kind.as_str() == "district_hall") {
        if let (Some(slots), Some(used)) = (function.slots_per_year, function.used_slots_per_year) {
            let owner = RoomOwner::Function(FunctionId(function.id.0.clone()));
            room(function.id.0.clone(), owner, RoomClass::Meeting, BandSlots { slots, used, ..BandSlots::default() });
        }
    }
    project.rooms.sort_by(|a, b| a.id.cmp(&b.id));
}

/// Gymnasiums of schools, without an hour to open: two schools can share one only where both need less than half of it.
fn add_gyms(project: &mut Project, dice: &mut Dice) {
    let schools: Vec<String> =
        project.sites.iter().filter(|site| site.school().is_some()).map(|site| site.id.0.clone()).collect();
    for school in schools {
        let school_use = dice.pick(&[300.0, 400.0, 600.0]);
        let slots = BandSlots { slots: 1_000.0, school_use, open: 1_000.0 - school_use, used: 50.0 };
        let slots = BTreeMap::from([(fukugo::id::BandId(TimeBand::ALL.to_owned()), slots)]);
        let (id, owner) = (RoomId(format!("{school}-gym")), RoomOwner::School(AssetId(school)));
        project.rooms.push(Room { id, owner, class: RoomClass::Gym, area: None, slots, sources: Sources::default() });
    }
    project.rooms.sort_by(|a, b| a.id.cmp(&b.id));
}

/// Bonds, and a fund that is empty at first.
fn funding(dice: &mut Dice) -> FundingSettings {
    FundingSettings {
        subsidies: dice.chance(80),
        charge_ratio: dice.pick(&[0.5, 0.9]),
        interest_per_year: dice.pick(&[0.01, 0.03]),
        grace_years: dice.pick(&[0, 1, 2]),
        term_years: dice.pick(&[4, 10]),
        allocation_tax_return_ratio: 0.0,
        fund_opening_million_jpy: 0.0,
        deposit_max_million_jpy: None,
        existing_debt: Vec::new(),
    }
}

fn add_rules(project: &mut Project, dice: &mut Dice) {
    let kind = |dice: &mut Dice| KindId(dice.pick(&["district_hall", "children_hall", "library"]).to_owned());
    let mut limits: Vec<(RuleLimit, bool)> = Vec::new();
    if dice.chance(25) {
        limits.push((RuleLimit::HubShare { at_least_ratio: dice.pick(&[0.5, 1.0]) }, dice.chance(50)));
    }
    if dice.chance(25) {
        limits.push((RuleLimit::InvestmentChange { at_most_million_jpy: dice.pick(&[300.0, 1_500.0]) }, dice.chance(50)));
    }
    if dice.chance(25) {
        limits.push((RuleLimit::Capacity { kind: kind(dice), at_least_ratio: dice.pick(&[0.8, 1.5]) }, dice.chance(50)));
    }
    if dice.chance(25) {
        let per_district = dice.chance(50);
        limits.push((RuleLimit::Coverage { kind: kind(dice), at_least_ratio: 0.9, per_district }, dice.chance(50)));
    }
    if dice.chance(25) {
        limits.push((RuleLimit::WalkIncrease { kind: kind(dice), at_most_m: dice.pick(&[0.0, 300.0]) }, dice.chance(50)));
    }
    if dice.chance(25) {
        limits.push((RuleLimit::ChangesPerPeriod { at_most: 1, per_district: dice.chance(50) }, dice.chance(50)));
    }
    if dice.chance(25) {
        for site in &mut project.sites {
            site.is_shelter |= site.school().is_some();
        }
        limits.push((RuleLimit::ShelterFloor { at_least_ratio: dice.pick(&[0.3, 0.8]) }, dice.chance(50)));
    }
    if !project.rooms.is_empty() && dice.chance(40) {
        limits.push((
            RuleLimit::SlotsWithinWalk { room_class: RoomClass::Meeting, margin: dice.pick(&[1.0, 1.6]) },
            dice.chance(60),
        ));
    }
    if !project.rooms.is_empty() && dice.chance(25) {
        limits.push((RuleLimit::OpenedSlots { at_least_per_year: 500.0, from_fy: None }, dice.chance(50)));
    }
    if project.scenario.funding.is_some() && dice.chance(70) {
        let running: f64 = project.functions.iter().map(|function| function.running_cost.as_f64() / 1e6).sum();
        let at_most_million_jpy = running + dice.pick(&[150.0, 600.0, 1_500.0]);
        // Without a fund and without sales the least bonds of every year are the best, which enumeration can tell.
        project.scenario.treatments.sale = false;
        project.scenario.treatments.lease = false;
        if let Some(funding) = &mut project.scenario.funding {
            funding.deposit_max_million_jpy = Some(0.0);
        }
        limits.push((RuleLimit::GeneralFundsPerYear { at_most_million_jpy, from_fy: None, to_fy: None }, false));
    }
    for (number, (limit, is_soft)) in limits.into_iter().enumerate() {
        project.scenario.rules.push(Rule {
            id: RuleId(format!("new-{number}")),
            clause: "made up".to_owned(),
            owner: "nobody".to_owned(),
            reason: "to be tested".to_owned(),
            limit,
            soft_price_jpy: is_soft.then(|| dice.pick(&[1_000.0, 100_000.0, 10_000_000.0])),
        });
    }
}
