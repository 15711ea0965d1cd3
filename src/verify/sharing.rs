//! Schools that share a gymnasium or a pool (5.30–5.34).

use super::Reading;
use super::decisions::Share;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::inventory::Inventory;
use super::need::{classes_in, years_from};
use super::tolerance::is_at_most;
use crate::catalogue::RoomClass;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    for (number, share) in decisions.shares.iter().enumerate() {
        check_allowed(reading, *share, findings);
        let place = || place_of(inventory, *share);
        let path = &decisions.paths[share.school];
        // Shares are sorted, so that those of one school and room follow each other.
        let is_first =
            number == 0 || (decisions.shares[number - 1].school, decisions.shares[number - 1].room) != (share.school, share.room);
        findings.hold(CheckedRule::SharingPath, is_first && path.whole_rebuild().is_some(), || {
            let (ja, en) = (
                "全面改築する学校がひとつの相手とだけ共用します",
                "a school is rebuilt as a whole without the room and shares it with one other",
            );
            let found = if is_first { path.shown() } else { "a second partner".to_owned() };
            Finding::new(place(), found, "B or BH, one partner", ja, en)
        });
        let partner = &decisions.paths[share.partner];
        let partner_has_none = decisions.shares.iter().any(|other| other.school == share.partner && other.room == share.room);
        findings.hold(CheckedRule::SharingPartner, !partner_has_none && partner.close_fy.is_none(), || {
            let (ja, en) = ("共用の相手がその室を持ち続けません", "the other school does not keep the room");
            let found = if partner_has_none { "no room of its own".to_owned() } else { partner.shown() };
            Finding::new(place(), found, "a room of its own, no CLOSE", ja, en)
        });
        let sharers = decisions.shares.iter().filter(|other| other.partner == share.partner && other.room == share.room).count();
        findings.hold(CheckedRule::SharingOnce, sharers == 1, || {
            let (ja, en) = ("ひとつの室を三校以上で共用します", "more than two schools share one room");
            Finding::new(place(), sharers, 1, ja, en)
        });
        let host = [share.school, share.partner].into_iter().find(|&school| takes_in_another(reading, school));
        findings.hold(CheckedRule::SharingPartner, host.is_none(), || {
            let (ja, en) = ("共用する学校はほかの学校を統合しません", "a school that shares a room takes in no other school");
            let found =
                host.map_or(String::new(), |school| format!("pupils of another school come to {}", inventory.assets[school].id));
            Finding::new(place(), found, "no merger", ja, en)
        });
    }
}

fn takes_in_another(reading: &Reading, school: usize) -> bool {
    reading.decisions.paths.iter().any(|path| path.merged().is_some_and(|(merger, _)| merger.into == school))
}

fn place_of(inventory: &Inventory, share: Share) -> BreachPlace {
    let figure = format!("{} → {}", share.room.as_str(), inventory.assets[share.partner].id);
    BreachPlace::asset(&inventory.assets[share.school].id).with_figure(figure)
}

/// (5.30, 5.34): which schools may share which room.
fn check_allowed(reading: &Reading, share: Share, findings: &mut Findings) {
    let inventory = &reading.inventory;
    let (asset, other) = (&inventory.assets[share.school], &inventory.assets[share.partner]);
    let mut hold = |holds: bool, found: String, allowed: String, ja: &str, en: &str| {
        let place = place_of(inventory, share);
        findings.hold(CheckedRule::Sharing, holds, || Finding::new(place, found, allowed, ja, en));
    };
    let (ja, en) = ("共用は別の学校どうしに限ります", "two different schools share a room");
    let (Some(school), Some(partner)) = (asset.school(), other.school()) else {
        hold(false, "facility".to_owned(), "schools".to_owned(), ja, en);
        return;
    };
    hold(share.school != share.partner, other.id.to_string(), "another school".to_owned(), ja, en);
    let settings = &inventory.project.scenario.schools;
    let most_m = settings.sharing_max_m;
    let distance_m = reading.walking.between_sites(asset.site_position, other.site_position);
    let (ja, en) = ("共用には遠すぎます", "the schools are too far apart");
    hold(distance_m <= most_m, format!("{distance_m} m"), format!("≤ {most_m} m"), ja, en);
    let others_m2 = shared_m2(inventory, Share { school: share.partner, ..share });
    let room_m2 = shared_m2(inventory, share).min(others_m2);
    let (ja, en) = ("この校種は共用する室を持ちません", "schools of this kind have no such room to share");
    hold(room_m2 > 0.0, format!("{room_m2} m²"), "> 0 m²".to_owned(), ja, en);
    let rooms = |school: usize| reading.rooms.of_schools.get(&(school, share.room));
    if let Some(kept) = rooms(share.partner) {
        let given_up = rooms(share.school);
        for (band, &all) in kept.all.iter().enumerate() {
            let taken = kept.taken[band] + given_up.map_or(0.0, |rooms| rooms.taken[band]);
            let (ja, en) = (
                "両校の使用と区民の予約が相手の室に収まりません",
                "the hours of both schools and residents' bookings do not fit the one room",
            );
            let found = format!("{} {taken}", reading.rooms.bands[band]);
            hold(is_at_most(taken, all), found, format!("≤ {all}"), ja, en);
        }
    }
    if let Some(action) = reading.decisions.paths[share.school].whole_rebuild() {
        let most = f64::from(settings.sharing_max_classes);
        let together = |fy| classes_in(inventory, school, fy) + classes_in(inventory, partner, fy);
        let classes = years_from(inventory, action.open_fy).map(together).fold(0.0, f64::max);
        let (ja, en) = ("共用するには学級が多すぎます", "the schools have too many classes to share a room");
        hold(classes <= most, classes.to_string(), format!("≤ {most}"), ja, en);
    }
}

/// Floor of the room a school is rebuilt without, square metres.
pub(super) fn shared_m2(inventory: &Inventory, share: Share) -> f64 {
    let kind = inventory.assets[share.school].school().and_then(|school| inventory.project.kinds.school_kind(school.kind));
    kind.map_or(0.0, |kind| match share.room {
        RoomClass::Gym => kind.gym_m2,
        RoomClass::Pool => kind.pool_m2,
        RoomClass::Hall | RoomClass::Meeting | RoomClass::SpecialRoom => 0.0,
    })
}
