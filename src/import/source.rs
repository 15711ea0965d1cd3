//! Reads one source: file or rows of the recipe → checked, repaired, filtered rows.

mod file;

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::condition::{failed_checks, meets};
use super::problem::{self, Problems};
use super::recipe::{Outside, Recipe, SourceSpec};
use super::table::{Cell, Row, Table};
use super::text;
use super::{Edit, SourceRead};
use crate::error::{InputCode, Text};
use crate::geography::Outline;

/// All sources by name, what was read of each, and every change made to them.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub tables: BTreeMap<String, Table>,
    pub reads: Vec<SourceRead>,
    pub edits: Vec<Edit>,
    pub boundary: Option<Outline>,
}

/// Reads every source of the recipe; all problems of all sources are reported together.
pub(super) fn read_all(recipe: &Recipe, folder: &Path) -> Result<Sources, Problems> {
    let mut all = Sources::default();
    let mut problems = Vec::new();
    for (name, spec) in &recipe.source {
        match read(name, spec, folder) {
            Ok((table, read, edits)) => {
                all.tables.insert(name.clone(), table);
                all.reads.push(read);
                all.edits.extend(edits);
            }
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    all.boundary = boundary(recipe, &mut all.edits, &all.tables);
    locate(recipe, &mut all)?;
    outside(recipe, &mut all);
    for read in &mut all.reads {
        read.rows_kept = all.tables.get(&read.name).map_or(0, |table| table.rows.len());
    }
    Ok(all)
}

/// The name messages use for a source: its file, or its place in the recipe.
fn file_of(name: &str, spec: &SourceSpec) -> String {
    spec.file.clone().unwrap_or_else(|| format!("source.{name}"))
}

fn read(name: &str, spec: &SourceSpec, folder: &Path) -> Result<(Table, SourceRead, Vec<Edit>), Problems> {
    let file = file_of(name, spec);
    let mut read = SourceRead {
        name: name.to_owned(),
        file: spec.file.clone(),
        publisher: spec.publisher.clone(),
        license: spec.license.clone(),
        credit: spec.credit.clone(),
        edition: spec.edition.clone(),
        note: spec.note.clone(),
        ..SourceRead::default()
    };
    let mut edits = Vec::new();
    let mut table = if let Some(path) = &spec.file {
        let bytes = std::fs::read(folder.join(path)).map_err(|error| vec![unreadable(&file, &error)])?;
        read.sha256 = Some(hex(&Sha256::digest(&bytes)));
        let (content, encoding) = text::decode(bytes).map_err(|no_text| vec![undecodable(&file, no_text)])?;
        if let Some(encoding) = encoding {
            edits.push(Edit::whole(name, format!("decoded from {encoding}")));
        }
        file::parse(name, &file, spec, &content)?
    } else {
        written(name, spec)
    };
    read.rows_read = table.rows.len();
    // Filtered first: a source may cover a whole prefecture, and nothing is claimed about the rows that are not used.
    table.rows.retain(|row| meets(row, &spec.keep));
    if table.rows.is_empty() {
        let why = Text::new("keep の条件に当たる行がありません", "no row meets `keep`");
        let repair = Text::new("条件の列と値を確かめてください", "check the columns and values of the conditions");
        return Err(vec![problem::at(
            InputCode::RecipeContent,
            &file,
            "keep",
            format!("0 of {} rows", read.rows_read),
            why,
            repair,
        )]);
    }
    // Then repairs: a check states what the repaired column holds, so that a new fault of the same kind still shows.
    for repair in &spec.repair {
        for row in &mut table.rows {
            let Some(cell) = row.cells.get_mut(&repair.column) else { continue };
            let Some((before, after)) = cell.text.split_once(&repair.find) else { continue };
            let end = if repair.to_end { String::new() } else { after.replace(&repair.find, &repair.put) };
            let repaired = format!("{before}{}{end}", repair.put);
            let what = format!("{}: `{}` → `{repaired}`", repair.column, cell.text);
            cell.text = repaired;
            edits.push(Edit {
                source: name.to_owned(),
                row: Some(row.number),
                record: row.label(),
                what,
                why: repair.why.clone(),
            });
        }
    }
    let problems = failed_checks(&file, spec, &table);
    if !problems.is_empty() {
        return Err(problems);
    }
    for drop in &spec.drop {
        let before = table.rows.len();
        table.rows.retain(|row| {
            let goes = meets(row, &drop.when);
            if goes {
                edits.push(Edit {
                    source: name.to_owned(),
                    row: Some(row.number),
                    record: row.label(),
                    what: "dropped".to_owned(),
                    why: drop.why.clone(),
                });
            }
            !goes
        });
        if table.rows.len() == before {
            let why =
                Text::new("drop の条件に当たる行がありません", "no row meets this drop, so the source or the recipe has changed");
            let repair = Text::new("条件を直すか消してください", "correct the conditions or remove the drop");
            return Err(vec![problem::at(InputCode::RecipeContent, &file, "drop", drop.why.clone(), why, repair)]);
        }
    }
    Ok((table, read, edits))
}

fn written(name: &str, spec: &SourceSpec) -> Table {
    let mut table = Table::default();
    for (index, columns) in spec.rows.iter().flatten().enumerate() {
        let cells = columns.iter().map(|(column, value)| (column.clone(), Cell { text: value.to_string(), grade: spec.grade }));
        let row = Row { source: name.to_owned(), number: index + 1, cells: cells.collect(), ..Row::default() };
        table.columns.extend(row.cells.keys().cloned());
        table.rows.push(row);
    }
    table
}

fn boundary(recipe: &Recipe, edits: &mut Vec<Edit>, tables: &BTreeMap<String, Table>) -> Option<Outline> {
    let name = &recipe.boundary.as_ref()?.source;
    let rings: Vec<_> =
        tables.get(name)?.rows.iter().filter_map(|row| row.outline.as_ref()).flat_map(Outline::polygons).collect();
    if rings.is_empty() {
        return None;
    }
    let outline = Outline::new(&rings);
    Some(match outline.invalidity() {
        None => outline,
        Some(reason) => {
            edits.push(Edit::whole(name, format!("invalid polygon repaired: {reason}")));
            outline.repaired()
        }
    })
}

fn locate(recipe: &Recipe, all: &mut Sources) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for (name, spec) in &recipe.source {
        let Some(rule) = &spec.locate else { continue };
        let points: BTreeMap<String, _> = all
            .tables
            .get(&rule.source)
            .into_iter()
            .flat_map(|table| &table.rows)
            .filter_map(|row| row.point.map(|(point, _)| (text::key(row.text(&rule.key)), point)))
            .collect();
        for row in all.tables.get_mut(name).into_iter().flat_map(|table| &mut table.rows) {
            let wanted = text::key(row.text(&rule.by));
            if wanted.is_empty() {
                continue;
            }
            if let Some(point) = points.get(&wanted) {
                row.point = Some((*point, rule.grade));
            } else {
                let known: Vec<&str> = points.keys().map(String::as_str).collect();
                problems.push(problem::unknown(InputCode::RecipeSource, &file_of(name, spec), &rule.by, &wanted, known));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn outside(recipe: &Recipe, all: &mut Sources) {
    let Some(boundary) = &all.boundary else { return };
    for (name, spec) in &recipe.source {
        if spec.outside == Outside::Allow {
            continue;
        }
        let Some(table) = all.tables.get_mut(name) else { continue };
        let edits = &mut all.edits;
        table.rows.retain_mut(|row| {
            if row.point.is_none_or(|(point, _)| boundary.contains(point)) {
                return true;
            }
            let dropped = spec.outside == Outside::Drop;
            let what = if dropped { "dropped" } else { "point not used, the other columns are" };
            let why = "the point lies outside the boundary".to_owned();
            edits.push(Edit { source: name.clone(), row: Some(row.number), record: row.label(), what: what.to_owned(), why });
            row.point = None;
            !dropped
        });
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unreadable(file: &str, error: &std::io::Error) -> crate::error::InputError {
    let why = Text::new("レシピが使う資料が必要です", "the recipe uses this source");
    let repair =
        Text::new("--source のフォルダーとファイル名を確かめてください", "check the --source folder and the file's name");
    let mut found = problem::at(InputCode::RecipeSource, file, "", error.to_string(), why, repair);
    found.place.field = None;
    found
}

fn undecodable(file: &str, no_text: text::NoText) -> crate::error::InputError {
    let (code, found, ja, en) = match no_text {
        text::NoText::TooLarge => (
            InputCode::FileTooLarge,
            format!("more than {} MiB", text::MOST_BYTES / 1024 / 1024),
            "市区町村の分だけに切り出してください",
            "cut the file to the municipality",
        ),
        text::NoText::Gzip => {
            (InputCode::FileUnreadable, "broken gzip data".to_owned(), "ファイルを取り直してください", "fetch the file again")
        }
        text::NoText::Encoding => (
            InputCode::Encoding,
            "neither UTF-8, UTF-16 with a mark, nor CP932".to_owned(),
            "UTF-8 で保存し直してください",
            "save the file as UTF-8",
        ),
    };
    let why = Text::new("資料は読める文字でなければなりません", "a source must be readable text");
    let mut found = problem::at(code, file, "", found, why, Text::new(ja, en));
    found.place.field = None;
    found
}
