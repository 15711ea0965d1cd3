//! The cheapest way to serve everyone from given sites with capacities: successive shortest paths between sites.
//!
//! Room to spare is one more demand point that costs nothing anywhere, so that every site is exactly full. Everyone starts where
//! cost and crowding together are least; from a site that serves too much, weight moves along the cheapest chain of demand points
//! that change sites to one that serves too little. There are few open sites, so that a chain is found among dozens of nodes, not
//! thousands; and crowding is much the same from one set of sites to the next, so that few chains are needed.
//!
//! # Source
//! Ahuja, Magnanti and Orlin, Network flows, 1993, section 9.7, with Dijkstra's algorithm on reduced costs.

/// Weight below which a site or a demand point counts as empty, as a share of all weight.
const EMPTY: f64 = 1e-11;
/// Share of a demand point that may be missing where sites are partly open.
const SHORT: f64 = 1e-5;

/// A transport plan and the prices that prove it cheapest.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Cost of serving everyone.
    pub cost: f64,
    /// For every demand point, its sites (positions in the list of open ones) with the weight they serve.
    pub flows: Vec<Vec<(usize, f64)>>,
    /// Price of each demand point's whole weight.
    pub price: Vec<f64>,
    /// What a unit of room at each site is worth, at least 0.
    pub crowding: Vec<f64>,
}

/// Sites as far as they are open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rooms<'r> {
    /// Weight each site serves at most.
    pub capacity: &'r [f64],
    /// Share of a demand point each site serves at most, 0–1.
    pub share: &'r [f64],
    /// A guess at what room is worth; any guess gives a cheapest plan.
    pub crowding: &'r [f64],
}

/// Serves `weight`; `unit` is the cost per weight, demand × site, row-major, infinite where a site may not serve.
/// `None` when not everyone can be served. With sites that are partly open it may end early, with prices of use and a plan of none.
pub(super) fn solve(weight: &[f64], rooms: Rooms<'_>, unit: &[f64]) -> Option<Plan> {
    let Rooms { capacity, share, crowding } = rooms;
    let (n, m) = (weight.len(), capacity.len());
    let total: f64 = weight.iter().sum();
    let spare = capacity.iter().sum::<f64>() - total;
    let mut state = State {
        m,
        weight,
        share,
        empty: EMPTY * total.max(1e-300),
        unit,
        free: vec![0.0; m],
        flows: vec![Vec::new(); n + 1],
        members: vec![Vec::new(); m],
        over: capacity.iter().map(|capacity| -capacity).collect(),
        crowding: crowding.to_vec(),
        arc: vec![f64::INFINITY; m * m],
        mover: vec![usize::MAX; m * m],
    };
    for demand in 0..=n {
        let mut rest = weight.get(demand).copied().unwrap_or(spare.max(0.0));
        while rest > 0.0 {
            let costs = state.costs(demand);
            let own = |site: usize| costs[site] + state.crowding[site];
            let is_new = |site: &usize| costs[*site].is_finite() && state.flows[demand].iter().all(|flow| flow.0 != *site);
            let Some(nearest) = (0..m).filter(is_new).min_by(|&a, &b| own(a).total_cmp(&own(b)).then(a.cmp(&b))) else {
                // Shares that add up to less than one by rounding alone are one.
                if rest > SHORT * weight.get(demand)? {
                    return None;
                }
                let first = state.flows[demand].first_mut()?;
                first.1 += rest;
                state.over[first.0] += rest;
                break;
            };
            let amount = rest.min(state.most(demand, nearest));
            state.flows[demand].push((nearest, amount));
            state.members[nearest].push(demand);
            state.over[nearest] += amount;
            rest -= amount;
        }
    }
    for site in 0..m {
        for k in 0..state.members[site].len() {
            state.offer(site, state.members[site][k]);
        }
    }
    let mut paths = Paths { distance: vec![0.0; m], before: vec![0; m], is_settled: vec![false; m] };
    // With sites partly open the plan itself is not wanted, only prices: those on the way to the cheapest plan are nearly as good.
    let most_chains = if share.iter().all(|&share| share >= 1.0) { usize::MAX } else { 2 * (n + m) };
    let mut chains = 0;
    for source in 0..m {
        while state.over[source] > state.empty && chains < most_chains {
            let target = state.shortest(source, &mut paths)?;
            state.augment(source, target, &paths)?;
            chains += 1;
        }
    }
    let least = state.crowding.iter().copied().fold(f64::INFINITY, f64::min);
    let crowding: Vec<f64> = state.crowding.iter().map(|worth| worth - least).collect();
    let mut cost = 0.0;
    let mut price = Vec::with_capacity(n);
    for (demand, &weight) in weight.iter().enumerate() {
        let costs = state.costs(demand);
        cost += state.flows[demand].iter().map(|&(site, amount)| amount * costs[site]).sum::<f64>();
        // The highest price that leaves everything as it is: where more could be had next. It proves most about other sets of sites.
        let own = |site: usize| costs[site] + crowding[site];
        let next = (0..m).filter(|&site| !state.is_full(demand, site)).map(own).fold(f64::INFINITY, f64::min);
        let paid = state.flows[demand].iter().map(|flow| own(flow.0)).fold(f64::NEG_INFINITY, f64::max);
        price.push(if next.is_finite() { next.max(paid) } else { paid.max(0.0) } * weight);
    }
    state.flows.truncate(n);
    Some(Plan { cost, flows: state.flows, price, crowding })
}

/// Flows on the way to a plan, of which every site that a demand point has costs it least, crowding included.
struct State<'u> {
    m: usize,
    weight: &'u [f64],
    share: &'u [f64],
    empty: f64,
    unit: &'u [f64],
    /// Costs of room to spare.
    free: Vec<f64>,
    flows: Vec<Vec<(usize, f64)>>,
    members: Vec<Vec<usize>>,
    /// Weight served beyond capacity.
    over: Vec<f64>,
    crowding: Vec<f64>,
    /// Cheapest change from one site to another, per weight, crowding left out, and who makes it.
    arc: Vec<f64>,
    mover: Vec<usize>,
}

/// Shortest chains from one site.
struct Paths {
    distance: Vec<f64>,
    before: Vec<usize>,
    is_settled: Vec<bool>,
}

impl State<'_> {
    /// Costs per weight of one demand point; the one after the last is room to spare.
    fn costs(&self, demand: usize) -> &[f64] {
        self.unit.get(demand * self.m..(demand + 1) * self.m).unwrap_or(&self.free)
    }

    /// Weight of a demand point that a site serves at most.
    fn most(&self, demand: usize, site: usize) -> f64 {
        self.weight.get(demand).map_or(f64::INFINITY, |weight| weight * self.share[site])
    }

    fn flow(&self, demand: usize, site: usize) -> f64 {
        self.flows[demand].iter().find(|flow| flow.0 == site).map_or(0.0, |flow| flow.1)
    }

    /// Whether a site serves as much of a demand point as it may.
    fn is_full(&self, demand: usize, site: usize) -> bool {
        self.flow(demand, site) >= self.most(demand, site) - self.empty
    }

    /// Lets a member of `site` be the one that changes to `other`, if it does so cheapest.
    fn offer_one(&mut self, site: usize, other: usize, demand: usize) {
        let costs = self.costs(demand);
        let change = costs[other] - costs[site];
        let at = site * self.m + other;
        if change < self.arc[at] && other != site && !self.is_full(demand, other) {
            (self.arc[at], self.mover[at]) = (change, demand);
        }
    }

    /// The same for all other sites.
    fn offer(&mut self, site: usize, demand: usize) {
        for other in 0..self.m {
            self.offer_one(site, other, demand);
        }
    }

    /// Finds another member of `site` for a change to `other` if `demand` was the one that made it.
    fn withdraw(&mut self, site: usize, other: usize, demand: usize) {
        let at = site * self.m + other;
        if self.mover[at] != demand {
            return;
        }
        (self.arc[at], self.mover[at]) = (f64::INFINITY, usize::MAX);
        for k in 0..self.members[site].len() {
            self.offer_one(site, other, self.members[site][k]);
        }
    }

    /// Finds the cheapest chain to a site with room, and adds to crowding what makes all of it as good as staying.
    fn shortest(&mut self, source: usize, paths: &mut Paths) -> Option<usize> {
        let m = self.m;
        paths.distance.fill(f64::INFINITY);
        paths.is_settled.fill(false);
        paths.distance[source] = 0.0;
        let target = loop {
            let mut nearest: Option<usize> = None;
            for site in 0..m {
                let is_nearer = nearest.is_none_or(|nearest| paths.distance[site] < paths.distance[nearest]);
                if !paths.is_settled[site] && is_nearer {
                    nearest = Some(site);
                }
            }
            let from = nearest.filter(|&site| paths.distance[site].is_finite())?;
            // What many sites lack together may be no less than what one has too much of.
            if self.over[from] < -1e-3 * self.empty {
                break from;
            }
            paths.is_settled[from] = true;
            let here = paths.distance[from] - self.crowding[from];
            for to in 0..m {
                // What rounding leaves below zero is zero.
                let through = (here + self.arc[from * m + to] + self.crowding[to]).max(paths.distance[from]);
                if through < paths.distance[to] && !paths.is_settled[to] {
                    (paths.distance[to], paths.before[to]) = (through, from);
                }
            }
        };
        let farthest = paths.distance[target];
        for site in 0..m {
            if paths.is_settled[site] {
                self.crowding[site] += farthest - paths.distance[site];
            }
        }
        Some(target)
    }

    /// Moves as much as it can along the chain found; `None` where there is none, which cannot be.
    fn augment(&mut self, source: usize, target: usize, paths: &Paths) -> Option<()> {
        let mut steps = Vec::new();
        let mut to = target;
        let mut amount = self.over[source].min(-self.over[target]);
        while to != source {
            let from = paths.before[to];
            let demand = self.mover[from * self.m + to];
            if demand >= self.flows.len() || steps.len() > self.m {
                return None;
            }
            amount = amount.min(self.flow(demand, from)).min(self.most(demand, to) - self.flow(demand, to));
            steps.push((demand, from, to));
            to = from;
        }
        for &(demand, from, to) in &steps {
            self.shift(demand, from, to, amount)?;
        }
        Some(())
    }

    fn shift(&mut self, demand: usize, from: usize, to: usize, amount: f64) -> Option<()> {
        let was_full = self.is_full(demand, from);
        let flows = &mut self.flows[demand];
        let at = flows.iter().position(|flow| flow.0 == from)?;
        flows[at].1 -= amount;
        // What is left of a flow after rounding goes along, so that every chain empties or fills something.
        let is_empty = flows[at].1 <= 1e-3 * self.empty;
        let moved = amount + if is_empty { flows.swap_remove(at).1.max(0.0) } else { 0.0 };
        let there = flows.iter_mut().find(|flow| flow.0 == to);
        let is_new = there.is_none();
        if let Some(flow) = there {
            flow.1 += moved;
        } else {
            flows.push((to, moved));
        }
        self.over[from] -= moved;
        self.over[to] += moved;
        if is_new {
            self.members[to].push(demand);
            self.offer(to, demand);
        }
        if is_empty {
            self.members[from].retain(|&member| member != demand);
            for other in 0..self.m {
                self.withdraw(from, other, demand);
            }
        }
        let served: Vec<usize> = self.flows[demand].iter().map(|flow| flow.0).collect();
        if was_full {
            for &site in &served {
                self.offer_one(site, from, demand);
            }
        }
        if self.is_full(demand, to) {
            for &site in &served {
                self.withdraw(site, to, demand);
            }
        }
        Some(())
    }
}
