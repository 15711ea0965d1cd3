//! How far people walk, by kind of place and by district, with the worst beside the mean.

use super::Matter;
use crate::id::DistrictId;
use crate::lang::Lang;
use crate::metrics::KindAccess;
use crate::report::page::{Block, Mark, Section, Table};
use crate::report::say::Say;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let say = matter.say;
    let note = say.pick(
        "前＝現在の配置、後＝計画の最終期。どちらも最終期の人口で、種別ごとに使う年齢層で重みづけた平均。「圏内」は種別の標準距離以内に住む割合。",
        "Before is today's places, after the last period of the plan, both with the residents of that period, weighted by the ages that use the kind. Within the standard: share of them who live no farther than the kind's standard.",
    );
    Section {
        id: "access",
        title: say.pick("施設までの距離（種別・地区）", "Walks by kind and district").to_owned(),
        blocks: vec![
            Block::Note(note.to_owned()),
            Block::Table(kinds(matter)),
            Block::Table(districts(matter)),
            Block::More(
                say.pick("地区×種別の平均徒歩距離の増減", "Change of the mean walk, district by kind").to_owned(),
                vec![Block::Table(cross(matter))],
            ),
        ],
    }
}

fn kinds(matter: &Matter<'_, '_>) -> Table {
    let (book, say) = (matter.book, matter.say);
    let heads = [
        say.pick("種別", "kind"),
        say.pick("#か所（現在→後）", "#places"),
        say.pick("#平均・前（m）", "#mean before (m)"),
        say.pick("#平均・後（m）", "#mean after (m)"),
        say.pick("#増減", "#change"),
        say.pick("最も遠い地区（平均・後）", "worst district (mean after)"),
        say.pick("#最長・後（m）", "#longest after (m)"),
        say.pick("#最も延びる徒歩（m）", "#largest growth (m)"),
        say.pick("#圏内・前", "#within standard, before"),
        say.pick("#圏内・後", "#after"),
        say.pick("#遠くなる人", "#people farther"),
        say.pick("#近くなる人", "#people nearer"),
    ];
    let threshold = say.whole(book.run.metrics.access.threshold_m);
    let caption = match say.lang {
        Lang::Ja => format!("種別ごとの徒歩距離（遠くなる・近くなる人は{threshold}mを超えて変わる人）"),
        Lang::En => format!("Walks by kind (people farther or nearer by more than {threshold} m)"),
    };
    let mut table = Table::new(caption, &heads);
    for kind in &book.run.metrics.access.kinds {
        let Some(walks) = kind.at_end() else { continue };
        let worst = kind.worst_district.as_ref().and_then(|id| kind.districts.iter().find(|district| &district.district == id));
        let worst =
            worst.map_or_else(String::new, |worst| format!("{} {}m", worst.district, say.whole(worst.walks.mean_after_m)));
        table.row([
            say.kind(book, &kind.kind).to_owned(),
            format!("{}→{}", kind.places_today, kind.places_at_end),
            say.whole(walks.mean_before_m),
            say.whole(walks.mean_after_m),
            say.growth(walks.mean_after_m - walks.mean_before_m),
            worst,
            say.whole(walks.max_after_m),
            say.growth(walks.max_growth_m),
            say.percent(walks.within_standard_before_ratio),
            say.percent(walks.within_standard_after_ratio),
            say.whole(kind.losing_people),
            say.whole(kind.gaining_people),
        ]);
    }
    table
}

/// Weighted means over kinds in one district.
struct District<'a> {
    id: &'a DistrictId,
    before: f64,
    after: f64,
    /// The kind with the largest growth of the mean, with it.
    worst: Option<(&'a KindAccess, f64)>,
}

fn of_district<'a>(matter: &'a Matter<'_, '_>, id: &'a DistrictId) -> Option<District<'a>> {
    let (mut weight, mut before, mut after) = (0.0, 0.0, 0.0);
    let mut worst: Option<(&KindAccess, f64)> = None;
    for kind in &matter.book.run.metrics.access.kinds {
        let Some(found) = kind.districts.iter().find(|district| &district.district == id) else { continue };
        let walks = &found.walks;
        weight += walks.weight_people;
        before += walks.weight_people * walks.mean_before_m;
        after += walks.weight_people * walks.mean_after_m;
        let growth = walks.mean_after_m - walks.mean_before_m;
        if worst.is_none_or(|(_, most)| growth > most) {
            worst = Some((kind, growth));
        }
    }
    (weight > 0.0).then(|| District { id, before: before / weight, after: after / weight, worst })
}

fn districts(matter: &Matter<'_, '_>) -> Table {
    let (book, say) = (matter.book, matter.say);
    let heads = [
        say.pick("地区", "district"),
        say.pick("#平均・前（m）", "#mean before (m)"),
        say.pick("#平均・後（m）", "#mean after (m)"),
        say.pick("#増減", "#change"),
        say.pick("最も遠くなる種別（平均の増減）", "kind with the largest growth of the mean"),
    ];
    let mut table = Table::new(say.pick("地区ごとの徒歩距離（全種別の平均）", "Walks by district, mean over kinds"), &heads);
    let found: Vec<District<'_>> = book.instance.districts.iter().filter_map(|id| of_district(matter, id)).collect();
    let farthest = found.iter().map(|district| district.after).fold(f64::NEG_INFINITY, f64::max);
    for district in &found {
        let worst = district.worst.filter(|(_, growth)| *growth >= 0.5);
        let worst =
            worst.map_or_else(|| say.none(), |(kind, growth)| format!("{} {}m", say.kind(book, &kind.kind), say.growth(growth)));
        let is_farthest = district.after >= farthest;
        let name = if is_farthest {
            format!("{}{}", district.id, say.pick("（最も遠い）", " (farthest)"))
        } else {
            district.id.to_string()
        };
        let mark = if is_farthest { Mark::Chosen } else { Mark::None };
        let change = say.growth(district.after - district.before);
        table.marked(mark, [name, say.whole(district.before), say.whole(district.after), change, worst]);
    }
    table
}

/// Growth of the mean walk in every district, kind by kind.
fn cross(matter: &Matter<'_, '_>) -> Table {
    let (book, say) = (matter.book, matter.say);
    let kinds = &book.run.metrics.access.kinds;
    let heads: Vec<String> = std::iter::once(say.pick("地区", "district").to_owned())
        .chain(kinds.iter().map(|kind| format!("#{}", say.kind(book, &kind.kind))))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table =
        Table::new(say.pick("平均徒歩距離の増減（m、後－前）", "Growth of the mean walk (m, after less before)"), &heads);
    for id in &book.instance.districts {
        let cells = kinds.iter().map(|kind| cell(kind, id, say));
        table.row(std::iter::once(id.to_string()).chain(cells));
    }
    table
}

fn cell(kind: &KindAccess, id: &DistrictId, say: Say) -> String {
    let found = kind.districts.iter().find(|district| &district.district == id);
    found.map_or_else(String::new, |found| say.growth(found.walks.mean_after_m - found.walks.mean_before_m))
}
