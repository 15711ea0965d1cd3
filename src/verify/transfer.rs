//! C2: a private operator takes over a building with everything in it (4, 5.17).

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::inventory::Asset;
use crate::fiscal::FiscalYear;
use crate::project::Ownership;

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    let Reading { inventory, decisions, .. } = reading;
    for (asset, path) in inventory.assets.iter().zip(&decisions.paths) {
        let Some(fy) = path.transfer_fy else { continue };
        check_allowed(reading, asset, fy, findings);
        for function in &asset.functions {
            let fate = inventory.function_position(&function.id).map_or(Fate::Stay, |position| decisions.fates[position]);
            findings.hold(CheckedRule::Transferred, fate == Fate::Stay, || {
                let place = BreachPlace::function(&function.id).with_asset(&asset.id).in_year(fy);
                let (ja, en) = ("移譲する資産の機能は移転・終了できません", "a function of a transferred asset moves or ends");
                Finding::new(place, fate.code(), "STAY", ja, en)
            });
        }
    }
}

/// Which assets may be transferred.
fn check_allowed(reading: &Reading, asset: &Asset, fy: FiscalYear, findings: &mut Findings) {
    let mut hold = |holds: bool, found: &str, allowed: &str, ja: &str, en: &str| {
        let place = BreachPlace::asset(&asset.id).in_year(fy);
        findings.hold(CheckedRule::LifePath, holds, || Finding::new(place, found, allowed, ja, en));
    };
    let (ja, en) = ("学校は民間移譲の対象外です", "schools are not transferred");
    hold(asset.school().is_none(), "school", "facility", ja, en);
    let (ja, en) = ("区有地以外の資産は移譲できません", "only assets on owned sites are transferred");
    hold(asset.site.ownership == Ownership::Owned, &format!("{:?}", asset.site.ownership), "Owned", ja, en);
    let (ja, en) = ("移譲する機能がありません", "there is no function to transfer");
    hold(!asset.functions.is_empty(), "no function", "≥ 1 function", ja, en);
    let may_transfer =
        |function: &&&crate::project::Function| reading.inventory.kind(function).is_some_and(|kind| kind.may_transfer);
    let other = asset.functions.iter().find(|function| !may_transfer(function));
    let (ja, en) = ("民間移譲できない種別の機能があります", "a function of this kind may not be transferred");
    hold(other.is_none(), other.map_or("", |function| function.id.as_str()), "may_transfer", ja, en);
}
