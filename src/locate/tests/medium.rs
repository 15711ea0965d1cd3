//! Medium instances: the textbook model solved by HiGHS, and the same question asked in another way.

use super::super::answer::Proof;
use super::super::recompute::agree;
use super::super::solve;
use super::{Distances, Draw, Kind, Places, Question, Status, places};
use crate::model::{Column, ColumnIx, LinearModel};
use crate::solver::mip::{self, MipSettings};

/// Optimum of the model with one column for every pair.
fn textbook(places: &Places, question: &Question) -> f64 {
    let (n, m) = (places.demand.len(), places.sites.len());
    let mut model = LinearModel::default();
    for site in &places.sites {
        model.add_binary(String::new(), site.cost.unwrap_or(0.0));
    }
    let mut load: Vec<Vec<(ColumnIx, f64)>> = vec![Vec::new(); m];
    for demand in 0..n {
        let mut served = Vec::new();
        for (site, load) in load.iter_mut().enumerate() {
            let cost = places.cost(demand, site);
            let column = model.add_column(Column { name: String::new(), lower: 0.0, upper: 1.0, is_integer: false, cost });
            model.at_most(String::new(), 0.0, vec![(column, 1.0), (ColumnIx(site), -1.0)]);
            served.push((column, 1.0));
            load.push((column, places.demand[demand].weight));
        }
        model.add_row(String::new(), 1.0, 1.0, served);
    }
    if let Some(open) = question.open {
        let open = f64::from(u32::try_from(open).unwrap());
        model.add_row(String::new(), open, open, (0..m).map(|site| (ColumnIx(site), 1.0)).collect());
    }
    for (site, mut terms) in load.into_iter().enumerate() {
        if let Some(capacity) = places.sites[site].capacity {
            terms.push((ColumnIx(site), -capacity));
            model.at_most(String::new(), 0.0, terms);
        }
    }
    let settings = MipSettings::new(0.0, 60.0);
    mip::solve(&model, &settings).unwrap().objective
}

/// Optimum of the covering model: a column for every site and one for every demand point that is covered.
fn textbook_cover(places: &Places, open: usize, radius: f64) -> f64 {
    let mut model = LinearModel::default();
    for _ in &places.sites {
        model.add_binary(String::new(), 0.0);
    }
    for demand in 0..places.demand.len() {
        let cost = -places.demand[demand].weight;
        let column = model.add_column(Column { name: String::new(), lower: 0.0, upper: 1.0, is_integer: false, cost });
        let near = (0..places.sites.len()).filter(|&site| places.distance(demand, site) <= radius);
        let terms = std::iter::once((column, 1.0)).chain(near.map(|site| (ColumnIx(site), -1.0))).collect();
        model.at_most(String::new(), 0.0, terms);
    }
    let open = f64::from(u32::try_from(open).unwrap());
    model.add_row(String::new(), open, open, (0..places.sites.len()).map(|site| (ColumnIx(site), 1.0)).collect());
    let settings = MipSettings::new(0.0, 60.0);
    -mip::solve(&model, &settings).unwrap().objective
}

/// Least cost of the model with a row for every demand point.
fn textbook_set_cover(places: &Places, radius: f64) -> f64 {
    let mut model = LinearModel::default();
    for site in &places.sites {
        model.add_binary(String::new(), site.cost.unwrap_or(1.0));
    }
    for demand in 0..places.demand.len() {
        let near = (0..places.sites.len()).filter(|&site| places.distance(demand, site) <= radius);
        model.at_least(String::new(), 1.0, near.map(|site| (ColumnIx(site), 1.0)).collect());
    }
    mip::solve(&model, &MipSettings::new(0.0, 60.0)).unwrap().objective
}

#[track_caller]
fn optimum(places: &Places, question: &Question) -> f64 {
    let answer = solve(places, question).unwrap();
    assert_eq!(answer.proof, Proof::Optimal);
    assert!(answer.breaches.is_empty(), "{:?}", answer.breaches);
    answer.solutions[0].objective
}

#[test]
fn medians_agree_with_the_textbook_model() {
    let mut draw = Draw(17);
    for round in 0..40 {
        let (n, m) = (20 + draw.below(30), 10 + draw.below(20));
        let mut places = places(&mut draw, n, m, round % 4);
        let kind = if round % 2 == 0 { Kind::PMedian } else { Kind::Facility };
        let open = (kind == Kind::PMedian).then(|| 1 + draw.below(m));
        if kind == Kind::PMedian {
            places.sites.iter_mut().for_each(|site| site.cost = None);
        }
        let question = Question { open, ..Question::new(kind) };
        let (ours, theirs) = (optimum(&places, &question), textbook(&places, &question));
        assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1.0), "{round}: {ours} is not {theirs}");
    }
}

/// Large enough for the relaxation, whose duals once were taken for prices above what going without costs.
#[test]
fn largest_covers_agree_with_the_textbook_model() {
    let mut draw = Draw(29);
    for round in 0..12 {
        let (n, m) = (250 + draw.below(100), 60 + draw.below(40));
        let places = places(&mut draw, n, m, 1);
        let (open, radius) = (4 + draw.below(8), 6.0 + draw.number(4));
        let question = Question { open: Some(open), radius: Some(radius), ..Question::new(Kind::MaxCover) };
        let (ours, theirs) = (optimum(&places, &question), textbook_cover(&places, open, radius));
        assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1.0), "{round}: {ours} is not {theirs}");
    }
}

/// Large enough that dominance leaves something for the tree.
#[test]
fn cheapest_covers_agree_with_the_textbook_model() {
    let mut draw = Draw(37);
    for round in 0..12 {
        let (n, m) = (250 + draw.below(100), 90 + draw.below(60));
        let mut places = places(&mut draw, n, m, 1);
        if round % 2 == 0 {
            places.sites.iter_mut().for_each(|site| site.cost = None);
        }
        // Everyone can be covered, so that both models have solutions.
        let nearest = |demand: usize| (0..m).map(|site| places.distance(demand, site)).fold(f64::INFINITY, f64::min);
        let radius = (0..n).map(nearest).fold(7.0 + draw.number(4), f64::max);
        let question = Question { radius: Some(radius), ..Question::new(Kind::SetCover) };
        let (ours, theirs) = (optimum(&places, &question), textbook_set_cover(&places, radius));
        assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1.0), "{round}: {ours} is not {theirs}");
    }
}

#[test]
fn capacitated_locations_agree_with_the_textbook_model() {
    let mut draw = Draw(23);
    for round in 0..30 {
        let (n, m) = (15 + draw.below(20), 6 + draw.below(10));
        let mut places = places(&mut draw, n, m, round % 4);
        let total: f64 = places.demand.iter().map(|point| point.weight).sum();
        let ratio = 1.5 + draw.number(9);
        for site in &mut places.sites {
            site.capacity = Some((ratio * total / f64::from(u32::try_from(m).unwrap())).round());
        }
        let question = Question::new(Kind::Capacitated);
        let (ours, theirs) = (optimum(&places, &question), textbook(&places, &question));
        assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1.0), "{round}: {ours} is not {theirs}");
    }
}

#[test]
fn order_scale_and_useless_sites_do_not_change_the_optimum() {
    let mut draw = Draw(31);
    for round in 0..24 {
        let (n, m) = (40, 25);
        let places = places(&mut draw, n, m, round % 4);
        let kind = [Kind::PMedian, Kind::Facility, Kind::PCenter][round % 3];
        let open = (kind != Kind::Facility).then_some(1 + round % 7);
        let question = Question { open, ..Question::new(kind) };
        let base = optimum(&places, &question);
        let Distances::Matrix(all) = &places.distances else { panic!("a matrix") };

        let mut reversed = places.clone();
        reversed.demand.reverse();
        reversed.sites.reverse();
        reversed.distances = Distances::Matrix(all.iter().rev().copied().collect());
        assert!(agree(optimum(&reversed, &question), base));

        let mut scaled = places.clone();
        scaled.distances = Distances::Matrix(all.iter().map(|distance| distance * 3.0).collect());
        scaled.sites.iter_mut().for_each(|site| site.cost = site.cost.map(|cost| cost * 3.0));
        assert!((optimum(&scaled, &question) - 3.0 * base).abs() <= 1e-9 * base.abs().max(1.0));

        let mut wider = places.clone();
        let mut far = wider.sites[0].clone();
        far.id = "far".to_owned();
        far.cost = Some(1e6);
        wider.sites.push(far);
        wider.distances = Distances::Matrix(all.chunks(m).flat_map(|row| row.iter().copied().chain([1e6])).collect());
        assert!(agree(optimum(&wider, &question), base));

        let mut closed = places.clone();
        let chosen = solve(&places, &question).unwrap().solutions.remove(0).chosen;
        let unused = (0..m).find(|site| !chosen.contains(site)).unwrap();
        closed.sites[unused].status = Status::Forbidden;
        assert!(agree(optimum(&closed, &question), base));
    }
}
