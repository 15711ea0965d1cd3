//! C3 and C4: a function moves in when its hub opens (7.4), and a hub has guests (7.7).

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::fiscal::FiscalYear;
use crate::plan::{Action, MergerMode};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    for (function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        let Some((host, fy)) = fate.colocation() else { continue };
        let opens = opens_for(reading, host).map(|(start, _)| start);
        findings.hold(CheckedRule::HubOpen, opens == Some(fy), || {
            let place = BreachPlace::function(&function.id).with_asset(&inventory.assets[host].id).in_year(fy);
            let allowed = opens.map_or("no hub".to_owned(), |start| start.to_string());
            let (ja, en) = ("その期に開く複合校舎がありません", "no hub opens at the host for this period");
            Finding::new(place, fy, allowed, ja, en)
        });
    }
    for (host, asset) in inventory.assets.iter().enumerate() {
        let Some(hub) = decisions.paths[host].hub() else { continue };
        let opens = opens_for(reading, host).map(|(start, _)| start);
        let has_moved = |fate: &&super::decisions::Fate| opens.is_some() && fate.colocation() == opens.map(|fy| (host, fy));
        let has_come = |path: &&super::decisions::Path| {
            let merged = path.merged().filter(|(merger, _)| merger.into == host && merger.mode == MergerMode::Hub);
            merged.is_some_and(|(_, fy)| opens == Some(fy))
        };
        let guests = decisions.fates.iter().filter(has_moved).count() + decisions.paths.iter().filter(has_come).count();
        findings.hold(CheckedRule::HubUsed, guests > 0, || {
            let place = BreachPlace::asset(&asset.id).in_year(hub.open_fy);
            Finding::new(place, guests, "≥ 1", "複合校舎に入る機能がありません", "nothing moves into the hub")
        });
    }
}

/// `O` of (5.2): the year in which the hub opens that takes guests or pupils in at the beginning of `fy`.
pub(super) fn ready_fy(reading: &Reading, hub: usize, fy: FiscalYear) -> FiscalYear {
    reading.decisions.paths[hub].rebuild().map_or(fy, |action| action.open_fy.min(fy))
}

/// (6.2): first year of the period the asset's hub path opens for, and the path's rebuild.
pub(super) fn opens_for(reading: &Reading, asset: usize) -> Option<(FiscalYear, Action)> {
    let action = reading.decisions.paths[asset].hub()?;
    let opens = reading.inventory.horizon.periods().iter().find(|period| period.start >= action.open_fy)?;
    Some((opens.start, action))
}
