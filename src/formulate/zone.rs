//! C5: the floor of a kind on one site stays within the cap of its use zone.

use std::collections::BTreeMap;

use super::Columns;
use crate::id::{AssetIx, KindIx, PeriodIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::{Options, zone_room};
use crate::plan::MoveCode;

/// Zone caps (7.9): per host and kind with a cap, the floor of C, S and V moves ≤ `max(0, cap − floor already there)`. Rows
/// `zone[h,q]`. Where a permit (5.50) may lift it for the C moves of one period, rows `zone[h,q,t]` for these and `zone_others[h,q]`.
pub(super) fn zone_caps(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for ((host, kind), Floors { guests, others }) in floors(instance, options, columns) {
        let room = zone_room(instance, host, kind);
        if room.is_infinite() {
            continue;
        }
        let (host_id, kind_id) = (&instance.assets[host.0].id, &instance.kinds[kind.0].id);
        let permits = options.permits.iter().zip(&columns.permits);
        let permits: Vec<_> = permits.filter(|(option, _)| option.host == host && option.kind == kind).collect();
        if permits.is_empty() {
            let all = guests.into_values().flatten().chain(others).collect();
            model.at_most(format!("zone[{host_id},{kind_id}]"), room, all);
            continue;
        }
        for (t, mut terms) in guests {
            let year = instance.horizon.period(t).start;
            // Lifting is worth as much as these moves could ever exceed the cap by.
            let most: f64 = terms.iter().map(|term| term.1.max(0.0)).sum();
            terms.extend(others.iter().copied());
            terms.extend(permits.iter().filter(|(option, _)| option.t == t).map(|(_, column)| (**column, -most)));
            model.at_most(format!("zone[{host_id},{kind_id},{year}]"), room, terms);
        }
        if !others.is_empty() {
            model.at_most(format!("zone_others[{host_id},{kind_id}]"), room, others);
        }
    }
}

/// Floor that moves bring to a host: guests of its hub by period, and others.
#[derive(Default)]
struct Floors {
    guests: BTreeMap<PeriodIx, Vec<(ColumnIx, f64)>>,
    others: Vec<(ColumnIx, f64)>,
}

fn floors(instance: &Instance<'_>, options: &Options, columns: &Columns) -> BTreeMap<(AssetIx, KindIx), Floors> {
    let mut floors: BTreeMap<(AssetIx, KindIx), Floors> = BTreeMap::new();
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets {
            let floor = options.moves[k][target.times[0].2].floor;
            if matches!(target.code, MoveCode::A | MoveCode::O) {
                continue;
            }
            let entry = floors.entry((target.host, instance.functions[k].kind)).or_default();
            if target.code != MoveCode::C {
                entry.others.push((target.moved_ever(), floor));
                continue;
            }
            for (position, time) in target.times.iter().enumerate() {
                entry.guests.entry(time.0).or_default().extend(target.moves_at(position, floor));
            }
        }
    }
    floors
}

/// A guest that alone exceeds the cap needs a permit (5.51): `x[k,h,t] ≤ permit[h,q,t]`. Rows `permit[k,h,t]`.
pub(super) fn large_guests_need_a_permit(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::C) {
            for (position, &(t, _, index)) in target.times.iter().enumerate() {
                if !options.moves[k][index].needs_permit {
                    continue;
                }
                let kind = instance.functions[k].kind;
                let mut terms = target.moves_at(position, 1.0);
                let permits = options.permits.iter().zip(&columns.permits);
                let own = permits.filter(|(option, _)| option.host == target.host && option.kind == kind && option.t == t);
                terms.extend(own.map(|(_, &column)| (column, -1.0)));
                let (function, host) = (&instance.functions[k].function.id, &instance.assets[target.host.0].id);
                let year = instance.horizon.period(t).start;
                model.at_most(format!("permit[{function},{host},{year}]"), 0.0, terms);
            }
        }
    }
}

/// A permit is for the hub that opens in its year (5.51): `permit[h,q,t,y] ≤ Σ_{p opens in y} v[h,p]`. Rows `permit_hub[h,q,t,y]`.
pub(super) fn permits_need_their_hub(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    for (option, &column) in options.permits.iter().zip(&columns.permits) {
        let hubs = columns.paths_where(options, option.host, -1.0, |path| path.hub_opens(option.t) == Some(option.open_fy));
        let (host, kind) = (&instance.assets[option.host.0].id, &instance.kinds[option.kind.0].id);
        let start = instance.horizon.period(option.t).start;
        let terms = hubs.chain([(column, 1.0)]).collect();
        model.at_most(format!("permit_hub[{host},{kind},{start},{}]", option.open_fy), 0.0, terms);
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::ZoneCap;
    use crate::formulate::sample::{assert_loosening_pays, at_most, has_row, optimum, row};
    use crate::paper::paper_town;
    use crate::project::{Project, Zone};

    /// The town with a cap on halls in the school's zone, and without merging.
    fn capped(at_most_m2: f64) -> Project {
        let mut project = paper_town();
        project.scenario.moves.merging = false;
        let hall = project.kinds.kinds.iter_mut().find(|kind| kind.id.as_str() == "hall").unwrap();
        hall.zone_caps = vec![ZoneCap { zone: Zone::MidHigh1, at_most_m2 }];
        project
    }

    #[test]
    fn guests_of_a_kind_share_the_cap_of_the_zone() {
        let expected = [("moved[hall-a,S,2027]", 450.0), ("moved[hall-b,S,2027]", 540.0)];
        assert_eq!(row(&capped(600.0), "zone[S,hall]"), at_most(600.0, &expected));
    }

    #[test]
    fn one_hall_fits_under_the_lower_cap_and_both_under_the_higher() {
        let halls = |project: &Project| optimum(project).unwrap().1.iter().filter(|name| name.starts_with("moved[hall-")).count();
        assert_eq!((halls(&capped(600.0)), halls(&capped(990.0))), (1, 2));
        assert_loosening_pays(&capped(600.0), &capped(990.0));
    }

    /// The town with the cap, and permits that take no months, so that the first hub is in time for them.
    fn permitted(at_most_m2: f64) -> Project {
        let mut project = capped(at_most_m2);
        (project.scenario.permits.zone_exception, project.scenario.permits.months) = (true, 0);
        project
    }

    #[test]
    fn a_permit_lifts_the_cap_for_guests_of_the_hub() {
        let guests = [("moved[hall-a,S,2027]", 450.0), ("moved[hall-b,S,2027]", 540.0), ("permit[S,hall,2027,2027]", -990.0)];
        assert_eq!(row(&permitted(600.0), "zone[S,hall,2027]"), at_most(600.0, &guests));
        // Both fit under a cap of 990: no permit is needed.
        assert_eq!(row(&permitted(990.0), "zone[S,hall]"), row(&capped(990.0), "zone[S,hall]"));
    }

    #[test]
    fn only_a_guest_larger_than_the_cap_needs_the_permit_by_itself() {
        let expected = [("moved[hall-b,S,2027]", 1.0), ("permit[S,hall,2027,2027]", -1.0)];
        assert_eq!(row(&permitted(500.0), "permit[hall-b,S,2027]"), at_most(0.0, &expected));
        assert!(!has_row(&permitted(500.0), "permit[hall-a,S,2027]"));
    }

    #[test]
    fn a_permit_that_comes_too_late_lifts_nothing() {
        let mut late = permitted(600.0);
        late.scenario.permits.months = 1;
        assert_eq!(row(&late, "zone[S,hall]"), row(&capped(600.0), "zone[S,hall]"));
    }

    #[test]
    fn surplus_rooms_count_and_no_permit_lifts_them() {
        let mut project = permitted(600.0);
        project.scenario.moves.surplus = true;
        let rooms = [("moved[hall-a,S:S,2027]", 450.0), ("moved[hall-b,S:S,2027]", 540.0)];
        assert_eq!(row(&project, "zone_others[S,hall]"), at_most(600.0, &rooms));
        let found = row(&project, "zone[S,hall,2027]");
        assert_eq!(rooms.map(|(name, _)| found.of(name)), [Some(450.0), Some(540.0)]);
        project.scenario.permits.zone_exception = false;
        assert_eq!(row(&project, "zone[S,hall]").terms.len(), 4);
    }

    #[test]
    fn a_converted_building_counts_whole_floor_and_what_is_at_home_there() {
        let mut project = crate::paper::conversion_town();
        let hall = project.kinds.kinds.iter_mut().find(|kind| kind.id.as_str() == "hall").unwrap();
        hall.zone_caps = vec![ZoneCap { zone: Zone::MidHigh1, at_most_m2: 1_000.0 }];
        let expected = [("moved[hall-a,E:V,2032]", 500.0), ("moved[hall-b,E:V,2032]", 600.0)];
        assert_eq!(row(&project, "zone[E,hall]"), at_most(1_000.0, &expected));
        // hall-b has 600 m² at home in G.
        assert_eq!(row(&project, "zone[G,hall]"), at_most(400.0, &[("moved[hall-a,G:V,2027]", 500.0)]));
    }

    #[test]
    fn a_permit_pays_where_it_lets_both_halls_in() {
        let (_, taken) = optimum(&permitted(600.0)).unwrap();
        assert!(taken.contains(&"permit[S,hall,2027,2027]".to_owned()), "{taken:?}");
        assert_loosening_pays(&capped(600.0), &permitted(600.0));
    }
}
