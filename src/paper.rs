//! One town small enough to be worked out on paper, shared by tests of cash flows, options and rules.
//!
//! School S at the origin: S-1 (2,000 m², 1960) and S-2 (2,000 m², 1990). H (800 m², 1970) with hall-a and library-a, 1 km east. G
//! (600 m², 1990) with hall-b, 3 km east. Two periods of five years from FY 2022, walks are straight lines, no discount and no
//! escalation. Rebuilding costs 330,000 yen/m² for schools and 400,000 for culture, repairs 1,000 yen/m² a year.

use crate::id::RuleId;
use crate::metrics::town::{add_facility, add_function, add_school, function, town};
use crate::project::Project;
use crate::scenario::{Rule, RuleLimit};

/// The town, without rules.
pub(crate) fn paper_town() -> Project {
    let mut project = town(2022, &[5, 5]);
    add_school(&mut project, "S", "a1", (0.0, 0.0), &[("S-1", 2_000.0, 1960), ("S-2", 2_000.0, 1990)]);
    add_facility(&mut project, "H", "a1", (1_000.0, 0.0), 800.0, 1970);
    add_function(&mut project, "hall-a", "H", "hall", 500.0, 10_000_000);
    add_function(&mut project, "library-a", "H", "library", 300.0, 6_000_000);
    add_facility(&mut project, "G", "b1", (3_000.0, 0.0), 600.0, 1990);
    add_function(&mut project, "hall-b", "G", "hall", 600.0, 20_000_000);
    for (id, slots, used) in [("hall-a", 1_000.0, 600.0), ("hall-b", 2_000.0, 900.0)] {
        function(&mut project, id).slots_per_year = Some(slots);
        function(&mut project, id).used_slots_per_year = Some(used);
    }
    project
}

/// The town with one hard rule called `rule`.
pub(crate) fn ruled_town(limit: RuleLimit) -> Project {
    let mut project = paper_town();
    let text = |text: &str| text.to_owned();
    let id = RuleId(text("rule"));
    let (clause, owner, reason) = (text("P1-1"), text("section"), text("to be tested"));
    project.scenario.rules.push(Rule { id, clause, owner, reason, limit, soft_price_jpy: None });
    project
}
