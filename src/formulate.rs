//! Turns options into a mixed-integer programme, one rule a file, each as `docs/formulation.md` numbers it.
//!
//! Moves are modelled by cumulative columns `moved[k,h,t]` = `X[k,h,t]`, one for each period in which the move exists;
//! `x[k,h,t]` of the rules is the difference of neighbours. Rows get shorter and branching means "has moved by t".

mod access;
mod capacity;
mod changes;
mod columns;
mod conversion;
mod coverage;
mod covers;
mod floor_area;
mod funding;
mod guests;
mod housing;
mod hub;
mod hub_share;
mod investment;
mod location;
mod merge;
mod minimum;
mod pace;
mod path;
#[cfg(test)]
mod sample;
mod school_merger;
mod sharing;
mod shelter;
mod slots;
mod surplus;
mod swing;
mod transfer;
mod treatment;
mod zone;

use std::ops::Range;

use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;

pub use access::{AccessHinges, Hinge};
pub use columns::{Columns, Target};
pub use coverage::Covered;
pub use covers::Floor;
pub use funding::FundingColumns;
pub(crate) use pace::SLACK;
pub use slots::Flow;

/// The programme of an instance, and where each option is in it.
#[derive(Debug)]
pub struct Formulation {
    /// Everything but the access rows, whose hinges are in `hinges`.
    pub model: LinearModel,
    /// Where options are.
    pub columns: Columns,
    /// The access term, as hinges of the moves (8.4).
    pub hinges: AccessHinges,
    /// Floors that hold whole guests only: rows a search may add (7.5, 5.12).
    pub floors: Vec<Floor>,
    /// Slots that users take in opened rooms.
    pub flows: Vec<Flow>,
    /// Bonds, fund and general funds; none without `[funding]`, nor where no plan can gain by them.
    pub funding: Option<FundingColumns>,
    /// Columns of coverage rules.
    pub covered: Vec<Covered>,
    /// Rows of each rule of the scenario, in its order.
    pub rule_rows: Vec<Range<usize>>,
}

impl Formulation {
    /// States all rules for `options`; the access term's hinges are found but not yet rows.
    pub fn new(instance: &Instance<'_>, options: &Options) -> Self {
        let mut model = LinearModel::default();
        let columns = Columns::new(instance, options, &mut model);
        path::one_life_path(instance, &columns, &mut model);
        housing::at_most_one_decision(instance, options, &columns, &mut model);
        housing::closed_assets_are_empty(instance, options, &columns, &mut model);
        hub::moves_need_an_open_hub(instance, options, &columns, &mut model);
        hub::hubs_have_guests(instance, options, &columns, &mut model);
        guests::guests_fit(instance, options, &columns, &mut model);
        merge::merged_use_fits(instance, options, &columns, &mut model);
        merge::absorbing_functions_stay(instance, options, &columns, &mut model);
        zone::zone_caps(instance, options, &columns, &mut model);
        zone::large_guests_need_a_permit(instance, options, &columns, &mut model);
        zone::permits_need_their_hub(instance, options, &columns, &mut model);
        treatment::released_sites_are_treated(instance, options, &columns, &mut model);
        surplus::hosts_keep_their_building(instance, options, &columns, &mut model);
        surplus::surplus_fits(instance, options, &columns, &mut model);
        conversion::converted_floor_is_vacant(instance, options, &columns, &mut model);
        conversion::converted_buildings_stay(instance, options, &columns, &mut model);
        transfer::transferred_functions_stay(instance, options, &columns, &mut model);
        school_merger::schools_close_into_others(instance, options, &columns, &mut model);
        school_merger::hosts_have_room(instance, options, &columns, &mut model);
        school_merger::hosts_take_one_and_stay(instance, options, &columns, &mut model);
        sharing::shares_need_a_rebuild(instance, options, &columns, &mut model);
        sharing::partners_have_the_room(instance, options, &columns, &mut model);
        swing::swings_need_works(instance, options, &columns, &mut model);
        swing::sites_are_held(instance, options, &columns, &mut model);
        let flows = slots::add(instance, options, &columns, &mut model);
        let funding = funding::add(instance, options, &columns, &mut model);
        let mut rule_rows = Vec::new();
        let mut covered = Vec::new();
        for rule in &instance.project.scenario.rules {
            let first = model.rows.len();
            pace::starts_per_year(instance, options, &columns, rule, &mut model);
            pace::works_per_district(instance, options, &columns, rule, &mut model);
            minimum::district_minimum(instance, options, &columns, rule, &mut model);
            investment::investment_per_year(instance, options, &columns, rule, &mut model);
            investment::investment_change(instance, options, &columns, rule, &mut model);
            floor_area::floor_area(instance, options, &columns, rule, &mut model);
            hub_share::hub_share(instance, options, &columns, rule, &mut model);
            capacity::capacity(instance, options, &columns, rule, &mut model);
            covered.extend(coverage::coverage(instance, options, &columns, rule, &mut model));
            coverage::walk_increase(instance, options, &columns, rule, &mut model);
            changes::changes(instance, options, &columns, rule, &mut model);
            shelter::shelter(instance, options, &columns, rule, &mut model);
            slots::slots_within_walk(instance, options, &columns, &flows, rule, &mut model);
            slots::opened_slots(instance, options, &columns, rule, &mut model);
            if let Some(funding) = &funding {
                funding::limits(instance, funding, rule, &mut model);
            }
            rule_rows.push(first..model.rows.len());
        }
        investment::peak(instance, options, &columns, &mut model);
        minimum::every_kind_stays_somewhere(instance, &columns, &mut model);
        let hinges = AccessHinges::new(instance, options, &columns, &mut model);
        let floors = covers::floors(instance, options, &columns);
        Self { model, columns, hinges, floors, flows, funding, covered, rule_rows }
    }

    /// The complete compact model: every hinge of the access term as a row.
    pub fn compact(&self) -> LinearModel {
        let mut model = self.model.clone();
        for hinge in &self.hinges.hinges {
            hinge.add_to(&mut model);
        }
        model
    }
}
