//! The plan's decisions by position, malformed ones reported and left out, so that no later check meets an unknown id or a
//! year it cannot compute with.

use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::inventory::Inventory;
use crate::fiscal::FiscalYear;
use crate::plan::{Action, AssetPlan, FunctionDecision, MoveCode, PLAN_FORMAT, Plan, Treatment};

/// Most actions of any life path: a renovation and a rebuild.
const MOST_ACTIONS: usize = 2;

/// One decision for every asset, function and site, by position in the inventory.
#[derive(Debug)]
pub(super) struct Decisions {
    pub(super) paths: Vec<Path>,
    pub(super) fates: Vec<Fate>,
    /// `None` for sites that are not treated.
    pub(super) treatments: Vec<Option<Treated>>,
}

/// What an asset does; empty for one that is kept or that the plan does not say.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    /// At most [`MOST_ACTIONS`], their years within the horizon or the year after it.
    pub(super) actions: Vec<Action>,
    pub(super) close_fy: Option<FiscalYear>,
}

/// What a function does; hosts and absorbing functions by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Stay,
    Move { code: MoveCode, host: usize, into: Option<usize>, fy: FiscalYear },
    End { fy: FiscalYear },
}

/// What becomes of a site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Treated {
    pub(super) treatment: Treatment,
    pub(super) fy: FiscalYear,
}

impl Path {
    /// Whether it is closed in `fy`.
    pub(super) fn is_closed(&self, fy: FiscalYear) -> bool {
        self.close_fy.is_some_and(|close| close <= fy)
    }

    /// The rebuild, if there is one.
    pub(super) fn rebuild(&self) -> Option<Action> {
        self.actions.iter().copied().find(|action| action.code.is_rebuild())
    }

    /// The rebuild as hub, if it is one.
    pub(super) fn hub(&self) -> Option<Action> {
        self.actions.iter().copied().find(|action| action.code.is_hub())
    }
}

impl Fate {
    /// Whether the function has left its home, to a host or for good, by `fy`.
    pub(super) fn has_left(self, fy: FiscalYear) -> bool {
        match self {
            Self::Stay => false,
            Self::Move { fy: first, .. } | Self::End { fy: first } => first <= fy,
        }
    }

    /// Host and year of a C move.
    pub(super) fn colocation(self) -> Option<(usize, FiscalYear)> {
        match self {
            Self::Move { code: MoveCode::C, host, fy, .. } => Some((host, fy)),
            _ => None,
        }
    }

    /// Absorbing function and year of an A move.
    pub(super) fn merge(self) -> Option<(usize, FiscalYear)> {
        match self {
            Self::Move { code: MoveCode::A, into: Some(into), fy, .. } => Some((into, fy)),
            _ => None,
        }
    }
}

impl Decisions {
    pub(super) fn read(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Self {
        check_header(inventory, plan, findings);
        Self {
            paths: read_paths(inventory, plan, findings),
            fates: read_fates(inventory, plan, findings),
            treatments: read_treatments(inventory, plan, findings),
        }
    }
}

fn check_header(inventory: &Inventory, plan: &Plan, findings: &mut Findings) {
    findings.hold(CheckedRule::Plan, plan.format == PLAN_FORMAT, || {
        let place = BreachPlace::figure("format");
        Finding::new(place, plan.format, PLAN_FORMAT, "計画ファイルの形式版が違います", "the plan has another format version")
    });
    let name = &inventory.project.scenario.name;
    findings.hold(CheckedRule::Plan, &plan.scenario == name, || {
        let place = BreachPlace::figure("scenario");
        Finding::new(place, &plan.scenario, name, "別のシナリオの計画です", "the plan answers another scenario")
    });
}

fn read_paths(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Path> {
    let mut paths: Vec<Option<Path>> = vec![None; inventory.assets.len()];
    for asset_plan in &plan.assets {
        let id = &asset_plan.asset;
        let position = inventory.asset_position(id);
        findings.hold(CheckedRule::Plan, position.is_some(), || unknown(BreachPlace::asset(id), "資産", "asset"));
        let Some(position) = position else { continue };
        findings.hold(CheckedRule::OnePath, paths[position].is_none(), || {
            let (ja, en) = ("ひとつの資産に計画が二つあります", "the asset has two life paths");
            Finding::new(BreachPlace::asset(id), "2", "1", ja, en)
        });
        if paths[position].is_none() {
            paths[position] = Some(readable_path(inventory, asset_plan, findings));
        }
    }
    let or_kept = |(asset, path): (usize, Option<Path>)| {
        let id = &inventory.assets[asset].id;
        findings.hold(CheckedRule::OnePath, path.is_some(), || {
            Finding::new(BreachPlace::asset(id), "0", "1", "資産の計画がありません", "the asset has no life path")
        });
        path.unwrap_or_default()
    };
    paths.into_iter().enumerate().map(or_kept).collect()
}

/// The path without what cannot be computed with: years outside the horizon, more actions than any path has.
fn readable_path(inventory: &Inventory, plan: &AssetPlan, findings: &mut Findings) -> Path {
    let place = || BreachPlace::asset(&plan.asset);
    let (first, end) = (inventory.first_year(), inventory.last_year().plus(1));
    let is_inside = |fy: FiscalYear| first <= fy && fy <= end;
    let mut actions = Vec::new();
    for action in &plan.actions {
        let years = [action.start_fy, action.works_fy, action.open_fy];
        let holds = years.into_iter().all(is_inside);
        findings.hold(CheckedRule::LifePath, holds, || {
            let found = years.map(|fy| fy.to_string()).join(", ");
            let (ja, en) = ("工事が計画期間に収まりません", "the action does not lie within the horizon");
            Finding::new(place().in_year(action.start_fy), found, format!("{first}–{end}"), ja, en)
        });
        if holds {
            actions.push(*action);
        }
    }
    findings.hold(CheckedRule::LifePath, plan.actions.len() <= MOST_ACTIONS, || {
        let (ja, en) = ("工事の数が多すぎます", "the path has too many actions");
        Finding::new(place(), plan.actions.len(), format!("≤ {MOST_ACTIONS}"), ja, en)
    });
    actions.truncate(MOST_ACTIONS);
    Path { actions, close_fy: plan.close_fy.filter(|&fy| happens_in_time(inventory, fy, place, findings)) }
}

fn read_fates(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Fate> {
    let mut fates: Vec<Option<Fate>> = vec![None; inventory.functions.len()];
    for function_plan in &plan.functions {
        let id = &function_plan.function;
        let position = inventory.function_position(id);
        findings.hold(CheckedRule::Plan, position.is_some(), || unknown(BreachPlace::function(id), "機能", "function"));
        let Some(position) = position else { continue };
        findings.hold(CheckedRule::Once, fates[position].is_none(), || {
            let (ja, en) = ("ひとつの機能に決定が二つあります", "the function is decided twice");
            Finding::new(BreachPlace::function(id), "2", "1", ja, en)
        });
        if fates[position].is_none() {
            let place = || BreachPlace::function(id);
            fates[position] = Some(readable_fate(inventory, &function_plan.decision, place, findings));
        }
    }
    let or_stay = |(function, fate): (usize, Option<Fate>)| {
        let id = &inventory.functions[function].id;
        findings.hold(CheckedRule::Once, fate.is_some(), || {
            Finding::new(BreachPlace::function(id), "0", "1", "機能の決定がありません", "the function is not decided")
        });
        fate.unwrap_or(Fate::Stay)
    };
    fates.into_iter().enumerate().map(or_stay).collect()
}

fn readable_fate(
    inventory: &Inventory,
    decision: &FunctionDecision,
    place: impl Fn() -> BreachPlace,
    findings: &mut Findings,
) -> Fate {
    match decision {
        FunctionDecision::Stay => Fate::Stay,
        FunctionDecision::End { fy } => {
            if happens_in_time(inventory, *fy, place, findings) {
                Fate::End { fy: *fy }
            } else {
                Fate::Stay
            }
        }
        FunctionDecision::Move { code, host, into, fy } => {
            let host_position = inventory.asset_position(host);
            findings
                .hold(CheckedRule::Plan, host_position.is_some(), || unknown(place().with_asset(host), "移転先の資産", "host"));
            let into_position = into.as_ref().map(|id| inventory.function_position(id));
            findings
                .hold(CheckedRule::Plan, into_position != Some(None), || unknown(place(), "集約先の機能", "absorbing function"));
            let is_in_time = happens_in_time(inventory, *fy, place, findings);
            match (host_position, into_position) {
                (Some(host), into) if is_in_time && into != Some(None) => {
                    Fate::Move { code: *code, host, into: into.flatten(), fy: *fy }
                }
                _ => Fate::Stay,
            }
        }
    }
}

fn read_treatments(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Option<Treated>> {
    let mut treatments: Vec<Option<Treated>> = vec![None; inventory.sites.len()];
    for site_plan in &plan.sites {
        let id = &site_plan.site;
        let position = inventory.site_position(id);
        findings.hold(CheckedRule::Plan, position.is_some(), || unknown(BreachPlace::site(id), "敷地", "site"));
        let Some(position) = position else { continue };
        findings.hold(CheckedRule::Treated, treatments[position].is_none(), || {
            let (ja, en) = ("ひとつの敷地に跡地の扱いが二つあります", "the site is treated twice");
            Finding::new(BreachPlace::site(id), "2", "1", ja, en)
        });
        let is_in_time = happens_in_time(inventory, site_plan.fy, || BreachPlace::site(id), findings);
        if treatments[position].is_none() && is_in_time {
            treatments[position] = Some(Treated { treatment: site_plan.treatment, fy: site_plan.fy });
        }
    }
    treatments
}

/// Reports a decision that does not happen in the first year of a later period; false when `fy` is outside the horizon, where
/// nothing can be computed for it.
fn happens_in_time(inventory: &Inventory, fy: FiscalYear, place: impl Fn() -> BreachPlace, findings: &mut Findings) -> bool {
    findings.hold(CheckedRule::Timing, inventory.is_later_period_start(fy), || {
        let starts = inventory.horizon.periods().iter().skip(1).map(|period| period.start.to_string());
        let (ja, en) =
            ("移転・終了・閉鎖・跡地の扱いは第2期以降の期首に限ります", "this happens only in the first year of a later period");
        Finding::new(place().in_year(fy), fy, starts.collect::<Vec<_>>().join(", "), ja, en)
    });
    inventory.first_year() < fy && fy <= inventory.last_year()
}

fn unknown(place: BreachPlace, noun_ja: &str, noun_en: &str) -> Finding {
    let (ja, en) = (format!("計画にある{noun_ja}が入力にありません"), format!("the plan names an unknown {noun_en}"));
    Finding::new(place, "unknown id", "an id of the inputs", &ja, &en)
}
