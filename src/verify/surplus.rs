//! C3, C4: functions and pupils in rooms a standing school no longer needs (5.11, 5.12).

use std::collections::BTreeMap;

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::need::{extra_m2, surplus_m2};
use super::tolerance::is_at_most;
use super::works::guest_m2;
use crate::fiscal::FiscalYear;
use crate::plan::{MergerMode, MoveCode};

/// What is in a standing school besides itself.
#[derive(Default)]
struct Guests {
    /// Floor of S moves from a year on, square metres.
    functions: Vec<(FiscalYear, f64)>,
    /// Schools taken in, by position, from a year on.
    schools: Vec<(FiscalYear, usize)>,
}

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, prices, .. } = reading;
    let mut by_host: BTreeMap<usize, Guests> = BTreeMap::new();
    for (function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        let Some((host, fy)) = fate.by(MoveCode::S) else { continue };
        by_host.entry(host).or_default().functions.push((fy, guest_m2(prices.guest_share(), function)));
        let path = &decisions.paths[host];
        findings.hold(CheckedRule::SurplusHost, path.stands(), || {
            let place = BreachPlace::function(&function.id).with_asset(&inventory.assets[host].id).in_year(fy);
            let (ja, en) = ("余裕教室のある学校が改築・閉校されます", "the school with surplus rooms is rebuilt or closes");
            Finding::new(place, path.shown(), "neither a rebuild nor CLOSE", ja, en)
        });
    }
    for (asset, path) in decisions.paths.iter().enumerate() {
        if let Some((merger, fy)) = path.merged().filter(|(merger, _)| merger.mode == MergerMode::Standing) {
            by_host.entry(merger.into).or_default().schools.push((fy, asset));
        }
    }
    for (host, guests) in by_host {
        for period in inventory.horizon.periods().iter().skip(1) {
            check_period(reading, host, &guests, period.start, findings);
        }
    }
}

/// (5.12) in the period that begins with `start`.
fn check_period(reading: &Reading, host: usize, guests: &Guests, start: FiscalYear, findings: &mut Findings) {
    let inventory = &reading.inventory;
    let asset = &inventory.assets[host];
    let Some(host_school) = asset.school() else { return };
    let functions_m2: f64 = guests.functions.iter().filter(|(fy, _)| *fy <= start).map(|(_, floor)| floor).sum();
    let arrived = guests.schools.iter().filter(|(fy, _)| *fy <= start);
    let schools = arrived.filter_map(|&(_, school)| inventory.assets[school].school());
    let pupils_m2: f64 = schools.map(|school| extra_m2(inventory, school, host_school, start)).sum();
    let used = functions_m2 + pupils_m2;
    let surplus = surplus_m2(inventory, asset, start);
    findings.hold(CheckedRule::Surplus, is_at_most(used, surplus), || {
        let place = BreachPlace::asset(&asset.id).in_year(start);
        let (ja, en) = ("余裕教室に収まりません", "they do not fit the school's surplus rooms");
        Finding::new(place, format!("{used} m²"), format!("≤ {surplus} m²"), ja, en)
    });
}
