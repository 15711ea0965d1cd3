//! C1 and section 4: each asset follows one of the life paths its age, state and ownership allow.

use super::Reading;
use super::decisions::Path;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::inventory::{Asset, Inventory};
use super::works::{is_extendable, replaces, spare_m2};
use crate::plan::{Action, ActionCode};

/// Lead times of an action, years.
struct Lead {
    design: i32,
    works: i32,
}

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for (asset, path) in reading.inventory.assets.iter().zip(&reading.decisions.paths) {
        let mut checker = Checker { inventory: &reading.inventory, asset, findings };
        checker.sequence(path);
        for &action in &path.actions {
            checker.years(action);
            checker.state(action);
        }
    }
}

struct Checker<'check, 'project> {
    inventory: &'check Inventory<'project>,
    asset: &'check Asset<'project>,
    findings: &'check mut Findings,
}

impl Checker<'_, '_> {
    fn hold(
        &mut self,
        action: Option<Action>,
        holds: bool,
        found: impl ToString,
        allowed: impl ToString,
        (ja, en): (&str, &str),
    ) {
        let place = BreachPlace::asset(&self.asset.id);
        let place = action.map_or(place.clone(), |action| place.in_year(action.start_fy));
        self.findings.hold(CheckedRule::LifePath, holds, || Finding::new(place, found, allowed, ja, en));
    }

    /// K; one action; M then a rebuild; R then B or BH; CLOSE; T.
    fn sequence(&mut self, path: &Path) {
        let codes: Vec<ActionCode> = path.actions.iter().map(|action| action.code).collect();
        let found =
            if codes.is_empty() { path.shown() } else { codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join("+") };
        let holds = match codes[..] {
            [] | [_] => true,
            [ActionCode::M, next] => next.is_rebuild(),
            [ActionCode::R, next] => matches!(next, ActionCode::B | ActionCode::BH),
            _ => false,
        };
        let texts = ("この順の工事は認められません", "actions in this order are no life path");
        self.hold(None, holds, &found, "K, M, R, B, BH, P, PH, M+B/BH/P/PH, R+B/BH, CLOSE, T", texts);
        let texts = ("閉鎖・移譲する資産に工事はできません", "an asset that closes or is transferred has no works");
        self.hold(None, codes.is_empty() || path.gone_fy().is_none(), &found, "CLOSE, T", texts);
        let texts = ("閉鎖と移譲は両立しません", "an asset either closes or is transferred");
        let is_one = path.close_fy.is_none() || path.transfer_fy.is_none();
        self.hold(None, is_one, path.shown(), "CLOSE or T", texts);
        if self.asset.is_leased() {
            self.hold(None, codes.is_empty(), &found, "K, CLOSE", ("借上資産に工事はできません", "leased assets have no works"));
        }
        if let Some(fy) = path.close_fy {
            let texts = ("学校は統合なしに閉校できません", "a school closes only by a merger");
            let may_close = self.asset.school().is_none() || path.merger.is_some();
            self.hold(None, may_close, format!("CLOSE {fy}"), "a facility, or a school with a merger", texts);
        }
        if let [first, second] = path.actions[..] {
            self.between(first, second);
        }
    }

    fn between(&mut self, first: Action, second: Action) {
        let life = &self.inventory.project.scenario.life;
        let gap = if first.code == ActionCode::M { life.min_years_after_renovation } else { life.min_years_after_extension };
        let earliest = first.open_fy.plus(gap);
        let texts = ("前の工事から改築までの年数が足りません", "the rebuild follows too soon on the works before it");
        self.hold(Some(second), second.works_fy >= earliest, second.works_fy, format!("≥ {earliest}"), texts);
        let starts_period = self.inventory.horizon.periods().iter().any(|period| period.start == first.start_fy);
        let texts = ("改築の前の改修は期首に始めます", "a renovation before a rebuild starts in the first year of a period");
        self.hold(Some(first), starts_period, first.start_fy, "first year of a period", texts);
    }

    fn years(&mut self, action: Action) {
        let Lead { design, works } = self.lead(action.code);
        let expected = [action.start_fy, action.start_fy.plus(design), action.start_fy.plus(design + works)];
        let found = [action.start_fy, action.works_fy, action.open_fy];
        let shown = |years: [crate::fiscal::FiscalYear; 3]| years.map(|fy| fy.to_string()).join("/");
        let texts = ("設計・工事の年数が違います", "design and works do not take the years they need");
        self.hold(Some(action), found == expected, shown(found), shown(expected), texts);
        let step = self.inventory.project.scenario.life.start_step_years.max(1);
        let offset = action.works_fy.since(self.inventory.first_year());
        let texts = ("この年度に工事は始められません", "works do not start in this year");
        self.hold(Some(action), offset % step == 0, action.works_fy, format!("every {step} years"), texts);
    }

    fn lead(&self, code: ActionCode) -> Lead {
        let works = &self.inventory.project.scenario.works;
        match code {
            ActionCode::M => Lead { design: 0, works: works.renovation_works_years },
            ActionCode::R => Lead { design: works.extension_design_years, works: works.extension_works_years },
            _ if self.asset.school().is_some() => Lead { design: works.school_design_years, works: works.school_works_years },
            _ => Lead { design: works.facility_design_years, works: works.facility_works_years },
        }
    }

    fn state(&mut self, action: Action) {
        match action.code {
            ActionCode::M => self.renovation(action),
            ActionCode::R => self.extension(action),
            ActionCode::B | ActionCode::BH => {
                let least = self.inventory.project.scenario.life.rebuild_min_age;
                let age = self.asset.age_of_oldest(action.works_fy);
                self.hold(
                    Some(action),
                    age >= least,
                    age,
                    format!("≥ {least}"),
                    ("改築には早すぎます", "too young to be rebuilt"),
                );
            }
            ActionCode::P | ActionCode::PH => self.partial_rebuild(action),
        }
        if action.code.is_hub() {
            let spare = spare_m2(self.inventory, self.asset, action);
            let texts = ("複合化できる余裕床がありません", "there is no spare floor for guests");
            self.hold(Some(action), spare > 0.0, format!("{spare} m²"), "> 0 m²", texts);
        }
        if action.code.is_hub() || matches!(action.code, ActionCode::P | ActionCode::PH) {
            let texts = ("学校にだけ認められる工事です", "only schools have this action");
            self.hold(Some(action), self.asset.school().is_some(), action.code.as_str(), "M, R, B", texts);
        }
    }

    fn renovation(&mut self, action: Action) {
        let life = &self.inventory.project.scenario.life;
        let Some(block) = self.asset.largest_block() else { return };
        let age = action.works_fy.since(block.built);
        let (least, most) = (life.renovation_min_age, life.renovation_max_age);
        let texts = ("大規模改修の築年数の範囲外です", "outside the ages for a major renovation");
        self.hold(Some(action), least <= age && age <= most, age, format!("{least}–{most}"), texts);
        if let Some(last) = block.last_renovation {
            let years = action.works_fy.since(last);
            let texts = ("前回の改修から間がありません", "too soon after the last renovation");
            self.hold(Some(action), years >= least, years, format!("≥ {least}"), texts);
        }
    }

    fn extension(&mut self, action: Action) {
        let life = &self.inventory.project.scenario.life;
        let age = self.asset.age_of_oldest(action.works_fy);
        let (least, most) = (life.extension_min_age, life.extension_max_age);
        let texts = ("長寿命化改修の築年数の範囲外です", "outside the ages for a long-life renovation");
        self.hold(Some(action), least <= age && age <= most, age, format!("{least}–{most}"), texts);
        let frail =
            self.asset.blocks.iter().find(|block| !is_extendable(self.inventory, block)).map(|block| block.id.to_string());
        let texts = ("長寿命化できない棟があります", "a block cannot be extended");
        self.hold(Some(action), frail.is_none(), frail.unwrap_or_default(), "every block extendable", texts);
    }

    fn partial_rebuild(&mut self, action: Action) {
        let blocks = &self.asset.blocks;
        let texts = ("棟の情報がない学校は一部改築できません", "a school without rows of buildings has no partial rebuild");
        let is_implied = blocks.iter().any(|block| block.is_implied);
        self.hold(Some(action), !is_implied, "implied building", "rows in buildings.csv", texts);
        let replaced = blocks.iter().filter(|block| replaces(self.inventory, action, block)).count();
        let texts = ("一部改築には改築する棟と残す棟が要ります", "a partial rebuild replaces at least one block and keeps one");
        let holds = 0 < replaced && replaced < blocks.len();
        self.hold(Some(action), holds, format!("{replaced} of {}", blocks.len()), "some, not all", texts);
    }
}
