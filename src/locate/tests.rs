//! The engine against enumeration of all sets of sites, against one model for HiGHS, and against itself on changed input.

mod brute_force;
mod engines;
mod hand;
mod medium;

use super::question::{Demand, Distances, Kind, Places, Question, Site, Status};

/// Seeded draws.
use crate::random::SplitMix as Draw;

impl Draw {
    fn number(&mut self, below: usize) -> f64 {
        f64::from(u32::try_from(self.below(below)).unwrap())
    }
}

/// Places with a matrix: `shape` 0 for costs without a metric, 1 for points in a square, 2 for a line full of ties, 3 for real distances.
fn places(draw: &mut Draw, n: usize, m: usize, shape: usize) -> Places {
    let mut at = |size: usize| (draw.number(size), draw.number(size));
    let (demand_at, site_at): (Vec<_>, Vec<_>) = match shape {
        2 => ((0..n).map(|_| (at(4).0, 0.0)).collect(), (0..m).map(|_| (at(4).0, 0.0)).collect()),
        _ => ((0..n).map(|_| at(60)).collect(), (0..m).map(|_| at(60)).collect()),
    };
    let mut cost = Vec::new();
    for &(x, y) in &demand_at {
        for &(u, v) in &site_at {
            let distance: f64 = f64::hypot(x - u, y - v);
            cost.push(match shape {
                0 => draw.number(40),
                3 => distance,
                _ => distance.round(),
            });
        }
    }
    Places {
        demand: (0..n).map(|i| Demand { id: i.to_string(), weight: draw.number(5), at: None }).collect(),
        sites: (0..m)
            .map(|j| Site {
                id: j.to_string(),
                cost: Some(draw.number(if shape == 2 { 2 } else { 60 })),
                capacity: None,
                status: Status::Candidate,
                at: None,
            })
            .collect(),
        distances: Distances::Matrix(cost),
        is_whole: false,
    }
}

/// Decides some sites beforehand.
fn decide(draw: &mut Draw, places: &mut Places) {
    for site in &mut places.sites {
        site.status = match draw.below(9) {
            0 => Status::Required,
            1 => Status::Existing,
            2 => Status::Forbidden,
            _ => Status::Candidate,
        };
    }
}
