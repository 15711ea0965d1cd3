//! The national renewal-cost method: what renewing today's buildings alike would cost, and a plan's difference from it.
//!
//! `docs/baseline.md` states the method, every rule and a worked table. Nothing is decided here: every building is renovated
//! and rebuilt as it is, where it is, at fixed ages.

mod afterwards;
mod difference;
mod schedule;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cashflow::Prices;
use crate::fiscal::FiscalYear;
use crate::id::{AssetId, AssetIx, BuildingId};
use crate::instance::Instance;
use crate::project::Project;
use crate::units::{SquareMeters, Yen};

pub use afterwards::{Afterwards, afterwards};
pub(crate) use difference::difference_of;
pub use difference::{Comparison, Difference, YearDifference, difference};
pub use schedule::{StartState, WorkKind};

/// Ages and years of the method.
///
/// # Source
/// 総務省 公共施設等更新費用試算ソフト: renovation in year 30 over 2 years, rebuilding in year 60 over 3 years, missed renovations of
/// buildings 31 to 50 years old made up for over 10 years. The two fields without a published value say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Method {
    /// Age at which a major renovation begins. Default 30.
    pub renovation_age_years: i32,
    /// Years a renovation is paid over. Default 2.
    pub renovation_works_years: i32,
    /// Oldest age at the start at which a missed renovation is made up for; older buildings wait for rebuilding. Default 50.
    pub renovation_made_up_until_age_years: i32,
    /// Years over which missed renovations are made up for, from the first. Default 10.
    pub missed_renovation_years: i32,
    /// Age from which a recorded renovation counts as the one of the cycle. Default 20: our assumption.
    pub renovation_counts_from_age_years: i32,
    /// Age at which rebuilding begins. Default 60.
    pub rebuild_age_years: i32,
    /// Years a rebuilding is paid over. Default 3.
    pub rebuild_works_years: i32,
    /// Years over which missed rebuildings are made up for, from the first. Default 10: our assumption, the software asks its user.
    pub missed_rebuild_years: i32,
}

impl Method {
    /// The national defaults.
    pub const NATIONAL: Self = Self {
        renovation_age_years: 30,
        renovation_works_years: 2,
        renovation_made_up_until_age_years: 50,
        missed_renovation_years: 10,
        renovation_counts_from_age_years: 20,
        rebuild_age_years: 60,
        rebuild_works_years: 3,
        missed_rebuild_years: 10,
    };
}

impl Default for Method {
    fn default() -> Self {
        Self::NATIONAL
    }
}

/// Which prices the amounts are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PriceBasis {
    /// The class prices of `costs.toml` as they are: real yen of their year, no multiplier, no factor, no escalation.
    National,
    /// The scenario's prices: class prices × `rebuild_multiplier` × factor, escalated to each year: nominal yen.
    Scenario,
}

/// What renewing every building alike costs over the horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Ages and years used.
    pub method: Method,
    /// Prices used.
    pub basis: PriceBasis,
    /// First fiscal year.
    pub first_fy: FiscalYear,
    /// Last fiscal year.
    pub last_fy: FiscalYear,
    /// Every building counted, by id.
    pub buildings: Vec<BuildingBaseline>,
    /// Every fiscal year, in order.
    pub years: Vec<YearCost>,
    /// Renovations of all years.
    pub renovation_jpy: Yen,
    /// Rebuildings of all years.
    pub rebuild_jpy: Yen,
    /// Both.
    pub total_jpy: Yen,
    /// Total over the number of years, rounded.
    pub yearly_mean_jpy: Yen,
    /// Highest year's total.
    pub peak_jpy: Yen,
    /// The first year with it.
    pub peak_fy: FiscalYear,
    /// Buildings in rented premises, which the method leaves to their owners.
    pub excluded_leased_buildings: usize,
    /// Their floor.
    pub excluded_leased_m2: f64,
}

/// One building in the method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildingBaseline {
    /// The building.
    pub building: BuildingId,
    /// The asset it belongs to.
    pub asset: AssetId,
    /// Class of `costs.toml` that prices it.
    pub cost_class: String,
    /// Floor.
    pub gfa_m2: f64,
    /// Fiscal year of completion.
    pub built_fy: FiscalYear,
    /// Age in the first year of the horizon.
    pub age_years: i32,
    /// How the first year finds it.
    pub start: StartState,
    /// Years with works, in order.
    pub years: Vec<YearCost>,
}

/// Works of one fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearCost {
    /// The year.
    pub fy: FiscalYear,
    /// Major renovations.
    pub renovation_jpy: Yen,
    /// Rebuildings.
    pub rebuild_jpy: Yen,
}

impl YearCost {
    fn nothing(fy: FiscalYear) -> Self {
        Self { fy, renovation_jpy: Yen::ZERO, rebuild_jpy: Yen::ZERO }
    }

    fn add(&mut self, work: WorkKind, yen: Yen) {
        match work {
            WorkKind::Renovation => self.renovation_jpy += yen,
            WorkKind::Rebuild => self.rebuild_jpy += yen,
        }
    }

    /// Renovations and rebuildings together.
    pub fn total_jpy(&self) -> Yen {
        self.renovation_jpy + self.rebuild_jpy
    }
}

/// The national method with its own prices: real yen, to be compared with tables of other municipalities.
pub fn baseline(project: &Project) -> Baseline {
    estimate(&Instance::new(project), &Method::NATIONAL, PriceBasis::National)
}

/// The method with any ages and either price basis.
pub fn estimate(instance: &Instance<'_>, method: &Method, basis: PriceBasis) -> Baseline {
    let prices = Prices::new(instance.project);
    let horizon = &instance.horizon;
    let mut buildings = Vec::new();
    let (mut excluded_leased_buildings, mut excluded_leased_m2) = (0, 0.0);
    for (index, asset) in instance.assets.iter().enumerate() {
        if instance.is_leased(AssetIx(index)) {
            excluded_leased_buildings += asset.blocks.len();
            excluded_leased_m2 += asset.gfa.0;
            continue;
        }
        for block in &asset.blocks {
            let (start, works) = schedule::works(method, schedule::Standing::of(method, block), horizon.first(), horizon.last());
            let mut years: BTreeMap<FiscalYear, YearCost> = BTreeMap::new();
            for work in works {
                let amounts = match basis {
                    PriceBasis::National => national_amounts(instance, asset.cost_class, work, block.gfa.0),
                    PriceBasis::Scenario => scenario_amounts(&prices, asset.cost_class, work, block.gfa.0),
                };
                for (fy, yen) in amounts.into_iter().filter(|&(fy, _)| horizon.offset(fy).is_some()) {
                    years.entry(fy).or_insert(YearCost::nothing(fy)).add(work.kind, yen);
                }
            }
            buildings.push(BuildingBaseline {
                building: block.id.clone(),
                asset: asset.id.clone(),
                cost_class: asset.cost_class.to_owned(),
                gfa_m2: block.gfa.0,
                built_fy: block.built,
                age_years: horizon.first().since(block.built),
                start,
                years: years.into_values().collect(),
            });
        }
    }
    buildings.sort_by(|a, b| a.building.cmp(&b.building));
    summarize(instance, *method, basis, buildings, (excluded_leased_buildings, excluded_leased_m2))
}

/// Floor on which the method works inside the horizon.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WorksFloor {
    /// Floor renovated.
    pub renovated: SquareMeters,
    /// Floor rebuilt.
    pub rebuilt: SquareMeters,
}

/// Floor renovated and rebuilt by the method, by the share of each works' years that lies inside the horizon.
pub fn works_floor(instance: &Instance<'_>, method: &Method) -> WorksFloor {
    let horizon = &instance.horizon;
    let mut floor = WorksFloor::default();
    for (index, asset) in instance.assets.iter().enumerate() {
        if instance.is_leased(AssetIx(index)) {
            continue;
        }
        for block in &asset.blocks {
            let standing = schedule::Standing::of(method, block);
            for work in schedule::works(method, standing, horizon.first(), horizon.last()).1 {
                let inside = (0..work.years).filter(|&k| horizon.offset(work.from.plus(k)).is_some()).count();
                let share = f64::from(i32::try_from(inside).unwrap_or(work.years)) / f64::from(work.years);
                match work.kind {
                    WorkKind::Renovation => floor.renovated += SquareMeters(block.gfa.0 * share),
                    WorkKind::Rebuild => floor.rebuilt += SquareMeters(block.gfa.0 * share),
                }
            }
        }
    }
    floor
}

fn summarize(
    instance: &Instance<'_>,
    method: Method,
    basis: PriceBasis,
    buildings: Vec<BuildingBaseline>,
    (excluded_leased_buildings, excluded_leased_m2): (usize, f64),
) -> Baseline {
    let horizon = &instance.horizon;
    let mut years: Vec<YearCost> = horizon.fiscal_years().map(YearCost::nothing).collect();
    for year in buildings.iter().flat_map(|building| &building.years) {
        if let Some(offset) = horizon.offset(year.fy) {
            years[offset].add(WorkKind::Renovation, year.renovation_jpy);
            years[offset].add(WorkKind::Rebuild, year.rebuild_jpy);
        }
    }
    let (mut peak_jpy, mut peak_fy) = (Yen::ZERO, horizon.first());
    for year in &years {
        if year.total_jpy() > peak_jpy {
            (peak_jpy, peak_fy) = (year.total_jpy(), year.fy);
        }
    }
    let total_jpy: Yen = years.iter().map(YearCost::total_jpy).sum();
    Baseline {
        method,
        basis,
        first_fy: horizon.first(),
        last_fy: horizon.last(),
        renovation_jpy: years.iter().map(|year| year.renovation_jpy).sum(),
        rebuild_jpy: years.iter().map(|year| year.rebuild_jpy).sum(),
        total_jpy,
        yearly_mean_jpy: yearly_mean(total_jpy, years.len()),
        peak_jpy,
        peak_fy,
        buildings,
        years,
        excluded_leased_buildings,
        excluded_leased_m2,
    }
}

/// Total over years, halves upwards.
fn yearly_mean(total: Yen, years: usize) -> Yen {
    let years = i32::try_from(years.max(1)).unwrap_or(i32::MAX);
    Yen::round(total.as_f64() / f64::from(years))
}

/// Whole yen in equal parts, what does not divide evenly being paid a yen each in the first years (baseline B6).
fn national_amounts(instance: &Instance<'_>, class: &str, work: schedule::Work, gfa_m2: f64) -> Vec<(FiscalYear, Yen)> {
    let class = instance.project.costs.class(class).expect("load guarantees every class in use");
    let price_kyen_m2 = match work.kind {
        WorkKind::Renovation => class.renovation_kyen_m2,
        WorkKind::Rebuild => class.rebuild_kyen_m2,
    };
    let total = Yen::round(price_kyen_m2 * 1_000.0 * gfa_m2).0;
    let years = i64::from(work.years);
    let (part, rest) = (total.div_euclid(years), total.rem_euclid(years));
    (0..work.years).map(|k| (work.from.plus(k), Yen(part + i64::from(i64::from(k) < rest)))).collect()
}

/// Nominal yen, rounded year by year as the plan's own amounts are (formulation 3.1).
fn scenario_amounts(prices: &Prices, class: &str, work: schedule::Work, gfa_m2: f64) -> Vec<(FiscalYear, Yen)> {
    let price = match work.kind {
        WorkKind::Renovation => prices.renovation(class),
        WorkKind::Rebuild => prices.rebuild(class),
    };
    let yearly = |fy| Yen::round(price * gfa_m2 / f64::from(work.years) * prices.escalation(fy));
    (0..work.years).map(|k| work.from.plus(k)).map(|fy| (fy, yearly(fy))).collect()
}

#[cfg(test)]
mod tests {
    use super::StartState::{AwaitsRebuild, RebuildMissed, Regular, Renovated, RenovationMissed};
    use super::*;
    use crate::metrics::town::{act, add_facility, add_function, add_school, building, idle_plan, site_mut, town};
    use crate::plan::ActionCode;
    use crate::project::Ownership;

    /// The town of the worked table in docs/baseline.md.
    fn worked_town() -> Project {
        let mut project = town(2022, &[5; 6]);
        add_school(&mut project, "school", "a1", (0.0, 0.0), &[("a-new-wing", 3_000.0, 1992), ("b-old-wing", 1_001.0, 1985)]);
        add_facility(&mut project, "c-library", "a1", (500.0, 0.0), 777.7, 1968);
        add_function(&mut project, "library", "c-library", "library", 700.0, 0);
        add_function(&mut project, "storytime", "c-library", "nursery", 70.0, 0);
        add_facility(&mut project, "d-store", "a1", (900.0, 0.0), 500.0, 1955);
        add_facility(&mut project, "e-nursery", "a1", (0.0, 900.0), 612.3, 1990);
        add_function(&mut project, "nursery", "e-nursery", "nursery", 612.3, 0);
        building(&mut project, "e-nursery").last_renovation = Some(FiscalYear(2015));
        add_facility(&mut project, "f-rented", "a1", (0.0, 500.0), 200.0, 1960);
        site_mut(&mut project, "f-rented").ownership = Ownership::Leased;
        project
    }

    #[test]
    fn the_worked_table_is_reproduced_to_the_yen() {
        let document = include_str!("../docs/baseline.md");
        let result = baseline(&worked_town());
        let rows: Vec<Vec<i64>> = document
            .lines()
            .filter_map(|line| line.strip_prefix("| FY"))
            .map(|line| {
                let cells = line.trim_end_matches('|').split('|');
                cells.map(|cell| cell.trim().replace(',', "").parse().unwrap_or(0)).collect()
            })
            .collect();
        assert_eq!(rows.len(), 30, "one row for each year of the horizon");
        for (row, year) in rows.iter().zip(&result.years) {
            let by_building: Vec<i64> = result
                .buildings
                .iter()
                .map(|b| b.years.iter().filter(|works| works.fy == year.fy).map(|works| works.total_jpy().0).sum())
                .collect();
            let mut expected = vec![i64::from(year.fy.0)];
            expected.extend(by_building);
            expected.extend([year.renovation_jpy.0, year.rebuild_jpy.0]);
            assert_eq!(row, &expected);
        }
        assert_eq!(result.renovation_jpy, Yen(680_170_000));
        assert_eq!(result.rebuild_jpy, Yen(956_116_000));
        assert_eq!(result.total_jpy, Yen(1_636_286_000));
        assert_eq!(result.yearly_mean_jpy, Yen(54_542_867));
        assert_eq!((result.peak_fy, result.peak_jpy), (FiscalYear(2022), Yen(290_017_000)));
        assert_eq!((result.excluded_leased_buildings, result.excluded_leased_m2), (1, 200.0));
    }

    #[test]
    fn the_first_year_finds_each_building_in_its_state() {
        let states: Vec<_> = baseline(&worked_town()).buildings.iter().map(|b| b.start).collect();
        assert_eq!(states, [Regular, RenovationMissed, AwaitsRebuild, RebuildMissed, Renovated]);
    }

    /// Years of works of a 100 m² building without functions, as (FY, renovation, rebuilding).
    fn years_of(built: i32, renovated: Option<i32>, periods: &[i32]) -> Vec<(i32, i64, i64)> {
        let mut project = town(2022, periods);
        add_facility(&mut project, "store", "a1", (0.0, 0.0), 100.0, built);
        building(&mut project, "store").last_renovation = renovated.map(FiscalYear);
        let years = &baseline(&project).buildings[0].years;
        years.iter().map(|year| (year.fy.0, year.renovation_jpy.0, year.rebuild_jpy.0)).collect()
    }

    #[test]
    fn works_at_the_edge_of_an_age_follow_the_stated_rules() {
        // 30 in the first year: regular. 31: the whole renovation is made up for, although it would be half done.
        assert_eq!(years_of(1992, None, &[10]), [(2022, 10_000_000, 0), (2023, 10_000_000, 0)]);
        assert_eq!(years_of(1991, None, &[10]), (2022..2032).map(|fy| (fy, 2_000_000, 0)).collect::<Vec<_>>());
        // 50: made up for, and rebuilt at 60. 51: waits.
        assert_eq!(years_of(1972, None, &[10]).len(), 10);
        assert_eq!(years_of(1971, None, &[9]), []);
        // 60: regular. 61 and 62: the whole rebuilding is made up for.
        assert_eq!(years_of(1962, None, &[10]), (2022..2025).map(|fy| (fy, 0, 12_000_000)).collect::<Vec<_>>());
        for built in [1961, 1960] {
            assert_eq!(years_of(built, None, &[10]), (2022..2032).map(|fy| (fy, 0, 3_600_000)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_a_renovation_from_age_twenty_on_counts() {
        assert_eq!(years_of(1985, Some(2005), &[10]), []);
        assert_eq!(years_of(1985, Some(2004), &[10]).len(), 10);
    }

    #[test]
    fn the_cycle_goes_on_from_the_rebuilding() {
        // Built 1970: waits, rebuilt 2030–2032, renovated 2060 and 2061, rebuilt 2090–2092.
        let years: Vec<i32> = years_of(1970, None, &[80]).into_iter().map(|year| year.0).collect();
        assert_eq!(years, [2030, 2031, 2032, 2060, 2061, 2090, 2091, 2092]);
        // Past 60 at the start: the new cycle counts from the first year.
        let years: Vec<i32> = years_of(1950, None, &[32]).into_iter().map(|year| year.0).collect();
        assert_eq!(years[9..], [2031, 2052, 2053]);
    }

    #[test]
    fn what_does_not_divide_evenly_is_paid_in_the_first_years() {
        let mut project = town(2022, &[5]);
        // 360 × 1000 × 0.0001 + … : 36 yen over three years would be even, 37 yen are not.
        add_facility(&mut project, "store", "a1", (0.0, 0.0), 37.0 / 360_000.0, 1962);
        let years = &baseline(&project).buildings[0].years;
        assert_eq!(years.iter().map(|year| year.rebuild_jpy.0).collect::<Vec<_>>(), [13, 12, 12]);
    }

    #[test]
    fn the_scenarios_prices_are_multiplied_and_escalated_like_the_plans() {
        let mut project = town(2022, &[3]);
        project.costs.parameter.rebuild_multiplier.base = 2.0;
        project.scenario.cost.factor = 1.5;
        project.scenario.cost.price_escalation_per_year = 0.1;
        add_facility(&mut project, "store", "a1", (0.0, 0.0), 100.0, 1962);
        let instance = Instance::new(&project);
        let result = estimate(&instance, &Method::NATIONAL, PriceBasis::Scenario);
        // 360,000 × 2 × 1.5 × 100 m² = 108,000,000 in three parts of 36,000,000, escalated by 1, 1.1 and 1.21.
        assert_eq!(result.years.iter().map(|year| year.rebuild_jpy.0).collect::<Vec<_>>(), [36_000_000, 39_600_000, 43_560_000]);
    }

    #[test]
    fn a_plan_is_a_difference_at_both_prices() {
        let mut project = town(2022, &[3, 3]);
        project.costs.parameter.rebuild_multiplier.base = 2.0;
        project.scenario.cost.price_escalation_per_year = 0.1;
        add_facility(&mut project, "store", "a1", (0.0, 0.0), 100.0, 1962);
        let mut plan = idle_plan(&project);
        // Renovating instead: 200,000 × 2 × 100 m² = 40,000,000 over 2024 and 2025.
        act(&mut plan, "store", ActionCode::M, 2024, 2024, 2026);
        let instance = Instance::new(&project);
        let result = difference(&instance, &Prices::new(&project), &plan);
        let scenario = &result.at_scenario_prices;
        assert_eq!(scenario.years[2].plan_jpy, Yen(24_200_000));
        assert_eq!(scenario.plan_jpy, Yen(24_200_000 + 26_620_000));
        // 72,000,000 in three parts: 24,000,000 × (1 + 1.1 + 1.21).
        assert_eq!(scenario.baseline_jpy, Yen(79_440_000));
        assert_eq!(scenario.years[2].difference_jpy, Yen(24_200_000 - 29_040_000));
        assert!((scenario.reduction_ratio.unwrap() - (79_440_000.0 - 50_820_000.0) / 79_440_000.0).abs() < 1e-12);
        let national = &result.at_national_prices;
        assert_eq!(national.years[2].plan_jpy, Yen(20_000_000));
        assert_eq!((national.plan_jpy, national.baseline_jpy), (Yen(40_000_000), Yen(36_000_000)));
        assert_eq!(national.peak_reduction_ratio, Some((12_000_000.0 - 20_000_000.0) / 12_000_000.0));
    }
}
