//! Integration tests, one binary: everything that looks at more than one module from outside.

/// What each module must never name.
mod architecture;
/// The solver against enumeration of all plans.
mod brute_force;
/// Random projects, used by others.
mod hamlets;
