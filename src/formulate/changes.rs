//! C16: how many functions move or end at once.

use super::Columns;
use super::pace::limit_row;
use crate::id::{DistrictIx, FunctionIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::{Options, home_district};
use crate::scenario::{Rule, RuleLimit};

/// Changes (7.29): functions that move or end at `s(t)` ≤ limit, functions. Rows `changes[rule,d,t]`.
pub(super) fn changes(instance: &Instance<'_>, options: &Options, columns: &Columns, rule: &Rule, model: &mut LinearModel) {
    let RuleLimit::ChangesPerPeriod { at_most, per_district } = rule.limit else { return };
    let areas: Vec<(String, Option<DistrictIx>)> = if per_district {
        instance.districts.iter().enumerate().map(|(d, id)| (id.to_string(), Some(DistrictIx(d)))).collect()
    } else {
        vec![("all".to_owned(), None)]
    };
    for (name, district) in areas {
        for t in instance.horizon.period_indices().skip(1) {
            let mut terms: Vec<(ColumnIx, f64)> = Vec::new();
            let functions = (0..instance.functions.len()).map(FunctionIx);
            for k in functions.filter(|&k| district.is_none_or(|district| home_district(instance, k) == district)) {
                for target in &columns.targets[k.0] {
                    let position = target.times.iter().position(|time| time.0 == t);
                    terms.extend(position.into_iter().flat_map(|position| target.moves_at(position, 1.0)));
                }
                let endings = options.endings[k.0].iter().zip(&columns.endings[k.0]);
                terms.extend(endings.filter(|(ending, _)| ending.t == t).map(|(_, &column)| (column, 1.0)));
            }
            if !terms.is_empty() {
                let year = instance.horizon.period(t).start;
                limit_row(model, rule, &format!("changes[{},{name},{year}]", rule.id), f64::from(at_most), terms);
            }
        }
    }
}
