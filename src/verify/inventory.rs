//! The inputs as the formulation names them: assets with their blocks, sites with their assets, functions with their homes.

use std::collections::BTreeMap;

use crate::catalogue::Kind;
use crate::fiscal::{FiscalYear, Horizon};
use crate::id::{AssetId, FunctionId, SiteId};
use crate::project::{Building, Function, Ownership, Project, School, Site};

/// Everything there is today; positions in its lists name assets, functions and sites inside `verify`.
#[derive(Debug)]
pub(super) struct Inventory<'project> {
    pub(super) project: &'project Project,
    pub(super) horizon: Horizon,
    /// By id.
    pub(super) assets: Vec<Asset<'project>>,
    /// By id.
    pub(super) functions: Vec<&'project Function>,
    /// By id.
    pub(super) sites: Vec<&'project Site>,
    asset_positions: BTreeMap<AssetId, usize>,
    function_positions: BTreeMap<&'project FunctionId, usize>,
    site_positions: BTreeMap<&'project SiteId, usize>,
}

/// A facility's building, or all blocks of one school.
#[derive(Debug)]
pub(super) struct Asset<'project> {
    pub(super) id: AssetId,
    pub(super) site: &'project Site,
    /// Position of the site in [`Inventory::sites`].
    pub(super) site_position: usize,
    /// By id, at least one.
    pub(super) blocks: Vec<&'project Building>,
    /// Functions at home here today, by id.
    pub(super) functions: Vec<&'project Function>,
}

impl<'project> Inventory<'project> {
    pub(super) fn new(project: &'project Project) -> Self {
        let mut sites: Vec<&Site> = project.sites.iter().collect();
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        let site_positions: BTreeMap<&SiteId, usize> = sites.iter().enumerate().map(|(j, site)| (&site.id, j)).collect();
        let mut functions: Vec<&Function> = project.functions.iter().collect();
        functions.sort_by(|a, b| a.id.cmp(&b.id));

        let mut functions_by_home: BTreeMap<&AssetId, Vec<&Function>> = BTreeMap::new();
        for &function in &functions {
            functions_by_home.entry(&function.home).or_default().push(function);
        }
        let mut blocks_by_asset: BTreeMap<AssetId, (usize, Vec<&Building>)> = BTreeMap::new();
        for building in &project.buildings {
            let Some(&position) = site_positions.get(&building.site) else { continue };
            let id = if sites[position].school().is_some() { building.site.as_str() } else { building.id.as_str() };
            blocks_by_asset.entry(AssetId::from(id)).or_insert_with(|| (position, Vec::new())).1.push(building);
        }
        let assets: Vec<Asset> = blocks_by_asset
            .into_iter()
            .map(|(id, (site_position, mut blocks))| {
                blocks.sort_by(|a, b| a.id.cmp(&b.id));
                let functions = functions_by_home.remove(&id).unwrap_or_default();
                Asset { id, site: sites[site_position], site_position, blocks, functions }
            })
            .collect();
        Self {
            project,
            horizon: project.scenario.horizon.horizon(),
            asset_positions: assets.iter().enumerate().map(|(a, asset)| (asset.id.clone(), a)).collect(),
            function_positions: functions.iter().enumerate().map(|(k, function)| (&function.id, k)).collect(),
            assets,
            functions,
            sites,
            site_positions,
        }
    }

    pub(super) fn asset_position(&self, id: &AssetId) -> Option<usize> {
        self.asset_positions.get(id).copied()
    }

    pub(super) fn function_position(&self, id: &FunctionId) -> Option<usize> {
        self.function_positions.get(id).copied()
    }

    pub(super) fn site_position(&self, id: &SiteId) -> Option<usize> {
        self.site_positions.get(id).copied()
    }

    /// Positions of the assets on the site at `position`, by id.
    pub(super) fn assets_on(&self, position: usize) -> Vec<usize> {
        (0..self.assets.len()).filter(|&a| self.assets[a].site_position == position).collect()
    }

    /// Whether a site has several assets, which close and are cleared one by one (4.10).
    pub(super) fn has_several_assets(&self, position: usize) -> bool {
        self.assets_on(position).len() > 1
    }

    /// The asset a function is at home in; `load` guarantees there is one.
    pub(super) fn home(&self, function: &Function) -> Option<&Asset<'project>> {
        self.asset_position(&function.home).map(|a| &self.assets[a])
    }

    pub(super) fn kind(&self, function: &Function) -> Option<&'project Kind> {
        self.project.kinds.kind(&function.kind)
    }

    pub(super) fn first_year(&self) -> FiscalYear {
        self.horizon.first()
    }

    pub(super) fn last_year(&self) -> FiscalYear {
        self.horizon.last()
    }

    /// First years of the periods in which moves, endings, closings and treatments may happen.
    pub(super) fn is_later_period_start(&self, fy: FiscalYear) -> bool {
        self.horizon.periods().iter().skip(1).any(|period| period.start == fy)
    }
}

impl<'project> Asset<'project> {
    pub(super) fn school(&self) -> Option<&'project School> {
        self.site.school()
    }

    pub(super) fn is_leased(&self) -> bool {
        self.site.ownership == Ownership::Leased
    }

    /// `gfa(a)`, square metres.
    pub(super) fn gfa_m2(&self) -> f64 {
        self.blocks.iter().map(|block| block.gfa.0).sum()
    }

    /// The block of the largest floor; ties: smallest id.
    pub(super) fn largest_block(&self) -> Option<&'project Building> {
        self.blocks.iter().copied().reduce(|largest, block| if block.gfa.0 > largest.gfa.0 { block } else { largest })
    }

    /// Age of the oldest block in `fy`, years.
    pub(super) fn age_of_oldest(&self, fy: FiscalYear) -> i32 {
        self.blocks.iter().map(|block| fy.since(block.built)).max().unwrap_or(0)
    }

    /// The cost class: that of the largest function (ties: smallest id), `school_education` for schools, else `other`.
    pub(super) fn cost_class(&self, inventory: &Inventory<'project>) -> &'project str {
        if self.school().is_some() {
            return "school_education";
        }
        let largest =
            self.functions.iter().reduce(|largest, function| if function.gfa.0 > largest.gfa.0 { function } else { largest });
        largest.and_then(|function| inventory.kind(function)).map_or("other", |kind| kind.cost_class.as_str())
    }
}
