//! C2: a closed asset is empty, so every function is housed (7.3). That each is decided once (7.2) is seen on reading.

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    for (function, &fate) in inventory.functions.iter().zip(&decisions.fates) {
        let Some(home) = inventory.asset_position(&function.home) else { continue };
        let Some(close_fy) = decisions.paths[home].close_fy else { continue };
        findings.hold(CheckedRule::Housed, fate.has_left(close_fy), || {
            let place = BreachPlace::function(&function.id).with_asset(&function.home).in_year(close_fy);
            let (ja, en) = ("閉鎖する資産に機能が残っています", "a function is left in an asset that closes");
            Finding::new(place, "stays", format!("moved or ended by {close_fy}"), ja, en)
        });
    }
}
