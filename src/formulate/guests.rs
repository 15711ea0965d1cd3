//! C4: guests fit into the floor a hub has to spare.

use super::Columns;
use super::hub::{guests_of, opening};
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::model::LinearModel;
use crate::options::{LifePath, Options};

/// Guests fit (7.5) into the floor of the hub that opens for them, in whatever year (5.8), square metres, with what merging schools need
/// (5.22): `early[h,t,y] ≤ Σ_{p opens in y} spare(h,p) v[h,p]`, rows `guests_early[h,t,y]`; `Σ_y early ≤ Σ_k g(k) x[k,h,t]`, rows
/// `guests_ahead[h,t]`; and `Σ_k g(k) x[k,h,t] − Σ_y early ≤ Σ_{p opens with t} spare(h,p) v[h,p]`, rows `guests[h,t]`.
pub(super) fn guests_fit(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (h, asset) in instance.assets.iter().enumerate() {
        let paths = &options.paths[h];
        for t in instance.horizon.period_indices() {
            let start = instance.horizon.period(t).start;
            let mut guests: Vec<_> = guests_of(columns, AssetIx(h), t)
                .flat_map(|(k, target, position)| target.moves_at(position, options.moves[k][target.times[position].2].floor))
                .collect();
            let pupils = options.mergers.iter().zip(&columns.mergers);
            let pupils = pupils.filter(|(option, _)| option.comes_to(AssetIx(h), t));
            guests.extend(pupils.map(|(option, &column)| (column, option.extra)));
            if guests.is_empty() {
                continue;
            }
            let early = options.early.iter().zip(&columns.early).filter(|(option, _)| option.host == AssetIx(h) && option.t == t);
            let early: Vec<_> = early.collect();
            for (option, column) in &early {
                let opens = |path: &LifePath| path.hub_opens(t) == Some(option.open_fy);
                let spare = columns.paths_with(options, option.host, |path| opens(path).then_some(-path.spare));
                let terms = spare.chain([(**column, 1.0)]).collect();
                model.at_most(format!("guests_early[{},{start},{}]", asset.id, option.open_fy), 0.0, terms);
            }
            let ahead = |factor: f64| early.iter().map(move |(_, column)| (**column, factor));
            if !early.is_empty() {
                let negative = guests.iter().map(|&(column, floor)| (column, -floor));
                model.at_most(format!("guests_ahead[{},{start}]", asset.id), 0.0, ahead(1.0).chain(negative).collect());
            }
            let on_time = opening(options, columns, AssetIx(h), t).filter(|(p, _)| paths[*p].hub_opens(t) == Some(start));
            let mut terms = guests;
            terms.extend(on_time.map(|(p, column)| (column, -paths[p].spare)));
            terms.extend(ahead(-1.0));
            model.at_most(format!("guests[{},{start}]", asset.id), 0.0, terms);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::formulate::sample::{assert_loosening_pays, at_most, has_row, optimum, row};
    use crate::paper::{conversion_town, paper_town, ruled};
    use crate::project::Project;
    use crate::scenario::RuleLimit;

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

    /// Three periods: a hub with works of FY 2025 opens in FY 2028, for guests of FY 2032.
    #[test]
    fn guests_of_a_hub_that_opens_between_periods_are_ahead_of_theirs() {
        let project = conversion_town();
        let found = row(&project, "guests_early[S,2032,2028]");
        let hubs = ["path[S,BH@2025]", "path[S,PH@2025]", "path[S,BH@2026]"].map(|name| found.of(name));
        assert_eq!(hubs, [Some(-16_000.0), Some(-16_000.0), None]);
        assert_eq!(found.of("early[S,2032,2028]"), Some(1.0));
        let ahead = row(&project, "guests_ahead[S,2032]");
        let terms = ["early[S,2032,2028]", "early[S,2032,2031]", "early[S,2032,2032]", "moved[library-a,S,2032]"];
        assert_eq!(terms.map(|name| ahead.of(name)), [Some(1.0), Some(1.0), None, Some(-270.0)]);
        let guests = row(&project, "guests[S,2032]");
        let terms = ["path[S,BH@2029]", "path[S,BH@2025]", "early[S,2032,2028]", "moved[library-a,S,2032]"];
        assert_eq!(terms.map(|name| guests.of(name)), [Some(-16_000.0), None, Some(-1.0), Some(270.0)]);
        assert!(!has_row(&project, "guests_ahead[S,2027]"));
    }

    #[test]
    fn the_floor_of_guests_is_paid_and_counted_with_the_works_of_their_hub() {
        let limit = RuleLimit::InvestmentPerYear { at_most_million_jpy: 1_000.0, from_fy: None, to_fy: None };
        let project = ruled(conversion_town(), limit);
        let in_year = |year: i32| row(&project, &format!("investment[rule,{year}]"));
        // 330,000 yen a square metre over three years: those before FY 2028 instead of those before FY 2032.
        let found: Vec<f64> = (2025..=2031).map(|year| in_year(year).of("early[S,2032,2028]").unwrap_or(0.0)).collect();
        let expected = [0.11, 0.11, 0.11, 0.0, -0.11, -0.11, -0.11];
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12), "{found:?}");
        let floor = |fy: i32| {
            let limit = RuleLimit::FloorArea { fy: crate::fiscal::FiscalYear(fy), at_most_ratio: 1.0 };
            row(&ruled(conversion_town(), limit), "floor_area[rule]").of("early[S,2032,2028]")
        };
        assert_eq!([2027, 2028, 2031, 2032].map(floor), [None, Some(1.0), Some(1.0), None]);
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
