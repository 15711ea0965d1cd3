//! What becomes of released sites.

use super::{happens_in_time, unknown};
use crate::fiscal::FiscalYear;
use crate::plan::{Plan, Treatment};
use crate::verify::findings::{BreachPlace, CheckedRule, Finding, Findings};
use crate::verify::inventory::Inventory;

/// What becomes of a site.
#[derive(Clone, Copy, Debug)]
pub(in crate::verify) struct Treated {
    pub(in crate::verify) treatment: Treatment,
    pub(in crate::verify) fy: FiscalYear,
}

pub(super) fn read(inventory: &Inventory, plan: &Plan, findings: &mut Findings) -> Vec<Option<Treated>> {
    let mut treatments: Vec<Option<Treated>> = vec![None; inventory.sites.len()];
    for site_plan in &plan.sites {
        let id = &site_plan.site;
        let position = inventory.site_position(id);
        findings.hold(CheckedRule::Plan, position.is_some(), || unknown(BreachPlace::site(id), "敷地", "site"));
        let Some(position) = position else { continue };
        findings.hold(CheckedRule::Treated, treatments[position].is_none(), || {
            let (ja, en) = ("ひとつの敷地に跡地の扱いが二つあります", "the site is treated twice");
            Finding::new(BreachPlace::site(id), "2", "1", ja, en)
        });
        let is_in_time = happens_in_time(inventory, site_plan.fy, || BreachPlace::site(id), findings);
        if treatments[position].is_none() && is_in_time {
            treatments[position] = Some(Treated { treatment: site_plan.treatment, fy: site_plan.fy });
        }
    }
    treatments
}
