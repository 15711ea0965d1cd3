//! Where a function is in a period, as a linear term of its moves.

use super::Columns;
use crate::id::{FunctionIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::model::ColumnIx;
use crate::options::Options;
use crate::plan::MoveCode;

/// Whether a function is at a place: a constant and terms whose sum is 1 or 0.
#[derive(Clone, Debug)]
pub(super) struct Presence {
    pub(super) constant: f64,
    pub(super) terms: Vec<(ColumnIx, f64)>,
}

/// Whether a merged function (A) and one whose bookings go to opened rooms (O) keep a place of their own: in access (8.3) at their
/// hosts, in district minimums and capacity (7.13, 7.26) nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// Every move has its place.
    EveryMove,
    /// A and O have none.
    OwnPlaces,
}

/// Whether `function` is at a site for which `inside` holds, at `t`.
pub(super) fn presence(
    instance: &Instance<'_>,
    options: &Options,
    columns: &Columns,
    function: FunctionIx,
    t: PeriodIx,
    counting: Counting,
    inside: &dyn Fn(SiteIx) -> bool,
) -> Presence {
    let home_is_inside = inside(instance.assets[instance.functions[function.0].home.0].site);
    let home = if home_is_inside { 1.0 } else { 0.0 };
    let mut terms = Vec::new();
    for target in &columns.targets[function.0] {
        let Some(moved) = target.moved_by(t) else { continue };
        let has_place = counting == Counting::EveryMove || !matches!(target.code, MoveCode::A | MoveCode::O);
        let is_inside = has_place && inside(instance.assets[target.host.0].site);
        let change = if is_inside { 1.0 - home } else { -home };
        if change != 0.0 {
            terms.push((moved, change));
        }
    }
    if home_is_inside {
        terms.extend(columns.ended_by(options, function, t).map(|column| (column, -1.0)));
    }
    Presence { constant: home, terms }
}

impl Presence {
    /// The sum of several.
    pub(super) fn sum(all: impl IntoIterator<Item = Self>) -> Self {
        let mut sum = Self { constant: 0.0, terms: Vec::new() };
        for one in all {
            sum.constant += one.constant;
            sum.terms.extend(one.terms);
        }
        sum
    }
}
