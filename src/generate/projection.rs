//! Projections of residents that a scenario may choose instead of the given ones (`population.csv`).

use super::people::{People, YEARS};
use super::targets::Targets;

/// A line of the table, for the whole municipality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProjectionRow {
    pub(super) variant: &'static str,
    pub(super) fy: i32,
    /// Residents by age band, people.
    pub(super) bands: Option<[u64; 3]>,
    /// Residents of all ages, people, where bands are not given.
    pub(super) total: Option<u64>,
}

/// Factors on the given residents of each age band in each of [`YEARS`]. Assumed: fewer births and arrivals, or more.
const FACTORS: [(&str, [[f64; 3]; YEARS.len()]); 2] = [
    ("low", [[1.0, 1.0, 1.0], [0.9, 0.97, 1.0], [0.82, 0.92, 0.99], [0.74, 0.86, 0.97]]),
    ("high", [[1.0, 1.0, 1.0], [1.06, 1.03, 1.0], [1.12, 1.06, 1.01], [1.16, 1.09, 1.02]]),
];

/// Name of the corrected projection of 2021.
const OUTLINE: &str = "outline-2021";
/// Residents in FY2031, rise since FY2021, and yearly rise from FY2022 on.
///
/// # Source
/// 世田谷区, （仮称）未来つながるプラン2022-2023 素案・概要版 (September 2021), 将来人口推計: 948,302 people in 令和13年, about 28,000 more than
/// in 令和3年; a fall in 令和4年, then about 0.4 % a year. The people of 令和4年 are derived: 948,302 / 1.004⁹.
const OUTLINE_LAST: (i32, f64) = (2031, 948_302.0);
const OUTLINE_RISE: f64 = 28_000.0;
const OUTLINE_GROWTH: f64 = 1.004;
const OUTLINE_FIRST_FY: i32 = 2021;

/// All projections, by variant and year.
pub(super) fn rows(targets: &Targets, people: &People) -> Vec<ProjectionRow> {
    let mut rows = Vec::new();
    for (variant, factors) in FACTORS {
        for (year, (fy, factors)) in YEARS.into_iter().zip(factors).enumerate() {
            let given = people.given(year);
            let bands = std::array::from_fn(|band| scaled(given[band], factors[band]));
            rows.push(ProjectionRow { variant, fy, bands: Some(bands), total: None });
        }
    }
    let (last_fy, last) = OUTLINE_LAST;
    let mut totals = vec![(last_fy, last)];
    for fy in (OUTLINE_FIRST_FY + 1..last_fy).rev() {
        let next = totals[totals.len() - 1].1;
        totals.push((fy, next / OUTLINE_GROWTH));
    }
    totals.push((OUTLINE_FIRST_FY, last - OUTLINE_RISE));
    for (fy, total) in totals.into_iter().rev() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of people, never negative")]
        let total = (total * targets.people_scale()).round() as u64;
        rows.push(ProjectionRow { variant: OUTLINE, fy, bands: None, total: Some(total) });
    }
    rows
}

fn scaled(people: u64, factor: f64) -> u64 {
    #[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
    let scaled = people as f64 * factor;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of people, never negative")]
    let scaled = scaled.round() as u64;
    scaled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::ground::Ground;
    use crate::generate::{Preset, Size};

    fn rows_of(preset: Preset) -> Vec<ProjectionRow> {
        let targets = Targets::of(Size::Preset(preset)).unwrap();
        let ground = Ground::draw(1, &targets);
        rows(&targets, &People::draw(1, &targets, &ground))
    }

    fn outline(rows: &[ProjectionRow], fy: i32) -> u64 {
        rows.iter().find(|row| row.variant == OUTLINE && row.fy == fy).and_then(|row| row.total).unwrap()
    }

    #[test]
    fn the_ward_has_the_outlines_own_people() {
        let rows = rows_of(Preset::Setagaya);
        // 948,302 - 28,000; 948,302 / 1.004^9 = 948,302 / 1.0365814 = 914,836; both below the years around them.
        assert_eq!((outline(&rows, 2021), outline(&rows, 2022), outline(&rows, 2031)), (920_302, 914_836, 948_302));
        assert_eq!(rows.iter().filter(|row| row.variant == OUTLINE).count(), 11);
    }

    #[test]
    fn the_town_has_them_in_proportion() {
        // 60,947 of 943,664 people.
        let town = outline(&rows_of(Preset::Town), 2031);
        assert_eq!(town, 61_247);
    }

    #[test]
    fn low_lies_below_high_and_both_begin_as_given() {
        let rows = rows_of(Preset::Town);
        let of = |variant: &str| rows.iter().filter(|row| row.variant == variant).filter_map(|row| row.bands).collect::<Vec<_>>();
        let (low, high) = (of("low"), of("high"));
        assert_eq!((low[0], low[0].iter().sum::<u64>()), (high[0], 60_947));
        assert!((1..YEARS.len()).all(|year| low[year].iter().sum::<u64>() < high[year].iter().sum::<u64>()));
    }
}
