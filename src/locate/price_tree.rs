//! A tree whose nodes are bounded by prices alone: milliseconds a node where a linear programme has too many pairs.
//!
//! A branch opens a site or closes it; both halves are problems of the same form. Which site tells most is learned on the way, from what
//! such decisions did to bounds before. Asking whether any of the first k sites of a demand point's list is open moves both bounds
//! of one branch further, but ends with ten times as many nodes: both answers leave nearly all sites undecided.

use std::rc::Rc;

use super::branch::Proof;
use super::clock::Clock;
use super::core::{Core, Fate};
use super::gains::{Gains, parts};
use super::lagrange::{Effort, ascend, reduce};
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
    /// Site of the parent and whether it is open; `None` for the parent itself.
    decision: Option<(usize, bool)>,
    /// Share of the whole tree below this node, as far as gains tell.
    share_of_tree: f64,
}

/// How many times its budget a tree may seem to need before it is given up.
const HOPE: f64 = 1.25;

/// Pairs after which that is judged, or a quarter of the budget where that is less.
const LITTLE: u64 = 1_000_000_000;

/// Searches all of `core` depth first, as far as `work` goes: pairs read, which unlike seconds are the same on every machine. Beside what
/// is proved, the share of the tree that is left, as far as gains tell.
pub(super) fn search(core: &Core, price: &[f64], search: &mut Search<'_>, work: u64, clock: &Clock) -> (Proof, f64) {
    let started = search.work;
    let budget = started.saturating_add(work);
    let whole = Rc::new(Parent { core: core.clone(), price: price.to_vec(), share: vec![0.0; core.sites()] });
    let mut stack = vec![Node { parent: whole, bound: f64::NEG_INFINITY, decision: None, share_of_tree: 1.0 }];
    let mut nodes = 0;
    let mut gains = Gains::new(search.core.sites());
    while let Some(node) = stack.pop() {
        if node.bound >= search.cutoff() {
            continue;
        }
        // What is left of the tree, at the pace so far, must fit the budget; small shares first tell little.
        let open: f64 = stack.iter().map(|other| other.share_of_tree).sum::<f64>() + node.share_of_tree;
        let spent = search.work - started;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let is_hopeless = spent > (work / 4).min(LITTLE) && spent as f64 > HOPE * (1.0 - open) * work as f64;
        if clock.is_over() || search.work > budget || is_hopeless {
            let bound = stack.iter().map(|other| other.bound).fold(node.bound, f64::min);
            return (Proof { bound, is_complete: false, nodes }, open);
        }
        nodes += 1;
        // Making a node's lists reads the parent's about twice.
        search.work += 2 * node.parent.core.pairs() as u64;
        let Some((core, price, share)) = node.problem() else { continue };
        let effort = if node.decision.is_none() { Effort { polish_every: 20, ..Effort::BRIEF } } else { Effort::BRIEF };
        let dual = ascend(&core, search, price, share, effort, clock);
        let bound = dual.bound.max(node.bound);
        if let Some((site, is_open)) = node.decision {
            let gain = (bound.min(search.cutoff()) - node.bound).max(0.0);
            gains.learn(node.parent.core.name[site] as usize, is_open, gain, node.parent.share[site]);
        }
        let Some((smaller, kept)) = reduce(&core, &dual, search.cutoff()) else { continue };
        let share = inherited(&core, &dual.share, &smaller);
        let price: Vec<f64> = kept.iter().map(|&demand| dual.price[demand as usize]).collect();
        let room = search.cutoff() - bound;
        let Some(site) = branching_site(&smaller, &share, &gains, room) else {
            settle(&smaller, search);
            continue;
        };
        let parts = parts(gains.expected(smaller.name[site] as usize, share[site], room));
        let parent = Rc::new(Parent { core: smaller, price, share });
        let child = |is_open: bool| Node {
            parent: Rc::clone(&parent),
            bound,
            decision: Some((site, is_open)),
            share_of_tree: parts[usize::from(is_open)] * node.share_of_tree,
        };
        // The half with the site open is explored first: it holds most of the good solutions.
        stack.push(child(false));
        stack.push(child(true));
    }
    (Proof { bound: f64::INFINITY, is_complete: true, nodes }, 0.0)
}

impl Node {
    /// The node's own problem with the prices and shares it inherits; `None` where nothing is left.
    fn problem(&self) -> Option<(Core, Vec<f64>, Vec<f64>)> {
        let parent = &*self.parent;
        let Some((site, is_open)) = self.decision else {
            return Some((parent.core.clone(), parent.price.clone(), parent.share.clone()));
        };
        let mut fate = vec![Fate::Unknown; parent.core.sites()];
        fate[site] = if is_open { Fate::Open } else { Fate::Closed };
        let (core, kept) = parent.core.restricted(&fate, |_, _| true)?;
        let price = kept.iter().map(|&demand| parent.price[demand as usize]).collect();
        let share = inherited(&parent.core, &parent.share, &core);
        Some((core, price, share))
    }
}

/// Shares of the sites that are left.
fn inherited(from: &Core, share: &[f64], to: &Core) -> Vec<f64> {
    let mut position = 0;
    let at = |name: &u32| {
        while from.name[position] != *name {
            position += 1;
        }
        share[position]
    };
    to.name.iter().map(at).collect()
}

/// The site whose opening and closing are expected to gain most; `None` where nothing is left to decide.
fn branching_site(core: &Core, share: &[f64], gains: &Gains, room: f64) -> Option<usize> {
    if core.demands() == 0 {
        return None;
    }
    let mut best: Option<(f64, usize)> = None;
    for site in (0..core.sites()).filter(|&site| !core.is_open[site]) {
        let score = gains.score(core.name[site] as usize, share[site], room);
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, site));
        }
    }
    best.map(|(_, site)| site)
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
