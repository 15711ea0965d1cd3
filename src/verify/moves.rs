//! Section 5: which moves and endings there are. Hubs, floor, capacity and caps of the host are rules of their own.

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::inventory::Asset;
use crate::catalogue::{Compatibility, Kind};
use crate::fiscal::FiscalYear;
use crate::plan::MoveCode;
use crate::project::{Function, Seismic, Structure};

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for (position, (function, &fate)) in inventory.functions.iter().zip(&reading.decisions.fates).enumerate() {
        let (Some(home), Some(kind)) = (inventory.home(function), inventory.kind(function)) else { continue };
        match fate {
            Fate::Stay => {}
            Fate::End { fy } => {
                let place = BreachPlace::function(&function.id).in_year(fy);
                findings.hold(CheckedRule::Move, kind.may_end, || {
                    Finding::new(place, "END", "may_end", "この種別の機能は終了できません", "a function of this kind may not end")
                });
            }
            Fate::Move { code, host: host_position, into, fy } => {
                let host = &inventory.assets[host_position];
                let mut checker = Checker { reading, findings, function, position, home, host, kind, fy };
                checker.any(code, into);
                match code {
                    MoveCode::C => checker.colocation(),
                    MoveCode::A => checker.merge(into),
                    MoveCode::S => checker.school_rooms(),
                    MoveCode::V => checker.conversion(),
                    MoveCode::O => checker.replacement(host_position),
                }
            }
        }
    }
}

struct Checker<'check, 'project> {
    reading: &'check Reading<'project>,
    findings: &'check mut Findings,
    function: &'project Function,
    /// Of the function.
    position: usize,
    home: &'check Asset<'project>,
    host: &'check Asset<'project>,
    kind: &'project Kind,
    fy: FiscalYear,
}

impl Checker<'_, '_> {
    fn hold(&mut self, holds: bool, found: impl ToString, allowed: impl ToString, (ja, en): (&str, &str)) {
        let place = BreachPlace::function(&self.function.id).with_asset(&self.host.id).in_year(self.fy);
        self.findings.hold(CheckedRule::Move, holds, || Finding::new(place, found, allowed, ja, en));
    }

    fn any(&mut self, code: MoveCode, into: Option<usize>) {
        if code != MoveCode::A {
            let texts = ("集約のほかに集約先はありません", "only an A move names a function it merges into");
            self.hold(into.is_none(), "into", "no absorbing function", texts);
            let texts = ("学校にある機能は移転の対象外です", "a function at home in a school has no move");
            self.hold(self.home.school().is_none(), "school", "facility", texts);
        }
        self.hold(self.function.is_movable, "move", "stay", ("移せない機能です", "the function cannot be moved"));
        let is_elsewhere = self.host.id != self.home.id;
        self.hold(is_elsewhere, &self.host.id, "another asset", ("移転先が今の場所です", "the host is the function's home"));
    }

    fn within(&mut self, radius_m: f64) {
        let distance_m = self.reading.walking.between_sites(self.home.site_position, self.host.site_position);
        let texts = ("移転先が遠すぎます", "the host is too far away");
        self.hold(distance_m <= radius_m, format!("{distance_m} m"), format!("≤ {radius_m} m"), texts);
    }

    /// What C and S ask of the host.
    fn school_rooms(&mut self) {
        let scenario = &self.reading.inventory.project.scenario;
        let Some(school) = self.host.school() else {
            let texts = ("複合化・余裕教室の移転先は学校に限ります", "only schools are hosts of C and S moves");
            self.hold(false, "facility", "school", texts);
            return;
        };
        let fitness = self.kind.compatibility.with(school.kind);
        let fits = match fitness {
            Compatibility::A => true,
            Compatibility::B => scenario.moves.conditional_compatibility,
            Compatibility::C | Compatibility::X => false,
        };
        let allowed = if scenario.moves.conditional_compatibility { "A, B" } else { "A" };
        let texts = ("学校との相性が合いません", "the kind does not fit schools of this kind");
        self.hold(fits, format!("{fitness:?}"), allowed, texts);
        self.within(self.kind.host_radius_m);
    }

    fn colocation(&mut self) {
        self.school_rooms();
        let works = &self.reading.inventory.project.scenario.works;
        let begin = self.fy.plus(-(works.school_design_years + works.school_works_years));
        let first = self.reading.inventory.first_year();
        let texts = ("設計・工事が計画期間より前に始まります", "its design or works would begin before the horizon");
        self.hold(begin >= first, begin, format!("≥ {first}"), texts);
    }

    fn conversion(&mut self) {
        let host = self.host;
        let texts = ("転用先は施設の建物に限ります", "only buildings of facilities are converted");
        self.hold(host.school().is_none(), "school", "facility", texts);
        let texts = ("借上資産は転用できません", "leased assets are not converted");
        self.hold(!host.is_leased(), "leased", "owned by the public", texts);
        let scenario = &self.reading.inventory.project.scenario;
        if let Some(block) = host.largest_block() {
            let texts = ("木造の建物は転用できません", "timber buildings are not converted");
            let is_sturdy = matches!(block.structure, Structure::Rc | Structure::Src | Structure::S);
            self.hold(is_sturdy, format!("{:?}", block.structure), "Rc, Src, S", texts);
            let texts = ("耐震性のない建物は転用できません", "buildings weak in earthquakes are not converted");
            self.hold(block.seismic != Seismic::OldWeak, "old_weak", "not old_weak", texts);
            let end = block.built.plus(scenario.life.standard_years.of(block.structure));
            let least = self.fy.plus(scenario.moves.conversion_min_years);
            let texts = ("建物の残りの耐用年数が足りません", "too few years are left of the building's life");
            self.hold(end >= least, end, format!("≥ {least}"), texts);
        }
        let (floor, needed) = (host.gfa_m2(), self.function.gfa.0);
        let texts = ("建物が機能より小さいです", "the building is smaller than the function");
        self.hold(floor >= needed, format!("{floor} m²"), format!("≥ {needed} m²"), texts);
        self.within(self.kind.host_radius_m);
    }

    /// O: that its slots are covered and its host open are rules of their own.
    fn replacement(&mut self, host: usize) {
        let texts = ("この種別は学校開放で置き換えられません", "a function of this kind is not replaced");
        self.hold(self.kind.may_be_replaced, "O", "may_be_replaced", texts);
        let texts = ("開放する学校が移転先です", "only schools are hosts of O moves");
        self.hold(self.host.school().is_some(), "facility", "school", texts);
        self.within(self.reading.inventory.project.scenario.openings.walk_m);
        let rooms = &self.reading.rooms;
        let used: f64 = rooms.of_function(self.position).flat_map(|(_, rooms)| &rooms.used).sum();
        let texts = ("予約利用のない機能です", "the function has no used slots");
        self.hold(used > 0.0, used, "> 0", texts);
        let openable: f64 = rooms.openable_for(self.position, host).map(|(_, rooms)| rooms.openable_in_all()).sum();
        let texts = ("この学校に開放できる室がありません", "the school has nothing to open for it");
        self.hold(openable > 0.0, openable, "> 0", texts);
    }

    fn merge(&mut self, into: Option<usize>) {
        let Some(into) = into.map(|position| self.reading.inventory.functions[position]) else {
            self.hold(false, "none", "a function", ("集約先の機能がありません", "an A move names the function it merges into"));
            return;
        };
        let texts = ("集約先の機能が移転先にありません", "the absorbing function is not at home in the host");
        self.hold(into.home == self.host.id, &into.home, &self.host.id, texts);
        let texts = ("集約は同じ種別どうしに限ります", "only functions of one kind are merged");
        self.hold(into.kind == self.function.kind, &into.kind, &self.function.kind, texts);
        let texts = ("学校と借上資産へは集約できません", "schools and leased assets absorb nothing");
        let host_is_facility = self.host.school().is_none() && !self.host.is_leased();
        self.hold(host_is_facility, "school or leased", "owned facility", texts);
        let may_merge = self.kind.may_merge && self.kind.merge_radius_m > 0.0;
        self.hold(may_merge, "A", "may_merge", ("この種別は集約できません", "functions of this kind are not merged"));
        self.within(self.kind.merge_radius_m);
    }
}
