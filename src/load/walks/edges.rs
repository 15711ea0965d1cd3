//! Streets as tables: `network-edges.csv` with one street a row, and `network-nodes.csv` with their ends, or the ends in the rows.

use std::collections::BTreeMap;

use super::tags::{WayTags, way};
use crate::error::{AdviceCode, Place, Text};
use crate::geography::LonLat;
use crate::load::columns::Columns;
use crate::load::findings::{Findings, Read, Reported, most_similar};
use crate::load::keyed::{Keyed, dangling, place_of_record};
use crate::load::places::lon_lat;
use crate::load::quantities as range;
use crate::load::record::{Fields, Record};
use crate::load::table::records;
use crate::project::{Segment, Streets, Way};
use crate::units::Meters;

const NODE_COLUMNS: Columns<'static> = Columns { fields: &["id", "lon", "lat", "source"], yearly: &[] };
const COLUMNS: Columns<'static> = Columns {
    fields: &[
        "id", "name", "from", "to", "from_lon", "from_lat", "to_lon", "to_lat", "length_m", "highway", "foot", "access",
        "sidewalk", "source",
    ],
    yearly: &[],
};

/// How many times longer than given a street may be in a straight line before that is called odd.
const ODD_LENGTH_RATIO: f64 = 1.1;

/// Ids a wrong one is compared with: those of streets are many and look alike, and a search through all for each row would take hours.
const COMPARED: usize = 2_000;

/// The table of ends that belongs to a table of streets: the same name with `nodes` for `edges`.
pub(super) fn nodes_beside(name: &str) -> Option<String> {
    let (before, after) = name.rsplit_once("edges")?;
    Some(format!("{before}nodes{after}"))
}

/// Ends of streets by what names them.
struct Ends<'t> {
    /// Name of the table of ends, where there is one.
    table: Option<&'t str>,
    by_id: BTreeMap<String, u32>,
    /// Ids of the table, those of broken rows included; `None` where not all could be read.
    ids: Option<Vec<String>>,
    /// By degrees × 10⁷: where there is no table of ends, equal places are the same end.
    by_place: BTreeMap<(i64, i64), u32>,
    points: Vec<LonLat>,
}

/// The streets of the two texts, each given with its file's name.
pub(super) fn read(name: &str, text: &str, nodes: Option<(&str, &str)>, findings: &mut Findings) -> Option<Streets> {
    let mut ends = Ends { table: None, by_id: BTreeMap::new(), ids: None, by_place: BTreeMap::new(), points: Vec::new() };
    if let Some((nodes_name, nodes_text)) = nodes {
        read_nodes(nodes_name, nodes_text, &mut ends, findings);
        ends.table = Some(nodes_name);
    }
    let records = records(name, text, COLUMNS, findings)?;
    let mut segments = Vec::with_capacity(records.list.len());
    let mut too_short: Option<(usize, Place, String)> = None;
    let mut is_sound = records.is_complete;
    for record in &records.list {
        let Ok((from, to)) = ends.of(record, findings) else {
            is_sound = false;
            continue;
        };
        let mut fields = record.fields(findings);
        let (length, pace) = (fields.number_or_blank("length_m", &range::STREET), pace(&mut fields));
        let (Ok(length), Ok(pace)) = (length, pace) else {
            is_sound = false;
            continue;
        };
        let Some(way) = pace else { continue };
        if from == to {
            continue;
        }
        if let Some(metres) = length {
            let straight = rough_distance(ends.points[from as usize], ends.points[to as usize]);
            if straight > metres * ODD_LENGTH_RATIO + 1.0 {
                let (count, ..) =
                    too_short.get_or_insert_with(|| (0, record.place_of("length_m"), format!("{metres} m, {straight:.0} m")));
                *count += 1;
            }
        }
        segments.push(Segment { from, to, length: length.map(Meters), way });
    }
    if let Some((count, place, found)) = too_short {
        findings.advise(
            place,
            AdviceCode::Unusual,
            found,
            Text::new(
                format!("両端の直線距離より短い道が {count} 本あります。単位 (m) と端点を確かめてください"),
                format!("streets shorter than the straight line between their ends: {count}; check the unit (m) and the ends"),
            ),
        );
    }
    is_sound.then(|| Streets { file: name.to_owned(), points: ends.points, segments })
}

/// Whether the row may be walked and how fast; rows without tags are streets for walking.
fn pace(fields: &mut Fields<'_>) -> Read<Option<Way>> {
    let mut tag = |name| fields.text_or_blank(name).map(Option::unwrap_or_default);
    let (highway, foot, access, sidewalk) = (tag("highway"), tag("foot"), tag("access"), tag("sidewalk"));
    let (highway, foot, access, sidewalk) = (highway?, foot?, access?, sidewalk?);
    Ok(way(WayTags { highway: &highway, foot: &foot, access: &access, sidewalk: &sidewalk }))
}

fn read_nodes(name: &str, text: &str, ends: &mut Ends<'_>, findings: &mut Findings) {
    let Some(records) = records(name, text, NODE_COLUMNS, findings) else { return };
    let nodes: Keyed<(String, LonLat)> = Keyed::read(records, place_of_record, findings, |record, findings| {
        let mut fields = record.fields(findings);
        let id = identifier(&mut fields, "id");
        let (lon, lat) = (fields.number("lon", &range::DEGREES), fields.number("lat", &range::DEGREES));
        let location = match (lon, lat) {
            (Ok(lon), Ok(lat)) => lon_lat(&record.place_of("lon, lat"), lon, lat, findings),
            _ => Err(Reported),
        };
        (id.clone(), id.and_then(|id| Ok((id, location?))))
    });
    ends.ids = nodes.is_complete.then(|| nodes.ids.keys().cloned().collect());
    for (_, (id, location)) in nodes.rows {
        // The size limit of tables keeps their rows far below what 32 bits count.
        let number = u32::try_from(ends.points.len()).unwrap_or(u32::MAX);
        ends.points.push(location);
        ends.by_id.insert(id, number);
    }
}

/// An id, which may be a number in a table of streets.
fn identifier(fields: &mut Fields<'_>, field: &str) -> Read<String> {
    fields.text(field)
}

impl Ends<'_> {
    fn of(&mut self, record: &Record, findings: &mut Findings) -> Read<(u32, u32)> {
        if self.table.is_some() {
            let (from, to) = (self.named(record, "from", findings), self.named(record, "to", findings));
            return Ok((from?, to?));
        }
        let (from, to) = (self.placed(record, "from", findings), self.placed(record, "to", findings));
        Ok((from?, to?))
    }

    fn named(&self, record: &Record, field: &str, findings: &mut Findings) -> Read<u32> {
        let id = identifier(&mut record.fields(findings), field)?;
        if let Some(&number) = self.by_id.get(&id) {
            return Ok(number);
        }
        let Some(ids) = self.ids.as_ref().filter(|ids| ids.binary_search(&id).is_err()) else { return Err(Reported) };
        let known = ids.iter().take(COMPARED).map(String::as_str);
        let known = most_similar(&id, known).into_iter();
        Err(dangling(
            record.place_of(field),
            &id,
            ("道の端点 (network-nodes.csv)", "end of a street in the nodes table"),
            known,
            findings,
        ))
    }

    fn placed(&mut self, record: &Record, which: &str, findings: &mut Findings) -> Read<u32> {
        let (lon_field, lat_field) = (format!("{which}_lon"), format!("{which}_lat"));
        let mut fields = record.fields(findings);
        let (lon, lat) = (fields.number(&lon_field, &range::DEGREES), fields.number(&lat_field, &range::DEGREES));
        let (Ok(lon), Ok(lat)) = (lon, lat) else { return Err(Reported) };
        let location = lon_lat(&record.place_of(&format!("{lon_field}, {lat_field}")), lon, lat, findings)?;
        Ok(same_place(&mut self.by_place, &mut self.points, location))
    }
}

/// The end at a location; locations that are equal to seven decimals (a centimetre) are the same end.
pub(super) fn same_place(by_place: &mut BTreeMap<(i64, i64), u32>, points: &mut Vec<LonLat>, location: LonLat) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "degrees of Japan × 10⁷ fit 32 bits")]
    let key = |degrees: f64| (degrees * 1e7).round() as i64;
    *by_place.entry((key(location.lon), key(location.lat))).or_insert_with(|| {
        points.push(location);
        u32::try_from(points.len() - 1).unwrap_or(u32::MAX)
    })
}

/// Metres between two points, good to half a percent: enough to find a wrong unit.
fn rough_distance(from: LonLat, to: LonLat) -> f64 {
    let north = (to.lat - from.lat) * 111_000.0;
    let east = (to.lon - from.lon) * 111_320.0 * f64::midpoint(from.lat, to.lat).to_radians().cos();
    east.hypot(north)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::InputCode;

    fn read_both(edges: &str, nodes: Option<&str>) -> Result<(Streets, usize), Vec<InputCode>> {
        let mut findings = Findings::default();
        let streets = read("network-edges.csv", edges, nodes.map(|text| ("network-nodes.csv", text)), &mut findings);
        match findings.finish() {
            Ok(advice) => Ok((streets.unwrap(), advice.len())),
            Err(errors) => Err(errors.iter().map(|error| error.code).collect()),
        }
    }

    const NODES: &str = "id,lon,lat\n1,139.65,35.65\n2,139.651,35.65\n3,139.652,35.65\n";

    #[test]
    fn rows_are_streets_unless_walking_is_forbidden() {
        let edges = "from,to,length_m,highway,foot\n1,2,91.2,residential,\n2,3,,motorway,\n3,1,,steps,\n1,3,,trunk,no\n2,2,5,,\n";
        let (streets, _) = read_both(edges, Some(NODES)).unwrap();
        assert_eq!(
            streets.segments,
            [
                Segment { from: 0, to: 1, length: Some(Meters(91.2)), way: Way::Street },
                Segment { from: 2, to: 0, length: None, way: Way::Steps },
            ]
        );
    }

    #[test]
    fn without_a_table_of_ends_equal_places_are_one_end() {
        let edges = "from_lon,from_lat,to_lon,to_lat\n139.65,35.65,139.651,35.65\n139.65100000001,35.65,139.652,35.65\n";
        let (streets, _) = read_both(edges, None).unwrap();
        assert_eq!((streets.points.len(), streets.segments[1].from), (3, 1));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let edges = "from,to,length_m\n1,9,10\n1,2,-5\n,2,\n";
        assert_eq!(
            read_both(edges, Some(NODES)).unwrap_err(),
            [InputCode::DanglingReference, InputCode::OutOfRange, InputCode::FieldMissing]
        );
        assert_eq!(read_both("from,to\n1,2\n", None).unwrap_err(), [InputCode::FieldMissing; 4]);
        assert_eq!(read_both("from,to,lenght_m\n", Some(NODES)).unwrap_err(), [InputCode::UnknownField]);
    }

    #[test]
    fn kilometres_under_metres_are_found_odd() {
        let (_, advice) = read_both("from,to,length_m\n1,2,0.0905\n2,3,0.0905\n", Some(NODES)).unwrap();
        assert_eq!(advice, 1);
    }

    #[test]
    fn the_table_of_ends_is_named_like_the_table_of_streets() {
        assert_eq!(nodes_beside("network-edges.csv").as_deref(), Some("network-nodes.csv"));
        assert_eq!(nodes_beside("a/edges.csv").as_deref(), Some("a/nodes.csv"));
        assert_eq!(nodes_beside("streets.csv"), None);
    }
}
