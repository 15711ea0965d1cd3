//! Which ways of OpenStreetMap people may walk on, and at which pace.

use crate::project::Way;

/// What a way says about walking; absent tags are empty.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WayTags<'t> {
    /// `highway`.
    pub highway: &'t str,
    /// `foot`.
    pub foot: &'t str,
    /// `access`.
    pub access: &'t str,
    /// `sidewalk`, or `sidewalk:both`, `sidewalk:left`, `sidewalk:right`.
    pub sidewalk: &'t str,
}

/// Ways made for walking or shared with few or slow cars, or roads that have sidewalks or shoulders as a rule.
const WALKED: [&str; 21] = [
    "bridleway",
    "corridor",
    "crossing",
    "cycleway",
    "elevator",
    "footway",
    "living_street",
    "path",
    "pedestrian",
    "platform",
    "primary",
    "primary_link",
    "residential",
    "road",
    "secondary",
    "secondary_link",
    "service",
    "tertiary",
    "tertiary_link",
    "track",
    "unclassified",
];

/// The pace of a way, or `None` where people may not or do not walk. Directions (`oneway`) do not hold for walking.
///
/// # Source
/// <https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions> (Japan has no entry of its own), with roads for
/// motor vehicles (`trunk`) taken where they have a sidewalk, and motorways only where walking is expressly allowed.
pub(super) fn way(tags: WayTags<'_>) -> Option<Way> {
    match tags.foot {
        "no" | "private" | "use_sidepath" | "discouraged" => return None,
        "yes" | "designated" | "permissive" | "official" | "destination" | "customers" => {}
        _ if matches!(tags.access, "no" | "private") => return None,
        _ => {}
    }
    let is_allowed = matches!(tags.foot, "yes" | "designated" | "permissive" | "official" | "destination");
    match tags.highway {
        "steps" => Some(Way::Steps),
        // A table without this column says that all of its streets are for walking.
        "" => Some(Way::Street),
        "trunk" | "trunk_link" => (is_allowed || has_sidewalk(tags.sidewalk)).then_some(Way::Street),
        "motorway" | "motorway_link" | "busway" | "bus_guideway" | "escape" => is_allowed.then_some(Way::Street),
        walked if WALKED.contains(&walked) => Some(Way::Street),
        // Under construction, planned, given up, race tracks, rest areas and whatever else is no way to walk on.
        _ => None,
    }
}

/// A sidewalk drawn as a way of its own (`separate`) is that way, not this one.
fn has_sidewalk(sidewalk: &str) -> bool {
    matches!(sidewalk, "both" | "left" | "right" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(highway: &'static str, foot: &'static str, access: &'static str, sidewalk: &'static str) -> Option<Way> {
        way(WayTags { highway, foot, access, sidewalk })
    }

    #[test]
    fn streets_paths_and_stairs_are_walked_and_motorways_are_not() {
        assert_eq!(of("residential", "", "", ""), Some(Way::Street));
        assert_eq!(of("steps", "", "", ""), Some(Way::Steps));
        assert_eq!(of("motorway", "", "", ""), None);
        assert_eq!(of("construction", "", "", ""), None);
        assert_eq!(of("proposed", "yes", "", ""), None);
    }

    #[test]
    fn a_trunk_road_is_walked_where_it_has_a_sidewalk() {
        assert_eq!(of("trunk", "", "", ""), None);
        assert_eq!(of("trunk", "", "", "both"), Some(Way::Street));
        assert_eq!(of("trunk", "", "", "separate"), None);
        assert_eq!(of("trunk", "yes", "", ""), Some(Way::Street));
    }

    #[test]
    fn what_is_said_of_walking_overrules_what_is_said_of_all() {
        assert_eq!(of("service", "", "private", ""), None);
        assert_eq!(of("service", "yes", "private", ""), Some(Way::Street));
        assert_eq!(of("residential", "no", "", ""), None);
        assert_eq!(of("trunk", "no", "", "both"), None);
    }
}
