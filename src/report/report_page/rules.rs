//! The rules the plan keeps, with clause, owner and reason, and those it comes up against.

use super::Matter;
use crate::lang::Lang;
use crate::report::page::{Block, Mark, Section, Table};
use crate::report::rule_words;
use crate::report::terminal::limits::{missed_by, years_at_limit};
use crate::scenario::Rule;

pub(super) fn section(matter: &Matter<'_, '_>) -> Section {
    let (book, say) = (matter.book, matter.say);
    let scenario = &book.instance.project.scenario;
    let mut blocks = Vec::new();
    if scenario.rules.is_empty() {
        blocks.push(Block::Text(say.pick("この問いに規則はない。", "The question has no rules.").to_owned()));
    } else {
        let heads = [
            say.pick("条項", "clause"),
            say.pick("所管", "owner"),
            say.pick("守ること", "what must hold"),
            say.pick("理由", "reason"),
            say.pick("扱い", "hard or soft"),
            say.pick("上限に達した年度・未達", "years at the limit, or by how much missed"),
        ];
        let mut table = Table::new(say.pick("規則と所管", "Rules and who answers for them"), &heads);
        let mut rules: Vec<&Rule> = scenario.rules.iter().collect();
        rules.sort_by(|a, b| a.clause.cmp(&b.clause));
        for rule in rules {
            let reached = reached(matter, rule);
            let mark = if reached.is_empty() || reached == say.none() { Mark::None } else { Mark::Noted };
            table.marked(
                mark,
                [
                    rule.clause.clone(),
                    rule.owner.clone(),
                    rule_words::limit(book.instance.project, &rule.limit, say),
                    rule.reason.clone(),
                    hardness(matter, rule),
                    reached,
                ],
            );
        }
        blocks.push(Block::Table(table));
    }
    if !scenario.locks.is_empty() {
        let heads = [say.pick("条項", "clause"), say.pick("所管", "owner"), say.pick("指定", "lock"), say.pick("理由", "reason")];
        let mut table = Table::new(say.pick("個別の指定", "Locks of single places"), &heads);
        for lock in &scenario.locks {
            table.row([lock.clause.clone(), lock.owner.clone(), rule_words::lock(book.instance, lock, say), lock.reason.clone()]);
        }
        blocks.push(Block::Table(table));
    }
    let note = say.pick(
        "必ず守る規則に反する計画は出力されない（検証で確かめる）。努力規則は、足りない分に評価額を掛けて比較に加える。",
        "No plan that breaks a hard rule is printed; verification sees to it. What a soft rule is missed by counts at its price in the comparison of plans.",
    );
    blocks.push(Block::Note(note.to_owned()));
    Section {
        id: "rules", title: say.pick("守った規則（条項・所管）", "Rules, with clause and owner").to_owned(), blocks
    }
}

fn hardness(matter: &Matter<'_, '_>, rule: &Rule) -> String {
    let say = matter.say;
    match (rule.soft_price_jpy, say.lang) {
        (None, _) => say.pick("必ず守る", "hard").to_owned(),
        (Some(price), Lang::Ja) => format!("努力（1{}につき{}円）", rule_words::unit(&rule.limit, say), say.whole(price)),
        (Some(price), Lang::En) => format!("soft ({} yen a {})", say.whole(price), rule_words::unit(&rule.limit, say)),
    }
}

/// By how much a soft rule is missed; else how often and first when a yearly limit is reached, and a dash for a rule without years.
fn reached(matter: &Matter<'_, '_>, rule: &Rule) -> String {
    let say = matter.say;
    if let Some(missed) = missed_by(matter.book.run, rule) {
        return missed;
    }
    let Some(years) = years_at_limit(matter.book.run, rule) else { return say.none() };
    let Some(first) = years.first() else { return String::new() };
    match say.lang {
        Lang::Ja => format!("{}か年度（最初{}）", years.len(), first),
        Lang::En => format!("{} years, first FY{first}", years.len()),
    }
}
