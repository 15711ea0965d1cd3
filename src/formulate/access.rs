//! The access term as hinges of the moves.
//!
//! For a demand point and a kind, let `d₁ < … < d_m` be the distances of the places its functions can be at. The walk to the nearest
//! one is `d₁ + Σ_r (d_{r+1} − d_r) · [no function within d_r]`. "No function within `d_r`" is `max(0, 1 − P)`, where
//! `P` counts the functions within `d_r` and is linear in the moves. Two facts keep this small: points with the same
//! functions within a radius share one hinge, and where only one function can be within the radius `P ≤ 1` always holds,
//! so the hinge is linear and goes straight into the objective.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Columns;
use crate::cashflow::Prices;
use crate::id::{DemandIx, FunctionIx, KindIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel, YEN_PER_UNIT};
use crate::options::Options;

/// Every hinge that is not linear (8.4).
#[derive(Clone, Debug, Default)]
pub struct AccessHinges {
    /// The hinges, in order of kind, place set and period.
    pub hinges: Vec<Hinge>,
}

/// `cost · max(0, constant + Σ coefficient · column)`: what it costs that no function is within a radius.
#[derive(Clone, Debug)]
pub struct Hinge {
    /// Label of the column `far[…]` and the row `access[…]`.
    pub label: String,
    /// Kind, period and the function the radius is emptied by: hinges of one group tend to be violated together.
    pub group: (KindIx, PeriodIx, FunctionIx),
    /// Million yen when no function is within the radius.
    pub cost: f64,
    /// `1 −` the functions within the radius today.
    pub constant: f64,
    /// Moves that empty the radius (+1) or fill it (−1).
    pub terms: Vec<(ColumnIx, f64)>,
}

impl Hinge {
    /// `constant + Σ coefficient · value`.
    pub fn argument(&self, values: &[f64]) -> f64 {
        self.constant + self.terms.iter().map(|&(column, factor)| factor * values[column.0]).sum::<f64>()
    }

    /// Adds the column `far ≥ 0` and the row `far ≥ argument` (8.4).
    pub fn add_to(&self, model: &mut LinearModel) {
        let far = model.add_quantity(format!("far[{}]", self.label), self.cost);
        let mut terms: Vec<_> = self.terms.iter().map(|&(column, factor)| (column, -factor)).collect();
        terms.push((far, 1.0));
        model.at_least(format!("access[{}]", self.label), self.constant, terms);
    }
}

/// A place a function can be at: its home, or a target by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    function: FunctionIx,
    target: Option<usize>,
}

/// Functions that can be within a radius, each with its places there, by function.
type Within = Vec<Place>;

impl AccessHinges {
    /// Finds the hinges; linear ones go into the objective of `model`, with the constant part.
    pub(super) fn new(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) -> Self {
        let mut hinges = Vec::new();
        let price = instance.project.scenario.objective.access_price_jpy_per_person_km;
        if price <= 0.0 {
            return Self { hinges };
        }
        let present_years = Prices::new(instance.project).present_years(&instance.horizon);
        for kind in (0..instance.kinds.len()).map(KindIx).filter(|q| instance.kinds[q.0].access) {
            let functions: Vec<_> = instance.functions_of(kind).collect();
            if functions.iter().all(|k| columns.targets[k.0].is_empty() && columns.endings[k.0].is_empty()) {
                continue;
            }
            let sets = place_sets(instance, columns, kind, &functions);
            for (number, (within, weights)) in sets.into_iter().enumerate() {
                for t in instance.horizon.period_indices().skip(1) {
                    let cost = weights[t.0] * present_years[t.0] / 1_000.0 * price / YEN_PER_UNIT;
                    let (constant, terms) = emptiness(options, columns, &within, t);
                    // Relative to today: with every function at home the radius is empty or not whatever is decided.
                    let today = constant.max(0.0);
                    model.offset -= cost * today;
                    if cost <= 0.0 || (terms.is_empty() && constant <= 0.0) {
                        continue;
                    }
                    if terms.is_empty() || counts_one_function(&within) {
                        model.offset += cost * constant;
                        for (column, factor) in terms {
                            model.add_cost(column, cost * factor);
                        }
                        continue;
                    }
                    let year = instance.horizon.period(t).start;
                    let label = format!("{},{year},{number}", instance.kinds[kind.0].id);
                    let first = within.iter().find(|place| place.target.is_none()).unwrap_or(&within[0]);
                    hinges.push(Hinge { label, group: (kind, t, first.function), cost, constant, terms });
                }
            }
        }
        Self { hinges }
    }
}

/// Whether all places belong to one function, so that it is there at most once.
fn counts_one_function(within: &Within) -> bool {
    within.first().zip(within.last()).is_none_or(|(first, last)| first.function == last.function)
}

/// Sets of places within some radius of some demand point, with `Σ weight × (d_{r+1} − d_r)` per period, person-metres.
fn place_sets(instance: &Instance<'_>, columns: &Columns, kind: KindIx, functions: &[FunctionIx]) -> BTreeMap<Within, Vec<f64>> {
    let places = places(instance, columns, functions);
    let per_point: Vec<Vec<(Within, f64)>> =
        (0..instance.demand.len()).into_par_iter().map(|i| radii(instance, columns, functions, &places, DemandIx(i))).collect();
    let periods = instance.horizon.periods().len();
    let mut sets: BTreeMap<Within, Vec<f64>> = BTreeMap::new();
    for (i, radii) in per_point.into_iter().enumerate() {
        for (within, step) in radii {
            let weights = sets.entry(within).or_insert_with(|| vec![0.0; periods]);
            for t in instance.horizon.period_indices() {
                weights[t.0] += instance.weight(DemandIx(i), kind, t) * step;
            }
        }
    }
    sets
}

fn places(instance: &Instance<'_>, columns: &Columns, functions: &[FunctionIx]) -> Vec<(SiteIx, Place)> {
    let mut places = Vec::new();
    for &function in functions {
        let home = instance.assets[instance.functions[function.0].home.0].site;
        places.push((home, Place { function, target: None }));
        for (position, target) in columns.targets[function.0].iter().enumerate() {
            places.push((instance.assets[target.host.0].site, Place { function, target: Some(position) }));
        }
    }
    places
}

/// The sets of places within each radius of one demand point, with the distance to the next radius, metres.
///
/// Stops at the radius inside which one function stays whatever is decided.
fn radii(
    instance: &Instance<'_>,
    columns: &Columns,
    functions: &[FunctionIx],
    places: &[(SiteIx, Place)],
    i: DemandIx,
) -> Vec<(Within, f64)> {
    let mut by_distance: Vec<(f64, Place)> = places.iter().map(|&(site, place)| (instance.walk_from(i, site).0, place)).collect();
    by_distance.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let first = functions.first().map_or(0, |k| k.0);
    let last = functions.last().map_or(0, |k| k.0);
    let mut inside = vec![0_usize; last - first + 1];
    let mut within: Within = Vec::new();
    let mut radii = Vec::new();
    let mut next = 0;
    while next < by_distance.len() {
        let radius = by_distance[next].0;
        while next < by_distance.len() && by_distance[next].0 <= radius {
            let place = by_distance[next].1;
            let position = within.partition_point(|other| *other < place);
            within.insert(position, place);
            let k = place.function;
            inside[k.0 - first] += 1;
            if inside[k.0 - first] == columns.targets[k.0].len() + 1 && columns.endings[k.0].is_empty() {
                // It stays inside this radius wherever it goes: no longer walk is possible.
                return radii;
            }
            next += 1;
        }
        if let Some((further, _)) = by_distance.get(next) {
            radii.push((within.clone(), further - radius));
        }
    }
    radii
}

/// `1 − P`: constant and terms of "no function within", at `t`.
fn emptiness(options: &Options, columns: &Columns, within: &Within, t: PeriodIx) -> (f64, Vec<(ColumnIx, f64)>) {
    let mut constant = 1.0;
    let mut terms = Vec::new();
    for places in within.chunk_by(|a, b| a.function == b.function) {
        let function = places[0].function;
        let is_home_inside = places[0].target.is_none();
        let targets = &columns.targets[function.0];
        if is_home_inside {
            constant -= 1.0;
            let outside = (0..targets.len()).filter(|position| !places.iter().any(|place| place.target == Some(*position)));
            terms.extend(outside.filter_map(|position| targets[position].moved_by(t)).map(|column| (column, 1.0)));
            terms.extend(columns.ended_by(options, function, t).map(|column| (column, 1.0)));
        } else {
            let inside = places.iter().filter_map(|place| place.target);
            terms.extend(inside.filter_map(|position| targets[position].moved_by(t)).map(|column| (column, -1.0)));
        }
    }
    (constant, terms)
}
