//! What `report.html` says: the question, the answer, and everything a council asks about it, section by section.

mod access;
mod age;
mod answer;
mod cost;
mod facilities;
mod floor;
mod losers;
mod policies;
mod proof;
mod provenance;
mod question;
mod rules;
mod schedule;
mod vacated;

use super::book::Book;
use super::map::{Frame, maps};
use super::page::{Block, Page, Section};
use super::say::Say;
use super::sheet_names::SheetNames;
use super::terminal::basis;
use crate::lang::Lang;
use crate::metrics::PointAccess;
use crate::project::Grade;

/// What every section is told from.
pub(super) struct Matter<'a, 'run> {
    pub(super) book: &'a Book<'run>,
    pub(super) names: &'a SheetNames,
    pub(super) say: Say,
}

/// The page.
pub(super) fn report_page(book: &Book<'_>, access: &[PointAccess], names: &SheetNames) -> Page {
    let say = Say { lang: book.run.lang };
    let matter = Matter { book, names, say };
    let frame = Frame::new(book);
    let maps = Section {
        id: "map",
        title: say.pick("配置図（現在と計画）", "Maps, today and by the plan").to_owned(),
        blocks: vec![Block::Maps(maps(book, &frame, access))],
    };
    let sections = vec![
        question::section(&matter),
        answer::section(&matter),
        maps,
        schedule::section(&matter),
        cost::section(&matter),
        floor::section(&matter),
        age::section(&matter),
        policies::section(&matter),
        access::section(&matter),
        losers::section(&matter),
        vacated::section(&matter),
        rules::section(&matter),
        provenance::section(&matter),
        proof::section(&matter),
        facilities::section(&matter, &frame),
    ];
    let scenario = &book.instance.project.scenario;
    Page {
        lang: book.run.lang,
        title: say.pick("公共施設再編計画の検討結果", "Public facilities: the plan and what comes of it").to_owned(),
        subtitle: format!("{}{}{}", scenario.name, say.pick("　", ", "), span(book)),
        warning: warning(book),
        up: None,
        has_contents: true,
        sections,
        footer: footer(book),
    }
}

/// The years planned for.
fn span(book: &Book<'_>) -> String {
    let horizon = &book.instance.horizon;
    let (first, last, years) = (horizon.first(), horizon.last(), horizon.years());
    match book.run.lang {
        Lang::Ja => format!("{first}〜{last}年度（{years}年間）"),
        Lang::En => format!("FY{first}–{last} ({years} years)"),
    }
}

/// That values are made up, or that much of the answer is assumed.
pub(super) fn warning(book: &Book<'_>) -> Option<String> {
    let (lang, provenance) = (book.run.lang, &book.run.metrics.provenance);
    let lists = [&provenance.floor_m2, &provenance.investment_jpy, &provenance.access_weight_people];
    let share = |grade: Grade| {
        let of_list = |list: &&Vec<crate::metrics::GradeShare>| {
            list.iter().filter(|share| share.grade == grade).map(|share| share.share_ratio).sum::<f64>()
        };
        lists.iter().map(of_list).fold(0.0, f64::max)
    };
    if share(Grade::Synthetic) > 0.0 {
        let text = lang.pick(
            "架空の自治体の例題です。施設名・数値はすべて仕組みを示すための作り物で、実在の計画ではありません。",
            "An example with made-up values: names and figures show the method and are nobody's plan.",
        );
        return Some(text.to_owned());
    }
    (share(Grade::Assumed) >= 0.2).then(|| {
        lang.pick(
            "床面積・建築年度・人口などの一部は、実際の台帳ではなく種類ごとの仮定値です。施設ごとの結論としては使えません（「値の根拠」を参照）。",
            "Floor, building years or population partly are class defaults instead of register values; conclusions about single places do not hold (see \"What the values rest on\").",
        )
        .to_owned()
    })
}

/// How the page came about.
pub(super) fn footer(book: &Book<'_>) -> Vec<String> {
    let run = book.run;
    let version = env!("CARGO_PKG_VERSION");
    let about = basis::stock(run);
    match run.lang {
        Lang::Ja => vec![
            format!("対象：{about}"),
            format!(
                "fukugo {version} が作成。金額の表は百万円未満を四捨五入しており、合計と内訳の和が一致しないことがあります。円単位の値は costs.csv と metrics.json にあります。"
            ),
        ],
        Lang::En => vec![
            format!("About: {about}"),
            format!(
                "Made by fukugo {version}. Tables of money are rounded to million yen, so that sums may differ from their parts; costs.csv and metrics.json have every yen."
            ),
        ],
    }
}
