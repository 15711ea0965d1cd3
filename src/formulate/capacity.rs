//! C9: capacity of a kind in every region follows projected demand.

use super::Columns;
use super::location::{Counting, presence};
use super::pace::least_row;
use crate::id::{FunctionIx, KindIx, RegionIx};
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;
use crate::scenario::{Rule, RuleLimit};

/// Capacity (7.26): `Σ capacity(k)` in `ρ` at `t` ≥ `min(ratio × Σ used × W(t) / W(0), today's)`, people. Rows `capacity[rule,ρ,t]`.
pub(super) fn capacity(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::Capacity { kind, at_least_ratio } = &rule.limit else { return };
    let Some(kind) = instance.kinds.iter().position(|other| &other.id == kind).map(KindIx) else { return };
    let sized = instance.sized_functions_of(kind);
    for (r, region) in instance.regions.iter().enumerate() {
        let here = |site: crate::id::SiteIx| instance.sites[site.0].region == RegionIx(r);
        let at_home = |k: FunctionIx| here(instance.assets[instance.functions[k.0].home.0].site);
        let homes = || sized.iter().filter(|(k, ..)| at_home(*k));
        let today: f64 = homes().map(|(_, capacity, _)| capacity).sum();
        let used: f64 = homes().map(|(_, _, used)| used).sum();
        for t in instance.horizon.period_indices().skip(1) {
            let least = (at_least_ratio * used * instance.region_growth(RegionIx(r), kind, t)).min(today);
            let mut constant = 0.0;
            let mut terms = Vec::new();
            for &(k, capacity, _) in &sized {
                let place = presence(instance, options, columns, k, t, Counting::OwnPlaces, &here);
                constant += capacity * place.constant;
                terms.extend(place.terms.into_iter().map(|(column, factor)| (column, capacity * factor)));
            }
            if !terms.is_empty() && least > 0.0 {
                let year = instance.horizon.period(t).start;
                least_row(model, rule, &format!("capacity[{},{region},{year}]", rule.id), least - constant, terms);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fiscal::FiscalYear;
    use crate::formulate::sample::{assert_loosening_pays, at_most, has_row, optimum, row};
    use crate::paper::{peopled_town, ruled};
    use crate::project::Project;
    use crate::scenario::RuleLimit;
    use crate::units::People;

    fn halls(project: Project, at_least_ratio: f64) -> Project {
        ruled(project, RuleLimit::Capacity { kind: "hall".into(), at_least_ratio })
    }

    #[test]
    fn a_region_counts_who_is_at_home_or_a_guest_there_and_not_who_merged_away() {
        let project = halls(peopled_town(), 1.5);
        // Region a: 1.5 × 60 = 90 of 100 people. hall-a moves to S inside it; merged away it is gone; hall-b would bring 200.
        let expected = [("moved[hall-a,hall-b,2027]", 100.0), ("moved[hall-b,S,2027]", -200.0)];
        assert_eq!(row(&project, "capacity[rule,a,2027]"), at_most(10.0, &expected));
        // Region b: 1.5 × 90 = 135 of 200. hall-a merged into hall-b brings no room.
        assert_eq!(row(&project, "capacity[rule,b,2027]"), at_most(65.0, &[("moved[hall-b,S,2027]", 200.0)]));
    }

    #[test]
    fn an_ended_hall_has_no_capacity() {
        let mut project = halls(peopled_town(), 1.5);
        project.scenario.moves.ending = true;
        assert_eq!(row(&project, "capacity[rule,b,2027]").of("end[hall-b,2027]"), Some(200.0));
    }

    #[test]
    fn what_is_due_follows_the_residents_up_to_todays_capacity() {
        let grown = |people: f64| {
            let mut project = peopled_town();
            let residents = project.demand.iter_mut().find(|point| point.id.as_str() == "p2").unwrap();
            // The middle years of the two periods are 2024 and 2029.
            let of = |people: f64| [0.0, 0.0, people].map(People);
            residents.population = [(FiscalYear(2024), of(300.0)), (FiscalYear(2029), of(people))].into();
            // The limit is written with its sign turned, and nothing is due as −0.
            row(&halls(project, 1.0), "capacity[rule,b,2027]").upper + 0.0
        };
        // 90 × 450/300 = 135 are due of 200; 90 × 900/300 = 270 are more than there is today.
        assert_eq!([grown(450.0), grown(900.0)].map(f64::to_bits), [65.0, 0.0].map(f64::to_bits));
    }

    #[test]
    fn halls_without_figures_do_not_count() {
        let mut project = halls(peopled_town(), 1.5);
        crate::paper::function(&mut project, "hall-b").used = None;
        assert!(!has_row(&project, "capacity[rule,b,2027]"));
        assert_eq!(row(&project, "capacity[rule,a,2027]").of("moved[hall-b,S,2027]"), None);
    }

    #[test]
    fn a_region_that_keeps_its_capacity_forgoes_a_sale() {
        let leaves = |project: &Project| optimum(project).unwrap().1.contains(&"moved[hall-b,S,2027]".to_owned());
        let (tight, loose) = (halls(peopled_town(), 5.0), halls(peopled_town(), 0.0));
        assert!(!leaves(&tight) && leaves(&loose));
        assert_loosening_pays(&tight, &loose);
    }
}
