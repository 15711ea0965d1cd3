//! Which streets hang together.

use super::graph::Adjacency;

/// The component of every point.
#[derive(Debug)]
pub(super) struct Components {
    /// By point: its component, counted by lowest point.
    pub of: Vec<u32>,
    /// By component: how many points it has.
    pub points: Vec<u32>,
    /// The one with most points, the first among equals.
    pub largest: u32,
}

impl Components {
    pub(super) fn new(adjacency: &Adjacency) -> Self {
        const NONE: u32 = u32::MAX;
        let mut of = vec![NONE; adjacency.points()];
        let mut points = Vec::new();
        let mut waiting = Vec::new();
        for start in 0..adjacency.points() {
            if of[start] != NONE {
                continue;
            }
            let component = u32::try_from(points.len()).unwrap_or(NONE);
            let mut count = 0;
            of[start] = component;
            waiting.push(start);
            while let Some(point) = waiting.pop() {
                count += 1;
                for &(to, _) in adjacency.of(point) {
                    let to = to as usize;
                    if of[to] == NONE {
                        of[to] = component;
                        waiting.push(to);
                    }
                }
            }
            points.push(count);
        }
        let most = points.iter().copied().max().unwrap_or_default();
        let largest = points.iter().position(|&count| count == most).and_then(|at| u32::try_from(at).ok()).unwrap_or_default();
        Self { of, points, largest }
    }
}
