//! What schools need: classes, floor, and what a standing building has beyond it (4.1, 5.10, 5.20).

use super::inventory::{Asset, Inventory};
use super::works::interpolated;
use crate::catalogue::SchoolKind;
use crate::fiscal::FiscalYear;
use crate::project::School;

/// `need₀`: floor the school needs in `fy` without regard to today's, square metres; `None` for a kind `kinds.toml` has not.
pub(super) fn need_m2(inventory: &Inventory, school: &School, fy: FiscalYear) -> Option<f64> {
    let kind = inventory.project.kinds.school_kind(school.kind)?;
    Some(kind.fixed_m2 + kind.m2_per_class * classes(kind, pupils(school, fy)))
}

/// Classes of one school in `fy`, 0 for a kind `kinds.toml` has not.
pub(super) fn classes_in(inventory: &Inventory, school: &School, fy: FiscalYear) -> f64 {
    inventory.project.kinds.school_kind(school.kind).map_or(0.0, |kind| classes(kind, pupils(school, fy)))
}

/// Classes of the pupils of two schools of one kind together in `fy`.
pub(super) fn classes_together(inventory: &Inventory, first: &School, second: &School, fy: FiscalYear) -> f64 {
    let together = pupils(first, fy) + pupils(second, fy);
    inventory.project.kinds.school_kind(second.kind).map_or(0.0, |kind| classes(kind, together))
}

/// (5.10): what the standing building of a school has beyond the need of every year from `start` on, square metres; 0 for what
/// is not a school.
pub(super) fn surplus_m2(inventory: &Inventory, asset: &Asset, start: FiscalYear) -> f64 {
    let Some(school) = asset.school() else { return 0.0 };
    let needs = years_from(inventory, start).filter_map(|fy| need_m2(inventory, school, fy));
    needs.reduce(f64::max).map_or(0.0, |most| (asset.gfa_m2() - most).max(0.0))
}

/// `extra`: floor that school `into` needs more for the pupils of school `from` from `start` on, square metres.
pub(super) fn extra_m2(inventory: &Inventory, from: &School, into: &School, start: FiscalYear) -> f64 {
    let Some(kind) = inventory.project.kinds.school_kind(into.kind) else { return 0.0 };
    let more = |fy| classes_together(inventory, from, into, fy) - classes(kind, pupils(into, fy));
    kind.m2_per_class * years_from(inventory, start).map(more).reduce(f64::max).unwrap_or(0.0)
}

/// Years of the horizon from `start` on.
pub(super) fn years_from(inventory: &Inventory, start: FiscalYear) -> impl Iterator<Item = FiscalYear> {
    inventory.horizon.fiscal_years().filter(move |&fy| fy >= start)
}

fn pupils(school: &School, fy: FiscalYear) -> f64 {
    interpolated(school.pupils.iter().map(|(&year, people)| (year, people.0)), fy)
}

/// (4.1): classes of so many pupils, whole.
fn classes(kind: &SchoolKind, pupils: f64) -> f64 {
    let grades = f64::from(kind.grades);
    grades * (pupils / grades / f64::from(kind.class_size_people)).ceil()
}
