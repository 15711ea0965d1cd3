//! Answers worked out on paper.

#![expect(clippy::float_cmp, reason = "whole numbers that doubles hold exactly")]

use super::super::answer::Proof;
use super::super::solve;
use super::{Demand, Distances, Kind, Places, Question, Site, Status};

/// Six places on a line at 0, 1, 2, 10, 11 and 13, each a demand point of weight 1 and a site.
fn line() -> Places {
    let at = [0.0, 1.0, 2.0, 10.0, 11.0, 13.0f64];
    Places {
        demand: at.iter().map(|x| Demand { id: x.to_string(), weight: 1.0, at: None }).collect(),
        sites: at
            .iter()
            .map(|x| Site { id: x.to_string(), cost: None, capacity: None, status: Status::Candidate, at: None })
            .collect(),
        distances: Distances::Matrix(at.iter().flat_map(|a| at.iter().map(move |b| (a - b).abs())).collect()),
        is_whole: false,
    }
}

fn objective(places: &Places, question: &Question) -> f64 {
    let answer = solve(places, question).unwrap();
    assert_eq!((answer.proof, answer.breaches.len(), answer.gap()), (Proof::Optimal, 0, Some(0.0)));
    answer.solutions[0].objective
}

#[test]
fn two_medians_of_the_line_stand_in_the_middle_of_each_half() {
    // At 1: 1 + 0 + 1; at 11: 1 + 0 + 2. Any other pair costs more.
    let question = Question { open: Some(2), ..Question::new(Kind::PMedian) };
    let answer = solve(&line(), &question).unwrap();
    assert_eq!((answer.solutions[0].objective, answer.solutions[0].chosen.as_slice()), (5.0, &[1, 4][..]));
}

#[test]
fn two_centers_of_the_line_reach_everyone_within_two() {
    // 1 or 2 serves the left within 2, 11 the right: 13 - 11 = 2. Within 1 the right half needs two sites.
    assert_eq!(objective(&line(), &Question { open: Some(2), ..Question::new(Kind::PCenter) }), 2.0);
}

#[test]
fn covers_of_the_line() {
    // Within 1: {0, 1, 2} by 1, {10, 11} by either, {13} by itself.
    let within = |kind| Question { radius: Some(1.0), ..Question::new(kind) };
    assert_eq!(objective(&line(), &within(Kind::SetCover)), 3.0);
    assert_eq!(objective(&line(), &Question { open: Some(2), ..within(Kind::MaxCover) }), 5.0);
    // Five of six is 83 %.
    assert_eq!(objective(&line(), &Question { share: 0.8, ..within(Kind::PartialCover) }), 2.0);
    // Two sites near each within 2: of {0, 1, 2} any two, {10, 11} both or one and 13, and for 13 both 11 and 13.
    let backup = Question { radius: Some(2.0), cover_times: 2, ..Question::new(Kind::SetCover) };
    assert_eq!(objective(&line(), &backup), 5.0);
}

#[test]
fn three_sites_of_the_line_can_be_three_apart_at_best() {
    // The gap 2 to 10 splits the line; of three sites two lie in one half, where the ends are 3 apart at most (10 and 13).
    assert_eq!(objective(&line(), &Question { open: Some(3), ..Question::new(Kind::PDispersion) }), 3.0);
}

#[test]
fn fixed_costs_decide_how_many_sites_open() {
    let mut places = line();
    places.sites.iter_mut().for_each(|site| site.cost = Some(10.0));
    // One site at 2: 10 + (2 + 1 + 0 + 8 + 9 + 11) = 41. Two at 1 and 11: 20 + 5 = 25. Three: 30 + at least 2.
    assert_eq!(objective(&places, &Question::new(Kind::Facility)), 25.0);
}

#[test]
fn capacities_send_somebody_farther() {
    let mut places = line();
    for site in &mut places.sites {
        (site.cost, site.capacity) = (Some(10.0), Some(4.0));
    }
    // Two sites hold 8 of 6: nothing changes. At a capacity of 2 it takes three sites: 0 and 1, 2 and 10, 11 and 13 is 1 + 8 + 2;
    // {0, 1} at 1, {10, 11} at 10 and 2 with 13 is 11. With 2 going to 10 over 8: 30 + 1 + 8 + 2 = 41.
    assert_eq!(objective(&places, &Question::new(Kind::Capacitated)), 25.0);
    places.sites.iter_mut().for_each(|site| site.capacity = Some(2.0));
    assert_eq!(objective(&places, &Question::new(Kind::Capacitated)), 41.0);
}

#[test]
fn existing_sites_come_on_top_of_p_and_cost_nothing() {
    let mut places = line();
    places.sites.iter_mut().for_each(|site| site.cost = Some(100.0));
    places.sites[1].status = Status::Existing;
    // 1 is there, one more at 11: 100 + 2 + 3.
    assert_eq!(objective(&places, &Question { open: Some(1), ..Question::new(Kind::PMedian) }), 105.0);
    places.sites[1].status = Status::Required;
    // Now 1 is the one: 100 + 1 + 0 + 1 + 9 + 10 + 12.
    assert_eq!(objective(&places, &Question { open: Some(1), ..Question::new(Kind::PMedian) }), 133.0);
}

#[test]
fn what_nobody_reaches_is_named() {
    let mut places = line();
    places.sites.truncate(3);
    let Distances::Matrix(all) = &places.distances else { panic!("a matrix") };
    places.distances = Distances::Matrix(all.chunks(6).flat_map(|row| row[..3].to_vec()).collect());
    let answer = solve(&places, &Question { open: Some(2), max_distance: Some(8.0), ..Question::new(Kind::PMedian) }).unwrap();
    assert_eq!((answer.proof, answer.bound), (Proof::Infeasible, None));
    assert!(answer.reason.unwrap().en.starts_with("2 demand points have too few sites within 8: 11, 13"));
}

#[test]
fn a_limit_of_no_time_is_never_called_optimal_without_proof() {
    let mut draw = super::Draw(3);
    let places = super::places(&mut draw, 200, 200, 0);
    let answer = solve(&places, &Question { open: Some(10), time_limit_s: 0.0, ..Question::new(Kind::PMedian) }).unwrap();
    assert!(matches!(answer.proof, Proof::Stopped | Proof::NothingFound), "{:?}", answer.proof);
    assert!(answer.gap().is_none_or(|gap| gap > 0.0));
}
