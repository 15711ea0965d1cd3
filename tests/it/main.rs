//! Everything that looks at more than one module from outside.

/// What each module must never name.
mod architecture;
/// Synthetic municipalities, and the committed ones in `data/`.
mod generate;
