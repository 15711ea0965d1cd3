//! Cash flow of functions that stay, move and end (5.2–5.7).

use super::{Book, price_of};
use crate::fiscal::FiscalYear;
use crate::plan::{MoveCode, Nature};
use crate::project::Function;
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::decisions::Fate;
use crate::verify::findings::{BreachPlace, Findings};
use crate::verify::works::guest_m2;

/// Guests build at the price of schools, whatever they are.
const GUEST_CLASS: &str = "school_education";

pub(super) fn add(reading: &Reading, book: &mut Book, findings: &mut Findings) {
    for (function, &fate) in reading.inventory.functions.iter().zip(&reading.decisions.fates) {
        add_running(reading, function, fate, book);
        if let Fate::Move { code, fy, .. } = fate {
            let moving = reading.prices.moving() * function.gfa.0;
            book.spread(reading, Nature::Moving, moving, fy.plus(-1), 1);
            if code == MoveCode::C {
                let place = BreachPlace::function(&function.id);
                let price = price_of(reading.prices.rebuild(GUEST_CLASS), GUEST_CLASS, place, findings);
                add_guest_room(reading, function, price, fy, book);
            }
        }
    }
}

/// Running as it is, (5.6), (5.7), or 0 once ended.
fn add_running(reading: &Reading, function: &Function, fate: Fate, book: &mut Book) {
    let values = &reading.prices.values;
    let today = function.running_cost;
    let later = match fate {
        Fate::Stay => today,
        Fate::End { .. } => Yen::ZERO,
        Fate::Move { code: MoveCode::C, .. } => Yen::round(today.as_f64() * (1.0 - values.colocation_running_saving)),
        Fate::Move { code: MoveCode::S, .. } => Yen::round(today.as_f64() * (1.0 - values.colocation_running_saving)),
        Fate::Move { code: MoveCode::V, .. } => today,
        Fate::Move { code: MoveCode::O, .. } => Yen::ZERO,
        Fate::Move { code: MoveCode::A, .. } => Yen::round(today.as_f64() * (1.0 - values.merge_running_saving)),
    };
    for fy in reading.inventory.horizon.fiscal_years() {
        book.add(Nature::Running, fy, if fate.has_left(fy) { later } else { today });
    }
}

/// (5.2) construction, (5.3) design, (5.5) repair of the room a function has at its hub from `fy` on.
fn add_guest_room(reading: &Reading, function: &Function, price: f64, fy: FiscalYear, book: &mut Book) {
    let scenario = &reading.inventory.project.scenario;
    let room_m2 = guest_m2(reading.prices.guest_share(), function);
    let works_years = scenario.works.school_works_years;
    let design_years = scenario.works.school_design_years;
    let works_fy = fy.plus(-works_years);

    let construction = price * room_m2;
    let paid = book.spread(reading, Nature::Construction, construction, works_fy, works_years);
    book.add_residual(paid, fy, scenario.life.new_years);
    let design = construction * reading.prices.values.design_ratio;
    if design_years > 0 {
        book.spread(reading, Nature::Design, design, works_fy.plus(-design_years), design_years);
    } else {
        book.spread(reading, Nature::Design, design, works_fy, 1);
    }
    let repair = Yen::round(reading.prices.repair() * room_m2);
    for year in reading.inventory.horizon.fiscal_years().filter(|&year| year >= fy) {
        book.add(Nature::Repair, year, repair);
    }
}
