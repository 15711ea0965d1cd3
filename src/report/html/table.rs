//! Tables: captioned, scrolling by themselves on narrow screens, searchable where they are long.

use maud::{Markup, html};

use super::{Ids, at, scrolling};
use crate::lang::Lang;
use crate::report::page::{Cell, Column, Mark, Row, Table};

/// Longest text that is kept on one line, characters: a year, a district.
const SHORT: usize = 9;

/// Shortest text that keeps a column from being narrow, characters.
const LONG: usize = 22;

/// A table with its search field.
pub(super) fn table(table: &Table, lang: Lang, ids: &mut Ids) -> Markup {
    let id = ids.next();
    let field = ids.next();
    let body = html! {
        table id=(id) {
            caption { (table.caption) }
            thead { tr { @for column in &table.columns { th scope="col" class=[head_class(column)] { (column.name) } } } }
            tbody { @for row in &table.rows { (row_markup(row, &table.columns)) } }
        }
    };
    html! {
        @if let Some(name) = &table.search {
            p class="only-js search" {
                label for=(field) { (name) }
                " "
                input type="search" id=(field) data-search=(id);
                " "
                span aria-live="polite" data-found=(lang.pick("件", "found")) {}
            }
        }
        (scrolling(&table.caption, &body))
    }
}

fn head_class(column: &Column) -> Option<&'static str> {
    let is_short = column.name.chars().count() <= SHORT;
    if column.is_number { Some("n") } else { is_short.then_some("s") }
}

fn row_markup(row: &Row, columns: &[Column]) -> Markup {
    let class = match row.mark {
        Mark::None => None,
        Mark::Total => Some("total"),
        Mark::Chosen => Some("chosen"),
        Mark::Noted => Some("noted"),
        Mark::Faint => Some("faint"),
    };
    let class_of = |index: usize, cell: &Cell| match columns.get(index) {
        Some(column) if column.is_number => Some("n"),
        _ => match cell.text.chars().count() {
            ..=SHORT => Some("s"),
            LONG.. => Some("w"),
            _ => None,
        },
    };
    html! {
        tr class=[class] data-x=[row.at.map(|(x, _)| at(x))] data-y=[row.at.map(|(_, y)| at(y))] {
            @for (index, cell) in row.cells.iter().enumerate() {
                @if index == 0 {
                    th scope="row" class=[class_of(index, cell)] { (cell_markup(cell)) }
                } @else {
                    td class=[class_of(index, cell)] { (cell_markup(cell)) }
                }
            }
        }
    }
}

fn cell_markup(cell: &Cell) -> Markup {
    html! {
        @match &cell.href {
            Some(href) => a href=(href) { (cell.text) },
            None => (cell.text),
        }
    }
}
