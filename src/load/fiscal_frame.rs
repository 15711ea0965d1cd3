//! `fiscal_frame.csv`: the amounts a plan is shown against (財政見通し), by year and item.

use std::collections::BTreeMap;

use super::columns::Columns;
use super::findings::{Findings, Read, most_similar};
use super::keyed::duplicate_row;
use super::quantities as range;
use super::record::Record;
use super::table::records;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::FiscalYear;
use crate::project::FrameRow;
use crate::units::Yen;

/// The file's name.
pub(super) const FILE: &str = "fiscal_frame.csv";

const COLUMNS: Columns<'static> = Columns { fields: &["fy", "item", "name", "amount_million_jpy", "source"], yearly: &[] };
/// Items that reports set beside the plan's own amounts; any other is kept and not compared.
const COMPARED: [&str; 5] = ["investment", "bonds", "fund_draws", "debt_service", "total"];

/// The lines of the file's text by year and item.
pub(super) fn read(text: &str, findings: &mut Findings) -> Vec<FrameRow> {
    let Some(records) = records(FILE, text, COLUMNS, findings) else { return Vec::new() };
    let mut met: BTreeMap<(FiscalYear, String), Place> = BTreeMap::new();
    let mut told = BTreeMap::new();
    let mut frame = Vec::with_capacity(records.list.len());
    for record in &records.list {
        let Ok(row) = line(record, findings) else { continue };
        let key = (row.fy, row.item.clone());
        if let Some(first) = met.get(&key) {
            duplicate_row(&record.place(), "fy, item", format!("{} {}", row.fy, row.item), first, findings);
            continue;
        }
        met.insert(key, record.place());
        told.entry(row.item.clone()).or_insert_with(|| record.place_of("item"));
        frame.push(row);
    }
    for (item, place) in told {
        advise_on_item(&item, place, findings);
    }
    frame.sort_by(|a, b| (a.fy, &a.item).cmp(&(b.fy, &b.item)));
    frame
}

fn line(record: &Record, findings: &mut Findings) -> Read<FrameRow> {
    let item = item(record, findings);
    let mut fields = record.fields(findings);
    let fy = fields.year("fy");
    let name = fields.text_or_blank("name");
    let amount = fields.number("amount_million_jpy", &range::FRAME);
    fields.sources()?;
    let item = item?;
    Ok(FrameRow { fy: fy?, name: name?.unwrap_or_else(|| item.clone()), item, amount: Yen::round(amount? * 1e6) })
}

/// An id of lower-case letters, digits and `_`: reports and columns are named by it.
fn item(record: &Record, findings: &mut Findings) -> Read<String> {
    let item = record.fields(findings).text("item")?;
    let is_id = item.starts_with(|c: char| c.is_ascii_lowercase())
        && item.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_id {
        return Ok(item);
    }
    let known = COMPARED.join(", ");
    Err(findings.error(
        record.place_of("item"),
        InputCode::UnknownWord,
        item,
        Text::new(
            "item は英小文字で始まり、英小文字・数字・_ だけの id です",
            "an item is an id of lower-case letters, digits and _",
        ),
        Text::new(
            format!("計画と比べる項目は {known} です。ほかの項目も id を付ければ載せられます。日本語の名前は name に書きます"),
            format!("compared with the plan: {known}; any other id is kept; Japanese names belong in `name`"),
        ),
    ))
}

fn advise_on_item(item: &str, place: Place, findings: &mut Findings) {
    if COMPARED.contains(&item) {
        return;
    }
    if let Some(similar) = most_similar(item, COMPARED) {
        findings.advise(
            place,
            AdviceCode::Unusual,
            item,
            Text::new(
                format!("もしかして: {similar}。このままでは計画の額と比べません"),
                format!("did you mean {similar}? As it is, the plan is not compared with it"),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sorted_and_amounts_are_whole_yen() {
        let text = "fy,item,name,amount_million_jpy\n令和6年度,total,歳出,\"１，２３４．５百万円\"\n2023,total,歳出,△1\n2023,bonds,,0.0000015\n";
        let mut findings = Findings::default();
        let frame = read(text, &mut findings);
        findings.finish().unwrap();
        let shown: Vec<(i32, &str, &str, i64)> =
            frame.iter().map(|row| (row.fy.0, row.item.as_str(), row.name.as_str(), row.amount.0)).collect();
        // 0.0000015 million yen are 1.5 yen, halves upwards.
        assert_eq!(
            shown,
            [(2023, "bonds", "bonds", 2), (2023, "total", "歳出", -1_000_000), (2024, "total", "歳出", 1_234_500_000)]
        );
    }

    #[test]
    fn an_item_like_a_compared_one_is_told_once() {
        let text = "fy,item,name,amount_million_jpy\n2022,invesment,,1\n2023,invesment,,1\n2022,reserve,,1\n";
        let mut findings = Findings::default();
        read(text, &mut findings);
        let advice = findings.finish().unwrap();
        assert_eq!(advice.len(), 1);
        assert!(advice[0].hint.en.contains("did you mean investment?"));
    }
}
