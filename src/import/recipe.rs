//! The recipe: which source feeds which field, what fills the rest, and how sure each value is (`docs/recipes.md`).

mod check;
mod fill;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::problem::{self, Problems};
use crate::project::Grade;

pub(super) use fill::{ClassDefault, Exists, FieldSpec, Fill, Gather, Lookup, NameRule, Nearest, Product, Share, Spread};

/// A recipe as its TOML file states it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recipe {
    /// Short name.
    pub name: String,
    /// What is built from what, in planning words.
    pub description: String,
    /// Limits a reader of the results must know; copied to `SOURCE.md`.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Source tables by name.
    pub source: BTreeMap<String, SourceSpec>,
    /// The source whose outline bounds the municipality.
    #[serde(default)]
    pub boundary: Option<BoundarySpec>,
    /// The tables of the project folder.
    pub table: TableSpecs,
    /// Population estimated from a proxy, where no source has it.
    #[serde(default)]
    pub population: Option<PopulationSpec>,
    /// Kinds and unit prices.
    #[serde(default)]
    pub catalogue: CatalogueSpec,
}

/// The outline of the municipality.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundarySpec {
    /// A source with polygons.
    pub source: String,
}

/// The tables, built in this order: demand, schools, functions, facilities, buildings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpecs {
    pub demand: TableSpec,
    pub schools: TableSpec,
    pub functions: TableSpec,
    pub facilities: TableSpec,
    #[serde(default)]
    pub buildings: Option<TableSpec>,
}

/// One source: a file, or rows written in the recipe.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceSpec {
    /// File below the source folder: `.csv`, `.tsv`, `.geojson` or `.json`, each optionally `.gz`.
    #[serde(default)]
    pub file: Option<String>,
    /// Rows written here instead of a file.
    #[serde(default)]
    pub rows: Option<Vec<BTreeMap<String, Scalar>>>,
    /// Columns that are used: working name → name in the file. Rows written here need none.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Column with the longitude, degrees; a GeoJSON file has its geometry.
    #[serde(default)]
    pub lon: Option<String>,
    /// Column with the latitude, degrees.
    #[serde(default)]
    pub lat: Option<String>,
    /// Points are those of another source's rows with the same key.
    #[serde(default)]
    pub locate: Option<Locate>,
    /// Grade of the values as read.
    #[serde(default)]
    pub grade: Grade,
    /// What must hold before a value is used.
    #[serde(default)]
    pub check: Vec<Check>,
    /// Text replaced in a column; counted and listed.
    #[serde(default)]
    pub repair: Vec<Repair>,
    /// Only rows that meet all of these are of interest; the others are counted, not listed.
    #[serde(default)]
    pub keep: Vec<Condition>,
    /// Rows that are dropped for a stated reason; listed one by one.
    #[serde(default)]
    pub drop: Vec<Drop>,
    /// What to do with points outside the boundary.
    #[serde(default)]
    pub outside: Outside,
    /// Who publishes it.
    pub publisher: String,
    /// Terms of use.
    pub license: String,
    /// Credit line the terms ask for.
    #[serde(default)]
    pub credit: Option<String>,
    /// Edition or date.
    pub edition: String,
    /// What a reader should know about it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Where the points of a source without coordinates are found.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Locate {
    /// The source with points.
    pub source: String,
    /// Its key column.
    pub key: String,
    /// The column here that holds the key; a blank leaves the row without a point.
    pub by: String,
    /// Grade of a point found so.
    pub grade: Grade,
}

/// What to do with a point outside the boundary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outside {
    /// Nothing: the source covers more than the municipality.
    #[default]
    Allow,
    /// Drop the row and list it.
    Drop,
    /// Keep the row for its other columns, but not its point, and list it.
    ForgetPoint,
}

/// A content check of one column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    /// What each value that is not blank must meet.
    pub value: Condition,
    /// Least share of rows whose value is not blank, 0–1.
    #[serde(default)]
    pub share_filled: Option<f64>,
    /// Whether no value may occur twice.
    #[serde(default)]
    pub unique: bool,
}

/// A replacement of text in a column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repair {
    pub column: String,
    /// Text to find.
    pub find: String,
    /// Text to put.
    #[serde(default)]
    pub put: String,
    /// Whether everything after the text found goes, too.
    #[serde(default)]
    pub to_end: bool,
    pub why: String,
}

/// Rows to drop.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drop {
    pub when: Vec<Condition>,
    pub why: String,
}

/// A claim about one column of a row; every test given must hold, lists mean "any of".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Condition {
    pub column: String,
    pub one_of: Option<Vec<Scalar>>,
    pub starts_with: Option<Vec<String>>,
    pub ends_with: Option<Vec<String>>,
    pub contains: Option<Vec<String>>,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
    pub blank: Option<bool>,
    /// Turns the claim round.
    pub not: bool,
}

/// How one table is built.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    /// Sources whose rows are its rows; none for facilities, which are the sites of functions.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Functions only: the column whose equal values mean one site, in functions and in schools.
    #[serde(default)]
    pub site: Option<SiteSpec>,
    /// Known values of single rows, which go before every fill.
    #[serde(default, rename = "override")]
    pub overrides: Vec<Override>,
    /// Fields in the order in which they are filled.
    #[serde(default, rename = "field")]
    pub fields: Vec<FieldSpec>,
}

/// What makes functions share a site.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SiteSpec {
    /// Column of the functions, such as the address.
    pub by: String,
    /// Column of the schools; a function with an equal value is in the school.
    #[serde(default)]
    pub school_by: Option<String>,
}

/// Known values of the rows that meet all conditions; conditions see source columns only.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Override {
    pub when: Vec<Condition>,
    pub set: BTreeMap<String, Scalar>,
    pub grade: Grade,
    pub why: String,
}

/// Residents by age band, apportioned by a proxy to totals; whole persons, the totals met exactly.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PopulationSpec {
    /// Fiscal year of the estimate.
    pub fy: i32,
    /// Residents of the municipality, people.
    pub total_people: u64,
    /// Column of the demand table that residents are proportional to.
    pub weight: String,
    /// Totals of parts, scaled to the municipality's.
    #[serde(default)]
    pub control: Option<Control>,
    /// Share of each age band; they sum to 1.
    pub ages: BTreeMap<String, f64>,
    pub grade: Grade,
    pub why: String,
    /// Published figures the estimate is compared with.
    #[serde(default)]
    pub compare: Vec<Compare>,
}

/// Totals of parts of the municipality.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Control {
    pub source: String,
    pub key: String,
    pub value: String,
    /// Field of the demand table that names the part.
    pub by: String,
}

/// Published figures of places.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Compare {
    pub source: String,
    pub key: String,
    pub value: String,
    /// Column of the demand table that names the place.
    pub by: String,
}

/// Kinds and unit prices of the folder.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CatalogueSpec {
    /// `kinds.toml` beside the recipe; absent = the shipped defaults.
    pub kinds: Option<String>,
    /// `costs.toml` beside the recipe; absent = the shipped defaults.
    pub costs: Option<String>,
    /// A source the class prices must agree with.
    pub price_check: Option<PriceCheck>,
}

/// A source of class prices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceCheck {
    pub source: String,
    /// Column with the Japanese name of the class.
    pub name: String,
    pub renovation: String,
    pub rebuild: String,
    /// Thousand yen per unit of the source.
    pub kyen_per_unit: f64,
}

/// A TOML value that stands for one cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Scalar {
    Bool(bool),
    Integer(i64),
    Real(f64),
    Text(String),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(out),
            Self::Integer(value) => value.fmt(out),
            Self::Real(value) => value.fmt(out),
            Self::Text(value) => value.fmt(out),
        }
    }
}

/// Reads and checks the recipe text of `file`.
pub(super) fn parse(file: &Path, text: &str) -> Result<Recipe, Problems> {
    let name = file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned());
    let recipe: Recipe = toml::from_str(text).map_err(|error| vec![problem::toml(&name, text, &error)])?;
    let problems = check::check(&name, &recipe);
    if problems.is_empty() { Ok(recipe) } else { Err(problems) }
}
