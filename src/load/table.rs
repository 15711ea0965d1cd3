//! CSV as records: header checked once, every row to its own record.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::columns::Columns;
use super::findings::{Findings, not_csv, whole_file};
use super::numbers::folded;
use super::record::{Cell, Record, Records};
use crate::error::{InputCode, Place, Text};

/// The rows of a CSV text, or `None` when it has no usable header.
pub(super) fn records(file: &str, text: &str, columns: Columns<'_>, findings: &mut Findings) -> Option<Records<Record>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = reader.records();
    let name: Rc<str> = file.into();
    let Some(Ok(first)) = rows.next() else {
        findings.error(
            whole_file(file),
            InputCode::EmptyTable,
            "",
            Text::new("見出し行がありません", "there is no header row"),
            Text::new("1 行目に項目名を書いてください", "write the names of the fields in the first row"),
        );
        return None;
    };
    let header = header(file, &first, columns, findings)?;
    let mut records = Records { list: Vec::new(), is_complete: true };
    for row in rows {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                not_csv(file, &error, findings);
                return None;
            }
        };
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let number = row.position().map_or(0, |position| line_of(text, position));
        let cells_filled =
            (0..row.len()).rfind(|&index| row.get(index).is_some_and(|cell| !cell.trim().is_empty())).map_or(0, |last| last + 1);
        if row.len() < header.len() || cells_filled > header.len() {
            findings.error(
                Place { row: Some(number), ..whole_file(file) },
                InputCode::RowShape,
                format!("{}", row.len()),
                Text::new(
                    format!("見出しは {} 項目です。列がずれると値が別の項目に入ります", header.len()),
                    format!("the header has {} cells; in a shifted row values land in the wrong fields", header.len()),
                ),
                Text::new(
                    "値の中のコンマは \"…\" で囲み、足りない欄は空で残してください",
                    "quote values that hold a comma, and leave missing cells blank",
                ),
            );
            records.is_complete = false;
            continue;
        }
        let cells = header
            .iter()
            .zip(row.iter())
            .map(|(name, cell)| (Rc::clone(name), if cell.is_empty() { Cell::Blank } else { Cell::Text(cell.to_owned()) }))
            .collect();
        records.list.push(Record { file: Rc::clone(&name), row: number, cells, has_header: true });
    }
    Some(records)
}

/// Line of the text a row begins on: the reader's own position lies before the empty lines it skips.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let byte = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let line = usize::try_from(position.line()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(byte..).unwrap_or_default();
    line + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|&&byte| byte == b'\n').count()
}

/// The names of the header, or `None` when cells cannot be told apart by them.
fn header(file: &str, first: &csv::StringRecord, columns: Columns<'_>, findings: &mut Findings) -> Option<Vec<Rc<str>>> {
    let place = |field: &str| Place { row: Some(1), field: Some(field.to_owned()), ..whole_file(file) };
    if let (1, Some(cell)) = (first.len(), first.get(0))
        && let Some(separator) = [('\t', "tab"), (';', ";")].into_iter().find(|&(separator, _)| cell.contains(separator))
    {
        findings.error(
            whole_file(file),
            InputCode::FileUnreadable,
            separator.1,
            Text::new("項目がコンマで区切られていません", "fields are not separated by commas"),
            Text::new("コンマ区切りの CSV として書き出してください", "export it as CSV with commas"),
        );
        return None;
    }
    let mut names: Vec<Rc<str>> = first.iter().map(|cell| folded(cell).as_ref().into()).collect();
    while names.last().is_some_and(|name| name.is_empty()) {
        names.pop();
    }
    let mut columns_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in names.iter().enumerate() {
        columns_of.entry(name).or_default().push(index + 1);
    }
    for (name, numbers) in &columns_of {
        if let [first, second, ..] = numbers[..] {
            findings.error(
                place(name),
                InputCode::DuplicateField,
                format!("{first}, {second}"),
                Text::new(
                    "同じ見出しの列が 2 つあり、どちらの値か決められません",
                    "two columns have this name, so the value is ambiguous",
                ),
                Text::new("片方を削るか、名前を直してください", "drop one of them or correct its name"),
            );
        }
    }
    columns.check(columns_of.keys().map(|name| (*name, place(name))), findings);
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns<'static> = Columns { fields: &["id", "name", "gfa_m2"], yearly: &["pupils"] };

    fn codes(text: &str) -> Vec<InputCode> {
        let mut findings = Findings::default();
        records("a.csv", text, COLUMNS, &mut findings);
        findings.finish().map_or_else(|errors| errors.iter().map(|error| error.code).collect(), |_| Vec::new())
    }

    #[test]
    fn blank_rows_and_blank_cells_at_the_end_are_no_errors() {
        assert_eq!(codes("id,name,gfa_m2,pupils_2022,pupils_2022_source\r\n\r\nA,x,1,2,observed,,\r\n,,,,\r\n"), []);
    }

    #[test]
    fn headers_and_shifted_rows_are_checked() {
        assert_eq!(codes("id,name,id\n"), [InputCode::DuplicateField]);
        assert_eq!(codes("id,nmae\n"), [InputCode::UnknownField]);
        assert_eq!(codes("id,name\nA,b,c\nA\n"), [InputCode::RowShape, InputCode::RowShape]);
        assert_eq!(codes("id\tname\nA\tb\n"), [InputCode::FileUnreadable]);
        assert_eq!(codes(""), [InputCode::EmptyTable]);
    }

    #[test]
    fn rows_keep_their_number_in_the_file() {
        let rows = records("a.csv", "id,name\n\nA,\"x\ny\"\nB,z\n", COLUMNS, &mut Findings::default()).unwrap();
        assert_eq!(rows.list.iter().map(|row| row.row).collect::<Vec<_>>(), [3, 5]);
    }
}
