//! A run looked up from every side: plans by asset, function and site, guests by host, floor and ledger.

use std::collections::BTreeMap;

use super::{ReportError, Run};
use crate::cashflow::{self, LedgerLine, Payer};
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, AssetIx, FunctionId, FunctionIx, SiteId, SiteIx};
use crate::instance::Instance;
use crate::metrics::schoolhouse::floor_changes;
use crate::metrics::{PlaceSlots, life_effects, slots_of_places};
use crate::plan::{AssetPlan, FunctionDecision, FunctionPlan, FundingYear, MoveCode, SitePlan};
use crate::project::RoomOwner;

/// A run whose plan is known to be of its instance.
#[derive(Debug)]
pub(super) struct Book<'run> {
    /// The run.
    pub(super) run: &'run Run<'run>,
    /// The municipality.
    pub(super) instance: &'run Instance<'run>,
    /// What each asset does.
    assets: Vec<&'run AssetPlan>,
    /// What each function does.
    functions: Vec<&'run FunctionPlan>,
    /// What becomes of each site.
    sites: Vec<Option<&'run SitePlan>>,
    /// Functions that move to each asset, in order of year and id.
    guests: Vec<Vec<FunctionIx>>,
    /// Floor of each asset's own use in each fiscal year.
    floor: Vec<Vec<f64>>,
    /// Floor that guests, mergers and shared rooms add or take, with its site and first year.
    floor_changes: Vec<(SiteIx, FiscalYear, f64)>,
    /// Bookable slots of every place by period.
    slots: Vec<PlaceSlots>,
    /// Every amount.
    pub(super) ledger: Vec<LedgerLine>,
}

impl<'run> Book<'run> {
    /// Looks up everything once.
    pub(super) fn new(run: &'run Run<'run>) -> Result<Self, ReportError> {
        let (instance, plan) = (run.instance, run.plan);
        let assets = once_each(&plan.assets, instance.assets.len(), AssetId::NOUN, |entry| {
            (entry.asset.as_str(), instance.asset(&entry.asset).map(|ix| ix.0))
        })?;
        let assets = every(assets, AssetId::NOUN, |index| instance.assets[index].id.as_str())?;
        let functions = once_each(&plan.functions, instance.functions.len(), FunctionId::NOUN, |entry| {
            (entry.function.as_str(), instance.function(&entry.function).map(|ix| ix.0))
        })?;
        let functions = every(functions, FunctionId::NOUN, |index| instance.functions[index].function.id.as_str())?;
        let sites = once_each(&plan.sites, instance.sites.len(), SiteId::NOUN, |entry| {
            (entry.site.as_str(), instance.site(&entry.site).map(|ix| ix.0))
        })?;

        let mut guests: Vec<Vec<FunctionIx>> = vec![Vec::new(); instance.assets.len()];
        for (index, entry) in functions.iter().enumerate() {
            if let FunctionDecision::Move { host, into, .. } = &entry.decision {
                let host = instance.asset(host).ok_or_else(|| foreign(AssetId::NOUN, host.as_str()))?;
                if let Some(into) = into.as_ref().filter(|into| instance.function(into).is_none()) {
                    return Err(foreign(FunctionId::NOUN, into.as_str()));
                }
                guests[host.0].push(FunctionIx(index));
            }
        }
        for list in &mut guests {
            list.sort_by_key(|function| (decided_in(functions[function.0]), function.0));
        }
        let floor = assets
            .iter()
            .enumerate()
            .map(|(index, entry)| life_effects(instance, run.prices, AssetIx(index), entry).floor)
            .collect();
        known(run)?;
        let floor_changes = floor_changes(instance, run.prices, plan);
        let slots = slots_of_places(instance, plan);
        let ledger = cashflow::ledger(instance, run.prices, plan);
        Ok(Self { run, instance, assets, functions, sites, guests, floor, floor_changes, slots, ledger })
    }

    /// Bookable slots of every place by period.
    pub(super) fn slots(&self) -> &[PlaceSlots] {
        &self.slots
    }

    /// Slots a year that a school newly opens in `year`.
    pub(super) fn opened_slots(&self, school: &str, year: FiscalYear) -> f64 {
        let Some(t) = self.instance.horizon.period_of(year) else { return 0.0 };
        let of_school = |place: &&PlaceSlots| matches!(&place.owner, RoomOwner::School(id) if id.as_str() == school);
        self.slots.iter().filter(of_school).map(|place| place.periods[t.0].opened).sum()
    }

    /// Sources and uses of a year; none without `[funding]`.
    pub(super) fn funding_of(&self, year: FiscalYear) -> Option<&'run FundingYear> {
        self.instance.project.scenario.funding.as_ref()?;
        self.run.plan.claims.funding.get(&year)
    }

    /// What an asset does.
    pub(super) fn asset(&self, asset: AssetIx) -> &'run AssetPlan {
        self.assets[asset.0]
    }

    /// What a function does.
    pub(super) fn function(&self, function: FunctionIx) -> &'run FunctionDecision {
        &self.functions[function.0].decision
    }

    /// What becomes of a site, if it is treated.
    pub(super) fn site(&self, site: SiteIx) -> Option<&'run SitePlan> {
        self.sites[site.0]
    }

    /// What the assets of a site do.
    pub(super) fn assets_of(&self, site: SiteIx) -> impl Iterator<Item = &'run AssetPlan> {
        self.instance.sites[site.0].assets.iter().map(|&asset| self.asset(asset))
    }

    /// Functions that move to an asset, with the first year there, in order of year and id.
    pub(super) fn guests(&self, asset: AssetIx) -> impl Iterator<Item = (FunctionIx, MoveCode, FiscalYear)> {
        self.guests[asset.0].iter().filter_map(|&function| match self.function(function) {
            FunctionDecision::Move { code, fy, .. } => Some((function, *code, *fy)),
            FunctionDecision::Stay | FunctionDecision::End { .. } => None,
        })
    }

    /// The host asset of a function that moves, and the first year there.
    pub(super) fn host(&self, function: FunctionIx) -> Option<(AssetIx, FiscalYear)> {
        match self.function(function) {
            FunctionDecision::Move { host, fy, .. } => self.instance.asset(host).map(|host| (host, *fy)),
            FunctionDecision::Stay | FunctionDecision::End { .. } => None,
        }
    }

    /// The site a function is on in `year`; its home's after it has ended.
    pub(super) fn site_of_function(&self, function: FunctionIx, year: FiscalYear) -> &'run SiteId {
        let asset = match self.host(function) {
            Some((host, fy)) if fy <= year => host,
            _ => self.instance.functions[function.0].home,
        };
        &self.instance.site_of(asset).site.id
    }

    /// Floor in use on a site in `year`, with guests, what mergers add and shared rooms save, square metres.
    pub(super) fn floor_of(&self, site: SiteIx, year: FiscalYear) -> f64 {
        let Some(offset) = self.instance.horizon.offset(year) else { return 0.0 };
        let assets = &self.instance.sites[site.0].assets;
        let own: f64 = assets.iter().map(|asset| self.floor[asset.0][offset]).sum();
        let changes = self.floor_changes.iter().filter(|&&(at, from, _)| at == site && from <= year);
        own + changes.map(|&(_, _, floor)| floor).sum::<f64>()
    }

    /// The site an amount belongs to: moves cost at the host, running costs where the function is in that year.
    pub(super) fn site_of_line(&self, line: &LedgerLine) -> SiteIx {
        let instance = self.instance;
        match &line.payer {
            Payer::Asset(asset) => instance.asset(asset).map(|asset| instance.assets[asset.0].site),
            Payer::Site(site) => instance.site(site),
            Payer::Function(id) => instance.function(id).map(|function| {
                let is_at_home = |fy| line.amount.nature == crate::plan::Nature::Running && line.amount.fy < fy;
                let place = match self.host(function) {
                    Some((host, fy)) if !is_at_home(fy) => host,
                    _ => instance.functions[function.0].home,
                };
                instance.assets[place.0].site
            }),
        }
        .expect("the ledger is of this instance")
    }

    /// Name of an asset for people: the school's, or the building's, with the site's where they differ.
    pub(super) fn asset_name(&self, asset: AssetIx) -> String {
        asset_name(self.instance, asset)
    }
}

/// Name of an asset: that of its site, with the building's where a site has several.
pub(super) fn asset_name(instance: &Instance<'_>, asset: AssetIx) -> String {
    let site = &instance.site_of(asset).site.name;
    match instance.assets[asset.0].blocks.as_slice() {
        [block] if !instance.is_school(asset) && block.name != *site && !block.name.is_empty() => {
            format!("{site} {}", block.name)
        }
        _ => site.clone(),
    }
}

/// Whether the instance has everything that mergers, shares, swings, permits, openings and slots name.
fn known(run: &Run<'_>) -> Result<(), ReportError> {
    let (instance, plan) = (run.instance, run.plan);
    let asset = |id: &AssetId| match instance.asset(id) {
        Some(asset) if instance.is_school(asset) => Ok(()),
        _ => Err(foreign(AssetId::NOUN, id.as_str())),
    };
    for merger in plan.assets.iter().filter_map(|entry| entry.merger.as_ref()) {
        asset(&merger.into)?;
    }
    for share in &plan.shares {
        asset(&share.school)?;
        asset(&share.partner)?;
    }
    for swing in &plan.swings {
        asset(&swing.school)?;
        instance.site(&swing.site).ok_or_else(|| foreign(SiteId::NOUN, swing.site.as_str()))?;
    }
    for permit in &plan.permits {
        asset(&permit.host)?;
        let kind = instance.project.kinds.kind(&permit.kind);
        kind.ok_or_else(|| foreign(crate::id::KindId::NOUN, permit.kind.as_str()))?;
    }
    for opening in &plan.openings {
        asset(&opening.school)?;
    }
    for flow in &plan.slot_flows {
        asset(&flow.school)?;
        instance.function(&flow.function).ok_or_else(|| foreign(FunctionId::NOUN, flow.function.as_str()))?;
    }
    Ok(())
}

/// The year a function's decision takes effect; that of staying lies before all others.
fn decided_in(plan: &FunctionPlan) -> FiscalYear {
    match plan.decision {
        FunctionDecision::Stay => FiscalYear(i32::MIN),
        FunctionDecision::Move { fy, .. } | FunctionDecision::End { fy } => fy,
    }
}

/// Entries by the place of what they decide on; an entry for something unknown or decided twice is not of this instance.
fn once_each<'a, Entry>(
    entries: &'a [Entry],
    length: usize,
    noun: &'static str,
    find: impl Fn(&'a Entry) -> (&'a str, Option<usize>),
) -> Result<Vec<Option<&'a Entry>>, ReportError> {
    let mut found: BTreeMap<usize, &Entry> = BTreeMap::new();
    for entry in entries {
        let (id, index) = find(entry);
        let index = index.ok_or_else(|| foreign(noun, id))?;
        if found.insert(index, entry).is_some() {
            return Err(foreign(noun, id));
        }
    }
    Ok((0..length).map(|index| found.get(&index).copied()).collect())
}

/// The entries, each of which must be there.
fn every<'a, 'id, Entry>(
    entries: Vec<Option<&'a Entry>>,
    noun: &'static str,
    id: impl Fn(usize) -> &'id str,
) -> Result<Vec<&'a Entry>, ReportError> {
    entries.into_iter().enumerate().map(|(index, entry)| entry.ok_or_else(|| foreign(noun, id(index)))).collect()
}

fn foreign(noun: &'static str, id: &str) -> ReportError {
    ReportError::ForeignPlan { noun, id: id.to_owned() }
}
