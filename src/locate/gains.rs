//! What opening and closing each site did to bounds so far, and what it is expected to do: the choice of the next decision.
//!
//! # Source
//! Gains a unit of change, and their product as the score: Achterberg, Koch and Martin, Branching rules revisited, 2005. Shares of a tree:
//! Le Bodic and Nemhauser, An abstract model for branching and its application to mixed integer programming, 2017.

/// What decisions of one kind did to bounds: their sum a unit of change of the site's share, and their number.
#[derive(Clone, Copy, Debug, Default)]
struct Gain {
    sum: f64,
    count: f64,
}

/// Gains of closing and opening every site.
#[derive(Debug)]
pub(super) struct Gains {
    sites: Vec<[Gain; 2]>,
    all: [Gain; 2],
}

/// Shares nearer to 0 or 1 count as this far from it: a decision that changes next to nothing tells next to nothing.
const LEAST_CHANGE: f64 = 0.02;

/// Part of `room` that counts as gained by every decision, so that a site that is all but closed still has an order. Thirty times as
/// much, or a factor for sites that are mostly open, was better on uniform costs and random graphs by a quarter, and many times worse
/// on points in a square with p = 100.
const FLOOR: f64 = 0.001;

impl Gains {
    pub(super) fn new(sites: usize) -> Self {
        Self { sites: vec![[Gain::default(); 2]; sites], all: [Gain::default(); 2] }
    }

    /// Takes note of what a decision about a site with a given share before it added to the bound.
    pub(super) fn learn(&mut self, site: usize, is_open: bool, gain: f64, share: f64) {
        let change = if is_open { 1.0 - share } else { share }.max(LEAST_CHANGE);
        let answer = usize::from(is_open);
        for entry in [&mut self.sites[site][answer], &mut self.all[answer]] {
            entry.sum += gain / change;
            entry.count += 1.0;
        }
    }

    /// What closing and opening the site are expected to add to the bound, at most `room`. A site's own gains weigh against one average
    /// gain of all sites; before anything was learned every decision might end its branch.
    pub(super) fn expected(&self, site: usize, share: f64, room: f64) -> [f64; 2] {
        let expected = |answer: usize, change: f64| {
            let (own, all) = (self.sites[site][answer], self.all[answer]);
            if all.count == 0.0 {
                return room;
            }
            ((own.sum + all.sum / all.count) / (own.count + 1.0) * change).min(room)
        };
        [expected(0, share), expected(1, 1.0 - share)]
    }

    /// How much a decision about the site is worth: the product of what both answers are expected to gain.
    pub(super) fn score(&self, site: usize, share: f64, room: f64) -> f64 {
        let [closed, opened] = self.expected(site, share, room);
        (closed + FLOOR * room) * (opened + FLOOR * room)
    }
}

/// How the tree divides between a closed and an open site: shares `φ^-gain` that add up to 1, as in an endless tree of such decisions.
pub(super) fn parts(gains: [f64; 2]) -> [f64; 2] {
    let least = gains[0].min(gains[1]).max(1e-6 * gains[0].max(gains[1]));
    if least <= 0.0 {
        return [0.5; 2];
    }
    let gains = gains.map(|gain| gain.max(least) / least);
    // With x = φ^-least: x^a + x^b grows from 0 to 2 between 0 and 1.
    let (mut low, mut high) = (0.0f64, 1.0f64);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        let sum: f64 = gains.iter().map(|&gain| middle.powf(gain)).sum();
        (low, high) = if sum < 1.0 { (middle, high) } else { (low, middle) };
    }
    let part = low.powf(gains[0]);
    [part, 1.0 - part]
}
