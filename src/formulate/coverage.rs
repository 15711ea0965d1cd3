//! C10: how many live within a kind's service standard, and by how much anybody's walk may grow.

use std::collections::BTreeMap;

use super::Columns;
use super::location::{Counting, Presence, presence};
use super::pace::{least_row, limit_row};
use crate::id::{DemandIx, DistrictIx, FunctionIx, KindIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::model::{Column, ColumnIx, LinearModel};
use crate::options::Options;
use crate::scenario::{Rule, RuleLimit};

/// A column that says whether demand points are covered, at most 1 and at most the places within reach.
#[derive(Clone, Debug)]
pub struct Covered {
    /// The column.
    pub column: ColumnIx,
    /// Places within reach today.
    pub constant: f64,
    /// Changes of them.
    pub terms: Vec<(ColumnIx, f64)>,
}

/// Places of a kind within reach of demand points, and the points that have just these.
struct Reach {
    sites: Vec<SiteIx>,
    points: Vec<DemandIx>,
}

impl Reach {
    /// Whether one of the kind's homes is within reach.
    fn is_covered_today(&self, homes: &[SiteIx]) -> bool {
        homes.iter().any(|home| self.sites.binary_search(home).is_ok())
    }
}

/// Sites at which functions are today.
fn homes(instance: &Instance<'_>, functions: &[FunctionIx]) -> Vec<SiteIx> {
    functions.iter().map(|k| instance.assets[instance.functions[k.0].home.0].site).collect()
}

/// Coverage (7.27): weight within the standard ≥ `min(ratio, today's share) × all`, people. Rows `coverage[rule,d,t]`, with
/// `covered[rule,n,t] ≤` places within reach of the points of set `n`. Gives the columns.
pub(super) fn coverage(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    rule: &Rule,
    model: &mut LinearModel,
) -> Vec<Covered> {
    let RuleLimit::Coverage { kind, at_least_ratio, per_district } = &rule.limit else { return Vec::new() };
    let Some(kind) = instance.kinds.iter().position(|other| &other.id == kind).map(KindIx) else { return Vec::new() };
    let functions: Vec<FunctionIx> = instance.functions_of(kind).collect();
    let homes = homes(instance, &functions);
    let standard = instance.kinds[kind.0].standard_m;
    let mut all = Vec::new();
    let mut number = 0;
    for (name, points) in areas(instance, *per_district) {
        let reaches = reaches(instance, columns, &functions, &points, |_| Some(standard));
        for t in instance.horizon.period_indices().skip(1) {
            let weight = |points: &[DemandIx]| points.iter().map(|&i| instance.weight(i, kind, t)).sum::<f64>();
            let total = weight(&points);
            let covered_today: f64 =
                reaches.iter().filter(|reach| reach.is_covered_today(&homes)).map(|reach| weight(&reach.points)).sum();
            if total <= 0.0 {
                continue;
            }
            let least = at_least_ratio.min(covered_today / total) * total;
            let mut terms = Vec::new();
            for reach in &reaches {
                let places = places_at(instance, options, columns, &functions, t, &reach.sites);
                let year = instance.horizon.period(t).start;
                let label = format!("{},{number},{year}", rule.id);
                let covered = model.add_column(Column {
                    name: format!("covered[{label}]"),
                    lower: 0.0,
                    upper: 1.0,
                    is_integer: false,
                    cost: 0.0,
                });
                let mut row: Vec<_> = places.terms.iter().map(|&(column, factor)| (column, -factor)).collect();
                row.push((covered, 1.0));
                model.at_most(format!("covered[{label}]"), places.constant, row);
                terms.push((covered, weight(&reach.points)));
                all.push(Covered { column: covered, constant: places.constant, terms: places.terms });
                number += 1;
            }
            let year = instance.horizon.period(t).start;
            least_row(model, rule, &format!("coverage[{},{name},{year}]", rule.id), least, terms);
        }
    }
    all
}

/// Longest increase (7.28): a place within `near today + limit` of every demand point with residents. Rows `walk[rule,i,t]`, one for
/// all points that have the same places within reach where the rule is hard.
pub(super) fn walk_increase(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::WalkIncrease { kind, at_most_m } = &rule.limit else { return };
    let Some(kind) = instance.kinds.iter().position(|other| &other.id == kind).map(KindIx) else { return };
    let functions: Vec<FunctionIx> = instance.functions_of(kind).collect();
    let homes = homes(instance, &functions);
    let points: Vec<DemandIx> = (0..instance.demand.len()).map(DemandIx).collect();
    let radius = |i: DemandIx| {
        let near = homes.iter().map(|&site| instance.walk_from(i, site).0).reduce(f64::min)?;
        Some(near + at_most_m)
    };
    let reaches = reaches(instance, columns, &functions, &points, radius);
    for t in instance.horizon.period_indices().skip(1) {
        let year = instance.horizon.period(t).start;
        for reach in &reaches {
            let places = places_at(instance, options, columns, &functions, t, &reach.sites);
            let residents: Vec<_> = reach.points.iter().filter(|&&i| instance.weight(i, kind, t) > 0.0).collect();
            let rows = if rule.soft_price_jpy.is_some() { residents.len() } else { residents.len().min(1) };
            if places.terms.is_empty() {
                continue;
            }
            for &&i in residents.iter().take(rows) {
                let id = &instance.project.demand[i.0].id;
                let terms = places.terms.iter().map(|&(column, factor)| (column, -factor)).collect();
                limit_row(model, rule, &format!("walk[{},{id},{year}]", rule.id), places.constant - 1.0, terms);
            }
        }
    }
}

/// The municipality, or every district, with its demand points.
fn areas(instance: &Instance<'_>, per_district: bool) -> Vec<(String, Vec<DemandIx>)> {
    let all = || (0..instance.demand.len()).map(DemandIx);
    if !per_district {
        return vec![("all".to_owned(), all().collect())];
    }
    let districts = instance.districts.iter().enumerate();
    let of = |d: usize| all().filter(|i| instance.demand[i.0].district == DistrictIx(d)).collect::<Vec<_>>();
    districts.map(|(d, id)| (id.to_string(), of(d))).filter(|(_, points)| !points.is_empty()).collect()
}

/// Demand points grouped by the sites within their radius at which a function of the kind can be.
fn reaches(
    instance: &Instance<'_>,
    columns: &Columns,
    functions: &[FunctionIx],
    points: &[DemandIx],
    radius_m: impl Fn(DemandIx) -> Option<f64>,
) -> Vec<Reach> {
    let mut sites = homes(instance, functions);
    for k in functions {
        sites.extend(columns.targets[k.0].iter().map(|target| instance.assets[target.host.0].site));
    }
    sites.sort_unstable();
    sites.dedup();
    let mut groups: BTreeMap<Vec<SiteIx>, Vec<DemandIx>> = BTreeMap::new();
    for &i in points {
        let Some(radius) = radius_m(i) else { continue };
        let within = sites.iter().copied().filter(|&site| instance.walk_from(i, site).0 <= radius).collect();
        groups.entry(within).or_default().push(i);
    }
    groups.into_iter().map(|(sites, points)| Reach { sites, points }).collect()
}

/// Functions of the kind on the given sites at `t`.
fn places_at(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    functions: &[FunctionIx],
    t: PeriodIx,
    sites: &[SiteIx],
) -> Presence {
    let inside = |site: SiteIx| sites.binary_search(&site).is_ok();
    Presence::sum(functions.iter().map(|&k| presence(instance, options, columns, k, t, Counting::EveryMove, &inside)))
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, has_row, row};
    use crate::paper::add_demand;
    use crate::paper::{peopled_town, ruled, softened};
    use crate::project::Project;
    use crate::scenario::RuleLimit;

    /// Halls reach 800 m: today hall-a the 100 users of p1, and hall-b the 300 of p2.
    fn covered(project: Project, at_least_ratio: f64, per_district: bool) -> Project {
        ruled(project, RuleLimit::Coverage { kind: "hall".into(), at_least_ratio, per_district })
    }

    fn walks(project: Project, at_most_m: f64) -> Project {
        ruled(project, RuleLimit::WalkIncrease { kind: "hall".into(), at_most_m })
    }

    #[test]
    fn users_within_reach_add_up_to_the_share() {
        // 0.5 × 400, written with signs turned.
        let expected = [("covered[rule,0,2027]", -300.0), ("covered[rule,1,2027]", -100.0)];
        assert_eq!(row(&covered(peopled_town(), 0.5, false), "coverage[rule,all,2027]"), at_most(-200.0, &expected));
        let project = covered(peopled_town(), 0.5, true);
        assert_eq!(row(&project, "coverage[rule,a1,2027]"), at_most(-50.0, &[("covered[rule,0,2027]", -100.0)]));
        assert_eq!(row(&project, "coverage[rule,b1,2027]"), at_most(-150.0, &[("covered[rule,1,2027]", -300.0)]));
    }

    #[test]
    fn users_are_within_reach_of_halls_that_stay_or_come() {
        let mut project = covered(peopled_town(), 0.5, false);
        project.scenario.moves.ending = true;
        // p2 has hall-b until it moves or ends, and hall-a once it has merged into hall-b.
        let near_g = [
            ("moved[hall-a,hall-b,2027]", -1.0),
            ("moved[hall-b,S,2027]", 1.0),
            ("end[hall-b,2027]", 1.0),
            ("covered[rule,0,2027]", 1.0),
        ];
        assert_eq!(row(&project, "covered[rule,0,2027]"), at_most(1.0, &near_g));
        // p1 has hall-a; S is 1,005 m away.
        let near_h = [
            ("moved[hall-a,S,2027]", 1.0),
            ("moved[hall-a,hall-b,2027]", 1.0),
            ("end[hall-a,2027]", 1.0),
            ("covered[rule,1,2027]", 1.0),
        ];
        assert_eq!(row(&project, "covered[rule,1,2027]"), at_most(1.0, &near_h));
    }

    #[test]
    fn no_more_is_due_than_todays_halls_reach() {
        let mut project = peopled_town();
        // 400 users more, five kilometres from any hall: 400 of 800 are covered.
        add_demand(&mut project, "p3", "b1", (8_000.0, 0.0), [0.0, 0.0, 400.0]);
        let found = row(&covered(project, 0.9, false), "coverage[rule,all,2027]");
        assert_eq!(found.upper.to_bits(), (-400.0_f64).to_bits());
    }

    #[test]
    fn full_coverage_forgoes_a_sale() {
        assert_loosening_pays(&covered(peopled_town(), 1.0, false), &covered(peopled_town(), 0.0, false));
        // In every district by itself is more than in the municipality: 75 % are reached without the hall near p1.
        assert_loosening_pays(&covered(peopled_town(), 0.7, true), &covered(peopled_town(), 0.7, false));
    }

    #[test]
    fn everybody_keeps_a_hall_within_todays_walk_and_what_is_allowed() {
        let project = walks(peopled_town(), 950.0);
        // 100 + 950 m from p2: G alone.
        let expected = [("moved[hall-a,hall-b,2027]", -1.0), ("moved[hall-b,S,2027]", 1.0)];
        assert_eq!(row(&project, "walk[rule,p2,2027]"), at_most(0.0, &expected));
        // From p1: H, and S at 1,005 m.
        let expected = [("moved[hall-a,hall-b,2027]", 1.0), ("moved[hall-b,S,2027]", -1.0)];
        assert_eq!(row(&project, "walk[rule,p1,2027]"), at_most(0.0, &expected));
        // At 904 m S is a metre too far.
        assert_eq!(row(&walks(peopled_town(), 904.0), "walk[rule,p1,2027]").of("moved[hall-a,S,2027]"), Some(1.0));
        assert_eq!(row(&walks(peopled_town(), 905.0), "walk[rule,p1,2027]").of("moved[hall-a,S,2027]"), None);
    }

    #[test]
    fn neighbours_share_a_hard_row_and_have_one_each_when_it_is_soft() {
        let mut project = peopled_town();
        add_demand(&mut project, "p2b", "b1", (3_000.0, 101.0), [0.0, 0.0, 1.0]);
        // Nobody lives at p2c.
        add_demand(&mut project, "p2c", "b1", (3_000.0, 102.0), [0.0, 0.0, 0.0]);
        let rows = |project: &Project| ["p2", "p2b", "p2c"].map(|point| has_row(project, &format!("walk[rule,{point},2027]")));
        assert_eq!(rows(&walks(project.clone(), 950.0)), [true, false, false]);
        assert_eq!(rows(&softened(walks(project, 950.0), 1.0)), [true, true, false]);
    }

    #[test]
    fn short_walks_forgo_a_sale() {
        assert_loosening_pays(&walks(peopled_town(), 800.0), &walks(peopled_town(), 5_000.0));
        assert_loosening_pays(&walks(peopled_town(), 800.0), &softened(walks(peopled_town(), 800.0), 1_000.0));
    }
}
