//! C16: how many functions move or end at once.

use super::Columns;
use super::pace::limit_row;
use crate::id::{DistrictIx, FunctionIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::{Options, home_district};
use crate::scenario::{Rule, RuleLimit};

/// Changes (7.29): functions that move or end at `s(t)` ≤ limit, functions. Rows `changes[rule,d,t]`.
pub(super) fn changes(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::ChangesPerPeriod { at_most, per_district } = rule.limit else { return };
    let areas: Vec<(String, Option<DistrictIx>)> = if per_district {
        instance.districts.iter().enumerate().map(|(d, id)| (id.to_string(), Some(DistrictIx(d)))).collect()
    } else {
        vec![("all".to_owned(), None)]
    };
    for (name, district) in areas {
        for t in instance.horizon.period_indices().skip(1) {
            let mut terms: Vec<(ColumnIx, f64)> = Vec::new();
            let functions = (0..instance.functions.len()).map(FunctionIx);
            for k in functions.filter(|&k| district.is_none_or(|district| home_district(instance, k) == district)) {
                for target in &columns.targets[k.0] {
                    let position = target.times.iter().position(|time| time.0 == t);
                    terms.extend(position.into_iter().flat_map(|position| target.moves_at(position, 1.0)));
                }
                let endings = options.endings[k.0].iter().zip(&columns.endings[k.0]);
                terms.extend(endings.filter(|(ending, _)| ending.t == t).map(|(_, &column)| (column, 1.0)));
            }
            if !terms.is_empty() {
                let year = instance.horizon.period(t).start;
                limit_row(model, rule, &format!("changes[{},{name},{year}]", rule.id), f64::from(at_most), terms);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, row};
    use crate::paper::ruled_town;
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    fn changes(at_most: u32, per_district: bool) -> Project {
        ruled_town(RuleLimit::ChangesPerPeriod { at_most, per_district })
    }

    #[test]
    fn every_move_and_ending_of_a_period_counts_once() {
        let mut project = changes(1, false);
        project.scenario.moves.ending = true;
        let names = [
            "moved[hall-a,S,2027]",
            "moved[hall-a,hall-b,2027]",
            "moved[hall-b,S,2027]",
            "moved[library-a,S,2027]",
            "end[hall-a,2027]",
            "end[hall-b,2027]",
            "end[library-a,2027]",
        ];
        assert_eq!(row(&project, "changes[rule,all,2027]"), at_most(1.0, &names.map(|name| (name, 1.0))));
    }

    #[test]
    fn a_district_counts_what_is_at_home_there_in_the_period_it_happens() {
        let mut project = changes(1, true);
        project.scenario.horizon.period_years = vec![5, 5, 5];
        assert_eq!(row(&project, "changes[rule,b1,2027]"), at_most(1.0, &[("moved[hall-b,S,2027]", 1.0)]));
        let expected = [("moved[hall-b,S,2027]", -1.0), ("moved[hall-b,S,2032]", 1.0)];
        assert_eq!(row(&project, "changes[rule,b1,2032]"), at_most(1.0, &expected));
    }

    #[test]
    fn a_building_of_two_functions_is_released_by_two_changes() {
        assert_loosening_pays(&changes(1, false), &changes(2, false));
        // One change in each district releases G beside: less than two in a1.
        assert_loosening_pays(&changes(0, true), &changes(1, true));
    }
}
