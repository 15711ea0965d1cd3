//! C5: caps of the use zone on the floor of a kind (7.9), lifted for C moves by a permit (5.51).

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::tolerance::is_at_most;
use super::works::guest_m2;
use crate::fiscal::FiscalYear;
use crate::id::KindId;
use crate::plan::MoveCode;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, prices, .. } = reading;
    let mut used_m2 = BTreeMap::new();
    for (function, fate) in inventory.functions.iter().zip(&decisions.fates) {
        let Fate::Move { code, host, fy, .. } = *fate else { continue };
        let counted_m2 = match code {
            MoveCode::C if has_permit(reading, host, &function.kind, fy) => continue,
            MoveCode::C | MoveCode::S => guest_m2(prices.guest_share(), function),
            MoveCode::V => function.gfa.0,
            MoveCode::A | MoveCode::O => continue,
        };
        *used_m2.entry((host, &function.kind)).or_insert(0.0) += counted_m2;
    }
    for ((host, kind), used) in used_m2 {
        let asset = &inventory.assets[host];
        let Some(cap) = inventory.project.kinds.kind(kind).and_then(|row| row.zone_cap(asset.site.zone)) else { continue };
        let there: f64 = asset.functions.iter().filter(|function| &function.kind == kind).map(|function| function.gfa.0).sum();
        let room = (cap.0 - there).max(0.0);
        findings.hold(CheckedRule::ZoneCap, is_at_most(used, room), || {
            let place = BreachPlace::kind(kind).with_asset(&asset.id);
            let (ja, en) = ("用途地域の床面積の上限を超えます", "the use zone allows less floor of this kind");
            Finding::new(place, format!("{used} m²"), format!("≤ {room} m²"), ja, en)
        });
    }
}

/// Whether a permit lifts the cap of a kind for guests that move in at `fy`.
fn has_permit(reading: &Reading, host: usize, kind: &KindId, fy: FiscalYear) -> bool {
    let permits = &reading.decisions.permits;
    permits.iter().any(|permit| permit.host == host && &permit.kind == kind && permit.fy == fy)
}
