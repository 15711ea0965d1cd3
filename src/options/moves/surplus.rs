//! S moves: into rooms of a standing school that no later year needs (formulation 5.10).

use super::super::{Excluded, Move, Owner};
use super::a_move;
use super::colocation::is_allowed;
use super::hosts::HostSearch;
use crate::cashflow::{Prices, guest_floor};
use crate::error::Text;
use crate::id::FunctionIx;
use crate::instance::{Instance, surplus_floor};
use crate::plan::MoveCode;
use crate::units::Meters;

pub(super) fn surplus_moves(
    instance: &Instance<'_>,
    prices: &Prices,
    search: &HostSearch<'_>,
    function: FunctionIx,
    excluded: &mut Vec<Excluded>,
) -> Vec<Move> {
    let entry = &instance.functions[function.0];
    let kind = instance.kinds[entry.kind.0];
    if !instance.project.scenario.moves.surplus {
        return Vec::new();
    }
    let floor = guest_floor(instance, prices, function).0;
    let mut moves = Vec::new();
    for host in search.assets_within(instance, entry.home, Meters(kind.host_radius_m)) {
        let site = instance.site_of(host).site;
        let Some(school) = site.school() else { continue };
        let fits_zone = kind.zone_cap(site.zone).is_none_or(|cap| floor <= cap.0);
        if !is_allowed(instance, kind.compatibility.with(school.kind)) || !fits_zone {
            continue;
        }
        let before = moves.len();
        let periods = instance.horizon.period_indices().skip(1);
        let fitting = periods.filter(|&t| surplus_floor(instance, host, instance.horizon.period(t).start).0 >= floor);
        moves.extend(fitting.map(|t| Move { floor, ..a_move(instance, prices, function, MoveCode::S, host, None, t) }));
        if moves.len() == before {
            let reason = Text::new(
                format!("余裕教室が足りない（必要 {floor:.0} m²）"),
                format!("the school has not {floor:.0} m² that no later year needs"),
            );
            excluded.push(Excluded { owner: Owner::Function(function), code: "S", host: Some(host), reason });
        }
    }
    moves
}
