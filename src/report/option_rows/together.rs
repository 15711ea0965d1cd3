//! Rows of options that tie schools, sites and rooms together: mergers, shared rooms, held sites, permits, openings.

use super::{OptionOwner, OptionRow, existing};
use crate::error::Text;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::options::{Money, Options};
use crate::plan::{Action, Plan};

/// Mergers, shares, swings, permits and openings, each in the order of the options.
pub(super) fn rows(instance: &Instance<'_>, options: &Options, plan: &Plan) -> Vec<OptionRow> {
    let mut rows = mergers(instance, options, plan);
    rows.extend(shares(instance, options, plan));
    rows.extend(swings(instance, options, plan));
    rows.extend(permits(instance, options, plan));
    rows.extend(openings(instance, options, plan));
    rows
}

fn id(instance: &Instance<'_>, asset: AssetIx) -> String {
    instance.assets[asset.0].id.to_string()
}

/// Whether the plan rebuilds the school in the years of `rebuild`, as a hub or not.
fn is_rebuilt_by(plan: &Plan, school: AssetIx, rebuild: &Action) -> bool {
    let actions = &plan.assets[school.0].actions;
    actions.iter().any(|action| action.code.is_rebuild() && action.works_fy == rebuild.works_fy)
}

fn mergers(instance: &Instance<'_>, options: &Options, plan: &Plan) -> Vec<OptionRow> {
    let of = |option: &crate::options::SchoolMergerOption| {
        let fy = instance.horizon.period(option.t).start;
        let into = &instance.assets[option.into.0].id;
        let entry = &plan.assets[option.school.0];
        let is_chosen =
            entry.close_fy == Some(fy) && entry.merger.as_ref().is_some_and(|m| &m.into == into && m.mode == option.mode);
        let why = Text::new(
            format!("統合先で追加の床 {:.0} m² が足りる（{}）", option.extra, option.mode.as_str()),
            format!("the other school has the {:.0} m² more it needs ({})", option.extra, option.mode.as_str()),
        );
        OptionRow {
            host: Some(into.to_string()),
            open_fy: Some(fy),
            chosen: is_chosen,
            ..existing(OptionOwner::Asset, &id(instance, option.school), "U", &option.money, &why)
        }
    };
    options.mergers.iter().map(of).collect()
}

fn shares(instance: &Instance<'_>, options: &Options, plan: &Plan) -> Vec<OptionRow> {
    let of = |option: &crate::options::Share| {
        let (school, partner) = (&instance.assets[option.school.0].id, &instance.assets[option.partner.0].id);
        let is_planned =
            plan.shares.iter().any(|share| &share.school == school && &share.partner == partner && share.room == option.room);
        let walk = instance.walk_between(instance.assets[option.school.0].site, instance.assets[option.partner.0].site).0;
        let why = Text::new(format!("徒歩{walk}mの学校と共用できる"), format!("a school {walk} m away on foot has one"));
        OptionRow {
            host: Some(partner.to_string()),
            chosen: is_planned && is_rebuilt_by(plan, option.school, &option.rebuild),
            ..of_rebuild(OptionOwner::Share, &school.0, option.room.as_str(), &option.money, &why, &option.rebuild)
        }
    };
    options.shares.iter().map(of).collect()
}

fn swings(instance: &Instance<'_>, options: &Options, plan: &Plan) -> Vec<OptionRow> {
    let of = |option: &crate::options::Swing| {
        let (school, site) = (&instance.assets[option.school.0].id, &instance.sites[option.site.0].site.id);
        let is_planned = plan.swings.iter().any(|swing| &swing.school == school && &swing.site == site);
        let walk = instance.walk_between(instance.assets[option.school.0].site, option.site).0;
        let why =
            Text::new(format!("徒歩{walk}mの種地を仮校舎にできる"), format!("a held site {walk} m away on foot is large enough"));
        OptionRow {
            host: Some(site.to_string()),
            chosen: is_planned && is_rebuilt_by(plan, option.school, &option.rebuild),
            ..of_rebuild(OptionOwner::Swing, &school.0, "SWING", &option.money, &why, &option.rebuild)
        }
    };
    options.swings.iter().map(of).collect()
}

fn of_rebuild(owner: OptionOwner, id: &str, code: &str, money: &Money, why: &Text, rebuild: &Action) -> OptionRow {
    OptionRow {
        start_fy: Some(rebuild.start_fy),
        works_fy: Some(rebuild.works_fy),
        open_fy: Some(rebuild.open_fy),
        ..existing(owner, id, code, money, why)
    }
}

fn permits(instance: &Instance<'_>, options: &Options, plan: &Plan) -> Vec<OptionRow> {
    let why = Text::new("用途地域の上限を超える機能が入れる", "functions beyond the cap of the use zone could move in");
    let of = |option: &crate::options::Permit| {
        let (host, kind) = (&instance.assets[option.host.0].id, &instance.kinds[option.kind.0].id);
        let fy = instance.horizon.period(option.t).start;
        OptionRow {
            open_fy: Some(option.open_fy),
            chosen: plan.hub_opens(host, fy) == option.open_fy
                && plan.permits.iter().any(|permit| &permit.host == host && &permit.kind == kind && permit.fy == fy),
            ..existing(OptionOwner::Permit, &host.0, kind.as_str(), &option.money, &why)
        }
    };
    options.permits.iter().map(of).collect()
}

/// One row a period; the set-up of keys and security is part of the first of a run of periods the plan opens.
fn openings(instance: &Instance<'_>, options: &Options, plan: &Plan) -> Vec<OptionRow> {
    let of = |option: &crate::options::Opening| {
        let rooms = &instance.rooms.openable[option.rooms];
        let school = &instance.assets[rooms.school.0].id;
        let start = |t: crate::id::PeriodIx| instance.horizon.period(t).start;
        let is_open = |t: crate::id::PeriodIx| {
            let open = |entry: &crate::plan::OpeningPlan| {
                &entry.school == school && entry.room_class == rooms.class && entry.fy == start(t)
            };
            plan.openings.iter().any(open)
        };
        let was_open = option.t.0.checked_sub(1).is_some_and(|before| is_open(crate::id::PeriodIx(before)));
        let mut money = option.money.clone();
        if !was_open {
            money.present_cost += option.setup.present_cost;
        }
        let slots = rooms.slots_per_year();
        let why = Text::new(
            format!("学校も区民も使っていない年{slots:.0}コマがある"),
            format!("{slots:.0} slots a year are used neither by the school nor by residents"),
        );
        OptionRow {
            open_fy: Some(start(option.t)),
            chosen: is_open(option.t),
            ..existing(OptionOwner::Opening, &school.0, rooms.class.as_str(), &money, &why)
        }
    };
    options.openings.iter().map(of).collect()
}
