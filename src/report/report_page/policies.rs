//! Each priority policy's outputs (行動量) and outcomes (成果指標), with what they are compared with and the worst district.

use super::Matter;
use crate::metrics::{Entry, Figure, MetricId, Policy, Stage};
use crate::report::page::{Block, Section, Table};
use crate::report::say::Say;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (run, say) = (matter.book.run, matter.say);
    let mut blocks = Vec::new();
    for policy in Policy::ALL {
        let number = match policy {
            Policy::P1 => "1",
            Policy::P2 => "2",
            Policy::P3 => "3",
        };
        blocks.push(Block::Heading(format!(
            "{}{number}{}{}",
            say.pick("方策", "Policy "),
            say.pick("　", ": "),
            policy.title(say.lang)
        )));
        for stage in [Stage::Output, Stage::Outcome] {
            let all: Vec<&Figure> = run.metrics.figures_of(policy, stage).collect();
            let (main, detail): (Vec<&Figure>, Vec<&Figure>) = all.iter().partition(|figure| !is_detail(figure));
            if main.is_empty() && detail.is_empty() {
                let text = say.pick("入力に部屋・コマの値がないため測れない。", "The inputs have nothing to measure this by.");
                blocks.push(Block::Text(format!("{}: {text}", stage.title(say.lang))));
                continue;
            }
            let caption = format!("{}{}{}", policy.title(say.lang), say.pick("　", ": "), stage.title(say.lang));
            blocks.push(Block::Table(table(matter, caption.clone(), &main)));
            let mut more = Vec::new();
            if !detail.is_empty() {
                more.push(Block::Table(table(
                    matter,
                    format!("{caption}{}", say.pick("（種別・時間帯の内訳）", " by kind and time")),
                    &detail,
                )));
            }
            let by_period: Vec<&Figure> = all.iter().copied().filter(|figure| !figure.periods.is_empty()).collect();
            if !by_period.is_empty() {
                more.push(Block::Table(periods(matter, format!("{caption}{}", say.pick("（期別）", " by period")), &by_period)));
            }
            if !more.is_empty() {
                let name = format!("{}{}", stage.title(say.lang), say.pick("の内訳と期別の値", " in detail and by period"));
                blocks.push(Block::More(name, more));
            }
        }
    }
    let note = say.pick(
        "計画の値は、実施量は期間計、状態は期末の値。「現在」は計画前、「変えない場合」は今の建物と配置のままで同じ人口のときの値、「基準」は同規模更新の値。指標の区別（行動量・成果指標）は計画のロジックモデルによる。",
        "Values of the plan are sums over all years for what is done and those at the end for what there is. Today is before the plan, unchanged means today's places with the same residents, baseline is renewing alike.",
    );
    blocks.insert(0, Block::Note(note.to_owned()));
    Section {
        id: "policies", title: say.pick("方策別の行動量と成果指標", "What each policy does and brings").to_owned(), blocks
    }
}

/// What would hide the main figures: time bands, and places within reach kind by kind.
fn is_detail(figure: &Figure) -> bool {
    let is_idle_part = figure.plan == 0.0 && (figure.about.action.is_some() || figure.about.treatment.is_some());
    is_idle_part
        || figure.about.time_band.is_some()
        || figure.about.age_band.is_some()
        || (figure.id == MetricId::NearKind)
        || (figure.about.kind.is_some() && figure.id != MetricId::WalkMean)
}

fn name(matter: &Matter<'_, '_>, figure: &Figure) -> String {
    let (entry, say) = (figure.id.entry(), matter.say);
    let about = say.about(matter.book, &figure.about);
    match (about.is_empty(), say.lang) {
        (true, _) => entry.name(say.lang).to_owned(),
        (false, crate::lang::Lang::Ja) => format!("{}（{about}）", entry.name(say.lang)),
        (false, crate::lang::Lang::En) => format!("{} ({about})", entry.name(say.lang)),
    }
}

fn table(matter: &Matter<'_, '_>, caption: String, figures: &[&Figure]) -> Table {
    let say = matter.say;
    let heads = [
        say.pick("指標", "figure"),
        say.pick("単位", "unit"),
        say.pick("#計画", "#plan"),
        say.pick("#現在", "#today"),
        say.pick("#変えない場合", "#unchanged"),
        say.pick("#基準", "#baseline"),
        say.pick("#全体", "#all there is"),
        say.pick("最も厳しい地区", "worst district"),
    ];
    let mut table = Table::new(caption, &heads);
    for figure in figures {
        let entry = figure.id.entry();
        let value = |value: Option<f64>| value.map_or_else(String::new, |value| shown(entry, value, say));
        // Where all districts are alike there is no worst one.
        let differs = figure.districts.windows(2).any(|pair| pair[0].plan.total_cmp(&pair[1].plan).is_ne());
        let worst = figure.worst().filter(|_| differs);
        let worst = worst.map_or_else(String::new, |worst| format!("{} {}", worst.district, shown(entry, worst.plan, say)));
        table.row([
            name(matter, figure),
            unit(entry, say).to_owned(),
            shown(entry, figure.plan, say),
            value(figure.today),
            value(figure.unchanged),
            value(figure.baseline),
            value(figure.denominator),
            worst,
        ]);
    }
    table
}

fn periods(matter: &Matter<'_, '_>, caption: String, figures: &[&Figure]) -> Table {
    let say = matter.say;
    let periods = matter.book.instance.horizon.periods();
    let heads: Vec<String> = [say.pick("指標", "figure").to_owned(), say.pick("単位", "unit").to_owned()]
        .into_iter()
        .chain(periods.iter().map(|period| format!("#{}", say.span(period.start, period.last()))))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut table = Table::new(caption, &heads);
    for figure in figures {
        let entry = figure.id.entry();
        let values =
            (0..periods.len()).map(|index| figure.periods.get(index).map_or_else(String::new, |value| shown(entry, *value, say)));
        table.row([name(matter, figure), unit(entry, say).to_owned()].into_iter().chain(values));
    }
    table
}

/// Whether a metric's amounts are shown in million yen.
fn is_money(entry: &Entry) -> bool {
    matches!(entry.unit_en, "yen" | "yen/year")
}

fn unit(entry: &Entry, say: Say) -> &'static str {
    match entry.unit_en {
        "yen" => say.pick("百万円", "million yen"),
        "yen/year" => say.pick("百万円/年", "million yen/year"),
        "ratio" => "%",
        _ => entry.unit(say.lang),
    }
}

fn shown(entry: &Entry, value: f64, say: Say) -> String {
    match entry.unit_en {
        _ if is_money(entry) => say.whole(value / 1e6),
        "ratio" => say.decimal(value * 100.0, 1),
        "m² per person" | "schools/year" => say.decimal(value, 2),
        _ => say.whole(value),
    }
}
