//! Where a sheet's values come from, record by record.

use super::{Files, functions_of};
use crate::id::SiteIx;
use crate::project::Sources;
use crate::report::page::{Block, Section, Table};
use crate::report::words;

pub(super) fn section(files: &Files<'_, '_>, site: SiteIx) -> Section {
    let (book, say) = (files.book, files.say);
    let heads = [say.pick("記録", "record"), say.pick("由来", "values are"), say.pick("由来が異なる項目", "fields that differ")];
    let mut table = Table::new(say.pick("値の由来", "Where the values come from"), &heads);
    let entry = &book.instance.sites[site.0];
    let mut add = |what: &str, name: &str, sources: &Sources| {
        let differing = sources.fields.iter().filter(|(_, grade)| **grade != sources.record);
        let fields = say.list(differing.map(|(field, grade)| format!("{field}={}", words::grade(*grade, say.lang))));
        let fields = if fields.is_empty() { say.none() } else { fields };
        table.row([format!("{what} {name}"), words::grade(sources.record, say.lang).to_owned(), fields]);
    };
    add(say.pick("敷地", "site"), &entry.site.name, &entry.site.sources);
    for block in entry.assets.iter().flat_map(|asset| book.instance.assets[asset.0].blocks.iter()) {
        add(say.pick("建物", "building"), &block.name, &block.sources);
    }
    for function in functions_of(book, site) {
        let function = book.instance.functions[function.0].function;
        add(say.pick("機能", "service"), &function.name, &function.sources);
    }
    let note = say.pick(
        "項目名は入力の表の列名。実測＝台帳・調査・公表値、算出＝実測値からの計算、推計＝示した方法による推計、仮定＝種類ごとの既定値、架空＝例題のための作り物。単価の出典は costs.toml にある。",
        "Fields are named as in the input tables. Observed: registers, surveys, published tables; derived: computed from these; estimated: by a stated method; assumed: class defaults; synthetic: made up. costs.toml has the sources of unit prices.",
    );
    Section {
        id: "sources",
        title: say.pick("値の由来", "Sources of the values").to_owned(),
        blocks: vec![Block::Table(table), Block::Note(note.to_owned())],
    }
}
