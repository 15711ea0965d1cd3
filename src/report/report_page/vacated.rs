//! What happens to each site that becomes free, and to what is handed to private operators.

use super::Matter;
use crate::cashflow::Payer;
use crate::id::{AssetIx, FunctionIx, SiteIx};
use crate::lang::Lang;
use crate::plan::FunctionDecision;
use crate::report::book::Book;
use crate::report::page::{Block, Cell, Mark, Section, Table};
use crate::report::say::Say;
use crate::report::words;
use crate::units::Yen;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let sites: Vec<SiteIx> = (0..book.instance.sites.len()).map(SiteIx).filter(|&site| book.site(site).is_some()).collect();
    let mut blocks = Vec::new();
    if sites.is_empty() {
        blocks.push(Block::Text(say.pick("空く敷地はない。", "No site becomes free.").to_owned()));
    } else {
        blocks.push(Block::Table(table(matter, &sites)));
        let note = say.pick(
            "収支は跡地の売却・貸付収入から解体費と跡地管理費を引いた期間計（名目）。行政財産の売却・貸付には用途廃止などの手続が別に要る。",
            "The balance is income from the land less demolition and upkeep over all years (nominal). Selling or leasing needs the land to be released from public use first.",
        );
        blocks.push(Block::Note(note.to_owned()));
    }
    let transferred: Vec<AssetIx> =
        (0..book.instance.assets.len()).map(AssetIx).filter(|&asset| book.asset(asset).transfer_fy.is_some()).collect();
    if !transferred.is_empty() {
        let title = match say.lang {
            Lang::Ja => format!("民間へ移譲する施設（{}棟）", transferred.len()),
            Lang::En => format!("Buildings handed to private operators ({})", transferred.len()),
        };
        blocks.push(Block::More(title.clone(), vec![Block::Table(transfers(matter, title, &transferred))]));
    }
    Section { id: "sites", title: say.pick("跡地の扱い", "What happens to vacated sites").to_owned(), blocks }
}

fn table(matter: &Matter<'_, '_>, sites: &[SiteIx]) -> Table {
    let (book, say) = (matter.book, matter.say);
    let heads = [
        say.pick("敷地", "site"),
        say.pick("地区", "district"),
        say.pick("#土地（㎡）", "#land (m²)"),
        say.pick("空く理由", "why it becomes free"),
        say.pick("扱い", "treatment"),
        say.pick("いつから", "from"),
        say.pick("#収支（百万円）", "#balance (million yen)"),
    ];
    let mut table = Table::new(say.pick("空く敷地とその扱い", "Sites that become free"), &heads);
    let mut ordered: Vec<SiteIx> = sites.to_vec();
    ordered.sort_by_key(|&site| (book.site(site).map(|plan| plan.fy), site));
    let (mut land, mut balance) = (0.0, Yen::ZERO);
    for site in ordered {
        let Some(plan) = book.site(site) else { continue };
        let entry = book.instance.sites[site.0].site;
        let of_site = -book
            .ledger
            .iter()
            .filter(|line| line.payer == Payer::Site(entry.id.clone()))
            .map(|line| line.amount.yen)
            .sum::<Yen>();
        land += entry.site_area.0;
        balance += of_site;
        table.row([
            Cell { text: entry.name.clone(), href: Some(matter.names.link_in_report(site)) },
            entry.district.as_str().into(),
            say.whole(entry.site_area.0).into(),
            why(book, site, say).into(),
            words::treatment(plan.treatment, say.lang).into(),
            say.year(plan.fy).into(),
            say.million(of_site).into(),
        ]);
    }
    let total = [
        say.pick("計", "total").to_owned(),
        String::new(),
        say.whole(land),
        String::new(),
        String::new(),
        String::new(),
        say.million(balance),
    ];
    table.marked(Mark::Total, total);
    table
}

/// Where what was on the site goes.
fn why(book: &Book<'_>, site: SiteIx, say: Say) -> String {
    let functions = book.instance.sites[site.0].assets.iter().flat_map(|asset| &book.instance.assets[asset.0].functions);
    let mut said: Vec<String> = functions.filter_map(|&function| gone(book, function, say)).collect();
    said.dedup();
    let mergers = book.assets_of(site).filter_map(|asset| asset.merger.as_ref());
    said.extend(mergers.filter_map(|merger| book.instance.asset(&merger.into)).map(|into| match say.lang {
        Lang::Ja => format!("{}へ統合", book.asset_name(into)),
        Lang::En => format!("merged into {}", book.asset_name(into)),
    }));
    if said.is_empty() { say.pick("用途がない", "nothing is in it").to_owned() } else { say.list(said) }
}

fn gone(book: &Book<'_>, function: FunctionIx, say: Say) -> Option<String> {
    let name = say.kind(book, &book.instance.functions[function.0].function.kind);
    match (book.function(function), say.lang) {
        (FunctionDecision::Stay, _) => None,
        (FunctionDecision::End { .. }, Lang::Ja) => Some(format!("{name}を廃止")),
        (FunctionDecision::End { .. }, Lang::En) => Some(format!("{name} ends")),
        (FunctionDecision::Move { code, .. }, lang) => {
            let host = book.host(function).map(|(host, _)| book.asset_name(host)).unwrap_or_default();
            Some(match lang {
                Lang::Ja => format!("{name}は{host}へ（{}）", words::moving(*code, lang)),
                Lang::En => format!("{name} to {host} ({})", words::moving(*code, lang)),
            })
        }
    }
}

fn transfers(matter: &Matter<'_, '_>, caption: String, assets: &[AssetIx]) -> Table {
    let (book, say) = (matter.book, matter.say);
    let heads = [
        say.pick("施設", "building"),
        say.pick("地区", "district"),
        say.pick("機能", "services"),
        say.pick("#床面積（㎡）", "#floor (m²)"),
        say.pick("いつから", "from"),
    ];
    let mut table = Table::new(caption, &heads);
    let mut ordered = assets.to_vec();
    ordered.sort_by_key(|&asset| (book.asset(asset).transfer_fy, asset));
    for asset in ordered {
        let entry = &book.instance.assets[asset.0];
        let kinds: Vec<&str> = entry
            .functions
            .iter()
            .map(|function| book.instance.kinds[book.instance.functions[function.0].kind.0].name(say.lang))
            .collect();
        table.row([
            Cell { text: book.asset_name(asset), href: Some(matter.names.link_in_report(entry.site)) },
            book.instance.sites[entry.site.0].site.district.as_str().into(),
            say.list(kinds).into(),
            say.whole(entry.gfa.0).into(),
            say.year_or(book.asset(asset).transfer_fy).into(),
        ]);
    }
    table
}
