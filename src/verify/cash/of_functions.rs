//! Cash flow of functions that stay, move, end and are transferred (4.9, 5.2–5.7, 5.14, 5.15).

use super::{Book, price_of};
use crate::fiscal::FiscalYear;
use crate::plan::{MoveCode, Nature};
use crate::project::Function;
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::decisions::Fate;
use crate::verify::findings::{BreachPlace, Findings};
use crate::verify::hub::ready_fy;
use crate::verify::works::guest_m2;

/// Guests build at the price of schools, whatever they are.
const GUEST_CLASS: &str = "school_education";

pub(super) fn add(reading: &Reading, book: &mut Book, findings: &mut Findings) {
    for (function, &fate) in reading.inventory.functions.iter().zip(&reading.decisions.fates) {
        add_running(reading, function, fate, book);
        let Fate::Move { code, fy, .. } = fate else { continue };
        if code != MoveCode::O {
            let moving = reading.prices.moving() * function.gfa.0;
            book.spread(reading, Nature::Moving, moving, fy.plus(-1), 1);
        }
        let place = BreachPlace::function(&function.id);
        match code {
            MoveCode::C => {
                let fy = fate.colocation().map_or(fy, |(host, fy)| ready_fy(reading, host, fy));
                let room_m2 = guest_m2(reading.prices.guest_share(), function);
                add_guest_room(reading, room_m2, fy, place, book, findings);
            }
            MoveCode::V => add_conversion(reading, function, fy, place, book, findings),
            MoveCode::A | MoveCode::S | MoveCode::O => {}
        }
    }
}

/// Running as it is, (5.6), (5.7), 0 once ended or replaced, or support once transferred (4.9).
fn add_running(reading: &Reading, function: &Function, fate: Fate, book: &mut Book) {
    let values = &reading.prices.values;
    let today = function.running_cost;
    let later = match fate {
        Fate::Stay | Fate::Move { code: MoveCode::V, .. } => today,
        Fate::End { .. } | Fate::Move { code: MoveCode::O, .. } => Yen::ZERO,
        Fate::Move { code: MoveCode::C | MoveCode::S, .. } => {
            Yen::round(today.as_f64() * (1.0 - values.colocation_running_saving))
        }
        Fate::Move { code: MoveCode::A, .. } => Yen::round(today.as_f64() * (1.0 - values.merge_running_saving)),
    };
    let home = reading.inventory.asset_position(&function.home).map(|home| &reading.decisions.paths[home]);
    let transfer_fy = home.and_then(|home| home.transfer_fy).filter(|_| fate == Fate::Stay);
    let support = Yen::round(today.as_f64() * values.transfer_support_ratio);
    for fy in reading.inventory.horizon.fiscal_years() {
        if transfer_fy.is_some_and(|transfer| transfer <= fy) {
            book.add(Nature::Support, fy, support);
        } else {
            book.add(Nature::Running, fy, if fate.has_left(fy) { later } else { today });
        }
    }
}

/// (5.14) renovation of the vacated building and (5.15) its design, both in the year before the move.
fn add_conversion(
    reading: &Reading,
    function: &Function,
    fy: FiscalYear,
    place: BreachPlace,
    book: &mut Book,
    findings: &mut Findings,
) {
    let class = reading.inventory.kind(function).map_or("", |kind| kind.cost_class.as_str());
    let price = price_of(reading.prices.rebuild(class), class, place, findings);
    let renovation = reading.prices.values.conversion_ratio * price * function.gfa.0;
    let paid = book.spread(reading, Nature::Renovation, renovation, fy.plus(-1), 1);
    book.add_residual(paid, fy, reading.inventory.project.scenario.life.renovation_service_years);
    book.spread(reading, Nature::Design, renovation * reading.prices.values.design_ratio, fy.plus(-1), 1);
}

/// (5.2) construction, (5.3) design, (5.5) repair of floor for guests in a hub that opens in `fy`.
pub(super) fn add_guest_room(
    reading: &Reading,
    room_m2: f64,
    fy: FiscalYear,
    place: BreachPlace,
    book: &mut Book,
    findings: &mut Findings,
) {
    let scenario = &reading.inventory.project.scenario;
    let price = price_of(reading.prices.rebuild(GUEST_CLASS), GUEST_CLASS, place, findings);
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
