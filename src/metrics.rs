//! What a plan does and what comes of it, by policy: outputs (行動量) and outcomes (成果指標), measured from inputs and plan.
//!
//! [`measure`] gives the [`Figure`]s of every metric of the [`catalogue()`], by period, region and district, and the tables behind
//! them: walks, money, and where the values come from. A metric that the inputs cannot answer is absent, never zero.

mod access;
mod carbon;
mod catalogue;
mod colocation;
mod efficiency;
mod figure;
mod funding;
mod money;
mod places;
mod provenance;
mod rooms;
pub(crate) mod schoolhouse;
mod survey;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod town;
mod walks;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cashflow::Prices;
use crate::fiscal::FiscalYear;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::plan::Plan;
use crate::project::Ownership;

pub use access::{Catchment, Nearest, PointAccess, access_by_point, catchments};
pub use carbon::CarbonFactors;
pub use catalogue::{Better, Entry, MetricId, Policy, Stage, catalogue};
pub(crate) use colocation::built_by;
pub use figure::{About, DistrictValue, Figure, RegionValue};
pub use funding::{FrameLine, Funding, FundingOfYear};
pub use money::{Amounts, Money, NatureMoney, YearMoney};
pub use provenance::{GradeShare, Provenance};
pub use rooms::{PeriodSlots, PlaceSlots, slots_of_places};
pub(crate) use survey::life_effects;
pub use walks::{AccessMetrics, BandWalks, DistrictWalks, KindAccess, Loser, PeriodWalks, RegionWalks, Walks};

/// Everything measured of one plan; written as `metrics.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// Name of the scenario.
    pub scenario: String,
    /// First fiscal year.
    pub first_fy: FiscalYear,
    /// Last fiscal year.
    pub last_fy: FiscalYear,
    /// First fiscal year of each period, in the order of every list by period.
    pub period_starts_fy: Vec<FiscalYear>,
    /// What there is today, the denominators of the figures.
    pub stock: Stock,
    /// Every metric, in the order of the catalogue; one metric may have several figures.
    pub figures: Vec<Figure>,
    /// Walks behind the figures, and who loses.
    pub access: AccessMetrics,
    /// Money behind the figures.
    pub money: Money,
    /// Where the money comes from; absent without `[funding]`, when every yen is general funds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<Funding>,
    /// The fiscal frame with what the plan has of the same; empty where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fiscal_frame: Vec<FrameLine>,
    /// Factors behind the figures of CO2: assumptions.
    pub carbon_factors: CarbonFactors,
    /// How much of the answer rests on what.
    pub provenance: Provenance,
}

impl Metrics {
    /// The figures of one policy and stage, in the order of the catalogue.
    pub fn figures_of(&self, policy: Policy, stage: Stage) -> impl Iterator<Item = &Figure> {
        self.figures.iter().filter(move |figure| figure.id.entry().policy == policy && figure.id.entry().stage == stage)
    }
}

/// What there is today.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// School sites.
    pub schools: usize,
    /// Facility sites.
    pub facilities: usize,
    /// Sites in rented premises among them.
    pub leased_sites: usize,
    /// Buildings (棟).
    pub buildings: usize,
    /// Their floor.
    pub floor_area_m2: f64,
    /// Functions.
    pub functions: usize,
    /// Districts.
    pub districts: usize,
    /// Regions.
    pub regions: usize,
    /// Demand points.
    pub demand_points: usize,
    /// Residents in the first fiscal year.
    pub residents_first_fy_people: f64,
    /// Residents in the last fiscal year.
    pub residents_last_fy_people: f64,
}

/// Measures a plan of this instance. The plan is verified before, so that every id in it resolves.
///
/// # Panics
/// When the plan names something the instance does not have.
pub fn measure(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> Metrics {
    let survey = survey::Survey::new(instance, prices, plan);
    let access = walks::measure(&survey);
    let money = money::measure(&survey);
    let mut figures = colocation::figures(&survey);
    figures.extend(colocation::walk_figures(&survey, &access));
    figures.extend(efficiency::figures(&survey, &money));
    let funding = funding::measure(&survey);
    figures.extend(funding::figures(&survey, funding.as_ref()));
    figures.extend(carbon::figures(&survey));
    figures.extend(rooms::figures(&survey));
    // A stable sort: figures of one metric keep the order in which they were measured.
    figures.sort_by_key(|figure| figure.id);
    Metrics {
        scenario: plan.scenario.clone(),
        first_fy: instance.horizon.first(),
        last_fy: instance.horizon.last(),
        period_starts_fy: instance.horizon.periods().iter().map(|period| period.start).collect(),
        stock: stock(&survey),
        figures,
        access,
        fiscal_frame: funding::frame(&survey, &money, funding.as_ref()),
        money,
        funding,
        carbon_factors: CarbonFactors::default(),
        provenance: provenance::measure(&survey),
    }
}

fn stock(survey: &survey::Survey<'_, '_>) -> Stock {
    let instance = survey.instance;
    let schools = instance.sites.iter().filter(|entry| entry.site.school().is_some()).count();
    Stock {
        schools,
        facilities: instance.sites.len() - schools,
        leased_sites: instance.sites.iter().filter(|entry| entry.site.ownership == Ownership::Leased).count(),
        buildings: instance.project.buildings.len(),
        floor_area_m2: (0..instance.assets.len()).map(AssetIx).map(|asset| instance.assets[asset.0].gfa.0).sum(),
        functions: instance.functions.len(),
        districts: instance.districts.len(),
        regions: instance.regions.len(),
        demand_points: instance.demand.len(),
        residents_first_fy_people: survey.residents_in(instance.horizon.first()).total,
        residents_last_fy_people: survey.residents_in(instance.horizon.last()).total,
    }
}
