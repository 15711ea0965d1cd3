//! Branch and cut of the engine's own: a tree over sites, HiGHS as a linear programme that is never started anew.
//!
//! HiGHS's own tree takes neither cuts nor lazy rows. Here a problem says which rows a point breaks and what a set of open sites costs;
//! the tree does the rest. Bounds are recomputed from the duals in interval-free but sign-safe arithmetic, so that a dual that is
//! off by the solver's tolerance makes a bound weaker and never wrong.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::clock::Clock;
use super::core::rounded_down;
use super::gains::{Gains, parts};
use crate::solver::SolverError;
use crate::solver::lp::{Ending, LpOutcome};
use crate::solver::relaxation::Relaxation;

/// `lower ≤ Σ factor · column ≤ upper`.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What the row is about, for the problem's own use.
    pub about: u32,
    pub lower: f64,
    pub upper: f64,
    pub terms: Vec<(u32, f64)>,
}

/// A problem whose first columns are sites, 1 for open, and whose objective is to be minimized.
pub(super) trait Problem {
    /// Rounds of rows at a node below the root.
    const ROUNDS: usize = 2;
    /// Appends rows that every solution keeps and `values` break.
    fn separate(&mut self, values: &[f64], rows: &mut Vec<Row>);
    /// Takes note of a solution; called with whole `sites`. Returns rows that cut `sites` down to what they really cost, if more is known.
    fn consider(&mut self, sites: &[bool], values: &[f64], rows: &mut Vec<Row>);
    /// Looks for a solution near a fractional point.
    fn round(&mut self, sites: &[f64], clock: &Clock);
    /// Bound from which nothing better than the best solution is left.
    fn cutoff(&self) -> f64;
    /// Takes note that a row that [`separate`](Self::separate) gave is no longer in the relaxation.
    fn forget(&mut self, _row: &Row) {}
}

/// What a tree proved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Proof {
    /// No solution is below this, unless it is as good as the best one known.
    pub bound: f64,
    /// Whether the tree was searched to the end.
    pub is_complete: bool,
    pub nodes: usize,
}

/// A tree with its relaxation.
#[derive(Debug)]
pub(super) struct Tree {
    sites: usize,
    columns: Vec<(f64, f64, f64)>,
    /// Bounds the relaxation has now.
    current: Vec<(f64, f64)>,
    rows: Vec<Row>,
    idle: Vec<u32>,
    relaxation: Relaxation,
    /// Constant of the objective.
    pub base: f64,
    gains: Gains,
    rows_after_purge: usize,
}

#[derive(Debug)]
struct Node {
    bound: f64,
    /// Site and whether it is open, from the root on.
    decisions: Vec<(u32, bool)>,
    /// Value of the last decision's site before it.
    value: f64,
    /// Share of the whole tree below this node, as far as gains tell.
    share: f64,
    order: usize,
}

/// Nodes that are left of a tree.
#[derive(Debug)]
pub(super) struct Frontier {
    heap: BinaryHeap<Node>,
    order: usize,
    pub nodes: usize,
}

impl Frontier {
    /// A whole tree, `from` a bound known before.
    pub(super) fn new(from: f64) -> Self {
        let root = Node { bound: from, decisions: Vec::new(), value: 0.0, share: 1.0, order: 0 };
        Self { heap: BinaryHeap::from([root]), order: 1, nodes: 0 }
    }

    /// How many nodes the tree will have at the pace so far, as far as gains tell.
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    pub(super) fn expected_nodes(&self) -> f64 {
        let left: f64 = self.heap.iter().map(|node| node.share).sum();
        self.nodes as f64 / (1.0 - left).max(f64::EPSILON)
    }

    fn proof(&self) -> Proof {
        let bound = self.heap.iter().map(|node| node.bound).fold(f64::INFINITY, f64::min);
        Proof { bound, is_complete: false, nodes: self.nodes }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Node {}
impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Node {
    /// The greatest has the lowest bound, the oldest among equals: the heap gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound).then(other.order.cmp(&self.order))
    }
}

/// A node after its cuts.
enum Explored {
    /// Nothing better is below it.
    Closed,
    Stopped,
    Open(Point),
}

struct Point {
    bound: f64,
    relaxed: LpOutcome,
    reduced: Vec<f64>,
}

/// Rounds of cuts at the root.
const ROOT_ROUNDS: usize = 250;
const WHOLE: f64 = 1e-6;

/// Ends of branches after which the search goes back to the node with the lowest bound.
const NEAR: usize = 20;

impl Tree {
    /// A tree over `sites` first columns among `columns`, `(cost, least, greatest)` each and all bounds finite.
    pub(super) fn new(sites: usize, columns: Vec<(f64, f64, f64)>, rows: Vec<Row>, base: f64) -> Result<Self, SolverError> {
        let current = columns.iter().map(|column| (column.1, column.2)).collect();
        let relaxation = Relaxation::new(&columns)?;
        let mut tree = Self {
            sites,
            current,
            rows: Vec::new(),
            idle: Vec::new(),
            relaxation,
            base,
            gains: Gains::new(sites),
            rows_after_purge: 0,
            columns,
        };
        for row in rows {
            tree.add(row)?;
        }
        tree.rows_after_purge = tree.rows.len();
        Ok(tree)
    }

    fn add(&mut self, row: Row) -> Result<(), SolverError> {
        self.relaxation.add_row(row.lower, row.upper, &row.terms)?;
        self.rows.push(row);
        self.idle.push(0);
        Ok(())
    }

    /// Starts the relaxation anew without rows that have been slack for `patience` solves.
    fn purge(&mut self, problem: &mut impl Problem, patience: u32) -> Result<(), SolverError> {
        let rows = std::mem::take(&mut self.rows);
        for (row, &idle) in rows.into_iter().zip(&self.idle) {
            if idle < patience {
                self.rows.push(row);
            } else {
                problem.forget(&row);
            }
        }
        self.idle.retain(|&idle| idle < patience);
        self.rows_after_purge = self.rows.len();
        self.restart()
    }

    /// The relaxation with its rows and bounds, without the basis.
    fn restart(&mut self) -> Result<(), SolverError> {
        self.relaxation = Relaxation::new(&self.columns)?;
        for row in &self.rows {
            self.relaxation.add_row(row.lower, row.upper, &row.terms)?;
        }
        for (column, &(lower, upper)) in self.current.iter().enumerate() {
            if (lower, upper) != (self.columns[column].1, self.columns[column].2) {
                self.relaxation.set_bounds(column, lower, upper);
            }
        }
        Ok(())
    }

    /// The bound that `duals` prove under the current bounds of columns, and the reduced costs.
    fn safe_bound(&self, duals: &[f64]) -> (f64, Vec<f64>) {
        let mut reduced: Vec<f64> = self.columns.iter().map(|column| column.0).collect();
        let (mut bound, mut magnitude) = (self.base, self.base.abs());
        for (row, &dual) in self.rows.iter().zip(duals) {
            let side = if dual > 0.0 { row.lower } else { row.upper };
            if dual == 0.0 || !side.is_finite() {
                continue;
            }
            bound += dual * side;
            magnitude += (dual * side).abs();
            for &(column, factor) in &row.terms {
                reduced[column as usize] -= dual * factor;
            }
        }
        for (&cost, &(lower, upper)) in reduced.iter().zip(&self.current) {
            bound += if cost > 0.0 { cost * lower } else { cost * upper };
        }
        (rounded_down(bound, magnitude), reduced)
    }

    fn set(&mut self, column: usize, lower: f64, upper: f64) {
        if self.current[column] != (lower, upper) {
            self.relaxation.set_bounds(column, lower, upper);
            self.current[column] = (lower, upper);
        }
    }

    fn enter(&mut self, decisions: &[(u32, bool)]) {
        let mut wanted: Vec<(f64, f64)> = self.columns[..self.sites].iter().map(|column| (column.1, column.2)).collect();
        for &(site, is_open) in decisions {
            wanted[site as usize] = if is_open { (1.0, 1.0) } else { (0.0, 0.0) };
        }
        for (site, (lower, upper)) in wanted.into_iter().enumerate() {
            self.set(site, lower, upper);
        }
    }

    fn solve(&mut self, wanted: f64, clock: &Clock) -> Result<Ending, SolverError> {
        if let Ok(ending) = self.relaxation.solve(wanted, clock.left_s()) {
            return Ok(ending);
        }
        // A basis may have become unusable: from scratch it mostly is not. If it is, the node stays open.
        self.restart()?;
        Ok(self.relaxation.solve(wanted, clock.left_s()).unwrap_or(Ending::Stopped))
    }

    /// Solves and cuts until nothing is left to cut or it no longer pays.
    fn explore(&mut self, problem: &mut impl Problem, from: f64, rounds: usize, clock: &Clock) -> Result<Explored, SolverError> {
        let mut bound = from;
        let mut slow = 0;
        let mut round = 0;
        loop {
            let cutoff = problem.cutoff();
            let mut ending = self.solve(cutoff - self.base + 1e-9 * cutoff.abs(), clock)?;
            if let Ending::Past(duals) = &ending {
                if duals.len() == self.rows.len() && self.safe_bound(duals).0 >= cutoff {
                    return Ok(Explored::Closed);
                }
                ending = self.solve(f64::INFINITY, clock)?;
            }
            let relaxed = match ending {
                Ending::Optimal(relaxed) => relaxed,
                Ending::Infeasible => return Ok(Explored::Closed),
                Ending::Past(_) | Ending::Stopped => return Ok(Explored::Stopped),
            };
            for (idle, dual) in self.idle.iter_mut().zip(&relaxed.row_duals) {
                *idle = if *dual == 0.0 { *idle + 1 } else { 0 };
            }
            let (now, reduced) = self.safe_bound(&relaxed.row_duals);
            let growth = now - bound;
            bound = bound.max(now);
            if bound >= problem.cutoff() {
                return Ok(Explored::Closed);
            }
            let mut rows = Vec::new();
            problem.separate(&relaxed.values, &mut rows);
            let whole = relaxed.values[..self.sites].iter().all(|value| value.min(1.0 - value) < WHOLE);
            if whole {
                let sites: Vec<bool> = relaxed.values[..self.sites].iter().map(|&value| value > 0.5).collect();
                problem.consider(&sites, &relaxed.values, &mut rows);
                if bound >= problem.cutoff() {
                    return Ok(Explored::Closed);
                }
            }
            let room = (problem.cutoff() - bound).max(0.0);
            slow = if growth < 0.01 * room { slow + 1 } else { 0 };
            round += 1;
            let pays = whole || (round < rounds && slow < if rounds == ROOT_ROUNDS { 8 } else { 2 });
            if rows.is_empty() || !pays {
                return Ok(Explored::Open(Point { bound, relaxed, reduced }));
            }
            for row in rows {
                self.add(row)?;
            }
        }
    }

    /// Solves the root; its bound, values and duals let the caller leave out sites before a tree is grown.
    pub(super) fn root(&mut self, problem: &mut impl Problem, clock: &Clock) -> Result<Option<Root>, SolverError> {
        Ok(match self.explore(problem, f64::NEG_INFINITY, ROOT_ROUNDS, clock)? {
            Explored::Closed => Some(Root { bound: f64::INFINITY, values: Vec::new(), duals: Vec::new(), is_closed: true }),
            Explored::Stopped => None,
            Explored::Open(point) => {
                let LpOutcome { values, row_duals: duals, .. } = point.relaxed;
                Some(Root { bound: point.bound, values, duals, is_closed: false })
            }
        })
    }

    /// The rows of the relaxation.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Searches what is left of the tree until it has had `most` nodes.
    pub(super) fn search<P: Problem>(
        &mut self,
        problem: &mut P,
        frontier: &mut Frontier,
        most: usize,
        clock: &Clock,
    ) -> Result<Proof, SolverError> {
        while let Some(node) = frontier.heap.pop() {
            if node.bound >= problem.cutoff() {
                // The heap gives the lowest bound first: nothing in it is better.
                frontier.heap.clear();
                break;
            }
            // Nodes near the last one are solved in a fraction of the time: after a branch has ended, its nearest open ones come first.
            let mut near = vec![node];
            let mut left = NEAR;
            while let Some(node) = near.pop() {
                if node.bound >= problem.cutoff() {
                    continue;
                }
                if clock.is_over() || frontier.nodes >= most {
                    frontier.heap.extend(near.into_iter().chain([node]));
                    return Ok(frontier.proof());
                }
                frontier.nodes += 1;
                if self.rows.len() > self.rows_after_purge + self.rows_after_purge / 2 + 200 {
                    self.purge(problem, 20)?;
                }
                self.enter(&node.decisions);
                let rounds = if frontier.nodes == 1 { ROOT_ROUNDS } else { P::ROUNDS };
                let point = match self.explore(problem, node.bound, rounds, clock)? {
                    Explored::Closed => {
                        self.learn(&node, problem.cutoff());
                        left -= 1;
                        if left == 0 {
                            frontier.heap.extend(near.drain(..));
                        }
                        continue;
                    }
                    Explored::Stopped => {
                        frontier.heap.extend(near.into_iter().chain([node]));
                        return Ok(frontier.proof());
                    }
                    Explored::Open(point) => point,
                };
                self.learn(&node, point.bound.min(problem.cutoff()));
                if frontier.nodes == 1 || frontier.nodes.is_multiple_of(16) {
                    problem.round(&point.relaxed.values[..self.sites], clock);
                }
                if let Some(children) = self.children(node, &point, problem.cutoff(), &mut frontier.order) {
                    near.extend(children);
                }
            }
        }
        Ok(Proof { bound: f64::INFINITY, is_complete: true, nodes: frontier.nodes })
    }

    /// The two halves of a node, the one to be explored first at the end; none where all sites are decided and their cost is known exactly.
    fn children(&self, node: Node, point: &Point, cutoff: f64, order: &mut usize) -> Option<[Node; 2]> {
        let mut decisions = node.decisions;
        self.fix_by_reduced_cost(point, cutoff, &mut decisions);
        let site = self.branching_site(point, cutoff)?;
        let value = point.relaxed.values[site];
        let parts = parts(self.gains.expected(site, value, (cutoff - point.bound).max(0.0)));
        #[expect(clippy::cast_possible_truncation, reason = "sites are counted in 32 bits")]
        let site = site as u32;
        let mut child = |is_open: bool| {
            let mut decisions = decisions.clone();
            decisions.push((site, is_open));
            *order += 1;
            Node { bound: point.bound, decisions, value, share: parts[usize::from(is_open)] * node.share, order: *order }
        };
        // Opening decides more than closing does, unless the relaxation all but closes the site.
        let (first, second) = if value > 0.3 { (child(true), child(false)) } else { (child(false), child(true)) };
        Some([second, first])
    }

    fn fix_by_reduced_cost(&self, point: &Point, cutoff: f64, decisions: &mut Vec<(u32, bool)>) {
        for site in 0..self.sites {
            let (lower, upper) = self.current[site];
            if lower >= upper || point.bound + point.reduced[site].abs() < cutoff {
                continue;
            }
            // The bound holds with the site at the side its reduced cost pulls to; the other side is past the cutoff.
            #[expect(clippy::cast_possible_truncation, reason = "sites are counted in 32 bits")]
            decisions.push((site as u32, point.reduced[site] < 0.0));
        }
    }

    /// What the last decision did to the bound, for the choice of later ones.
    fn learn(&mut self, node: &Node, bound: f64) {
        if let Some(&(site, is_open)) = node.decisions.last()
            && node.bound.is_finite()
            && bound.is_finite()
        {
            self.gains.learn(site as usize, is_open, (bound - node.bound).max(0.0), node.value);
        }
    }

    fn branching_site(&self, point: &Point, cutoff: f64) -> Option<usize> {
        let room = (cutoff - point.bound).max(0.0);
        let mut best: Option<(f64, usize)> = None;
        for site in 0..self.sites {
            let (lower, upper) = self.current[site];
            if lower >= upper {
                continue;
            }
            let value = point.relaxed.values[site].clamp(0.0, 1.0);
            let fraction = value.min(1.0 - value);
            // Sites that are whole only where all are, but not yet decided: any of them will do.
            let score =
                if fraction < WHOLE { fraction - 1.0 } else { self.gains.score(site, value, room) * (1.0 + fraction * 1e-6) };
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, site));
            }
        }
        best.map(|(_, site)| site)
    }
}

/// The root of a tree after its cuts.
#[derive(Debug)]
pub(super) struct Root {
    pub bound: f64,
    pub values: Vec<f64>,
    /// Duals of [`Tree::rows`].
    pub duals: Vec<f64>,
    /// Whether nothing better is left at all.
    pub is_closed: bool,
}
