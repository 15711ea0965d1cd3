//! Keeps every amount of money in the range where whole yen are exact.

use super::findings::Findings;
use crate::costs::CostTable;
use crate::error::{InputCode, Place, Text};
use crate::fiscal::Horizon;
use crate::project::Building;
use crate::scenario::Scenario;

/// Yen up to which every whole yen is exact in a double: 2^53.
const EXACT_YEN: f64 = 9_007_199_254_740_992.0;
/// Actions of the dearest kind one building may see within a horizon, with design, temporary premises and demolition.
const ACTIONS: f64 = 4.0;

/// Reports a combination of prices, factors and floor whose total could leave the exact range.
pub(super) fn check(
    scenario: &Scenario,
    horizon: &Horizon,
    buildings: &[Building],
    costs: &CostTable,
    place: &dyn Fn(&str) -> Place,
    findings: &mut Findings,
) {
    let floor: f64 = buildings.iter().map(|building| building.gfa.0).sum();
    let price = costs.classes.iter().map(|class| class.rebuild_kyen_m2.max(class.renovation_kyen_m2)).fold(0.0, f64::max);
    let rows = &costs.parameter;
    let others = [&rows.demolition_kyen_m2, &rows.temporary_kyen_m2, &rows.moving_kyen_m2].map(|row| row.high);
    let dearest = others.into_iter().fold(price * rows.rebuild_multiplier.high, f64::max) * 1_000.0 * scenario.cost.factor;
    let yearly = 1.0 + scenario.cost.price_escalation_per_year;
    let rise = [horizon.first(), horizon.last()]
        .map(|year| yearly.powi(year.since(scenario.cost.price_base_fy)))
        .into_iter()
        .fold(1.0, f64::max);
    let growth = scenario.works.facility_floor_growth.max(scenario.works.gfa_floor_ratio).max(1.0);
    let total = floor * growth * dearest * rise * ACTIONS;
    if total >= EXACT_YEN {
        findings.error(
            place("cost"),
            InputCode::OutOfRange,
            format!("{total:.2e} yen"),
            Text::new(
                "床面積 × 単価 × 上昇率が 9,007 兆円を超え、1 円単位で正しく計算できません",
                "floor × price × escalation passes 9,007 trillion yen, beyond which single yen are lost",
            ),
            Text::new(
                "cost.factor、cost.price_escalation_per_year、costs.toml の単価の単位 (千円/m²) を確かめてください",
                "check cost.factor, cost.price_escalation_per_year and the unit of prices in costs.toml, thousand yen/m²",
            ),
        );
    }
}
