//! Buildings and functions on the sites: floors, years, structures, ownership, use and running cost.

mod buildings;
mod functions;
mod rooms;
mod schools;

pub(super) use rooms::{BANDS, Room};

use super::facilities::Facilities;
use super::ground::{Ground, Point};
use super::people::People;
use super::schools::SchoolPlace;
use super::services::Service;
use super::sites::{Land, LandWish, ZoneNeed, give_land, price_again};
use super::stream::Stream;
use super::targets::{Targets, real};
use crate::project::{Ownership, Seismic, Structure};

/// A site as its row says it.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) at: Point,
    pub(super) cell: usize,
    /// `site_area_m2` of the row.
    pub(super) land_area_m2: u64,
    pub(super) land: Land,
    pub(super) ownership: Ownership,
    pub(super) annual_rent_kyen: u64,
    pub(super) shelter: bool,
    pub(super) school: Option<School>,
    /// One building without an id of its own is implied by the site's row.
    pub(super) buildings: Vec<Building>,
}

/// What a school site has beyond others.
#[derive(Clone, Debug)]
pub(super) struct School {
    pub(super) place: SchoolPlace,
    /// Yard to keep, m².
    pub(super) yard_m2: u64,
    pub(super) running_cost_kyen: u64,
    pub(super) rooms: Vec<Room>,
}

/// A building as its row says it.
#[derive(Clone, Debug)]
pub(super) struct Building {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) gfa_m2: u64,
    pub(super) built_fy: i32,
    pub(super) structure: Structure,
    pub(super) floors: u32,
    pub(super) last_renovation_fy: Option<i32>,
    pub(super) seismic: Seismic,
    pub(super) soundness: Option<u32>,
    pub(super) extendable: Option<bool>,
}

/// A function as its row says it.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) building_id: String,
    pub(super) service: &'static Service,
    pub(super) gfa_m2: u64,
    pub(super) running_cost_kyen: u64,
    pub(super) capacity_people: Option<u64>,
    pub(super) used_people: Option<u64>,
    pub(super) users_per_year: Option<u64>,
    pub(super) slots_per_year: Option<u64>,
    pub(super) used_slots_per_year: Option<u64>,
    /// Bookable rooms, whose slots add up to the two above.
    pub(super) rooms: Vec<Room>,
}

/// Everything that stands on the ground.
#[derive(Clone, Debug)]
pub(super) struct Stock {
    /// Schools first.
    pub(super) sites: Vec<Site>,
    pub(super) functions: Vec<Function>,
}

impl Stock {
    /// Rooms of schools and functions.
    pub(super) fn room_count(&self) -> usize {
        let of_schools = self.sites.iter().filter_map(|site| site.school.as_ref()).map(|school| school.rooms.len());
        of_schools.chain(self.functions.iter().map(|function| function.rooms.len())).sum()
    }
}

/// Puts buildings and functions on the places.
pub(super) fn build(
    seed: u64,
    targets: &Targets,
    ground: &Ground,
    people: &People,
    schools: &[SchoolPlace],
    facilities: &Facilities,
) -> Stock {
    let wish = |cell: usize, need: ZoneNeed| LandWish { centrality: ground.cells[cell].centrality, need };
    let school_wishes = schools.iter().map(|school| wish(school.cell, ZoneNeed::Any));
    let facility_wishes = facilities.places.iter().map(|place| wish(place.cell, place.service.need));
    let mut land = give_land(seed, &school_wishes.chain(facility_wishes).collect::<Vec<_>>());
    let facility_land = land.split_off(schools.len());
    let (mut sites, mut functions) = schools::build(seed, targets, people, schools, &land, &facilities.in_schools);
    let (more_sites, more_functions) = buildings::build(seed, targets, people, &facilities.places, &facility_land);
    sites.extend(more_sites);
    let owned = sites.iter_mut().filter(|site| site.ownership != Ownership::Leased);
    price_again(owned.map(|site| &mut site.land));
    functions.extend(more_functions);
    Stock { sites, functions }
}

/// Name of a district: plainly a number, never a place.
pub(super) fn district_name(district: usize) -> String {
    format!("第{:02}地区", district + 1)
}

/// Name of a region.
pub(super) fn region_name(region: usize) -> String {
    format!("第{:02}地域", region + 1)
}

/// The factor within `least..=most` that brings `total(factor)`, which grows with it, nearest to `wanted`.
fn fit(wanted: f64, least: f64, most: f64, total: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (least, most);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if total(middle) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Condition of a building of one age, before ids and floors.
fn condition(stream: &mut Stream, building: Building) -> Building {
    let Building { built_fy, .. } = building;
    // A building of 1981 or earlier follows the old earthquake standard; nearly all have been checked and strengthened.
    let seismic = match stream.unit() {
        _ if built_fy >= 1982 => Seismic::New,
        drawn if drawn < 0.93 => Seismic::OldSound,
        drawn if drawn < 0.97 => Seismic::Unknown,
        _ => Seismic::OldWeak,
    };
    let renovated = built_fy + stream.year(20, 36);
    let last_renovation_fy = (stream.chance(0.55) && renovated <= LAST_BUILT_FY).then_some(renovated);
    let bonus = if last_renovation_fy.is_some() { 10.0 } else { 0.0 };
    let surveyed = (100.0 - 0.8 * f64::from(LAST_BUILT_FY - built_fy) + bonus + stream.between(-18.0, 14.0)).clamp(15.0, 100.0);
    let soundness = stream.chance(0.8).then(|| u32::try_from(whole(surveyed)).unwrap_or(100));
    let extendable = stream.chance(0.04).then_some(false);
    Building { last_renovation_fy, seismic, soundness, extendable, ..building }
}

/// The newest building stands since this year.
const LAST_BUILT_FY: i32 = 2020;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "areas and amounts, never negative")]
fn whole(value: f64) -> u64 {
    value.round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "areas are far below 2^53")]
fn area(value: u64) -> f64 {
    value as f64
}

/// Digits of the largest number of a list, at least two.
fn digits(count: usize) -> usize {
    count.to_string().len().max(2)
}
