//! Integration tests, one binary: everything that looks at more than one module from outside.

/// What each module must never name.
mod architecture;
/// The solver against enumeration of all plans.
mod brute_force;
/// Documents made from the types, and indices that must agree with them.
mod documents;
/// Synthetic municipalities, and the committed ones in `data/`.
mod generate;
/// Random projects, used by others.
mod hamlets;
/// The recipe of Setagaya on real open data, skipped where there is none.
mod import;
/// Broken input, one line at a time.
mod load;
/// The README against the command line and the files it points at.
mod readme;
