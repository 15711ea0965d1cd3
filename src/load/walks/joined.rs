//! Tells which places the walking network does not reach.

use super::Places;
use crate::error::{AdviceCode, InputCode, Place, Text};
use crate::geography::{LonLat, Plane};
use crate::load::findings::{Findings, whole_file};
use crate::network::{Joint, Network};
use crate::project::Streets;
use crate::scenario::DistanceSettings;
use crate::units::Meters;

/// Advice for every place that is not joined, or to another part of the network than most; an error where no place is joined at all.
pub(super) fn advise(streets: &Streets, settings: &DistanceSettings, places: Places<'_>, findings: &mut Findings) {
    let sites = places.sites.iter().map(|site| ("敷地", "site", site.id.as_str(), site.location));
    let demand = places.demand.iter().map(|point| ("需要点", "demand point", point.id.as_str(), point.location));
    let everywhere: Vec<_> = sites.chain(demand).collect();
    let Some(plane) = plane(places) else { return };
    let network = Network::new(streets, &plane);
    let joints: Vec<Option<Joint>> =
        everywhere.iter().map(|(.., location)| network.join(plane.project(*location), Meters(settings.join_m))).collect();
    if joints.iter().all(Option::is_none) {
        findings.error(
            whole_file(&streets.file),
            InputCode::OutsideMunicipality,
            streets.file.as_str(),
            Text::new(
                format!("どの敷地・需要点からも {} m 以内に道がありません", settings.join_m),
                format!("no site and no demand point lies within {} m of a street", settings.join_m),
            ),
            Text::new(
                "対象の自治体の道路網か、座標の順 (経度, 緯度) を確かめてください",
                "check that the streets are those of the municipality, and the order of coordinates",
            ),
        );
        return;
    }
    let largest = network.largest_component();
    for ((ja, en, id, location), joint) in everywhere.into_iter().zip(joints) {
        let at = Place { record: Some(id.to_owned()), ..whole_file(&streets.file) };
        match joint {
            None => {
                let nearest = network.nearest_street(plane.project(location)).map_or(f64::INFINITY, |Meters(metres)| metres);
                findings.advise(
                    at,
                    AdviceCode::OffNetwork,
                    format!("{nearest:.0} m"),
                    Text::new(
                        format!("この{ja}は最寄りの道から {nearest:.0} m あり、道路網につなげません。直線距離を使います"),
                        format!(
                            "this {en} lies {nearest:.0} m from the nearest street and is not joined: straight lines are used"
                        ),
                    ),
                );
            }
            Some(joint) if joint.component != largest => {
                let points = network.points_of(joint.component);
                findings.advise(
                    at,
                    AdviceCode::OffNetwork,
                    format!("{points} points"),
                    Text::new(
                        format!(
                            "この{ja}がつながる道は他の道から切れています (点 {points} 個)。そこを越える徒歩経路はありません"
                        ),
                        format!("the street of this {en} is cut off from the others ({points} points): no walk leads beyond it"),
                    ),
                );
            }
            Some(_) => {}
        }
    }
}

/// The plane walks are measured in: the zone of the mean longitude and latitude of all sites (formulation 8.1).
fn plane(places: Places<'_>) -> Option<Plane> {
    let count = f64::from(u32::try_from(places.sites.len()).ok().filter(|&count| count > 0)?);
    let (lon, lat) = places.sites.iter().fold((0.0, 0.0), |(lon, lat), site| (lon + site.location.lon, lat + site.location.lat));
    Some(Plane::for_location(LonLat { lon: lon / count, lat: lat / count }))
}
