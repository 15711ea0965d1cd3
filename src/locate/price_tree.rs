//! A tree whose nodes are bounded by prices alone: milliseconds a node where a linear programme has too many pairs.
//!
//! A branch takes a demand point and asks whether one of the sites its list begins with is open. "None" closes them all, "one" shortens
//! the list: both halves are problems of the same form, and both move the bound, which opening or closing a single site among many
//! neighbors does not.
//!
//! # Source
//! Branching on the radius a demand point is served within: García, Labbé and Marín, Solving large p-median problems with a radius
//! formulation, 2011.

use std::rc::Rc;

use super::branch::Proof;
use super::clock::Clock;
use super::core::{Core, Fate};
use super::lagrange::{Choice, Effort, ascend, free_sites, reduce};
use super::search::Search;

/// A problem with prices, shared by its two halves.
struct Parent {
    core: Core,
    price: Vec<f64>,
    share: Vec<f64>,
}

struct Node {
    parent: Rc<Parent>,
    bound: f64,
    /// Demand point, number of sites, and whether one of them is open; `None` for the parent itself.
    branch: Option<(usize, usize, bool)>,
    /// Share of the whole tree below this node, if halves were equally hard.
    share_of_tree: f64,
}

/// How many times its budget a tree may seem to need before it is given up.
const HOPE: f64 = 5.0;

/// Searches all of `core` depth first, as far as `work` goes: pairs read, which unlike seconds are the same on every machine.
pub(super) fn search(core: &Core, price: &[f64], search: &mut Search<'_>, work: u64, clock: &Clock) -> Proof {
    let started = search.work;
    let budget = started.saturating_add(work);
    let root = Rc::new(Parent { core: core.clone(), price: price.to_vec(), share: vec![0.0; core.sites()] });
    let mut stack = vec![Node { parent: root, bound: f64::NEG_INFINITY, branch: None, share_of_tree: 1.0 }];
    let mut nodes = 0;
    while let Some(node) = stack.pop() {
        if node.bound >= search.cutoff() {
            continue;
        }
        // What is left of the tree, at the pace so far, must fit the budget; small shares first tell little.
        let open: f64 = stack.iter().map(|other| other.share_of_tree).sum::<f64>() + node.share_of_tree;
        let spent = search.work - started;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let is_hopeless = spent > work / 10 && spent as f64 > HOPE * (1.0 - open) * work as f64;
        if clock.is_over() || search.work > budget || is_hopeless {
            let bound = stack.iter().map(|other| other.bound).fold(node.bound, f64::min);
            return Proof { bound, is_complete: false, nodes };
        }
        nodes += 1;
        // Making a node's lists reads the parent's about twice.
        search.work += 2 * node.parent.core.pairs() as u64;
        let Some((core, price, share)) = node.problem() else { continue };
        let effort = if node.branch.is_none() { Effort { polish_every: 20, ..Effort::BRIEF } } else { Effort::BRIEF };
        let dual = ascend(&core, search, price, share, effort, clock);
        let bound = dual.bound.max(node.bound);
        let Some((smaller, kept)) = reduce(&core, &dual, search.cutoff()) else { continue };
        let mut position = 0;
        let mut share = vec![0.0; smaller.sites()];
        let mut reduced = vec![0.0; smaller.sites()];
        for (site, &name) in smaller.name.iter().enumerate() {
            while core.name[position] != name {
                position += 1;
            }
            share[site] = dual.share[position];
            reduced[site] = dual.reduced[position];
        }
        let price: Vec<f64> = kept.iter().map(|&demand| dual.price[demand as usize]).collect();
        let question = if smaller.least == smaller.most {
            branch(&smaller, &share, &price)
        } else {
            branch_by_gain(&smaller, &share, &price, &reduced, search.cutoff() - bound)
        };
        let Some((demand, count)) = question else {
            settle(&smaller, search);
            continue;
        };
        let parent = Rc::new(Parent { core: smaller, price, share });
        let share_of_tree = 0.5 * node.share_of_tree;
        // The half with a site open is explored first: it holds most of the good solutions.
        stack.push(Node { parent: Rc::clone(&parent), bound, branch: Some((demand, count, false)), share_of_tree });
        stack.push(Node { parent, bound, branch: Some((demand, count, true)), share_of_tree });
    }
    Proof { bound: f64::INFINITY, is_complete: true, nodes }
}

impl Node {
    /// The node's own problem with the prices and shares it inherits; `None` where nothing is left.
    fn problem(&self) -> Option<(Core, Vec<f64>, Vec<f64>)> {
        let parent = &*self.parent;
        let Some((demand, count, has_open)) = self.branch else {
            return Some((parent.core.clone(), parent.price.clone(), parent.share.clone()));
        };
        let mut fate = vec![Fate::Unknown; parent.core.sites()];
        if !has_open {
            for &site in &parent.core.list(demand).1[..count] {
                fate[site as usize] = Fate::Closed;
            }
        }
        let (core, kept) = parent.core.restricted(&fate, has_open.then_some((demand, count)), |_, _| true)?;
        let price = kept.iter().map(|&demand| parent.price[demand as usize]).collect();
        let mut share = Vec::with_capacity(core.sites());
        let mut position = 0;
        for &name in &core.name {
            while parent.core.name[position] != name {
                position += 1;
            }
            share.push(parent.share[position]);
        }
        Some((core, price, share))
    }
}

/// The demand point and the number of its sites whose split tells most; `None` where every list has been decided.
///
/// Trying several questions by a few adjustments each was not worth it: as many nodes, five times the work.
fn branch(core: &Core, share: &[f64], price: &[f64]) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for demand in 0..core.demands() {
        if let Some(split) = split(core, share, price, demand)
            && best.is_none_or(|best| split.0 > best.0)
        {
            best = Some(split);
        }
    }
    best.map(|(_, demand, count)| (demand, count))
}

/// The same where the number of sites is free: there opening one costs, and prices alone say how far both answers move the bound.
///
/// "None" closes the sites and lets the demand point's price rise to its next cost; "one" takes back what it offered to sites farther
/// out and opens one of those asked about. On 100 × 100 uniform costs the tree is a seventh of that of [`branch`]; with a fixed number
/// of sites and a metric it is several times as large, since hardly any single price moves such a bound.
fn branch_by_gain(core: &Core, share: &[f64], price: &[f64], reduced: &[f64], room: f64) -> Option<(usize, usize)> {
    let choice = Choice::new(core, reduced, &mut free_sites(core));
    let mut best: Option<(f64, usize, usize)> = None;
    for (demand, &price) in price.iter().enumerate() {
        let (costs, sites) = core.list(demand);
        let last = sites.iter().position(|&site| core.is_open[site as usize]).unwrap_or(sites.len());
        let outside = core.outside[demand];
        let can_go_without = last < sites.len() || outside.is_finite();
        let most = if can_go_without { last } else { last.saturating_sub(1) };
        let offer = |position: usize| (price - costs[position]).max(0.0);
        // What chosen sites farther out than those asked about are offered.
        let is_chosen = |position: &usize| choice.chosen[sites[*position] as usize];
        let mut beyond: f64 = (0..sites.len()).take_while(|&k| offer(k) > 0.0).filter(is_chosen).map(offer).sum();
        let (mut closed, mut opened, mut served) = (0.0, f64::INFINITY, 0.0f64);
        for count in 1..=most {
            let site = sites[count - 1] as usize;
            served = (served + share[site]).min(1.0);
            if choice.chosen[site] {
                closed += choice.growth_closed(reduced[site]);
                opened = 0.0;
                beyond -= offer(count - 1);
            } else {
                opened = opened.min(choice.growth_open(reduced[site]));
            }
            let next = costs.get(count).copied().unwrap_or(f64::INFINITY).min(outside);
            let none = closed + if next.is_finite() { (next - price).max(0.0) } else { room.max(0.0) };
            let one = opened + beyond;
            let (less, more) = (none.min(one), none.max(one));
            // Shares break ties between the many that move nothing at these prices.
            let score = less + 0.1 * more.min(10.0 * less) + TIE * room.max(0.0) * served * (1.0 - served);
            if best.is_none_or(|(most, _, _)| score > most) {
                best = Some((score, demand, count));
            }
        }
    }
    best.map(|(_, demand, count)| (demand, count))
}

/// Weight of shares beside gains, as a share of what is missing to the cutoff.
const TIE: f64 = 0.03;

/// How well one demand point's list splits, and where.
fn split(core: &Core, share: &[f64], price: &[f64], demand: usize) -> Option<(f64, usize, usize)> {
    let (costs, sites) = core.list(demand);
    // A site always open ends its list: the sites before it are what can be asked about.
    let last = sites.iter().position(|&site| core.is_open[site as usize]).unwrap_or(sites.len());
    let outside = core.outside[demand];
    let can_go_without = last < sites.len() || outside.is_finite();
    let most = if can_go_without { last } else { last.saturating_sub(1) };
    // What a demand point pays if shares were an assignment.
    let (mut total, mut rest) = (0.0, 1.0f64);
    for (&site, &cost) in sites.iter().zip(costs) {
        let part = share[site as usize].min(rest);
        total += part * cost;
        rest -= part;
        if rest <= 0.0 {
            break;
        }
    }
    if rest > 0.0 {
        total += rest * if outside.is_finite() { outside } else { costs.last().copied().unwrap_or(0.0).max(price[demand]) };
    }
    let mut best: Option<(f64, usize, usize)> = None;
    let (mut served, mut paid) = (0.0, 0.0);
    for count in 1..=most {
        let part = share[sites[count - 1] as usize].min(1.0 - served);
        served += part;
        paid += part * costs[count - 1];
        if served >= 1.0 - 1e-9 && best.is_some() {
            break;
        }
        let far = (total - paid) / (1.0 - served).max(1e-9);
        let near = paid / served.max(1e-9);
        let score = served * (1.0 - served) * ((far - near).max(0.0) + 1e-9);
        if best.is_none_or(|(most, _, _)| score > most) {
            best = Some((score, demand, count));
        }
    }
    best
}

/// Offers what is left when nothing can be asked any more: the sites that are open anyway, and cheap ones up to the least number.
fn settle(core: &Core, search: &mut Search<'_>) {
    let mut open = core.is_open.clone();
    let mut order: Vec<usize> = (0..core.sites()).filter(|&site| !open[site]).collect();
    order.sort_by(|&a, &b| core.fixed_cost[a].total_cmp(&core.fixed_cost[b]).then(a.cmp(&b)));
    for (count, site) in (core.always_open()..).zip(order) {
        if count >= core.most || (count >= core.least && core.fixed_cost[site] >= 0.0) {
            break;
        }
        open[site] = true;
    }
    let mut whole = search.core.is_open.clone();
    for (site, &is_open) in open.iter().enumerate() {
        whole[core.name[site] as usize] |= is_open;
    }
    search.offer(&whole);
}
