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
        let path = inventory.asset_position(&absorbing.home).map(|home| &decisions.paths[home]);
        let stays = path.is_none_or(|path| path.gone_fy().is_none());
        findings.hold(CheckedRule::Absorb, stays, || {
            let found = path.map(super::decisions::Path::shown).unwrap_or_default();
            let (ja, en) = ("集約先の資産が閉鎖・移譲されます", "the absorbing function's asset closes or is transferred");
            Finding::new(place, found, "neither CLOSE nor T", ja, en)
        });
    }
}
