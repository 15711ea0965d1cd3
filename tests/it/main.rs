#![doc = "integration"]
#[test]
fn a() {}
