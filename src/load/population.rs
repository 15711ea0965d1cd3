//! The scenario's projection of residents and pupils, applied once to what the tables give (formulation, section 13).

mod table;

use std::collections::BTreeMap;

use super::findings::{Findings, Reported};
use super::keyed::dangling;
use super::quantities::{PUPILS, Quantity, RESIDENTS};
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::{FiscalYear, Horizon};
use crate::id::RegionId;
use crate::project::{AGE_BANDS, ByAge, DemandPoint, Grade, Purpose, Site, Sources};
use crate::scenario::PopulationSettings;
use crate::units::People;

pub(super) use table::{FILE, Projections, read};

use table::{Expected, Target};

/// Least and most yearly change, ratio.
pub(super) const CHANGE: std::ops::RangeInclusive<f64> = -0.2..=0.2;

/// Scales residents of `demand` and pupils of `sites`, both in the order of ids, as `settings` say; what cannot be scaled is
/// reported at `place` of a key of the scenario.
pub(super) fn apply(
    settings: &PopulationSettings,
    horizon: &Horizon,
    projections: &Projections,
    sites: &mut [Site],
    demand: &mut [DemandPoint],
    place: &dyn Fn(&str) -> Place,
    findings: &mut Findings,
) {
    if let Some(variant) = &settings.variant {
        let Ok(rows) = chosen(variant, projections, &place("population.variant"), findings) else { return };
        for (region, targets) in by_region(rows) {
            scale(region.as_ref(), &targets, sites, demand, findings);
        }
    }
    let change = settings.change_per_year;
    if change != 0.0 && CHANGE.contains(&change) {
        change_yearly(change, horizon, sites, demand);
    }
    if settings.variant.is_some() || change != 0.0 {
        check_range(sites, demand, &place("population"), findings);
    }
}

/// The rows of the variant, or the error that there is none.
fn chosen<'p>(
    variant: &str,
    projections: &'p Projections,
    place: &Place,
    findings: &mut Findings,
) -> Result<&'p [(Place, Target)], Reported> {
    if let Some(rows) = projections.variants.get(variant) {
        return Ok(rows);
    }
    if !projections.is_given {
        return Err(findings.error(
            place.clone(),
            InputCode::FileMissing,
            FILE,
            Text::new(
                "variant を選ぶには population.csv が必要です",
                "a variant needs population.csv, which is not in the folder",
            ),
            Text::new(
                "プロジェクトフォルダーに population.csv を置くか、variant を削ってください",
                "put population.csv into the project folder, or drop `variant`",
            ),
        ));
    }
    if projections.is_complete {
        let known = projections.variants.keys().map(String::as_str);
        dangling(place.clone(), variant, ("人口推計 (population.csv の variant)", "variant in population.csv"), known, findings);
    }
    Err(Reported)
}

/// Rows by region and year, the whole municipality under `None`.
fn by_region(rows: &[(Place, Target)]) -> BTreeMap<Option<RegionId>, BTreeMap<FiscalYear, (&Place, &Target)>> {
    let mut regions: BTreeMap<Option<RegionId>, BTreeMap<FiscalYear, (&Place, &Target)>> = BTreeMap::new();
    for (place, target) in rows {
        regions.entry(target.region.clone()).or_default().insert(target.fy, (place, target));
    }
    regions
}

/// What the given numbers of one year are multiplied by: `× target / given`, or nothing where there is nobody to scale.
#[derive(Clone, Copy, Debug)]
struct Factor {
    target: f64,
    given: f64,
}

impl Factor {
    fn of(self, people: f64) -> f64 {
        if self.given > 0.0 { people * self.target / self.given } else { people }
    }
}

/// Formulation (13.1) for one region, or for the municipality: the given numbers of each year of the table are scaled to its
/// residents, and only these years are left.
fn scale(
    region: Option<&RegionId>,
    targets: &BTreeMap<FiscalYear, (&Place, &Target)>,
    sites: &mut [Site],
    demand: &mut [DemandPoint],
    findings: &mut Findings,
) {
    let is_in = |of: &RegionId| region.is_none_or(|region| region == of);
    let mut factors: BTreeMap<FiscalYear, [Factor; 3]> = BTreeMap::new();
    for (&year, &(place, target)) in targets {
        let mut given = [0.0; 3];
        for point in demand.iter().filter(|point| is_in(&point.region)) {
            for (sum, people) in given.iter_mut().zip(residents_in(&point.population, year)) {
                *sum += people;
            }
        }
        factors.insert(year, factors_of(target.people, given));
        if given.iter().sum::<f64>() <= 0.0 {
            advise_on_nobody(place, year, findings);
        }
    }
    let grade = targets.values().map(|(_, target)| target.grade).max().unwrap_or_default().max(Grade::Derived);
    for point in demand.iter_mut().filter(|point| is_in(&point.region)) {
        let scaled = factors.iter().map(|(&year, factors)| {
            let given = residents_in(&point.population, year);
            (year, std::array::from_fn(|band| People(factors[band].of(given[band]))))
        });
        set_residents(point, scaled.collect(), grade);
    }
    for site in sites.iter_mut().filter(|site| is_in(&site.region)) {
        let Purpose::School(school) = &site.purpose else { continue };
        let scaled = factors.iter().map(|(&year, factors)| (year, People(factors[0].of(pupils_in(&school.pupils, year)))));
        let scaled = scaled.collect();
        set_pupils(site, scaled, grade);
    }
}

fn factors_of(target: Expected, given: [f64; 3]) -> [Factor; 3] {
    match target {
        Expected::ByAge(people) => std::array::from_fn(|band| Factor { target: people[band].0, given: given[band] }),
        Expected::Total(people) => [Factor { target: people.0, given: given.iter().sum() }; 3],
    }
}

fn advise_on_nobody(place: &Place, year: FiscalYear, findings: &mut Findings) {
    findings.advise(
        place.clone(),
        AdviceCode::NoEffect,
        year.to_string(),
        Text::new(
            "この地域には需要点の人口がないので、合わせる元がありません",
            "no residents are given for this region, so there is nothing to scale",
        ),
    );
}

/// Formulation (13.2): every year of the horizon by itself, `(1 + change)` to the power of the years since the first.
fn change_yearly(change: f64, horizon: &Horizon, sites: &mut [Site], demand: &mut [DemandPoint]) {
    let first = horizon.first();
    let years: Vec<(FiscalYear, f64)> =
        (0..=horizon.last().since(first)).map(|elapsed| (first.plus(elapsed), (1.0 + change).powi(elapsed))).collect();
    for point in demand {
        let changed = years
            .iter()
            .map(|&(year, factor)| (year, residents_in(&point.population, year).map(|people| People(people * factor))));
        let changed = changed.collect();
        set_residents(point, changed, Grade::Derived);
    }
    for site in sites {
        let Purpose::School(school) = &site.purpose else { continue };
        let changed = years.iter().map(|&(year, factor)| (year, People(pupils_in(&school.pupils, year) * factor)));
        let changed = changed.collect();
        set_pupils(site, changed, Grade::Derived);
    }
}

fn set_residents(point: &mut DemandPoint, population: BTreeMap<FiscalYear, ByAge>, at_best: Grade) {
    for band in AGE_BANDS {
        regrade(&mut point.sources, band, point.population.keys(), population.keys(), at_best);
    }
    point.population = population;
}

fn set_pupils(site: &mut Site, pupils: BTreeMap<FiscalYear, People>, at_best: Grade) {
    let Purpose::School(school) = &mut site.purpose else { return };
    regrade(&mut site.sources, "pupils", school.pupils.keys(), pupils.keys(), at_best);
    school.pupils = pupils;
}

/// Gives the fields `<prefix>_<FY>` of the years `now` the worst grade of those of the years `before`, at best `at_best`.
fn regrade<'y>(
    sources: &mut Sources,
    prefix: &str,
    before: impl Iterator<Item = &'y FiscalYear>,
    now: impl Iterator<Item = &'y FiscalYear>,
    at_best: Grade,
) {
    let mut worst = at_best;
    for year in before {
        let field = format!("{prefix}_{year}");
        worst = worst.max(sources.of(&field));
        sources.fields.remove(&field);
    }
    for year in now.filter(|_| worst != sources.record) {
        sources.fields.insert(format!("{prefix}_{year}"), worst);
    }
}

/// A projection may ask for more people than a table may give: everything after `load` counts on their limits.
fn check_range(sites: &[Site], demand: &[DemandPoint], place: &Place, findings: &mut Findings) {
    let beyond = |quantity: &Quantity, people: f64| !quantity.holds(people);
    let point = demand.iter().find(|point| point.population.values().flatten().any(|people| beyond(&RESIDENTS, people.0)));
    if let Some(point) = point {
        too_many(place, point.id.as_str(), &RESIDENTS, findings);
    }
    let mut schools = sites.iter().filter_map(|site| Some((site, site.school()?)));
    if let Some((site, _)) = schools.find(|(_, school)| school.pupils.values().any(|pupils| beyond(&PUPILS, pupils.0))) {
        too_many(place, site.id.as_str(), &PUPILS, findings);
    }
}

fn too_many(place: &Place, id: &str, quantity: &Quantity, findings: &mut Findings) {
    let most = quantity.most;
    findings.error(
        place.clone(),
        InputCode::OutOfRange,
        id,
        Text::new(
            format!("推計を当てはめると {most} 人を超えます"),
            format!("with the projection applied it has more than {most} people"),
        ),
        Text::new(
            "population.csv の人口の単位 (人) と需要点の人口、change_per_year を確かめてください",
            "check the unit of population.csv (people), the residents of demand points, and change_per_year",
        ),
    );
}

/// Pupils of a year: linear between given years, constant outside them.
fn pupils_in(given: &BTreeMap<FiscalYear, People>, year: FiscalYear) -> f64 {
    between(given, year).map_or(0.0, |(before, after, share)| before.0 + (after.0 - before.0) * share.0 / share.1)
}

/// Residents of a year by age band, in the same way.
fn residents_in(given: &BTreeMap<FiscalYear, ByAge>, year: FiscalYear) -> [f64; 3] {
    between(given, year).map_or([0.0; 3], |(before, after, share)| {
        std::array::from_fn(|band| before[band].0 + (after[band].0 - before[band].0) * share.0 / share.1)
    })
}

/// The values given before and after a year, and how many of the years between have passed; `None` where none is given.
fn between<T>(given: &BTreeMap<FiscalYear, T>, year: FiscalYear) -> Option<(&T, &T, (f64, f64))> {
    let before = given.range(..=year).next_back();
    let after = given.range(year..).next();
    match (before, after) {
        (Some((&from, earlier)), Some((&to, later))) if from < to => {
            Some((earlier, later, (f64::from(year.since(from)), f64::from(to.since(from)))))
        }
        (Some((_, value)), _) | (None, Some((_, value))) => Some((value, value, (0.0, 1.0))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests;
