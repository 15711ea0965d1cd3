//! The `fukugo` command.

fn main() {}
