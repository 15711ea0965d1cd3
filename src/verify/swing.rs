//! Schools that use a held site during their works (5.40–5.42).

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::Swing;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::tolerance::is_at_most;
use super::treatment::site_gfa_m2;
use super::works::floor_after;
use crate::plan::Treatment;
use crate::project::Seismic;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    let mut uses: BTreeMap<usize, usize> = BTreeMap::new();
    let mut by_site: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &swing in &decisions.swings {
        *uses.entry(swing.school).or_default() += 1;
        by_site.entry(swing.site).or_default().push(swing.school);
        check_allowed(reading, swing, findings);
    }
    for (school, sites) in uses {
        let path = &decisions.paths[school];
        findings.hold(CheckedRule::SwingPath, sites == 1 && path.rebuild().is_some(), || {
            let (ja, en) = ("改築する学校が種地をひとつだけ使います", "a school uses one held site, during its rebuild");
            let place = BreachPlace::asset(&inventory.assets[school].id);
            Finding::new(place, format!("{sites}, {}", path.shown()), "1, a rebuild", ja, en)
        });
    }
    for (site, schools) in by_site {
        for fy in inventory.horizon.fiscal_years() {
            let count = schools.iter().filter(|&&school| decisions.paths[school].is_in_works(fy)).count();
            findings.hold(CheckedRule::SwingHeld, count <= 1, || {
                let (ja, en) = ("同じ種地を二校が同時に使います", "two schools use the held site at the same time");
                Finding::new(BreachPlace::site(&inventory.sites[site].id).in_year(fy), count, "≤ 1", ja, en)
            });
        }
    }
}

/// (5.40), and (5.42) that the site is held when works begin.
fn check_allowed(reading: &Reading, swing: Swing, findings: &mut Findings) {
    let inventory = &reading.inventory;
    let asset = &inventory.assets[swing.school];
    let mut hold = |rule: CheckedRule, holds: bool, found: String, allowed: String, ja: &str, en: &str| {
        let place = BreachPlace::asset(&asset.id).with_site(&inventory.sites[swing.site].id);
        findings.hold(rule, holds, || Finding::new(place, found, allowed, ja, en));
    };
    let rule = CheckedRule::Swing;
    let (ja, en) = ("種地を使うのは学校に限ります", "only schools use held sites");
    hold(rule, asset.school().is_some(), "facility".to_owned(), "school".to_owned(), ja, en);
    let (ja, en) = ("自校の敷地は種地になりません", "a school does not use its own site");
    hold(rule, asset.site_position != swing.site, "its own site".to_owned(), "another site".to_owned(), ja, en);
    let most_m = inventory.project.scenario.schools.swing_max_m;
    let distance_m = reading.walking.between_sites(asset.site_position, swing.site);
    let (ja, en) = ("種地が遠すぎます", "the held site is too far away");
    hold(rule, distance_m <= most_m, format!("{distance_m} m"), format!("≤ {most_m} m"), ja, en);
    let blocks = inventory.assets_on(swing.site).into_iter().flat_map(|other| &inventory.assets[other].blocks);
    let weak = blocks.into_iter().find(|block| block.seismic == Seismic::OldWeak);
    let (ja, en) = ("耐震性のない建物です", "a building of the site is weak in earthquakes");
    hold(rule, weak.is_none(), weak.map_or(String::new(), |block| block.id.to_string()), "not old_weak".to_owned(), ja, en);
    let Some(action) = reading.decisions.paths[swing.school].rebuild() else { return };
    let needed = reading.prices.values.temporary_floor_ratio_school * floor_after(inventory, asset, action).rebuilt_m2;
    let floor = site_gfa_m2(reading, swing.site);
    let (ja, en) = ("種地の建物が仮校舎に足りません", "the held building is smaller than the temporary floor");
    hold(rule, is_at_most(needed, floor), format!("{floor} m²"), format!("≥ {needed} m²"), ja, en);
    let extended = &inventory.project.scenario.life.extended_years;
    let blocks = inventory.assets_on(swing.site).into_iter().flat_map(|other| &inventory.assets[other].blocks);
    for block in blocks {
        let until = block.built.plus(extended.of(block.structure));
        let (ja, en) =
            ("工事が終わる前に建物の延命後の耐用年数が尽きます", "a building of the site is too old before the works end");
        hold(rule, action.open_fy <= until, format!("{} until {until}", block.id), format!("≥ {}", action.open_fy), ja, en);
    }
    let reserved = reading.decisions.treatments[swing.site].filter(|treated| treated.treatment == Treatment::Z);
    let found = reserved.map_or("not held".to_owned(), |treated| format!("Z {}", treated.fy));
    let (ja, en) = ("着工までに種地が保有されていません", "the site is not held when the works begin");
    let is_held = reserved.is_some_and(|treated| treated.fy <= action.works_fy);
    hold(CheckedRule::SwingHeld, is_held, found, format!("Z ≤ {}", action.works_fy), ja, en);
}
