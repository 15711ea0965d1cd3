//! What the answer is about, and where the values it rests on come from.

use super::grouped_count;
use crate::lang::Lang;
use crate::metrics::GradeShare;
use crate::project::Grade;
use crate::report::numbers::{grouped, percent};
use crate::report::{Run, words};

/// What there is to plan: schools, other sites, buildings, functions, and who lives there.
pub(in crate::report) fn stock(run: &Run<'_>) -> String {
    let stock = &run.metrics.stock;
    let people = grouped(stock.residents_first_fy_people);
    let counted = |count: usize, ja: &str, en: &str| match run.lang {
        Lang::Ja => ja.replace("{}", &grouped_count(count)),
        Lang::En => format!("{} {en}{}", grouped_count(count), if count == 1 { "" } else { "s" }),
    };
    let counts = [
        counted(stock.schools, "学校{}校", "school"),
        counted(stock.facilities, "学校以外の施設{}敷地", "other site"),
        counted(stock.buildings, "建物{}棟", "building"),
        counted(stock.functions, "機能{}", "function"),
        counted(stock.districts, "{}地区", "district"),
        counted(stock.demand_points, "需要点{}", "demand point"),
    ];
    match run.lang {
        Lang::Ja => format!("{}（{people}人）", counts.join("・")),
        Lang::En => format!("{} ({people} people)", counts.join(", ")),
    }
}

/// The shares of cost, walks and prices by where their values come from; what there is none of has no shares.
pub(in crate::report) fn provenance(run: &Run<'_>) -> Vec<String> {
    let (lang, provenance) = (run.lang, &run.metrics.provenance);
    let line = |ja: &str, en: &str, shares: &[GradeShare]| {
        let shares = if shares.is_empty() { lang.pick("なし", "none").to_owned() } else { graded(shares, lang) };
        format!("{} {shares}", lang.pick(ja, en))
    };
    vec![
        line("整備費（建物の床面積・建築年度の由来）", "investment, by floor and year built:", &provenance.investment_jpy),
        line("徒歩距離（人口の由来）", "walks, by population:", &provenance.access_weight_people),
        line("単価（項目数）", "unit prices, by number:", &provenance.unit_prices),
    ]
}

/// Shares by grade, worst first; the share of assumed values is said even where it is nothing.
fn graded(shares: &[GradeShare], lang: Lang) -> String {
    let named = |grade, ratio: f64| {
        // A share that rounds to nothing is still there.
        let share = if ratio > 0.0 && ratio < 0.005 { "<1%".to_owned() } else { percent(ratio, 0) };
        format!("{} {share}", words::grade(grade, lang))
    };
    let mut parts: Vec<String> = shares.iter().rev().map(|share| named(share.grade, share.share_ratio)).collect();
    if shares.iter().all(|share| share.grade < Grade::Assumed) {
        parts.push(named(Grade::Assumed, 0.0));
    }
    parts.join(lang.pick("・", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::sample;

    fn share(grade: Grade, share_ratio: f64) -> GradeShare {
        GradeShare { grade, amount: share_ratio, share_ratio }
    }

    #[test]
    fn estimated_shares_are_said_and_that_nothing_is_assumed() {
        assert_eq!(graded(&[share(Grade::Estimated, 1.0)], Lang::Ja), "推計 100%・仮定 0%");
        let all = [share(Grade::Observed, 0.199), share(Grade::Estimated, 0.8), share(Grade::Assumed, 0.001)];
        assert_eq!(graded(&all, Lang::En), "assumed <1%, estimated 80%, observed 20%");
    }

    #[test]
    fn what_there_is_none_of_has_no_share() {
        sample("館").with(|run| {
            let mut metrics = run.metrics.clone();
            metrics.provenance.investment_jpy.clear();
            let without = Run { metrics: &metrics, ..*run };
            assert_eq!(provenance(&without)[0], "整備費（建物の床面積・建築年度の由来） なし");
        });
    }
}
