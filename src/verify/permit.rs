//! Permits that lift zone caps (5.50). That guests above a cap need one (5.51) is part of (7.9).

use super::Reading;
use super::decisions::Permit;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::hub::ready_fy;
use crate::fiscal::FiscalYear;

/// Months in a year.
const MONTHS: u32 = 12;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for permit in &reading.decisions.permits {
        let host = &inventory.assets[permit.host];
        let mut hold = |holds: bool, found: String, allowed: String, ja: &str, en: &str| {
            let place = BreachPlace::kind(&permit.kind).with_asset(&host.id).in_year(permit.fy);
            findings.hold(CheckedRule::Permit, holds, || Finding::new(place, found, allowed, ja, en));
        };
        let (ja, en) = ("許可の対象は学校に限ります", "only schools are given permits");
        hold(host.school().is_some(), "facility".to_owned(), "school".to_owned(), ja, en);
        let cap = inventory.project.kinds.kind(&permit.kind).and_then(|kind| kind.zone_cap(host.site.zone));
        let (ja, en) = ("許可で外す上限がありません", "there is no cap to lift");
        hold(cap.is_some(), "no cap".to_owned(), "a cap on the zone".to_owned(), ja, en);
        let (year, first) = (cost_fy(reading, permit), inventory.first_year());
        let (ja, en) = ("許可の申請が計画期間より前になります", "the permit would be applied for before the horizon");
        hold(year >= first, year.to_string(), format!("≥ {first}"), ja, en);
    }
}

/// The year in which a permit is applied for and paid: its months before the design of the hub.
pub(super) fn cost_fy(reading: &Reading, permit: &Permit) -> FiscalYear {
    let scenario = &reading.inventory.project.scenario;
    let years = i32::try_from(scenario.permits.months.div_ceil(MONTHS)).unwrap_or(i32::MAX);
    let lead = scenario.works.school_works_years.saturating_add(scenario.works.school_design_years).saturating_add(years);
    FiscalYear(ready_fy(reading, permit.host, permit.fy).0.saturating_sub(lead))
}
