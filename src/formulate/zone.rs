//! C5: the floor of a kind on one site stays within the cap of its use zone.

use std::collections::BTreeMap;

use super::Columns;
use crate::id::{AssetIx, KindIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::Options;
use crate::plan::MoveCode;

/// Zone caps (7.9): per host and kind with a cap, `Σ g(k) x ≤ max(0, cap − floor already there)`. Rows `zone[h,q]`.
pub(super) fn zone_caps(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut floors: BTreeMap<(AssetIx, KindIx), Vec<(ColumnIx, f64)>> = BTreeMap::new();
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::C) {
            let floor = options.moves[k][target.times[0].2].floor;
            floors.entry((target.host, instance.functions[k].kind)).or_default().push((target.moved_ever(), floor));
        }
    }
    for ((host, kind), terms) in floors {
        let Some(cap) = instance.kinds[kind.0].zone_cap(instance.site_of(host).site.zone) else { continue };
        let homes = instance.assets[host.0].functions.iter().map(|k| &instance.functions[k.0]);
        let there: f64 = homes.filter(|entry| entry.kind == kind).map(|entry| entry.function.gfa.0).sum();
        let (host_id, kind_id) = (&instance.assets[host.0].id, &instance.kinds[kind.0].id);
        model.at_most(format!("zone[{host_id},{kind_id}]"), (cap.0 - there).max(0.0), terms);
    }
}
