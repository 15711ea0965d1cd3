//! What a cover need not look at: rows that hold other rows, sites that others replace, and sites that must be open.
//!
//! # Source
//! The reductions of set covering by domination, as in Garfinkel and Nemhauser, Integer programming, 1972, section 8.3.

use std::collections::BTreeMap;

use super::super::core::Core;

/// A cover without what dominance rules out.
#[derive(Debug)]
pub(super) struct Left {
    /// What is left; its sites are all free and keep their names.
    pub core: Core,
    /// Names of sites that are open in a cheapest cover and are no longer in `core`; its `base` has their cost.
    pub opened: Vec<u32>,
}

/// Applies domination of rows and of sites until neither finds anything. `None` where somebody can no longer be covered.
pub(super) fn reduce(core: &Core) -> Option<Left> {
    let mut is_alive: Vec<bool> = core.is_open.iter().map(|&is_open| !is_open).collect();
    let mut opened: Vec<usize> = (0..core.sites()).filter(|&site| core.is_open[site]).collect();
    let mut rows: Vec<Vec<u32>> = (0..core.demands())
        .map(|demand| {
            let mut row = core.list(demand).1.to_vec();
            row.sort_unstable();
            row
        })
        .filter(|row| row.iter().all(|&site| !core.is_open[site as usize]))
        .collect();
    loop {
        rows.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        rows.dedup();
        if rows.first().is_some_and(Vec::is_empty) {
            return None;
        }
        // A row of one site opens it.
        let mut is_new = vec![false; core.sites()];
        for row in rows.iter().take_while(|row| row.len() == 1) {
            let site = row[0] as usize;
            (is_new[site], is_alive[site]) = (true, false);
            opened.push(site);
        }
        rows.retain(|row| row.iter().all(|&site| !is_new[site as usize]));
        let before = (rows.len(), is_alive.iter().filter(|&&is_alive| is_alive).count());
        let columns = turned(&rows, core.sites());
        let is_kept: Vec<bool> = needed_rows(&rows, &columns);
        let mut kept = is_kept.iter();
        rows.retain(|_| kept.next().is_some_and(|&is_kept| is_kept));
        let columns = turned(&rows, core.sites());
        drop_sites(core, &rows, &columns, &mut is_alive);
        for row in &mut rows {
            row.retain(|&site| is_alive[site as usize]);
        }
        if before == (rows.len(), is_alive.iter().filter(|&&is_alive| is_alive).count()) {
            break;
        }
    }
    let mut left = Core { step: core.step, start: vec![0], ..Core::default() };
    let mut position = vec![0u32; core.sites()];
    for site in (0..core.sites()).filter(|&site| is_alive[site]) {
        position[site] = u32::try_from(left.name.len()).ok()?;
        left.name.push(core.name[site]);
        left.fixed_cost.push(core.fixed_cost[site]);
    }
    left.is_open = vec![false; left.sites()];
    left.most = core.most.checked_sub(opened.len())?.min(left.sites());
    left.base = core.base + opened.iter().map(|&site| core.fixed_cost[site]).sum::<f64>();
    for row in rows {
        left.site.extend(row.iter().map(|&site| position[site as usize]));
        left.start.push(left.site.len());
    }
    left.cost = vec![0.0; left.site.len()];
    left.outside = vec![f64::INFINITY; left.start.len() - 1];
    Some(Left { core: left, opened: opened.into_iter().map(|site| core.name[site]).collect() })
}

/// Rows of every site, in order.
fn turned(rows: &[Vec<u32>], sites: usize) -> Vec<Vec<u32>> {
    let mut columns = vec![Vec::new(); sites];
    for (index, row) in (0u32..).zip(rows) {
        for &site in row {
            columns[site as usize].push(index);
        }
    }
    columns
}

/// Rows that hold no other row; rows are in order of length and no two are the same.
fn needed_rows(rows: &[Vec<u32>], columns: &[Vec<u32>]) -> Vec<bool> {
    let mut is_needed = vec![true; rows.len()];
    for index in 0..rows.len() {
        let row = &rows[index];
        let Some(rarest) = row.iter().min_by_key(|&&site| columns[site as usize].len()).filter(|_| is_needed[index]) else {
            continue;
        };
        for &other in &columns[*rarest as usize] {
            let other = other as usize;
            if rows[other].len() > row.len() && is_needed[other] && holds(&rows[other], row) {
                is_needed[other] = false;
            }
        }
    }
    is_needed
}

/// Drops sites whose rows another site has too that costs no more; among equals the first stays.
fn drop_sites(core: &Core, rows: &[Vec<u32>], columns: &[Vec<u32>], is_alive: &mut [bool]) {
    for site in 0..columns.len() {
        if !is_alive[site] {
            continue;
        }
        let own = &columns[site];
        let Some(shortest) = own.iter().min_by_key(|&&row| rows[row as usize].len()) else {
            is_alive[site] = false;
            continue;
        };
        let cost = core.fixed_cost[site];
        is_alive[site] = !rows[*shortest as usize].iter().any(|&other| {
            let (other, theirs) = (other as usize, &columns[other as usize]);
            let is_stronger = core.fixed_cost[other] < cost || theirs.len() > own.len() || other < site;
            other != site
                && is_alive[other]
                && core.fixed_cost[other] <= cost
                && theirs.len() >= own.len()
                && is_stronger
                && holds(theirs, own)
        });
    }
}

/// Whether `whole`, in order, has all of `part`, in order.
fn holds(whole: &[u32], part: &[u32]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|wanted| rest.find(|&&have| have >= *wanted) == Some(wanted))
}

/// Parts without a common site, each with `base` 0; one part where the number of sites binds them together.
pub(super) fn parts(mut core: Core) -> Vec<Core> {
    core.base = 0.0;
    // Where all cost the same the cheapest covers of the parts have the fewest sites too.
    let are_equal = core.fixed_cost.windows(2).all(|pair| pair[0] > 0.0 && pair[0].to_bits() == pair[1].to_bits());
    if core.most < core.sites() && !are_equal {
        return vec![core];
    }
    let mut leader: Vec<usize> = (0..core.sites()).collect();
    for demand in 0..core.demands() {
        let sites = core.list(demand).1;
        for pair in sites.windows(2) {
            let (a, b) = (leader_of(&mut leader, pair[0] as usize), leader_of(&mut leader, pair[1] as usize));
            leader[a.max(b)] = a.min(b);
        }
    }
    let of: Vec<usize> = (0..core.sites()).map(|site| leader_of(&mut leader, site)).collect();
    let mut parts: BTreeMap<usize, Core> = BTreeMap::new();
    let mut position = vec![0u32; core.sites()];
    for site in 0..core.sites() {
        let part = parts.entry(of[site]).or_insert_with(|| Core { step: core.step, start: vec![0], ..Core::default() });
        #[expect(clippy::cast_possible_truncation, reason = "sites are counted in 32 bits")]
        let next = part.name.len() as u32;
        position[site] = next;
        part.name.push(core.name[site]);
        part.fixed_cost.push(core.fixed_cost[site]);
        part.is_open.push(false);
    }
    for demand in 0..core.demands() {
        let sites = core.list(demand).1;
        let Some(part) = sites.first().and_then(|&first| parts.get_mut(&of[first as usize])) else { continue };
        part.site.extend(sites.iter().map(|&site| position[site as usize]));
        part.cost.extend(sites.iter().map(|_| 0.0));
        part.start.push(part.site.len());
        part.outside.push(f64::INFINITY);
    }
    let is_one = parts.len() == 1;
    let mut parts: Vec<Core> = parts.into_values().collect();
    for part in &mut parts {
        part.most = if is_one { core.most } else { part.sites() };
    }
    parts
}

fn leader_of(leader: &mut [usize], mut site: usize) -> usize {
    while leader[site] != site {
        leader[site] = leader[leader[site]];
        site = leader[site];
    }
    site
}
