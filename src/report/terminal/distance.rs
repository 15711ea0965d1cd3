//! What every walking distance of the screen is taken from.

use super::super::Run;
use super::super::walks::{Pairs, pairs};
use super::{grouped, grouped_count, percent};
use crate::lang::Lang;
use crate::project::WalkSource;
use crate::units::Meters;

/// The metric of every walking distance, and on how many pairs of places it rests.
pub(in crate::report) fn basis(run: &Run<'_>) -> String {
    let lang = run.lang;
    let project = run.instance.project;
    let method = match &project.walks {
        WalkSource::Straight => return straight(run),
        WalkSource::Network(streets) => {
            let (file, limit) = (&streets.file, project.scenario.distance.limit().map_or(0.0, |Meters(limit)| limit));
            let limit = grouped(limit);
            match lang {
                Lang::Ja => format!("道路網 {file} の最短経路（{limit}mまで、階段は2倍、徒歩1分80m）"),
                Lang::En => format!("shortest ways on {file} (up to {limit} m, stairs twice, 80 m a minute)"),
            }
        }
        WalkSource::Matrix(matrix) => match lang {
            Lang::Ja => format!("距離表 {}", matrix.file),
            Lang::En => format!("table {}", matrix.file),
        },
    };
    let pairs = pairs(run.instance);
    let counted = shares(&pairs, lang);
    let lines = if pairs.straight > 0 { straight(run) } else { String::new() };
    match (lang, lines.is_empty()) {
        (Lang::Ja, true) => format!("{method}。需要点と敷地の組 {counted}"),
        (Lang::Ja, false) => format!("{method}。需要点と敷地の組 {counted}。直線は{lines}"),
        (Lang::En, true) => format!("{method}; pairs of demand point and site: {counted}"),
        (Lang::En, false) => format!("{method}; pairs of demand point and site: {counted}; straight = {lines}"),
    }
}

/// How many pairs rest on what.
fn shares(pairs: &Pairs, lang: Lang) -> String {
    let counts = [
        (pairs.network, "道路網", "network"),
        (pairs.matrix, "距離表", "matrix"),
        (pairs.straight_beyond_limit, "上限超で直線", "straight beyond the limit"),
        (pairs.straight_no_way, "経路なしで直線", "straight without a way"),
        (pairs.straight_not_joined, "道から遠く直線", "straight far from streets"),
        (pairs.straight_not_in_matrix, "表になく直線", "straight for want of a row"),
    ];
    let all = (pairs.network + pairs.matrix + pairs.straight).max(1);
    let told = counts.iter().filter(|(count, ..)| *count > 0).map(|&(count, ja, en)| {
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 pairs")]
        let share = percent(count as f64 / all as f64, 1);
        match lang {
            Lang::Ja => format!("{ja} {}（{share}）", grouped_count(count)),
            Lang::En => format!("{} {en} ({share})", grouped_count(count)),
        }
    });
    told.collect::<Vec<_>>().join(lang.pick("・", ", "))
}

/// How straight lines become walks.
fn straight(run: &Run<'_>) -> String {
    let (zone, lang) = (run.instance.plane.zone(), run.lang);
    let bands: Vec<String> = run
        .instance
        .project
        .scenario
        .distance
        .detour
        .iter()
        .map(|band| match (band.up_to_m, lang) {
            (None, _) => band.factor.to_string(),
            (Some(limit), Lang::Ja) => format!("{limit}mまで{}", band.factor),
            (Some(limit), Lang::En) => format!("{} up to {limit} m", band.factor),
        })
        .collect();
    match lang {
        Lang::Ja => format!("平面直角座標第{zone}系の直線距離に迂回率（{}）を掛けた値", bands.join("、")),
        Lang::En => format!("straight line in plane-rectangular zone {zone} times detour {}", bands.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_pairs_add_up_and_name_the_reason() {
        // 1,500 + 300 + 150 + 50 = 2,000 pairs.
        let pairs = Pairs {
            network: 1_500,
            straight: 500,
            straight_beyond_limit: 300,
            straight_no_way: 150,
            straight_not_joined: 50,
            ..Pairs::default()
        };
        assert_eq!(
            shares(&pairs, Lang::En),
            "1,500 network (75.0%), 300 straight beyond the limit (15.0%), 150 straight without a way (7.5%), 50 straight far from \
             streets (2.5%)"
        );
        let pairs = Pairs { matrix: 3, straight: 1, straight_not_in_matrix: 1, ..Pairs::default() };
        assert_eq!(shares(&pairs, Lang::Ja), "距離表 3（75.0%）・表になく直線 1（25.0%）");
    }
}
