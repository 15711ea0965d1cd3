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
