//! Works, repairs, rent and running of assets (formulation 4.2–4.8).

use super::*;
use crate::project::Ownership;

#[test]
fn a_school_rebuilt_as_a_hub_pays_six_lines() {
    // Floor afterwards: 1,000 + 6 classes × 100 = 1,600 m², but at least today's 4,000 m².
    let found = effects(&priced(), "S", &[act(ActionCode::BH, 2022, 2024, 2027)], None);
    // 330,000 × 4,000 = 1,320,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, 440_000_000));
    // A tenth of it over two years, and 10,000,000 of set-up in the first.
    assert_eq!(lines(&found.flow, Nature::Design).iter().map(|line| line.1).sum::<i64>(), 132_000_000 + 10_000_000);
    // 50,000 × 4,000 when works begin.
    assert_eq!(lines(&found.flow, Nature::Demolition), [(2024, 200_000_000)]);
    // 100,000 × 0.5 × 4,000 = 200,000,000, a third of which is 66,666,666.67.
    assert_eq!(lines(&found.flow, Nature::Temporary), every_year(2024, 2026, 66_666_667));
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2022, 2031, 4_000_000));
    // Five of eighty years are used by FY 2032: 1,320,000,000 × 75/80.
    assert_eq!(found.residual, Yen(1_237_500_000));
    // S-1 is past 60 until the new building opens.
    assert_eq!(found.overdue, [2_000.0, 2_000.0, 2_000.0, 2_000.0, 2_000.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_partial_rebuild_builds_what_is_missing_and_extends_what_is_kept() {
    let found = effects(&priced(), "S", &[act(ActionCode::P, 2022, 2024, 2027)], None);
    // S-1 goes; 4,000 − 2,000 kept = 2,000 m² new: 330,000 × 2,000 = 660,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Construction), every_year(2024, 2026, 220_000_000));
    // S-2 is kept: 330,000 × 0.6 × 2,000 = 396,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Extension), every_year(2024, 2026, 132_000_000));
    // (660,000,000 + 396,000,000) × 0.1 over two years.
    assert_eq!(lines(&found.flow, Nature::Design), every_year(2022, 2023, 52_800_000));
    assert_eq!(lines(&found.flow, Nature::Demolition), [(2024, 100_000_000)]);
    // 100,000 × 0.5 × 2,000 = 100,000,000 over three years.
    assert_eq!(lines(&found.flow, Nature::Temporary), every_year(2024, 2026, 33_333_333));
    // 660,000,000 × 75/80 + 396,000,000 × 15/20.
    assert_eq!(found.residual, Yen(618_750_000 + 297_000_000));
}

#[test]
fn a_long_life_renovation_is_a_share_of_rebuilding() {
    let found = effects(&priced(), "G", &[act(ActionCode::R, 2022, 2023, 2025)], None);
    // 400,000 × 0.6 × 600 = 144,000,000 over two years, a tenth for design the year before.
    assert_eq!(lines(&found.flow, Nature::Extension), every_year(2023, 2024, 72_000_000));
    assert_eq!(lines(&found.flow, Nature::Design), [(2022, 14_400_000)]);
    assert_eq!(natures(&found.flow), [Nature::Extension, Nature::Design, Nature::Repair]);
    // Seven of the twenty years gained are used.
    assert_eq!(found.residual, Yen(93_600_000));
}

#[test]
fn a_major_renovation_has_no_design() {
    let found = effects(&priced(), "G", &[act(ActionCode::M, 2022, 2022, 2024)], None);
    // 250,000 × 600 = 150,000,000 over two years.
    assert_eq!(lines(&found.flow, Nature::Renovation), every_year(2022, 2023, 75_000_000));
    assert_eq!(natures(&found.flow), [Nature::Renovation, Nature::Repair]);
    // Eight of thirty years are used: 150,000,000 × 22/30.
    assert_eq!(found.residual, Yen(110_000_000));
}

#[test]
fn works_become_dearer_and_repairs_do_not() {
    let mut project = priced();
    project.scenario.cost.price_escalation_per_year = 0.1;
    let found = effects(&project, "S", &[act(ActionCode::B, 2022, 2024, 2027)], None);
    // 440,000,000 × 1.1², 1.1³ and 1.1⁴.
    let expected = [(2024, 532_400_000), (2025, 585_640_000), (2026, 644_204_000)];
    assert_eq!(lines(&found.flow, Nature::Construction), expected);
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2022, 2031, 4_000_000));
}

#[test]
fn rent_and_repairs_end_when_leased_premises_close() {
    let mut project = priced();
    let site = project.sites.iter_mut().find(|site| site.id.as_str() == "G").unwrap();
    (site.ownership, site.annual_rent) = (Ownership::Leased, Yen(9_000_000));
    let found = effects(&project, "G", &[], Some(2027));
    assert_eq!(lines(&found.flow, Nature::Rent), every_year(2022, 2026, 9_000_000));
    assert_eq!(lines(&found.flow, Nature::Repair), every_year(2022, 2026, 600_000));
    assert_eq!(found.floor, [600.0, 600.0, 600.0, 600.0, 600.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn a_school_runs_until_it_closes() {
    let mut project = priced();
    let site = project.sites.iter_mut().find(|site| site.id.as_str() == "S").unwrap();
    let crate::project::Purpose::School(school) = &mut site.purpose else { panic!("S is a school") };
    school.running_cost = Yen(3_000_000);
    // (4.8): not escalated.
    let found = effects(&doubling(project.clone()), "S", &[], Some(2027));
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2022, 2026, 3_000_000));
    let found = effects(&project, "S", &[], None);
    assert_eq!(lines(&found.flow, Nature::Running), every_year(2022, 2031, 3_000_000));
}
