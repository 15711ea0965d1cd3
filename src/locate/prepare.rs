//! Places as the engine's lists: which sites, which pairs, which costs, in units in which costs are whole where they can be.

use rayon::prelude::*;

use super::core::Core;
use super::question::{Kind, Places, Question, Status};

/// Costs of a question in the engine's unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// Engine's units per unit of the input.
    pub unit: f64,
    /// Granularity of sums of costs, engine's units; 0 where costs are real.
    pub step: f64,
}

/// Most decimals of costs that are still treated as whole.
const DECIMALS: i32 = 6;
/// Sums of whole costs stay below this, so that doubles hold them exactly.
const EXACT: f64 = 4_503_599_627_370_496.0;

impl Scale {
    /// The unit in which all of `values` are whole, if there is one, and their greatest common divisor.
    pub(super) fn of(values: &[&[f64]]) -> Self {
        let all = || values.iter().flat_map(|list| list.iter().copied());
        let sum: f64 = all().map(f64::abs).sum();
        for decimals in 0..=DECIMALS {
            let unit = 10f64.powi(decimals);
            if sum * unit > EXACT {
                break;
            }
            // A product of decimals is off by a few units in the last place.
            let is_whole = |value: f64| ((value * unit).round() / unit - value).abs() <= 4.0 * f64::EPSILON * value.abs();
            if all().all(is_whole) {
                let mut divisor = 0u64;
                for value in all() {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and below 2^52")]
                    let value = (value.abs() * unit).round() as u64;
                    divisor = greatest_common_divisor(divisor, value);
                    if divisor == 1 {
                        break;
                    }
                }
                #[expect(clippy::cast_precision_loss, reason = "below 2^52")]
                let step = divisor.max(1) as f64;
                return Self { unit, step };
            }
        }
        Self::real(values)
    }

    /// A unit for real costs: a power of two changes no digit, and keeps them in a range linear programmes like.
    pub(super) fn real(values: &[&[f64]]) -> Self {
        let most = values.iter().flat_map(|list| list.iter()).fold(0.0, |most: f64, value| most.max(value.abs()));
        let exponent = if most > 0.0 && most.is_finite() { 14.0 - most.log2().floor() } else { 0.0 };
        Self { unit: exponent.clamp(-900.0, 900.0).exp2(), step: 0.0 }
    }

    /// A value in the engine's unit.
    pub(super) fn inside(self, value: f64) -> f64 {
        if self.step > 0.0 { (value * self.unit).round() } else { value * self.unit }
    }

    /// A value in the input's unit.
    pub(super) fn outside(self, value: f64) -> f64 {
        value / self.unit
    }
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A problem of median form: p-median, uncapacitated location, maximal and set covering.
///
/// Beside it, the position of each of its sites among all sites.
pub(super) fn core(places: &Places, question: &Question, statuses: &[Status]) -> (Core, Vec<usize>, Scale) {
    let n = places.demand.len();
    let covers = matches!(question.kind, Kind::MaxCover | Kind::SetCover);
    let reach = match (covers, question.radius, question.max_distance) {
        (true, Some(radius), _) => radius,
        (false, _, Some(most)) => most,
        _ => f64::INFINITY,
    };
    let sites = allowed(statuses);
    let lists: Vec<Vec<(f64, u32)>> = (0..n)
        .into_par_iter()
        .map(|demand| {
            let mut list: Vec<(f64, u32)> = Vec::new();
            for (position, &site) in (0u32..).zip(&sites) {
                let distance = places.distance(demand, site);
                if distance <= reach {
                    let weighted = if places.is_whole { distance } else { places.demand[demand].weight * distance };
                    list.push((if covers { 0.0 } else { weighted }, position));
                }
            }
            list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            list
        })
        .collect();
    let fixed: Vec<f64> = sites
        .iter()
        .map(|&site| match (question.kind, statuses[site]) {
            (_, Status::Existing) | (Kind::MaxCover, _) => 0.0,
            (Kind::SetCover, _) => places.sites[site].cost.unwrap_or(1.0),
            _ => places.sites[site].cost.unwrap_or(0.0),
        })
        .collect();
    let outside: Vec<f64> = match question.kind {
        Kind::MaxCover => places.demand.iter().map(|demand| demand.weight).collect(),
        _ => vec![f64::INFINITY; n],
    };
    let finite: Vec<f64> = outside.iter().copied().filter(|cost| cost.is_finite()).collect();
    let mut core = Core { start: Vec::with_capacity(n + 1), ..Core::default() };
    core.start.push(0);
    let (grouped, outside) = if covers { merged(lists, &outside) } else { (lists, outside) };
    for list in &grouped {
        core.cost.extend(list.iter().map(|pair| pair.0));
        core.site.extend(list.iter().map(|pair| pair.1));
        core.start.push(core.site.len());
    }
    let scale = Scale::of(&[&core.cost, &fixed, &finite]);
    core.cost.iter_mut().for_each(|cost| *cost = scale.inside(*cost));
    core.fixed_cost = fixed.into_iter().map(|cost| scale.inside(cost)).collect();
    core.outside = outside.into_iter().map(|cost| if cost.is_finite() { scale.inside(cost) } else { cost }).collect();
    core.step = scale.step;
    core.name = (0u32..).take(sites.len()).collect();
    core.is_open = sites.iter().map(|&site| statuses[site].is_open()).collect();
    (core.least, core.most) = counts(question, statuses, sites.len());
    (core, sites, scale)
}

/// Sites that are not forbidden.
pub(super) fn allowed(statuses: &[Status]) -> Vec<usize> {
    (0..statuses.len()).filter(|&site| statuses[site] != Status::Forbidden).collect()
}

/// Fewest and most open sites, existing ones included.
pub(super) fn counts(question: &Question, statuses: &[Status], sites: usize) -> (usize, usize) {
    let existing = statuses.iter().filter(|&&status| status == Status::Existing).count();
    match question.open {
        Some(open) => (open + existing, open + existing),
        None => (0, sites),
    }
}

/// Demand points with the same sites as one, their costs of going without added up.
fn merged(lists: Vec<Vec<(f64, u32)>>, outside: &[f64]) -> (Vec<Vec<(f64, u32)>>, Vec<f64>) {
    let mut all: Vec<(Vec<(f64, u32)>, f64)> = lists.into_iter().zip(outside.iter().copied()).collect();
    let sites = |list: &[(f64, u32)]| list.iter().map(|pair| pair.1).collect::<Vec<_>>();
    all.sort_by_cached_key(|(list, _)| sites(list));
    let mut groups: Vec<(Vec<(f64, u32)>, f64)> = Vec::new();
    for (list, cost) in all {
        match groups.last_mut() {
            Some(last) if last.0 == list => last.1 += cost,
            _ => groups.push((list, cost)),
        }
    }
    groups.into_iter().unzip()
}
