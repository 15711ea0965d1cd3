//! C4, C6: functions in vacated buildings (5.13), which stay (5.16).

use std::collections::BTreeMap;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::tolerance::is_at_most;
use crate::fiscal::FiscalYear;
use crate::plan::MoveCode;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    let mut by_host: BTreeMap<usize, Vec<(FiscalYear, f64)>> = BTreeMap::new();
    for (function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        let Some((host, fy)) = fate.by(MoveCode::V) else { continue };
        by_host.entry(host).or_default().push((fy, function.gfa.0));
        let path = &decisions.paths[host];
        findings.hold(CheckedRule::Converted, path.gone_fy().is_none(), || {
            let place = BreachPlace::function(&function.id).with_asset(&inventory.assets[host].id).in_year(fy);
            let (ja, en) = ("転用した建物が閉鎖・移譲されます", "the converted building closes or is transferred");
            Finding::new(place, path.shown(), "neither CLOSE nor T", ja, en)
        });
    }
    for (host, arrivals) in by_host {
        let starts: Vec<FiscalYear> = inventory.horizon.periods().iter().map(|period| period.start).collect();
        for pair in starts.windows(2) {
            check_period(reading, host, &arrivals, (pair[0], pair[1]), findings);
        }
    }
}

/// (5.13) in the period that begins with the second of two years, the floor being left by the beginning of the period before.
fn check_period(
    reading: &Reading,
    host: usize,
    arrivals: &[(FiscalYear, f64)],
    (before, start): (FiscalYear, FiscalYear),
    findings: &mut Findings,
) {
    let asset = &reading.inventory.assets[host];
    let used: f64 = arrivals.iter().filter(|(fy, _)| *fy <= start).map(|(_, floor)| floor).sum();
    let at_home: f64 = asset.functions.iter().map(|function| function.gfa.0).sum();
    let left = asset.functions.iter().filter(|function| {
        let position = reading.inventory.function_position(&function.id);
        position.is_some_and(|position| reading.decisions.fates[position].has_left(before))
    });
    let vacant = (asset.gfa_m2() - at_home).max(0.0) + left.map(|function| function.gfa.0).sum::<f64>();
    findings.hold(CheckedRule::Vacant, is_at_most(used, vacant), || {
        let place = BreachPlace::asset(&asset.id).in_year(start);
        let (ja, en) = ("前の期までに空いた床に収まりません", "they do not fit the floor left in an earlier period");
        Finding::new(place, format!("{used} m²"), format!("≤ {vacant} m²"), ja, en)
    });
}
