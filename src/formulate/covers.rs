//! Floors that hold only so many: what the search may cut off where functions move in parts.
//!
//! A relaxation fills floor to the last square metre with parts of functions, of which a plan can take only whole ones. One life path of the
//! host is followed, so that for any set `S` of guests `Σ_{k∈S} x[k,h,t] ≤ Σ_p n_S(p) v[h,p]` holds for every plan, where `n_S(p)` is how
//! many of `S` fit into the floor of `p`. With (7.5) as (5.12) these rows change no plan; the search adds those a relaxation breaks.
//!
//! # Source
//! Cover inequalities of the knapsack problem (Balas 1975, "Facets of the knapsack polytope", Mathematical Programming 8), disaggregated by
//! the capacity that a choice brings.

use super::Columns;
use super::hub::{guests_of, opening};
use super::surplus::standing_guests;
use crate::id::AssetIx;
use crate::instance::{Instance, surplus_floor};
use crate::model::{ColumnIx, Row};
use crate::options::{LifePath, Options};

/// Guests of one host at one time, and the floor its life paths have for them.
#[derive(Clone, Debug)]
pub struct Floor {
    /// Guests: square metres, and terms that are 1 when they are there.
    guests: Vec<(f64, Vec<(ColumnIx, f64)>)>,
    /// Square metres of every path with room, and its column.
    paths: Vec<(f64, ColumnIx)>,
}

/// How far a row must be broken to be worth adding, guests.
const LEAST_BREACH: f64 = 1e-3;

/// Most guests of a set: sets of the largest parts are tried one by one.
const SET_SIZE: usize = 10;

/// Rounding of sums of floor, square metres.
const ROUNDING: f64 = 1e-6;

impl Floor {
    /// The row broken most by `values`, if any is.
    pub fn broken(&self, values: &[f64], name: String) -> Option<Row> {
        let part = |terms: &[(ColumnIx, f64)]| terms.iter().map(|&(column, factor)| factor * values[column.0]).sum::<f64>();
        let mut parts: Vec<(f64, usize)> = self.guests.iter().map(|(_, terms)| part(terms)).zip(0..).collect();
        parts.retain(|(part, _)| *part > LEAST_BREACH);
        parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        parts.truncate(SET_SIZE);
        let followed: Vec<(f64, f64)> =
            self.paths.iter().map(|&(floor, column)| (floor, values[column.0])).filter(|path| path.1 > 0.0).collect();
        let mut best: Option<(f64, Vec<usize>)> = None;
        for set in 1_usize..1 << parts.len() {
            let chosen: Vec<(f64, usize)> = (0..parts.len()).filter(|n| set >> n & 1 == 1).map(|n| parts[n]).collect();
            let there: f64 = chosen.iter().map(|(part, _)| part).sum();
            let set: Vec<usize> = chosen.into_iter().map(|(_, guest)| guest).collect();
            let sums = self.sums(&set);
            let fit: f64 = followed.iter().map(|&(floor, value)| count(&sums, floor) * value).sum();
            let breach = there - fit;
            if breach > LEAST_BREACH && best.as_ref().is_none_or(|best| breach > best.0) {
                best = Some((breach, set));
            }
        }
        best.map(|(_, set)| self.row(&set, name))
    }

    /// Floor of the smallest, the two smallest, … of a set, square metres.
    fn sums(&self, set: &[usize]) -> Vec<f64> {
        let mut floors: Vec<f64> = set.iter().map(|&guest| self.guests[guest].0).collect();
        floors.sort_by(f64::total_cmp);
        floors.iter_mut().fold(0.0, |sum, floor| {
            *floor += sum;
            *floor
        });
        floors
    }

    fn row(&self, set: &[usize], name: String) -> Row {
        let sums = self.sums(set);
        let guests = set.iter().flat_map(|&guest| self.guests[guest].1.iter().copied());
        let paths = self.paths.iter().map(|&(floor, column)| (column, -count(&sums, floor)));
        Row::new(name, f64::NEG_INFINITY, 0.0, guests.chain(paths).collect())
    }
}

/// How many of the smallest fit.
#[expect(clippy::cast_precision_loss, reason = "sets have few guests")]
fn count(sums: &[f64], floor: f64) -> f64 {
    sums.partition_point(|&sum| sum <= floor + ROUNDING) as f64
}

/// Floors of hubs (7.5) and surplus rooms (5.12), by host and period.
pub(super) fn floors(instance: &Instance<'_>, options: &Options, columns: &Columns) -> Vec<Floor> {
    let mut floors = Vec::new();
    for host in (0..instance.assets.len()).map(AssetIx).filter(|&asset| instance.is_school(asset)) {
        for t in instance.horizon.period_indices() {
            let guests: Vec<_> = guests_of(columns, host, t)
                .map(|(k, target, position)| (options.moves[k][target.times[position].2].floor, target.moves_at(position, 1.0)))
                .collect();
            let hubs = opening(options, columns, host, t).map(|(p, column)| (options.paths[host.0][p].spare, column));
            floors.push(Floor { guests, paths: hubs.collect() });

            let standing = standing_guests(options, columns, host, t).map(|(moved, floor)| (floor, vec![(moved, 1.0)])).collect();
            let surplus = surplus_floor(instance, host, instance.horizon.period(t).start).0;
            let kept = columns.paths_where(options, host, surplus, LifePath::keeps_building);
            floors.push(Floor { guests: standing, paths: kept.map(|(column, floor)| (floor, column)).collect() });
        }
    }
    floors.retain(|floor| floor.guests.len() > 1);
    floors
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Guests of 400, 500 and 600 m² with columns 0 to 2, paths of 1,000 and 500 m² with columns 3 and 4.
    fn floor() -> Floor {
        let guests = [400.0, 500.0, 600.0].into_iter().zip(0..).map(|(floor, n)| (floor, vec![(ColumnIx(n), 1.0)]));
        Floor { guests: guests.collect(), paths: vec![(1_000.0, ColumnIx(3)), (500.0, ColumnIx(4))] }
    }

    #[test]
    fn a_set_counts_how_many_of_it_fit_each_path() {
        // 0.9 × 500 + 0.8 × 600 = 930 m² lie within 1,000, but of the two only one does; 500 m² hold one as well.
        let found = floor().broken(&[0.0, 0.9, 0.8, 1.0, 0.0], "cover".to_owned()).unwrap();
        assert_eq!(found.terms, [(ColumnIx(1), 1.0), (ColumnIx(2), 1.0), (ColumnIx(3), -1.0), (ColumnIx(4), -1.0)]);
        assert_eq!(found.upper.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn whole_guests_that_fit_break_nothing() {
        for values in [[1.0, 1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0, 1.0]] {
            assert!(floor().broken(&values, String::new()).is_none(), "{values:?}");
        }
        assert!(floor().broken(&[1.0, 1.0, 0.0, 0.0, 1.0], String::new()).is_some(), "900 m² in 500");
    }
}
