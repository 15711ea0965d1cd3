//! Reads the plan off the values of a solution.

use crate::formulate::Formulation;
use crate::instance::Instance;
use crate::options::Options;
use crate::plan::{AssetPlan, Claims, FunctionDecision, FunctionPlan, PLAN_FORMAT, Plan, SitePlan};

/// The plan that `values` stand for, without claims.
pub(super) fn plan_of(instance: &Instance<'_>, options: &Options, formulation: &Formulation, values: &[f64]) -> Plan {
    let columns = &formulation.columns;
    let is_chosen = |column: crate::model::ColumnIx| values[column.0] > 0.5;
    let start = |t| instance.horizon.period(t).start;
    let assets = instance
        .assets
        .iter()
        .enumerate()
        .map(|(a, asset)| {
            let chosen = columns.paths[a].iter().position(|&column| is_chosen(column)).unwrap_or(0);
            let path = &options.paths[a][chosen];
            AssetPlan {
                asset: asset.id.clone(),
                actions: path.actions.clone(),
                close_fy: path.close.map(start),
                transfer_fy: None,
                merger: None,
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
        shares: Vec::new(),
        swings: Vec::new(),
        permits: Vec::new(),
        openings: Vec::new(),
        slot_flows: Vec::new(),
        funding: Vec::new(),
        claims: Claims::default(),
    }
}
