//! Everything that may be decided: life paths of assets, moves and endings of functions, treatments of sites.
//!
//! Options are enumerated once, each with the reason it exists; what is ruled out is listed with the reason it is not
//! (`options.csv`). Rules that hold for one option alone live here; rules between options live in `formulate`.

mod life_paths;
mod locks;
mod moves;
mod treatments;

pub(crate) use moves::use_and_room;

use crate::cashflow::{Flow, Prices};
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
    /// Sites a lock says must be released.
    pub must_release: Vec<bool>,
    /// What was ruled out, and why.
    pub excluded: Vec<Excluded>,
}

/// Money of one option, reduced to what the model needs.
#[derive(Clone, Debug, Default)]
pub struct Money {
    /// Present cost, yen; running as its difference from today's.
    pub present_cost: f64,
    /// Present residual value, yen.
    pub present_residual: f64,
    /// Investment by fiscal year, as offset into the horizon and yen; years without are absent.
    pub investment: Vec<(usize, f64)>,
}

impl Money {
    fn new(instance: &Instance<'_>, prices: &Prices, flow: &Flow, residual: crate::units::Yen) -> Self {
        let horizon = &instance.horizon;
        let mut by_year = vec![0.0; horizon.years()];
        for amount in flow.amounts.iter().filter(|amount| amount.nature.is_investment()) {
            let offset = horizon.offset(amount.fy).expect("flows lie inside the horizon");
            by_year[offset] += amount.yen.as_f64();
        }
        Self {
            present_cost: flow.present_value(prices),
            present_residual: prices.discount(horizon.last().plus(1)) * residual.as_f64(),
            investment: by_year.into_iter().enumerate().filter(|&(_, yen)| yen != 0.0).collect(),
        }
    }
}

/// One life path of an asset.
#[derive(Clone, Debug)]
pub struct LifePath {
    /// What is done, in order of time.
    pub actions: Vec<Action>,
    /// The period at whose beginning the asset closes.
    pub close: Option<PeriodIx>,
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
    /// The rebuild on the path, if there is one.
    pub fn rebuild(&self) -> Option<&Action> {
        self.actions.iter().find(|action| action.code.is_rebuild())
    }

    /// The path in short, such as `M@2027+BH@2041` (years in which works begin).
    pub fn code(&self, instance: &Instance<'_>) -> String {
        if let Some(t) = self.close {
            return format!("CLOSE@{}", instance.horizon.period(t).start);
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
    /// Floor taken in the host, square metres; 0 for A.
    pub floor: f64,
    /// Use brought to the absorbing function, slots or people; 0 for C.
    pub load: f64,
    /// What `load` counts; none for C.
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
        life_paths::keep_used_hubs(&mut hub_paths, &moves);
        let may_close: Vec<bool> = instance
            .assets
            .iter()
            .map(|asset| asset.functions.iter().all(|k| !moves[k.0].is_empty() || !endings[k.0].is_empty()))
            .collect();
        let mut paths = life_paths::enumerate(instance, prices, &hub_paths, &may_close, &mut excluded);
        let mut treatments = treatments::enumerate(instance, prices, &mut excluded);
        let locked = locks::apply(instance, &mut paths, &mut moves, &mut endings, &mut treatments, &mut excluded)?;
        Ok(Self { paths, moves, endings, may_stay: locked.may_stay, treatments, must_release: locked.must_release, excluded })
    }

    /// Number of options of all sorts.
    pub fn count(&self) -> usize {
        let lengths = |lists: &[Vec<LifePath>]| lists.iter().map(Vec::len).sum::<usize>();
        lengths(&self.paths)
            + self.moves.iter().map(Vec::len).sum::<usize>()
            + self.endings.iter().map(Vec::len).sum::<usize>()
            + self.treatments.iter().map(Vec::len).sum::<usize>()
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
