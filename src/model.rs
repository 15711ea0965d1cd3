//! A mixed-integer linear programme as an inspectable value: named columns and rows, apart from any solver.
//!
//! The objective is in million yen, which keeps coefficients near one.

/// Yen per unit of the objective.
pub const YEN_PER_UNIT: f64 = 1e6;

/// Minimize `offset + Σ cost · value` subject to rows and bounds.
#[derive(Clone, Debug, Default)]
pub struct LinearModel {
    /// Columns, in order.
    pub columns: Vec<Column>,
    /// Rows, in order.
    pub rows: Vec<Row>,
    /// Constant of the objective, million yen.
    pub offset: f64,
}

/// Position of a column in [`LinearModel::columns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnIx(pub usize);

/// A decision, a slack or an auxiliary quantity.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name, such as `move[library-north,school-3,2]`.
    pub name: String,
    /// Least value.
    pub lower: f64,
    /// Greatest value; may be infinite.
    pub upper: f64,
    /// Whether it must be whole.
    pub is_integer: bool,
    /// Objective coefficient, million yen per unit.
    pub cost: f64,
}

/// `lower ≤ Σ coefficient · value ≤ upper`.
#[derive(Clone, Debug)]
pub struct Row {
    /// Name, such as `guests[school-3,2]`.
    pub name: String,
    /// Least value; may be minus infinity.
    pub lower: f64,
    /// Greatest value; may be infinite.
    pub upper: f64,
    /// Columns with coefficients, by column, each column once.
    pub terms: Vec<(ColumnIx, f64)>,
}

impl LinearModel {
    /// Adds a zero-one decision.
    pub fn add_binary(&mut self, name: String, cost: f64) -> ColumnIx {
        self.add_column(Column { name, lower: 0.0, upper: 1.0, is_integer: true, cost })
    }

    /// Adds a quantity from 0 upwards.
    pub fn add_quantity(&mut self, name: String, cost: f64) -> ColumnIx {
        self.add_column(Column { name, lower: 0.0, upper: f64::INFINITY, is_integer: false, cost })
    }

    /// Adds a column.
    pub fn add_column(&mut self, column: Column) -> ColumnIx {
        self.columns.push(column);
        ColumnIx(self.columns.len() - 1)
    }

    /// Adds to a column's objective coefficient.
    pub fn add_cost(&mut self, column: ColumnIx, cost: f64) {
        self.columns[column.0].cost += cost;
    }

    /// Adds a row; terms of one column are added up, zeros dropped.
    pub fn add_row(&mut self, name: String, lower: f64, upper: f64, terms: Vec<(ColumnIx, f64)>) {
        self.rows.push(Row::new(name, lower, upper, terms));
    }

    /// Adds `Σ terms ≤ upper`.
    pub fn at_most(&mut self, name: String, upper: f64, terms: Vec<(ColumnIx, f64)>) {
        self.add_row(name, f64::NEG_INFINITY, upper, terms);
    }

    /// Adds `Σ terms ≥ lower`.
    pub fn at_least(&mut self, name: String, lower: f64, terms: Vec<(ColumnIx, f64)>) {
        self.add_row(name, lower, f64::INFINITY, terms);
    }

    /// Whether `values` keep every bound and row up to `tolerance`, relative to the size of a row's terms.
    pub fn holds(&self, values: &[f64], tolerance: f64) -> bool {
        let is_within = |value: f64, lower: f64, upper: f64| {
            let slack = tolerance * value.abs().max(1.0);
            value >= lower - slack && value <= upper + slack
        };
        let mut columns = self.columns.iter().zip(values);
        self.columns.len() == values.len()
            && columns.all(|(column, &value)| is_within(value, column.lower, column.upper))
            && self.rows.iter().all(|row| row.breach(values) <= tolerance)
    }

    /// Objective of given values, million yen.
    pub fn objective(&self, values: &[f64]) -> f64 {
        self.offset + self.columns.iter().zip(values).map(|(column, value)| column.cost * value).sum::<f64>()
    }
}

impl Row {
    /// A row; terms of one column are added up, zeros dropped.
    pub fn new(name: String, lower: f64, upper: f64, terms: Vec<(ColumnIx, f64)>) -> Self {
        Self { name, lower, upper, terms: collected(terms) }
    }

    /// What its terms add up to.
    pub fn activity(&self, values: &[f64]) -> f64 {
        self.terms.iter().map(|&(column, factor)| factor * values[column.0]).sum()
    }

    /// How far `values` are beyond its nearer end, relative to the size of its terms, which counts as at least 1; below 0 within both.
    pub fn breach(&self, values: &[f64]) -> f64 {
        let size: f64 = self.terms.iter().map(|&(column, factor)| (factor * values[column.0]).abs()).sum();
        let activity = self.activity(values);
        (activity - self.upper).max(self.lower - activity) / size.max(1.0)
    }

    /// Euclidean length of its factors.
    pub fn length(&self) -> f64 {
        self.terms.iter().map(|term| term.1 * term.1).sum::<f64>().sqrt()
    }

    /// What is left of it where columns without a place of their own have the given values, and what those add up to.
    pub fn left(&self, places: &[Option<ColumnIx>], values: &[f64]) -> (Self, f64) {
        let mut activity = 0.0;
        let mut terms = Vec::new();
        for &(column, factor) in &self.terms {
            match places[column.0] {
                Some(place) => terms.push((place, factor)),
                None => activity += factor * values[column.0],
            }
        }
        (Self { name: self.name.clone(), lower: self.lower - activity, upper: self.upper - activity, terms }, activity)
    }
}

fn collected(mut terms: Vec<(ColumnIx, f64)>) -> Vec<(ColumnIx, f64)> {
    terms.sort_by_key(|term| term.0);
    let mut sums: Vec<(ColumnIx, f64)> = Vec::with_capacity(terms.len());
    for (column, coefficient) in terms {
        match sums.last_mut() {
            Some(last) if last.0 == column => last.1 += coefficient,
            _ => sums.push((column, coefficient)),
        }
    }
    sums.retain(|term| term.1 != 0.0);
    sums
}
