//! The project with dense indices: assets, hosts' floor, demand weights and walking distances, ready for options.
//!
//! Nothing is decided here. All tables keep the project's order of ids.

mod demand;
mod rooms;
mod schoolhouse;
mod walks;

use std::collections::BTreeMap;

use crate::catalogue::Kind;
use crate::fiscal::Horizon;
use crate::geography::{LonLat, Plane, PlanePoint};
use crate::id::{
    AssetId, AssetIx, DemandIx, DistrictId, DistrictIx, FunctionId, FunctionIx, KindIx, PeriodIx, RegionId, RegionIx, SiteIx,
};
use crate::project::{Building, Function, Ownership, Project, Site};
use crate::units::{Meters, SquareMeters, Yen};

pub use demand::population_in;
pub use rooms::{Openable, RoomUse, Rooms, SchoolRoomUse, serves};
pub use schoolhouse::{
    classes_in, classes_of, extra_floor, most_joint_classes, plain_need, pupils_in, school_need, spare_floor, surplus_floor,
};
pub use walks::{Joined, StraightReason, Walk, WalkBasis};

use walks::Walks;

pub(crate) use schoolhouse::{need_of, school_and_kind, school_of};

/// A project indexed for optimization.
#[derive(Debug)]
pub struct Instance<'project> {
    /// The validated tables.
    pub project: &'project Project,
    /// Periods and fiscal years.
    pub horizon: Horizon,
    /// The plane distances are measured in.
    pub plane: Plane,
    /// Sites, in the project's order.
    pub sites: Vec<SiteEntry<'project>>,
    /// Assets, by id.
    pub assets: Vec<Asset<'project>>,
    /// Functions, in the project's order.
    pub functions: Vec<FunctionEntry<'project>>,
    /// Service kinds, in the catalogue's order.
    pub kinds: Vec<&'project Kind>,
    /// Districts, by id.
    pub districts: Vec<DistrictId>,
    /// Regions, by id.
    pub regions: Vec<RegionId>,
    /// Demand points, in the project's order.
    pub demand: Vec<DemandEntry>,
    /// Rooms with slots.
    pub rooms: Rooms,
    /// Walks that are not taken from straight lines.
    walks: Walks,
}

/// A site with its place in the plane and its assets.
#[derive(Debug)]
pub struct SiteEntry<'project> {
    /// The row.
    pub site: &'project Site,
    /// Where it is in the plane.
    pub point: PlanePoint,
    /// Its district.
    pub district: DistrictIx,
    /// Its region.
    pub region: RegionIx,
    /// Its assets, in order.
    pub assets: Vec<AssetIx>,
}

/// What follows one life path: a facility's building, or all blocks of one school.
#[derive(Debug)]
pub struct Asset<'project> {
    /// The building's id, or the school site's.
    pub id: AssetId,
    /// Where it stands.
    pub site: SiteIx,
    /// Its blocks, by id; one for a facility.
    pub blocks: Vec<&'project Building>,
    /// Floor of all blocks.
    pub gfa: SquareMeters,
    /// Class of `costs.toml` whose prices apply (formulation, section 2).
    pub cost_class: &'project str,
    /// Functions at home in it, in order.
    pub functions: Vec<FunctionIx>,
}

/// A function with its home and kind.
#[derive(Debug)]
pub struct FunctionEntry<'project> {
    /// The row.
    pub function: &'project Function,
    /// The asset it is in today.
    pub home: AssetIx,
    /// Its kind.
    pub kind: KindIx,
}

/// A demand point with its place and weights.
#[derive(Debug)]
pub struct DemandEntry {
    /// Where it is in the plane.
    pub point: PlanePoint,
    /// Its district.
    pub district: DistrictIx,
    /// Its region.
    pub region: RegionIx,
    /// Weight per kind and period (formulation 8.2), `kind × period`, people.
    pub weights: Vec<Vec<f64>>,
}

impl<'project> Instance<'project> {
    /// Indexes `project`.
    ///
    /// # Panics
    /// When a reference dangles, which `load` rules out.
    pub fn new(project: &'project Project) -> Self {
        let horizon = project.scenario.horizon.horizon();
        let plane = Plane::for_location(middle(project));

        let districts = sorted(project.sites.iter().map(|s| &s.district).chain(project.demand.iter().map(|d| &d.district)));
        let regions = sorted(project.sites.iter().map(|s| &s.region).chain(project.demand.iter().map(|d| &d.region)));
        let district_of = |id: &DistrictId| DistrictIx(districts.binary_search(id).expect("the list holds every district"));
        let region_of = |id: &RegionId| RegionIx(regions.binary_search(id).expect("the list holds every region"));

        let mut sites: Vec<_> = project
            .sites
            .iter()
            .map(|site| SiteEntry {
                site,
                point: plane.project(site.location),
                district: district_of(&site.district),
                region: region_of(&site.region),
                assets: Vec::new(),
            })
            .collect();
        let mut assets = assets_of(project);
        for (index, asset) in assets.iter().enumerate() {
            sites[asset.site.0].assets.push(AssetIx(index));
        }

        let asset_ix: BTreeMap<&AssetId, usize> = assets.iter().enumerate().map(|(index, a)| (&a.id, index)).collect();
        let functions: Vec<_> = project
            .functions
            .iter()
            .map(|function| FunctionEntry {
                function,
                home: AssetIx(asset_ix[&function.home]),
                kind: KindIx(project.kinds.kinds.iter().position(|kind| kind.id == function.kind).expect("load resolves kinds")),
            })
            .collect();
        drop(asset_ix);
        for (index, entry) in functions.iter().enumerate() {
            assets[entry.home.0].functions.push(FunctionIx(index));
        }
        for asset in &mut assets {
            asset.cost_class = cost_class(project, asset, &functions, sites[asset.site.0].site);
        }

        let kinds: Vec<_> = project.kinds.kinds.iter().collect();
        let demand: Vec<DemandEntry> = project
            .demand
            .iter()
            .map(|point| DemandEntry {
                point: plane.project(point.location),
                district: district_of(&point.district),
                region: region_of(&point.region),
                weights: demand::weights(point, &kinds, &horizon),
            })
            .collect();
        let places: (Vec<_>, Vec<_>) =
            (sites.iter().map(|site| site.point).collect(), demand.iter().map(|point| point.point).collect());
        let walks = Walks::new(project, &plane, &places.0, &places.1);
        let mut instance = Self {
            project,
            horizon,
            plane,
            sites,
            assets,
            functions,
            kinds,
            districts,
            regions,
            demand,
            rooms: Rooms::default(),
            walks,
        };
        let school = |id: &AssetId| instance.asset(id).filter(|&asset| instance.is_school(asset));
        let rooms = Rooms::new(project, instance.functions.len(), school, |id| instance.function(id));
        instance.rooms = rooms;
        instance
    }

    /// The site an asset stands on.
    pub fn site_of(&self, asset: AssetIx) -> &SiteEntry<'project> {
        &self.sites[self.assets[asset.0].site.0]
    }

    /// Whether an asset is a school.
    pub fn is_school(&self, asset: AssetIx) -> bool {
        self.site_of(asset).site.school().is_some()
    }

    /// Whether an asset is in rented premises.
    pub fn is_leased(&self, asset: AssetIx) -> bool {
        self.site_of(asset).site.ownership == Ownership::Leased
    }

    /// Walking distance between two sites (formulation 8.1).
    pub fn walk_between(&self, from: SiteIx, to: SiteIx) -> Meters {
        self.way_between(from, to).distance
    }

    /// Walking distance from a demand point to a site (formulation 8.1).
    pub fn walk_from(&self, demand: DemandIx, to: SiteIx) -> Meters {
        self.way_from(demand, to).distance
    }

    /// The walk between two sites, with what it is taken from.
    pub fn way_between(&self, from: SiteIx, to: SiteIx) -> Walk {
        let straight = self.sites[from.0].point.straight_distance(self.sites[to.0].point);
        self.walks.between_sites(from.0, to.0, self.project.scenario.distance.walking(straight))
    }

    /// The walk from a demand point to a site, with what it is taken from.
    pub fn way_from(&self, demand: DemandIx, to: SiteIx) -> Walk {
        let straight = self.demand[demand.0].point.straight_distance(self.sites[to.0].point);
        self.walks.of_demand(demand.0, to.0, self.project.scenario.distance.walking(straight))
    }

    /// How a demand point is joined to the walking network; none where it is not, or there is no network.
    pub fn joined_demand(&self, demand: DemandIx) -> Option<Joined> {
        self.walks.joined_demand(demand.0)
    }

    /// How a site is joined to the walking network; none where it is not, or there is no network.
    pub fn joined_site(&self, site: SiteIx) -> Option<Joined> {
        self.walks.joined_site(site.0)
    }

    /// Weight of a demand point for a kind in a period (formulation 8.2), people.
    pub fn weight(&self, demand: DemandIx, kind: KindIx, t: PeriodIx) -> f64 {
        self.demand[demand.0].weights[kind.0][t.0]
    }

    /// Weight of all demand points of a district for a kind in a period, people: `W(d,q,t)`.
    pub fn district_weight(&self, district: DistrictIx, kind: KindIx, t: PeriodIx) -> f64 {
        self.demand.iter().filter(|point| point.district == district).map(|point| point.weights[kind.0][t.0]).sum()
    }

    /// Weight of all demand points of a region for a kind in a period, people: `W(ρ,q,t)`.
    pub fn region_weight(&self, region: RegionIx, kind: KindIx, t: PeriodIx) -> f64 {
        self.demand.iter().filter(|point| point.region == region).map(|point| point.weights[kind.0][t.0]).sum()
    }

    /// Demand for a function in `t` as a multiple of the first period's: `G(k,t)` (formulation, section 11).
    pub fn growth(&self, function: FunctionIx, t: PeriodIx) -> f64 {
        let entry = &self.functions[function.0];
        let district = self.site_of(entry.home).district;
        let first = self.district_weight(district, entry.kind, PeriodIx(0));
        if first > 0.0 { self.district_weight(district, entry.kind, t) / first } else { 1.0 }
    }

    /// Running cost of everything as it is today, per year: of all functions and all schools.
    pub fn running_today(&self) -> Yen {
        let schools = self.assets.iter().filter_map(|asset| self.sites[asset.site.0].site.school());
        self.functions.iter().map(|entry| entry.function.running_cost).chain(schools.map(|school| school.running_cost)).sum()
    }

    /// The asset called `id`.
    pub fn asset(&self, id: &AssetId) -> Option<AssetIx> {
        self.assets.binary_search_by(|asset| asset.id.cmp(id)).ok().map(AssetIx)
    }

    /// The function called `id`.
    pub fn function(&self, id: &FunctionId) -> Option<FunctionIx> {
        self.functions.binary_search_by(|entry| entry.function.id.cmp(id)).ok().map(FunctionIx)
    }

    /// The site called `id`.
    pub fn site(&self, id: &crate::id::SiteId) -> Option<SiteIx> {
        self.sites.binary_search_by(|entry| entry.site.id.cmp(id)).ok().map(SiteIx)
    }

    /// Demand of a kind in a region in `t` as a multiple of the first period's: `W(ρ,q,t) / W(ρ,q,0)` (formulation 7.26).
    pub fn region_growth(&self, region: RegionIx, kind: KindIx, t: PeriodIx) -> f64 {
        let first = self.region_weight(region, kind, PeriodIx(0));
        if first > 0.0 { self.region_weight(region, kind, t) / first } else { 1.0 }
    }

    /// Functions of a kind whose capacity and use are known, each with these two, people (formulation 7.26).
    pub fn sized_functions_of(&self, kind: KindIx) -> Vec<(FunctionIx, f64, f64)> {
        let sized = |k: FunctionIx| {
            let function = self.functions[k.0].function;
            Some((k, function.capacity?.0, function.used?.0))
        };
        self.functions_of(kind).filter_map(sized).collect()
    }

    /// Functions of a kind, in order.
    pub fn functions_of(&self, kind: KindIx) -> impl Iterator<Item = FunctionIx> {
        self.functions.iter().enumerate().filter(move |(_, entry)| entry.kind == kind).map(|(index, _)| FunctionIx(index))
    }
}

/// Mean longitude and latitude of all sites.
fn middle(project: &Project) -> LonLat {
    #[expect(clippy::cast_precision_loss, reason = "a municipality has far fewer than 2^53 sites")]
    let count = project.sites.len() as f64;
    let sum = |coordinate: fn(&Site) -> f64| project.sites.iter().map(coordinate).sum::<f64>();
    LonLat { lon: sum(|site| site.location.lon) / count, lat: sum(|site| site.location.lat) / count }
}

fn sorted<'id, Id: Ord + Clone + 'id>(ids: impl Iterator<Item = &'id Id>) -> Vec<Id> {
    let mut ids: Vec<Id> = ids.cloned().collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Assets by id: the blocks of a school together, every building of a facility apart.
fn assets_of(project: &Project) -> Vec<Asset<'_>> {
    let mut blocks: BTreeMap<AssetId, (SiteIx, Vec<&Building>)> = BTreeMap::new();
    for building in &project.buildings {
        let site = project.sites.iter().position(|site| site.id == building.site).expect("load resolves sites");
        let id = match project.sites[site].school() {
            Some(_) => AssetId(building.site.0.clone()),
            None => AssetId(building.id.0.clone()),
        };
        blocks.entry(id).or_insert_with(|| (SiteIx(site), Vec::new())).1.push(building);
    }
    blocks
        .into_iter()
        .map(|(id, (site, blocks))| Asset {
            id,
            site,
            gfa: blocks.iter().map(|block| block.gfa).sum(),
            blocks,
            cost_class: "",
            functions: Vec::new(),
        })
        .collect()
}

/// The class of the largest function; schools and empty assets have their own (formulation, section 2).
fn cost_class<'project>(
    project: &'project Project,
    asset: &Asset<'project>,
    functions: &[FunctionEntry<'project>],
    site: &Site,
) -> &'project str {
    if site.school().is_some() {
        return SCHOOL_CLASS;
    }
    let largest = asset
        .functions
        .iter()
        .map(|k| &functions[k.0])
        .max_by(|a, b| a.function.gfa.0.total_cmp(&b.function.gfa.0).then_with(|| b.function.id.cmp(&a.function.id)));
    largest.map_or("other", |entry| project.kinds.kinds[entry.kind.0].cost_class.as_str())
}

/// The cost class of schools.
pub const SCHOOL_CLASS: &str = "school_education";
