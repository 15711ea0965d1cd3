//! Fills by place: nearest rows, rows close by, and what demand points bring to the nearest row.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use crate::geography::{LonLat, NearbyPoints, PlanePoint};
use crate::import::Join;
use crate::import::condition::meets;
use crate::import::problem::Problems;
use crate::import::recipe::{Exists, Gather, Nearest};
use crate::import::table::{Cell, Table};
use crate::import::text;
use crate::project::Grade;
use crate::units::Meters;

/// Candidates of one group with their index.
struct Candidates<'table> {
    points: Vec<PlanePoint>,
    cells: Vec<&'table Cell>,
}

impl World {
    fn place(&self, point: LonLat) -> PlanePoint {
        self.plane.project(point)
    }

    /// A column of the nearest candidate; the distances are kept for `SOURCE.md`.
    pub(super) fn nearest(
        &mut self,
        place: &str,
        name: &str,
        table: &Table,
        nearest: &Nearest,
        receivers: &[usize],
    ) -> Result<Vec<Option<Cell>>, Problems> {
        let source = self.source(&nearest.source)?;
        let mut problems = self.unknown_columns(place, source, &nearest.candidates);
        problems.extend(self.require(place, source, &nearest.column).err().into_iter().flatten());
        for column in &nearest.same {
            problems.extend([table, source].iter().filter_map(|table| self.require(place, table, column).err()).flatten());
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut groups: BTreeMap<Vec<String>, Candidates<'_>> = BTreeMap::new();
        let key_of =
            |row: &crate::import::table::Row| nearest.same.iter().map(|column| text::key(row.text(column))).collect::<Vec<_>>();
        for row in source.rows.iter().filter(|row| meets(row, &nearest.candidates)) {
            if let (Some((point, _)), Some(cell)) = (row.point, row.get(&nearest.column)) {
                let group = groups.entry(key_of(row)).or_insert_with(|| Candidates { points: Vec::new(), cells: Vec::new() });
                group.points.push(self.place(point));
                group.cells.push(cell);
            }
        }
        let indexed: BTreeMap<_, _> =
            groups.iter().map(|(key, group)| (key, (NearbyPoints::new(&group.points), group))).collect();
        let mut distances = Vec::new();
        let found = receivers
            .iter()
            .map(|&at| {
                let row = &table.rows[at];
                let own = self.place(row.point?.0);
                let (tree, group) = indexed.get(&key_of(row))?;
                let candidate = tree.nearest(own)?;
                let distance = own.straight_distance(group.points[candidate]).0;
                if nearest.within_m.is_some_and(|most| distance > most) {
                    return None;
                }
                distances.push(distance);
                let cell = group.cells[candidate];
                Some(Cell { text: cell.text.clone(), grade: cell.grade.max(Grade::Estimated) })
            })
            .collect();
        let missed = receivers.len() - distances.len();
        drop(indexed);
        self.joins.extend(Join::new(name, place, &nearest.source, &distances, missed));
        Ok(found)
    }

    /// `true` where the source has a row with the same key, or one close by; no value elsewhere, so that lists can be tried in turn.
    pub(super) fn exists(
        &self,
        place: &str,
        table: &Table,
        exists: &Exists,
        receivers: &[usize],
    ) -> Result<Vec<Option<Cell>>, Problems> {
        let source = self.source(&exists.source)?;
        let keys: BTreeSet<String> = match (&exists.key, &exists.by) {
            (Some(key), Some(by)) => {
                self.require(place, source, key)?;
                self.require(place, table, by)?;
                source.rows.iter().map(|row| text::key(row.text(key))).filter(|key| !key.is_empty()).collect()
            }
            _ => BTreeSet::new(),
        };
        let points: Vec<PlanePoint> = source.rows.iter().filter_map(|row| Some(self.place(row.point?.0))).collect();
        let near = NearbyPoints::new(&points);
        Ok(receivers
            .iter()
            .map(|&at| {
                let row = &table.rows[at];
                let known = exists.by.as_ref().is_some_and(|by| keys.contains(&text::key(row.text(by))));
                let close = exists
                    .within_m
                    .zip(row.point)
                    .is_some_and(|(radius, (point, _))| !near.within(self.place(point), Meters(radius)).is_empty());
                let grade = if known { Grade::Derived } else { Grade::Estimated };
                (known || close).then(|| Cell { text: "true".to_owned(), grade })
            })
            .collect())
    }

    /// Sum over demand points of their column times the factor, each at its nearest receiver; whole people.
    pub(super) fn gather(
        &self,
        place: &str,
        table: &Table,
        gather: &Gather,
        receivers: &[usize],
    ) -> Result<Vec<Option<Cell>>, Problems> {
        let Some(demand) = self.tables.get("demand") else { return Ok(vec![None; receivers.len()]) };
        self.require(place, demand, &gather.column)?;
        let located: Vec<(usize, PlanePoint)> = receivers
            .iter()
            .enumerate()
            .filter_map(|(position, &at)| Some((position, self.place(table.rows[at].point?.0))))
            .collect();
        let near = NearbyPoints::new(&located.iter().map(|(_, point)| *point).collect::<Vec<_>>());
        let mut sums = vec![0.0; receivers.len()];
        for row in &demand.rows {
            let (Some((point, _)), Some(people)) = (row.point, row.number(&gather.column)) else { continue };
            if let Some(nearest) = near.nearest(self.place(point)) {
                sums[located[nearest].0] += people * gather.factor;
            }
        }
        let cell = |sum: &f64| Some(Cell { text: text::number_text((sum + 0.5).floor()), grade: Grade::Estimated });
        Ok(sums.iter().map(cell).collect())
    }
}
