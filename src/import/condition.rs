//! Claims about cells: which rows a step is for, and whether a column holds what the recipe says.

use super::problem::{self, Problems};
use super::recipe::{Check, Condition, SourceSpec};
use super::table::{Row, Table};
use super::text;
use crate::error::{InputCode, Text};

/// How many values a failed check shows.
const SAMPLES: usize = 5;

/// Whether the row meets all conditions; no conditions are met by all.
pub(super) fn meets(row: &Row, conditions: &[Condition]) -> bool {
    conditions.iter().all(|condition| holds(condition, row.text(&condition.column)))
}

fn holds(condition: &Condition, cell: &str) -> bool {
    let folded = text::key(cell);
    let any = |patterns: &Option<Vec<String>>, test: fn(&str, &str) -> bool| {
        patterns.as_ref().is_none_or(|patterns| patterns.iter().any(|pattern| test(&folded, &text::key(pattern))))
    };
    let number = || text::number(cell);
    let claim = condition.one_of.as_ref().is_none_or(|words| words.iter().any(|word| text::key(&word.to_string()) == folded))
        && any(&condition.starts_with, |cell, pattern| cell.starts_with(pattern))
        && any(&condition.ends_with, |cell, pattern| cell.ends_with(pattern))
        && any(&condition.contains, |cell, pattern| cell.contains(pattern))
        && condition.at_least.is_none_or(|least| number().is_some_and(|value| value >= least))
        && condition.at_most.is_none_or(|most| number().is_some_and(|value| value <= most))
        && condition.blank.is_none_or(|blank| blank == folded.is_empty());
    claim != condition.not
}

/// The condition in words, for messages.
fn words(condition: &Condition) -> Text {
    let mut ja = Vec::new();
    let mut en = Vec::new();
    let mut say = |ja_text: String, en_text: String| {
        ja.push(ja_text);
        en.push(en_text);
    };
    if let Some(values) = &condition.one_of {
        let list: Vec<String> = values.iter().map(ToString::to_string).collect();
        let list = problem::shortened(&list.iter().map(String::as_str).collect::<Vec<_>>());
        say(format!("{list} のいずれか"), format!("one of {list}"));
    }
    for (patterns, ja_word, en_word) in [
        (&condition.starts_with, "で始まる", "starts with"),
        (&condition.ends_with, "で終わる", "ends with"),
        (&condition.contains, "を含む", "contains"),
    ] {
        if let Some(patterns) = patterns {
            let list = problem::shortened(&patterns.iter().map(String::as_str).collect::<Vec<_>>());
            say(format!("{list} {ja_word}"), format!("{en_word} {list}"));
        }
    }
    if let Some(least) = condition.at_least {
        say(format!("{least} 以上の数"), format!("a number of at least {least}"));
    }
    if let Some(most) = condition.at_most {
        say(format!("{most} 以下の数"), format!("a number of at most {most}"));
    }
    if let Some(blank) = condition.blank {
        let (ja_word, en_word) = if blank { ("空欄", "blank") } else { ("空欄でない", "not blank") };
        say(ja_word.to_owned(), en_word.to_owned());
    }
    let (ja, en) = (ja.join("、"), en.join(" and "));
    if condition.not { Text::new(format!("「{ja}」でない"), format!("not ({en})")) } else { Text::new(ja, en) }
}

/// Every failed check of a source, with up to five sample values each.
pub(super) fn failed_checks(file: &str, source: &SourceSpec, table: &Table) -> Problems {
    source.check.iter().flat_map(|check| failed(file, check, table)).collect()
}

fn failed(file: &str, check: &Check, table: &Table) -> Problems {
    let column = check.value.column.as_str();
    let mut problems = Vec::new();
    let filled: Vec<&Row> = table.rows.iter().filter(|row| !row.text(column).is_empty()).collect();
    let wrong: Vec<&Row> = filled.iter().copied().filter(|row| !holds(&check.value, row.text(column))).collect();
    if !wrong.is_empty() {
        let expected = words(&check.value);
        let found = format!("{} of {} values, such as {}", wrong.len(), filled.len(), samples(&wrong, column));
        problems.push(content(file, column, found, &expected));
    }
    if let Some(share) = check.share_filled {
        #[expect(clippy::cast_precision_loss, reason = "numbers of rows are far below 2^53")]
        let actual = filled.len() as f64 / table.rows.len().max(1) as f64;
        if actual < share {
            let expected = Text::new(format!("空欄でない割合が {share} 以上"), format!("a share of at least {share} not blank"));
            let found = format!("{} of {} values, such as {}", filled.len(), table.rows.len(), samples(&filled, column));
            problems.push(content(file, column, found, &expected));
        }
    }
    if check.unique {
        let mut sorted = filled.clone();
        sorted.sort_by(|a, b| a.text(column).cmp(b.text(column)));
        let twice: Vec<&Row> =
            sorted.windows(2).filter(|pair| pair[0].text(column) == pair[1].text(column)).map(|p| p[1]).collect();
        if !twice.is_empty() {
            let expected = Text::new("重複のない値", "values that occur once");
            problems.push(content(
                file,
                column,
                format!("{} repeated, such as {}", twice.len(), samples(&twice, column)),
                &expected,
            ));
        }
    }
    problems
}

fn samples(rows: &[&Row], column: &str) -> String {
    if rows.is_empty() {
        return "(none)".to_owned();
    }
    let shown: Vec<String> =
        rows.iter().take(SAMPLES).map(|row| format!("`{}` (row {})", row.text(column), row.number)).collect();
    shown.join(", ")
}

fn content(file: &str, column: &str, found: String, expected: &Text) -> crate::error::InputError {
    let why = Text::new(
        format!("レシピはこの列を「{}」としています", expected.ja),
        format!("the recipe says this column is {}", expected.en),
    );
    let repair = Text::new(
        "列の対応か検査条件をレシピで直すか、正しい版の資料を使ってください",
        "correct the column or the check in the recipe, or use the right edition of the source",
    );
    problem::at(InputCode::RecipeContent, file, column, found, why, repair)
}
