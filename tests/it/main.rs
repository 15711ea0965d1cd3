//! Everything that looks at more than one module from outside.

/// What each module must never name.
mod architecture;
