//! The plan's decisions by position, malformed ones reported and left out, so that no later check meets an unknown id or a
//! year nothing can be computed for.

mod functions;
mod funds;
mod paths;
mod rooms;
mod schools;
mod sites;

use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::inventory::Inventory;
use super::rooms::Rooms;
use crate::fiscal::FiscalYear;
use crate::plan::{PLAN_FORMAT, Plan};

pub(super) use functions::Fate;
pub(super) use funds::Funds;
pub(super) use paths::{Merger, Path};
pub(super) use rooms::{Flow, Opening};
pub(super) use schools::{Permit, Share, Swing};
pub(super) use sites::Treated;

/// What the plan decides.
#[derive(Debug)]
pub(super) struct Decisions {
    /// By position of the asset.
    pub(super) paths: Vec<Path>,
    /// By position of the function.
    pub(super) fates: Vec<Fate>,
    /// By position of the site.
    pub(super) treatments: Vec<Option<Treated>>,
    /// By school, room and partner, each once.
    pub(super) shares: Vec<Share>,
    /// By school and site, each once.
    pub(super) swings: Vec<Swing>,
    /// By host, kind and year, each once.
    pub(super) permits: Vec<Permit>,
    /// By school, class and period, each once.
    pub(super) openings: Vec<Opening>,
    /// In the order of the plan, each combination once.
    pub(super) flows: Vec<Flow>,
    /// By year of the horizon; only with `[funding]`.
    pub(super) funds: Option<Vec<Funds>>,
}

impl Decisions {
    pub(super) fn read(inventory: &Inventory, rooms: &Rooms, plan: &Plan, findings: &mut Findings) -> Self {
        check_header(inventory, plan, findings);
        Self {
            paths: paths::read(inventory, plan, findings),
            fates: functions::read(inventory, plan, findings),
            treatments: sites::read(inventory, plan, findings),
            shares: schools::read_shares(inventory, plan, findings),
            swings: schools::read_swings(inventory, plan, findings),
            permits: schools::read_permits(inventory, plan, findings),
            openings: rooms::read_openings(inventory, plan, findings),
            flows: rooms::read_flows(inventory, rooms, plan, findings),
            funds: funds::read(inventory, plan, findings),
        }
    }

    /// Whether the rooms of a class of the school at `school` are open in the period at `period`.
    pub(super) fn is_open(&self, opening: &Opening) -> bool {
        self.openings.binary_search(opening).is_ok()
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

/// Reports a decision that does not happen in the first year of a later period; false when `fy` is outside the horizon, where
/// nothing can be computed for it.
fn happens_in_time(inventory: &Inventory, fy: FiscalYear, place: impl Fn() -> BreachPlace, findings: &mut Findings) -> bool {
    findings.hold(CheckedRule::Timing, inventory.is_later_period_start(fy), || {
        let starts = inventory.horizon.periods().iter().skip(1).map(|period| period.start.to_string());
        let (ja, en) = ("この決定は第2期以降の期首に限ります", "this happens only in the first year of a later period");
        Finding::new(place().in_year(fy), fy, starts.collect::<Vec<_>>().join(", "), ja, en)
    });
    inventory.first_year() < fy && fy <= inventory.last_year()
}

/// The position of the later period that begins in `fy`; reports a year in which none does.
fn later_period(
    inventory: &Inventory,
    fy: FiscalYear,
    place: impl Fn() -> BreachPlace,
    findings: &mut Findings,
) -> Option<usize> {
    happens_in_time(inventory, fy, place, findings);
    inventory.horizon.periods().iter().position(|period| period.start == fy).filter(|&period| period > 0)
}

/// The asset's position; reports an id the inputs do not have.
fn known_asset(inventory: &Inventory, id: &crate::id::AssetId, findings: &mut Findings) -> Option<usize> {
    let position = inventory.asset_position(id);
    findings.hold(CheckedRule::Plan, position.is_some(), || unknown(BreachPlace::asset(id), "資産", "asset"));
    position
}

/// Sorts records and reports and removes those the plan has twice.
fn each_once<T: Ord>(mut records: Vec<T>, place: impl Fn(&T) -> BreachPlace, findings: &mut Findings) -> Vec<T> {
    records.sort();
    let mut once: Vec<T> = Vec::with_capacity(records.len());
    for record in records {
        let is_new = once.last() != Some(&record);
        findings.hold(CheckedRule::Plan, is_new, || {
            Finding::new(place(&record), "2", "1", "同じ決定が二度あります", "the plan has this decision twice")
        });
        if is_new {
            once.push(record);
        }
    }
    once
}

fn unknown(place: BreachPlace, noun_ja: &str, noun_en: &str) -> Finding {
    let (ja, en) = (format!("計画にある{noun_ja}が入力にありません"), format!("the plan names an unknown {noun_en}"));
    Finding::new(place, "unknown id", "an id of the inputs", &ja, &en)
}
