//! C4: guests fit the spare floor of their hub (7.5).

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::hub::opens_for;
use super::tolerance::is_at_most;
use super::works::{guest_m2, spare_m2};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, prices, .. } = reading;
    for (host, asset) in inventory.assets.iter().enumerate() {
        for period in inventory.horizon.periods() {
            let arriving = |k: &usize| decisions.fates[*k].colocation() == Some((host, period.start));
            let guests: Vec<usize> = (0..inventory.functions.len()).filter(arriving).collect();
            if guests.is_empty() {
                continue;
            }
            let used: f64 = guests.iter().map(|&k| guest_m2(prices.guest_share(), inventory.functions[k].gfa.0)).sum();
            let opening = opens_for(reading, host).filter(|&(start, _)| start == period.start);
            let spare = opening.map_or(0.0, |(_, action)| spare_m2(inventory, asset, action));
            findings.hold(CheckedRule::Guests, is_at_most(used, spare), || {
                let place = BreachPlace::asset(&asset.id).in_year(period.start);
                let (ja, en) = ("入る機能が余裕床に収まりません", "the guests do not fit the spare floor");
                Finding::new(place, format!("{used} m²"), format!("≤ {spare} m²"), ja, en)
            });
        }
    }
}
