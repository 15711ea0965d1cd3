//! Slots per resident by the two-step floating catchment method.

use crate::id::{DemandIx, SiteIx};
use crate::metrics::figure::{Tally, Values};
use crate::metrics::survey::Survey;
use crate::units::Meters;

/// Slots a year within `reach` per 1,000 residents: in total, by region and by district.
///
/// First each place's slots are shared among the residents within reach of it, then every demand point adds up the shares of the
/// places within its reach; an area's figure is the mean of its points by their residents, times 1,000. Slots with nobody in
/// reach serve nobody.
///
/// # Source
/// Luo, W. and Wang, F. (2003), Measures of spatial accessibility to health care in a GIS environment, Environment and Planning B
/// 30(6), the two-step floating catchment area method.
pub(super) fn per_thousand(survey: &Survey<'_, '_>, places: &[(SiteIx, f64)], reach: Meters) -> Values {
    let instance = survey.instance;
    let last = survey.last();
    let points = || (0..instance.demand.len()).map(DemandIx);
    let mut reached = vec![0.0; instance.demand.len()];
    for &(site, slots) in places {
        let within: Vec<DemandIx> = points().filter(|&demand| instance.walk_from(demand, site) <= reach).collect();
        let people: f64 = within.iter().map(|&demand| survey.residents_of(demand, last)).sum();
        if people > 0.0 {
            for demand in within {
                reached[demand.0] += slots / people;
            }
        }
    }
    let weighted = Tally::of(
        instance,
        points().map(|demand| {
            let entry = &instance.demand[demand.0];
            (entry.region, entry.district, survey.residents_of(demand, last) * reached[demand.0])
        }),
    );
    Values::ratio(&weighted, &survey.residents_where(last, |_| true), 1_000.0)
}
