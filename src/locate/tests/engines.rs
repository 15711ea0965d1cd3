//! Every engine alone, from no solution at all, on lists with gaps: what one proves must not hang on another having worked before.

use super::super::clock::Clock;
use super::super::core::Core;
use super::super::lagrange::{Effort, ascend, evaluate, reduce};
use super::super::search::Search;
use super::super::{cover, median, price_tree, radius};
use super::Draw;

/// A random problem with lists cut short, where some demand points may go without.
fn core(draw: &mut Draw) -> Core {
    let (n, m) = (2 + draw.below(7), 2 + draw.below(6));
    let mut core = Core {
        name: (0u32..).take(m).collect(),
        fixed_cost: (0..m).map(|_| draw.number(30)).collect(),
        is_open: (0..m).map(|_| draw.below(8) == 0).collect(),
        start: vec![0],
        step: 1.0,
        ..Core::default()
    };
    let always = core.always_open();
    core.least = draw.below(m + 1).max(always);
    core.most = if draw.below(2) == 0 { core.least } else { m };
    for _ in 0..n {
        // Small ranges make ties.
        let range = if draw.below(2) == 0 { 4 } else { 50 };
        let sites: Vec<u32> = (0u32..).take(m).filter(|_| draw.below(3) > 0).collect();
        let mut list: Vec<(f64, u32)> = sites.into_iter().map(|site| (draw.number(range), site)).collect();
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        core.cost.extend(list.iter().map(|pair| pair.0));
        core.site.extend(list.iter().map(|pair| pair.1));
        core.start.push(core.site.len());
        // A site dearer than going without serves nobody: no list of the engine has one.
        core.outside.push(if draw.below(3) == 0 { 50.0 + draw.number(20) } else { f64::INFINITY });
    }
    core
}

/// The least cost over all sets of sites; infinite where none will do.
fn least(core: &Core) -> f64 {
    let m = core.sites();
    (0u32..1 << m)
        .map(|bits| core.value(&(0..m).map(|site| bits >> site & 1 == 1).collect::<Vec<_>>()))
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn each_engine_alone_proves_what_enumeration_finds() {
    let mut draw = Draw(41);
    for round in 0..1500 {
        let core = core(&mut draw);
        let wanted = least(&core);
        let clock = Clock::start(60.0);
        let price = vec![0.0; core.demands()];

        let mut by_prices = Search::new(&core);
        let (proof, _) = price_tree::search(&core, &price, &mut by_prices, u64::MAX / 4, &clock);
        assert!(proof.is_complete, "{round}");
        assert_eq!(by_prices.upper().to_bits(), wanted.to_bits(), "prices, {round}: {core:?}");

        let mut by_model = Search::new(&core);
        let proof = radius::solve(&core, &mut by_model, &clock).unwrap();
        assert!(proof.is_complete, "{round}");
        assert_eq!(by_model.upper().to_bits(), wanted.to_bits(), "model, {round}: {core:?}");

        // Around any prices: below all costs, between them, above all.
        let around = (0..core.demands()).map(|_| draw.number(80) - 10.0).collect();
        let mut by_tree = Search::new(&core);
        let proofs = median::by_tree_alone(&core, around, &mut by_tree, &clock).unwrap();
        let (last, before) = proofs.split_last().unwrap();
        assert!(last.is_complete, "{round}");
        // Nodes left may be dearer than a solution found: the bound is then that solution's cost.
        assert!(before.iter().all(|proof| proof.bound <= wanted + 1e-6), "tree, {round}: {before:?} {core:?}");
        assert_eq!(by_tree.upper().to_bits(), wanted.to_bits(), "tree, {round}: {core:?}");
    }
}

#[test]
fn covers_are_those_of_enumeration_whatever_falls_apart() {
    let mut draw = Draw(53);
    for round in 0..2000 {
        let m = 2 + draw.below(9);
        let n = 1 + draw.below(14);
        let mut core = Core {
            name: (0u32..).take(m).collect(),
            // Without costs, with equal ones, and with any.
            fixed_cost: (0..m).map(|_| if round % 3 == 0 { draw.number(6) } else { f64::from(round % 3 - 1) }).collect(),
            is_open: (0..m).map(|_| draw.below(10) == 0).collect(),
            start: vec![0],
            outside: vec![f64::INFINITY; n],
            step: 1.0,
            ..Core::default()
        };
        core.most = if draw.below(2) == 0 { m } else { draw.below(m + 1).max(core.always_open()) };
        for _ in 0..n {
            // Short rows of neighbors fall into parts, long ones hold others.
            let (first, reach) = (draw.below(m), 1 + draw.below(3));
            core.site.extend((0u32..).take(m).skip(first).take(reach).filter(|_| draw.below(6) > 0));
            core.start.push(core.site.len());
        }
        core.cost = vec![0.0; core.site.len()];
        let wanted = least(&core);
        let limit = if draw.below(3) == 0 { draw.number(12) } else { f64::INFINITY };
        let known = cover::solve(&core, limit, f64::NEG_INFINITY, usize::MAX, &Clock::start(60.0)).unwrap();
        assert!(known.is_proved, "{round}");
        let found = known.best.map(|best| best.0);
        assert_eq!(found, Some(wanted).filter(|&wanted| wanted < limit), "{round}: {core:?}");
        // Stopped early, it knows less and nothing wrong.
        let known = cover::solve(&core, limit, f64::NEG_INFINITY, 0, &Clock::start(60.0)).unwrap();
        assert!(known.bound <= wanted.min(limit) || known.is_proved, "{round}: {core:?} {known:?}");
        assert!(known.best.is_none_or(|best| best.0 >= wanted), "{round}: {core:?}");
    }
}

#[test]
fn any_prices_give_a_bound() {
    let mut draw = Draw(47);
    for round in 0..3000 {
        let core = core(&mut draw);
        let wanted = least(&core);
        // Below, between and far above the costs, and above what going without costs.
        let price: Vec<f64> = (0..core.demands()).map(|_| draw.number(120)).collect();
        let dual = evaluate(&core, price);
        assert!(dual.bound <= wanted + 1e-6, "{round}: {} is above {wanted}: {core:?}", dual.bound);
        let upper = if wanted.is_finite() { wanted + 1.0 + draw.number(20) } else { 1e4 };
        match reduce(&core, &dual, core.cutoff(upper)) {
            None => assert!(wanted.is_infinite(), "{round}: {core:?}"),
            Some((smaller, _)) => {
                assert!((least(&smaller) - wanted).abs() < 1e-6 || wanted.is_infinite(), "{round}: {core:?} {smaller:?}");
            }
        }
    }
}

#[test]
fn nobody_pays_more_than_going_without() {
    // One demand point that one of two sites covers and whom leaving out costs 10, p = 1. A price of 50 would claim that any solution
    // costs at least 50 - 50, and with nobody near at all 50: the truth is 10.
    let mut core = Core {
        name: vec![0, 1],
        fixed_cost: vec![0.0, 0.0],
        is_open: vec![false; 2],
        least: 1,
        most: 1,
        start: vec![0, 0],
        outside: vec![10.0],
        step: 1.0,
        ..Core::default()
    };
    assert_eq!(evaluate(&core, vec![50.0]).bound.to_bits(), 10.0f64.to_bits());
    (core.start, core.cost, core.site) = (vec![0, 1], vec![0.0], vec![1]);
    assert_eq!(evaluate(&core, vec![50.0]).bound.to_bits(), 0.0f64.to_bits());
}

#[test]
fn reduction_keeps_every_better_solution() {
    let mut draw = Draw(43);
    for round in 0..1500 {
        let core = core(&mut draw);
        let wanted = least(&core);
        // Anything better than `upper` must survive; the bound must not pass the truth.
        let upper = if wanted.is_finite() { wanted + 1.0 + draw.number(20) } else { 1e4 };
        let mut search = Search::new(&core);
        search.limit(upper);
        let clock = Clock::start(60.0);
        let dual = ascend(&core, &mut search, vec![0.0; core.demands()], vec![0.0; core.sites()], Effort::BRIEF, &clock);
        assert!(dual.bound <= wanted + 1e-6, "{round}: {} is above {wanted}: {core:?}", dual.bound);
        match reduce(&core, &dual, core.cutoff(upper)) {
            None => assert!(wanted.is_infinite(), "{round}: {core:?}"),
            Some((smaller, _)) => {
                assert!((least(&smaller) - wanted).abs() < 1e-6 || wanted.is_infinite(), "{round}: {core:?} {smaller:?}");
            }
        }
    }
}

#[test]
fn a_list_too_short_to_serve_closes_no_branch_wrongly() {
    // One demand point that two sites reach, at 5 and 9, and p = 1 of four sites. Without the row that one of the two must be open, θ = 5 and
    // y = 0 on both would "prove" 5 with sites that reach nobody.
    let core = Core {
        name: vec![0, 1, 2, 3],
        fixed_cost: vec![7.0, 2.0, 0.0, 0.0],
        is_open: vec![false; 4],
        least: 1,
        most: 1,
        start: vec![0, 2],
        cost: vec![5.0, 9.0],
        site: vec![0, 1],
        outside: vec![f64::INFINITY],
        base: 0.0,
        step: 1.0,
    };
    let mut search = Search::new(&core);
    let proofs = median::by_tree_alone(&core, vec![3.0], &mut search, &Clock::start(10.0)).unwrap();
    // 5 + 7 at the first, 9 + 2 at the second.
    assert!(proofs.last().unwrap().is_complete);
    assert_eq!(search.best(), Some(&(11.0, vec![false, true, false, false])));
}
