//! Where the schools are and how many pupils they have.

use super::ground::{Ground, Point, median_spacing, nearest};
use super::people::{People, YEARS};
use super::sites::Sites;
use super::stream::Stream;
use super::targets::{Targets, real};
use crate::catalogue::SchoolKindId;

/// A school before it has land and buildings.
#[derive(Clone, Debug)]
pub(super) struct SchoolPlace {
    pub(super) kind: SchoolKindId,
    pub(super) at: Point,
    pub(super) cell: usize,
    /// Pupils in each of [`YEARS`].
    pub(super) pupils: [u32; YEARS.len()],
}

/// Median distance between neighbouring elementary schools (618 m) and junior high schools (995 m) of the ward, at its numbers
/// per square kilometre.
///
/// # Source
/// Straight lines between the 61 and 29 school sites of Setagaya's list.
const WARD_SPACING_M: [f64; 2] = [618.0, 995.0];
const WARD_SCHOOLS_PER_KM2: [f64; 2] = [61.0 / 58.05, 29.0 / 58.05];
/// Tries with different least spacings, from the first share of the wanted median on.
const SPACING_TRIES: usize = 24;
const FIRST_SPACING_SHARE: f64 = 0.45;
const SPACING_STEP: f64 = 0.025;
/// About half of the junior high schools stand beside an elementary school (14 pairs within 300 m of 29).
const PAIRED: f64 = 0.48;
/// Share of the ages 0–14 in municipal elementary and junior high schools; the rest are younger or elsewhere. Assumed.
const PUPIL_SHARE: [f64; 2] = [0.36, 0.11];
/// Fewest and most pupils, so that no school is a village's or a campus.
const PUPIL_RANGE: [(f64, f64); 2] = [(240.0, 960.0), (210.0, 780.0)];

/// Places all schools: elementary first, each list from north-west to south-east in the order of districts.
pub(super) fn place(seed: u64, targets: &Targets, ground: &Ground, people: &People, sites: &mut Sites) -> Vec<SchoolPlace> {
    let elementary = lay_out(seed, targets, ground, people, SchoolKindId::Elementary, &[]);
    let points: Vec<Point> = elementary.iter().map(|&(_, at)| at).collect();
    let junior_high = lay_out(seed, targets, ground, people, SchoolKindId::JuniorHigh, &points);
    let mut places = Vec::new();
    for (kind, mut list) in [(SchoolKindId::Elementary, elementary), (SchoolKindId::JuniorHigh, junior_high)] {
        list.sort_by_key(|&(cell, _)| (people.district[cell], cell));
        let points: Vec<Point> = list.iter().map(|&(_, at)| at).collect();
        let pupils = count_pupils(seed, ground, people, kind, &points);
        for ((cell, at), pupils) in list.into_iter().zip(pupils) {
            sites.occupy(ground, at);
            places.push(SchoolPlace { kind, at, cell, pupils });
        }
    }
    places
}

/// Among layouts with growing least spacing, the one whose median spacing is nearest to the ward's at this density.
fn lay_out(
    seed: u64,
    targets: &Targets,
    ground: &Ground,
    people: &People,
    kind: SchoolKindId,
    elementary: &[Point],
) -> Vec<(usize, Point)> {
    let (slot, count) = match kind {
        SchoolKindId::Elementary => (0, targets.elementary),
        SchoolKindId::JuniorHigh => (1, targets.junior_high),
    };
    let density = real(count) / targets.area_km2;
    let wanted = WARD_SPACING_M[slot] * (WARD_SCHOOLS_PER_KM2[slot] / density).sqrt();
    let mut best: Option<(f64, Vec<(usize, Point)>)> = None;
    for attempt in 0..SPACING_TRIES {
        let least = wanted * (FIRST_SPACING_SHARE + SPACING_STEP * real(attempt));
        let mut stream = Stream::new(seed, if slot == 0 { "elementary" } else { "junior high" }, attempt);
        let layout = draw_layout(&mut stream, ground, people, count, least, elementary);
        let points: Vec<Point> = layout.iter().map(|&(_, at)| at).collect();
        let miss = (median_spacing(&points) - wanted).abs();
        if best.as_ref().is_none_or(|(smallest, _)| miss < *smallest) {
            best = Some((miss, layout));
        }
    }
    best.map(|(_, layout)| layout).unwrap_or_default()
}

fn draw_layout(
    stream: &mut Stream,
    ground: &Ground,
    people: &People,
    count: usize,
    least_m: f64,
    elementary: &[Point],
) -> Vec<(usize, Point)> {
    let mut running = 0.0;
    let totals: Vec<f64> = (0..ground.cells.len())
        .map(|cell| {
            // The square root spreads schools more evenly than people: each has a district of its own to serve.
            #[expect(clippy::cast_precision_loss, reason = "residents of a cell are thousands")]
            let weight = (people.residents(cell) as f64).sqrt();
            running += weight;
            running
        })
        .collect();
    let mut layout: Vec<(usize, Point)> = Vec::new();
    let mut least = least_m;
    while layout.len() < count {
        let mut is_placed = false;
        for _ in 0..60 {
            let drawn = if !elementary.is_empty() && stream.chance(PAIRED) {
                let from = elementary[stream.below(elementary.len())];
                beside(stream, ground, from)
            } else {
                let cell = stream.pick(&totals);
                Sites::inside(stream, ground, cell).map(|at| (cell, at))
            };
            let Some((cell, at)) = drawn else { continue };
            if layout.iter().all(|&(_, other)| other.distance(at) >= least) {
                layout.push((cell, at));
                is_placed = true;
                break;
            }
        }
        if !is_placed {
            // The ground is full at this spacing; a little less always ends, because at zero everything fits.
            least *= 0.9;
            if least < 1.0 {
                least = 0.0;
            }
        }
    }
    layout
}

/// A point 90–280 m from `from`, with its cell.
fn beside(stream: &mut Stream, ground: &Ground, from: Point) -> Option<(usize, Point)> {
    let (east, north) = (stream.between(-200.0, 200.0), stream.between(-200.0, 200.0));
    let at = Point { east: from.east + east, north: from.north + north };
    if at.distance(from) < 90.0 || !ground.contains(at) {
        return None;
    }
    let centers: Vec<Point> = ground.cells.iter().map(|cell| cell.center).collect();
    nearest(&centers, at).map(|cell| (cell, at))
}

/// Pupils of each school: the children who live nearest to it, within plausible sizes.
fn count_pupils(seed: u64, ground: &Ground, people: &People, kind: SchoolKindId, schools: &[Point]) -> Vec<[u32; YEARS.len()]> {
    let slot = usize::from(kind == SchoolKindId::JuniorHigh);
    let mut children = vec![[0.0; YEARS.len()]; schools.len()];
    for (number, cell) in ground.cells.iter().enumerate() {
        if let Some(school) = nearest(schools, cell.center) {
            for (children, years) in children[school].iter_mut().zip(&people.population[number]) {
                #[expect(clippy::cast_precision_loss, reason = "residents of a cell are thousands")]
                let residents = years[0] as f64;
                *children += residents;
            }
        }
    }
    let (fewest, most) = PUPIL_RANGE[slot];
    let mut all = [0.0; YEARS.len()];
    for years in &children {
        for (total, children) in all.iter_mut().zip(years) {
            *total += children;
        }
    }
    children
        .iter()
        .enumerate()
        .map(|(school, years)| {
            let mut stream = Stream::new(seed, if slot == 0 { "elementary pupils" } else { "junior high pupils" }, school);
            let noise = stream.between(0.88, 1.12);
            std::array::from_fn(|year| {
                // Half by catchment, half by the mean: school boundaries are drawn so that sizes differ less than catchments.
                let mean = all[year] / real(schools.len());
                let pupils = PUPIL_SHARE[slot] * noise * 0.5 * (years[year] + mean);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the range of pupils")]
                let pupils = pupils.clamp(fewest, most).round() as u32;
                pupils
            })
        })
        .collect()
}
