//! What the values rest on: how much of each figure is observed, derived, estimated, assumed or made up.

use super::Matter;
use crate::metrics::GradeShare;
use crate::project::Grade;
use crate::report::page::{Block, Section, Table};
use crate::report::words;

/// Grades, best first.
const GRADES: [Grade; 5] = [Grade::Observed, Grade::Derived, Grade::Estimated, Grade::Assumed, Grade::Synthetic];

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let found = &book.run.metrics.provenance;
    let lists: [(&str, &[GradeShare]); 5] = [
        (say.pick("延床面積（建物の床面積・建築年度の由来）", "floor, by floor and year of buildings"), &found.floor_m2),
        (say.pick("整備費（同上）", "investment, by the same"), &found.investment_jpy),
        (say.pick("徒歩距離（人口の由来）", "walks, by population"), &found.access_weight_people),
        (say.pick("予約できる枠（部屋の由来）", "bookable slots, by rooms"), &found.slots_per_year),
        (say.pick("単価（項目数）", "unit prices, by number"), &found.unit_prices),
    ];
    let heads: Vec<String> = std::iter::once(say.pick("何に対する割合か", "share of").to_owned())
        .chain(GRADES.iter().map(|grade| format!("#{}", words::grade(*grade, say.lang))))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(say.pick("値の由来ごとの割合", "Shares by where values come from"), &heads);
    for (name, shares) in lists.into_iter().filter(|(_, shares)| !shares.is_empty()) {
        let share = |grade: &Grade| {
            shares.iter().find(|share| share.grade == *grade).map_or_else(|| say.none(), |share| say.percent(share.share_ratio))
        };
        table.row(std::iter::once(name.to_owned()).chain(GRADES.iter().map(share)));
    }
    let words = say.pick(
        "実測＝台帳・調査・公表値、算出＝実測値からの計算、推計＝示した方法による推計、仮定＝種類ごとの既定値や専門家の仮定、架空＝例題のための作り物。複数の値から計算したものは最も弱い由来で数える。",
        "Observed: registers, surveys, published tables. Derived: computed from these. Estimated: by a stated method. Assumed: class defaults. Synthetic: made up for an example. What is computed from several counts as the weakest.",
    );
    Section {
        id: "provenance",
        title: say.pick("値の根拠", "What the values rest on").to_owned(),
        blocks: vec![Block::Table(table), Block::Note(words.to_owned())],
    }
}
