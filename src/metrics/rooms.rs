//! Policy 3, more use of existing facilities: bookable slots offered and used, as far as functions have them.
//!
//! What opening school rooms would add is not measured before the plan can open them.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::MetricId;
use super::figure::{About, Draft, Figure, Tally, Values};
use super::places::Places;
use super::survey::Survey;
use crate::catalogue::RoomClass;
use crate::id::{FunctionIx, PeriodIx, SiteIx};
use crate::plan::FunctionDecision;
use crate::units::Meters;

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

/// Slots of one place.
#[derive(Clone, Copy, Debug)]
struct Room {
    site: SiteIx,
    slots: f64,
    used: f64,
}

/// Figures of the policy, by room class; none for classes without a function that says its slots.
pub(super) fn figures(survey: &Survey<'_, '_>) -> Vec<Figure> {
    let instance = survey.instance;
    let class_of = |function: FunctionIx| instance.kinds[instance.functions[function.0].kind.0].room_class;
    let functions = || (0..instance.functions.len()).map(FunctionIx);
    let counted = functions().filter(|&function| instance.functions[function.0].function.slots_per_year.is_some());
    let classes: BTreeSet<RoomClass> = counted.filter_map(class_of).collect();
    let mut drafts = Vec::new();
    for class in classes {
        let members: Vec<FunctionIx> = functions()
            .filter(|&function| class_of(function) == Some(class))
            .filter(|&function| instance.functions[function.0].function.slots_per_year.is_some())
            .collect();
        drafts.extend(figures_of(survey, class, &members));
    }
    // Catalogue order: each metric with its classes together.
    drafts.sort_by_key(|(id, _)| *id);
    drafts.into_iter().filter_map(|(_, draft)| draft.finish(instance)).collect()
}

fn figures_of(survey: &Survey<'_, '_>, class: RoomClass, members: &[FunctionIx]) -> Vec<(MetricId, Draft)> {
    let last = survey.last();
    let about = || About::room_class(class);
    let today = rooms(survey, members, &survey.today);
    let by_period: Vec<Vec<Room>> = survey.periods.iter().map(|places| rooms(survey, members, places)).collect();
    let at_end = &by_period[last.0];
    let tally = |rooms: &[Room], amount: fn(&Room) -> f64| survey.by_site(rooms.iter().map(|room| (room.site, amount(room))));
    let totals = |amount: fn(&Room) -> f64| by_period.iter().map(|rooms| rooms.iter().map(amount).sum()).collect();

    let (slots, slots_today) = (tally(at_end, |room| room.slots), tally(&today, |room| room.slots));
    let mut drafts = vec![(
        MetricId::Slots,
        Draft::new(MetricId::Slots, about(), &slots).today(&slots_today).periods(totals(|room| room.slots)),
    )];
    // A place that says nothing of its use would pass for an empty one.
    if members.iter().all(|function| survey.instance.functions[function.0].function.used_slots_per_year.is_some()) {
        drafts.extend(use_of(survey, class, (&today, at_end), (&slots, &slots_today), totals(|room| room.used)));
    }
    let residents = survey.residents_where(last, |_| true);
    let per_thousand = |slots: &Tally| Values::ratio(slots, &residents, 1_000.0);
    drafts.push((
        MetricId::SlotsPerThousand,
        Draft::new(MetricId::SlotsPerThousand, about(), per_thousand(&slots)).unchanged(per_thousand(&slots_today)),
    ));
    let people_near = |rooms: &[Room], t: PeriodIx| {
        let sites: BTreeSet<SiteIx> = rooms.iter().map(|room| room.site).collect();
        let near = survey.is_near(&sites.into_iter().collect::<Vec<_>>(), REACH);
        survey.residents_where(t, |demand| near[demand.0])
    };
    let near_by_period = survey.instance.horizon.period_indices().map(|t| people_near(&by_period[t.0], t).total).collect();
    let near = Draft::new(MetricId::NearRooms, About { radius_m: Some(REACH.0), ..about() }, &people_near(at_end, last))
        .unchanged(&people_near(&today, last))
        .denominator(&residents)
        .periods(near_by_period);
    drafts.push((MetricId::NearRooms, near));
    drafts
}

fn use_of(
    survey: &Survey<'_, '_>,
    class: RoomClass,
    (today, at_end): (&[Room], &[Room]),
    (slots, slots_today): (&Tally, &Tally),
    used_by_period: Vec<f64>,
) -> Vec<(MetricId, Draft)> {
    let about = || About::room_class(class);
    let tally = |rooms: &[Room], amount: fn(&Room) -> f64| survey.by_site(rooms.iter().map(|room| (room.site, amount(room))));
    let (used, used_today) = (tally(at_end, |room| room.used), tally(today, |room| room.used));
    let crowded: fn(&Room) -> f64 = |room| if room.used > CROWDED * room.slots { 1.0 } else { 0.0 };
    let one: fn(&Room) -> f64 = |_| 1.0;
    vec![
        (MetricId::UsedSlots, Draft::new(MetricId::UsedSlots, about(), &used).today(&used_today).periods(used_by_period)),
        (
            MetricId::Utilization,
            Draft::new(MetricId::Utilization, about(), Values::ratio(&used, slots, 1.0)).today(Values::ratio(
                &used_today,
                slots_today,
                1.0,
            )),
        ),
        (
            MetricId::Crowded,
            Draft::new(MetricId::Crowded, about(), &tally(at_end, crowded))
                .today(&tally(today, crowded))
                .denominator(&tally(at_end, one)),
        ),
    ]
}

/// Places with slots: a merged function brings its use to the one it is merged into, and no slots.
fn rooms(survey: &Survey<'_, '_>, members: &[FunctionIx], places: &Places) -> Vec<Room> {
    let mut brought: BTreeMap<FunctionIx, f64> = BTreeMap::new();
    let of = |function: FunctionIx| survey.instance.functions[function.0].function;
    let use_of = |function: FunctionIx| of(function).used_slots_per_year.unwrap_or(0.0);
    for (function, decision) in survey.functions().filter(|(function, _)| members.contains(function)) {
        let is_merged = places[function.0].is_some_and(|place| place.is_merged);
        if let (true, FunctionDecision::Move { into: Some(into), .. }) = (is_merged, decision) {
            let into = survey.instance.function(into).expect("the plan is of this instance");
            *brought.entry(into).or_default() += use_of(function);
        }
    }
    let open = members.iter().filter_map(|&function| {
        let place = places[function.0].filter(|place| !place.is_merged)?;
        let used = use_of(function) + brought.get(&function).copied().unwrap_or(0.0);
        Some(Room { site: place.site, slots: of(function).slots_per_year.unwrap_or(0.0), used })
    });
    open.collect()
}
