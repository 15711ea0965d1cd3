//! Walking distances on streets: joins places to the nearest street and finds the shortest ways between many of them at once.
//!
//! Exact in whole millimetres and the same for any number of threads. `docs/formulation.md`, section 8, says what a walk is;
//! `verify` states it a second time and knows nothing of this module.

mod components;
mod curve;
mod graph;
mod join;
mod pairs;
mod search;

pub use graph::Network;
pub use join::Joint;
pub use pairs::WalkPairs;

#[cfg(test)]
mod plain;
#[cfg(test)]
mod tests;
