//! `walks.csv`: how every place is joined to the walking network, and how many of its walks rest on what, with the reason.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::book::Book;
use super::table::Table;
use crate::id::{DemandIx, SiteIx};
use crate::instance::{Instance, Joined, StraightReason, WalkBasis};

/// Pairs of a demand point and a site by what their walk is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pairs {
    /// The shortest way on streets.
    pub network: usize,
    /// The table of distances.
    pub matrix: usize,
    /// The straight line, whatever the reason.
    pub straight: usize,
    /// Of these: no street lies near one of the places.
    pub straight_not_joined: usize,
    /// Of these: the streets of the two places do not hang together.
    pub straight_no_way: usize,
    /// Of these: the shortest way is longer than the limit.
    pub straight_beyond_limit: usize,
    /// Of these: the table has no such pair.
    pub straight_not_in_matrix: usize,
}

impl Pairs {
    fn count(&mut self, basis: WalkBasis) {
        match basis {
            WalkBasis::Network => self.network += 1,
            WalkBasis::Matrix => self.matrix += 1,
            WalkBasis::Straight(reason) => {
                self.straight += 1;
                match reason {
                    StraightReason::Chosen => {}
                    StraightReason::NotJoined => self.straight_not_joined += 1,
                    StraightReason::NoWay => self.straight_no_way += 1,
                    StraightReason::BeyondLimit => self.straight_beyond_limit += 1,
                    StraightReason::NotInMatrix => self.straight_not_in_matrix += 1,
                }
            }
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            network: self.network + other.network,
            matrix: self.matrix + other.matrix,
            straight: self.straight + other.straight,
            straight_not_joined: self.straight_not_joined + other.straight_not_joined,
            straight_no_way: self.straight_no_way + other.straight_no_way,
            straight_beyond_limit: self.straight_beyond_limit + other.straight_beyond_limit,
            straight_not_in_matrix: self.straight_not_in_matrix + other.straight_not_in_matrix,
        }
    }

    /// Why the place has no walk but straight lines, by the reason of most of them; blank where it has one.
    fn reason(&self) -> &'static str {
        if self.network + self.matrix > 0 {
            return "";
        }
        [
            (self.straight_not_joined, StraightReason::NotJoined),
            (self.straight_no_way, StraightReason::NoWay),
            (self.straight_beyond_limit, StraightReason::BeyondLimit),
            (self.straight_not_in_matrix, StraightReason::NotInMatrix),
        ]
        .into_iter()
        .max_by_key(|&(count, _)| count)
        .filter(|&(count, _)| count > 0)
        .map_or("", |(_, reason)| reason.as_str())
    }
}

/// Every pair of a demand point and a site.
pub(super) fn pairs(instance: &Instance<'_>) -> Pairs {
    let of_point = |point| of_demand(instance, DemandIx(point));
    (0..instance.demand.len()).into_par_iter().map(of_point).reduce(Pairs::default, Pairs::plus)
}

fn of_demand(instance: &Instance<'_>, demand: DemandIx) -> Pairs {
    let mut pairs = Pairs::default();
    for site in 0..instance.sites.len() {
        pairs.count(instance.way_from(demand, SiteIx(site)).basis);
    }
    pairs
}

fn of_site(instance: &Instance<'_>, site: SiteIx) -> Pairs {
    let mut pairs = Pairs::default();
    for point in 0..instance.demand.len() {
        pairs.count(instance.way_from(DemandIx(point), site).basis);
    }
    pairs
}

/// The table: demand points, then sites, each in the order of ids.
pub(super) fn walks_csv(book: &Book<'_>) -> Vec<u8> {
    let instance = book.instance;
    let mut table = Table::new(&[
        "place",
        "id",
        "name",
        "region",
        "district",
        "join_m",
        "is_main_part",
        "part_points",
        "network_pairs",
        "matrix_pairs",
        "straight_pairs",
        "not_joined_pairs",
        "no_way_pairs",
        "beyond_limit_pairs",
        "not_in_matrix_pairs",
        "reason",
    ]);
    for (at, point) in instance.project.demand.iter().enumerate() {
        let demand = DemandIx(at);
        table.text("demand").text(point.id.as_str()).text(&point.name);
        table.text(point.region.as_str()).text(point.district.as_str());
        add(&mut table, instance.joined_demand(demand), &of_demand(instance, demand));
    }
    for (at, entry) in instance.sites.iter().enumerate() {
        let site = SiteIx(at);
        table.text("site").text(entry.site.id.as_str()).text(&entry.site.name);
        table.text(entry.site.region.as_str()).text(entry.site.district.as_str());
        add(&mut table, instance.joined_site(site), &of_site(instance, site));
    }
    table.into_bytes()
}

fn add(table: &mut Table, joined: Option<Joined>, pairs: &Pairs) {
    match joined {
        Some(joined) => table.number(joined.way.0).flag(joined.is_main_part).count(joined.points as usize),
        None => table.blank().blank().blank(),
    };
    table.count(pairs.network).count(pairs.matrix).count(pairs.straight).count(pairs.straight_not_joined);
    table.count(pairs.straight_no_way).count(pairs.straight_beyond_limit).count(pairs.straight_not_in_matrix);
    table.text(pairs.reason()).end();
}
