//! Joins the tables: implied buildings, homes of functions, and every rule that spans two files.

use std::collections::{BTreeMap, BTreeSet};

use super::agreement::{
    advise_on_districts, advise_on_provenance, check_floor, check_kinds, check_locations, check_regions, check_school_kinds,
    check_years,
};
use super::buildings::implied;
use super::facilities;
use super::findings::Findings;
use super::keyed::{Keyed, dangling, duplicate_id};
use super::population::Projections;
use super::rooms;
use super::sites::SiteEntry;
use crate::catalogue::KindCatalogue;
use crate::costs::CostTable;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::fiscal::Horizon;
use crate::geography::Outline;
use crate::id::{AssetId, BuildingId};
use crate::project::{Building, DemandPoint, FrameRow, Function, Room, Site};

/// The tables as read, before they are joined.
#[derive(Debug)]
pub(super) struct Tables {
    pub schools: Keyed<SiteEntry>,
    pub facilities: Keyed<SiteEntry>,
    pub buildings: Keyed<Building>,
    pub functions: Keyed<Function>,
    pub demand: Keyed<DemandPoint>,
    pub rooms: Keyed<Room>,
    pub population: Projections,
    pub fiscal_frame: Vec<FrameRow>,
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
    pub rooms: Vec<Room>,
    /// Projections of residents, not yet applied.
    pub population: Projections,
    pub fiscal_frame: Vec<FrameRow>,
    pub boundary: Option<Outline>,
    pub kinds: Option<KindCatalogue>,
    pub costs: Option<CostTable>,
    /// Whether every site and demand point of the folder is among these.
    pub are_places_known: bool,
    /// Every id that rules and locks may name, those of broken records included.
    pub known: KnownIds,
}

/// Ids by what they name; `None` where not all of them could be read.
#[derive(Debug)]
pub(super) struct KnownIds {
    /// A school's site, a facility's buildings.
    pub assets: Option<BTreeSet<String>>,
    pub functions: Option<BTreeSet<String>>,
    pub sites: Option<BTreeSet<String>>,
}

/// Joins the tables and reports everything that two of them disagree on.
pub(super) fn join(tables: Tables, horizon: Option<&Horizon>, findings: &mut Findings) -> Joined {
    let Tables { schools, facilities, buildings, mut functions, demand, rooms, population, fiscal_frame, boundary, kinds, costs } =
        tables;
    check_site_ids(&schools, &facilities, findings);
    check_school_kinds(&schools, kinds.as_ref(), findings);
    let has_all_sites = schools.is_complete && facilities.is_complete;
    let has_all_assets = has_all_sites && buildings.is_complete;
    let all_rooms = rooms::joined(&rooms, rooms::Homes { schools: &schools, functions: &functions }, kinds.as_ref(), findings);
    let school_ids: BTreeSet<String> = schools.ids.keys().cloned().collect();
    let site_ids: BTreeSet<String> = schools.ids.keys().chain(facilities.ids.keys()).cloned().collect();
    let facility_ids: BTreeSet<String> = facilities.ids.keys().cloned().collect();
    let building_ids: BTreeSet<String> = buildings.ids.keys().cloned().collect();
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
    let are_rows_sound = buildings.is_complete && buildings.rows.len() == buildings.ids.len();
    let mut blocks = blocks_of(&entries, buildings, are_rows_sound, findings);
    blocks.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    if let Some(horizon) = horizon {
        check_years(&blocks, horizon, findings);
    }

    let homes = Homes::new(&blocks, &school_ids, &facility_ids);
    for (place, function) in &mut functions.rows {
        let is_known = |id: &str| !has_all_assets || building_ids.contains(id) || site_ids.contains(id);
        homes.resolve(place, function, is_known, findings);
    }
    if let Some(kinds) = &kinds {
        check_kinds(&functions, kinds, findings);
    }
    if are_rows_sound {
        check_floor(&functions, &blocks, &school_ids, findings);
    }
    check_locations(&entries, &demand, boundary.as_ref(), findings);
    check_regions(&entries, &demand, findings);
    advise_on_districts(&entries, &demand, findings);
    // A broken record may be the only one of its region.
    let are_places_known =
        has_all_sites && entries.len() == site_ids.len() && demand.is_complete && demand.rows.len() == demand.ids.len();
    if are_places_known {
        let of_sites = entries.iter().map(|(_, entry)| &entry.site.region);
        let of_points = demand.rows.iter().map(|(_, point)| &point.region);
        population.check_regions(&of_sites.chain(of_points).map(|region| region.0.clone()).collect(), findings);
    }
    advise_on_provenance(&entries, &blocks, &functions, &demand, &rooms, &population, findings);

    let with_blocks: BTreeSet<&str> = blocks.iter().map(|(_, block)| block.site.as_str()).collect();
    let facility_assets = site_ids.iter().filter(|id| !with_blocks.contains(id.as_str()) && !school_ids.contains(*id));
    let blocks_of_facilities = blocks.iter().filter(|(_, block)| !school_ids.contains(block.site.as_str()));
    let assets: BTreeSet<String> =
        school_ids.iter().chain(facility_assets).chain(blocks_of_facilities.map(|(_, block)| &block.id.0)).cloned().collect();
    let known = KnownIds {
        assets: (has_all_assets && are_rows_sound).then_some(assets),
        functions: functions.is_complete.then(|| functions.ids.keys().cloned().collect()),
        sites: has_all_sites.then_some(site_ids),
    };
    let mut sites: Vec<Site> = entries.into_iter().map(|(_, entry)| entry.site).collect();
    sites.sort_by(|a, b| a.id.cmp(&b.id));
    let mut demand: Vec<DemandPoint> = demand.rows.into_iter().map(|(_, point)| point).collect();
    demand.sort_by(|a, b| a.id.cmp(&b.id));
    let mut functions: Vec<Function> = functions.rows.into_iter().map(|(_, function)| function).collect();
    functions.sort_by(|a, b| a.id.cmp(&b.id));
    let buildings = blocks.into_iter().map(|(_, building)| building).collect();
    Joined {
        sites,
        buildings,
        functions,
        demand,
        rooms: all_rooms,
        population,
        fiscal_frame,
        boundary,
        kinds,
        costs,
        are_places_known,
        known,
    }
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

/// All buildings with their places: the rows of `buildings.csv`, and one implied for each site without any.
fn blocks_of(
    entries: &[(Place, SiteEntry)],
    buildings: Keyed<Building>,
    are_rows_sound: bool,
    findings: &mut Findings,
) -> Vec<(Place, Building)> {
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
        } else if are_rows_sound || entry.gives_building {
            // A broken row of buildings.csv may be this site's; its building is then not missing.
            if let Ok(building) = implied(place, site, entry.implied.clone(), findings) {
                blocks.push((place.clone(), building));
            }
        }
    }
    blocks
}

/// Where a function's `building_id` leads.
struct Homes<'b> {
    /// Site of each building.
    sites: BTreeMap<&'b str, &'b str>,
    /// Largest block of each school, ties to the smallest id: the building of a function given for the school as a whole.
    main_blocks: BTreeMap<&'b str, &'b Building>,
    /// Buildings of each facility site with rows.
    by_site: BTreeMap<&'b str, Vec<&'b str>>,
    school_ids: &'b BTreeSet<String>,
    facility_ids: &'b BTreeSet<String>,
}

impl<'b> Homes<'b> {
    fn new(blocks: &'b [(Place, Building)], school_ids: &'b BTreeSet<String>, facility_ids: &'b BTreeSet<String>) -> Self {
        let mut homes =
            Self { sites: BTreeMap::new(), main_blocks: BTreeMap::new(), by_site: BTreeMap::new(), school_ids, facility_ids };
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

    /// Sets home and building of a function, or reports that its `building_id` leads nowhere; `is_known` says whether a record,
    /// sound or broken, has an id.
    fn resolve(&self, place: &Place, function: &mut Function, is_known: impl Fn(&str) -> bool, findings: &mut Findings) {
        let given = function.building.0.clone();
        if let Some(&site) = self.sites.get(given.as_str()) {
            function.home = AssetId(if self.school_ids.contains(site) { site.to_owned() } else { given });
            return;
        }
        if self.school_ids.contains(given.as_str()) {
            if let Some(main) = self.main_blocks.get(given.as_str()) {
                function.building = BuildingId(main.id.0.clone());
            }
            return;
        }
        if let Some(buildings) = self.by_site.get(given.as_str()).filter(|_| self.facility_ids.contains(&given)) {
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
        if !is_known(&given) {
            let known = self.sites.keys().copied().chain(self.school_ids.iter().map(String::as_str));
            dangling(at(place, "building_id"), &given, ("建物または敷地", "building or site"), known, findings);
        }
    }
}
