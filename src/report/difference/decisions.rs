//! Sites and functions that the two runs decide otherwise.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::fiscal::FiscalYear;
use crate::id::{FunctionIx, SiteIx};
use crate::plan::Plan;
use crate::report::book::Book;
use crate::report::state::State;

/// A site that is decided otherwise: a life path of an asset, or what becomes of its land.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct SiteChange {
    /// In A.
    pub(in crate::report) a: SiteIx,
    /// In B.
    pub(in crate::report) b: SiteIx,
    /// The first year whose states differ; none where works differ but no state at the beginning of a year does.
    pub(in crate::report) first: Option<FiscalYear>,
}

/// A function that is decided otherwise.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct FunctionChange {
    /// In A.
    pub(in crate::report) a: FunctionIx,
    /// In B.
    pub(in crate::report) b: FunctionIx,
}

/// Sites decided otherwise, in the order of ids.
pub(super) fn sites(a: &Book<'_>, b: &Book<'_>, years: &[FiscalYear]) -> Vec<SiteChange> {
    let all = (0..a.instance.sites.len()).map(SiteIx);
    all.filter_map(|site| {
        let other = b.instance.site(&a.instance.sites[site.0].site.id)?;
        let differs = !a.assets_of(site).eq(b.assets_of(other)) || a.site(site) != b.site(other);
        differs.then(|| SiteChange {
            a: site,
            b: other,
            first: years.iter().copied().find(|&year| state(a, site, year) != state(b, other, year)),
        })
    })
    .collect()
}

/// Functions decided otherwise, in the order of ids.
pub(super) fn functions(a: &Book<'_>, b: &Book<'_>) -> Vec<FunctionChange> {
    let all = (0..a.instance.functions.len()).map(FunctionIx);
    all.filter_map(|function| {
        let other = b.instance.function(&a.instance.functions[function.0].function.id)?;
        (a.function(function) != b.function(other)).then_some(FunctionChange { a: function, b: other })
    })
    .collect()
}

/// Shared rooms, held sites used during works, permits and opened rooms that only one of the plans has.
pub(super) fn agreements(a: &Plan, b: &Plan) -> usize {
    fn all(plan: &Plan) -> BTreeSet<String> {
        fn said(kind: &str, list: &[impl Serialize]) -> Vec<String> {
            list.iter().map(|entry| format!("{kind} {}", serde_json::to_string(entry).unwrap_or_default())).collect()
        }
        let lists = [
            said("share", &plan.shares),
            said("swing", &plan.swings),
            said("permit", &plan.permits),
            said("opening", &plan.openings),
        ];
        lists.into_iter().flatten().collect()
    }
    all(a).symmetric_difference(&all(b)).count()
}

/// The state of a site.
pub(in crate::report) fn state(book: &Book<'_>, site: SiteIx, year: FiscalYear) -> State {
    State::of_site(book.assets_of(site), book.site(site), year)
}
