//! Streets of an OpenStreetMap extract (`.osm.pbf`), read block by block in two passes: points within reach, then ways.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use osmpbf::{BlobDecode, BlobReader, PrimitiveBlock, Way as OsmWay};

use super::tags::{WayTags, way};
use crate::error::{InputCode, Text};
use crate::geography::LonLat;
use crate::load::findings::{Findings, whole_file};
use crate::load::places::Bounds;
use crate::project::{Segment, Streets};

/// Largest extract, bytes; that of all Japan has about 2.5 GB.
pub(super) const LARGEST: u64 = 4 << 30;

/// The streets of the extract at `path` within `bounds`; `None` where an error was reported.
pub(super) fn read(path: &Path, name: &str, bounds: Bounds, findings: &mut Findings) -> Option<Streets> {
    match streets(path, bounds) {
        Ok(streets) => Some(Streets { file: name.to_owned(), ..streets }),
        Err(error) => {
            findings.error(
                whole_file(name),
                InputCode::FileUnreadable,
                error.to_string(),
                Text::new("OpenStreetMap の PBF として読めません", "it cannot be read as an OpenStreetMap PBF file"),
                Text::new(
                    "途中で切れたファイルの可能性があります。取り直すか、osmium で確かめてください (osmium fileinfo -e)",
                    "it may be cut off: download it again, or check it with osmium (osmium fileinfo -e)",
                ),
            );
            None
        }
    }
}

/// Why an extract could not be read.
#[derive(Debug, thiserror::Error)]
enum PbfError {
    #[error("{0}")]
    Format(#[from] osmpbf::Error),
    #[error("{0}")]
    System(#[from] std::io::Error),
    #[error("the file ends inside a block")]
    CutOff,
    #[error("there is no OSMHeader at its beginning")]
    NoHeader,
    #[error("it needs the feature {0}, which is not known")]
    Feature(String),
    #[error("it holds more streets than there are numbers for")]
    TooMany,
}

fn streets(path: &Path, bounds: Bounds) -> Result<Streets, PbfError> {
    let mut nodes: Vec<(i64, LonLat)> = Vec::new();
    each_block(path, |block| {
        for group in block.groups() {
            let plain = group.nodes().map(|node| (node.id(), LonLat { lon: node.lon(), lat: node.lat() }));
            let dense = group.dense_nodes().map(|node| (node.id(), LonLat { lon: node.lon(), lat: node.lat() }));
            nodes.extend(plain.chain(dense).filter(|&(_, location)| bounds.hold(location)));
        }
        Ok(())
    })?;
    // Files are sorted by id as a rule; a repeated id keeps its first place.
    nodes.sort_by_key(|node| node.0);
    nodes.dedup_by_key(|node| node.0);

    let mut walked: Vec<(u32, u32, crate::project::Way)> = Vec::new();
    let mut is_used = vec![false; nodes.len()];
    each_block(path, |block| {
        for ways in block.groups().map(|group| group.ways()) {
            for line in ways {
                let Some(way) = pace(&line) else { continue };
                let mut before: Option<u32> = None;
                for id in line.refs() {
                    let at = nodes.binary_search_by_key(&id, |node| node.0).ok();
                    let at = at.map(u32::try_from).transpose().map_err(|_| PbfError::TooMany)?;
                    if let (Some(from), Some(to)) = (before, at)
                        && from != to
                    {
                        (is_used[from as usize], is_used[to as usize]) = (true, true);
                        walked.push((from, to, way));
                    }
                    before = at;
                }
            }
        }
        Ok(())
    })?;

    let mut number = vec![0_u32; nodes.len()];
    let mut points = Vec::new();
    for (at, &(_, location)) in nodes.iter().enumerate().filter(|&(at, _)| is_used[at]) {
        number[at] = u32::try_from(points.len()).map_err(|_| PbfError::TooMany)?;
        points.push(location);
    }
    u32::try_from(walked.len()).map_err(|_| PbfError::TooMany)?;
    let segments = walked
        .into_iter()
        .map(|(from, to, way)| Segment { from: number[from as usize], to: number[to as usize], length: None, way })
        .collect();
    Ok(Streets { file: String::new(), points, segments })
}

/// The pace of a way that is a street for walking; areas are walked along their edge, ferries and lines of transport are no streets.
fn pace(line: &OsmWay<'_>) -> Option<crate::project::Way> {
    let texts = line.raw_stringtable();
    let text = |at: u32| texts.get(at as usize).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let mut tags = WayTags::default();
    for (key, value) in line.raw_tags() {
        match text(key) {
            "highway" => tags.highway = text(value),
            "foot" => tags.foot = text(value),
            "access" => tags.access = text(value),
            "sidewalk" | "sidewalk:both" | "sidewalk:left" | "sidewalk:right" if !matches!(text(value), "no" | "none") => {
                tags.sidewalk = text(value);
            }
            _ => {}
        }
    }
    if tags.highway.is_empty() { None } else { way(tags) }
}

/// Hands every block of data to `visit`; checks that the file begins with a header and ends with a whole block.
fn each_block(path: &Path, mut visit: impl FnMut(&PrimitiveBlock) -> Result<(), PbfError>) -> Result<(), PbfError> {
    const UNDERSTOOD: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Counted { reader: BufReader::new(File::open(path)?), taken: Arc::clone(&taken) };
    let (mut has_header, mut whole) = (false, 0);
    for blob in BlobReader::new(counted) {
        match blob?.decode()? {
            BlobDecode::OsmHeader(header) => {
                has_header = true;
                if let Some(feature) = header.required_features().iter().find(|feature| !UNDERSTOOD.contains(&feature.as_str())) {
                    return Err(PbfError::Feature(feature.clone()));
                }
            }
            BlobDecode::OsmData(_) if !has_header => return Err(PbfError::NoHeader),
            BlobDecode::OsmData(block) => visit(&block)?,
            BlobDecode::Unknown(_) => {}
        }
        whole = taken.load(Ordering::Relaxed);
    }
    // The crate takes a file that ends inside the length of a block for one that ends before it.
    if taken.load(Ordering::Relaxed) != whole {
        return Err(PbfError::CutOff);
    }
    if has_header { Ok(()) } else { Err(PbfError::NoHeader) }
}

/// Counts the bytes read through it.
struct Counted<R> {
    reader: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIBUYA: Bounds = Bounds { west: 139.6, east: 139.8, south: 35.6, north: 35.7 };

    /// What `read` says about a file of these bytes: the number of streets, or the error.
    fn told(bytes: &[u8]) -> Result<usize, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("network.osm.pbf");
        std::fs::write(&path, bytes).unwrap();
        let mut findings = Findings::default();
        let streets = read(&path, "network.osm.pbf", SHIBUYA, &mut findings);
        match findings.finish() {
            Ok(_) => Ok(streets.unwrap().segments.len()),
            Err(errors) => Err(errors[0].found.clone()),
        }
    }

    /// A block of the format: length of the header, header, data.
    fn block(kind: &str, message: &[u8]) -> Vec<u8> {
        let blob = field(1, message);
        let mut header = field(1, kind.as_bytes());
        header.extend([0x18, u8::try_from(blob.len()).unwrap()]);
        let length = u32::try_from(header.len()).unwrap().to_be_bytes();
        [&length[..], &header, &blob].concat()
    }

    /// A field of bytes, shorter than 128.
    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, u8::try_from(bytes.len()).unwrap()], bytes].concat()
    }

    /// One street of two points as the format stores it.
    fn small() -> Vec<u8> {
        // Signed differences are zigzag-coded: 1 is 2. Degrees count 1e-7.
        let signed = |value: i64| {
            let mut rest = u64::try_from(value * 2).unwrap();
            let mut bytes = Vec::new();
            while rest >= 128 {
                bytes.push(u8::try_from(rest % 128).unwrap() | 128);
                rest /= 128;
            }
            bytes.push(u8::try_from(rest).unwrap());
            bytes
        };
        let pair = |first: i64, second: i64| [signed(first), signed(second)].concat();
        let texts = [field(1, b""), field(1, b"highway"), field(1, b"footway")].concat();
        let dense = [field(1, &pair(1, 1)), field(8, &pair(356_500_000, 0)), field(9, &pair(1_396_500_000, 10_000))].concat();
        let way = [vec![0x08, 7], field(2, &[1]), field(3, &[2]), field(8, &pair(1, 1))].concat();
        let group = |of: Vec<u8>| field(2, &of);
        let data = [field(1, &texts), group(field(2, &dense)), group(field(3, &way))].concat();
        [block("OSMHeader", &field(4, b"OsmSchema-V0.6")), block("OSMData", &data)].concat()
    }

    #[test]
    fn a_way_is_read_with_its_points() {
        assert_eq!(told(&small()), Ok(1));
    }

    #[test]
    fn a_file_cut_off_anywhere_is_told_or_ends_between_blocks() {
        let whole = small();
        let between = block("OSMHeader", &field(4, b"OsmSchema-V0.6")).len();
        for length in 0..whole.len() {
            let found = told(&whole[..length]);
            assert_eq!(found == Ok(0), length == between, "{length}: {found:?}");
        }
    }

    #[test]
    fn damage_of_any_byte_is_no_panic() {
        let whole = small();
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] ^= flip;
                let _ = told(&damaged);
            }
        }
        assert!(told(b"PK\x03\x04 not a map at all").is_err());
        assert!(told(&[0xff; 4_096]).is_err());
        assert!(told(&[0; 4_096]).is_err());
    }

    #[test]
    fn a_feature_that_is_not_known_is_refused() {
        let needs = block("OSMHeader", &field(4, b"HistoricalInformation"));
        assert!(told(&needs).unwrap_err().contains("HistoricalInformation"));
    }
}
