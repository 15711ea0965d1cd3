//! The difference on one screen: figures of both runs beside each other, then the first sites decided otherwise.

use std::path::Path;

use super::{Difference, DifferenceSummary, Pair};
use crate::lang::Lang;
use crate::report::layout::{fit, left, right};
use crate::report::map::site_words;
use crate::report::numbers::{grouped, yen};
use crate::units::Yen;

/// Narrowest screen that is laid out, columns.
const NARROWEST: usize = 60;

/// Sites listed before "and N more".
const SITES_LISTED: usize = 8;

/// Columns of a figure.
const FIGURE: usize = 16;

/// The screen.
pub(super) fn screen(difference: &Difference<'_>, out: Option<&Path>, columns: usize) -> String {
    let (lang, columns, summary) = (difference.lang, columns.max(NARROWEST), difference.summary());
    let mut text = String::new();
    let mut line = |content: &str| {
        text.push_str(fit(content, columns).trim_end());
        text.push('\n');
    };
    let years = match lang {
        Lang::Ja => format!("{}-{}年度", summary.first_fy, summary.last_fy),
        Lang::En => format!("FY{}-{}", summary.first_fy, summary.last_fy),
    };
    line(&format!("A  {}", summary.scenario_a));
    line(&format!("B  {}", summary.scenario_b));
    line("");
    let label = columns.saturating_sub(3 * FIGURE).max(12);
    let heading = lang.pick("違い", "difference");
    line(&(left(&format!("{heading} ({years})"), label) + &right("A", FIGURE) + &right("B", FIGURE) + &right("B - A", FIGURE)));
    for (name, [a, b, change]) in figures(&summary, lang) {
        line(&(left(&name, label) + &right(&a, FIGURE) + &right(&b, FIGURE) + &right(&change, FIGURE)));
    }
    line("");
    for counted in counts(&summary, lang) {
        line(&counted);
    }
    if !difference.sites.is_empty() {
        line("");
        line(lang.pick("違う決定をした敷地（早く違いが出る順）", "sites decided otherwise, the earliest first"));
        let mut sites = difference.sites.clone();
        sites.sort_by_key(|change| (change.first.is_none(), change.first, change.a));
        let (a, b) = (&difference.a.book, &difference.b.book);
        for change in sites.iter().take(SITES_LISTED) {
            line(&format!("  {}", a.instance.sites[change.a.0].site.name));
            line(&format!("    A  {}", site_words(a, change.a)));
            line(&format!("    B  {}", site_words(b, change.b)));
        }
        if sites.len() > SITES_LISTED {
            let more = sites.len() - SITES_LISTED;
            line(&match lang {
                Lang::Ja => format!("  ほか{more}敷地"),
                Lang::En => format!("  and {more} more"),
            });
        }
    }
    if let Some(out) = out {
        line("");
        line(&match lang {
            Lang::Ja => format!("ファイル  {}（difference.gpkg、difference.qgz、difference.json）", out.display()),
            Lang::En => format!("files  {} (difference.gpkg, difference.qgz, difference.json)", out.display()),
        });
    }
    text
}

fn figures(summary: &DifferenceSummary, lang: Lang) -> Vec<(String, [String; 3])> {
    let money = |ja: &str, en: &str, pair: Pair<Yen>| {
        (lang.pick(ja, en).to_owned(), [pair.a, pair.b, pair.change].map(|amount| yen(amount, lang)))
    };
    let metric = |ja: &str, en: &str, unit: &str, pair: Pair<f64>| {
        (lang.pick(ja, en).to_owned(), [pair.a, pair.b, pair.change].map(|number| format!("{}{unit}", grouped(number))))
    };
    let mut figures = vec![
        money("整備費（計、名目）", "investment, nominal", summary.investment_jpy),
        money("整備費の最大年", "highest year", summary.investment_peak_jpy),
        money("国庫補助", "subsidies", summary.subsidy_jpy),
        money("跡地収入", "land income", summary.land_income_jpy),
        money("維持運営費（最終年度）", "operation, last year", summary.operation_last_year_jpy),
        money("差引き費用（計）", "net cost", summary.net_cost_jpy),
        metric("延床面積（最終年度）", "floor in use, last year", lang.pick("㎡", " m2"), summary.floor_m2),
    ];
    figures.extend(summary.mean_walk_m.map(|pair| metric("最寄りまでの平均徒歩", "mean walk to the nearest", " m", pair)));
    figures
}

fn counts(summary: &DifferenceSummary, lang: Lang) -> Vec<String> {
    let (threshold, longer, shorter) =
        (grouped(summary.threshold_m), grouped(summary.longer_people), grouped(summary.shorter_people));
    let (sites, functions) = (summary.sites.len(), summary.functions.len());
    match lang {
        Lang::Ja => vec![
            format!(
                "決定が違う敷地 {sites} / {}、機能 {functions} / {}、共用・仮移転・許可・開放 {}件",
                summary.sites_all, summary.functions_all, summary.agreements
            ),
            format!(
                "Bの方が{threshold}m超遠い地点 {}（{longer}人）、{threshold}m超近い地点 {}（{shorter}人）",
                summary.longer_points, summary.shorter_points
            ),
        ],
        Lang::En => vec![
            format!(
                "decided otherwise: {sites} of {} sites, {functions} of {} functions, {} shares, swings, permits and openings",
                summary.sites_all, summary.functions_all, summary.agreements
            ),
            format!(
                "walks in B longer by more than {threshold} m: {} points ({longer} people); shorter: {} points ({shorter} people)",
                summary.longer_points, summary.shorter_points
            ),
        ],
    }
}
