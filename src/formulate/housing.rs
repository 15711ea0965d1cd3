//! C2 and C6: every function is housed, and only empty assets close.

use super::Columns;
use crate::id::{AssetIx, FunctionIx};
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;

/// Each function moves or ends at most once (7.2): `Σ_{h,t} x + Σ_t z ≤ 1`, or `= 1` where a lock forbids staying.
/// Rows `once[k]`.
pub(super) fn at_most_one_decision(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, entry) in instance.functions.iter().enumerate() {
        let moved = columns.targets[k].iter().map(|target| (target.moved_ever(), 1.0));
        let terms: Vec<_> = moved.chain(columns.endings[k].iter().map(|&column| (column, 1.0))).collect();
        let least = if options.may_stay[k] { f64::NEG_INFINITY } else { 1.0 };
        if !terms.is_empty() || least > 0.0 {
            model.add_row(format!("once[{}]", entry.function.id), least, 1.0, terms);
        }
    }
}

/// A closed asset is empty (7.3): `V[a,t] ≤ Σ_h X[k,h,t] + Z[k,t]` for each function at home in it. Rows `empty[k,t]`.
pub(super) fn closed_assets_are_empty(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (a, asset) in instance.assets.iter().enumerate() {
        for t in instance.horizon.period_indices().skip(1) {
            let closed: Vec<_> = columns.closed_by(options, AssetIx(a), t).map(|column| (column, 1.0)).collect();
            if closed.is_empty() {
                continue;
            }
            for &FunctionIx(k) in &asset.functions {
                let mut terms = closed.clone();
                terms.extend(columns.targets[k].iter().filter_map(|target| target.moved_by(t)).map(|x| (x, -1.0)));
                terms.extend(columns.ended_by(options, FunctionIx(k), t).map(|z| (z, -1.0)));
                let year = instance.horizon.period(t).start;
                model.at_most(format!("empty[{},{year}]", instance.functions[k].function.id), 0.0, terms);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::paper_town;

    #[test]
    fn a_function_has_one_decision_over_all_its_targets() {
        let expected = at_most(1.0, &[("moved[hall-a,S,2027]", 1.0), ("moved[hall-a,hall-b,2027]", 1.0)]);
        assert_eq!(row(&paper_town(), "once[hall-a]"), expected);
    }

    #[test]
    fn a_lock_that_forbids_staying_makes_the_decision_due() {
        let mut project = paper_town();
        let lock = "id = \"l\"\nfunction = \"hall-a\"\nforbid = [\"STAY\"]\nclause = \"c\"\nowner = \"o\"\nreason = \"r\"";
        project.scenario.locks.push(toml::from_str(lock).unwrap());
        assert_eq!(row(&project, "once[hall-a]").lower.to_bits(), 1.0_f64.to_bits());
        let (_, taken) = optimum(&project).unwrap();
        assert!(taken.iter().any(|name| name.starts_with("moved[hall-a,")), "{taken:?}");
    }

    #[test]
    fn a_closed_asset_needs_each_of_its_functions_gone() {
        let expected = [("path[H,CLOSE@2027]", 1.0), ("moved[hall-a,S,2027]", -1.0), ("moved[hall-a,hall-b,2027]", -1.0)];
        assert_eq!(row(&paper_town(), "empty[hall-a,2027]"), at_most(0.0, &expected));
        let expected = [("path[H,CLOSE@2027]", 1.0), ("moved[library-a,S,2027]", -1.0)];
        assert_eq!(row(&paper_town(), "empty[library-a,2027]"), at_most(0.0, &expected));
    }

    #[test]
    fn land_worth_a_billion_is_sold_only_with_both_functions_gone() {
        let (_, taken) = optimum(&paper_town()).unwrap();
        for part in ["path[H,CLOSE@2027]", "treat[H,D,2027]", "moved[library-a,S,2027]", "moved[hall-a,"] {
            assert!(taken.iter().any(|name| name.starts_with(part)), "{part} is not in {taken:?}");
        }
    }

    #[test]
    fn functions_that_may_end_cost_less_than_functions_that_must_move() {
        let mut loose = paper_town();
        loose.scenario.moves.ending = true;
        assert_loosening_pays(&paper_town(), &loose);
    }
}
