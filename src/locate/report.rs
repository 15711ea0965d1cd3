//! Answers as text, JSON and files.

mod layers;

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Proof, Solution};
use super::question::{Kind, Places, Position, Question};
use crate::lang::Lang;

pub use layers::layers;

/// What `answer.json` holds; `fukugo locate --json` prints it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AnswerFile<'answer> {
    /// The question's name.
    pub problem: &'static str,
    /// How the search ended.
    pub status: &'static str,
    /// Value of the best solution; null without one.
    pub objective: Option<Number>,
    /// No solution is better than this; null when nothing is proven.
    pub bound: Option<Number>,
    /// Difference of both as a share; null when nothing is proven.
    pub gap: Option<f64>,
    /// The solution, measured again from the input, breaks nothing.
    pub is_checked: bool,
    /// Why there is no solution; null where there is one.
    pub reason: Option<String>,
    /// How many demand points there are.
    pub demand_points: usize,
    /// How many sites there are.
    pub candidate_sites: usize,
    /// Sites that are opened, in order; null without a solution.
    pub sites: Option<Vec<SiteRow<'answer>>>,
    /// Which site serves which demand point; null without a solution.
    pub assignments: Option<Vec<AssignmentRow<'answer>>>,
    /// Every solution found, best first.
    pub solutions: Vec<SolutionRow<'answer>>,
    /// Whether no better solution than those is left out.
    pub solutions_are_all_proved: bool,
    /// Nodes of the search.
    pub nodes: usize,
    /// What differs from run to run.
    pub timing: Timing,
}

/// A site that is opened.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SiteRow<'answer> {
    /// The site.
    pub id: &'answer str,
    /// Weight it serves.
    pub weight: Number,
    /// Demand points it serves.
    pub demand_points: usize,
    /// Its fixed cost, where given.
    pub cost: Option<Number>,
}

/// A demand point with the site that serves it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AssignmentRow<'answer> {
    /// The demand point.
    pub demand: &'answer str,
    /// The site.
    pub site: &'answer str,
    /// From one to the other, in the unit of the question.
    pub distance: Number,
    /// Share of the demand, 0–1.
    pub share: Number,
}

/// One solution.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SolutionRow<'answer> {
    /// Its value.
    pub objective: Number,
    /// Sites that are opened.
    pub sites: Vec<&'answer str>,
}

/// What a search took.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Timing {
    /// Wall time, seconds.
    pub total_s: f64,
    /// Wall time of every stage by its name, seconds.
    pub stages: Map<String, Value>,
    /// Most memory the process has had, megabytes; null where the system does not tell.
    pub peak_memory_mb: Option<f64>,
}

/// A number: whole values have no fraction, and what is not finite, for which JSON has no word, is null.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Number(Value);

impl JsonSchema for Number {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["number", "null"] })
    }
}

/// Schema of `answer.json`, which `fukugo locate --json` prints.
pub fn answer_schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<AnswerFile<'_>>().to_value()
}

/// The whole answer for programs. Everything under `timing` differs from run to run, the rest does not unless a limit was reached.
pub fn document<'answer>(places: &'answer Places, question: &Question, answer: &'answer Answer) -> AnswerFile<'answer> {
    let best = answer.solutions.first();
    let solution = |solution: &'answer Solution| SolutionRow {
        objective: number(solution.objective),
        sites: solution.chosen.iter().map(|&site| places.sites[site].id.as_str()).collect(),
    };
    AnswerFile {
        problem: question.kind.as_str(),
        status: answer.proof.as_str(),
        objective: best.map(|best| number(best.objective)),
        bound: answer.bound.map(number),
        gap: answer.gap(),
        is_checked: answer.breaches.is_empty(),
        reason: answer.reason.as_ref().map(|reason| reason.en.clone()),
        demand_points: places.demand.len(),
        candidate_sites: places.sites.len(),
        sites: best.map(|best| site_rows(places, best)),
        assignments: best.map(|best| assignment_rows(places, best)),
        solutions: answer.solutions.iter().map(solution).collect(),
        solutions_are_all_proved: answer.are_all_proved,
        nodes: answer.nodes,
        timing: Timing {
            total_s: answer.total_s,
            stages: answer.stages.iter().map(|&(name, seconds)| (format!("{name}_s"), json!(seconds))).collect(),
            peak_memory_mb: peak_memory_mb(),
        },
    }
}

/// A number; null where it is not finite, for which JSON has no word.
fn number(value: f64) -> Number {
    // Whole values without a fraction, as they were given.
    if value.is_finite() && value.fract() == 0.0 && value.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return Number(Value::from(value as i64));
    }
    Number(Value::from(value))
}

/// Weight and number of demand points each open site serves.
fn loads(places: &Places, solution: &Solution) -> Vec<(usize, f64, usize)> {
    let mut weight = vec![0.0; places.sites.len()];
    let mut count = vec![0; places.sites.len()];
    for assigned in &solution.assigned {
        weight[assigned.site] += assigned.share * places.demand[assigned.demand].weight;
        count[assigned.site] += 1;
    }
    solution.chosen.iter().map(|&site| (site, weight[site], count[site])).collect()
}

fn site_rows<'answer>(places: &'answer Places, solution: &Solution) -> Vec<SiteRow<'answer>> {
    let loads = loads(places, solution).into_iter();
    loads
        .map(|(site, weight, demand_points)| SiteRow {
            id: &places.sites[site].id,
            weight: number(weight),
            demand_points,
            cost: places.sites[site].cost.map(number),
        })
        .collect()
}

fn assignment_rows<'answer>(places: &'answer Places, solution: &Solution) -> Vec<AssignmentRow<'answer>> {
    let assigned = solution.assigned.iter();
    assigned
        .map(|assigned| AssignmentRow {
            demand: &places.demand[assigned.demand].id,
            site: &places.sites[assigned.site].id,
            distance: number(places.distance(assigned.demand, assigned.site)),
            share: number(assigned.share),
        })
        .collect()
}

/// Most memory this process has had, megabytes; `None` where the system does not tell.
fn peak_memory_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some((kilobytes / 1024.0).round())
}

/// Sites named on the screen.
const SHOWN: usize = 30;

/// The answer for people.
pub fn text(places: &Places, question: &Question, answer: &Answer, lang: Lang) -> String {
    let mut text = String::new();
    let line = |text: &mut String, ja: &str, en: &str, value: &str| {
        let label = lang.pick(ja, en);
        let width = unicode_width::UnicodeWidthStr::width(label);
        let _ = writeln!(text, "{label}{}{value}", " ".repeat(14usize.saturating_sub(width).max(1)));
    };
    let size = lang.pick("需要点", "demand points");
    let candidates = lang.pick("候補地", "sites");
    let numbers = match question.open {
        Some(open) => format!("p = {open}, {size} {}, {candidates} {}", places.demand.len(), places.sites.len()),
        None => format!("{size} {}, {candidates} {}", places.demand.len(), places.sites.len()),
    };
    line(&mut text, "問題", "problem", &format!("{} ({numbers})", question.kind.as_str()));
    line(&mut text, "状態", "status", status(answer.proof, lang));
    if let Some(reason) = &answer.reason {
        line(&mut text, "理由", "reason", reason.in_lang(lang));
    }
    let Some(best) = answer.solutions.first() else { return text };
    line(&mut text, "目的関数", "objective", &format!("{} ({})", shown(best.objective), question.kind.objective(lang)));
    if answer.proof != Proof::Optimal {
        let gap = answer.gap().map_or(lang.pick("未証明", "not proven").to_owned(), |gap| format!("{:.4}%", gap * 100.0));
        let bound = answer.bound.map_or(lang.pick("なし", "none").to_owned(), shown);
        line(&mut text, "限界", "bound", &format!("{bound} ({} {gap})", lang.pick("差", "gap")));
    }
    let loads = loads(places, best);
    let ids: Vec<&str> = best.chosen.iter().take(SHOWN).map(|&site| places.sites[site].id.as_str()).collect();
    let more = best.chosen.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" {} {more}", lang.pick("ほか", "and")) } else { String::new() };
    line(&mut text, "開く箇所", "open sites", &format!("{}: {}{rest}", best.chosen.len(), ids.join(", ")));
    if question.kind != Kind::PDispersion {
        if let (Some(least), Some(most)) =
            (loads.iter().min_by(|a, b| a.1.total_cmp(&b.1)), loads.iter().max_by(|a, b| a.1.total_cmp(&b.1)))
        {
            let range =
                format!("{} ({}) – {} ({})", shown(least.1), places.sites[least.0].id, shown(most.1), places.sites[most.0].id);
            line(&mut text, "受持ちの重み", "weight served", &range);
        }
        let distances = best.assigned.iter().map(|assigned| places.distance(assigned.demand, assigned.site));
        let weight: f64 = best.assigned.iter().map(|assigned| assigned.share * places.demand[assigned.demand].weight).sum();
        let sum: f64 = best
            .assigned
            .iter()
            .map(|assigned| {
                assigned.share * places.demand[assigned.demand].weight * places.distance(assigned.demand, assigned.site)
            })
            .sum();
        if weight > 0.0 && !places.is_whole {
            let longest = distances.fold(0.0, f64::max);
            let pair = format!(
                "{} {}, {} {}",
                lang.pick("平均", "mean"),
                shown(sum / weight),
                lang.pick("最長", "longest"),
                shown(longest)
            );
            line(&mut text, "距離", "distance", &pair);
        }
    }
    if answer.solutions.len() > 1 || question.solutions > 1 {
        for (rank, solution) in answer.solutions.iter().enumerate() {
            let changed: Vec<&str> = solution
                .chosen
                .iter()
                .filter(|site| !best.chosen.contains(site))
                .map(|&site| places.sites[site].id.as_str())
                .collect();
            let value = if rank == 0 {
                shown(solution.objective)
            } else {
                format!("{} ({} {})", shown(solution.objective), lang.pick("替わる箇所", "other sites"), changed.join(", "))
            };
            line(&mut text, &format!("解 {}", rank + 1), &format!("solution {}", rank + 1), &value);
        }
        if !answer.are_all_proved {
            line(
                &mut text,
                "",
                "",
                lang.pick(
                    "時間切れのため、間の解が抜けているかもしれません",
                    "a limit was reached: solutions between these may be missing",
                ),
            );
        }
    }
    let memory = peak_memory_mb().map_or(String::new(), |memory| format!(", {memory:.0} MB"));
    let stages = answer.stages.iter().map(|(name, seconds)| format!("{name} {seconds:.2}")).collect::<Vec<_>>().join(", ");
    line(&mut text, "時間", "time", &format!("{:.2} s ({stages}){memory}", answer.total_s));
    let check = if answer.breaches.is_empty() {
        lang.pick("入力だけから再計算し、一致", "recomputed from the input alone: agrees")
    } else {
        lang.pick("入力からの再計算と一致しません", "does not agree with the input")
    };
    line(&mut text, "検証", "check", check);
    text
}

fn status(proof: Proof, lang: Lang) -> &'static str {
    match proof {
        Proof::Optimal => lang.pick("最適（証明済み）", "optimal, proved"),
        Proof::Stopped => lang.pick("制限時間で停止（最適とは限らない）", "stopped by the limit, not proved optimal"),
        Proof::Infeasible => lang.pick("条件を満たす解はない（証明済み）", "no solution exists, proved"),
        Proof::NothingFound => lang.pick("制限時間内に解が見つからない", "no solution found within the limit"),
    }
}

/// A number with separators, to three decimals at most.
fn shown(value: f64) -> String {
    if !value.is_finite() {
        return "∞".to_owned();
    }
    let rounded = format!("{value:.3}");
    let rounded = rounded.trim_end_matches('0').trim_end_matches('.');
    let (sign, rest) = rounded.strip_prefix('-').map_or(("", rounded), |rest| ("-", rest));
    let (whole, fraction) =
        rest.split_once('.').map_or((rest, String::new()), |(whole, fraction)| (whole, format!(".{fraction}")));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{fraction}")
}

/// Coordinates of a position as GeoJSON writes them.
fn coordinates(position: Position) -> (f64, f64) {
    match position {
        Position::Plane { x, y } => (x, y),
        Position::Globe(at) => (at.lon, at.lat),
    }
}
