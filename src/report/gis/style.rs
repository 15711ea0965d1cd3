//! How QGIS shows a layer: signs by code or class, labels, time; written as QML without a template, readable by QGIS 3.22.

mod qml;
mod signs;

pub(super) use signs::{SCHOOL_SCALE, area, arrow, border, bundle, dot, hatch, ring, state_sign};

use super::xml::Element;

/// The style of a layer.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// Signs.
    pub(super) signs: Signs,
    /// Labels.
    pub(super) label: Option<Label>,
    /// Columns with the first and the last day of a row, where it has some.
    pub(super) time: Option<(&'static str, &'static str)>,
    /// An expression by which features are drawn, lowest first.
    pub(super) order: Option<String>,
}

impl Style {
    /// The style of a table without shapes.
    pub(super) fn plain() -> Self {
        Self::new(Signs::None)
    }

    /// A style of signs alone.
    pub(super) fn new(signs: Signs) -> Self {
        Self { signs, label: None, time: None, order: None }
    }

    /// With rows shown in their time alone.
    pub(super) fn in_time(mut self) -> Self {
        self.time = Some(("valid_from", "valid_to"));
        self
    }

    /// With labels beside places, from an expression, no farther out than a scale.
    pub(super) fn labelled(mut self, expression: impl Into<String>, farthest_scale: u32) -> Self {
        self.label = Some(Label { expression: expression.into(), farthest_scale, is_beside: true });
        self
    }

    /// With labels in the middle of areas or bundles, from an expression, no farther out than a scale.
    pub(super) fn labelled_within(mut self, expression: impl Into<String>, farthest_scale: u32) -> Self {
        self.label = Some(Label { expression: expression.into(), farthest_scale, is_beside: false });
        self
    }

    /// With features drawn in an order.
    pub(super) fn ordered(mut self, expression: impl Into<String>) -> Self {
        self.order = Some(expression.into());
        self
    }
}

/// Which sign a feature has.
#[derive(Clone, Debug)]
pub(super) enum Signs {
    /// None: the table has no shapes.
    None,
    /// The same for all.
    Single(Symbol),
    /// By the code in a column: code, its words, its sign.
    Codes(String, Vec<(String, String, Symbol)>),
    /// By the number in a column: above, up to, words, sign.
    Classes(String, Vec<(f64, f64, String, Symbol)>),
}

/// What is written beside features.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// What is written, an expression of QGIS.
    expression: String,
    /// The scale's denominator beyond which nothing is written.
    farthest_scale: u32,
    /// Beside places, or in the middle of areas.
    is_beside: bool,
}

/// A sign of one or more layers, the lowest first.
#[derive(Clone, Debug)]
pub(super) struct Symbol {
    kind: &'static str,
    alpha: f64,
    layers: Vec<SymbolLayer>,
}

impl Symbol {
    /// The same, seen through: 0 = not at all, 1 = solid.
    pub(super) fn faint(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }
}

/// A part of a sign.
#[derive(Clone, Debug)]
struct SymbolLayer {
    class: &'static str,
    options: Vec<(&'static str, String)>,
    /// A sign that this part repeats.
    inner: Option<Box<Symbol>>,
    /// An expression for the factor of its size.
    scale: Option<(f64, String)>,
}

impl Style {
    /// What a layer of a project holds of its style.
    pub(super) fn elements(&self, columns: &[super::table::Column], lang: crate::lang::Lang) -> Vec<Element> {
        qml::elements(self, columns, lang)
    }

    /// Attributes of the element that holds them.
    pub(super) fn attributes(&self, element: Element) -> Element {
        element.with("labelsEnabled", u8::from(self.label.is_some()).to_string()).with("styleCategories", "AllStyleCategories")
    }

    /// The style as a document of its own.
    pub(super) fn qml(&self, columns: &[super::table::Column], lang: crate::lang::Lang) -> String {
        let root = Element::new("qgis").with("version", super::QGIS_VERSION);
        self.attributes(root).children(self.elements(columns, lang)).document()
    }
}
