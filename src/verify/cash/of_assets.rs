//! Cash flow of life paths (4.2–4.4, 4.8, 4.9) and their residual value (4.7).

use super::subsidy::{self, Works};
use super::{Book, price_of};
use crate::fiscal::FiscalYear;
use crate::plan::{Action, ActionCode, Nature};
use crate::units::Yen;
use crate::verify::Reading;
use crate::verify::findings::{BreachPlace, Findings};
use crate::verify::inventory::Asset;
use crate::verify::works::{floor_after, floor_in, replaced_m2};

pub(super) fn add(reading: &Reading, book: &mut Book, findings: &mut Findings) {
    for (asset, path) in reading.inventory.assets.iter().zip(&reading.decisions.paths) {
        for &action in &path.actions {
            add_action(reading, asset, action, book, findings);
        }
        let rent = if asset.is_leased() { by_floor(reading, asset, asset.site.annual_rent.as_f64()) } else { Yen::ZERO };
        let running = asset.school().map_or(Yen::ZERO, |school| school.running_cost);
        let lease = if path.transfer_fy.is_some() { transfer_lease(reading, asset) } else { Yen::ZERO };
        // (4.10)
        if let Some(close_fy) = path.close_fy
            && reading.inventory.has_several_assets(asset.site_position)
        {
            let clearing = if asset.is_leased() { reading.prices.lease_return() } else { reading.prices.demolition() };
            book.spread(reading, Nature::Demolition, clearing * asset.gfa_m2(), close_fy, 1);
        }
        for fy in reading.inventory.horizon.fiscal_years() {
            let floor_m2 = floor_in(&reading.inventory, asset, path, fy);
            book.add(Nature::Repair, fy, Yen::round(reading.prices.repair() * floor_m2));
            if !path.is_closed(fy) {
                book.add(Nature::Rent, fy, rent);
                book.add(Nature::Running, fy, running);
            }
            if path.transfer_fy.is_some_and(|transfer| transfer <= fy) {
                book.add(Nature::Lease, fy, -lease);
            }
        }
    }
}

/// One asset's part of `amount`, yen a year: buildings of one site share it by floor (4.4, 4.9).
fn by_floor(reading: &Reading, asset: &Asset, amount: f64) -> Yen {
    let together = reading.inventory.assets.iter().filter(|other| other.site_position == asset.site_position);
    let total_m2: f64 = together.map(Asset::gfa_m2).sum();
    Yen::round(amount * asset.gfa_m2() / total_m2)
}

/// (4.9): what the operator of a transferred asset pays for the land, yen a year; nothing where the site has no land price.
fn transfer_lease(reading: &Reading, asset: &Asset) -> Yen {
    let values = &reading.prices.values;
    let price = asset.site.land_price_per_m2.unwrap_or_default().as_f64();
    by_floor(reading, asset, price * asset.site.site_area.0 * values.land_lease_yield * values.lease_price_factor)
}

/// The years of one action.
struct Spans {
    works: (FiscalYear, i32),
    /// Works years where there are no design years.
    design: (FiscalYear, i32),
}

impl Spans {
    fn of(action: Action) -> Self {
        let works = (action.works_fy, action.open_fy.since(action.works_fy));
        let design_years = action.works_fy.since(action.start_fy);
        Self { works, design: if design_years > 0 { (action.start_fy, design_years) } else { works } }
    }
}

fn add_action(reading: &Reading, asset: &Asset, action: Action, book: &mut Book, findings: &mut Findings) {
    let inventory = &reading.inventory;
    let prices = &reading.prices;
    let life = &inventory.project.scenario.life;
    let class = asset.cost_class(inventory);
    let place = BreachPlace::asset(&asset.id);
    let rebuild = price_of(prices.rebuild(class), class, place.clone(), findings);
    let long_life = rebuild * prices.values.long_life_ratio;
    let spans = Spans::of(action);
    let (works_fy, works_years) = spans.works;

    let works = match action.code {
        ActionCode::M => {
            let renovation = price_of(prices.renovation(class), class, place, findings) * asset.gfa_m2();
            let paid = book.spread(reading, Nature::Renovation, renovation, works_fy, works_years);
            book.add_residual(paid, action.open_fy, life.renovation_service_years);
            Works { renovation, ..Works::default() }
        }
        ActionCode::R => {
            let total = long_life * asset.gfa_m2();
            add_extension(reading, asset, action, total, book);
            add_design(reading, total, &spans, book);
            Works { extension: total, ..Works::default() }
        }
        ActionCode::B | ActionCode::BH => {
            let new_m2 = floor_after(inventory, asset, action).total_m2();
            let total = rebuild * new_m2;
            add_construction(reading, action, total, book);
            add_design(reading, total, &spans, book);
            add_clearance(reading, asset, action, asset.gfa_m2(), new_m2, book);
            Works { construction: total, ..Works::default() }
        }
        ActionCode::P | ActionCode::PH => {
            let floor = floor_after(inventory, asset, action);
            let construction = rebuild * floor.rebuilt_m2;
            let extension = long_life * floor.kept_m2;
            add_construction(reading, action, construction, book);
            add_extension(reading, asset, action, extension, book);
            add_design(reading, construction + extension, &spans, book);
            add_clearance(reading, asset, action, replaced_m2(inventory, asset, action), floor.rebuilt_m2, book);
            Works { construction, extension, ..Works::default() }
        }
    };
    subsidy::add(reading, asset, action, &works, book);
    if action.code.is_hub() {
        book.spread(reading, Nature::Design, prices.hub_setup(), action.start_fy, 1);
    }
}

/// (4.2a), (4.2b)
fn add_construction(reading: &Reading, action: Action, total: f64, book: &mut Book) {
    let (works_fy, works_years) = Spans::of(action).works;
    let paid = book.spread(reading, Nature::Construction, total, works_fy, works_years);
    book.add_residual(paid, action.open_fy, reading.inventory.project.scenario.life.new_years);
}

/// (4.2c), (4.2d)
fn add_extension(reading: &Reading, asset: &Asset, action: Action, total: f64, book: &mut Book) {
    let (works_fy, works_years) = Spans::of(action).works;
    let paid = book.spread(reading, Nature::Extension, total, works_fy, works_years);
    let life = &reading.inventory.project.scenario.life;
    let gained = asset
        .largest_block()
        .map_or(0, |block| life.extended_years.of(block.structure) - life.standard_years.of(block.structure));
    book.add_residual(paid, action.open_fy, gained);
}

/// (4.2f)
fn add_design(reading: &Reading, total: f64, spans: &Spans, book: &mut Book) {
    let (from, years) = spans.design;
    book.spread(reading, Nature::Design, total * reading.prices.values.design_ratio, from, years);
}

/// (4.2g) and (4.2h): demolition of the old floor and temporary premises for the new one.
fn add_clearance(reading: &Reading, asset: &Asset, action: Action, old_m2: f64, new_m2: f64, book: &mut Book) {
    let prices = &reading.prices;
    let (works_fy, works_years) = Spans::of(action).works;
    book.spread(reading, Nature::Demolition, prices.demolition() * old_m2, works_fy, 1);
    let ratio = match asset.school() {
        Some(_) => prices.values.temporary_floor_ratio_school,
        None => prices.values.temporary_floor_ratio_facility,
    };
    book.spread(reading, Nature::Temporary, prices.temporary() * ratio * new_m2, works_fy, works_years);
}
