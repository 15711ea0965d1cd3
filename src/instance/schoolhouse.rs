//! How much floor a school needs, and how much its site has to spare for guests.

use crate::catalogue::SchoolKind;
use crate::fiscal::FiscalYear;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::project::School;
use crate::units::SquareMeters;

/// Storeys assumed where a site has no height limit (formulation 6.1).
const STOREYS_WITHOUT_LIMIT: f64 = 10.0;

/// Pupils in `year`: linear between given years, constant outside them.
pub fn pupils_in(school: &School, year: FiscalYear) -> f64 {
    let before = school.pupils.range(..=year).next_back();
    let after = school.pupils.range(year..).next();
    match (before, after) {
        (Some((&from, earlier)), Some((&to, later))) if from < to => {
            earlier.0 + (later.0 - earlier.0) * f64::from(year.since(from)) / f64::from(to.since(from))
        }
        (Some((_, given)), _) | (None, Some((_, given))) => given.0,
        (None, None) => 0.0,
    }
}

/// Classes that `pupils` make (formulation 4.1).
pub fn classes_of(kind: &SchoolKind, pupils: f64) -> f64 {
    let grades = f64::from(kind.grades);
    grades * (pupils / grades / f64::from(kind.class_size_people)).ceil()
}

/// Classes of a school in `year` (formulation 4.1).
///
/// # Panics
/// When `asset` is not a school.
pub fn classes_in(instance: &Instance<'_>, asset: AssetIx, year: FiscalYear) -> f64 {
    let (school, kind) = school_of(instance, asset);
    classes_of(kind, pupils_in(school, year))
}

/// Floor a school needs when it is rebuilt to open in `year` (formulation 4.1).
///
/// # Panics
/// When `asset` is not a school.
pub fn school_need(instance: &Instance<'_>, asset: AssetIx, year: FiscalYear) -> SquareMeters {
    let by_today = instance.project.scenario.works.gfa_floor_ratio * instance.assets[asset.0].gfa.0;
    SquareMeters(plain_need(instance, asset, year).0.max(by_today))
}

/// Floor a school's classes need in `year`, whatever it has today: `need₀` (formulation 4.1).
///
/// # Panics
/// When `asset` is not a school.
pub fn plain_need(instance: &Instance<'_>, asset: AssetIx, year: FiscalYear) -> SquareMeters {
    let (school, kind) = school_of(instance, asset);
    need_of(kind, classes_of(kind, pupils_in(school, year)))
}

/// Floor that so many classes need (formulation 4.1).
pub(crate) fn need_of(kind: &SchoolKind, classes: f64) -> SquareMeters {
    SquareMeters(kind.fixed_m2 + kind.m2_per_class * classes)
}

/// Floor of a school's standing building that no later year needs, from `year` on (formulation 5.10).
///
/// # Panics
/// When `asset` is not a school.
pub fn surplus_floor(instance: &Instance<'_>, asset: AssetIx, year: FiscalYear) -> SquareMeters {
    let later = instance.horizon.fiscal_years().filter(|&other| other >= year);
    let most = later.map(|other| plain_need(instance, asset, other).0).fold(0.0, f64::max);
    SquareMeters((instance.assets[asset.0].gfa.0 - most).max(0.0))
}

/// Most classes that the pupils of two schools make together in any year from `year` on.
///
/// # Panics
/// When one is not a school.
pub fn most_joint_classes(instance: &Instance<'_>, first: AssetIx, second: AssetIx, year: FiscalYear) -> f64 {
    let later = instance.horizon.fiscal_years().filter(|&other| other >= year);
    later.map(|other| joint_classes(instance, first, second, other)).fold(0.0, f64::max)
}

/// Floor that `into` needs beyond its own classes when the pupils of `school` come in `year` (formulation 5.20).
///
/// # Panics
/// When one is not a school.
pub fn extra_floor(instance: &Instance<'_>, school: AssetIx, into: AssetIx, year: FiscalYear) -> SquareMeters {
    let (host, kind) = school_of(instance, into);
    let later = instance.horizon.fiscal_years().filter(|&other| other >= year);
    let more = later.map(|other| joint_classes(instance, school, into, other) - classes_of(kind, pupils_in(host, other)));
    SquareMeters(kind.m2_per_class * more.fold(0.0, f64::max))
}

/// Classes of the pupils of both schools by the class size of `into`.
fn joint_classes(instance: &Instance<'_>, school: AssetIx, into: AssetIx, year: FiscalYear) -> f64 {
    let (leaving, _) = school_of(instance, school);
    let (host, kind) = school_of(instance, into);
    classes_of(kind, pupils_in(leaving, year) + pupils_in(host, year))
}

/// Floor a school's site can hold beyond `school_floor` (formulation 6.1).
///
/// # Panics
/// When `asset` is not a school.
pub fn spare_floor(instance: &Instance<'_>, asset: AssetIx, school_floor: SquareMeters) -> SquareMeters {
    let site = instance.site_of(asset).site;
    let (school, kind) = school_of(instance, asset);
    let storeys = site.height_limit.map_or(STOREYS_WITHOUT_LIMIT, |limit| (limit.0 / kind.storey_height_m).floor());
    let area = site.site_area.0;
    let by_far = site.far.map_or(f64::INFINITY, |far| far.0 * area);
    let by_height = site.bcr.map_or(f64::INFINITY, |bcr| storeys * bcr.0 * area);
    let by_yard = storeys * (area - school.yard.0);
    let spare = (by_far.min(by_height).min(by_yard) - school_floor.0).max(0.0);
    SquareMeters(spare.min(instance.project.scenario.moves.hub_guest_cap_m2.unwrap_or(f64::INFINITY)))
}

/// A school and its kind.
///
/// # Panics
/// When `asset` is not a school.
pub(crate) fn school_of<'a>(instance: &'a Instance<'_>, asset: AssetIx) -> (&'a School, &'a SchoolKind) {
    school_and_kind(instance, asset).expect("asked of schools only, whose kinds load resolves")
}

/// The school an asset is, with its kind; none for a facility.
pub(crate) fn school_and_kind<'a>(instance: &'a Instance<'_>, asset: AssetIx) -> Option<(&'a School, &'a SchoolKind)> {
    let school = instance.site_of(asset).site.school()?;
    Some((school, instance.project.kinds.school_kind(school.kind)?))
}
