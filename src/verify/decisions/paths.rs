//! Life paths of assets.

use super::{happens_in_time, unknown};
use crate::fiscal::FiscalYear;
use crate::plan::{Action, ActionCode, AssetPlan, MergerMode, Plan};
use crate::verify::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::verify::inventory::Inventory;

/// Most actions any life path has.
const MOST_ACTIONS: usize = 2;

/// What an asset does; empty for one that is kept or that the plan does not say.
#[derive(Clone, Debug, Default)]
pub(in crate::verify) struct Path {
    /// At most [`MOST_ACTIONS`], their years within the horizon or the year after it.
    pub(in crate::verify) actions: Vec<Action>,
    /// First year in which it is closed.
    pub(in crate::verify) close_fy: Option<FiscalYear>,
    /// First year in which a private operator runs it.
    pub(in crate::verify) transfer_fy: Option<FiscalYear>,
    /// Where the pupils of a closing school go, as the plan says it, whether or not the school closes.
    pub(in crate::verify) merger: Option<Merger>,
}

/// Where the pupils of a closing school go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::verify) struct Merger {
    /// Position of the asset that takes them in.
    pub(in crate::verify) into: usize,
    pub(in crate::verify) mode: MergerMode,
}

impl Path {
    /// Whether it is closed in `fy`.
    pub(in crate::verify) fn is_closed(&self, fy: FiscalYear) -> bool {
        self.close_fy.is_some_and(|close| close <= fy)
    }

    /// The year from which it is closed or transferred, if it ever is.
    pub(in crate::verify) fn gone_fy(&self) -> Option<FiscalYear> {
        self.close_fy.into_iter().chain(self.transfer_fy).min()
    }

    /// Whether it is closed or transferred in `fy`.
    pub(in crate::verify) fn is_gone(&self, fy: FiscalYear) -> bool {
        self.gone_fy().is_some_and(|gone| gone <= fy)
    }

    /// The rebuild, if there is one.
    pub(in crate::verify) fn rebuild(&self) -> Option<Action> {
        self.actions.iter().copied().find(|action| action.code.is_rebuild())
    }

    /// The rebuild of the whole asset, if there is one.
    pub(in crate::verify) fn whole_rebuild(&self) -> Option<Action> {
        self.actions.iter().copied().find(|action| matches!(action.code, ActionCode::B | ActionCode::BH))
    }

    /// The rebuild as hub, if it is one.
    pub(in crate::verify) fn hub(&self) -> Option<Action> {
        self.actions.iter().copied().find(|action| action.code.is_hub())
    }

    /// Whether the building stays as it stands: neither rebuilt nor closed.
    pub(in crate::verify) fn stands(&self) -> bool {
        self.rebuild().is_none() && self.close_fy.is_none()
    }

    /// Whether `fy` is one of the works years of its rebuild.
    pub(in crate::verify) fn is_in_works(&self, fy: FiscalYear) -> bool {
        self.rebuild().is_some_and(|action| action.works_fy <= fy && fy < action.open_fy)
    }

    /// The merger by which it closes and the year it does.
    pub(in crate::verify) fn merged(&self) -> Option<(Merger, FiscalYear)> {
        self.merger.zip(self.close_fy)
    }

    /// What it does, as messages show it.
    pub(in crate::verify) fn shown(&self) -> String {
        let works = self.actions.iter().map(|action| format!("{} {}", action.code.as_str(), action.works_fy));
        let close = self.close_fy.map(|fy| format!("CLOSE {fy}"));
        let transfer = self.transfer_fy.map(|fy| format!("T {fy}"));
        let parts: Vec<String> = works.chain(close).chain(transfer).collect();
        if parts.is_empty() { "K".to_owned() } else { parts.join("+") }
    }
}

pub(super) fn read(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Path> {
    let mut paths: Vec<Option<Path>> = vec![None; inventory.assets.len()];
    for asset_plan in &plan.assets {
        let id = &asset_plan.asset;
        let Some(position) = super::known_asset(inventory, id, findings) else { continue };
        findings.hold(CheckedRule::OnePath, paths[position].is_none(), || {
            let (ja, en) = ("ひとつの資産に計画が二つあります", "the asset has two life paths");
            Finding::new(BreachPlace::asset(id), "2", "1", ja, en)
        });
        if paths[position].is_none() {
            paths[position] = Some(readable(inventory, asset_plan, findings));
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
fn readable(inventory: &Inventory, plan: &AssetPlan, findings: &mut Findings) -> Path {
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
    let merger = plan.merger.as_ref().and_then(|merger| {
        let into = inventory.asset_position(&merger.into);
        findings.hold(CheckedRule::Plan, into.is_some(), || unknown(place().with_asset(&merger.into), "統合先の学校", "school"));
        into.map(|into| Merger { into, mode: merger.mode })
    });
    Path {
        actions,
        close_fy: plan.close_fy.filter(|&fy| happens_in_time(inventory, fy, place, findings)),
        transfer_fy: plan.transfer_fy.filter(|&fy| happens_in_time(inventory, fy, place, findings)),
        merger,
    }
}
