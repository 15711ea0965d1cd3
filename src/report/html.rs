//! Pages as HTML in one file: no network, no font of its own, readable without its script, printable.

mod chart;
mod gantt;
mod map;
mod symbols;
mod table;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::page::{Block, Page, Section};
use crate::lang::Lang;

/// The style sheet of every page.
const STYLE: &str = include_str!("html/style.css");

/// The script: period slider, layer switches, search. Without it all periods, layers and rows are shown.
const SCRIPT: &str = include_str!("html/script.js");

/// The file of a page.
pub(super) fn page(page: &Page) -> Vec<u8> {
    let mut ids = Ids::default();
    let lang = page.lang;
    let is_moving = has(page, &|block| match block {
        Block::Maps(_) => true,
        Block::Table(table) => table.search.is_some(),
        _ => false,
    });
    let body = page.sections.iter().map(|section| section_markup(section, lang, &mut ids)).collect::<Vec<_>>();
    let markup = html! {
        (DOCTYPE)
        html lang=(lang.pick("ja", "en")) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(is_moving));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(concat!("fukugo ", env!("CARGO_PKG_VERSION")));
                title { (page.title) }
                style { (PreEscaped(STYLE)) }
            }
            body class=[(!page.has_contents).then_some("sheet")] {
                a class="skip" href="#main" { (lang.pick("本文へ", "to the text")) }
                header {
                    @if let Some(up) = &page.up { p class="up" { a href=(up.href) { (up.text) } } }
                    h1 { (page.title) }
                    p class="subtitle" { (page.subtitle) }
                    @if let Some(warning) = &page.warning { p class="warning" { (warning) } }
                }
                @if page.has_contents { (contents(page)) }
                main id="main" {
                    (symbols::definitions(has(page, &|block| matches!(block, Block::Maps(_)))))
                    @for section in &body { (section) }
                }
                footer { @for line in &page.footer { p { (line) } } }
                @if is_moving { script { (PreEscaped(SCRIPT)) } }
            }
        }
    };
    visible(&markup.into_string()).into_bytes()
}

/// Only the page's own style and script may run, and nothing may be fetched.
fn policy(has_script: bool) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let script = if has_script { hash(SCRIPT) } else { "'none'".to_owned() };
    format!("default-src 'none'; style-src {}; script-src {script}; base-uri 'none'; form-action 'none'", hash(STYLE))
}

/// Whether a page has a block like that.
fn has(page: &Page, is_wanted: &dyn Fn(&Block) -> bool) -> bool {
    fn any(blocks: &[Block], is_wanted: &dyn Fn(&Block) -> bool) -> bool {
        blocks.iter().any(|block| match block {
            Block::More(_, inner) => any(inner, is_wanted),
            block => is_wanted(block),
        })
    }
    page.sections.iter().any(|section| any(&section.blocks, is_wanted))
}

/// The text with what no page shows, such as control characters and marks of text direction, made visible as one sign.
fn visible(text: &str) -> String {
    let hides = |c: char| {
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
            || (c.is_control() && c != '\n')
            || matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff)
    };
    text.chars().map(|c| if hides(c) { '\u{fffd}' } else { c }).collect()
}

/// Ids for titles and descriptions, each once in a page.
#[derive(Default)]
struct Ids {
    used: usize,
}

impl Ids {
    fn next(&mut self) -> String {
        self.used += 1;
        format!("i{}", self.used)
    }
}

fn contents(page: &Page) -> Markup {
    html! {
        nav aria-label=(page.lang.pick("目次", "Contents")) {
            ol { @for section in &page.sections { li { a href={ "#" (section.id) } { (section.title) } } } }
        }
    }
}

fn section_markup(section: &Section, lang: Lang, ids: &mut Ids) -> Markup {
    let blocks: Vec<Markup> = section.blocks.iter().map(|block| block_markup(block, lang, ids)).collect();
    html! {
        section id=(section.id) aria-labelledby={ "h-" (section.id) } {
            h2 id={ "h-" (section.id) } { (section.title) }
            @for block in &blocks { (block) }
        }
    }
}

fn block_markup(block: &Block, lang: Lang, ids: &mut Ids) -> Markup {
    match block {
        Block::Text(text) => html! { p { (text) } },
        Block::Note(text) => html! { p class="note" { (text) } },
        Block::Command(text) => html! { p { code { (text) } } },
        Block::Heading(text) => html! { h3 { (text) } },
        Block::Points(points) => html! { ol class="points" { @for point in points { li { (point) } } } },
        Block::Facts(facts) => html! {
            dl class="facts" { @for (name, value) in facts { div { dt { (name) } dd { (value) } } } }
        },
        Block::Table(found) => table::table(found, lang, ids),
        Block::Chart(found) => chart::chart(found, ids),
        Block::Gantt(found) => gantt::gantt(found, lang, ids),
        Block::Maps(found) => map::maps(found, lang, ids),
        Block::More(summary, blocks) => {
            let blocks: Vec<Markup> = blocks.iter().map(|block| block_markup(block, lang, ids)).collect();
            html! { details { summary { (summary) } @for block in &blocks { (block) } } }
        }
    }
}

/// A coordinate to a tenth of a unit, without a trailing zero.
fn at(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0 + 0.0;
    if rounded.is_finite() { rounded.to_string() } else { "0".to_owned() }
}

/// A figure that scrolls by itself where the screen is narrower than it.
fn scrolling(name: &str, content: &Markup) -> Markup {
    html! { div class="scroll" role="group" tabindex="0" aria-label=(name) { (content) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_have_one_decimal_and_no_negative_zero() {
        assert_eq!([12.34, 12.0, -0.01, f64::NAN].map(at), ["12.3", "12", "0", "0"]);
    }

    #[test]
    fn what_would_hide_or_turn_text_is_shown_as_a_sign() {
        assert_eq!(visible("a\u{202e}b\u{0}c\u{fffe}\nd\u{7f}"), "a\u{fffd}b\u{fffd}c\u{fffd}\nd\u{fffd}");
    }

    #[test]
    fn the_policy_allows_the_pages_own_style_and_script_alone() {
        let policy = policy(true);
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http") && policy.is_ascii(), "{policy}");
        assert!(super::policy(false).contains("script-src 'none'"));
        assert!(!SCRIPT.contains("</") && !STYLE.contains("</") && SCRIPT.len() < 10_000);
    }
}
