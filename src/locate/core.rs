//! The one data structure of the engine: for every demand point its sites in order of cost, and what going without costs.
//!
//! p-median, uncapacitated location and maximal covering are one problem in this form: open between `least` and `most` sites, pay
//! their fixed costs, and let every demand point take the cheapest open site of its list or pay `outside`. A list that leaves out
//! pairs or an `outside` that is infinite says that no better solution needs them.

/// Position that stands for "served by nobody".
pub(super) const NOBODY: u32 = u32::MAX;

/// A location problem over sorted lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Core {
    /// Position of each site in the problem this one was made from first.
    pub name: Vec<u32>,
    /// Cost of opening each site.
    pub fixed_cost: Vec<f64>,
    /// Whether each site is open in every solution.
    pub is_open: Vec<bool>,
    /// Fewest open sites, those always open included.
    pub least: usize,
    /// Most open sites.
    pub most: usize,
    /// Where each demand point's list starts; one more than demand points.
    pub start: Vec<usize>,
    /// Cost of each pair, for the demand point's whole weight.
    pub cost: Vec<f64>,
    /// Site of each pair.
    pub site: Vec<u32>,
    /// Cost of leaving each demand point unserved; infinite where it must be served.
    pub outside: Vec<f64>,
    /// Cost that every solution has.
    pub base: f64,
    /// Every solution's cost is `base` plus a multiple of this; 0 where costs are real.
    pub step: f64,
}

/// What is known about a site from a bound and a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Unknown,
    Open,
    Closed,
}

impl Core {
    /// Number of demand points.
    pub(super) fn demands(&self) -> usize {
        self.outside.len()
    }

    /// Number of sites.
    pub(super) fn sites(&self) -> usize {
        self.fixed_cost.len()
    }

    /// Number of pairs.
    pub(super) fn pairs(&self) -> usize {
        self.site.len()
    }

    /// Number of sites that are open in every solution.
    pub(super) fn always_open(&self) -> usize {
        self.is_open.iter().filter(|&&is_open| is_open).count()
    }

    /// Costs and sites of one demand point, cheapest first, equal costs by site.
    pub(super) fn list(&self, demand: usize) -> (&[f64], &[u32]) {
        let range = self.start[demand]..self.start[demand + 1];
        (&self.cost[range.clone()], &self.site[range])
    }

    /// Cost of one demand point when `open` says which sites are open.
    pub(super) fn cost_of(&self, demand: usize, open: &[bool]) -> f64 {
        let (costs, sites) = self.list(demand);
        sites.iter().zip(costs).find(|&(&site, _)| open[site as usize]).map_or(self.outside[demand], |(_, &cost)| cost)
    }

    /// Cost of opening these sites; infinite where a demand point that must be served is not, or the number of sites is wrong.
    pub(super) fn value(&self, open: &[bool]) -> f64 {
        let count = open.iter().filter(|&&is_open| is_open).count();
        if count < self.least || count > self.most || self.is_open.iter().zip(open).any(|(&must, &is)| must && !is) {
            return f64::INFINITY;
        }
        let fixed: f64 = self.fixed_cost.iter().zip(open).filter(|&(_, &is_open)| is_open).map(|(cost, _)| cost).sum();
        self.base + fixed + (0..self.demands()).map(|demand| self.cost_of(demand, open)).sum::<f64>()
    }

    /// Value from which a bound proves that nothing better than `upper` exists.
    ///
    /// With whole costs a better solution is better by `step`. The allowance covers rounding: sums of n terms of one sign are off
    /// by less than n units in the last place, 10⁻¹² of the sum for the sizes that fit memory, and steps are far larger.
    pub(super) fn cutoff(&self, upper: f64) -> f64 {
        if upper.is_infinite() {
            return upper;
        }
        if self.step > 0.0 {
            upper - self.step + (1e-6 * self.step).max(1e-11 * upper.abs()).min(0.5 * self.step)
        } else {
            upper - REAL * upper.abs()
        }
    }

    /// The problem without sites and pairs that no better solution uses, and the demand points that are left.
    ///
    /// `None` when a demand point that must be served has no site left: there is no better solution.
    pub(super) fn restricted(&self, fate: &[Fate], mut keeps: impl FnMut(usize, usize) -> bool) -> Option<(Self, Vec<u32>)> {
        let mut fate = fate.to_vec();
        for (site, &is_open) in self.is_open.iter().enumerate() {
            if is_open {
                fate[site] = Fate::Open;
            }
        }
        // A list of one site opens it for all; the others of the list are gone, which only the lists know.
        let mut kept_pairs: Vec<usize> = Vec::with_capacity(self.pairs());
        let mut ends: Vec<(usize, f64)> = Vec::with_capacity(self.demands());
        for demand in 0..self.demands() {
            let first = kept_pairs.len();
            let mut outside = self.outside[demand];
            for position in self.start[demand]..self.start[demand + 1] {
                let (cost, site) = (self.cost[position], self.site[position]);
                if cost >= outside {
                    break;
                }
                match fate[site as usize] {
                    Fate::Closed => {}
                    Fate::Open => {
                        kept_pairs.push(position);
                        outside = f64::INFINITY;
                        break;
                    }
                    Fate::Unknown => {
                        if keeps(demand, position) {
                            kept_pairs.push(position);
                        }
                    }
                }
            }
            match kept_pairs[first..] {
                [] if outside.is_infinite() => return None,
                [position] if outside.is_infinite() => fate[self.site[position] as usize] = Fate::Open,
                _ => {}
            }
            ends.push((kept_pairs.len(), outside));
        }
        let mut new_position = vec![NOBODY; self.sites()];
        let mut core =
            Self { least: self.least, most: self.most, base: self.base, step: self.step, start: vec![0], ..Self::default() };
        for site in 0..self.sites() {
            if fate[site] != Fate::Closed {
                new_position[site] = u32::try_from(core.name.len()).ok()?;
                core.name.push(self.name[site]);
                core.fixed_cost.push(self.fixed_cost[site]);
                core.is_open.push(fate[site] == Fate::Open);
            }
        }
        if core.always_open() > core.most || core.sites() < core.least {
            return None;
        }
        let mut kept = Vec::new();
        let mut first = 0;
        for (demand, (end, mut outside)) in (0u32..).zip(ends) {
            let mut list = &kept_pairs[std::mem::replace(&mut first, end)..end];
            if let Some(last) = list.iter().position(|&position| fate[self.site[position] as usize] == Fate::Open) {
                list = &list[..=last];
                outside = f64::INFINITY;
            }
            match list {
                [] => core.base += outside,
                &[position] if fate[self.site[position] as usize] == Fate::Open => core.base += self.cost[position],
                _ => {
                    core.cost.extend(list.iter().map(|&position| self.cost[position]));
                    core.site.extend(list.iter().map(|&position| new_position[self.site[position] as usize]));
                    core.start.push(core.site.len());
                    core.outside.push(outside);
                    kept.push(demand);
                }
            }
        }
        Some((core, kept))
    }
}

/// A bound that is what is left of a sum of numbers of this magnitude together, less what rounding may have added.
///
/// Prices of who can hardly be served grow without end: of 10¹⁰ on both sides six digits are left, and a bound of 195 came out as
/// 195.000004. What [`Core::cutoff`] allows for covers sums a hundred times the bound.
pub(super) fn rounded_down(bound: f64, magnitude: f64) -> f64 {
    if magnitude > 100.0 * (bound.abs() + 1.0) { bound - 1e-12 * magnitude } else { bound }
}

/// Share of the value below which two real costs count as equal: far above rounding, far below anything a planner measures.
pub(super) const REAL: f64 = 1e-9;
