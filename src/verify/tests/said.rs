//! Planted breaches of the whole model, each named with its place and figures.

use super::breaches::CLAIMS;
use super::suburb::suburb;
use super::town::{assert_accepted, decisions_of};
use super::{money, openings, reuse, rules, schools, transfers};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::project::Project;
use crate::verify::{CheckedRule, verify};

/// A base plan, what is changed, the rule that must be named, and what its English line must say.
pub(super) type Said = (&'static str, fn(&Project) -> Plan, fn(&mut Project, &mut Plan), CheckedRule, &'static str);

/// The tables of all topics; their base plans live in the suburb and are accepted as they are.
pub(super) const SAID: [&[Said]; 6] = [reuse::SAID, transfers::SAID, schools::SAID, openings::SAID, rules::SAID, money::SAID];

#[test]
fn every_planted_breach_of_the_suburb_is_named_with_place_and_figures() {
    for (name, base, change, expected, says) in SAID.into_iter().flatten() {
        let mut project = suburb();
        let mut plan = base(&project);
        assert_accepted(&project, &plan);
        change(&mut project, &mut plan);
        let verification = if CLAIMS.contains(expected) { verify(&project, &plan) } else { decisions_of(&project, &plan) };
        let lines: Vec<String> = verification.breaches.iter().map(|breach| breach.in_lang(Lang::En)).collect();
        let is_named = lines.iter().any(|line| line.starts_with(expected.as_str()) && line.contains(says));
        assert!(is_named, "{name}: {} … {says} is not among {lines:#?}", expected.as_str());
    }
}
