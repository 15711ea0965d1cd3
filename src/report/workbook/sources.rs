//! 出典: the run the workbook is of, the hashes of its inputs, and where the values of every sheet come from.

use rust_xlsxwriter::XlsxError;

use super::Matter;
use super::sheet::Sheet;
use super::styles::Style;
use crate::metrics::GradeShare;
use crate::model::YEN_PER_UNIT;
use crate::report::words;

/// Writes the sheet.
pub(super) fn sources<'m>(matter: &Matter<'m, '_>) -> Result<Sheet<'m>, XlsxError> {
    let mut sheet = Sheet::new(matter, matter.tabs.sources)?;
    sheet.text(0, 0, matter.pick("出典", "Sources"), Style::Title)?;
    let mut row = run(matter, &mut sheet, 2)?;
    row = origins(matter, &mut sheet, row + 1)?;
    row = provenance(matter, &mut sheet, row + 1)?;
    inputs(matter, &mut sheet, row + 1)?;
    sheet.widths(&[(0, 0, 30.0), (1, 1, 26.0), (2, 2, 14.0), (3, 3, 76.0)])?;
    Ok(sheet)
}

fn run(matter: &Matter<'_, '_>, sheet: &mut Sheet<'_>, row: u32) -> Result<u32, XlsxError> {
    let run = matter.book.run;
    let not_proven = || matter.pick("証明なし", "not proven").to_owned();
    let yen = |million: f64| format!("{:.0}", million * YEN_PER_UNIT);
    let status = words::status(run.proof.status, run.lang);
    let facts = [
        (matter.pick("プログラム", "program"), format!("fukugo {}", env!("CARGO_PKG_VERSION"))),
        (matter.pick("実行ID", "run id"), matter.run_id.clone()),
        (matter.pick("シナリオ", "scenario"), run.plan.scenario.clone()),
        (matter.pick("問い", "question"), super::one_line(&run.instance.project.scenario.description, run.lang)),
        (matter.pick("plan.json の SHA-256", "SHA-256 of plan.json"), matter.plan_hash.clone()),
        (matter.pick("状態", "status"), status.to_owned()),
        (matter.pick("目的関数の値（円）", "objective, yen"), yen(run.proof.objective)),
        (matter.pick("証明された下界（円）", "proven bound, yen"), run.proof.bound.map_or_else(not_proven, yen)),
        (matter.pick("最良との差", "gap"), run.proof.gap.map_or_else(not_proven, |gap| format!("{:.3}%", gap * 100.0))),
        (
            matter.pick("検証（項目数・不一致）", "verification (checks, breaches)"),
            format!("{} / {}", run.verification.checks, run.verification.breaches),
        ),
        (matter.pick("求解", "solver"), format!("{} {}", run.solver.name, run.solver.version)),
    ];
    sheet.text(row, 0, matter.pick("この帳票の元の実行", "The run"), Style::Block)?;
    let mut at = row + 1;
    for (name, value) in facts {
        sheet.text(at, 0, name, Style::Label)?;
        sheet.wide_text(at, (1, 3), &value, Style::Wrapped)?;
        sheet.fit_height(at, &[(&value, 110.0)])?;
        at += 1;
    }
    Ok(at)
}

/// Where the values of each sheet come from.
fn origins(matter: &Matter<'_, '_>, sheet: &mut Sheet<'_>, row: u32) -> Result<u32, XlsxError> {
    let tabs = matter.tabs;
    let rows = [
        (
            tabs.detail,
            matter.pick("施設×性質×年度の額", "amounts"),
            matter.pick(
                "costs.csv を施設・性質・年度で合計（入力の表と plan.json から計算、検証済み）",
                "costs.csv by site, nature and year (from the inputs and plan.json, verified)",
            ),
        ),
        (
            tabs.detail,
            matter.pick("財源の内訳", "sources"),
            matter.pick("costs.csv の財源の列の合計", "the columns of sources of costs.csv"),
        ),
        (
            tabs.by_year,
            matter.pick("すべて", "all"),
            matter.pick(
                "明細・財源シートからの式、率は前提シート",
                "formulas of the detail and funding sheets, rates of the assumptions",
            ),
        ),
        (
            tabs.funding,
            matter.pick("起債・基金・一般財源（青字）", "bonds, fund, general funds (blue)"),
            matter.pick(
                "plan.json の claims.funding（funding.csv と同じ）",
                "claims.funding of plan.json, as funding.csv has them",
            ),
        ),
        (
            tabs.funding,
            matter.pick("財政見通し", "fiscal frame"),
            matter.pick("inputs/fiscal_frame.csv", "inputs/fiscal_frame.csv"),
        ),
        (
            tabs.balances,
            matter.pick("既発債の元金・利子", "service of existing bonds"),
            matter.pick("シナリオの funding.existing_debt", "funding.existing_debt of the scenario"),
        ),
        (
            tabs.balances,
            matter.pick("計画の値", "values as planned"),
            matter.pick("plan.json の claims.funding", "claims.funding of plan.json"),
        ),
        (
            tabs.baseline,
            matter.pick("基準（青字）", "the method (blue)"),
            matter.pick(
                "総務省の更新費用試算方式（docs/baseline.md、fukugo baseline で再計算できる）",
                "the national method (docs/baseline.md; `fukugo baseline` computes it again)",
            ),
        ),
        (
            tabs.assumptions,
            matter.pick("単価と率", "prices and rates"),
            matter.pick(
                "inputs/costs.toml とシナリオ。項目ごとの出典は前提シート",
                "inputs/costs.toml and the scenario; the source of each is on the sheet",
            ),
        ),
        (
            tabs.checks,
            matter.pick("プログラムの値", "values of the program"),
            matter.pick("metrics.json と plan.json の claims", "metrics.json and the claims of plan.json"),
        ),
    ];
    sheet.text(row, 0, matter.pick("シートごとの値の出どころ", "Where values come from"), Style::Block)?;
    let heads = [matter.pick("シート", "sheet"), matter.pick("値", "values")];
    sheet.texts(row + 1, 0, heads, Style::Head)?;
    sheet.wide_text(row + 1, (2, 3), matter.pick("出どころ", "origin"), Style::Head)?;
    let mut at = row + 2;
    for (tab, what, origin) in rows {
        sheet.texts(at, 0, [tab, what], Style::Label)?;
        sheet.wide_text(at, (2, 3), origin, Style::Label)?;
        at += 1;
    }
    Ok(at)
}

/// How much rests on what.
fn provenance(matter: &Matter<'_, '_>, sheet: &mut Sheet<'_>, row: u32) -> Result<u32, XlsxError> {
    let shares = &matter.book.run.metrics.provenance;
    let lists: [(&str, &[GradeShare]); 3] = [
        (matter.pick("床面積（㎡）", "floor, m2"), &shares.floor_m2),
        (matter.pick("普通建設事業費（円）", "investment, yen"), &shares.investment_jpy),
        (matter.pick("単価（項目数）", "unit prices, count"), &shares.unit_prices),
    ];
    sheet.text(row, 0, matter.pick("根拠の区分ごとの割合", "How much rests on what"), Style::Block)?;
    let heads = [
        matter.pick("対象", "of"),
        matter.pick("根拠の区分", "grade"),
        matter.pick("割合", "share"),
        matter.pick("量", "amount"),
    ];
    sheet.texts(row + 1, 0, heads, Style::Head)?;
    let mut at = row + 2;
    for (name, list) in lists {
        for share in list {
            sheet.text(at, 0, name, Style::Label)?;
            sheet.text(at, 1, words::grade(share.grade, matter.book.run.lang), Style::Middle)?;
            sheet.number(at, 2, share.share_ratio, Style::Percent)?;
            sheet.number(at, 3, share.amount, Style::Count)?;
            at += 1;
        }
    }
    Ok(at)
}

fn inputs(matter: &Matter<'_, '_>, sheet: &mut Sheet<'_>, row: u32) -> Result<(), XlsxError> {
    sheet.text(row, 0, matter.pick("入力ファイル", "Input files"), Style::Block)?;
    sheet.wide_text(row + 1, (0, 1), matter.pick("ファイル", "file"), Style::Head)?;
    sheet.wide_text(row + 1, (2, 3), "SHA-256", Style::Head)?;
    for (at, file) in (row + 2..).zip(&matter.book.instance.project.inputs) {
        sheet.wide_text(at, (0, 1), &file.path, Style::Label)?;
        sheet.wide_text(at, (2, 3), &file.sha256, Style::Label)?;
    }
    Ok(())
}
