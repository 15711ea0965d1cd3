//! C4 and C6 for merging: the absorbing function has room and stays.

use std::collections::BTreeMap;

use super::{Columns, Target};
use crate::id::FunctionIx;
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::{LifePath, Measure, Options, use_and_room};

/// Columns with coefficients.
type Terms = Vec<(ColumnIx, f64)>;

/// A moves of every function: `(function, absorbing function, target)`.
fn mergers(columns: &Columns) -> impl Iterator<Item = (usize, FunctionIx, &Target)> {
    let targets = columns.targets.iter().enumerate().flat_map(|(k, targets)| targets.iter().map(move |target| (k, target)));
    targets.filter_map(|(k, target)| target.into.map(|into| (k, into, target)))
}

/// Merged use fits (7.6): `Σ_{k→k'} use(k) x ≤ free(k')`, slots or people. Rows `merge[k']`, `merge_people[k']`.
pub(super) fn merged_use_fits(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut loads: BTreeMap<(FunctionIx, Measure), (f64, Terms)> = BTreeMap::new();
    for (k, into, target) in mergers(columns) {
        let Some((measure, load, free)) = use_and_room(instance, FunctionIx(k), into) else { continue };
        let row = loads.entry((into, measure)).or_insert((free, Vec::new()));
        row.1.push((target.moved_ever(), load));
        debug_assert!(target.times.iter().all(|time| options.moves[k][time.2].load.to_bits() == load.to_bits()));
    }
    for ((into, measure), (free, terms)) in loads {
        let label = match measure {
            Measure::Slots => "merge",
            Measure::People => "merge_people",
        };
        model.at_most(format!("{label}[{}]", instance.functions[into.0].function.id), free, terms);
    }
}

/// An absorbing function stays, and so does its asset (7.8): `X[k,k',T] + Σ_h X[k',h,T] + Z[k',T] ≤ 1` and
/// `X[k,k',T] + Σ v of closing and transfer of a(k') ≤ 1`. Rows `absorb[k,k']`, `absorb_open[k,k']`.
pub(super) fn absorbing_functions_stay(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, into, target) in mergers(columns) {
        let (from_id, into_id) = (&instance.functions[k].function.id, &instance.functions[into.0].function.id);
        let mut terms = vec![(target.moved_ever(), 1.0)];
        terms.extend(columns.targets[into.0].iter().map(|other| (other.moved_ever(), 1.0)));
        terms.extend(columns.endings[into.0].iter().map(|&column| (column, 1.0)));
        model.at_most(format!("absorb[{from_id},{into_id}]"), 1.0, terms);

        let mut terms = vec![(target.moved_ever(), 1.0)];
        terms.extend(columns.paths_where(options, target.host, 1.0, LifePath::is_left));
        if terms.len() > 1 {
            model.at_most(format!("absorb_open[{from_id},{into_id}]"), 1.0, terms);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::paper_town;
    use crate::project::Project;

    /// The town without hubs, where hall-b has `used` of its 2,000 slots in use and hall-a is dear to run.
    fn busy(used: f64) -> Project {
        let mut project = paper_town();
        project.scenario.moves.colocation = false;
        for function in &mut project.functions {
            match function.id.as_str() {
                "hall-a" => function.running_cost.0 = 100_000_000,
                "hall-b" => function.used_slots_per_year = Some(used),
                _ => {}
            }
        }
        project
    }

    #[test]
    fn a_hall_absorbs_nine_tenths_of_its_slots_less_its_own_use() {
        assert_eq!(row(&paper_town(), "merge[hall-b]"), at_most(900.0, &[("moved[hall-a,hall-b,2027]", 600.0)]));
    }

    #[test]
    fn an_absorbing_hall_neither_moves_nor_closes() {
        let expected = [("moved[hall-a,hall-b,2027]", 1.0), ("moved[hall-b,S,2027]", 1.0)];
        assert_eq!(row(&paper_town(), "absorb[hall-a,hall-b]"), at_most(1.0, &expected));
        let expected = [("path[G,CLOSE@2027]", 1.0), ("moved[hall-a,hall-b,2027]", 1.0)];
        assert_eq!(row(&paper_town(), "absorb_open[hall-a,hall-b]"), at_most(1.0, &expected));
    }

    #[test]
    fn halls_merge_when_six_hundred_slots_are_free_and_that_pays() {
        // 1,800 − 1,200 = 600 free slots are just enough; moving costs 25 million and saves five times 50 million.
        let is_merged = |project: &Project| optimum(project).unwrap().1.contains(&"moved[hall-a,hall-b,2027]".to_owned());
        assert!(is_merged(&busy(1_200.0)) && !is_merged(&busy(1_201.0)));
        assert_loosening_pays(&busy(1_201.0), &busy(1_200.0));
    }
}
