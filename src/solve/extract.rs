//! Reads the plan off the values of a solution.

use crate::formulate::Formulation;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::model::ColumnIx;
use crate::options::Options;
use crate::plan::{
    AssetPlan, Claims, FunctionDecision, FunctionPlan, OpeningPlan, PLAN_FORMAT, PermitPlan, Plan, SchoolMerger, SharePlan,
    SitePlan, SlotFlow, SwingPlan,
};

/// Slots below this are rounding of the solver, slots a year.
const LEAST_FLOW: f64 = 1e-6;

/// The plan that `values` stand for, without claims, bonds and fund movements.
pub(super) fn plan_of(instance: &Instance<'_>, options: &Options, formulation: &Formulation, values: &[f64]) -> Plan {
    let columns = &formulation.columns;
    let is_chosen = |column: ColumnIx| values[column.0] > 0.5;
    let start = |t| instance.horizon.period(t).start;
    let id = |asset: AssetIx| instance.assets[asset.0].id.clone();
    let assets = instance
        .assets
        .iter()
        .enumerate()
        .map(|(a, asset)| {
            let chosen = columns.paths[a].iter().position(|&column| is_chosen(column)).unwrap_or(0);
            let path = &options.paths[a][chosen];
            let merger = options
                .mergers
                .iter()
                .zip(&columns.mergers)
                .find(|(option, column)| option.school.0 == a && path.close == Some(option.t) && is_chosen(**column));
            AssetPlan {
                asset: asset.id.clone(),
                actions: path.actions.clone(),
                close_fy: path.close.map(start),
                transfer_fy: path.transfer.map(start),
                merger: merger.map(|(option, _)| SchoolMerger { into: id(option.into), mode: option.mode }),
            }
        })
        .collect();
    let functions = instance
        .functions
        .iter()
        .enumerate()
        .map(|(k, entry)| {
            let moved = columns.targets[k].iter().find_map(|target| {
                let first = target.times.iter().find(|time| is_chosen(time.1))?;
                Some(FunctionDecision::Move {
                    code: target.code,
                    host: instance.assets[target.host.0].id.clone(),
                    into: target.into.map(|into| instance.functions[into.0].function.id.clone()),
                    fy: start(first.0),
                })
            });
            let ended = || {
                let ending = columns.endings[k].iter().position(|&column| is_chosen(column))?;
                Some(FunctionDecision::End { fy: start(options.endings[k][ending].t) })
            };
            let decision = moved.or_else(ended).unwrap_or(FunctionDecision::Stay);
            FunctionPlan { function: entry.function.id.clone(), decision }
        })
        .collect();
    let sites = instance
        .sites
        .iter()
        .enumerate()
        .filter_map(|(e, entry)| {
            let chosen = columns.treatments[e].iter().position(|&column| is_chosen(column))?;
            let option = &options.treatments[e][chosen];
            Some(SitePlan { site: entry.site.id.clone(), treatment: option.treatment, fy: start(option.t) })
        })
        .collect();
    let scenario = instance.project.scenario.name.clone();
    Plan {
        format: PLAN_FORMAT,
        scenario,
        assets,
        functions,
        sites,
        shares: shares(instance, options, formulation, &is_chosen),
        swings: swings(instance, options, formulation, &is_chosen),
        permits: permits(instance, options, formulation, &is_chosen),
        openings: openings(instance, options, formulation, &is_chosen),
        slot_flows: slot_flows(instance, formulation, values),
        funding: Vec::new(),
        claims: Claims::default(),
    }
}

fn shares(
    instance: &Instance<'_>,
    options: &Options,
    formulation: &Formulation,
    is_chosen: &dyn Fn(ColumnIx) -> bool,
) -> Vec<SharePlan> {
    let id = |asset: AssetIx| instance.assets[asset.0].id.clone();
    let chosen = options.shares.iter().zip(&formulation.columns.shares).filter(|(_, column)| is_chosen(**column));
    let mut shares: Vec<_> = chosen
        .map(|(option, _)| SharePlan { school: id(option.school), partner: id(option.partner), room: option.room })
        .collect();
    shares.sort_by(|a, b| (&a.school, a.room).cmp(&(&b.school, b.room)));
    shares
}

fn swings(
    instance: &Instance<'_>,
    options: &Options,
    formulation: &Formulation,
    is_chosen: &dyn Fn(ColumnIx) -> bool,
) -> Vec<SwingPlan> {
    let chosen = options.swings.iter().zip(&formulation.columns.swings).filter(|(_, column)| is_chosen(**column));
    let mut swings: Vec<_> = chosen
        .map(|(option, _)| SwingPlan {
            school: instance.assets[option.school.0].id.clone(),
            site: instance.sites[option.site.0].site.id.clone(),
        })
        .collect();
    swings.sort_by(|a, b| a.school.cmp(&b.school));
    swings
}

fn permits(
    instance: &Instance<'_>,
    options: &Options,
    formulation: &Formulation,
    is_chosen: &dyn Fn(ColumnIx) -> bool,
) -> Vec<PermitPlan> {
    let chosen = options.permits.iter().zip(&formulation.columns.permits).filter(|(_, column)| is_chosen(**column));
    chosen
        .map(|(option, _)| PermitPlan {
            host: instance.assets[option.host.0].id.clone(),
            kind: instance.kinds[option.kind.0].id.clone(),
            fy: instance.horizon.period(option.t).start,
        })
        .collect()
}

fn openings(
    instance: &Instance<'_>,
    options: &Options,
    formulation: &Formulation,
    is_chosen: &dyn Fn(ColumnIx) -> bool,
) -> Vec<OpeningPlan> {
    let chosen = options.openings.iter().zip(&formulation.columns.openings).filter(|(_, column)| is_chosen(**column));
    chosen
        .map(|(option, _)| {
            let rooms = &instance.rooms.openable[option.rooms];
            OpeningPlan {
                school: instance.assets[rooms.school.0].id.clone(),
                room_class: rooms.class,
                fy: instance.horizon.period(option.t).start,
            }
        })
        .collect()
}

fn slot_flows(instance: &Instance<'_>, formulation: &Formulation, values: &[f64]) -> Vec<SlotFlow> {
    let taken = formulation.flows.iter().filter(|flow| values[flow.column.0] > LEAST_FLOW);
    taken
        .map(|flow| {
            let rooms = &instance.rooms.openable[flow.rooms];
            SlotFlow {
                function: instance.functions[flow.function.0].function.id.clone(),
                room_class: flow.wanted,
                school: instance.assets[rooms.school.0].id.clone(),
                opened_class: rooms.class,
                band: instance.rooms.bands[flow.band].clone(),
                fy: instance.horizon.period(flow.t).start,
                slots_per_year: values[flow.column.0],
            }
        })
        .collect()
}
