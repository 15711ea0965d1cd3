//! `SOURCE.md`: sources, terms, every edit, how each field was filled, and how sure the values are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::recipe::Recipe;
use super::{Edit, ImportSummary};
use crate::lang::Lang;
use crate::project::Grade;

const GRADES: [(Grade, &str, &str); 5] = [
    (Grade::Observed, "実測", "observed"),
    (Grade::Derived, "算出", "derived"),
    (Grade::Estimated, "推計", "estimated"),
    (Grade::Assumed, "仮定", "assumed"),
    (Grade::Synthetic, "合成", "synthetic"),
];

/// The whole page.
pub(super) fn markdown(recipe: &Recipe, summary: &ImportSummary) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "# {}\n\n{}\n", summary.recipe, recipe.description.trim());
    let _ = writeln!(
        page,
        "Made by `fukugo import`; `import.json` holds the SHA-256 of every file. Do not edit: import again, or copy the folder.\n"
    );
    if !recipe.notes.is_empty() {
        let _ = writeln!(page, "## Read this first\n");
        for note in &recipe.notes {
            let _ = writeln!(page, "* {}", note.trim());
        }
        page.push('\n');
    }
    counts(&mut page, summary);
    sources(&mut page, summary);
    edits(&mut page, &summary.edits);
    fills(&mut page, summary);
    joins(&mut page, summary);
    comparisons(&mut page, summary);
    page
}

fn counts(page: &mut String, summary: &ImportSummary) {
    let _ = writeln!(page, "## Tables and grades\n\nNumber of values by grade; ids are not counted.\n");
    let mut rows = Vec::new();
    for (file, count) in &summary.rows {
        let grades = summary.grades.get(file);
        let of = |grade: Grade| grades.and_then(|grades| grades.get(&grade)).copied().unwrap_or(0).to_string();
        let mut row = vec![file.clone(), count.to_string()];
        row.extend(GRADES.iter().map(|(grade, _, _)| of(*grade)));
        rows.push(row);
    }
    table(page, &["file", "rows", "observed", "derived", "estimated", "assumed", "synthetic"], &rows);
}

fn sources(page: &mut String, summary: &ImportSummary) {
    let _ = writeln!(page, "## Sources\n");
    for source in &summary.sources {
        let file = source.file.as_deref().map_or_else(|| "rows written in the recipe".to_owned(), |file| format!("`{file}`"));
        let _ = writeln!(
            page,
            "* **{}**: {file}, {}, {}. Licence: {}.",
            source.name, source.publisher, source.edition, source.license
        );
        if let Some(credit) = &source.credit {
            let _ = writeln!(page, "  Credit: {credit}.");
        }
        let _ = writeln!(page, "  Rows read {}, kept {}.", source.rows_read, source.rows_kept);
        if let Some(note) = &source.note {
            let _ = writeln!(page, "  {}", note.trim());
        }
        if let Some(sha256) = &source.sha256 {
            let _ = writeln!(page, "  SHA-256 `{sha256}`.");
        }
    }
    page.push('\n');
}

fn edits(page: &mut String, edits: &[Edit]) {
    let _ = writeln!(page, "## Edits\n\nEvery row that was dropped or repaired ({}).\n", edits.len());
    let rows: Vec<Vec<String>> = edits
        .iter()
        .map(|edit| {
            let row = edit.row.map_or_else(String::new, |row| row.to_string());
            vec![edit.source.clone(), row, edit.record.clone(), edit.what.clone(), edit.why.clone()]
        })
        .collect();
    table(page, &["source", "row", "record", "what", "why"], &rows);
}

fn fills(page: &mut String, summary: &ImportSummary) {
    let _ = writeln!(page, "## How each field was filled\n");
    // The same field filled by the same method for the same reason reads as one line.
    let mut merged: BTreeMap<(&str, &str, &str, &str, &str), usize> = BTreeMap::new();
    for fill in &summary.fills {
        let why = fill.why.as_deref().unwrap_or_default();
        *merged.entry((&fill.table, &fill.field, english(fill.grade), &fill.method, why)).or_default() += fill.values;
    }
    let rows: Vec<Vec<String>> = merged
        .into_iter()
        .map(|((table, field, grade, method, why), values)| {
            vec![format!("{table}.{field}"), values.to_string(), grade.to_owned(), method.to_owned(), why.to_owned()]
        })
        .collect();
    table(page, &["field", "values", "grade", "method", "why"], &rows);
}

fn joins(page: &mut String, summary: &ImportSummary) {
    if summary.joins.is_empty() {
        return;
    }
    let _ = writeln!(page, "## Nearest points\n\nStraight-line distances over which values were carried, metres.\n");
    let rows: Vec<Vec<String>> = summary
        .joins
        .iter()
        .map(|join| {
            let metres = |value: f64| format!("{value:.0}");
            vec![
                join.field.clone(),
                join.source.clone(),
                join.values.to_string(),
                join.missed.to_string(),
                metres(join.median_m),
                metres(join.longest_m),
            ]
        })
        .collect();
    table(page, &["field", "source", "values", "no candidate", "median m", "longest m"], &rows);
}

fn comparisons(page: &mut String, summary: &ImportSummary) {
    if summary.comparisons.is_empty() {
        return;
    }
    let _ = writeln!(page, "## Estimates beside published figures\n");
    let rows: Vec<Vec<String>> = summary
        .comparisons
        .iter()
        .map(|found| {
            let off = (found.estimated / found.published - 1.0) * 100.0;
            vec![found.what.clone(), format!("{:.0}", found.published), format!("{:.0}", found.estimated), format!("{off:+.1} %")]
        })
        .collect();
    table(page, &["place", "published", "estimated", "difference"], &rows);
    let errors: Vec<f64> = summary.comparisons.iter().map(|found| (found.estimated / found.published - 1.0).abs()).collect();
    let count: f64 = errors.iter().map(|_| 1.0).sum();
    let _ = writeln!(page, "Mean absolute difference {:.1} %.", errors.iter().sum::<f64>() / count * 100.0);
}

fn table(page: &mut String, header: &[&str], rows: &[Vec<String>]) {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace(['\n', '\r'], " ")).collect();
        format!("| {} |", cells.join(" | "))
    };
    let header: Vec<String> = header.iter().map(|&cell| cell.to_owned()).collect();
    let _ = writeln!(page, "{}\n|{}", line(&header), " --- |".repeat(header.len()));
    for row in rows {
        let _ = writeln!(page, "{}", line(row));
    }
    page.push('\n');
}

fn english(grade: Grade) -> &'static str {
    GRADES.iter().find(|(known, _, _)| *known == grade).map_or("", |(_, _, word)| word)
}

/// The few lines for the terminal.
pub(super) fn lines(summary: &ImportSummary, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = summary
        .rows
        .iter()
        .map(|(file, rows)| match lang {
            Lang::Ja => format!("{file}  {rows} 件"),
            Lang::En => format!("{file}  {rows} rows"),
        })
        .collect();
    let total: usize = GRADES.iter().map(|(grade, _, _)| summary.values_of(*grade)).sum();
    let shares: Vec<String> = GRADES
        .iter()
        .map(|(grade, ja, en)| (summary.values_of(*grade), lang.pick(ja, en)))
        .filter(|(values, _)| *values > 0)
        .map(|(values, word)| format!("{word} {} %", (values * 100 + total / 2) / total.max(1)))
        .collect();
    let dropped = summary.edits.iter().filter(|edit| edit.what == "dropped").count();
    let other = summary.edits.len() - dropped;
    lines.push(match lang {
        Lang::Ja => format!("値の由来  {}（{total} 値）", shares.join("・")),
        Lang::En => format!("values    {} (of {total})", shares.join(", ")),
    });
    lines.push(match lang {
        Lang::Ja => format!("除外 {dropped} 行、修正 {other} 件（SOURCE.md に全件）"),
        Lang::En => format!("dropped   {dropped} rows, repaired {other} (all listed in SOURCE.md)"),
    });
    lines
}
