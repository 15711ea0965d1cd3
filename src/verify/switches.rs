//! Options the scenario has switched off do not occur (7.18).

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::plan::{MoveCode, Treatment};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    let scenario = &inventory.project.scenario;
    let mut hold = |is_on: bool, place: BreachPlace, code: &str| {
        findings.hold(CheckedRule::Switch, is_on, || {
            Finding::new(place, code, "off", "シナリオで使わないとした選択肢です", "the scenario has switched this option off")
        });
    };
    for (function, &fate) in inventory.functions.iter().zip(&decisions.fates) {
        let place = BreachPlace::function(&function.id);
        match fate {
            Fate::Stay => {}
            Fate::End { fy } => hold(scenario.moves.ending, place.in_year(fy), "END"),
            Fate::Move { code: MoveCode::C, fy, .. } => hold(scenario.moves.colocation, place.in_year(fy), "C"),
            Fate::Move { code: MoveCode::A, fy, .. } => hold(scenario.moves.merging, place.in_year(fy), "A"),
            Fate::Move { code: MoveCode::S, fy, .. } => hold(scenario.moves.surplus, place.in_year(fy), "S"),
            Fate::Move { code: MoveCode::V, fy, .. } => hold(scenario.moves.conversion, place.in_year(fy), "V"),
            Fate::Move { code: MoveCode::O, fy, .. } => hold(scenario.openings.replacement, place.in_year(fy), "O"),
        }
    }
    for (asset, path) in inventory.assets.iter().zip(&decisions.paths) {
        let place = BreachPlace::asset(&asset.id);
        if let Some(fy) = path.transfer_fy {
            hold(scenario.moves.transfer, place.clone().in_year(fy), "T");
        }
        if path.merger.is_some() {
            hold(scenario.schools.merging, place, "U");
        }
    }
    let asset = |position: usize| BreachPlace::asset(&inventory.assets[position].id);
    for share in &decisions.shares {
        hold(scenario.schools.sharing, asset(share.school), share.room.as_str());
    }
    for swing in &decisions.swings {
        hold(scenario.schools.swing, asset(swing.school), "swing");
    }
    for permit in &decisions.permits {
        hold(scenario.permits.zone_exception, asset(permit.host).with_kind(&permit.kind).in_year(permit.fy), "permit");
    }
    for opening in &decisions.openings {
        let place = asset(opening.school).in_year(inventory.horizon.periods()[opening.period].start);
        hold(scenario.openings.opening, place, opening.class.as_str());
    }
    for (site, treated) in inventory.sites.iter().zip(&decisions.treatments) {
        let Some(treated) = treated else { continue };
        let is_on = match treated.treatment {
            Treatment::D => scenario.treatments.sale,
            Treatment::L => scenario.treatments.lease,
            Treatment::X => scenario.treatments.clearing,
            Treatment::Z => scenario.treatments.holding,
            Treatment::W => true,
        };
        hold(is_on, BreachPlace::site(&site.id).in_year(treated.fy), treated.treatment.as_str());
    }
}
