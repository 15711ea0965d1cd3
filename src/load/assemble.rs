//! Joins the tables: implied buildings, homes of functions, and every rule that spans two files.

use std::collections::{BTreeMap, BTreeSet};

use super::buildings::{self, implied};
use super::findings::{Findings, whole_file};
use super::keyed::{Keyed, dangling, duplicate_id};
use super::places::Municipality;
use super::sites::SiteEntry;
use super::{facilities, functions, kinds, schools};
use crate::catalogue::KindCatalogue;
use crate::costs::CostTable;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::Horizon;
use crate::geography::{LonLat, Outline};
use crate::id::{AssetId, BuildingId};
use crate::project::{Building, DemandPoint, Function, Grade, Site, Sources};

/// Share by which functions may exceed their building's floor: registers measure floor by different rules.
const FLOOR_TOLERANCE: f64 = 0.05;
/// Share of records assumed or synthetic from which a table's provenance is called weak.
const WEAK_SHARE: f64 = 0.5;
/// How many times larger or smaller than its outline a site may be before that is called odd.
const ODD_AREA_RATIO: f64 = 2.0;

/// The tables as read, before they are joined.
#[derive(Debug)]
pub(super) struct Tables {
    pub schools: Keyed<SiteEntry>,
    pub facilities: Keyed<SiteEntry>,
    pub buildings: Keyed<Building>,
    pub functions: Keyed<Function>,
    pub demand: Keyed<DemandPoint>,
    pub boundary: Option<Outline>,
    pub kinds: Option<KindCatalogue>,
    pub costs: Option<CostTable>,
}

/// The joined tables, each in the order of ids.
#[derive(Debug)]
pub(super) struct Joined {
    pub sites: Vec<Site>,
    pub buildings: Vec<Building>,
    pub functions: Vec<Function>,
    pub demand: Vec<DemandPoint>,
    pub boundary: Option<Outline>,
    pub kinds: Option<KindCatalogue>,
    pub costs: Option<CostTable>,
    /// Whether every id of the sites and buildings is known, so that an unknown one is an error of who names it.
    pub has_all_assets: bool,
    /// Whether every id of the functions is known.
    pub has_all_functions: bool,
}

impl Joined {
    /// Ids of all assets: a school's site, a facility's buildings.
    pub(super) fn assets(&self) -> BTreeSet<&str> {
        let schools: BTreeSet<&str> =
            self.sites.iter().filter(|site| site.school().is_some()).map(|site| site.id.as_str()).collect();
        let blocks = self.buildings.iter().filter(|building| !schools.contains(building.site.as_str()));
        let facilities: Vec<&str> = blocks.map(|building| building.id.as_str()).collect();
        schools.into_iter().chain(facilities).collect()
    }
}

/// Joins the tables and reports everything that two of them disagree on.
pub(super) fn join(tables: Tables, horizon: Option<&Horizon>, findings: &mut Findings) -> Joined {
    let Tables { schools, facilities, buildings, mut functions, demand, boundary, kinds, costs } = tables;
    check_site_ids(&schools, &facilities, findings);
    check_school_kinds(&schools, kinds.as_ref(), findings);
    let has_all_sites = schools.is_complete && facilities.is_complete;
    let has_all_assets = has_all_sites && buildings.is_complete;
    let site_may_exist = |id: &str| schools.may_hold(id) || facilities.may_hold(id);
    for (place, building) in &buildings.rows {
        let site = building.site.as_str();
        if !site_may_exist(site) {
            let known = schools.ids.keys().chain(facilities.ids.keys()).map(String::as_str);
            dangling(at(place, "site_id"), site, ("敷地", "site"), known, findings);
        }
        // An id shared with another site would make "the building of that site" ambiguous.
        if building.id.as_str() != site
            && let Some(other) = schools.ids.get(building.id.as_str()).or_else(|| facilities.ids.get(building.id.as_str()))
        {
            duplicate_id(place, building.id.as_str(), other, findings);
        }
    }

    let entries: Vec<(Place, SiteEntry)> = schools.rows.into_iter().chain(facilities.rows).collect();
    let mut blocks = blocks_of(&entries, buildings, findings);
    let site_places: BTreeMap<&str, &Place> = entries.iter().map(|(place, entry)| (entry.site.id.as_str(), place)).collect();
    let school_sites: BTreeSet<&str> =
        entries.iter().filter(|(_, entry)| entry.site.school().is_some()).map(|(_, entry)| entry.site.id.as_str()).collect();
    blocks.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    if let Some(horizon) = horizon {
        check_years(&blocks, horizon, findings);
    }

    let homes = Homes::new(&blocks, &school_sites);
    for (place, function) in &mut functions.rows {
        homes.resolve(place, function, &site_places, has_all_assets, findings);
    }
    if let Some(kinds) = &kinds {
        check_kinds(&functions, kinds, findings);
    }
    if has_all_assets {
        check_floor(&functions, &blocks, &school_sites, findings);
    }
    check_locations(&entries, &demand, boundary.as_ref(), findings);
    check_regions(&entries, &demand, findings);
    advise_on_provenance(&entries, &blocks, &functions, &demand, findings);

    let mut sites: Vec<Site> = entries.into_iter().map(|(_, entry)| entry.site).collect();
    sites.sort_by(|a, b| a.id.cmp(&b.id));
    let mut demand: Vec<DemandPoint> = demand.rows.into_iter().map(|(_, point)| point).collect();
    demand.sort_by(|a, b| a.id.cmp(&b.id));
    let has_all_functions = functions.is_complete;
    let mut functions: Vec<Function> = functions.rows.into_iter().map(|(_, function)| function).collect();
    functions.sort_by(|a, b| a.id.cmp(&b.id));
    let buildings = blocks.into_iter().map(|(_, building)| building).collect();
    Joined { sites, buildings, functions, demand, boundary, kinds, costs, has_all_assets, has_all_functions }
}

fn at(place: &Place, field: &str) -> Place {
    Place { field: Some(field.to_owned()), ..place.clone() }
}

fn check_site_ids(schools: &Keyed<SiteEntry>, facilities: &Keyed<SiteEntry>, findings: &mut Findings) {
    for (id, place) in &facilities.ids {
        if let Some(first) = schools.ids.get(id) {
            duplicate_id(place, id, first, findings);
        }
    }
    if schools.is_complete && facilities.is_complete && schools.ids.is_empty() && facilities.ids.is_empty() {
        super::keyed::empty(facilities::FILE, findings);
    }
}

fn check_school_kinds(schools: &Keyed<SiteEntry>, kinds: Option<&KindCatalogue>, findings: &mut Findings) {
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

/// All buildings with their places: the rows of `buildings.csv`, and one implied for each site without any.
fn blocks_of(entries: &[(Place, SiteEntry)], buildings: Keyed<Building>, findings: &mut Findings) -> Vec<(Place, Building)> {
    let is_complete = buildings.is_complete;
    let mut with_rows: BTreeSet<String> = BTreeSet::new();
    let names: BTreeMap<&str, &str> =
        entries.iter().map(|(_, entry)| (entry.site.id.as_str(), entry.site.name.as_str())).collect();
    let mut blocks = buildings.rows;
    for (_, building) in &mut blocks {
        with_rows.insert(building.site.0.clone());
        if building.name.is_empty() {
            building.name = names.get(building.site.as_str()).map_or_else(|| building.id.0.clone(), |&name| name.to_owned());
        }
    }
    for (place, entry) in entries {
        let site = &entry.site;
        if with_rows.contains(site.id.as_str()) {
            if entry.gives_building {
                findings.advise(
                    at(place, "gfa_m2"),
                    AdviceCode::Ignored,
                    site.id.as_str(),
                    Text::new(
                        "この敷地には buildings.csv の行があるので、敷地側の建物の値は使いません",
                        "buildings.csv has rows for this site, so the building fields of the site are not used",
                    ),
                );
            }
        } else if is_complete || entry.gives_building {
            // A broken row of buildings.csv may be this site's; its building is then not missing.
            if let Ok(building) = implied(place, site, entry.implied.clone(), findings) {
                blocks.push((place.clone(), building));
            }
        }
    }
    blocks
}

fn check_years(blocks: &[(Place, Building)], horizon: &Horizon, findings: &mut Findings) {
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

/// Where a function's `building_id` leads.
struct Homes<'b> {
    /// Site of each building.
    sites: BTreeMap<&'b str, &'b str>,
    /// Largest block of each school, ties to the smallest id: the building of a function given for the school as a whole.
    main_blocks: BTreeMap<&'b str, &'b Building>,
    /// Buildings of each facility site with rows.
    by_site: BTreeMap<&'b str, Vec<&'b str>>,
    school_sites: &'b BTreeSet<&'b str>,
}

impl<'b> Homes<'b> {
    fn new(blocks: &'b [(Place, Building)], school_sites: &'b BTreeSet<&'b str>) -> Self {
        let mut homes = Self { sites: BTreeMap::new(), main_blocks: BTreeMap::new(), by_site: BTreeMap::new(), school_sites };
        for (_, building) in blocks {
            let site = building.site.as_str();
            homes.sites.insert(building.id.as_str(), site);
            homes.by_site.entry(site).or_default().push(building.id.as_str());
            let main = homes.main_blocks.entry(site).or_insert(building);
            if building.gfa.0 > main.gfa.0 {
                *main = building;
            }
        }
        homes
    }

    /// Sets home and building of a function, or reports that its `building_id` leads nowhere.
    fn resolve(
        &self,
        place: &Place,
        function: &mut Function,
        site_places: &BTreeMap<&str, &Place>,
        has_all_assets: bool,
        findings: &mut Findings,
    ) {
        let given = function.building.0.clone();
        if let Some(&site) = self.sites.get(given.as_str()) {
            function.home = AssetId(if self.school_sites.contains(site) { site.to_owned() } else { given });
            return;
        }
        if self.school_sites.contains(given.as_str()) {
            if let Some(main) = self.main_blocks.get(given.as_str()) {
                function.building = BuildingId(main.id.0.clone());
            }
            return;
        }
        if let Some(buildings) = self.by_site.get(given.as_str()) {
            let list = buildings.join(", ");
            findings.error(
                at(place, "building_id"),
                InputCode::DanglingReference,
                given.as_str(),
                Text::new(
                    "この敷地には複数の棟の行があり、どの建物か決まりません",
                    "the site has rows in buildings.csv, so its id does not say which building",
                ),
                Text::new(format!("棟の id を書いてください: {list}"), format!("write the id of a building: {list}")),
            );
            return;
        }
        if has_all_assets && !site_places.contains_key(given.as_str()) {
            let known = self.sites.keys().copied().chain(self.school_sites.iter().copied());
            dangling(at(place, "building_id"), &given, ("建物または敷地", "building or site"), known, findings);
        }
    }
}

fn check_kinds(functions: &Keyed<Function>, kinds: &KindCatalogue, findings: &mut Findings) {
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
fn check_floor(
    functions: &Keyed<Function>,
    blocks: &[(Place, Building)],
    school_sites: &BTreeSet<&str>,
    findings: &mut Findings,
) {
    let mut used: BTreeMap<&str, f64> = BTreeMap::new();
    for (_, function) in &functions.rows {
        *used.entry(function.home.as_str()).or_default() += function.gfa.0;
    }
    let mut assets: BTreeMap<&str, (f64, &Place)> = BTreeMap::new();
    for (place, building) in blocks {
        let site = building.site.as_str();
        let asset = if school_sites.contains(site) { site } else { building.id.as_str() };
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

fn check_locations(
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
fn check_regions(entries: &[(Place, SiteEntry)], demand: &Keyed<DemandPoint>, findings: &mut Findings) {
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

fn advise_on_provenance(
    entries: &[(Place, SiteEntry)],
    blocks: &[(Place, Building)],
    functions: &Keyed<Function>,
    demand: &Keyed<DemandPoint>,
    findings: &mut Findings,
) {
    let is_weak = |sources: &Sources| matches!(sources.record, Grade::Assumed | Grade::Synthetic);
    let sites_of =
        |file: &'static str| entries.iter().filter(move |(place, _)| place.file == file).map(|(_, entry)| &entry.site.sources);
    let demand_file = demand.rows.first().map_or("", |(place, _)| place.file.as_str());
    let tables: [(&str, Vec<&Sources>); 5] = [
        (schools::FILE, sites_of(schools::FILE).collect()),
        (facilities::FILE, sites_of(facilities::FILE).collect()),
        (buildings::FILE, blocks.iter().filter(|(_, block)| !block.is_implied).map(|(_, block)| &block.sources).collect()),
        (functions::FILE, functions.rows.iter().map(|(_, function)| &function.sources).collect()),
        (demand_file, demand.rows.iter().map(|(_, point)| &point.sources).collect()),
    ];
    for (file, sources) in tables {
        let weak = sources.iter().filter(|sources| is_weak(sources)).count();
        #[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^53")]
        let share = weak as f64 / sources.len().max(1) as f64;
        if share > WEAK_SHARE {
            let total = sources.len();
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
