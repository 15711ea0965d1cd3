//! U: a school closes and its pupils go to another (5.20–5.24).

use std::collections::BTreeMap;

use super::Reading;
use super::decisions::Merger;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::hub::opens_for;
use super::need::{classes_together, extra_m2, years_from};
use super::tolerance::is_at_most;
use super::works::spare_m2;
use crate::fiscal::FiscalYear;
use crate::plan::MergerMode;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    let mut taken_in: BTreeMap<usize, usize> = BTreeMap::new();
    for (position, (asset, path)) in inventory.assets.iter().zip(&decisions.paths).enumerate() {
        let closes_as_school = asset.school().is_some() && path.close_fy.is_some();
        if closes_as_school || path.merger.is_some() {
            findings.hold(CheckedRule::MergerPath, closes_as_school && path.merger.is_some(), || {
                let found = if path.merger.is_some() { format!("{} with a merger", path.shown()) } else { path.shown() };
                let (ja, en) = ("閉校と統合はあわせて決めます", "a school closes exactly when its pupils go to another");
                Finding::new(BreachPlace::asset(&asset.id), found, "CLOSE of a school with a merger", ja, en)
            });
        }
        if let Some((merger, fy)) = path.merged() {
            *taken_in.entry(merger.into).or_default() += 1;
            Checker { reading, findings, from: position, merger, fy }.check();
        }
    }
    for (into, schools) in taken_in {
        let closes = decisions.paths[into].close_fy.is_some();
        findings.hold(CheckedRule::MergerOnce, schools == 1 && !closes, || {
            let found = format!("{schools}, {}", decisions.paths[into].shown());
            let (ja, en) = ("統合先は一校だけを受け入れ、閉校しません", "a school that takes in another takes one and stays");
            Finding::new(BreachPlace::asset(&inventory.assets[into].id), found, "1, no CLOSE", ja, en)
        });
    }
}

struct Checker<'check, 'project> {
    reading: &'check Reading<'project>,
    findings: &'check mut Findings,
    from: usize,
    merger: Merger,
    fy: FiscalYear,
}

impl Checker<'_, '_> {
    fn hold(&mut self, rule: CheckedRule, holds: bool, found: impl ToString, allowed: impl ToString, (ja, en): (&str, &str)) {
        let place = BreachPlace::asset(&self.reading.inventory.assets[self.from].id).in_year(self.fy);
        let into = &self.reading.inventory.assets[self.merger.into].id;
        self.findings.hold(rule, holds, || Finding::new(place.with_figure(format!("→ {into}")), found, allowed, ja, en));
    }

    fn check(mut self) {
        let inventory = &self.reading.inventory;
        let (from, into) = (&inventory.assets[self.from], &inventory.assets[self.merger.into]);
        let rule = CheckedRule::Merger;
        let texts = ("統合先が自校です", "the school would take in itself");
        self.hold(rule, self.from != self.merger.into, &into.id, "another school", texts);
        let texts = ("借上の学校は統合できません", "a leased school is not merged");
        self.hold(rule, !from.is_leased(), "leased", "not leased", texts);
        let texts = ("機能のある学校は統合できません", "a school with a function at home is not merged");
        self.hold(rule, from.functions.is_empty(), from.functions.len(), "no function", texts);
        let texts = ("統合は同じ校種どうしに限ります", "only schools of one kind are merged");
        let (Some(school), Some(host)) = (from.school(), into.school()) else {
            self.hold(rule, false, "facility", "schools", texts);
            return;
        };
        self.hold(rule, school.kind == host.kind, school.kind, host.kind, texts);
        let settings = &inventory.project.scenario.schools;
        let most_m = settings.merge_max_m.of(school.kind).0;
        let distance_m = self.reading.walking.between_sites(from.site_position, into.site_position);
        let texts = ("統合先が遠すぎます", "the other school is too far away");
        self.hold(rule, distance_m <= most_m, format!("{distance_m} m"), format!("≤ {most_m} m"), texts);
        let most = f64::from(settings.merge_max_classes);
        let classes = years_from(inventory, self.fy).map(|fy| classes_together(inventory, school, host, fy));
        let classes = classes.fold(0.0, f64::max);
        let texts = ("統合後の学級数が多すぎます", "the merged school has too many classes");
        self.hold(rule, classes <= most, classes, format!("≤ {most}"), texts);
        match self.merger.mode {
            MergerMode::Hub => self.hub(extra_m2(inventory, school, host, self.fy)),
            MergerMode::Standing => {
                let path = &self.reading.decisions.paths[self.merger.into];
                let texts = ("統合先が改築・閉校されます", "the other school is rebuilt or closes");
                let rule = CheckedRule::MergerStanding;
                self.hold(rule, path.stands(), path.shown(), "neither a rebuild nor CLOSE", texts);
            }
        }
    }

    /// (5.22), and (5.20) that design does not begin before the horizon.
    fn hub(&mut self, extra: f64) {
        let inventory = &self.reading.inventory;
        let works = &inventory.project.scenario.works;
        let begin = self.fy.plus(-(works.school_works_years + works.school_design_years));
        let first = inventory.first_year();
        let texts = ("設計・工事が計画期間より前に始まります", "its design or works would begin before the horizon");
        self.hold(CheckedRule::Merger, begin >= first, begin, format!("≥ {first}"), texts);
        let opening = opens_for(self.reading, self.merger.into);
        let opens = opening.map(|(start, _)| start);
        let allowed = opens.map_or("no hub".to_owned(), |start| start.to_string());
        let texts = ("その期に開く複合校舎がありません", "no hub opens at the other school for this period");
        self.hold(CheckedRule::MergerHub, opens == Some(self.fy), self.fy, allowed, texts);
        let spare = opening.map_or(0.0, |(_, action)| spare_m2(inventory, &inventory.assets[self.merger.into], action));
        let texts = ("統合される学級が余裕床に収まりません", "the pupils do not fit the spare floor");
        let holds = is_at_most(extra, spare);
        self.hold(CheckedRule::MergerHub, holds, format!("{extra} m²"), format!("≤ {spare} m²"), texts);
    }
}
