//! How many facilities of each kind there are, where they are, and which services share a place.

use super::ground::{Ground, Point};
use super::people::{People, apportion};
use super::schools::SchoolPlace;
use super::services::{FORMER_SCHOOL, SERVICES, Service, service};
use super::sites::Sites;
use super::stream::Stream;
use super::targets::{Targets, real};
use crate::catalogue::SchoolKindId;

/// A facility before it has land and buildings.
#[derive(Clone, Debug)]
pub(super) struct FacilityPlace {
    pub(super) service: &'static Service,
    pub(super) at: Point,
    pub(super) cell: usize,
    /// Further services in the same place.
    pub(super) guests: Vec<&'static Service>,
}

/// All facilities, and the services that live in schools.
#[derive(Clone, Debug)]
pub(super) struct Facilities {
    /// In the order of kinds, then districts and cells.
    pub(super) places: Vec<FacilityPlace>,
    /// Position of the school and the service in it.
    pub(super) in_schools: Vec<(usize, &'static Service)>,
}

/// Children's halls beyond one per district, as a share of districts.
const EXTRA_HALLS: f64 = 0.1;
/// Children's halls inside schools, as a share of all.
const HALLS_IN_SCHOOLS: f64 = 0.1;
/// Children's halls inside community centers, as a share of districts.
const HALLS_IN_CENTERS: f64 = 0.15;
/// Spots compared for each facility; the one farthest from others of its kind is taken.
const CANDIDATES: usize = 10;
/// Shares of places with a further service: meeting rooms in branch offices, libraries in community centers, rooms for the aged in
/// district halls, day care in senior centers.
const SHARED: [(&str, &str, f64); 4] = [
    ("branch_office", "district_hall", 0.45),
    ("community_center", "library", 0.3),
    ("district_hall", "senior_center", 0.2),
    ("senior_center", "disability_day_care", 0.1),
];
/// Shares of schools with a further service, beside children's halls.
const IN_SCHOOLS: [(SchoolKindId, &str, f64); 4] = [
    (SchoolKindId::Elementary, "district_hall", 0.05),
    (SchoolKindId::Elementary, "kindergarten", 0.03),
    (SchoolKindId::Elementary, "storehouse", 0.3),
    (SchoolKindId::JuniorHigh, "storehouse", 0.3),
];

/// Places every facility.
pub(super) fn place(
    seed: u64,
    targets: &Targets,
    ground: &Ground,
    people: &People,
    schools: &[SchoolPlace],
    sites: &mut Sites,
) -> Facilities {
    let mut planner = Planner { seed, ground, people, sites, places: Vec::new(), in_schools: Vec::new() };
    let center_count = rounded(service("community_center").places * targets.facility_scale()).max(1);
    planner.spread(service("community_center"), center_count);
    planner.place_halls(schools);
    for district in 0..people.district_count() {
        planner.place_in_district(service("branch_office"), district);
    }
    let left = targets.facilities.saturating_sub(planner.places.len() + targets.former_schools);
    for (service, count) in count_kinds(left) {
        planner.spread(service, count);
    }
    planner.place_former_schools(targets.former_schools);
    planner.share_places();
    planner.share_schools(schools);
    let mut places = planner.places;
    let order = |wanted: &Service| SERVICES.iter().position(|service| service.kind == wanted.kind).unwrap_or(SERVICES.len());
    places.sort_by_key(|place| (order(place.service), people.district[place.cell], place.cell));
    let mut in_schools = planner.in_schools;
    in_schools.sort_by_key(|&(school, service)| (school, service.kind));
    Facilities { places, in_schools }
}

/// Number of places of the kinds that districts do not decide: one of each, the rest as in the ward.
fn count_kinds(left: usize) -> Vec<(&'static Service, usize)> {
    let kinds: Vec<&'static Service> =
        SERVICES.iter().filter(|service| service.places > 0.0 && service.kind != "community_center").collect();
    // Where there is not room for one of each, the first kinds of the table go first.
    let first_of_each = left.min(kinds.len());
    let weights: Vec<f64> = kinds.iter().map(|service| service.places - 0.9).collect();
    let rest = apportion((left - first_of_each) as u64, &weights);
    kinds
        .into_iter()
        .zip(rest)
        .enumerate()
        .map(|(n, (service, rest))| (service, usize::from(n < first_of_each) + usize::try_from(rest).unwrap_or(0)))
        .collect()
}

struct Planner<'a> {
    seed: u64,
    ground: &'a Ground,
    people: &'a People,
    sites: &'a mut Sites,
    places: Vec<FacilityPlace>,
    in_schools: Vec<(usize, &'static Service)>,
}

impl Planner<'_> {
    /// Places `count` facilities of a kind where people live, apart from each other.
    fn spread(&mut self, service: &'static Service, count: usize) {
        let all: Vec<usize> = (0..self.ground.cells.len()).collect();
        for _ in 0..count {
            self.add(service, &all);
        }
    }

    fn place_in_district(&mut self, service: &'static Service, district: usize) {
        let cells: Vec<usize> = (0..self.ground.cells.len()).filter(|&cell| self.people.district[cell] == district).collect();
        self.add(service, &cells);
    }

    /// Takes a spot in the best of some cells drawn by population: the one farthest from places of the same kind.
    fn add(&mut self, service: &'static Service, cells: &[usize]) {
        let mut stream = Stream::new(self.seed, service.kind, self.places.len());
        let mut running = 0.0;
        let totals: Vec<f64> = cells
            .iter()
            .map(|&cell| {
                #[expect(clippy::cast_precision_loss, reason = "residents of a cell are thousands")]
                let weight = self.people.residents(cell) as f64 + 1.0;
                running += weight;
                running
            })
            .collect();
        let same: Vec<Point> =
            self.places.iter().filter(|place| place.service.kind == service.kind).map(|place| place.at).collect();
        let mut best: Option<(f64, usize)> = None;
        for _ in 0..CANDIDATES {
            let cell = cells[stream.pick(&totals)];
            let center = self.ground.cells[cell].center;
            let apart = same.iter().map(|other| other.distance(center)).fold(f64::INFINITY, f64::min);
            if best.is_none_or(|(farthest, _)| apart > farthest) {
                best = Some((apart, cell));
            }
        }
        if let Some((_, cell)) = best {
            let at = self.sites.take(&mut stream, self.ground, cell);
            self.places.push(FacilityPlace { service, at, cell, guests: Vec::new() });
        }
    }

    /// Closed schools apart from each other; every second one still keeps a store for disasters.
    fn place_former_schools(&mut self, count: usize) {
        let before = self.places.len();
        self.spread(&FORMER_SCHOOL, count);
        for place in self.places[before..].iter_mut().skip(1).step_by(2) {
            place.guests.push(service("storehouse"));
        }
    }

    /// One children's hall for each district, some inside community centers or schools, and a few more.
    fn place_halls(&mut self, schools: &[SchoolPlace]) {
        let districts = self.people.district_count();
        let hall = service("children_hall");
        let mut in_centers = rounded(HALLS_IN_CENTERS * real(districts));
        let mut in_schools = rounded(HALLS_IN_SCHOOLS * real(districts));
        for district in 0..districts {
            let is_here = |cell: usize| self.people.district[cell] == district;
            let center = self.places.iter().position(|place| place.service.kind == "community_center" && is_here(place.cell));
            let school = schools.iter().position(|school| school.kind == SchoolKindId::Elementary && is_here(school.cell));
            match (center, school) {
                (Some(center), _) if in_centers > 0 => {
                    in_centers -= 1;
                    self.places[center].guests.push(hall);
                }
                // Every third district at most, so that the halls in schools are spread out.
                (_, Some(school)) if in_schools > 0 && district % 3 == 1 => {
                    in_schools -= 1;
                    self.in_schools.push((school, hall));
                }
                _ => self.place_in_district(hall, district),
            }
        }
        let mut by_people: Vec<usize> = (0..districts).collect();
        by_people.sort_by_key(|&district| (std::cmp::Reverse(self.residents_of(district)), district));
        for &district in by_people.iter().take(rounded(EXTRA_HALLS * real(districts))) {
            self.place_in_district(hall, district);
        }
    }

    fn residents_of(&self, district: usize) -> u64 {
        let cells = (0..self.ground.cells.len()).filter(|&cell| self.people.district[cell] == district);
        cells.map(|cell| self.people.residents(cell)).sum()
    }

    fn share_places(&mut self) {
        for (n, place) in self.places.iter_mut().enumerate() {
            let mut stream = Stream::new(self.seed, "shared places", n);
            for (host, guest, share) in SHARED {
                if place.service.kind == host && stream.chance(share) {
                    place.guests.push(service(guest));
                }
            }
        }
    }

    fn share_schools(&mut self, schools: &[SchoolPlace]) {
        for (n, school) in schools.iter().enumerate() {
            let mut stream = Stream::new(self.seed, "shared schools", n);
            for (kind, guest, share) in IN_SCHOOLS {
                if school.kind == kind && stream.chance(share) {
                    self.in_schools.push((n, service(guest)));
                }
            }
        }
    }
}

fn rounded(value: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts, never negative")]
    let count = value.round() as usize;
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_share_out_every_facility_that_is_left() {
        for left in [0, 5, 20, 364, 2_300] {
            let counts = count_kinds(left);
            assert_eq!(counts.iter().map(|&(_, count)| count).sum::<usize>(), left);
        }
        let counts = count_kinds(354);
        assert!(counts.iter().any(|&(service, count)| service.kind == "nursery" && (46..=50).contains(&count)));
    }
}
