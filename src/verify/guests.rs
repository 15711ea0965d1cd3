//! C4: guests, and pupils taken in, fit the spare floor of their hub (7.5).

use std::collections::BTreeMap;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::hub::opens_for;
use super::need::extra_m2;
use super::tolerance::is_at_most;
use super::works::{guest_m2, spare_m2};
use crate::plan::MergerMode;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, prices, .. } = reading;
    let mut used_m2 = BTreeMap::new();
    for (function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        if let Some(arrival) = fate.colocation() {
            *used_m2.entry(arrival).or_insert(0.0) += guest_m2(prices.guest_share(), function);
        }
    }
    for (from, path) in inventory.assets.iter().zip(&decisions.paths) {
        let Some((merger, fy)) = path.merged().filter(|(merger, _)| merger.mode == MergerMode::Hub) else { continue };
        let (Some(school), Some(into)) = (from.school(), inventory.assets[merger.into].school()) else { continue };
        *used_m2.entry((merger.into, fy)).or_insert(0.0) += extra_m2(inventory, school, into, fy);
    }
    for ((host, fy), used) in used_m2 {
        let asset = &inventory.assets[host];
        let opening = opens_for(reading, host).filter(|&(start, _)| start == fy);
        let spare = opening.map_or(0.0, |(_, action)| spare_m2(inventory, asset, action));
        findings.hold(CheckedRule::Guests, is_at_most(used, spare), || {
            let place = BreachPlace::asset(&asset.id).in_year(fy);
            let (ja, en) = ("入る機能が余裕床に収まりません", "the guests do not fit the spare floor");
            Finding::new(place, format!("{used} m²"), format!("≤ {spare} m²"), ja, en)
        });
    }
}
