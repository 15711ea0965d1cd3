//! Moves and endings of functions: guest floor, moving, running cost (formulation, section 5).

use super::asset::residual;
use super::{Flow, Prices};
use crate::id::FunctionIx;
use crate::instance::{Instance, SCHOOL_CLASS};
use crate::plan::{FunctionDecision, MoveCode, Nature};
use crate::units::{SquareMeters, Yen};

/// What a decision on a function costs beyond its running cost at home.
#[derive(Clone, Debug, Default)]
pub struct FunctionEffects {
    /// Guest floor, moving, repairs of the guest floor, and running cost from the decision on.
    pub flow: Flow,
    /// Value of the guest floor left at the end of the horizon.
    pub residual: Yen,
}

/// Running cost of a function as it is today, per year.
pub fn running_today(instance: &Instance<'_>, function: FunctionIx) -> Yen {
    instance.functions[function.0].function.running_cost
}

/// Floor a function takes in a hub (5.1).
pub fn guest_floor(instance: &Instance<'_>, prices: &Prices, function: FunctionIx) -> SquareMeters {
    let function = instance.functions[function.0].function;
    let shared = (1.0 - prices.parameters().colocation_area_saving) * function.gfa.0;
    SquareMeters(shared.max(function.min_gfa.map_or(0.0, |least| least.0)))
}

/// Effects of a decision; running cost at home before it is not part of them.
pub fn function_effects(
    instance: &Instance<'_>,
    prices: &Prices,
    function: FunctionIx,
    decision: &FunctionDecision,
) -> FunctionEffects {
    let FunctionDecision::Move { code, fy, .. } = decision else {
        return FunctionEffects::default();
    };
    let horizon = &instance.horizon;
    let works = &instance.project.scenario.works;
    let rate = prices.parameters();
    let mut flow = Flow::default();
    let mut left = Yen::ZERO;
    if *code == MoveCode::C {
        let floor = guest_floor(instance, prices, function);
        let construction = prices.rebuild(SCHOOL_CLASS) * floor.0;
        let works_from = fy.plus(-works.school_works_years);
        let paid = flow.spread(prices, horizon, Nature::Construction, construction, works_from, works.school_works_years);
        let (design_from, design_years) = match works.school_design_years {
            0 => (works_from, 1),
            years => (works_from.plus(-years), years),
        };
        flow.spread(prices, horizon, Nature::Design, construction * rate.design_ratio, design_from, design_years);
        for year in horizon.fiscal_years().filter(|year| year >= fy) {
            flow.add(horizon, year, Nature::Repair, Yen::round(prices.repair() * floor.0));
        }
        left = residual(instance, paid, *fy, instance.project.scenario.life.new_years);
    }
    let gfa = instance.functions[function.0].function.gfa.0;
    flow.spread(prices, horizon, Nature::Moving, prices.moving() * gfa, fy.plus(-1), 1);
    let saving = match code {
        MoveCode::C => rate.colocation_running_saving,
        MoveCode::A => rate.merge_running_saving,
        MoveCode::S => rate.colocation_running_saving,
        MoveCode::V => 0.0,
        MoveCode::O => 1.0,
    };
    let running = Yen::round(running_today(instance, function).as_f64() * (1.0 - saving));
    for year in horizon.fiscal_years().filter(|year| year >= fy) {
        flow.add(horizon, year, Nature::Running, running);
    }
    FunctionEffects { flow, residual: left }
}
