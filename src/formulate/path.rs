//! C1: each asset follows exactly one life path.

use super::Columns;
use crate::instance::Instance;
use crate::model::LinearModel;

/// Each asset follows exactly one life path (7.1): `Σ_p v[a,p] = 1`. Rows `path[a]`.
pub(super) fn one_life_path(instance: &Instance<'_>, columns: &Columns, model: &mut LinearModel) {
    for (asset, paths) in instance.assets.iter().zip(&columns.paths) {
        model.add_row(format!("path[{}]", asset.id), 1.0, 1.0, paths.iter().map(|&column| (column, 1.0)).collect());
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{optimum, row};
    use crate::paper::paper_town;

    #[test]
    fn an_asset_has_one_row_over_all_its_paths() {
        let found = row(&paper_town(), "path[H]");
        let years = |code: &'static str| (2023..=2030).map(move |year| format!("path[H,{code}@{year}]"));
        let names = ["path[H,K]".to_owned()].into_iter().chain(years("R")).chain(years("B"));
        let expected: Vec<(String, f64)> = names.chain(["path[H,CLOSE@2027]".to_owned()]).map(|name| (name, 1.0)).collect();
        assert_eq!((found.lower, found.upper, found.terms), (1.0, 1.0, expected));
    }

    #[test]
    fn the_best_plan_takes_one_path_of_each_asset() {
        let (_, taken) = optimum(&paper_town()).unwrap();
        for asset in ["path[G,", "path[H,", "path[S,"] {
            assert_eq!(taken.iter().filter(|name| name.starts_with(asset)).count(), 1, "{taken:?}");
        }
    }
}
