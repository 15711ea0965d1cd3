//! Life paths of assets: works, repairs and rent, floor, overdue floor and residual value (formulation, section 4).

use super::{Flow, Prices, subsidy};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, SiteIx};
use crate::instance::{Instance, school_need};
use crate::plan::{Action, ActionCode, Leaving, Nature};
use crate::project::{Building, Structure};
use crate::units::{SquareMeters, Yen};

/// What a life path costs and leaves.
#[derive(Clone, Debug)]
pub struct AssetEffects {
    /// Works, repairs and rent, inside the horizon.
    pub flow: Flow,
    /// Floor in each fiscal year of the horizon, square metres.
    pub floor: Vec<f64>,
    /// Overdue floor in each fiscal year (4.5, 4.6), weighted square metres.
    pub overdue: Vec<f64>,
    /// Value left at the end of the horizon (4.7).
    pub residual: Yen,
}

/// Effects of doing `actions` and leaving as said, or never.
pub fn asset_effects(
    instance: &Instance<'_>,
    prices: &Prices,
    asset: AssetIx,
    actions: &[Action],
    leaving: Option<Leaving>,
) -> AssetEffects {
    let horizon = &instance.horizon;
    let mut flow = Flow::default();
    let mut residual = Yen::ZERO;
    for action in actions {
        residual += works(instance, prices, asset, action, &mut flow);
    }

    let is_gone = |year: FiscalYear| leaving.is_some_and(|leaving| leaving.fy() <= year);
    let rebuild = actions.iter().find(|action| action.code.is_rebuild());
    let new_floor = rebuild.map(|action| floor_after(instance, asset, action));
    let entry = &instance.assets[asset.0];
    let mut floor = Vec::with_capacity(horizon.years());
    let mut overdue = Vec::with_capacity(horizon.years());
    let school_running = instance.site_of(asset).site.school().map_or(Yen::ZERO, |school| school.running_cost);
    let rent = if instance.is_leased(asset) { rent_share(instance, asset) } else { Yen::ZERO };
    for year in horizon.fiscal_years() {
        let in_use = match (rebuild, new_floor) {
            _ if is_gone(year) => 0.0,
            (Some(action), Some(new)) if year >= action.open_fy => new.total.0,
            _ => entry.gfa.0,
        };
        flow.add(horizon, year, Nature::Repair, Yen::round(prices.repair() * in_use));
        if !is_gone(year) {
            flow.add(horizon, year, Nature::Rent, rent);
            flow.add(horizon, year, Nature::Running, school_running);
        }
        floor.push(in_use);
        let blocks = entry.blocks.iter();
        overdue.push(if is_gone(year) { 0.0 } else { blocks.map(|b| overdue_floor(instance, b, actions, year)).sum() });
    }
    match leaving {
        Some(Leaving::Transferred(from)) => transfer(instance, prices, asset, from, &mut flow),
        Some(Leaving::Closed(from)) if has_neighbours(instance, instance.assets[asset.0].site) => {
            let clearing = if instance.is_leased(asset) { prices.lease_return() } else { prices.demolition() };
            flow.spread(prices, horizon, Nature::Demolition, clearing * entry.gfa.0, from, 1);
        }
        Some(Leaving::Closed(_)) | None => {}
    }
    AssetEffects { flow, floor, overdue, residual }
}

/// Whether a site has several assets, each of which is cleared when it closes (4.10) and not with the site.
pub(crate) fn has_neighbours(instance: &Instance<'_>, site: SiteIx) -> bool {
    instance.sites[site.0].assets.len() > 1
}

/// Support of the functions and lease of the land from the transfer on (4.9).
fn transfer(instance: &Instance<'_>, prices: &Prices, asset: AssetIx, from: FiscalYear, flow: &mut Flow) {
    let rate = prices.parameters();
    let site = instance.site_of(asset).site;
    let price = site.land_price_per_m2.unwrap_or(Yen::ZERO).as_f64();
    let share = share_of_site(instance, asset);
    let yearly = price * site.site_area.0 * rate.land_lease_yield * rate.lease_price_factor * share.0 / share.1;
    let lease = -Yen::round(yearly);
    for year in instance.horizon.fiscal_years().filter(|&year| year >= from) {
        for function in &instance.assets[asset.0].functions {
            let running = instance.functions[function.0].function.running_cost.as_f64();
            flow.add(&instance.horizon, year, Nature::Support, Yen::round(running * rate.transfer_support_ratio));
        }
        flow.add(&instance.horizon, year, Nature::Lease, lease);
    }
}

/// Floor of an asset, and of all assets of its site, square metres.
fn share_of_site(instance: &Instance<'_>, asset: AssetIx) -> (f64, f64) {
    let floor = instance.site_of(asset).assets.iter().map(|other| instance.assets[other.0].gfa.0).sum();
    (instance.assets[asset.0].gfa.0, floor)
}

/// Rent of an asset in rented premises: its share of the site's rent by floor (4.4).
fn rent_share(instance: &Instance<'_>, asset: AssetIx) -> Yen {
    let (own, all) = share_of_site(instance, asset);
    Yen::round(instance.site_of(asset).site.annual_rent.as_f64() * own / all)
}

/// Blocks a partial rebuild with works from `works_fy` replaces; the others are kept and renovated.
pub fn blocks_rebuilt_by_partial<'a>(instance: &'a Instance<'_>, asset: AssetIx, works_fy: FiscalYear) -> Vec<&'a Building> {
    let blocks = instance.assets[asset.0].blocks.iter().copied();
    blocks.filter(|block| is_rebuilt_by_partial(instance, block, works_fy)).collect()
}

fn is_rebuilt_by_partial(instance: &Instance<'_>, block: &Building, works_fy: FiscalYear) -> bool {
    let life = &instance.project.scenario.life;
    works_fy.since(block.built) >= life.partial_rebuild_min_age || !is_extendable(instance, block)
}

/// Whether a block's life can be extended (formulation, section 4).
pub(crate) fn is_extendable(instance: &Instance<'_>, block: &Building) -> bool {
    let least = instance.project.scenario.life.extension_min_soundness;
    block.extendable.unwrap_or_else(|| {
        matches!(block.structure, Structure::Rc | Structure::Src)
            && block.soundness.is_none_or(|soundness| soundness >= least)
            && block.seismic != crate::project::Seismic::OldWeak
    })
}

/// Floor after a rebuild, and the parts of it.
#[derive(Clone, Copy, Debug)]
struct NewFloor {
    total: SquareMeters,
    rebuilt: SquareMeters,
    kept: SquareMeters,
    demolished: SquareMeters,
}

/// Floor after the rebuild `action` (4.1).
fn floor_after(instance: &Instance<'_>, asset: AssetIx, action: &Action) -> NewFloor {
    let entry = &instance.assets[asset.0];
    if !instance.is_school(asset) {
        let total = SquareMeters(entry.gfa.0 * instance.project.scenario.works.facility_floor_growth);
        return NewFloor { total, rebuilt: total, kept: SquareMeters::ZERO, demolished: entry.gfa };
    }
    let need = school_need(instance, asset, action.open_fy);
    if matches!(action.code, ActionCode::B | ActionCode::BH) {
        return NewFloor { total: need, rebuilt: need, kept: SquareMeters::ZERO, demolished: entry.gfa };
    }
    let demolished = blocks_rebuilt_by_partial(instance, asset, action.works_fy).iter().map(|block| block.gfa).sum();
    let kept = entry
        .blocks
        .iter()
        .filter(|block| !is_rebuilt_by_partial(instance, block, action.works_fy))
        .map(|block| block.gfa)
        .sum::<SquareMeters>();
    let rebuilt = SquareMeters((need.0 - kept.0).max(0.0));
    NewFloor { total: rebuilt + kept, rebuilt, kept, demolished }
}

/// Floor that the rebuild `action` builds anew (4.1), square metres.
pub(crate) fn rebuilt_floor(instance: &Instance<'_>, asset: AssetIx, action: &Action) -> SquareMeters {
    floor_after(instance, asset, action).rebuilt
}

/// Floor that the rebuild `action` keeps and renovates (4.1), square metres.
pub(super) fn kept_floor(instance: &Instance<'_>, asset: AssetIx, action: &Action) -> SquareMeters {
    floor_after(instance, asset, action).kept
}

/// Floor of a school after the rebuild `action`, from its opening on.
pub(crate) fn school_floor_after(instance: &Instance<'_>, asset: AssetIx, action: &Action) -> SquareMeters {
    floor_after(instance, asset, action).total
}

/// Adds the works of one action (4.2) and gives their residual value (4.7).
fn works(instance: &Instance<'_>, prices: &Prices, asset: AssetIx, action: &Action, flow: &mut Flow) -> Yen {
    let horizon = &instance.horizon;
    let entry = &instance.assets[asset.0];
    let rate = prices.parameters();
    let design_years = action.works_fy.since(action.start_fy);
    let works_years = action.open_fy.since(action.works_fy);
    let works_spread = |flow: &mut Flow, nature, total| flow.spread(prices, horizon, nature, total, action.works_fy, works_years);

    let (mut construction, mut extension, mut renovation) = (0.0, 0.0, 0.0);
    match action.code {
        ActionCode::M => renovation = prices.renovation(entry.cost_class) * entry.gfa.0,
        ActionCode::R => extension = prices.rebuild(entry.cost_class) * rate.long_life_ratio * entry.gfa.0,
        ActionCode::B | ActionCode::BH | ActionCode::P | ActionCode::PH => {
            let floor = floor_after(instance, asset, action);
            construction = prices.rebuild(entry.cost_class) * floor.rebuilt.0;
            extension = prices.rebuild(entry.cost_class) * rate.long_life_ratio * floor.kept.0;
            let demolition = prices.demolition() * floor.demolished.0;
            flow.spread(prices, horizon, Nature::Demolition, demolition, action.works_fy, 1);
            let share =
                if instance.is_school(asset) { rate.temporary_floor_ratio_school } else { rate.temporary_floor_ratio_facility };
            works_spread(flow, Nature::Temporary, prices.temporary() * share * floor.rebuilt.0);
            if action.code.is_hub() {
                flow.spread(prices, horizon, Nature::Design, prices.hub_setup(), action.start_fy, 1);
            }
        }
    }
    let paid_construction = works_spread(flow, Nature::Construction, construction);
    let paid_extension = works_spread(flow, Nature::Extension, extension);
    let paid_renovation = works_spread(flow, Nature::Renovation, renovation);
    if action.code != ActionCode::M {
        let design = (construction + extension) * rate.design_ratio;
        if design_years > 0 {
            flow.spread(prices, horizon, Nature::Design, design, action.start_fy, design_years);
        } else {
            works_spread(flow, Nature::Design, design);
        }
    }

    if instance.is_school(asset) {
        subsidy::add(instance, prices, asset, action, flow);
    }

    let life = &instance.project.scenario.life;
    let structure = largest_block(&entry.blocks).structure;
    residual(instance, paid_construction, action.open_fy, life.new_years)
        + residual(
            instance,
            paid_extension,
            action.open_fy,
            life.extended_years.of(structure) - life.standard_years.of(structure),
        )
        + residual(instance, paid_renovation, action.open_fy, life.renovation_service_years)
}

/// Value left at the end of the horizon of works that cost `paid`, opened in `open` and serve `service` years (4.7).
pub(super) fn residual(instance: &Instance<'_>, paid: Yen, open: FiscalYear, service: i32) -> Yen {
    if service <= 0 {
        return Yen::ZERO;
    }
    let used = f64::from(instance.horizon.last().plus(1).since(open));
    Yen::round(paid.as_f64() * (1.0 - used / f64::from(service)).max(0.0))
}

/// The block with the most floor, the first by id among equals.
pub(crate) fn largest_block<'a>(blocks: &[&'a Building]) -> &'a Building {
    blocks
        .iter()
        .copied()
        .max_by(|a, b| a.gfa.0.total_cmp(&b.gfa.0).then_with(|| b.id.cmp(&a.id)))
        .expect("every asset has a block")
}

/// Overdue floor of one block in `year` (4.5, 4.6), weighted square metres.
fn overdue_floor(instance: &Instance<'_>, block: &Building, actions: &[Action], year: FiscalYear) -> f64 {
    let settings = &instance.project.scenario.life;
    let opened = |action: &&Action| action.open_fy <= year;
    let replaces = |action: &Action| match action.code {
        ActionCode::B | ActionCode::BH => true,
        ActionCode::P | ActionCode::PH => is_rebuilt_by_partial(instance, block, action.works_fy),
        ActionCode::M | ActionCode::R => false,
    };
    if actions.iter().filter(opened).any(replaces) {
        return 0.0;
    }
    let is_extended = actions.iter().filter(opened).any(|a| matches!(a.code, ActionCode::R | ActionCode::P | ActionCode::PH));
    let life =
        if is_extended { settings.extended_years.of(block.structure) } else { settings.standard_years.of(block.structure) };
    let age = year.since(block.built);
    if age >= life {
        return block.gfa.0;
    }
    let was_renovated = is_extended
        || actions.iter().filter(opened).any(|action| action.code == ActionCode::M)
        || block.last_renovation.is_some_and(|last| last.since(block.built) >= settings.renovation_min_age);
    if age > settings.renovation_max_age && !was_renovated {
        return instance.project.scenario.objective.renovation_overdue_weight * block.gfa.0;
    }
    0.0
}
