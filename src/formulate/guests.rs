//! C4: guests fit into the floor a hub has to spare.

use super::Columns;
use super::hub::{guests_of, opening};
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::Options;

/// Guests fit (7.5): `Σ_k g(k) x[k,h,t] ≤ Σ_{p opens for t} spare(h,p) v[h,p]`, square metres, with what merging schools need
/// (5.22). Rows `guests[h,t]`.
pub(super) fn guests_fit(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (h, asset) in instance.assets.iter().enumerate() {
        for t in instance.horizon.period_indices() {
            let mut terms: Vec<_> = guests_of(columns, AssetIx(h), t)
                .flat_map(|(k, target, position)| target.moves_at(position, options.moves[k][target.times[position].2].floor))
                .collect();
            let pupils = options.mergers.iter().zip(&columns.mergers);
            let pupils = pupils.filter(|(option, _)| option.comes_to(AssetIx(h), t));
            terms.extend(pupils.map(|(option, &column)| (column, option.extra)));
            if terms.is_empty() {
                continue;
            }
            let paths = &options.paths[h];
            terms.extend(opening(options, columns, AssetIx(h), t).map(|(p, column)| (column, -paths[p].spare)));
            model.at_most(format!("guests[{},{}]", asset.id, instance.horizon.period(t).start), 0.0, terms);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
    use crate::paper::paper_town;
    use crate::project::Project;

    fn capped(cap: f64) -> Project {
        let mut project = paper_town();
        project.scenario.moves.hub_guest_cap_m2 = Some(cap);
        project
    }

    #[test]
    fn guests_bring_nine_tenths_of_their_floor_and_hubs_what_the_site_leaves() {
        // 200 % of 10,000 m² less 4,000 m² of school = 16,000 m², whether S-2 is kept or not.
        let hubs = [("path[S,BH@2024]", -16_000.0), ("path[S,PH@2024]", -16_000.0)];
        let guests = [("moved[hall-a,S,2027]", 450.0), ("moved[hall-b,S,2027]", 540.0), ("moved[library-a,S,2027]", 270.0)];
        assert_eq!(row(&paper_town(), "guests[S,2027]"), at_most(0.0, &[&hubs[..], &guests].concat()));
    }

    #[test]
    fn what_does_not_fit_stays_outside_and_more_room_pays() {
        // 560 m² hold hall-b or one of the others, 1,300 m² hold all three (1,260 m²).
        let (tight, loose) = (capped(560.0), capped(1_300.0));
        let (_, taken) = optimum(&tight).unwrap();
        assert!(taken.iter().filter(|name| name.ends_with(",S,2027]")).count() <= 1, "{taken:?}");
        assert_loosening_pays(&tight, &loose);
    }
}
