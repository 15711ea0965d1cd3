//! `run_info`: what was asked, what is proven, and what the answer rests on, one fact a row.

use super::{columns, unstyled};
use crate::error::Text;
use crate::lang::Lang;
use crate::metrics::GradeShare;
use crate::report::book::Book;
use crate::report::gis::columns::KindNames;
use crate::report::gis::table::{Cell, Row, Table};
use crate::report::layout::flowing;
use crate::report::numbers::percent;
use crate::report::words;

/// The table. Nothing in it depends on the machine or the clock.
pub(super) fn table(book: &Book<'_>, kinds: &KindNames) -> Table {
    let lang = book.run.lang;
    let facts = facts(book);
    let row = |(key, title, value): (&str, Text, String)| Row {
        shape: None,
        cells: vec![Cell::text(key), Cell::text(title.in_lang(lang)), Cell::Text(value)],
    };
    let words = [
        Text::new("計画の情報", "about the run"),
        Text::new("項目1つに1行。問い、証明、前提、根拠", "a row for each fact: question, proof, assumptions, provenance"),
    ];
    unstyled("run_info", words, None, columns(&["key", "title", "value"], kinds), facts.into_iter().map(row).collect())
}

/// Facts about a run: key, title, value; the same keys for every run.
pub(in crate::report::gis) fn facts(book: &Book<'_>) -> Vec<(&'static str, Text, String)> {
    let (run, instance, lang) = (book.run, book.instance, book.run.lang);
    let scenario = &instance.project.scenario;
    let (money, provenance) = (&run.metrics.money, &run.metrics.provenance);
    let not_proven = || lang.pick("証明なし", "not proven").to_owned();
    let status = serde_json::to_value(run.proof.status).ok().and_then(|status| status.as_str().map(str::to_owned));
    let grades = |shares: &[GradeShare]| {
        let said = shares.iter().map(|share| format!("{} {}", words::grade(share.grade, lang), percent(share.share_ratio, 0)));
        said.collect::<Vec<_>>().join(lang.pick("・", ", "))
    };
    let method = serde_json::to_value(scenario.distance.method).ok().and_then(|method| method.as_str().map(str::to_owned));
    let yen = |ja, en| match lang {
        Lang::Ja => Text::new(format!("{ja}（円、名目）"), en),
        Lang::En => Text::new(ja, format!("{en} (yen, nominal)")),
    };
    vec![
        ("program", Text::new("プログラム", "program"), format!("fukugo {}", env!("CARGO_PKG_VERSION"))),
        ("scenario", Text::new("シナリオ", "scenario"), scenario.name.clone()),
        ("question", Text::new("問い", "question"), flowing(&scenario.description)),
        ("first_fy", Text::new("最初の年度", "first fiscal year"), instance.horizon.first().to_string()),
        ("last_fy", Text::new("最後の年度", "last fiscal year"), instance.horizon.last().to_string()),
        ("status", Text::new("状態", "status"), status.unwrap_or_default()),
        (
            "objective_million_jpy",
            Text::new("目的関数（百万円）", "objective (million yen)"),
            format!("{:.6}", run.proof.objective),
        ),
        (
            "bound_million_jpy",
            Text::new("下界（百万円）", "bound (million yen)"),
            run.proof.bound.map_or_else(not_proven, |bound| format!("{bound:.6}")),
        ),
        ("gap_ratio", Text::new("差（比）", "gap (ratio)"), run.proof.gap.map_or_else(not_proven, |gap| format!("{gap:.6}"))),
        ("checks", Text::new("検証した項目", "values verified"), run.verification.checks.to_string()),
        ("investment_jpy", yen("整備費", "investment"), money.investment.nominal_jpy.0.to_string()),
        ("net_cost_jpy", yen("差引き費用", "net cost"), money.net_cost.nominal_jpy.0.to_string()),
        (
            "loser_threshold_m",
            Text::new("徒歩の延びのしきい値（m）", "threshold of longer walks (m)"),
            scenario.report.loser_threshold_m.to_string(),
        ),
        ("distance_method", Text::new("距離の求め方", "distance method"), method.unwrap_or_default()),
        ("plane_epsg", Text::new("距離を測る平面（EPSG）", "plane of distances (EPSG)"), instance.plane.epsg().to_string()),
        ("floor_provenance", Text::new("床面積・建築年度の由来", "floor and years rest on"), grades(&provenance.floor_m2)),
        ("population_provenance", Text::new("人口の由来", "residents rest on"), grades(&provenance.access_weight_people)),
        ("price_provenance", Text::new("単価の由来", "prices rest on"), grades(&provenance.unit_prices)),
    ]
}
