//! One measured value with what it is compared with, by period, region and district.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::{Better, MetricId};
use crate::catalogue::RoomClass;
use crate::id::{BandId, DistrictId, DistrictIx, KindId, RegionId, RegionIx};
use crate::instance::Instance;
use crate::plan::{ActionCode, Treatment};

/// A metric's value under the plan; the unit is that of its id.
///
/// Where a `denominator` stands, the share is `plan / denominator`, and the areas are ranked by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Which metric.
    pub id: MetricId,
    /// What it is about, where one metric has several figures.
    #[serde(default, skip_serializing_if = "About::is_everything")]
    pub about: About,
    /// Under the plan: over the whole horizon for what is done, at its end for what there is.
    pub plan: f64,
    /// Today, before the horizon's first decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<f64>,
    /// If today's buildings and places stayed as they are, at the same time and with the same residents as `plan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<f64>,
    /// By the national method at the scenario's prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    /// All there is, which the figure is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<f64>,
    /// Under the plan, by period; empty where it is not measured by period.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<f64>,
    /// Under the plan, by fiscal year of the horizon; empty where it is not measured by year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<f64>,
    /// By region; empty where it is not measured by area.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<RegionValue>,
    /// By district.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<DistrictValue>,
    /// The district that comes off worst, the first among equals; absent where neither way is better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst_district: Option<DistrictId>,
}

impl Figure {
    /// The plan's share of the denominator, or of what there is.
    pub fn share(&self) -> Option<f64> {
        share(self.plan, self.denominator)
    }

    /// The share if nothing changed.
    pub fn unchanged_share(&self) -> Option<f64> {
        self.unchanged.and_then(|unchanged| share(unchanged, self.denominator))
    }

    /// The worst district's value, to be shown beside the mean.
    pub fn worst(&self) -> Option<&DistrictValue> {
        let worst = self.worst_district.as_ref()?;
        self.districts.iter().find(|value| &value.district == worst)
    }
}

/// What a figure is about; everything where all fields are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct About {
    /// A service kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindId>,
    /// A walking radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// An age band, as the columns of demand spell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_band: Option<String>,
    /// A class of bookable rooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_class: Option<RoomClass>,
    /// A time band of bookable rooms; all bands together where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_band: Option<BandId>,
    /// An action of life paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionCode>,
    /// A treatment of released sites.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
}

impl About {
    fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// About a service kind.
    pub(super) fn kind(id: &KindId) -> Self {
        Self { kind: Some(id.clone()), ..Self::default() }
    }

    /// About a walking radius.
    pub(super) fn radius(radius_m: f64) -> Self {
        Self { radius_m: Some(radius_m), ..Self::default() }
    }

    /// About a room class.
    pub(super) fn room_class(class: RoomClass) -> Self {
        Self { room_class: Some(class), ..Self::default() }
    }
}

macro_rules! area_value {
    ($(#[$doc:meta])* $name:ident, $area:ident: $id:ident, $area_doc:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            #[doc = $area_doc]
            pub $area: $id,
            /// Under the plan.
            pub plan: f64,
            /// Today.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub today: Option<f64>,
            /// If nothing changed.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub unchanged: Option<f64>,
            /// All there is.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub denominator: Option<f64>,
        }
    };
}

area_value! {
    /// A figure in one region; regions in which it means nothing are absent.
    RegionValue, region: RegionId, "The region."
}
area_value! {
    /// A figure in one district; districts in which it means nothing are absent.
    DistrictValue, district: DistrictId, "The district."
}

fn share(value: f64, denominator: Option<f64>) -> Option<f64> {
    denominator.filter(|&all| all > 0.0).map(|all| value / all)
}

/// A quantity in total, by region and by district.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) total: f64,
    regions: Vec<f64>,
    districts: Vec<f64>,
}

impl Tally {
    /// Nothing anywhere.
    pub(super) fn new(instance: &Instance<'_>) -> Self {
        Self { total: 0.0, regions: vec![0.0; instance.regions.len()], districts: vec![0.0; instance.districts.len()] }
    }

    /// Adds an amount at a place.
    pub(super) fn add(&mut self, region: RegionIx, district: DistrictIx, amount: f64) {
        self.total += amount;
        self.regions[region.0] += amount;
        self.districts[district.0] += amount;
    }

    /// What an amount per place adds up to.
    pub(super) fn of(instance: &Instance<'_>, amounts: impl IntoIterator<Item = (RegionIx, DistrictIx, f64)>) -> Self {
        let mut tally = Self::new(instance);
        for (region, district, amount) in amounts {
            tally.add(region, district, amount);
        }
        tally
    }

    /// The same with every amount multiplied.
    pub(super) fn scaled(&self, factor: f64) -> Self {
        // Nothing times a negative factor is −0.0, which would show as such.
        let each = |amounts: &[f64]| amounts.iter().map(|amount| amount * factor + 0.0).collect();
        Self { total: self.total * factor + 0.0, regions: each(&self.regions), districts: each(&self.districts) }
    }

    /// Adds what another has, area by area.
    pub(super) fn add_all(&mut self, other: &Self) {
        self.total += other.total;
        self.regions.iter_mut().zip(&other.regions).for_each(|(sum, more)| *sum += more);
        self.districts.iter_mut().zip(&other.districts).for_each(|(sum, more)| *sum += more);
    }

    fn values(&self) -> Values {
        let all = |amounts: &[f64]| amounts.iter().copied().map(Some).collect();
        Values { total: Some(self.total), regions: all(&self.regions), districts: all(&self.districts) }
    }
}

/// A number in total, by region and by district, absent where it means nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) total: Option<f64>,
    pub(super) regions: Vec<Option<f64>>,
    pub(super) districts: Vec<Option<f64>>,
}

impl Values {
    /// `numerator / denominator × factor` wherever the denominator is above 0.
    pub(super) fn ratio(numerator: &Tally, denominator: &Tally, factor: f64) -> Self {
        let divide = |a: f64, b: f64| (b > 0.0).then(|| a / b * factor);
        let each = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(&a, &b)| divide(a, b)).collect();
        Self {
            total: divide(numerator.total, denominator.total),
            regions: each(&numerator.regions, &denominator.regions),
            districts: each(&numerator.districts, &denominator.districts),
        }
    }
}

impl From<&Tally> for Values {
    fn from(tally: &Tally) -> Self {
        tally.values()
    }
}

/// Puts a figure together; absent where the plan's value means nothing.
#[derive(Debug)]
pub(super) struct Draft {
    id: MetricId,
    about: About,
    plan: Values,
    today: Values,
    unchanged: Values,
    baseline: Option<f64>,
    denominator: Values,
    periods: Vec<f64>,
    years: Vec<f64>,
}

impl Draft {
    /// A figure of the plan's values.
    pub(super) fn new(id: MetricId, about: About, plan: impl Into<Values>) -> Self {
        let nothing = Values::default;
        let plan = plan.into();
        Self {
            id,
            about,
            plan,
            today: nothing(),
            unchanged: nothing(),
            baseline: None,
            denominator: nothing(),
            periods: Vec::new(),
            years: Vec::new(),
        }
    }

    /// A figure for the whole municipality only.
    pub(super) fn overall(id: MetricId, about: About, plan: f64) -> Self {
        Self::new(id, about, Values { total: Some(plan), ..Values::default() })
    }

    pub(super) fn today(mut self, values: impl Into<Values>) -> Self {
        self.today = values.into();
        self
    }

    pub(super) fn unchanged(mut self, values: impl Into<Values>) -> Self {
        self.unchanged = values.into();
        self
    }

    pub(super) fn baseline(mut self, value: f64) -> Self {
        self.baseline = Some(value);
        self
    }

    pub(super) fn denominator(mut self, values: impl Into<Values>) -> Self {
        self.denominator = values.into();
        self
    }

    pub(super) fn periods(mut self, values: Vec<f64>) -> Self {
        // The sum of no amounts is −0.0, which would show as such.
        self.periods = values.into_iter().map(|value| value + 0.0).collect();
        self
    }

    pub(super) fn years(mut self, values: Vec<f64>) -> Self {
        self.years = values.into_iter().map(|value| value + 0.0).collect();
        self
    }

    /// The figure, with the worst district by its share or value.
    pub(super) fn finish(self, instance: &Instance<'_>) -> Option<Figure> {
        let plan = self.plan.total?;
        let at = |values: &[Option<f64>], index: usize| values.get(index).copied().flatten();
        let regions = self.plan.regions.iter().enumerate().filter_map(|(index, value)| {
            Some(RegionValue {
                region: instance.regions[index].clone(),
                plan: (*value)?,
                today: at(&self.today.regions, index),
                unchanged: at(&self.unchanged.regions, index),
                denominator: at(&self.denominator.regions, index),
            })
        });
        let districts: Vec<_> = self
            .plan
            .districts
            .iter()
            .enumerate()
            .filter_map(|(index, value)| {
                Some(DistrictValue {
                    district: instance.districts[index].clone(),
                    plan: (*value)?,
                    today: at(&self.today.districts, index),
                    unchanged: at(&self.unchanged.districts, index),
                    denominator: at(&self.denominator.districts, index),
                })
            })
            .collect();
        let sign = match self.id.entry().better {
            Better::Higher => Some(1.0),
            Better::Lower => Some(-1.0),
            Better::Neutral => None,
        };
        let rank = |value: &DistrictValue| match value.denominator {
            None => Some(value.plan),
            denominator => share(value.plan, denominator),
        };
        let worst = sign.and_then(|sign| {
            let ranked = districts.iter().filter_map(|value| Some((rank(value)? * sign, &value.district)));
            ranked.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, district)| district.clone())
        });
        Some(Figure {
            id: self.id,
            about: self.about,
            plan,
            today: self.today.total,
            unchanged: self.unchanged.total,
            baseline: self.baseline,
            denominator: self.denominator.total,
            periods: self.periods,
            years: self.years,
            regions: regions.collect(),
            worst_district: worst,
            districts,
        })
    }
}
