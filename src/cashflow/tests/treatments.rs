//! Treatments of released sites (formulation 5.18, 7.20–7.23).

use super::*;

#[test]
fn a_sold_site_is_cleared_and_paid_a_year_later() {
    let flow = treated(&priced(), Treatment::D);
    // 50,000 × 800 m² of floor; 100,000 × 10,000 m² of land.
    assert_eq!(lines(&flow, Nature::Demolition), [(2027, 40_000_000)]);
    assert_eq!(lines(&flow, Nature::Sale), [(2028, -1_000_000_000)]);
    assert_eq!(flow.amounts.len(), 2);
}

#[test]
fn a_leased_out_site_is_cleared_and_pays_every_year() {
    let flow = treated(&priced(), Treatment::L);
    assert_eq!(lines(&flow, Nature::Demolition), [(2027, 40_000_000)]);
    // 2 % of 1,000,000,000.
    assert_eq!(lines(&flow, Nature::Lease), every_year(2028, 2031, -20_000_000));
}

#[test]
fn a_cleared_site_is_kept_as_a_park_and_a_held_one_stands() {
    let cleared = treated(&priced(), Treatment::X);
    assert_eq!(lines(&cleared, Nature::Demolition), [(2027, 40_000_000)]);
    // 300 × 10,000 m² of land from the year after.
    assert_eq!(lines(&cleared, Nature::Upkeep), every_year(2028, 2031, 3_000_000));
    let held = treated(&priced(), Treatment::Z);
    // 500 × 800 m² of floor from the year itself.
    assert_eq!(lines(&held, Nature::Upkeep), every_year(2027, 2031, 400_000));
    assert_eq!(natures(&held), [Nature::Upkeep]);
}

#[test]
fn rented_premises_are_restored_when_they_are_returned() {
    let flow = treated(&priced(), Treatment::W);
    // 20,000 × 800 m² of floor.
    assert_eq!(lines(&flow, Nature::Demolition), [(2027, 16_000_000)]);
    assert_eq!(flow.amounts.len(), 1);
}

#[test]
fn buildings_of_one_site_are_cleared_one_by_one_as_they_close() {
    let mut project = priced();
    add_annex(&mut project);
    // 50,000 × 800 m² and × 200 m², whatever becomes of the other.
    let cleared = |project: &Project, asset: &str, fy| lines(&effects(project, asset, &[], Some(fy)).flow, Nature::Demolition);
    assert_eq!(cleared(&project, "H", 2027), [(2027, 40_000_000)]);
    assert_eq!(cleared(&project, "H2", 2029), [(2029, 10_000_000)]);
    assert_eq!(natures(&treated(&project, Treatment::D)), [Nature::Sale]);
    project.sites.iter_mut().find(|site| site.id.as_str() == "H").unwrap().ownership = crate::project::Ownership::Leased;
    // Restoring: 20,000 × 200 m².
    assert_eq!(cleared(&project, "H2", 2029), [(2029, 4_000_000)]);
    assert!(treated(&project, Treatment::W).amounts.is_empty());
}
