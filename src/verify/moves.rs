//! Section 5: which moves and endings there are. Hubs, floor, capacity and caps of the host are rules of their own.

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::inventory::Asset;
use crate::catalogue::{Compatibility, Kind};
use crate::fiscal::FiscalYear;
use crate::plan::MoveCode;
use crate::project::Function;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let inventory = &reading.inventory;
    for (function, &fate) in inventory.functions.iter().zip(&reading.decisions.fates) {
        let (Some(home), Some(kind)) = (inventory.home(function), inventory.kind(function)) else { continue };
        match fate {
            Fate::Stay => {}
            Fate::End { fy } => {
                let place = BreachPlace::function(&function.id).in_year(fy);
                findings.hold(CheckedRule::Move, kind.may_end, || {
                    Finding::new(place, "END", "may_end", "この種別の機能は終了できません", "a function of this kind may not end")
                });
            }
            Fate::Move { code, host, into, fy } => {
                let host = &inventory.assets[host];
                let mut checker = Checker { reading, findings, function, home, host, kind, fy };
                checker.any();
                match code {
                    MoveCode::C => checker.colocation(into),
                    MoveCode::A => checker.merge(into),
                    MoveCode::S | MoveCode::V | MoveCode::O => {}
                }
            }
        }
    }
}

struct Checker<'check, 'project> {
    reading: &'check Reading<'project>,
    findings: &'check mut Findings,
    function: &'project Function,
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

    fn any(&mut self) {
        self.hold(self.function.is_movable, "move", "stay", ("移せない機能です", "the function cannot be moved"));
        let is_elsewhere = self.host.id != self.home.id;
        self.hold(is_elsewhere, &self.host.id, "another asset", ("移転先が今の場所です", "the host is the function's home"));
    }

    fn within(&mut self, radius_m: f64) {
        let distance_m = self.reading.walking.between_sites(self.home.site_position, self.host.site_position);
        let texts = ("移転先が遠すぎます", "the host is too far away");
        self.hold(distance_m <= radius_m, format!("{distance_m} m"), format!("≤ {radius_m} m"), texts);
    }

    fn colocation(&mut self, into: Option<usize>) {
        let scenario = &self.reading.inventory.project.scenario;
        self.hold(
            into.is_none(),
            "into",
            "no absorbing function",
            ("複合化に集約先はありません", "a C move merges into nothing"),
        );
        let texts = ("学校にある機能は複合化の対象外です", "a function at home in a school has no C move");
        self.hold(self.home.school().is_none(), "school", "facility", texts);
        let Some(school) = self.host.school() else {
            self.hold(false, "facility", "school", ("複合化の移転先は学校に限ります", "only schools are hosts of C moves"));
            return;
        };
        let fitness = self.kind.compatibility.with(school.kind);
        let fits = match fitness {
            Compatibility::A => true,
            Compatibility::B => scenario.moves.conditional_compatibility,
            Compatibility::C | Compatibility::X => false,
        };
        let allowed = if scenario.moves.conditional_compatibility { "A, B" } else { "A" };
        self.hold(
            fits,
            format!("{fitness:?}"),
            allowed,
            ("学校との相性が合いません", "the kind does not fit schools of this kind"),
        );
        self.within(self.kind.host_radius_m);
        let lead = scenario.works.school_design_years + scenario.works.school_works_years;
        let begin = self.fy.plus(-lead);
        let first = self.reading.inventory.first_year();
        let texts = ("設計・工事が計画期間より前に始まります", "its design or works would begin before the horizon");
        self.hold(begin >= first, begin, format!("≥ {first}"), texts);
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
