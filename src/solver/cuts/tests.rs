//! Cuts computed by hand, and random programmes of which every whole solution is tried.

use super::*;
use crate::model::{Column, ColumnIx};
use crate::random::SplitMix;
use crate::solver::lp::{LpSession, Method};

fn relaxed(model: &LinearModel) -> Option<Vec<f64>> {
    LpSession::new(model).unwrap().solve_by(Method::DualSimplex, 10.0).ok().map(|outcome| outcome.values)
}

/// A service that leaves (column 0) needs six slots of two rooms (columns 1 and 2) of four each, of which it takes columns 3 and 4.
fn rooms() -> LinearModel {
    let mut model = LinearModel::default();
    let left = model.add_binary("left".to_owned(), -100.0);
    let open = [1.0, 1.1].map(|cost| model.add_binary("open".to_owned(), cost));
    let taken = [0, 1].map(|_| model.add_quantity("taken".to_owned(), 0.0));
    model.at_least("need".to_owned(), 0.0, vec![(taken[0], 1.0), (taken[1], 1.0), (left, -6.0)]);
    for (open, taken) in open.into_iter().zip(taken) {
        model.at_most("supply".to_owned(), 0.0, vec![(taken, 1.0), (open, -4.0)]);
    }
    model
}

#[test]
fn what_needs_six_slots_of_rooms_of_four_needs_two_rooms() {
    let model = rooms();
    let values = relaxed(&model).unwrap();
    assert!((values[1] + values[2] - 1.5).abs() < 1e-9, "{values:?}");
    let cuts = separate(&model, model.columns.len(), &values);
    // 4 open + 4 open ≥ 6 left: with both rooms the service can leave, with one it cannot, nor with any one and a half.
    let broken = |values: [f64; 3]| {
        let sum = |row: &Row| row.terms.iter().map(|term| term.1 * values[term.0.0]).sum::<f64>() - row.upper;
        cuts.iter().any(|row| sum(row) > 1e-6)
    };
    assert!(!broken([1.0, 1.0, 1.0]) && !broken([0.0, 0.0, 0.0]) && !broken([0.0, 1.0, 0.0]), "{cuts:?}");
    assert!(broken([1.0, 1.0, 0.0]) && broken([1.0, 0.0, 1.0]) && broken([1.0, 1.0, 0.5]), "{cuts:?}");
}

#[test]
fn rows_of_other_columns_are_not_used() {
    let model = rooms();
    let values = relaxed(&model).unwrap();
    assert!(separate(&model, 4, &values).is_empty());
}

/// Four decisions and a number up to 3, three quantities, five rows of small whole factors, one of them an equation now and then.
fn programme(random: &mut SplitMix) -> LinearModel {
    let mut model = LinearModel::default();
    let mut pick = |least: i32, most: i32| {
        f64::from(least) + f64::from(u32::try_from(random.below(usize::try_from(most - least + 1).unwrap())).unwrap())
    };
    for n in 0..8 {
        let (is_integer, upper) = (n < 5, if n < 4 { 1.0 } else { 3.0 });
        let upper = if n == 7 { f64::INFINITY } else { upper };
        let lower = if n == 4 { -1.0 } else { 0.0 };
        model.add_column(Column { name: format!("c{n}"), lower, upper, is_integer, cost: pick(-9, 5) });
    }
    for n in 0..5 {
        let mut terms: Vec<_> = (0..8).map(|column| (ColumnIx(column), pick(-5, 7))).collect();
        // What has no end is taken from something.
        terms[7].1 = terms[7].1.abs() + 1.0;
        let end = pick(1, 11);
        match n {
            0 if pick(0, 2) < 0.5 => model.add_row("equal".to_owned(), end, end, terms),
            1 => model.at_least("least".to_owned(), -end, terms.into_iter().map(|(column, factor)| (column, -factor)).collect()),
            _ => model.at_most("most".to_owned(), end, terms),
        }
    }
    model
}

/// The greatest value of `Σ terms` over all solutions of `model` whose whole columns are whole.
fn greatest(model: &LinearModel, terms: &[(ColumnIx, f64)]) -> Option<f64> {
    let whole: Vec<usize> = (0..model.columns.len()).filter(|&column| model.columns[column].is_integer).collect();
    let mut model = model.clone();
    for column in &mut model.columns {
        column.cost = 0.0;
    }
    for &(column, factor) in terms {
        model.add_cost(column, -factor);
    }
    greatest_of(&mut model, &whole)
}

fn greatest_of(model: &mut LinearModel, whole: &[usize]) -> Option<f64> {
    let Some((&column, rest)) = whole.split_first() else { return relaxed(model).map(|values| -model.objective(&values)) };
    let (lower, upper) = (model.columns[column].lower, model.columns[column].upper);
    let mut best: Option<f64> = None;
    let mut value = lower;
    while value <= upper {
        (model.columns[column].lower, model.columns[column].upper) = (value, value);
        best = best.into_iter().chain(greatest_of(model, rest)).reduce(f64::max);
        value += 1.0;
    }
    (model.columns[column].lower, model.columns[column].upper) = (lower, upper);
    best
}

#[test]
fn every_whole_solution_keeps_every_cut_and_the_relaxation_none() {
    let mut random = SplitMix(7);
    let (mut cuts_found, mut of_cuts) = (0, 0);
    for case in 0..60 {
        let mut model = programme(&mut random);
        for round in 0..2 {
            let Some(values) = relaxed(&model) else { break };
            let cuts = separate(&model, model.columns.len(), &values);
            for cut in &cuts {
                assert!(cut.activity(&values) > cut.upper, "case {case}: {cut:?} is not broken by {values:?}");
                let most = greatest(&model, &cut.terms);
                let size = cut.terms.iter().map(|term| term.1.abs()).sum::<f64>().max(1.0);
                assert!(
                    most.is_none_or(|most| most <= cut.upper + 1e-6 * size),
                    "case {case}: {most:?} breaks {cut:?} of {model:?}"
                );
                cuts_found += 1;
                of_cuts += round;
            }
            model.rows.extend(cuts);
        }
    }
    assert!(cuts_found > 100 && of_cuts > 20, "{cuts_found} cuts, {of_cuts} of them of cuts");
}
