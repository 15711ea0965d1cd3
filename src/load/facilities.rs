//! `facilities.geojson`.

use super::columns::Columns;
use super::features::features;
use super::findings::Findings;
use super::keyed::Keyed;
use super::sites::{Limits, SITE_FIELDS, SiteEntry, place_of_feature, read_site};
use crate::project::Purpose;

/// The file's name.
pub(super) const FILE: &str = "facilities.geojson";

const COLUMNS: Columns<'static> = Columns { fields: &SITE_FIELDS, yearly: &[] };

/// The facility sites of the file's text.
pub(super) fn read(text: &str, findings: &mut Findings) -> Keyed<SiteEntry> {
    let Some(features) = features(FILE, text, COLUMNS, findings) else { return Keyed::unknown() };
    Keyed::read(features, place_of_feature, findings, |feature, findings| {
        read_site(feature, Limits::Optional, findings, |_| Ok(Purpose::Facility))
    })
}
