//! What schools do together: mergers, shared rooms, swing space.

use super::*;
use crate::catalogue::RoomClass;
use crate::catalogue::SchoolKindId;
use crate::paper::school_town;
use crate::paper::{add_function, add_room, building, school, site_mut};
use crate::project::{Purpose, Seismic};

/// Mergers as `school into mode year`.
fn mergers(project: &Project) -> Vec<String> {
    with(project, |instance, options| {
        let id = |asset: AssetIx| &instance.assets[asset.0].id;
        let text = |option: &SchoolMergerOption| {
            let year = instance.horizon.period(option.t).start;
            format!("{} {} {} {year}", id(option.school), id(option.into), option.mode.as_str())
        };
        options.mergers.iter().map(text).collect()
    })
}

fn changed(change: impl FnOnce(&mut Project)) -> Project {
    let mut project = school_town();
    change(&mut project);
    project
}

#[test]
fn schools_merge_into_a_hub_or_a_standing_school() {
    // N is too young to be rebuilt as a hub.
    assert_eq!(mergers(&school_town()), ["N S hub 2027", "N S standing 2027", "S N standing 2027"]);
    assert!(paths(&school_town(), "N").contains(&"CLOSE@2027".to_owned()));
    assert!(mergers(&paper_town()).is_empty() && !paths(&paper_town(), "S").contains(&"CLOSE@2027".to_owned()));
}

#[test]
fn schools_merge_within_reach_of_their_kind_and_up_to_so_many_classes() {
    let cases = [
        changed(|project| project.scenario.schools.merge_max_m.elementary = 499.0),
        changed(|project| project.scenario.schools.merge_max_classes = 11),
        changed(|project| {
            let Purpose::School(school) = &mut site_mut(project, "N").purpose else { panic!("N is a school") };
            school.kind = SchoolKindId::JuniorHigh;
        }),
    ];
    for project in cases {
        assert!(mergers(&project).is_empty() && !paths(&project, "N").contains(&"CLOSE@2027".to_owned()));
        assert_eq!(reasons(&project, "N", "U"), ["no school is near enough and has room for the classes of both"]);
    }
    assert!(mergers(&changed(|project| project.scenario.schools.merging = false)).is_empty());
    assert_eq!(mergers(&changed(|project| project.scenario.schools.merge_max_classes = 12)).len(), 3);
}

#[test]
fn classes_are_counted_in_every_year_from_the_merger_on() {
    // In FY 2031 both have 211 pupils: 422 make 6 × ⌈2.01⌉ = 18 classes, though it is 12 in FY 2027.
    let growing = |classes: u32| {
        changed(|project| {
            project.scenario.schools.merge_max_classes = classes;
            for id in ["N", "S"] {
                let Purpose::School(school) = &mut site_mut(project, id).purpose else { panic!("{id} is a school") };
                school.pupils = [(2030, 210.0), (2031, 211.0)].map(|(fy, p)| (FiscalYear(fy), crate::units::People(p))).into();
            }
        })
    };
    assert!(mergers(&growing(17)).is_empty());
    assert!(!mergers(&growing(18)).is_empty());
}

#[test]
fn a_school_that_takes_pupils_in_has_room_for_their_classes() {
    // Six classes more are 600 m². N has 2,200 − 1,600 of its own; a metre less is too little.
    assert!(mergers(&changed(|project| building(project, "N-1").gfa.0 = 2_200.0)).contains(&"S N standing 2027".to_owned()));
    assert!(!mergers(&changed(|project| building(project, "N-1").gfa.0 = 2_199.0)).contains(&"S N standing 2027".to_owned()));
    let capped = |cap: f64| mergers(&changed(|project| project.scenario.moves.hub_guest_cap_m2 = Some(cap)));
    assert!(capped(600.0).contains(&"N S hub 2027".to_owned()) && !capped(599.0).contains(&"N S hub 2027".to_owned()));
}

#[test]
fn rented_schools_and_schools_with_others_in_them_do_not_close() {
    let rented = changed(|project| site_mut(project, "N").ownership = Ownership::Leased);
    assert_eq!(reasons(&rented, "N", "U"), ["its premises are rented"]);
    assert!(mergers(&rented).is_empty());
    let shared = changed(|project| add_function(project, "club", "N", "hall", 100.0, 0));
    assert_eq!(reasons(&shared, "N", "U"), ["it houses other functions"]);
    assert_eq!(mergers(&shared), ["S N standing 2027"]);
}

#[test]
fn a_hub_for_pupils_needs_no_guests() {
    let project = changed(|project| project.scenario.moves.colocation = false);
    assert!(paths(&project, "S").contains(&"BH@2024".to_owned()));
    // Where nothing moves in, there are no hubs.
    assert!(
        !paths(
            &changed(|project| {
                project.scenario.moves.colocation = false;
                project.scenario.schools.merging = false;
            }),
            "S"
        )
        .contains(&"BH@2024".to_owned())
    );
}

#[test]
fn a_lock_that_keeps_a_school_open_leaves_no_merger_of_it() {
    let project = changed(|project| crate::paper::lock(project, "asset = \"N\"\nforbid = [\"CLOSE\"]"));
    assert_eq!(mergers(&project), ["S N standing 2027"]);
}

/// Shares as `school partner room year`.
fn shares(project: &Project) -> Vec<String> {
    with(project, |instance, options| {
        let id = |asset: AssetIx| &instance.assets[asset.0].id;
        let text = |option: &Share| {
            format!("{} {} {} {}", id(option.school), id(option.partner), option.room.as_str(), option.rebuild.works_fy)
        };
        options.shares.iter().map(text).collect()
    })
}

/// Both schools with a gymnasium, which neighbours may share within 500 m.
fn sporty(change: impl FnOnce(&mut Project)) -> Project {
    changed(|project| {
        project.kinds.school_kinds.iter_mut().for_each(|kind| kind.gym_m2 = 800.0);
        project.scenario.schools.sharing_max_m = 500.0;
        change(project);
    })
}

#[test]
fn a_room_is_shared_where_the_hours_of_both_schools_fit() {
    let with_rooms = |residents: f64| {
        shares(&sporty(|project| {
            // Of 1,000 slots N uses 450 and its residents 100; S uses 300, and its residents come too.
            add_room(project, "N-gym", school("N"), RoomClass::Gym, (1_000.0, 450.0, 200.0, 100.0));
            add_room(project, "S-gym", school("S"), RoomClass::Gym, (1_000.0, 300.0, 300.0, residents));
        }))
    };
    assert_eq!((with_rooms(150.0).len(), with_rooms(151.0).len()), (6, 0));
    // Without a word of N's rooms nothing says that they are full.
    let silent = |project: &mut Project| add_room(project, "S-gym", school("S"), RoomClass::Gym, (1_000.0, 900.0, 100.0, 100.0));
    assert_eq!(shares(&sporty(silent)).len(), 6);
}

#[test]
fn a_gymnasium_is_shared_by_the_school_that_is_rebuilt_in_full() {
    // B of FY 2024 to 2029, with BH of FY 2024 among them once; P none. N cannot be rebuilt, and there are no pools.
    let expected: Vec<_> = (2024..=2029).map(|year| format!("S N gym {year}")).collect();
    assert_eq!(shares(&sporty(|_| {})), expected);
    assert_eq!(shares(&sporty(|project| project.kinds.school_kinds.iter_mut().for_each(|kind| kind.pool_m2 = 300.0))).len(), 12);
}

#[test]
fn rooms_are_shared_by_neighbours_with_few_classes_that_both_have_one() {
    assert!(shares(&sporty(|project| project.scenario.schools.sharing_max_m = 499.0)).is_empty());
    assert!(shares(&sporty(|project| project.scenario.schools.sharing_max_classes = 11)).is_empty());
    assert_eq!(shares(&sporty(|project| project.scenario.schools.sharing_max_classes = 12)).len(), 6);
    assert!(shares(&sporty(|project| project.scenario.schools.sharing = false)).is_empty());
    let without = sporty(|project| {
        let Purpose::School(school) = &mut site_mut(project, "N").purpose else { panic!("N is a school") };
        school.kind = SchoolKindId::JuniorHigh;
        project.kinds.school_kinds.iter_mut().filter(|k| k.id == SchoolKindId::JuniorHigh).for_each(|k| k.gym_m2 = 0.0);
    });
    assert!(shares(&without).is_empty());
}

/// Uses of held sites as `school site code year`.
fn swings(change: impl FnOnce(&mut Project)) -> Vec<String> {
    let mut project = paper_town();
    (project.scenario.schools.swing, project.scenario.schools.swing_max_m) = (true, 1_000.0);
    project.scenario.treatments.hold_min_gfa_m2 = 800.0;
    project.costs.parameter.temporary_floor_ratio_school.base = 0.2;
    change(&mut project);
    with(&project, |instance, options| {
        let text = |option: &Swing| {
            let (school, site) = (&instance.assets[option.school.0].id, &instance.sites[option.site.0].site.id);
            format!("{school} {site} {} {}", option.rebuild.code.as_str(), option.rebuild.works_fy)
        };
        options.swings.iter().map(text).collect()
    })
}

#[test]
fn a_held_site_is_used_from_the_year_it_can_be_held_in() {
    let expected = ["B 2027", "B 2028", "B 2029", "P 2027", "P 2028", "P 2029"].map(|text| format!("S H {text}"));
    assert_eq!(swings(|_| {}), expected);
}

#[test]
fn a_held_site_is_near_sound_and_large_enough() {
    assert!(swings(|project| project.scenario.schools.swing_max_m = 999.0).is_empty());
    assert!(swings(|project| building(project, "H").seismic = Seismic::OldWeak).is_empty());
    assert!(swings(|project| project.scenario.treatments.hold_min_gfa_m2 = 801.0).is_empty());
    assert!(swings(|project| project.scenario.schools.swing = false).is_empty());
    // Rebuilds of FY 2027 to 2029 open in FY 2030 to 2032; a building of 1952 reaches its 80 years in FY 2032, one of 1950 in FY 2030.
    let of = |year: i32| swings(|project| building(project, "H").built.0 = year).len();
    assert_eq!((of(1952), of(1950), of(1949)), (6, 2, 0));
    // 0.21 × 4,000 = 840 m² are too many; 0.21 × 2,000 are not.
    let partial = ["P 2027", "P 2028", "P 2029"].map(|text| format!("S H {text}"));
    assert_eq!(swings(|project| project.costs.parameter.temporary_floor_ratio_school.base = 0.21), partial);
}

#[test]
fn a_site_whose_buildings_are_cleared_one_by_one_is_not_held() {
    let mut project = crate::paper::paper_town();
    crate::paper::add_annex(&mut project);
    assert_eq!(reasons(&project, "H", "Z"), ["it has several buildings, each of which is cleared when it closes"]);
}
