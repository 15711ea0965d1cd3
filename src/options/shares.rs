//! Rooms that a rebuilt school leaves out because its neighbour has one (formulation 5.30).

use super::{LifePath, Money, tie_break};
use crate::cashflow::{Prices, share_effects, shared_floor};
use crate::catalogue::RoomClass;
use crate::id::AssetIx;
use crate::instance::{Instance, SchoolRoomUse, classes_in};
use crate::plan::{Action, ActionCode};

/// A rebuild of a school without a room.
#[derive(Clone, Debug)]
pub struct Share {
    /// The school that is rebuilt.
    pub school: AssetIx,
    /// The school whose room both use.
    pub partner: AssetIx,
    /// Gymnasium or pool.
    pub room: RoomClass,
    /// The rebuild; as B, standing for BH of the same years too.
    pub rebuild: Action,
    /// Floor saved by fiscal year, negative square metres.
    pub floor: Vec<f64>,
    /// Money saved.
    pub money: Money,
    /// Tie-break, yen.
    pub tie_break: f64,
}

impl Share {
    /// Whether a path of the school has the rebuild.
    pub fn is_on(&self, path: &LifePath) -> bool {
        path.rebuild().is_some_and(|action| is_full(action) && action.works_fy == self.rebuild.works_fy)
    }
}

fn is_full(action: &Action) -> bool {
    matches!(action.code, ActionCode::B | ActionCode::BH)
}

/// Every share that the scenario, the distances and the classes allow.
pub(super) fn enumerate(instance: &Instance<'_>, prices: &Prices, paths: &[Vec<LifePath>]) -> Vec<Share> {
    let settings = &instance.project.scenario.schools;
    let mut shares = Vec::new();
    if !settings.sharing {
        return shares;
    }
    let schools: Vec<AssetIx> = (0..instance.assets.len()).map(AssetIx).filter(|&a| instance.is_school(a)).collect();
    for &school in &schools {
        let mut rebuilds: Vec<Action> =
            paths[school.0].iter().filter_map(LifePath::rebuild).filter(|a| is_full(a)).copied().collect();
        rebuilds.sort_by_key(|action| (action.works_fy, action.code));
        rebuilds.dedup_by_key(|action| action.works_fy);
        for &partner in schools.iter().filter(|&&other| other != school) {
            let walk = instance.walk_between(instance.assets[school.0].site, instance.assets[partner.0].site);
            if walk.0 > settings.sharing_max_m {
                continue;
            }
            for room in [RoomClass::Gym, RoomClass::Pool] {
                let has_room = |school| shared_floor(instance, school, room).0 > 0.0;
                if !has_room(school) || !has_room(partner) || !fits(instance, school, partner, room) {
                    continue;
                }
                for &rebuild in &rebuilds {
                    let classes = most_classes(instance, school, partner, rebuild);
                    if classes <= f64::from(settings.sharing_max_classes) {
                        let effects = share_effects(instance, prices, school, room, &rebuild);
                        let money = Money::new(instance, prices, &effects.flow, effects.residual, None);
                        let tie_break = tie_break(instance, rebuild.works_fy);
                        shares.push(Share { school, partner, room, rebuild, floor: effects.floor, money, tie_break });
                    }
                }
            }
        }
    }
    shares
}

/// Whether the hours of both schools and their residents' bookings fit into the partner's room (5.34).
///
/// A partner whose rooms are not described is taken to have the hours.
fn fits(instance: &Instance<'_>, school: AssetIx, partner: AssetIx, room: RoomClass) -> bool {
    let of = |school| instance.rooms.of_schools.get(&(school, room));
    let Some(kept) = of(partner) else { return true };
    let taken = |rooms: &SchoolRoomUse, band: usize| rooms.own[band] + rooms.used[band];
    (0..kept.all.len()).all(|band| of(school).map_or(0.0, |left| taken(left, band)) + taken(kept, band) <= kept.all[band])
}

/// Most classes that both schools have, each counting its own, in the year of the opening and any later one of the horizon.
fn most_classes(instance: &Instance<'_>, school: AssetIx, partner: AssetIx, rebuild: Action) -> f64 {
    // A rebuild may open just after the horizon, where no year of it would ask about classes.
    let later = instance.horizon.fiscal_years().filter(|&year| year > rebuild.open_fy);
    std::iter::once(rebuild.open_fy)
        .chain(later)
        .map(|year| classes_in(instance, school, year) + classes_in(instance, partner, year))
        .fold(0.0, f64::max)
}
