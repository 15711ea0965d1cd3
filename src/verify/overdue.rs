//! Floor used beyond its life or long without renovation (4.5, 4.6).

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::Path;
use super::findings::{CheckedRule, Findings};
use super::floor_area::compare_areas;
use super::inventory::{Asset, Inventory};
use super::works::replaces;
use crate::fiscal::FiscalYear;
use crate::plan::ActionCode;
use crate::project::Building;

/// Overdue area of every year of the horizon, square metres, late renovation at its weight.
pub(super) fn recompute(reading: &Reading) -> BTreeMap<FiscalYear, f64> {
    let inventory = &reading.inventory;
    let of_year = |fy| {
        let assets = inventory.assets.iter().zip(&reading.decisions.paths);
        assets.map(|(asset, path)| overdue_m2(inventory, asset, path, fy)).sum::<f64>()
    };
    inventory.horizon.fiscal_years().map(|fy| (fy, of_year(fy))).collect()
}

/// Compares claimed and recomputed overdue area of every year.
pub(super) fn compare(recomputed: &BTreeMap<FiscalYear, f64>, claimed: &BTreeMap<FiscalYear, f64>, findings: &mut Findings) {
    compare_areas(CheckedRule::ClaimedOverdue, recomputed, claimed, findings);
}

fn overdue_m2(inventory: &Inventory, asset: &Asset, path: &Path, fy: FiscalYear) -> f64 {
    if path.is_gone(fy) {
        return 0.0;
    }
    asset.blocks.iter().map(|block| block_overdue_m2(inventory, block, path, fy)).sum()
}

fn block_overdue_m2(inventory: &Inventory, block: &Building, path: &Path, fy: FiscalYear) -> f64 {
    let scenario = &inventory.project.scenario;
    let life = &scenario.life;
    let mut is_extended = false;
    let mut is_renovated = block.last_renovation.is_some_and(|last| last >= block.built.plus(life.renovation_min_age));
    for &action in path.actions.iter().filter(|action| action.open_fy <= fy) {
        if replaces(inventory, action, block) {
            return 0.0;
        }
        is_renovated = true;
        is_extended |= action.code != ActionCode::M;
    }
    let age = fy.since(block.built);
    let service_life =
        if is_extended { life.extended_years.of(block.structure) } else { life.standard_years.of(block.structure) };
    if age >= service_life {
        block.gfa.0
    } else if age > life.renovation_max_age && !is_renovated {
        scenario.objective.renovation_overdue_weight * block.gfa.0
    } else {
        0.0
    }
}
