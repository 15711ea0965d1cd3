//! Every yen by fiscal year and nature, recomputed from the decisions (formulation 3, 4.2, 4.4, 5, 11, 12.1 and the treatments).

mod of_assets;
mod of_functions;
mod of_rooms;
mod of_schools;
mod of_sites;
mod subsidy;

use std::collections::{BTreeMap, BTreeSet};

use super::Reading;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::fiscal::{FiscalYear, Horizon};
use crate::plan::{Claims, Nature};
use crate::units::Yen;

pub(super) use of_rooms::is_newly_open;

/// Yen in a million yen, the unit of rules about money.
pub(super) const MILLION: f64 = 1e6;

/// The recomputed cash flow.
#[derive(Debug)]
pub(super) struct Book {
    horizon: Horizon,
    by_year: BTreeMap<FiscalYear, BTreeMap<Nature, Yen>>,
    /// (4.7) of all actions and moves, at the prices of their years, not discounted.
    pub(super) residual: Yen,
    /// Running cost of all functions and schools as they are today, per year.
    pub(super) running_today: Yen,
}

impl Book {
    /// Adds a cost (or, negative, a revenue) in `fy`; years outside the horizon are not counted.
    fn add(&mut self, nature: Nature, fy: FiscalYear, amount: Yen) {
        if self.horizon.offset(fy).is_some() {
            *self.by_year.entry(fy).or_default().entry(nature).or_default() += amount;
        }
    }

    /// (3.1): spreads `total` real yen over `years` years from `from`; gives what falls inside the horizon.
    fn spread(&mut self, reading: &Reading, nature: Nature, total: f64, from: FiscalYear, years: i32) -> Yen {
        let mut counted = Yen::ZERO;
        for fy in (0..years).map(|offset| from.plus(offset)).filter(|&fy| reading.inventory.horizon.offset(fy).is_some()) {
            let share = reading.prices.share(total, years, fy);
            self.add(nature, fy, share);
            counted += share;
        }
        counted
    }

    /// As [`Book::spread`], but saved: the negative of each rounded amount. Gives what is saved inside the horizon.
    fn save(&mut self, reading: &Reading, nature: Nature, total: f64, from: FiscalYear, years: i32) -> Yen {
        let mut saved = Yen::ZERO;
        for fy in (0..years).map(|offset| from.plus(offset)).filter(|&fy| reading.inventory.horizon.offset(fy).is_some()) {
            let share = reading.prices.share(total, years, fy);
            self.add(nature, fy, -share);
            saved += share;
        }
        saved
    }

    /// (4.7): adds what is left of `amount`, in use from `open_fy`, after the horizon.
    fn add_residual(&mut self, amount: Yen, open_fy: FiscalYear, service_years: i32) {
        self.residual += self.residual_of(amount, open_fy, service_years);
    }

    /// (4.7)
    fn residual_of(&self, amount: Yen, open_fy: FiscalYear, service_years: i32) -> Yen {
        if service_years <= 0 {
            return Yen::ZERO;
        }
        let used = f64::from(self.horizon.last().plus(1).since(open_fy)) / f64::from(service_years);
        Yen::round(amount.as_f64() * (1.0 - used).max(0.0))
    }

    /// The amount of a nature in a year.
    pub(super) fn amount(&self, fy: FiscalYear, nature: Nature) -> Yen {
        self.by_year.get(&fy).and_then(|natures| natures.get(&nature)).copied().unwrap_or_default()
    }

    /// Sum of the investment natures in a year.
    pub(super) fn investment(&self, fy: FiscalYear) -> Yen {
        Nature::ALL.into_iter().filter(|nature| nature.is_investment()).map(|nature| self.amount(fy, nature)).sum()
    }

    /// The amounts as claims hold them, without zeros.
    pub(super) fn claims(&self) -> BTreeMap<FiscalYear, BTreeMap<Nature, Yen>> {
        let mut claims = self.by_year.clone();
        for natures in claims.values_mut() {
            natures.retain(|_, amount| *amount != Yen::ZERO);
        }
        claims.retain(|_, natures| !natures.is_empty());
        claims
    }
}

pub(super) fn recompute(reading: &Reading, findings: &mut Findings) -> Book {
    let inventory = &reading.inventory;
    let mut book = Book {
        horizon: inventory.horizon.clone(),
        by_year: BTreeMap::new(),
        residual: Yen::ZERO,
        running_today: inventory.functions.iter().map(|function| function.running_cost).sum::<Yen>()
            + inventory.sites.iter().filter_map(|site| site.school()).map(|school| school.running_cost).sum(),
    };
    of_assets::add(reading, &mut book, findings);
    of_functions::add(reading, &mut book, findings);
    of_schools::add(reading, &mut book, findings);
    of_rooms::add(reading, &mut book);
    of_sites::add(reading, &mut book);
    book
}

/// Compares every claimed amount, to the yen, in every year and nature claimed or recomputed.
pub(super) fn compare(reading: &Reading, book: &Book, claims: &Claims, findings: &mut Findings) {
    let mut years: BTreeSet<FiscalYear> = reading.inventory.horizon.fiscal_years().collect();
    years.extend(claims.cost_jpy.keys());
    for fy in years {
        for nature in Nature::ALL {
            let claimed = claims.cost_jpy.get(&fy).and_then(|natures| natures.get(&nature)).copied().unwrap_or_default();
            let recomputed = book.amount(fy, nature);
            findings.hold(CheckedRule::ClaimedCost, claimed == recomputed, || {
                let place = BreachPlace::figure(nature.as_str()).in_year(fy);
                let (ja, en) = ("金額が再計算と合いません", "the claimed amount is not what the decisions cost");
                Finding::new(place, format!("{} yen", claimed.0), format!("{} yen", recomputed.0), ja, en)
            });
        }
    }
}

/// The price of a class, or 0 and a breach where `costs.toml` has none for it.
fn price_of(price: Option<f64>, class: &str, place: BreachPlace, findings: &mut Findings) -> f64 {
    findings.hold(CheckedRule::Plan, price.is_some(), || {
        Finding::new(place, class, "a class of costs.toml", "この分類の単価がありません", "the cost class has no price")
    });
    price.unwrap_or(0.0)
}
