//! What GIS analysts open: `plan.gpkg`, layers with styles inside, and `plan.qgz`, the project of QGIS that shows them in time.
//!
//! A layer is a value ([`table::Table`]), written by [`package`] and shown by [`project`]; nothing here names a file of its own.

mod codes;
mod columns;
mod difference;
mod geometry;
mod layers;
mod package;
mod plan_map;
mod project;
mod style;
mod table;
mod xml;

#[cfg(test)]
mod tests;

use super::ReportError;
use super::book::Book;
use super::difference::Difference;
use super::geojson::Layer;
use crate::metrics::PointAccess;

/// The version of QGIS whose files these are; later ones read them too.
const QGIS_VERSION: &str = "3.22.16-Białowieża";

/// The GeoPackage of a run.
pub(super) const PACKAGE: &str = "plan.gpkg";

/// The project beside it.
pub(super) const PROJECT: &str = "plan.qgz";

/// The GeoPackage of a difference.
pub(super) const DIFFERENCE_PACKAGE: &str = "difference.gpkg";

/// The project beside it.
pub(super) const DIFFERENCE_PROJECT: &str = "difference.qgz";

/// The GeoJSON layers of a run, from which the layers of the same name are made.
pub(super) struct Layers<'run> {
    pub(super) facilities: &'run Layer,
    pub(super) schools: &'run Layer,
    pub(super) functions: &'run Layer,
    pub(super) moves: &'run Layer,
    pub(super) access: &'run Layer,
    pub(super) losers: &'run Layer,
}

/// The GeoPackage and the project of a run.
///
/// # Errors
/// [`ReportError::GeoPackage`] when SQLite refuses a table, [`ReportError::Project`] when the archive cannot be written.
pub(super) fn plan_files(book: &Book<'_>, access: &[PointAccess], layers: &Layers<'_>) -> Result<[Vec<u8>; 2], ReportError> {
    let tables = layers::plan_tables(book, access, layers);
    let package = package::package(&tables, book.run.lang).map_err(ReportError::GeoPackage)?;
    let project = plan_map::project(book, &tables).qgz("plan").map_err(ReportError::Project)?;
    Ok([package, project])
}

/// The GeoPackage and the project of a difference.
///
/// # Errors
/// As [`plan_files`].
pub(super) fn difference_files(difference: &Difference<'_>) -> Result<[Vec<u8>; 2], ReportError> {
    let tables = difference::tables(difference);
    let package = package::package(&tables, difference.lang).map_err(ReportError::GeoPackage)?;
    let project = difference::project(difference, &tables).qgz("difference").map_err(ReportError::Project)?;
    Ok([package, project])
}
