//! Where a kind is found and how far the nearest place is (8.3), by brute force over every demand point and place.

use super::Reading;
use super::decisions::Fate;
use crate::catalogue::Kind;
use crate::fiscal::FiscalYear;
use crate::project::Function;

/// Walks from every demand point to the nearest place of a kind, whole metres; `None` where there is no place.
#[derive(Debug)]
pub(super) struct Nearest {
    /// By demand point, every function being at home.
    pub(super) today: Vec<Option<f64>>,
    /// By period and demand point.
    pub(super) later: Vec<Vec<Option<f64>>>,
}

impl Nearest {
    pub(super) fn of(reading: &Reading, kind: &Kind) -> Self {
        let today = places(reading, kind, None);
        let periods = reading.inventory.horizon.periods();
        let later: Vec<Vec<usize>> = periods.iter().map(|period| places(reading, kind, Some(period.start))).collect();
        let walks = |sites: &[usize]| -> Vec<Option<f64>> {
            let demand = 0..reading.inventory.project.demand.len();
            demand.map(|i| sites.iter().map(|&site| reading.walking.to_site(i, site)).reduce(f64::min)).collect()
        };
        let mut by_period: Vec<Vec<Option<f64>>> = Vec::with_capacity(later.len());
        for (period, sites) in later.iter().enumerate() {
            // Places rarely change from one period to the next.
            let same = later[..period].iter().position(|earlier| earlier == sites);
            by_period.push(same.map_or_else(|| walks(sites), |earlier| by_period[earlier].clone()));
        }
        Self { today: walks(&today), later: by_period }
    }
}

/// (8.3): positions of the sites where the kind is found today, or in the period that begins with a year.
pub(super) fn places(reading: &Reading, kind: &Kind, start: Option<FiscalYear>) -> Vec<usize> {
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
