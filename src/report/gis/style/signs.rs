//! Signs of the maps, the same as in `report.html`: shapes differ, so that nothing hangs on color alone.
//!
//! # Source
//! Colors: Okabe and Ito, Color Universal Design, 2008.

use super::{Symbol, SymbolLayer};
use crate::report::state::State;

/// How much larger a school's sign is than another site's, as in `report.html`.
pub(in crate::report::gis) const SCHOOL_SCALE: f64 = 1.55;

/// Ink of outlines.
const INK: &str = "#111111";

/// The sign of a state; `factor` is an expression for how much larger than a facility's it is.
pub(in crate::report::gis) fn state_sign(state: State, factor: &str) -> Symbol {
    let layers = match state {
        State::InUse => vec![marker("circle", 1.5, "#ffffff", "#4d4d4d", 0.25)],
        State::Renovated => {
            vec![marker("circle", 1.9, "#ffffff", "#007a59", 0.4), marker("circle", 0.8, "#007a59", "#007a59", 0.0)]
        }
        State::Extended => vec![marker("diamond", 2.4, "#56b4e9", INK, 0.2)],
        State::Rebuilt => vec![marker("square", 2.1, "#0072b2", INK, 0.2)],
        State::Hub => vec![marker("star", 3.4, "#d55e00", INK, 0.2)],
        State::Works => vec![marker("equilateral_triangle", 2.5, "#f0e442", INK, 0.25)],
        State::Transferred => vec![marker("hexagon", 2.4, "#cc79a7", INK, 0.2)],
        State::Closed => vec![marker("cross2", 2.0, INK, INK, 0.5)],
        State::Sold => vec![turned("equilateral_triangle", 2.5, "#e69f00", INK, 0.2)],
        State::Leased => vec![turned("equilateral_triangle", 2.4, "#ffffff", "#b35c00", 0.45)],
        State::Cleared => vec![marker("circle", 2.2, "#009e73", INK, 0.2), marker("cross", 1.3, "#ffffff", "#ffffff", 0.4)],
        State::Held => vec![dashed(marker("square", 2.1, "#ffffff", INK, 0.3))],
        State::Returned => {
            vec![marker("circle", 2.1, "#ffffff", "#4d4d4d", 0.25), marker("cross2", 1.2, "#4d4d4d", "#4d4d4d", 0.35)]
        }
    };
    let scaled = layers.into_iter().map(|(layer, size)| SymbolLayer { scale: Some((size, factor.to_owned())), ..layer });
    Symbol { kind: "marker", alpha: 1.0, layers: scaled.collect() }
}

/// A filled place.
pub(in crate::report::gis) fn dot(color: &str, size_mm: f64) -> Symbol {
    Symbol { kind: "marker", alpha: 1.0, layers: vec![marker("circle", size_mm, color, "#4d4d4d", 0.1).0] }
}

/// A place with a ring around it.
pub(in crate::report::gis) fn ring(color: &str, size_mm: f64) -> Symbol {
    let (mut layer, _) = marker("circle", size_mm, "#ffffff", color, 0.4);
    layer.options.retain(|(name, _)| *name != "color");
    layer.options.push(("color", rgba("#ffffff", 0)));
    Symbol { kind: "marker", alpha: 1.0, layers: vec![layer] }
}

/// A filled area.
pub(in crate::report::gis) fn area(fill: &str, outline: &str, outline_mm: f64) -> Symbol {
    let options = vec![
        ("color", rgba(fill, 255)),
        ("style", "solid".to_owned()),
        ("outline_color", rgba(outline, 255)),
        ("outline_width", outline_mm.to_string()),
        ("outline_width_unit", "MM".to_owned()),
        ("outline_style", if outline_mm > 0.0 { "solid" } else { "no" }.to_owned()),
        ("joinstyle", "bevel".to_owned()),
    ];
    Symbol { kind: "fill", alpha: 1.0, layers: vec![SymbolLayer { class: "SimpleFill", options, inner: None, scale: None }] }
}

/// An area crossed by lines.
pub(in crate::report::gis) fn hatch(color: &str, distance_mm: f64) -> Symbol {
    let options = vec![
        ("angle", "45".to_owned()),
        ("color", rgba(color, 255)),
        ("distance", distance_mm.to_string()),
        ("distance_unit", "MM".to_owned()),
        ("line_width", "0.15".to_owned()),
    ];
    let lines = SymbolLayer { class: "LinePatternFill", options, inner: Some(Box::new(line(color, 0.15))), scale: None };
    let mut edge = border(color, 0.1);
    edge.layers.insert(0, lines);
    edge
}

/// The edge of an area alone.
pub(in crate::report::gis) fn border(color: &str, width_mm: f64) -> Symbol {
    let mut edge = area("#ffffff", color, width_mm);
    if let Some(layer) = edge.layers.first_mut() {
        layer.options.retain(|(name, _)| *name != "style");
        layer.options.push(("style", "no".to_owned()));
    }
    edge
}

/// A line with a head in its middle: at its end it would lie under the sign of the host.
pub(in crate::report::gis) fn arrow(color: &str, width_mm: f64) -> Symbol {
    let (head, _) = marker("filled_arrowhead", 1.8, color, color, 0.1);
    let head = Symbol { kind: "marker", alpha: 1.0, layers: vec![head] };
    let options = vec![("placement", "centralpoint".to_owned()), ("rotate", "1".to_owned())];
    let mut arrow = line(color, width_mm);
    arrow.layers.push(SymbolLayer { class: "MarkerLine", options, inner: Some(Box::new(head)), scale: None });
    arrow
}

/// Thin lines.
pub(in crate::report::gis) fn bundle(color: &str) -> Symbol {
    line(color, 0.3)
}

fn line(color: &str, width_mm: f64) -> Symbol {
    let options = vec![
        ("line_color", rgba(color, 255)),
        ("line_width", width_mm.to_string()),
        ("line_width_unit", "MM".to_owned()),
        ("line_style", "solid".to_owned()),
        ("capstyle", "round".to_owned()),
        ("joinstyle", "round".to_owned()),
    ];
    Symbol { kind: "line", alpha: 1.0, layers: vec![SymbolLayer { class: "SimpleLine", options, inner: None, scale: None }] }
}

/// A shape around a place, with its size in mm.
fn marker(shape: &str, size_mm: f64, fill: &str, outline: &str, outline_mm: f64) -> (SymbolLayer, f64) {
    let options = vec![
        ("name", shape.to_owned()),
        ("color", rgba(fill, 255)),
        ("outline_color", rgba(outline, 255)),
        ("outline_style", if outline_mm > 0.0 { "solid" } else { "no" }.to_owned()),
        ("outline_width", outline_mm.to_string()),
        ("outline_width_unit", "MM".to_owned()),
        ("size", size_mm.to_string()),
        ("size_unit", "MM".to_owned()),
        ("scale_method", "diameter".to_owned()),
        ("joinstyle", "miter".to_owned()),
    ];
    (SymbolLayer { class: "SimpleMarker", options, inner: None, scale: None }, size_mm)
}

/// A shape turned upside down.
fn turned(shape: &str, size_mm: f64, fill: &str, outline: &str, outline_mm: f64) -> (SymbolLayer, f64) {
    let (mut layer, size) = marker(shape, size_mm, fill, outline, outline_mm);
    layer.options.push(("angle", "180".to_owned()));
    (layer, size)
}

fn dashed((mut layer, size): (SymbolLayer, f64)) -> (SymbolLayer, f64) {
    layer.options.retain(|(name, _)| *name != "outline_style");
    layer.options.push(("outline_style", "dash".to_owned()));
    (layer, size)
}

/// A color as QGIS writes it, from `#rrggbb`.
fn rgba(color: &str, alpha: u8) -> String {
    let part = |from: usize| color.get(from..from + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or_default();
    format!("{},{},{},{alpha}", part(1), part(3), part(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_written_as_four_numbers() {
        // 0xd5 = 213, 0x5e = 94.
        assert_eq!(rgba("#d55e00", 255), "213,94,0,255");
    }

    #[test]
    fn no_two_states_share_shape_and_color() {
        let signs: Vec<String> = State::ALL.iter().map(|&state| format!("{:?}", state_sign(state, "1"))).collect();
        for (index, sign) in signs.iter().enumerate() {
            assert!(!signs[..index].contains(sign), "{sign}");
        }
    }
}
