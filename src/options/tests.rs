//! Options of the paper town: when each code is allowed, and the reasons for what is not.

use super::*;
use crate::paper::paper_town;
use crate::project::{Ownership, Project};

/// Codes of the life paths of `asset`, each with the first and last year of its works, in order.
fn paths(project: &Project, asset: &str) -> Vec<String> {
    with(project, |instance, options| {
        let asset = instance.asset(&asset.into()).unwrap();
        options.paths[asset.0].iter().map(|path| path.code(instance)).collect()
    })
}

fn with<T>(project: &Project, look: impl FnOnce(&Instance<'_>, &Options) -> T) -> T {
    let instance = Instance::new(project);
    let options = Options::new(&instance, &Prices::new(project)).unwrap();
    look(&instance, &options)
}

fn years(code: &str, from: i32, to: i32) -> Vec<String> {
    (from..=to).map(|year| format!("{code}@{year}")).collect()
}

/// Moves of `function` as `code host year`.
fn moves(project: &Project, function: &str) -> Vec<String> {
    with(project, |instance, options| {
        let function = instance.function(&function.into()).unwrap();
        let text = |o: &Move| {
            let (host, year) = (&instance.assets[o.host.0].id, instance.horizon.period(o.t).start);
            format!("{} {host} {year}", o.code.as_str())
        };
        options.moves[function.0].iter().map(text).collect()
    })
}

fn treatments(project: &Project, site: &str) -> String {
    with(project, |instance, options| {
        let site = instance.site(&site.into()).unwrap();
        options.treatments[site.0].iter().map(|option| option.treatment.as_str()).collect()
    })
}

/// English reasons why `code` does not exist for the function or asset `id`.
fn reasons(project: &Project, id: &str, code: &str) -> Vec<String> {
    with(project, |instance, options| {
        let is_of = |owner| match owner {
            Owner::Asset(asset) => instance.assets[asset.0].id.as_str() == id,
            Owner::Function(function) => instance.functions[function.0].function.id.as_str() == id,
            Owner::Site(site) => instance.sites[site.0].site.id.as_str() == id,
        };
        let excluded = options.excluded.iter().filter(|excluded| excluded.code == code && is_of(excluded.owner));
        excluded.map(|excluded| excluded.reason.in_lang(crate::lang::Lang::En).to_owned()).collect()
    })
}

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

#[test]
fn functions_move_to_hubs_and_into_their_kind_where_there_is_room() {
    // hall-b has room for 2,000 × 0.9 − 900 = 900 slots and hall-a uses 600; the other way round 300 are free for 900.
    assert_eq!(moves(&paper_town(), "hall-a"), ["C S 2027", "A G 2027"]);
    assert_eq!(moves(&paper_town(), "hall-b"), ["C S 2027"]);
    assert_eq!(reasons(&paper_town(), "hall-b", "A"), ["the host has room for 300, but 900 are used"]);
}

#[test]
fn radius_fitness_zone_and_mobility_each_stop_a_move_with_a_reason() {
    let mut far = paper_town();
    far.kinds.kinds.iter_mut().for_each(|kind| (kind.host_radius_m, kind.merge_radius_m) = (999.0, 1_999.0));
    assert!(moves(&far, "hall-a").is_empty());

    let mut unfit = paper_town();
    for kind in &mut unfit.kinds.kinds {
        kind.compatibility.elementary = crate::catalogue::Compatibility::C;
    }
    assert!(moves(&unfit, "library-a").is_empty());
    assert_eq!(reasons(&unfit, "library-a", "C"), ["fitness for this school is C"]);

    let mut fixed = paper_town();
    fixed.functions.iter_mut().find(|f| f.id.as_str() == "library-a").unwrap().is_movable = false;
    assert!(moves(&fixed, "library-a").is_empty());
    assert_eq!(reasons(&fixed, "library-a", "C"), ["marked as not movable"]);
    assert!(!paths(&fixed, "H").contains(&"CLOSE@2027".to_owned()));
}

#[test]
fn sites_are_treated_as_land_owner_and_size_allow() {
    // H has 800 m² of floor, less than the 1,000 worth holding.
    assert_eq!(treatments(&paper_town(), "H"), "DLX");
    let change = |change: fn(&mut crate::project::Site)| {
        let mut project = paper_town();
        change(project.sites.iter_mut().find(|site| site.id.as_str() == "H").unwrap());
        treatments(&project, "H")
    };
    assert_eq!(change(|site| site.is_shelter = true), "LX");
    assert_eq!(change(|site| site.land_price_per_m2 = None), "X");
    assert_eq!(change(|site| site.ownership = Ownership::State), "X");
    assert_eq!(change(|site| site.site_area.0 = 1_400.0), "DX");
    assert_eq!(reasons(&paper_town(), "H", "Z"), ["the floor is less than 1000 m²"]);
    assert_eq!(treatments(&paper_town(), "S"), "");
}
