//! How many places of each kind a ward has, how large they are, what they cost and how much they are used.
//!
//! Numbers of places come from public lists where there are any (16 libraries, 25–28 children's halls, 28 branch offices, 45–50
//! district halls, about 50 nurseries) and are plausible elsewhere; floors and running costs are set so that a ward's totals
//! and budget lines come out. All of it is synthetic.

use super::sites::ZoneNeed;
use crate::catalogue::RoomClass;

/// One service kind as the generator makes it.
#[derive(Clone, Debug)]
pub(super) struct Service {
    /// Id in `kinds.toml`.
    pub(super) kind: &'static str,
    /// Name of a place, after that of its district.
    pub(super) name: &'static str,
    /// Places of this kind with a site of their own in a ward of 420 facilities; 0 where districts decide.
    pub(super) places: f64,
    /// Floor, m².
    pub(super) floor_m2: (f64, f64),
    /// Running cost without central staff, 千円/m²/year.
    pub(super) running_kyen_m2: (f64, f64),
    /// Bookable rooms.
    pub(super) rooms: Option<Rooms>,
    /// Floor per place for one person (m²), and the share of places taken at the usual peak.
    pub(super) seats: Option<(f64, (f64, f64))>,
    /// Visits per m² of floor and year; 0 where visits are not counted.
    pub(super) visits_per_m2: f64,
    pub(super) need: ZoneNeed,
    /// Share of places in rented premises.
    pub(super) leased: f64,
    pub(super) movable: bool,
}

/// Bookable rooms of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rooms {
    /// Class of most of its rooms, as the kind's.
    pub(super) class: RoomClass,
    /// Floor of the place per bookable room, m².
    pub(super) floor_per_room_m2: f64,
    /// Share of slots used over the year.
    pub(super) used: (f64, f64),
}

const PLAIN: Service = Service {
    kind: "",
    name: "",
    places: 0.0,
    floor_m2: (0.0, 0.0),
    running_kyen_m2: (0.0, 0.0),
    rooms: None,
    seats: None,
    visits_per_m2: 0.0,
    need: ZoneNeed::Any,
    leased: 0.0,
    movable: true,
};

/// Small meeting rooms are 40–80 % used, gyms and halls nearly full (estimate from public vacancies of 2026).
const fn rooms(class: RoomClass, floor_per_room_m2: f64, used: (f64, f64)) -> Rooms {
    Rooms { class, floor_per_room_m2, used }
}

/// All kinds. The two that every district has come first.
pub(super) static SERVICES: [Service; 19] = [
    Service {
        kind: "children_hall",
        name: "児童館",
        floor_m2: (480.0, 760.0),
        running_kyen_m2: (12.0, 16.0),
        seats: Some((6.0, (0.4, 0.9))),
        visits_per_m2: 60.0,
        ..PLAIN
    },
    Service {
        kind: "branch_office",
        name: "まちづくりセンター",
        floor_m2: (320.0, 580.0),
        running_kyen_m2: (15.0, 25.0),
        visits_per_m2: 40.0,
        leased: 0.15,
        ..PLAIN
    },
    Service {
        kind: "community_center",
        name: "区民センター",
        places: 10.0,
        floor_m2: (2_800.0, 5_200.0),
        running_kyen_m2: (22.0, 30.0),
        rooms: Some(rooms(RoomClass::Hall, 220.0, (0.6, 0.95))),
        visits_per_m2: 35.0,
        ..PLAIN
    },
    Service {
        kind: "library",
        name: "図書館",
        places: 14.0,
        floor_m2: (900.0, 2_600.0),
        running_kyen_m2: (20.0, 30.0),
        visits_per_m2: 150.0,
        ..PLAIN
    },
    Service {
        kind: "district_hall",
        name: "地区会館",
        places: 36.0,
        floor_m2: (320.0, 980.0),
        running_kyen_m2: (18.0, 28.0),
        rooms: Some(rooms(RoomClass::Meeting, 110.0, (0.4, 0.8))),
        visits_per_m2: 30.0,
        ..PLAIN
    },
    Service {
        kind: "nursery",
        name: "保育園",
        places: 48.0,
        floor_m2: (620.0, 1_080.0),
        running_kyen_m2: (40.0, 54.0),
        seats: Some((8.7, (0.9, 1.0))),
        leased: 0.1,
        ..PLAIN
    },
    Service {
        kind: "senior_center",
        name: "敬老会館",
        places: 40.0,
        floor_m2: (260.0, 1_500.0),
        running_kyen_m2: (15.0, 25.0),
        seats: Some((7.0, (0.3, 0.7))),
        visits_per_m2: 25.0,
        leased: 0.05,
        ..PLAIN
    },
    Service {
        kind: "disability_day_care",
        name: "福祉作業所",
        places: 30.0,
        floor_m2: (450.0, 1_800.0),
        running_kyen_m2: (25.0, 40.0),
        seats: Some((25.0, (0.8, 1.0))),
        leased: 0.3,
        ..PLAIN
    },
    Service {
        kind: "sports_hall",
        name: "体育館",
        places: 12.0,
        floor_m2: (1_200.0, 5_500.0),
        running_kyen_m2: (15.0, 25.0),
        rooms: Some(rooms(RoomClass::Gym, 900.0, (0.94, 0.98))),
        visits_per_m2: 40.0,
        need: ZoneNeed::NotLowRise,
        ..PLAIN
    },
    Service {
        kind: "pool",
        name: "温水プール",
        places: 3.0,
        floor_m2: (2_500.0, 5_000.0),
        running_kyen_m2: (60.0, 80.0),
        rooms: Some(rooms(RoomClass::Pool, 800.0, (0.8, 0.95))),
        visits_per_m2: 50.0,
        need: ZoneNeed::NotLowRise,
        ..PLAIN
    },
    Service {
        kind: "culture_hall",
        name: "区民会館",
        places: 5.0,
        floor_m2: (3_200.0, 5_600.0),
        running_kyen_m2: (12.0, 24.0),
        rooms: Some(rooms(RoomClass::Hall, 900.0, (0.55, 0.85))),
        visits_per_m2: 25.0,
        need: ZoneNeed::NotLowRise,
        ..PLAIN
    },
    Service {
        kind: "health_center",
        name: "保健センター",
        places: 5.0,
        floor_m2: (1_600.0, 3_200.0),
        running_kyen_m2: (20.0, 30.0),
        visits_per_m2: 15.0,
        ..PLAIN
    },
    Service {
        kind: "youth_center",
        name: "青少年交流センター",
        places: 5.0,
        floor_m2: (500.0, 1_600.0),
        running_kyen_m2: (60.0, 110.0),
        seats: Some((8.0, (0.4, 0.8))),
        visits_per_m2: 30.0,
        leased: 0.2,
        ..PLAIN
    },
    Service {
        kind: "administrative_office",
        name: "庁舎",
        places: 12.0,
        floor_m2: (2_200.0, 7_500.0),
        running_kyen_m2: (10.0, 15.0),
        need: ZoneNeed::NotLowRise,
        movable: false,
        ..PLAIN
    },
    Service {
        kind: "depot",
        name: "清掃・土木事務所",
        places: 20.0,
        floor_m2: (500.0, 2_200.0),
        running_kyen_m2: (8.0, 12.0),
        need: ZoneNeed::Industrial,
        movable: false,
        ..PLAIN
    },
    Service {
        kind: "kindergarten",
        name: "幼稚園",
        places: 8.0,
        floor_m2: (700.0, 1_200.0),
        running_kyen_m2: (15.0, 25.0),
        seats: Some((9.0, (0.4, 0.8))),
        ..PLAIN
    },
    Service {
        kind: "public_housing",
        name: "区営住宅",
        places: 70.0,
        floor_m2: (800.0, 4_200.0),
        running_kyen_m2: (3.0, 6.0),
        movable: false,
        ..PLAIN
    },
    Service {
        kind: "bicycle_parking",
        name: "自転車駐車場",
        places: 30.0,
        floor_m2: (500.0, 2_000.0),
        running_kyen_m2: (10.0, 18.0),
        leased: 0.15,
        movable: false,
        ..PLAIN
    },
    Service {
        kind: "storehouse",
        name: "備蓄倉庫",
        places: 17.0,
        floor_m2: (180.0, 600.0),
        running_kyen_m2: (1.0, 3.0),
        ..PLAIN
    },
];

/// A closed school whose building still stands (跡地): no service, only what is kept in it.
pub(super) static FORMER_SCHOOL: Service =
    Service { kind: "former_school", name: "旧小学校", floor_m2: (4_400.0, 5_400.0), movable: false, ..PLAIN };

/// The service of a kind.
///
/// # Panics
/// When the generator asks for a kind that is not in [`SERVICES`]; no input reaches this.
pub(super) fn service(kind: &str) -> &'static Service {
    SERVICES.iter().find(|service| service.kind == kind).expect("the generator names only its own kinds")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::KindCatalogue;
    use crate::id::KindId;

    #[test]
    fn every_service_is_a_kind_of_the_default_catalogue() {
        let catalogue: KindCatalogue = toml::from_str(include_str!("../../data/defaults/kinds.toml")).unwrap();
        for service in &SERVICES {
            let kind = catalogue.kind(&KindId::from(service.kind)).unwrap();
            assert_eq!(kind.room_class, service.rooms.map(|rooms| rooms.class), "{}", service.kind);
        }
        assert_eq!(catalogue.kinds.len(), SERVICES.len());
    }
}
