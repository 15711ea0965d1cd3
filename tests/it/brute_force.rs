//! The solver against enumeration: on hamlets small enough, every plan is formed and judged by `verify` alone.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]

use std::collections::{BTreeMap, BTreeSet};

use fukugo::cashflow::Prices;
use fukugo::fiscal::FiscalYear;
use fukugo::formulate::Formulation;
use fukugo::id::AssetId;
use fukugo::instance::Instance;
use fukugo::model::YEN_PER_UNIT;
use fukugo::options::Options;
use fukugo::plan::{
    Action, ActionCode, AssetPlan, FunctionDecision, FunctionPlan, FundingPlan, MoveCode, PLAN_FORMAT, Plan, SitePlan, Status,
    Treatment,
};
use fukugo::project::{Project, Purpose};
use fukugo::solve::{Limits, Solution, SolveError, solve};
use fukugo::units::Yen;
use fukugo::verify::{CheckedRule, verify};
use rayon::prelude::*;

use crate::hamlets::hamlet;

/// Hamlets that are compared; more than the 200 asked for, since some are infeasible and some too large.
const SEEDS: std::ops::Range<u64> = 0..480;

/// Plans of one hamlet that are judged at most; larger hamlets are left out and counted.
const MOST_PLANS: usize = 2_500;

const ALL: [Treatment; 5] = [Treatment::D, Treatment::L, Treatment::X, Treatment::Z, Treatment::W];

pub(crate) type AssetChoice = (Vec<Action>, Option<FiscalYear>);

/// All plans of a hamlet, formed without the program's own options.
struct Enumeration<'a> {
    project: &'a Project,
    assets: Vec<(AssetId, Vec<AssetChoice>)>,
    functions: Vec<Vec<FunctionDecision>>,
}

pub(crate) fn blank(project: &Project) -> Plan {
    let mut assets: Vec<AssetId> = project
        .buildings
        .iter()
        .map(|building| {
            let site = project.sites.iter().find(|site| site.id == building.site).unwrap();
            if site.school().is_some() { AssetId(site.id.0.clone()) } else { AssetId(building.id.0.clone()) }
        })
        .collect();
    assets.sort();
    assets.dedup();
    let stay = |f: &fukugo::project::Function| FunctionPlan { function: f.id.clone(), decision: FunctionDecision::Stay };
    Plan {
        format: PLAN_FORMAT,
        scenario: project.scenario.name.clone(),
        assets: assets.into_iter().map(|asset| AssetPlan::new(asset, Vec::new(), None)).collect(),
        functions: project.functions.iter().map(stay).collect(),
        funding: no_movements(project),
        ..Plan::default()
    }
}

/// No bonds and no fund movement in any year, where there is funding.
fn no_movements(project: &Project) -> Vec<FundingPlan> {
    let nothing = |fy| FundingPlan { fy, bond_jpy: Yen::ZERO, draw_jpy: Yen::ZERO, deposit_jpy: Yen::ZERO };
    let horizon = project.scenario.horizon.horizon();
    horizon.fiscal_years().filter(|_| project.scenario.funding.is_some()).map(nothing).collect()
}

impl<'a> Enumeration<'a> {
    fn new(project: &'a Project) -> Self {
        let plan = blank(project);
        let horizon = project.scenario.horizon.horizon();
        let starts: Vec<FiscalYear> = horizon.periods().iter().skip(1).map(|period| period.start).collect();
        let assets = (0..plan.assets.len())
            .map(|a| {
                let mut choices: Vec<AssetChoice> = sequences(project, &plan.assets[a].asset);
                choices.retain(|(actions, _)| {
                    let mut one = plan.clone();
                    one.assets[a].actions.clone_from(actions);
                    !breaks(project, &one, &[CheckedRule::LifePath, CheckedRule::OnePath, CheckedRule::Plan])
                });
                choices.extend(starts.iter().map(|&fy| (Vec::new(), Some(fy))).filter(|(_, close)| {
                    let mut one = plan.clone();
                    one.assets[a].close_fy = *close;
                    !breaks(project, &one, &[CheckedRule::LifePath, CheckedRule::Timing])
                }));
                (plan.assets[a].asset.clone(), choices)
            })
            .collect();
        let functions = (0..plan.functions.len())
            .map(|k| {
                let mut decisions = vec![FunctionDecision::Stay];
                for &fy in &starts {
                    decisions.push(FunctionDecision::End { fy });
                    for host in &plan.assets {
                        let host = host.asset.clone();
                        decisions.push(FunctionDecision::Move { code: MoveCode::C, host: host.clone(), into: None, fy });
                        decisions.extend(project.functions.iter().filter(|other| other.home == host).map(|other| {
                            let into = Some(other.id.clone());
                            FunctionDecision::Move { code: MoveCode::A, host: host.clone(), into, fy }
                        }));
                    }
                }
                decisions.retain(|decision| {
                    let mut one = plan.clone();
                    one.functions[k].decision = decision.clone();
                    !breaks(project, &one, &[CheckedRule::Move, CheckedRule::Timing, CheckedRule::Switch, CheckedRule::Plan])
                });
                decisions
            })
            .collect();
        Self { project, assets, functions }
    }

    /// The best plan's objective in yen, `None` when no plan is legal; `Err` when there are too many plans.
    fn best(&self) -> Result<Option<f64>, usize> {
        let mut plans = Vec::new();
        for decisions in product(self.functions.iter().map(Vec::len)) {
            let mut plan = blank(self.project);
            for (k, &choice) in decisions.iter().enumerate() {
                plan.functions[k].decision = self.functions[k][choice].clone();
            }
            let per_asset: Vec<Vec<&AssetChoice>> = self
                .assets
                .iter()
                .map(|(id, choices)| choices.iter().filter(|choice| self.fits(&plan, id, choice)).collect())
                .collect();
            for choice in product(per_asset.iter().map(Vec::len)) {
                for (a, &index) in choice.iter().enumerate() {
                    (plan.assets[a].actions, plan.assets[a].close_fy) = per_asset[a][index].clone();
                }
                plans.extend(self.treated(&plan));
                if plans.len() > MOST_PLANS {
                    return Err(plans.len());
                }
            }
        }
        let judged = plans.into_iter().filter_map(|plan| {
            let verification = verify(self.project, &plan);
            let is_claim = |rule| {
                use CheckedRule::{ClaimedCost, ClaimedFloor, ClaimedObjective, ClaimedOverdue};
                matches!(rule, ClaimedCost | ClaimedFloor | ClaimedOverdue | ClaimedObjective)
            };
            let is_legal = verification.breaches.iter().all(|breach| is_claim(breach.rule));
            is_legal.then(|| verification.claims.objective.total_jpy())
        });
        Ok(judged.min_by(f64::total_cmp))
    }

    /// Whether an asset's choice can go with the moves of `plan`: a cheap necessary condition, the verdict is `verify`'s.
    fn fits(&self, plan: &Plan, asset: &AssetId, choice: &AssetChoice) -> bool {
        let moved_out = |fy: FiscalYear| {
            self.project.functions.iter().zip(&plan.functions).filter(|(f, _)| &f.home == asset).all(|(_, entry)| {
                match entry.decision {
                    FunctionDecision::Stay => false,
                    FunctionDecision::Move { fy: when, .. } | FunctionDecision::End { fy: when } => when <= fy,
                }
            })
        };
        let has_guests = plan
            .functions
            .iter()
            .any(|entry| matches!(&entry.decision, FunctionDecision::Move { code: MoveCode::C, host, .. } if host == asset));
        let is_hub = choice.0.iter().any(|action| action.code.is_hub());
        choice.1.is_none_or(moved_out) && is_hub == has_guests
    }

    /// The plan with every combination of treatments of its closed sites.
    fn treated(&self, plan: &Plan) -> Vec<Plan> {
        let mut closed: Vec<(&fukugo::id::SiteId, FiscalYear)> = Vec::new();
        for site in self.project.sites.iter().filter(|site| matches!(site.purpose, Purpose::Facility)) {
            let assets = plan
                .assets
                .iter()
                .filter(|entry| self.project.buildings.iter().any(|b| b.site == site.id && b.id.0 == entry.asset.0));
            let closings: Option<Vec<FiscalYear>> = assets.map(|entry| entry.close_fy).collect();
            closed.extend(closings.and_then(|years| years.into_iter().max()).map(|fy| (&site.id, fy)));
        }
        product(closed.iter().map(|_| ALL.len()))
            .into_iter()
            .map(|choice| {
                let sites = closed.iter().zip(&choice);
                let sites = sites.map(|((site, fy), &t)| SitePlan { site: (*site).clone(), treatment: ALL[t], fy: *fy });
                Plan { sites: sites.collect(), ..plan.clone() }
            })
            .filter(|plan| plan.sites.is_empty() || !breaks(self.project, plan, &[CheckedRule::Treatment, CheckedRule::Switch]))
            .collect()
    }
}

pub(crate) fn breaks(project: &Project, plan: &Plan, rules: &[CheckedRule]) -> bool {
    verify(project, plan).breaches.iter().any(|breach| rules.contains(&breach.rule))
}

/// Sequences of at most two actions with every code and year; most are not allowed.
pub(crate) fn sequences(project: &Project, asset: &AssetId) -> Vec<AssetChoice> {
    let works = &project.scenario.works;
    let is_school = project.sites.iter().any(|site| site.id.0 == asset.0 && site.school().is_some());
    let horizon = project.scenario.horizon.horizon();
    let lead = |code: ActionCode| match code {
        ActionCode::M => (0, works.renovation_works_years),
        ActionCode::R => (works.extension_design_years, works.extension_works_years),
        _ if is_school => (works.school_design_years, works.school_works_years),
        _ => (works.facility_design_years, works.facility_works_years),
    };
    let codes = [ActionCode::M, ActionCode::R, ActionCode::B, ActionCode::BH, ActionCode::P, ActionCode::PH];
    let mut singles = Vec::new();
    for code in codes {
        let (design, duration) = lead(code);
        singles.extend(horizon.fiscal_years().map(|works_fy| Action {
            code,
            start_fy: works_fy.plus(-design),
            works_fy,
            open_fy: works_fy.plus(duration),
        }));
    }
    let pairs = singles.iter().flat_map(|&first| {
        let seconds = singles.iter().filter(move |second| second.works_fy >= first.open_fy);
        seconds.filter(move |_| !first.code.is_rebuild()).map(move |&second| vec![first, second])
    });
    let all = std::iter::once(Vec::new()).chain(singles.iter().map(|&action| vec![action])).chain(pairs);
    all.map(|actions| (actions, None)).collect()
}

/// All combinations of one index per length; one empty combination for no lengths.
pub(crate) fn product(lengths: impl Iterator<Item = usize>) -> Vec<Vec<usize>> {
    lengths.fold(vec![Vec::new()], |combinations, length| {
        let longer = |prefix: Vec<usize>| {
            (0..length).map(move |index| prefix.iter().copied().chain([index]).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        combinations.into_iter().flat_map(longer).collect()
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Compared {
    /// Both found the same optimum; codes of the solver's plan.
    Equal(BTreeSet<&'static str>),
    BothInfeasible,
    TooLarge,
}

fn codes_of(plan: &Plan) -> BTreeSet<&'static str> {
    let assets = plan.assets.iter().flat_map(|entry| {
        let actions = entry.actions.iter().map(|action| action.code.as_str());
        let other = if entry.close_fy.is_some() { "CLOSE" } else { "K" };
        actions.chain((entry.close_fy.is_some() || entry.actions.is_empty()).then_some(other))
    });
    let functions = plan.functions.iter().filter_map(|entry| match &entry.decision {
        FunctionDecision::Stay => None,
        FunctionDecision::Move { code, .. } => Some(code.as_str()),
        FunctionDecision::End { .. } => Some("END"),
    });
    assets.chain(functions).chain(plan.sites.iter().map(|entry| entry.treatment.as_str())).collect()
}

/// What the search makes of a project, asked for the optimum.
pub(crate) fn solved(project: &Project) -> Result<Solution, SolveError> {
    let (instance, prices) = (Instance::new(project), Prices::new(project));
    let limits = Limits { gap: 1e-9, time: std::time::Duration::from_mins(2), nodes: None };
    let options = Options::new(&instance, &prices).map_err(|_| SolveError::Infeasible)?;
    let formulation = Formulation::new(&instance, &options);
    solve(&instance, &prices, &options, &formulation, &limits, &|_| {})
}

fn compare(seed: u64) -> Compared {
    let project = hamlet(seed);
    let Ok(by_enumeration) = Enumeration::new(&project).best() else { return Compared::TooLarge };
    match (by_enumeration, solved(&project)) {
        (None, Err(SolveError::Infeasible)) => Compared::BothInfeasible,
        (Some(best), Ok(solution)) => {
            let verification = verify(&project, &solution.plan);
            assert_eq!(verification.breaches, Vec::new(), "hamlet {seed}: the solver's plan is not accepted");
            assert_eq!(solution.proof.status, Status::Optimal, "hamlet {seed}");
            let best = best / YEN_PER_UNIT;
            let difference = (solution.proof.objective - best).abs();
            assert!(
                difference <= 1e-6 * best.abs().max(1.0),
                "hamlet {seed}: the solver found {}, enumeration {best}",
                solution.proof.objective
            );
            Compared::Equal(codes_of(&solution.plan))
        }
        (best, solved) => {
            panic!("hamlet {seed}: enumeration {best:?}, solver {:?}", solved.map(|s| s.proof))
        }
    }
}

#[test]
fn the_solver_finds_the_best_of_all_plans_on_every_hamlet() {
    let outcomes: Vec<Compared> = SEEDS.into_par_iter().map(compare).collect();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut equal, mut infeasible, mut large) = (0, 0, 0);
    for outcome in outcomes {
        match outcome {
            Compared::Equal(used) => {
                equal += 1;
                for code in used {
                    *codes.entry(code).or_default() += 1;
                }
            }
            Compared::BothInfeasible => infeasible += 1,
            Compared::TooLarge => large += 1,
        }
    }
    println!("{equal} hamlets equal, {infeasible} infeasible for both, {large} too large to enumerate; optima use {codes:?}");
    assert!(equal >= 200, "only {equal} hamlets were compared");
    // A comparison that never needs an option says nothing about it.
    for code in ["K", "M", "R", "B", "BH", "P", "PH", "CLOSE", "C", "A", "END", "D", "L", "X", "Z", "W"] {
        assert!(codes.contains_key(code), "no optimum uses {code}");
    }
}
