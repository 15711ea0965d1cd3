//! Who uses a site's services now, by where people live, and where they go under the plan.

use std::collections::BTreeMap;

use super::{Files, functions_of};
use crate::id::{FunctionIx, PeriodIx, SiteIx};
use crate::lang::Lang;
use crate::metrics::PointAccess;
use crate::plan::FunctionDecision;
use crate::report::book::Book;
use crate::report::page::{Block, Cell, Section, Table};

/// Places people go to that are listed for one service.
const PLACES: usize = 6;

/// Walks by the function that is nearest today.
pub(super) struct Walks<'a> {
    today: Vec<Vec<&'a PointAccess>>,
}

impl<'a> Walks<'a> {
    /// Sorts the walks.
    pub(super) fn new(book: &Book<'_>, access: &'a [PointAccess]) -> Self {
        let mut today = vec![Vec::new(); book.instance.functions.len()];
        for row in access {
            if let Some(nearest) = row.today {
                today[nearest.function.0].push(row);
            }
        }
        Self { today }
    }
}

/// What becomes of the walks of those for whom a function is the nearest today.
struct Change {
    people: f64,
    before: f64,
    after: f64,
    longest_before: f64,
    longest_after: f64,
    most: f64,
    farther: f64,
    /// Users by the function that is nearest at the end; none where there is no place left.
    goes_to: BTreeMap<Option<FunctionIx>, f64>,
}

pub(super) fn section(files: &Files<'_, '_>, site: SiteIx) -> Option<Section> {
    let (book, say) = (files.book, files.say);
    let heads = [
        say.pick("機能", "service"),
        say.pick("#最寄りとする人（対象人口）", "#people it is the nearest for"),
        say.pick("#平均・前（m）", "#mean before (m)"),
        say.pick("#平均・後（m）", "#mean after (m)"),
        say.pick("#増減", "#change"),
        say.pick("#最長・前→後（m）", "#longest before → after (m)"),
        say.pick("#最も延びる徒歩（m）", "#largest growth (m)"),
        say.pick("#遠くなる人", "#people farther"),
        say.pick("計画後の最寄り（人数の割合）", "nearest under the plan (share of people)"),
    ];
    let threshold = say.whole(book.run.metrics.access.threshold_m);
    let caption = match say.lang {
        Lang::Ja => format!("今ここを最寄りとする人と、計画後の行き先（最終期の人口。遠くなる人は{threshold}mを超える人）"),
        Lang::En => format!(
            "Those for whom it is the nearest today, and where they go (residents of the last period; farther by more than {threshold} m)"
        ),
    };
    let mut table = Table::new(caption, &heads);
    for function in functions_of(book, site) {
        let Some(change) = change(files, function) else { continue };
        let entry = book.instance.functions[function.0].function;
        let mut goes: Vec<(Option<FunctionIx>, f64)> = change.goes_to.iter().map(|(to, people)| (*to, *people)).collect();
        goes.sort_by(|a, b| b.1.total_cmp(&a.1));
        let named = goes
            .iter()
            .take(PLACES)
            .map(|(to, people)| format!("{} {}", place(files, function, *to), say.percent(people / change.people)));
        let left = goes.len().saturating_sub(PLACES);
        let rest = match (say.lang, left) {
            (_, 0) => String::new(),
            (Lang::Ja, _) => format!("、ほか{left}か所"),
            (Lang::En, _) => format!(", and {left} more"),
        };
        let named = [say.list(named), rest].concat();
        table.row::<Cell>([
            entry.name.clone().into(),
            say.whole(change.people).into(),
            say.whole(change.before).into(),
            say.whole(change.after).into(),
            say.growth(change.after - change.before).into(),
            format!("{}→{}", say.whole(change.longest_before), say.whole(change.longest_after)).into(),
            say.growth(change.most).into(),
            say.whole(change.farther).into(),
            named.into(),
        ]);
    }
    if table.rows.is_empty() {
        return None;
    }
    let note = say.pick(
        "対象人口は、種別を使う年齢層で重みづけた人口。利用者名簿ではなく、最も近い施設を使うものとして数えている。",
        "People are weighted by the ages that use the kind, and are taken to use the nearest place; no list of users is behind this.",
    );
    Some(Section {
        id: "users",
        title: say.pick("使う人と、行き先・距離の変化", "Who uses it, where they go, how far").to_owned(),
        blocks: vec![Block::Table(table), Block::Note(note.to_owned())],
    })
}

fn change(files: &Files<'_, '_>, function: FunctionIx) -> Option<Change> {
    let instance = files.book.instance;
    let last = PeriodIx(instance.horizon.periods().len() - 1);
    let kind = instance.functions[function.0].kind;
    let threshold = instance.project.scenario.report.loser_threshold_m;
    let mut found = Change {
        people: 0.0,
        before: 0.0,
        after: 0.0,
        longest_before: 0.0,
        longest_after: 0.0,
        most: f64::NEG_INFINITY,
        farther: 0.0,
        goes_to: BTreeMap::new(),
    };
    for row in &files.walks.today[function.0] {
        let weight = instance.weight(row.demand, kind, last);
        let Some(today) = row.today.filter(|_| weight > 0.0) else { continue };
        let end = row.periods.get(last.0).copied().flatten();
        let after = end.map_or(today.distance.0, |end| end.distance.0);
        found.people += weight;
        found.before += weight * today.distance.0;
        found.after += weight * after;
        found.longest_before = found.longest_before.max(today.distance.0);
        found.longest_after = found.longest_after.max(after);
        found.most = found.most.max(after - today.distance.0);
        found.farther += if after - today.distance.0 > threshold { weight } else { 0.0 };
        *found.goes_to.entry(end.map(|end| end.function)).or_default() += weight;
    }
    if found.people <= 0.0 {
        return None;
    }
    found.before /= found.people;
    found.after /= found.people;
    Some(found)
}

/// The place of a function at the end, by name.
fn place(files: &Files<'_, '_>, from: FunctionIx, to: Option<FunctionIx>) -> String {
    let (book, say) = (files.book, files.say);
    let Some(to) = to else { return say.pick("なし", "none").to_owned() };
    let name = &book.instance.functions[to.0].function.name;
    let host = match book.function(to) {
        FunctionDecision::Move { .. } => book.host(to).map(|(host, _)| book.asset_name(host)),
        _ => None,
    };
    match (host, to == from, say.lang) {
        (None, true, _) => say.pick("ここ", "here").to_owned(),
        (None, false, _) => name.clone(),
        (Some(host), _, Lang::Ja) => format!("{name}（{host}へ移転後）"),
        (Some(host), _, Lang::En) => format!("{name} (then at {host})"),
    }
}
