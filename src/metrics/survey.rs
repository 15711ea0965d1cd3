//! What every metric looks at, computed once: places, residents, walks, amounts, floor.

use super::access::{PointAccess, access_by_point};
use super::figure::Tally;
use super::places::{Places, places_by_period, places_today};
use super::rooms::{PlaceSlots, slots_of_places};
use super::schoolhouse::floor_changes;
use crate::cashflow::{AssetEffects, LedgerLine, Prices, asset_effects, guest_floor, ledger};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, DemandIx, DistrictIx, FunctionIx, PeriodIx, RegionIx, SiteIx};
use crate::instance::{Instance, population_in};
use crate::plan::{AssetPlan, FunctionDecision, MoveCode, Plan};
use crate::units::{Meters, SquareMeters};

/// Instance and plan with what follows from them.
#[derive(Debug)]
pub(super) struct Survey<'a, 'project> {
    pub(super) instance: &'a Instance<'project>,
    pub(super) prices: &'a Prices,
    pub(super) plan: &'a Plan,
    /// Today's places.
    pub(super) today: Places,
    /// Places by period.
    pub(super) periods: Vec<Places>,
    /// Residents by age band, `period × demand`, in the year of (8.2).
    pub(super) residents: Vec<Vec<[f64; 3]>>,
    /// Walks by demand point and kind.
    pub(super) walks: Vec<PointAccess>,
    /// Bookable slots by place, class and band.
    pub(super) slots: Vec<PlaceSlots>,
    /// Floor that moves, mergers and shared rooms add to assets' own or take from it, with its site and first year.
    pub(super) floor_changes: Vec<(SiteIx, FiscalYear, f64)>,
    /// Every amount.
    pub(super) ledger: Vec<LedgerLine>,
    /// Effects of each asset's life path, by asset.
    pub(super) effects: Vec<AssetEffects>,
    /// Effects of doing nothing, by asset.
    pub(super) idle_effects: Vec<AssetEffects>,
}

impl<'a, 'project> Survey<'a, 'project> {
    pub(super) fn new(instance: &'a Instance<'project>, prices: &'a Prices, plan: &'a Plan) -> Self {
        let periods = instance.horizon.periods().iter();
        let residents = periods
            .map(|period| {
                let year = period.start.plus(period.years / 2);
                instance.project.demand.iter().map(|point| population_in(point, year)).collect()
            })
            .collect();
        let idle = |index: usize| {
            let entry = AssetPlan::new(instance.assets[index].id.clone(), Vec::new(), None);
            life_effects(instance, prices, AssetIx(index), &entry)
        };
        let mut effects: Vec<_> = (0..instance.assets.len()).map(idle).collect();
        let idle_effects = effects.clone();
        for entry in &plan.assets {
            let asset = asset_of(instance, entry);
            effects[asset.0] = life_effects(instance, prices, asset, entry);
        }
        Self {
            instance,
            prices,
            plan,
            today: places_today(instance),
            periods: places_by_period(instance, plan),
            residents,
            walks: access_by_point(instance, plan),
            slots: slots_of_places(instance, plan),
            floor_changes: floor_changes(instance, prices, plan),
            ledger: ledger(instance, prices, plan),
            effects,
            idle_effects,
        }
    }

    /// The last period.
    pub(super) fn last(&self) -> PeriodIx {
        PeriodIx(self.periods.len() - 1)
    }

    /// Places at the end of the horizon.
    pub(super) fn places_at_end(&self) -> &Places {
        &self.periods[self.last().0]
    }

    /// Residents of a demand point in a period.
    pub(super) fn residents_of(&self, demand: DemandIx, t: PeriodIx) -> f64 {
        self.residents[t.0][demand.0].iter().sum()
    }

    /// Residents of a period who live where `counts` says so.
    pub(super) fn residents_where(&self, t: PeriodIx, counts: impl Fn(DemandIx) -> bool) -> Tally {
        let points = (0..self.instance.demand.len()).map(DemandIx).filter(|&demand| counts(demand));
        Tally::of(
            self.instance,
            points.map(|demand| {
                let entry = &self.instance.demand[demand.0];
                (entry.region, entry.district, self.residents_of(demand, t))
            }),
        )
    }

    /// Residents in a fiscal year.
    pub(super) fn residents_in(&self, year: FiscalYear) -> Tally {
        let points = self.instance.project.demand.iter().zip(&self.instance.demand);
        Tally::of(
            self.instance,
            points.map(|(point, entry)| (entry.region, entry.district, population_in(point, year).iter().sum())),
        )
    }

    /// For each demand point, whether one of the sites lies within `radius` on foot.
    pub(super) fn is_near(&self, sites: &[SiteIx], radius: Meters) -> Vec<bool> {
        let near = |point| sites.iter().any(|&site| self.instance.walk_from(DemandIx(point), site) <= radius);
        (0..self.instance.demand.len()).map(near).collect()
    }

    /// Counts or sums something of each site.
    pub(super) fn by_site(&self, amounts: impl IntoIterator<Item = (SiteIx, f64)>) -> Tally {
        let at = |(site, amount): (SiteIx, f64)| {
            let (region, district) = self.area_of(site);
            (region, district, amount)
        };
        Tally::of(self.instance, amounts.into_iter().map(at))
    }

    /// Region and district of a site.
    pub(super) fn area_of(&self, site: SiteIx) -> (RegionIx, DistrictIx) {
        let entry = &self.instance.sites[site.0];
        (entry.region, entry.district)
    }

    /// Site of an asset.
    pub(super) fn site_of(&self, asset: AssetIx) -> SiteIx {
        self.instance.assets[asset.0].site
    }

    /// Every asset of the plan with its index.
    pub(super) fn assets(&self) -> impl Iterator<Item = (AssetIx, &'a AssetPlan)> {
        self.plan.assets.iter().map(|entry| (asset_of(self.instance, entry), entry))
    }

    /// Every function of the plan with its decision.
    pub(super) fn functions(&self) -> impl Iterator<Item = (FunctionIx, &'a FunctionDecision)> {
        let of = |id| self.instance.function(id).expect("the plan is of this instance");
        self.plan.functions.iter().map(move |entry| (of(&entry.function), &entry.decision))
    }

    /// Where a function is at the end, or was last.
    pub(super) fn last_place(&self, function: FunctionIx) -> SiteIx {
        let home = self.site_of(self.instance.functions[function.0].home);
        self.places_at_end()[function.0].map_or(home, |place| place.site)
    }

    /// Floor of guests of hubs, with the first year and the host's site.
    pub(super) fn guests(&self) -> impl Iterator<Item = (SiteIx, FiscalYear, SquareMeters)> {
        self.functions().filter_map(|(function, decision)| match decision {
            FunctionDecision::Move { code: MoveCode::C, host, fy, .. } => {
                let open_fy = self.plan.hub_opens(host, *fy);
                let host = self.instance.asset(host).expect("the plan is of this instance");
                Some((self.site_of(host), open_fy, guest_floor(self.instance, self.prices, function)))
            }
            _ => None,
        })
    }
}

/// The year from which an asset is no longer the municipality's to use: closed or transferred.
pub(super) fn gone_fy(entry: &AssetPlan) -> Option<FiscalYear> {
    entry.leaving().map(crate::plan::Leaving::fy)
}

/// Effects of an asset's life path.
pub(crate) fn life_effects(instance: &Instance<'_>, prices: &Prices, asset: AssetIx, entry: &AssetPlan) -> AssetEffects {
    asset_effects(instance, prices, asset, &entry.actions, entry.leaving())
}

fn asset_of(instance: &Instance<'_>, entry: &AssetPlan) -> AssetIx {
    instance.asset(&entry.asset).expect("the plan is of this instance")
}
