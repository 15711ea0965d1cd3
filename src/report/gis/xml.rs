//! XML as a tree of elements, written without a line of it going astray: escaped, and free of characters that XML has not.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An element with its attributes and what is in it.
#[derive(Clone, Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    /// An empty element.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new(), text: String::new() }
    }

    /// With an attribute more.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With an element more in it.
    pub(super) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// With more elements in it.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    /// With an element in it that holds a text.
    pub(super) fn field(self, name: &'static str, text: impl Into<String>) -> Self {
        self.child(Self::new(name).text(text))
    }

    /// With a text before its elements.
    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// The document with this element as its root.
    pub(super) fn document(&self) -> String {
        let mut writer = Writer::new(Vec::new());
        self.written(&mut writer).expect("memory takes every byte");
        String::from_utf8(writer.into_inner()).expect("text is written as UTF-8")
    }

    fn written(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        if writer.get_mut().is_empty() {
            writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        }
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attributes {
            start.push_attribute((*name, allowed(value).as_str()));
        }
        if self.children.is_empty() && self.text.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if !self.text.is_empty() {
            writer.write_event(Event::Text(BytesText::new(&allowed(&self.text))))?;
        }
        for child in &self.children {
            child.written(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// `text` with every character that XML 1.0 does not have as the sign for one that cannot be shown.
fn allowed(text: &str) -> String {
    let is_allowed = |character: char| match character {
        '\t' | '\n' | '\r' => true,
        _ => character >= ' ' && !matches!(character, '\u{fffe}' | '\u{ffff}'),
    };
    text.chars().map(|character| if is_allowed(character) { character } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_like_markup_stay_text_and_controls_are_replaced() {
        let element = Element::new("layer").with("name", "\"><x a='&'").field("title", "<script>\u{1}&amp;");
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><layer name=\"&quot;&gt;&lt;x a=&apos;&amp;&apos;\">\
            <title>&lt;script&gt;\u{fffd}&amp;amp;</title></layer>";
        assert_eq!(element.document(), expected);
    }
}
