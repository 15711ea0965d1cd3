//! Transfers to private operators (formulation 4.9).

use super::*;
use crate::paper::site_mut;

fn transferred(project: &Project) -> AssetEffects {
    left(project, "H", &[], Some(Leaving::Transferred(FiscalYear(2027))))
}

#[test]
fn a_transferred_building_costs_support_and_brings_a_lease() {
    let found = transferred(&priced());
    // 0.4 × 10,000,000 for the hall and 0.4 × 6,000,000 for the library.
    let support = (2027..=2031).flat_map(|year| [(year, 4_000_000), (year, 2_400_000)]).collect::<Vec<_>>();
    assert_eq!(lines(&found.flow, Nature::Support), support);
    // 100,000 × 10,000 m² × 0.02 × 1.
    assert_eq!(lines(&found.flow, Nature::Lease), every_year(2027, 2031, -20_000_000));
    // Its repairs, floor and overdue floor (52 years old in FY 2022, 60 in FY 2030; a renovation has been due since it was 40) end.
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2022, 2026, 800_000));
    assert_eq!(found.floor, [800.0, 800.0, 800.0, 800.0, 800.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(found.overdue, [160.0, 160.0, 160.0, 160.0, 160.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(found.residual, Yen::ZERO);
}

#[test]
fn a_building_leases_its_share_of_the_land_by_floor() {
    let mut project = priced();
    add_annex(&mut project);
    // 20,000,000 × 800 / 1,000.
    assert_eq!(lines(&transferred(&project).flow, Nature::Lease), every_year(2027, 2031, -16_000_000));
}

#[test]
fn land_without_a_price_is_not_leased() {
    let mut project = priced();
    site_mut(&mut project, "H").land_price_per_m2 = None;
    assert_eq!(lines(&transferred(&project).flow, Nature::Lease), []);
}

#[test]
fn the_ledger_runs_a_transferred_function_until_it_leaves() {
    let project = priced();
    let (instance, prices) = (Instance::new(&project), Prices::new(&project));
    let mut plan = crate::paper::idle_plan(&project);
    let home = plan.assets.iter_mut().find(|entry| entry.asset.as_str() == "H").unwrap();
    home.transfer_fy = Some(FiscalYear(2027));
    let book = ledger(&instance, &prices, &plan);
    let of_library = book.iter().filter(|line| line.payer == Payer::Function("library-a".into()));
    let found: Vec<_> = of_library.map(|line| (line.amount.fy.0, line.amount.yen.0)).collect();
    assert_eq!(found, every_year(2022, 2026, 6_000_000));
}
