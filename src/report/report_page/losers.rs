//! Who loses: where walks grow by more than the threshold, to what, from when, how many people.

use std::collections::BTreeMap;

use super::Matter;
use crate::id::{DistrictId, KindId};
use crate::lang::Lang;
use crate::metrics::Loser;
use crate::report::page::{Block, Section, Table};

/// Rows shown of each list; the files have all.
const SHOWN: usize = 30;

/// Losers of one district and kind.
struct Group<'a> {
    district: &'a DistrictId,
    kind: &'a KindId,
    losers: Vec<&'a Loser>,
    people: f64,
}

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let access = &book.run.metrics.access;
    let (threshold, residents) = (say.whole(access.threshold_m), book.run.metrics.stock.residents_last_fy_people);
    let share = |people: f64| if residents > 0.0 { say.percent(people / residents) } else { say.none() };
    let text = match say.lang {
        Lang::Ja => format!(
            "いずれかの種別で最寄りの施設が{threshold}mを超えて遠くなる人は、最終期に{}地点・{}人（{}）。同じだけ近くなる人は{}地点・{}人（{}）。",
            access.losing_points,
            say.whole(access.losing_people),
            share(access.losing_people),
            access.gaining_points,
            say.whole(access.gaining_people),
            share(access.gaining_people)
        ),
        Lang::En => format!(
            "In the last period {} residents at {} points ({}) walk more than {threshold} m farther to some kind of place, {} at {} points ({}) that much less.",
            say.whole(access.losing_people),
            access.losing_points,
            share(access.losing_people),
            say.whole(access.gaining_people),
            access.gaining_points,
            share(access.gaining_people)
        ),
    };
    let mut blocks = vec![Block::Text(text)];
    if !access.losers.is_empty() {
        blocks.extend(groups(matter));
        blocks.extend(single(matter));
    }
    Section { id: "losers", title: say.pick("不便になる人（誰が遠くなるか）", "Who loses").to_owned(), blocks }
}

fn groups(matter: &Matter<'_, '_>) -> Vec<Block> {
    let (book, say) = (matter.book, matter.say);
    let mut by_place: BTreeMap<(&DistrictId, &KindId), Vec<&Loser>> = BTreeMap::new();
    for loser in &book.run.metrics.access.losers {
        by_place.entry((&loser.district, &loser.kind)).or_default().push(loser);
    }
    let mut groups: Vec<Group<'_>> = by_place
        .into_iter()
        .map(|((district, kind), losers)| Group {
            district,
            kind,
            people: losers.iter().map(|loser| loser.people()).sum(),
            losers,
        })
        .collect();
    // Equals keep the order of districts and kinds.
    groups.sort_by(|a, b| b.people.total_cmp(&a.people));
    let heads = [
        say.pick("地区", "district"),
        say.pick("種別", "kind"),
        say.pick("#地点", "#points"),
        say.pick("#住む人（延べ）", "#people"),
        say.pick("#うち65歳以上", "#of them 65 and over"),
        say.pick("#平均の延び（m）", "#mean growth (m)"),
        say.pick("#最大の延び（m）", "#largest growth (m)"),
        say.pick("いつから", "from"),
    ];
    let caption = say.pick(
        "遠くなる人の多い地区と種別（同じ人を種別ごとに数える）",
        "Districts and kinds with most people farther (people count once for each kind)",
    );
    let mut table = Table::new(caption, &heads);
    for group in groups.iter().take(SHOWN) {
        let growth = |loser: &&Loser| loser.after_m - loser.before_m;
        let most = group.losers.iter().map(growth).fold(0.0, f64::max);
        let walked: f64 = group.losers.iter().map(|loser| growth(loser) * loser.people()).sum();
        let mean = if group.people > 0.0 { walked / group.people } else { 0.0 };
        let from = group.losers.iter().map(|loser| loser.first_fy).min();
        table.row([
            group.district.to_string(),
            say.kind(book, group.kind).to_owned(),
            say.count(group.losers.len()),
            say.whole(group.people),
            say.whole(group.losers.iter().map(|loser| loser.pop_65_people).sum()),
            say.growth(mean),
            say.growth(most),
            say.year_or(from),
        ]);
    }
    let mut blocks = vec![Block::Table(table)];
    blocks.extend(rest(groups.len(), matter));
    blocks
}

/// How many rows are not shown.
fn rest(all: usize, matter: &Matter<'_, '_>) -> Option<Block> {
    let left = all.checked_sub(SHOWN).filter(|left| *left > 0)?;
    Some(Block::Note(match matter.say.lang {
        Lang::Ja => format!("ほか{left}件。すべては losers.csv と losers.geojson にある。"),
        Lang::En => format!("And {left} more; losers.csv and losers.geojson have all."),
    }))
}

fn single(matter: &Matter<'_, '_>) -> Vec<Block> {
    let (book, say) = (matter.book, matter.say);
    let mut losers: Vec<&Loser> = book.run.metrics.access.losers.iter().collect();
    losers.sort_by(|a, b| (b.after_m - b.before_m).total_cmp(&(a.after_m - a.before_m)));
    let heads = [
        say.pick("地点", "place"),
        say.pick("地区", "district"),
        say.pick("種別", "kind"),
        say.pick("#前（m）", "#before (m)"),
        say.pick("#後（m）", "#after (m)"),
        say.pick("#延び（m）", "#growth (m)"),
        say.pick("いつから", "from"),
        say.pick("#人口", "#people"),
        say.pick("最寄り（前→後）", "nearest before → after"),
    ];
    let mut table = Table::new(say.pick("最も遠くなる地点", "Places whose walk grows most"), &heads);
    let function =
        |id| book.instance.function(id).map_or("", |function| book.instance.functions[function.0].function.name.as_str());
    for loser in losers.iter().take(SHOWN) {
        let point = book.instance.project.demand.iter().find(|point| point.id == loser.demand);
        let (before, after) = (function(&loser.nearest_before), function(&loser.nearest_after));
        let nearest = if loser.nearest_before == loser.nearest_after {
            format!("{before}{}", say.pick("（移転）", " (moved)"))
        } else {
            format!("{before} → {after}")
        };
        table.row([
            point.map_or_else(|| loser.demand.to_string(), |point| point.name.clone()),
            loser.district.to_string(),
            say.kind(book, &loser.kind).to_owned(),
            say.whole(loser.before_m),
            say.whole(loser.after_m),
            say.growth(loser.after_m - loser.before_m),
            say.year(loser.first_fy),
            say.whole(loser.people()),
            nearest,
        ]);
    }
    let title = say.pick("最も遠くなる地点の一覧", "Places whose walk grows most, one by one").to_owned();
    let blocks = std::iter::once(Block::Table(table)).chain(rest(losers.len(), matter)).collect();
    vec![Block::More(title, blocks)]
}
