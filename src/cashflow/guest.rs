//! Moves and endings of functions: guest floor, conversion, moving, running cost (formulation, section 5).

use super::asset::residual;
use super::{Flow, Prices};
use crate::fiscal::FiscalYear;
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

/// Effects of a decision; running cost at home before it is not part of them. `open_fy` is the year in which the hub opens that a C move
/// goes to; none = with the move.
pub fn function_effects(
    instance: &Instance<'_>,
    prices: &Prices,
    function: FunctionIx,
    decision: &FunctionDecision,
    open_fy: Option<FiscalYear>,
) -> FunctionEffects {
    let FunctionDecision::Move { code, fy, .. } = decision else {
        return FunctionEffects::default();
    };
    let horizon = &instance.horizon;
    let rate = prices.parameters();
    let mut flow = Flow::default();
    let left = match code {
        MoveCode::C => {
            let (floor, left) =
                hub_floor_effects(instance, prices, guest_floor(instance, prices, function), open_fy.unwrap_or(*fy));
            flow.amounts.extend(floor.amounts);
            left
        }
        MoveCode::V => conversion(instance, prices, function, *fy, &mut flow),
        MoveCode::A | MoveCode::S | MoveCode::O => Yen::ZERO,
    };
    let gfa = instance.functions[function.0].function.gfa.0;
    if *code != MoveCode::O {
        flow.spread(prices, horizon, Nature::Moving, prices.moving() * gfa, fy.plus(-1), 1);
    }
    let today = running_today(instance, function);
    let running = match code {
        MoveCode::C | MoveCode::S => Yen::round(today.as_f64() * (1.0 - rate.colocation_running_saving)),
        MoveCode::A => Yen::round(today.as_f64() * (1.0 - rate.merge_running_saving)),
        MoveCode::V => today,
        MoveCode::O => Yen::ZERO,
    };
    for year in horizon.fiscal_years().filter(|year| year >= fy) {
        flow.add(horizon, year, Nature::Running, running);
    }
    FunctionEffects { flow, residual: left }
}

/// Construction, design and repair of floor for guests in a hub that opens in `fy` (5.2, 5.3, 5.5), and its residual value.
pub fn hub_floor_effects(instance: &Instance<'_>, prices: &Prices, floor: SquareMeters, fy: FiscalYear) -> (Flow, Yen) {
    let mut flow = Flow::default();
    let horizon = &instance.horizon;
    let works = &instance.project.scenario.works;
    let construction = prices.rebuild(SCHOOL_CLASS) * floor.0;
    let works_from = fy.plus(-works.school_works_years);
    let paid = flow.spread(prices, horizon, Nature::Construction, construction, works_from, works.school_works_years);
    let (design_from, design_years) = match works.school_design_years {
        0 => (works_from, 1),
        years => (works_from.plus(-years), years),
    };
    let design = construction * prices.parameters().design_ratio;
    flow.spread(prices, horizon, Nature::Design, design, design_from, design_years);
    for year in horizon.fiscal_years().filter(|&year| year >= fy) {
        flow.add(horizon, year, Nature::Repair, Yen::round(prices.repair() * floor.0));
    }
    let left = residual(instance, paid, fy, instance.project.scenario.life.new_years);
    (flow, left)
}

/// Adds the conversion of a vacated building (5.14, 5.15), and gives its residual value.
fn conversion(instance: &Instance<'_>, prices: &Prices, function: FunctionIx, fy: FiscalYear, flow: &mut Flow) -> Yen {
    let rate = prices.parameters();
    let entry = &instance.functions[function.0];
    let class = &instance.kinds[entry.kind.0].cost_class;
    let works = rate.conversion_ratio * prices.rebuild(class) * entry.function.gfa.0;
    let paid = flow.spread(prices, &instance.horizon, Nature::Renovation, works, fy.plus(-1), 1);
    flow.spread(prices, &instance.horizon, Nature::Design, works * rate.design_ratio, fy.plus(-1), 1);
    residual(instance, paid, fy, instance.project.scenario.life.renovation_service_years)
}
