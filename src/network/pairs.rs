//! The walks found: sparse, by pair of places.

/// Walks between two lists of places, millimetres unless said otherwise; pairs without a way within the limit are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkPairs {
    /// First entry of every row, and one past the last.
    first: Vec<usize>,
    /// Column and millimetres, by row, then by column.
    entries: Vec<(u32, u32)>,
}

impl WalkPairs {
    /// The pairs whose rows are these lists, each sorted by column.
    pub(super) fn of_rows(rows: Vec<Vec<(u32, u32)>>) -> Self {
        let mut first = Vec::with_capacity(rows.len() + 1);
        let mut entries = Vec::with_capacity(rows.iter().map(Vec::len).sum());
        first.push(0);
        for row in rows {
            entries.extend(row);
            first.push(entries.len());
        }
        Self { first, entries }
    }

    /// The pairs of a list of (row, column, value) sorted by row and column.
    pub(crate) fn of_sorted(pairs: &[(u32, u32, u32)], rows: usize) -> Self {
        let mut first = vec![0; rows + 1];
        for &(row, ..) in pairs {
            first[row as usize + 1] += 1;
        }
        for at in 0..rows {
            first[at + 1] += first[at];
        }
        Self { first, entries: pairs.iter().map(|&(_, column, value)| (column, value)).collect() }
    }

    /// The pairs with every value changed, such as millimetres to metres.
    #[must_use]
    pub(crate) fn map(mut self, change: impl Fn(u32) -> u32) -> Self {
        for (_, value) in &mut self.entries {
            *value = change(*value);
        }
        self
    }

    /// Columns and millimetres of one row, by column; empty for a row that is not there.
    pub fn row(&self, row: usize) -> &[(u32, u32)] {
        match (self.first.get(row), self.first.get(row + 1)) {
            (Some(&from), Some(&to)) => &self.entries[from..to],
            _ => &[],
        }
    }

    /// Millimetres of one pair.
    pub fn get(&self, row: usize, column: usize) -> Option<u32> {
        let (row, column) = (self.row(row), u32::try_from(column).ok()?);
        row.binary_search_by_key(&column, |entry| entry.0).ok().map(|at| row[at].1)
    }

    /// Number of pairs.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no pair has a way.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same pairs with `columns` rows: what was a column is a row.
    #[must_use]
    pub fn transposed(&self, columns: usize) -> Self {
        let mut first = vec![0_usize; columns + 1];
        for &(column, _) in &self.entries {
            first[column as usize + 1] += 1;
        }
        for at in 0..columns {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut entries = vec![(0, 0); self.entries.len()];
        for row in 0..self.first.len().saturating_sub(1) {
            let name = u32::try_from(row).unwrap_or(u32::MAX);
            for &(column, mm) in self.row(row) {
                let slot = &mut next[column as usize];
                entries[*slot] = (name, mm);
                *slot += 1;
            }
        }
        Self { first, entries }
    }
}
