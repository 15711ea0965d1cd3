//! Residents by age band, apportioned by a proxy to published totals: whole persons, the totals met exactly.

use std::collections::BTreeMap;

use super::Comparison;
use super::fill::World;
use super::problem::{self, Problems};
use super::recipe::{Compare, PopulationSpec};
use super::table::{Cell, Table};
use super::text;
use crate::error::{InputCode, Text};

/// Writes `pop_<band>_<fy>` into the demand table and compares places with published figures.
pub(super) fn estimate(world: &World, spec: &PopulationSpec, demand: &mut Table) -> Result<Vec<Comparison>, Problems> {
    let weights: Vec<f64> = demand.rows.iter().map(|row| row.number(&spec.weight).unwrap_or(0.0).max(0.0)).collect();
    if weights.iter().sum::<f64>() <= 0.0 {
        return Err(vec![problem_at(world, "population.weight", &format!("no positive value in `{}`", spec.weight))]);
    }
    let mut residents = vec![0_u64; weights.len()];
    for (rows, total) in parts(world, spec, demand)? {
        let part: Vec<f64> = rows.iter().map(|&row| weights[row]).collect();
        for (&row, people) in rows.iter().zip(apportion(total, &part)) {
            residents[row] = people;
        }
    }
    let bands: Vec<(&String, f64)> = spec.ages.iter().map(|(band, share)| (band, *share)).collect();
    let shares: Vec<f64> = bands.iter().map(|(_, share)| *share).collect();
    for (row, &people) in demand.rows.iter_mut().zip(&residents) {
        for ((band, _), people) in bands.iter().zip(apportion(people, &shares)) {
            row.fields.insert(format!("{band}_{}", spec.fy), Cell { text: people.to_string(), grade: spec.grade });
        }
    }
    demand.columns.extend(bands.iter().map(|(band, _)| format!("{band}_{}", spec.fy)));
    spec.compare
        .iter()
        .map(|compare| compared(world, compare, demand, &residents))
        .collect::<Result<Vec<_>, _>>()
        .map(|lists| lists.concat())
}

/// Rows and people of each part; one part without a control.
fn parts(world: &World, spec: &PopulationSpec, demand: &Table) -> Result<Vec<(Vec<usize>, u64)>, Problems> {
    let all: Vec<usize> = (0..demand.rows.len()).collect();
    let Some(control) = &spec.control else { return Ok(vec![(all, spec.total_people)]) };
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in all {
        members.entry(text::key(demand.rows[row].text(&control.by))).or_default().push(row);
    }
    let published: BTreeMap<String, f64> = world
        .sources
        .tables
        .get(&control.source)
        .into_iter()
        .flat_map(|table| &table.rows)
        .filter_map(|row| Some((text::key(row.text(&control.key)), row.number(&control.value)?)))
        .collect();
    let unknown: Vec<&str> = members.keys().filter(|key| !published.contains_key(*key)).map(String::as_str).collect();
    if !unknown.is_empty() {
        let found = format!("no published total for {}", problem::shortened(&unknown));
        return Err(vec![problem_at(world, "population.control", &found)]);
    }
    // Published parts without a demand point would take people with them, so they have no share.
    let shares: Vec<f64> = members.keys().map(|key| published[key]).collect();
    Ok(members.into_values().zip(apportion(spec.total_people, &shares)).collect())
}

fn compared(world: &World, compare: &Compare, demand: &Table, residents: &[u64]) -> Result<Vec<Comparison>, Problems> {
    let source = world.sources.tables.get(&compare.source);
    let source = source.ok_or_else(|| {
        let known = world.sources.tables.keys().map(String::as_str);
        vec![problem::unknown(InputCode::RecipeSource, &world.file, "population.compare", &compare.source, known)]
    })?;
    let mut found = Vec::new();
    for row in &source.rows {
        let place = row.text(&compare.key);
        let members =
            demand.rows.iter().zip(residents).filter(|(demand, _)| text::key(demand.text(&compare.by)) == text::key(place));
        let people: Vec<u64> = members.map(|(_, &people)| people).collect();
        if let (Some(published), false) = (row.number(&compare.value), people.is_empty()) {
            found.push(Comparison { what: place.to_owned(), published, estimated: to_f64(people.iter().sum()) });
        }
    }
    Ok(found)
}

/// Divides `total` in proportion to `weights` into whole numbers that sum to it: largest remainders, the first among equals.
pub(super) fn apportion(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| to_f64(total) * weight / sum).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares lie between 0 and a population")]
    let mut whole: Vec<u64> = exact.iter().map(|share| share.floor() as u64).collect();
    let mut order: Vec<usize> = (0..weights.len()).filter(|&at| weights[at] > 0.0).collect();
    order.sort_by(|&a, &b| (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())).then(a.cmp(&b)));
    let missing = total.saturating_sub(whole.iter().sum());
    for (_, &at) in (0..missing).zip(order.iter().cycle()) {
        whole[at] += 1;
    }
    whole
}

#[expect(clippy::cast_precision_loss, reason = "populations are far below 2^53")]
fn to_f64(people: u64) -> f64 {
    people as f64
}

fn problem_at(world: &World, field: &str, found: &str) -> crate::error::InputError {
    let why = Text::new("人口の按分には重みと全区分の総数が必要です", "apportioning needs weights and a total for every part");
    let repair = Text::new("レシピの [population] を直してください", "correct [population] of the recipe");
    problem::at(InputCode::RecipeContent, &world.file, field, found, why, repair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apportioned_people_sum_to_the_total_and_ties_go_to_the_first() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        assert_eq!(apportion(943_664, &[0.3, 0.0, 0.7]).iter().sum::<u64>(), 943_664);
        assert_eq!(apportion(7, &[0.0, 2.0]), [0, 7]);
        assert_eq!(apportion(7, &[0.0, 0.0]), [0, 0]);
    }
}
