//! S moves and merging schools in standing buildings: only what no later year needs is given away.

use super::Columns;
use crate::id::{AssetIx, PeriodIx};
use crate::instance::{Instance, surplus_floor};
use crate::model::{ColumnIx, LinearModel};
use crate::options::{LifePath, Options};
use crate::plan::{MergerMode, MoveCode};

/// The host keeps its building (5.11): `X[k,h,T] ≤ Σ v[h,p]` over paths without rebuild and closing. Rows `standing[k,h]`.
pub(super) fn hosts_keep_their_building(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::S) {
            let mut terms = vec![(target.moved_ever(), 1.0)];
            terms.extend(columns.paths_where(options, target.host, -1.0, LifePath::keeps_building));
            let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
            model.at_most(format!("standing[{function},{host}]"), 0.0, terms);
        }
    }
}

/// Surplus rooms hold all who come (5.12): `Σ_S g(k) X[k,h,t] + Σ_a extra(a,h) U[a,h,standing,t] ≤ surplus(h,t)`, square metres.
/// Rows `surplus[h,t]`.
pub(super) fn surplus_fits(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for host in (0..instance.assets.len()).map(AssetIx).filter(|&asset| instance.is_school(asset)) {
        let pupils: Vec<_> = options
            .mergers
            .iter()
            .zip(&columns.mergers)
            .filter(|(option, _)| option.mode == MergerMode::Standing && option.into == host)
            .collect();
        for t in instance.horizon.period_indices().skip(1) {
            let mut terms: Vec<_> = standing_guests(options, columns, host, t).collect();
            // What pupils need is that of the years from `t` on, whenever they came.
            let fy = instance.horizon.period(t).start;
            terms.extend(
                pupils
                    .iter()
                    .filter(|(option, _)| option.t <= t)
                    .map(|(option, column)| (**column, crate::instance::extra_floor(instance, option.school, host, fy).0)),
            );
            if !terms.is_empty() {
                let room = surplus_floor(instance, host, fy).0;
                model.at_most(format!("surplus[{},{fy}]", instance.assets[host.0].id), room, terms);
            }
        }
    }
}

/// `X[k,h,t]` of the S moves to a host that can have happened by `t`, with their floor, square metres.
pub(super) fn standing_guests(
    options: &Options,
    columns: &Columns,
    host: AssetIx,
    t: PeriodIx,
) -> impl Iterator<Item = (ColumnIx, f64)> {
    let targets = columns.targets.iter().enumerate().flat_map(|(k, targets)| targets.iter().map(move |target| (k, target)));
    targets
        .filter(move |(_, target)| target.code == MoveCode::S && target.host == host)
        .filter_map(move |(k, target)| target.moved_by(t).map(|moved| (moved, options.moves[k][target.times[0].2].floor)))
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::{paper_town, school_town};
    use crate::project::Project;

    /// S as the only way out for the library, with `room` square metres its 210 pupils do not need.
    fn roomy(room: f64) -> Project {
        let mut project = paper_town();
        (project.scenario.moves.surplus, project.scenario.moves.colocation) = (true, false);
        project.kinds.school_kinds.iter_mut().for_each(|kind| kind.fixed_m2 = 4_000.0 - 600.0 - room);
        project
    }

    #[test]
    fn a_guest_of_surplus_rooms_needs_a_school_that_keeps_its_building() {
        // S is too old to be renovated or extended: keeping it means K.
        let expected = [("path[S,K]", -1.0), ("moved[library-a,S:S,2027]", 1.0)];
        assert_eq!(row(&roomy(2_400.0), "standing[library-a,S]"), at_most(0.0, &expected));
    }

    #[test]
    fn guests_and_merging_pupils_share_the_rooms() {
        let mut project = school_town();
        project.scenario.moves.surplus = true;
        // 4,000 m² less 1,000 and six classes of 100; N's pupils make six more.
        let guests = [("moved[hall-a,S:S,2027]", 450.0), ("moved[hall-b,S:S,2027]", 540.0), ("moved[library-a,S:S,2027]", 270.0)];
        let pupils = [("unite[N,S,standing,2027]", 600.0)];
        assert_eq!(row(&project, "surplus[S,2027]"), at_most(2_400.0, &[&guests[..], &pupils].concat()));
    }

    #[test]
    fn what_pupils_need_is_that_of_the_later_years_though_they_came_earlier() {
        let mut project = school_town();
        project.scenario.horizon.period_years = vec![5, 5, 5];
        let crate::project::Purpose::School(school) = &mut crate::paper::site_mut(&mut project, "N").purpose else {
            panic!("N is a school")
        };
        school.pupils =
            [(2027, 420.0), (2032, 210.0)].map(|(fy, p)| (crate::fiscal::FiscalYear(fy), crate::units::People(p))).into();
        // 630 pupils of FY 2027 make 18 classes, twelve more than S; 420 of FY 2032 make twelve, six more.
        assert_eq!(row(&project, "surplus[S,2027]"), at_most(2_400.0, &[("unite[N,S,standing,2027]", 1_200.0)]));
        let expected = [("unite[N,S,standing,2027]", 600.0), ("unite[N,S,standing,2032]", 600.0)];
        assert_eq!(row(&project, "surplus[S,2032]"), at_most(2_400.0, &expected));
    }

    #[test]
    fn one_square_metre_decides_whether_the_library_fits() {
        // hall-a can merge into hall-b; H is released, for a billion, when the library's 270 m² fit as well.
        let (tight, loose) = (roomy(269.0), roomy(270.0));
        let (_, taken) = optimum(&loose).unwrap();
        assert!(taken.contains(&"moved[library-a,S:S,2027]".to_owned()) && taken.contains(&"path[S,K]".to_owned()), "{taken:?}");
        assert_loosening_pays(&tight, &loose);
    }
}
