//! C4: guests fit into the floor a hub has to spare.

use super::Columns;
use super::hub::{guests_of, opening};
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;

/// Guests fit (7.5): `Σ_k g(k) x[k,h,t] ≤ Σ_{p opens for t} spare(h,p) v[h,p]`, square metres. Rows `guests[h,t]`.
pub(super) fn guests_fit(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (h, asset) in instance.assets.iter().enumerate() {
        for t in instance.horizon.period_indices() {
            let mut terms: Vec<_> = guests_of(columns, AssetIx(h), t)
                .flat_map(|(k, target, position)| target.moves_at(position, options.moves[k][target.times[position].2].floor))
                .collect();
            if terms.is_empty() {
                continue;
            }
            let paths = &options.paths[h];
            terms.extend(opening(options, columns, AssetIx(h), t).map(|(p, column)| (column, -paths[p].spare)));
            model.at_most(format!("guests[{},{}]", asset.id, instance.horizon.period(t).start), 0.0, terms);
        }
    }
}
