//! C5: caps of the use zone on the floor of a kind (7.9).

use std::collections::BTreeMap;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::tolerance::is_at_most;
use super::works::guest_m2;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, prices, .. } = reading;
    let mut used_m2 = BTreeMap::new();
    for (function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        if let Some((host, _)) = fate.colocation() {
            *used_m2.entry((host, &function.kind)).or_insert(0.0) += guest_m2(prices.guest_share(), function);
        }
    }
    for ((host, kind), used) in used_m2 {
        let asset = &inventory.assets[host];
        let Some(cap) = inventory.project.kinds.kind(kind).and_then(|row| row.zone_cap(asset.site.zone)) else { continue };
        let there: f64 = asset.functions.iter().filter(|function| &function.kind == kind).map(|function| function.gfa.0).sum();
        let room = (cap.0 - there).max(0.0);
        findings.hold(CheckedRule::ZoneCap, is_at_most(used, room), || {
            let place = BreachPlace::kind(kind).with_asset(&asset.id);
            let (ja, en) = ("用途地域の床面積の上限を超えます", "the use zone allows less floor of this kind");
            Finding::new(place, format!("{used} m²"), format!("≤ {room} m²"), ja, en)
        });
    }
}
