//! Facility sites: floor of every service, one or two buildings, land and ownership.

use super::functions::function;
use super::{Building, Function, Site, area, condition, digits, district_name, fit, real, whole};
use crate::generate::facilities::FacilityPlace;
use crate::generate::people::People;
use crate::generate::services::{FORMER_SCHOOL, Service};
use crate::generate::sites::{Land, is_low_rise};
use crate::generate::stream::Stream;
use crate::generate::targets::Targets;
use crate::project::{Ownership, Seismic, Structure};

/// Years of completion as (share of facilities, first year): more than half reach 60 before 2046.
const YEARS: [(f64, i32); 7] =
    [(0.0, 1956), (0.06, 1965), (0.3, 1975), (0.62, 1985), (0.86, 1995), (0.95, 2005), (1.0, super::LAST_BUILT_FY)];
/// Floor from which a shared place, or one of these kinds, has two buildings, m².
const TWO_BUILDINGS_M2: u64 = 3_000;
const ESTATES: [&str; 3] = ["administrative_office", "public_housing", "sports_hall"];
/// Floor of the first office and library against the largest of their kind, in a ward: the seat of government, the central library.
const SEAT_M2: f64 = 30_000.0;
const CENTRAL_LIBRARY_M2: f64 = 5_500.0;
/// A further service in a shared place is smaller than one with a site of its own.
const GUEST_SHARE: f64 = 0.7;
/// Floor of these kinds stays within what a low-rise zone allows, m².
const CAPPED: [&str; 4] = ["children_hall", "branch_office", "senior_center", "youth_center"];
const CAP_M2: f64 = 600.0;
/// Every so many children's halls, from the first on, are larger than that, in a low-rise zone by a permit: in a school of such a zone
/// a guest of this floor needs one. 梅丘中 takes in a hall of 730 m².
const HALLS_PER_LARGE_ONE: usize = 8;
const LARGE_HALL_M2: f64 = 730.0;
/// Years of completion and sites of former schools: those of schools.
const FORMER_SCHOOL_YEARS: (i32, i32) = (1960, 1972);
const FORMER_SCHOOL_SITE_M2: (f64, f64) = (6_000.0, 8_500.0);
/// Rented premises are small.
const LARGEST_RENTED_M2: u64 = 1_000;
/// Rent, 千円/m² of floor and year. Assumed: about 2,500–4,000 yen a month.
const RENT_KYEN_M2: (f64, f64) = (30.0, 48.0);
/// Share of facilities on state-owned land.
const STATE: f64 = 0.015;

/// Builds all facilities.
pub(super) fn build(
    seed: u64,
    targets: &Targets,
    people: &People,
    places: &[FacilityPlace],
    land: &[Land],
) -> (Vec<Site>, Vec<Function>) {
    let drawn: Vec<Vec<(f64, f64)>> = places
        .iter()
        .enumerate()
        .map(|(n, place)| {
            let is_hall = |n: usize| places[n].service.kind == "children_hall";
            let is_large_hall = is_hall(n) && (0..n).filter(|&n| is_hall(n)).count() % HALLS_PER_LARGE_ONE == 0;
            let floors = draw_floors(seed, targets, places, n, is_low_rise(land[n].zone), place);
            // A floor far above its cap has the cap at every factor.
            let fixed = |floor: f64| (10.0 * floor, floor);
            match place.service.kind {
                _ if is_large_hall => vec![fixed(LARGE_HALL_M2)],
                kind if kind == FORMER_SCHOOL.kind => floors.into_iter().map(|(floor, _)| fixed(floor)).collect(),
                _ => floors,
            }
        })
        .collect();
    let floor = |&(floor, cap): &(f64, f64), factor: f64| (floor * factor).min(cap);
    let total = |factor: f64| drawn.iter().flatten().map(|one| floor(one, factor)).sum::<f64>();
    let factor = fit(targets.facility_floor_m2, 0.75, 1.3, total);

    let mut sites = Vec::new();
    let mut functions = Vec::new();
    for (n, place) in places.iter().enumerate() {
        let mut stream = Stream::new(seed, "facility", n);
        let floors: Vec<u64> = drawn[n].iter().map(|one| whole(floor(one, factor)).max(20)).collect();
        let (id, name) = name(places, people, n);
        let (site, more) = build_one(&mut stream, people, place, &land[n], id, name, &floors);
        sites.push(site);
        functions.extend(more);
    }
    (sites, functions)
}

/// Floor and its cap (m²) of each service of a place, before the total is met.
fn draw_floors(
    seed: u64,
    targets: &Targets,
    places: &[FacilityPlace],
    n: usize,
    is_low_rise: bool,
    place: &FacilityPlace,
) -> Vec<(f64, f64)> {
    let mut stream = Stream::new(seed, "facility floor", n);
    let is_first = n == 0 || places[n - 1].service.kind != place.service.kind;
    let cap = |service: &Service| if is_low_rise && CAPPED.contains(&service.kind) { CAP_M2 } else { f64::INFINITY };
    let (low, high) = place.service.floor_m2;
    // Squaring the draw makes small places more common than large ones.
    let drawn = stream.unit();
    let own = low + (high - low) * (0.35 * drawn + 0.65 * drawn * drawn + 0.1);
    let own = match place.service.kind {
        "administrative_office" if is_first => (SEAT_M2 * targets.people_scale()).max(high),
        "library" if is_first => (CENTRAL_LIBRARY_M2 * targets.people_scale().min(1.0)).max(high),
        _ => own,
    };
    let guests = place.guests.iter().map(|guest| (stream.between(guest.floor_m2.0, guest.floor_m2.1) * GUEST_SHARE, cap(guest)));
    std::iter::once((own, cap(place.service))).chain(guests).collect()
}

/// Id and name: the kind with a number; the district with the kind, and a number where there are several.
fn name(places: &[FacilityPlace], people: &People, n: usize) -> (String, String) {
    let place = &places[n];
    let same = |other: &&FacilityPlace| other.service.kind == place.service.kind;
    let width = digits(places.iter().filter(same).count());
    let number = places[..n].iter().filter(same).count() + 1;
    let district = people.district[place.cell];
    let here = |other: &&FacilityPlace| same(other) && people.district[other.cell] == district;
    let several = places.iter().filter(here).count() > 1;
    let suffix = if several { format!("{}", places[..n].iter().filter(here).count() + 1) } else { String::new() };
    (
        format!("{}-{number:0width$}", place.service.kind.replace('_', "-")),
        format!("{}{}{suffix}", district_name(district), place.service.name),
    )
}

fn build_one(
    stream: &mut Stream,
    people: &People,
    place: &FacilityPlace,
    land: &Land,
    id: String,
    name: String,
    floors: &[u64],
) -> (Site, Vec<Function>) {
    let gfa: u64 = floors.iter().sum();
    let is_former_school = place.service.kind == FORMER_SCHOOL.kind;
    let is_shared = !place.guests.is_empty();
    let is_rented = !is_shared && gfa <= LARGEST_RENTED_M2 && stream.chance(place.service.leased);
    let is_state = !is_rented && stream.chance(STATE);
    let built_fy = match FORMER_SCHOOL_YEARS {
        (first, last) if is_former_school => stream.year(first, last),
        _ => built_year(stream),
    };
    // Where a large place has no guest for its second building, the service itself is in both.
    let has_two = !is_former_school && gfa > TWO_BUILDINGS_M2 && (is_shared || ESTATES.contains(&place.service.kind));
    let mut parts: Vec<(&'static Service, u64, usize)> = vec![(place.service, floors[0], 0)];
    parts.extend(place.guests.iter().zip(&floors[1..]).map(|(&guest, &floor)| (guest, floor, usize::from(has_two))));
    if has_two && !is_shared {
        let annex = whole(area(floors[0]) * stream.between(0.18, 0.35));
        parts[0].1 -= annex;
        parts.push((place.service, annex, 1));
    }
    let count = if has_two { 2 } else { 1 };
    let buildings: Vec<Building> = (0..count)
        .map(|n| {
            let floor = parts.iter().filter(|part| part.2 == n).map(|part| part.1).sum();
            let built_fy = if n == 0 { built_fy } else { (built_fy + stream.year(0, 14)).min(super::LAST_BUILT_FY) };
            let building_id = if has_two { format!("{id}-b{}", n + 1) } else { id.clone() };
            let noun = ["本館", "別館"][n];
            let building = building(stream, place, land, building_id, noun, floor, built_fy);
            // A school building like others; only a sound one may house a school for some years.
            if is_former_school {
                Building { structure: Structure::Rc, floors: 3, seismic: Seismic::OldSound, ..building }
            } else {
                building
            }
        })
        .collect();
    let mut functions = Vec::new();
    for (n, &(service, floor, at)) in parts.iter().enumerate().skip(usize::from(is_former_school)) {
        let is_annex = n > 0 && service.kind == place.service.kind;
        let function_id = format!("{id}.{}{}", service.kind, if is_annex { "-annex" } else { "" });
        let called = match n {
            0 => name.clone(),
            _ if is_annex => format!("{name}別館"),
            _ => format!("{}{}（{name}内）", district_name(people.district[place.cell]), service.name),
        };
        functions.push(function(stream, service, function_id, called, buildings[at].id.clone(), floor));
    }
    let site = Site {
        land_area_m2: match FORMER_SCHOOL_SITE_M2 {
            (least, most) if is_former_school => whole(stream.between(least, most)),
            _ => site_area(stream, land, gfa),
        },
        at: place.at,
        cell: place.cell,
        land: land.clone(),
        ownership: match (is_rented, is_state) {
            (true, _) => Ownership::Leased,
            (_, true) => Ownership::State,
            _ => Ownership::Owned,
        },
        annual_rent_kyen: if is_rented { whole(area(gfa) * stream.between(RENT_KYEN_M2.0, RENT_KYEN_M2.1)) } else { 0 },
        shelter: match place.service.kind {
            "community_center" | "sports_hall" => stream.chance(0.5),
            _ => is_former_school,
        },
        school: None,
        buildings,
        id,
        name,
    };
    (site, functions)
}

fn built_year(stream: &mut Stream) -> i32 {
    let share = stream.unit();
    let upper = YEARS.partition_point(|&(at, _)| at <= share).clamp(1, YEARS.len() - 1);
    stream.year(YEARS[upper - 1].1, YEARS[upper].1 - 1)
}

fn building(
    stream: &mut Stream,
    place: &FacilityPlace,
    land: &Land,
    id: String,
    name: &str,
    gfa_m2: u64,
    built_fy: i32,
) -> Building {
    let structure = match (place.service.kind, stream.unit()) {
        ("depot" | "bicycle_parking" | "storehouse", drawn) if drawn < 0.5 => Structure::S,
        ("sports_hall" | "pool", drawn) if drawn < 0.3 => Structure::S,
        ("senior_center" | "nursery" | "storehouse", drawn) if gfa_m2 < 450 && drawn > 0.6 => Structure::W,
        (_, drawn) if gfa_m2 > 6_000 && drawn < 0.5 => Structure::Src,
        (_, drawn) if drawn > 0.93 => Structure::S,
        _ => Structure::Rc,
    };
    let most = if is_low_rise(land.zone) { 3 } else { 8 };
    let floors = u32::try_from(1 + gfa_m2 / 650).unwrap_or(most).min(most);
    let floors = if structure == Structure::W { floors.min(2) } else { floors };
    let blank = Building {
        id,
        name: name.to_owned(),
        gfa_m2,
        built_fy,
        structure,
        floors,
        last_renovation_fy: None,
        seismic: Seismic::Unknown,
        soundness: None,
        extendable: None,
    };
    condition(stream, blank)
}

/// Land for a floor: between a third and nine tenths of what the floor-area ratio allows is built.
fn site_area(stream: &mut Stream, land: &Land, gfa: u64) -> u64 {
    let far = f64::from(land.far_pct) / 100.0;
    // Low-rise plots are used more fully than those of tall zones.
    let (low, high) = if is_low_rise(land.zone) { (0.55, 0.9) } else { (0.4, 0.85) };
    whole(area(gfa) / (far * stream.between(low, high))).max(whole(real(60)))
}
