//! Signs of the maps and patterns of bars, defined once a page: shapes differ, so that nothing hangs on color alone.
//!
//! # Source
//! Colors: Okabe and Ito, Color Universal Design, 2008.

use maud::{Markup, PreEscaped, html};

use crate::report::state::State;

/// How much larger a school's sign is than another site's.
const SCHOOL_SCALE: &str = "scale(1.55)";

/// The sign of a state, around the origin.
fn sign(state: State) -> &'static str {
    match state {
        State::InUse => r##"<circle r="3" fill="#fff" stroke="#4d4d4d" stroke-width="1.1"/>"##,
        State::Renovated => {
            r##"<circle r="3.6" fill="#fff" stroke="#007a59" stroke-width="1.6"/><circle r="1.5" fill="#007a59"/>"##
        }
        State::Extended => r##"<path d="M0-5.2L5.2 0 0 5.2-5.2 0z" fill="#56b4e9" stroke="#111" stroke-width=".8"/>"##,
        State::Rebuilt => r##"<path d="M-4.2-4.2h8.4v8.4h-8.4z" fill="#0072b2" stroke="#111" stroke-width=".8"/>"##,
        State::Hub => {
            r##"<path d="M0-6.6L1.7-2.1 6.3-2 2.7.9 3.9 5.3 0 2.7-3.9 5.3-2.7.9-6.3-2-1.7-2.1z" fill="#d55e00" stroke="#111" stroke-width=".8"/>"##
        }
        State::Works => r##"<path d="M0-5L5 4H-5z" fill="#f0e442" stroke="#111" stroke-width="1"/>"##,
        State::Transferred => r##"<path d="M-5 0l2.5-4.3h5L5 0 2.5 4.3h-5z" fill="#cc79a7" stroke="#111" stroke-width=".8"/>"##,
        State::Closed => r##"<path d="M-3.8-3.8l7.6 7.6m0-7.6l-7.6 7.6" stroke="#111" stroke-width="2" fill="none"/>"##,
        State::Sold => r##"<path d="M0 5L5-4H-5z" fill="#e69f00" stroke="#111" stroke-width=".8"/>"##,
        State::Leased => r##"<path d="M0 5L5-4H-5z" fill="#fff" stroke="#b35c00" stroke-width="1.8"/>"##,
        State::Cleared => {
            r##"<circle r="4.2" fill="#009e73" stroke="#111" stroke-width=".8"/><path d="M-2.6 0h5.2M0-2.6v5.2" stroke="#fff" stroke-width="1.5"/>"##
        }
        State::Held => r##"<path d="M-4-4h8v8h-8z" fill="#fff" stroke="#111" stroke-width="1.3" stroke-dasharray="2 1.4"/>"##,
        State::Returned => {
            r##"<circle r="4" fill="#fff" stroke="#4d4d4d" stroke-width="1"/><path d="M-2.4-2.4l4.8 4.8m0-4.8l-4.8 4.8" stroke="#4d4d4d" stroke-width="1.4"/>"##
        }
    }
}

/// The id of a sign.
pub(super) fn id(state: State, is_school: bool) -> String {
    format!("{}-{}", if is_school { "S" } else { "s" }, state.as_str())
}

/// A sign for a legend.
pub(super) fn swatch(state: State) -> Markup {
    html! { svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true" { use href={ "#" (id(state, false)) } transform="scale(1.25)" {} } }
}

/// Patterns of bars: ground color and what is drawn on it.
const PATTERNS: [(&str, &str); 8] = [
    ("#0072b2", ""),
    ("#e69f00", r##"<path d="M0 8L8 0M-2 2L2-2M6 10L10 6" stroke="#5c3d00" stroke-width="1.2"/>"##),
    ("#b8e6d8", r##"<circle cx="2" cy="2" r="1.3" fill="#00593f"/><circle cx="6" cy="6" r="1.3" fill="#00593f"/>"##),
    ("#56b4e9", r##"<path d="M2 0v8M6 0v8" stroke="#0b4a73" stroke-width="1"/>"##),
    ("#d55e00", r##"<path d="M0 0L8 8M-2 6L2 10M6-2L10 2" stroke="#fff" stroke-width="1.1"/>"##),
    ("#e9c3d7", r##"<path d="M0 2h8M0 6h8" stroke="#6b2a4c" stroke-width="1.1"/>"##),
    ("#d9d9d9", r##"<path d="M0 0L8 8M8 0L0 8" stroke="#666" stroke-width=".8"/>"##),
    ("#fff", r##"<path d="M0 8L8 0M-2 2L2-2M6 10L10 6" stroke="#444" stroke-width=".9"/>"##),
];

/// Everything the drawings of a page refer to; signs only where it has maps.
pub(super) fn definitions(has_maps: bool) -> Markup {
    html! {
        svg class="definitions" width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                @for (index, (ground, drawn)) in PATTERNS.iter().enumerate() {
                    pattern id={ "p" (index) } width="8" height="8" patternUnits="userSpaceOnUse" {
                        rect width="8" height="8" fill=(ground) {}
                        (PreEscaped(drawn))
                    }
                }
                @if has_maps {
                    pattern id="losing" width="6" height="6" patternUnits="userSpaceOnUse" {
                        (PreEscaped(r##"<path d="M0 6L6 0M-1 1L1-1M5 7L7 5" stroke="#c96a2b" stroke-width=".8"/>"##))
                    }
                    marker id="arrow" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="5" markerHeight="5" orient="auto" {
                        path d="M0 0L6 3 0 6z" fill="#222" {}
                    }
                    @for state in State::ALL {
                        g id=(id(state, false)) { (PreEscaped(sign(state))) }
                        g id=(id(state, true)) transform=(SCHOOL_SCALE) { (PreEscaped(sign(state))) }
                    }
                }
            }
        }
    }
}
