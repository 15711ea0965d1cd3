//! Every set of sites, measured by `recompute`, against what the engine calls optimal: values and, where asked, ranks.

use super::super::answer::{Answer, Proof};
use super::super::recompute::{Assigned, agree, measure};
use super::super::solve;
use super::{Draw, Kind, Places, Question, decide, places};

/// Objectives of all feasible sets, best first.
fn all(places: &Places, question: &Question) -> Vec<f64> {
    let m = places.sites.len();
    let mut values: Vec<f64> = (0u32..1 << m)
        .filter_map(|bits| {
            let chosen: Vec<usize> = (0..m).filter(|&site| bits >> site & 1 == 1).collect();
            let flows = (question.kind == Kind::Capacitated).then(|| cheapest(places, question, &chosen)).flatten();
            if question.kind == Kind::Capacitated && flows.is_none() {
                return None;
            }
            let measured = measure(places, question, &chosen, flows.as_deref());
            measured.breaches.is_empty().then_some(measured.objective)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    if question.kind.is_maximized() {
        values.reverse();
    }
    values
}

/// The cheapest way to serve everyone, without the engine's transport: unit by unit along cheapest chains for split demand, all assignments
/// for single sources. Weights and capacities are small whole numbers.
fn cheapest(places: &Places, question: &Question, chosen: &[usize]) -> Option<Vec<Assigned>> {
    let n = places.demand.len();
    if question.is_single_source {
        let mut best: Option<(f64, Vec<Assigned>)> = None;
        let choices = chosen.len().checked_pow(u32::try_from(n).unwrap())?;
        for mut code in 0..choices {
            let mut load = vec![0.0; places.sites.len()];
            let (mut cost, mut flows) = (0.0, Vec::new());
            for demand in 0..n {
                let site = chosen[code % chosen.len()];
                code /= chosen.len();
                load[site] += places.demand[demand].weight;
                cost += places.cost(demand, site);
                flows.push(Assigned { demand, site, share: 1.0 });
            }
            let fits = chosen.iter().all(|&site| places.sites[site].capacity.is_none_or(|capacity| load[site] <= capacity));
            let reaches =
                flows.iter().all(|flow| question.max_distance.is_none_or(|most| places.distance(flow.demand, flow.site) <= most));
            if fits && reaches && best.as_ref().is_none_or(|best| cost < best.0) {
                best = Some((cost, flows));
            }
        }
        return best.map(|best| best.1);
    }
    // Nodes: source, demand points, sites, sink. Costs per unit of weight are the distances.
    let (source, sink) = (0, n + chosen.len() + 1);
    let mut arcs: Vec<(usize, usize, f64, f64)> = Vec::new();
    let mut arc = |from, to, room, cost: f64| {
        arcs.push((from, to, room, cost));
        arcs.push((to, from, 0.0, -cost));
    };
    for demand in 0..n {
        arc(source, 1 + demand, places.demand[demand].weight, 0.0);
        for (k, &site) in chosen.iter().enumerate() {
            if question.max_distance.is_none_or(|most| places.distance(demand, site) <= most) {
                arc(1 + demand, 1 + n + k, places.demand[demand].weight, places.distance(demand, site));
            }
        }
    }
    for (k, &site) in chosen.iter().enumerate() {
        arc(1 + n + k, sink, places.sites[site].capacity.unwrap_or(1e9), 0.0);
    }
    let total: f64 = places.demand.iter().map(|point| point.weight).sum();
    let mut sent = 0.0;
    while sent < total {
        let mut distance = vec![f64::INFINITY; sink + 1];
        let mut by = vec![usize::MAX; sink + 1];
        distance[source] = 0.0;
        for _ in 0..=sink {
            for (index, &(from, to, room, cost)) in arcs.iter().enumerate() {
                if room > 0.0 && distance[from] + cost < distance[to] - 1e-9 {
                    (distance[to], by[to]) = (distance[from] + cost, index);
                }
            }
        }
        if distance[sink].is_infinite() {
            return None;
        }
        let mut at = sink;
        while at != source {
            let index = by[at];
            arcs[index].2 -= 1.0;
            arcs[index ^ 1].2 += 1.0;
            at = arcs[index].0;
        }
        sent += 1.0;
    }
    let mut flows = Vec::new();
    for index in (0..arcs.len()).step_by(2) {
        let (from, to, _, _) = arcs[index];
        let amount = arcs[index + 1].2;
        if (1..=n).contains(&from) && amount > 0.0 {
            let demand = from - 1;
            flows.push(Assigned { demand, site: chosen[to - 1 - n], share: amount / places.demand[demand].weight });
        }
    }
    // Who weighs nothing goes anywhere within reach, for nothing.
    for demand in (0..n).filter(|&demand| places.demand[demand].weight == 0.0) {
        let site = chosen
            .iter()
            .copied()
            .find(|&site| question.max_distance.is_none_or(|most| places.distance(demand, site) <= most))?;
        flows.push(Assigned { demand, site, share: 1.0 });
    }
    Some(flows)
}

#[track_caller]
fn agrees(places: &Places, question: &Question) -> Answer {
    let answer = solve(places, question).unwrap();
    let all = all(places, question);
    assert!(answer.breaches.is_empty(), "{question:?} {places:?} {answer:?}");
    match all.first() {
        None => assert_eq!(answer.proof, Proof::Infeasible, "{question:?} {places:?} {answer:?}"),
        Some(&best) => {
            assert_eq!(answer.proof, Proof::Optimal, "{question:?} {places:?} {answer:?}");
            let found = answer.solutions[0].objective;
            assert!(agree(found, best) || (found - best).abs() < 1e-9, "{found} is not {best}: {question:?} {places:?}");
            assert!(answer.are_all_proved);
            if question.within.is_infinite() {
                assert_eq!(answer.solutions.len(), question.solutions.min(all.len()), "{question:?} {places:?} {all:?}");
            }
            for (solution, &wanted) in answer.solutions.iter().zip(&all) {
                assert!(
                    agree(solution.objective, wanted) || (solution.objective - wanted).abs() < 1e-9,
                    "{question:?} {places:?}"
                );
            }
        }
    }
    answer
}

/// Runs `count` random questions of one kind.
fn run(kind: Kind, count: usize, prepare: impl Fn(&mut Draw, &mut Places, &mut Question)) {
    let mut draw = Draw(7 + kind as u64);
    for round in 0..count {
        let (n, m) = (2 + draw.below(8), 2 + draw.below(6));
        let mut places = places(&mut draw, n, m, round % 4);
        if round % 2 == 0 {
            decide(&mut draw, &mut places);
        }
        let mut question = Question::new(kind);
        if round % 5 == 0 {
            question.solutions = 1 + draw.below(5);
        }
        prepare(&mut draw, &mut places, &mut question);
        agrees(&places, &question);
    }
}

#[test]
fn p_medians_are_those_of_enumeration() {
    run(Kind::PMedian, 2000, |draw, places, question| {
        question.open = Some(1 + draw.below(places.sites.len()));
        question.max_distance = (draw.below(3) == 0).then(|| draw.number(60));
    });
}

#[test]
fn facility_locations_are_those_of_enumeration() {
    run(Kind::Facility, 2000, |draw, places, question| {
        question.open = (draw.below(4) == 0).then(|| 1 + draw.below(places.sites.len()));
        question.max_distance = (draw.below(3) == 0).then(|| draw.number(60));
    });
}

#[test]
fn largest_covers_are_those_of_enumeration() {
    run(Kind::MaxCover, 2000, |draw, places, question| {
        question.open = Some(1 + draw.below(places.sites.len()));
        question.radius = Some(draw.number(40));
    });
}

#[test]
fn cheapest_covers_are_those_of_enumeration() {
    run(Kind::SetCover, 2000, |draw, places, question| {
        question.radius = Some(draw.number(60));
        question.cover_times = 1 + draw.below(2);
        if draw.below(2) == 0 {
            places.sites.iter_mut().for_each(|site| site.cost = None);
        }
    });
}

#[test]
fn partial_covers_are_those_of_enumeration() {
    run(Kind::PartialCover, 600, |draw, _, question| {
        question.radius = Some(draw.number(60));
        question.share = draw.number(11) / 10.0;
    });
}

#[test]
fn p_centers_are_those_of_enumeration() {
    run(Kind::PCenter, 1000, |draw, places, question| {
        question.open = Some(1 + draw.below(places.sites.len()));
        question.max_distance = (draw.below(3) == 0).then(|| draw.number(60));
    });
}

#[test]
fn capacitated_locations_are_those_of_enumeration() {
    run(Kind::Capacitated, 1500, |draw, places, question| {
        for site in &mut places.sites {
            site.capacity = (draw.below(6) > 0).then(|| draw.number(14));
        }
        question.open = (draw.below(4) == 0).then(|| 1 + draw.below(places.sites.len()));
        question.max_distance = (draw.below(4) == 0).then(|| draw.number(80));
    });
}

#[test]
fn single_source_locations_are_those_of_enumeration() {
    let mut draw = Draw(99);
    for round in 0..200 {
        let (n, m) = (2 + draw.below(4), 2 + draw.below(3));
        let mut places = places(&mut draw, n, m, round % 4);
        for site in &mut places.sites {
            site.capacity = Some(draw.number(14));
        }
        let open = (draw.below(4) == 0).then(|| 1 + draw.below(m));
        agrees(&places, &Question { is_single_source: true, open, ..Question::new(Kind::Capacitated) });
    }
}

#[test]
fn dispersions_are_those_of_enumeration() {
    let mut draw = Draw(5);
    for round in 0..1000 {
        let m = 3 + draw.below(6);
        let mut places = places(&mut draw, m, m, 1 + round % 3);
        // Sites are their own demand points: the same distances both ways.
        let mut cost = vec![0.0; m * m];
        for a in 0..m {
            for b in 0..a {
                let distance = places.distance(a, b);
                (cost[a * m + b], cost[b * m + a]) = (distance, distance);
            }
        }
        places.distances = super::Distances::Matrix(cost);
        if round % 2 == 0 {
            decide(&mut draw, &mut places);
        }
        let question =
            Question { open: Some(2 + draw.below(m - 2)), solutions: 1 + draw.below(3), ..Question::new(Kind::PDispersion) };
        agrees(&places, &question);
    }
}
