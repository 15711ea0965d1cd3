//! The complete model as free-format MPS, so that any other solver can confirm an optimum.

use std::io::{self, Write};

use crate::model::{ColumnIx, LinearModel};

/// Writes `model` as free-format MPS with named rows and columns; blanks in names become `_`.
///
/// The objective row is `cost` in million yen; its constant is given, as the format has it, as a negative right-hand side.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(model: &LinearModel, title: &str, out: &mut impl Write) -> io::Result<()> {
    let names = Names::new(model);
    writeln!(out, "NAME {}", plain(title))?;
    writeln!(out, "OBJSENSE\n    MIN\nROWS\n N cost")?;
    for (row, name) in model.rows.iter().zip(&names.rows) {
        let sense = match (row.lower.is_finite(), row.upper.is_finite()) {
            (true, true) if row.lower.to_bits() == row.upper.to_bits() => 'E',
            (false, true) => 'L',
            (true, _) => 'G',
            (false, false) => 'N',
        };
        writeln!(out, " {sense} {name}")?;
    }
    write_columns(model, &names, out)?;
    writeln!(out, "RHS")?;
    if model.offset != 0.0 {
        writeln!(out, " RHS cost {}", -model.offset)?;
    }
    for (row, name) in model.rows.iter().zip(&names.rows) {
        let value = if row.lower.is_finite() { row.lower } else { row.upper };
        if value != 0.0 && value.is_finite() {
            writeln!(out, " RHS {name} {value}")?;
        }
    }
    let ranges = |row: &crate::model::Row| row.lower.is_finite() && row.upper.is_finite() && row.lower < row.upper;
    if model.rows.iter().any(ranges) {
        writeln!(out, "RANGES")?;
        for (row, name) in model.rows.iter().zip(&names.rows).filter(|(row, _)| ranges(row)) {
            writeln!(out, " RNG {name} {}", row.upper - row.lower)?;
        }
    }
    writeln!(out, "BOUNDS")?;
    for (column, name) in model.columns.iter().zip(&names.columns) {
        if column.lower != 0.0 {
            writeln!(out, " LO BND {name} {}", column.lower)?;
        }
        if column.upper.is_finite() {
            writeln!(out, " UP BND {name} {}", column.upper)?;
        }
    }
    writeln!(out, "ENDATA")
}

fn write_columns(model: &LinearModel, names: &Names, out: &mut impl Write) -> io::Result<()> {
    let mut by_column: Vec<Vec<(usize, f64)>> = vec![Vec::new(); model.columns.len()];
    for (index, row) in model.rows.iter().enumerate() {
        for &(ColumnIx(column), coefficient) in &row.terms {
            by_column[column].push((index, coefficient));
        }
    }
    writeln!(out, "COLUMNS")?;
    let mut is_in_integers = false;
    // Every marker has a name of its own: some readers take two of one name for a column that is split.
    let mut markers = 0;
    for ((column, name), entries) in model.columns.iter().zip(&names.columns).zip(&by_column) {
        if column.is_integer != is_in_integers {
            let marker = if column.is_integer { "INTORG" } else { "INTEND" };
            markers += 1;
            writeln!(out, " MARKER{markers} 'MARKER' '{marker}'")?;
            is_in_integers = column.is_integer;
        }
        if column.cost != 0.0 || entries.is_empty() {
            writeln!(out, " {name} cost {}", column.cost)?;
        }
        for &(row, coefficient) in entries {
            writeln!(out, " {name} {} {coefficient}", names.rows[row])?;
        }
    }
    if is_in_integers {
        markers += 1;
        writeln!(out, " MARKER{markers} 'MARKER' 'INTEND'")?;
    }
    Ok(())
}

/// Names without blanks, made unique where two became the same.
struct Names {
    rows: Vec<String>,
    columns: Vec<String>,
}

impl Names {
    fn new(model: &LinearModel) -> Self {
        Self {
            rows: unique(model.rows.iter().map(|row| plain(&row.name))),
            columns: unique(model.columns.iter().map(|column| plain(&column.name))),
        }
    }
}

fn plain(name: &str) -> String {
    let text: String = name.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    if text.is_empty() { "_".to_owned() } else { text }
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    names
        .enumerate()
        .map(|(index, name)| {
            let name = if seen.contains(&name) || name == "cost" { format!("{name}#{index}") } else { name };
            seen.insert(name.clone());
            name
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_model_is_written_with_names_senses_offset_and_markers() {
        let mut model = LinearModel { offset: 2.5, ..LinearModel::default() };
        let open = model.add_binary("open[a b]".to_owned(), 3.0);
        let slack = model.add_quantity("slack".to_owned(), 1.0);
        model.at_least("cover".to_owned(), 1.0, vec![(open, 1.0), (slack, 1.0)]);
        let mut text = Vec::new();
        write(&model, "two words", &mut text).unwrap();
        let expected = "NAME two_words\nOBJSENSE\n    MIN\nROWS\n N cost\n G cover\nCOLUMNS\n MARKER1 'MARKER' 'INTORG'\n \
                        open[a_b] cost 3\n open[a_b] cover 1\n MARKER2 'MARKER' 'INTEND'\n slack cost 1\n slack cover 1\n\
                        RHS\n RHS cost -2.5\n RHS cover 1\nBOUNDS\n UP BND open[a_b] 1\nENDATA\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
