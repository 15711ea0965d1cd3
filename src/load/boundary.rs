//! `boundary.geojson`: one outline from all its features.

use super::columns::Columns;
use super::features::features;
use super::findings::{Findings, Read};
use super::keyed::empty;
use super::places::outline;
use crate::geography::{Outline, Rings};

/// The file's name.
pub(super) const FILE: &str = "boundary.geojson";

const COLUMNS: Columns<'static> = Columns { fields: &["id", "name", "source"], yearly: &[] };

/// The municipality's outline: all features of the text together; `None` when an error was reported.
pub(super) fn read(text: &str, findings: &mut Findings) -> Option<Outline> {
    let features = features(FILE, text, COLUMNS, findings)?;
    if features.list.is_empty() {
        empty(FILE, findings);
        return None;
    }
    let outlines: Vec<Read<Outline>> =
        features.list.iter().map(|feature| outline(&feature.record.place(), &feature.geometry, findings)).collect();
    let rings: Vec<Rings> = outlines.into_iter().collect::<Read<Vec<_>>>().ok()?.iter().flat_map(Outline::polygons).collect();
    let whole = Outline::new(&rings);
    // Features that share borders or overlap are each valid but not together; their union is the municipality.
    Some(if whole.invalidity().is_some() { whole.repaired() } else { whole })
}
