//! Policy 1, school-centred co-location: rebuilds, hubs, what moves in; who lives near them and near services; ageing buildings.

use std::collections::BTreeSet;

use super::access::access_kinds;
use super::catalogue::MetricId;
use super::figure::{About, Draft, Figure, Tally, Values};
use super::places::{Place, Places};
use super::survey::{Survey, gone_fy};
use super::walks::{AccessMetrics, BandWalks, Walks};
use crate::cashflow::blocks_rebuilt_by_partial;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, DemandIx, PeriodIx, SiteIx};
use crate::instance::Instance;
use crate::plan::{Action, ActionCode, AssetPlan, FunctionDecision, MoveCode};
use crate::units::Meters;

/// Services at one place that make it a small centre, and how far it may be.
///
/// # Source
/// The logic model of the policy: three or more services at one place within 800 m, a walk of ten minutes.
const SERVICES_AT_ONE_PLACE: usize = 3;
const TEN_MINUTES_WALK: Meters = Meters(800.0);

/// Figures of the policy, but those of walks.
pub(super) fn figures(survey: &Survey<'_, '_>) -> Vec<Figure> {
    let mut drafts = outputs(survey);
    drafts.extend(near(survey));
    drafts.extend(ageing(survey));
    drafts.into_iter().filter_map(|draft| draft.finish(survey.instance)).collect()
}

/// Mean and longest walk by kind and age band.
pub(super) fn walk_figures(survey: &Survey<'_, '_>, access: &AccessMetrics) -> Vec<Figure> {
    let instance = survey.instance;
    let mut drafts = Vec::new();
    for kind in &access.kinds {
        let Some(at_end) = kind.at_end() else { continue };
        let values = |value: fn(&Walks) -> f64| Values {
            total: Some(value(at_end)),
            regions: by_area(&instance.regions, kind.regions.iter().map(|area| (&area.region, value(&area.walks)))),
            districts: by_area(&instance.districts, kind.districts.iter().map(|area| (&area.district, value(&area.walks)))),
        };
        let about = About::kind(&kind.kind);
        let periods = |value: fn(&Walks) -> f64| kind.periods.iter().map(|period| value(&period.walks)).collect();
        drafts.push(
            Draft::new(MetricId::WalkMean, about.clone(), values(|walks| walks.mean_after_m))
                .unchanged(values(|walks| walks.mean_before_m))
                .periods(periods(|walks| walks.mean_after_m)),
        );
        let by_age = |id, after: fn(&Walks) -> f64, before: fn(&Walks) -> f64| {
            let of_band = move |band: &BandWalks| {
                let about = About { age_band: Some(band.age_band.clone()), ..About::kind(&kind.kind) };
                let before = Values { total: Some(before(&band.walks)), ..Values::default() };
                Draft::overall(id, about, after(&band.walks)).unchanged(before)
            };
            kind.age_bands.iter().map(of_band)
        };
        drafts.extend(by_age(MetricId::WalkMean, |walks| walks.mean_after_m, |walks| walks.mean_before_m));
        drafts.push(
            Draft::new(MetricId::WalkMax, about, values(|walks| walks.max_after_m))
                .unchanged(values(|walks| walks.max_before_m))
                .periods(periods(|walks| walks.max_after_m)),
        );
        drafts.extend(by_age(MetricId::WalkMax, |walks| walks.max_after_m, |walks| walks.max_before_m));
    }
    drafts.into_iter().filter_map(|draft| draft.finish(instance)).collect()
}

fn by_area<'v, Id: PartialEq + 'v>(areas: &[Id], values: impl Iterator<Item = (&'v Id, f64)>) -> Vec<Option<f64>> {
    let mut found = vec![None; areas.len()];
    for (area, value) in values {
        if let Some(index) = areas.iter().position(|id| id == area) {
            found[index] = Some(value);
        }
    }
    found
}

fn outputs(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let instance = survey.instance;
    let schools = survey.by_site(schools(survey).map(|asset| (survey.site_of(asset), 1.0)));
    let rebuilds = |counts: fn(&Action) -> bool| {
        let all = survey.assets().filter(|(asset, _)| instance.is_school(*asset));
        let site = |asset| survey.site_of(asset);
        let each = all.flat_map(move |(asset, entry)| entry.actions.iter().map(move |action| (site(asset), action)));
        each.filter(move |(_, action)| action.code.is_rebuild() && counts(action))
    };
    let count = |id, counts, year: fn(&Action) -> FiscalYear, denominator: &Tally| {
        let (mut periods, mut years) = (vec![0.0; survey.periods.len()], vec![0.0; instance.horizon.years()]);
        for (_, action) in rebuilds(counts) {
            if let (Some(t), Some(offset)) = (instance.horizon.period_of(year(action)), instance.horizon.offset(year(action))) {
                periods[t.0] += 1.0;
                years[offset] += 1.0;
            }
        }
        let plan = survey.by_site(rebuilds(counts).map(|(site, _)| (site, 1.0)));
        Draft::new(id, About::default(), &plan).denominator(denominator).periods(periods).years(years)
    };
    let begun = survey.by_site(rebuilds(|_| true).map(|(site, _)| (site, 1.0)));
    let starts = count(MetricId::SchoolStarts, |_| true, |action| action.works_fy, &schools);
    let years = count_of(instance.horizon.years());
    let target = instance.project.scenario.report.school_starts_per_year;
    let starts_mean = Draft::new(MetricId::SchoolStartsMean, About::default(), &begun.scaled(1.0 / years))
        .denominator(Values { total: target, ..Values::default() });
    // Works that fill the years up to the opening are finished in the year before it.
    let completions = count(MetricId::SchoolCompletions, |_| true, |action| action.open_fy.plus(-1), &schools);
    let hub_rebuilds = count(MetricId::HubRebuilds, |action| action.code.is_hub(), |action| action.works_fy, &begun);

    let hubs = |places: &Places| survey.by_site(hub_sites(survey, places).into_iter().map(|site| (site, 1.0)));
    let hubs_by_period: Vec<f64> = survey.periods.iter().map(|places| hubs(places).total).collect();
    let hub_districts = |places: &Places| {
        let districts: BTreeSet<_> = hub_sites(survey, places).into_iter().map(|site| survey.area_of(site).1).collect();
        count_of(districts.len())
    };
    let moved = || {
        survey.functions().filter_map(|(function, decision)| match decision {
            FunctionDecision::Move { code: MoveCode::C | MoveCode::S, fy, .. } => Some((function, *fy)),
            _ => None,
        })
    };
    let into_surplus = || {
        survey.functions().filter_map(|(function, decision)| match decision {
            FunctionDecision::Move { code: MoveCode::S, fy, .. } => Some((function, *fy)),
            _ => None,
        })
    };
    let gfa = |function: crate::id::FunctionIx| instance.functions[function.0].function.gfa.0;
    let all_floor: f64 = instance.functions.iter().map(|entry| entry.function.gfa.0).sum();
    let by_period = |amounts: &mut dyn Iterator<Item = (FiscalYear, f64)>| {
        let mut periods = vec![0.0; survey.periods.len()];
        for (year, amount) in amounts {
            if let Some(t) = instance.horizon.period_of(year) {
                periods[t.0] += amount;
            }
        }
        periods
    };
    let overall = |total: f64| Values { total: Some(total), ..Values::default() };
    let everything = About::default;
    vec![
        starts,
        starts_mean,
        completions,
        hub_rebuilds,
        Draft::new(MetricId::Hubs, everything(), &hubs(survey.places_at_end()))
            .today(&hubs(&survey.today))
            .denominator(&schools)
            .periods(hubs_by_period),
        Draft::overall(MetricId::HubDistricts, everything(), hub_districts(survey.places_at_end()))
            .today(overall(hub_districts(&survey.today)))
            .denominator(overall(count_of(instance.districts.len())))
            .periods(survey.periods.iter().map(hub_districts).collect()),
        Draft::new(
            MetricId::FunctionsIntoSchools,
            everything(),
            &survey.by_site(moved().map(|(function, _)| (survey.last_place(function), 1.0))),
        )
        .denominator(overall(count_of(instance.functions.len())))
        .periods(by_period(&mut moved().map(|(_, fy)| (fy, 1.0)))),
        Draft::new(
            MetricId::FloorIntoSchools,
            everything(),
            &survey.by_site(moved().map(|(function, _)| (survey.last_place(function), gfa(function)))),
        )
        .denominator(overall(all_floor))
        .periods(by_period(&mut moved().map(|(function, fy)| (fy, gfa(function))))),
        Draft::new(
            MetricId::SurplusRoomFunctions,
            everything(),
            &survey.by_site(into_surplus().map(|(function, _)| (survey.last_place(function), 1.0))),
        )
        .denominator(overall(count_of(instance.functions.len())))
        .periods(by_period(&mut into_surplus().map(|(_, fy)| (fy, 1.0)))),
        Draft::new(MetricId::GuestFloor, everything(), &survey.by_site(survey.guests().map(|(site, _, floor)| (site, floor.0))))
            .periods(by_period(&mut survey.guests().map(|(_, fy, floor)| (fy, floor.0)))),
    ]
}

fn schools<'s>(survey: &'s Survey<'_, '_>) -> impl Iterator<Item = AssetIx> + 's {
    (0..survey.instance.assets.len()).map(AssetIx).filter(|&asset| survey.instance.is_school(asset))
}

/// Sites of schools that host another function; opened rooms of its own make none of a school.
fn hub_sites(survey: &Survey<'_, '_>, places: &Places) -> Vec<SiteIx> {
    let is_hub = |place: &&Place| survey.instance.is_school(place.asset) && !place.is_replaced();
    let hosts = places.iter().flatten().filter(is_hub);
    hosts.map(|place| place.site).collect::<BTreeSet<_>>().into_iter().collect()
}

fn near(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let last = survey.last();
    let residents = survey.residents_where(last, |_| true);
    let radii = &survey.instance.project.scenario.report.radii_m;
    let mut drafts = Vec::new();
    let around = |id, about, sites: &dyn Fn(&Places) -> Vec<SiteIx>, radius| {
        let people = |places: &Places, t| {
            let near = survey.is_near(&sites(places), radius);
            survey.residents_where(t, |demand| near[demand.0])
        };
        let by_period = survey.instance.horizon.period_indices().map(|t| people(&survey.periods[t.0], t).total);
        Draft::new(id, about, &people(survey.places_at_end(), last))
            .unchanged(&people(&survey.today, last))
            .denominator(&residents)
            .periods(by_period.collect())
    };
    for &radius in radii {
        drafts.push(around(MetricId::NearHub, About::radius(radius), &|places| hub_sites(survey, places), Meters(radius)));
    }
    for kind in access_kinds(survey.instance).filter(|&kind| survey.instance.functions_of(kind).next().is_some()) {
        let rows: Vec<_> = survey.walks.iter().filter(|row| row.kind == kind).collect();
        for &radius in radii {
            // Rows stand in the order of demand points, one a point.
            let within = |demand: DemandIx, t: Option<PeriodIx>| {
                let row = rows[demand.0];
                t.map_or(row.today, |t| row.periods[t.0]).is_some_and(|nearest| nearest.distance <= Meters(radius))
            };
            let by_period = survey.instance.horizon.period_indices();
            let by_period = by_period.map(|t| survey.residents_where(t, |demand| within(demand, Some(t))).total);
            let about = About { radius_m: Some(radius), ..About::kind(&survey.instance.kinds[kind.0].id) };
            drafts.push(
                Draft::new(MetricId::NearKind, about, &survey.residents_where(last, |demand| within(demand, Some(last))))
                    .unchanged(&survey.residents_where(last, |demand| within(demand, None)))
                    .denominator(&residents)
                    .periods(by_period.collect()),
            );
        }
    }
    drafts.push(around(
        MetricId::NearThreeServices,
        About::default(),
        &|places| sites_with_services(survey, places),
        TEN_MINUTES_WALK,
    ));
    drafts
}

/// Sites with three or more kinds of service; the school itself is none.
fn sites_with_services(survey: &Survey<'_, '_>, places: &Places) -> Vec<SiteIx> {
    let mut kinds = vec![BTreeSet::new(); survey.instance.sites.len()];
    for (place, entry) in places.iter().zip(&survey.instance.functions) {
        if let Some(place) = place {
            kinds[place.site.0].insert(entry.kind);
        }
    }
    let sites = kinds.iter().enumerate().filter(|(_, kinds)| kinds.len() >= SERVICES_AT_ONE_PLACE);
    sites.map(|(site, _)| SiteIx(site)).collect()
}

/// Buildings of an age or older, at the end of each period; today's at the beginning of the horizon.
///
/// A block counts while its asset is neither closed nor transferred, with its own age until its rebuild opens and the rebuild's age from then on, and
/// always with the floor it has today. The denominator is today's stock.
fn ageing(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let horizon = &survey.instance.horizon;
    let standing = |year: FiscalYear, years: i32, is_planned: bool| {
        let (mut buildings, mut floor) = (Tally::new(survey.instance), Tally::new(survey.instance));
        let (mut all, mut all_floor) = (Tally::new(survey.instance), Tally::new(survey.instance));
        for (asset, entry) in survey.assets() {
            if is_planned && gone_fy(entry).is_some_and(|gone| gone <= year) {
                continue;
            }
            let (region, district) = survey.area_of(survey.site_of(asset));
            for (block, &built) in
                survey.instance.assets[asset.0].blocks.iter().zip(&built_by(survey.instance, asset, entry, year))
            {
                let since = if is_planned { built } else { block.built };
                all.add(region, district, 1.0);
                all_floor.add(region, district, block.gfa.0);
                if year.since(since) >= years {
                    buildings.add(region, district, 1.0);
                    floor.add(region, district, block.gfa.0);
                }
            }
        }
        [(buildings, all), (floor, all_floor)]
    };
    let metrics = [(60, [MetricId::Beyond60, MetricId::Beyond60Floor]), (80, [MetricId::Beyond80, MetricId::Beyond80Floor])];
    let mut drafts = Vec::new();
    for (years, ids) in metrics {
        let planned = standing(horizon.last(), years, true);
        let unchanged = standing(horizon.last(), years, false);
        let today = standing(horizon.first(), years, false);
        let by_period: Vec<_> = horizon.periods().iter().map(|period| standing(period.last(), years, true)).collect();
        for (index, id) in ids.into_iter().enumerate() {
            drafts.push(
                Draft::new(id, About::default(), &planned[index].0)
                    .today(&today[index].0)
                    .unchanged(&unchanged[index].0)
                    .denominator(&today[index].1)
                    .periods(by_period.iter().map(|values| values[index].0.total).collect()),
            );
        }
    }
    drafts
}

/// The year each block of an asset was completed or last rebuilt, as `year` sees it.
pub(crate) fn built_by(instance: &Instance<'_>, asset: AssetIx, entry: &AssetPlan, year: FiscalYear) -> Vec<FiscalYear> {
    let blocks = &instance.assets[asset.0].blocks;
    let mut built: Vec<FiscalYear> = blocks.iter().map(|block| block.built).collect();
    for action in entry.actions.iter().filter(|action| action.code.is_rebuild() && action.open_fy <= year) {
        let replaced: Vec<_> = match action.code {
            ActionCode::P | ActionCode::PH => blocks_rebuilt_by_partial(instance, asset, action.works_fy),
            _ => blocks.clone(),
        };
        for (block, built) in blocks.iter().zip(&mut built) {
            if replaced.iter().any(|other| other.id == block.id) {
                *built = action.open_fy;
            }
        }
    }
    built
}

/// A count as a number.
pub(super) fn count_of(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
