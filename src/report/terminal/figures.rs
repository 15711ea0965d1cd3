//! Rows of the answer: a figure of the plan, what it is compared with, and the difference.

mod whole;

use crate::lang::Lang;
use crate::metrics::{Figure, KindAccess, MetricId, Metrics};
use crate::report::Run;
use crate::report::numbers::{change, grouped, percent, yen};
use crate::units::Yen;

/// One row.
pub(in crate::report) struct Row {
    /// What it is.
    pub(in crate::report) label: String,
    /// Under the plan.
    pub(in crate::report) plan: String,
    /// What it is compared with; blank for what is only counted.
    pub(in crate::report) other: String,
    /// The difference.
    pub(in crate::report) change: String,
    /// What `other` is.
    pub(in crate::report) with: &'static str,
}

/// The answer in about ten rows.
pub(in crate::report) fn rows(run: &Run<'_>) -> Vec<Row> {
    let mut rows = money_rows(run);
    rows.extend(whole::funding_rows(run));
    rows.extend(stock_rows(run));
    rows.extend(whole::option_rows(run));
    rows.extend(whole::slot_rows(run));
    rows.extend(walk_rows(run));
    rows
}

fn money_rows(run: &Run<'_>) -> Vec<Row> {
    let (lang, money) = (run.lang, &run.metrics.money);
    let comparison = &money.baseline.at_scenario_prices;
    let alike = lang.pick("全棟を同規模で更新（*）", "renewing all alike (*)");
    let years = run.instance.horizon.years();
    let row = |label: String, plan: Yen, other: Yen, with| Row {
        label,
        plan: yen(plan, lang),
        other: yen(other, lang),
        change: change(plan.as_f64(), other.as_f64()),
        with,
    };
    let (investment, peak, running) = match lang {
        Lang::Ja => (
            format!("整備費（{years}年計、名目）"),
            format!("整備費の最大年（{}年度）", money.investment_peak_fy),
            "運営費（最終年度）".to_owned(),
        ),
        Lang::En => (
            format!("investment, {years} years, nominal"),
            format!("highest year (FY{})", money.investment_peak_fy),
            "running cost, last year".to_owned(),
        ),
    };
    // Without subsidies both are the same amount.
    let net = if money.subsidy.nominal_jpy == Yen::ZERO {
        lang.pick("跡地収入を引いた整備費", "investment less land income")
    } else {
        lang.pick("補助と跡地収入を引いた整備費", "less subsidies and land income")
    };
    vec![
        row(investment, money.investment.nominal_jpy, comparison.baseline_jpy, alike),
        row(peak, money.investment_peak_jpy, comparison.baseline_peak_jpy, alike),
        row(net.to_owned(), money.investment_net_of_subsidy_and_land_income.nominal_jpy, comparison.baseline_jpy, alike),
        row(running, money.running_at_end_jpy_per_year, money.running_today_jpy_per_year, lang.pick("現在", "today")),
    ]
}

fn stock_rows(run: &Run<'_>) -> Vec<Row> {
    let (lang, metrics) = (run.lang, run.metrics);
    let number = |value: f64, unit: &str| format!("{}{unit}", grouped(value));
    let mut rows = Vec::new();
    let mut compared = |id, label: &str, unit: &str, other: fn(&Figure) -> Option<f64>, with| {
        if let Some(figure) = overall(metrics, id) {
            let other = other(figure);
            rows.push(Row {
                label: label.to_owned(),
                plan: number(figure.plan, unit),
                other: other.map_or(String::new(), |other| number(other, unit)),
                change: other.map_or(String::new(), |other| change(figure.plan, other)),
                with,
            });
        }
    };
    compared(
        MetricId::FloorArea,
        lang.pick("延床面積（最終年度末）", "floor area in use at the end"),
        lang.pick("㎡", " m2"),
        |figure| figure.today,
        lang.pick("現在", "today"),
    );
    compared(
        MetricId::Overdue,
        lang.pick("更新・改修の遅れ", "overdue floor x years"),
        lang.pick("㎡年", " m2y"),
        |figure| figure.unchanged,
        lang.pick("何もしない場合", "doing nothing"),
    );
    let count = |id| overall(metrics, id).map_or(0.0, |figure| figure.plan);
    let counted = |ja: String, en: String, plan: f64, all: usize, unit: &str, with| Row {
        label: lang.pick(&ja, &en).to_owned(),
        plan: number(plan, unit),
        other: format!("{all}{unit}"),
        change: String::new(),
        with,
    };
    let stock = &metrics.stock;
    let all = lang.pick("全体の数", "all there are");
    let (hubs, merged) = (count(MetricId::HubRebuilds), count(MetricId::MergedFunctions));
    // Functions in surplus rooms have a row of their own.
    let moved = count(MetricId::FunctionsIntoSchools) - count(MetricId::SurplusRoomFunctions);
    let released = grouped(count(MetricId::ReleasedLand));
    rows.push(counted(
        format!("学校の改築（うち複合拠点{hubs}）"),
        format!("schools rebuilt ({hubs} as hubs)"),
        count(MetricId::SchoolStarts),
        stock.schools,
        lang.pick("校", ""),
        all,
    ));
    rows.push(counted(
        format!("移る機能（複合化{moved}、集約{merged}）"),
        format!("functions moved ({merged} by merging)"),
        moved + merged,
        stock.functions,
        lang.pick("件", ""),
        all,
    ));
    rows.push(counted(
        format!("生み出す跡地（{released}㎡）"),
        format!("sites released ({released} m2)"),
        count(MetricId::ReleasedSites),
        stock.facilities,
        lang.pick("か所", ""),
        lang.pick("学校以外の全施設", "all sites but schools"),
    ));
    rows
}

fn walk_rows(run: &Run<'_>) -> Vec<Row> {
    let (lang, access) = (run.lang, &run.metrics.access);
    let today = lang.pick("現在の配置、同じ人口", "today's places, same people");
    let ends: Vec<_> = access.kinds.iter().filter_map(|kind| Some((kind, kind.at_end()?))).collect();
    let mut rows = Vec::new();
    let weight: f64 = ends.iter().map(|(_, walks)| walks.weight_people).sum();
    if weight > 0.0 {
        let mean = |value: fn(&crate::metrics::Walks) -> f64| {
            ends.iter().map(|(_, walks)| walks.weight_people * value(walks)).sum::<f64>() / weight
        };
        let (after, before) = (mean(|walks| walks.mean_after_m), mean(|walks| walks.mean_before_m));
        rows.push(Row {
            label: lang.pick("最寄りまでの平均徒歩距離", "mean walk to the nearest place").to_owned(),
            plan: format!("{} m", grouped(after)),
            other: format!("{} m", grouped(before)),
            change: change(after, before),
            with: today,
        });
    }
    // The first of equals, so that the answer does not depend on the order of comparison.
    let worst = ends.iter().reduce(|worst, next| if next.1.max_growth_m > worst.1.max_growth_m { next } else { worst });
    if let Some((kind, walks)) = worst {
        let name = kind_name(run, kind);
        rows.push(Row {
            label: lang.pick(&format!("最も延びる徒歩（{name}）"), &format!("longest added walk ({name})")).to_owned(),
            plan: format!("{}{} m", if walks.max_growth_m > 0.0 { "+" } else { "" }, grouped(walks.max_growth_m)),
            other: String::new(),
            change: String::new(),
            with: today,
        });
    }
    let residents = run.metrics.stock.residents_last_fy_people;
    let threshold = access.threshold_m;
    rows.push(Row {
        label: lang
            .pick(
                &format!("{threshold}m超遠くなる人（{}地点）", access.losing_points),
                &format!("walk grows > {threshold} m ({} points)", access.losing_points),
            )
            .to_owned(),
        plan: grouped(access.losing_people) + lang.pick("人", ""),
        other: grouped(residents) + lang.pick("人", ""),
        change: if residents > 0.0 { percent(access.losing_people / residents, 1) } else { String::new() },
        with: lang.pick("全人口（どれかの種別で）", "all residents (any kind)"),
    });
    rows
}

fn kind_name<'run>(run: &Run<'run>, kind: &KindAccess) -> &'run str {
    run.instance.project.kinds.kind(&kind.kind).map_or("", |kind| kind.name(run.lang))
}

/// The figure of a metric that is about everything.
fn overall(metrics: &Metrics, id: MetricId) -> Option<&Figure> {
    let everything = crate::metrics::About::default();
    metrics.figures.iter().find(|figure| figure.id == id && figure.about == everything)
}
