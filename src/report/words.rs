//! Words for codes, in both languages, and text made safe for a terminal.

use super::state::State;
use crate::catalogue::RoomClass;
use crate::lang::Lang;
use crate::plan::{ActionCode, MoveCode, Nature, Status, Treatment};
use crate::project::{Grade, Ownership, Seismic, Structure, Zone};

/// Japanese name of a nature, as budget documents have it.
pub(super) fn nature_ja(nature: Nature) -> &'static str {
    match nature {
        Nature::Construction => "新築・改築",
        Nature::Extension => "長寿命化改修",
        Nature::Renovation => "大規模改修",
        Nature::Design => "設計",
        Nature::Demolition => "解体",
        Nature::Temporary => "仮設",
        Nature::Moving => "移転・内装",
        Nature::Repair => "維持補修",
        Nature::Running => "運営",
        Nature::Rent => "借上料",
        Nature::Upkeep => "跡地管理",
        Nature::Sale => "売却収入",
        Nature::Lease => "貸付収入",
        Nature::Support => "移譲後の補助",
        Nature::Opening => "学校開放",
        Nature::Subsidy => "国庫補助",
    }
}

/// What is proven about a plan.
pub(super) fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Optimal => lang.pick("求めた精度で最良と証明", "proven best within the gap asked for"),
        Status::Feasible => lang.pick("証明の前に停止（最良とは限らない）", "stopped before a proof, perhaps not the best"),
    }
}

/// What an action does.
pub(super) fn action(code: ActionCode, lang: Lang) -> &'static str {
    match code {
        ActionCode::M => lang.pick("大規模改修", "major renovation"),
        ActionCode::R => lang.pick("長寿命化改修", "long-life renovation"),
        ActionCode::B => lang.pick("改築", "rebuild"),
        ActionCode::BH => lang.pick("改築（複合化）", "rebuild as hub"),
        ActionCode::P => lang.pick("一部改築", "partial rebuild"),
        ActionCode::PH => lang.pick("一部改築（複合化）", "partial rebuild as hub"),
    }
}

/// How a function moves.
pub(super) fn moving(code: MoveCode, lang: Lang) -> &'static str {
    match code {
        MoveCode::C => lang.pick("複合化", "co-location"),
        MoveCode::A => lang.pick("集約", "merging"),
        MoveCode::S => lang.pick("余裕教室活用", "surplus rooms"),
        MoveCode::V => lang.pick("転用", "conversion"),
        MoveCode::O => lang.pick("学校施設の開放", "opened school rooms"),
    }
}

/// State of a site.
pub(super) fn state(state: State, lang: Lang) -> &'static str {
    match state {
        State::Transferred => lang.pick("民間に移譲", "transferred"),
        State::InUse => lang.pick("使用中", "in use"),
        State::Renovated => lang.pick("大規模改修済み", "renovated"),
        State::Extended => lang.pick("長寿命化改修済み", "life extended"),
        State::Rebuilt => lang.pick("改築済み", "rebuilt"),
        State::Hub => lang.pick("改築済み（複合拠点）", "rebuilt as hub"),
        State::Works => lang.pick("工事中", "in works"),
        State::Closed => lang.pick("閉鎖", "closed"),
        State::Sold => lang.pick("跡地を売却", "site sold"),
        State::Leased => lang.pick("跡地を条件付貸付", "site leased"),
        State::Cleared => lang.pick("除却・広場", "cleared, open space"),
        State::Held => lang.pick("種地として保有", "held as reserve"),
        State::Returned => lang.pick("借上返還", "premises returned"),
    }
}

/// A class of bookable rooms.
pub(super) fn room_class(class: RoomClass, lang: Lang) -> &'static str {
    match class {
        RoomClass::Gym => lang.pick("体育館", "gym"),
        RoomClass::Hall => lang.pick("ホール", "hall"),
        RoomClass::Meeting => lang.pick("会議室・集会室", "meeting room"),
        RoomClass::SpecialRoom => lang.pick("特別教室", "special classroom"),
        RoomClass::Pool => lang.pick("プール", "pool"),
    }
}

/// An earthquake standard as input files spell it.
pub(super) fn seismic(seismic: Seismic) -> &'static str {
    match seismic {
        Seismic::New => "new",
        Seismic::OldSound => "old_sound",
        Seismic::OldWeak => "old_weak",
        Seismic::Unknown => "unknown",
    }
}

/// What becomes of a site.
pub(super) fn treatment(code: Treatment, lang: Lang) -> &'static str {
    match code {
        Treatment::D => lang.pick("売却", "sale"),
        Treatment::L => lang.pick("条件付貸付", "conditional lease"),
        Treatment::X => lang.pick("除却・広場", "clearing as open space"),
        Treatment::Z => lang.pick("種地として保有", "holding as reserve"),
        Treatment::W => lang.pick("借上返還", "return of leased premises"),
    }
}

/// Where a value comes from.
pub(super) fn grade(grade: Grade, lang: Lang) -> &'static str {
    match grade {
        Grade::Observed => lang.pick("実測", "observed"),
        Grade::Derived => lang.pick("算出", "derived"),
        Grade::Estimated => lang.pick("推計", "estimated"),
        Grade::Assumed => lang.pick("仮定", "assumed"),
        Grade::Synthetic => lang.pick("架空", "synthetic"),
    }
}

/// An ownership as input files spell it.
pub(super) fn ownership(ownership: Ownership) -> &'static str {
    match ownership {
        Ownership::Owned => "owned",
        Ownership::State => "state",
        Ownership::Leased => "leased",
    }
}

/// A structure as input files spell it.
pub(super) fn structure(structure: Structure) -> &'static str {
    match structure {
        Structure::Rc => "RC",
        Structure::Src => "SRC",
        Structure::S => "S",
        Structure::W => "W",
    }
}

/// A use zone as input files spell it.
pub(super) fn zone(zone: Zone) -> &'static str {
    match zone {
        Zone::LowRise1 => "low_rise_1",
        Zone::LowRise2 => "low_rise_2",
        Zone::MidHigh1 => "mid_high_1",
        Zone::MidHigh2 => "mid_high_2",
        Zone::Residential1 => "residential_1",
        Zone::Residential2 => "residential_2",
        Zone::QuasiResidential => "quasi_residential",
        Zone::NeighborhoodCommercial => "neighborhood_commercial",
        Zone::Commercial => "commercial",
        Zone::QuasiIndustrial => "quasi_industrial",
        Zone::Industrial => "industrial",
        Zone::RuralResidential => "rural_residential",
        Zone::None => "none",
    }
}

/// An ownership for people.
pub(super) fn ownership_words(ownership: Ownership, lang: Lang) -> &'static str {
    match ownership {
        Ownership::Owned => lang.pick("自治体所有", "owned"),
        Ownership::State => lang.pick("国有地等", "State land"),
        Ownership::Leased => lang.pick("借上", "rented"),
    }
}

/// A structure for people.
pub(super) fn structure_words(structure: Structure, lang: Lang) -> &'static str {
    match structure {
        Structure::Rc => lang.pick("鉄筋コンクリート造", "reinforced concrete"),
        Structure::Src => lang.pick("鉄骨鉄筋コンクリート造", "steel-framed reinforced concrete"),
        Structure::S => lang.pick("鉄骨造", "steel"),
        Structure::W => lang.pick("木造", "timber"),
    }
}

/// An earthquake standard for people.
pub(super) fn seismic_words(seismic: Seismic, lang: Lang) -> &'static str {
    match seismic {
        Seismic::New => lang.pick("新耐震基準", "standard of 1981"),
        Seismic::OldSound => lang.pick("旧耐震（診断・補強済み）", "older, made sound"),
        Seismic::OldWeak => lang.pick("旧耐震（耐震性に課題）", "older, weak"),
        Seismic::Unknown => lang.pick("不明", "not known"),
    }
}

/// A use zone for people.
pub(super) fn zone_words(zone: Zone, lang: Lang) -> &'static str {
    match zone {
        Zone::LowRise1 => lang.pick("第一種低層住居専用地域", "low-rise residential 1"),
        Zone::LowRise2 => lang.pick("第二種低層住居専用地域", "low-rise residential 2"),
        Zone::MidHigh1 => lang.pick("第一種中高層住居専用地域", "mid/high-rise residential 1"),
        Zone::MidHigh2 => lang.pick("第二種中高層住居専用地域", "mid/high-rise residential 2"),
        Zone::Residential1 => lang.pick("第一種住居地域", "residential 1"),
        Zone::Residential2 => lang.pick("第二種住居地域", "residential 2"),
        Zone::QuasiResidential => lang.pick("準住居地域", "quasi-residential"),
        Zone::NeighborhoodCommercial => lang.pick("近隣商業地域", "neighborhood commercial"),
        Zone::Commercial => lang.pick("商業地域", "commercial"),
        Zone::QuasiIndustrial => lang.pick("準工業地域", "quasi-industrial"),
        Zone::Industrial => lang.pick("工業地域", "industrial"),
        Zone::RuralResidential => lang.pick("田園住居地域", "rural residential"),
        Zone::None => lang.pick("指定なし・不明", "none or not known"),
    }
}

/// A nature of costs.
pub(super) fn nature(nature: Nature, lang: Lang) -> &'static str {
    let english = match nature {
        Nature::Construction => "construction",
        Nature::Extension => "long-life renovation",
        Nature::Renovation => "major renovation",
        Nature::Design => "design",
        Nature::Demolition => "demolition",
        Nature::Temporary => "temporary premises",
        Nature::Moving => "moving and fit-out",
        Nature::Repair => "repairs",
        Nature::Running => "running",
        Nature::Rent => "rent",
        Nature::Upkeep => "upkeep of sites",
        Nature::Sale => "land sold",
        Nature::Lease => "land leased out",
        Nature::Support => "support after transfer",
        Nature::Opening => "opening of schools",
        Nature::Subsidy => "State subsidy",
    };
    lang.pick(nature_ja(nature), english)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_zones_structures_and_ownerships_are_those_of_the_input() {
        let all = [
            Zone::LowRise1,
            Zone::LowRise2,
            Zone::MidHigh1,
            Zone::MidHigh2,
            Zone::Residential1,
            Zone::Residential2,
            Zone::QuasiResidential,
            Zone::NeighborhoodCommercial,
            Zone::Commercial,
            Zone::QuasiIndustrial,
            Zone::Industrial,
            Zone::RuralResidential,
            Zone::None,
        ];
        assert!(all.iter().all(|&given| serde_json::to_value(given).unwrap() == zone(given)));
        let all = [Structure::Rc, Structure::Src, Structure::S, Structure::W];
        assert!(all.iter().all(|&given| serde_json::to_value(given).unwrap() == structure(given)));
        let all = [Seismic::New, Seismic::OldSound, Seismic::OldWeak, Seismic::Unknown];
        assert!(all.iter().all(|&given| serde_json::to_value(given).unwrap() == seismic(given)));
        let all = [Ownership::Owned, Ownership::State, Ownership::Leased];
        assert!(all.iter().all(|&given| serde_json::to_value(given).unwrap() == ownership(given)));
    }
}
