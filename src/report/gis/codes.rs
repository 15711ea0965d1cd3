//! Lists of codes that columns are taken from, with the words for each: the enumerations of a GeoPackage.

use crate::error::Text;
use crate::lang::Lang;
use crate::plan::{ActionCode, MoveCode, Treatment};
use crate::report::state::State;
use crate::report::words;

/// One list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Codes {
    /// States of sites.
    State,
    /// Actions of life paths.
    Action,
    /// What becomes of released sites.
    Treatment,
    /// How functions move.
    Move,
    /// What is decided on functions: moves, staying and ending.
    Decision,
    /// Schools and facilities.
    Purpose,
    /// What walks are taken from.
    WalkBasis,
}

/// Every action in the order of legends.
const ACTIONS: [ActionCode; 6] = [ActionCode::M, ActionCode::R, ActionCode::B, ActionCode::BH, ActionCode::P, ActionCode::PH];

/// Every way to move in the order of legends.
const MOVES: [MoveCode; 5] = [MoveCode::C, MoveCode::A, MoveCode::S, MoveCode::V, MoveCode::O];

/// Every treatment in the order of legends.
const TREATMENTS: [Treatment; 5] = [Treatment::D, Treatment::L, Treatment::X, Treatment::Z, Treatment::W];

impl Codes {
    /// Every list.
    pub(super) const ALL: [Self; 7] =
        [Self::State, Self::Action, Self::Treatment, Self::Move, Self::Decision, Self::Purpose, Self::WalkBasis];

    /// The list's name in the file.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::State => "state_enum",
            Self::Action => "action_enum",
            Self::Treatment => "treatment_enum",
            Self::Move => "move_enum",
            Self::Decision => "function_decision_enum",
            Self::Purpose => "purpose_enum",
            Self::WalkBasis => "walk_basis_enum",
        }
    }

    /// The codes in the order of legends, with their words.
    pub(super) fn words(self) -> Vec<(&'static str, Text)> {
        let moves = || MOVES.map(|code| (code.as_str(), both(|lang| words::moving(code, lang))));
        match self {
            Self::State => State::ALL.map(|state| (state.as_str(), both(|lang| words::state(state, lang)))).into(),
            Self::Action => ACTIONS.map(|code| (code.as_str(), both(|lang| words::action(code, lang)))).into(),
            Self::Treatment => TREATMENTS.map(|code| (code.as_str(), both(|lang| words::treatment(code, lang)))).into(),
            Self::Move => moves().into(),
            Self::Decision => [("STAY", Text::new("現在の場所に残る", "stays"))]
                .into_iter()
                .chain(moves())
                .chain([("END", Text::new("廃止", "ends"))])
                .collect(),
            Self::Purpose => vec![("school", Text::new("学校", "school")), ("facility", Text::new("学校以外の施設", "facility"))],
            Self::WalkBasis => vec![
                ("network", Text::new("道路網", "streets")),
                ("matrix", Text::new("距離表", "table of distances")),
                ("straight", Text::new("直線距離", "straight line")),
            ],
        }
    }
}

fn both(word: impl Fn(Lang) -> &'static str) -> Text {
    Text::new(word(Lang::Ja), word(Lang::En))
}
