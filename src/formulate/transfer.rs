//! T paths: what is transferred to a private operator keeps its functions.

use super::Columns;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;

/// Functions of a transferred asset stay at home (5.17): `Σ v of T paths + Σ_h X[k,h,T] + Z[k,T] ≤ 1`. Rows `transfer[k]`.
pub(super) fn transferred_functions_stay(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (a, asset) in instance.assets.iter().enumerate() {
        let transfers: Vec<_> = columns.paths_where(options, AssetIx(a), 1.0, |path| path.transfer.is_some()).collect();
        if transfers.is_empty() {
            continue;
        }
        for k in &asset.functions {
            let mut terms = transfers.clone();
            terms.extend(columns.targets[k.0].iter().map(|target| (target.moved_ever(), 1.0)));
            terms.extend(columns.endings[k.0].iter().map(|&column| (column, 1.0)));
            model.at_most(format!("transfer[{}]", instance.functions[k.0].function.id), 1.0, terms);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::paper_town;
    use crate::project::Project;

    /// The town where any function may be transferred; `is_on` says whether the scenario wants it.
    fn private(is_on: bool) -> Project {
        let mut project = paper_town();
        project.kinds.kinds.iter_mut().for_each(|kind| kind.may_transfer = true);
        project.scenario.moves.transfer = is_on;
        project
    }

    #[test]
    fn a_function_of_a_transferred_building_neither_moves_nor_ends() {
        let mut project = private(true);
        project.scenario.moves.ending = true;
        let expected = [("path[H,T@2027]", 1.0), ("moved[library-a,S,2027]", 1.0), ("end[library-a,2027]", 1.0)];
        assert_eq!(row(&project, "transfer[library-a]"), at_most(1.0, &expected));
    }

    #[test]
    fn a_hall_does_not_merge_into_one_that_is_transferred() {
        let expected = [("path[G,CLOSE@2027]", 1.0), ("path[G,T@2027]", 1.0), ("moved[hall-a,hall-b,2027]", 1.0)];
        assert_eq!(row(&private(true), "absorb_open[hall-a,hall-b]"), at_most(1.0, &expected));
    }

    #[test]
    fn transfers_pay_where_nothing_can_move() {
        let fixed = |is_on: bool| {
            let mut project = private(is_on);
            (project.scenario.moves.colocation, project.scenario.moves.merging) = (false, false);
            project
        };
        let (_, taken) = optimum(&fixed(true)).unwrap();
        assert!(taken.contains(&"path[H,T@2027]".to_owned()) && taken.contains(&"path[G,T@2027]".to_owned()), "{taken:?}");
        // A building that a private operator runs is not released: nothing is treated.
        assert!(!taken.iter().any(|name| name.starts_with("treat[")), "{taken:?}");
        assert_loosening_pays(&fixed(false), &fixed(true));
    }
}
