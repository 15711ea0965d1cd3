//! Rows that appear only where a plan has what they speak of: funding, rarer options, bookable rooms.

use super::{Row, change, grouped, overall, percent, yen};
use crate::cashflow::Debt;
use crate::lang::Lang;
use crate::metrics::{Figure, Funding, MetricId, Metrics};
use crate::plan::FundingYear;
use crate::report::Run;
use crate::units::Yen;

/// Where the money comes from; nothing without `[funding]`.
pub(super) fn funding_rows(run: &Run<'_>) -> Vec<Row> {
    let (lang, metrics) = (run.lang, run.metrics);
    let Some(funding) = &metrics.funding else { return Vec::new() };
    let investment = metrics.money.investment.nominal_jpy;
    let of_investment = lang.pick("整備費に対する割合", "share of investment");
    let part = |label: String, part: Yen, all: Yen, with| Row {
        label,
        plan: yen(part, lang),
        other: yen(all, lang),
        change: if all.0 > 0 { percent(part.as_f64() / all.as_f64(), 1) } else { String::new() },
        with,
    };
    let compared = |label: String, plan: Yen, other: Yen, with| Row {
        label,
        plan: yen(plan, lang),
        other: yen(other, lang),
        change: change(plan.as_f64(), other.as_f64()),
        with,
    };
    let parts = [("国庫補助", "subsidies of the State", funding.subsidy_jpy), ("起債", "bonds issued", funding.bond_jpy)];
    let mut rows: Vec<Row> = parts
        .into_iter()
        .filter(|(.., yen)| yen.0 > 0)
        .map(|(ja, en, yen)| part(lang.pick(ja, en).to_owned(), yen, investment, of_investment))
        .collect();
    let sum = |value: fn(&FundingYear) -> Yen| -> Yen { funding.years.iter().map(|year| value(&year.amounts)).sum() };
    let years = funding.years.len();
    let (all, highest) = match lang {
        Lang::Ja => {
            (format!("一般財源（{years}年計、公債費を含む）"), format!("一般財源の最大年（{}年度）", funding.general_peak_fy))
        }
        Lang::En => (format!("general funds, {years} years"), format!("highest year (FY{})", funding.general_peak_fy)),
    };
    rows.push(part(all, funding.general_jpy, sum(FundingYear::uses), lang.pick("歳出合計に対する割合", "share of all uses")));
    let mean = Yen(funding.general_jpy.0 / i64::try_from(years.max(1)).unwrap_or(i64::MAX));
    rows.push(compared(highest, funding.general_peak_jpy, mean, lang.pick("計画の年平均", "the plan's yearly mean")));
    rows.extend(balance_rows(run, funding));
    rows
}

/// Debt and fund at the end of the last year beside what they are before the first, and their extremes where these lie between.
fn balance_rows(run: &Run<'_>, funding: &Funding) -> Vec<Row> {
    let lang = run.lang;
    let Some((settings, last)) = run.instance.project.scenario.funding.as_ref().zip(funding.years.last()) else {
        return Vec::new();
    };
    let before_first = run.instance.horizon.first().plus(-1);
    let debt = (Debt::new(settings).existing_balance(before_first), last.amounts.debt_balance_jpy);
    let fund = (Yen::round(settings.fund_opening_million_jpy * 1e6), last.amounts.fund_balance_jpy);
    let row = |label: String, plan: Yen, before: Yen| Row {
        label,
        plan: yen(plan, lang),
        other: yen(before, lang),
        change: change(plan.as_f64(), before.as_f64()),
        with: lang.pick("計画前の残高", "before the plan"),
    };
    let mut rows = Vec::new();
    if funding.debt_peak_jpy.0 > 0 || debt.0.0 > 0 {
        rows.push(row(lang.pick("債務残高（最終年度末）", "debt at the end").to_owned(), debt.1, debt.0));
    }
    if funding.debt_peak_jpy > debt.0.max(debt.1) {
        let label = match lang {
            Lang::Ja => format!("債務残高の最大（{}年度末）", funding.debt_peak_fy),
            Lang::En => format!("highest debt (end of FY{})", funding.debt_peak_fy),
        };
        rows.push(row(label, funding.debt_peak_jpy, debt.0));
    }
    if fund.0.0 > 0 || funding.draw_jpy.0 > 0 || funding.deposit_jpy.0 > 0 {
        rows.push(row(lang.pick("基金残高（最終年度末）", "fund at the end").to_owned(), fund.1, fund.0));
        if funding.fund_lowest_jpy < fund.0.min(fund.1) {
            let label = match lang {
                Lang::Ja => format!("基金残高の最小（{}年度末）", funding.fund_lowest_fy),
                Lang::En => format!("lowest fund (end of FY{})", funding.fund_lowest_fy),
            };
            rows.push(row(label, funding.fund_lowest_jpy, fund.0));
        }
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
