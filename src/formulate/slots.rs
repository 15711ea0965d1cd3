//! C11: slots of opened school rooms, who takes them, and which functions they replace (formulation, section 11).

use std::collections::{BTreeMap, BTreeSet};

use super::Columns;
use super::pace::least_row;
use crate::catalogue::RoomClass;
use crate::id::{AssetIx, FunctionIx, PeriodIx};
use crate::instance::{Instance, Openable, RoomUse, SchoolRoomUse, serves};
use crate::model::{ColumnIx, LinearModel};
use crate::options::{LifePath, Options, SchoolMergerOption, Share, rooms_asked_for};
use crate::plan::MoveCode;
use crate::scenario::{Rule, RuleLimit};

/// Slots a year that users of a function take in opened rooms: `f[k,c,g,r,β,t]`.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// The function.
    pub function: FunctionIx,
    /// Class of rooms its users ask for.
    pub wanted: RoomClass,
    /// The opened rooms: position in [`crate::instance::Rooms::openable`].
    pub rooms: usize,
    /// Position of the time band.
    pub band: usize,
    /// The period.
    pub t: PeriodIx,
    /// Its column.
    pub column: ColumnIx,
}

/// Adds the flows that O moves or a rule (11.11) could use, and the rows of what every opening must keep.
pub(super) fn add(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) -> Vec<Flow> {
    let flows = flows(instance, options, columns, model);
    replaced_slots_are_covered(instance, columns, &flows, model);
    supply(instance, options, columns, &flows, model);
    openings_are_usable(instance, options, columns, model);
    primary_hosts_are_open(instance, options, columns, model);
    primary_hosts_stay(instance, options, columns, model);
    starts(instance, options, columns, model);
    shared_rooms_stay_closed(instance, options, columns, model);
    rooms_of_united_schools_stay_closed(instance, options, columns, model);
    flows
}

/// Whether a function's users could turn to opened rooms for a class: by a move of their function, or because a rule asks.
fn asks(instance: &Instance<'_>, columns: &Columns, function: FunctionIx, class: RoomClass) -> bool {
    let entry = &instance.functions[function.0];
    let is_replaceable = columns.targets[function.0].iter().any(|target| target.code == MoveCode::O);
    let is_ruled = instance
        .project
        .scenario
        .rules
        .iter()
        .any(|rule| matches!(rule.limit, RuleLimit::SlotsWithinWalk { room_class, .. } if room_class == class));
    is_replaceable || (is_ruled && !instance.is_school(entry.home))
}

fn flows(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) -> Vec<Flow> {
    let walk = instance.project.scenario.openings.walk_m;
    let opened: BTreeSet<usize> = options.openings.iter().map(|option| option.rooms).collect();
    let mut flows = Vec::new();
    for function in (0..instance.functions.len()).map(FunctionIx) {
        let home = instance.assets[instance.functions[function.0].home.0].site;
        for wanted in rooms_asked_for(instance, function) {
            if !asks(instance, columns, function, wanted.class) {
                continue;
            }
            for &position in &opened {
                let rooms = &instance.rooms.openable[position];
                let school = instance.assets[rooms.school.0].site;
                if !serves(rooms.class, wanted.class) || instance.walk_between(home, school).0 > walk {
                    continue;
                }
                for (band, name) in instance.rooms.bands.iter().enumerate() {
                    if wanted.used[band] <= 0.0 || rooms.slots[band] <= 0.0 {
                        continue;
                    }
                    for t in instance.horizon.period_indices().skip(1) {
                        let (id, year) = (&instance.functions[function.0].function.id, instance.horizon.period(t).start);
                        let (asked, school) = (wanted.class.as_str(), &instance.assets[rooms.school.0].id);
                        let label = format!("slots[{id},{asked},{school},{},{name},{year}]", rooms.class.as_str());
                        let column = model.add_quantity(label, 0.0);
                        flows.push(Flow { function, wanted: wanted.class, rooms: position, band, t, column });
                    }
                }
            }
        }
    }
    flows
}

/// Function, class of rooms, position of the band, period.
type Use = (FunctionIx, RoomClass, usize, PeriodIx);

/// Flows by what is used.
fn by_use(flows: &[Flow]) -> BTreeMap<Use, Vec<(ColumnIx, f64)>> {
    let mut map: BTreeMap<Use, Vec<_>> = BTreeMap::new();
    for flow in flows {
        map.entry((flow.function, flow.wanted, flow.band, flow.t)).or_default().push((flow.column, 1.0));
    }
    map
}

/// Replaced slots are covered in every period (11.4): `Σ f ≥ margin × used × G × Σ_h X[k,h,O,t]`. Rows `replaced[k,c,β,t]`.
fn replaced_slots_are_covered(instance: &Instance<'_>, columns: &Columns, flows: &[Flow], model: &mut LinearModel) {
    let margin = instance.project.scenario.openings.margin;
    let by_use = by_use(flows);
    for function in (0..instance.functions.len()).map(FunctionIx) {
        for wanted in rooms_asked_for(instance, function) {
            for t in instance.horizon.period_indices().skip(1) {
                let moved = moved_by(columns, function, MoveCode::O, t);
                if moved.is_empty() {
                    continue;
                }
                let growth = instance.growth(function, t);
                for (band, name) in instance.rooms.bands.iter().enumerate().filter(|&(band, _)| wanted.used[band] > 0.0) {
                    let need = margin * wanted.used[band] * growth;
                    let mut terms: Vec<_> = moved.iter().map(|&column| (column, -need)).collect();
                    terms.extend(by_use.get(&(function, wanted.class, band, t)).into_iter().flatten().copied());
                    let (id, year) = (&instance.functions[function.0].function.id, instance.horizon.period(t).start);
                    model.at_least(format!("replaced[{id},{},{name},{year}]", wanted.class.as_str()), 0.0, terms);
                }
            }
        }
    }
}

/// `X[k,h,t]` over all hosts of moves of one code.
fn moved_by(columns: &Columns, function: FunctionIx, code: MoveCode, t: PeriodIx) -> Vec<ColumnIx> {
    let targets = columns.targets[function.0].iter().filter(|target| target.code == code);
    targets.filter_map(|target| target.moved_by(t)).collect()
}

/// Supply (11.5): `Σ f ≤ openable × open`. Rows `supply[g,r,β,t]`.
fn supply(instance: &Instance<'_>, options: &Options, columns: &Columns, flows: &[Flow], model: &mut LinearModel) {
    let mut taken: BTreeMap<(usize, PeriodIx, usize), Vec<(ColumnIx, f64)>> = BTreeMap::new();
    for flow in flows {
        taken.entry((flow.rooms, flow.t, flow.band)).or_default().push((flow.column, 1.0));
    }
    for (option, &open) in options.openings.iter().zip(&columns.openings) {
        let rooms = &instance.rooms.openable[option.rooms];
        for (band, name) in instance.rooms.bands.iter().enumerate() {
            let Some(terms) = taken.get(&(option.rooms, option.t, band)) else { continue };
            let mut terms = terms.clone();
            terms.push((open, -rooms.slots[band]));
            let label = label(instance, rooms.school, rooms.class, option.t);
            model.at_most(format!("supply[{label},{name}]"), 0.0, terms);
        }
    }
}

fn label(instance: &Instance<'_>, school: AssetIx, class: RoomClass, t: PeriodIx) -> String {
    format!("{},{},{}", instance.assets[school.0].id, class.as_str(), instance.horizon.period(t).start)
}

/// An open school is usable all through the period (11.6): `open ≤ Σ v[g,p]` over usable paths. Rows `usable[g,r,t]`.
fn openings_are_usable(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (option, &open) in options.openings.iter().zip(&columns.openings) {
        let rooms = &instance.rooms.openable[option.rooms];
        let mut terms = vec![(open, 1.0)];
        let usable = |path: &LifePath| is_usable(instance, path, option.t);
        terms.extend(columns.paths_where(options, rooms.school, -1.0, usable));
        model.at_most(format!("usable[{}]", label(instance, rooms.school, rooms.class, option.t)), 0.0, terms);
    }
}

/// Whether a school's path leaves it open and without works of a rebuild in every year of a period.
fn is_usable(instance: &Instance<'_>, path: &LifePath, t: PeriodIx) -> bool {
    let mut years = instance.horizon.period(t).fiscal_years();
    let is_open = path.close.is_none_or(|close| t < close);
    is_open && path.rebuild().is_none_or(|action| years.all(|year| year < action.works_fy || action.open_fy <= year))
}

/// The primary host is open at the move (11.7): `x[k,h,O,t] ≤ Σ_r open[h,r,t]`. Rows `primary[k,h,t]`.
fn primary_hosts_are_open(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        let wanted: Vec<&RoomUse> = rooms_asked_for(instance, FunctionIx(k));
        for target in targets.iter().filter(|target| target.code == MoveCode::O) {
            for (position, time) in target.times.iter().enumerate() {
                let mut terms = target.moves_at(position, 1.0);
                let openings = options.openings.iter().zip(&columns.openings);
                let serving = openings.filter(|(option, _)| {
                    let rooms = &instance.rooms.openable[option.rooms];
                    option.t == time.0
                        && rooms.school == target.host
                        && wanted.iter().any(|wanted| serves(rooms.class, wanted.class))
                });
                terms.extend(serving.map(|(_, &column)| (column, -1.0)));
                let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
                let year = instance.horizon.period(time.0).start;
                model.at_most(format!("primary[{function},{host},{year}]"), 0.0, terms);
            }
        }
    }
}

/// The primary host never closes (11.7): `X[k,h,O,T] + Σ v of closing ≤ 1`. Rows `primary_stays[k,h]`.
fn primary_hosts_stay(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::O) {
            let mut terms: Vec<_> = columns.paths_where(options, target.host, 1.0, |path| path.close.is_some()).collect();
            if terms.is_empty() {
                continue;
            }
            terms.push((target.moved_ever(), 1.0));
            let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
            model.at_most(format!("primary_stays[{function},{host}]"), 1.0, terms);
        }
    }
}

/// Newly opened rooms (11.8): `start[g,r,t] ≥ open[g,r,t] − open[g,r,t−1]`, and no more than are open. Rows `start[g,r,t]`,
/// `start_open[g,r,t]`.
fn starts(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (position, option) in options.openings.iter().enumerate() {
        let mut terms = vec![(columns.starts[position], 1.0), (columns.openings[position], -1.0)];
        // Openings stand in order of rooms and period, so that the one before is the period before.
        if position > 0 && options.openings[position - 1].rooms == option.rooms {
            terms.push((columns.openings[position - 1], 1.0));
        }
        let rooms = &instance.rooms.openable[option.rooms];
        let label = label(instance, rooms.school, rooms.class, option.t);
        model.at_least(format!("start[{label}]"), 0.0, terms);
        let bounded = vec![(columns.starts[position], 1.0), (columns.openings[position], -1.0)];
        model.at_most(format!("start_open[{label}]"), 0.0, bounded);
    }
}

/// Neither school of a shared room opens it further (11.12): `open[g,r,t] + Σ share[g,b,r] + Σ share[a,g,r] ≤ 1` from the opening
/// of the rebuild on. Rows `shared_room[g,r,t]`.
fn shared_rooms_stay_closed(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    not_beside(instance, options, columns, model, "shared_room", |rooms, t| {
        let last = instance.horizon.period(t).last();
        let is_shared = |share: &Share| {
            (share.school == rooms.school || share.partner == rooms.school)
                && share.room == rooms.class
                && share.rebuild.open_fy <= last
        };
        let shares = options.shares.iter().zip(&columns.shares);
        shares.filter(|(share, _)| is_shared(share)).map(|(_, &column)| column).collect()
    });
}

/// A school that has taken in another keeps its rooms for what went on in the other's (11.13):
/// `open[g,r,t] + Σ_{a,m,t'≤t} u[a,g,m,t'] ≤ 1` over the schools `a` whose rooms of the class are used. Rows `united_room[g,r,t]`.
fn rooms_of_united_schools_stay_closed(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    not_beside(instance, options, columns, model, "united_room", |rooms, t| {
        let is_used = |school| instance.rooms.of_schools.get(&(school, rooms.class)).is_some_and(SchoolRoomUse::is_used);
        let comes = |merger: &SchoolMergerOption| merger.into == rooms.school && merger.t <= t && is_used(merger.school);
        let mergers = options.mergers.iter().zip(&columns.mergers);
        mergers.filter(|(merger, _)| comes(merger)).map(|(_, &column)| column).collect()
    });
}

/// Rooms are not opened beside the columns that `others` gives for them and a period, of which one at most is taken: rows `row[g,r,t]`.
fn not_beside(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    model: &mut LinearModel,
    row: &str,
    others: impl Fn(&Openable, PeriodIx) -> Vec<ColumnIx>,
) {
    for (option, &open) in options.openings.iter().zip(&columns.openings) {
        let rooms = &instance.rooms.openable[option.rooms];
        let others = others(rooms, option.t);
        if !others.is_empty() {
            let terms = others.into_iter().chain([open]).map(|column| (column, 1.0)).collect();
            model.at_most(format!("{row}[{}]", label(instance, rooms.school, rooms.class, option.t)), 1.0, terms);
        }
    }
}

/// Slots within walk (11.11): flows and own slots cover what is used, with a margin, slots. Rows `slots[rule,k,β,t]`.
pub(super) fn slots_within_walk(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    flows: &[Flow],
    rule: &Rule,
    model: &mut LinearModel,
) {
    let RuleLimit::SlotsWithinWalk { room_class, margin } = rule.limit else { return };
    let by_use = by_use(flows);
    for function in (0..instance.functions.len()).map(FunctionIx) {
        if instance.is_school(instance.functions[function.0].home) {
            continue;
        }
        let uses = rooms_asked_for(instance, function);
        let Some(wanted) = uses.into_iter().find(|wanted| wanted.class == room_class) else { continue };
        for t in instance.horizon.period_indices().skip(1) {
            let growth = instance.growth(function, t);
            let gone = |code| moved_by(columns, function, code, t);
            for (band, name) in instance.rooms.bands.iter().enumerate().filter(|&(band, _)| wanted.used[band] > 0.0) {
                let due = margin * wanted.used[band] * growth;
                let offered = wanted.offered[band];
                let mut terms: Vec<_> = gone(MoveCode::O).into_iter().map(|column| (column, -offered)).collect();
                terms.extend(columns.ended_by(options, function, t).map(|column| (column, -offered)));
                terms.extend(gone(MoveCode::A).into_iter().map(|column| (column, due - offered)));
                terms.extend(by_use.get(&(function, room_class, band, t)).into_iter().flatten().copied());
                let (id, year) = (&instance.functions[function.0].function.id, instance.horizon.period(t).start);
                least_row(model, rule, &format!("slots[{},{id},{name},{year}]", rule.id), due - offered, terms);
            }
        }
    }
}

/// Opened slots (7.32): `Σ openable × open ≥ limit`, slots a year. Rows `opened[rule,t]`.
pub(super) fn opened_slots(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::OpenedSlots { at_least_per_year, from_fy } = rule.limit else { return };
    for t in instance.horizon.period_indices().skip(1) {
        let year = instance.horizon.period(t).start;
        if from_fy.is_some_and(|from| year < from) {
            continue;
        }
        let openings = options.openings.iter().zip(&columns.openings).filter(|(option, _)| option.t == t);
        let terms = openings.map(|(option, &open)| (open, instance.rooms.openable[option.rooms].slots_per_year())).collect();
        least_row(model, rule, &format!("opened[{},{year}]", rule.id), at_least_per_year, terms);
    }
}

#[cfg(test)]
#[path = "tests/slots.rs"]
mod tests;
