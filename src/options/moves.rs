//! Moves and endings of functions (formulation, section 5), one sort of move a file.

mod colocation;
mod conversion;
mod hosts;
mod merging;
mod replacement;
mod surplus;

use super::life_paths::HubPath;
use super::{Ending, Excluded, Money, Move, Owner, tie_break};
use crate::cashflow::{Flow, Prices, function_effects, running_today};
use crate::error::Text;
use crate::id::{AssetIx, DistrictIx, FunctionIx, PeriodIx};
use crate::instance::Instance;
use crate::plan::{FunctionDecision, MoveCode};
use crate::units::Yen;

pub(crate) use conversion::vacant_floor;
use hosts::HostSearch;
pub(crate) use merging::use_and_room;
pub(crate) use replacement::rooms_asked_for;

/// Moves and endings of every function.
pub(super) fn enumerate(
    instance: &Instance<'_>,
    prices: &Prices,
    hubs: &[Vec<HubPath>],
    excluded: &mut Vec<Excluded>,
) -> (Vec<Vec<Move>>, Vec<Vec<Ending>>) {
    let search = HostSearch::new(instance, hubs);
    let functions = || (0..instance.functions.len()).map(FunctionIx);
    let is_at_school = |function: FunctionIx| instance.is_school(instance.functions[function.0].home);
    let is_movable = |function: FunctionIx| instance.functions[function.0].function.is_movable && !is_at_school(function);
    let mut moves: Vec<Vec<Move>> = Vec::with_capacity(instance.functions.len());
    for function in functions() {
        let mut options = Vec::new();
        if instance.functions[function.0].function.is_movable {
            options.extend(colocation::colocations(instance, prices, &search, function, excluded));
            options.extend(merging::mergers(instance, prices, &search, function, excluded));
        }
        if is_movable(function) {
            options.extend(surplus::surplus_moves(instance, prices, &search, function, excluded));
            options.extend(replacement::replacements(instance, prices, &search, function));
        } else if !instance.functions[function.0].function.is_movable {
            let reason = Text::new("移転不可とされている", "marked as not movable");
            excluded.push(Excluded { owner: Owner::Function(function), code: "C", host: None, reason });
        }
        moves.push(options);
    }
    let endings: Vec<Vec<Ending>> = functions().map(|function| endings(instance, prices, function)).collect();
    // Who can move or end, conversions into yet other buildings included, decides what can be vacated at all.
    let may_leave: Vec<bool> = functions().map(|k| is_movable(k) || !endings[k.0].is_empty()).collect();
    for function in functions().filter(|&function| is_movable(function)) {
        let options = conversion::conversions(instance, prices, &search, function, &may_leave, excluded);
        moves[function.0].extend(options);
    }
    (moves, endings)
}

/// The district a function is at home in.
pub(crate) fn home_district(instance: &Instance<'_>, function: FunctionIx) -> DistrictIx {
    instance.site_of(instance.functions[function.0].home).district
}

/// Whether design and works of guest floor for `t` lie inside the horizon (5.2, 5.3).
pub(super) fn starts_inside(instance: &Instance<'_>, t: PeriodIx) -> bool {
    let works = &instance.project.scenario.works;
    let start = instance.horizon.period(t).start.plus(-works.school_works_years - works.school_design_years);
    start >= instance.horizon.first()
}

/// A move with its money; what is particular to its sort is filled in by it.
fn a_move(
    instance: &Instance<'_>,
    prices: &Prices,
    function: FunctionIx,
    code: MoveCode,
    host: AssetIx,
    into: Option<FunctionIx>,
    t: PeriodIx,
) -> Move {
    let fy = instance.horizon.period(t).start;
    let into_id = into.map(|k| instance.functions[k.0].function.id.clone());
    let decision = FunctionDecision::Move { code, host: instance.assets[host.0].id.clone(), into: into_id, fy };
    // What a hub costs more that opens before the period is the early floor's (5.8).
    let effects = function_effects(instance, prices, function, &decision, None);
    let released = Some((fy, running_today(instance, function)));
    let money = Money::new(instance, prices, &effects.flow, effects.residual, released);
    let tie_break = tie_break(instance, fy);
    Move { code, host, into, t, money, floor: 0.0, needs_permit: false, load: 0.0, measure: None, tie_break }
}

fn endings(instance: &Instance<'_>, prices: &Prices, function: FunctionIx) -> Vec<Ending> {
    let kind = instance.kinds[instance.functions[function.0].kind.0];
    if !kind.may_end || !instance.project.scenario.moves.ending {
        return Vec::new();
    }
    let periods = instance.horizon.period_indices().skip(1);
    periods
        .map(|t| {
            let fy = instance.horizon.period(t).start;
            let released = Some((fy, running_today(instance, function)));
            let money = Money::new(instance, prices, &Flow::default(), Yen::ZERO, released);
            Ending { t, money, tie_break: tie_break(instance, fy) }
        })
        .collect()
}
