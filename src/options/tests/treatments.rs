//! Treatments of released sites.

use super::*;
use crate::paper::school_town;

#[test]
fn sites_are_treated_as_land_owner_and_size_allow() {
    // H has 800 m² of floor, less than the 1,000 worth holding.
    assert_eq!(treatments(&paper_town(), "H"), "DLX");
    let change = |change: fn(&mut crate::project::Site)| {
        let mut project = paper_town();
        change(project.sites.iter_mut().find(|site| site.id.as_str() == "H").unwrap());
        treatments(&project, "H")
    };
    assert_eq!(change(|site| site.is_shelter = true), "LX");
    assert_eq!(change(|site| site.land_price_per_m2 = None), "X");
    assert_eq!(change(|site| site.ownership = Ownership::State), "X");
    assert_eq!(change(|site| site.site_area.0 = 1_400.0), "DX");
    assert_eq!(reasons(&paper_town(), "H", "Z"), ["the floor is less than 1000 m²"]);
    assert_eq!(treatments(&paper_town(), "S"), "");
}

#[test]
fn a_school_site_is_treated_only_where_its_school_may_merge() {
    // N has 3,000 m² worth holding.
    assert_eq!(treatments(&school_town(), "N"), "DLXZ");
    let mut alone = school_town();
    alone.scenario.schools.merge_max_m.elementary = 499.0;
    assert_eq!(treatments(&alone, "N"), "");
}
