//! Cash flow of school mergers, shared rooms, held sites during works, and permits (5.20, 5.30, 5.40, 5.50).

use super::of_functions::add_guest_room;
use super::{Book, price_of, subsidy};
use crate::plan::{MergerMode, Nature};
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::decisions::{Share, Swing};
use crate::verify::findings::{BreachPlace, Findings};
use crate::verify::hub::ready_fy;
use crate::verify::need::extra_m2;
use crate::verify::permit::cost_fy;
use crate::verify::sharing::shared_m2;
use crate::verify::works::floor_after;

pub(super) fn add(reading: &Reading, book: &mut Book, findings: &mut Findings) {
    add_mergers(reading, book, findings);
    for &share in &reading.decisions.shares {
        add_share(reading, share, book, findings);
    }
    for &swing in &reading.decisions.swings {
        add_swing(reading, swing, book);
    }
    for permit in &reading.decisions.permits {
        book.spread(reading, Nature::Design, reading.prices.permit(), cost_fy(reading, permit), 1);
    }
}

/// (5.20): moving, and floor for the pupils where the other school is rebuilt for them.
fn add_mergers(reading: &Reading, book: &mut Book, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for (asset, path) in inventory.assets.iter().zip(&reading.decisions.paths) {
        let Some((merger, fy)) = path.merged() else { continue };
        book.spread(reading, Nature::Moving, reading.prices.moving() * asset.gfa_m2(), fy.plus(-1), 1);
        let schools = asset.school().zip(inventory.assets[merger.into].school());
        if let (Some((school, into)), MergerMode::Hub) = (schools, merger.mode) {
            let extra = extra_m2(inventory, school, into, fy);
            let open_fy = ready_fy(reading, merger.into, fy);
            add_guest_room(reading, extra, open_fy, BreachPlace::asset(&asset.id), book, findings);
        }
    }
}

/// (5.30): what the room a school is rebuilt without would have cost.
fn add_share(reading: &Reading, share: Share, book: &mut Book, findings: &mut Findings) {
    let Some(action) = reading.decisions.paths[share.school].whole_rebuild() else { return };
    let asset = &reading.inventory.assets[share.school];
    let prices = &reading.prices;
    let class = asset.cost_class(&reading.inventory);
    let rebuild = price_of(prices.rebuild(class), class, BreachPlace::asset(&asset.id), findings);
    let room_m2 = shared_m2(&reading.inventory, share);
    let works_years = action.open_fy.since(action.works_fy);
    let design_years = action.works_fy.since(action.start_fy);

    let construction = rebuild * room_m2;
    let saved = book.save(reading, Nature::Construction, construction, action.works_fy, works_years);
    let lost = book.residual_of(saved, action.open_fy, reading.inventory.project.scenario.life.new_years);
    book.residual -= lost;
    let design = construction * prices.values.design_ratio;
    let (from, years) = if design_years > 0 { (action.start_fy, design_years) } else { (action.works_fy, works_years) };
    book.save(reading, Nature::Design, design, from, years);
    let repair = Yen::round(prices.repair() * room_m2);
    for fy in reading.inventory.horizon.fiscal_years().filter(|&fy| fy >= action.open_fy) {
        book.add(Nature::Repair, fy, -repair);
    }
    subsidy::take_back(reading, action, room_m2, construction, book);
}

/// (5.40): temporary premises cost nothing.
fn add_swing(reading: &Reading, swing: Swing, book: &mut Book) {
    let Some(action) = reading.decisions.paths[swing.school].rebuild() else { return };
    let rebuilt_m2 = floor_after(&reading.inventory, &reading.inventory.assets[swing.school], action).rebuilt_m2;
    let prices = &reading.prices;
    let temporary = prices.temporary() * prices.values.temporary_floor_ratio_school * rebuilt_m2;
    let works_years = action.open_fy.since(action.works_fy);
    book.save(reading, Nature::Temporary, temporary, action.works_fy, works_years);
}
