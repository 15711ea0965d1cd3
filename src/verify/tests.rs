//! Cash flows and measures computed by hand, and a planted breach of every rule.

mod breaches;
mod cash;
mod malformed;
mod measures;
mod town;
