//! Opened school rooms and the slots that functions' users take in them.

use super::{each_once, known_asset, later_period, unknown};
use crate::catalogue::RoomClass;
use crate::plan::Plan;
use crate::verify::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::verify::inventory::Inventory;
use crate::verify::rooms::Rooms;

/// Rooms of one class of one school, open in one later period; school and period by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::verify) struct Opening {
    pub(in crate::verify) school: usize,
    pub(in crate::verify) class: RoomClass,
    pub(in crate::verify) period: usize,
}

/// Slots a year one function's users take; function, school, band and period by position.
#[derive(Clone, Copy, Debug)]
pub(in crate::verify) struct Flow {
    pub(in crate::verify) function: usize,
    /// Class they ask for.
    pub(in crate::verify) class: RoomClass,
    pub(in crate::verify) school: usize,
    /// Class of the opened rooms.
    pub(in crate::verify) opened: RoomClass,
    pub(in crate::verify) band: usize,
    pub(in crate::verify) period: usize,
    /// Finite, at least 0.
    pub(in crate::verify) slots: f64,
}

pub(super) fn read_openings(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Opening> {
    let mut openings = Vec::new();
    for opening in &plan.openings {
        let school = known_asset(inventory, &opening.school, findings);
        let class = opening.room_class;
        let place = || BreachPlace::asset(&opening.school).with_figure(class.as_str().to_owned());
        let period = later_period(inventory, opening.fy, place, findings);
        openings.extend(school.zip(period).map(|(school, period)| Opening { school, class, period }));
    }
    let place = |opening: &Opening| {
        let period = inventory.horizon.periods()[opening.period];
        let place = BreachPlace::asset(&inventory.assets[opening.school].id).in_year(period.start);
        place.with_figure(opening.class.as_str().to_owned())
    };
    each_once(openings, place, findings)
}

pub(super) fn read_flows(inventory: &Inventory, rooms: &Rooms, plan: &Plan, findings: &mut Findings) -> Vec<Flow> {
    let mut flows = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for flow in &plan.slot_flows {
        let place = || {
            let classes = format!("{}→{} {}", flow.room_class.as_str(), flow.opened_class.as_str(), flow.band);
            BreachPlace::function(&flow.function).with_asset(&flow.school).in_year(flow.fy).with_figure(classes)
        };
        let function = inventory.function_position(&flow.function);
        findings.hold(CheckedRule::Plan, function.is_some(), || unknown(place(), "機能", "function"));
        let school = known_asset(inventory, &flow.school, findings);
        let band = rooms.band_position(&flow.band);
        findings.hold(CheckedRule::Plan, band.is_some(), || unknown(place(), "時間帯", "time band"));
        let is_count = flow.slots_per_year.is_finite() && flow.slots_per_year >= 0.0;
        findings.hold(CheckedRule::Plan, is_count, || {
            let (ja, en) = ("コマ数が数になっていません", "the number of slots is not a number of slots");
            Finding::new(place(), flow.slots_per_year, "≥ 0", ja, en)
        });
        let period = later_period(inventory, flow.fy, place, findings);
        let (Some(function), Some(school), Some(band), Some(period), true) = (function, school, band, period, is_count) else {
            continue;
        };
        let is_new = seen.insert((function, flow.room_class, school, flow.opened_class, band, period));
        findings.hold(CheckedRule::Plan, is_new, || {
            Finding::new(place(), "2", "1", "同じ決定が二度あります", "the plan has this decision twice")
        });
        if is_new {
            let (class, opened, slots) = (flow.room_class, flow.opened_class, flow.slots_per_year);
            flows.push(Flow { function, class, school, opened, band, period, slots });
        }
    }
    flows
}
