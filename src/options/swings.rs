//! Held sites that house a school during its works (formulation 5.40).

use super::{LifePath, Money, SiteTreatment, tie_break};
use crate::cashflow::{Prices, swing_effects, temporary_floor};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::plan::{Action, ActionCode, Treatment};
use crate::project::Seismic;

/// A school in works that uses a held site.
#[derive(Clone, Debug)]
pub struct Swing {
    /// The school.
    pub school: AssetIx,
    /// The site.
    pub site: SiteIx,
    /// The rebuild; its hub or plain twin of the same years has the same temporary floor.
    pub rebuild: Action,
    /// Money saved.
    pub money: Money,
    /// Tie-break, yen.
    pub tie_break: f64,
}

impl Swing {
    /// Whether a path of the school has the rebuild.
    pub fn is_on(&self, path: &LifePath) -> bool {
        path.rebuild().is_some_and(|action| twin(action) == twin(&self.rebuild))
    }
}

/// What rebuilds of equal temporary floor have in common: partial or not, and the year works begin.
fn twin(action: &Action) -> (bool, FiscalYear) {
    (matches!(action.code, ActionCode::P | ActionCode::PH), action.works_fy)
}

/// Every use of a site that could be held by then.
pub(super) fn enumerate(
    instance: &Instance<'_>,
    prices: &Prices,
    paths: &[Vec<LifePath>],
    treatments: &[Vec<SiteTreatment>],
) -> Vec<Swing> {
    let settings = &instance.project.scenario.schools;
    let mut swings = Vec::new();
    if !settings.swing {
        return swings;
    }
    let held: Vec<Holding> = (0..instance.sites.len()).filter_map(|e| holding(instance, treatments, SiteIx(e))).collect();
    let schools: Vec<AssetIx> = (0..instance.assets.len()).map(AssetIx).filter(|&a| instance.is_school(a)).collect();
    for &school in &schools {
        let mut rebuilds: Vec<Action> = paths[school.0].iter().filter_map(LifePath::rebuild).copied().collect();
        rebuilds.sort_by_key(|action| (twin(action), action.code));
        rebuilds.dedup_by_key(|action| twin(action));
        for &Holding { site, first, floor, until } in &held {
            let own = instance.assets[school.0].site;
            if site == own || instance.walk_between(own, site).0 > settings.swing_max_m {
                continue;
            }
            for &rebuild in &rebuilds {
                let is_in_time = instance.horizon.period(first).start <= rebuild.works_fy && rebuild.open_fy <= until;
                if is_in_time && temporary_floor(instance, prices, school, &rebuild).0 <= floor {
                    let effects = swing_effects(instance, prices, school, &rebuild);
                    let money = Money::new(instance, prices, &effects.flow, effects.residual, None);
                    swings.push(Swing { school, site, rebuild, money, tie_break: tie_break(instance, rebuild.works_fy) });
                }
            }
        }
    }
    swings
}

/// A site that can be held.
struct Holding {
    site: SiteIx,
    /// The first period it can be held in.
    first: PeriodIx,
    /// Its floor, square metres.
    floor: f64,
    /// The year in which the first of its buildings is too old for pupils.
    until: FiscalYear,
}

/// How a site can be held, where nothing on it is weak.
fn holding(instance: &Instance<'_>, treatments: &[Vec<SiteTreatment>], site: SiteIx) -> Option<Holding> {
    let first = treatments[site.0].iter().filter(|option| option.treatment == Treatment::Z).map(|option| option.t).min()?;
    let assets = || instance.sites[site.0].assets.iter().map(|asset| &instance.assets[asset.0]);
    let blocks = || assets().flat_map(|asset| &asset.blocks);
    let extended = &instance.project.scenario.life.extended_years;
    let until = blocks().map(|block| block.built.plus(extended.of(block.structure))).min()?;
    let is_weak = blocks().any(|block| block.seismic == Seismic::OldWeak);
    (!is_weak).then(|| Holding { site, first, floor: assets().map(|asset| asset.gfa.0).sum(), until })
}
