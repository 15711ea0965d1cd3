//! The answer in about ten sentences, then the figures beside what they are compared with.

use super::Matter;
use crate::id::AssetIx;
use crate::lang::Lang;
use crate::metrics::{About, MetricId};
use crate::plan::{Action, Status, Treatment};
use crate::report::page::{Block, Section, Table};
use crate::report::terminal::figures::rows;
use crate::report::words;
use crate::units::Yen;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let points = [
        Some(schools(matter)),
        Some(moves(matter)),
        sites(matter),
        Some(money(matter)),
        Some(peak(matter)),
        funding(matter),
        floor(matter),
        Some(walks(matter)),
        slots(matter),
        Some(proof(matter)),
    ];
    let heads = [
        say.pick("項目", "figure"),
        say.pick("#計画", "#plan"),
        say.pick("#比較", "#compared"),
        say.pick("#差", "#change"),
        say.pick("比較の相手", "compared with"),
    ];
    let mut table = Table::new(say.pick("主な数値", "Main figures"), &heads);
    for row in rows(book.run) {
        table.row([row.label, say.signed(&row.plan), say.signed(&row.other), say.signed(&row.change), row.with.to_owned()]);
    }
    let method = say.pick(
        "* 総務省の試算方式（築30年で大規模改修、築60年で建替え）をこの計画と同じ単価で計算。借上施設を除く。",
        "* The national renewal-cost method (renovation at 30 years, rebuilding at 60) at this plan's prices, without leased premises.",
    );
    Section {
        id: "answer",
        title: say.pick("答え", "The answer").to_owned(),
        blocks: vec![Block::Points(points.into_iter().flatten().collect()), Block::Table(table), Block::Note(method.to_owned())],
    }
}

/// A count or sum over everything.
fn figure(matter: &Matter<'_, '_>, id: MetricId) -> f64 {
    let everything = About::default();
    let found = matter.book.run.metrics.figures.iter().find(|figure| figure.id == id && figure.about == everything);
    found.map_or(0.0, |figure| figure.plan)
}

/// Rebuilds of schools in order of time.
pub(super) fn rebuilds(matter: &Matter<'_, '_>) -> Vec<(Action, AssetIx)> {
    let book = matter.book;
    let schools = (0..book.instance.assets.len()).map(AssetIx).filter(|&asset| book.instance.is_school(asset));
    let mut found: Vec<(Action, AssetIx)> = schools
        .flat_map(|asset| {
            book.asset(asset).actions.iter().filter(|action| action.code.is_rebuild()).map(move |&action| (action, asset))
        })
        .collect();
    found.sort_by_key(|(action, asset)| (action.works_fy, action.open_fy, *asset));
    found
}

fn schools(matter: &Matter<'_, '_>) -> String {
    let (book, say) = (matter.book, matter.say);
    let (years, all) = (book.instance.horizon.years(), book.run.metrics.stock.schools);
    let rebuilds = rebuilds(matter);
    let hubs = rebuilds.iter().filter(|(action, _)| action.code.is_hub()).count();
    let count = rebuilds.len();
    let Some((first, asset)) = rebuilds.first() else {
        return match say.lang {
            Lang::Ja => format!("{years}年間に改築する学校はない（全{all}校）。"),
            Lang::En => format!("No school of {all} is rebuilt in {years} years."),
        };
    };
    let (name, works, open) = (book.asset_name(*asset), say.year(first.works_fy), say.year(first.open_fy));
    let as_hubs = match (say.lang, hubs) {
        (_, 0) => String::new(),
        (Lang::Ja, _) if hubs == count => "、そのすべてを他の施設が入る複合拠点とする".to_owned(),
        (Lang::Ja, _) => format!("、そのうち{hubs}校を他の施設が入る複合拠点とする"),
        (Lang::En, _) if hubs == count => ", all of them as hubs that take in other services".to_owned(),
        (Lang::En, _) => format!(", {hubs} of them as hubs that take in other services"),
    };
    match say.lang {
        Lang::Ja if hubs == 0 => {
            format!("{years}年間に学校{all}校のうち{count}校を改築する。最初は{name}（{works}着工、{open}供用開始）。")
        }
        Lang::Ja => {
            format!("{years}年間に学校{all}校のうち{count}校を改築し{as_hubs}。最初は{name}（{works}着工、{open}供用開始）。")
        }
        Lang::En => format!(
            "In {years} years {count} of {all} schools are rebuilt{as_hubs}; the first is {name} (works from {works}, in use from {open})."
        ),
    }
}

fn moves(matter: &Matter<'_, '_>) -> String {
    use crate::plan::{FunctionDecision, MoveCode};
    let (run, say) = (matter.book.run, matter.say);
    let count = |code: MoveCode| {
        let is_so = |entry: &&crate::plan::FunctionPlan| matches!(entry.decision, FunctionDecision::Move { code: other, .. } if other == code);
        run.plan.functions.iter().filter(is_so).count()
    };
    let codes = [MoveCode::C, MoveCode::A, MoveCode::S, MoveCode::V];
    let found: Vec<(MoveCode, usize)> =
        codes.into_iter().map(|code| (code, count(code))).filter(|(_, count)| *count > 0).collect();
    let total: usize = found.iter().map(|(_, count)| count).sum();
    let parts = say.list(found.iter().map(|(code, count)| format!("{} {count}", words::moving(*code, say.lang))));
    let all = run.metrics.stock.functions;
    let mut said = vec![match (say.lang, total) {
        (Lang::Ja, 0) => format!("{all}機能の場所は変わらない。"),
        (Lang::En, 0) => format!("None of {all} services moves."),
        (Lang::Ja, _) => format!("{all}機能のうち{total}機能が移る（{parts}）。"),
        (Lang::En, _) => format!("{total} of {all} services move ({parts})."),
    }];
    let replaced = count(MoveCode::O);
    if replaced > 0 {
        said.push(match say.lang {
            Lang::Ja => format!("{replaced}機能は部屋をやめ、利用を学校の開放に置き換える。"),
            Lang::En => format!(" {replaced} give up their rooms for opened school rooms."),
        });
    }
    let transferred = figure(matter, MetricId::TransferredFunctions);
    if transferred > 0.0 {
        said.push(match say.lang {
            Lang::Ja => format!("{}機能は今の場所で民間の運営に移す。", say.whole(transferred)),
            Lang::En => format!(" {} are handed to private operators where they are.", say.whole(transferred)),
        });
    }
    let ended = run.plan.functions.iter().filter(|entry| matches!(entry.decision, FunctionDecision::End { .. })).count();
    if ended > 0 {
        said.push(match say.lang {
            Lang::Ja => format!("{ended}機能を廃止する。"),
            Lang::En => format!(" {ended} end."),
        });
    }
    said.concat()
}

fn sites(matter: &Matter<'_, '_>) -> Option<String> {
    let (run, say) = (matter.book.run, matter.say);
    // Returned premises are no land of the municipality's.
    let all = [Treatment::D, Treatment::L, Treatment::X, Treatment::Z];
    let count = |treatment| run.plan.sites.iter().filter(|site| site.treatment == treatment).count();
    let parts = all.into_iter().map(|treatment| (treatment, count(treatment))).filter(|(_, count)| *count > 0);
    let parts = say.list(parts.map(|(treatment, count)| format!("{} {count}", words::treatment(treatment, say.lang))));
    let (returned, land) = (count(Treatment::W), say.whole(figure(matter, MetricId::ReleasedLand)));
    let sites = run.plan.sites.len() - returned;
    let income = say.yen(run.metrics.money.land_income.nominal_jpy);
    let released = match (say.lang, sites) {
        (_, 0) => String::new(),
        (Lang::Ja, _) => {
            format!("{sites}か所、{land}㎡の跡地が生まれる（{parts}）。売却・貸付の収入は計{income}。")
        }
        (Lang::En, _) => {
            format!("{sites} sites with {land} m² of land are released ({parts}); selling and leasing brings {income}.")
        }
    };
    let back = match (say.lang, returned) {
        (_, 0) => String::new(),
        (Lang::Ja, _) => format!("借上施設を{returned}か所返す。"),
        (Lang::En, _) => format!(" {returned} rented premises are returned."),
    };
    let text = [released, back].concat();
    (!text.is_empty()).then(|| text.trim_start().to_owned())
}

fn money(matter: &Matter<'_, '_>) -> String {
    let (money, say) = (&matter.book.run.metrics.money, matter.say);
    let comparison = &money.baseline.at_scenario_prices;
    let (total, mean, baseline) =
        (say.yen(money.investment.nominal_jpy), say.yen(money.investment_yearly_mean_jpy), say.yen(comparison.baseline_jpy));
    let change = say.change(money.investment.nominal_jpy.as_f64(), comparison.baseline_jpy.as_f64());
    let overdue = overdue(matter);
    match say.lang {
        Lang::Ja => format!(
            "整備費は計{total}（年平均{mean}）。すべての建物を同じ規模で更新する場合の{baseline}に対して{change}。{overdue}"
        ),
        Lang::En => format!(
            "Investment is {total} ({mean} a year), {change} against {baseline} for renewing all buildings alike. {overdue}"
        ),
    }
}

/// That part of the difference is renewal that is not done.
fn overdue(matter: &Matter<'_, '_>) -> String {
    let (run, say) = (matter.book.run, matter.say);
    let everything = About::default();
    let Some(figure) = run.metrics.figures.iter().find(|figure| figure.id == MetricId::Overdue && figure.about == everything)
    else {
        return String::new();
    };
    let share = figure.unchanged.filter(|unchanged| *unchanged > 0.0).map(|unchanged| say.percent(figure.plan / unchanged));
    match (say.lang, share) {
        (_, None) => String::new(),
        (Lang::Ja, Some(share)) => {
            format!("この差には期間内に更新しない建物の分が含まれ、更新・改修の遅れは何もしない場合の{share}が残る。")
        }
        (Lang::En, Some(share)) => {
            format!("Part of the difference is renewal left undone: {share} of the overdue floor of doing nothing remains.")
        }
    }
}

fn peak(matter: &Matter<'_, '_>) -> String {
    let (money, say) = (&matter.book.run.metrics.money, matter.say);
    let comparison = &money.baseline.at_scenario_prices;
    let (year, peak, baseline) =
        (say.year(money.investment_peak_fy), say.yen(money.investment_peak_jpy), say.yen(comparison.baseline_peak_jpy));
    let change = say.change(money.investment_peak_jpy.as_f64(), comparison.baseline_peak_jpy.as_f64());
    match say.lang {
        Lang::Ja => format!("整備費が最も多い年度は{year}の{peak}（同規模更新の最大{baseline}に対して{change}）。"),
        Lang::En => {
            format!("The highest year is {year} with {peak}, {change} against the highest of renewing alike, {baseline}.")
        }
    }
}

fn funding(matter: &Matter<'_, '_>) -> Option<String> {
    let (run, say) = (matter.book.run, matter.say);
    let funding = run.metrics.funding.as_ref()?;
    let (subsidy, bonds) = (say.yen(funding.subsidy_jpy), say.yen(funding.bond_jpy));
    let (general, general_year) = (say.yen(funding.general_peak_jpy), say.year(funding.general_peak_fy));
    let (fund, fund_year) = (say.yen(funding.fund_lowest_jpy), say.year(funding.fund_lowest_fy));
    let debt = match funding.debt_peak_jpy {
        Yen(0) => say.pick("債務残高はない", "there is no debt").to_owned(),
        peak => match say.lang {
            Lang::Ja => format!("債務残高は最大{}（{}）", say.yen(peak), say.year(funding.debt_peak_fy)),
            Lang::En => format!("debt is at most {} ({})", say.yen(peak), say.year(funding.debt_peak_fy)),
        },
    };
    Some(match say.lang {
        Lang::Ja => format!(
            "財源は国庫補助{subsidy}、起債{bonds}。一般財源は運営費を含めて最大{general}（{general_year}）、基金残高は最小{fund}（{fund_year}）、{debt}。"
        ),
        Lang::En => format!(
            "Subsidies pay {subsidy} and bonds {bonds}; general funds, running cost included, are at most {general} ({general_year}), the fund is at least {fund} ({fund_year}), {debt}."
        ),
    })
}

fn floor(matter: &Matter<'_, '_>) -> Option<String> {
    let (run, say) = (matter.book.run, matter.say);
    let everything = About::default();
    let figure = run.metrics.figures.iter().find(|figure| figure.id == MetricId::FloorArea && figure.about == everything)?;
    let today = figure.today?;
    let (plan, now, change) = (say.whole(figure.plan), say.whole(today), say.change(figure.plan, today));
    Some(match say.lang {
        Lang::Ja => format!("延床面積は現在の{now}㎡から最終年度末に{plan}㎡（{change}）。"),
        Lang::En => format!("Floor in use goes from {now} m² to {plan} m² ({change})."),
    })
}

fn walks(matter: &Matter<'_, '_>) -> String {
    let (book, say) = (matter.book, matter.say);
    let access = &book.run.metrics.access;
    let worst =
        access.kinds.iter().max_by(|a, b| a.losing_people.total_cmp(&b.losing_people)).filter(|kind| kind.losing_people > 0.0);
    let (threshold, losing, gaining) =
        (say.whole(access.threshold_m), say.whole(access.losing_people), say.whole(access.gaining_people));
    let share = say.percent(access.losing_people / book.run.metrics.stock.residents_last_fy_people.max(1.0));
    let most = worst.map_or_else(String::new, |kind| {
        let (name, people) = (say.kind(book, &kind.kind), say.whole(kind.losing_people));
        match say.lang {
            Lang::Ja => format!("最も多い種別は{name}（{people}人）。"),
            Lang::En => format!(" The kind with most of the former is {name} ({people})."),
        }
    });
    match say.lang {
        Lang::Ja => format!(
            "最寄りの施設が{threshold}mを超えて遠くなる人は{losing}人（いずれかの種別で、全人口の{share}）、近くなる人は{gaining}人。{most}"
        ),
        Lang::En => format!(
            "{losing} residents ({share}) walk more than {threshold} m farther to some kind of place, {gaining} that much less.{most}"
        ),
    }
}

fn slots(matter: &Matter<'_, '_>) -> Option<String> {
    let (run, say) = (matter.book.run, matter.say);
    let of = |id| {
        let all = run
            .metrics
            .figures
            .iter()
            .filter(move |figure| figure.id == id && figure.about.time_band.is_none() && figure.about.room_class.is_some());
        all.fold((0.0, 0.0), |(plan, today), figure| (plan + figure.plan, today + figure.today.unwrap_or(0.0)))
    };
    let ((plan, today), (opened, _)) = (of(MetricId::Slots), of(MetricId::OpenedSlots));
    (plan > 0.0 || today > 0.0).then(|| {
        let (plan, today, new) = (say.whole(plan), say.whole(today), say.whole(opened));
        let of_them = match (say.lang, opened > 0.0) {
            (_, false) => String::new(),
            (Lang::Ja, true) => format!("（うち学校の部屋を新たに開放{new}コマ）"),
            (Lang::En, true) => format!(", {new} of them in school rooms newly opened"),
        };
        match (say.lang, plan == today) {
            (Lang::Ja, true) => format!("区民が予約できる枠は年{plan}コマで変わらない{of_them}。"),
            (Lang::Ja, false) => format!("区民が予約できる枠は年{today}コマから{plan}コマ{of_them}。"),
            (Lang::En, true) => format!("Residents can book {plan} slots a year as today{of_them}."),
            (Lang::En, false) => format!("Residents can book {plan} slots a year instead of {today}{of_them}."),
        }
    })
}

fn proof(matter: &Matter<'_, '_>) -> String {
    let (run, say) = (matter.book.run, matter.say);
    let gap = run.proof.gap.map(|gap| format!("{}%", say.decimal(gap * 100.0, 2)));
    let checks = say.count(run.verification.checks);
    let found = match (say.lang, run.proof.status, gap) {
        (Lang::Ja, Status::Optimal, Some(gap)) => {
            format!("この計画より良い計画があっても、目的関数の差は{gap}以内であることが証明されている。")
        }
        (Lang::Ja, Status::Feasible, Some(gap)) => {
            format!("証明の前に探索を終えた計画で、最良の計画との差は最大{gap}ありうる。")
        }
        (Lang::Ja, _, None) => "最良の計画との差は証明されていない。".to_owned(),
        (Lang::En, Status::Optimal, Some(gap)) => {
            format!("No plan is better by more than {gap} of the objective: this is proven.")
        }
        (Lang::En, Status::Feasible, Some(gap)) => {
            format!("The search ended before a proof; the best plan may be better by up to {gap}.")
        }
        (Lang::En, _, None) => "How far the plan is from the best one is not proven.".to_owned(),
    };
    match say.lang {
        Lang::Ja => format!("{found}入力と計画だけから{checks}項目を再計算し、すべて一致した。"),
        Lang::En => format!("{found} {checks} checks from inputs and plan alone all agree."),
    }
}
