//! The cheapest way to serve everyone from given sites with capacities: successive shortest paths between sites.
//!
//! Everyone starts at the cheapest site. From a site that serves too much, weight moves along the cheapest chain of demand points that
//! change sites to one with room. There are few open sites, so that a chain is found among dozens of nodes, not thousands.
//!
//! # Source
//! Ahuja, Magnanti and Orlin, Network flows, 1993, section 9.7.

/// Weight below which a site or a demand point counts as empty, as a share of all weight.
const EMPTY: f64 = 1e-11;

/// A transport plan and the prices that prove it cheapest.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Cost of serving everyone.
    pub cost: f64,
    /// For every demand point, its sites (positions in the list of open ones) with the weight they serve.
    pub flows: Vec<Vec<(usize, f64)>>,
    /// Price of each demand point's whole weight.
    pub price: Vec<f64>,
}

/// Serves `weight` from sites of `capacity`; `unit` is the cost per weight, demand × site, row-major, infinite where a site may not serve.
/// `None` when not everyone can be served.
pub(super) fn solve(weight: &[f64], capacity: &[f64], unit: &[f64]) -> Option<Plan> {
    let (n, m) = (weight.len(), capacity.len());
    let total: f64 = weight.iter().sum();
    let empty = EMPTY * total;
    let mut flows: Vec<Vec<(usize, f64)>> = vec![Vec::new(); n];
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); m];
    let mut load = vec![0.0; m];
    for demand in 0..n {
        let costs = &unit[demand * m..(demand + 1) * m];
        let nearest = (0..m).min_by(|&a, &b| costs[a].total_cmp(&costs[b]).then(a.cmp(&b)))?;
        if costs[nearest].is_infinite() {
            return None;
        }
        flows[demand].push((nearest, weight[demand]));
        members[nearest].push(demand);
        load[nearest] += weight[demand];
    }
    // Cheapest change from one site to another, per weight, and who makes it.
    let mut arc = vec![f64::INFINITY; m * m];
    let mut mover = vec![usize::MAX; m * m];
    let offer = |site: usize, demand: usize, arc: &mut [f64], mover: &mut [usize]| {
        let costs = &unit[demand * m..(demand + 1) * m];
        let here = costs[site];
        for other in 0..m {
            let change = costs[other] - here;
            if change < arc[site * m + other] && other != site {
                (arc[site * m + other], mover[site * m + other]) = (change, demand);
            }
        }
    };
    let refresh = |site: usize, members: &[Vec<usize>], arc: &mut [f64], mover: &mut [usize]| {
        arc[site * m..(site + 1) * m].fill(f64::INFINITY);
        for &demand in &members[site] {
            offer(site, demand, arc, mover);
        }
    };
    for site in 0..m {
        refresh(site, &members, &mut arc, &mut mover);
    }
    while let Some(source) = (0..m).find(|&site| load[site] > capacity[site] + empty) {
        let (distance, before) = shortest(&arc, m, source);
        let target = (0..m)
            .filter(|&site| load[site] < capacity[site] - empty && distance[site].is_finite())
            .min_by(|&a, &b| distance[a].total_cmp(&distance[b]).then(a.cmp(&b)))?;
        let mut path = vec![target];
        while let Some(&site) = path.last()
            && site != source
        {
            path.push(before[site]);
            if path.len() > m {
                return None;
            }
        }
        path.reverse();
        let mut amount = (load[source] - capacity[source]).min(capacity[target] - load[target]);
        for step in path.windows(2) {
            amount = amount.min(flow_of(&flows[mover[step[0] * m + step[1]]], step[0]));
        }
        let changes: Vec<(usize, usize, usize)> =
            path.windows(2).map(|step| (mover[step[0] * m + step[1]], step[0], step[1])).collect();
        for (demand, from, to) in changes {
            shift(&mut flows[demand], from, to, amount, empty.min(1e-9 * weight[demand]));
            if flow_of(&flows[demand], from) <= 0.0 {
                members[from].retain(|&member| member != demand);
                refresh(from, &members, &mut arc, &mut mover);
            }
            if !members[to].contains(&demand) {
                members[to].push(demand);
                offer(to, demand, &mut arc, &mut mover);
            }
        }
        load[source] -= amount;
        load[target] += amount;
    }
    let crowding = crowding(&arc, m, &load, capacity, empty);
    let mut cost = 0.0;
    let mut price = Vec::with_capacity(n);
    for demand in 0..n {
        cost += flows[demand].iter().map(|&(site, amount)| amount * unit[demand * m + site]).sum::<f64>();
        let least = (0..m).map(|site| unit[demand * m + site] + crowding[site]).fold(f64::INFINITY, f64::min);
        price.push(least * weight[demand]);
    }
    Some(Plan { cost, flows, price })
}

fn flow_of(flows: &[(usize, f64)], site: usize) -> f64 {
    flows.iter().find(|flow| flow.0 == site).map_or(0.0, |flow| flow.1)
}

fn shift(flows: &mut Vec<(usize, f64)>, from: usize, to: usize, amount: f64, empty: f64) {
    let mut rest = 0.0;
    if let Some(flow) = flows.iter_mut().find(|flow| flow.0 == from) {
        flow.1 -= amount;
        if flow.1 <= empty {
            rest = flow.1;
            flow.1 = 0.0;
        }
    }
    flows.retain(|flow| flow.1 > 0.0);
    match flows.iter_mut().find(|flow| flow.0 == to) {
        Some(flow) => flow.1 += amount + rest,
        None => flows.push((to, amount + rest)),
    }
}

/// Shortest chains from `source`, by Bellman and Ford: changes may save as well as cost.
fn shortest(arc: &[f64], m: usize, source: usize) -> (Vec<f64>, Vec<usize>) {
    let mut distance = vec![f64::INFINITY; m];
    let mut before = vec![source; m];
    distance[source] = 0.0;
    for _ in 0..m {
        let mut changed = false;
        for from in 0..m {
            if distance[from].is_infinite() {
                continue;
            }
            for to in 0..m {
                let through = distance[from] + arc[from * m + to];
                if through < distance[to] - 1e-12 * through.abs() {
                    (distance[to], before[to]) = (through, from);
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    (distance, before)
}

/// What a unit of room at each site is worth: the cheapest chain from it to a site with room to spare.
fn crowding(arc: &[f64], m: usize, load: &[f64], capacity: &[f64], empty: f64) -> Vec<f64> {
    let mut worth: Vec<f64> = (0..m).map(|site| if load[site] < capacity[site] - empty { 0.0 } else { f64::INFINITY }).collect();
    if worth.iter().all(|worth| worth.is_infinite()) {
        worth.fill(0.0);
    }
    for _ in 0..m {
        let mut changed = false;
        for from in 0..m {
            for to in 0..m {
                let through = worth[to] + arc[from * m + to];
                if through < worth[from] - 1e-12 * through.abs() {
                    worth[from] = through;
                    changed = true;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let most = worth.iter().copied().filter(|worth| worth.is_finite()).fold(0.0, f64::max);
    let least = worth.iter().copied().fold(0.0, f64::min);
    worth.into_iter().map(|worth| if worth.is_finite() { worth - least } else { most - least }).collect()
}
