//! C moves: into schools that are rebuilt with floor for guests (formulation 5.1).

use super::super::{Excluded, Move, Owner, permits};
use super::hosts::HostSearch;
use super::{a_move, starts_inside};
use crate::cashflow::{Prices, guest_floor};
use crate::catalogue::Compatibility;
use crate::error::Text;
use crate::id::FunctionIx;
use crate::instance::Instance;
use crate::plan::MoveCode;
use crate::units::Meters;

pub(super) fn colocations(
    instance: &Instance<'_>,
    prices: &Prices,
    search: &HostSearch<'_>,
    function: FunctionIx,
    excluded: &mut Vec<Excluded>,
) -> Vec<Move> {
    let entry = &instance.functions[function.0];
    let kind = instance.kinds[entry.kind.0];
    if !instance.project.scenario.moves.colocation || instance.is_school(entry.home) {
        return Vec::new();
    }
    let floor = guest_floor(instance, prices, function).0;
    let mut moves = Vec::new();
    for host in search.assets_within(instance, entry.home, Meters(kind.host_radius_m)) {
        if !instance.is_school(host) {
            continue;
        }
        let mut exclude = |ja: String, en: String| {
            let reason = Text::new(ja, en);
            excluded.push(Excluded { owner: Owner::Function(function), code: "C", host: Some(host), reason });
        };
        let site = instance.site_of(host).site;
        let fitness = kind.compatibility.with(site.school().expect("a school").kind);
        if !is_allowed(instance, fitness) {
            exclude(format!("学校との適合が {fitness:?}"), format!("fitness for this school is {fitness:?}"));
            continue;
        }
        let over = kind.zone_cap(site.zone).filter(|cap| floor > cap.0);
        if let Some(cap) = over.filter(|_| !instance.project.scenario.permits.zone_exception) {
            exclude(
                format!("用途地域の上限 {:.0} m² を {floor:.0} m² が超える", cap.0),
                format!("{floor:.0} m² exceed the zone's cap of {:.0} m²", cap.0),
            );
            continue;
        }
        let hubs = &search.hubs[host.0];
        let times: Vec<_> = instance
            .horizon
            .period_indices()
            .skip(1)
            .filter(|&t| {
                let in_time = |open_fy| over.is_none() || permits::is_in_time(instance, open_fy);
                hubs.iter().any(|hub| hub.opens_for == t && hub.spare >= floor && in_time(hub.action.open_fy))
            })
            .filter(|&t| starts_inside(instance, t))
            .collect();
        if times.is_empty() {
            let most = hubs.iter().map(|hub| hub.spare).fold(0.0, f64::max);
            exclude(
                format!("複合化できる改築がない（必要 {floor:.0} m²、余剰床 最大 {most:.0} m²）"),
                format!("no hub rebuild fits ({floor:.0} m² needed, at most {most:.0} m² spare)"),
            );
        }
        moves.extend(times.into_iter().map(|t| Move {
            floor,
            needs_permit: over.is_some(),
            ..a_move(instance, prices, function, MoveCode::C, host, None, t)
        }));
    }
    moves
}

pub(super) fn is_allowed(instance: &Instance<'_>, fitness: Compatibility) -> bool {
    match fitness {
        Compatibility::A => true,
        Compatibility::B => instance.project.scenario.moves.conditional_compatibility,
        Compatibility::C | Compatibility::X => false,
    }
}
