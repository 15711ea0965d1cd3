//! Sheets (個票): a page for each site, school or facility, that can be printed and handed out by itself.
//!
//! One file a site and not one for all: a sheet is mailed to those it concerns, and a link leads to it.

mod costs;
mod options;
mod plan;
mod sources;
mod standing;
mod users;
mod weighed;

use super::book::Book;
use super::options_csv::{OptionOwner, OptionRow};
use super::page::{Link, Page};
use super::report_page::{footer, warning};
use super::say::Say;
use super::sheet_names::SheetNames;
use crate::catalogue::SchoolKindId;
use crate::id::{FunctionIx, SiteIx};
use crate::metrics::PointAccess;
use std::collections::BTreeMap;

/// What every sheet is told from, looked up once.
pub(super) struct Files<'a, 'run> {
    book: &'a Book<'run>,
    names: &'a SheetNames,
    say: Say,
    /// Options by owner.
    options: BTreeMap<OptionOwner, BTreeMap<&'run str, Vec<&'run OptionRow>>>,
    /// Walks whose nearest place today, or at the end, is a function.
    walks: users::Walks<'a>,
    costs: costs::Costs,
}

impl<'a, 'run> Files<'a, 'run> {
    /// Looks everything up.
    pub(super) fn new(book: &'a Book<'run>, access: &'a [PointAccess], names: &'a SheetNames) -> Self {
        let mut options: BTreeMap<OptionOwner, BTreeMap<&str, Vec<&OptionRow>>> = BTreeMap::new();
        for option in book.run.options {
            options.entry(option.owner_kind).or_default().entry(&option.owner).or_default().push(option);
        }
        Self {
            book,
            names,
            say: Say { lang: book.run.lang },
            options,
            walks: users::Walks::new(book, access),
            costs: costs::Costs::new(book),
        }
    }

    /// The sheet of a site.
    pub(super) fn sheet(&self, site: SiteIx) -> Page {
        let (book, say) = (self.book, self.say);
        let entry = book.instance.sites[site.0].site;
        let sections = [
            Some(plan::section(self, site)),
            Some(standing::section(self, site)),
            options::section(self, site),
            Some(costs::section(self, site)),
            users::section(self, site),
            Some(sources::section(self, site)),
        ];
        let about = [kinds_of(book, site, say), entry.region.to_string(), entry.district.to_string(), entry.id.to_string()];
        Page {
            lang: book.run.lang,
            title: format!("{}{}", say.pick("個票　", ""), entry.name),
            subtitle: about.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(say.pick("　", ", ")),
            warning: warning(book),
            up: Some(Link {
                href: "../report.html#facilities".to_owned(),
                text: say.pick("計画全体の報告書へ", "to the report of the whole plan").to_owned(),
            }),
            has_contents: false,
            sections: sections.into_iter().flatten().collect(),
            footer: footer(book),
        }
    }

    /// Options of one owner.
    fn options_of(&self, owner: OptionOwner, id: &str) -> &[&'run OptionRow] {
        self.options.get(&owner).and_then(|owners| owners.get(id)).map_or(&[], Vec::as_slice)
    }
}

/// Functions at home on a site, in order.
fn functions_of(book: &Book<'_>, site: SiteIx) -> Vec<FunctionIx> {
    book.instance.sites[site.0].assets.iter().flat_map(|asset| book.instance.assets[asset.0].functions.iter().copied()).collect()
}

/// What a site is: its school, or the kinds of its functions.
pub(super) fn kinds_of(book: &Book<'_>, site: SiteIx, say: Say) -> String {
    let entry = book.instance.sites[site.0].site;
    let mut names: Vec<&str> = Vec::new();
    names.extend(entry.school().map(|school| {
        let kind = book.instance.project.kinds.school_kind(school.kind);
        kind.map_or_else(
            || match school.kind {
                SchoolKindId::Elementary => say.pick("小学校", "elementary school"),
                SchoolKindId::JuniorHigh => say.pick("中学校", "junior high school"),
            },
            |kind| kind.name(say.lang),
        )
    }));
    for function in functions_of(book, site) {
        let name = book.instance.kinds[book.instance.functions[function.0].kind.0].name(say.lang);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(say.pick("・", ", "))
}
