//! Capacity of kinds against projected demand: what rules of capacity (7.26) keep is no more than there is today, so that growth
//! beyond it shows only here.

use crate::id::{FunctionIx, KindIx, PeriodIx, RegionIx};
use crate::metrics::catalogue::MetricId;
use crate::metrics::figure::{About, Draft, Values};
use crate::metrics::places::{Places, places_today};
use crate::metrics::survey::Survey;

/// People of each region's projected demand for whom no place is left at the end, by kind; only kinds with capacity and use.
///
/// Demand grows with the kind's weighted residents of the region, from today's use; capacity is that of functions that are open
/// there, those merged into others and those replaced by opened rooms not.
pub(super) fn short(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let kinds = (0..survey.instance.kinds.len()).map(KindIx);
    kinds.filter_map(|kind| of_kind(survey, kind)).collect()
}

fn of_kind(survey: &Survey<'_, '_>, kind: KindIx) -> Option<Draft> {
    let instance = survey.instance;
    let sized = instance.sized_functions_of(kind);
    if sized.is_empty() {
        return None;
    }
    let regions = || (0..instance.regions.len()).map(RegionIx);
    let region_at_home = |k: FunctionIx| instance.sites[survey.site_of(instance.functions[k.0].home).0].region;
    let demand = |region: RegionIx, t: PeriodIx| -> f64 {
        let used: f64 = sized.iter().filter(|(k, ..)| region_at_home(*k) == region).map(|(.., used)| used).sum();
        used * instance.region_growth(region, kind, t)
    };
    let capacity = |region: RegionIx, places: &Places| -> f64 {
        let here = |k: FunctionIx| places[k.0].is_some_and(|at| at.is_own() && instance.sites[at.site.0].region == region);
        sized.iter().filter(|(k, ..)| here(*k)).map(|(_, capacity, _)| capacity).sum()
    };
    let values = |of: &dyn Fn(RegionIx) -> f64| {
        let of_regions: Vec<f64> = regions().map(of).collect();
        Values {
            total: Some(of_regions.iter().sum()),
            regions: of_regions.into_iter().map(Some).collect(),
            districts: Vec::new(),
        }
    };
    let short = |places: &Places, t: PeriodIx| values(&|region| (demand(region, t) - capacity(region, places)).max(0.0));
    let last = survey.last();
    let today = places_today(instance);
    let periods = instance.horizon.period_indices().map(|t| short(&survey.periods[t.0], t).total.unwrap_or(0.0));
    Some(
        Draft::new(MetricId::CapacityShort, About::kind(&instance.kinds[kind.0].id), short(&survey.periods[last.0], last))
            .today(short(&today, PeriodIx(0)))
            .unchanged(short(&today, last))
            .denominator(values(&|region| demand(region, last)))
            .periods(periods.collect()),
    )
}
