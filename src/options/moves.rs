//! Moves and endings of functions (formulation, section 5).

use super::life_paths::HubPath;
use super::{Ending, Excluded, Measure, Money, Move, Owner, tie_break};
use crate::cashflow::{Prices, function_effects, guest_floor, running_today};
use crate::catalogue::Compatibility;
use crate::error::Text;
use crate::id::{AssetIx, FunctionIx, PeriodIx};
use crate::instance::Instance;
use crate::plan::{FunctionDecision, MoveCode};
use crate::units::{Meters, Yen};

/// Moves and endings of every function.
pub(super) fn enumerate(
    instance: &Instance<'_>,
    prices: &Prices,
    hubs: &[Vec<HubPath>],
    excluded: &mut Vec<Excluded>,
) -> (Vec<Vec<Move>>, Vec<Vec<Ending>>) {
    let search = HostSearch::new(instance, hubs);
    let functions = (0..instance.functions.len()).map(FunctionIx);
    functions
        .map(|function| {
            let mut moves = Vec::new();
            if instance.functions[function.0].function.is_movable {
                moves.extend(colocations(instance, prices, &search, function, excluded));
                moves.extend(mergers(instance, prices, &search, function, excluded));
            } else {
                let reason = Text::new("移転不可とされている", "marked as not movable");
                excluded.push(Excluded { owner: Owner::Function(function), code: "C", host: None, reason });
            }
            (moves, endings(instance, prices, function))
        })
        .unzip()
}

/// Radius search over the sites a function could go to.
struct HostSearch<'a> {
    hubs: &'a [Vec<HubPath>],
    sites: crate::geography::NearbyPoints,
}

impl<'a> HostSearch<'a> {
    fn new(instance: &Instance<'_>, hubs: &'a [Vec<HubPath>]) -> Self {
        let points: Vec<_> = instance.sites.iter().map(|entry| entry.point).collect();
        Self { hubs, sites: crate::geography::NearbyPoints::new(&points) }
    }

    /// Assets other than `home` within `radius` walking metres of it, in order.
    fn assets_within(&self, instance: &Instance<'_>, home: AssetIx, radius: Meters) -> Vec<AssetIx> {
        let site = instance.assets[home.0].site;
        // Walking is never shorter than the straight line, so a search with the walking radius misses nothing.
        let sites = self.sites.within(instance.sites[site.0].point, radius + Meters(1.0));
        let mut assets: Vec<_> = sites
            .into_iter()
            .map(crate::id::SiteIx)
            .filter(|&other| instance.walk_between(site, other).0 <= radius.0)
            .flat_map(|other| instance.sites[other.0].assets.iter().copied())
            .filter(|&asset| asset != home)
            .collect();
        assets.sort_unstable();
        assets
    }
}

fn colocations(
    instance: &Instance<'_>,
    prices: &Prices,
    search: &HostSearch<'_>,
    function: FunctionIx,
    excluded: &mut Vec<Excluded>,
) -> Vec<Move> {
    let entry = &instance.functions[function.0];
    let kind = instance.kinds[entry.kind.0];
    if !instance.project.scenario.moves.colocation || instance.is_school(entry.home) {
        return Vec::new();
    }
    let floor = guest_floor(instance, prices, function).0;
    let mut moves = Vec::new();
    for host in search.assets_within(instance, entry.home, Meters(kind.host_radius_m)) {
        if !instance.is_school(host) {
            continue;
        }
        let mut exclude = |ja: String, en: String| {
            let reason = Text::new(ja, en);
            excluded.push(Excluded { owner: Owner::Function(function), code: "C", host: Some(host), reason });
        };
        let site = instance.site_of(host).site;
        let fitness = kind.compatibility.with(site.school().expect("a school").kind);
        if !is_allowed(instance, fitness) {
            exclude(format!("学校との適合が {fitness:?}"), format!("fitness for this school is {fitness:?}"));
            continue;
        }
        if let Some(cap) = kind.zone_cap(site.zone).filter(|cap| floor > cap.0) {
            exclude(
                format!("用途地域の上限 {:.0} m² を {floor:.0} m² が超える", cap.0),
                format!("{floor:.0} m² exceed the zone's cap of {:.0} m²", cap.0),
            );
            continue;
        }
        let hubs = &search.hubs[host.0];
        let times: Vec<_> = instance
            .horizon
            .period_indices()
            .skip(1)
            .filter(|&t| hubs.iter().any(|hub| hub.opens_for == t && hub.spare >= floor))
            .filter(|&t| starts_inside(instance, t))
            .collect();
        if times.is_empty() {
            let most = hubs.iter().map(|hub| hub.spare).fold(0.0, f64::max);
            exclude(
                format!("複合化できる改築がない（必要 {floor:.0} m²、余剰床 最大 {most:.0} m²）"),
                format!("no hub rebuild fits ({floor:.0} m² needed, at most {most:.0} m² spare)"),
            );
        }
        moves.extend(times.into_iter().map(|t| a_move(instance, prices, function, MoveCode::C, host, None, t)));
    }
    moves
}

fn is_allowed(instance: &Instance<'_>, fitness: Compatibility) -> bool {
    match fitness {
        Compatibility::A => true,
        Compatibility::B => instance.project.scenario.moves.conditional_compatibility,
        Compatibility::C | Compatibility::X => false,
    }
}

/// Whether design and works of guest floor for `t` lie inside the horizon (5.2, 5.3).
fn starts_inside(instance: &Instance<'_>, t: PeriodIx) -> bool {
    let works = &instance.project.scenario.works;
    let start = instance.horizon.period(t).start.plus(-works.school_works_years - works.school_design_years);
    start >= instance.horizon.first()
}

fn mergers(
    instance: &Instance<'_>,
    prices: &Prices,
    search: &HostSearch<'_>,
    function: FunctionIx,
    excluded: &mut Vec<Excluded>,
) -> Vec<Move> {
    let entry = &instance.functions[function.0];
    let kind = instance.kinds[entry.kind.0];
    if !instance.project.scenario.moves.merging || !kind.may_merge || kind.merge_radius_m <= 0.0 {
        return Vec::new();
    }
    let mut moves = Vec::new();
    for host in search.assets_within(instance, entry.home, Meters(kind.merge_radius_m)) {
        if instance.is_school(host) || instance.is_leased(host) {
            continue;
        }
        for &into in instance.assets[host.0].functions.iter().filter(|k| instance.functions[k.0].kind == entry.kind) {
            let Some((measure, load, free)) = use_and_room(instance, function, into) else {
                let reason = Text::new("利用コマ数・定員のデータがない", "slots or capacity are not known");
                excluded.push(Excluded { owner: Owner::Function(function), code: "A", host: Some(host), reason });
                continue;
            };
            if load > free {
                let reason = Text::new(
                    format!("集約先の余裕 {free:.0} に対し利用 {load:.0}"),
                    format!("the host has room for {free:.0}, but {load:.0} are used"),
                );
                excluded.push(Excluded { owner: Owner::Function(function), code: "A", host: Some(host), reason });
                continue;
            }
            for t in instance.horizon.period_indices().skip(1) {
                let mut option = a_move(instance, prices, function, MoveCode::A, host, Some(into), t);
                option.load = load;
                option.measure = Some(measure);
                moves.push(option);
            }
        }
    }
    moves
}

/// Use of `function` and room left in `into`, in the measure both have (7.6).
pub(crate) fn use_and_room(instance: &Instance<'_>, function: FunctionIx, into: FunctionIx) -> Option<(Measure, f64, f64)> {
    let (from, to) = (instance.functions[function.0].function, instance.functions[into.0].function);
    let most = instance.project.scenario.moves.max_utilization;
    let slots = |f: &crate::project::Function| f.slots_per_year.zip(f.used_slots_per_year);
    let people = |f: &crate::project::Function| f.capacity.zip(f.used).map(|(capacity, used)| (capacity.0, used.0));
    let in_slots = slots(from).zip(slots(to)).map(|both| (Measure::Slots, both));
    let (measure, ((_, load), (size, used))) =
        in_slots.or_else(|| people(from).zip(people(to)).map(|both| (Measure::People, both)))?;
    Some((measure, load, size * most - used))
}

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
    let effects = function_effects(instance, prices, function, &decision);
    let mut money = Money::new(instance, prices, &effects.flow, effects.residual);
    money.present_cost -= present_running_from(instance, prices, function, t);
    let floor = if code == MoveCode::C { guest_floor(instance, prices, function).0 } else { 0.0 };
    Move { code, host, into, t, money, floor, load: 0.0, measure: None, tie_break: tie_break(instance, fy) }
}

/// Today's running cost from the beginning of `t` on, discounted: what a decision at `t` no longer pays.
fn present_running_from(instance: &Instance<'_>, prices: &Prices, function: FunctionIx, t: PeriodIx) -> f64 {
    let from = instance.horizon.period(t).start;
    let yearly = running_today(instance, function).as_f64();
    instance.horizon.fiscal_years().filter(|&year| year >= from).map(|year| prices.discount(year) * yearly).sum()
}

fn endings(instance: &Instance<'_>, prices: &Prices, function: FunctionIx) -> Vec<Ending> {
    let kind = instance.kinds[instance.functions[function.0].kind.0];
    if !kind.may_end || !instance.project.scenario.moves.ending {
        return Vec::new();
    }
    let periods = instance.horizon.period_indices().skip(1);
    periods
        .map(|t| {
            let mut money = Money::new(instance, prices, &crate::cashflow::Flow::default(), Yen::ZERO);
            money.present_cost -= present_running_from(instance, prices, function, t);
            Ending { t, money, tie_break: tie_break(instance, instance.horizon.period(t).start) }
        })
        .collect()
}
