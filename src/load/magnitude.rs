//! Keeps every amount of money in the range where whole yen are exact.

use super::findings::Findings;
use crate::catalogue::{KindCatalogue, SchoolKind};
use crate::costs::{CostTable, Parameter};
use crate::error::{InputCode, Place, Text};
use crate::fiscal::Horizon;
use crate::project::{Building, Function, Room, RoomOwner, School, Site};
use crate::scenario::Scenario;

/// Yen up to which every whole yen is exact in a double: 2^53.
const EXACT_YEN: f64 = 9_007_199_254_740_992.0;
/// Actions of the dearest kind one floor may see within a horizon: a life path has at most two.
const ACTIONS: f64 = 2.0;
/// Yen of a price in thousand yen.
const THOUSAND: f64 = 1_000.0;
/// Yen of an amount in million yen.
const MILLION: f64 = 1e6;

/// What money is spent on.
#[derive(Debug)]
pub(super) struct Holdings<'p> {
    pub sites: &'p [Site],
    pub buildings: &'p [Building],
    pub functions: &'p [Function],
    pub rooms: &'p [Room],
    pub kinds: &'p KindCatalogue,
    pub costs: &'p CostTable,
}

/// One part of everything a plan could ever spend or earn, at most so many yen.
struct Part {
    name: Text,
    yen: f64,
}

/// Reports a combination of prices, factors, floor and years whose total could leave the exact range.
pub(super) fn check(
    scenario: &Scenario,
    horizon: &Horizon,
    holdings: &Holdings<'_>,
    place: &dyn Fn(&str) -> Place,
    findings: &mut Findings,
) {
    let works = works(scenario, horizon, holdings);
    let parts = [
        Part { name: Text::new("工事・移転", "works and moves"), yen: works },
        Part { name: Text::new("毎年の費用", "yearly costs"), yen: yearly(horizon, holdings) },
        Part { name: Text::new("土地", "land"), yen: land(horizon, holdings) },
        Part { name: Text::new("一時の費用", "set-up, permits and openings"), yen: once(scenario, horizon, holdings) },
        Part { name: Text::new("財源", "funding"), yen: funding(scenario, works) },
    ];
    let present = present(scenario, horizon);
    let total = parts.iter().map(|part| part.yen).sum::<f64>() * present;
    let Some(largest) = parts.into_iter().max_by(|a, b| a.yen.total_cmp(&b.yen)) else { return };
    // An infinite or undefined total is not below the limit and goes on to be refused.
    if total < EXACT_YEN {
        return;
    }
    findings.error(
        place("cost"),
        InputCode::OutOfRange,
        format!("{total:.2e} yen"),
        Text::new(
            format!(
                "量 × 単価 × 上昇率 × 年数が 9,007 兆円を超え、1 円単位で正しく計算できません。最大は{} ({:.2e} 円) です",
                largest.name.ja, largest.yen
            ),
            format!(
                "quantities × prices × escalation × years pass 9,007 trillion yen, beyond which single yen are lost; the largest \
                 part is {} ({:.2e} yen)",
                largest.name.en, largest.yen
            ),
        ),
        Text::new(
            "cost の factor・price_escalation_per_year・discount_rate_per_year、costs.toml の単価、各表の金額の単位を確かめてください",
            "check factor, price_escalation_per_year and discount_rate_per_year in cost, the prices in costs.toml, and the units of \
             amounts in the tables",
        ),
    );
}

/// Works, guests, conversions, design, temporary premises, demolition, moves and returns (formulation 4.2, 5.2–5.18), escalated.
fn works(scenario: &Scenario, horizon: &Horizon, holdings: &Holdings<'_>) -> f64 {
    let rows = &holdings.costs.parameter;
    let classes = &holdings.costs.classes;
    let price = classes.iter().map(|class| class.rebuild_kyen_m2.max(class.renovation_kyen_m2)).fold(0.0, f64::max);
    let share = rows.long_life_ratio.high.max(rows.conversion_ratio.high).max(1.0);
    let construction = price * rows.rebuild_multiplier.high * share * (1.0 + rows.design_ratio.high);
    let temporary =
        rows.temporary_kyen_m2.high * rows.temporary_floor_ratio_school.high.max(rows.temporary_floor_ratio_facility.high);
    let others = rows.demolition_kyen_m2.high + rows.moving_kyen_m2.high + rows.lease_return_kyen_m2.high;
    let yen_m2 = (construction + temporary + others) * THOUSAND * scenario.cost.factor;
    let growth = scenario.works.facility_floor_growth.max(scenario.works.gfa_floor_ratio).max(1.0);
    let guests: f64 = holdings.functions.iter().map(|function| function.gfa.0).sum();
    (floor(holdings) * growth + needs(holdings) + guests) * yen_m2 * rise(scenario, horizon) * ACTIONS
}

/// Repair, running, rent and upkeep of every year (formulation 4.3, 4.4, 4.8, 7.22, 7.23).
fn yearly(horizon: &Horizon, holdings: &Holdings<'_>) -> f64 {
    let rows = &holdings.costs.parameter;
    let guests: f64 = holdings.functions.iter().map(|function| function.gfa.0).sum();
    let area: f64 = holdings.sites.iter().map(|site| site.site_area.0).sum();
    // A rebuilt building has at most five times its floor, the range of the growth ratios.
    let repaired = floor(holdings) * 5.0 + needs(holdings) + guests;
    let repair = repaired * rows.repair_kyen_m2_year.high * THOUSAND;
    let upkeep = area * rows.park_upkeep_yen_m2_year.high + floor(holdings) * rows.hold_upkeep_yen_m2_year.high;
    let rent: f64 = holdings.sites.iter().map(|site| site.annual_rent.as_f64()).sum();
    let functions: f64 = holdings.functions.iter().map(|function| function.running_cost.as_f64()).sum();
    let schools: f64 = schools(holdings).map(|(school, _)| school.running_cost.as_f64()).sum();
    let opened: f64 = holdings
        .rooms
        .iter()
        .filter(|room| matches!(room.owner, RoomOwner::School(_)))
        .flat_map(|room| room.slots.values())
        .map(|slots| slots.slots * rows.opening_yen_slot.high)
        .sum();
    (repair + upkeep + rent + functions + schools + opened) * years(horizon)
}

/// Sale, or lease of every year (formulation 7.20, 7.21, 4.9).
fn land(horizon: &Horizon, holdings: &Holdings<'_>) -> f64 {
    let rows = &holdings.costs.parameter;
    let price = |site: &Site| site.land_price_per_m2.map_or(0.0, |price| price.as_f64() * site.site_area.0);
    let worth: f64 = holdings.sites.iter().map(price).sum();
    let lease = rows.land_lease_yield.high * rows.lease_price_factor.high * years(horizon);
    worth * rows.sale_price_ratio.high.max(lease)
}

/// Hub set-up, permits and set-up of opened rooms (formulation 4.2i, 5.50, 11.9), escalated.
fn once(scenario: &Scenario, horizon: &Horizon, holdings: &Holdings<'_>) -> f64 {
    let rows = &holdings.costs.parameter;
    let price = |row: &Parameter| row.high * THOUSAND * scenario.cost.factor * rise(scenario, horizon);
    let (schools, periods) = (count(schools(holdings).count()), count(horizon.periods().len()));
    let permits = schools * count(holdings.kinds.kinds.len()) * periods;
    let openings = count(holdings.rooms.len()) * periods;
    schools * price(&rows.hub_setup_kyen) + permits * price(&rows.permit_kyen) + openings * price(&rows.opening_setup_kyen)
}

/// Bonds for works with their interest, existing debt and the fund (formulation, section 12).
fn funding(scenario: &Scenario, works: f64) -> f64 {
    let Some(funding) = &scenario.funding else { return 0.0 };
    let service: f64 =
        funding.existing_debt.iter().map(|service| service.principal_million_jpy + service.interest_million_jpy).sum();
    let bonds = works * (1.0 + funding.interest_per_year * f64::from(funding.term_years));
    bonds + (service + funding.fund_opening_million_jpy) * MILLION
}

/// Most a yen of the horizon, or of the service of its bonds, is worth in the first year: above 1 where the rate is negative.
fn present(scenario: &Scenario, horizon: &Horizon) -> f64 {
    let term = scenario.funding.as_ref().map_or(0.0, |funding| f64::from(funding.term_years));
    (1.0 / (1.0 + scenario.cost.discount_rate_per_year)).powf(years(horizon) + term).max(1.0)
}

/// Most the prices of works rise, ratio.
fn rise(scenario: &Scenario, horizon: &Horizon) -> f64 {
    let yearly = 1.0 + scenario.cost.price_escalation_per_year;
    [horizon.first(), horizon.last()]
        .map(|year| yearly.powi(year.since(scenario.cost.price_base_fy)))
        .into_iter()
        .fold(1.0, f64::max)
}

fn floor(holdings: &Holdings<'_>) -> f64 {
    holdings.buildings.iter().map(|building| building.gfa.0).sum()
}

/// Most floor each school needs for the pupils of any year (formulation 4.1), m².
fn needs(holdings: &Holdings<'_>) -> f64 {
    schools(holdings)
        .map(|(school, kind)| {
            let pupils = school.pupils.values().map(|pupils| pupils.0).fold(0.0, f64::max);
            let grades = f64::from(kind.grades.max(1));
            let classes = grades * (pupils / grades / f64::from(kind.class_size_people.max(1))).ceil();
            kind.fixed_m2 + kind.m2_per_class * classes
        })
        .sum()
}

fn schools<'h>(holdings: &'h Holdings<'_>) -> impl Iterator<Item = (&'h School, &'h SchoolKind)> {
    holdings.sites.iter().filter_map(|site| {
        let school = site.school()?;
        Some((school, holdings.kinds.school_kind(school.kind)?))
    })
}

fn years(horizon: &Horizon) -> f64 {
    f64::from(horizon.last().since(horizon.first()) + 1)
}

#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
fn count(records: usize) -> f64 {
    records as f64
}
