//! C11: bookings that go to opened school rooms are covered in every period (11.4), from an open primary host (11.7).

use super::Reading;
use super::decisions::Opening;
use super::demand::Growth;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::slot_flow::Taken;
use super::tolerance::is_at_most;
use crate::fiscal::FiscalYear;
use crate::plan::MoveCode;

pub(super) fn check(reading: &Reading, taken: &Taken, growth: &Growth, findings: &mut Findings) {
    for (position, fate) in reading.decisions.fates.iter().enumerate() {
        if let Some((host, fy)) = fate.by(MoveCode::O) {
            check_primary(reading, position, (host, fy), findings);
            check_covered(reading, position, fy, (taken, growth), findings);
        }
    }
}

/// (11.7)
fn check_primary(reading: &Reading, position: usize, (host, fy): (usize, FiscalYear), findings: &mut Findings) {
    let inventory = &reading.inventory;
    let Some(period) = inventory.horizon.periods().iter().position(|period| period.start == fy) else { return };
    let is_open = |class| reading.decisions.is_open(&Opening { school: host, class, period });
    let opens = reading.rooms.openable_for(position, host).any(|(class, _)| is_open(class));
    findings.hold(CheckedRule::Primary, opens, || {
        let place = BreachPlace::function(&inventory.functions[position].id).with_asset(&inventory.assets[host].id).in_year(fy);
        let (ja, en) = ("移転の期に学校が開放されていません", "the school is not open to its users at the move");
        Finding::new(place, "not open", "open rooms of a class that serves it", ja, en)
    });
    let closes = reading.decisions.paths[host].close_fy;
    findings.hold(CheckedRule::Primary, closes.is_none(), || {
        let place = BreachPlace::function(&inventory.functions[position].id).with_asset(&inventory.assets[host].id).in_year(fy);
        let found = closes.map(|fy| format!("CLOSE {fy}")).unwrap_or_default();
        Finding::new(place, found, "a school that stays", "受け皿の学校が閉校します", "the school its users go to closes")
    });
}

/// (11.4)
fn check_covered(
    reading: &Reading,
    position: usize,
    from: FiscalYear,
    (taken, growth): (&Taken, &Growth),
    findings: &mut Findings,
) {
    let inventory = &reading.inventory;
    let margin = inventory.project.scenario.openings.margin;
    for (class, rooms) in reading.rooms.of_function(position) {
        for (band, &used) in rooms.used.iter().enumerate().filter(|&(_, &used)| used > 0.0) {
            for (period, span) in inventory.horizon.periods().iter().enumerate().filter(|(_, span)| span.start >= from) {
                let needed = margin * used * growth.of(reading, position, period);
                let found = taken.get(&(position, class, band, period)).copied().unwrap_or(0.0);
                findings.hold(CheckedRule::Replaced, is_at_most(needed, found), || {
                    let place = BreachPlace::function(&inventory.functions[position].id).in_year(span.start);
                    let place = place.with_figure(format!("{} {}", class.as_str(), reading.rooms.bands[band]));
                    let (ja, en) = ("開放で予約利用を賄えません", "opened rooms do not cover its bookings");
                    Finding::new(place, format!("{found} slots"), format!("≥ {needed} slots"), ja, en)
                });
            }
        }
    }
}
