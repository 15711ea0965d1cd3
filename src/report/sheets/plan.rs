//! What the plan does with a site, when and why.

use super::{Files, functions_of};
use crate::id::SiteIx;
use crate::lang::Lang;
use crate::plan::MoveCode;
use crate::report::book::Book;
use crate::report::decisions;
use crate::report::options_csv::OptionOwner;
use crate::report::page::{Block, Cell, Section, Table};
use crate::report::say::Say;
use crate::report::state::{State, shown_years};
use crate::report::words;

pub(super) fn section(files: &Files<'_, '_>, site: SiteIx) -> Section {
    let (book, say) = (files.book, files.say);
    let heads = [say.pick("対象", "about"), say.pick("計画", "what the plan does"), say.pick("選べる理由", "why it is possible")];
    let mut table = Table::new(say.pick("計画の内容", "What is decided"), &heads);
    for &asset in &book.instance.sites[site.0].assets {
        let id = book.instance.assets[asset.0].id.as_str();
        table.row([book.asset_name(asset), decisions::asset_words(book, asset), reason(files, OptionOwner::Asset, id)]);
    }
    for function in functions_of(book, site) {
        let entry = book.instance.functions[function.0].function;
        let (_, _, words) = decisions::function_words(book, function, say.lang);
        let host =
            book.host(function).map(|(host, _)| format!("../{}", files.names.link_in_report(book.instance.assets[host.0].site)));
        table.row([
            Cell::from(entry.name.clone()),
            Cell { text: words, href: host },
            reason(files, OptionOwner::Function, entry.id.as_str()).into(),
        ]);
    }
    if let Some(words) = decisions::site_words(book, site) {
        let id = book.instance.sites[site.0].site.id.as_str();
        table.row([say.pick("跡地", "the land").to_owned(), words, reason(files, OptionOwner::Site, id)]);
    }
    let mut blocks = vec![Block::Table(table), Block::Table(states(book, site, say))];
    blocks.extend(guests(files, site).map(Block::Table));
    blocks.extend(together(book, site, say).map(Block::Text));
    Section { id: "plan", title: say.pick("計画：いつ、どうするか", "The plan: what and when").to_owned(), blocks }
}

/// Why the chosen option exists.
fn reason(files: &Files<'_, '_>, owner: OptionOwner, id: &str) -> String {
    let chosen = files.options_of(owner, id).iter().find(|option| option.chosen);
    chosen.map_or_else(String::new, |option| files.say.pick(&option.reason_ja, &option.reason_en).to_owned())
}

/// State and floor of the site, time by time.
fn states(book: &Book<'_>, site: SiteIx, say: Say) -> Table {
    let years = shown_years(&book.instance.horizon);
    let heads: Vec<String> = [say.pick("年度", "year").to_owned(), say.pick("現在", "today").to_owned()]
        .into_iter()
        .chain(years.iter().map(|year| say.year(*year)))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(say.pick("敷地の状態と床面積", "State and floor of the site"), &heads);
    let state = |year| words::state(State::of_site(book.assets_of(site), book.site(site), year), say.lang).to_owned();
    let today = words::state(State::InUse, say.lang).to_owned();
    table.row([say.pick("状態", "state").to_owned(), today].into_iter().chain(years.iter().map(|&year| state(year))));
    let floor: f64 = book.instance.sites[site.0].assets.iter().map(|asset| book.instance.assets[asset.0].gfa.0).sum();
    let floors = years.iter().map(|&year| say.whole(book.floor_of(site, year)));
    table.row([say.pick("使う床（㎡）", "floor in use (m²)").to_owned(), say.whole(floor)].into_iter().chain(floors));
    table
}

/// Functions that come from elsewhere.
fn guests(files: &Files<'_, '_>, site: SiteIx) -> Option<Table> {
    let (book, say) = (files.book, files.say);
    let heads = [
        say.pick("機能", "service"),
        say.pick("どこから", "from"),
        say.pick("いつから", "year"),
        say.pick("方法", "how"),
        say.pick("#現床面積（㎡）", "#present floor (m²)"),
    ];
    let mut table = Table::new(say.pick("ここへ移ってくる機能", "Services that come here"), &heads);
    for &asset in &book.instance.sites[site.0].assets {
        for (function, code, fy) in book.guests(asset) {
            let entry = &book.instance.functions[function.0];
            let home = book.instance.assets[entry.home.0].site;
            let from = &book.instance.sites[home.0].site.name;
            let how = match code {
                MoveCode::O => say.pick("利用のみ（学校開放）", "bookings only"),
                code => words::moving(code, say.lang),
            };
            table.row([
                Cell::from(entry.function.name.clone()),
                Cell { text: from.clone(), href: Some(format!("../{}", files.names.link_in_report(home))) },
                say.year(fy).into(),
                how.into(),
                say.whole(entry.function.gfa.0).into(),
            ]);
        }
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Shared rooms, swing sites, permits and opened rooms of a school, in sentences.
fn together(book: &Book<'_>, site: SiteIx, say: Say) -> impl Iterator<Item = String> {
    let plan = book.run.plan;
    let ids: Vec<&str> =
        book.instance.sites[site.0].assets.iter().map(|asset| book.instance.assets[asset.0].id.as_str()).collect();
    let is_here = |id: &str| ids.contains(&id);
    let asset = |id| book.instance.asset(id).map(|asset| book.asset_name(asset)).unwrap_or_default();
    let mut said = Vec::new();
    for share in &plan.shares {
        let room = words::room_class(share.room, say.lang);
        let (school, partner) = (asset(&share.school), asset(&share.partner));
        if is_here(share.school.as_str()) || is_here(share.partner.as_str()) {
            said.push(match say.lang {
                Lang::Ja => format!("{school}は改築時に{room}を建てず、{partner}と共用する。"),
                Lang::En => format!("{school} is rebuilt without a {room} of its own and shares that of {partner}."),
            });
        }
    }
    for swing in &plan.swings {
        let held = book.instance.site(&swing.site).map(|site| book.instance.sites[site.0].site.name.as_str()).unwrap_or_default();
        if is_here(swing.school.as_str()) || book.instance.sites[site.0].site.id == swing.site {
            said.push(match say.lang {
                Lang::Ja => format!("{}の工事中は{held}を仮校舎に使う。", asset(&swing.school)),
                Lang::En => format!("{held} houses {} during its works.", asset(&swing.school)),
            });
        }
    }
    for permit in plan.permits.iter().filter(|permit| is_here(permit.host.as_str())) {
        let kind = say.kind(book, &permit.kind);
        said.push(match say.lang {
            Lang::Ja => format!(
                "{kind}が用途地域の上限を超えるため、{}までに許可（建築基準法48条ただし書）を要する。",
                say.year(permit.fy)
            ),
            Lang::En => format!("{kind} needs a permit of the use zone by {}.", say.year(permit.fy)),
        });
    }
    let mut opened: Vec<(crate::catalogue::RoomClass, Vec<String>)> = Vec::new();
    for opening in plan.openings.iter().filter(|opening| is_here(opening.school.as_str())) {
        match opened.iter_mut().find(|(class, _)| *class == opening.room_class) {
            Some((_, years)) => years.push(opening.fy.to_string()),
            None => opened.push((opening.room_class, vec![opening.fy.to_string()])),
        }
    }
    for (class, years) in opened {
        let (room, years) = (words::room_class(class, say.lang), say.list(years));
        said.push(match say.lang {
            Lang::Ja => format!("{room}を区民に開放する（期の初年度：{years}）。"),
            Lang::En => format!("{room} is opened to residents in the periods that begin in {years}."),
        });
    }
    said.into_iter()
}
