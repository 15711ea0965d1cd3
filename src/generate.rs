//! Makes a deterministic synthetic municipality.
