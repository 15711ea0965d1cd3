//! School sites: land, yard, two to four blocks, and the services already in some of them.

use super::functions::function;
use super::rooms::of_school;
use super::{Building, Function, School, Site, area, condition, digits, district_name, fit, whole};
use crate::catalogue::SchoolKindId;
use crate::generate::people::People;
use crate::generate::schools::SchoolPlace;
use crate::generate::services::Service;
use crate::generate::sites::{Land, is_low_rise};
use crate::generate::stream::Stream;
use crate::generate::targets::Targets;
use crate::project::{Ownership, Seismic, Structure};

/// Typical floor of today's schools: 4,500–8,500 m² elementary, 7,500–11,500 m² junior high.
const FLOOR_M2: [(f64, f64); 2] = [(4_500.0, 8_500.0), (7_500.0, 11_500.0)];
/// Floor by pupils before noise: fixed m² and m² per pupil. Set to meet the schools seen (378 pupils: 4,957 m²; 374: 7,652 m²).
const FLOOR_BY_PUPILS: [(f64, f64); 2] = [(3_300.0, 4.7), (6_000.0, 5.6)];
/// Typical sites: 7,000–12,000 m² elementary, 13,000–22,000 m² junior high.
const SITE_M2: [(f64, f64); 2] = [(7_000.0, 12_000.0), (13_000.0, 22_000.0)];
/// Floor per m² of site: 0.51–0.82 seen.
const FLOOR_SHARE: [(f64, f64); 2] = [(0.56, 0.80), (0.51, 0.72)];
/// Share of the site to be kept as yard. Assumed.
const YARD_SHARE: (f64, f64) = (0.50, 0.66);
/// Shares of schools whose main block is of 1955–1974, and of 1975–1985; the rest are rebuilt since 1998.
const OLD: f64 = 0.86;
const MIDDLE: f64 = 0.93;
/// Cost of running a school building, 千円/m²/year.
///
/// # Source
/// The ward's budget of FY2026: 3,208 million yen for 61 elementary and 1,239 for 29 junior high schools, without staff, which
/// is about 8.3 and 5.0 千円/m² at 6,300 and 8,500 m² a school; the range around it is assumed.
const RUNNING_KYEN_M2: [(f64, f64); 2] = [(7.3, 9.3), (4.4, 5.6)];
/// Share of school sites that stand on state-owned land.
const STATE: f64 = 0.1;
/// Largest floor of a service inside a school, m²: what a low-rise zone allows.
const LARGEST_GUEST_M2: f64 = 580.0;
/// Floor of a storehouse inside a school, m².
const STORE_M2: (f64, f64) = (40.0, 90.0);

/// Builds all schools.
pub(super) fn build(
    seed: u64,
    targets: &Targets,
    people: &People,
    places: &[SchoolPlace],
    land: &[Land],
    guests: &[(usize, &'static Service)],
) -> (Vec<Site>, Vec<Function>) {
    let slot = |place: &SchoolPlace| usize::from(place.kind == SchoolKindId::JuniorHigh);
    let drawn: Vec<f64> = places
        .iter()
        .enumerate()
        .map(|(n, place)| {
            let (fixed, per_pupil) = FLOOR_BY_PUPILS[slot(place)];
            (fixed + per_pupil * f64::from(place.pupils[0])) * Stream::new(seed, "school floor", n).between(0.9, 1.1)
        })
        .collect();
    let floor = |n: usize, factor: f64| {
        let (least, most) = FLOOR_M2[slot(&places[n])];
        (drawn[n] * factor).clamp(least, most)
    };
    let factor = fit(targets.school_floor_m2, 0.8, 1.25, |factor| (0..places.len()).map(|n| floor(n, factor)).sum());

    let mut sites = Vec::new();
    let mut functions = Vec::new();
    let width = digits(places.len());
    let mut numbers = [0, 0];
    for (n, place) in places.iter().enumerate() {
        let slot = slot(place);
        numbers[slot] += 1;
        let (prefix, noun) = [("es", "小学校"), ("jh", "中学校")][slot];
        let id = format!("{prefix}-{:0width$}", numbers[slot]);
        let name = format!("架空第{:0width$}{noun}", numbers[slot]);
        let mut stream = Stream::new(seed, "school", n);
        let gfa = whole(floor(n, factor));
        let (least, most) = SITE_M2[slot];
        let (low, high) = FLOOR_SHARE[slot];
        let site_area = (area(gfa) / stream.between(low, high)).clamp(least, most).round();
        // The buildings of today stand beside the yard: three storeys and some ground around them.
        let yard = (site_area * stream.between(YARD_SHARE.0, YARD_SHARE.1)).min(site_area - area(gfa) / 2.6);
        let ownership = if stream.chance(STATE) { Ownership::State } else { Ownership::Owned };
        let blocks = blocks(&mut stream, &id, gfa, is_low_rise(land[n].zone));
        for &(_, service) in guests.iter().filter(|&&(school, _)| school == n) {
            let (low, high) = if service.kind == "storehouse" { STORE_M2 } else { service.floor_m2 };
            let floor = whole(stream.between(low, high).min(LARGEST_GUEST_M2));
            let name = format!("{}{}（{name}内）", district_name(people.district[place.cell]), service.name);
            let kind = service.kind;
            functions.push(function(&mut stream, service, format!("{id}.{kind}"), name, id.clone(), floor));
        }
        let (low, high) = RUNNING_KYEN_M2[slot];
        let school = School {
            place: place.clone(),
            yard_m2: whole(yard),
            running_cost_kyen: whole(area(gfa) * stream.between(low, high)),
            rooms: of_school(&mut stream, &id, place.kind, &blocks),
        };
        sites.push(Site {
            id,
            name,
            at: place.at,
            cell: place.cell,
            land_area_m2: whole(site_area),
            land: land[n].clone(),
            ownership,
            annual_rent_kyen: 0,
            shelter: true,
            school: Some(school),
            buildings: blocks,
        });
    }
    (sites, functions)
}

/// Two to four blocks: a main building, a second one, a gymnasium, an annex.
fn blocks(stream: &mut Stream, site: &str, gfa: u64, is_low_rise: bool) -> Vec<Building> {
    let (main_fy, is_rebuilt) = match stream.unit() {
        drawn if drawn < OLD => (stream.year(1955, 1974), false),
        drawn if drawn < MIDDLE => (stream.year(1975, 1985), false),
        _ => (stream.year(1998, 2018), true),
    };
    // A school of one go has a gymnasium only; most grew by extensions.
    let count = if is_rebuilt { 2 } else { 2 + stream.below(3) };
    let gymnasium = stream.between(0.13, 0.18);
    let annex = if count == 4 { stream.between(0.05, 0.1) } else { 0.0 };
    let second = if count >= 3 { stream.between(0.2, 0.34) } else { 0.0 };
    let parts = [
        ("校舎", 1.0 - gymnasium - annex - second, 0, 0),
        ("体育館", gymnasium, 0, 10),
        ("西校舎", second, 2, 12),
        ("増築棟", annex, 30, 48),
    ];
    let mut buildings = Vec::new();
    let mut left = gfa;
    for (n, (noun, share, least, most)) in parts.into_iter().take(count).enumerate().rev() {
        let floor = if n == 0 { left } else { whole(area(gfa) * share) };
        left -= floor;
        let built_fy = if is_rebuilt { main_fy } else { (main_fy + stream.year(least, most)).min(super::LAST_BUILT_FY) };
        let structure = if n == 1 && stream.chance(0.45) { Structure::S } else { Structure::Rc };
        let floors = match n {
            0 | 2 if is_low_rise => 3,
            0 | 2 => 4,
            _ => 2,
        };
        buildings.push(condition(
            stream,
            Building {
                id: format!("{site}-b{}", n + 1),
                name: noun.to_owned(),
                gfa_m2: floor,
                built_fy,
                structure,
                floors,
                last_renovation_fy: None,
                seismic: Seismic::Unknown,
                soundness: None,
                extendable: None,
            },
        ));
    }
    buildings.reverse();
    buildings
}
