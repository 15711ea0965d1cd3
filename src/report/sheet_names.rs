//! File names of the sheets: safe on every file system whatever ids hold, and told apart even where case does not count.

use std::collections::BTreeMap;

use super::manifest::sha256;
use crate::id::SiteIx;
use crate::instance::Instance;

/// Folder of the sheets.
pub(super) const SHEETS: &str = "sheets";

/// Longest part of an id in a file name, bytes; some systems allow 255 for a name, some 260 for a path.
const LONGEST: usize = 60;

/// Digits of the hash that tell names apart.
const HASH_DIGITS: usize = 10;

/// The name of every site's sheet.
pub(super) struct SheetNames {
    names: Vec<String>,
}

impl SheetNames {
    /// Names of the sheets of all sites.
    pub(super) fn new(instance: &Instance<'_>) -> Self {
        Self::of(instance.sites.iter().map(|entry| entry.site.id.as_str()))
    }

    /// An id of plain characters is its sheet's name; any other gets a hash of the id in the place of what was left out.
    fn of<'id>(ids: impl Iterator<Item = &'id str> + Clone) -> Self {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for id in ids.clone() {
            *uses.entry(plain(id).to_ascii_lowercase()).or_default() += 1;
        }
        let name = |id: &str| {
            let plain = plain(id);
            let is_alone = uses.get(&plain.to_ascii_lowercase()) == Some(&1);
            if plain == id && is_alone {
                // The word before it keeps a device's name, such as `con`, from being one.
                format!("site-{plain}.html")
            } else {
                let hash: String = sha256(id.as_bytes()).chars().take(HASH_DIGITS).collect();
                format!("site-{plain}-x{hash}.html")
            }
        };
        Self { names: ids.map(name).collect() }
    }

    /// The file, inside the folder of sheets.
    pub(super) fn file(&self, site: SiteIx) -> &str {
        &self.names[site.0]
    }

    /// The link from the report.
    pub(super) fn link_in_report(&self, site: SiteIx) -> String {
        format!("{SHEETS}/{}", self.file(site))
    }
}

/// The characters of an id that are the same in every file system and need no escape in a link.
fn plain(id: &str) -> String {
    id.chars().filter(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_')).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_ids_keep_their_names_and_no_two_sheets_share_one_anywhere() {
        let long = "館".repeat(300);
        let ids = ["es-01", "A1", "a1", "../x", "x", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "", "con", &long];
        let names = SheetNames::of(ids.into_iter());
        assert_eq!((names.names[0].as_str(), names.names[8].as_str()), ("site-es-01.html", "site-con.html"));
        let mut folded: Vec<String> = names.names.iter().map(|name| name.to_ascii_lowercase()).collect();
        let is_safe =
            |name: &String| name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        assert!(folded.iter().all(is_safe), "{folded:?}");
        folded.sort();
        folded.dedup();
        assert_eq!(folded.len(), ids.len());
    }
}
