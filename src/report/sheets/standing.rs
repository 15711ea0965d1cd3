//! What a site is today: land, buildings with their condition, services, pupils.

use super::{Files, functions_of};
use crate::id::SiteIx;
use crate::instance::{classes_in, pupils_in};
use crate::lang::Lang;
use crate::project::{Building, Ownership};
use crate::report::page::{Block, Section, Table};
use crate::report::say::Say;
use crate::report::words;
use crate::units::Yen;

pub(super) fn section(files: &Files<'_, '_>, site: SiteIx) -> Section {
    let say = files.say;
    let mut blocks = vec![Block::Facts(land(files, site)), Block::Table(buildings(files, site))];
    blocks.extend(functions(files, site).map(Block::Table));
    blocks.extend(pupils(files, site).map(Block::Table));
    Section { id: "standing", title: say.pick("現在の姿と状態", "What it is today, and its condition").to_owned(), blocks }
}

fn land(files: &Files<'_, '_>, site: SiteIx) -> Vec<(String, String)> {
    let (book, say) = (files.book, files.say);
    let entry = book.instance.sites[site.0].site;
    let price = entry.land_price_per_m2.map_or_else(
        || say.pick("売却・貸付の対象外", "neither sold nor leased").to_owned(),
        |price| format!("{}{}", say.whole(price.as_f64()), say.pick("円/㎡", " yen/m²")),
    );
    let mut facts = vec![
        (
            say.pick("敷地面積", "land"),
            say.graded(format!("{}㎡", say.whole(entry.site_area.0)), entry.sources.of("site_area_m2")),
        ),
        (say.pick("所有", "ownership"), words::ownership_words(entry.ownership, say.lang).to_owned()),
        (say.pick("用途地域", "use zone"), words::zone_words(entry.zone, say.lang).to_owned()),
        (say.pick("容積率・建蔽率", "floor-area and coverage ratio"), ratios(files, site)),
        (
            say.pick("高さ制限", "height limit"),
            entry.height_limit.map_or_else(|| say.none(), |limit| format!("{}m", say.whole(limit.0))),
        ),
        (say.pick("土地の単価", "land price"), price),
        (
            say.pick("避難所", "shelter"),
            if entry.is_shelter { say.pick("指定あり", "designated") } else { say.pick("指定なし", "no") }.to_owned(),
        ),
    ];
    if entry.ownership == Ownership::Leased || entry.annual_rent != Yen::ZERO {
        facts.push((say.pick("借上料（年）", "rent a year"), say.yen(entry.annual_rent)));
    }
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn ratios(files: &Files<'_, '_>, site: SiteIx) -> String {
    let (entry, say) = (files.book.instance.sites[site.0].site, files.say);
    let ratio =
        |ratio: Option<crate::units::Ratio>| ratio.map_or_else(|| say.none(), |ratio| format!("{}%", say.whole(ratio.0 * 100.0)));
    format!("{} / {}", ratio(entry.far), ratio(entry.bcr))
}

fn buildings(files: &Files<'_, '_>, site: SiteIx) -> Table {
    let (book, say) = (files.book, files.say);
    let first = book.instance.horizon.first();
    let heads = [
        say.pick("棟", "building"),
        say.pick("構造", "structure"),
        say.pick("#階数", "#storeys"),
        say.pick("#床面積（㎡）", "#floor (m²)"),
        say.pick("#建築年度", "#built"),
        say.pick("#築年数", "#age"),
        say.pick("前回の大規模改修", "last renovation"),
        say.pick("耐震", "earthquake standard"),
        say.pick("#健全度", "#soundness"),
    ];
    let caption = match say.lang {
        Lang::Ja => format!("建物（築年数は{first}年度時点）"),
        Lang::En => format!("Buildings (age in FY{first})"),
    };
    let mut table = Table::new(caption, &heads);
    let blocks = book.instance.sites[site.0].assets.iter().flat_map(|asset| book.instance.assets[asset.0].blocks.iter().copied());
    for block in blocks {
        table.row([
            name(block, say),
            words::structure_words(block.structure, say.lang).to_owned(),
            block.floors.map_or_else(|| say.none(), |floors| floors.to_string()),
            say.graded(say.whole(block.gfa.0), block.sources.of("gfa_m2")),
            say.graded(block.built.to_string(), block.sources.of("built_fy")),
            first.since(block.built).to_string(),
            say.year_or(block.last_renovation),
            words::seismic_words(block.seismic, say.lang).to_owned(),
            block.soundness.map_or_else(|| say.none(), |soundness| say.whole(soundness)),
        ]);
    }
    table
}

fn name(block: &Building, say: Say) -> String {
    if block.name.is_empty() { say.pick("（棟名なし）", "(no name)").to_owned() } else { block.name.clone() }
}

fn functions(files: &Files<'_, '_>, site: SiteIx) -> Option<Table> {
    let (book, say) = (files.book, files.say);
    let heads = [
        say.pick("機能", "service"),
        say.pick("種別", "kind"),
        say.pick("#床面積（㎡）", "#floor (m²)"),
        say.pick("#定員（人）", "#capacity"),
        say.pick("#利用のピーク（人）", "#usual peak"),
        say.pick("#年間利用者", "#visits a year"),
        say.pick("#年間コマ（利用/提供）", "#slots a year (used/offered)"),
        say.pick("#運営費（百万円/年）", "#running (million yen/year)"),
    ];
    let mut table = Table::new(say.pick("入っている機能", "Services in it"), &heads);
    let or_none = |value: Option<f64>| value.map_or_else(|| say.none(), |value| say.whole(value));
    for function in functions_of(book, site) {
        let entry = book.instance.functions[function.0].function;
        let slots = match (entry.used_slots_per_year, entry.slots_per_year) {
            (None, None) => say.none(),
            (used, all) => format!("{}/{}", or_none(used), or_none(all)),
        };
        table.row([
            entry.name.clone(),
            say.kind(book, &entry.kind).to_owned(),
            say.whole(entry.gfa.0),
            or_none(entry.capacity.map(|people| people.0)),
            or_none(entry.used.map(|people| people.0)),
            or_none(entry.users_per_year.map(|people| people.0)),
            slots,
            say.decimal(entry.running_cost.as_f64() / 1e6, 1),
        ]);
    }
    (!table.rows.is_empty()).then_some(table)
}

/// Pupils and classes of a school in the first year of each period.
fn pupils(files: &Files<'_, '_>, site: SiteIx) -> Option<Table> {
    let (book, say) = (files.book, files.say);
    let entry = &book.instance.sites[site.0];
    let (school, &asset) = (entry.site.school()?, entry.assets.first()?);
    let years: Vec<_> = book.instance.horizon.periods().iter().map(|period| period.start).collect();
    let heads: Vec<String> = std::iter::once(say.pick("年度", "year").to_owned())
        .chain(years.iter().map(|year| format!("#{}", say.year(*year))))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(say.pick("児童・生徒数と学級数の見通し（統合前の自校分）", "Pupils and classes, its own"), &heads);
    table.row(
        std::iter::once(say.pick("児童・生徒数", "pupils").to_owned())
            .chain(years.iter().map(|&year| say.whole(pupils_in(school, year)))),
    );
    let classes = years.iter().map(|&year| say.whole(classes_in(book.instance, asset, year)));
    table.row(std::iter::once(say.pick("学級数", "classes").to_owned()).chain(classes));
    Some(table)
}
