//! U: schools close only into a school that has room for their pupils and stays.

use std::collections::BTreeMap;

use super::Columns;
use super::hub::opening;
use crate::id::{AssetIx, PeriodIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::{LifePath, Options};
use crate::plan::MergerMode;

/// A school closes with its merger, and only then (5.21): `v[a, CLOSE at t] = Σ_{b,m} u[a,b,m,t]`. Rows `unite[a,t]`.
pub(super) fn schools_close_into_others(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut rows: BTreeMap<(AssetIx, PeriodIx), Vec<(ColumnIx, f64)>> = BTreeMap::new();
    for (option, &column) in options.mergers.iter().zip(&columns.mergers) {
        rows.entry((option.school, option.t)).or_default().push((column, -1.0));
    }
    for school in (0..instance.assets.len()).map(AssetIx).filter(|&asset| instance.is_school(asset)) {
        for path in options.paths[school.0].iter().filter_map(|path| path.close) {
            rows.entry((school, path)).or_default();
        }
    }
    for ((school, t), mut terms) in rows {
        terms.extend(columns.paths_where(options, school, 1.0, |path| path.close == Some(t)));
        let year = instance.horizon.period(t).start;
        model.add_row(format!("unite[{},{year}]", instance.assets[school.0].id), 0.0, 0.0, terms);
    }
}

/// The other school is rebuilt for them (5.22) or keeps its building (5.23). Rows `united_hub[a,b,t]`, `united_standing[a,b,t]`.
pub(super) fn hosts_have_room(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (option, &column) in options.mergers.iter().zip(&columns.mergers) {
        let mut terms = vec![(column, 1.0)];
        match option.mode {
            MergerMode::Hub => {
                let roomy = opening(options, columns, option.into, option.t)
                    .filter(|(path, _)| options.paths[option.into.0][*path].spare >= option.extra);
                terms.extend(roomy.map(|(_, column)| (column, -1.0)));
            }
            MergerMode::Standing => terms.extend(columns.paths_where(options, option.into, -1.0, LifePath::keeps_building)),
        }
        let (school, into) = (&instance.assets[option.school.0].id, &instance.assets[option.into.0].id);
        let (mode, year) = (option.mode.as_str(), instance.horizon.period(option.t).start);
        model.at_most(format!("united_{mode}[{school},{into},{year}]"), 0.0, terms);
    }
}

/// A school takes in at most one other, and stays (5.24): `Σ_{a,m,t} u[a,b,m,t] + Σ v of closing ≤ 1`. Rows `united[b]`.
pub(super) fn hosts_take_one_and_stay(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut rows: BTreeMap<AssetIx, Vec<(ColumnIx, f64)>> = BTreeMap::new();
    for (option, &column) in options.mergers.iter().zip(&columns.mergers) {
        rows.entry(option.into).or_default().push((column, 1.0));
    }
    for (into, mut terms) in rows {
        terms.extend(columns.paths_where(options, into, 1.0, |path| path.close.is_some()));
        model.at_most(format!("united[{}]", instance.assets[into.0].id), 1.0, terms);
    }
}
