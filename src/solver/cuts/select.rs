//! Which of the rows found are worth having: the deepest ones that do not say nearly the same.

use std::collections::BTreeMap;

use super::mir::LEAST_DEPTH;
use crate::model::Row;

/// Cosine of the angle of two rows from which the less deep one is left out.
const ALIKE: f64 = 0.9;

/// Most rows.
const MOST: usize = 1_000;

/// The rows broken deepest by `values`.
pub(super) fn deepest(rows: Vec<Row>, values: &[f64]) -> Vec<Row> {
    let mut rows: Vec<(f64, f64, Row)> = rows
        .into_iter()
        .map(|row| {
            let length = row.length();
            ((row.activity(values) - row.upper) / length, length, row)
        })
        .filter(|(depth, _, _)| *depth > LEAST_DEPTH)
        .collect();
    // A stable order: those as deep as each other stay in the order of the rows that they began with.
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut kept: Vec<Row> = Vec::new();
    // By column: kept rows with it, and the factor there divided by the row's length.
    let mut directions: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for (_, length, row) in rows {
        let mut cosines: BTreeMap<usize, f64> = BTreeMap::new();
        for &(column, factor) in &row.terms {
            for &(other, direction) in directions.get(&column.0).into_iter().flatten() {
                *cosines.entry(other).or_insert(0.0) += direction * factor / length;
            }
        }
        if cosines.values().any(|&cosine| cosine > ALIKE) {
            continue;
        }
        for &(column, factor) in &row.terms {
            directions.entry(column.0).or_default().push((kept.len(), factor / length));
        }
        kept.push(row);
        if kept.len() == MOST {
            break;
        }
    }
    kept
}
