//! 要約: the plan's money on one page, every figure a formula of the other sheets, and whether all checks hold.

mod rows;

use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartSolidFill, ChartType, Color, XlsxError,
};

use super::by_year::YEAR_ROW;
use super::checks::Checks;
use super::sheet::Sheet;
use super::styles::{PARTS, Style};
use super::terms::investment;
use super::{Matter, Parts};
use crate::report::words;

/// The row of the table's head.
const HEAD: u32 = 9;

/// Columns of the table.
mod at {
    pub(super) const PLAN: u16 = 1;
    pub(super) const OTHER: u16 = 2;
    pub(super) const DIFFERENCE: u16 = 3;
    pub(super) const SHARE: u16 = 4;
    pub(super) const REMARK: u16 = 5;
}

/// A formula with its value.
type Sum = (String, f64);

/// Writes the sheet.
pub(super) fn summary<'m>(matter: &Matter<'m, '_>, parts: &Parts<'_>, checks: &Checks<'_>) -> Result<Sheet<'m>, XlsxError> {
    let mut sheet = Sheet::new(matter, matter.tabs.summary)?;
    head(matter, &mut sheet, checks)?;
    let row = table(matter, parts, &mut sheet)?;
    chart(matter, parts, &mut sheet, row + 1)?;
    sheet.widths(&[
        (0, 0, 44.0),
        (at::PLAN, at::DIFFERENCE, 18.0),
        (at::SHARE, at::SHARE, 11.0),
        (at::REMARK, at::REMARK, 74.0),
    ])?;
    Ok(sheet)
}

fn head(matter: &Matter<'_, '_>, sheet: &mut Sheet<'_>, checks: &Checks<'_>) -> Result<(), XlsxError> {
    let run = matter.book.run;
    sheet.text(0, 0, matter.pick("公共施設再編計画 財政計算書", "Cost book of the plan for public facilities"), Style::Title)?;
    sheet.text(0, at::REMARK, matter.pick("（単位：千円）", "(thousand yen)"), Style::Unit)?;
    let remark = matter.pick(
        "セルの値は円、表示は千円（千円未満四捨五入）。端数処理のため、表示上の内訳の和が計と一致しないことがある。△は減。",
        "Cells hold yen and show thousands, rounded; shown parts may differ from their sum by one.",
    );
    sheet.text(1, 0, remark, Style::Note)?;
    let horizon = &run.instance.horizon;
    let years = match run.lang {
        crate::lang::Lang::Ja => format!(
            "{}〜{}（{}〜{}年度、{}年間）",
            super::terms::era(horizon.first(), run.lang),
            super::terms::era(horizon.last(), run.lang),
            horizon.first(),
            horizon.last(),
            horizon.years()
        ),
        crate::lang::Lang::En => format!("FY{}–{} ({} years)", horizon.first(), horizon.last(), horizon.years()),
    };
    let status = words::status(run.proof.status, run.lang);
    let gap = run.proof.gap.map_or(String::new(), |gap| match run.lang {
        crate::lang::Lang::Ja => format!("（最良との差 {:.2}%以内）", gap * 100.0),
        crate::lang::Lang::En => format!(" (gap {:.2}%)", gap * 100.0),
    });
    let question = super::one_line(&run.instance.project.scenario.description, run.lang);
    let facts = [
        (matter.pick("シナリオ", "scenario"), run.plan.scenario.clone()),
        (matter.pick("問い", "question"), question),
        (matter.pick("期間", "years"), years),
        (matter.pick("計画", "plan"), format!("{status}{gap}")),
        (
            matter.pick("作成", "made by"),
            format!("fukugo {}  {} {}", env!("CARGO_PKG_VERSION"), matter.pick("実行ID", "run"), matter.run_id),
        ),
    ];
    for (row, (name, value)) in (2..).zip(&facts) {
        sheet.text(row, 0, name, Style::Label)?;
        sheet.wide_text(row, (at::PLAN, at::REMARK), value, Style::Wrapped)?;
    }
    sheet.fit_height(3, &[(&facts[1].1, 130.0)])?;
    sheet.text(7, 0, matter.pick("検算", "checks"), Style::Sum)?;
    let (all, ok) = checks.counts;
    let (verdicts, of) = (&checks.verdicts, matter.pick("件中", "of"));
    let ok_word = matter.pick("件一致", "hold");
    let formula = format!("IF(COUNTIF({verdicts},\"OK\")=ROWS({verdicts}),\"OK\",\"NG\")");
    let verdict = if all == ok { "OK" } else { "NG" };
    sheet.text_formula(7, at::PLAN, &formula, verdict, Style::Middle)?;
    sheet.red_unless_ok((7, at::PLAN), (7, at::PLAN))?;
    let formula = format!("ROWS({verdicts})&\" {of} \"&COUNTIF({verdicts},\"OK\")&\" {ok_word}\"");
    sheet.text_formula(7, at::OTHER, &formula, &format!("{all} {of} {ok} {ok_word}"), Style::Middle)
}

/// One row of the table.
struct Row {
    label: String,
    plan: Option<Sum>,
    other: Option<Sum>,
    style: Style,
    remark: String,
}

fn table(matter: &Matter<'_, '_>, parts: &Parts<'_>, sheet: &mut Sheet<'_>) -> Result<u32, XlsxError> {
    let heads = [
        matter.pick("項目", "figure"),
        matter.pick("計画", "plan"),
        matter.pick("比較", "compared"),
        matter.pick("差", "difference"),
        matter.pick("差の率", "share"),
        matter.pick("説明（比較の相手、年度）", "remark"),
    ];
    sheet.texts(HEAD, 0, heads, Style::Head)?;
    let mut row = HEAD + 1;
    for Row { label, plan, other, style, remark } in
        rows::money_rows(matter, parts).into_iter().chain(rows::funding_rows(matter, parts))
    {
        let Some((formula, value)) = plan else {
            sheet.text(row, 0, &label, Style::Sum)?;
            sheet.texts(row, 1, [""; 5], Style::Sum)?;
            row += 1;
            continue;
        };
        sheet.text(row, 0, &label, Style::Part)?;
        sheet.formula(row, at::PLAN, &formula, value, style)?;
        if let Some((formula, other)) = other {
            sheet.formula(row, at::OTHER, &formula, other, style)?;
            let (plan, compared) = (row_col_to_cell(row, at::PLAN), row_col_to_cell(row, at::OTHER));
            sheet.formula(row, at::DIFFERENCE, &format!("{plan}-{compared}"), value - other, style)?;
            let formula = format!("IF({compared}=0,\"{}\",{plan}/{compared}-1)", matter.none());
            if other == 0.0 {
                sheet.text_formula(row, at::SHARE, &formula, matter.none(), Style::Percent)?;
            } else {
                sheet.formula(row, at::SHARE, &formula, value / other - 1.0, Style::Percent)?;
            }
        } else {
            sheet.texts(row, at::OTHER, [""; 3], Style::Label)?;
        }
        sheet.text(row, at::REMARK, &remark, Style::Label)?;
        row += 1;
    }
    Ok(row)
}

/// Investment by nature in every year, with the national method as a line.
fn chart(matter: &Matter<'_, '_>, parts: &Parts<'_>, sheet: &mut Sheet<'_>, row: u32) -> Result<(), XlsxError> {
    let (by_year, rows) = (&parts.by_year, &parts.by_year.rows);
    let mut chart = Chart::new(ChartType::ColumnStacked);
    let mut line = Chart::new(ChartType::Line);
    let years = by_year.years_of(YEAR_ROW);
    let mut has_works = false;
    for (nature, color) in investment().zip(PARTS) {
        let at = rows.natures[&nature];
        if by_year.values_of(at).iter().all(|value| *value == 0.0) {
            continue;
        }
        has_works = true;
        let series = chart.add_series();
        series.set_values(by_year.years_of(at).as_str()).set_categories(years.as_str());
        series.set_name(words::nature(nature, matter.book.run.lang)).set_gap(40);
        series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(color)));
    }
    let [_, method, _] = super::baseline::BaselineSheet::AT_SCENARIO;
    let series = line.add_series();
    series.set_values(parts.baseline.years_in(method).as_str()).set_categories(years.as_str());
    series.set_name(matter.pick("基準（全棟を同規模で更新）", "renewing all alike"));
    let mut stroke = ChartLine::new();
    stroke.set_color(Color::RGB(0x0026_2626)).set_width(2.25).set_dash_type(ChartLineDashType::Dash);
    series.set_format(ChartFormat::new().set_line(&stroke));
    // A chart without series is refused: a plan without works has the line alone.
    let mut chart = if has_works {
        chart.combine(&line);
        chart
    } else {
        line
    };
    let title = matter.pick("年度ごとの普通建設事業費（名目、百万円）", "Investment by fiscal year, nominal, million yen");
    chart.title().set_name(title);
    chart.y_axis().set_num_format("#,##0,,");
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(1_280).set_height(400);
    chart.set_alt_text(title);
    sheet.inner().insert_chart(row, 0, &chart)?;
    Ok(())
}
