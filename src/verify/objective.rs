//! The objective, term by term (9.1, 9.2).

use std::collections::BTreeMap;

use super::Reading;
use super::access::Access;
use super::cash::{Book, is_newly_open};
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::funding::Funding;
use super::permit::cost_fy;
use super::tolerance::terms_agree;
use crate::fiscal::FiscalYear;
use crate::plan::{Nature, ObjectiveTerms};
use crate::units::Yen;

/// A term and the sum of its addends' magnitudes, which bounds what adding in another order may change.
#[derive(Clone, Copy, Debug, Default)]
struct Term {
    value: f64,
    magnitude: f64,
}

impl Term {
    /// A term none of whose addends is negative.
    fn of_one_sign(value: f64) -> Self {
        Self { value, magnitude: value.abs() }
    }

    fn times(self, price: f64) -> Self {
        Self { value: price * self.value, magnitude: (price * self.magnitude).abs() }
    }
}

/// The recomputed terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Objective {
    net_present_cost: Term,
    residual: Term,
    access: Term,
    access_price: Term,
    overdue: Term,
    overdue_price: Term,
    financing: Term,
    peak: Term,
    soft: Term,
    tie_break: Term,
}

impl Objective {
    pub(super) fn terms(&self) -> ObjectiveTerms {
        ObjectiveTerms {
            net_present_cost_jpy: self.net_present_cost.value,
            residual_value_jpy: self.residual.value,
            access_person_km: self.access.value,
            access_jpy: self.access_price.value,
            overdue_m2_years: self.overdue.value,
            overdue_jpy: self.overdue_price.value,
            financing_jpy: self.financing.value,
            peak_jpy: self.peak.value,
            soft_jpy: self.soft.value,
            tie_break_jpy: self.tie_break.value,
        }
    }
}

pub(super) fn recompute(
    reading: &Reading,
    (book, funding): (&Book, &Funding),
    access: &Access,
    overdue_m2: &BTreeMap<FiscalYear, f64>,
    soft_jpy: f64,
) -> Objective {
    let settings = &reading.inventory.project.scenario.objective;
    let prices = &reading.prices;
    let horizon = &reading.inventory.horizon;
    let access = Term { value: access.person_km, magnitude: access.magnitude };
    let overdue = Term::of_one_sign(overdue_m2.iter().map(|(&fy, area)| prices.discount(fy) * area).sum());
    let highest = horizon.fiscal_years().map(|fy| book.investment(fy)).max().unwrap_or_default().max(Yen::ZERO);
    let residual = prices.discount(horizon.last().plus(1)) * book.residual.as_f64();
    Objective {
        net_present_cost: net_present_cost(reading, book),
        residual: Term::of_one_sign(if settings.count_residual { residual } else { 0.0 }),
        access,
        access_price: access.times(settings.access_price_jpy_per_person_km),
        overdue,
        overdue_price: overdue.times(settings.overdue_price_jpy_per_m2_year),
        financing: Term { value: funding.financing_jpy, magnitude: funding.financing_magnitude_jpy },
        peak: Term::of_one_sign(settings.peak_weight * highest.as_f64()),
        soft: Term::of_one_sign(soft_jpy),
        tie_break: Term::of_one_sign(tie_break(reading) + funding.tie_break_jpy),
    }
}

/// Compares every claimed term with the recomputed one.
pub(super) fn compare(objective: &Objective, claimed: &ObjectiveTerms, findings: &mut Findings) {
    let terms = [
        ("net_present_cost_jpy", claimed.net_present_cost_jpy, objective.net_present_cost),
        ("residual_value_jpy", claimed.residual_value_jpy, objective.residual),
        ("access_person_km", claimed.access_person_km, objective.access),
        ("access_jpy", claimed.access_jpy, objective.access_price),
        ("overdue_m2_years", claimed.overdue_m2_years, objective.overdue),
        ("overdue_jpy", claimed.overdue_jpy, objective.overdue_price),
        ("financing_jpy", claimed.financing_jpy, objective.financing),
        ("peak_jpy", claimed.peak_jpy, objective.peak),
        ("soft_jpy", claimed.soft_jpy, objective.soft),
        ("tie_break_jpy", claimed.tie_break_jpy, objective.tie_break),
    ];
    for (name, claim, term) in terms {
        findings.hold(CheckedRule::ClaimedObjective, terms_agree(claim, term.value, term.magnitude), || {
            let (ja, en) = ("目的関数の項が再計算と合いません", "the claimed term is not what the decisions give");
            Finding::new(BreachPlace::figure(name), claim, term.value, ja, en)
        });
    }
}

/// All natures discounted, running as its difference from today's.
fn net_present_cost(reading: &Reading, book: &Book) -> Term {
    let mut term = Term::default();
    for fy in reading.inventory.horizon.fiscal_years() {
        let discount = reading.prices.discount(fy);
        let amounts = Nature::ALL.map(|nature| book.amount(fy, nature));
        let net = amounts.into_iter().sum::<Yen>() - book.running_today;
        term.value += discount * net.as_f64();
        term.magnitude +=
            discount * (amounts.iter().map(|amount| amount.as_f64().abs()).sum::<f64>() + book.running_today.as_f64().abs());
    }
    term
}

/// (9.2) without the fund (12.10): fewer interventions first, then earlier ones.
fn tie_break(reading: &Reading) -> f64 {
    let decisions = &reading.decisions;
    let periods = reading.inventory.horizon.periods();
    let works_of = |school: usize| decisions.paths[school].rebuild().map(|action| action.works_fy);
    let paths = decisions.paths.iter().flat_map(|path| {
        let works = path.actions.iter().map(|action| action.start_fy);
        works.chain(path.close_fy).chain(path.transfer_fy)
    });
    let moves = decisions.fates.iter().filter_map(|fate| fate.leaves());
    let treatments = decisions.treatments.iter().flatten().map(|treated| treated.fy);
    let shares = decisions.shares.iter().filter_map(|share| works_of(share.school));
    let swings = decisions.swings.iter().filter_map(|swing| works_of(swing.school));
    let permits = decisions.permits.iter().map(|permit| cost_fy(reading, permit));
    let newly_open = decisions.openings.iter().filter(|opening| is_newly_open(reading, opening));
    let openings = newly_open.map(|opening| periods[opening.period].start);
    let years = paths.chain(moves).chain(treatments).chain(shares).chain(swings).chain(permits).chain(openings);
    let price = reading.inventory.project.scenario.objective.tie_break_jpy;
    let first = reading.inventory.first_year();
    years.map(|fy| price * (1.0 + f64::from(fy.since(first)) / 1_000.0)).sum()
}
