//! The folder of a difference.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::Difference;
use crate::report::manifest::{MANIFEST, json_bytes, sha256};
use crate::report::{ReportError, folder, gis};

/// Value of `program` in the manifest: no run, and not taken for one.
pub(super) const PROGRAM: &str = "fukugo diff";

/// The figures for scripts.
const SUMMARY: &str = "difference.json";

/// Writes the folder.
pub(super) fn write(difference: &Difference<'_>, out: &Path) -> Result<(), ReportError> {
    folder::replace_of(out, &files(difference)?, PROGRAM)
}

/// Every file by name.
pub(super) fn files(difference: &Difference<'_>) -> Result<BTreeMap<String, Vec<u8>>, ReportError> {
    let mut files = BTreeMap::new();
    files.insert(SUMMARY.to_owned(), json_bytes(&difference.summary())?);
    let [package, project] = gis::difference_files(difference)?;
    files.insert(gis::DIFFERENCE_PACKAGE.to_owned(), package);
    files.insert(gis::DIFFERENCE_PROJECT.to_owned(), project);
    let hashes: Map<String, Value> = files.iter().map(|(name, bytes)| (name.clone(), sha256(bytes).into())).collect();
    let manifest = json!({ "format": 1, "program": PROGRAM, "version": env!("CARGO_PKG_VERSION"), "files": hashes });
    files.insert(MANIFEST.to_owned(), json_bytes(&manifest)?);
    Ok(files)
}
