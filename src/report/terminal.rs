//! The screen: the answer of a run in the space of one mail, figures beside what they are compared with.

pub(super) mod basis;
pub(super) mod distance;
pub(super) mod figures;
pub(super) mod limits;

use std::fmt::Write as _;
use std::path::Path;

use super::layout::{fit, flowing, left, right, width, wrap};
use super::numbers::{grouped, percent};
use super::{Run, words};
use crate::lang::Lang;
use crate::model::YEN_PER_UNIT;
use crate::plan::{Action, FunctionDecision, MoveCode};

use figures::rows;

/// Narrowest screen that is laid out, columns.
const NARROWEST: usize = 60;

/// Narrowest column worth having for what a figure is compared with.
const SHORTEST_NOTE: usize = 12;

/// Schools listed before "and N more".
const SCHOOLS_LISTED: usize = 8;

/// Rules listed before "and N more".
const RULES_LISTED: usize = 3;

/// Lines the scenario's question may take.
const QUESTION_LINES: usize = 4;

/// The run on one screen of `columns`, at least 60; `out` is the folder its files are in, if they were written.
pub fn screen(run: &Run<'_>, out: Option<&Path>, columns: usize) -> String {
    let columns = columns.max(NARROWEST);
    let mut screen = Screen { text: String::new(), columns, lang: run.lang };
    screen.question(run);
    screen.answer(run);
    screen.first_schools(run);
    screen.limits(run);
    screen.proof(run);
    if let Some(out) = out {
        screen.files(out);
    }
    screen.text
}

/// Columns of the labels before wrapped text.
const LABEL_COLUMNS: usize = 10;

struct Screen {
    text: String,
    columns: usize,
    lang: Lang,
}

impl Screen {
    fn line(&mut self, line: &str) {
        self.text.push_str(fit(line, self.columns).trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, ja: &str, en: &str) {
        self.text.push('\n');
        let heading = self.lang.pick(ja, en).to_owned();
        self.line(&heading);
    }

    /// A label and what it is about, wrapped behind the label.
    fn labelled(&mut self, ja: &str, en: &str, text: &str, lines: usize) {
        let label = self.lang.pick(ja, en);
        let indent = LABEL_COLUMNS;
        let mut label = left(label, indent);
        for line in wrap(text, self.columns - indent, lines) {
            self.line(&format!("{label}{line}"));
            label = " ".repeat(indent);
        }
    }

    /// Texts below each other, the first with a label, each of at most so many lines.
    fn listed(&mut self, ja: &str, en: &str, texts: &[String], lines: usize) {
        for (index, text) in texts.iter().enumerate() {
            let (ja, en) = if index == 0 { (ja, en) } else { ("", "") };
            self.labelled(ja, en, text, lines);
        }
    }

    fn question(&mut self, run: &Run<'_>) {
        let horizon = &run.instance.horizon;
        let scenario = &run.instance.project.scenario;
        let (first, last, years) = (horizon.first(), horizon.last(), horizon.years());
        let span = match self.lang {
            Lang::Ja => format!("{first}-{last}年度（{years}年、{}期）", horizon.periods().len()),
            Lang::En => format!("FY{first}-{last} ({years} years, {} periods)", horizon.periods().len()),
        };
        let name = fit(&scenario.name, self.columns.saturating_sub(width(&span) + 2));
        self.line(&format!("{name}  {span}"));
        self.labelled("問い", "question", &flowing(&scenario.description), QUESTION_LINES);
        self.labelled("対象", "about", &basis::stock(run), 2);
    }

    fn answer(&mut self, run: &Run<'_>) {
        let lang = self.lang;
        let (label, value, change) = if self.columns >= 80 { (32, 15, 9) } else { (self.columns - 2 * 13 - 8, 13, 8) };
        let note = self.columns.saturating_sub(label + 2 * value + change + 2);
        self.text.push('\n');
        let mut table = |name: &str, plan: &str, other: &str, difference: &str, of: &str| {
            let mut line = left(name, label) + &right(plan, value) + &right(other, value) + &right(difference, change);
            if note >= SHORTEST_NOTE {
                let _ = write!(line, "  {}", fit(of, note));
            }
            self.line(&line);
        };
        table(
            lang.pick("答え", "answer"),
            lang.pick("計画", "plan"),
            lang.pick("比較", "compared"),
            lang.pick("差", "change"),
            lang.pick("比較の相手", "compared with"),
        );
        for row in rows(run) {
            table(&row.label, &row.plan, &row.other, &row.change, row.with);
        }
        let method = lang.pick(
            "* 総務省の試算方式（改修30年、建替え60年）をこの計画と同じ単価で計算。借上施設を除く",
            "* the national renewal-cost method (renovation at 30, rebuilding at 60) at this plan's prices, without leased premises",
        );
        for line in wrap(method, self.columns, 3) {
            self.line(&line);
        }
    }

    fn first_schools(&mut self, run: &Run<'_>) {
        let instance = run.instance;
        let mut rebuilds: Vec<(Action, crate::id::AssetIx)> = Vec::new();
        for entry in &run.plan.assets {
            if let Some(asset) = instance.asset(&entry.asset).filter(|&asset| instance.is_school(asset)) {
                rebuilds.extend(entry.actions.iter().filter(|action| action.code.is_rebuild()).map(|&action| (action, asset)));
            }
        }
        // Ties keep the order of ids.
        rebuilds.sort_by_key(|(action, asset)| (action.works_fy, action.open_fy, *asset));
        self.heading("最初に改築する学校", "schools rebuilt first");
        if rebuilds.is_empty() {
            self.line(self.lang.pick("  なし", "  none"));
            return;
        }
        let (name_width, how_width) = if self.columns >= 80 { (28, 24) } else { (20, 12) };
        let guests_width = self.columns.saturating_sub(2 + 8 + 8 + name_width + how_width);
        let mut row = |works: &str, open: &str, name: &str, how: &str, guests: &str| {
            let start = format!("  {}{}{}", left(works, 8), left(open, 8), left(&fit(name, name_width - 2), name_width));
            self.line(&format!("{start}{}{}", left(&fit(how, how_width - 1), how_width), fit(guests, guests_width)));
        };
        let lang = run.lang;
        let pick = |ja, en| lang.pick(ja, en);
        row(
            pick("着工", "works"),
            pick("供用", "in use"),
            pick("学校", "school"),
            pick("手法", "how"),
            pick("入る機能", "guests"),
        );
        for (action, asset) in rebuilds.iter().take(SCHOOLS_LISTED) {
            let guests: Vec<&str> = guests_of(run, *asset);
            row(
                &action.works_fy.to_string(),
                &action.open_fy.to_string(),
                &instance.site_of(*asset).site.name,
                words::action(action.code, lang),
                &if guests.is_empty() { "-".to_owned() } else { guests.join(pick("、", ", ")) },
            );
        }
        let more = rebuilds.len().saturating_sub(SCHOOLS_LISTED);
        if more > 0 {
            self.line(&match lang {
                Lang::Ja => format!("  ほか{more}校"),
                Lang::En => format!("  and {more} more"),
            });
        }
    }

    /// Rules the plan has come up against, by clause and owner.
    fn limits(&mut self, run: &Run<'_>) {
        let (reached, missed) = (limits::reached(run), limits::missed(run));
        if !reached.is_empty() || !missed.is_empty() {
            self.text.push('\n');
        }
        // All of them: no plan is to be called good because the list is long.
        self.listed("未達", "missed", &missed, 3);
        self.listed("上限", "at limit", &reached[..reached.len().min(RULES_LISTED)], 2);
        let more = reached.len().saturating_sub(RULES_LISTED);
        if more > 0 {
            let text = match self.lang {
                Lang::Ja => format!("ほか{more}件"),
                Lang::En => format!("and {more} more"),
            };
            self.labelled("", "", &text, 1);
        }
    }

    fn proof(&mut self, run: &Run<'_>) {
        let (proof, lang) = (run.proof, self.lang);
        let yen = |million: f64| grouped(million * YEN_PER_UNIT) + lang.pick("円", " yen");
        let status = words::status(proof.status, lang);
        let objective = yen(proof.objective);
        let not_proven = || lang.pick("証明なし", "not proven").to_owned();
        let (bound, gap) = (proof.bound.map_or_else(not_proven, yen), proof.gap.map_or_else(not_proven, |gap| percent(gap, 2)));
        self.text.push('\n');
        // The first word of the version; the manifest has what lies between the solver and this program as well.
        let version = run.solver.version.split_whitespace().next().unwrap_or_default();
        let solver = format!("{} {version}", run.solver.name);
        let text = match lang {
            Lang::Ja => format!("{status}。目的関数 {objective}、下界 {bound}、差 {gap}（{solver}）"),
            Lang::En => format!("{status}; objective {objective}, bound {bound}, gap {gap} ({solver})"),
        };
        self.labelled("証明", "proof", &text, 4);
        let (checks, breaches) = (run.verification.checks, run.verification.breaches);
        let checks = grouped_count(checks);
        let text = match (lang, breaches) {
            (Lang::Ja, 0) => format!("入力と計画だけから{checks}項目を再計算し、すべて一致"),
            (Lang::En, 0) => format!("{checks} checks recomputed from inputs and plan alone, all agree"),
            (Lang::Ja, _) => format!("{checks}項目中、違反{breaches}件"),
            (Lang::En, _) => format!("{breaches} breaches in {checks} checks"),
        };
        self.labelled("検証", "verified", &text, 2);
        self.listed("根拠", "rests on", &basis::provenance(run), 2);
        self.labelled("距離", "distance", &distance::basis(run), 4);
    }

    fn files(&mut self, out: &Path) {
        let text = match self.lang {
            Lang::Ja => format!("{}（報告書 report.html、個票 sheets、cost-book.xlsx、plan.qgz、*.csv）", out.display()),
            Lang::En => format!("{} (report.html, sheets, cost-book.xlsx, plan.qgz, *.csv)", out.display()),
        };
        self.labelled("ファイル", "files", &text, 4);
    }
}

/// Names of functions that move into a school, in order of year and id; where only bookings come nobody moves in.
fn guests_of<'run>(run: &Run<'run>, asset: crate::id::AssetIx) -> Vec<&'run str> {
    let host = &run.instance.assets[asset.0].id;
    let mut guests: Vec<_> = run
        .plan
        .functions
        .iter()
        .filter_map(|entry| match &entry.decision {
            FunctionDecision::Move { code: MoveCode::C | MoveCode::S, host: to, fy, .. } if to == host => {
                Some((*fy, run.instance.function(&entry.function)?))
            }
            _ => None,
        })
        .collect();
    guests.sort_unstable();
    guests.into_iter().map(|(_, function)| run.instance.functions[function.0].function.name.as_str()).collect()
}

pub(super) fn grouped_count(count: usize) -> String {
    u32::try_from(count).map_or_else(|_| count.to_string(), |count| grouped(f64::from(count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fiscal::FiscalYear;
    use crate::report::sample::{Sample, sample};
    use crate::scenario::{Rule, RuleLimit};
    use crate::verify::MissedRule;

    fn screen_of(sample: &Sample, columns: usize) -> String {
        sample.with(|run| screen(run, Some(Path::new("runs/sample")), columns))
    }

    #[test]
    fn a_run_fits_one_screen_in_japanese() {
        assert_eq!(screen_of(&sample("中央図書館"), 100), JAPANESE);
    }

    #[test]
    fn a_run_fits_one_screen_in_english() {
        let mut sample = sample("中央図書館");
        sample.lang = Lang::En;
        assert_eq!(screen_of(&sample, 100), ENGLISH);
    }

    #[test]
    fn a_bound_that_is_not_known_is_said_to_be_not_proven() {
        let mut sample = sample("館");
        sample.bound = None;
        assert!(
            screen_of(&sample, 100)
                .contains("証明の前に停止（最良とは限らない）。目的関数 1,000,500,000円、下界 証明なし、差 証明なし")
        );
        sample.lang = Lang::En;
        let text = screen_of(&sample, 100).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("bound not proven, gap not proven"), "{text}");
    }

    #[test]
    fn a_soft_rule_that_is_missed_is_no_limit_reached() {
        let mut sample = sample("館");
        sample.project.scenario.rules = vec![Rule {
            id: "floor".into(),
            clause: "P2-1".to_owned(),
            owner: "finance".to_owned(),
            reason: "made up".to_owned(),
            limit: RuleLimit::InvestmentPerYear { at_most_million_jpy: 1.0, from_fy: None, to_fy: None },
            soft_price_jpy: Some(2.0),
        }];
        let (first_fy, worst_fy) = (Some(FiscalYear(2024)), Some(FiscalYear(2026)));
        let miss =
            MissedRule { rule: "floor".into(), amount: 1_320.0, soft_jpy: 2_640.0, times: 3, first_fy, worst: 12.5, worst_fy };
        sample.missed = vec![miss];
        let text = screen_of(&sample, 200);
        assert!(text.contains("未達      P2-1（finance） floor：未達 計1,320百万円（3回、最初2024年度、最大12.50百万円、2026年度）、評価額2,640円"), "{text}");
        assert!(!text.contains("上限"), "{text}");
        sample.lang = Lang::En;
        let text = screen_of(&sample, 200);
        let told = "P2-1 (finance), floor: missed by 1,320 million yen in all (times 3, first FY2024; at most 12.50 million yen in FY2026), counts 2,640 yen";
        assert!(text.contains(told), "{text}");
        assert!(!text.contains("at limit"), "{text}");
    }

    #[test]
    fn hostile_and_long_names_break_no_line() {
        for columns in [60, 80, 100] {
            for name in ["\u{1b}[2J\r\nx\u{202e}y", "長い名前の図書館".repeat(40).as_str(), "<script>alert(1)</script>", "\u{0}"]
            {
                let mut sample = sample(name);
                name.clone_into(&mut sample.project.scenario.description);
                name.clone_into(&mut sample.project.sites[3].name);
                name.clone_into(&mut sample.project.scenario.name);
                let text = screen_of(&sample, columns);
                assert!(text.lines().all(|line| width(line) <= columns), "{text}");
                assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text}");
                assert!(!text.contains('\u{202e}') && text.lines().count() <= 50, "{text}");
                assert!(text.contains("0.05%"), "{text}");
            }
        }
    }

    const JAPANESE: &str = "\
sample  2022-2036年度（15年、3期）
問い      どの学校を建て替え、何を移すか
対象      学校2校・学校以外の施設3敷地・建物5棟・機能3・1地区・需要点2（2,000人）

答え                                       計画           比較       差  比較の相手
整備費（15年計、名目）                 53.7億円       70.2億円   -23.6%  全棟を同規模で更新（*）
整備費の最大年（2025年度）             16.7億円       15.3億円    +9.0%  全棟を同規模で更新（*）
跡地収入を引いた整備費                 48.7億円       70.2億円   -30.7%  全棟を同規模で更新（*）
運営費（最終年度）                  8,700.0万円    9,000.0万円    -3.3%  現在
延床面積（最終年度末）                 15,750㎡       15,800㎡    -0.3%  現在
更新・改修の遅れ                     67,000㎡年    128,660㎡年   -47.9%  何もしない場合
学校の改築（うち複合拠点1）                 1校            2校           全体の数
移る機能（複合化1、集約0）                  1件            3件           全体の数
生み出す跡地（10,000㎡）                  1か所          3か所           学校以外の全施設
最寄りまでの平均徒歩距離                  585 m          527 m   +11.1%  現在の配置、同じ人口
最も延びる徒歩（図書館）                 +312 m                          現在の配置、同じ人口
300m超遠くなる人（1地点）               1,000人        2,000人    50.0%  全人口（どれかの種別で）
* 総務省の試算方式（改修30年、建替え60年）をこの計画と同じ単価で計算。借上施設を除く

最初に改築する学校
  着工    供用    学校                        手法                    入る機能
  2025    2028    桜小学校                    改築（複合化）          中央図書館

証明      求めた精度で最良と証明。目的関数 1,000,500,000円、下界 1,000,000,000円、差 0.05%（HiGHS
          1.0.0）
検証      入力と計画だけから1,234項目を再計算し、すべて一致
根拠      整備費（建物の床面積・建築年度の由来） 実測 100%・仮定 0%
          徒歩距離（人口の由来） 実測 100%・仮定 0%
          単価（項目数） 仮定 93%・実測 7%
距離      平面直角座標第9系の直線距離に迂回率（1.3）を掛けた値
ファイル  runs/sample（報告書 report.html、個票 sheets、cost-book.xlsx、plan.qgz、*.csv）
";

    const ENGLISH: &str = "\
sample  FY2022-2036 (15 years, 3 periods)
question  どの学校を建て替え、何を移すか
about     2 schools, 3 other sites, 5 buildings, 3 functions, 1 district, 2 demand points (2,000
          people)

answer                                     plan       compared   change  compared with
investment, 15 years, nominal        5.4 bn yen     7.0 bn yen   -23.6%  renewing all alike (*)
highest year (FY2025)                1.7 bn yen     1.5 bn yen    +9.0%  renewing all alike (*)
investment less land income          4.9 bn yen     7.0 bn yen   -30.7%  renewing all alike (*)
running cost, last year              87.0 m yen     90.0 m yen    -3.3%  today
floor area in use at the end          15,750 m2      15,800 m2    -0.3%  today
overdue floor x years                67,000 m2y    128,660 m2y   -47.9%  doing nothing
schools rebuilt (1 as hubs)                   1              2           all there are
functions moved (0 by merging)                1              3           all there are
sites released (10,000 m2)                    1              3           all sites but schools
mean walk to the nearest place            585 m          527 m   +11.1%  today's places, same people
longest added walk (library)             +312 m                          today's places, same people
walk grows > 300 m (1 points)             1,000          2,000    50.0%  all residents (any kind)
* the national renewal-cost method (renovation at 30, rebuilding at 60) at this plan's prices,
without leased premises

schools rebuilt first
  works   in use  school                      how                     guests
  2025    2028    桜小学校                    rebuild as hub          中央図書館

proof     proven best within the gap asked for; objective 1,000,500,000 yen, bound 1,000,000,000
          yen, gap 0.05% (HiGHS 1.0.0)
verified  1,234 checks recomputed from inputs and plan alone, all agree
rests on  investment, by floor and year built: observed 100%, assumed 0%
          walks, by population: observed 100%, assumed 0%
          unit prices, by number: assumed 93%, observed 7%
distance  straight line in plane-rectangular zone 9 times detour 1.3
files     runs/sample (report.html, sheets, cost-book.xlsx, plan.qgz, *.csv)
";
}
