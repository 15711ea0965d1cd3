//! Mixed-integer rounding of one sum of rows.
//!
//! Every variable is measured from one of its ends: whole ones from the nearer, turned round one by one where that deepens the row;
//! quantities from the nearer, where those that only add can be left out. What is left is `Σ a·x − Σ c·s ≤ b` with `x ≥ 0` whole and `c`, `s`
//! not below 0; divided by some `δ`, with `f = b/δ − ⌊b/δ⌋`, `Σ F(a/δ)·x − Σ c/(δ(1 − f))·s ≤ ⌊b/δ⌋` holds, where
//! `F(d) = ⌊d⌋ + max(0, d − ⌊d⌋ − f) / (1 − f)`. `F` has no leaps, so that what rounding does to coefficients stays small.
//!
//! # Source
//! Nemhauser, Wolsey (1990), "A recursive procedure to generate all cuts for 0–1 mixed integer programs", Mathematical Programming 46; choice of
//! `δ` and of ends after Marchand, Wolsey (2001).

use std::collections::BTreeMap;

use super::{Point, Sum, THERE, Variable, end_and_sign};
use crate::model::{ColumnIx, Row};

/// Least depth of a broken row: by how much it is broken, relative to its length.
pub(super) const LEAST_DEPTH: f64 = 1e-3;

/// Depth at the best `δ` from which turning ends round is not tried.
const HOPELESS: f64 = -0.2;

/// Fractions of the rounded end outside of which a row is too steep or too flat.
const FRACTIONS: std::ops::RangeInclusive<f64> = 0.05..=0.95;

/// Most values of `δ` that are tried, and most ends that are turned round.
const DIVISORS: usize = 30;

/// See [`DIVISORS`].
const TURNS: usize = 60;

/// Greatest end after division: beyond it the fraction has too few digits.
const MOST_END: f64 = 1e5;

/// Greatest ratio of two coefficients of a row.
const SPREAD: f64 = 1e6;

/// What the end is loosened by, relative, for rounding of sums.
const LOOSE: f64 = 1e-9;

/// A whole variable, measured from one of its ends.
#[derive(Clone, Copy, Debug)]
struct Whole {
    variable: Variable,
    coefficient: f64,
    /// Greatest value from the end it is measured from.
    most: f64,
    value: f64,
    is_from_upper: bool,
}

impl Whole {
    fn turned(self) -> Self {
        let value = self.most - self.value;
        Self { coefficient: -self.coefficient, value, is_from_upper: !self.is_from_upper, ..self }
    }
}

/// A quantity that takes from the sum, measured from one of its ends.
#[derive(Clone, Copy, Debug)]
struct Quantity {
    variable: Variable,
    /// Below 0.
    coefficient: f64,
    is_from_upper: bool,
}

/// A sum with every variable measured from an end: `Σ whole + Σ quantities ≤ end`.
struct Measured {
    whole: Vec<Whole>,
    quantities: Vec<Quantity>,
    end: f64,
    /// `Σ coefficient · value` of the quantities, and the sum of squares of their coefficients.
    taken: f64,
    squares: f64,
}

/// The row of a sum, rounded as deep as was found, where the relaxation breaks it.
pub(super) fn rounded(point: &Point<'_>, sum: &Sum) -> Option<Row> {
    let mut measured = Measured::new(point, sum)?;
    let divisor = measured.deepen()?;
    measured.row(point, divisor)
}

impl Measured {
    /// None where nothing is whole or a quantity has no end.
    fn new(point: &Point<'_>, sum: &Sum) -> Option<Self> {
        let mut measured = Self { whole: Vec::new(), quantities: Vec::new(), end: sum.end, taken: 0.0, squares: 0.0 };
        for (&variable, &coefficient) in &sum.terms {
            let (lower, upper, value) = point.range(variable);
            let is_from_upper = upper - value < value - lower;
            let end = if is_from_upper { upper } else { lower };
            if !end.is_finite() {
                return None;
            }
            measured.end -= coefficient * end;
            let coefficient = if is_from_upper { -coefficient } else { coefficient };
            let value = (value - end).abs();
            if point.is_whole(variable) {
                if upper > lower {
                    measured.whole.push(Whole { variable, coefficient, most: upper - lower, value, is_from_upper });
                }
            } else if coefficient < 0.0 {
                measured.taken += coefficient * value;
                measured.squares += coefficient * coefficient;
                measured.quantities.push(Quantity { variable, coefficient, is_from_upper });
            }
        }
        (!measured.whole.is_empty()).then_some(measured)
    }

    /// The whole part and the fraction of the end, divided.
    fn divided(&self, divisor: f64) -> (f64, f64) {
        let end = self.end / divisor;
        (end.floor(), end - end.floor())
    }

    /// How deep the rounded row is broken.
    fn depth(&self, divisor: f64) -> Option<f64> {
        let (floor, fraction) = self.divided(divisor);
        if !FRACTIONS.contains(&fraction) || floor.abs() > MOST_END {
            return None;
        }
        let steep = 1.0 / (divisor * (1.0 - fraction));
        let (mut sum, mut squares) = (steep * self.taken, steep * steep * self.squares);
        for whole in &self.whole {
            let factor = rounding(whole.coefficient / divisor, fraction);
            sum += factor * whole.value;
            squares += factor * factor;
        }
        (squares > 0.0).then(|| (sum - floor) / squares.sqrt())
    }

    /// Chooses `δ` and turns ends round; none where the row is not broken.
    fn deepen(&mut self) -> Option<f64> {
        let mut best: Option<(f64, f64)> = None;
        let consider = |this: &Self, divisor: f64, best: &mut Option<(f64, f64)>| {
            if let Some(depth) = this.depth(divisor)
                && best.is_none_or(|best| depth > best.0)
            {
                *best = Some((depth, divisor));
            }
        };
        for divisor in self.divisors() {
            consider(self, divisor, &mut best);
        }
        let (depth, divisor) = best?;
        if depth < HOPELESS {
            return None;
        }
        for part in [2.0, 4.0, 8.0] {
            consider(self, divisor / part, &mut best);
        }
        let (mut depth, divisor) = best?;
        // Those in the middle gain most by the other end.
        let middle = |whole: &Whole| (whole.value - whole.most / 2.0).abs();
        let mut order: Vec<usize> =
            (0..self.whole.len()).filter(|&n| self.whole[n].value > THERE && self.whole[n].most.is_finite()).collect();
        order.sort_by(|&a, &b| middle(&self.whole[a]).total_cmp(&middle(&self.whole[b])));
        for n in order.into_iter().take(TURNS) {
            let (before, end) = (self.whole[n], self.end);
            self.end -= before.coefficient * before.most;
            self.whole[n] = before.turned();
            match self.depth(divisor) {
                Some(deeper) if deeper > depth + LOOSE => depth = deeper,
                _ => (self.whole[n], self.end) = (before, end),
            }
        }
        (depth >= LEAST_DEPTH).then_some(divisor)
    }

    /// Coefficients of whole variables between their ends, the greatest first, and one beyond.
    fn divisors(&self) -> Vec<f64> {
        let between = self.whole.iter().filter(|whole| whole.value > THERE && whole.value < whole.most - THERE);
        let mut all: Vec<f64> = between.map(|whole| whole.coefficient.abs()).filter(|&size| size > THERE).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        all.dedup_by(|a, b| (*a - *b).abs() <= LOOSE * *b);
        all.extend(all.first().map(|most| most + 1.0));
        let step = all.len().div_ceil(DIVISORS).max(1);
        all.into_iter().step_by(step).collect()
    }

    /// The rounded row in the columns of the model.
    fn row(&self, point: &Point<'_>, divisor: f64) -> Option<Row> {
        let (end, fraction) = self.divided(divisor);
        let mut written = Written { terms: BTreeMap::new(), end };
        for whole in &self.whole {
            let factor = rounding(whole.coefficient / divisor, fraction);
            written.add(point, whole.variable, factor, whole.is_from_upper);
        }
        for quantity in &self.quantities {
            written.add(point, quantity.variable, quantity.coefficient / (divisor * (1.0 - fraction)), quantity.is_from_upper);
        }
        written.row(point)
    }
}

/// `F` of the module's comment.
fn rounding(coefficient: f64, fraction: f64) -> f64 {
    coefficient.floor() + (coefficient - coefficient.floor() - fraction).max(0.0) / (1.0 - fraction)
}

/// A row that is written in columns of the model.
struct Written {
    terms: BTreeMap<usize, f64>,
    end: f64,
}

impl Written {
    /// Adds `factor` times a variable measured from an end.
    fn add(&mut self, point: &Point<'_>, variable: Variable, factor: f64, is_from_upper: bool) {
        let (lower, upper, _) = point.range(variable);
        let (end, factor) = if is_from_upper { (upper, -factor) } else { (lower, factor) };
        let columns = point.model.columns.len();
        if variable < columns {
            self.end += factor * end;
            *self.terms.entry(variable).or_insert(0.0) += factor;
            return;
        }
        // `slack = sign · (end − row)`.
        let row = &point.model.rows[variable - columns];
        let (end, sign) = end_and_sign(row);
        self.end -= factor * sign * end;
        for &(column, coefficient) in &row.terms {
            *self.terms.entry(column.0).or_insert(0.0) -= factor * sign * coefficient;
        }
    }

    /// The row, without coefficients that are next to nothing, whose part is given to the end; none where one of those
    /// has no end.
    fn row(self, point: &Point<'_>) -> Option<Row> {
        let greatest = self.terms.values().fold(0.0_f64, |greatest, factor| greatest.max(factor.abs()));
        let (mut terms, mut upper) = (Vec::new(), self.end);
        for (variable, factor) in self.terms {
            if factor.abs() * SPREAD >= greatest {
                terms.push((ColumnIx(variable), factor));
            } else {
                let (least, most, _) = point.range(variable);
                upper -= (factor * least).min(factor * most).min(0.0);
            }
        }
        upper += LOOSE * upper.abs().max(greatest);
        (upper.is_finite() && !terms.is_empty()).then(|| Row::new("mir".to_owned(), f64::NEG_INFINITY, upper, terms))
    }
}
