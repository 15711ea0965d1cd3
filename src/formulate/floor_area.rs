//! C13: total floor area in a given year.

use super::Columns;
use super::pace::limit_row;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;
use crate::plan::MoveCode;
use crate::scenario::{Rule, RuleLimit};

/// Floor area (7.16): `Σ_a floor(a,y) + Σ guests' floor ≤` share of today's, square metres, with what merging
/// schools add and shared rooms save. Rows `floor_area[rule]`.
pub(super) fn floor_area(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::FloorArea { fy, at_most_ratio } = rule.limit else { return };
    let (Some(offset), Some(t)) = (instance.horizon.offset(fy), instance.horizon.period_of(fy)) else { return };
    let today: f64 = instance.assets.iter().map(|asset| asset.gfa.0).sum();
    let mut terms = Vec::new();
    for (paths, columns) in options.paths.iter().zip(&columns.paths) {
        terms.extend(paths.iter().zip(columns).map(|(path, &column)| (column, path.floor[offset])));
    }
    for (moves, targets) in options.moves.iter().zip(&columns.targets) {
        for target in targets {
            let floor = if target.code == MoveCode::C { moves[target.times[0].2].floor } else { 0.0 };
            terms.extend(target.moved_by(t).map(|moved| (moved, floor)));
        }
    }
    terms.extend(options.mergers.iter().zip(&columns.mergers).map(|(option, &column)| (column, option.floor[offset])));
    terms.extend(options.shares.iter().zip(&columns.shares).map(|(option, &column)| (column, option.floor[offset])));
    let early = options.early.iter().zip(&columns.early).filter(|(option, _)| option.is_ahead(instance, fy));
    terms.extend(early.map(|(_, &column)| (column, 1.0)));
    limit_row(model, rule, &format!("floor_area[{}]", rule.id), at_most_ratio * today, terms);
}

#[cfg(test)]
mod tests {
    use crate::fiscal::FiscalYear;
    use crate::formulate::sample::{assert_loosening_pays, optimum, row};
    use crate::paper::ruled_town;
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    fn share(at_most_ratio: f64) -> Project {
        ruled_town(RuleLimit::FloorArea { fy: FiscalYear(2031), at_most_ratio })
    }

    #[test]
    fn floor_of_paths_and_guests_adds_up_to_a_share_of_todays() {
        let found = row(&share(0.5), "floor_area[rule]");
        let of = |name: &str| found.terms.iter().find(|term| term.0 == name).map(|term| term.1);
        // Half of 4,000 + 800 + 600 m².
        assert_eq!(found.upper.to_bits(), 2_700.0_f64.to_bits());
        let names = ["path[G,K]", "path[H,B@2023]", "path[S,P@2024]", "moved[hall-a,S,2027]", "path[H,CLOSE@2027]"];
        assert_eq!(names.map(of), [Some(600.0), Some(800.0), Some(4_000.0), Some(450.0), None]);
    }

    /// Least floor: S keeps 4,000 m², the library takes 270 there, hall-a merges into hall-b in the 600 of G: 4,870 of 5,400 (90.2 %).
    const LEAST: f64 = 0.902;

    #[test]
    fn less_floor_than_can_be_reached_is_infeasible() {
        assert!(optimum(&share(LEAST - 0.001)).is_none());
    }

    #[test]
    fn the_least_floor_leaves_one_choice_and_more_floor_pays() {
        let (_, taken) = optimum(&share(LEAST)).unwrap();
        for part in ["path[H,CLOSE@2027]", "moved[library-a,S,2027]", "moved[hall-a,hall-b,2027]"] {
            assert!(taken.iter().any(|name| name == part), "{part} is not in {taken:?}");
        }
        assert_loosening_pays(&share(LEAST), &share(1.2));
    }
}
