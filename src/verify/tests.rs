//! Cash flows and measures computed by hand, and a planted breach of every rule.

mod breaches;
mod cash;
mod malformed;
mod measures;
mod money;
mod openings;
mod reuse;
mod rules;
mod said;
mod schools;
mod suburb;
mod town;
mod transfers;
