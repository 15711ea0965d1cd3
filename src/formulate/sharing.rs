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

/// A school has one part in one share of a room, does not close and takes in no other school (5.32, 5.33):
/// `Σ_a share[a,s,c] + Σ_b share[s,b,c] + Σ v of closing + Σ_{a,m,t} u[a,s,m,t] ≤ 1`, any two of which exclude each other.
/// Rows `shared[s,c]`.
pub(super) fn partners_have_the_room(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut rows: Rows<(AssetIx, RoomClass)> = BTreeMap::new();
    for (option, &column) in options.shares.iter().zip(&columns.shares) {
        for school in [option.school, option.partner] {
            rows.entry((school, option.room)).or_default().push((column, 1.0));
        }
    }
    for ((school, room), mut terms) in rows {
        terms.extend(columns.paths_where(options, school, 1.0, |path| path.close.is_some()));
        let taken_in = options.mergers.iter().zip(&columns.mergers).filter(|(option, _)| option.into == school);
        terms.extend(taken_in.map(|(_, &column)| (column, 1.0)));
        model.at_most(format!("shared[{},{}]", instance.assets[school.0].id, room.as_str()), 1.0, terms);
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, row};
    use crate::paper::building;
    use crate::paper::{lock, school_town};
    use crate::project::Project;

    /// Two schools of an age to be rebuilt, 500 m apart, each with a gymnasium of 800 m².
    fn sporty() -> Project {
        let mut project = school_town();
        project.scenario.schools.sharing_max_m = 500.0;
        project.kinds.school_kinds.iter_mut().for_each(|kind| kind.gym_m2 = 800.0);
        building(&mut project, "N-1").built.0 = 1970;
        project
    }

    /// `share[school,partner,gym,y]` for every year in which works can begin, each once.
    fn shares(school: &str, partner: &str) -> Vec<(String, f64)> {
        (2024..=2029).map(|year| (format!("share[{school},{partner},gym,{year}]"), 1.0)).collect()
    }

    #[test]
    fn a_share_needs_the_full_rebuild_of_its_year() {
        let expected = [("path[S,B@2024]", -1.0), ("path[S,BH@2024]", -1.0), ("share[S,N,gym,2024]", 1.0)];
        assert_eq!(row(&sporty(), "share_rebuild[S,gym,2024]"), at_most(0.0, &expected));
        let expected = [("path[S,B@2029]", -1.0), ("share[S,N,gym,2029]", 1.0)];
        assert_eq!(row(&sporty(), "share_rebuild[S,gym,2029]"), at_most(0.0, &expected));
    }

    #[test]
    fn a_school_that_shares_has_one_part_in_it_does_not_close_and_takes_in_no_other() {
        let found = row(&sporty(), "shared[N,gym]");
        let others = ["path[N,CLOSE@2027]", "unite[S,N,hub,2027]", "unite[S,N,standing,2027]"].map(|name| (name.to_owned(), 1.0));
        let expected = [others.to_vec(), shares("N", "S"), shares("S", "N")].concat();
        assert_eq!((found.upper.to_bits(), found.terms), (1.0_f64.to_bits(), expected));
    }

    #[test]
    fn the_floor_of_the_room_is_less_from_its_opening_on() {
        let limit = crate::scenario::RuleLimit::FloorArea { fy: crate::fiscal::FiscalYear(2029), at_most_ratio: 1.0 };
        let found = row(&crate::paper::ruled(sporty(), limit), "floor_area[rule]");
        // Works of FY 2026 end in FY 2029, those of FY 2027 a year later. Pupils in a hub are floor of their own.
        assert_eq!(["share[S,N,gym,2026]", "share[S,N,gym,2027]"].map(|name| found.of(name)), [Some(-800.0), None]);
        assert_eq!(found.of("unite[N,S,hub,2027]"), Some(600.0));
    }

    #[test]
    fn sharing_pays_where_the_neighbour_is_near_enough() {
        let within = |metres: f64| -> Project {
            let mut project = sporty();
            (project.scenario.schools.sharing_max_m, project.scenario.schools.merging) = (metres, false);
            lock(&mut project, "asset = \"S\"\nrequire = [\"B\"]");
            project
        };
        assert_loosening_pays(&within(499.0), &within(500.0));
    }
}
