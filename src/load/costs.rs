//! `costs.toml`.

use std::collections::BTreeMap;

use super::document;
use super::findings::Findings;
use super::keyed::{dangling, duplicate_id};
use super::ranges::Ranges;
use super::shape::{Shaped, place_of, typed};
use crate::costs::{CostTable, PARAMETER_NAMES};
use crate::error::Text;

/// The file's name.
pub(super) const FILE: &str = "costs.toml";

/// Classes the formulation names: a school's, and that of an asset without functions.
const NEEDED_CLASSES: [&str; 2] = ["school_education", "other"];
/// Highest price of works, thousand yen per square metre: ten times the dearest public building of Japan.
const HIGHEST_PRICE_KYEN_M2: f64 = 20_000.0;

/// The prices and rates of the text, or `None` when an error was reported.
pub(super) fn read(text: &str, findings: &mut Findings) -> Option<CostTable> {
    let place = |key: &str| place_of(FILE, key);
    let table = document::parse(FILE, text, findings)?;
    let Shaped { value, is_sound } = typed(table, &place, findings);
    let mut costs: CostTable = value?;
    let mut met = BTreeMap::new();
    for class in &costs.classes {
        let key = format!("class[{}]", class.id);
        if let Some(first) = met.insert(class.id.as_str(), place(&key)) {
            duplicate_id(&place(&key), &class.id, &first, findings);
        }
        let mut ranges = Ranges { place: &place, findings };
        ranges.above(&format!("{key}.renovation_kyen_m2"), class.renovation_kyen_m2, 0.0, HIGHEST_PRICE_KYEN_M2);
        ranges.above(&format!("{key}.rebuild_kyen_m2"), class.rebuild_kyen_m2, 0.0, HIGHEST_PRICE_KYEN_M2);
    }
    for needed in NEEDED_CLASSES {
        // A class that is wrong is not in the table.
        if is_sound && costs.class(needed).is_none() {
            dangling(place("class.id"), needed, ("費用区分", "cost class"), met.keys().copied(), findings);
        }
    }
    for (name, row) in costs.parameter.rows() {
        let most = highest(name);
        let mut ranges = Ranges { place: &place, findings };
        for (level, value) in [("low", row.low), ("base", row.base), ("high", row.high)] {
            ranges.within(&format!("parameter.{name}.{level}"), value, 0.0, most);
        }
        if !(row.low <= row.base && row.base <= row.high) {
            ranges.contradiction(
                &format!("parameter.{name}"),
                format!("{} / {} / {}", row.low, row.base, row.high),
                Text::new("low ≤ base ≤ high になっていません", "low ≤ base ≤ high does not hold"),
                Text::new("3 つの値の順を直してください", "put the three values in order"),
            );
        }
    }
    costs.classes.sort_by(|a, b| a.id.cmp(&b.id));
    is_sound.then_some(costs)
}

/// Highest value of a parameter, in its own unit: savings and shares of a whole are at most 1.
fn highest(name: &str) -> f64 {
    debug_assert!(PARAMETER_NAMES.contains(&name));
    match name {
        "rebuild_multiplier" => 20.0,
        "colocation_area_saving"
        | "colocation_running_saving"
        | "merge_running_saving"
        | "land_lease_yield"
        | "conversion_ratio"
        | "transfer_support_ratio"
        | "subsidy_rate" => 1.0,
        "hub_setup_kyen" | "permit_kyen" | "opening_setup_kyen" | "opening_yen_slot" => 1e7,
        _ if name.ends_with("_kyen_m2") || name.ends_with("_kyen_m2_year") => HIGHEST_PRICE_KYEN_M2,
        _ if name.ends_with("_yen_m2_year") => 1e6,
        _ => 5.0,
    }
}
