//! Amounts: years spread over a range, class factors, shares of a published line, sums on a site.

use super::World;
use crate::error::{InputCode, Text};
use crate::import::condition::meets;
use crate::import::problem::{self, Problems};
use crate::import::recipe::{Product, Share, Spread};
use crate::import::table::{Cell, Row, Table};
use crate::import::text;
use crate::project::Grade;

/// A year of the range, the same for the same text everywhere.
pub(super) fn spread(spread: &Spread, by: &str) -> String {
    let span = spread.to.abs_diff(spread.from) + 1;
    let offset = i64::try_from(fnv1a(by) % span).unwrap_or(0);
    (spread.from.min(spread.to) + offset).to_string()
}

/// # Source
/// 64-bit FNV-1a (Fowler, Noll, Vo): offset basis and prime as published.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A field times a factor; the factor is an assumption, so the product is at best one, too.
pub(super) fn product(product: &Product, row: &Row) -> Option<Cell> {
    let of = row.get(&product.of)?;
    let factor = match &product.class {
        Some(class) => text::number(&super::class_value(row, class)?.text)?,
        None => product.factor?,
    };
    let value = text::number(&of.text)? * factor;
    Some(Cell { text: text::number_text(value), grade: of.grade.max(Grade::Assumed) })
}

impl World {
    /// Each receiver's share of an amount: derived where one row receives all of it, estimated where it is divided.
    pub(super) fn share(
        &self,
        place: &str,
        table: &Table,
        share: &Share,
        receivers: &[usize],
    ) -> Result<Vec<Option<Cell>>, Problems> {
        let source = self.source(&share.source)?;
        let mut problems = self.unknown_columns(place, source, &share.lines);
        problems.extend(self.require(place, source, &share.amount).err().into_iter().flatten());
        if !problems.is_empty() {
            return Err(problems);
        }
        let lines: Vec<&Row> = source.rows.iter().filter(|row| meets(row, &share.lines)).collect();
        if lines.is_empty() || receivers.is_empty() {
            let why = Text::new(
                "按分には原資の行と受け手の両方が必要です",
                "a share needs at least one line of the source and one row that receives it",
            );
            let repair = Text::new("where と when の条件を直してください", "correct the conditions of `where` and `when`");
            let found = format!("{} lines of `{}` for {} rows", lines.len(), share.source, receivers.len());
            return Err(vec![problem::at(InputCode::RecipeContent, &self.file, place, found, why, repair)]);
        }
        let amount: f64 = lines.iter().filter_map(|row| row.number(&share.amount)).sum();
        let weights: Vec<f64> = receivers
            .iter()
            .map(|&at| share.by.as_ref().map_or(Some(1.0), |column| table.rows[at].number(column)).unwrap_or(0.0))
            .collect();
        let total: f64 = weights.iter().sum();
        let grade = if receivers.len() == 1 { Grade::Derived } else { Grade::Estimated };
        Ok(weights
            .iter()
            .map(|weight| (total > 0.0).then(|| Cell { text: text::number_text(amount * weight / total), grade }))
            .collect())
    }

    /// Sum of a field over the functions of the facility, which carry its key in `_site`.
    pub(super) fn sum_on_site(&self, row: &Row, column: &str) -> Option<Cell> {
        let functions = self.tables.get("functions")?;
        let on_site = functions.rows.iter().filter(|function| function.text("_site") == row.text("_site"));
        let cells: Vec<&Cell> = on_site.filter_map(|function| function.get(column)).collect();
        let sum: f64 = cells.iter().filter_map(|cell| text::number(&cell.text)).sum();
        let grade = cells.iter().map(|cell| cell.grade).max()?;
        Some(Cell { text: text::number_text(sum), grade: grade.max(Grade::Derived) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_years_stay_in_the_range_and_depend_on_the_text_only() {
        let rule = Spread { from: 1955, to: 1974, by: "id".to_owned() };
        let years: Vec<i32> = (0..500).map(|n| spread(&rule, &n.to_string()).parse().unwrap()).collect();
        assert!(years.iter().all(|year| (1955..=1974).contains(year)));
        assert!((1955..=1974).all(|year| years.contains(&year)), "every year occurs");
        assert_eq!(spread(&rule, "a"), spread(&rule, "a"));
    }
}
