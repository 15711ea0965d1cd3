//! Which site each column of a programme belongs to.

use super::neighborhoods::Anchors;
use super::relax::Relaxation;
use crate::id::SiteIx;
use crate::instance::Instance;
use crate::model::LinearModel;

/// By column: the site it belongs to; none for what the whole municipality shares, such as money.
pub(super) type Homes = Vec<Option<SiteIx>>;

/// Homes of the columns of `relaxation` for parts of at most `most` sites.
pub(super) fn homes_in(instance: &Instance<'_>, anchors: &Anchors, relaxation: &Relaxation<'_>, most: usize) -> Homes {
    let given = relaxation.functions().map(|k| instance.assets[instance.functions[k.0].home.0].site);
    homes(&relaxation.model, anchors, given, most / 2)
}

/// Homes of the columns of `model`, whose first are those `anchors` knows and whose others have `given` homes: decisions belong where they are
/// taken; a quantity belongs to the first column with a home in a row that spans at most `most` sites.
fn homes(model: &LinearModel, anchors: &Anchors, given: impl IntoIterator<Item = SiteIx>, most: usize) -> Homes {
    let mut homes: Homes = anchors.homes().chain(given.into_iter().map(Some)).collect();
    // A quantity may hang on another one; each pass places those whose neighbors have a home.
    loop {
        let mut found: Vec<(usize, SiteIx)> = Vec::new();
        for row in &model.rows {
            if row.terms.iter().all(|term| homes[term.0.0].is_some()) {
                continue;
            }
            let mut sites: Vec<SiteIx> = row.terms.iter().filter_map(|term| homes[term.0.0]).collect();
            let first = sites.first().copied();
            sites.sort_unstable();
            sites.dedup();
            if let Some(first) = first.filter(|_| sites.len() <= most) {
                found.extend(row.terms.iter().filter(|term| homes[term.0.0].is_none()).map(|term| (term.0.0, first)));
            }
        }
        if found.is_empty() {
            return homes;
        }
        for (column, site) in found {
            homes[column].get_or_insert(site);
        }
    }
}
