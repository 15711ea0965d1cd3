//! C5: caps of the use zone on the floor of a kind (7.9).

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::tolerance::is_at_most;
use super::works::guest_m2;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, prices, .. } = reading;
    for (host, asset) in inventory.assets.iter().enumerate() {
        for kind in &inventory.project.kinds.kinds {
            let Some(cap) = kind.zone_cap(asset.site.zone) else { continue };
            let arrives = |k: &usize| {
                inventory.functions[*k].kind == kind.id && decisions.fates[*k].colocation().is_some_and(|(to, _)| to == host)
            };
            let guests: Vec<usize> = (0..inventory.functions.len()).filter(arrives).collect();
            if guests.is_empty() {
                continue;
            }
            let there: f64 =
                asset.functions.iter().filter(|function| function.kind == kind.id).map(|function| function.gfa.0).sum();
            let room = (cap.0 - there).max(0.0);
            let used: f64 = guests.iter().map(|&k| guest_m2(prices.guest_share(), inventory.functions[k].gfa.0)).sum();
            findings.hold(CheckedRule::ZoneCap, is_at_most(used, room), || {
                let place = BreachPlace::kind(&kind.id).with_asset(&asset.id);
                let (ja, en) = ("用途地域の床面積の上限を超えます", "the use zone allows less floor of this kind");
                Finding::new(place, format!("{used} m²"), format!("≤ {room} m²"), ja, en)
            });
        }
    }
}
