//! V moves: converted buildings hold no more than others have left, and stay.

use super::Columns;
use crate::id::{AssetIx, FunctionIx, PeriodIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::{LifePath, Options, vacant_floor};
use crate::plan::MoveCode;

/// Converted floor was vacated a period earlier (5.13): `Σ_V gfa(k) X[k,h,t] ≤ vacant(h) + Σ_{k'} gfa(k') gone[k',t−1]`, square
/// metres. Rows `converted[h,t]`.
///
/// A guest larger than what is vacant needs `D = gfa(k) − vacant(h)` of what others leave, however much more that is: rows
/// `converted[k,h,t]`, `X[k,h,t] ≤ Σ_{k'} min(gfa(k') / D, 1) gone[k',t−1]`, which no plan feels but the relaxation does.
pub(super) fn converted_floor_is_vacant(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut guests: Vec<Vec<(usize, usize)>> = vec![Vec::new(); instance.assets.len()];
    for (k, targets) in columns.targets.iter().enumerate() {
        for (position, target) in targets.iter().enumerate().filter(|(_, target)| target.code == MoveCode::V) {
            guests[target.host.0].push((k, position));
        }
    }
    for (h, guests) in guests.iter().enumerate().filter(|(_, guests)| !guests.is_empty()) {
        for t in instance.horizon.period_indices().skip(1) {
            let before = PeriodIx(t.0 - 1);
            let mut terms: Vec<(ColumnIx, f64)> = guests
                .iter()
                .filter_map(|&(k, position)| {
                    let moved = columns.targets[k][position].moved_by(t)?;
                    Some((moved, instance.functions[k].function.gfa.0))
                })
                .collect();
            if terms.is_empty() {
                continue;
            }
            let year = instance.horizon.period(t).start;
            let vacant = vacant_floor(instance, AssetIx(h));
            for &(k, position) in guests {
                let lacking = instance.functions[k].function.gfa.0 - vacant;
                let Some(moved) = columns.targets[k][position].moved_by(t).filter(|_| lacking > 0.0) else { continue };
                let mut alone = vec![(moved, 1.0)];
                for &other in &instance.assets[h].functions {
                    let share = (instance.functions[other.0].function.gfa.0 / lacking).min(1.0);
                    alone.extend(left_by(options, columns, other, before).map(|column| (column, -share)));
                }
                let (function, host) = (&instance.functions[k].function.id, &instance.assets[h].id);
                model.at_most(format!("converted[{function},{host},{year}]"), 0.0, alone);
            }
            for &k in &instance.assets[h].functions {
                let gfa = instance.functions[k.0].function.gfa.0;
                terms.extend(left_by(options, columns, k, before).map(|column| (column, -gfa)));
            }
            model.at_most(format!("converted[{},{year}]", instance.assets[h].id), vacant, terms);
        }
    }
}

/// Columns that say whether a function has moved or ended by `t`.
fn left_by<'a>(
    options: &'a Options,
    columns: &'a Columns,
    function: FunctionIx,
    t: PeriodIx,
) -> impl Iterator<Item = ColumnIx> + 'a {
    let moved = columns.targets[function.0].iter().filter_map(move |target| target.moved_by(t));
    moved.chain(columns.ended_by(options, function, t))
}

/// A converted building stays (5.16): `X[k,h,T] + Σ v of closing and transfer ≤ 1`. Rows `converted_open[k,h]`.
pub(super) fn converted_buildings_stay(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::V) {
            let mut terms = vec![(target.moved_ever(), 1.0)];
            terms.extend(columns.paths_where(options, target.host, 1.0, LifePath::is_left));
            if terms.len() > 1 {
                let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
                model.at_most(format!("converted_open[{function},{host}]"), 1.0, terms);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, row};
    use crate::paper::building;
    use crate::paper::conversion_town;
    use crate::project::Project;

    #[test]
    fn an_empty_building_has_room_from_the_first_move_on() {
        let expected =
            [("moved[hall-a,E:V,2027]", 500.0), ("moved[hall-b,E:V,2027]", 600.0), ("moved[library-a,E:V,2027]", 300.0)];
        assert_eq!(row(&conversion_town(), "converted[E,2027]"), at_most(1_000.0, &expected));
    }

    #[test]
    fn a_full_building_has_room_a_period_after_it_was_left() {
        // G of 1990 has twenty years of sixty left in FY 2027, not in FY 2032. What hall-b leaves at the beginning of a period
        // can be converted for the next.
        let guests = [("moved[hall-a,G:V,2027]", 500.0), ("moved[library-a,G:V,2027]", 300.0)];
        assert_eq!(row(&conversion_town(), "converted[G,2027]"), at_most(0.0, &guests));
        let left = [("moved[hall-b,S,2027]", -600.0), ("moved[hall-b,E:V,2027]", -600.0)];
        assert_eq!(row(&conversion_town(), "converted[G,2032]"), at_most(0.0, &[guests[0], left[0], left[1], guests[1]]));
    }

    #[test]
    fn a_guest_needs_what_is_not_vacant_from_those_who_leave() {
        // hall-a (500 m²) fits where hall-b left 600 m²: the part of 100 m² is no help to it. Of 800 m² the 200
        // vacant ones are there, so that hall-b has to leave for the rest.
        let of = |project: &Project, left: &str| row(project, "converted[hall-a,G,2032]").of(left);
        let left = ["moved[hall-a,G:V,2027]", "moved[hall-b,S,2027]", "moved[hall-b,E:V,2027]"];
        assert_eq!(left.map(|left| of(&conversion_town(), left)), [Some(1.0), Some(-1.0), Some(-1.0)]);
        let mut project = conversion_town();
        project.functions.iter_mut().find(|function| function.id.as_str() == "hall-a").unwrap().gfa.0 = 800.0;
        building(&mut project, "G").gfa.0 = 800.0;
        assert_eq!(of(&project, "moved[hall-b,S,2027]"), Some(-1.0));
    }

    #[test]
    fn a_function_that_ended_leaves_floor_too() {
        let mut project = conversion_town();
        project.scenario.moves.ending = true;
        assert_eq!(row(&project, "converted[G,2032]").of("end[hall-b,2027]"), Some(-600.0));
        assert_eq!(row(&project, "converted[G,2032]").of("end[hall-b,2032]"), None);
    }

    #[test]
    fn a_converted_building_never_closes() {
        let closing = [("path[E,CLOSE@2027]", 1.0), ("path[E,CLOSE@2032]", 1.0), ("moved[library-a,E:V,2032]", 1.0)];
        assert_eq!(row(&conversion_town(), "converted_open[library-a,E]"), at_most(1.0, &closing));
    }

    #[test]
    fn one_square_metre_decides_whether_both_functions_of_h_fit() {
        // Hall and library take 500 + 300 m²; with both gone H is sold for a billion. (HiGHS called the tighter town infeasible before a
        // faulty rule of its presolve was left out.)
        let sized = |gfa: f64| -> Project {
            let mut project = conversion_town();
            (project.scenario.moves.colocation, project.scenario.moves.merging) = (false, false);
            building(&mut project, "E").gfa.0 = gfa;
            project
        };
        assert_loosening_pays(&sized(799.0), &sized(800.0));
    }
}
