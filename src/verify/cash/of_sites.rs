//! Cash flow of site treatments (7.20–7.23, 5.18).

use super::Book;
use crate::plan::{Nature, Treatment};
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::treatment::site_gfa_m2;

pub(super) fn add(reading: &Reading, book: &mut Book) {
    let prices = &reading.prices;
    let values = &prices.values;
    for (position, site) in reading.inventory.sites.iter().enumerate() {
        let Some(treated) = reading.decisions.treatments[position] else { continue };
        let fy = treated.fy;
        let floor_m2 = site_gfa_m2(reading, position);
        let land_m2 = site.site_area.0;
        // A site without a land price cannot be sold or leased out; that is a breach of its own.
        let land_price = site.land_price_per_m2.unwrap_or_default().as_f64();
        let later = || reading.inventory.horizon.fiscal_years().filter(move |&year| year > fy);
        // Each of several buildings has been cleared when it closed (4.10).
        let stands = !reading.inventory.has_several_assets(position);
        if stands && matches!(treated.treatment, Treatment::D | Treatment::L | Treatment::X) {
            book.spread(reading, Nature::Demolition, prices.demolition() * floor_m2, fy, 1);
        }
        match treated.treatment {
            Treatment::D => {
                let proceeds = Yen::round(land_price * land_m2 * values.sale_price_ratio);
                book.add(Nature::Sale, fy.plus(1), -proceeds);
            }
            Treatment::L => {
                let lease = Yen::round(land_price * land_m2 * values.land_lease_yield * values.lease_price_factor);
                later().for_each(|year| book.add(Nature::Lease, year, -lease));
            }
            Treatment::X => {
                let upkeep = Yen::round(values.park_upkeep_yen_m2_year * land_m2);
                later().for_each(|year| book.add(Nature::Upkeep, year, upkeep));
            }
            Treatment::Z => {
                let upkeep = Yen::round(values.hold_upkeep_yen_m2_year * floor_m2);
                book.add(Nature::Upkeep, fy, upkeep);
                later().for_each(|year| book.add(Nature::Upkeep, year, upkeep));
            }
            Treatment::W if stands => {
                book.spread(reading, Nature::Demolition, prices.lease_return() * floor_m2, fy, 1);
            }
            Treatment::W => {}
        }
    }
}
