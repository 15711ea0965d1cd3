//! Bonds and fund movements of a solution in whole yen.

use crate::cashflow::{CostBook, bond_limit, funding_years};
use crate::formulate::FundingColumns;
use crate::instance::Instance;
use crate::model::{ColumnIx, YEN_PER_UNIT};
use crate::plan::FundingPlan;
use crate::units::Yen;

/// Rounds the solution's movements so that every limit of section 12 that is exact to the yen is kept: bonds within their charge, a
/// fund that is never negative, no general funds below nothing.
pub(super) fn movements(
    instance: &Instance<'_>,
    book: &CostBook,
    columns: Option<&FundingColumns>,
    values: &[f64],
) -> Vec<FundingPlan> {
    let Some(settings) = &instance.project.scenario.funding else { return Vec::new() };
    let mut fund = Yen::round(settings.fund_opening_million_jpy * YEN_PER_UNIT);
    let most_deposit = settings.deposit_max_million_jpy.map(|million| Yen::round(million * YEN_PER_UNIT));
    let whole =
        |column: Option<ColumnIx>| column.map_or(Yen::ZERO, |column| Yen::round(values[column.0].max(0.0) * YEN_PER_UNIT));
    let mut movements: Vec<FundingPlan> = Vec::new();
    for (offset, fy) in instance.horizon.fiscal_years().enumerate() {
        let deposit = whole(columns.map(|columns| columns.deposits[offset]));
        let mut movement = FundingPlan {
            fy,
            bond_jpy: whole(columns.map(|columns| columns.bonds[offset])).min(bond_limit(instance, book, fy)),
            draw_jpy: Yen::ZERO,
            deposit_jpy: most_deposit.map_or(deposit, |most| deposit.min(most)),
        };
        movement.draw_jpy = whole(columns.map(|columns| columns.draws[offset])).min(fund + movement.deposit_jpy);
        movements.push(movement);
        let missing = -funding_years(instance, book, &movements)[&fy].general_jpy;
        if let Some(movement) = movements.last_mut().filter(|_| missing > Yen::ZERO) {
            let less_draw = missing.min(movement.draw_jpy);
            let less_bond = (missing - less_draw).min(movement.bond_jpy);
            // What is left is revenue that a deposit rounded down did not take.
            let deposit = movement.deposit_jpy + (missing - less_draw - less_bond);
            movement.draw_jpy -= less_draw;
            movement.bond_jpy -= less_bond;
            movement.deposit_jpy = most_deposit.map_or(deposit, |most| deposit.min(most));
        }
        if let Some(movement) = movements.last() {
            fund = fund + movement.deposit_jpy - movement.draw_jpy;
        }
    }
    movements
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cashflow::Prices;
    use crate::fiscal::FiscalYear;
    use crate::formulate::Formulation;
    use crate::options::Options;
    use crate::paper::{funded, paper_town};
    use crate::plan::Nature;
    use crate::project::Project;

    /// Movements of FY 2022 for amounts of that year and a solution's bond, draw and deposit, million yen.
    fn rounded(project: &Project, amounts: &[(Nature, i64)], (bond, draw, deposit): (f64, f64, f64)) -> (i64, i64, i64) {
        let instance = Instance::new(project);
        let options = Options::new(&instance, &Prices::new(project)).unwrap();
        let formulation = Formulation::new(&instance, &options);
        let columns = formulation.funding.as_ref().unwrap();
        let mut values = vec![0.0; formulation.model.columns.len()];
        values[columns.bonds[0].0] = bond;
        values[columns.draws[0].0] = draw;
        values[columns.deposits[0].0] = deposit;
        let natures = amounts.iter().map(|&(nature, yen)| (nature, Yen(yen))).collect();
        let book = CostBook::from([(FiscalYear(2022), natures)]);
        let found = movements(&instance, &book, Some(columns), &values)[0];
        (found.bond_jpy.0, found.draw_jpy.0, found.deposit_jpy.0)
    }

    #[test]
    fn revenue_that_rounding_leaves_over_is_put_into_the_fund() {
        // A deposit of 999,999,999.4 would leave general funds of −1 yen.
        let sale = [(Nature::Sale, -1_000_000_000)];
        assert_eq!(rounded(&funded(paper_town()), &sale, (0.0, 0.0, 999.999_999_4)), (0, 0, 1_000_000_000));
        let mut capped = funded(paper_town());
        capped.scenario.funding.as_mut().unwrap().deposit_max_million_jpy = Some(999.999_999);
        assert_eq!(rounded(&capped, &sale, (0.0, 0.0, 999.999_999_4)), (0, 0, 999_999_999));
    }

    #[test]
    fn bonds_and_draws_never_exceed_what_is_to_be_paid() {
        let mut project = funded(paper_town());
        project.scenario.funding.as_mut().unwrap().fund_opening_million_jpy = 1.0;
        let works = [(Nature::Construction, 101)];
        // ⌊0.75 × 101⌋ = 75 of bonds, though the solution has 75.75; 26 are left to be drawn of 27.
        assert_eq!(rounded(&project, &works, (75.75e-6, 27e-6, 0.0)), (75, 26, 0));
        // The fund holds a million.
        let works = [(Nature::Construction, 9_000_000)];
        assert_eq!(rounded(&project, &works, (0.0, 1.000_000_6, 0.0)), (0, 1_000_000, 0));
    }
}
