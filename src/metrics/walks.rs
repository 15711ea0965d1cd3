//! Walks summed up: mean and longest, before and after, by kind, period, age band, region and district; who loses and who gains.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::access_kinds;
use super::survey::Survey;
use crate::fiscal::FiscalYear;
use crate::id::{DemandId, DemandIx, DistrictId, FunctionId, KindId, KindIx, PeriodIx, RegionId};
use crate::project::AGE_BANDS;

/// Walking distances under the plan against today's places.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessMetrics {
    /// The access term (8.4): discounted person-kilometres per year of longer walks over the horizon; negative = shorter.
    pub longer_walks_person_km: f64,
    /// Kinds with `access = true` and a place today, in the catalogue's order.
    pub kinds: Vec<KindAccess>,
    /// Walks that grow by more than the scenario's threshold, by demand point and kind.
    pub losers: Vec<Loser>,
    /// The threshold of losers and gainers.
    pub threshold_m: f64,
    /// Demand points with at least one walk longer by more than the threshold at the end.
    pub losing_points: usize,
    /// Residents there, all ages, in the last period.
    pub losing_people: f64,
    /// Demand points with at least one walk shorter by more than the threshold at the end.
    pub gaining_points: usize,
    /// Residents there, all ages, in the last period.
    pub gaining_people: f64,
}

/// Walks to the nearest place of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindAccess {
    /// The kind.
    pub kind: KindId,
    /// Its service standard.
    pub standard_m: f64,
    /// Places today: functions at home.
    pub places_today: usize,
    /// Places at the end: functions neither merged nor ended, nor replaced by opened school rooms.
    pub places_at_end: usize,
    /// By period, weighted as in (8.2).
    pub periods: Vec<PeriodWalks>,
    /// By age band in the last period, weighted by the band's residents; bands the kind gives no weight are absent.
    pub age_bands: Vec<BandWalks>,
    /// By region in the last period.
    pub regions: Vec<RegionWalks>,
    /// By district in the last period.
    pub districts: Vec<DistrictWalks>,
    /// The district with the longest mean walk after, the first among equals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst_district: Option<DistrictId>,
    /// Residents of all ages whose walk grows by more than the threshold at the end.
    pub losing_people: f64,
    /// Residents of all ages whose walk shrinks by more than the threshold at the end.
    pub gaining_people: f64,
}

impl KindAccess {
    /// Walks at the end of the horizon.
    pub fn at_end(&self) -> Option<&Walks> {
        self.periods.last().map(|period| &period.walks)
    }
}

/// Walks of some residents. Before = today's places, after = the plan's, both with the same residents.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Walks {
    /// Weight of the residents, above 0.
    pub weight_people: f64,
    /// Weighted mean before.
    pub mean_before_m: f64,
    /// Weighted mean after.
    pub mean_after_m: f64,
    /// Longest walk before of anyone with weight.
    pub max_before_m: f64,
    /// Longest walk after.
    pub max_after_m: f64,
    /// Largest growth of anyone's walk; negative = every walk is shorter.
    pub max_growth_m: f64,
    /// Share within the kind's standard before.
    pub within_standard_before_ratio: f64,
    /// Share within the kind's standard after.
    pub within_standard_after_ratio: f64,
}

/// Walks in one period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodWalks {
    /// First fiscal year of the period.
    pub start_fy: FiscalYear,
    /// The walks.
    pub walks: Walks,
}

/// Walks of one age band.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BandWalks {
    /// The band, as the columns of demand spell it.
    pub age_band: String,
    /// The walks.
    pub walks: Walks,
}

/// Walks in one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionWalks {
    /// The region.
    pub region: RegionId,
    /// The walks.
    pub walks: Walks,
}

/// Walks in one district.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DistrictWalks {
    /// The district.
    pub district: DistrictId,
    /// The walks.
    pub walks: Walks,
}

/// A demand point whose walk to a kind grows by more than the threshold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Loser {
    /// The demand point.
    pub demand: DemandId,
    /// Its district.
    pub district: DistrictId,
    /// The kind.
    pub kind: KindId,
    /// First fiscal year of the first period in which the growth is beyond the threshold.
    pub first_fy: FiscalYear,
    /// Number of that period, counted from 0.
    pub first_period: usize,
    /// Walk to the nearest place today.
    pub before_m: f64,
    /// Walk from that year on.
    pub after_m: f64,
    /// Walk at the end of the horizon.
    pub at_end_m: f64,
    /// Nearest function today.
    pub nearest_before: FunctionId,
    /// Nearest function from that year on.
    pub nearest_after: FunctionId,
    /// Residents aged 0–14 in that period.
    pub pop_0_14_people: f64,
    /// Residents aged 15–64.
    pub pop_15_64_people: f64,
    /// Residents aged 65 and over.
    pub pop_65_people: f64,
    /// Weight for the kind (8.2).
    pub weight_people: f64,
}

impl Loser {
    /// Residents of all ages.
    pub fn people(&self) -> f64 {
        self.pop_0_14_people + self.pop_15_64_people + self.pop_65_people
    }
}

/// Sums walks up.
pub(super) fn measure(survey: &Survey<'_, '_>) -> AccessMetrics {
    let instance = survey.instance;
    let threshold_m = instance.project.scenario.report.loser_threshold_m;
    let beyond = |growth: Option<f64>, sign: f64| growth.is_some_and(|metres| metres * sign > threshold_m);
    let mut is_losing = vec![false; instance.demand.len()];
    let mut is_gaining = vec![false; instance.demand.len()];
    for row in &survey.walks {
        let growth = row.growth(survey.last()).map(|metres| metres.0);
        is_losing[row.demand.0] |= beyond(growth, 1.0);
        is_gaining[row.demand.0] |= beyond(growth, -1.0);
    }
    let people = |counts: &[bool]| survey.residents_where(survey.last(), |demand| counts[demand.0]).total;
    AccessMetrics {
        longer_walks_person_km: longer_walks(survey),
        kinds: access_kinds(instance).filter_map(|kind| kind_access(survey, kind, threshold_m)).collect(),
        losers: losers(survey, threshold_m),
        threshold_m,
        losing_points: is_losing.iter().filter(|&&counts| counts).count(),
        losing_people: people(&is_losing),
        gaining_points: is_gaining.iter().filter(|&&counts| counts).count(),
        gaining_people: people(&is_gaining),
    }
}

/// The access term (8.4).
fn longer_walks(survey: &Survey<'_, '_>) -> f64 {
    let instance = survey.instance;
    let discounts = instance.horizon.periods().iter().map(|period| {
        let years = period.fiscal_years();
        years.map(|year| survey.prices.discount(year)).sum::<f64>()
    });
    let discounts: Vec<f64> = discounts.collect();
    let mut total = 0.0;
    for row in &survey.walks {
        for t in instance.horizon.period_indices() {
            let growth = row.growth(t).map_or(0.0, |metres| metres.0);
            total += instance.weight(row.demand, row.kind, t) * growth / 1_000.0 * discounts[t.0];
        }
    }
    total
}

fn losers(survey: &Survey<'_, '_>, threshold_m: f64) -> Vec<Loser> {
    let instance = survey.instance;
    let losing = survey.walks.iter().filter_map(|row| {
        let grows = |t: &PeriodIx| row.growth(*t).is_some_and(|metres| metres.0 > threshold_m);
        let first = instance.horizon.period_indices().find(grows)?;
        let (before, after) = (row.today?, row.periods[first.0]?);
        let at_end = row.periods[survey.last().0].unwrap_or(after);
        let [pop_0_14_people, pop_15_64_people, pop_65_people] = survey.residents[first.0][row.demand.0];
        let name = |function: crate::id::FunctionIx| instance.functions[function.0].function.id.clone();
        Some(Loser {
            demand: instance.project.demand[row.demand.0].id.clone(),
            district: instance.districts[instance.demand[row.demand.0].district.0].clone(),
            kind: instance.kinds[row.kind.0].id.clone(),
            first_fy: instance.horizon.period(first).start,
            first_period: first.0,
            before_m: before.distance.0,
            after_m: after.distance.0,
            at_end_m: at_end.distance.0,
            nearest_before: name(before.function),
            nearest_after: name(after.function),
            pop_0_14_people,
            pop_15_64_people,
            pop_65_people,
            weight_people: instance.weight(row.demand, row.kind, first),
        })
    });
    losing.collect()
}

/// One resident group's walk to a kind: where, how far before and after.
struct Walk {
    demand: DemandIx,
    before_m: f64,
    after_m: f64,
}

fn kind_access(survey: &Survey<'_, '_>, kind: KindIx, threshold_m: f64) -> Option<KindAccess> {
    let instance = survey.instance;
    let standard_m = instance.kinds[kind.0].standard_m;
    let in_period = |t: PeriodIx| {
        let rows = survey.walks.iter().filter(|row| row.kind == kind);
        let walk = rows.filter_map(|row| {
            let (before_m, after_m) = (row.today?.distance.0, row.periods[t.0]?.distance.0);
            Some(Walk { demand: row.demand, before_m, after_m })
        });
        walk.collect::<Vec<_>>()
    };
    let last = survey.last();
    let at_end = in_period(last);
    let weight = |walk: &Walk| instance.weight(walk.demand, kind, last);
    let summed = |keep: &dyn Fn(DemandIx) -> bool| {
        summarize(at_end.iter().filter(|walk| keep(walk.demand)).map(|walk| (weight(walk), walk)), standard_m)
    };
    let periods = instance.horizon.period_indices().zip(instance.horizon.periods()).filter_map(|(t, period)| {
        let walks = in_period(t);
        let walks = summarize(walks.iter().map(|walk| (instance.weight(walk.demand, kind, t), walk)), standard_m)?;
        Some(PeriodWalks { start_fy: period.start, walks })
    });
    let periods: Vec<_> = periods.collect();
    if periods.is_empty() {
        return None;
    }
    let weights = instance.kinds[kind.0].age_weights.as_array();
    let age_bands = AGE_BANDS.iter().enumerate().filter(|&(band, _)| weights[band] > 0.0).filter_map(|(band, name)| {
        let people = at_end.iter().map(|walk| (survey.residents[last.0][walk.demand.0][band], walk));
        Some(BandWalks { age_band: (*name).to_owned(), walks: summarize(people, standard_m)? })
    });
    let regions = instance.regions.iter().enumerate().filter_map(|(index, region)| {
        let walks = summed(&|demand| instance.demand[demand.0].region.0 == index)?;
        Some(RegionWalks { region: region.clone(), walks })
    });
    let districts = instance.districts.iter().enumerate().filter_map(|(index, district)| {
        let walks = summed(&|demand| instance.demand[demand.0].district.0 == index)?;
        Some(DistrictWalks { district: district.clone(), walks })
    });
    let districts: Vec<_> = districts.collect();
    let worst = districts.iter().rev().max_by(|a, b| a.walks.mean_after_m.total_cmp(&b.walks.mean_after_m));
    let people = |counts: &dyn Fn(f64) -> bool| -> f64 {
        let counted = at_end.iter().filter(|walk| counts(walk.after_m - walk.before_m));
        counted.fold(0.0, |people, walk| people + survey.residents_of(walk.demand, last))
    };
    Some(KindAccess {
        kind: instance.kinds[kind.0].id.clone(),
        standard_m,
        places_today: instance.functions_of(kind).count(),
        places_at_end: super::places::open_places(survey.places_at_end(), instance.functions_of(kind))
            .filter(|(_, place)| place.is_own())
            .count(),
        periods,
        age_bands: age_bands.collect(),
        regions: regions.collect(),
        worst_district: worst.map(|value| value.district.clone()),
        districts,
        losing_people: people(&|growth| growth > threshold_m),
        gaining_people: people(&|growth| -growth > threshold_m),
    })
}

/// Sums weighted walks up; none where nobody has weight.
fn summarize<'w>(walks: impl Iterator<Item = (f64, &'w Walk)>, standard_m: f64) -> Option<Walks> {
    let (mut weight_people, mut before, mut after, mut near_before, mut near_after) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut max_before_m, mut max_after_m, mut max_growth_m) = (0.0_f64, 0.0_f64, f64::NEG_INFINITY);
    for (weight, walk) in walks.filter(|&(weight, _)| weight > 0.0) {
        weight_people += weight;
        before += weight * walk.before_m;
        after += weight * walk.after_m;
        near_before += if walk.before_m <= standard_m { weight } else { 0.0 };
        near_after += if walk.after_m <= standard_m { weight } else { 0.0 };
        max_before_m = max_before_m.max(walk.before_m);
        max_after_m = max_after_m.max(walk.after_m);
        max_growth_m = max_growth_m.max(walk.after_m - walk.before_m);
    }
    (weight_people > 0.0).then(|| Walks {
        weight_people,
        mean_before_m: before / weight_people,
        mean_after_m: after / weight_people,
        max_before_m,
        max_after_m,
        max_growth_m,
        within_standard_before_ratio: near_before / weight_people,
        within_standard_after_ratio: near_after / weight_people,
    })
}
