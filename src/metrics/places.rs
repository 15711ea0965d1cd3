//! Where every function is, today and in each period (formulation 8.3).

use crate::id::{AssetIx, FunctionIx, SiteIx};
use crate::instance::Instance;
use crate::plan::{FunctionDecision, MoveCode, Plan};

/// Where one function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The asset.
    pub(super) asset: AssetIx,
    /// The site, from which distances are measured.
    pub(super) site: SiteIx,
    /// How it came there; none for a function that is still at home.
    pub(super) code: Option<MoveCode>,
}

impl Place {
    /// Whether it has been merged into another function there, which then provides it.
    pub(super) fn is_merged(self) -> bool {
        self.code == Some(MoveCode::A)
    }

    /// Whether only its bookings go there, to rooms of a school that residents may use.
    pub(super) fn is_replaced(self) -> bool {
        self.code == Some(MoveCode::O)
    }

    /// Whether it is a place of its own there: neither merged nor replaced.
    pub(super) fn is_own(self) -> bool {
        !self.is_merged() && !self.is_replaced()
    }
}

/// Where all functions are, by function; `None` for one that has ended.
pub(super) type Places = Vec<Option<Place>>;

/// Today's places: every function at home.
pub(super) fn places_today(instance: &Instance<'_>) -> Places {
    instance.functions.iter().map(|entry| Some(place(instance, entry.home, None))).collect()
}

/// The places in each period. A function is at its host from the first period that begins in or after its move on.
///
/// # Panics
/// When the plan names something the instance does not have.
pub(super) fn places_by_period(instance: &Instance<'_>, plan: &Plan) -> Vec<Places> {
    let mut all = vec![places_today(instance); instance.horizon.periods().len()];
    for entry in &plan.functions {
        let function = instance.function(&entry.function).expect("the plan is of this instance");
        let (from, then) = match &entry.decision {
            FunctionDecision::Stay => continue,
            FunctionDecision::Move { code, host, fy, .. } => {
                let host = instance.asset(host).expect("the plan is of this instance");
                (*fy, Some(place(instance, host, Some(*code))))
            }
            FunctionDecision::End { fy } => (*fy, None),
        };
        for (period, places) in instance.horizon.periods().iter().zip(&mut all) {
            if from <= period.start {
                places[function.0] = then;
            }
        }
    }
    all
}

fn place(instance: &Instance<'_>, asset: AssetIx, code: Option<MoveCode>) -> Place {
    Place { asset, site: instance.assets[asset.0].site, code }
}

/// Places of some functions that are open, with the function.
pub(super) fn open_places<'a>(
    places: &'a Places,
    functions: impl Iterator<Item = FunctionIx> + 'a,
) -> impl Iterator<Item = (FunctionIx, Place)> + 'a {
    functions.filter_map(|function| places[function.0].map(|place| (function, place)))
}
