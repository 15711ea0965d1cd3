//! Longer and shorter walks (8.2–8.4), by brute force over every demand point and place.

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::works::interpolated;
use crate::catalogue::Kind;
use crate::fiscal::{FiscalYear, Period};
use crate::project::{AGE_BANDS, DemandPoint, Function};

/// Metres in a kilometre.
const KILOMETRE: f64 = 1_000.0;

/// The access term and how large its addends are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Access {
    /// (8.4), person-kilometres, discounted.
    pub(super) person_km: f64,
    /// Sum of the addends' magnitudes, person-kilometres.
    pub(super) magnitude: f64,
}

pub(super) fn recompute(reading: &Reading, findings: &mut Findings) -> Access {
    let mut access = Access::default();
    for kind in reading.inventory.project.kinds.kinds.iter().filter(|kind| kind.access) {
        let today = places(reading, kind, None);
        if today.is_empty() {
            continue;
        }
        let spans: Vec<Span> =
            reading.inventory.horizon.periods().iter().map(|&period| Span::of(reading, kind, period)).collect();
        for span in &spans {
            findings.hold(CheckedRule::KeepOne, !span.open.is_empty(), || {
                let place = BreachPlace::kind(&kind.id).in_year(span.start);
                Finding::new(place, "0", "≥ 1", "この種別の場所がなくなります", "no place of the kind is left")
            });
        }
        let mut sites: Vec<usize> = spans.iter().flat_map(|span| &span.open).chain(&today).copied().collect();
        sites.sort_unstable();
        sites.dedup();
        for (i, demand) in reading.inventory.project.demand.iter().enumerate() {
            let walks: BTreeMap<usize, f64> = sites.iter().map(|&site| (site, reading.walking.to_site(i, site))).collect();
            for span in &spans {
                let (Some(near), Some(near_today)) = (nearest(&walks, &span.open), nearest(&walks, &today)) else { continue };
                let addend = weight(kind, demand, span.middle) * (near - near_today) / KILOMETRE * span.discount;
                access.person_km += addend;
                access.magnitude += addend.abs();
            }
        }
    }
    access
}

/// One period as access sees it.
struct Span {
    start: FiscalYear,
    /// The year whose residents count for the period.
    middle: FiscalYear,
    /// `Dt(t)`.
    discount: f64,
    /// Positions of the sites where the kind is found.
    open: Vec<usize>,
}

impl Span {
    fn of(reading: &Reading, kind: &Kind, period: Period) -> Self {
        Self {
            start: period.start,
            middle: period.start.plus(period.years / 2),
            discount: period.fiscal_years().map(|fy| reading.prices.discount(fy)).sum(),
            open: places(reading, kind, Some(period.start)),
        }
    }
}

/// (8.3): positions of the sites where the kind is found today, or in the period that begins with a year.
fn places(reading: &Reading, kind: &Kind, start: Option<FiscalYear>) -> Vec<usize> {
    let inventory = &reading.inventory;
    let of_kind = inventory.functions.iter().zip(&reading.decisions.fates).filter(|(function, _)| function.kind == kind.id);
    let place = |(function, &fate): (&&Function, &Fate)| match fate {
        Fate::End { .. } if start.is_some_and(|fy| fate.has_left(fy)) => None,
        Fate::Move { host, .. } if start.is_some_and(|fy| fate.has_left(fy)) => Some(inventory.assets[host].site_position),
        _ => inventory.home(function).map(|home| home.site_position),
    };
    let mut places: Vec<usize> = of_kind.filter_map(place).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// `near`: the shortest of the walks to some sites, whole metres.
fn nearest(walks: &BTreeMap<usize, f64>, sites: &[usize]) -> Option<f64> {
    sites.iter().filter_map(|site| walks.get(site).copied()).reduce(f64::min)
}

/// (8.2): how much a demand point counts for a kind in a year, people.
fn weight(kind: &Kind, demand: &DemandPoint, fy: FiscalYear) -> f64 {
    let weights = kind.age_weights.as_array();
    (0..AGE_BANDS.len())
        .map(|band| {
            let people = demand.population.iter().map(|(&year, people)| (year, people[band].0));
            weights[band] * interpolated(people, fy)
        })
        .sum()
}
