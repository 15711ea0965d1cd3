//! What a synthetic municipality is to look like: counts, area, people and floor, by preset or by size.

use super::{Counts, GenerateError, Preset, Size};

/// The totals the generator aims at.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    /// Name of the preset or `custom`, for the scenario.
    pub(super) name: &'static str,
    pub(super) elementary: usize,
    pub(super) junior_high: usize,
    pub(super) facilities: usize,
    /// Sites among the facilities whose school has closed while its building still stands.
    pub(super) former_schools: usize,
    pub(super) cells: usize,
    pub(super) area_km2: f64,
    /// Number of districts of each region.
    pub(super) regions: Vec<usize>,
    /// Residents in the first year.
    pub(super) people: u64,
    /// Floor of all schools and of all facilities, m².
    pub(super) school_floor_m2: f64,
    pub(super) facility_floor_m2: f64,
}

/// Side of a mesh cell, metres.
pub(super) const CELL_M: f64 = 250.0;

const CELL_KM2: f64 = CELL_M * CELL_M / 1e6;

/// Setagaya's published totals: schools, districts and area from the ward's pages; floor from the outline of 2016 (about 1.28
/// million m², about half of it schools); people as set for the generator.
mod ward {
    pub(super) const ELEMENTARY: usize = 61;
    pub(super) const SCHOOLS: usize = 90;
    pub(super) const FACILITIES: usize = 420;
    pub(super) const AREA_KM2: f64 = 58.05;
    pub(super) const CELLS: usize = 929;
    pub(super) const PEOPLE: u64 = 943_664;
    pub(super) const REGIONS: [usize; 5] = [7, 6, 7, 5, 3];
    pub(super) const DISTRICTS: usize = 28;
    pub(super) const SCHOOL_FLOOR_M2: f64 = 640_000.0;
    pub(super) const FACILITY_FLOOR_M2: f64 = 640_000.0;
}

/// Fewest facilities: one of every kind and some room for one hall and office in each district.
const MIN_FACILITIES: usize = 24;
/// Fewest schools and cells that still make a plan.
const MIN_SCHOOLS: usize = 2;
const MIN_CELLS: usize = 12;
/// Most of anything: keeps a mistyped size from filling the disk.
const MAX_COUNT: usize = 1_000_000;

impl Targets {
    /// The totals of `size`.
    pub(super) fn of(size: Size) -> Result<Self, GenerateError> {
        match size {
            Size::Preset(Preset::Setagaya) => Ok(Self::ward()),
            Size::Preset(Preset::Town) => {
                // Three districts in two regions, so that even the small one has more than one of each.
                let town = Self::custom(Counts { schools: 8, facilities: 30, cells: 60 })?;
                Ok(Self { name: "town", regions: vec![2, 1], ..town })
            }
            Size::Preset(Preset::Metropolis) => {
                let metropolis = Self::custom(Counts { schools: 480, facilities: 2_500, cells: 7_000 })?;
                Ok(Self { name: "metropolis", ..metropolis })
            }
            Size::Counts(counts) => Self::custom(counts),
        }
    }

    fn ward() -> Self {
        Self {
            name: "setagaya",
            elementary: ward::ELEMENTARY,
            junior_high: ward::SCHOOLS - ward::ELEMENTARY,
            facilities: ward::FACILITIES,
            former_schools: former_schools(ward::SCHOOLS),
            cells: ward::CELLS,
            area_km2: ward::AREA_KM2,
            regions: ward::REGIONS.to_vec(),
            people: ward::PEOPLE,
            school_floor_m2: ward::SCHOOL_FLOOR_M2,
            facility_floor_m2: ward::FACILITY_FLOOR_M2,
        }
    }

    /// A municipality of other size at the ward's density of people per cell and floor per school and facility.
    fn custom(counts: Counts) -> Result<Self, GenerateError> {
        let Counts { schools, facilities, cells } = counts;
        let districts = scaled(schools, ward::DISTRICTS, ward::SCHOOLS).max(1);
        let fewest = MIN_FACILITIES.max(2 * districts);
        let within = |count: usize, fewest: usize| (fewest..=MAX_COUNT).contains(&count);
        if !within(schools, MIN_SCHOOLS) || !within(facilities, fewest) || !within(cells, MIN_CELLS.max(2 * districts)) {
            return Err(GenerateError::Counts { schools, facilities, cells });
        }
        let elementary = scaled(schools, ward::ELEMENTARY, ward::SCHOOLS).clamp(1, schools - 1);
        let region_count = scaled(districts, ward::REGIONS.len(), ward::DISTRICTS).max(1);
        let regions = (0..region_count).map(|n| (n + 1) * districts / region_count - n * districts / region_count).collect();
        Ok(Self {
            name: "custom",
            elementary,
            junior_high: schools - elementary,
            facilities,
            former_schools: former_schools(schools),
            cells,
            area_km2: real(cells) * CELL_KM2,
            regions,
            people: ward::PEOPLE * (cells as u64) / (ward::CELLS as u64),
            school_floor_m2: ward::SCHOOL_FLOOR_M2 * real(schools) / real(ward::SCHOOLS),
            facility_floor_m2: ward::FACILITY_FLOOR_M2 * real(facilities) / real(ward::FACILITIES),
        })
    }

    /// Number of facilities against the ward's, the factor on the number of each kind.
    pub(super) fn facility_scale(&self) -> f64 {
        real(self.facilities) / real(ward::FACILITIES)
    }

    /// Residents against the ward's, the factor on the few buildings whose size follows the municipality's.
    pub(super) fn people_scale(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
        let ratio = self.people as f64 / ward::PEOPLE as f64;
        ratio
    }
}

/// One former school for 45 schools, as the two of the ward that served as temporary schools in 2016–2018 (守山小, 花見堂小); one in
/// any municipality of some size.
fn former_schools(schools: usize) -> usize {
    (schools / 45).max(usize::from(schools >= 8))
}

/// A count as a real number.
#[expect(clippy::cast_precision_loss, reason = "counts are at most a million")]
pub(super) fn real(count: usize) -> f64 {
    count as f64
}

/// `count × of / per`, rounded to the nearest.
fn scaled(count: usize, of: usize, per: usize) -> usize {
    (2 * count * of + per) / (2 * per)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sizes_keep_the_wards_proportions() {
        let targets = Targets::of(Size::Preset(Preset::Metropolis)).unwrap();
        assert_eq!((targets.elementary, targets.junior_high), (325, 155));
        assert_eq!((targets.regions.iter().sum::<usize>(), targets.regions.len()), (149, 27));
    }

    #[test]
    fn sizes_that_cannot_make_a_plan_are_refused() {
        for (schools, facilities, cells) in [(1, 30, 60), (8, 5, 60), (8, 30, 3), (90, 40, 900), (8, 30, 2_000_000)] {
            let counts = Counts { schools, facilities, cells };
            assert!(matches!(Targets::of(Size::Counts(counts)), Err(GenerateError::Counts { .. })), "{counts:?}");
        }
    }
}
