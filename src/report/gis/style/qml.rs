//! A style as QML: the elements that QGIS reads, and no more than it needs.

use super::{Label, Signs, Style, Symbol, SymbolLayer};
use crate::lang::Lang;
use crate::report::gis::table::Column;
use crate::report::gis::xml::Element;

/// Size of labels, points.
const LABEL_POINTS: &str = "8";

/// The elements of a style.
pub(super) fn elements(style: &Style, columns: &[Column], lang: Lang) -> Vec<Element> {
    let mut elements = Vec::new();
    if let Some((from, to)) = style.time {
        // Days as expressions, not as columns (mode 2): those are compared with times inside SQLite, as text, where the first
        // day of a year is less than the same day's midnight, and a year would show what begins in the next.
        elements.push(
            Element::new("temporal")
                .with("enabled", "1")
                .with("mode", "4")
                .with("startExpression", format!("to_datetime(\"{from}\")"))
                .with("endExpression", format!("to_datetime(\"{to}\")"))
                // Both days belong to the time.
                .with("limitMode", "1")
                .with("startField", from)
                .with("endField", to)
                .with("accumulate", "0")
                .with("durationUnit", "min")
                .with("fixedDuration", "0")
                .child(Element::new("fixedRange").child(Element::new("start")).child(Element::new("end"))),
        );
    }
    elements.extend(renderer(style));
    elements.extend(style.label.as_ref().map(labeling));
    elements.push(Element::new("blendMode").text("0"));
    elements.push(Element::new("featureBlendMode").text("0"));
    elements.push(Element::new("layerOpacity").text("1"));
    let alias = |column: &Column| Element::new("alias").with("field", &column.name).with("name", column.title.in_lang(lang));
    let number = Element::new("alias").with("field", "fid").with("name", lang.pick("番号", "number"));
    elements.push(Element::new("aliases").child(number).children(columns.iter().map(alias)));
    elements
}

fn renderer(style: &Style) -> Option<Element> {
    let mut renderer =
        Element::new("renderer-v2").with("forceraster", "0").with("symbollevels", "0").with("referencescale", "-1");
    renderer = renderer.with("enableorderby", u8::from(style.order.is_some()).to_string());
    let renderer = match &style.signs {
        Signs::None => return None,
        Signs::Single(symbol) => renderer.with("type", "singleSymbol").child(Element::new("symbols").child(drawn(symbol, "0"))),
        Signs::Codes(column, list) => {
            let category = |(index, (code, words, _)): (usize, &(String, String, Symbol))| {
                let category = Element::new("category").with("value", code).with("label", words).with("render", "true");
                category.with("type", "string").with("symbol", index.to_string())
            };
            renderer
                .with("type", "categorizedSymbol")
                .with("attr", column)
                .child(Element::new("categories").children(list.iter().enumerate().map(category)))
                .child(symbols(list.iter().map(|entry| &entry.2)))
        }
        Signs::Classes(column, list) => {
            let range = |(index, (lower, upper, words, _)): (usize, &(f64, f64, String, Symbol))| {
                let range = Element::new("range").with("lower", format!("{lower:.6}")).with("upper", format!("{upper:.6}"));
                range.with("label", words).with("render", "true").with("symbol", index.to_string())
            };
            renderer
                .with("type", "graduatedSymbol")
                .with("attr", column)
                .with("graduatedMethod", "GraduatedColor")
                .child(Element::new("ranges").children(list.iter().enumerate().map(range)))
                .child(symbols(list.iter().map(|entry| &entry.3)))
        }
    };
    let order = style.order.as_ref().map(|expression| {
        let clause = Element::new("orderByClause").with("asc", "1").with("nullsFirst", "0").text(expression);
        Element::new("orderby").child(clause)
    });
    Some(renderer.children(order))
}

fn symbols<'a>(list: impl Iterator<Item = &'a Symbol>) -> Element {
    Element::new("symbols").children(list.enumerate().map(|(index, symbol)| drawn(symbol, &index.to_string())))
}

fn drawn(symbol: &Symbol, name: &str) -> Element {
    Element::new("symbol")
        .with("name", name)
        .with("type", symbol.kind)
        .with("alpha", symbol.alpha.to_string())
        .with("clip_to_extent", "1")
        .with("force_rhr", "0")
        .children(symbol.layers.iter().enumerate().map(|(index, layer)| part(layer, name, index)))
}

fn part(layer: &SymbolLayer, symbol: &str, index: usize) -> Element {
    let options = layer.options.iter().map(|(name, value)| option(name, "QString", value));
    let mut element = Element::new("layer")
        .with("class", layer.class)
        .with("enabled", "1")
        .with("locked", "0")
        .with("pass", "0")
        .child(Element::new("Option").with("type", "Map").children(options));
    if let Some((size, factor)) = &layer.scale {
        let scale = Element::new("Option").with("name", "size").with("type", "Map").children([
            option("active", "bool", "true"),
            option("expression", "QString", &format!("{size} * ({factor})")),
            // An expression, as against a column or a value.
            option("type", "int", "3"),
        ]);
        let properties = Element::new("Option").with("name", "properties").with("type", "Map").child(scale);
        let map = Element::new("Option").with("type", "Map").children([
            option("name", "QString", ""),
            properties,
            option("type", "QString", "collection"),
        ]);
        element = element.child(Element::new("data_defined_properties").child(map));
    }
    element.children(layer.inner.as_ref().map(|inner| drawn(inner, &format!("@{symbol}@{index}"))))
}

fn option(name: &str, kind: &str, value: &str) -> Element {
    Element::new("Option").with("name", name).with("type", kind).with("value", value)
}

fn labeling(label: &Label) -> Element {
    // No font is named: one that a machine does not have makes QGIS complain, and its own has Japanese.
    let buffer = Element::new("text-buffer")
        .with("bufferDraw", "1")
        .with("bufferSize", "0.8")
        .with("bufferSizeUnits", "MM")
        .with("bufferColor", "255,255,255,255")
        .with("bufferOpacity", "0.85");
    let text = Element::new("text-style")
        .with("fieldName", &label.expression)
        .with("isExpression", "1")
        .with("fontSize", LABEL_POINTS)
        .with("fontSizeUnit", "Point")
        .with("textColor", "26,26,26,255")
        .with("allowHtml", "0")
        .child(buffer);
    let placement = Element::new("placement")
        // 6: ordered positions around a point, from the edge of its sign; 1: over the middle.
        .with("placement", if label.is_beside { "6" } else { "1" })
        .with("quadOffset", "4")
        .with("centroidWhole", "0")
        .with("centroidInside", "1")
        .with("predefinedPositionOrder", "R,L,TR,BR,TL,BL,TSR,BSR")
        .with("dist", "0.6")
        .with("distUnits", "MM")
        .with("offsetType", "1")
        .with("priority", "5");
    let rendering = Element::new("rendering")
        .with("drawLabels", "1")
        .with("scaleVisibility", "1")
        .with("scaleMin", "1")
        .with("scaleMax", label.farthest_scale.to_string())
        .with("obstacle", "1")
        .with("displayAll", "0");
    let settings = Element::new("settings").with("calloutType", "simple").children([
        text,
        Element::new("text-format").with("autoWrapLength", "18").with("multilineAlign", "3"),
        placement,
        rendering,
    ]);
    Element::new("labeling").with("type", "simple").child(settings)
}
