//! What each year costs, against renewing alike, the limits and the fiscal frame; where the money comes from.

use super::Matter;
use crate::fiscal::FiscalYear;
use crate::lang::Lang;
use crate::plan::FundingYear;
use crate::report::page::{Block, Chart, Mark, Section, Series, Table};
use crate::report::say::Say;
use crate::report::words;
use crate::scenario::RuleLimit;
use crate::units::Yen;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (run, say) = (matter.book.run, matter.say);
    let mut blocks = vec![Block::Chart(chart(matter))];
    if !run.metrics.fiscal_frame.is_empty() {
        let text = say.pick(
            "財政見通しの線は投資的経費の総額（道路・公園などを含む予算全体）で、この計画が対象とする建物の整備費はその一部にあたる。見通しのない年度には線がない。",
            "The line of the fiscal frame is all investment of the budget, roads and parks included; the buildings planned here are a part of it. Years without a frame have no line.",
        );
        blocks.push(Block::Note(text.to_owned()));
    }
    blocks.push(Block::Text(afterwards(matter)));
    blocks.push(Block::More(
        say.pick("年度ごとの整備費の表", "Investment by year as a table").to_owned(),
        vec![Block::Table(years(matter))],
    ));
    if let Some(found) = funding(matter) {
        blocks.push(Block::Heading(say.pick("財源", "Where the money comes from").to_owned()));
        blocks.extend(found);
    }
    blocks.push(Block::Heading(say.pick("性質別の費用", "Cost by nature").to_owned()));
    blocks.push(Block::Table(natures(matter)));
    Section { id: "cost", title: say.pick("費用と財源", "Cost and funding").to_owned(), blocks }
}

/// One unit of money charts, yen.
fn unit(say: Say) -> (f64, &'static str) {
    match say.lang {
        Lang::Ja => (1e8, "億円"),
        Lang::En => (1e9, "billion yen"),
    }
}

fn chart(matter: &Matter<'_, '_>) -> Chart {
    let (run, say) = (matter.book.run, matter.say);
    let money = &run.metrics.money;
    let (unit, name) = unit(say);
    let comparison = &money.baseline.at_scenario_prices;
    let mut lines = vec![Series::new(
        say.pick("同規模で更新した場合（総務省方式）", "renewing alike (national method)"),
        comparison.years.iter().map(|year| year.baseline_jpy.as_f64() / unit),
    )];
    let frame = |fy: FiscalYear| run.metrics.fiscal_frame.iter().find(|line| line.item == "investment" && line.fy == fy);
    let framed: Vec<Option<f64>> =
        money.years.iter().map(|year| frame(year.fy).map(|line| line.frame_jpy.as_f64() / unit)).collect();
    if framed.iter().any(Option::is_some) {
        lines.push(Series {
            name: say.pick("財政見通しの投資的経費", "investment of the fiscal frame").to_owned(),
            values: framed,
        });
    }
    for rule in &matter.book.instance.project.scenario.rules {
        if let RuleLimit::InvestmentPerYear { at_most_million_jpy, from_fy, to_fy } = rule.limit {
            let holds = |fy: FiscalYear| from_fy.is_none_or(|from| from <= fy) && to_fy.is_none_or(|to| fy <= to);
            let values = money.years.iter().map(|year| holds(year.fy).then_some(at_most_million_jpy * 1e6 / unit)).collect();
            let name = match say.lang {
                Lang::Ja => format!("上限（{}、{}）", rule.clause, rule.owner),
                Lang::En => format!("limit ({}, {})", rule.clause, rule.owner),
            };
            lines.push(Series { name, values });
        }
    }
    let peak = money.years.iter().position(|year| year.fy == money.investment_peak_fy).unwrap_or(0);
    let (peak_yen, peak_year) = (say.yen(money.investment_peak_jpy), say.year(money.investment_peak_fy));
    let mark = match say.lang {
        Lang::Ja => format!("最大 {peak_yen}（{peak_year}）"),
        Lang::En => format!("highest: {peak_yen} ({peak_year})"),
    };
    Chart {
        title: say.pick("年度ごとの整備費（名目）", "Investment by year (nominal)").to_owned(),
        summary: format!("{}: {}. {mark}", say.pick("計画の合計", "total of the plan"), say.yen(money.investment.nominal_jpy)),
        unit: name.to_owned(),
        places: money.years.iter().map(|year| year.fy.to_string()).collect(),
        name_every: 5,
        bars: vec![Series::new(
            say.pick("計画の整備費", "investment of the plan"),
            money.years.iter().map(|year| year.investment_jpy.as_f64() / unit),
        )],
        lines,
        from_zero: true,
        marks: vec![(peak, mark)],
    }
}

/// What is left to be paid after the horizon.
fn afterwards(matter: &Matter<'_, '_>) -> String {
    let (after, say) = (&matter.book.run.metrics.money.after_horizon, matter.say);
    let (plan, baseline) = (say.yen(after.plan_jpy), say.yen(after.baseline_jpy));
    match say.lang {
        Lang::Ja => format!(
            "計画期間の後の30年（{}〜{}年度）に同規模の更新を続けると、計画が残す建物では{plan}、同規模更新を続けてきた場合は{baseline}かかる（基準年度の価格）。計画期間内の差には、この先送り分が含まれる。",
            after.first_fy, after.last_fy
        ),
        Lang::En => format!(
            "In the 30 years after the horizon (FY{}–{}) renewing alike costs {plan} for what the plan leaves and {baseline} for what the national method leaves, in prices of the base year. The difference inside the horizon includes what is put off until then.",
            after.first_fy, after.last_fy
        ),
    }
}

fn years(matter: &Matter<'_, '_>) -> Table {
    let (run, say) = (matter.book.run, matter.say);
    let money = &run.metrics.money;
    let heads = [
        say.pick("年度", "year"),
        say.pick("#計画の整備費", "#investment"),
        say.pick("#同規模更新", "#renewing alike"),
        say.pick("#差", "#difference"),
        say.pick("#国庫補助", "#subsidy"),
        say.pick("#跡地収入", "#land income"),
        say.pick("#維持・運営費", "#repair and running"),
        say.pick("#差引純費用", "#net cost"),
    ];
    let caption = say.bracketed(say.pick("年度ごとの費用と収入", "Cost and income by year"), say.million_unit());
    let mut table = Table::new(caption, &heads);
    let comparison = &money.baseline.at_scenario_prices.years;
    let mut total = [Yen::ZERO; 7];
    for (year, other) in money.years.iter().zip(comparison) {
        let cells = [
            year.investment_jpy,
            other.baseline_jpy,
            other.difference_jpy,
            year.subsidy_jpy,
            year.land_income_jpy,
            year.operation_jpy,
            year.net_cost_jpy,
        ];
        total.iter_mut().zip(cells).for_each(|(sum, yen)| *sum += yen);
        let mark = if year.fy == money.investment_peak_fy { Mark::Chosen } else { Mark::None };
        let name = match (mark, say.lang) {
            (Mark::Chosen, Lang::Ja) => format!("{}（最大）", say.year(year.fy)),
            (Mark::Chosen, Lang::En) => format!("{} (highest)", say.year(year.fy)),
            _ => say.year(year.fy),
        };
        table.marked(mark, std::iter::once(name).chain(cells.map(|yen| say.million(yen))));
    }
    table.marked(Mark::Total, std::iter::once(say.pick("計", "total").to_owned()).chain(total.map(|yen| say.million(yen))));
    table
}

/// An amount of a year with its name.
type Amount<'n> = (&'n str, fn(&FundingYear) -> Yen);

/// Sources by year as a chart, and balances; none without `[funding]`.
fn funding(matter: &Matter<'_, '_>) -> Option<Vec<Block>> {
    let (run, say) = (matter.book.run, matter.say);
    let funding = run.metrics.funding.as_ref()?;
    let (unit, name) = unit(say);
    let sources: [Amount<'_>; 6] = [
        (say.pick("一般財源", "general funds"), |year| year.general_jpy),
        (say.pick("国庫補助", "subsidies"), |year| year.subsidy_jpy),
        (say.pick("起債", "bonds"), |year| year.bond_jpy),
        (say.pick("基金取崩し", "drawn from the fund"), |year| year.draw_jpy),
        (say.pick("跡地収入", "land income"), |year| year.sale_jpy + year.lease_jpy),
        (say.pick("交付税措置", "tax return"), |year| year.tax_return_jpy),
    ];
    let found: Vec<_> =
        sources.into_iter().filter(|(_, value)| funding.years.iter().any(|year| value(&year.amounts) != Yen::ZERO)).collect();
    let series = |value: fn(&FundingYear) -> Yen| funding.years.iter().map(move |year| value(&year.amounts).as_f64() / unit);
    let title =
        say.pick("財源（整備費・運営費・公債費・積立の合計）", "Sources that pay works, running cost, debt service and deposits");
    let chart = Chart {
        title: title.to_owned(),
        summary: say.pick("年度ごとの財源の内訳。下の表と同じ内容。", "Sources by year; the table says the same.").to_owned(),
        unit: name.to_owned(),
        places: funding.years.iter().map(|year| year.fy.to_string()).collect(),
        name_every: 5,
        bars: found.iter().map(|(name, value)| Series::new(*name, series(*value))).collect(),
        lines: Vec::new(),
        from_zero: true,
        marks: Vec::new(),
    };
    let balance: [Amount<'_>; 2] = [
        (say.pick("基金残高（年度末）", "fund at the end of the year"), |year| year.fund_balance_jpy),
        (say.pick("債務残高（年度末）", "debt at the end of the year"), |year| year.debt_balance_jpy),
    ];
    let columns: Vec<String> = std::iter::once(say.pick("年度", "year").to_owned())
        .chain(found.iter().map(|(name, _)| format!("#{name}")))
        .chain(balance.iter().map(|(name, _)| format!("#{name}")))
        .collect();
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut table = Table::new(say.bracketed(say.pick("財源と残高", "Sources and balances"), say.million_unit()), &names);
    for year in &funding.years {
        let values = found.iter().chain(&balance).map(|(_, value)| say.million(value(&year.amounts)));
        table.row(std::iter::once(say.year(year.fy)).chain(values));
    }
    let more = Block::More(say.pick("財源と残高の表", "Sources and balances as a table").to_owned(), vec![Block::Table(table)]);
    Some(vec![Block::Chart(chart), more])
}

fn natures(matter: &Matter<'_, '_>) -> Table {
    let (run, say) = (matter.book.run, matter.say);
    let money = &run.metrics.money;
    let heads = [
        say.pick("性質", "nature"),
        say.pick("#名目", "#nominal"),
        say.pick("#実質（基準年度価格）", "#real"),
        say.pick("#現在価値", "#present value"),
    ];
    let caption = say.bracketed(
        say.pick("期間計の性質別費用", "Cost by nature over all years"),
        &say.list([say.million_unit(), say.pick("収入は△", "income negative")]),
    );
    let mut table = Table::new(caption, &heads);
    let cells = |name: &str, amounts: &crate::metrics::Amounts| {
        [name.to_owned(), say.million(amounts.nominal_jpy), say.million(amounts.real_jpy), say.million(amounts.discounted_jpy)]
    };
    for nature in &money.natures {
        table.row(cells(words::nature(nature.nature, say.lang), &nature.amounts));
    }
    table.marked(Mark::Total, cells(say.pick("差引計", "net"), &money.net_cost));
    table
}
