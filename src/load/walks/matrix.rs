//! A table of walking distances: `from`, `to`, `distance_m`, ids of demand points and sites in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::Places;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::load::columns::Columns;
use crate::load::findings::{Findings, Reported, whole_file};
use crate::load::keyed::{dangling, duplicate_row};
use crate::load::quantities as range;
use crate::load::record::Record;
use crate::load::table::records;
use crate::project::DistanceMatrix;

const COLUMNS: Columns<'static> = Columns { fields: &["from", "to", "distance_m", "source"], yearly: &[] };

/// A place by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    Demand(u32),
    Site(u32),
}

/// Distances met for one pair, by direction, with the place of the first row.
type Met = (Place, Option<u32>, Option<u32>);

/// The distances of the text. Of two directions the longer one counts; pairs of demand points are not used.
pub(super) fn read(name: &str, text: &str, places: Places<'_>, findings: &mut Findings) -> DistanceMatrix {
    let mut matrix = DistanceMatrix { file: name.to_owned(), ..DistanceMatrix::default() };
    let Some(records) = records(name, text, COLUMNS, findings) else { return matrix };
    let ids = Ids::new(places);
    let mut pairs: BTreeMap<(At, At), Met> = BTreeMap::new();
    let mut unused = 0_usize;
    for record in &records.list {
        let Some((from, to, metres)) = row(record, &ids, findings) else { continue };
        if from == to || matches!((from, to), (At::Demand(_), At::Demand(_))) {
            unused += 1;
            continue;
        }
        let is_forward = from < to;
        let key = if is_forward { (from, to) } else { (to, from) };
        let met = pairs.entry(key).or_insert_with(|| (record.place(), None, None));
        let known = if is_forward { &mut met.1 } else { &mut met.2 };
        match *known {
            None => *known = Some(metres),
            Some(other) => {
                duplicate_row(&record.place(), "from, to", format!("{other} m, {metres} m"), &met.0.clone(), findings);
            }
        }
    }
    let mut unequal = 0_usize;
    for ((from, to), (_, there, back)) in pairs {
        let (Some(metres), At::Site(to)) = (there.max(back), to) else { continue };
        unequal += usize::from(there.is_some() && back.is_some() && there != back);
        match from {
            At::Demand(from) => matrix.from_demand.push((from, to, metres)),
            At::Site(from) => matrix.between_sites.push((from, to, metres)),
        }
    }
    advise(name, unused, unequal, findings);
    matrix
}

fn row(record: &Record, ids: &Ids<'_>, findings: &mut Findings) -> Option<(At, At, u32)> {
    let mut place = |field| {
        let id = record.fields(findings).text(field)?;
        if ids.shared.contains(id.as_str()) {
            return Err(ambiguous(record.place_of(field), &id, findings));
        }
        match ids.by_id.get(id.as_str()) {
            Some(&at) => Ok(at),
            None if !ids.is_complete => Err(Reported),
            None => {
                let known = ids.by_id.keys().copied();
                Err(dangling(record.place_of(field), &id, ("需要点・敷地", "demand point or site"), known, findings))
            }
        }
    };
    let (from, to) = (place("from"), place("to"));
    let metres = record.fields(findings).number("distance_m", &range::WALK);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range ends at 10⁶")]
    let whole = |metres: f64| (metres + 0.5).floor() as u32;
    Some((from.ok()?, to.ok()?, whole(metres.ok()?)))
}

/// Demand points and sites by id.
struct Ids<'p> {
    by_id: BTreeMap<&'p str, At>,
    /// Ids that a demand point and a site have in common.
    shared: BTreeSet<&'p str>,
    is_complete: bool,
}

impl<'p> Ids<'p> {
    fn new(places: Places<'p>) -> Self {
        let mut ids = Self { by_id: BTreeMap::new(), shared: BTreeSet::new(), is_complete: places.is_complete };
        let demand = places.demand.iter().zip(0..).map(|(point, at)| (point.id.as_str(), At::Demand(at)));
        let sites = places.sites.iter().zip(0..).map(|(site, at)| (site.id.as_str(), At::Site(at)));
        for (id, at) in demand.chain(sites) {
            if ids.by_id.insert(id, at).is_some() {
                ids.shared.insert(id);
            }
        }
        ids
    }
}

fn ambiguous(place: Place, id: &str, findings: &mut Findings) -> Reported {
    findings.error(
        place,
        InputCode::Contradiction,
        id,
        Text::new(
            "同じ id の需要点と敷地があり、どちらの距離か決められません",
            "a demand point and a site have this id, so the row is ambiguous",
        ),
        Text::new("どちらかの id を変えてください", "give one of them another id"),
    )
}

fn advise(name: &str, unused: usize, unequal: usize, findings: &mut Findings) {
    if unused > 0 {
        findings.advise(
            whole_file(name),
            AdviceCode::Ignored,
            unused.to_string(),
            Text::new(
                format!("需要点どうし、または同じ地点の行が {unused} 行あり、使いません"),
                format!("rows between two demand points, or from a place to itself, that are not used: {unused}"),
            ),
        );
    }
    if unequal > 0 {
        findings.advise(
            whole_file(name),
            AdviceCode::Unusual,
            unequal.to_string(),
            Text::new(
                format!("往復で距離が違う組が {unequal} 組あり、長い方を使います"),
                format!("pairs whose two directions differ, of which the longer one counts: {unequal}"),
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// What the rows say about demand points `p1`, `p2`, sites `s1`, `s2`, and one of each called `both`.
    fn told(rows: &str) -> Result<(DistanceMatrix, usize), Vec<InputCode>> {
        let mut hamlet = crate::load::load(Path::new("tests/fixtures/hamlet/scenario.toml")).unwrap();
        for (point, id) in hamlet.demand.iter_mut().zip(["p1", "p2", "both"]) {
            point.id = id.into();
        }
        for (site, id) in hamlet.sites.iter_mut().zip(["s1", "s2", "both"]) {
            site.id = id.into();
        }
        let places = Places { sites: &hamlet.sites, demand: &hamlet.demand, is_complete: true };
        let mut findings = Findings::default();
        let matrix = read("distances.csv", &format!("from,to,distance_m\n{rows}"), places, &mut findings);
        match findings.finish() {
            Ok(advice) => Ok((matrix, advice.len())),
            Err(errors) => Err(errors.iter().map(|error| error.code).collect()),
        }
    }

    #[test]
    fn ids_stand_in_any_order_and_metres_are_rounded() {
        let (matrix, advice) = told("s2,p1,100.5\np2,s1,7\ns2,s1,30.49\n").unwrap();
        // By position: p1 and s1 are 0, p2 and s2 are 1.
        assert_eq!((matrix.from_demand, matrix.between_sites), (vec![(0, 1, 101), (1, 0, 7)], vec![(0, 1, 30)]));
        assert_eq!(advice, 0);
    }

    #[test]
    fn of_two_directions_the_longer_counts_and_useless_rows_are_told() {
        let (matrix, advice) = told("p1,s1,100\ns1,p1,120\np1,p2,5\ns1,s1,0\n").unwrap();
        assert_eq!((matrix.from_demand, advice), (vec![(0, 0, 120)], 2));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let rows = "p1,s9,1\np1,s1,-1\np1,s2,1\np1,s2,1\nboth,s1,1\n,s1,1\n";
        assert_eq!(
            told(rows).unwrap_err(),
            [
                InputCode::DanglingReference,
                InputCode::OutOfRange,
                InputCode::DuplicateId,
                InputCode::Contradiction,
                InputCode::FieldMissing,
            ]
        );
    }
}
