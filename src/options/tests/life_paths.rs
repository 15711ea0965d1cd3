//! Life paths: when works, closings and transfers are allowed.

use super::*;
use crate::paper::{add_facility, site_mut};

#[test]
fn a_school_is_rebuilt_between_its_lead_times_and_as_hub_only_for_a_period_start() {
    // Two years of design and three of works: FY 2024 at the earliest, FY 2029 at the latest. A hub must open by FY 2027. S-1 is too
    // old for M (40) and R (60).
    let expected =
        [vec!["K".to_owned()], years("B", 2024, 2029), years("BH", 2024, 2024), years("P", 2024, 2029), years("PH", 2024, 2024)];
    assert_eq!(paths(&paper_town(), "S"), expected.concat());
    assert_eq!(reasons(&paper_town(), "S", "M"), ["no year at age 20–40, or less than 20 years after the last renovation"]);
    assert_eq!(reasons(&paper_town(), "S", "R"), ["no year at age 40–60"]);
}

#[test]
fn a_school_of_one_block_has_no_partial_rebuild() {
    let mut project = paper_town();
    project.buildings.retain(|block| block.id.as_str() != "S-2");
    assert!(!paths(&project, "S").iter().any(|code| code.starts_with('P')));
    assert_eq!(reasons(&project, "S", "P").len(), 1);
}

#[test]
fn facilities_have_the_works_their_age_allows() {
    // H is 52 in FY 2022: rebuilt or extended (until 60, FY 2030) with one year of design and two of works.
    let expected = [vec!["K".to_owned()], years("R", 2023, 2030), years("B", 2023, 2030), years("CLOSE", 2027, 2027)];
    assert_eq!(paths(&paper_town(), "H"), expected.concat());
    // G is 32 in FY 2022: renovated until FY 2030 (40, and open by FY 2032), extended at 40 only.
    let expected = [vec!["K".to_owned()], years("M", 2022, 2030), years("R", 2030, 2030), years("CLOSE", 2027, 2027)];
    assert_eq!(paths(&paper_town(), "G"), expected.concat());
}

#[test]
fn leased_premises_are_kept_or_closed_and_then_returned() {
    let mut project = paper_town();
    project.sites.iter_mut().find(|site| site.id.as_str() == "G").unwrap().ownership = Ownership::Leased;
    assert_eq!(paths(&project, "G"), ["K", "CLOSE@2027"]);
    assert_eq!(treatments(&project, "G"), "W");
    assert_eq!(reasons(&project, "G", "B"), ["rented premises are not renovated or rebuilt"]);
}

/// The town where functions of these kinds may be transferred.
fn private(kinds: &[&str]) -> Project {
    let mut project = paper_town();
    project.kinds.kinds.iter_mut().for_each(|kind| kind.may_transfer = kinds.contains(&kind.id.as_str()));
    project
}

fn is_transferable(project: &Project, asset: &str) -> bool {
    paths(project, asset).contains(&"T@2027".to_owned())
}

#[test]
fn a_building_is_transferred_with_all_it_holds_or_not_at_all() {
    let both = private(&["hall", "library"]);
    assert_eq!(["H", "G", "S"].map(|asset| is_transferable(&both, asset)), [true, true, false]);
    let halls = private(&["hall"]);
    assert_eq!(["H", "G"].map(|asset| is_transferable(&halls, asset)), [false, true]);
    assert_eq!(reasons(&halls, "H", "T"), ["it also holds a function that may not be transferred"]);
}

#[test]
fn only_buildings_on_land_of_the_municipality_are_transferred() {
    for ownership in [Ownership::State, Ownership::Leased] {
        let mut project = private(&["hall", "library"]);
        site_mut(&mut project, "G").ownership = ownership;
        assert!(!is_transferable(&project, "G"));
        assert_eq!(reasons(&project, "G", "T"), ["the site is not the municipality's"]);
    }
}

#[test]
fn nothing_is_transferred_where_nobody_asks_or_nothing_is_there() {
    let mut off = private(&["hall", "library"]);
    off.scenario.moves.transfer = false;
    assert!(!is_transferable(&off, "G"));
    let mut empty = private(&["hall", "library"]);
    add_facility(&mut empty, "E", "a1", (500.0, 0.0), 1_000.0, 2000);
    assert!(!is_transferable(&empty, "E"));
    assert!(reasons(&empty, "E", "T").is_empty());
}

#[test]
fn locks_know_transfers_and_keeping_is_not_one() {
    let locked = |lines: &str| {
        let mut project = private(&["hall", "library"]);
        crate::paper::lock(&mut project, &format!("asset = \"H\"\n{lines}"));
        paths(&project, "H")
    };
    assert_eq!(locked("require = [\"T\"]"), ["T@2027"]);
    assert!(!locked("forbid = [\"T\"]").contains(&"T@2027".to_owned()));
    assert!(!locked("forbid = [\"K\"]").contains(&"K".to_owned()));
    assert!(locked("forbid = [\"K\"]").contains(&"T@2027".to_owned()));
}
