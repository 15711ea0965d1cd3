//! Rules that span two tables: each function reports what they disagree on.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{Findings, most_similar, whole_file};
use super::keyed::{Keyed, dangling};
use super::places::Municipality;
use super::population::{self, Projections};
use super::sites::SiteEntry;
use super::{buildings, facilities, functions, kinds, rooms, schools};
use crate::catalogue::KindCatalogue;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::Horizon;
use crate::geography::{LonLat, Outline};
use crate::project::{Building, DemandPoint, Function, Grade, Room};

/// Share by which functions may exceed their building's floor: registers measure floor by different rules.
const FLOOR_TOLERANCE: f64 = 0.05;
/// Share of records assumed or synthetic from which a table's provenance is called weak.
const WEAK_SHARE: f64 = 0.5;
/// How many times larger or smaller than its outline a site may be before that is called odd.
const ODD_AREA_RATIO: f64 = 2.0;

pub(super) fn check_school_kinds(schools: &Keyed<SiteEntry>, kinds: Option<&KindCatalogue>, findings: &mut Findings) {
    let Some(kinds) = kinds else { return };
    for (place, entry) in &schools.rows {
        if let Some(school) = entry.site.school()
            && kinds.school_kind(school.kind).is_none()
        {
            let known: Vec<String> = kinds.school_kinds.iter().map(|kind| kind.id.to_string()).collect();
            let id = school.kind.to_string();
            dangling(
                at(place, "kind"),
                &id,
                ("学校種別 (kinds.toml の school_kind)", "school kind in kinds.toml"),
                known.iter().map(String::as_str),
                findings,
            );
        }
    }
}

pub(super) fn check_years(blocks: &[(Place, Building)], horizon: &Horizon, findings: &mut Findings) {
    for (place, building) in blocks {
        let years = [("built_fy", Some(building.built)), ("last_renovation_fy", building.last_renovation)];
        for (field, year) in years {
            if let Some(year) = year.filter(|&year| year > horizon.last()) {
                findings.error(
                    at(place, field),
                    InputCode::ImpossibleYear,
                    year.to_string(),
                    Text::new(
                        format!("計画期間 ({} 年度まで) より後です", horizon.last()),
                        format!("it comes after the horizon, which ends with {}", horizon.last()),
                    ),
                    Text::new(
                        "年度を確かめるか、まだない建物の行を除いてください",
                        "check the year, or drop buildings that do not exist yet",
                    ),
                );
            }
        }
    }
}

pub(super) fn check_kinds(functions: &Keyed<Function>, kinds: &KindCatalogue, findings: &mut Findings) {
    let mut used = BTreeSet::new();
    for (place, function) in &functions.rows {
        used.insert(function.kind.as_str());
        if kinds.kind(&function.kind).is_none() {
            let known = kinds.kinds.iter().map(|kind| kind.id.as_str());
            dangling(
                at(place, "kind"),
                function.kind.as_str(),
                ("機能の種別 (kinds.toml)", "kind in kinds.toml"),
                known,
                findings,
            );
        }
    }
    if !functions.is_complete {
        return;
    }
    for kind in kinds.kinds.iter().filter(|kind| kind.access && !used.contains(kind.id.as_str())) {
        findings.advise(
            Place { record: Some(kind.id.0.clone()), field: Some("kind.access".to_owned()), ..whole_file(kinds::FILE) },
            AdviceCode::NoEffect,
            kind.id.as_str(),
            Text::new(
                "access = true ですが、この種別の機能が 1 つもありません",
                "access is true, but no function is of this kind",
            ),
        );
    }
}

/// Floor of functions against the floor of their building, or of all blocks where the home is a school.
pub(super) fn check_floor(
    functions: &Keyed<Function>,
    blocks: &[(Place, Building)],
    school_ids: &BTreeSet<String>,
    findings: &mut Findings,
) {
    let mut used: BTreeMap<&str, f64> = BTreeMap::new();
    for (_, function) in &functions.rows {
        *used.entry(function.home.as_str()).or_default() += function.gfa.0;
    }
    let mut assets: BTreeMap<&str, (f64, &Place)> = BTreeMap::new();
    for (place, building) in blocks {
        let site = building.site.as_str();
        let asset = if school_ids.contains(site) { site } else { building.id.as_str() };
        assets.entry(asset).or_insert((0.0, place)).0 += building.gfa.0;
    }
    for (asset, (floor, place)) in assets {
        let Some(&used) = used.get(asset) else { continue };
        if used > floor * (1.0 + FLOOR_TOLERANCE) {
            findings.error(
                at(place, "gfa_m2"),
                InputCode::Contradiction,
                format!("{used} m² > {floor} m²"),
                Text::new(
                    format!("{asset} にある機能の床面積の合計が建物の床面積を 5 % を超えて上回ります"),
                    format!("the functions in {asset} have over 5 % more floor than the building"),
                ),
                Text::new(
                    "functions.csv の gfa_m2 か建物の gfa_m2 を直してください",
                    "correct gfa_m2 in functions.csv or of the building",
                ),
            );
        }
    }
}

pub(super) fn check_locations(
    entries: &[(Place, SiteEntry)],
    demand: &Keyed<DemandPoint>,
    boundary: Option<&Outline>,
    findings: &mut Findings,
) {
    let sites = entries.iter().map(|(place, entry)| (place, entry.site.location));
    let points = demand.rows.iter().map(|(place, point)| (place, point.location));
    let all: Vec<(&Place, LonLat)> = sites.chain(points).collect();
    let locations: Vec<LonLat> = all.iter().map(|&(_, location)| location).collect();
    let Some(municipality) = Municipality::new(boundary, &locations) else { return };
    for (place, location) in all {
        municipality.check(&at(place, "geometry"), location, findings);
    }
    for (place, entry) in entries {
        let Some(outline) = &entry.site.outline else { continue };
        let (measured, given) = (outline.area(municipality.plane()).0, entry.site.site_area.0);
        if measured > given * ODD_AREA_RATIO || measured * ODD_AREA_RATIO < given {
            findings.advise(
                at(place, "site_area_m2"),
                AdviceCode::Unusual,
                given.to_string(),
                Text::new(
                    format!("多角形の面積は {measured:.0} m² です。どちらかが違うようです"),
                    format!("the polygon has {measured:.0} m²; one of the two seems wrong"),
                ),
            );
        }
    }
}

/// Reports records that put a district into another region than most records do.
pub(super) fn check_regions(entries: &[(Place, SiteEntry)], demand: &Keyed<DemandPoint>, findings: &mut Findings) {
    let sites = entries.iter().map(|(place, entry)| (place, &entry.site.district, &entry.site.region));
    let points = demand.rows.iter().map(|(place, point)| (place, &point.district, &point.region));
    let all: Vec<_> = sites.chain(points).collect();
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for (_, district, region) in &all {
        *counts.entry(district.as_str()).or_default().entry(region.as_str()).or_default() += 1;
    }
    for (place, district, region) in all {
        let regions = &counts[district.as_str()];
        let usual = regions.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0))).map_or("", |(usual, _)| usual);
        if regions.len() > 1 && region.as_str() != usual {
            findings.error(
                at(place, "region"),
                InputCode::DistrictInTwoRegions,
                format!("{district}: {region}"),
                Text::new(
                    format!("地区 {district} は、ほかの行では地域 {usual} にあります。地区は 1 つの地域に属します"),
                    format!("other records put district {district} into region {usual}; a district lies in one region"),
                ),
                Text::new("district か region を直してください", "correct district or region"),
            );
        }
    }
}

/// Advises on districts that nobody lives in, or that one record alone names: a slip of the pen makes a new district.
pub(super) fn advise_on_districts(entries: &[(Place, SiteEntry)], demand: &Keyed<DemandPoint>, findings: &mut Findings) {
    let sites = entries.iter().map(|(place, entry)| (place, entry.site.district.as_str(), false));
    let points = demand.rows.iter().map(|(place, point)| (place, point.district.as_str(), true));
    // By district: its first record, how many there are, and whether a demand point is among them.
    let mut districts: BTreeMap<&str, (&Place, usize, bool)> = BTreeMap::new();
    for (place, district, is_demand) in sites.chain(points) {
        let entry = districts.entry(district).or_insert((place, 0, false));
        entry.1 += 1;
        entry.2 |= is_demand;
    }
    if demand.rows.is_empty() || !demand.is_complete || districts.len() < 2 {
        return;
    }
    let is_usual = |&&(_, records, is_peopled): &&(&Place, usize, bool)| is_peopled && records > 1;
    // Where most districts are like that, the records are few.
    if 2 * districts.values().filter(is_usual).count() <= districts.len() {
        return;
    }
    for (district, entry) in districts.iter().filter(|(_, entry)| !is_usual(entry)) {
        let (place, records, is_peopled) = *entry;
        let others = districts.keys().copied().filter(|other| other != district);
        let (ja, en) = if is_peopled {
            (format!("地区 {district} は、この行だけにあります"), format!("no other record names district {district}"))
        } else {
            (
                format!("地区 {district}（{records} 行）には人口のある地点がありません"),
                format!("nobody lives in district {district} ({records} record(s))"),
            )
        };
        let similar = most_similar(district, others);
        let (also_ja, also_en) = similar
            .map_or_else(Default::default, |similar| (format!("。もしかして: {similar}"), format!("; did you mean {similar}?")));
        let text = Text::new(format!("{ja}{also_ja}"), format!("{en}{also_en}"));
        findings.advise(at(place, "district"), AdviceCode::Unusual, *district, text);
    }
}

pub(super) fn advise_on_provenance(
    entries: &[(Place, SiteEntry)],
    blocks: &[(Place, Building)],
    functions: &Keyed<Function>,
    demand: &Keyed<DemandPoint>,
    rooms: &Keyed<Room>,
    population: &Projections,
    findings: &mut Findings,
) {
    let is_weak = |grade: Grade| matches!(grade, Grade::Assumed | Grade::Synthetic);
    let sites_of = |file: &'static str| {
        entries.iter().filter(move |(place, _)| place.file == file).map(|(_, entry)| entry.site.sources.record)
    };
    let demand_file = demand.rows.first().map_or("", |(place, _)| place.file.as_str());
    let tables: [(&str, Vec<Grade>); 7] = [
        (schools::FILE, sites_of(schools::FILE).collect()),
        (facilities::FILE, sites_of(facilities::FILE).collect()),
        (buildings::FILE, blocks.iter().filter(|(_, block)| !block.is_implied).map(|(_, block)| block.sources.record).collect()),
        (functions::FILE, functions.rows.iter().map(|(_, function)| function.sources.record).collect()),
        (demand_file, demand.rows.iter().map(|(_, point)| point.sources.record).collect()),
        (rooms::FILE, rooms.rows.iter().map(|(_, room)| room.sources.record).collect()),
        (population::FILE, population.variants.values().flatten().map(|(_, target)| target.grade).collect()),
    ];
    for (file, grades) in tables {
        let weak = grades.iter().filter(|&&grade| is_weak(grade)).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
        let share = weak as f64 / grades.len().max(1) as f64;
        if share > WEAK_SHARE {
            let total = grades.len();
            findings.advise(
                whole_file(file),
                AdviceCode::WeakProvenance,
                format!("{weak} / {total}"),
                Text::new(
                    format!("{total} 行のうち {weak} 行が仮定または合成の値です。結果はその分だけ確かでありません"),
                    format!("{weak} of {total} records are assumed or synthetic; results are no surer than they are"),
                ),
            );
        }
    }
}

fn at(place: &Place, field: &str) -> Place {
    Place { field: Some(field.to_owned()), ..place.clone() }
}
