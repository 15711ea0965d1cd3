//! `kinds.toml`.

use std::collections::{BTreeMap, BTreeSet};

use super::document;
use super::findings::Findings;
use super::keyed::{dangling, duplicate_id, empty};
use super::ranges::Ranges;
use super::shape::{Shaped, place_of, typed};
use crate::catalogue::{Kind, KindCatalogue, SchoolKind, TimeBand};
use crate::costs::CostTable;
use crate::error::{InputCode, Text};

/// The file's name.
pub(super) const FILE: &str = "kinds.toml";

/// Farthest radius or standard, walking metres.
const FARTHEST_M: f64 = 100_000.0;
/// Largest gymnasium or pool of a school, square metres of floor.
const LARGEST_SHARED_ROOM_M2: f64 = 20_000.0;

/// The kinds of the text, or `None` when an error was reported; `costs` is where their cost classes must be.
pub(super) fn read(text: &str, costs: Option<&CostTable>, findings: &mut Findings) -> Option<KindCatalogue> {
    let place = |key: &str| place_of(FILE, key);
    let table = document::parse(FILE, text, findings)?;
    let Shaped { value, is_sound } = typed(table, &place, findings);
    let mut catalogue: KindCatalogue = value?;
    if is_sound && catalogue.kinds.is_empty() {
        empty(FILE, findings);
    }
    let mut met = BTreeMap::new();
    for kind in &catalogue.kinds {
        let key = format!("kind[{}]", kind.id);
        if let Some(first) = met.insert(kind.id.as_str(), place(&key)) {
            duplicate_id(&place(&key), kind.id.as_str(), &first, findings);
        }
        check_kind(kind, &key, findings);
        if let Some(costs) = costs.filter(|costs| costs.class(&kind.cost_class).is_none()) {
            let classes = costs.classes.iter().map(|class| class.id.as_str());
            dangling(place(&format!("{key}.cost_class")), &kind.cost_class, ("費用区分", "cost class"), classes, findings);
        }
    }
    let mut school_kinds = BTreeSet::new();
    for kind in &catalogue.school_kinds {
        let id = kind.id.to_string();
        let key = format!("school_kind[{id}]");
        if !school_kinds.insert(kind.id) {
            duplicate_id(&place(&key), &id, &place(&key), findings);
        }
        let mut ranges = Ranges { place: &place, findings };
        ranges.within(&format!("{key}.class_size_people"), kind.class_size_people, 1.0, 100.0);
        ranges.within(&format!("{key}.grades"), kind.grades, 1.0, 12.0);
        ranges.within(&format!("{key}.fixed_m2"), kind.fixed_m2, 0.0, 100_000.0);
        ranges.within(&format!("{key}.m2_per_class"), kind.m2_per_class, 0.0, 10_000.0);
        for (field, area) in [("gym_m2", kind.gym_m2), ("pool_m2", kind.pool_m2)] {
            ranges.within(&format!("{key}.{field}"), area, 0.0, LARGEST_SHARED_ROOM_M2);
        }
        check_shared_rooms(kind, &key, &mut ranges);
        ranges.within(&format!("{key}.storey_height_m"), kind.storey_height_m, 1.0, 20.0);
    }
    check_time_bands(&catalogue.time_bands, findings);
    catalogue.kinds.sort_by(|a, b| a.id.cmp(&b.id));
    catalogue.school_kinds.sort_by_key(|kind| kind.id);
    is_sound.then_some(catalogue)
}

/// The gymnasium and pool are part of the fixed need: a school that shares both never needs less than nothing.
fn check_shared_rooms(kind: &SchoolKind, key: &str, ranges: &mut Ranges<'_>) {
    let shared = kind.gym_m2 + kind.pool_m2;
    if shared > kind.fixed_m2 {
        ranges.contradiction(
            &format!("{key}.fixed_m2"),
            format!("{shared} > {}", kind.fixed_m2),
            Text::new(
                "gym_m2 と pool_m2 の和が fixed_m2 を超えています。どちらも fixed_m2 の内数です",
                "gym_m2 and pool_m2 together are more than fixed_m2, which they are part of",
            ),
            Text::new("3 つの値を確かめてください", "check the three values"),
        );
    }
}

/// Ids are unique and name columns of `rooms.csv` and rows of the exported model without ambiguity.
fn check_time_bands(bands: &[TimeBand], findings: &mut Findings) {
    let place = |key: &str| place_of(FILE, key);
    let mut met = BTreeMap::new();
    for band in bands {
        let id = band.id.as_str();
        let key = format!("time_band[{id}]");
        if let Some(first) = met.insert(id, place(&key)) {
            duplicate_id(&place(&key), id, &first, findings);
        }
        if let Some(hours) = band.slot_hours {
            Ranges { place: &place, findings }.above(&format!("{key}.slot_hours"), hours, 0.0, 24.0);
        }
        let is_plain = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_plain || id.ends_with("_source") {
            findings.error(
                place(&format!("{key}.id")),
                InputCode::UnknownWord,
                id,
                Text::new(
                    "時間帯の id は rooms.csv の列名になるので、英小文字で始まり英小文字・数字・_ だけで、_source で終わりません",
                    "a band's id ends the names of columns in rooms.csv: lower-case letters, digits and _, and not _source at the end",
                ),
                Text::new("例: morning、afternoon、evening", "for example: morning, afternoon, evening"),
            );
        }
    }
}

fn check_kind(kind: &Kind, key: &str, findings: &mut Findings) {
    let place = |key: &str| place_of(FILE, key);
    let mut ranges = Ranges { place: &place, findings };
    for (band, weight) in crate::project::AGE_BANDS.iter().zip(kind.age_weights.as_array()) {
        ranges.within(&format!("{key}.age_weights.{band}"), weight, 0.0, 100.0);
    }
    ranges.above(&format!("{key}.standard_m"), kind.standard_m, 0.0, FARTHEST_M);
    ranges.within(&format!("{key}.host_radius_m"), kind.host_radius_m, 0.0, FARTHEST_M);
    ranges.within(&format!("{key}.merge_radius_m"), kind.merge_radius_m, 0.0, FARTHEST_M);
    let mut zones = BTreeSet::new();
    for cap in &kind.zone_caps {
        ranges.within(&format!("{key}.zone_caps"), cap.at_most_m2, 0.0, 1e6);
        if !zones.insert(cap.zone) {
            ranges.contradiction(
                &format!("{key}.zone_caps"),
                format!("{:?}", cap.zone),
                Text::new("同じ用途地域の上限が 2 つあります", "two caps are given for one zone"),
                Text::new("どちらか 1 つにしてください", "keep one of them"),
            );
        }
    }
    if kind.id.as_str().trim().is_empty() {
        ranges.findings.error(
            place(&format!("{key}.id")),
            InputCode::FieldMissing,
            "",
            Text::new("id が空です", "the id is blank"),
            Text::new("英小文字と _ の id を付けてください", "give it an id of lower-case letters and _"),
        );
    }
}
