//! C9: capacity of a kind in every region follows projected demand.

use super::Columns;
use super::location::{Counting, presence};
use super::pace::least_row;
use crate::id::{FunctionIx, KindIx, PeriodIx, RegionIx};
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;
use crate::scenario::{Rule, RuleLimit};

/// Capacity (7.26): `Σ capacity(k)` in `ρ` at `t` ≥ `min(ratio × Σ used × W(t) / W(0), today's)`, people. Rows `capacity[rule,ρ,t]`.
pub(super) fn capacity(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::Capacity { kind, at_least_ratio } = &rule.limit else { return };
    let Some(kind) = instance.kinds.iter().position(|other| &other.id == kind).map(KindIx) else { return };
    let sized: Vec<(FunctionIx, f64, f64)> = instance
        .functions_of(kind)
        .filter_map(|k| {
            let function = instance.functions[k.0].function;
            Some((k, function.capacity?.0, function.used?.0))
        })
        .collect();
    for (r, region) in instance.regions.iter().enumerate() {
        let here = |site: crate::id::SiteIx| instance.sites[site.0].region == RegionIx(r);
        let at_home = |k: FunctionIx| here(instance.assets[instance.functions[k.0].home.0].site);
        let homes = || sized.iter().filter(|(k, ..)| at_home(*k));
        let today: f64 = homes().map(|(_, capacity, _)| capacity).sum();
        let used: f64 = homes().map(|(_, _, used)| used).sum();
        let first = instance.region_weight(RegionIx(r), kind, PeriodIx(0));
        for t in instance.horizon.period_indices().skip(1) {
            let growth = if first > 0.0 { instance.region_weight(RegionIx(r), kind, t) / first } else { 1.0 };
            let least = (at_least_ratio * used * growth).min(today);
            let mut constant = 0.0;
            let mut terms = Vec::new();
            for &(k, capacity, _) in &sized {
                let place = presence(instance, options, columns, k, t, Counting::OwnPlaces, &here);
                constant += capacity * place.constant;
                terms.extend(place.terms.into_iter().map(|(column, factor)| (column, capacity * factor)));
            }
            if !terms.is_empty() && least > 0.0 {
                let year = instance.horizon.period(t).start;
                least_row(model, rule, &format!("capacity[{},{region},{year}]", rule.id), least - constant, terms);
            }
        }
    }
}
