//! The options each building, service and site had: what each costs, which one is chosen, what is excluded and why.

use super::{Files, functions_of};
use crate::fiscal::FiscalYear;
use crate::id::SiteIx;
use crate::lang::Lang;
use crate::report::numbers::decimal;
use crate::report::options_csv::{OptionOwner, OptionRow, OptionStatus};
use crate::report::page::{Block, Cell, Mark, Section, Table};
use crate::report::rule_words::code_words;

/// Hosts listed for one code of a service, cheapest first.
const HOSTS: usize = 8;

/// Options of one code and host: they differ in their years.
struct Group<'run> {
    code: &'run str,
    host: Option<&'run str>,
    options: Vec<&'run OptionRow>,
}

pub(super) fn section(files: &Files<'_, '_>, site: SiteIx) -> Option<Section> {
    let (book, say) = (files.book, files.say);
    let mut blocks: Vec<Block> = super::weighed::table(files, site).map(Block::Table).into_iter().collect();
    let compared = blocks.len();
    for &asset in &book.instance.sites[site.0].assets {
        let name = book.asset_name(asset);
        blocks.extend(table(files, &name, OptionOwner::Asset, book.instance.assets[asset.0].id.as_str()));
    }
    for function in functions_of(book, site) {
        let entry = book.instance.functions[function.0].function;
        blocks.extend(table(files, &entry.name, OptionOwner::Function, entry.id.as_str()));
    }
    let entry = book.instance.sites[site.0].site;
    if book.site(site).is_some() {
        blocks.extend(table(files, say.pick("跡地の扱い", "the land"), OptionOwner::Site, entry.id.as_str()));
    }
    if blocks.len() == compared {
        return None;
    }
    let note = say.pick(
        "「遅れ」は寿命や改修時期を過ぎて使う床の㎡×年で、問いの評価額で費用と比べる。採用していない選択肢の費用は、選べる年度のうち最も安い年度のもの。費用はその選択肢だけの現在価値（期間内の費用から残存価値を引いた額）。徒歩の延びや老朽化の評価額、補助・起債の効果、ほかの施設との組合せは含まないので、最も安いものが選ばれるとは限らない。年度は着工（移転・閉鎖・処分はその年度）。",
        "Overdue is floor in use beyond its life or renovation, weighed against cost at the price of the question. An option not chosen is shown in its cheapest year. Cost is the present value of the option by itself, less residual value. It leaves out what longer walks, age, subsidies and the options of other places count for, so that the cheapest is not always chosen. Years are those of works, or of the move, closing or treatment.",
    );
    blocks.push(Block::Note(note.to_owned()));
    Some(Section { id: "options", title: say.pick("選択肢と費用", "Options and what they cost").to_owned(), blocks })
}

fn year(option: &OptionRow) -> Option<FiscalYear> {
    option.works_fy.or(option.open_fy)
}

fn cost(option: &OptionRow) -> f64 {
    option.cost_pv_jpy.unwrap_or(f64::INFINITY)
}

fn table(files: &Files<'_, '_>, name: &str, owner: OptionOwner, id: &str) -> Option<Block> {
    let say = files.say;
    let options = files.options_of(owner, id);
    if options.is_empty() {
        return None;
    }
    let has_hosts = options.iter().any(|option| option.host.is_some());
    let heads: Vec<&str> = [
        Some(say.pick("選択肢", "option")),
        has_hosts.then(|| say.pick("行き先", "host")),
        Some(say.pick("選べる年度", "years")),
        Some(say.pick("#費用（百万円）", "#cost (million yen)")),
        Some(say.pick("その年度", "in")),
        Some(say.pick("採否・理由", "chosen, or why not")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let caption = match say.lang {
        Lang::Ja => format!("{name}の選択肢"),
        Lang::En => format!("Options of {name}"),
    };
    let mut table = Table::new(caption, &heads);
    for group in shown(grouped(options)) {
        let chosen = group.options.iter().find(|option| option.chosen);
        if let Some(option) = chosen {
            row(files, &mut table, &group, option, Mark::Chosen);
        }
        let rest: Vec<&OptionRow> = group.options.iter().copied().filter(|option| !option.chosen).collect();
        let cheapest = rest.iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        if let Some(option) = cheapest {
            let mark = if option.status == OptionStatus::Excluded { Mark::Faint } else { Mark::None };
            row(files, &mut table, &group, option, mark);
        }
    }
    Some(Block::Table(table))
}

fn row(files: &Files<'_, '_>, table: &mut Table, group: &Group<'_>, option: &OptionRow, mark: Mark) {
    let (book, say) = (files.book, files.say);
    let years: Vec<FiscalYear> = group.options.iter().filter_map(|option| year(option)).collect();
    let span = match (mark, years.iter().min(), years.iter().max()) {
        (Mark::Chosen, ..) => say.year_or(year(option)),
        (_, Some(first), Some(last)) if first < last => say.span(first, last),
        (_, Some(first), _) => first.to_string(),
        _ => say.none(),
    };
    let host = group.host.map(|id| {
        let asset = book.instance.asset(&id.into());
        let site = asset.map(|asset| book.instance.assets[asset.0].site).or_else(|| book.instance.site(&id.into()));
        let text = asset.map_or_else(|| id.to_owned(), |asset| book.asset_name(asset));
        Cell { text, href: site.map(|site| format!("../{}", files.names.link_in_report(site))) }
    });
    let why = say.pick(&option.reason_ja, &option.reason_en);
    let said = match (mark, say.lang) {
        (Mark::Chosen, Lang::Ja) => format!("採用（{why}）"),
        (Mark::Chosen, Lang::En) => format!("chosen ({why})"),
        (Mark::Faint, Lang::Ja) => format!("対象外：{why}"),
        (Mark::Faint, Lang::En) => format!("not possible: {why}"),
        _ => why.to_owned(),
    };
    let price = option.cost_pv_jpy.map_or_else(|| say.none(), |cost| say.signed(&decimal(cost / 1e6, 0)));
    let cells: [Option<Cell>; 6] = [
        Some(code_words(group.code, say).into()),
        // A table without hosts has no column for them.
        (table.columns.len() > 5).then(|| host.unwrap_or_else(|| say.none().into())),
        Some(span.into()),
        Some(price.into()),
        Some(if option.cost_pv_jpy.is_some() { say.year_or(year(option)) } else { say.none() }.into()),
        Some(said.into()),
    ];
    table.marked(mark, cells.into_iter().flatten());
}

/// Options by status, code and host, in the order they come in.
fn grouped<'run>(options: &[&'run OptionRow]) -> Vec<Group<'run>> {
    let mut groups: Vec<Group<'run>> = Vec::new();
    for &option in options {
        let host = option.host.as_deref();
        let same = groups.iter_mut().find(|group| {
            group.code == option.code
                && group.host == host
                && group.options.first().is_some_and(|first| first.status == option.status)
        });
        match same {
            Some(group) => group.options.push(option),
            None => groups.push(Group { code: &option.code, host, options: vec![option] }),
        }
    }
    groups
}

/// Existing groups first; of many hosts of one code the chosen and the cheapest; excluded hosts by reason once.
fn shown(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let is_chosen = |group: &Group<'_>| group.options.iter().any(|option| option.chosen);
    let is_excluded = |group: &Group<'_>| group.options.iter().all(|option| option.status == OptionStatus::Excluded);
    let least = |group: &Group<'_>| group.options.iter().map(|option| cost(option)).fold(f64::INFINITY, f64::min);
    let (excluded, mut existing): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_excluded);
    existing.sort_by(|a, b| (a.code, !is_chosen(a)).cmp(&(b.code, !is_chosen(b))).then_with(|| least(a).total_cmp(&least(b))));
    let mut kept: Vec<Group<'_>> = Vec::new();
    for group in existing {
        let alike = kept.iter().filter(|other| other.code == group.code).count();
        if alike < HOSTS {
            kept.push(group);
        }
    }
    for group in excluded {
        let says = |other: &Group<'_>| {
            other.code == group.code
                && is_excluded(other)
                && other.options.first().map(|o| &o.reason_ja) == group.options.first().map(|o| &o.reason_ja)
        };
        match kept.iter_mut().find(|other| says(other)) {
            // The same reason for several hosts is said once, for none of them by name.
            Some(other) => other.host = None,
            None => kept.push(group),
        }
    }
    kept
}
