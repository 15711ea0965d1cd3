//! `fukugo` plans what becomes of a municipality's public buildings over decades: which school is rebuilt when, which
//! services move into it, what is merged, renovated or closed, and what happens to vacated sites.
//!
//! Data moves one way: `load → instance → options → formulate → solve → verify → metrics → report`.
//! `docs/formulation.md` states every rule once; `ARCHITECTURE.md` says what each module must never know.

pub mod error;
pub mod fiscal;
pub mod geography;
pub mod id;
pub mod lang;
mod random;
pub mod units;

pub mod catalogue;
pub mod costs;
pub mod plan;
pub mod project;
pub mod scenario;

pub mod network;

pub mod load;

pub mod instance;

pub mod cashflow;

pub mod options;

pub mod formulate;
pub mod model;

pub mod solver;

pub mod solve;

pub mod verify;

pub mod baseline;
pub mod metrics;

pub mod report;

pub mod generate;
pub mod import;

pub mod locate;

pub mod cli;

#[cfg(test)]
mod paper;
