//! V moves: into buildings that others have left (formulation 5.13).

use super::super::{Excluded, Move, Owner};
use super::a_move;
use super::hosts::HostSearch;
use crate::cashflow::Prices;
use crate::error::Text;
use crate::id::{AssetIx, FunctionIx, PeriodIx};
use crate::instance::Instance;
use crate::plan::MoveCode;
use crate::project::{Seismic, Structure};
use crate::units::Meters;

/// Conversions of a function; `may_leave` says of every function whether it can move or end at all.
pub(super) fn conversions(
    instance: &Instance<'_>,
    prices: &Prices,
    search: &HostSearch<'_>,
    function: FunctionIx,
    may_leave: &[bool],
    excluded: &mut Vec<Excluded>,
) -> Vec<Move> {
    let entry = &instance.functions[function.0];
    let kind = instance.kinds[entry.kind.0];
    if !instance.project.scenario.moves.conversion {
        return Vec::new();
    }
    let floor = entry.function.gfa.0;
    let mut moves = Vec::new();
    for host in search.assets_within(instance, entry.home, Meters(kind.host_radius_m)) {
        let asset = &instance.assets[host.0];
        let fits_zone = kind.zone_cap(instance.site_of(host).site.zone).is_none_or(|cap| floor <= cap.0);
        let may_be_vacated = asset.functions.iter().any(|k| may_leave[k.0]) || vacant_floor(instance, host) >= floor;
        if instance.is_school(host) || instance.is_leased(host) || asset.gfa.0 < floor || !fits_zone || !may_be_vacated {
            continue;
        }
        let periods: Vec<PeriodIx> = instance.horizon.period_indices().skip(1).collect();
        let lasting: Vec<PeriodIx> = periods.into_iter().filter(|&t| is_fit(instance, host, t)).collect();
        if lasting.is_empty() {
            let reason = Text::new(
                "転用に適さない（構造・耐震・残りの耐用年数）",
                "not fit for conversion (structure, earthquake standard, years left)",
            );
            excluded.push(Excluded { owner: Owner::Function(function), code: "V", host: Some(host), reason });
        }
        moves.extend(
            lasting.into_iter().map(|t| Move { floor, ..a_move(instance, prices, function, MoveCode::V, host, None, t) }),
        );
    }
    moves
}

/// Floor of a facility's building that no function uses today (5.13), square metres.
pub(crate) fn vacant_floor(instance: &Instance<'_>, asset: AssetIx) -> f64 {
    let entry = &instance.assets[asset.0];
    let used: f64 = entry.functions.iter().map(|k| instance.functions[k.0].function.gfa.0).sum();
    (entry.gfa.0 - used).max(0.0)
}

/// Whether a facility's building can be converted for `t`: sound, and with enough of its standard life left.
fn is_fit(instance: &Instance<'_>, asset: AssetIx, t: PeriodIx) -> bool {
    let scenario = &instance.project.scenario;
    let start = instance.horizon.period(t).start;
    instance.assets[asset.0].blocks.iter().all(|block| {
        let end = block.built.plus(scenario.life.standard_years.of(block.structure));
        block.structure != Structure::W
            && block.seismic != Seismic::OldWeak
            && end >= start.plus(scenario.moves.conversion_min_years)
    })
}
