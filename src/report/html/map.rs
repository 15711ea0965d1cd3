//! Maps by period: the ground once, signs of sites, moves, and where walks grow, with scale and legend.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::symbols::{id, swatch};
use super::{Ids, at, scrolling};
use crate::lang::Lang;
use crate::report::map::{Ground, Maps, Panel, Symbol, WIDTH};
use crate::report::state::State;
use crate::report::words;

/// Lengths of the scale bar to choose from, kilometres.
const BARS: [f64; 8] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0];

/// Longest scale bar, units.
const LONGEST_BAR: f64 = 260.0;

/// The maps with their controls and legend.
pub(super) fn maps(maps: &Maps, lang: Lang, ids: &mut Ids) -> Markup {
    let panels: Vec<Markup> = maps.panels.iter().map(|panel| panel_markup(panel, maps, lang, ids)).collect();
    let slider = ids.next();
    let last = maps.panels.len().saturating_sub(1);
    let layers = [
        ("schools", lang.pick("学校", "schools")),
        ("sites", lang.pick("その他の施設", "other sites")),
        ("moves", lang.pick("機能の移転", "moves")),
        ("losing", lang.pick("徒歩が延びる地点", "longer walks")),
    ];
    let switches: Vec<(String, &str, &str)> = layers.into_iter().map(|(layer, name)| (ids.next(), layer, name)).collect();
    html! {
        div class="maps" {
            p { (maps.summary) }
            (ground(maps))
            div class="only-js controls" {
                p {
                    label for=(slider) { (lang.pick("時点", "time")) }
                    " "
                    input type="range" id=(slider) data-slider="" min="0" max=(last) value=(last) step="1";
                    " "
                    output for=(slider) {}
                }
                p {
                    @for (field, layer, name) in &switches {
                        label for=(field) { input type="checkbox" id=(field) data-layer=(layer) checked; " " (name) }
                        " "
                    }
                }
            }
            div class="panels" { @for panel in &panels { (panel) } }
            (legend(maps, lang))
        }
    }
}

/// Outline and demand points, drawn by every map.
fn ground(maps: &Maps) -> Markup {
    let areas: String = maps
        .ground
        .iter()
        .map(|ground| match ground {
            Ground::Area(rings) => path(rings),
            Ground::Point((x, y)) => format!("M{} {}h0", at(*x), at(*y)),
        })
        .collect();
    let has_areas = maps.ground.iter().any(|ground| matches!(ground, Ground::Area(_)));
    html! {
        svg class="definitions" width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                g id="ground" {
                    @if !maps.boundary.is_empty() { path class="land" d=(path(&maps.boundary)) {} }
                    path class=(if has_areas { "areas" } else { "points" }) d=(areas) {}
                    @if !maps.boundary.is_empty() { path class="border" d=(path(&maps.boundary)) {} }
                }
            }
        }
    }
}

/// Closed rings as one path, each point relative to the one before, which is shorter.
fn path(rings: &[Vec<(f64, f64)>]) -> String {
    let tenths = |value: f64| (value * 10.0).round();
    let mut text = String::new();
    for ring in rings {
        let mut last: Option<(f64, f64)> = None;
        for &(x, y) in ring {
            let here = (tenths(x), tenths(y));
            match last {
                None => {
                    let _ = write!(text, "M{} {}", at(x), at(y));
                }
                Some(before) if before == here => continue,
                Some(before) => {
                    let _ = write!(text, "l{} {}", at((here.0 - before.0) / 10.0), at((here.1 - before.1) / 10.0));
                }
            }
            last = Some(here);
        }
        if last.is_some() {
            text.push('z');
        }
    }
    text
}

fn panel_markup(panel: &Panel, maps: &Maps, lang: Lang, ids: &mut Ids) -> Markup {
    let (title, text) = (ids.next(), ids.next());
    let losing: String = panel
        .losing
        .iter()
        .filter_map(|&index| maps.ground.get(index))
        .map(|ground| match ground {
            Ground::Area(rings) => path(rings),
            Ground::Point((x, y)) => format!("M{} {}m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", at(*x), at(*y)),
        })
        .collect();
    let of = |is_school: bool| panel.symbols.iter().filter(move |symbol| symbol.is_school == is_school);
    let drawing = html! {
        svg class="map" viewBox={ "0 0 " (at(WIDTH)) " " (at(maps.height)) } role="img" aria-labelledby={ (title) " " (text) } {
            title id=(title) { (maps.title) " " (panel.label) }
            desc id=(text) { (panel.summary) }
            use href="#ground" {}
            @if !losing.is_empty() { path class="losing" d=(losing) {} }
            g class="moves" {
                @for ((x1, y1), (x2, y2)) in &panel.moves {
                    line x1=(at(*x1)) y1=(at(*y1)) x2=(at(*x2)) y2=(at(*y2)) marker-end="url(#arrow)" {}
                }
            }
            // What has changed lies above what has not.
            g class="sites" { @for symbol in in_order(of(false)) { (symbol_markup(symbol)) } }
            g class="schools" { @for symbol in in_order(of(true)) { (symbol_markup(symbol)) } }
            (scale_bar(maps, lang))
        }
    };
    html! {
        figure {
            figcaption { (panel.label) }
            (scrolling(&panel.label, &drawing))
            p class="note" { (panel.summary) }
        }
    }
}

fn in_order<'a>(symbols: impl Iterator<Item = &'a Symbol>) -> Vec<&'a Symbol> {
    let mut symbols: Vec<&Symbol> = symbols.collect();
    symbols.sort_by_key(|symbol| symbol.state != State::InUse);
    symbols
}

fn symbol_markup(symbol: &Symbol) -> Markup {
    let (x, y) = symbol.at;
    html! { use href={ "#" (id(symbol.state, symbol.is_school)) } x=(at(x)) y=(at(y)) { @if symbol.state != State::InUse { title { (symbol.words) } } } }
}

fn scale_bar(maps: &Maps, lang: Lang) -> Markup {
    let fits = |length: &&f64| **length * maps.kilometre <= LONGEST_BAR;
    let length = BARS.iter().rev().find(fits).copied().unwrap_or(BARS[0]);
    let (width, y) = (length * maps.kilometre, maps.height - 14.0);
    html! {
        g class="scale" {
            path d={ "M14 " (at(y - 5.0)) "v5h" (at(width)) "v-5" } {}
            text x=(at(14.0 + width + 6.0)) y=(at(y + 2.0)) { (length) " km" }
            path d={ "M" (at(WIDTH - 20.0)) " " (at(y)) "v-26m-5 8l5-9l5 9" } {}
            text x=(at(WIDTH - 20.0)) y=(at(y - 32.0)) text-anchor="middle" { (lang.pick("北", "N")) }
        }
    }
}

fn legend(maps: &Maps, lang: Lang) -> Markup {
    html! {
        ul class="legend" {
            @for state in &maps.states { li { (swatch(*state)) (words::state(*state, lang)) } }
            li { svg width="28" height="14" aria-hidden="true" { line class="move" x1="1" y1="7" x2="26" y2="7" marker-end="url(#arrow)" {} } (lang.pick("機能の移転", "move of a function")) }
            li { svg width="22" height="14" aria-hidden="true" { rect width="22" height="14" fill="url(#losing)" stroke="#b34700" {} } (lang.pick("いずれかの施設まで遠くなる地点", "longer walk to some kind of place")) }
        }
        p class="note" { (lang.pick("大きい記号は学校、小さい記号はその他の施設。", "Large signs are schools, small ones other sites.")) }
    }
}
