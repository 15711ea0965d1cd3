//! Rooms and buildings that schools share, and permits for their guests.

use super::{each_once, known_asset, later_period, unknown};
use crate::catalogue::RoomClass;
use crate::fiscal::FiscalYear;
use crate::id::KindId;
use crate::plan::Plan;
use crate::verify::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::verify::inventory::Inventory;

/// A school rebuilt without a room; schools by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::verify) struct Share {
    pub(in crate::verify) school: usize,
    /// `Gym` or `Pool`.
    pub(in crate::verify) room: RoomClass,
    pub(in crate::verify) partner: usize,
}

/// A school that uses a held site during its works; both by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::verify) struct Swing {
    pub(in crate::verify) school: usize,
    pub(in crate::verify) site: usize,
}

/// A permit; the host by position, `fy` the first year of a later period.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::verify) struct Permit {
    pub(in crate::verify) host: usize,
    pub(in crate::verify) kind: KindId,
    pub(in crate::verify) fy: FiscalYear,
}

pub(super) fn read_shares(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Share> {
    let mut shares = Vec::new();
    for share in &plan.shares {
        let school = known_asset(inventory, &share.school, findings);
        let partner = known_asset(inventory, &share.partner, findings);
        let may_be_shared = matches!(share.room, RoomClass::Gym | RoomClass::Pool);
        findings.hold(CheckedRule::Plan, may_be_shared, || {
            let (ja, en) = ("共用できるのは体育館とプールだけです", "only gymnasiums and pools are shared");
            Finding::new(BreachPlace::asset(&share.school), share.room.as_str(), "gym, pool", ja, en)
        });
        if let (Some(school), Some(partner), true) = (school, partner, may_be_shared) {
            shares.push(Share { school, room: share.room, partner });
        }
    }
    let place =
        |share: &Share| BreachPlace::asset(&inventory.assets[share.school].id).with_figure(share.room.as_str().to_owned());
    each_once(shares, place, findings)
}

pub(super) fn read_swings(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Swing> {
    let mut swings = Vec::new();
    for swing in &plan.swings {
        let school = known_asset(inventory, &swing.school, findings);
        let site = inventory.site_position(&swing.site);
        findings.hold(CheckedRule::Plan, site.is_some(), || unknown(BreachPlace::site(&swing.site), "敷地", "site"));
        swings.extend(school.zip(site).map(|(school, site)| Swing { school, site }));
    }
    each_once(swings, |swing| BreachPlace::asset(&inventory.assets[swing.school].id), findings)
}

pub(super) fn read_permits(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Permit> {
    let mut permits = Vec::new();
    for permit in &plan.permits {
        let host = known_asset(inventory, &permit.host, findings);
        let is_known = inventory.project.kinds.kind(&permit.kind).is_some();
        findings.hold(CheckedRule::Plan, is_known, || unknown(BreachPlace::kind(&permit.kind), "種別", "kind"));
        let place = || BreachPlace::kind(&permit.kind).with_asset(&permit.host);
        let period = later_period(inventory, permit.fy, place, findings);
        if let (Some(host), Some(_), true) = (host, period, is_known) {
            permits.push(Permit { host, kind: permit.kind.clone(), fy: permit.fy });
        }
    }
    let place =
        |permit: &Permit| BreachPlace::kind(&permit.kind).with_asset(&inventory.assets[permit.host].id).in_year(permit.fy);
    each_once(permits, place, findings)
}
