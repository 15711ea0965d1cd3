//! Shared gymnasiums and pools: only with a rebuild, only with a neighbour that has one and stays.

use std::collections::BTreeMap;

use super::Columns;
use crate::catalogue::RoomClass;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::Options;

type Rows<Key> = BTreeMap<Key, Vec<(ColumnIx, f64)>>;

/// A share needs its rebuild (5.31): `Σ_b share[a,b,c] ≤ Σ v[a,p]` over B and BH of its year. Rows `share_rebuild[a,c,y]`.
pub(super) fn shares_need_a_rebuild(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut rows: Rows<(AssetIx, RoomClass, crate::fiscal::FiscalYear)> = BTreeMap::new();
    for (option, &column) in options.shares.iter().zip(&columns.shares) {
        rows.entry((option.school, option.room, option.rebuild.works_fy)).or_default().push((column, 1.0));
    }
    for ((school, room, year), mut terms) in rows {
        let share = options.shares.iter().find(|share| share.school == school && share.rebuild.works_fy == year);
        terms.extend(columns.paths_where(options, school, -1.0, |path| share.is_some_and(|share| share.is_on(path))));
        model.at_most(format!("share_rebuild[{},{},{year}]", instance.assets[school.0].id, room.as_str()), 0.0, terms);
    }
}

/// The neighbour has the room and stays (5.32): `share[a,b,c] + Σ_{b'} share[b,b',c] + Σ v of closing ≤ 1`. Rows
/// `share_partner[a,b,c]`. It shares with one (5.33): `Σ_a share[a,b,c] ≤ 1`. Rows `shared_once[b,c]`.
pub(super) fn partners_have_the_room(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut by_school: Rows<(AssetIx, RoomClass)> = BTreeMap::new();
    let mut by_partner: Rows<(AssetIx, RoomClass)> = BTreeMap::new();
    let mut by_pair: Rows<(AssetIx, AssetIx, RoomClass)> = BTreeMap::new();
    for (option, &column) in options.shares.iter().zip(&columns.shares) {
        by_school.entry((option.school, option.room)).or_default().push((column, 1.0));
        by_partner.entry((option.partner, option.room)).or_default().push((column, 1.0));
        by_pair.entry((option.school, option.partner, option.room)).or_default().push((column, 1.0));
    }
    let id = |asset: AssetIx| &instance.assets[asset.0].id;
    for ((school, partner, room), mut terms) in by_pair {
        terms.extend(by_school.get(&(partner, room)).into_iter().flatten().copied());
        terms.extend(columns.paths_where(options, partner, 1.0, |path| path.close.is_some()));
        model.at_most(format!("share_partner[{},{},{}]", id(school), id(partner), room.as_str()), 1.0, terms);
    }
    for ((partner, room), terms) in by_partner {
        model.at_most(format!("shared_once[{},{}]", id(partner), room.as_str()), 1.0, terms);
    }
}
