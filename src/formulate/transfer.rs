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
