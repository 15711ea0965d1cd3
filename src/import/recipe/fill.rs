//! Fields and the thirteen methods that fill them (`docs/recipes.md`, section 4).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Condition, Scalar};
use crate::project::Grade;

/// A field and what fills it; the first fill that yields a value is taken. Names that begin with `_` are not written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct FieldSpec {
    pub name: String,
    pub fill: Vec<Fill>,
}

/// One way to fill a field: exactly one method, and what is done with its value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::import) struct Fill {
    /// Rows it is for; absent = all.
    pub when: Vec<Condition>,
    /// Method: copies a column.
    pub column: Option<String>,
    /// Method: the same value for all.
    pub value: Option<Scalar>,
    /// Method: a class default.
    pub class: Option<ClassDefault>,
    /// Method: the first rule that holds.
    pub rules: Option<Vec<NameRule>>,
    /// Method: a column of the nearest row of a source.
    pub nearest: Option<Nearest>,
    /// Method: a column of the row with the same key.
    pub lookup: Option<Lookup>,
    /// Method: `true` where a source has a row with the same key or close by.
    pub exists: Option<Exists>,
    /// Method: a year spread over a range by a hash of a column.
    pub spread: Option<Spread>,
    /// Method: another field times a factor.
    pub product: Option<Product>,
    /// Method: the sum over the demand points nearest to the row among rows meeting `when`.
    pub gather: Option<Gather>,
    /// Method: the row's share of an amount of a source.
    pub share: Option<Share>,
    /// Method: the sum of a field over the functions on the site; facilities only.
    pub sum: Option<String>,
    /// Method: this text, the source's name and the row's number in it.
    pub origin: Option<String>,
    /// Words exchanged for others.
    pub words: BTreeMap<String, Scalar>,
    /// Factor on a number.
    pub scale: Option<f64>,
    /// Step a number is rounded to.
    pub round_to: Option<f64>,
    /// Grade; absent = what the method gives.
    pub grade: Option<Grade>,
    /// Why this value; needed for everything assumed.
    pub why: Option<String>,
}

/// A value by the class a column names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct ClassDefault {
    pub column: String,
    pub values: BTreeMap<String, Scalar>,
    /// For classes without a value.
    #[serde(default)]
    pub otherwise: Option<Scalar>,
}

/// A value for rows that meet all conditions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct NameRule {
    pub when: Vec<Condition>,
    pub gives: Scalar,
}

/// The nearest row of a source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Nearest {
    pub source: String,
    pub column: String,
    /// Candidates; absent = all rows with a point and a value.
    #[serde(default, rename = "where")]
    pub candidates: Vec<Condition>,
    /// Columns in which the candidate must equal the row.
    #[serde(default)]
    pub same: Vec<String>,
    /// Farthest it may be, metres in a straight line.
    #[serde(default)]
    pub within_m: Option<f64>,
}

/// The row with the same key in a source or in a table built before.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Lookup {
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub table: Option<String>,
    pub key: String,
    pub by: String,
    pub column: String,
    /// The key only begins the text of `by`, after this beginning; the longest such key is taken. For addresses: towns of a ward.
    #[serde(default)]
    pub after: Option<String>,
}

/// Whether a source knows the row: by key, by distance, or both (either suffices).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Exists {
    pub source: String,
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub by: Option<String>,
    #[serde(default)]
    pub within_m: Option<f64>,
}

/// `from + hash(by) mod (to − from + 1)`, the hash being 64-bit FNV-1a of the text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Spread {
    pub from: i64,
    pub to: i64,
    pub by: String,
}

/// A field times a factor, or times its class's factor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Product {
    pub of: String,
    #[serde(default)]
    pub factor: Option<f64>,
    #[serde(default)]
    pub class: Option<ClassDefault>,
}

/// What demand points bring to the nearest row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Gather {
    /// Column of the demand table, people.
    pub column: String,
    /// Share of it that comes, ratio.
    pub factor: f64,
}

/// An amount divided over the rows that meet `when`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::import) struct Share {
    pub source: String,
    /// Lines of the source that make up the amount.
    #[serde(rename = "where")]
    pub lines: Vec<Condition>,
    /// Column with the amount.
    pub amount: String,
    /// Field the amount is divided by; absent = equal shares.
    #[serde(default)]
    pub by: Option<String>,
}
