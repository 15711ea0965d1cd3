//! Subsidies of the State for works of schools (12.1).

use super::Book;
use crate::fiscal::FiscalYear;
use crate::plan::{Action, ActionCode, Nature};
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::inventory::Asset;
use crate::verify::need::need_m2;
use crate::verify::works::floor_after;

/// Class whose prices schools have.
const SCHOOL_CLASS: &str = "school_education";

/// Totals of one action that are subsidized, yen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Works {
    pub(super) construction: f64,
    pub(super) extension: f64,
    pub(super) renovation: f64,
}

/// Adds the subsidy of a school's action.
pub(super) fn add(reading: &Reading, asset: &Asset, action: Action, works: &Works, book: &mut Book) {
    let Some(school) = asset.school() else { return };
    if !is_paid(reading) {
        return;
    }
    let inventory = &reading.inventory;
    let long_life = reading.prices.values.long_life_ratio;
    let floor = floor_after(inventory, asset, action);
    let need = need_m2(inventory, school, action.open_fy).unwrap_or(f64::INFINITY);
    let area_m2 = match action.code {
        ActionCode::B | ActionCode::BH => floor.total_m2().min(need),
        ActionCode::P | ActionCode::PH => floor.rebuilt_m2.min(need) + long_life * floor.kept_m2,
        ActionCode::R => long_life * asset.gfa_m2(),
        ActionCode::M => {
            let prices = reading.prices.renovation(SCHOOL_CLASS).zip(reading.prices.rebuild(SCHOOL_CLASS));
            prices.map_or(0.0, |(renovation, rebuild)| renovation / rebuild * asset.gfa_m2())
        }
    };
    let years = action.open_fy.since(action.works_fy);
    for (fy, amount) in amounts(reading, area_m2, works, action.works_fy, years) {
        book.add(Nature::Subsidy, fy, -amount);
    }
}

/// Takes back the subsidy of a room of `room_m2` a school is rebuilt without, whose construction would cost `construction`.
pub(super) fn take_back(reading: &Reading, action: Action, room_m2: f64, construction: f64, book: &mut Book) {
    if !is_paid(reading) {
        return;
    }
    let works = Works { construction, ..Works::default() };
    let years = action.open_fy.since(action.works_fy);
    for (fy, amount) in amounts(reading, room_m2, &works, action.works_fy, years) {
        book.add(Nature::Subsidy, fy, amount);
    }
}

fn is_paid(reading: &Reading) -> bool {
    reading.inventory.project.scenario.funding.as_ref().is_some_and(|funding| funding.subsidies)
}

/// Subsidy of each works year inside the horizon, at most what the works cost in it.
fn amounts(reading: &Reading, area_m2: f64, works: &Works, from: FiscalYear, years: i32) -> Vec<(FiscalYear, Yen)> {
    let prices = &reading.prices;
    let recognized = prices.rebuild(SCHOOL_CLASS).map_or(0.0, |rebuild| prices.subsidy_unit().min(rebuild));
    let total = prices.values.subsidy_rate * recognized * area_m2;
    let inside = (0..years).map(|offset| from.plus(offset)).filter(|&fy| reading.inventory.horizon.offset(fy).is_some());
    let of_year = |fy| {
        let totals = [works.construction, works.extension, works.renovation];
        let cost: Yen = totals.into_iter().map(|total| prices.share(total, years, fy)).sum();
        (fy, Yen::round(total / f64::from(years)).min(cost))
    };
    inside.map(of_year).collect()
}
