//! C6: a site is treated when all its assets are closed (7.10), in a way its ownership, price and size allow (7.20–7.23).

use super::Reading;
use super::decisions::Treated;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::fiscal::FiscalYear;
use crate::plan::Treatment;
use crate::project::{Ownership, Site};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for (position, site) in reading.inventory.sites.iter().enumerate() {
        let treated = reading.decisions.treatments[position];
        let empty_from = all_closed_from(reading, position);
        findings.hold(CheckedRule::Treated, treated.map(|treated| treated.fy) == empty_from, || {
            let shown = |fy: Option<FiscalYear>| fy.map_or("none".to_owned(), |fy| fy.to_string());
            let (ja, en) =
                ("跡地は敷地内の全資産が閉鎖された期に扱いを決めます", "a site is treated when the last of its assets closes");
            let place = BreachPlace::site(&site.id);
            let place = treated.map(|treated| treated.fy).or(empty_from).map_or(place.clone(), |fy| place.in_year(fy));
            Finding::new(place, shown(treated.map(|treated| treated.fy)), shown(empty_from), ja, en)
        });
        if let Some(treated) = treated {
            check_allowed(reading, position, site, treated, findings);
        }
    }
}

/// The year in which the last asset of a site closes, if all do.
fn all_closed_from(reading: &Reading, site: usize) -> Option<FiscalYear> {
    let closings: Option<Vec<_>> =
        reading.inventory.assets_on(site).into_iter().map(|asset| reading.decisions.paths[asset].close_fy).collect();
    closings.and_then(|closings| closings.into_iter().max())
}

fn check_allowed(reading: &Reading, position: usize, site: &Site, treated: Treated, findings: &mut Findings) {
    let Treated { treatment, fy } = treated;
    let settings = &reading.inventory.project.scenario.treatments;
    let mut hold = |holds: bool, found: String, allowed: String, ja: &str, en: &str| {
        let place = BreachPlace::site(&site.id).in_year(fy);
        findings.hold(CheckedRule::Treatment, holds, || Finding::new(place, found, allowed, ja, en));
    };
    let allowed: &[Treatment] = match site.ownership {
        Ownership::Owned => &[Treatment::D, Treatment::L, Treatment::X, Treatment::Z],
        Ownership::State => &[Treatment::X, Treatment::Z],
        Ownership::Leased => &[Treatment::W],
    };
    let codes = allowed.iter().map(|treatment| treatment.as_str()).collect::<Vec<_>>().join(", ");
    let (ja, en) = ("この所有区分では選べません", "the site's ownership does not allow it");
    hold(allowed.contains(&treatment), treatment.as_str().to_owned(), codes, ja, en);
    if matches!(treatment, Treatment::D | Treatment::L) {
        let (ja, en) = ("地価のない敷地です", "the site has no land price");
        hold(site.land_price_per_m2.is_some(), "no land price".to_owned(), "a land price".to_owned(), ja, en);
    }
    match treatment {
        Treatment::D => {
            hold(
                !site.is_shelter,
                "shelter".to_owned(),
                "no shelter".to_owned(),
                "避難所は売却できません",
                "shelters are not sold",
            );
            let last = reading.inventory.last_year();
            let (ja, en) = ("売却の年度が計画期間を超えます", "it would be sold after the horizon");
            hold(fy < last, fy.plus(1).to_string(), format!("≤ {last}"), ja, en);
        }
        Treatment::L => {
            let least = settings.lease_min_site_area_m2;
            let (ja, en) = ("貸付には敷地が狭すぎます", "the site is too small to be leased out");
            hold(site.site_area.0 >= least, format!("{} m²", site.site_area.0), format!("≥ {least} m²"), ja, en);
        }
        Treatment::Z => {
            let least = settings.hold_min_gfa_m2;
            let floor = site_gfa_m2(reading, position);
            let (ja, en) = ("保有するには建物が小さすぎます", "the building is too small to be held");
            hold(floor >= least, format!("{floor} m²"), format!("≥ {least} m²"), ja, en);
            let buildings = reading.inventory.assets_on(position).len();
            let (ja, en) = ("複数の棟がある敷地は保有しません", "a site whose buildings close one by one is not held");
            hold(buildings == 1, buildings.to_string(), "1".to_owned(), ja, en);
        }
        Treatment::X | Treatment::W => {}
    }
}

/// `G`: floor of all assets of a site today, square metres.
pub(super) fn site_gfa_m2(reading: &Reading, site: usize) -> f64 {
    reading.inventory.assets_on(site).into_iter().map(|asset| reading.inventory.assets[asset].gfa_m2()).sum()
}
