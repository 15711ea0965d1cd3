//! C8: districts keep a minimum of places of a kind, and no kind with access disappears from the municipality.

use super::Columns;
use super::location::{Counting, Presence, presence};
use super::pace::least_row;
use crate::id::{DistrictIx, FunctionIx, KindIx};
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;
use crate::scenario::{Rule, RuleLimit};

/// District minimum (7.13): places of the kind in `d`, merged ones not counted, ≥ min(limit, today's). Rows `minimum[rule,d,t]`.
pub(super) fn district_minimum(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    rule: &Rule,
    model: &mut LinearModel,
) {
    let RuleLimit::DistrictMinimum { kind, at_least } = &rule.limit else { return };
    let Some(kind) = instance.kinds.iter().position(|other| &other.id == kind).map(KindIx) else { return };
    for (d, district) in instance.districts.iter().enumerate() {
        let here = |site: crate::id::SiteIx| instance.sites[site.0].district == DistrictIx(d);
        let home_is_here = |k: FunctionIx| here(instance.assets[instance.functions[k.0].home.0].site);
        let today = instance.functions_of(kind).filter(|&k| home_is_here(k)).count();
        let least = today.min(usize::try_from(*at_least).unwrap_or(usize::MAX));
        if least == 0 {
            continue;
        }
        for t in instance.horizon.period_indices().skip(1) {
            let places = instance.functions_of(kind);
            let places = Presence::sum(places.map(|k| presence(instance, options, columns, k, t, Counting::OwnPlaces, &here)));
            #[expect(clippy::cast_precision_loss, reason = "a district has few places")]
            let least = least as f64;
            if !places.terms.is_empty() {
                let year = instance.horizon.period(t).start;
                let name = format!("minimum[{},{district},{year}]", rule.id);
                least_row(model, rule, &name, least - places.constant, places.terms);
            }
        }
    }
}

/// Every kind with access keeps at least one place (8.3): fewer than all its functions end. Rows `keep[q]`.
///
/// One row for the whole horizon is enough: endings are for good, and a move keeps its function at a place.
pub(super) fn every_kind_stays_somewhere(instance: &Instance<'_>, columns: &Columns, model: &mut LinearModel) {
    for (q, kind) in instance.kinds.iter().enumerate().filter(|(_, kind)| kind.access) {
        let functions: Vec<_> = instance.functions_of(KindIx(q)).collect();
        let terms: Vec<_> = functions.iter().flat_map(|k| columns.endings[k.0].iter().map(|&z| (z, 1.0))).collect();
        if functions.iter().all(|k| !columns.endings[k.0].is_empty()) && !terms.is_empty() {
            #[expect(clippy::cast_precision_loss, reason = "a kind has few functions")]
            let most = functions.len() as f64 - 1.0;
            model.at_most(format!("keep[{}]", kind.id), most, terms);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::{paper_town, ruled_town};
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    fn halls(at_least: u32) -> Project {
        ruled_town(RuleLimit::DistrictMinimum { kind: "hall".into(), at_least })
    }

    #[test]
    fn a_merged_hall_leaves_its_district_and_a_guest_arrives_in_the_hubs() {
        let expected = [("moved[hall-a,hall-b,2027]", 1.0), ("moved[hall-b,S,2027]", -1.0)];
        assert_eq!(row(&halls(1), "minimum[rule,a1,2027]"), at_most(0.0, &expected));
        assert_eq!(row(&halls(1), "minimum[rule,b1,2027]"), at_most(0.0, &[("moved[hall-b,S,2027]", 1.0)]));
        // A district keeps no more than it has.
        assert_eq!(row(&halls(3), "minimum[rule,b1,2027]"), row(&halls(1), "minimum[rule,b1,2027]"));
    }

    #[test]
    fn a_district_that_keeps_its_hall_forgoes_a_sale() {
        let leaves = |project: &Project| optimum(project).unwrap().1.contains(&"moved[hall-b,S,2027]".to_owned());
        assert!(!leaves(&halls(1)) && leaves(&paper_town()));
        assert_loosening_pays(&halls(1), &paper_town());
    }

    #[test]
    fn all_but_one_of_a_kind_may_end() {
        let mut project = paper_town();
        project.scenario.moves.ending = true;
        assert_eq!(row(&project, "keep[library]"), at_most(0.0, &[("end[library-a,2027]", 1.0)]));
        let expected = [("end[hall-a,2027]", 1.0), ("end[hall-b,2027]", 1.0)];
        assert_eq!(row(&project, "keep[hall]"), at_most(1.0, &expected));
    }
}
