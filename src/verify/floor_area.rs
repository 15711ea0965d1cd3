//! C13: floor area in use, by year and against its limit (7.16).

use std::collections::BTreeMap;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::hub::ready_fy;
use super::need::extra_m2;
use super::row::{Limit, Row, weigh, years_of};
use super::sharing::shared_m2;
use super::tolerance::areas_agree;
use super::works::{floor_in, guest_m2};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::plan::MergerMode;
use crate::scenario::RuleLimit;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for rule in &reading.inventory.project.scenario.rules {
        let RuleLimit::FloorArea { fy, at_most_ratio } = rule.limit else { continue };
        let today: f64 = reading.inventory.assets.iter().map(super::inventory::Asset::gfa_m2).sum();
        for fy in years_of(&reading.inventory.horizon, Some(fy), Some(fy)) {
            let row = Row {
                rule,
                checked: CheckedRule::FloorArea,
                place: BreachPlace::year(fy),
                amount: floor_m2(reading, fy),
                limit: Limit::AtMost(at_most_ratio * today),
                unit: "m²",
                text: Text::new("延床面積が上限を超えます", "the floor area exceeds its limit"),
            };
            weigh(row, findings);
        }
    }
}

/// Floor of assets and guests in every year of the horizon, square metres.
pub(super) fn recompute(reading: &Reading) -> BTreeMap<FiscalYear, f64> {
    reading.inventory.horizon.fiscal_years().map(|fy| (fy, floor_m2(reading, fy))).collect()
}

/// Compares claimed and recomputed floor of every year.
pub(super) fn compare(recomputed: &BTreeMap<FiscalYear, f64>, claimed: &BTreeMap<FiscalYear, f64>, findings: &mut Findings) {
    compare_areas(CheckedRule::ClaimedFloor, recomputed, claimed, findings);
}

/// Compares an area claimed for every year of the horizon, and for no other, with what was recomputed.
pub(super) fn compare_areas(
    rule: CheckedRule,
    recomputed: &BTreeMap<FiscalYear, f64>,
    claimed: &BTreeMap<FiscalYear, f64>,
    findings: &mut Findings,
) {
    let mut years: Vec<FiscalYear> = recomputed.keys().chain(claimed.keys()).copied().collect();
    years.sort_unstable();
    years.dedup();
    for fy in years {
        let (claim, truth) = (claimed.get(&fy), recomputed.get(&fy));
        let holds = claim.zip(truth).is_some_and(|(&claim, &truth)| areas_agree(claim, truth));
        findings.hold(rule, holds, || {
            let shown = |area: Option<&f64>| area.map_or("none".to_owned(), |area| format!("{area} m²"));
            let (ja, en) = ("面積が再計算と合いません", "the claimed area is not what the decisions give");
            Finding::new(BreachPlace::year(fy), shown(claim), shown(truth), ja, en)
        });
    }
}

fn floor_m2(reading: &Reading, fy: FiscalYear) -> f64 {
    let Reading { inventory, decisions, prices, .. } = reading;
    let assets: f64 =
        inventory.assets.iter().zip(&decisions.paths).map(|(asset, path)| floor_in(inventory, asset, path, fy)).sum();
    let has_its_floor =
        |fate: &super::decisions::Fate| fate.colocation().is_some_and(|(host, from)| ready_fy(reading, host, from) <= fy);
    let guests = inventory.functions.iter().zip(&decisions.fates).filter(|(_, fate)| has_its_floor(fate));
    let guests_m2: f64 = guests.map(|(function, _)| guest_m2(prices.guest_share(), function)).sum();
    assets + guests_m2 + pupils_m2(reading, fy) - shared_rooms_m2(reading, fy)
}

/// Floor that hubs have for the pupils of schools they have taken in, square metres (5.20).
fn pupils_m2(reading: &Reading, fy: FiscalYear) -> f64 {
    let assets = reading.inventory.assets.iter().zip(&reading.decisions.paths);
    let extra = assets.filter_map(|(asset, path)| {
        let is_built = |(merger, from): &(super::decisions::Merger, FiscalYear)| {
            merger.mode == MergerMode::Hub && ready_fy(reading, merger.into, *from) <= fy
        };
        let (merger, from) = path.merged().filter(is_built)?;
        let into = reading.inventory.assets[merger.into].school()?;
        Some(extra_m2(&reading.inventory, asset.school()?, into, from))
    });
    extra.sum()
}

/// Floor of rooms that schools have been rebuilt without, square metres (5.30).
fn shared_rooms_m2(reading: &Reading, fy: FiscalYear) -> f64 {
    let has_opened = |school: usize| reading.decisions.paths[school].whole_rebuild().is_some_and(|action| action.open_fy <= fy);
    let shares = reading.decisions.shares.iter().filter(|share| has_opened(share.school));
    shares.map(|share| shared_m2(&reading.inventory, *share)).sum()
}
