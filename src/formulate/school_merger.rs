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

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, equal, optimum, row};
    use crate::paper::school_town;
    use crate::project::Project;

    #[test]
    fn a_school_closes_exactly_when_its_pupils_go_somewhere() {
        let expected = [("path[N,CLOSE@2027]", 1.0), ("unite[N,S,hub,2027]", -1.0), ("unite[N,S,standing,2027]", -1.0)];
        assert_eq!(row(&school_town(), "unite[N,2027]"), equal(0.0, &expected));
        // N is too young to be rebuilt: it takes pupils in as it stands.
        let expected = [("path[S,CLOSE@2027]", 1.0), ("unite[S,N,standing,2027]", -1.0)];
        assert_eq!(row(&school_town(), "unite[S,2027]"), equal(0.0, &expected));
    }

    #[test]
    fn pupils_come_to_a_hub_that_opens_for_them_or_to_a_school_that_stands() {
        let hubs = [("path[S,BH@2024]", -1.0), ("path[S,PH@2024]", -1.0), ("unite[N,S,hub,2027]", 1.0)];
        assert_eq!(row(&school_town(), "united_hub[N,S,2027]"), at_most(0.0, &hubs));
        let standing = [("path[S,K]", -1.0), ("unite[N,S,standing,2027]", 1.0)];
        assert_eq!(row(&school_town(), "united_standing[N,S,2027]"), at_most(0.0, &standing));
    }

    #[test]
    fn pupils_count_as_guests_of_the_hub() {
        // Six classes more: 600 m².
        assert_eq!(row(&school_town(), "guests[S,2027]").of("unite[N,S,hub,2027]"), Some(600.0));
        assert_eq!(row(&school_town(), "hub_used[S,2027]").of("unite[N,S,hub,2027]"), Some(-1.0));
        assert_eq!(row(&school_town(), "guests[S,2027]").of("unite[N,S,standing,2027]"), None);
    }

    #[test]
    fn a_school_takes_in_one_other_and_stays() {
        let expected = [("path[S,CLOSE@2027]", 1.0), ("unite[N,S,hub,2027]", 1.0), ("unite[N,S,standing,2027]", 1.0)];
        assert_eq!(row(&school_town(), "united[S]"), at_most(1.0, &expected));
    }

    #[test]
    fn a_school_site_is_treated_when_its_school_has_closed() {
        let expected =
            [("path[N,CLOSE@2027]", -1.0), ("treat[N,D,2027]", 1.0), ("treat[N,L,2027]", 1.0), ("treat[N,X,2027]", 1.0)];
        let found = row(&school_town(), "released[N,N,2027]");
        assert_eq!(expected.map(|(name, _)| found.of(name)), expected.map(|(_, factor)| Some(factor)));
    }

    #[test]
    fn one_of_two_schools_closes_when_twelve_classes_may_learn_together() {
        let most = |classes: u32| -> Project {
            let mut project = school_town();
            project.scenario.schools.merge_max_classes = classes;
            project
        };
        let (_, taken) = optimum(&most(12)).unwrap();
        let count = |start: &str| taken.iter().filter(|name| name.starts_with(start)).count();
        assert_eq!((count("unite["), count("path[N,CLOSE") + count("path[S,CLOSE")), (1, 1), "{taken:?}");
        assert_loosening_pays(&most(11), &most(12));
    }
}
