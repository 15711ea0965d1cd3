//! Rows that appear only where a plan has what they speak of: funding, rarer options, bookable rooms.

use super::{Row, change, grouped, overall, percent, yen};
use crate::lang::Lang;
use crate::metrics::{Figure, MetricId, Metrics};
use crate::report::Run;

/// Where the money comes from; nothing without `[funding]`.
pub(super) fn funding_rows(run: &Run<'_>) -> Vec<Row> {
    let (lang, metrics) = (run.lang, run.metrics);
    let Some(funding) = &metrics.funding else { return Vec::new() };
    let investment = metrics.money.investment.nominal_jpy;
    let of_investment = lang.pick("整備費に対する割合", "share of investment");
    let share = |part: crate::units::Yen| {
        if investment.0 > 0 { percent(part.as_f64() / investment.as_f64(), 1) } else { String::new() }
    };
    let row = |label: String, plan, other: String, change, with| Row { label, plan: yen(plan, lang), other, change, with };
    let end = |value: fn(&crate::plan::FundingYear) -> crate::units::Yen| {
        funding.years.last().map(|year| value(&year.amounts)).unwrap_or_default()
    };
    let parts = [("国庫補助", "subsidies of the State", funding.subsidy_jpy), ("起債", "bonds issued", funding.bond_jpy)];
    let mut rows: Vec<Row> = parts
        .into_iter()
        .filter(|(.., part)| part.0 > 0)
        .map(|(ja, en, part)| row(lang.pick(ja, en).to_owned(), part, yen(investment, lang), share(part), of_investment))
        .collect();
    let peak = lang.pick("最も高い年度", "the highest year");
    rows.push(row(
        match lang {
            Lang::Ja => format!("債務残高（最大{}年度）", funding.debt_peak_fy),
            Lang::En => format!("debt at the end (peak FY{})", funding.debt_peak_fy),
        },
        end(|year| year.debt_balance_jpy),
        yen(funding.debt_peak_jpy, lang),
        String::new(),
        peak,
    ));
    rows.push(row(
        match lang {
            Lang::Ja => format!("一般財源（最大{}年度）", funding.general_peak_fy),
            Lang::En => format!("general funds (peak FY{})", funding.general_peak_fy),
        },
        funding.general_jpy,
        yen(funding.general_peak_jpy, lang),
        String::new(),
        peak,
    ));
    if funding.draw_jpy.0 > 0 || funding.deposit_jpy.0 > 0 || funding.fund_lowest_jpy.0 > 0 {
        rows.push(row(
            match lang {
                Lang::Ja => format!("基金残高（最小{}年度）", funding.fund_lowest_fy),
                Lang::En => format!("fund at the end (low FY{})", funding.fund_lowest_fy),
            },
            end(|year| year.fund_balance_jpy),
            yen(funding.fund_lowest_jpy, lang),
            String::new(),
            lang.pick("最も低い年度", "the lowest year"),
        ));
    }
    rows
}

/// Counts of options that not every plan has, those that occur.
pub(super) fn option_rows(run: &Run<'_>) -> Vec<Row> {
    let (lang, metrics) = (run.lang, run.metrics);
    let counts = [
        (MetricId::SurplusRoomFunctions, "余裕教室に入る機能", "functions in surplus rooms", "件"),
        (MetricId::ConvertedFunctions, "転用する建物に入る機能", "functions in converted buildings", "件"),
        (MetricId::ReplacedFunctions, "学校開放に置き換える機能", "functions replaced by opening", "件"),
        (MetricId::TransferredFunctions, "民間に移譲する機能", "functions transferred", "件"),
        (MetricId::SchoolMergers, "統合して閉じる学校", "schools closed by a merger", "校"),
        (MetricId::TemporaryAvoided, "種地を仮校舎に使う改築", "rebuilds using a held site", "校"),
    ];
    let mut rows = Vec::new();
    for (id, ja, en, unit) in counts {
        let Some(figure) = overall(metrics, id).filter(|figure| figure.plan > 0.0) else { continue };
        rows.push(counted(figure.plan, figure.denominator, lang.pick(ja, en), lang.pick(unit, ""), lang));
    }
    let shared: Vec<&Figure> = metrics.figures.iter().filter(|figure| figure.id == MetricId::SharedRooms).collect();
    let rooms: f64 = shared.iter().map(|figure| figure.plan).sum();
    if rooms > 0.0 {
        let label = lang.pick("隣校と共用する体育館・プール", "gyms and pools shared");
        rows.push(counted(rooms, None, label, lang.pick("室", ""), lang));
    }
    rows
}

fn counted(plan: f64, all: Option<f64>, label: &str, unit: &str, lang: Lang) -> Row {
    Row {
        label: label.to_owned(),
        plan: grouped(plan) + unit,
        other: all.map_or(String::new(), |all| grouped(all) + unit),
        change: String::new(),
        with: if all.is_some() { lang.pick("全体の数", "all there are") } else { "" },
    }
}

/// Bookable slots of all classes, where there are rooms.
pub(super) fn slot_rows(run: &Run<'_>) -> Vec<Row> {
    let (lang, metrics) = (run.lang, run.metrics);
    let offered = total(metrics, MetricId::Slots);
    let Some((plan, today)) = offered.filter(|(plan, today)| *plan > 0.0 || *today > 0.0) else { return Vec::new() };
    let opened = total(metrics, MetricId::OpenedSlots).map_or(0.0, |(plan, _)| plan);
    let unit = lang.pick("コマ", "");
    let now = lang.pick("現在", "today");
    let mut rows = vec![Row {
        label: match lang {
            Lang::Ja => format!("予約できる枠/年（開放{}）", grouped(opened)),
            Lang::En => format!("bookable slots/yr ({} opened)", grouped(opened)),
        },
        plan: grouped(plan) + unit,
        other: grouped(today) + unit,
        change: change(plan, today),
        with: now,
    }];
    // Only where every place says its use is the use of all known.
    let classes = |id| metrics.figures.iter().filter(|figure| figure.id == id && figure.about.time_band.is_none()).count();
    if let (true, Some((used, used_today))) =
        (classes(MetricId::UsedSlots) == classes(MetricId::Slots), total(metrics, MetricId::UsedSlots))
        && plan > 0.0
        && today > 0.0
    {
        rows.push(Row {
            label: lang.pick("枠の稼働率", "slots used per slot offered").to_owned(),
            plan: percent(used / plan, 1),
            other: percent(used_today / today, 1),
            change: String::new(),
            with: now,
        });
    }
    rows
}

/// A metric over all room classes, bands together: under the plan and today; none where no class has it.
fn total(metrics: &Metrics, id: MetricId) -> Option<(f64, f64)> {
    let of_class = |figure: &&Figure| figure.id == id && figure.about.room_class.is_some() && figure.about.time_band.is_none();
    let found: Vec<&Figure> = metrics.figures.iter().filter(of_class).collect();
    let today = || found.iter().map(|figure| figure.today.unwrap_or(0.0)).sum();
    (!found.is_empty()).then(|| (found.iter().map(|figure| figure.plan).sum(), today()))
}
