//! Integration tests, one binary.
//!
//! * `generate`: synthetic municipalities, and the committed ones in `data/`.

mod generate;
