//! Works over years: a row a place, a bar a piece of works.

use maud::{Markup, html};

use super::{Ids, at, scrolling};
use crate::fiscal::FiscalYear;
use crate::lang::Lang;
use crate::report::layout::fit;
use crate::report::page::{Gantt, GanttBar, GanttRow, Work};

/// Width of the drawing and of the names in it, its own units.
const SIZE: (f64, f64) = (920.0, 232.0);

/// Height of a row and of the years above, units.
const HEIGHT: (f64, f64) = (21.0, 24.0);

/// Longest name, columns of half-width text.
const NAME_COLUMNS: usize = 32;

/// Years between lines.
const YEARS: i32 = 5;

/// The pattern of a bar.
fn pattern(work: Work) -> &'static str {
    match work {
        Work::Design => "url(#p7)",
        Work::Hub => "url(#p4)",
        Work::Rebuild => "url(#p0)",
        Work::Extension => "url(#p3)",
        Work::Renovation => "url(#p2)",
        Work::Gone => "url(#p6)",
    }
}

/// Works with their legend.
pub(super) fn gantt(gantt: &Gantt, lang: Lang, ids: &mut Ids) -> Markup {
    let (title, text) = (ids.next(), ids.next());
    let count = f64::from(u32::try_from(gantt.rows.len()).unwrap_or(0));
    let height = HEIGHT.1 + HEIGHT.0 * count + 4.0;
    let years = gantt.last.since(gantt.first) + 1;
    let each = (SIZE.0 - SIZE.1 - 8.0) / f64::from(years.max(1));
    let x = |year: FiscalYear| SIZE.1 + each * f64::from(year.since(gantt.first).clamp(0, years));
    let shown: Vec<FiscalYear> =
        (0..=years).step_by(usize::try_from(YEARS).unwrap_or(1)).map(|year| gantt.first.plus(year)).collect();
    let drawing = html! {
        svg class="chart" viewBox={ "0 0 " (at(SIZE.0)) " " (at(height)) } role="img" aria-labelledby={ (title) " " (text) } {
            title id=(title) { (gantt.title) }
            desc id=(text) { (gantt.summary) }
            @for year in &shown {
                line class="grid" x1=(at(x(*year))) x2=(at(x(*year))) y1=(at(HEIGHT.1 - 6.0)) y2=(at(height)) {}
                @if *year <= gantt.last { text x=(at(x(*year) + 2.0)) y="13" { (year) } }
            }
            @for (index, row) in gantt.rows.iter().enumerate() {
                (row_markup(row, HEIGHT.1 + HEIGHT.0 * f64::from(u32::try_from(index).unwrap_or(0)), &x))
            }
        }
    };
    let kinds = Work::ALL.into_iter().filter(|kind| gantt.rows.iter().any(|row| row.bars.iter().any(|bar| bar.kind == *kind)));
    html! {
        figure {
            figcaption { (gantt.title) }
            (scrolling(&gantt.title, &drawing))
            ul class="legend" {
                @for kind in kinds {
                    li { svg width="28" height="14" aria-hidden="true" { rect class="b" width="28" height="14" fill=(pattern(kind)) {} } (kind.name(lang)) }
                }
            }
        }
    }
}

fn row_markup(row: &GanttRow, top: f64, x: &impl Fn(FiscalYear) -> f64) -> Markup {
    let bar = |bar: &GanttBar| {
        html! {
            rect class="b" fill=(pattern(bar.kind)) x=(at(x(bar.from))) width=(at((x(bar.until) - x(bar.from)).max(2.0)))
                y=(at(top + 3.0)) height=(at(HEIGHT.0 - 6.0)) { title { (row.label) " " (bar.words) } }
        }
    };
    html! {
        text x="0" y=(at(top + 14.5)) { (fit(&row.label, NAME_COLUMNS)) }
        @for found in &row.bars { (bar(found)) }
    }
}
