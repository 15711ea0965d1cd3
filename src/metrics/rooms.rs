//! Policy 3, more use of existing facilities: bookable slots offered, opened and used, and who lives near them.

mod catchment;
mod schools;
mod supply;

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::MetricId;
use super::efficiency::{is_running, site_of_payer};
use super::figure::{About, Draft, Figure, Tally, Values};
use super::survey::Survey;
use crate::cashflow::Payer;
use crate::catalogue::RoomClass;
use crate::id::{BandId, PeriodIx, SiteIx};
use crate::plan::{FunctionDecision, MoveCode, Nature};
use crate::project::RoomOwner;
use crate::units::Meters;

pub use supply::{PeriodSlots, PlaceSlots, slots_of_places};

/// Use beyond which a place counts as crowded, ratio of its slots.
///
/// # Source
/// The logic model of the policy: unmet demand where more than 95 % of the slots are used.
const CROWDED: f64 = 0.95;

/// Reach of a room on foot.
///
/// # Source
/// The logic model of the policy: slots within 800 m, a walk of ten minutes.
const REACH: Meters = Meters(800.0);

/// Slots of some cells at one time, each with its site.
type Slots = Vec<Slot>;

/// Slots of one place at one time, bands added up where they are not looked at apart.
#[derive(Clone, Copy, Debug)]
struct Slot {
    site: SiteIx,
    offered: f64,
    opened: f64,
    used: f64,
}

/// Figures of the policy by room class, and by time band where the catalogue has bands; none for classes without slots.
pub(super) fn figures(survey: &Survey<'_, '_>) -> Vec<Figure> {
    let classes: BTreeSet<RoomClass> = survey.slots.iter().map(|place| place.class).collect();
    let bands = &survey.instance.project.kinds.time_bands;
    let mut drafts = Vec::new();
    for &class in &classes {
        drafts.extend(figures_of(survey, class, None));
        for band in bands {
            drafts.extend(figures_of(survey, class, Some(&band.id)));
        }
    }
    drafts.extend(overall(survey));
    // Catalogue order: each metric with its classes together.
    drafts.sort_by_key(|(id, _)| *id);
    drafts.into_iter().filter_map(|(_, draft)| draft.finish(survey.instance)).collect()
}

fn figures_of(survey: &Survey<'_, '_>, class: RoomClass, band: Option<&BandId>) -> Vec<(MetricId, Draft)> {
    let places: Vec<&PlaceSlots> =
        survey.slots.iter().filter(|place| place.class == class && band.is_none_or(|band| &place.band == band)).collect();
    if places.is_empty() {
        return Vec::new();
    }
    let about = || About { time_band: band.cloned(), ..About::room_class(class) };
    let last = survey.last();
    let today = slots_at(&places, None);
    let by_period: Vec<Slots> = survey.instance.horizon.period_indices().map(|t| slots_at(&places, Some(t))).collect();
    let at_end = &by_period[last.0];
    let tally = |slots: &[Slot], amount: fn(&Slot) -> f64| survey.by_site(slots.iter().map(|slot| (slot.site, amount(slot))));
    let totals =
        |amount: fn(&Slot) -> f64| -> Vec<f64> { by_period.iter().map(|slots| slots.iter().map(amount).sum()).collect() };
    let draft = |id, plan: &Tally, today: &Tally| (id, Draft::new(id, about(), plan).today(today));
    let with_periods = |(id, draft): (MetricId, Draft), periods| (id, draft.periods(periods));

    let (offered, offered_today) = (tally(at_end, |slot| slot.offered), tally(&today, |slot| slot.offered));
    let mut drafts = vec![with_periods(draft(MetricId::Slots, &offered, &offered_today), totals(|slot| slot.offered))];
    drafts.extend(hours(survey, &places, about()));
    let schools: Vec<_> = places.iter().filter(|place| matches!(place.owner, RoomOwner::School(_))).collect();
    if !schools.is_empty() {
        let openable = survey.by_site(schools.iter().map(|place| (place.home, place.openable)));
        let opened = Draft::new(MetricId::OpenedSlots, about(), &tally(at_end, |slot| slot.opened));
        drafts.push((MetricId::OpenedSlots, opened.denominator(&openable).periods(totals(|slot| slot.opened))));
        let free = survey.by_site(schools.iter().map(|place| (place.home, (place.slots - place.school_use).max(0.0))));
        let bookable = |t: Option<PeriodIx>| {
            let offered = |place: &PlaceSlots| t.map_or(place.offered_today, |t| place.periods[t.0].offered);
            survey.by_site(schools.iter().map(|place| (place.home, offered(place))))
        };
        let share = |t| Values::ratio(&bookable(t), &free, 1.0);
        drafts
            .push((MetricId::BookableShare, Draft::new(MetricId::BookableShare, about(), share(Some(last))).today(share(None))));
    }
    // A place that says nothing of its use would pass for an empty one.
    if places.iter().all(|place| place.used_today.is_some()) {
        let (used, used_today) = (tally(at_end, |slot| slot.used), tally(&today, |slot| slot.used));
        drafts.push(with_periods(draft(MetricId::UsedSlots, &used, &used_today), totals(|slot| slot.used)));
        let utilization = Values::ratio(&used, &offered, 1.0);
        let utilization = Draft::new(MetricId::Utilization, about(), utilization);
        drafts.push((MetricId::Utilization, utilization.today(Values::ratio(&used_today, &offered_today, 1.0))));
        let crowded: fn(&Slot) -> f64 = |slot| if slot.used > CROWDED * slot.offered { 1.0 } else { 0.0 };
        let (id, crowded) = draft(MetricId::Crowded, &tally(at_end, crowded), &tally(&today, crowded));
        drafts.push((id, crowded.denominator(&tally(at_end, |_| 1.0))));
    }
    if band.is_none() {
        drafts.extend(opened_rooms(survey, class, &places));
        drafts.extend(near(survey, class, &today, &by_period));
    }
    drafts
}

/// Hours offered: slots by the mean length of those of their band; absent where a band says nothing of it.
fn hours(survey: &Survey<'_, '_>, places: &[&PlaceSlots], about: About) -> Option<(MetricId, Draft)> {
    let bands = &survey.instance.project.kinds.time_bands;
    let lengths: Vec<f64> =
        places.iter().map(|place| bands.iter().find(|band| band.id == place.band)?.slot_hours).collect::<Option<_>>()?;
    let offered = |t: Option<PeriodIx>| {
        let each = places.iter().zip(&lengths).filter_map(|(place, hours)| match t {
            None => Some((place.home, place.offered_today * hours)),
            Some(t) => Some((place.periods[t.0].site?, place.periods[t.0].offered * hours)),
        });
        survey.by_site(each.collect::<Vec<_>>())
    };
    let periods = survey.instance.horizon.period_indices().map(|t| offered(Some(t)).total).collect();
    let draft = Draft::new(MetricId::Hours, about, &offered(Some(survey.last()))).today(&offered(None)).periods(periods);
    Some((MetricId::Hours, draft))
}

/// Slots of every place that offers any, bands added up.
fn slots_at(places: &[&PlaceSlots], t: Option<PeriodIx>) -> Slots {
    let mut by_owner: BTreeMap<&RoomOwner, Slot> = BTreeMap::new();
    for place in places {
        let (site, offered, opened, used) = match t {
            None => (Some(place.home), place.offered_today, 0.0, place.used_today),
            Some(t) => {
                let slots = &place.periods[t.0];
                (slots.site, slots.offered, slots.opened, slots.used)
            }
        };
        let Some(site) = site else { continue };
        let slot = by_owner.entry(&place.owner).or_insert(Slot { site, offered: 0.0, opened: 0.0, used: 0.0 });
        slot.offered += offered;
        slot.opened += opened;
        slot.used += used.unwrap_or(0.0);
    }
    by_owner.into_values().filter(|slot| slot.offered > 0.0 || slot.used > 0.0).collect()
}

/// Rooms of schools that are newly open at the end, of all of the class at schools.
fn opened_rooms(survey: &Survey<'_, '_>, class: RoomClass, places: &[&PlaceSlots]) -> Option<(MetricId, Draft)> {
    // A room has a cell in every band: the schools' cells of one band are all rooms.
    let mut rooms: BTreeMap<&RoomOwner, (SiteIx, f64, Vec<bool>)> = BTreeMap::new();
    for place in places.iter().filter(|place| matches!(place.owner, RoomOwner::School(_))) {
        let count = super::colocation::count_of(place.rooms);
        let entry = rooms.entry(&place.owner).or_insert_with(|| (place.home, count, vec![false; place.periods.len()]));
        for (is_open, slots) in entry.2.iter_mut().zip(&place.periods) {
            *is_open |= slots.opened > 0.0;
        }
    }
    if rooms.is_empty() {
        return None;
    }
    let open_in =
        |t: usize| survey.by_site(rooms.values().filter(|(.., is_open)| is_open[t]).map(|&(site, count, _)| (site, count)));
    let all = survey.by_site(rooms.values().map(|&(site, count, _)| (site, count)));
    let periods = (0..survey.periods.len()).map(|t| open_in(t).total).collect();
    let draft = Draft::new(MetricId::OpenedRooms, About::room_class(class), &open_in(survey.last().0));
    Some((MetricId::OpenedRooms, draft.denominator(&all).periods(periods)))
}

fn near(survey: &Survey<'_, '_>, class: RoomClass, today: &[Slot], by_period: &[Slots]) -> Vec<(MetricId, Draft)> {
    let last = survey.last();
    let at_end = &by_period[last.0];
    let about = || About { radius_m: Some(REACH.0), ..About::room_class(class) };
    let per_thousand = |slots: &[Slot]| {
        catchment::per_thousand(survey, &slots.iter().map(|slot| (slot.site, slot.offered)).collect::<Vec<_>>(), REACH)
    };
    let residents = survey.residents_where(last, |_| true);
    let people_near = |slots: &[Slot], t: PeriodIx| {
        let offering = slots.iter().filter(|slot| slot.offered > 0.0);
        let sites: BTreeSet<SiteIx> = offering.map(|slot| slot.site).collect();
        let near = survey.is_near(&sites.into_iter().collect::<Vec<_>>(), REACH);
        survey.residents_where(t, |demand| near[demand.0])
    };
    let periods = survey.instance.horizon.period_indices().map(|t| people_near(&by_period[t.0], t).total).collect();
    let near = Draft::new(MetricId::NearRooms, about(), &people_near(at_end, last))
        .unchanged(&people_near(today, last))
        .denominator(&residents)
        .periods(periods);
    let slots = Draft::new(MetricId::SlotsPerThousand, about(), per_thousand(at_end)).unchanged(per_thousand(today));
    vec![(MetricId::SlotsPerThousand, slots), (MetricId::NearRooms, near)]
}

/// Figures over all classes: what is replaced, and what a used slot costs.
fn overall(survey: &Survey<'_, '_>) -> Vec<(MetricId, Draft)> {
    if survey.slots.is_empty() {
        return Vec::new();
    }
    let instance = survey.instance;
    let (last, about) = (survey.last(), About::default);
    let home = |function: crate::id::FunctionIx| survey.site_of(instance.functions[function.0].home);
    let replaced: Vec<_> = survey
        .functions()
        .filter_map(|(function, decision)| match decision {
            FunctionDecision::Move { code: MoveCode::O, fy, .. } => Some((function, *fy)),
            _ => None,
        })
        .collect();
    let of_function = |function: crate::id::FunctionIx| {
        let owner = RoomOwner::Function(instance.functions[function.0].function.id.clone());
        survey.slots.iter().filter(move |place| place.owner == owner)
    };
    let with_rooms =
        (0..instance.functions.len()).map(crate::id::FunctionIx).filter(|&function| of_function(function).next().is_some());
    let with_rooms = survey.by_site(with_rooms.map(|function| (home(function), 1.0)));
    let begun: Vec<_> = replaced.iter().map(|&(function, fy)| (home(function), fy, 1.0)).collect();
    let (count, periods) = super::efficiency::begun(survey, &begun);
    let before = survey.by_site(
        replaced.iter().map(|&(function, _)| (home(function), of_function(function).map(|place| place.offered_today).sum())),
    );
    let held_for = |function| -> f64 {
        let held = survey.slots.iter().flat_map(|place| &place.periods[last.0].held);
        held.filter(|(other, _)| *other == function).map(|(_, slots)| slots).sum()
    };
    let after = survey.by_site(replaced.iter().map(|&(function, _)| (home(function), held_for(function))));
    let mut drafts = vec![
        (
            MetricId::ReplacedFunctions,
            Draft::new(MetricId::ReplacedFunctions, about(), &count).denominator(&with_rooms).periods(periods),
        ),
        (MetricId::ReplacedSlots, Draft::new(MetricId::ReplacedSlots, about(), &after).today(&before)),
    ];
    drafts.extend(cost_per_used_slot(survey));
    drafts
}

/// Yearly cost of bookable functions and of opened rooms over the slots used in both; absent where some place does not say its use.
fn cost_per_used_slot(survey: &Survey<'_, '_>) -> Option<(MetricId, Draft)> {
    let instance = survey.instance;
    let is_bookable =
        |function: crate::id::FunctionIx| instance.kinds[instance.functions[function.0].kind.0].room_class.is_some();
    let counted: Vec<&PlaceSlots> = survey
        .slots
        .iter()
        .filter(|place| match &place.owner {
            RoomOwner::School(_) => true,
            RoomOwner::Function(id) => instance.function(id).is_some_and(is_bookable),
        })
        .collect();
    if counted.iter().any(|place| place.used_today.is_none()) {
        return None;
    }
    let (slots_today, at_end) = (slots_at(&counted, None), slots_at(&counted, Some(survey.last())));
    let used = |slots: &[Slot]| survey.by_site(slots.iter().map(|slot| (slot.site, slot.used)));
    let bookable = || (0..instance.functions.len()).map(crate::id::FunctionIx).filter(|&function| is_bookable(function));
    let today = survey.by_site(bookable().map(|function| {
        let entry = &instance.functions[function.0];
        (survey.site_of(entry.home), entry.function.running_cost.as_f64())
    }));
    let counts = |line: &&crate::cashflow::LedgerLine| {
        line.amount.fy == instance.horizon.last()
            && is_running(line.amount.nature)
            && match &line.payer {
                Payer::Function(id) => instance.function(id).is_some_and(is_bookable),
                // Support after a transfer is paid for the asset's functions together.
                Payer::Asset(id) => match line.amount.nature {
                    Nature::Opening => true,
                    Nature::Support => instance
                        .asset(id)
                        .is_some_and(|asset| instance.assets[asset.0].functions.iter().all(|&function| is_bookable(function))),
                    _ => false,
                },
                Payer::Site(_) => false,
            }
    };
    let lines = survey.ledger.iter().filter(counts);
    let after = survey.by_site(lines.map(|line| (site_of_payer(survey, line), line.amount.yen.as_f64())));
    let ratio = |cost: &Tally, slots: &[Slot]| Values::ratio(cost, &used(slots), 1.0);
    let draft =
        Draft::new(MetricId::CostPerUsedSlot, About::default(), ratio(&after, &at_end)).today(ratio(&today, &slots_today));
    Some((MetricId::CostPerUsedSlot, draft))
}
