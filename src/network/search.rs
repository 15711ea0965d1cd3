//! Shortest ways from many places to many others, each search bounded by the limit.
//!
//! Junctions wait in buckets of equal width by distance (Dial, 1969). Within a bucket the order is free: a junction whose
//! distance still falls is simply taken again, so that the result is exact for any width, and a bucket costs no comparison where a
//! heap costs about ten. The width is a trade between the two: see `docs/performance.md`.

use std::sync::Mutex;

use rayon::prelude::*;

use super::graph::Network;
use super::join::Joint;
use super::pairs::WalkPairs;
use crate::units::Meters;

/// Binary logarithm of the width of a bucket in millimetres: 16 m.
const BUCKET_BITS: u32 = 14;
/// Places searched from one after the other by one thread: few enough to share the work out, many enough to pay for the state.
const PLACES_AT_A_TIME: usize = 8;

impl Network {
    /// Walks from every place of `from` to every place of `to` that are at most `limit` long, ways to the street included, in
    /// millimetres (formulation 8.7); places that are not joined have none.
    ///
    /// Searches start from the shorter list, as a way is as long back as there. The result does not depend on the number of threads.
    pub fn walks(&self, from: &[Option<Joint>], to: &[Option<Joint>], limit: Meters) -> WalkPairs {
        if to.len() < from.len() {
            return self.walks(to, from, limit).transposed(from.len());
        }
        let limit_mm = limit_mm(limit);
        let targets = Targets::new(self, to);
        let states = Mutex::new(Vec::new());
        let rows = from.par_chunks(PLACES_AT_A_TIME).flat_map_iter(|places| {
            let waiting = states.lock().ok().and_then(|mut states| states.pop());
            let mut state = waiting.unwrap_or_else(|| Search::new(self, to.len(), limit_mm));
            let rows: Vec<_> =
                places.iter().map(|place| place.map_or_else(Vec::new, |place| state.from(self, &targets, place))).collect();
            if let Ok(mut states) = states.lock() {
                states.push(state);
            }
            rows
        });
        WalkPairs::of_rows(rows.collect())
    }
}

/// The limit in whole millimetres, downwards.
fn limit_mm(limit: Meters) -> u32 {
    // One less than the most 32 bits hold, which stands for "no way".
    const MOST: f64 = 4.294_967e9;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what 32 bits hold")]
    {
        (limit.0 * 1_000.0).floor().clamp(0.0, MOST) as u32
    }
}

/// Places to be reached, by the junctions and the chains they hang on.
struct Targets {
    /// First entry of `at` by junction, and one past the last.
    first: Vec<u32>,
    /// The place, and millimetres from the junction to it.
    at: Vec<(u32, u32)>,
    /// By junction: whether it has an entry. A byte each, so that asking costs no miss of the cache.
    holds: Vec<bool>,
    /// Junctions with an entry.
    junctions: usize,
    /// Chain, place, millimetres along the chain and to the place; sorted.
    on_chain: Vec<(u32, u32, u32, u32)>,
}

impl Targets {
    fn new(network: &Network, places: &[Option<Joint>]) -> Self {
        let joined = || places.iter().zip(0_u32..).filter_map(|(place, number)| Some((place.as_ref()?, number)));
        let junctions = network.junctions();
        let mut first = vec![0_u32; junctions + 1];
        for (junction, _) in joined().flat_map(|(place, _)| ends(network, place)) {
            first[junction as usize + 1] += 1;
        }
        let holds: Vec<bool> = first.iter().skip(1).map(|&count| count > 0).collect();
        let junctions_with_entry = holds.iter().filter(|&&holds| holds).count();
        for at in 0..junctions {
            first[at + 1] += first[at];
        }
        let mut next = first.clone();
        let mut at = vec![(0, 0); first[junctions] as usize];
        for (place, number) in joined() {
            for (junction, mm) in ends(network, place) {
                let slot = &mut next[junction as usize];
                at[*slot as usize] = (number, mm);
                *slot += 1;
            }
        }
        let mut on_chain: Vec<_> = joined().map(|(place, number)| (place.chain, number, place.along_mm, place.join_mm)).collect();
        on_chain.sort_unstable();
        Self { first, at, holds, junctions: junctions_with_entry, on_chain }
    }

    fn at(&self, junction: u32) -> &[(u32, u32)] {
        let at = junction as usize;
        &self.at[self.first[at] as usize..self.first[at + 1] as usize]
    }

    fn on_chain(&self, chain: u32) -> &[(u32, u32, u32, u32)] {
        let from = self.on_chain.partition_point(|entry| entry.0 < chain);
        let rest = &self.on_chain[from..];
        &rest[..rest.partition_point(|entry| entry.0 == chain)]
    }
}

/// The ends of a place's chain with the millimetres from there to the place.
fn ends(network: &Network, place: &Joint) -> [(u32, u32); 2] {
    let chain = network.chains[place.chain as usize];
    let back = chain.mm.saturating_sub(place.along_mm);
    [(chain.head, place.along_mm.saturating_add(place.join_mm)), (chain.tail, back.saturating_add(place.join_mm))]
}

/// A distance that counts only in the search whose number it carries, so that nothing is cleared between searches.
#[derive(Clone, Copy, Default)]
struct Label {
    search: u32,
    mm: u32,
}

/// Junctions that wait, with the distance they were put there for.
type Bucket = Vec<(u32, u32)>;

/// The state of one thread, used for one place after the other.
struct Search {
    number: u32,
    limit: u32,
    /// By junction.
    labels: Vec<Label>,
    /// Junctions with a label of this search that targets hang on.
    held: Vec<u32>,
    /// Junctions and their distance when they were put there; an entry whose distance has fallen since is skipped.
    buckets: Vec<Bucket>,
    /// By target.
    found: Vec<Label>,
    /// Targets with a label of this search.
    targets: Vec<u32>,
}

impl Search {
    fn new(network: &Network, targets: usize, limit: u32) -> Self {
        Self {
            number: 0,
            limit,
            labels: vec![Label::default(); network.junctions()],
            held: Vec::new(),
            buckets: vec![Vec::new(); (limit >> BUCKET_BITS) as usize + 1],
            found: vec![Label::default(); targets],
            targets: Vec::new(),
        }
    }

    /// Targets within the limit of `place`, with millimetres, by target.
    fn from(&mut self, network: &Network, targets: &Targets, place: Joint) -> Vec<(u32, u32)> {
        self.number += 1;
        self.held.clear();
        self.targets.clear();
        for &(_, target, along_mm, join_mm) in targets.on_chain(place.chain) {
            let mm = place.along_mm.abs_diff(along_mm).saturating_add(join_mm).saturating_add(place.join_mm);
            self.reach(target, mm);
        }
        self.spread(network, targets, place);
        for at in 0..self.held.len() {
            let junction = self.held[at];
            let here = self.labels[junction as usize].mm;
            for &(target, mm) in targets.at(junction) {
                self.reach(target, here.saturating_add(mm));
            }
        }
        self.targets.sort_unstable();
        self.targets.iter().map(|&target| (target, self.found[target as usize].mm)).collect()
    }

    /// Labels every junction within the limit; where all that targets hang on are labelled, those no target can gain from are spared.
    fn spread(&mut self, network: &Network, targets: &Targets, place: Joint) {
        let Self { number, limit, labels, held, buckets, .. } = self;
        let mut limit = *limit;
        let mut is_narrowed = false;
        for (junction, mm) in ends(network, &place) {
            label((junction, mm), limit, *number, (labels, held, buckets), targets);
        }
        for bucket in 0..buckets.len() {
            while let Some((junction, mm)) = buckets[bucket].pop() {
                if labels[junction as usize].mm != mm {
                    continue;
                }
                for arc in network.arcs_of(junction) {
                    label((arc.to, mm.saturating_add(arc.mm)), limit, *number, (labels, held, buckets), targets);
                }
            }
            if !is_narrowed && held.len() == targets.junctions {
                // Labels only fall: nothing farther than the farthest of these can still matter. Once is enough.
                is_narrowed = true;
                limit = limit.min(held.iter().map(|&junction| labels[junction as usize].mm).max().unwrap_or_default());
            }
        }
    }

    fn reach(&mut self, target: u32, mm: u32) {
        if mm > self.limit {
            return;
        }
        let label = &mut self.found[target as usize];
        if label.search == self.number {
            label.mm = label.mm.min(mm);
        } else {
            *label = Label { search: self.number, mm };
            self.targets.push(target);
        }
    }
}

/// Gives a junction a distance if that is within the limit and less than the one it has.
#[inline]
fn label(
    (junction, mm): (u32, u32),
    limit: u32,
    search: u32,
    (labels, held, buckets): (&mut [Label], &mut Vec<u32>, &mut [Bucket]),
    targets: &Targets,
) {
    if mm > limit {
        return;
    }
    let label = &mut labels[junction as usize];
    if label.search == search {
        if mm >= label.mm {
            return;
        }
        label.mm = mm;
    } else {
        *label = Label { search, mm };
        if targets.holds[junction as usize] {
            held.push(junction);
        }
    }
    buckets[(mm >> BUCKET_BITS) as usize].push((junction, mm));
}
