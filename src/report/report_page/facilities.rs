//! Every site in a list that can be searched, with what the plan does and a link to its sheet.

use super::Matter;
use crate::id::SiteIx;
use crate::report::map::{Frame, site_words};
use crate::report::page::{Block, Cell, Section, Table};
use crate::report::sheets::kinds_of;

pub(super) fn section(matter: &Matter<'_, '_>, frame: &Frame) -> Section {
    let (book, say) = (matter.book, matter.say);
    let heads = [
        say.pick("施設", "site"),
        say.pick("種別", "kinds"),
        say.pick("地区", "district"),
        say.pick("#床面積（㎡）", "#floor (m²)"),
        say.pick("#最古の建築年度", "#oldest built"),
        say.pick("計画", "what the plan does"),
    ];
    let mut table = Table::new(say.pick("施設一覧（施設名から個票へ）", "All sites, with links to their sheets"), &heads);
    table.search = Some(say.pick("施設を探す（名前・地区・種別）", "look for a site by name, district or kind").to_owned());
    for site in (0..book.instance.sites.len()).map(SiteIx) {
        let entry = &book.instance.sites[site.0];
        let blocks = || entry.assets.iter().flat_map(|asset| &book.instance.assets[asset.0].blocks);
        let oldest = blocks().map(|block| block.built).min();
        let row = table.row([
            Cell { text: entry.site.name.clone(), href: Some(matter.names.link_in_report(site)) },
            kinds_of(book, site, say).into(),
            entry.site.district.as_str().into(),
            say.whole(blocks().map(|block| block.gfa.0).sum()).into(),
            oldest.map_or_else(String::new, |year| year.to_string()).into(),
            site_words(book, site).into(),
        ]);
        row.at = Some(frame.site(book, site));
    }
    Section {
        id: "facilities", title: say.pick("施設一覧", "List of facilities").to_owned(), blocks: vec![Block::Table(table)]
    }
}
