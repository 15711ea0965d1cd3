//! Sites, assignments and catchments as GeoJSON layers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::answer::Answer;
use super::super::question::{Places, Question};
use super::{coordinates, loads, number};
use crate::geography::hull;

/// Files by name; empty where positions or a solution are missing. Positions in a plane are written as they are: such layers need their
/// coordinate system set by hand, since RFC 7946 knows degrees alone.
pub fn layers(places: &Places, question: &Question, answer: &Answer) -> BTreeMap<&'static str, String> {
    let mut files = BTreeMap::new();
    let Some(best) = answer.solutions.first() else { return files };
    if places.sites.iter().any(|site| site.at.is_none()) {
        return files;
    }
    let site_at = |site: usize| places.sites[site].at.map_or((0.0, 0.0), coordinates);
    let demand_at = |demand: usize| places.demand[demand].at.map(coordinates);
    let mut sites = Vec::new();
    for (site, weight, count) in loads(places, best) {
        let (x, y) = site_at(site);
        sites.push(json!({
            "type": "Feature",
            "id": places.sites[site].id,
            "geometry": { "type": "Point", "coordinates": [x, y] },
            "properties": { "id": places.sites[site].id, "weight": number(weight), "demand_points": count },
        }));
    }
    files.insert("sites.geojson", collection("sites", &sites));
    let mut lines = Vec::new();
    let mut members: BTreeMap<usize, Vec<(f64, f64)>> = BTreeMap::new();
    for assigned in &best.assigned {
        let Some(from) = demand_at(assigned.demand) else { continue };
        let to = site_at(assigned.site);
        members.entry(assigned.site).or_default().push(from);
        let (demand, site) = (&places.demand[assigned.demand], &places.sites[assigned.site]);
        // Where both are one place there is no line.
        let geometry = if from == to {
            Value::Null
        } else {
            json!({ "type": "LineString", "coordinates": [[from.0, from.1], [to.0, to.1]] })
        };
        lines.push(json!({
            "type": "Feature",
            "id": format!("{}-{}", demand.id, site.id),
            "geometry": geometry,
            "properties": {
                "demand": demand.id,
                "site": site.id,
                "distance": number(places.distance(assigned.demand, assigned.site)),
                "share": number(assigned.share),
                "weight": number(demand.weight),
            },
        }));
    }
    files.insert("assignments.geojson", collection("assignments", &lines));
    let mut areas = Vec::new();
    for (site, mut points) in members {
        points.push(site_at(site));
        let corners: Vec<Value> = hull(&points).into_iter().map(|(x, y)| json!([x, y])).collect();
        let geometry = if corners.len() < 4 { Value::Null } else { json!({ "type": "Polygon", "coordinates": [corners] }) };
        areas.push(json!({
            "type": "Feature",
            "id": places.sites[site].id,
            "geometry": geometry,
            "properties": { "id": places.sites[site].id, "demand_points": points.len() - 1, "problem": question.kind.as_str() },
        }));
    }
    files.insert("catchments.geojson", collection("catchments", &areas));
    files
}

fn collection(name: &str, features: &[Value]) -> String {
    let mut text = format!("{{\"type\":\"FeatureCollection\",\"name\":\"{name}\",\"features\":[");
    for (position, feature) in features.iter().enumerate() {
        text.push_str(if position == 0 { "\n" } else { ",\n" });
        text.push_str(&feature.to_string());
    }
    text.push_str("\n]}\n");
    text
}
