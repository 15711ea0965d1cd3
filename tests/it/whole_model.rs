//! The solver against enumeration with every option on: on villages small enough, every plan is formed and judged by `verify` alone.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be made should fail its test")]

use std::collections::{BTreeMap, BTreeSet};

use fukugo::catalogue::RoomClass;
use fukugo::fiscal::FiscalYear;
use fukugo::id::{AssetId, FunctionId, SiteId};
use fukugo::instance::population_in;
use fukugo::model::YEN_PER_UNIT;
use fukugo::plan::{
    Action, Claims, FunctionDecision, FundingPlan, MergerMode, MoveCode, Nature, OpeningPlan, PermitPlan, Plan, SchoolMerger,
    SharePlan, SitePlan, SlotFlow, Status, SwingPlan, Treatment,
};
use fukugo::project::{BandSlots, Project, RoomOwner};
use fukugo::scenario::RuleLimit;
use fukugo::solve::SolveError;
use fukugo::units::Yen;
use fukugo::verify::{CheckedRule, verify};
use rayon::prelude::*;

use crate::brute_force::{blank, breaks, product, sequences, solved};
use crate::villages::village;

/// Villages that are tried; many are too large or infeasible.
const SEEDS: std::ops::Range<u64> = 0..420;

/// Further villages, whose optima have what none of those has: a hub for pupils, a permit and a shared room.
const FURTHER: [u64; 3] = [448, 780, 995];

/// Plans of one village that are judged at most; larger villages are left out and counted.
const MOST_PLANS: usize = 2_500;

/// Fewest villages that must be compared for the test to count.
const FEWEST: usize = 200;

const TREATMENTS: [Treatment; 5] = [Treatment::D, Treatment::L, Treatment::X, Treatment::Z, Treatment::W];

/// What an asset may do.
#[derive(Clone, Debug, Default)]
struct Choice {
    actions: Vec<Action>,
    close_fy: Option<FiscalYear>,
    transfer_fy: Option<FiscalYear>,
    merger: Option<SchoolMerger>,
}

struct Enumeration<'a> {
    project: &'a Project,
    starts: Vec<FiscalYear>,
    assets: Vec<(AssetId, Vec<Choice>)>,
    functions: Vec<Vec<FunctionDecision>>,
}

/// Breaches that say a single decision can never be part of a legal plan.
const OF_ONE: [CheckedRule; 6] =
    [CheckedRule::LifePath, CheckedRule::OnePath, CheckedRule::Plan, CheckedRule::Move, CheckedRule::Timing, CheckedRule::Switch];

fn is_school(project: &Project, asset: &AssetId) -> bool {
    project.sites.iter().any(|site| site.id.0 == asset.0 && site.school().is_some())
}

impl<'a> Enumeration<'a> {
    fn new(project: &'a Project) -> Self {
        let plan = blank(project);
        let horizon = project.scenario.horizon.horizon();
        let starts: Vec<FiscalYear> = horizon.periods().iter().skip(1).map(|period| period.start).collect();
        let assets =
            (0..plan.assets.len()).map(|a| (plan.assets[a].asset.clone(), choices(project, &plan, a, &starts))).collect();
        let functions = (0..plan.functions.len()).map(|k| decisions(project, &plan, k, &starts)).collect();
        Self { project, starts, assets, functions }
    }

    /// The best plan's objective in yen, `None` when no plan is legal; `Err` when there are too many plans.
    fn best(&self) -> Result<Option<f64>, usize> {
        let mut plans = Vec::new();
        let combinations: usize = self.functions.iter().map(Vec::len).product();
        if combinations > MOST_PLANS {
            return Err(combinations);
        }
        for decided in product(self.functions.iter().map(Vec::len)) {
            let mut plan = blank(self.project);
            for (k, &choice) in decided.iter().enumerate() {
                plan.functions[k].decision = self.functions[k][choice].clone();
            }
            let per_asset: Vec<Vec<&Choice>> = self
                .assets
                .iter()
                .map(|(id, choices)| choices.iter().filter(|choice| self.fits(&plan, id, choice)).collect())
                .collect();
            let combinations: usize = per_asset.iter().map(Vec::len).product();
            if plans.len() + combinations > 4 * MOST_PLANS {
                return Err(plans.len() + combinations);
            }
            for choice in product(per_asset.iter().map(Vec::len)) {
                for (a, &index) in choice.iter().enumerate() {
                    let chosen = per_asset[a][index].clone();
                    let entry = &mut plan.assets[a];
                    entry.actions = chosen.actions;
                    (entry.close_fy, entry.transfer_fy, entry.merger) = (chosen.close_fy, chosen.transfer_fy, chosen.merger);
                }
                let mut expanded = vec![plan.clone()];
                for expand in [Self::treated, Self::swung, Self::shared, Self::permitted, Self::opened] {
                    expanded = expanded.iter().flat_map(|plan| expand(self, plan)).collect();
                    if plans.len() + expanded.len() > MOST_PLANS {
                        return Err(plans.len() + expanded.len());
                    }
                }
                plans.extend(expanded);
            }
        }
        let judged = plans.into_iter().filter_map(|mut plan| {
            if self.project.scenario.funding.is_some() {
                plan.funding = movements(self.project, &verify(self.project, &plan).claims);
            }
            let verification = verify(self.project, &plan);
            let is_claim = |rule: CheckedRule| format!("{rule:?}").starts_with("Claimed");
            let is_legal = verification.breaches.iter().all(|breach| is_claim(breach.rule));
            is_legal.then(|| verification.claims.objective.total_jpy())
        });
        Ok(judged.min_by(f64::total_cmp))
    }

    /// Whether an asset's choice can go with the moves of `plan`: a cheap necessary condition, the verdict is `verify`'s.
    fn fits(&self, plan: &Plan, asset: &AssetId, choice: &Choice) -> bool {
        let own = || self.project.functions.iter().zip(&plan.functions).filter(|(f, _)| &f.home == asset);
        let left = |fy: FiscalYear| {
            own().all(|(_, entry)| match entry.decision {
                FunctionDecision::Stay => false,
                FunctionDecision::Move { fy: when, .. } | FunctionDecision::End { fy: when } => when <= fy,
            })
        };
        let stays = || own().all(|(_, entry)| entry.decision == FunctionDecision::Stay);
        let hosts = |wanted: MoveCode| {
            plan.functions.iter().any(
                |entry| matches!(&entry.decision, FunctionDecision::Move { code, host, .. } if *code == wanted && host == asset),
            )
        };
        let is_hub = choice.actions.iter().any(|action| action.code.is_hub());
        // A hub without guests can still be one for a school that merges.
        choice.close_fy.is_none_or(left)
            && choice.transfer_fy.is_none_or(|_| stays())
            && (!hosts(MoveCode::C) || is_hub)
            && (!is_hub || hosts(MoveCode::C) || self.project.scenario.schools.merging)
    }

    /// The plan with every combination of treatments of its closed sites.
    fn treated(&self, plan: &Plan) -> Vec<Plan> {
        let mut closed: Vec<(&SiteId, FiscalYear)> = Vec::new();
        for site in &self.project.sites {
            let of_site = |asset: &AssetId| {
                asset.0 == site.id.0 || self.project.buildings.iter().any(|b| b.site == site.id && b.id.0 == asset.0)
            };
            let closings: Option<Vec<FiscalYear>> =
                plan.assets.iter().filter(|entry| of_site(&entry.asset)).map(|entry| entry.close_fy).collect();
            closed.extend(closings.and_then(|years| years.into_iter().max()).map(|fy| (&site.id, fy)));
        }
        let all = product(closed.iter().map(|_| TREATMENTS.len())).into_iter().map(|choice| {
            let sites = closed.iter().zip(&choice);
            let sites = sites.map(|((site, fy), &t)| SitePlan { site: (*site).clone(), treatment: TREATMENTS[t], fy: *fy });
            Plan { sites: sites.collect(), ..plan.clone() }
        });
        all.filter(|plan| plan.sites.is_empty() || !breaks(self.project, plan, &[CheckedRule::Treatment, CheckedRule::Switch]))
            .collect()
    }

    /// The plan with every assignment of schools in works to held sites.
    fn swung(&self, plan: &Plan) -> Vec<Plan> {
        let held: Vec<&SitePlan> = plan.sites.iter().filter(|entry| entry.treatment == Treatment::Z).collect();
        let rebuilt = self.rebuilt(plan);
        if held.is_empty() || !self.project.scenario.schools.swing {
            return vec![plan.clone()];
        }
        let all = product(rebuilt.iter().map(|_| held.len() + 1)).into_iter().map(|choice| {
            let used = rebuilt.iter().zip(&choice).filter(|(_, site)| **site > 0);
            let swings = used.map(|(school, &site)| SwingPlan { school: school.clone(), site: held[site - 1].site.clone() });
            Plan { swings: swings.collect(), ..plan.clone() }
        });
        all.collect()
    }

    fn rebuilt(&self, plan: &Plan) -> Vec<AssetId> {
        let schools = plan.assets.iter().filter(|entry| is_school(self.project, &entry.asset));
        schools.filter(|entry| entry.actions.iter().any(|action| action.code.is_rebuild())).map(|e| e.asset.clone()).collect()
    }

    /// The plan with every set of shared rooms.
    fn shared(&self, plan: &Plan) -> Vec<Plan> {
        if !self.project.scenario.schools.sharing {
            return vec![plan.clone()];
        }
        let mut possible: Vec<SharePlan> = Vec::new();
        for school in self.rebuilt(plan) {
            let others = plan.assets.iter().filter(|entry| is_school(self.project, &entry.asset) && entry.asset != school);
            for other in others {
                for room in [RoomClass::Gym, RoomClass::Pool] {
                    possible.push(SharePlan { school: school.clone(), partner: other.asset.clone(), room });
                }
            }
        }
        possible.retain(|share| {
            let one = Plan { shares: vec![share.clone()], ..plan.clone() };
            verify(self.project, &one).breaches.iter().all(|breach| !format!("{:?}", breach.rule).contains("Shar"))
        });
        subsets(&possible).into_iter().map(|shares| Plan { shares, ..plan.clone() }).collect()
    }

    /// The plan with every set of permits its guests could use.
    fn permitted(&self, plan: &Plan) -> Vec<Plan> {
        if !self.project.scenario.permits.zone_exception {
            return vec![plan.clone()];
        }
        let mut possible: Vec<PermitPlan> = Vec::new();
        for (function, entry) in self.project.functions.iter().zip(&plan.functions) {
            if let FunctionDecision::Move { code: MoveCode::C, host, fy, .. } = &entry.decision {
                let permit = PermitPlan { host: host.clone(), kind: function.kind.clone(), fy: *fy };
                let site = self.project.sites.iter().find(|site| site.id.0 == host.0).unwrap();
                let is_capped = self.project.kinds.kind(&function.kind).unwrap().zone_cap(site.zone).is_some();
                if is_capped && !possible.contains(&permit) {
                    possible.push(permit);
                }
            }
        }
        possible.sort_by(|a, b| (&a.host, &a.kind).cmp(&(&b.host, &b.kind)));
        subsets(&possible).into_iter().map(|permits| Plan { permits, ..plan.clone() }).collect()
    }

    /// The plan with rooms open in every set of periods, and the slots that are needed taken in them.
    fn opened(&self, plan: &Plan) -> Vec<Plan> {
        let is_asked =
            plan.functions.iter().any(|entry| matches!(entry.decision, FunctionDecision::Move { code: MoveCode::O, .. }))
                || self
                    .project
                    .scenario
                    .rules
                    .iter()
                    .any(|rule| matches!(rule.limit, RuleLimit::SlotsWithinWalk { .. } | RuleLimit::OpenedSlots { .. }));
        let room = self.project.rooms.iter().find(|room| matches!(room.owner, RoomOwner::School(_)));
        let Some((room, true)) = room.map(|room| (room, is_asked)) else { return vec![plan.clone()] };
        let RoomOwner::School(school) = &room.owner else { return vec![plan.clone()] };
        let open = |fy: &FiscalYear| OpeningPlan { school: school.clone(), room_class: room.class, fy: *fy };
        let all: Vec<OpeningPlan> = self.starts.iter().map(open).collect();
        let plans = subsets(&all).into_iter().map(|openings| {
            let mut opened = Plan { openings, ..plan.clone() };
            opened.slot_flows = flows(self.project, &opened, school, room.class);
            opened
        });
        plans.collect()
    }
}

/// All subsets, in order.
fn subsets<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
    let chosen = |choice: Vec<usize>| all.iter().zip(choice).filter(|(_, take)| *take == 1).map(|(one, _)| one.clone()).collect();
    product(all.iter().map(|_| 2)).into_iter().map(chosen).collect()
}

fn choices(project: &Project, plan: &Plan, a: usize, starts: &[FiscalYear]) -> Vec<Choice> {
    let id = &plan.assets[a].asset;
    let mut all: Vec<Choice> =
        sequences(project, id).into_iter().map(|(actions, _)| Choice { actions, ..Choice::default() }).collect();
    for &fy in starts {
        all.push(Choice { transfer_fy: Some(fy), ..Choice::default() });
        if is_school(project, id) {
            for other in plan.assets.iter().filter(|other| &other.asset != id && is_school(project, &other.asset)) {
                for mode in [MergerMode::Hub, MergerMode::Standing] {
                    let merger = Some(SchoolMerger { into: other.asset.clone(), mode });
                    all.push(Choice { close_fy: Some(fy), merger, ..Choice::default() });
                }
            }
        } else {
            all.push(Choice { close_fy: Some(fy), ..Choice::default() });
        }
    }
    all.retain(|choice| {
        let mut one = plan.clone();
        one.assets[a].actions.clone_from(&choice.actions);
        one.assets[a].close_fy = choice.close_fy;
        one.assets[a].transfer_fy = choice.transfer_fy;
        one.assets[a].merger.clone_from(&choice.merger);
        !breaks(project, &one, &OF_ONE)
    });
    all
}

fn decisions(project: &Project, plan: &Plan, k: usize, starts: &[FiscalYear]) -> Vec<FunctionDecision> {
    let mut all = vec![FunctionDecision::Stay];
    for &fy in starts {
        all.push(FunctionDecision::End { fy });
        for host in plan.assets.iter().map(|entry| entry.asset.clone()) {
            for code in [MoveCode::C, MoveCode::S, MoveCode::V, MoveCode::O] {
                all.push(FunctionDecision::Move { code, host: host.clone(), into: None, fy });
            }
            all.extend(project.functions.iter().filter(|other| other.home == host).map(|other| FunctionDecision::Move {
                code: MoveCode::A,
                host: host.clone(),
                into: Some(other.id.clone()),
                fy,
            }));
        }
    }
    all.retain(|decision| {
        let mut one = plan.clone();
        one.functions[k].decision = decision.clone();
        // A guest that needs a permit is no breach of its own move: give it one.
        if let FunctionDecision::Move { code: MoveCode::C, host, fy, .. } = decision
            && project.scenario.permits.zone_exception
        {
            one.permits = vec![PermitPlan { host: host.clone(), kind: project.functions[k].kind.clone(), fy: *fy }];
        }
        let breaches = verify(project, &one).breaches;
        breaches.iter().all(|breach| !OF_ONE.contains(&breach.rule) || format!("{breach:?}").contains("permit"))
    });
    all
}

/// Slots of one room class of one school that functions need: replaced ones first, then what rules ask for.
fn flows(project: &Project, plan: &Plan, school: &AssetId, class: RoomClass) -> Vec<SlotFlow> {
    let horizon = project.scenario.horizon.horizon();
    let slots = |room: &fukugo::project::Room| room.slots.values().next().copied().unwrap_or_default();
    let of_school = project.rooms.iter().find(|room| room.owner == RoomOwner::School(school.clone())).map(slots);
    let BandSlots { slots: all, school_use, open, .. } = of_school.unwrap_or_default();
    let band = project.rooms[0].slots.keys().next().unwrap().clone();
    let mut flows = Vec::new();
    for opening in &plan.openings {
        let t = horizon.period_of(opening.fy).unwrap();
        let mut left = (all - school_use - open).max(0.0);
        let mut taken: BTreeMap<&FunctionId, f64> = BTreeMap::new();
        for pass in [true, false] {
            for (function, entry) in project.functions.iter().zip(&plan.functions) {
                let own = project.rooms.iter().find(|room| room.owner == RoomOwner::Function(function.id.clone()));
                let Some(own) = own.map(slots).filter(|_| !is_school(project, &function.home)) else { continue };
                let left_home = |wanted: Option<MoveCode>| match &entry.decision {
                    FunctionDecision::Stay => false,
                    FunctionDecision::End { fy } => wanted.is_none() && *fy <= opening.fy,
                    FunctionDecision::Move { code, fy, .. } => wanted == Some(*code) && *fy <= opening.fy,
                };
                let growth = growth(project, function, t);
                let mut need: f64 = 0.0;
                if left_home(Some(MoveCode::O)) {
                    need = project.scenario.openings.margin * own.used * growth;
                }
                if !pass {
                    for rule in &project.scenario.rules {
                        let RuleLimit::SlotsWithinWalk { margin, .. } = rule.limit else { continue };
                        let is_gone = left_home(Some(MoveCode::O)) || left_home(None);
                        let offered = if is_gone { 0.0 } else { own.slots };
                        if !left_home(Some(MoveCode::A)) {
                            need = need.max(margin * own.used * growth - offered);
                        }
                    }
                }
                let has = taken.entry(&function.id).or_default();
                let more = (need - *has).max(0.0).min(left);
                *has += more;
                left -= more;
            }
        }
        flows.extend(taken.into_iter().filter(|(_, taken)| *taken > 0.0).map(|(function, taken)| SlotFlow {
            function: function.clone(),
            room_class: RoomClass::Meeting,
            school: school.clone(),
            opened_class: class,
            band: band.clone(),
            fy: opening.fy,
            slots_per_year: taken,
        }));
    }
    flows
}

/// Demand for a function's kind in its district as a multiple of the first period's.
fn growth(project: &Project, function: &fukugo::project::Function, t: fukugo::id::PeriodIx) -> f64 {
    let horizon = project.scenario.horizon.horizon();
    let building =
        project.buildings.iter().find(|building| building.id == function.building || building.site.0 == function.home.0);
    let home = project.sites.iter().find(|site| building.is_some_and(|building| building.site == site.id)).unwrap();
    let weights = project.kinds.kind(&function.kind).unwrap().age_weights.as_array();
    let of = |t: fukugo::id::PeriodIx| -> f64 {
        let period = horizon.period(t);
        let middle = period.start.plus(period.years / 2);
        let points = project.demand.iter().filter(|point| point.district == home.district);
        points
            .map(|point| population_in(point, middle).iter().zip(weights).map(|(people, weight)| people * weight).sum::<f64>())
            .sum()
    };
    let first = of(fukugo::id::PeriodIx(0));
    if first > 0.0 { of(t) / first } else { 1.0 }
}

/// The least bonds of every year that keep general funds within their limit, and deposits of what is left over: with a limit there is
/// neither a fund nor a sale, so that no other bonds are better; without one nothing is ever drawn.
fn movements(project: &Project, claims: &Claims) -> Vec<FundingPlan> {
    let settings = project.scenario.funding.as_ref().unwrap();
    let limit = project.scenario.rules.iter().find_map(|rule| match rule.limit {
        RuleLimit::GeneralFundsPerYear { at_most_million_jpy, .. } => Some(Yen::round(at_most_million_jpy * 1e6).0),
        _ => None,
    });
    let (grace, term) = (i64::from(settings.grace_years), i64::from(settings.term_years));
    let mut issues: Vec<(FiscalYear, i64)> = Vec::new();
    let mut deposits: Vec<i64> = Vec::new();
    for fy in project.scenario.horizon.horizon().fiscal_years() {
        let amount = |nature: Nature| claims.cost_jpy.get(&fy).and_then(|n| n.get(&nature)).map_or(0, |yen| yen.0);
        let mut general: i64 = Nature::ALL.into_iter().map(amount).sum();
        for &(issued, bond) in &issues {
            let age = i64::from(fy.since(issued));
            if age > term {
                continue;
            }
            let instalment = bond / (term - grace);
            let balance = bond - instalment * (age - grace - 1).max(0);
            let principal = if age <= grace {
                0
            } else if age == term {
                balance
            } else {
                instalment
            };
            general += principal + Yen::round(settings.interest_per_year * Yen(balance).as_f64()).0;
        }
        let bond = limit.map_or(0, |limit| (general - limit).max(0));
        issues.push((fy, bond));
        deposits.push((-general).max(0));
    }
    let plan = |((fy, bond), deposit): ((FiscalYear, i64), i64)| FundingPlan {
        fy,
        bond_jpy: Yen(bond),
        draw_jpy: Yen::ZERO,
        deposit_jpy: Yen(deposit),
    };
    issues.into_iter().zip(deposits).map(plan).collect()
}

#[derive(Debug)]
enum Compared {
    /// Both found the same optimum; what the solver's plan uses.
    Equal(BTreeSet<&'static str>),
    BothInfeasible,
    TooLarge,
    /// What is wrong.
    Different(String),
}

fn used(plan: &Plan) -> BTreeSet<&'static str> {
    let moves = plan.functions.iter().filter_map(|entry| match &entry.decision {
        FunctionDecision::Move { code, .. } => Some(code.as_str()),
        _ => None,
    });
    let mut used: BTreeSet<&'static str> = moves.collect();
    let mut note = |is_used: bool, what: &'static str| {
        if is_used {
            used.insert(what);
        }
    };
    note(plan.assets.iter().any(|entry| entry.transfer_fy.is_some()), "T");
    let merges = |mode: MergerMode| plan.assets.iter().any(|e| e.merger.as_ref().is_some_and(|merger| merger.mode == mode));
    note(merges(MergerMode::Hub), "U hub");
    note(merges(MergerMode::Standing), "U standing");
    note(!plan.shares.is_empty(), "share");
    note(!plan.swings.is_empty(), "swing");
    note(!plan.permits.is_empty(), "permit");
    note(!plan.openings.is_empty(), "opening");
    note(plan.funding.iter().any(|entry| entry.bond_jpy > Yen::ZERO), "bond");
    used
}

fn compare(seed: u64) -> Compared {
    let project = village(seed);
    let Ok(by_enumeration) = Enumeration::new(&project).best() else { return Compared::TooLarge };
    match (by_enumeration, solved(&project)) {
        (None, Err(SolveError::Infeasible)) => Compared::BothInfeasible,
        (Some(best), Ok(solution)) => {
            let verification = verify(&project, &solution.plan);
            let best = best / YEN_PER_UNIT;
            let found = solution.proof.objective;
            if let Some(breach) = verification.breaches.first() {
                Compared::Different(format!("village {seed}: the solver's plan is not accepted: {breach:?}"))
            } else if solution.proof.status != Status::Optimal || (found - best).abs() > 2e-6 * best.abs().max(1.0) {
                let plan = Plan { claims: Claims::default(), ..solution.plan };
                let plan = serde_json::to_string(&plan).unwrap();
                Compared::Different(format!("village {seed}: the solver found {found}, enumeration {best}: {plan}"))
            } else {
                Compared::Equal(used(&solution.plan))
            }
        }
        (best, solved) => {
            let solved = solved.map(|solution| (used(&solution.plan), verify(&project, &solution.plan).breaches));
            Compared::Different(format!("village {seed}: enumeration {best:?}, solver {solved:?}"))
        }
    }
}

#[test]
fn the_solver_finds_the_best_of_all_plans_on_every_village() {
    let outcomes: Vec<Compared> = SEEDS.chain(FURTHER).collect::<Vec<_>>().into_par_iter().map(compare).collect();
    let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut equal, mut infeasible, mut large) = (0, 0, 0);
    let mut different = Vec::new();
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
            Compared::Different(what) => different.push(what),
        }
    }
    println!("{equal} villages equal, {infeasible} infeasible for both, {large} too large to enumerate; optima use {codes:?}");
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
    assert!(equal >= FEWEST, "only {equal} villages were compared");
    // A comparison that never needs an option says nothing about it.
    for code in ["S", "V", "O", "T", "U hub", "U standing", "share", "swing", "permit", "opening", "bond"] {
        assert!(codes.contains_key(code), "no optimum uses {code}");
    }
}
