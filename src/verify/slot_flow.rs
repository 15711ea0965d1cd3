//! C11: slots that functions' users take in opened rooms: only where they may (11.3, 11.4), never more than there are (11.5).

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::{Flow, Opening};
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::rooms::serves;
use super::tolerance::is_at_most;
use crate::catalogue::RoomClass;

/// Slots a year by function, class, band and period, the last three by position: `Σ_{g,r} f`.
pub(super) type Taken = BTreeMap<(usize, RoomClass, usize, usize), f64>;

/// Checks every flow and the supply they take; gives what each function's users take.
pub(super) fn check(reading: &Reading, findings: &mut Findings) -> Taken {
    let mut taken = Taken::new();
    let mut supplied: BTreeMap<(Opening, usize), f64> = BTreeMap::new();
    for flow in &reading.decisions.flows {
        check_allowed(reading, flow, findings);
        *taken.entry((flow.function, flow.class, flow.band, flow.period)).or_default() += flow.slots;
        let opening = Opening { school: flow.school, class: flow.opened, period: flow.period };
        *supplied.entry((opening, flow.band)).or_default() += flow.slots;
    }
    for ((opening, band), slots) in supplied {
        let rooms = reading.rooms.of_schools.get(&(opening.school, opening.class));
        let is_open = reading.decisions.is_open(&opening);
        let openable = rooms.filter(|_| is_open).map_or(0.0, |rooms| rooms.openable[band]);
        findings.hold(CheckedRule::Supply, is_at_most(slots, openable), || {
            let start = reading.inventory.horizon.periods()[opening.period].start;
            let place = BreachPlace::asset(&reading.inventory.assets[opening.school].id).in_year(start);
            let place = place.with_figure(format!("{} {}", opening.class.as_str(), reading.rooms.bands[band]));
            let (ja, en) = ("開放したコマより多く使います", "more slots are taken than the school opens");
            Finding::new(place, format!("{slots} slots"), format!("≤ {openable} slots"), ja, en)
        });
    }
    taken
}

fn check_allowed(reading: &Reading, flow: &Flow, findings: &mut Findings) {
    let inventory = &reading.inventory;
    let (function, school) = (inventory.functions[flow.function], &inventory.assets[flow.school]);
    let mut hold = |holds: bool, found: String, allowed: String, ja: &str, en: &str| {
        let start = inventory.horizon.periods()[flow.period].start;
        let place = BreachPlace::function(&function.id).with_asset(&school.id).in_year(start);
        let classes = format!("{}→{} {}", flow.class.as_str(), flow.opened.as_str(), reading.rooms.bands[flow.band]);
        findings.hold(CheckedRule::SlotFlow, holds, || Finding::new(place.with_figure(classes), found, allowed, ja, en));
    };
    let (ja, en) = ("この区分の室では代わりになりません", "rooms of this class do not serve those users");
    hold(serves(flow.opened, flow.class), flow.opened.as_str().to_owned(), "a class that serves it".to_owned(), ja, en);
    let used = reading.rooms.of_functions.get(&(flow.function, flow.class)).map_or(0.0, |rooms| rooms.used[flow.band]);
    let (ja, en) = ("この区分・時間帯の利用がない機能です", "the function has no use in this class and band");
    hold(used > 0.0, format!("{used} slots"), "> 0 slots".to_owned(), ja, en);
    let (ja, en) = ("開放するのは学校です", "only schools open their rooms");
    hold(school.school().is_some(), "facility".to_owned(), "school".to_owned(), ja, en);
    let Some(home) = inventory.home(function) else { return };
    let (ja, en) = ("学校にある機能は対象外です", "a function at home in a school takes no opened slots");
    hold(home.school().is_none(), "school".to_owned(), "facility".to_owned(), ja, en);
    let most_m = inventory.project.scenario.openings.walk_m;
    let distance_m = reading.walking.between_sites(home.site_position, school.site_position);
    let (ja, en) = ("学校が遠すぎます", "the school is too far away");
    hold(distance_m <= most_m, format!("{distance_m} m"), format!("≤ {most_m} m"), ja, en);
}
