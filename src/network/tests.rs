use proptest::prelude::*;

use super::plain::from_point;
use super::{Joint, Network};
use crate::geography::{LonLat, Plane, PlanePoint};
use crate::project::{Segment, Streets, Way};
use crate::units::Meters;

const MIDDLE: LonLat = LonLat { lon: 139.65, lat: 35.65 };

fn plane() -> Plane {
    Plane::for_location(MIDDLE)
}

/// A point about so many metres east and north of the middle.
fn at(east: f64, north: f64) -> LonLat {
    LonLat { lon: MIDDLE.lon + east / 90_500.0, lat: MIDDLE.lat + north / 110_950.0 }
}

fn segment(from: u32, to: u32, metres: f64) -> Segment {
    Segment { from, to, length: Some(Meters(metres)), way: Way::Street }
}

fn streets(points: Vec<LonLat>, segments: Vec<Segment>) -> Streets {
    Streets { file: "streets".to_owned(), points, segments }
}

/// A square block of 100 m with a street of bends leaving its second corner, and a street apart.
///
/// ```text
/// 3 - 2        6 - 7
/// |   |
/// 0 - 1 - 4 - 5
/// ```
fn block() -> Streets {
    let points = vec![
        at(0.0, 0.0),
        at(100.0, 0.0),
        at(100.0, 100.0),
        at(0.0, 100.0),
        at(200.0, 0.0),
        at(300.0, 0.0),
        at(600.0, 100.0),
        at(700.0, 100.0),
    ];
    let pairs = [(0, 1), (1, 2), (2, 3), (3, 0), (1, 4), (4, 5), (6, 7)];
    streets(points, pairs.iter().map(|&(from, to)| segment(from, to, 100.0)).collect())
}

fn joined(network: &Network, places: &[LonLat]) -> Vec<Option<Joint>> {
    places.iter().map(|&place| network.join(plane().project(place), Meters(50.0))).collect()
}

#[test]
fn bends_are_no_junctions_and_parts_are_told_apart() {
    let network = Network::new(&block(), &plane());
    // Junctions: 1 (three ways), 5, 6 and 7 (ends); chains: round the block, out to 5, and 6–7.
    assert_eq!((network.junctions(), network.chains(), network.components()), (4, 3, 2));
    assert_eq!(network.points_of(network.largest_component()), 6);
}

#[test]
fn a_walk_is_the_way_to_the_street_along_it_and_to_the_place() {
    let network = Network::new(&block(), &plane());
    let places = joined(&network, &[at(50.0, 20.0), at(250.0, -30.0)]);
    let walk = network.walks(&places[..1], &places[1..], Meters(1_000.0)).get(0, 0).unwrap();
    // 20 m to the middle of 0–1, 50 m to 1, 100 m to 4, 50 m to the middle of 4–5, 30 m to the place; the helper's metres are rough.
    assert!((f64::from(walk) / 1_000.0 - 250.0).abs() < 1.0, "{walk}");
}

#[test]
fn the_shorter_way_round_a_block_is_taken() {
    let network = Network::new(&block(), &plane());
    let places = joined(&network, &[at(50.0, 0.0), at(0.0, 50.0), at(50.0, 100.0)]);
    let walks = network.walks(&places, &places, Meters(1_000.0));
    // Along 0–1 and 3–0 past corner 0: 50 + 50; opposite sides: 200 either way; a place to itself: 0.
    for (from, to, metres) in [(0, 1, 100.0), (0, 2, 200.0), (1, 2, 100.0), (1, 1, 0.0)] {
        let mm = walks.get(from, to).unwrap();
        assert!((f64::from(mm) / 1_000.0 - metres).abs() < 1.0, "{from} to {to}: {mm}");
    }
}

#[test]
fn a_street_without_junctions_is_a_ring_and_walked_both_ways() {
    let mut ring = block();
    ring.segments.truncate(4);
    ring.points.truncate(4);
    let network = Network::new(&ring, &plane());
    assert_eq!((network.junctions(), network.chains()), (1, 1));
    let places = joined(&network, &[at(100.0, 50.0), at(0.0, 50.0)]);
    let mm = network.walks(&places[..1], &places[1..], Meters(1_000.0)).get(0, 0).unwrap();
    assert!((f64::from(mm) / 1_000.0 - 200.0).abs() < 1.0, "{mm}");
}

#[test]
fn the_limit_holds_for_the_whole_walk_to_the_millimetre() {
    let network = Network::new(&block(), &plane());
    let corners = [at(0.0, 0.0), at(300.0, 0.0)];
    let places: Vec<_> = corners.iter().map(|&place| network.join(plane().project(place), Meters(50.0))).collect();
    // 0–1–4–5 is three streets of 100 m.
    assert_eq!(network.walks(&places[..1], &places[1..], Meters(300.0)).get(0, 0), Some(300_000));
    assert!(network.walks(&places[..1], &places[1..], Meters(299.999)).is_empty());
}

#[test]
fn a_place_is_joined_to_the_largest_part_unless_that_is_too_far() {
    let network = Network::new(&block(), &plane());
    let plane = plane();
    // 40 m from the street apart, about 320 m from the block's street.
    let near_apart = plane.project(at(600.0, 60.0));
    assert_eq!(network.join(near_apart, Meters(500.0)).unwrap().component, network.largest_component());
    assert_ne!(network.join(near_apart, Meters(50.0)).unwrap().component, network.largest_component());
    assert_eq!(network.join(near_apart, Meters(30.0)), None);
    assert!((network.nearest_street(near_apart).unwrap().0 - 40.0).abs() < 1.0);
    let apart = [network.join(near_apart, Meters(50.0)), network.join(plane.project(at(0.0, 0.0)), Meters(50.0))];
    assert!(network.walks(&apart[..1], &apart[1..], Meters(100_000.0)).is_empty());
}

#[test]
fn stairs_count_twice_their_length() {
    let mut stairs = block();
    stairs.segments[4].way = Way::Steps;
    let network = Network::new(&stairs, &plane());
    let places = joined(&network, &[at(100.0, 0.0), at(300.0, 0.0)]);
    assert_eq!(network.walks(&places[..1], &places[1..], Meters(1_000.0)).get(0, 0), Some(300_000));
}

#[test]
fn no_streets_join_nothing() {
    let network = Network::new(&Streets::default(), &plane());
    assert_eq!(network.join(PlanePoint { east: 0.0, north: 0.0 }, Meters(1e6)), None);
    assert_eq!(network.nearest_street(PlanePoint { east: 0.0, north: 0.0 }), None);
    assert!(network.walks(&[None], &[None, None], Meters(1e6)).is_empty());
}

/// Streets between up to 40 points, most of them bends or loose, with lengths from 1 mm to 2 km.
fn any_streets() -> impl Strategy<Value = Streets> {
    (2_u32..40).prop_flat_map(|points| {
        let places = prop::collection::vec((0.0..2_000.0, 0.0..2_000.0), points as usize);
        let pairs = prop::collection::vec((0..points, 0..points, prop::option::of(0.001..2_000.0), any::<bool>()), 1..60);
        (places, pairs).prop_map(|(places, pairs)| {
            let segments = pairs
                .into_iter()
                .filter(|(from, to, ..)| from != to)
                .map(|(from, to, length, is_steps)| Segment {
                    from,
                    to,
                    length: length.map(Meters),
                    way: if is_steps { Way::Steps } else { Way::Street },
                })
                .collect();
            streets(places.into_iter().map(|(east, north)| at(east, north)).collect(), segments)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_fast_search_agrees_with_the_textbook(streets in any_streets(), limit in 0.0..6_000.0_f64) {
        let plane = plane();
        let network = Network::new(&streets, &plane);
        // Points that a street ends at; only there is a place certain to be joined without a way to the street.
        let mut ends: Vec<u32> = streets.segments.iter().flat_map(|segment| [segment.from, segment.to]).collect();
        ends.sort_unstable();
        ends.dedup();
        let joints: Vec<_> = ends.iter().map(|&end| network.spot_of(&streets, end)).collect();
        let half = joints.len().div_ceil(2);
        let walks = network.walks(&joints, &joints[..half], Meters(limit));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limits of this test are small")]
        let limit_mm = (limit * 1_000.0).floor() as u64;
        for (row, &end) in ends.iter().enumerate() {
            let plain = from_point(&streets, &plane, end);
            for (column, &to) in ends[..half].iter().enumerate() {
                let expected = plain[to as usize].filter(|&mm| mm <= limit_mm);
                prop_assert_eq!(walks.get(row, column).map(u64::from), expected, "{} to {}", end, to);
            }
        }
    }

    #[test]
    fn places_are_joined_to_the_nearest_spot(streets in any_streets(), east in -200.0..2_200.0, north in -200.0..2_200.0) {
        let plane = plane();
        let network = Network::new(&streets, &plane);
        let place = plane.project(at(east, north));
        let spots = streets.segments.iter().flat_map(|segment| {
            let [a, b] = [segment.from, segment.to].map(|point| plane.project(streets.points[point as usize]));
            // A thousand spots on the segment: the nearest is at most half a step off.
            (0..=1_000).map(move |step| {
                let share = f64::from(step) / 1_000.0;
                PlanePoint { east: a.east + share * (b.east - a.east), north: a.north + share * (b.north - a.north) }
            })
        });
        let nearest = spots.map(|spot| spot.straight_distance(place).0).reduce(f64::min);
        match (network.nearest_street(place), nearest) {
            (Some(found), Some(sampled)) => prop_assert!(found.0 <= sampled + 1e-9 && found.0 >= sampled - 2.0),
            (found, sampled) => prop_assert!(found.is_none() && sampled.is_none()),
        }
    }
}
