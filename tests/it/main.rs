//! Integration tests, one binary.
//!
//! * `generate`: synthetic municipalities, and the committed ones in `data/`.
//! * `import`: the recipe of Setagaya on real open data, skipped where there is none.

mod generate;
mod import;
