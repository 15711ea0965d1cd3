//! What works leave behind: which blocks are replaced, how much floor there is, how many guests fit (4.1, 6.1).

use super::decisions::Path;
use super::inventory::{Asset, Inventory};
use super::need::need_m2;
use crate::fiscal::FiscalYear;
use crate::plan::{Action, ActionCode};
use crate::project::{Building, Function, School, Seismic, Structure};

/// Storeys where there is no height limit (6.1).
const STOREYS_WITHOUT_LIMIT: f64 = 10.0;

/// Floor after a rebuild, square metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewFloor {
    pub(super) rebuilt_m2: f64,
    pub(super) kept_m2: f64,
}

impl NewFloor {
    pub(super) fn total_m2(self) -> f64 {
        self.rebuilt_m2 + self.kept_m2
    }
}

/// Whether a block's life can be extended.
pub(super) fn is_extendable(inventory: &Inventory, block: &Building) -> bool {
    let least = inventory.project.scenario.life.extension_min_soundness;
    block.extendable.unwrap_or_else(|| {
        matches!(block.structure, Structure::Rc | Structure::Src)
            && block.soundness.is_none_or(|soundness| soundness >= least)
            && block.seismic != Seismic::OldWeak
    })
}

/// Whether `action`, a rebuild, replaces `block`; a partial rebuild keeps the young and extendable ones.
pub(super) fn replaces(inventory: &Inventory, action: Action, block: &Building) -> bool {
    match action.code {
        ActionCode::M | ActionCode::R => false,
        ActionCode::B | ActionCode::BH => true,
        ActionCode::P | ActionCode::PH => {
            let least_age = inventory.project.scenario.life.partial_rebuild_min_age;
            action.works_fy.since(block.built) >= least_age || !is_extendable(inventory, block)
        }
    }
}

/// Floor of the blocks `action` replaces, square metres.
pub(super) fn replaced_m2(inventory: &Inventory, asset: &Asset, action: Action) -> f64 {
    asset.blocks.iter().filter(|block| replaces(inventory, action, block)).map(|block| block.gfa.0).sum()
}

/// (4.1): floor after a rebuild.
pub(super) fn floor_after(inventory: &Inventory, asset: &Asset, action: Action) -> NewFloor {
    let Some(school) = asset.school() else {
        let growth = inventory.project.scenario.works.facility_floor_growth;
        return NewFloor { rebuilt_m2: asset.gfa_m2() * growth, kept_m2: 0.0 };
    };
    let need_m2 = needed_m2(inventory, asset, school, action.open_fy);
    let kept_m2: f64 = asset.blocks.iter().filter(|block| !replaces(inventory, action, block)).map(|block| block.gfa.0).sum();
    NewFloor { rebuilt_m2: (need_m2 - kept_m2).max(0.0), kept_m2 }
}

/// `floor(a,y)`: floor of an asset in `fy`, square metres.
pub(super) fn floor_in(inventory: &Inventory, asset: &Asset, path: &Path, fy: FiscalYear) -> f64 {
    if path.is_gone(fy) {
        return 0.0;
    }
    match path.rebuild().filter(|action| action.open_fy <= fy) {
        Some(action) => floor_after(inventory, asset, action).total_m2(),
        None => asset.gfa_m2(),
    }
}

/// (6.1): guest floor of a school after `action`, square metres; 0 for what is not a school.
pub(super) fn spare_m2(inventory: &Inventory, asset: &Asset, action: Action) -> f64 {
    let Some(school) = asset.school() else { return 0.0 };
    let Some(kind) = inventory.project.kinds.school_kind(school.kind) else { return 0.0 };
    let site = asset.site;
    let storeys = site.height_limit.map_or(STOREYS_WITHOUT_LIMIT, |limit| (limit.0 / kind.storey_height_m).floor());
    let by_volume = site.far.map_or(f64::INFINITY, |far| far.0 * site.site_area.0);
    let by_coverage = site.bcr.map_or(f64::INFINITY, |bcr| storeys * bcr.0 * site.site_area.0);
    let by_yard = storeys * (site.site_area.0 - school.yard.0);
    let buildable = by_volume.min(by_coverage).min(by_yard);
    let spare = (buildable - floor_after(inventory, asset, action).total_m2()).max(0.0);
    spare.min(inventory.project.scenario.moves.hub_guest_cap_m2.unwrap_or(f64::INFINITY))
}

/// Guest floor `g(k)` of a function (5.1), `guest_share` being `1 − σ`; never below the floor it can live with.
pub(super) fn guest_m2(guest_share: f64, function: &Function) -> f64 {
    let least = function.min_gfa.map_or(0.0, |floor| floor.0);
    (guest_share * function.gfa.0).max(least)
}

/// Floor the school needs in `fy`, at least the floor ratio of today's, square metres.
fn needed_m2(inventory: &Inventory, asset: &Asset, school: &School, fy: FiscalYear) -> f64 {
    let Some(need) = need_m2(inventory, school, fy) else { return asset.gfa_m2() };
    need.max(inventory.project.scenario.works.gfa_floor_ratio * asset.gfa_m2())
}

/// A value given for some years, in `fy`: linear between them, constant outside; 0 where none is given.
pub(super) fn interpolated(given: impl Iterator<Item = (FiscalYear, f64)>, fy: FiscalYear) -> f64 {
    let mut before: Option<(FiscalYear, f64)> = None;
    for (year, value) in given {
        if year >= fy {
            return match before {
                Some((earlier, from)) if year > fy => {
                    from + (value - from) * f64::from(fy.since(earlier)) / f64::from(year.since(earlier))
                }
                _ => value,
            };
        }
        before = Some((year, value));
    }
    before.map_or(0.0, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_linear_between_given_years_and_constant_outside() {
        let at = |fy| interpolated([(FiscalYear(2020), 100.0), (FiscalYear(2030), 200.0)].into_iter(), FiscalYear(fy));
        for (fy, expected) in [(2010, 100.0), (2020, 100.0), (2025, 150.0), (2030, 200.0), (2040, 200.0)] {
            assert!((at(fy) - expected).abs() < 1e-12, "{fy}");
        }
    }
}
