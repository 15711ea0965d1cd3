//! Mergers of schools: which may close, and where their pupils go (formulation 5.20).

use super::life_paths::HubPath;
use super::{Excluded, LifePath, Money, Owner};
use crate::cashflow::{Prices, merger_effects};
use crate::error::Text;
use crate::id::{AssetIx, PeriodIx};
use crate::instance::{Instance, extra_floor, most_joint_classes, school_of, surplus_floor};
use crate::plan::MergerMode;

/// A school that closes, and the school its pupils go to.
#[derive(Clone, Debug)]
pub struct SchoolMergerOption {
    /// The school that closes.
    pub school: AssetIx,
    /// The school that takes its pupils in.
    pub into: AssetIx,
    /// Whether that school is rebuilt for them.
    pub mode: MergerMode,
    /// When: at the beginning of this period.
    pub t: PeriodIx,
    /// Floor the other school needs more, square metres.
    pub extra: f64,
    /// Floor built for them by fiscal year, square metres.
    pub floor: Vec<f64>,
    /// Money.
    pub money: Money,
}

impl SchoolMergerOption {
    /// Whether its pupils come to `host`, rebuilt as a hub, at `t`.
    pub fn comes_to(&self, host: AssetIx, t: PeriodIx) -> bool {
        self.mode == MergerMode::Hub && self.into == host && self.t == t
    }

    /// Whether the closing it needs is left after locks.
    pub(super) fn is_possible(&self, paths: &[Vec<LifePath>]) -> bool {
        paths[self.school.0].iter().any(|path| path.close == Some(self.t))
    }
}

/// Every merger that the scenario and the schools allow.
pub(super) fn enumerate(
    instance: &Instance<'_>,
    prices: &Prices,
    hubs: &[Vec<HubPath>],
    excluded: &mut Vec<Excluded>,
) -> Vec<SchoolMergerOption> {
    let mut mergers = Vec::new();
    if !instance.project.scenario.schools.merging {
        return mergers;
    }
    let schools: Vec<AssetIx> = (0..instance.assets.len()).map(AssetIx).filter(|&a| instance.is_school(a)).collect();
    for &school in &schools {
        let reason = if instance.is_leased(school) {
            Text::new("借上校舎である", "its premises are rented")
        } else if instance.assets[school.0].functions.is_empty() {
            let found = schools.iter().flat_map(|&into| into_one(instance, prices, hubs, school, into)).collect::<Vec<_>>();
            if found.is_empty() {
                Text::new(
                    "距離・学級数・床面積の条件に合う学校がない",
                    "no school is near enough and has room for the classes of both",
                )
            } else {
                mergers.extend(found);
                continue;
            }
        } else {
            Text::new("校内に他の機能がある", "it houses other functions")
        };
        excluded.push(Excluded { owner: Owner::Asset(school), code: "U", host: None, reason });
    }
    mergers
}

/// Mergers of one school into one other, by period and mode.
fn into_one(
    instance: &Instance<'_>,
    prices: &Prices,
    hubs: &[Vec<HubPath>],
    school: AssetIx,
    into: AssetIx,
) -> Vec<SchoolMergerOption> {
    let settings = &instance.project.scenario.schools;
    let kind = school_of(instance, school).0.kind;
    let distance = instance.walk_between(instance.assets[school.0].site, instance.assets[into.0].site);
    if school == into
        || instance.is_leased(into)
        || school_of(instance, into).0.kind != kind
        || distance > settings.merge_max_m.of(kind)
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    for t in instance.horizon.period_indices().skip(1) {
        let fy = instance.horizon.period(t).start;
        if most_joint_classes(instance, school, into, fy) > f64::from(settings.merge_max_classes) {
            continue;
        }
        let extra = extra_floor(instance, school, into, fy).0;
        let mut add = |mode: MergerMode| {
            let effects = merger_effects(instance, prices, (school, into), mode, fy, fy);
            let money = Money::new(instance, prices, &effects.flow, effects.residual, None);
            found.push(SchoolMergerOption { school, into, mode, t, extra, floor: effects.floor, money });
        };
        let fits = |hub: &HubPath| hub.opens_for == t && hub.spare >= extra;
        if hubs[into.0].iter().any(fits) && super::moves::starts_inside(instance, t) {
            add(MergerMode::Hub);
        }
        if extra <= surplus_floor(instance, into, fy).0 {
            add(MergerMode::Standing);
        }
    }
    found
}
