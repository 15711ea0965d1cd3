//! Pupils and floor of schools under a plan, year by year: with those of merged schools, without rooms that are shared.

use crate::cashflow::{Prices, guest_floor, school_effects, shared_floor};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, SiteIx};
use crate::instance::{Instance, extra_floor, pupils_in};
use crate::plan::{FunctionDecision, MergerMode, MoveCode, Plan};
use crate::units::Yen;

/// Pupils a school has in `year` under the plan: its own, with those of schools merged into it; none once it is closed.
pub(crate) fn pupils_under(instance: &Instance<'_>, plan: &Plan, asset: AssetIx, year: FiscalYear) -> f64 {
    let own = |asset: AssetIx| instance.site_of(asset).site.school().map_or(0.0, |school| pupils_in(school, year));
    let id = &instance.assets[asset.0].id;
    let mut pupils = own(asset);
    for entry in &plan.assets {
        let (Some(merger), Some(close)) = (&entry.merger, entry.close_fy) else { continue };
        if close > year {
            continue;
        }
        if &entry.asset == id {
            return 0.0;
        }
        if &merger.into == id {
            pupils += instance.asset(&entry.asset).map_or(0.0, own);
        }
    }
    pupils
}

/// The year from which a school stands without the room it shares: its rebuild's opening.
pub(crate) fn shared_from(plan: &Plan, share: &crate::plan::SharePlan) -> Option<FiscalYear> {
    plan.rebuild_of(&share.school).map(|action| action.open_fy)
}

/// Floor that guests and mergers add to their host's own and shared rooms take from it, with its site and first year.
///
/// # Panics
/// When the plan names something the instance does not have.
pub(crate) fn floor_changes(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> Vec<(SiteIx, FiscalYear, f64)> {
    let known = "the plan is of this instance";
    let site = |id: &crate::id::AssetId| instance.assets[instance.asset(id).expect(known).0].site;
    let mut changes = Vec::new();
    for entry in &plan.functions {
        if let FunctionDecision::Move { code: MoveCode::C, host, fy, .. } = &entry.decision {
            let function = instance.function(&entry.function).expect(known);
            changes.push((site(host), plan.hub_opens(host, *fy), guest_floor(instance, prices, function).0));
        }
    }
    for entry in &plan.assets {
        if let (Some(merger), Some(fy)) = (&entry.merger, entry.close_fy)
            && merger.mode == MergerMode::Hub
        {
            let (school, into) = (instance.asset(&entry.asset).expect(known), instance.asset(&merger.into).expect(known));
            changes.push((site(&merger.into), plan.hub_opens(&merger.into, fy), extra_floor(instance, school, into, fy).0));
        }
    }
    for share in &plan.shares {
        if let Some(fy) = shared_from(plan, share) {
            let school = instance.asset(&share.school).expect(known);
            changes.push((site(&share.school), fy, -shared_floor(instance, school, share.room).0));
        }
    }
    changes
}

/// Value left at the end of the horizon of what mergers add to hubs, less that of what shared rooms save (formulation 4.7).
///
/// # Panics
/// When the plan names something the instance does not have.
pub(crate) fn residual_of_changes(instance: &Instance<'_>, prices: &Prices, plan: &Plan) -> Yen {
    school_effects(instance, prices, plan).iter().map(|effects| effects.residual).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::{classes_of, need_of, school_and_kind};
    use crate::metrics::town::{add_school, close, idle_plan, town};
    use crate::plan::SchoolMerger;
    use crate::units::SquareMeters;

    /// 210 and 80 pupils, six grades, 35 a class: 6 classes each alone (35 and 13.3 a grade), 12 together (48.3 a grade).
    #[test]
    fn a_merger_adds_the_classes_that_both_need_more_than_one() {
        let mut project = town(2022, &[5, 5]);
        add_school(&mut project, "A", "a1", (0.0, 0.0), &[("A-1", 4_000.0, 1990)]);
        add_school(&mut project, "B", "a1", (500.0, 0.0), &[("B-1", 4_000.0, 1990)]);
        let crate::project::Purpose::School(school) = &mut project.sites[0].purpose else { panic!("A is a school") };
        school.pupils.insert(FiscalYear(2022), crate::units::People(80.0));
        let mut plan = idle_plan(&project);
        close(&mut plan, "A", 2027);
        plan.assets[0].merger = Some(SchoolMerger { into: "B".into(), mode: MergerMode::Hub });
        let instance = Instance::new(&project);
        assert_eq!(extra_floor(&instance, AssetIx(0), AssetIx(1), FiscalYear(2027)), SquareMeters(600.0));
        let pupils = |asset, year| pupils_under(&instance, &plan, AssetIx(asset), FiscalYear(year));
        assert_eq!((pupils(0, 2026), pupils(1, 2026), pupils(0, 2027), pupils(1, 2027)), (80.0, 210.0, 0.0, 290.0));
        let changes = floor_changes(&instance, &Prices::new(&project), &plan);
        assert_eq!(changes, [(SiteIx(1), FiscalYear(2027), 600.0)]);
        // 330,000 × 600 = 198,000,000, used for 5 of 80 years.
        assert_eq!(residual_of_changes(&instance, &Prices::new(&project), &plan), Yen(185_625_000));
        let (_, kind) = school_and_kind(&instance, AssetIx(1)).unwrap();
        assert_eq!((classes_of(kind, 290.0), need_of(kind, 12.0)), (12.0, SquareMeters(2_200.0)));
    }
}
