//! What renewing alike costs in the years after the horizon, for what the plan leaves and for what the method leaves.
//!
//! A plan that pushes renewals beyond its horizon looks cheap inside it; this shows them (docs/baseline.md, rules B8 to B10).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::YearDifference;
use super::schedule::{self, Standing, Work, WorkKind};
use super::{Method, yearly_mean};
use crate::cashflow::{Prices, blocks_rebuilt_by_partial, school_floor_after};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, SiteIx};
use crate::instance::{Instance, SCHOOL_CLASS};
use crate::plan::{Action, ActionCode, AssetPlan, Plan};
use crate::project::Ownership;
use crate::units::Yen;

/// Years looked at after the horizon.
const YEARS_AFTER: i32 = 30;

/// The national method's cost after the horizon, in prices of the price base year: scenario's prices, neither escalated nor
/// discounted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afterwards {
    /// The year after the last of the horizon.
    pub first_fy: FiscalYear,
    /// Thirty years later.
    pub last_fy: FiscalYear,
    /// Floor the plan leaves to the method.
    pub plan_floor_m2: f64,
    /// Floor the method leaves to itself: today's.
    pub baseline_floor_m2: f64,
    /// Cost for what the plan leaves.
    pub plan_jpy: Yen,
    /// Cost for what the method leaves.
    pub baseline_jpy: Yen,
    /// Plan less method; positive = the plan leaves more to be paid.
    pub difference_jpy: Yen,
    /// Yearly mean for what the plan leaves.
    pub plan_yearly_mean_jpy: Yen,
    /// Yearly mean for what the method leaves.
    pub baseline_yearly_mean_jpy: Yen,
    /// Year by year.
    pub years: Vec<YearDifference>,
}

/// Some floor of one age, as the method sees it.
struct Piece<'a> {
    class: &'a str,
    gfa_m2: f64,
    standing: Standing,
}

/// Applies the method to the years after the horizon.
///
/// `added` is floor that moves and mergers build onto schools, or shared rooms save there, with its site and first year.
///
/// # Panics
/// When the plan names something the instance does not have.
pub fn afterwards(instance: &Instance<'_>, prices: &Prices, plan: &Plan, added: &[(SiteIx, FiscalYear, f64)]) -> Afterwards {
    let method = Method::NATIONAL;
    let first = instance.horizon.last().plus(1);
    let last = first.plus(YEARS_AFTER - 1);
    let (left, begun) = (left_by_plan(instance, plan, added, &method), left_by_method(instance, &method));
    // What the plan leaves is found by the year after the horizon; the method's own cycles go on from the horizon's first year.
    let plan_years = cost(prices, &method, &left, (first, last), first);
    let baseline_years = cost(prices, &method, &begun, (first, last), instance.horizon.first());
    let floor = |pieces: &[Piece<'_>]| pieces.iter().map(|piece| piece.gfa_m2).sum();
    let years: Vec<_> = (0..YEARS_AFTER)
        .zip(plan_years.iter().zip(&baseline_years))
        .map(|(offset, (&plan_jpy, &baseline_jpy))| YearDifference {
            fy: first.plus(offset),
            plan_jpy,
            baseline_jpy,
            difference_jpy: plan_jpy - baseline_jpy,
        })
        .collect();
    let (plan_jpy, baseline_jpy): (Yen, Yen) = (plan_years.into_iter().sum(), baseline_years.into_iter().sum());
    Afterwards {
        first_fy: first,
        last_fy: last,
        plan_floor_m2: floor(&left),
        baseline_floor_m2: floor(&begun),
        plan_jpy,
        baseline_jpy,
        difference_jpy: plan_jpy - baseline_jpy,
        plan_yearly_mean_jpy: yearly_mean(plan_jpy, years.len()),
        baseline_yearly_mean_jpy: yearly_mean(baseline_jpy, years.len()),
        years,
    }
}

/// Cost by year of the window, each part rounded to whole yen.
fn cost(
    prices: &Prices,
    method: &Method,
    pieces: &[Piece<'_>],
    (first, last): (FiscalYear, FiscalYear),
    found_in: FiscalYear,
) -> Vec<Yen> {
    let mut years: Vec<Yen> = (0..YEARS_AFTER).map(|_| Yen::ZERO).collect();
    for piece in pieces {
        let (_, works) = schedule::works(method, piece.standing, found_in, last);
        for Work { kind, from, years: parts } in works {
            let price = match kind {
                WorkKind::Renovation => prices.renovation(piece.class),
                WorkKind::Rebuild => prices.rebuild(piece.class),
            };
            let part = Yen::round(price * piece.gfa_m2 / f64::from(parts));
            for offset in 0..parts {
                let position = usize::try_from(from.plus(offset).since(first)).ok();
                if let Some(year) = position.and_then(|position| years.get_mut(position)) {
                    *year += part;
                }
            }
        }
    }
    years
}

/// Today's blocks, whose cycles the method goes on with.
fn left_by_method<'a>(instance: &'a Instance<'_>, method: &Method) -> Vec<Piece<'a>> {
    let owned = instance.assets.iter().filter(|asset| instance.sites[asset.site.0].site.ownership != Ownership::Leased);
    owned
        .flat_map(|asset| {
            asset.blocks.iter().map(|block| Piece {
                class: asset.cost_class,
                gfa_m2: block.gfa.0,
                standing: Standing::of(method, block),
            })
        })
        .collect()
}

/// Floor that is still the municipality's after the horizon: rebuilt, kept, and what moves and mergers added.
fn left_by_plan<'a>(
    instance: &'a Instance<'_>,
    plan: &Plan,
    added: &[(SiteIx, FiscalYear, f64)],
    method: &Method,
) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for entry in &plan.assets {
        let asset = instance.asset(&entry.asset).expect("the plan is of this instance");
        if entry.close_fy.is_none() && entry.transfer_fy.is_none() && !instance.is_leased(asset) {
            pieces.extend(pieces_of(instance, method, asset, entry));
        }
    }
    for &(_, fy, gfa_m2) in added {
        pieces.push(Piece { class: SCHOOL_CLASS, gfa_m2, standing: Standing::new(method, fy) });
    }
    pieces
}

fn pieces_of<'a>(instance: &'a Instance<'_>, method: &Method, asset: AssetIx, entry: &AssetPlan) -> Vec<Piece<'a>> {
    let found = &instance.assets[asset.0];
    let rebuild = entry.actions.iter().rfind(|action| action.code.is_rebuild());
    let replaced: Vec<_> = match rebuild {
        None => Vec::new(),
        Some(Action { code: ActionCode::P | ActionCode::PH, works_fy, .. }) => {
            blocks_rebuilt_by_partial(instance, asset, *works_fy).into_iter().map(|block| &block.id).collect()
        }
        Some(_) => found.blocks.iter().map(|block| &block.id).collect(),
    };
    let life = &instance.project.scenario.life;
    let mut pieces = Vec::new();
    for block in found.blocks.iter().filter(|block| !replaced.contains(&&block.id)) {
        let mut standing = Standing::of(method, block);
        for action in &entry.actions {
            // A renovation is finished in the year before its floor is in use again.
            standing.last_renovation = standing.last_renovation.max(Some(action.open_fy.plus(-1)));
            if matches!(action.code, ActionCode::R | ActionCode::P | ActionCode::PH) {
                standing.rebuild_age_years = life.extended_years.of(block.structure);
            }
        }
        pieces.push(Piece { class: found.cost_class, gfa_m2: block.gfa.0, standing });
    }
    if let Some(rebuild) = rebuild {
        let kept: f64 = pieces.iter().map(|piece| piece.gfa_m2).sum();
        let gfa_m2 = school_floor_after(instance, asset, rebuild).0 - kept;
        pieces.push(Piece { class: found.cost_class, gfa_m2, standing: Standing::new(method, rebuild.open_fy) });
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::town::{act, add_facility, close, idle_plan, town};
    use crate::project::Project;

    /// A store of 100 m² (class other: renovation 200,000, rebuilding 360,000 yen/m²) built in 1962, horizon 2022 to 2031.
    fn store() -> Project {
        let mut project = town(2022, &[5, 5]);
        add_facility(&mut project, "store", "a1", (0.0, 0.0), 100.0, 1962);
        project
    }

    fn result(project: &Project, plan: &Plan) -> Afterwards {
        afterwards(&Instance::new(project), &Prices::new(project), plan, &[])
    }

    #[test]
    fn what_a_plan_leaves_undone_is_to_be_paid_after_the_horizon() {
        let project = store();
        let found = result(&project, &idle_plan(&project));
        assert_eq!((found.first_fy, found.last_fy), (FiscalYear(2032), FiscalYear(2061)));
        // Left alone: 70 years old in 2032, rebuilt at once (36,000,000), renovated from 2062 on, outside.
        assert_eq!(found.plan_jpy, Yen(36_000_000));
        // By the method: rebuilt from 2022 on, renovated in 2052 and 2053 (20,000,000).
        assert_eq!(found.baseline_jpy, Yen(20_000_000));
        assert_eq!((found.difference_jpy, found.plan_yearly_mean_jpy), (Yen(16_000_000), Yen(1_200_000)));
        assert_eq!(found.years.iter().map(|year| year.plan_jpy).take(11).collect::<Vec<_>>()[9..], [Yen(3_600_000), Yen(0)]);
        assert_eq!(found.years[20].baseline_jpy, Yen(10_000_000));
    }

    #[test]
    fn what_is_closed_or_transferred_leaves_nothing_and_what_is_rebuilt_begins_anew() {
        let project = store();
        let mut plan = idle_plan(&project);
        close(&mut plan, "store", 2027);
        assert_eq!((result(&project, &plan).plan_jpy, result(&project, &plan).plan_floor_m2), (Yen(0), 0.0));
        let mut plan = idle_plan(&project);
        plan.assets[0].transfer_fy = Some(FiscalYear(2027));
        assert_eq!(result(&project, &plan).plan_jpy, Yen(0));
        let mut plan = idle_plan(&project);
        act(&mut plan, "store", ActionCode::B, 2023, 2024, 2026);
        // New from 2026 on: renovated in 2056 and 2057.
        let years: Vec<_> = result(&project, &plan).years.into_iter().filter(|year| year.plan_jpy.0 > 0).collect();
        assert_eq!(
            years.iter().map(|year| (year.fy.0, year.plan_jpy.0)).collect::<Vec<_>>(),
            [(2056, 10_000_000), (2057, 10_000_000)]
        );
    }

    #[test]
    fn an_extended_life_is_lived_to_its_end() {
        let project = store();
        let mut plan = idle_plan(&project);
        act(&mut plan, "store", ActionCode::R, 2022, 2023, 2025);
        // Extended to 80 years: rebuilt in 2042 to 2044, a third each.
        let years: Vec<_> = result(&project, &plan).years.into_iter().filter(|year| year.plan_jpy.0 > 0).collect();
        assert_eq!(
            years.iter().map(|year| (year.fy.0, year.plan_jpy.0)).collect::<Vec<_>>(),
            [(2042, 12_000_000), (2043, 12_000_000), (2044, 12_000_000)]
        );
    }
}
