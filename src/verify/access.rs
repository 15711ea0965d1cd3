//! Longer and shorter walks (8.2–8.4), over every demand point and place.

use super::Reading;
use super::demand::weight;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::nearest::{Nearest, places};

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
    let inventory = &reading.inventory;
    let mut access = Access::default();
    for kind in inventory.project.kinds.kinds.iter().filter(|kind| kind.access) {
        if places(reading, kind, None).is_empty() {
            continue;
        }
        let nearest = Nearest::of(reading, kind);
        for (&period, later) in inventory.horizon.periods().iter().zip(&nearest.later) {
            findings.hold(CheckedRule::KeepOne, !places(reading, kind, Some(period.start)).is_empty(), || {
                let place = BreachPlace::kind(&kind.id).in_year(period.start);
                Finding::new(place, "0", "≥ 1", "この種別の場所がなくなります", "no place of the kind is left")
            });
            let discount: f64 = period.fiscal_years().map(|fy| reading.prices.discount(fy)).sum();
            for ((demand, near), today) in inventory.project.demand.iter().zip(later).zip(&nearest.today) {
                let (Some(near), Some(today)) = (near, today) else { continue };
                if (near - today).abs() > 0.0 {
                    let addend = weight(kind, demand, period) * (near - today) / KILOMETRE * discount;
                    access.person_km += addend;
                    access.magnitude += addend.abs();
                }
            }
        }
    }
    access
}
