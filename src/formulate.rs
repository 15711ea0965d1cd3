//! Turns options into a mixed-integer programme, one rule a file, each as `docs/formulation.md` numbers it.
//!
//! Moves are modelled by cumulative columns `moved[k,h,t]` = `X[k,h,t]`, one for each period in which the move exists;
//! `x[k,h,t]` of the rules is the difference of neighbours. Rows get shorter and branching means "has moved by t".

mod access;
mod columns;
mod floor_area;
mod guests;
mod housing;
mod hub;
mod investment;
mod merge;
mod minimum;
mod pace;
mod path;
#[cfg(test)]
mod sample;
mod treatment;
mod zone;

use std::ops::Range;

use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;

pub use access::{AccessHinges, Hinge};
pub use columns::{Columns, Target};

/// The programme of an instance, and where each option is in it.
#[derive(Debug)]
pub struct Formulation {
    /// Everything but the access rows, whose hinges are in `hinges`.
    pub model: LinearModel,
    /// Where options are.
    pub columns: Columns,
    /// The access term, as hinges of the moves (8.4).
    pub hinges: AccessHinges,
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
        treatment::released_sites_are_treated(instance, options, &columns, &mut model);
        let mut rule_rows = Vec::new();
        for rule in &instance.project.scenario.rules {
            let first = model.rows.len();
            pace::starts_per_year(instance, options, &columns, rule, &mut model);
            pace::works_per_district(instance, options, &columns, rule, &mut model);
            minimum::district_minimum(instance, options, &columns, rule, &mut model);
            investment::investment_per_year(instance, options, &columns, rule, &mut model);
            floor_area::floor_area(instance, options, &columns, rule, &mut model);
            rule_rows.push(first..model.rows.len());
        }
        investment::peak(instance, options, &columns, &mut model);
        minimum::every_kind_stays_somewhere(instance, &columns, &mut model);
        let hinges = AccessHinges::new(instance, options, &columns, &mut model);
        Self { model, columns, hinges, rule_rows }
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
