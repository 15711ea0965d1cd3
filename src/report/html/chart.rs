//! Charts: piled-up bars and lines over years or classes, told apart by pattern and dash as well as by color.

use maud::{Markup, html};

use super::{Ids, at, scrolling};
use crate::report::numbers::decimal;
use crate::report::page::{Chart, Series};

/// Width and height of the drawing, its own units.
const SIZE: (f64, f64) = (920.0, 330.0);

/// Left, right, above and below the plot.
const ROOM: (f64, f64, f64, f64) = (64.0, 12.0, 34.0, 28.0);

/// Steps between ticks are one of these times a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];

/// Most steps of the upright axis.
const MOST_STEPS: f64 = 6.0;

/// Patterns there are for bars.
const PATTERNS: usize = 8;

/// Dashes of lines, solid first.
const DASHES: [&str; 4] = ["none", "7 4", "2 4", "9 3 2 3"];

/// The upright axis.
struct Scale {
    low: f64,
    step: f64,
    steps: usize,
}

impl Scale {
    fn of(chart: &Chart) -> Self {
        let places = chart.places.len();
        let pile = |place: usize| chart.bars.iter().filter_map(|bar| bar.values.get(place).copied().flatten()).sum::<f64>();
        // Without bars there is nothing at zero.
        let piles = (0..places).filter(|_| !chart.bars.is_empty()).map(pile);
        let of_lines = chart.lines.iter().flat_map(|line| line.values.iter().copied().flatten());
        let values: Vec<f64> = piles.chain(of_lines).filter(|value| value.is_finite()).collect();
        let high = values.iter().copied().fold(0.0, f64::max);
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let low = if chart.from_zero || !lowest.is_finite() { lowest.min(0.0) } else { lowest - (high - lowest) * 0.5 };
        let low = if low.is_finite() { low } else { 0.0 };
        let least = ((high - low) / MOST_STEPS).max(1e-6);
        let power = 10.0_f64.powf(least.log10().floor());
        let step = STEPS.iter().map(|step| step * power).find(|step| *step >= least).unwrap_or(10.0 * power);
        let low = (low / step).floor() * step;
        let mut steps = 1;
        while low + step * f64::from(steps) < high && steps < 20 {
            steps += 1;
        }
        Self { low, step, steps: usize::try_from(steps).unwrap_or(1) }
    }

    fn value(&self, tick: usize) -> f64 {
        self.low + self.step * f64::from(u32::try_from(tick).unwrap_or(0))
    }

    fn y(&self, value: f64) -> f64 {
        let (bottom, top) = (SIZE.1 - ROOM.3, ROOM.2);
        let high = self.value(self.steps);
        bottom - (value - self.low) / (high - self.low) * (bottom - top)
    }

    fn decimals(&self) -> usize {
        if self.step >= 1.0 && (self.step - self.step.round()).abs() < 1e-9 {
            0
        } else if self.step >= 0.1 {
            1
        } else {
            2
        }
    }
}

/// A chart with its legend.
pub(super) fn chart(chart: &Chart, ids: &mut Ids) -> Markup {
    let (title, text) = (ids.next(), ids.next());
    let scale = Scale::of(chart);
    let count = f64::from(u32::try_from(chart.places.len().max(1)).unwrap_or(1));
    let each = (SIZE.0 - ROOM.0 - ROOM.1) / count;
    let x = |place: usize| ROOM.0 + each * f64::from(u32::try_from(place).unwrap_or(0));
    let drawing = html! {
        svg class="chart" viewBox={ "0 0 " (at(SIZE.0)) " " (at(SIZE.1)) } role="img" aria-labelledby={ (title) " " (text) } {
            title id=(title) { (chart.title) }
            desc id=(text) { (chart.summary) }
            text class="unit" x="2" y="14" { (chart.unit) }
            @for tick in 0..=scale.steps {
                line class=(if tick == 0 { "axis" } else { "grid" }) x1=(at(ROOM.0)) x2=(at(SIZE.0 - ROOM.1))
                    y1=(at(scale.y(scale.value(tick)))) y2=(at(scale.y(scale.value(tick)))) {}
                text class="n" x=(at(ROOM.0 - 6.0)) y=(at(scale.y(scale.value(tick)) + 4.0)) { (decimal(scale.value(tick), scale.decimals())) }
            }
            @for (place, name) in chart.places.iter().enumerate().filter(|(place, _)| place.is_multiple_of(chart.name_every.max(1))) {
                text class="m" x=(at(x(place) + each / 2.0)) y=(at(SIZE.1 - 8.0)) { (name) }
            }
            (bars(chart, &scale, each, &x))
            @for (index, series) in chart.lines.iter().enumerate() {
                path class={ "l l" (index % DASHES.len()) } stroke-dasharray=(DASHES[index % DASHES.len()])
                    d=(line(series, &scale, |place| x(place) + each / 2.0)) {}
            }
            @for (place, words) in &chart.marks { (mark(chart, &scale, *place, words, x(*place) + each / 2.0)) }
        }
    };
    html! {
        figure {
            figcaption { (chart.title) }
            (scrolling(&chart.title, &drawing))
            (legend(chart))
        }
    }
}

fn bars(chart: &Chart, scale: &Scale, each: f64, x: &impl Fn(usize) -> f64) -> Markup {
    let zero = scale.low.max(0.0);
    html! {
        @for place in 0..chart.places.len() {
            @for (index, from, to) in pile(chart, place, zero) {
                rect class="b" fill={ "url(#p" (index % PATTERNS) ")" } x=(at(x(place) + each * 0.14)) width=(at(each * 0.72))
                    y=(at(scale.y(to))) height=(at((scale.y(from) - scale.y(to)).max(0.0))) {}
            }
        }
    }
}

/// The bars of one place with their ends, from below; nothing below zero is piled up.
fn pile(chart: &Chart, place: usize, zero: f64) -> Vec<(usize, f64, f64)> {
    let mut from = zero;
    let mut found = Vec::new();
    for (index, series) in chart.bars.iter().enumerate() {
        let value = series.values.get(place).copied().flatten().unwrap_or(0.0);
        if value > 0.0 {
            found.push((index, from, from + value));
            from += value;
        }
    }
    found
}

/// The path of a line, broken where there is no value.
fn line(series: &Series, scale: &Scale, x: impl Fn(usize) -> f64) -> String {
    let mut path = String::new();
    let mut is_drawing = false;
    for (place, value) in series.values.iter().enumerate() {
        match value.filter(|value| value.is_finite()) {
            Some(value) => {
                path += if is_drawing { "L" } else { "M" };
                path += &[at(x(place)), at(scale.y(value))].join(" ");
                is_drawing = true;
            }
            None => is_drawing = false,
        }
    }
    path
}

/// Words above a place, kept inside the drawing.
fn mark(chart: &Chart, scale: &Scale, place: usize, words: &str, x: f64) -> Markup {
    let top: f64 = chart.bars.iter().filter_map(|series| series.values.get(place).copied().flatten()).sum();
    let top = if chart.bars.is_empty() {
        chart.lines.first().and_then(|series| series.values.get(place).copied().flatten()).unwrap_or(0.0)
    } else {
        top
    };
    let y = scale.y(top) - 6.0;
    let anchor = if x < SIZE.0 * 0.25 {
        "start"
    } else if x > SIZE.0 * 0.75 {
        "end"
    } else {
        "middle"
    };
    html! {
        path class="pointer" d={ "M" (at(x)) " " (at(y + 5.0)) "l-4 -7h8z" } {}
        text class="mark" x=(at(x)) y=(at((y - 6.0).max(12.0))) text-anchor=(anchor) { (words) }
    }
}

fn legend(chart: &Chart) -> Markup {
    html! {
        ul class="legend" {
            @for (index, series) in chart.bars.iter().enumerate() {
                li { svg width="28" height="14" aria-hidden="true" { rect class="b" width="28" height="14" fill={ "url(#p" (index % PATTERNS) ")" } {} } (series.name) }
            }
            @for (index, series) in chart.lines.iter().enumerate() {
                li {
                    svg width="34" height="14" aria-hidden="true" {
                        path class={ "l l" (index % DASHES.len()) } stroke-dasharray=(DASHES[index % DASHES.len()]) d="M0 7h34" {}
                    }
                    (series.name)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart_of(bars: &[f64], line: &[f64]) -> Chart {
        Chart {
            title: "t".to_owned(),
            summary: String::new(),
            unit: String::new(),
            places: bars.iter().map(ToString::to_string).collect(),
            name_every: 1,
            bars: vec![Series::new("a", bars.iter().copied()), Series::new("b", bars.iter().copied())],
            lines: vec![Series::new("l", line.iter().copied())],
            from_zero: true,
            marks: Vec::new(),
        }
    }

    #[test]
    fn the_axis_reaches_above_the_highest_pile_in_round_steps() {
        // Two series of 30 make 60, the line 66: seven steps would be too many at 10, so 20.
        let scale = Scale::of(&chart_of(&[30.0], &[66.0]));
        assert_eq!((scale.low, scale.step, scale.steps), (0.0, 20.0, 4));
    }

    /// A line between 110 and 128 begins at half its height below: 110 - 9 = 101, in steps of 5 at 100.
    #[test]
    fn a_line_far_from_zero_has_an_axis_near_it() {
        let mut chart = chart_of(&[], &[110.0, 128.0]);
        chart.bars.clear();
        chart.from_zero = false;
        let scale = Scale::of(&chart);
        assert_eq!((scale.low, scale.step, scale.steps), (100.0, 5.0, 6));
    }

    #[test]
    fn a_chart_of_nothing_has_an_axis_and_no_bars() {
        for values in [vec![], vec![0.0], vec![f64::NAN]] {
            let scale = Scale::of(&chart_of(&values, &values));
            assert!(scale.step > 0.0 && scale.y(0.0).is_finite(), "{values:?}");
            assert!(pile(&chart_of(&values, &values), 0, 0.0).is_empty());
        }
    }

    #[test]
    fn bars_are_piled_up_and_what_is_negative_is_not() {
        let mut chart = chart_of(&[3.0], &[]);
        chart.bars[1].values[0] = Some(-1.0);
        chart.bars.push(Series::new("c", [4.0]));
        assert_eq!(pile(&chart, 0, 0.0), [(0, 0.0, 3.0), (2, 3.0, 7.0)]);
    }
}
