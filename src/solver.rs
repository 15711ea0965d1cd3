//! The seam to `good_lp` and HiGHS: nothing outside this module names them.

pub mod cuts;
pub mod lp;
pub mod mip;
pub mod mps;
pub mod relaxation;

/// Why a solver gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SolverError {
    /// No values satisfy all rows.
    #[error("proven infeasible")]
    Infeasible,
    /// The objective has no least value; a fault of the model.
    #[error("unbounded")]
    Unbounded,
    /// A limit was reached before any solution was found.
    #[error("no solution within the limits")]
    NothingFound,
    /// The solver failed.
    #[error("the solver failed: {0}")]
    Failed(&'static str),
}

/// Name of the solver, for the manifest.
pub const NAME: &str = "HiGHS";

/// Its version, and those of the crates that carry it.
pub const VERSION: &str = "1.16 (highs 2.4, good_lp 1.15)";

/// Seed given to the solver, so that equal input gives equal output.
pub const SEED: i32 = 20_220_401;

/// One thread and the seed, for every kind of solve: those of one thread share a scheduler, and HiGHS refuses other threads than it has.
fn on_one_thread(state: &mut highs::Model) {
    state.set_option("threads", 1);
    state.set_option("parallel", "off");
    state.set_option("random_seed", SEED);
}
