//! Turns open data into a project folder by a recipe: which source feeds which field, what fills the rest, and how sure
//! each value is.
//!
//! The recipe's format is `docs/recipes.md`. Every row that is dropped or repaired is counted and listed, every value has a
//! grade, and the folder's `SOURCE.md` says what was done.

mod build;
mod condition;
mod fill;
mod folder;
mod population;
mod problem;
mod provenance;
mod recipe;
mod schema;
mod source;
mod table;
mod text;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::InputError;
use crate::geography::{LonLat, Plane};
use crate::lang::Lang;
use crate::project::Grade;

/// What an import made, from what, and how sure it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportSummary {
    /// Name of the recipe.
    pub recipe: String,
    /// Rows or features written, by file.
    pub rows: BTreeMap<String, usize>,
    /// Values written, by file and grade.
    pub grades: BTreeMap<String, BTreeMap<Grade, usize>>,
    /// What was read of each source.
    pub sources: Vec<SourceRead>,
    /// Every row that was dropped or repaired, in the order of sources and rows.
    pub edits: Vec<Edit>,
    /// How each field was filled.
    pub fills: Vec<FillCount>,
    /// How far values were carried by nearest-point joins.
    pub joins: Vec<Join>,
    /// Estimates beside published figures.
    pub comparisons: Vec<Comparison>,
}

/// A source and what was read of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRead {
    /// Name in the recipe.
    pub name: String,
    /// File below the source folder; none for rows written in the recipe.
    pub file: Option<String>,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// Who publishes it.
    pub publisher: String,
    /// Terms of use.
    pub license: String,
    /// Credit line the terms ask for.
    pub credit: Option<String>,
    /// Edition or date.
    pub edition: String,
    /// What a reader should know about it.
    pub note: Option<String>,
    /// Rows in the file.
    pub rows_read: usize,
    /// Rows left after filters and drops.
    pub rows_kept: usize,
}

/// A change made to a source on its way into the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Source by name.
    pub source: String,
    /// Row or feature; none where the whole source is meant.
    pub row: Option<usize>,
    /// The record's name.
    pub record: String,
    /// What was done.
    pub what: String,
    /// Why.
    pub why: String,
}

impl Edit {
    fn whole(source: &str, what: String) -> Self {
        Self { source: source.to_owned(), row: None, record: String::new(), what, why: "needed to read it".to_owned() }
    }
}

/// How many values of a field one method gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillCount {
    /// Table.
    pub table: String,
    /// Field.
    pub field: String,
    /// Method of the recipe.
    pub method: String,
    /// The recipe's reason.
    pub why: Option<String>,
    /// Grade of the values.
    pub grade: Grade,
    /// Number of values.
    pub values: usize,
}

/// Distances of one nearest-point join, metres in a straight line.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Table and field filled.
    pub field: String,
    /// Source of the points.
    pub source: String,
    /// Values found.
    pub values: usize,
    /// Rows without a candidate.
    pub missed: usize,
    /// Median distance.
    pub median_m: f64,
    /// Longest distance.
    pub longest_m: f64,
}

impl Join {
    fn new(table: &str, place: &str, source: &str, distances: &[f64], missed: usize) -> Option<Self> {
        let mut sorted = distances.to_vec();
        sorted.sort_by(f64::total_cmp);
        let field = place.rsplit(' ').next().unwrap_or(place);
        Some(Self {
            field: format!("{table}.{field}"),
            source: source.to_owned(),
            values: sorted.len(),
            missed,
            median_m: *sorted.get(sorted.len() / 2)?,
            longest_m: *sorted.last()?,
        })
    }
}

/// An estimate beside a published figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is compared.
    pub what: String,
    /// The published figure.
    pub published: f64,
    /// The estimate, in the same unit.
    pub estimated: f64,
}

/// Why nothing was imported; nothing is left in the output folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Recipe or sources break rules; all found, sorted by place.
    #[error("the recipe or its sources have {} error(s)", .0.len())]
    Inputs(Vec<InputError>),
    /// The output folder holds something this command did not write.
    #[error("{} is not an untouched output of import: {found}", .folder.display())]
    OutputInUse {
        /// The folder.
        folder: PathBuf,
        /// What was found there.
        found: String,
    },
    /// A file could not be read or written.
    #[error("cannot read or write {}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
}

/// Builds the project folder `out` from the files below `source` as the recipe says; all or nothing.
///
/// A previous output of this function is replaced; a folder with anything else in it, or with files edited since, is refused.
///
/// # Errors
/// [`ImportError::Inputs`] with every error found in the recipe, the sources and the tables made of them (a failed content
/// check shows up to five sample values); [`ImportError::OutputInUse`] when `out` is not ours to replace;
/// [`ImportError::Io`] when a file cannot be read or written.
///
/// # Example
/// ```no_run
/// use std::path::Path;
/// let summary = fukugo::import::import(
///     Path::new("data/recipes/setagaya-open-data.toml"),
///     Path::new("open-data"),
///     Path::new("runs/project"),
/// )?;
/// assert_eq!(summary.rows["schools.geojson"], 90);
/// # Ok::<(), fukugo::import::ImportError>(())
/// ```
pub fn import(recipe: &Path, source: &Path, out: &Path) -> Result<ImportSummary, ImportError> {
    // Asked first: nobody waits for an import that may not be kept.
    folder::check_replaceable(out)?;
    let bytes = std::fs::read(recipe).map_err(|error| ImportError::Io { path: recipe.to_owned(), source: error })?;
    let (files, summary) = convert(recipe, &bytes, source).map_err(|mut problems| {
        problems.sort();
        problems.dedup();
        ImportError::Inputs(problems)
    })?;
    folder::replace(out, &files)?;
    Ok(summary)
}

/// Files of the folder by name, and the summary.
fn convert(path: &Path, bytes: &[u8], source: &Path) -> Result<(BTreeMap<String, String>, ImportSummary), problem::Problems> {
    let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let content = std::str::from_utf8(bytes).map_err(|error| vec![problem::not_utf8(&file, &error)])?;
    let recipe = recipe::parse(path, content)?;
    let sources = source::read_all(&recipe, source)?;
    let plane = Plane::for_location(center(&sources));
    let mut world = fill::World { file, sources, tables: BTreeMap::new(), plane, joins: Vec::new(), fills: Vec::new() };
    let comparisons = build::build(&recipe, &mut world)?;
    let catalogue = write::catalogue(&recipe, &world, path.parent().unwrap_or_else(|| Path::new("")))?;
    let mut files = write::tables(&world);
    files.extend(catalogue);
    let mut summary = ImportSummary {
        recipe: recipe.name.clone(),
        rows: BTreeMap::new(),
        grades: write::grades(&world),
        sources: world.sources.reads,
        edits: world.sources.edits,
        fills: world.fills,
        joins: world.joins,
        comparisons,
    };
    for (table, rows) in &world.tables {
        summary.rows.insert(write::file_name(table), rows.rows.len());
    }
    summary.edits.sort_by(|a, b| (&a.source, a.row, &a.what).cmp(&(&b.source, b.row, &b.what)));
    files.insert("SOURCE.md".to_owned(), provenance::markdown(&recipe, &summary));
    Ok((files, summary))
}

/// A place in the municipality: its boundary's centroid, or else the first point of any source.
fn center(sources: &source::Sources) -> LonLat {
    let first = || sources.tables.values().flat_map(|table| &table.rows).find_map(|row| row.point.map(|(point, _)| point));
    sources
        .boundary
        .as_ref()
        .and_then(crate::geography::Outline::centroid)
        .or_else(first)
        .unwrap_or(LonLat { lon: 0.0, lat: 0.0 })
}

impl ImportSummary {
    /// Number of values of `grade` in all tables.
    pub fn values_of(&self, grade: Grade) -> usize {
        self.grades.values().filter_map(|grades| grades.get(&grade)).sum()
    }

    /// The summary in a few lines for the terminal.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        provenance::lines(self, lang)
    }
}
