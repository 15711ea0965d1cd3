//! C5: the floor of a kind on one site stays within the cap of its use zone.

use std::collections::BTreeMap;

use super::Columns;
use crate::id::{AssetIx, KindIx};
use crate::instance::Instance;
use crate::model::{ColumnIx, LinearModel};
use crate::options::Options;
use crate::plan::MoveCode;

/// Zone caps (7.9): per host and kind with a cap, `Σ g(k) x ≤ max(0, cap − floor already there)`. Rows `zone[h,q]`.
pub(super) fn zone_caps(instance: &Instance<'_>, options: &Options, columns: &Columns, model: &mut LinearModel) {
    let mut floors: BTreeMap<(AssetIx, KindIx), Vec<(ColumnIx, f64)>> = BTreeMap::new();
    for (k, targets) in columns.targets.iter().enumerate() {
        for target in targets.iter().filter(|target| target.code == MoveCode::C) {
            let floor = options.moves[k][target.times[0].2].floor;
            floors.entry((target.host, instance.functions[k].kind)).or_default().push((target.moved_ever(), floor));
        }
    }
    for ((host, kind), terms) in floors {
        let Some(cap) = instance.kinds[kind.0].zone_cap(instance.site_of(host).site.zone) else { continue };
        let homes = instance.assets[host.0].functions.iter().map(|k| &instance.functions[k.0]);
        let there: f64 = homes.filter(|entry| entry.kind == kind).map(|entry| entry.function.gfa.0).sum();
        let (host_id, kind_id) = (&instance.assets[host.0].id, &instance.kinds[kind.0].id);
        model.at_most(format!("zone[{host_id},{kind_id}]"), (cap.0 - there).max(0.0), terms);
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::ZoneCap;
    use crate::formulate::sample::{assert_loosening_pays, at_most, optimum, row};
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
}
