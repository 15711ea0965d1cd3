//! How partly open sites serve one demand point: what the rows of a Benders master are cut from.

use super::branch::Row;

/// A share this near to the whole is the whole.
const WHOLE: f64 = 1.0 - 1e-9;

/// Sites that serve less than this leave a part of the demand point unserved.
const SERVED: f64 = 1.0 - 1e-7;

/// A demand point served by its sites in order of cost, each as far as it is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    served: f64,
    paid: f64,
    /// Cost of the site that serves the last part; that of staying outside where all sites together serve less than all.
    pub level: f64,
}

impl Service {
    /// Serves from `offers`, sites with their costs in order; what they leave costs `outside`.
    pub(super) fn new(offers: impl IntoIterator<Item = (u32, f64)>, values: &[f64], outside: f64) -> Self {
        let mut service = Self { served: 0.0, paid: 0.0, level: outside };
        for (site, cost) in offers {
            let share = values[site as usize].max(0.0);
            if service.served + share >= WHOLE {
                service.level = cost;
                break;
            }
            service.served += share;
            service.paid += share * cost;
        }
        service
    }

    /// Whether a part stays unserved.
    pub(super) fn is_short(&self) -> bool {
        self.served < SERVED
    }

    /// What the whole demand point pays, its last part at `level`.
    pub(super) fn owed(&self, level: f64) -> f64 {
        self.paid + (1.0 - self.served) * level
    }
}

/// `Σ y ≥ 1` over `sites`.
pub(super) fn one_of(about: u32, sites: impl IntoIterator<Item = u32>) -> Row {
    Row { about, lower: 1.0, upper: f64::INFINITY, terms: sites.into_iter().map(|site| (site, 1.0)).collect() }
}
