//! Everything that may be decided: life paths of assets, moves and endings of functions, treatments of sites.
//!
//! Options are enumerated once, each with the reason it exists; what is ruled out is listed with the reason it is not
//! (`options.csv`). Rules that hold for one option alone live here; rules between options live in `formulate`.

mod early;
mod life_paths;
mod locks;
mod mergers;
mod money;
mod moves;
mod openings;
mod permits;
mod shares;
mod swings;
mod treatments;

pub use early::EarlyFloor;
pub use mergers::SchoolMergerOption;
pub use money::{Money, Yearly};
pub(crate) use moves::{home_district, rooms_asked_for, use_and_room, vacant_floor};
pub use openings::Opening;
pub use permits::Permit;
pub(crate) use permits::zone_room;
pub use shares::Share;
pub use swings::Swing;

use crate::cashflow::Prices;
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, AssetIx, FunctionIx, PeriodIx, RuleId, SiteIx};
use crate::instance::Instance;
use crate::plan::{Action, MoveCode, Treatment};

/// All options of an instance.
#[derive(Debug)]
pub struct Options {
    /// Life paths per asset; never empty.
    pub paths: Vec<Vec<LifePath>>,
    /// Moves per function.
    pub moves: Vec<Vec<Move>>,
    /// Endings per function.
    pub endings: Vec<Vec<Ending>>,
    /// Whether a function may stay at home for good; a lock can forbid it.
    pub may_stay: Vec<bool>,
    /// Treatments per site.
    pub treatments: Vec<Vec<SiteTreatment>>,
    /// Mergers of schools.
    pub mergers: Vec<SchoolMergerOption>,
    /// Rooms that schools can share.
    pub shares: Vec<Share>,
    /// Held sites that can house a school in works.
    pub swings: Vec<Swing>,
    /// Permits that lift zone caps.
    pub permits: Vec<Permit>,
    /// Rooms that can be opened, period by period.
    pub openings: Vec<Opening>,
    /// Floor for guests in hubs that open before the period for which they come.
    pub early: Vec<EarlyFloor>,
    /// Sites a lock says must be released.
    pub must_release: Vec<bool>,
    /// What was ruled out, and why.
    pub excluded: Vec<Excluded>,
}

/// One life path of an asset.
#[derive(Clone, Debug)]
pub struct LifePath {
    /// What is done, in order of time.
    pub actions: Vec<Action>,
    /// The period at whose beginning the asset closes.
    pub close: Option<PeriodIx>,
    /// The period at whose beginning a private operator takes it over (T).
    pub transfer: Option<PeriodIx>,
    /// Money.
    pub money: Money,
    /// Overdue square-metre-years, discounted.
    pub overdue: f64,
    /// Floor by fiscal year, square metres.
    pub floor: Vec<f64>,
    /// For hub paths: the period guests move in.
    pub opens_for: Option<PeriodIx>,
    /// For hub paths: floor for guests, square metres.
    pub spare: f64,
    /// Tie-break, yen.
    pub tie_break: f64,
}

impl LifePath {
    /// Whether the asset closes or is transferred on it, sooner or later.
    pub fn is_left(&self) -> bool {
        self.close.is_some() || self.transfer.is_some()
    }

    /// Whether the building of today stands to the end of the horizon: no rebuild, no closing (5.11).
    pub fn keeps_building(&self) -> bool {
        self.rebuild().is_none() && !self.is_left()
    }

    /// The rebuild on the path, if there is one.
    pub fn rebuild(&self) -> Option<&Action> {
        self.actions.iter().find(|action| action.code.is_rebuild())
    }

    /// The year in which the path opens a hub for guests of `t`, if it does.
    pub fn hub_opens(&self, t: PeriodIx) -> Option<FiscalYear> {
        self.opens_for.filter(|&opens_for| opens_for == t).and_then(|_| self.rebuild()).map(|action| action.open_fy)
    }

    /// The path in short, such as `M@2027+BH@2041` (years in which works begin).
    pub fn code(&self, instance: &Instance<'_>) -> String {
        if let Some(t) = self.close {
            return format!("CLOSE@{}", instance.horizon.period(t).start);
        }
        if let Some(t) = self.transfer {
            return format!("T@{}", instance.horizon.period(t).start);
        }
        if self.actions.is_empty() {
            return "K".to_owned();
        }
        let parts: Vec<_> = self.actions.iter().map(|a| format!("{}@{}", a.code.as_str(), a.works_fy)).collect();
        parts.join("+")
    }
}

/// One move of a function.
#[derive(Clone, Debug)]
pub struct Move {
    /// How.
    pub code: MoveCode,
    /// Where to.
    pub host: AssetIx,
    /// For A: the function it merges into.
    pub into: Option<FunctionIx>,
    /// When: at the beginning of this period.
    pub t: PeriodIx,
    /// Money.
    pub money: Money,
    /// Floor taken in the host, square metres; 0 for A and O.
    pub floor: f64,
    /// For C: whether its floor alone exceeds the zone's cap, so that it needs a permit (5.51).
    pub needs_permit: bool,
    /// Use brought to the absorbing function, slots or people; 0 but for A.
    pub load: f64,
    /// What `load` counts; none but for A.
    pub measure: Option<Measure>,
    /// Tie-break, yen.
    pub tie_break: f64,
}

/// What the use of a merged function is counted in (7.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Slots (コマ) per year.
    Slots,
    /// People at the usual peak.
    People,
}

/// The ending of a function.
#[derive(Clone, Debug)]
pub struct Ending {
    /// When: at the beginning of this period.
    pub t: PeriodIx,
    /// Money.
    pub money: Money,
    /// Tie-break, yen.
    pub tie_break: f64,
}

/// A treatment of a site at a time.
#[derive(Clone, Debug)]
pub struct SiteTreatment {
    /// What is done.
    pub treatment: Treatment,
    /// When: at the beginning of this period.
    pub t: PeriodIx,
    /// Money.
    pub money: Money,
    /// Tie-break, yen.
    pub tie_break: f64,
}

/// Whom an option belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// An asset's life path.
    Asset(AssetIx),
    /// A function's move or ending.
    Function(FunctionIx),
    /// A site's treatment.
    Site(SiteIx),
}

/// An option that does not exist, and why.
#[derive(Clone, Debug)]
pub struct Excluded {
    /// Whose it would be.
    pub owner: Owner,
    /// Its code.
    pub code: &'static str,
    /// For moves: where to.
    pub host: Option<AssetIx>,
    /// Why it does not exist.
    pub reason: Text,
}

impl Options {
    /// Enumerates every option of `instance`, with locks applied.
    ///
    /// # Errors
    /// [`NoOptionLeft`] when locks leave an asset without a life path.
    pub fn new(instance: &Instance<'_>, prices: &Prices) -> Result<Self, NoOptionLeft> {
        let mut excluded = Vec::new();
        let mut hub_paths = life_paths::hub_paths(instance);
        let (mut moves, mut endings) = moves::enumerate(instance, prices, &hub_paths, &mut excluded);
        let mut mergers = mergers::enumerate(instance, prices, &hub_paths, &mut excluded);
        life_paths::keep_used_hubs(&mut hub_paths, &moves, &mergers);
        let closings: Vec<Vec<PeriodIx>> = (0..instance.assets.len())
            .map(|a| life_paths::closings(instance, AssetIx(a), &moves, &endings, &mergers, &mut excluded))
            .collect();
        let mut paths = life_paths::enumerate(instance, prices, &hub_paths, &closings, &mut excluded);
        let mut treatments = treatments::enumerate(instance, prices, &mergers, &mut excluded);
        let locked = locks::apply(instance, &mut paths, &mut moves, &mut endings, &mut treatments, &mut excluded)?;
        mergers.retain(|option| option.is_possible(&paths));
        let shares = shares::enumerate(instance, prices, &paths);
        let swings = swings::enumerate(instance, prices, &paths, &treatments);
        let permits = permits::enumerate(instance, prices, &moves, &paths);
        let early = early::enumerate(instance, prices, &paths);
        let openings = openings::enumerate(instance, prices);
        Ok(Self {
            paths,
            moves,
            endings,
            may_stay: locked.may_stay,
            treatments,
            mergers,
            shares,
            swings,
            permits,
            openings,
            early,
            must_release: locked.must_release,
            excluded,
        })
    }

    /// Number of options of all sorts.
    pub fn count(&self) -> usize {
        let lengths = |lists: &[Vec<LifePath>]| lists.iter().map(Vec::len).sum::<usize>();
        lengths(&self.paths)
            + self.moves.iter().map(Vec::len).sum::<usize>()
            + self.endings.iter().map(Vec::len).sum::<usize>()
            + self.treatments.iter().map(Vec::len).sum::<usize>()
            + self.mergers.len()
            + self.shares.len()
            + self.swings.len()
            + self.permits.len()
            + self.openings.len()
    }
}

/// Locks that leave nothing to choose.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("lock {lock} leaves {asset} without a life path")]
pub struct NoOptionLeft {
    /// The asset.
    pub asset: AssetId,
    /// The lock that took the last one.
    pub lock: RuleId,
}

/// Tie-break of an intervention in `fy` (formulation 9.2), yen.
fn tie_break(instance: &Instance<'_>, fy: FiscalYear) -> f64 {
    let later = f64::from(fy.since(instance.horizon.first()));
    instance.project.scenario.objective.tie_break_jpy * (1.0 + later / 1_000.0)
}

#[cfg(test)]
mod tests;
