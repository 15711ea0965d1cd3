//! Rows of the summary: figures as formulas of the other sheets, with what they are compared with.

use super::{Row, Sum};
use crate::report::workbook::by_year::{FIRST_YEAR, YEAR_ROW};
use crate::report::workbook::styles::Style;
use crate::report::workbook::{Matter, Parts, position};

fn heading(label: &str) -> Row {
    Row { label: label.to_owned(), plan: None, other: None, style: Style::Yen, remark: String::new() }
}

/// What the plan costs, beside the national method and today.
#[expect(clippy::too_many_lines, reason = "one row after the other, each in two languages")]
pub(super) fn money_rows(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Row> {
    let (by_year, rows, baseline) = (&parts.by_year, &parts.by_year.rows, &parts.baseline);
    let money = &matter.book.run.metrics.money;
    let total = |row| (by_year.sheet.at(row, by_year.total()), by_year.sheet.value(row, by_year.total()));
    let mean = |row| (by_year.sheet.at(row, by_year.total() + 1), by_year.sheet.value(row, by_year.total() + 1));
    let [_, method, _] = crate::report::workbook::baseline::BaselineSheet::AT_SCENARIO;
    let method_at = |row| (baseline.sheet.at(row, method), baseline.sheet.value(row, method));
    let row = |label: &str, plan: Sum, other: Option<Sum>, remark: &str| Row {
        label: label.to_owned(),
        plan: Some(plan),
        other,
        style: Style::Yen,
        remark: remark.to_owned(),
    };
    let alike = matter.pick(
        "比較：全棟を同規模で更新（総務省の試算方式、この計画と同じ単価、名目）",
        "compared with renewing all alike (national method at this plan's prices, nominal)",
    );
    let peak = |cells: String, values: &[f64]| (format!("MAX({cells})"), values.iter().copied().fold(f64::MIN, f64::max));
    let investment = by_year.years_of(rows.investment);
    let investment_values = by_year.values_of(rows.investment);
    let plan_peak = peak(investment.clone(), &investment_values);
    let years = by_year.years_of(YEAR_ROW);
    let peak_year = position(&investment_values, plan_peak.1).map_or(0.0, |offset| f64::from(matter.years[offset].0));
    let [subsidy, _, _, sale, lease, ..] = rows.sources;
    let less: Vec<Sum> = [subsidy, sale, lease].into_iter().map(total).collect();
    let net_investment = (
        format!("{}-{}", total(rows.investment).0, less.iter().map(|sum| sum.0.as_str()).collect::<Vec<_>>().join("-")),
        total(rows.investment).1 - less.iter().map(|sum| sum.1).sum::<f64>(),
    );
    let last = FIRST_YEAR + matter.year_count() - 1;
    let running: Vec<u32> = rows.running();
    let running_sum = (
        running.iter().map(|&row| by_year.sheet.at(row, last)).collect::<Vec<_>>().join("+"),
        running.iter().map(|&row| by_year.sheet.value(row, last)).sum(),
    );
    let today = money.running_today_jpy_per_year;
    vec![
        heading(matter.pick("普通建設事業費（新築・改築・改修・設計・解体・仮設・移転）", "Investment")),
        row(
            matter.pick("期間計（名目）", "all years, nominal"),
            total(rows.investment),
            Some(method_at(baseline.total_row())),
            alike,
        ),
        row(
            matter.pick("年平均（名目）", "yearly mean, nominal"),
            mean(rows.investment),
            Some(method_at(baseline.mean_row())),
            alike,
        ),
        row(
            matter.pick("最大の年度の額", "highest year"),
            plan_peak,
            Some(peak(baseline.years_in(method), &[baseline.largest(method)])),
            alike,
        ),
        Row {
            label: matter.pick("その年度（西暦）", "that year").to_owned(),
            plan: Some((format!("INDEX({years},MATCH(MAX({investment}),{investment},0))"), peak_year)),
            other: None,
            style: Style::YearFigure,
            remark: matter
                .pick("計画の普通建設事業費が最も多い最初の年度", "first year in which the plan invests most")
                .to_owned(),
        },
        row(
            matter.pick("国庫支出金と財産収入を引いた額", "less subsidies and land income"),
            net_investment,
            Some(method_at(baseline.total_row())),
            alike,
        ),
        row(
            matter.pick("期間計（実質）", "all years, real"),
            total(rows.investment_real),
            None,
            matter.pick("単価の基準年度の価格（物価係数で割り戻した額）", "at the prices of the base year"),
        ),
        heading(matter.pick("施設の費用全体", "All costs of the buildings")),
        row(
            matter.pick("事業費 期間計", "costs, all years"),
            total(rows.costs),
            None,
            matter.pick("普通建設事業費と維持・運営費", "investment, upkeep and running"),
        ),
        row(
            matter.pick("運営費（最終年度）", "running cost, last year"),
            running_sum,
            Some((today.0.to_string(), today.as_f64())),
            matter.pick(
                "運営・移譲後の補助・学校開放。比較：現在の年額",
                "running, support after transfers, opening; compared with today",
            ),
        ),
        row(
            matter.pick("純費用（名目） 期間計", "net cost, nominal"),
            total(rows.net),
            None,
            matter.pick("事業費から国庫支出金と財産収入を引いた額", "costs less subsidies and land income"),
        ),
        row(
            matter.pick("純費用（実質） 期間計", "net cost, real"),
            total(rows.net_real),
            None,
            matter.pick("単価の基準年度の価格", "at the prices of the base year"),
        ),
        row(
            matter.pick("純費用（現在価値） 期間計", "net cost, present value"),
            total(rows.net_present),
            None,
            matter.pick("初年度の価値（前提シートの割引率）", "worth in the first year, at the discount rate"),
        ),
        row(
            matter.pick("期末に残る工事の価値", "value of works left at the end"),
            (money.residual_value_jpy.0.to_string(), money.residual_value_jpy.as_f64()),
            None,
            matter.pick(
                "期間後も使える年数に応じた額（名目）。純費用には含まない",
                "by the years left after the horizon; not in the net cost",
            ),
        ),
    ]
}

/// Where the money comes from, and what becomes of fund and debt.
pub(super) fn funding_rows(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Row> {
    let (by_year, rows) = (&parts.by_year, &parts.by_year.rows);
    let total = |row| (by_year.sheet.at(row, by_year.total()), by_year.sheet.value(row, by_year.total()));
    let [subsidy, bond, draw, .., general] = rows.sources;
    let years = by_year.years_of(YEAR_ROW);
    let general_values = by_year.values_of(general);
    let highest = general_values.iter().copied().fold(f64::MIN, f64::max);
    let general_cells = by_year.years_of(general);
    let year_with = |values: &[f64], value: f64| position(values, value).map_or(0.0, |offset| f64::from(matter.years[offset].0));
    let row = |label: &str, plan: Sum, style: Style, remark: &str| Row {
        label: label.to_owned(),
        plan: Some(plan),
        other: None,
        style,
        remark: remark.to_owned(),
    };
    let mean = (by_year.sheet.at(general, by_year.total() + 1), by_year.sheet.value(general, by_year.total() + 1));
    let mut list = vec![heading(matter.pick("財源", "Sources"))];
    let has_subsidy = total(subsidy).1 != 0.0;
    if matter.is_funded() || has_subsidy {
        list.push(row(matter.pick("国庫支出金 期間計", "State subsidies, all years"), total(subsidy), Style::Yen, ""));
        let (investment, parts) = (total(rows.investment), total(subsidy));
        if investment.1 != 0.0 {
            let formula = format!("{}/{}", parts.0, investment.0);
            list.push(row(
                matter.pick("同 普通建設事業費に対する割合", "as a share of investment"),
                (formula, parts.1 / investment.1),
                Style::Percent,
                "",
            ));
        }
    }
    list.push(row(
        matter.pick("一般財源 期間計", "general funds, all years"),
        total(general),
        Style::Yen,
        matter.pick("事業費・公債費・積立から他の財源を引いた額", "what other sources leave of costs, debt service and deposits"),
    ));
    list.push(row(matter.pick("一般財源 年平均", "general funds, yearly mean"), mean, Style::Yen, ""));
    list.push(row(
        matter.pick("一般財源 最大の年度の額", "general funds, highest year"),
        (format!("MAX({general_cells})"), highest),
        Style::Yen,
        "",
    ));
    list.push(row(
        matter.pick("その年度（西暦）", "that year"),
        (format!("INDEX({years},MATCH(MAX({general_cells}),{general_cells},0))"), year_with(&general_values, highest)),
        Style::YearFigure,
        "",
    ));
    if !matter.is_funded() {
        return list;
    }
    let [fund, debt] = parts.balances.ends();
    let [fund_values, debt_values] = parts.balances.end_values();
    let fiscal_years = parts.balances.fiscal_years();
    let final_of = |values: &[f64]| values.last().copied().unwrap_or(0.0);
    let end = |cells: &str, values: &[f64]| (format!("INDEX({cells},ROWS({cells}))"), final_of(values));
    let debt_peak = debt_values.iter().copied().fold(f64::MIN, f64::max);
    let fund_low = fund_values.iter().copied().fold(f64::MAX, f64::min);
    list.extend([
        row(matter.pick("地方債（区債）発行 期間計", "bonds issued, all years"), total(bond), Style::Yen, ""),
        row(matter.pick("基金繰入金 期間計", "drawn from the fund, all years"), total(draw), Style::Yen, ""),
        row(
            matter.pick("区債残高 最も多い年度末", "debt, highest end of a year"),
            (format!("MAX({debt})"), debt_peak),
            Style::Yen,
            matter.pick("既発債を含む", "existing bonds included"),
        ),
        row(
            matter.pick("その年度（西暦）", "that year"),
            (format!("INDEX({fiscal_years},MATCH(MAX({debt}),{debt},0))"), year_with(&debt_values, debt_peak)),
            Style::YearFigure,
            "",
        ),
        row(matter.pick("区債残高 最終年度末", "debt at the end"), end(&debt, &debt_values), Style::Yen, ""),
        row(
            matter.pick("基金残高 最も少ない年度末", "fund, lowest end of a year"),
            (format!("MIN({fund})"), fund_low),
            Style::Yen,
            "",
        ),
        row(
            matter.pick("その年度（西暦）", "that year"),
            (format!("INDEX({fiscal_years},MATCH(MIN({fund}),{fund},0))"), year_with(&fund_values, fund_low)),
            Style::YearFigure,
            "",
        ),
        row(matter.pick("基金残高 最終年度末", "fund at the end"), end(&fund, &fund_values), Style::Yen, ""),
    ]);
    list
}
