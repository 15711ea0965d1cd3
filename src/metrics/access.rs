//! The walk from every demand point to the nearest place of every kind, before and after (formulation, section 8).

use rayon::prelude::*;

use super::places::{Place, Places, open_places, places_by_period, places_today};
use crate::id::{DemandIx, FunctionIx, KindIx, PeriodIx, SiteIx};
use crate::instance::{Instance, Walk, WalkBasis};
use crate::plan::Plan;
use crate::units::Meters;

/// The nearest place of a kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// Walking distance (8.1), whole metres.
    pub distance: Meters,
    /// What it is taken from.
    pub basis: WalkBasis,
    /// The function there: one that is not merged into another before one that is, then the first by id.
    pub function: FunctionIx,
}

/// The walk from one demand point to one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct PointAccess {
    /// The demand point.
    pub demand: DemandIx,
    /// The kind, one with `access = true`.
    pub kind: KindIx,
    /// With today's places; none where the municipality has no place of the kind.
    pub today: Option<Nearest>,
    /// `near[i,q,t]` (8.3), by period.
    pub periods: Vec<Option<Nearest>>,
}

impl PointAccess {
    /// Metres by which the walk in `t` is longer than today's; negative = shorter.
    pub fn growth(&self, t: PeriodIx) -> Option<Meters> {
        Some(self.periods[t.0]?.distance - self.today?.distance)
    }
}

/// The walk from every demand point to every kind with `access = true`: by demand point, then by kind.
///
/// # Panics
/// When the plan names something the instance does not have.
pub fn access_by_point(instance: &Instance<'_>, plan: &Plan) -> Vec<PointAccess> {
    let kinds: Vec<KindIx> = access_kinds(instance).collect();
    let today = sources(instance, &kinds, &places_today(instance));
    let periods: Vec<_> = places_by_period(instance, plan).iter().map(|places| sources(instance, &kinds, places)).collect();
    (0..instance.demand.len())
        .into_par_iter()
        .flat_map_iter(|point| {
            let demand = DemandIx(point);
            let walks: Vec<Walk> = (0..instance.sites.len()).map(|site| instance.way_from(demand, SiteIx(site))).collect();
            let rows = kinds.iter().enumerate().map(|(row, &kind)| PointAccess {
                demand,
                kind,
                today: nearest(&walks, &today[row]),
                periods: periods.iter().map(|sources| nearest(&walks, &sources[row])).collect(),
            });
            rows.collect::<Vec<_>>()
        })
        .collect()
}

/// Kinds whose walking distance counts.
pub(super) fn access_kinds(instance: &Instance<'_>) -> impl Iterator<Item = KindIx> {
    instance.kinds.iter().enumerate().filter(|(_, kind)| kind.access).map(|(index, _)| KindIx(index))
}

/// Places of each of the kinds.
fn sources(instance: &Instance<'_>, kinds: &[KindIx], places: &Places) -> Vec<Vec<(FunctionIx, Place)>> {
    kinds.iter().map(|&kind| open_places(places, instance.functions_of(kind)).collect()).collect()
}

fn nearest(walks: &[Walk], places: &[(FunctionIx, Place)]) -> Option<Nearest> {
    let ranked = places.iter().map(|&(function, place)| (walks[place.site.0], place.is_merged(), function));
    ranked
        .min_by(|a, b| a.0.distance.0.total_cmp(&b.0.distance.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))))
        .map(|(walk, _, function)| Nearest { distance: walk.distance, basis: walk.basis, function })
}

/// Demand points whose nearest place of a kind is one function.
#[derive(Clone, Debug, PartialEq)]
pub struct Catchment {
    /// The function they walk to.
    pub function: FunctionIx,
    /// When; none = today's places with the residents of the first period.
    pub period: Option<PeriodIx>,
    /// Who walks there, in order.
    pub demand: Vec<DemandIx>,
    /// Weight (8.2) of the function's kind, people.
    pub weight_people: f64,
    /// Weighted mean walk; none where nobody of the kind's users lives there.
    pub mean: Option<Meters>,
    /// Longest walk of anyone in it.
    pub max: Meters,
}

/// Catchments of every function that is the nearest for someone: today's first, then by period, each in the order of functions.
///
/// # Panics
/// When the plan names something the instance does not have.
pub fn catchments(instance: &Instance<'_>, plan: &Plan) -> Vec<Catchment> {
    let rows = access_by_point(instance, plan);
    let times = std::iter::once(None).chain(instance.horizon.period_indices().map(Some));
    let mut found = Vec::new();
    for period in times {
        let mut members: Vec<Vec<(DemandIx, Meters)>> = vec![Vec::new(); instance.functions.len()];
        for row in &rows {
            if let Some(nearest) = period.map_or(row.today, |t| row.periods[t.0]) {
                members[nearest.function.0].push((row.demand, nearest.distance));
            }
        }
        for (function, members) in members.into_iter().enumerate().filter(|(_, members)| !members.is_empty()) {
            let kind = instance.functions[function].kind;
            let weight = |demand| instance.weight(demand, kind, period.unwrap_or(PeriodIx(0)));
            let weight_people: f64 = members.iter().map(|&(demand, _)| weight(demand)).sum();
            let walked: f64 = members.iter().map(|&(demand, walk)| weight(demand) * walk.0).sum();
            found.push(Catchment {
                function: FunctionIx(function),
                period,
                weight_people,
                mean: (weight_people > 0.0).then(|| Meters(walked / weight_people)),
                max: Meters(members.iter().map(|&(_, walk)| walk.0).fold(0.0, f64::max)),
                demand: members.into_iter().map(|(demand, _)| demand).collect(),
            });
        }
    }
    found
}
