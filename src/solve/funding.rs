//! Bonds and fund movements of a solution in whole yen.

use crate::cashflow::{CostBook, bond_limit, funding_years};
use crate::formulate::FundingColumns;
use crate::instance::Instance;
use crate::model::{ColumnIx, YEN_PER_UNIT};
use crate::plan::FundingPlan;
use crate::units::Yen;

/// Rounds the solution's movements so that every limit of section 12 that is exact to the yen is kept: bonds within their charge, a
/// fund that is never negative, no general funds below nothing.
pub(super) fn movements(instance: &Instance<'_>, book: &CostBook, columns: &FundingColumns, values: &[f64]) -> Vec<FundingPlan> {
    let Some(settings) = &instance.project.scenario.funding else { return Vec::new() };
    let mut fund = Yen::round(settings.fund_opening_million_jpy * YEN_PER_UNIT);
    let most_deposit = settings.deposit_max_million_jpy.map(|million| Yen::round(million * YEN_PER_UNIT));
    let whole = |column: ColumnIx| Yen::round(values[column.0].max(0.0) * YEN_PER_UNIT);
    let mut movements: Vec<FundingPlan> = Vec::new();
    for (offset, fy) in instance.horizon.fiscal_years().enumerate() {
        let deposit = whole(columns.deposits[offset]);
        let mut movement = FundingPlan {
            fy,
            bond_jpy: whole(columns.bonds[offset]).min(bond_limit(instance, book, fy)),
            draw_jpy: Yen::ZERO,
            deposit_jpy: most_deposit.map_or(deposit, |most| deposit.min(most)),
        };
        movement.draw_jpy = whole(columns.draws[offset]).min(fund + movement.deposit_jpy);
        movements.push(movement);
        let missing = -funding_years(instance, book, &movements)[&fy].general_jpy;
        if let Some(movement) = movements.last_mut().filter(|_| missing > Yen::ZERO) {
            let less_draw = missing.min(movement.draw_jpy);
            movement.draw_jpy -= less_draw;
            movement.bond_jpy = (movement.bond_jpy - (missing - less_draw)).max(Yen::ZERO);
        }
        if let Some(movement) = movements.last() {
            fund = fund + movement.deposit_jpy - movement.draw_jpy;
        }
    }
    movements
}
