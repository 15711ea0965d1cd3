//! Bookable slots of every place, class and time band: what is offered today and in each period, and who uses them.

use std::collections::{BTreeMap, BTreeSet};

use super::schools::school_slots;
use crate::catalogue::{RoomClass, TimeBand};
use crate::fiscal::{FiscalYear, Period};
use crate::id::{BandId, FunctionIx, SiteIx};
use crate::instance::Instance;
use crate::metrics::places::{Places, places_by_period};
use crate::plan::{FunctionDecision, Plan};
use crate::project::RoomOwner;

/// Slots a year of one place in one class and time band.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceSlots {
    /// Whose rooms they are.
    pub owner: RoomOwner,
    /// Where they are today.
    pub home: SiteIx,
    /// Their class.
    pub class: RoomClass,
    /// The time band.
    pub band: BandId,
    /// How many rooms.
    pub rooms: usize,
    /// All slots there are.
    pub slots: f64,
    /// Of these, used by the school itself.
    pub school_use: f64,
    /// Offered to residents today.
    pub offered_today: f64,
    /// Used by residents today; none where the inputs do not say.
    pub used_today: Option<f64>,
    /// What a school could open (formulation 11.2); 0 for a function's rooms.
    pub openable: f64,
    /// In each period.
    pub periods: Vec<PeriodSlots>,
}

/// The same in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodSlots {
    /// Where they are; none once nobody offers them.
    pub site: Option<SiteIx>,
    /// Offered to residents, newly opened ones included.
    pub offered: f64,
    /// Of these, newly opened.
    pub opened: f64,
    /// Used: today's use, that of functions or schools merged into this one or sharing the room, and that of functions replaced
    /// by these rooms. Residents' use is taken to be today's, as nothing tells how it grows.
    pub used: Option<f64>,
    /// Slots held for functions' users in opened rooms (formulation 11.4), margin included, by function.
    pub held: Vec<(FunctionIx, f64)>,
}

impl PeriodSlots {
    /// Of rooms that are no longer there.
    pub(super) fn none() -> Self {
        Self { site: None, offered: 0.0, opened: 0.0, used: Some(0.0), held: Vec::new() }
    }
}

/// One place, class and band, as keys in the order of files.
type Key = (RoomOwner, RoomClass, BandId);

/// Slots of all places, by owner (schools first), class and band.
///
/// A function without rooms whose kind has a room class counts with its yearly slots, without bands.
///
/// # Panics
/// When the plan names something the instance does not have.
pub fn slots_of_places(instance: &Instance<'_>, plan: &Plan) -> Vec<PlaceSlots> {
    let mut found = today(instance);
    let places = places_by_period(instance, plan);
    let periods: Vec<Vec<PeriodSlots>> = instance
        .horizon
        .periods()
        .iter()
        .zip(&places)
        .map(|(&period, places)| in_period(instance, plan, &found, places, period))
        .collect();
    for slots in periods {
        for (place, slots) in found.iter_mut().zip(slots) {
            place.periods.push(slots);
        }
    }
    found
}

fn site_of(instance: &Instance<'_>, owner: &RoomOwner) -> Option<SiteIx> {
    let asset = match owner {
        RoomOwner::School(school) => instance.asset(school)?,
        RoomOwner::Function(function) => instance.functions[instance.function(function)?.0].home,
    };
    Some(instance.assets[asset.0].site)
}

fn today(instance: &Instance<'_>) -> Vec<PlaceSlots> {
    let project = instance.project;
    let mut cells: BTreeMap<Key, PlaceSlots> = BTreeMap::new();
    for room in &project.rooms {
        let Some(home) = site_of(instance, &room.owner) else { continue };
        let is_school = matches!(room.owner, RoomOwner::School(_));
        for (band, slots) in &room.slots {
            let cell = cells.entry((room.owner.clone(), room.class, band.clone())).or_insert_with(|| PlaceSlots {
                owner: room.owner.clone(),
                home,
                class: room.class,
                band: band.clone(),
                rooms: 0,
                slots: 0.0,
                school_use: 0.0,
                offered_today: 0.0,
                used_today: Some(0.0),
                openable: 0.0,
                periods: Vec::new(),
            });
            cell.rooms += 1;
            cell.slots += slots.slots;
            cell.school_use += slots.school_use;
            cell.offered_today += if is_school { slots.open } else { slots.slots };
            cell.used_today = cell.used_today.map(|used| used + slots.used);
            cell.openable += if is_school { (slots.slots - slots.school_use - slots.open).max(0.0) } else { 0.0 };
        }
    }
    let described: BTreeSet<RoomOwner> = project.rooms.iter().map(|room| room.owner.clone()).collect();
    for entry in &instance.functions {
        let owner = RoomOwner::Function(entry.function.id.clone());
        let (Some(class), Some(slots)) = (instance.kinds[entry.kind.0].room_class, entry.function.slots_per_year) else {
            continue;
        };
        if described.contains(&owner) {
            continue;
        }
        let band = BandId(TimeBand::ALL.to_owned());
        let place = PlaceSlots {
            home: instance.assets[entry.home.0].site,
            owner: owner.clone(),
            class,
            band: band.clone(),
            rooms: 1,
            slots,
            school_use: 0.0,
            offered_today: slots,
            used_today: entry.function.used_slots_per_year,
            openable: 0.0,
            periods: Vec::new(),
        };
        cells.insert((owner, class, band), place);
    }
    cells.into_values().collect()
}

fn in_period(instance: &Instance<'_>, plan: &Plan, today: &[PlaceSlots], places: &Places, period: Period) -> Vec<PeriodSlots> {
    let mut slots: Vec<PeriodSlots> = today
        .iter()
        .map(|place| match &place.owner {
            RoomOwner::School(id) => school_slots(plan, today, place, id, period),
            RoomOwner::Function(id) => {
                let function = instance.function(id).expect("rooms are of this instance");
                match places[function.0].filter(|place| place.is_own()) {
                    None => PeriodSlots::none(),
                    Some(at) => PeriodSlots {
                        site: Some(at.site),
                        offered: place.offered_today,
                        opened: 0.0,
                        used: place.used_today,
                        held: Vec::new(),
                    },
                }
            }
        })
        .collect();
    bring_merged(plan, today, period.start, &mut slots);
    bring_replaced(instance, plan, today, period.start, &mut slots);
    slots
}

/// A merged function brings its use to the one it is merged into, and no slots.
fn bring_merged(plan: &Plan, today: &[PlaceSlots], start: FiscalYear, slots: &mut [PeriodSlots]) {
    for entry in &plan.functions {
        let FunctionDecision::Move { into: Some(into), fy, .. } = &entry.decision else { continue };
        if *fy > start {
            continue;
        }
        let (from, into) = (RoomOwner::Function(entry.function.clone()), RoomOwner::Function(into.clone()));
        for place in today.iter().filter(|place| place.owner == from) {
            // The same class and band where the other has them, else the class, else any of its rooms.
            let fits = |at: &&usize| today[**at].owner == into;
            let all: Vec<usize> = (0..today.len()).collect();
            let best = all.iter().filter(fits).min_by_key(|&&at| {
                (today[at].class != place.class, today[at].band != place.band, today[at].class, today[at].band.clone())
            });
            if let Some(&best) = best {
                slots[best].used = slots[best].used.zip(place.used_today).map(|(used, more)| used + more);
            }
        }
    }
}

/// The use of replaced functions goes to opened rooms in proportion to the slots held for them there.
fn bring_replaced(instance: &Instance<'_>, plan: &Plan, today: &[PlaceSlots], start: FiscalYear, slots: &mut [PeriodSlots]) {
    let position: BTreeMap<Key, usize> =
        today.iter().enumerate().map(|(at, place)| ((place.owner.clone(), place.class, place.band.clone()), at)).collect();
    let flows = || plan.slot_flows.iter().filter(|flow| flow.fy == start);
    let mut held: BTreeMap<Key, f64> = BTreeMap::new();
    for flow in flows() {
        *held.entry((RoomOwner::Function(flow.function.clone()), flow.room_class, flow.band.clone())).or_default() +=
            flow.slots_per_year;
    }
    for flow in flows() {
        let Some(&at) = position.get(&(RoomOwner::School(flow.school.clone()), flow.opened_class, flow.band.clone())) else {
            continue;
        };
        let function = instance.function(&flow.function).expect("the plan is of this instance");
        match slots[at].held.iter_mut().find(|(other, _)| *other == function) {
            Some((_, sum)) => *sum += flow.slots_per_year,
            None => slots[at].held.push((function, flow.slots_per_year)),
        }
        let from: Key = (RoomOwner::Function(flow.function.clone()), flow.room_class, flow.band.clone());
        let is_replaced = plan.functions.iter().any(|entry| {
            entry.function == flow.function
                && matches!(entry.decision, FunctionDecision::Move { code: crate::plan::MoveCode::O, fy, .. } if fy <= start)
        });
        // A function that keeps its rooms keeps its use; slots are only held for it beside them.
        if let (true, Some(&home), Some(&all)) = (is_replaced, position.get(&from), held.get(&from))
            && all > 0.0
        {
            let brought = today[home].used_today.map(|used| used * flow.slots_per_year / all);
            slots[at].used = slots[at].used.zip(brought).map(|(used, more)| used + more);
        }
    }
}
