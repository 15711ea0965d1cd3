//! Treatments of released sites: demolition, sale, lease, upkeep (formulation, section 7).

use super::asset::has_neighbours;
use super::{Flow, Prices};
use crate::fiscal::FiscalYear;
use crate::id::SiteIx;
use crate::instance::Instance;
use crate::plan::{Nature, Treatment};
use crate::units::Yen;

/// Amounts of giving `site` the treatment in `fy`.
pub fn treatment_flow(instance: &Instance<'_>, prices: &Prices, site: SiteIx, treatment: Treatment, fy: FiscalYear) -> Flow {
    let horizon = &instance.horizon;
    let entry = &instance.sites[site.0];
    let land = entry.site.site_area.0;
    let floor: f64 = entry.assets.iter().map(|asset| instance.assets[asset.0].gfa.0).sum();
    let price = entry.site.land_price_per_m2.unwrap_or(Yen::ZERO).as_f64();
    let rate = prices.parameters();
    let mut flow = Flow::default();
    // Where buildings close one by one, each is cleared with its closing (4.10).
    let is_cleared = has_neighbours(instance, site);
    if !is_cleared && matches!(treatment, Treatment::D | Treatment::L | Treatment::X) {
        flow.spread(prices, horizon, Nature::Demolition, prices.demolition() * floor, fy, 1);
    }
    if !is_cleared && treatment == Treatment::W {
        flow.spread(prices, horizon, Nature::Demolition, prices.lease_return() * floor, fy, 1);
    }
    let (nature, yearly, from) = match treatment {
        Treatment::D => {
            flow.add(horizon, fy.plus(1), Nature::Sale, -Yen::round(price * land * rate.sale_price_ratio));
            return flow;
        }
        Treatment::W => return flow,
        Treatment::L => (Nature::Lease, -Yen::round(price * land * rate.land_lease_yield * rate.lease_price_factor), fy.plus(1)),
        Treatment::X => (Nature::Upkeep, Yen::round(rate.park_upkeep_yen_m2_year * land), fy.plus(1)),
        Treatment::Z => (Nature::Upkeep, Yen::round(rate.hold_upkeep_yen_m2_year * floor), fy),
    };
    for year in horizon.fiscal_years().filter(|&year| year >= from) {
        flow.add(horizon, year, nature, yearly);
    }
    flow
}
