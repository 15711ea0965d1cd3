//! C6: a site is treated exactly when all its assets are closed.

use super::Columns;
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::Options;

/// Released sites are treated (7.10): `W[e,t] ≤ V[a,t]` for each asset and `W[e,t] ≥ Σ_a V[a,t] − (|A(e)| − 1)`.
/// Rows `released[e,a,t]`, `treated[e,t]`; `must_release[e]` where a lock requires a treatment.
pub(super) fn released_sites_are_treated(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (e, entry) in instance.sites.iter().enumerate() {
        let id = &entry.site.id;
        if options.must_release[e] {
            let all = columns.treatments[e].iter().map(|&column| (column, 1.0)).collect();
            model.at_least(format!("must_release[{id}]"), 1.0, all);
        }
        for t in instance.horizon.period_indices().skip(1) {
            let year = instance.horizon.period(t).start;
            let treated: Vec<(ColumnIx, f64)> = options.treatments[e]
                .iter()
                .zip(&columns.treatments[e])
                .filter(|(option, _)| option.t <= t)
                .map(|(_, &column)| (column, 1.0))
                .collect();
            let mut all_closed: Vec<(ColumnIx, f64)> = Vec::new();
            for &asset in &entry.assets {
                let closed: Vec<_> = columns.closed_by(options, asset, t).map(|column| (column, -1.0)).collect();
                let mut terms = treated.clone();
                terms.extend(closed.iter().copied());
                if !terms.is_empty() {
                    model.at_most(format!("released[{id},{},{year}]", instance.assets[asset.0].id), 0.0, terms);
                }
                all_closed.extend(closed);
            }
            if all_closed.is_empty() {
                continue;
            }
            all_closed.extend(treated);
            #[expect(clippy::cast_precision_loss, reason = "a site has few assets")]
            let others = entry.assets.len() as f64 - 1.0;
            model.at_least(format!("treated[{id},{year}]"), -others, all_closed);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::paper_town;

    #[test]
    fn a_site_is_treated_exactly_when_its_asset_is_closed() {
        let terms = [("path[H,CLOSE@2027]", -1.0), ("treat[H,D,2027]", 1.0), ("treat[H,L,2027]", 1.0), ("treat[H,X,2027]", 1.0)];
        let mut expected = at_most(0.0, &terms);
        assert_eq!(row(&paper_town(), "released[H,H,2027]"), expected);
        (expected.lower, expected.upper) = (0.0, f64::INFINITY);
        assert_eq!(row(&paper_town(), "treated[H,2027]"), expected);
    }

    #[test]
    fn closed_sites_have_one_treatment_and_sales_pay() {
        let mut without = paper_town();
        without.scenario.treatments.sale = false;
        for project in [&paper_town(), &without] {
            let (_, taken) = optimum(project).unwrap();
            let count = |start: &str| taken.iter().filter(|name| name.starts_with(start)).count();
            assert_eq!(count("path[H,CLOSE"), count("treat[H,"), "{taken:?}");
            assert_eq!(count("path[G,CLOSE"), count("treat[G,"), "{taken:?}");
        }
        assert_loosening_pays(&without, &paper_town());
    }
}
