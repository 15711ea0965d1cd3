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
/// Share of all weight that a partly open site may serve beyond its capacity when its prices are taken.
const LOOSE: f64 = 1e-4;
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
    // Room that rounding leaves is none: chains would carry crumbs of it around.
    let spare = Some(capacity.iter().sum::<f64>() - total).filter(|&spare| spare > EMPTY * total).unwrap_or(0.0);
    let mut state = State {
        m,
        weight,
        share,
        empty: EMPTY * total.max(1e-300),
        unit,
        free: vec![0.0; m],
        amount: vec![0.0; (n + 1) * m],
        served: vec![Vec::new(); n + 1],
        members: vec![Vec::new(); m],
        over: capacity.iter().map(|capacity| -capacity).collect(),
        crowding: crowding.to_vec(),
        arc: vec![f64::INFINITY; m * m],
        mover: vec![usize::MAX; m * m],
    };
    let mut order: Vec<(f64, usize)> = Vec::with_capacity(m);
    for demand in 0..=n {
        let mut rest = weight.get(demand).copied().unwrap_or(spare);
        order.clear();
        order.extend(state.costs(demand).iter().zip(&state.crowding).map(|(cost, worth)| cost + worth).zip(0..m));
        order.retain(|place| place.0.is_finite());
        let by_cost = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        while rest > 0.0 {
            // The few cheapest are enough, mostly: sites that are wholly open take all that is left.
            let nearest = (0..order.len()).min_by(|&a, &b| by_cost(&order[a], &order[b]));
            let Some(nearest) = nearest.map(|at| order.swap_remove(at).1) else {
                // Shares that add up to less than one by rounding alone are one.
                if rest > SHORT * weight.get(demand)? {
                    return None;
                }
                let first = *state.served[demand].first()?;
                state.amount[demand * m + first] += rest;
                state.over[first] += rest;
                break;
            };
            let amount = rest.min(state.most(demand, nearest));
            state.amount[demand * m + nearest] = amount;
            state.served[demand].push(nearest);
            state.members[nearest].push(demand);
            state.over[nearest] += amount;
            rest -= amount;
        }
    }
    for demand in 0..=n {
        for k in 0..state.served[demand].len() {
            state.offer(state.served[demand][k], demand);
        }
    }
    let mut paths = Paths { distance: vec![0.0; m], before: vec![0; m], unsettled: Vec::with_capacity(m) };
    // With sites partly open the plan itself is not wanted, only prices: where little is too much they are nearly the best.
    let is_whole = share.iter().all(|&share| share >= 1.0);
    let enough = if is_whole { state.empty } else { LOOSE * total };
    let most_chains = if is_whole { usize::MAX } else { n + m };
    let mut chains = 0;
    // The most crowded sites first, each down to a quarter of what the worst has.
    let mut level = state.over.iter().copied().fold(enough, f64::max);
    while level > enough {
        level = if is_whole { enough } else { (0.25 * level).max(enough) };
        for source in 0..m {
            while state.over[source] > level && chains < most_chains {
                let target = state.shortest(source, &mut paths)?;
                state.augment(source, target, &paths)?;
                chains += 1;
            }
        }
    }
    let least = state.crowding.iter().copied().fold(f64::INFINITY, f64::min);
    let crowding: Vec<f64> = state.crowding.iter().map(|worth| worth - least).collect();
    let mut cost = 0.0;
    let (mut price, mut flows) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for (demand, &weight) in weight.iter().enumerate() {
        let costs = state.costs(demand);
        let served = &state.served[demand];
        cost += served.iter().map(|&site| state.flow(demand, site) * costs[site]).sum::<f64>();
        flows.push(served.iter().map(|&site| (site, state.flow(demand, site))).collect());
        // The highest price that leaves everything as it is: where more could be had next. It proves most about other sets of sites.
        let own = |site: usize| costs[site] + crowding[site];
        let next = (0..m).filter(|&site| !state.is_full(demand, site)).map(own).fold(f64::INFINITY, f64::min);
        let paid = served.iter().map(|&site| own(site)).fold(f64::NEG_INFINITY, f64::max);
        price.push(if next.is_finite() { next.max(paid) } else { paid.max(0.0) } * weight);
    }
    Some(Plan { cost, flows, price, crowding })
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
    /// Weight of each demand point at each site, demand × site, row-major.
    amount: Vec<f64>,
    /// Sites that serve each demand point, and the other way round.
    served: Vec<Vec<usize>>,
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
    unsettled: Vec<usize>,
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
        self.amount[demand * self.m + site]
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
        let m = self.m;
        let costs = self.unit.get(demand * m..(demand + 1) * m).unwrap_or(&self.free);
        let here = costs[site];
        let arcs = &mut self.arc[site * m..(site + 1) * m];
        let amounts = &self.amount[demand * m..(demand + 1) * m];
        let weight = self.weight.get(demand).copied().unwrap_or(f64::INFINITY);
        for (other, (arc, &cost)) in arcs.iter_mut().zip(costs).enumerate() {
            // Few changes are cheapest: the rest is looked at only then.
            if cost - here < *arc && other != site && amounts[other] < weight * self.share[other] - self.empty {
                *arc = cost - here;
                self.mover[site * m + other] = demand;
            }
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
        let Paths { distance, before, unsettled } = paths;
        distance.fill(f64::INFINITY);
        unsettled.clear();
        unsettled.extend((0..m).filter(|&site| site != source));
        distance[source] = 0.0;
        let (mut from, mut least) = (source, 0.0);
        // What many sites lack together may be no less than what one has too much of.
        while *self.over.get(from)? >= -1e-3 * self.empty {
            let here = least - self.crowding[from];
            let arcs = &self.arc[from * m..(from + 1) * m];
            let mut nearest = (f64::INFINITY, usize::MAX);
            for (position, &site) in unsettled.iter().enumerate() {
                // What rounding leaves below zero is zero.
                let through = (here + arcs[site] + self.crowding[site]).max(least);
                if through < distance[site] {
                    (distance[site], before[site]) = (through, from);
                }
                if distance[site] < nearest.0 {
                    nearest = (distance[site], position);
                }
            }
            if nearest.0.is_infinite() {
                return None;
            }
            (from, least) = (unsettled.swap_remove(nearest.1), nearest.0);
        }
        // Nobody who is left is nearer than where the chain ends.
        for (worth, distance) in self.crowding.iter_mut().zip(&*distance) {
            *worth += (least - distance).max(0.0);
        }
        Some(from)
    }

    /// Moves as much as it can along the chain found; `None` where there is none, which cannot be.
    fn augment(&mut self, source: usize, target: usize, paths: &Paths) -> Option<()> {
        let mut steps: Vec<(usize, usize, usize)> = Vec::new();
        let mut to = target;
        while to != source {
            let from = paths.before[to];
            let demand = self.mover[from * self.m + to];
            if demand >= self.served.len() || steps.len() > self.m {
                return None;
            }
            // Who changes twice in a row changes once: what it has in between, crumbs maybe, must not limit the chain.
            match steps.last_mut() {
                Some(last) if last.0 == demand => last.1 = from,
                _ => steps.push((demand, from, to)),
            }
            to = from;
        }
        let mut amount = self.over[source].min(-self.over[target]);
        for &(demand, from, to) in &steps {
            amount = amount.min(self.flow(demand, from)).min(self.most(demand, to) - self.flow(demand, to));
        }
        for &(demand, from, to) in &steps {
            self.shift(demand, from, to, amount)?;
        }
        Some(())
    }

    fn shift(&mut self, demand: usize, from: usize, to: usize, amount: f64) -> Option<()> {
        let was_full = self.is_full(demand, from);
        let (here, there) = (demand * self.m + from, demand * self.m + to);
        let at = self.served[demand].iter().position(|&site| site == from)?;
        self.amount[here] -= amount;
        // What is left of a flow after rounding goes along, so that every chain empties or fills something.
        let is_empty = self.amount[here] <= 1e-3 * self.empty;
        let mut moved = amount;
        if is_empty {
            self.served[demand].swap_remove(at);
            moved += std::mem::take(&mut self.amount[here]).max(0.0);
        }
        let is_new = !self.served[demand].contains(&to);
        if is_new {
            self.served[demand].push(to);
        }
        self.amount[there] += moved;
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
        let served = self.served[demand].clone();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_without_room_to_spare_are_filled_in_the_end() {
        // Capacities that add up to the weights but for rounding once made chains carry crumbs without end.
        let mut random = 1u64;
        let mut draw = |below: u32| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(random >> 40).unwrap() % below)
        };
        for round in 0..400 {
            let (n, m) = (50, 25);
            let weight: Vec<f64> = (0..n).map(|_| 1.0 + draw(99)).collect();
            let total: f64 = weight.iter().sum();
            let capacity = vec![(100.0 * total / 25.0).round() / 100.0 + if round % 2 == 0 { 0.0 } else { 1e-14 * total }; m];
            if capacity.iter().sum::<f64>() < total * (1.0 - 1e-12) {
                continue;
            }
            let unit: Vec<f64> = (0..n * m).map(|_| draw(100_000) / 64.0).collect();
            let rooms = Rooms { capacity: &capacity, share: &vec![1.0; m], crowding: &vec![0.0; m] };
            let plan = solve(&weight, rooms, &unit).unwrap();
            for (flows, &weight) in plan.flows.iter().zip(&weight) {
                assert!((flows.iter().map(|flow| flow.1).sum::<f64>() - weight).abs() < 1e-6 * total);
            }
            // What room is worth proves that no plan costs less.
            let nearest = |row: &[f64]| row.iter().zip(&plan.crowding).map(|(a, b)| a + b).fold(f64::INFINITY, f64::min);
            let due: f64 = unit.chunks(m).zip(&weight).map(|(row, weight)| weight * nearest(row)).sum();
            let rent: f64 = plan.crowding.iter().zip(&capacity).map(|(worth, room)| worth * room).sum();
            assert!((due - rent - plan.cost).abs() <= 1e-6 * plan.cost, "{round}: {due} - {rent} is not {}", plan.cost);
        }
    }
}
