//! Policy 2, effective and efficient works: what is done to buildings and sites, money, floor, backlog.

mod capacity;
mod shared;

use std::collections::BTreeMap;

use super::catalogue::MetricId;
use super::figure::{About, Draft, Figure, Tally, Values};
use super::money::Money;
use super::survey::Survey;
use crate::cashflow::{AssetEffects, LedgerLine, Payer};
use crate::fiscal::FiscalYear;
use crate::id::SiteIx;
use crate::plan::{ActionCode, FunctionDecision, MoveCode, Nature, Treatment};
use crate::project::Ownership;
use crate::units::Yen;

const ACTIONS: [ActionCode; 6] = [ActionCode::M, ActionCode::R, ActionCode::B, ActionCode::BH, ActionCode::P, ActionCode::PH];
const TREATMENTS: [Treatment; 5] = [Treatment::D, Treatment::L, Treatment::X, Treatment::Z, Treatment::W];

/// Figures of the policy.
pub(super) fn figures(survey: &Survey<'_, '_>, money: &Money) -> Vec<Figure> {
    let mut drafts = works(survey);
    drafts.extend(functions(survey));
    drafts.extend(shared::drafts(survey));
    drafts.extend(sites(survey));
    drafts.extend(investment(survey, money));
    drafts.push(running(survey));
    drafts.extend(floor(survey));
    drafts.extend(capacity::short(survey));
    drafts.push(overdue(survey));
    drafts.into_iter().filter_map(|draft| draft.finish(survey.instance)).collect()
}

/// Counts or sums what begins in a fiscal year, by area and by period.
pub(super) fn begun(survey: &Survey<'_, '_>, amounts: &[(SiteIx, FiscalYear, f64)]) -> (Tally, Vec<f64>) {
    let mut periods = vec![0.0; survey.periods.len()];
    for &(_, year, amount) in amounts {
        if let Some(t) = survey.instance.horizon.period_of(year) {
            periods[t.0] += amount;
        }
    }
    (survey.by_site(amounts.iter().map(|&(site, _, amount)| (site, amount))), periods)
}

fn works(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let assets = survey.by_site(survey.assets().map(|(asset, _)| (survey.site_of(asset), 1.0)));
    let of = |code| {
        let begun_works = survey.assets().flat_map(|(asset, entry)| {
            let actions = entry.actions.iter().filter(move |action| action.code == code);
            actions.map(move |action| (survey.site_of(asset), action.works_fy, 1.0))
        });
        let (count, periods) = begun(survey, &begun_works.collect::<Vec<_>>());
        let about = About { action: Some(code), ..About::default() };
        Draft::new(MetricId::Actions, about, &count).denominator(&assets).periods(periods)
    };
    ACTIONS.into_iter().map(of).collect()
}

fn functions(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let all = survey.instance.functions.iter().map(|entry| (survey.site_of(entry.home), 1.0));
    let all = survey.by_site(all);
    let count = |id, year: fn(&FunctionDecision) -> Option<FiscalYear>| {
        // Counted where residents lose the place: at home.
        let decided = survey.functions().filter_map(|(function, decision)| {
            let home = survey.site_of(survey.instance.functions[function.0].home);
            Some((home, year(decision)?, 1.0))
        });
        let (count, periods) = begun(survey, &decided.collect::<Vec<_>>());
        Draft::new(id, About::default(), &count).denominator(&all).periods(periods)
    };
    vec![
        count(MetricId::MergedFunctions, |decision| match decision {
            FunctionDecision::Move { code: MoveCode::A, fy, .. } => Some(*fy),
            _ => None,
        }),
        count(MetricId::EndedFunctions, |decision| match decision {
            FunctionDecision::End { fy } => Some(*fy),
            _ => None,
        }),
        count(MetricId::ConvertedFunctions, |decision| match decision {
            FunctionDecision::Move { code: MoveCode::V, fy, .. } => Some(*fy),
            _ => None,
        }),
    ]
}

fn sites(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let instance = survey.instance;
    let each = || (0..instance.sites.len()).map(SiteIx);
    let land = |site: SiteIx| instance.sites[site.0].site.site_area.0;
    let is_leased = |site: SiteIx| instance.sites[site.0].site.ownership == Ownership::Leased;
    let all = survey.by_site(each().map(|site| (site, 1.0)));
    let all_land = survey.by_site(each().filter(|&site| !is_leased(site)).map(|site| (site, land(site))));
    let leased = survey.by_site(each().filter(|&site| is_leased(site)).map(|site| (site, 1.0)));

    let treated = |counts: &dyn Fn(Treatment) -> bool, amount: &dyn Fn(SiteIx) -> f64| {
        let sites = survey.plan.sites.iter().filter(|entry| counts(entry.treatment)).map(|entry| {
            let site = instance.site(&entry.site).expect("the plan is of this instance");
            (site, entry.fy, amount(site))
        });
        begun(survey, &sites.collect::<Vec<_>>())
    };
    let draft = |id, about, (count, periods): (Tally, Vec<f64>), denominator: &Tally| {
        Draft::new(id, about, &count).denominator(denominator).periods(periods)
    };
    // Leased premises go back to their owner: no land is released with them.
    let is_released = |treatment| treatment != Treatment::W;
    let mut drafts = vec![
        draft(MetricId::ReturnedLeases, About::default(), treated(&|treatment| !is_released(treatment), &|_| 1.0), &leased),
        draft(MetricId::ReleasedSites, About::default(), treated(&is_released, &|_| 1.0), &all),
    ];
    drafts.push(private_sites(survey, &all));
    let about = |treatment| About { treatment: Some(treatment), ..About::default() };
    let released = || TREATMENTS.into_iter().filter(|&treatment| is_released(treatment));
    for treatment in released() {
        drafts.push(draft(MetricId::ReleasedSites, about(treatment), treated(&|other| other == treatment, &|_| 1.0), &all));
    }
    drafts.push(draft(MetricId::ReleasedLand, About::default(), treated(&is_released, &land), &all_land));
    for treatment in released() {
        drafts.push(draft(MetricId::ReleasedLand, about(treatment), treated(&|other| other == treatment, &land), &all_land));
    }
    drafts
}

/// Sites where a private operator takes over: by a transfer of a building, or by a lease of the land on conditions.
fn private_sites(survey: &Survey<'_, '_>, all: &Tally) -> Draft {
    let instance = survey.instance;
    let transferred = survey.assets().filter_map(|(asset, entry)| Some((survey.site_of(asset), entry.transfer_fy?)));
    let leased = survey
        .plan
        .sites
        .iter()
        .filter(|entry| entry.treatment == Treatment::L)
        .map(|entry| (instance.site(&entry.site).expect("the plan is of this instance"), entry.fy));
    // A site counts once, when the first building goes.
    let mut first: BTreeMap<SiteIx, FiscalYear> = BTreeMap::new();
    for (site, fy) in transferred.chain(leased) {
        first.entry(site).and_modify(|earlier| *earlier = fy.min(*earlier)).or_insert(fy);
    }
    let sites: Vec<_> = first.into_iter().map(|(site, fy)| (site, fy, 1.0)).collect();
    let (count, periods) = begun(survey, &sites);
    Draft::new(MetricId::PrivateSites, About::default(), &count).denominator(all).periods(periods)
}

fn investment(survey: &Survey<'_, '_>, money: &Money) -> Vec<Draft> {
    let horizon = &survey.instance.horizon;
    let by_period = |value: fn(&super::money::YearMoney) -> Yen| -> Vec<f64> {
        let of = |period: &crate::fiscal::Period| {
            let years = money.years.iter().filter(|year| period.start <= year.fy && year.fy <= period.last());
            years.map(|year| value(year).as_f64()).sum()
        };
        horizon.periods().iter().map(of).collect()
    };
    let comparison = &money.baseline.at_scenario_prices;
    let total = |yen: Yen| yen.as_f64();
    let everything = About::default;
    let spent = amounts_by_area(survey, Nature::is_investment);
    // The whole municipality's sums are those of the money part, rounded once; those of areas are of the same lines.
    let of_areas = |whole: Yen, areas: &Tally| Values { total: Some(whole.as_f64()), ..Values::from(areas) };
    let years = super::colocation::count_of(horizon.years());
    let yearly_mean = of_areas(money.investment_yearly_mean_jpy, &spent.scaled(1.0 / years));
    let land_income = amounts_by_area(survey, super::money::is_land).scaled(-1.0);
    let subsidy = amounts_by_area(survey, |nature| nature == Nature::Subsidy).scaled(-1.0);
    let less = |income: &[&Tally]| {
        let mut rest = spent.clone();
        for income in income {
            rest.add_all(&income.scaled(-1.0));
        }
        rest
    };
    let mut drafts = vec![
        Draft::new(MetricId::Investment, everything(), &spent)
            .baseline(total(comparison.baseline_jpy))
            .periods(by_period(|year| year.investment_jpy)),
        Draft::new(MetricId::InvestmentMean, everything(), yearly_mean).baseline(total(comparison.baseline_yearly_mean_jpy)),
        Draft::overall(MetricId::InvestmentPeak, everything(), total(money.investment_peak_jpy))
            .baseline(total(comparison.baseline_peak_jpy)),
    ];
    drafts.extend(comparison.reduction_ratio.map(|ratio| Draft::overall(MetricId::Reduction, everything(), ratio)));
    drafts.push(
        Draft::new(MetricId::LandIncome, everything(), of_areas(money.land_income.nominal_jpy, &land_income))
            .periods(by_period(|year| year.land_income_jpy)),
    );
    drafts.push(
        Draft::new(
            MetricId::InvestmentNet,
            everything(),
            of_areas(money.investment_net_of_land_income.nominal_jpy, &less(&[&land_income])),
        )
        .baseline(total(comparison.baseline_jpy))
        .periods(by_period(|year| year.investment_jpy - year.land_income_jpy)),
    );
    // Without subsidies there is nothing to say of them.
    if survey.instance.project.scenario.funding.is_some() {
        drafts.push(
            Draft::new(MetricId::Subsidy, everything(), of_areas(money.subsidy.nominal_jpy, &subsidy))
                .periods(by_period(|year| year.subsidy_jpy)),
        );
        drafts.push(
            Draft::new(
                MetricId::InvestmentNetOfAll,
                everything(),
                of_areas(money.investment_net_of_subsidy_and_land_income.nominal_jpy, &less(&[&land_income, &subsidy])),
            )
            .baseline(total(comparison.baseline_jpy))
            .periods(by_period(|year| year.investment_jpy - year.subsidy_jpy - year.land_income_jpy)),
        );
    }
    drafts
}

/// Amounts of some natures where they are spent: at the asset, the site, or the function's last place.
fn amounts_by_area(survey: &Survey<'_, '_>, counts: fn(Nature) -> bool) -> Tally {
    let lines = survey.ledger.iter().filter(|line| counts(line.amount.nature));
    survey.by_site(lines.map(|line| (site_of_payer(survey, line), line.amount.yen.as_f64())))
}

pub(super) fn site_of_payer(survey: &Survey<'_, '_>, line: &LedgerLine) -> SiteIx {
    let instance = survey.instance;
    let site = match &line.payer {
        Payer::Asset(asset) => instance.asset(asset).map(|asset| survey.site_of(asset)),
        Payer::Function(function) => instance.function(function).map(|function| survey.last_place(function)),
        Payer::Site(site) => instance.site(site),
    };
    site.expect("the plan is of this instance")
}

/// Natures of what services cost from day to day.
pub(super) fn is_running(nature: Nature) -> bool {
    matches!(nature, Nature::Running | Nature::Support | Nature::Opening)
}

/// Running cost today of functions and schools, per year, with its site.
pub(super) fn running_today<'s>(survey: &'s Survey<'_, '_>) -> impl Iterator<Item = (SiteIx, Yen)> + 's {
    let instance = survey.instance;
    let functions = instance.functions.iter().map(|entry| (survey.site_of(entry.home), entry.function.running_cost));
    let schools =
        instance.sites.iter().enumerate().filter_map(|(site, entry)| Some((SiteIx(site), entry.site.school()?.running_cost)));
    functions.chain(schools)
}

fn running(survey: &Survey<'_, '_>) -> Draft {
    let horizon = &survey.instance.horizon;
    let running_in =
        |year: FiscalYear| survey.ledger.iter().filter(move |line| is_running(line.amount.nature) && line.amount.fy == year);
    let at_home = running_today(survey).map(|(site, yen)| (site, yen.as_f64()));
    let at_end = running_in(horizon.last()).map(|line| (site_of_payer(survey, line), line.amount.yen.as_f64()));
    let by_period = horizon.periods().iter();
    let by_period = by_period.map(|period| running_in(period.last()).map(|line| line.amount.yen.as_f64()).sum());
    Draft::new(MetricId::Running, About::default(), &survey.by_site(at_end))
        .today(&survey.by_site(at_home))
        .periods(by_period.collect())
}

/// Floor in use in a fiscal year: assets with their works done, guests, and what mergers add and shared rooms save.
pub(super) fn floor_in(survey: &Survey<'_, '_>, year: FiscalYear) -> Tally {
    let offset = survey.instance.horizon.offset(year).unwrap_or(0);
    let assets = survey.assets().map(|(asset, _)| (survey.site_of(asset), survey.effects[asset.0].floor[offset]));
    let changes = survey.floor_changes.iter().filter(|&&(_, from, _)| from <= year).map(|&(site, _, floor)| (site, floor));
    survey.by_site(assets.chain(changes))
}

fn floor(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let horizon = &survey.instance.horizon;
    let today = survey.by_site(survey.assets().map(|(asset, _)| (survey.site_of(asset), survey.instance.assets[asset.0].gfa.0)));
    let at_end = floor_in(survey, horizon.last());
    let (residents_today, residents_at_end) = (survey.residents_in(horizon.first()), survey.residents_in(horizon.last()));
    let per_person = |year| Values::ratio(&floor_in(survey, year), &survey.residents_in(year), 1.0).total;
    let by_period: Vec<f64> = horizon.periods().iter().map(|period| floor_in(survey, period.last()).total).collect();
    let per_person_by_period = horizon.periods().iter().filter_map(|period| per_person(period.last())).collect();
    vec![
        Draft::new(MetricId::FloorArea, About::default(), &at_end).today(&today).periods(by_period),
        Draft::new(MetricId::FloorPerPerson, About::default(), Values::ratio(&at_end, &residents_at_end, 1.0))
            .today(Values::ratio(&today, &residents_today, 1.0))
            .unchanged(Values::ratio(&today, &residents_at_end, 1.0))
            .periods(per_person_by_period),
    ]
}

fn overdue(survey: &Survey<'_, '_>) -> Draft {
    let horizon = &survey.instance.horizon;
    let over = |effects: &[AssetEffects]| {
        survey.by_site(survey.assets().map(|(asset, _)| (survey.site_of(asset), effects[asset.0].overdue.iter().sum())))
    };
    let in_period = |period: &crate::fiscal::Period| -> f64 {
        let offsets = period.fiscal_years().filter_map(|year| horizon.offset(year));
        offsets.map(|offset| survey.effects.iter().map(|effects| effects.overdue[offset]).sum::<f64>()).sum()
    };
    Draft::new(MetricId::Overdue, About::default(), &over(&survey.effects))
        .unchanged(&over(&survey.idle_effects))
        .periods(horizon.periods().iter().map(in_period).collect())
}
