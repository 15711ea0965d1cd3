//! Life paths of assets: which sequences of actions are allowed, and when (formulation, section 4).

use std::collections::BTreeSet;

use super::{Ending, Excluded, LifePath, Money, Move, Owner, SchoolMergerOption, tie_break};
use crate::cashflow::{Prices, asset_effects, blocks_rebuilt_by_partial, is_extendable, largest_block, school_floor_after};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, FunctionIx, PeriodIx};
use crate::instance::{Instance, spare_floor};
use crate::plan::{Action, ActionCode, Leaving, MergerMode, MoveCode};
use crate::project::Ownership;
use crate::units::Yen;

/// A rebuild of a school that can take guests.
#[derive(Clone, Copy, Debug)]
pub(super) struct HubPath {
    /// BH or PH.
    pub(super) action: Action,
    /// The period guests move in.
    pub(super) opens_for: PeriodIx,
    /// Floor for guests, square metres.
    pub(super) spare: f64,
}

/// Hub rebuilds of every asset, whether guests want them or not.
pub(super) fn hub_paths(instance: &Instance<'_>) -> Vec<Vec<HubPath>> {
    let assets = (0..instance.assets.len()).map(AssetIx);
    assets.map(|asset| if instance.is_school(asset) { hubs_of(instance, asset) } else { Vec::new() }).collect()
}

fn hubs_of(instance: &Instance<'_>, asset: AssetIx) -> Vec<HubPath> {
    let scenario = &instance.project.scenario;
    if instance.is_leased(asset) || !(scenario.moves.colocation || scenario.schools.merging) {
        return Vec::new();
    }
    let rebuilds = [ActionCode::BH, ActionCode::PH].into_iter().flat_map(|code| rebuilds(instance, asset, code));
    rebuilds
        .filter_map(|action| {
            let opens_for = instance.horizon.first_start_at_or_after(action.open_fy)?;
            let spare = spare_floor(instance, asset, school_floor_after(instance, asset, &action)).0;
            (spare > 0.0).then_some(HubPath { action, opens_for, spare })
        })
        .collect()
}

/// Drops hub rebuilds that open for a period in which nothing can move in (7.7 would forbid them anyway).
pub(super) fn keep_used_hubs(hubs: &mut [Vec<HubPath>], moves: &[Vec<Move>], mergers: &[SchoolMergerOption]) {
    let mut wanted: Vec<BTreeSet<PeriodIx>> = vec![BTreeSet::new(); hubs.len()];
    for option in moves.iter().flatten().filter(|option| option.code == MoveCode::C) {
        wanted[option.host.0].insert(option.t);
    }
    for option in mergers.iter().filter(|option| option.mode == MergerMode::Hub) {
        wanted[option.into.0].insert(option.t);
    }
    for (paths, wanted) in hubs.iter_mut().zip(&wanted) {
        paths.retain(|path| wanted.contains(&path.opens_for));
    }
}

/// Life paths of every asset, K first, then in order of code and time.
pub(super) fn enumerate(
    instance: &Instance<'_>,
    prices: &Prices,
    hubs: &[Vec<HubPath>],
    closings: &[Vec<PeriodIx>],
    excluded: &mut Vec<Excluded>,
) -> Vec<Vec<LifePath>> {
    (0..instance.assets.len())
        .map(|index| {
            let asset = AssetIx(index);
            let mut sequences = sequences(instance, asset, &hubs[index], excluded);
            let transfers = transfers(instance, asset, excluded);
            sequences.sort_by_key(|actions| actions.iter().map(|a| (a.code, a.works_fy)).collect::<Vec<_>>());
            let kept = sequences.into_iter().map(|actions| (actions, None, None));
            let closed = closings[index].iter().map(|&t| (Vec::new(), Some(t), None));
            let transferred = transfers.into_iter().map(|t| (Vec::new(), None, Some(t)));
            let all = kept.chain(closed).chain(transferred);
            all.map(|(actions, close, transfer)| path(instance, prices, asset, &hubs[index], actions, close, transfer)).collect()
        })
        .collect()
}

fn path(
    instance: &Instance<'_>,
    prices: &Prices,
    asset: AssetIx,
    hubs: &[HubPath],
    actions: Vec<Action>,
    close: Option<PeriodIx>,
    transfer: Option<PeriodIx>,
) -> LifePath {
    let horizon = &instance.horizon;
    let start = |t: PeriodIx| horizon.period(t).start;
    let leaving = close.map(|t| Leaving::Closed(start(t))).or(transfer.map(|t| Leaving::Transferred(start(t))));
    let effects = asset_effects(instance, prices, asset, &actions, leaving);
    let hub = hubs.iter().find(|hub| actions.contains(&hub.action));
    let years = horizon.fiscal_years();
    LifePath {
        close,
        transfer,
        money: Money::new(instance, prices, &effects.flow, effects.residual, released(instance, asset, leaving)),
        overdue: years.zip(&effects.overdue).map(|(year, floor)| prices.discount(year) * floor).sum(),
        floor: effects.floor,
        opens_for: hub.map(|hub| hub.opens_for),
        spare: hub.map_or(0.0, |hub| hub.spare),
        tie_break: actions
            .iter()
            .map(|action| action.start_fy)
            .chain(leaving.map(Leaving::fy))
            .map(|fy| tie_break(instance, fy))
            .sum(),
        actions,
    }
}

/// Running cost of today that a path no longer pays or pays itself: all of a school's, that of transferred functions.
fn released(instance: &Instance<'_>, asset: AssetIx, leaving: Option<Leaving>) -> Option<(FiscalYear, Yen)> {
    if let Some(school) = instance.site_of(asset).site.school() {
        return Some((instance.horizon.first(), school.running_cost));
    }
    let Some(Leaving::Transferred(from)) = leaving else { return None };
    let functions = instance.assets[asset.0].functions.iter();
    Some((from, functions.map(|k| instance.functions[k.0].function.running_cost).sum()))
}

/// Every allowed sequence of actions, the empty one (K) included.
fn sequences(instance: &Instance<'_>, asset: AssetIx, hubs: &[HubPath], excluded: &mut Vec<Excluded>) -> Vec<Vec<Action>> {
    let mut all = vec![Vec::new()];
    if instance.is_leased(asset) {
        for code in ["M", "R", "B"] {
            exclude(
                excluded,
                asset,
                code,
                Text::new("借上施設は区が改修・改築しない", "rented premises are not renovated or rebuilt"),
            );
        }
        return all;
    }
    let life = &instance.project.scenario.life;
    let renovations = renovations(instance, asset, excluded);
    let extensions = extensions(instance, asset, excluded);
    let mut rebuilds_of_asset = plain_rebuilds(instance, asset, excluded);
    rebuilds_of_asset.extend(hubs.iter().map(|hub| hub.action));
    if instance.is_school(asset) && hubs.is_empty() {
        exclude(
            excluded,
            asset,
            "BH",
            Text::new(
                "余剰床がない、対象期間に開設できない、または移転する機能がない",
                "no spare floor, no opening inside the horizon, or nothing that could move in",
            ),
        );
    }

    let starts_period = |action: &&Action| instance.horizon.periods().iter().any(|period| period.start == action.start_fy);
    for first in renovations.iter().filter(starts_period) {
        let after = first.open_fy.plus(life.min_years_after_renovation);
        all.extend(rebuilds_of_asset.iter().filter(|second| second.works_fy >= after).map(|second| vec![*first, *second]));
    }
    for first in extensions.iter().filter(starts_period) {
        let after = first.open_fy.plus(life.min_years_after_extension);
        let full = |action: &&Action| matches!(action.code, ActionCode::B | ActionCode::BH);
        let seconds = rebuilds_of_asset.iter().filter(full).filter(|second| second.works_fy >= after);
        all.extend(seconds.map(|second| vec![*first, *second]));
    }
    all.extend(renovations.iter().chain(&extensions).chain(&rebuilds_of_asset).map(|action| vec![*action]));
    all
}

/// Actions of one code with works in each allowed year, without regard to age.
fn schedule(instance: &Instance<'_>, code: ActionCode, design_years: i32, works_years: i32) -> Vec<Action> {
    let horizon = &instance.horizon;
    let step = usize::try_from(instance.project.scenario.life.start_step_years).unwrap_or(1).max(1);
    let works = horizon.fiscal_years().step_by(step);
    works
        .map(|works_fy| Action { code, start_fy: works_fy.plus(-design_years), works_fy, open_fy: works_fy.plus(works_years) })
        .filter(|action| action.start_fy >= horizon.first() && action.open_fy <= horizon.last().plus(1))
        .collect()
}

fn oldest_age(instance: &Instance<'_>, asset: AssetIx, year: FiscalYear) -> i32 {
    let ages = instance.assets[asset.0].blocks.iter().map(|block| year.since(block.built));
    ages.max().expect("every asset has a block")
}

fn renovations(instance: &Instance<'_>, asset: AssetIx, excluded: &mut Vec<Excluded>) -> Vec<Action> {
    let life = &instance.project.scenario.life;
    let block = largest_block(&instance.assets[asset.0].blocks);
    let allowed = |action: &Action| {
        let age = action.works_fy.since(block.built);
        (life.renovation_min_age..=life.renovation_max_age).contains(&age)
            && block.last_renovation.is_none_or(|last| action.works_fy.since(last) >= life.renovation_min_age)
    };
    let mut actions = schedule(instance, ActionCode::M, 0, instance.project.scenario.works.renovation_works_years);
    actions.retain(allowed);
    if actions.is_empty() {
        let (min, max) = (life.renovation_min_age, life.renovation_max_age);
        exclude(
            excluded,
            asset,
            "M",
            Text::new(
                format!("期間内に築{min}〜{max}年で着工できる年がない、または前回改修から{min}年未満"),
                format!("no year at age {min}–{max}, or less than {min} years after the last renovation"),
            ),
        );
    }
    actions
}

fn extensions(instance: &Instance<'_>, asset: AssetIx, excluded: &mut Vec<Excluded>) -> Vec<Action> {
    let life = &instance.project.scenario.life;
    let works = &instance.project.scenario.works;
    if let Some(block) = instance.assets[asset.0].blocks.iter().find(|block| !is_extendable(instance, block)) {
        exclude(
            excluded,
            asset,
            "R",
            Text::new(format!("{} は長寿命化に適さない", block.name), format!("the life of {} cannot be extended", block.name)),
        );
        return Vec::new();
    }
    let mut actions = schedule(instance, ActionCode::R, works.extension_design_years, works.extension_works_years);
    actions.retain(|a| (life.extension_min_age..=life.extension_max_age).contains(&oldest_age(instance, asset, a.works_fy)));
    if actions.is_empty() {
        let (min, max) = (life.extension_min_age, life.extension_max_age);
        exclude(
            excluded,
            asset,
            "R",
            Text::new(format!("期間内に築{min}〜{max}年で着工できる年がない"), format!("no year at age {min}–{max}")),
        );
    }
    actions
}

fn plain_rebuilds(instance: &Instance<'_>, asset: AssetIx, excluded: &mut Vec<Excluded>) -> Vec<Action> {
    let full = rebuilds(instance, asset, ActionCode::B);
    if full.is_empty() {
        let min = instance.project.scenario.life.rebuild_min_age;
        exclude(
            excluded,
            asset,
            "B",
            Text::new(
                format!("期間内に築{min}年以上で着工し完成できる年がない"),
                format!("no year at age {min} or more that ends inside the horizon"),
            ),
        );
    }
    if !instance.is_school(asset) {
        return full;
    }
    let partial = rebuilds(instance, asset, ActionCode::P);
    if partial.is_empty() {
        exclude(
            excluded,
            asset,
            "P",
            Text::new(
                "棟別データがない、または残す棟と改築する棟に分かれない",
                "no list of blocks, or no split into blocks to keep and to rebuild",
            ),
        );
    }
    full.into_iter().chain(partial).collect()
}

/// Rebuilds of one code in every allowed year.
fn rebuilds(instance: &Instance<'_>, asset: AssetIx, code: ActionCode) -> Vec<Action> {
    let works = &instance.project.scenario.works;
    let (design_years, works_years) = if instance.is_school(asset) {
        (works.school_design_years, works.school_works_years)
    } else {
        (works.facility_design_years, works.facility_works_years)
    };
    let blocks = &instance.assets[asset.0].blocks;
    let is_partial = matches!(code, ActionCode::P | ActionCode::PH);
    if is_partial && blocks.iter().all(|block| block.is_implied) {
        return Vec::new();
    }
    let mut actions = schedule(instance, code, design_years, works_years);
    actions.retain(|action| {
        if is_partial {
            let rebuilt = blocks_rebuilt_by_partial(instance, asset, action.works_fy).len();
            rebuilt > 0 && rebuilt < blocks.len()
        } else {
            oldest_age(instance, asset, action.works_fy) >= instance.project.scenario.life.rebuild_min_age
        }
    });
    actions
}

/// Periods at whose beginning an asset may close: a facility when all its functions can leave, a school with a merger.
pub(super) fn closings(
    instance: &Instance<'_>,
    asset: AssetIx,
    moves: &[Vec<Move>],
    endings: &[Vec<Ending>],
    mergers: &[SchoolMergerOption],
    excluded: &mut Vec<Excluded>,
) -> Vec<PeriodIx> {
    if instance.is_school(asset) {
        let periods = instance.horizon.period_indices();
        return periods.filter(|&t| mergers.iter().any(|option| option.school == asset && option.t == t)).collect();
    }
    let may_leave = |k: &FunctionIx| !moves[k.0].is_empty() || !endings[k.0].is_empty();
    if !instance.assets[asset.0].functions.iter().all(may_leave) {
        exclude(
            excluded,
            asset,
            "CLOSE",
            Text::new("移転先も終了もない機能がある", "it holds a function that can neither move nor end"),
        );
        return Vec::new();
    }
    instance.horizon.period_indices().skip(1).collect()
}

/// Periods at whose beginning an asset may be transferred to a private operator (T).
fn transfers(instance: &Instance<'_>, asset: AssetIx, excluded: &mut Vec<Excluded>) -> Vec<PeriodIx> {
    if !instance.project.scenario.moves.transfer || instance.is_school(asset) {
        return Vec::new();
    }
    let functions = &instance.assets[asset.0].functions;
    let may_transfer = |k: &FunctionIx| instance.kinds[instance.functions[k.0].kind.0].may_transfer;
    if !functions.iter().any(may_transfer) {
        return Vec::new();
    }
    let reason = if !functions.iter().all(may_transfer) {
        Text::new("民間移譲できない機能もある", "it also holds a function that may not be transferred")
    } else if instance.site_of(asset).site.ownership != Ownership::Owned {
        Text::new("区有地ではない", "the site is not the municipality's")
    } else {
        return instance.horizon.period_indices().skip(1).collect();
    };
    exclude(excluded, asset, "T", reason);
    Vec::new()
}

fn exclude(excluded: &mut Vec<Excluded>, asset: AssetIx, code: &'static str, reason: Text) {
    excluded.push(Excluded { owner: Owner::Asset(asset), code, host: None, reason });
}
