//! C6: a function that absorbs another stays, and so does its asset (7.8).

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    for (function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        let Some((into, fy)) = fate.merge() else { continue };
        let absorbing = inventory.functions[into];
        let place = BreachPlace::function(&function.id).with_asset(&absorbing.home).in_year(fy);
        findings.hold(CheckedRule::Absorb, decisions.fates[into] == Fate::Stay, || {
            let (ja, en) = ("集約先の機能が移転・終了します", "the absorbing function moves or ends");
            Finding::new(place.clone(), &absorbing.id, "a function that stays", ja, en)
        });
        let closes = inventory.asset_position(&absorbing.home).and_then(|home| decisions.paths[home].close_fy);
        findings.hold(CheckedRule::Absorb, closes.is_none(), || {
            let found = closes.map(|fy| format!("CLOSE {fy}")).unwrap_or_default();
            Finding::new(place, found, "open", "集約先の資産が閉鎖されます", "the absorbing function's asset closes")
        });
    }
}
