//! Residents of each cell by age band and year, and the districts and regions they live in.

use super::ground::{Cell, Ground};
use super::stream::Stream;
use super::targets::{Targets, real};

/// Years for which population and pupils are given.
pub(super) const YEARS: [i32; 4] = [2022, 2032, 2042, 2052];

/// Residents and districts of the cells, in the order of [`Ground::cells`].
#[derive(Clone, Debug)]
pub(super) struct People {
    /// `cell × year × age band`, people.
    pub(super) population: Vec<[[u64; 3]; YEARS.len()]>,
    /// District of each cell, counted from 0.
    pub(super) district: Vec<usize>,
    /// Region of each district, counted from 0.
    pub(super) region: Vec<usize>,
}

/// Residents of each year against the first: mild growth, then a mild decline. Assumed.
const GROWTH: [f64; YEARS.len()] = [1.0, 1.012, 1.015, 1.0];
/// Shares of ages 0–14 and 65 and over in each year. Assumed: an ageing city of Tokyo's kind.
const CHILDREN: [f64; YEARS.len()] = [0.1165, 0.109, 0.106, 0.104];
const AGED: [f64; YEARS.len()] = [0.2035, 0.224, 0.263, 0.283];
/// Share of cells with hardly anybody, such as parks and riversides.
const GREEN: f64 = 0.05;

impl People {
    /// Draws the residents and forms districts of about equal population.
    pub(super) fn draw(seed: u64, targets: &Targets, ground: &Ground) -> Self {
        let population = draw_population(seed, targets, &ground.cells);
        let (district, region) = form_districts(seed, targets, &ground.cells, &population);
        Self { population, district, region }
    }

    /// Residents of a cell in the first year, all ages.
    pub(super) fn residents(&self, cell: usize) -> u64 {
        self.population[cell][0].iter().sum()
    }

    /// Residents of the municipality by age band in one of [`YEARS`].
    pub(super) fn given(&self, year: usize) -> [u64; 3] {
        std::array::from_fn(|band| self.population.iter().map(|years| years[year][band]).sum())
    }

    pub(super) fn district_count(&self) -> usize {
        self.region.len()
    }
}

fn draw_population(seed: u64, targets: &Targets, cells: &[Cell]) -> Vec<[[u64; 3]; YEARS.len()]> {
    // Weights of each cell: all residents, then the relative share and drift of each band.
    let drawn: Vec<[(f64, f64); 3]> = (0..cells.len())
        .map(|n| {
            let mut stream = Stream::new(seed, "people", n);
            let green = if stream.chance(GREEN) { 0.08 } else { 1.0 };
            let density = green * (0.45 + cells[n].centrality.min(2.5)) * stream.between(0.75, 1.25);
            let drift = stream.between(-0.08, 0.08);
            let mut band = |low: f64, high: f64| (density * stream.between(low, high), drift + stream.between(-0.05, 0.05));
            [band(0.75, 1.25), band(0.95, 1.05), band(0.8, 1.2)]
        })
        .collect();
    let mut population = vec![[[0; 3]; YEARS.len()]; cells.len()];
    for year in 0..YEARS.len() {
        #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
        let all = (targets.people as f64 * GROWTH[year]).round();
        let children = (all * CHILDREN[year]).round();
        let aged = (all * AGED[year]).round();
        for (band, total) in [children, all - children - aged, aged].into_iter().enumerate() {
            let progress = f64::from(YEARS[year] - YEARS[0]) / f64::from(YEARS[YEARS.len() - 1] - YEARS[0]);
            let weights: Vec<f64> = drawn.iter().map(|bands| bands[band].0 * (1.0 + bands[band].1 * progress)).collect();
            for (cell, people) in apportion(whole(total), &weights).into_iter().enumerate() {
                population[cell][year][band] = people;
            }
        }
    }
    population
}

/// Shares out `total` in proportion to `weights`, in whole numbers that add up to it exactly.
///
/// # Source
/// Largest remainders (Hamilton); equal remainders go to the earlier position.
pub(super) fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    let all: f64 = weights.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "totals are far below 2^53")]
    let quotas: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / all).collect();
    let mut shares: Vec<u64> = quotas.iter().map(|quota| whole(quota.floor())).collect();
    let mut order: Vec<usize> = (0..quotas.len()).collect();
    order.sort_by(|&a, &b| (quotas[b] - quotas[b].floor()).total_cmp(&(quotas[a] - quotas[a].floor())).then(a.cmp(&b)));
    let given: u64 = shares.iter().sum();
    let missing = usize::try_from(total.saturating_sub(given)).unwrap_or(0);
    for &position in order.iter().cycle().take(if order.is_empty() { 0 } else { missing }) {
        shares[position] += 1;
    }
    shares
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of people, never negative")]
fn whole(value: f64) -> u64 {
    value as u64
}

/// Halves the ground again and again by population until every region and district stands alone.
fn form_districts(
    seed: u64,
    targets: &Targets,
    cells: &[Cell],
    population: &[[[u64; 3]; YEARS.len()]],
) -> (Vec<usize>, Vec<usize>) {
    let mut stream = Stream::new(seed, "districts", 0);
    let people: Vec<u64> = population.iter().map(|years| years[0].iter().sum()).collect();
    let mut district = vec![0; cells.len()];
    let mut region = Vec::new();
    let regions = split(&mut stream, cells, &people, (0..cells.len()).collect(), &targets.regions);
    for (number, members) in regions.into_iter().enumerate() {
        let ones = vec![1; targets.regions[number]];
        for members in split(&mut stream, cells, &people, members, &ones) {
            for cell in members {
                district[cell] = region.len();
            }
            region.push(number);
        }
    }
    (district, region)
}

/// Divides `members` into parts whose populations are as `shares`, cutting across the longer extent.
fn split(stream: &mut Stream, cells: &[Cell], people: &[u64], mut members: Vec<usize>, shares: &[usize]) -> Vec<Vec<usize>> {
    if shares.len() <= 1 {
        return vec![members];
    }
    let half = shares.len() / 2;
    let (first, second) = shares.split_at(half);
    let extent = |coordinate: fn(&Cell) -> i32| {
        let values = members.iter().map(|&cell| coordinate(&cells[cell]));
        values.clone().max().unwrap_or(0) - values.min().unwrap_or(0)
    };
    let is_wide = extent(|cell| cell.column) >= extent(|cell| cell.row);
    // A slant keeps the borders from forming a chessboard.
    let slant = stream.between(-0.45, 0.45);
    let along = |cell: usize| {
        let at = cells[cell].center;
        if is_wide { at.east + slant * at.north } else { at.north + slant * at.east }
    };
    members.sort_by(|&a, &b| along(a).total_cmp(&along(b)).then(a.cmp(&b)));
    let all: u64 = members.iter().map(|&cell| people[cell]).sum();
    #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
    let goal = all as f64 * real(first.iter().sum()) / real(shares.iter().sum());
    let mut cut = 0;
    let mut passed = 0;
    // Each side keeps at least one cell for each of its parts.
    let needs = |shares: &[usize]| shares.iter().sum::<usize>();
    while cut < members.len().saturating_sub(needs(second)) {
        #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
        let is_enough = passed as f64 >= goal;
        if is_enough && cut >= needs(first) {
            break;
        }
        passed += people[members[cut]];
        cut += 1;
    }
    let rest = members.split_off(cut);
    let mut parts = split(stream, cells, people, members, first);
    parts.extend(split(stream, cells, people, rest, second));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Counts, Preset, Size};

    #[test]
    fn shares_add_up_exactly() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(943_664, &[0.1; 7]).iter().sum::<u64>(), 943_664);
        assert!(apportion(3, &[]).is_empty());
    }

    #[test]
    fn districts_have_people_in_proportion() {
        let targets = Targets::of(Size::Preset(Preset::Setagaya)).unwrap();
        let ground = Ground::draw(1, &targets);
        let people = People::draw(1, &targets, &ground);
        assert_eq!(people.district_count(), 28);
        assert_eq!(
            (0..5).map(|r| people.region.iter().filter(|&&region| region == r).count()).collect::<Vec<_>>(),
            [7, 6, 7, 5, 3]
        );
        let residents = |district| {
            let cells = (0..ground.cells.len()).filter(|&cell| people.district[cell] == district);
            cells.map(|cell| people.residents(cell)).sum::<u64>()
        };
        assert!((0..28).all(|district| (25_000..43_000).contains(&residents(district))));
    }

    #[test]
    fn every_district_has_a_cell_even_in_the_smallest_ground() {
        let targets = Targets::of(Size::Counts(Counts { schools: 20, facilities: 24, cells: 12 })).unwrap();
        let ground = Ground::draw(1, &targets);
        let people = People::draw(1, &targets, &ground);
        for district in 0..people.district_count() {
            assert!(people.district.contains(&district));
        }
    }
}
