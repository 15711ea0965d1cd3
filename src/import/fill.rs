//! Fills the fields of a table: known values first, then each fill in turn until one yields a value.

mod amount;
mod spatial;

use std::collections::{BTreeMap, BTreeSet};

use super::condition::meets;
use super::problem::{self, Problems};
use super::recipe::{ClassDefault, Condition, FieldSpec, Fill, Lookup, NameRule, TableSpec};
use super::source::Sources;
use super::table::{Cell, Row, Table};
use super::text;
use super::{FillCount, Join};
use crate::error::{InputCode, InputError, Text};
use crate::geography::Plane;
use crate::project::Grade;

/// What fills may look at, and what they leave for `SOURCE.md`.
#[derive(Debug)]
pub(super) struct World {
    /// The recipe's file, for messages.
    pub file: String,
    pub sources: Sources,
    /// Tables of the folder built so far.
    pub tables: BTreeMap<String, Table>,
    pub plane: Plane,
    pub joins: Vec<Join>,
    pub fills: Vec<FillCount>,
}

impl World {
    fn source(&self, name: &str) -> Result<&Table, Problems> {
        let known = || self.sources.tables.keys().map(String::as_str);
        self.sources
            .tables
            .get(name)
            .ok_or_else(|| vec![problem::unknown(InputCode::RecipeSource, &self.file, "source", name, known())])
    }

    /// Fills every field of `spec` in `table`, called `name` in the folder.
    pub(super) fn fill(&mut self, name: &str, table: &mut Table, spec: &TableSpec) -> Result<(), Problems> {
        let known = self.known_values(name, table, spec)?;
        for field in &spec.fields {
            self.fill_field(name, table, field, &known)?;
        }
        Ok(())
    }

    /// The values of overrides by row and field; each override must meet a row, or the source has changed.
    fn known_values(
        &mut self,
        name: &str,
        table: &mut Table,
        spec: &TableSpec,
    ) -> Result<BTreeMap<(usize, String), Cell>, Problems> {
        let mut known = BTreeMap::new();
        let mut problems = Vec::new();
        for entry in &spec.overrides {
            let place = format!("table.{name}.override");
            problems.extend(self.unknown_columns(&place, table, &entry.when));
            let rows: Vec<usize> = (0..table.rows.len()).filter(|&at| meets(&table.rows[at], &entry.when)).collect();
            if rows.is_empty() {
                let why = Text::new(
                    "当たる行のない指定は資料かレシピの変化を示します",
                    "an override that meets no row shows that a source or the recipe has changed",
                );
                let repair = Text::new("条件を直すか消してください", "correct its conditions or remove it");
                problems.push(problem::at(InputCode::RecipeContent, &self.file, &place, entry.why.clone(), why, repair));
            }
            for (field, value) in &entry.set {
                if !spec.fields.iter().any(|spec| &spec.name == field) {
                    let fields = spec.fields.iter().map(|spec| spec.name.as_str());
                    problems.push(problem::unknown(InputCode::UnknownField, &self.file, &place, field, fields));
                }
                for &row in &rows {
                    known.insert((row, field.clone()), Cell { text: value.to_string(), grade: entry.grade });
                }
                self.count(name, field, "known value", Some(&entry.why), entry.grade, rows.len());
            }
        }
        if problems.is_empty() { Ok(known) } else { Err(problems) }
    }

    fn fill_field(
        &mut self,
        name: &str,
        table: &mut Table,
        spec: &FieldSpec,
        known: &BTreeMap<(usize, String), Cell>,
    ) -> Result<(), Problems> {
        let mut values: Vec<Option<Cell>> =
            (0..table.rows.len()).map(|row| known.get(&(row, spec.name.clone())).cloned()).collect();
        let place = format!("table.{name}.field {}", spec.name);
        for fill in &spec.fill {
            let problems = self.unknown_columns(&place, table, &fill.when);
            if !problems.is_empty() {
                return Err(problems);
            }
            let receivers: Vec<usize> = (0..table.rows.len()).filter(|&row| meets(&table.rows[row], &fill.when)).collect();
            let mut found = self.method(&place, name, table, fill, &receivers)?;
            let mut counts: BTreeMap<Grade, usize> = BTreeMap::new();
            for (&row, cell) in receivers.iter().zip(&mut found) {
                if values[row].is_some() {
                    continue;
                }
                let Some(cell) = cell.take().filter(|cell| !cell.text.is_empty()) else { continue };
                let cell = self.finish(&place, fill, cell)?;
                *counts.entry(cell.grade).or_default() += 1;
                values[row] = Some(cell);
            }
            for (grade, count) in counts {
                self.count(name, &spec.name, fill.method(), fill.why.as_deref(), grade, count);
            }
        }
        table.columns.insert(spec.name.clone());
        for (row, value) in table.rows.iter_mut().zip(values) {
            if let Some(value) = value {
                row.fields.insert(spec.name.clone(), value);
            }
        }
        Ok(())
    }

    /// One value for each receiver, before words, scale, rounding and the recipe's grade.
    fn method(
        &mut self,
        place: &str,
        name: &str,
        table: &Table,
        fill: &Fill,
        receivers: &[usize],
    ) -> Result<Vec<Option<Cell>>, Problems> {
        let rows = || receivers.iter().map(|&at| &table.rows[at]);
        let assumed = |text: String| Some(Cell { text, grade: Grade::Assumed });
        Ok(if let Some(column) = &fill.column {
            self.require(place, table, column)?;
            rows().map(|row| row.get(column).cloned()).collect()
        } else if let Some(value) = &fill.value {
            rows().map(|_| assumed(value.to_string())).collect()
        } else if let Some(class) = &fill.class {
            self.require(place, table, &class.column)?;
            rows().map(|row| class_value(row, class)).collect()
        } else if let Some(rules) = &fill.rules {
            for rule in rules {
                let problems = self.unknown_columns(place, table, &rule.when);
                if !problems.is_empty() {
                    return Err(problems);
                }
            }
            rows().map(|row| by_rule(row, rules)).collect()
        } else if let Some(nearest) = &fill.nearest {
            self.nearest(place, name, table, nearest, receivers)?
        } else if let Some(lookup) = &fill.lookup {
            self.lookup(place, table, lookup, receivers)?
        } else if let Some(exists) = &fill.exists {
            self.exists(place, table, exists, receivers)?
        } else if let Some(spread) = &fill.spread {
            self.require(place, table, &spread.by)?;
            rows().map(|row| assumed(amount::spread(spread, row.text(&spread.by)))).collect()
        } else if let Some(product) = &fill.product {
            self.require(place, table, &product.of)?;
            rows().map(|row| amount::product(product, row)).collect()
        } else if let Some(gather) = &fill.gather {
            self.gather(place, table, gather, receivers)?
        } else if let Some(share) = &fill.share {
            self.share(place, table, share, receivers)?
        } else if let Some(column) = &fill.sum {
            rows().map(|row| self.sum_on_site(row, column)).collect()
        } else if let Some(prefix) = &fill.origin {
            rows()
                .map(|row| Some(Cell { text: format!("{prefix}{}-{:03}", row.source, row.number), grade: Grade::Derived }))
                .collect()
        } else {
            vec![None; receivers.len()]
        })
    }

    fn lookup(&self, place: &str, table: &Table, lookup: &Lookup, receivers: &[usize]) -> Result<Vec<Option<Cell>>, Problems> {
        self.require(place, table, &lookup.by)?;
        let other = match (&lookup.source, &lookup.table) {
            (Some(source), _) => self.source(source)?,
            (None, Some(name)) => {
                let known = || self.tables.keys().map(String::as_str);
                self.tables
                    .get(name)
                    .ok_or_else(|| vec![problem::unknown(InputCode::RecipeSource, &self.file, place, name, known())])?
            }
            (None, None) => return Ok(vec![None; receivers.len()]),
        };
        self.require(place, other, &lookup.key)?;
        self.require(place, other, &lookup.column)?;
        let mut by_key: BTreeMap<String, &Cell> = BTreeMap::new();
        for row in &other.rows {
            if let Some(cell) = row.get(&lookup.column) {
                by_key.entry(text::key(row.text(&lookup.key))).or_insert(cell);
            }
        }
        Ok(receivers
            .iter()
            .map(|&at| {
                let own = table.rows[at].get(&lookup.by)?;
                let folded = text::key(&own.text);
                let cell = match &lookup.after {
                    None => by_key.get(&folded)?,
                    Some(beginning) => {
                        let rest = folded.strip_prefix(&text::key(beginning))?;
                        let begins = |(key, _): &(&String, &&Cell)| !key.is_empty() && rest.starts_with(key.as_str());
                        by_key.iter().filter(begins).max_by_key(|(key, _)| key.len())?.1
                    }
                };
                Some(Cell { text: cell.text.clone(), grade: cell.grade.max(own.grade) })
            })
            .collect())
    }

    fn finish(&self, place: &str, fill: &Fill, mut cell: Cell) -> Result<Cell, Problems> {
        if !fill.words.is_empty() {
            let word = fill.words.iter().find(|(word, _)| text::key(word) == text::key(&cell.text));
            let Some((_, other)) = word else {
                let known = fill.words.keys().map(String::as_str);
                return Err(vec![problem::unknown(InputCode::RecipeContent, &self.file, place, &cell.text, known)]);
            };
            cell.text = other.to_string();
        }
        if fill.scale.is_some() || fill.round_to.is_some() {
            let value = text::number(&cell.text).ok_or_else(|| vec![self.not_a_number(place, &cell.text)])?;
            let scaled = value * fill.scale.unwrap_or(1.0);
            let rounded = fill.round_to.map_or(scaled, |step| (scaled / step + 0.5).floor() * step);
            cell.text = text::number_text(rounded);
            cell.grade = cell.grade.max(Grade::Derived);
        }
        cell.grade = fill.grade.unwrap_or(cell.grade);
        Ok(cell)
    }

    pub(super) fn count(&mut self, table: &str, field: &str, method: &str, why: Option<&str>, grade: Grade, values: usize) {
        if values > 0 && !field.starts_with('_') {
            self.fills.push(FillCount {
                table: table.to_owned(),
                field: field.to_owned(),
                method: method.to_owned(),
                why: why.map(str::to_owned),
                grade,
                values,
            });
        }
    }

    fn require(&self, place: &str, table: &Table, column: &str) -> Result<(), Problems> {
        if table.columns.contains(column) {
            return Ok(());
        }
        let known: BTreeSet<&str> = table.columns.iter().map(String::as_str).collect();
        Err(vec![problem::unknown(InputCode::RecipeSource, &self.file, place, column, known)])
    }

    fn unknown_columns(&self, place: &str, table: &Table, conditions: &[Condition]) -> Problems {
        conditions.iter().filter_map(|condition| self.require(place, table, &condition.column).err()).flatten().collect()
    }

    fn not_a_number(&self, place: &str, found: &str) -> InputError {
        let why = Text::new("scale・round_to・share・gather は数を要します", "scale, round_to, share and gather need numbers");
        let repair = Text::new("列の対応か check を直してください", "correct the column or add a check");
        problem::at(InputCode::WrongType, &self.file, place, format!("`{found}`"), why, repair)
    }
}

fn class_value(row: &Row, class: &ClassDefault) -> Option<Cell> {
    let value = class.values.get(row.text(&class.column)).or(class.otherwise.as_ref())?;
    Some(Cell { text: value.to_string(), grade: Grade::Assumed })
}

fn by_rule(row: &Row, rules: &[NameRule]) -> Option<Cell> {
    let rule = rules.iter().find(|rule| meets(row, &rule.when))?;
    Some(Cell { text: rule.gives.to_string(), grade: Grade::Derived })
}
