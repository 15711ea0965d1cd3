//! Parts of the municipality, and the decisions that belong to each: what the search decides anew while all else stands.
//!
//! # Source
//! Shaw (1998), "Using constraint programming and local search methods to solve vehicle routing problems", CP98, for large neighborhoods;
//! the parts are those of a k-d tree (Bentley 1975), so that they are about equal in size whatever the density.

use std::collections::BTreeSet;

use super::restrict::Fixed;
use crate::formulate::{Columns, Formulation};
use crate::geography::PlanePoint;
use crate::id::{AssetIx, SiteIx};
use crate::instance::Instance;
use crate::model::ColumnIx;
use crate::options::Options;

/// Where every decision takes effect.
#[derive(Debug)]
pub(super) struct Anchors {
    /// By column: the sites it is about; none for quantities.
    sites: Vec<Option<[SiteIx; 2]>>,
}

impl Anchors {
    /// Sites of all columns of `formulation`.
    pub(super) fn new(instance: &Instance<'_>, options: &Options, formulation: &Formulation) -> Self {
        let mut anchors = Self { sites: vec![None; formulation.model.columns.len()] };
        let columns = &formulation.columns;
        let site = |asset: AssetIx| instance.assets[asset.0].site;
        for (asset, paths) in columns.paths.iter().enumerate() {
            for &column in paths {
                anchors.set(column, site(AssetIx(asset)), site(AssetIx(asset)));
            }
        }
        anchors.add_functions(instance, columns);
        for (index, treatments) in columns.treatments.iter().enumerate() {
            for &column in treatments {
                anchors.set(column, SiteIx(index), SiteIx(index));
            }
        }
        let mut set = |columns: &[ColumnIx], of: &dyn Fn(usize) -> (SiteIx, SiteIx)| {
            for (index, &column) in columns.iter().enumerate() {
                let (one, other) = of(index);
                anchors.set(column, one, other);
            }
        };
        set(&columns.mergers, &|n| (site(options.mergers[n].school), site(options.mergers[n].into)));
        set(&columns.shares, &|n| (site(options.shares[n].school), site(options.shares[n].partner)));
        set(&columns.swings, &|n| (site(options.swings[n].school), options.swings[n].site));
        set(&columns.permits, &|n| (site(options.permits[n].host), site(options.permits[n].host)));
        let school = |n: usize| site(instance.rooms.openable[options.openings[n].rooms].school);
        set(&columns.openings, &|n| (school(n), school(n)));
        anchors
    }

    fn add_functions(&mut self, instance: &Instance<'_>, columns: &Columns) {
        let site = |asset: AssetIx| instance.assets[asset.0].site;
        for (function, (targets, endings)) in instance.functions.iter().zip(columns.targets.iter().zip(&columns.endings)) {
            let home = site(function.home);
            for target in targets {
                target.times.iter().for_each(|time| self.set(time.1, home, site(target.host)));
            }
            for &column in endings {
                self.set(column, home, home);
            }
        }
    }

    fn set(&mut self, column: ColumnIx, one: SiteIx, other: SiteIx) {
        self.sites[column.0] = Some([one, other]);
    }

    /// The site each column is decided at, by column; none for quantities.
    pub(super) fn homes(&self) -> impl Iterator<Item = Option<SiteIx>> + '_ {
        self.sites.iter().map(|sites| sites.map(|[home, _]| home))
    }

    /// Leaves everything as `values` has it but the decisions of the sites in `part`: those about one of them that are taken, and
    /// those about it and no other site.
    pub(super) fn outside(&self, values: &[f64], part: &[SiteIx]) -> Fixed {
        let part: BTreeSet<SiteIx> = part.iter().copied().collect();
        let is_fixed = |sites: [SiteIx; 2], value: f64| {
            let inside = sites.map(|site| part.contains(&site));
            let is_free = inside == [true; 2] || (inside != [false; 2] && value > 0.5);
            !is_free
        };
        let columns = self.sites.iter().zip(values);
        columns.map(|(sites, &value)| sites.filter(|&sites| is_fixed(sites, value)).map(|_| value.round())).collect()
    }
}

/// How far the axes of parts turn at a time, radians: the golden angle, so that no cut comes back.
const TURN: f64 = 2.399_963_229_728_653;

/// Sites of a part with about `columns` of the `all` columns of the municipality; none where that is less than one has.
pub(super) fn sites_with(instance: &Instance<'_>, columns: usize, all: usize) -> usize {
    instance.sites.len() * columns / all.max(1)
}

/// Parts of at most `most` sites each, cut across their longer side again and again; the axes are turned `turns` times first, so that
/// other turns give other parts.
pub(super) fn parts(instance: &Instance<'_>, most: usize, turns: u32) -> Vec<Vec<SiteIx>> {
    let (sine, cosine) = (TURN * f64::from(turns)).sin_cos();
    let turned = |point: PlanePoint| [cosine * point.east - sine * point.north, sine * point.east + cosine * point.north];
    let places: Vec<[f64; 2]> = instance.sites.iter().map(|entry| turned(entry.point)).collect();
    let mut parts = Vec::new();
    cut(&places, (0..places.len()).map(SiteIx).collect(), most.max(1), &mut parts);
    parts
}

fn cut(places: &[[f64; 2]], mut sites: Vec<SiteIx>, most: usize, parts: &mut Vec<Vec<SiteIx>>) {
    if sites.len() <= most {
        parts.push(sites);
        return;
    }
    let extent = |axis: usize| {
        let along = sites.iter().map(|site| places[site.0][axis]);
        along.clone().fold(f64::NEG_INFINITY, f64::max) - along.fold(f64::INFINITY, f64::min)
    };
    let axis = usize::from(extent(1) > extent(0));
    sites.sort_by(|one, other| places[one.0][axis].total_cmp(&places[other.0][axis]).then(one.cmp(other)));
    let rest = sites.split_off(sites.len() / 2);
    cut(places, sites, most, parts);
    cut(places, rest, most, parts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cashflow::Prices;
    use crate::paper::peopled_town;

    #[test]
    fn every_site_is_in_one_part_however_the_axes_turn() {
        let project = peopled_town();
        let instance = Instance::new(&project);
        for turns in [0, 1, 2] {
            let parts = parts(&instance, 2, turns);
            assert!(parts.iter().all(|part| part.len() <= 2));
            let mut sites: Vec<usize> = parts.into_iter().flatten().map(|site| site.0).collect();
            sites.sort_unstable();
            assert_eq!(sites, (0..instance.sites.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_move_is_open_when_both_its_ends_are_in_the_part_or_one_is_and_it_is_taken() {
        let project = peopled_town();
        let instance = Instance::new(&project);
        let options = Options::new(&instance, &Prices::new(&project)).unwrap();
        let formulation = Formulation::new(&instance, &options);
        let anchors = Anchors::new(&instance, &options, &formulation);
        let (function, target) = formulation
            .columns
            .targets
            .iter()
            .enumerate()
            .find_map(|(k, targets)| targets.first().map(|target| (k, target)))
            .unwrap();
        let site = |asset: AssetIx| instance.assets[asset.0].site;
        let (home, host) = (site(instance.functions[function].home), site(target.host));
        assert_ne!(home, host);
        let moved = target.moved_ever();
        let mut values = vec![0.0; formulation.model.columns.len()];
        assert_eq!(anchors.outside(&values, &[home, host])[moved.0], None);
        assert_eq!(anchors.outside(&values, &[home])[moved.0], Some(0.0));
        values[moved.0] = 1.0;
        assert_eq!(anchors.outside(&values, &[home])[moved.0], None);
        assert_eq!(anchors.outside(&values, &[])[moved.0], Some(1.0));
    }
}
