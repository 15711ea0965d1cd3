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
