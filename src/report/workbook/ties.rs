//! What must tie out: totals with the program's figures to the yen, sources with uses, and the sheets with one another.

use super::checks::Check;
use super::detail::SOURCE_COLUMNS;
use super::funding::Column;
use super::terms::{Kind, investment, operation};
use super::{Matter, Parts};
use crate::plan::Nature;
use crate::units::Yen;

/// Every check, in the order of the sheet.
pub(super) fn ties(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Check> {
    let mut checks = natures(matter, parts);
    checks.extend(money(matter, parts));
    checks.extend(between_sheets(matter, parts));
    checks.extend(funding(matter, parts));
    checks.extend(baseline(matter, parts));
    checks
}

/// The sum over all years of a row of the by-year sheet: formula and value.
fn total(parts: &Parts<'_>, row: u32) -> (String, f64) {
    let by_year = &parts.by_year;
    (by_year.sheet.at(row, by_year.total()), by_year.sheet.value(row, by_year.total()))
}

fn natures(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Check> {
    let natures = &matter.book.run.metrics.money.natures;
    let figure =
        |nature| natures.iter().find(|entry| entry.nature == nature).map_or(Yen::ZERO, |entry| entry.amounts.nominal_jpy);
    let rows = &parts.by_year.rows;
    let [subsidy, _, _, sale, lease, ..] = rows.sources;
    let costs = investment().chain(operation()).map(|nature| (nature, rows.natures[&nature], 1.0));
    let incomes = [(Nature::Sale, sale, -1.0), (Nature::Lease, lease, -1.0), (Nature::Subsidy, subsidy, -1.0)];
    costs
        .chain(incomes)
        .map(|(nature, row, sign)| {
            let name = Kind::Nature(nature).name(matter.book.run.lang);
            let what = format!("{}: {name}", matter.pick("性質別の期間計", "nature, all years"));
            let (formula, value) = total(parts, row);
            Check::figure(what, formula, value, sign * figure(nature).as_f64(), "metrics.json money.natures")
        })
        .collect()
}

fn money(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Check> {
    let money = &matter.book.run.metrics.money;
    let rows = &parts.by_year.rows;
    let peak = parts.by_year.values_of(rows.investment).into_iter().fold(0.0, f64::max);
    let whole = |ja, en, row, figure: Yen, origin| {
        let (formula, value) = total(parts, row);
        Check::figure(matter.pick(ja, en), formula, value, figure.as_f64(), origin)
    };
    let rounded = |ja, en, row, figure: Yen, origin| {
        let (formula, value) = total(parts, row);
        Check::rounded(matter.pick(ja, en), formula, value, figure.as_f64(), origin)
    };
    vec![
        whole(
            "普通建設事業費 計",
            "investment",
            rows.investment,
            money.investment.nominal_jpy,
            "metrics.json money.investment.nominal_jpy",
        ),
        Check::figure(
            matter.pick("普通建設事業費 最大の年度の額", "investment of the highest year"),
            format!("MAX({},0)", parts.by_year.years_of(rows.investment)),
            peak,
            money.investment_peak_jpy.as_f64(),
            "metrics.json money.investment_peak_jpy",
        ),
        rounded(
            "普通建設事業費（実質） 計",
            "investment, real",
            rows.investment_real,
            money.investment.real_jpy,
            "metrics.json money.investment.real_jpy",
        ),
        whole("純費用 計", "net cost", rows.net, money.net_cost.nominal_jpy, "metrics.json money.net_cost.nominal_jpy"),
        rounded(
            "純費用（実質） 計",
            "net cost, real",
            rows.net_real,
            money.net_cost.real_jpy,
            "metrics.json money.net_cost.real_jpy",
        ),
        rounded(
            "純費用（現在価値） 計",
            "net cost, present value",
            rows.net_present,
            money.net_cost.discounted_jpy,
            "metrics.json money.net_cost.discounted_jpy",
        ),
    ]
}

fn between_sheets(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Check> {
    let (by_year, by_site) = (&parts.by_year, &parts.by_site);
    let rows = &by_year.rows;
    let sheet = &by_site.sheet;
    let row_of_sums = by_site.last_row + 1;
    let column = |at: u16| sheet.range((super::by_site::BySite::FIRST_ROW, at), (by_site.last_row, at));
    let values = |at: u16| (super::by_site::BySite::FIRST_ROW..=by_site.last_row).map(move |row| sheet.value(row, at));
    let mut checks = vec![
        Check::zeros(
            matter.pick("年度別：各年度の歳出＝歳入", "by year: uses are sources in every year"),
            &by_year.years_of(rows.difference),
            by_year.values_of(rows.difference),
        ),
        Check::zeros(
            matter.pick("財源：各年度の歳出＝歳入", "funding: uses are sources in every year"),
            &parts.funding.column(Column::Check),
            (0..matter.years.len()).map(|offset| Column::Check.value(matter, offset)),
        ),
        Check::zeros(
            matter.pick("財源：普通建設事業費＝その財源の計（各年度）", "funding: sources of investment sum to it in every year"),
            &parts.funding.years_in(parts.funding.investment_check),
            (0..matter.year_count())
                .map(|offset| parts.funding.sheet.value(super::funding::row(offset), parts.funding.investment_check)),
        ),
        Check::zeros(
            matter.pick("明細：各行の額＝財源の計", "detail: sources of every row sum to it"),
            "detail_check",
            parts.detail_rests.clone(),
        ),
        Check::zeros(
            matter.pick("施設別：各施設の歳出＝財源の計", "by site: sources of every site sum to it"),
            &column(by_site.check),
            values(by_site.check),
        ),
        Check::sums(
            matter.pick("施設別の歳出計＝年度別の歳出合計", "uses of all sites are those of all years"),
            (sheet.at(row_of_sums, by_site.uses), sheet.value(row_of_sums, by_site.uses)),
            total(parts, rows.uses),
        ),
        Check::equal(
            matter.pick("施設×年度の計＝年度別の歳出合計（各年度）", "uses of all sites are those of every year"),
            (&parts.site_years.totals(), &parts.site_years.total_values()),
            (&by_year.years_of(rows.uses), &by_year.values_of(rows.uses)),
        ),
    ];
    let [subsidy, bond, draw, sale, lease, tax_return, general] = rows.sources;
    let of_years = [vec![subsidy], vec![bond], vec![draw], vec![sale, lease], vec![tax_return], vec![general]];
    for (((source, column), of_years), name) in
        SOURCE_COLUMNS.into_iter().enumerate().zip(of_years).zip(super::detail::source_names(matter))
    {
        // Without funding the income of land is taken off general funds line by line.
        if of_years.len() == 2 && !matter.is_funded() {
            continue;
        }
        let (formulas, values): (Vec<String>, Vec<f64>) = of_years.into_iter().map(|row| total(parts, row)).unzip();
        checks.push(Check::sums(
            format!("{}: {name}", matter.pick("施設別の財源計＝年度別の財源計", "sources of all sites are those of all years")),
            // A source that no site has is no column there.
            match by_site.sources.iter().find(|(other, _)| *other == source) {
                Some(&(_, at)) => (sheet.at(row_of_sums, at), sheet.value(row_of_sums, at)),
                None => (format!("SUM({column})"), 0.0),
            },
            (formulas.join("+"), values.iter().sum()),
        ));
    }
    checks
}

fn funding(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Check> {
    let Some(funding) = &matter.book.run.metrics.funding else { return Vec::new() };
    let rows = &parts.by_year.rows;
    let [subsidy, bond, draw, .., general] = rows.sources;
    let figures = [
        (subsidy, funding.subsidy_jpy, "metrics.json funding.subsidy_jpy"),
        (bond, funding.bond_jpy, "metrics.json funding.bond_jpy"),
        (draw, funding.draw_jpy, "metrics.json funding.draw_jpy"),
        (general, funding.general_jpy, "metrics.json funding.general_jpy"),
        (rows.deposit, funding.deposit_jpy, "metrics.json funding.deposit_jpy"),
    ];
    let names = [Column::Subsidy, Column::Bond, Column::Draw, Column::General, Column::Deposit].map(|column| column.name(matter));
    let mut checks: Vec<Check> = figures
        .into_iter()
        .zip(names)
        .map(|((row, figure, origin), name)| {
            let (formula, value) = total(parts, row);
            let what = format!("{}: {name}", matter.pick("財源の期間計", "funding, all years"));
            Check::figure(what, formula, value, figure.as_f64(), origin)
        })
        .collect();
    let names = [
        matter.pick("基金の年度末残高＝計画の値（各年度）", "the fund at the end of every year is the plan's"),
        matter.pick("区債の年度末残高＝計画の値（各年度）", "the debt at the end of every year is the plan's"),
        matter.pick("公債費（償還の式）＝計画の値（各年度）", "debt service by the terms of bonds is the plan's in every year"),
    ];
    for (name, (column, cells)) in names.into_iter().zip(parts.balances.checks()) {
        checks.push(Check::zeros(name, &cells, parts.balances.values(column)));
    }
    let [fund, debt] = parts.balances.ends();
    let [fund_values, debt_values] = parts.balances.end_values();
    let lowest = fund_values.iter().copied().fold(f64::MAX, f64::min);
    let highest = debt_values.iter().copied().fold(f64::MIN, f64::max);
    checks.push(Check::figure(
        matter.pick("基金残高が最も低い年度の額", "the fund of the lowest year"),
        format!("MIN({fund})"),
        lowest,
        funding.fund_lowest_jpy.as_f64(),
        "metrics.json funding.fund_lowest_jpy",
    ));
    checks.push(Check::figure(
        matter.pick("区債残高が最も高い年度の額", "the debt of the highest year"),
        format!("MAX({debt})"),
        highest,
        funding.debt_peak_jpy.as_f64(),
        "metrics.json funding.debt_peak_jpy",
    ));
    let count =
        |values: &[f64]| f64::from(u32::try_from(values.iter().filter(|value| **value < -0.5).count()).unwrap_or(u32::MAX));
    for (name, cells, values) in [
        (matter.pick("基金残高が負の年度の数", "years with a fund below zero"), fund, fund_values),
        (
            matter.pick("起債が限度額を超える年度の数", "years with bonds beyond their limit"),
            parts.balances.room(),
            parts.balances.room_values(),
        ),
    ] {
        let formula = format!("SUMPRODUCT(({cells}<-0.5)*1)");
        checks.push(Check::figure(name, formula, count(&values), 0.0, ""));
    }
    checks
}

fn baseline(matter: &Matter<'_, '_>, parts: &Parts<'_>) -> Vec<Check> {
    let difference = &matter.book.run.metrics.money.baseline;
    let sheet = &parts.baseline;
    let row = sheet.total_row();
    let mut checks = Vec::new();
    let both = [
        (
            matter.pick("計画と同じ単価", "at the plan's prices"),
            super::baseline::BaselineSheet::AT_SCENARIO,
            &difference.at_scenario_prices,
            "metrics.json money.baseline.at_scenario_prices",
        ),
        (
            matter.pick("総務省の単価", "at the method's own prices"),
            super::baseline::BaselineSheet::AT_NATIONAL,
            &difference.at_national_prices,
            "metrics.json money.baseline.at_national_prices",
        ),
    ];
    for (prices, columns, figures, origin) in both {
        let names = [
            (matter.pick("計画の普通建設事業費", "the plan's investment"), figures.plan_jpy),
            (matter.pick("基準の計", "the method"), figures.baseline_jpy),
            (matter.pick("差の計", "the difference"), figures.difference_jpy),
        ];
        for (column, (name, figure)) in columns.into_iter().zip(names) {
            let what = format!("{}（{prices}）: {name}", matter.pick("基準との差", "baseline"));
            let what =
                if matter.book.run.lang == crate::lang::Lang::En { what.replace('（', " (").replace('）', ")") } else { what };
            checks.push(Check::figure(
                what,
                sheet.sheet.at(row, column),
                sheet.sheet.value(row, column),
                figure.as_f64(),
                origin,
            ));
        }
    }
    checks
}
