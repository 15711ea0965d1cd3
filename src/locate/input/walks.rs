//! Walks on streets between all demand points and sites; a place that no walk reaches is an error or, within a limit, told of.

use super::super::question::{Demand, Position, Rounding, Site};
use super::{WalkedStreets, file_name};
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::geography::{LonLat, Plane};
use crate::load::files::Files;
use crate::load::findings::{Findings, whole_file};
use crate::load::walks;
use crate::network::{Joint, Network};
use crate::units::Meters;

/// What walks lead between, with the files it was read from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends<'e> {
    pub demand: &'e [Demand],
    pub sites: &'e [Site],
    pub demand_file: &'e str,
    pub site_file: &'e str,
}

/// How far around all places streets of an extract are read where no distance limits the question, meters: as far as scenarios look.
const REACH_M: f64 = 5_000.0;

/// Longer than any walk in Japan, meters; what the network counts in ends a little above.
const ANY_M: f64 = 4_000_000.0;

/// A place with what names it: its id, file, position and joint.
struct End<'e> {
    id: &'e str,
    file: &'e str,
    at: LonLat,
    joint: Option<Joint>,
}

/// Distances of all pairs in meters, demand × site, row-major, infinite beyond the limit; `None` where an error was reported.
///
/// A walk is that of `docs/formulation.md` (8.5) to (8.7), not rounded to meters; from a place to itself it is 0.
pub(super) fn distances(
    ends: Ends<'_>,
    streets: &WalkedStreets,
    rounding: Rounding,
    files: &mut Files,
    findings: &mut Findings,
) -> Option<Vec<f64>> {
    let located = |at: Option<Position>| match at {
        Some(Position::Globe(at)) => Some(at),
        _ => None,
    };
    let demand_at: Vec<LonLat> = ends.demand.iter().map(|point| located(point.at)).collect::<Option<_>>()?;
    let site_at: Vec<LonLat> = ends.sites.iter().map(|site| located(site.at)).collect::<Option<_>>()?;
    let around: Vec<LonLat> = demand_at.iter().chain(&site_at).copied().collect();
    let name = file_name(&streets.file);
    let reach = streets.limit_m.unwrap_or(REACH_M) + streets.join_m;
    let read = walks::streets(&streets.file, &name, (&around, reach), || whole_file(&name), files, findings)?;
    let plane = plane(&site_at)?;
    let network = Network::new(&read, &plane);
    let end = |id, file, at: LonLat| End { id, file, at, joint: network.join(plane.project(at), Meters(streets.join_m)) };
    let demand: Vec<End<'_>> =
        ends.demand.iter().zip(&demand_at).map(|(point, &at)| end(point.id.as_str(), ends.demand_file, at)).collect();
    let sites: Vec<End<'_>> =
        ends.sites.iter().zip(&site_at).map(|(site, &at)| end(site.id.as_str(), ends.site_file, at)).collect();
    // Sites that are their own demand are told of once.
    let is_same = ends.demand_file == ends.site_file && demand.iter().map(|end| end.id).eq(sites.iter().map(|end| end.id));
    for end in sites.iter().chain(if is_same { &[][..] } else { &demand[..] }) {
        let nearest_m = || network.nearest_street(plane.project(end.at)).map_or(f64::INFINITY, |Meters(meters)| meters);
        tell(end, &network, streets, nearest_m, findings);
    }
    let joints = |ends: &[End<'_>]| ends.iter().map(|end| end.joint).collect::<Vec<_>>();
    let limit = Meters(streets.limit_m.map_or(ANY_M, |limit| limit.min(ANY_M)));
    let pairs = network.walks(&joints(&demand), &joints(&sites), limit);
    let m = site_at.len();
    let mut all = vec![f64::INFINITY; demand_at.len() * m];
    for (demand, row) in all.chunks_mut(m.max(1)).enumerate() {
        for &(site, millimeters) in pairs.row(demand) {
            row[site as usize] = rounding.of(f64::from(millimeters) / 1_000.0);
        }
        for (distance, at) in row.iter_mut().zip(&site_at) {
            if *at == demand_at[demand] {
                *distance = 0.0;
            }
        }
    }
    Some(all)
}

/// Reports a place that is not joined to streets, or to some that are cut off from the others.
fn tell(end: &End<'_>, network: &Network, streets: &WalkedStreets, nearest_m: impl Fn() -> f64, findings: &mut Findings) {
    let place = || Place { record: Some(end.id.to_owned()), ..whole_file(end.file) };
    let Some(joint) = end.joint else {
        let nearest_m = nearest_m();
        findings.error(
            place(),
            InputCode::NoWalk,
            format!("{nearest_m:.0} m"),
            Text::new(
                format!("最寄りの道まで {nearest_m:.0} m あり、--join の {} m より遠い", streets.join_m),
                format!("the nearest street lies {nearest_m:.0} m away, farther than the {} m of --join", streets.join_m),
            ),
            Text::new(
                "道路網に道を足すか、--join を大きくするか、この地点を除いてください",
                "add the missing street, raise --join, or drop the place",
            ),
        );
        return;
    };
    if joint.component == network.largest_component() {
        return;
    }
    let points = network.points_of(joint.component);
    let why = Text::new(
        format!("この地点の道は他の道から切れています (点 {points} 個)"),
        format!("the streets of this place are cut off from the others ({points} points)"),
    );
    if streets.limit_m.is_some() {
        let hint = Text::new(
            format!("{}。そこを越える徒歩経路はなく、距離の上限より遠いものとします", why.ja),
            format!("{}: no walk leads beyond them, which counts as farther than the limit", why.en),
        );
        findings.advise(place(), AdviceCode::OffNetwork, format!("{points} points"), hint);
    } else {
        findings.error(
            place(),
            InputCode::NoWalk,
            format!("{points} points"),
            why,
            Text::new(
                "つながる道を足すか、この地点を除くか、--max-distance で遠い組を除いてください",
                "add the street that joins them, drop the place, or leave far pairs out by --max-distance",
            ),
        );
    }
}

/// The plane walks are measured in: the zone of the mean longitude and latitude of all sites, as in (8.1).
fn plane(sites: &[LonLat]) -> Option<Plane> {
    let count = f64::from(u32::try_from(sites.len()).ok().filter(|&count| count > 0)?);
    let (lon, lat) = sites.iter().fold((0.0, 0.0), |(lon, lat), at| (lon + at.lon, lat + at.lat));
    Some(Plane::for_location(LonLat { lon: lon / count, lat: lat / count }))
}
