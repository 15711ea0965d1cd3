//! What is handed over or used in common: transfers, school mergers, shared rooms, held sites instead of temporary premises, permits.

use super::begun;
use crate::fiscal::FiscalYear;
use crate::id::SiteIx;
use crate::metrics::catalogue::MetricId;
use crate::metrics::figure::{About, Draft};
use crate::metrics::schoolhouse::shared_from;
use crate::metrics::survey::Survey;

/// Figures, each with all there is as its denominator.
pub(super) fn drafts(survey: &Survey<'_, '_>) -> Vec<Draft> {
    let instance = survey.instance;
    let is_school = |asset| instance.is_school(asset);
    let one_each = |counts: &dyn Fn(crate::id::AssetIx) -> bool| {
        survey.by_site(survey.assets().filter(|&(asset, _)| counts(asset)).map(|(asset, _)| (survey.site_of(asset), 1.0)))
    };
    let (schools, facilities) = (one_each(&is_school), one_each(&|asset| !is_school(asset)));
    let functions = survey.by_site(instance.functions.iter().map(|entry| (survey.site_of(entry.home), 1.0)));
    let rebuilds = survey.by_site(survey.assets().filter(|&(asset, _)| is_school(asset)).flat_map(|(asset, entry)| {
        entry.actions.iter().filter(|action| action.code.is_rebuild()).map(move |_| (survey.site_of(asset), 1.0))
    }));
    let draft = |id, about, amounts: &[(SiteIx, FiscalYear, f64)], denominator| {
        let (count, periods) = begun(survey, amounts);
        Draft::new(id, about, &count).denominator(denominator).periods(periods)
    };
    let school_site = |id| survey.site_of(instance.asset(id).expect("the plan is of this instance"));

    let transferred: Vec<_> =
        survey.assets().filter_map(|(asset, entry)| Some((asset, survey.site_of(asset), entry.transfer_fy?))).collect();
    let assets: Vec<_> = transferred.iter().map(|&(_, site, fy)| (site, fy, 1.0)).collect();
    let handed_over: Vec<_> = transferred
        .iter()
        .flat_map(|&(asset, site, fy)| instance.assets[asset.0].functions.iter().map(move |_| (site, fy, 1.0)))
        .collect();
    let merged: Vec<_> = survey
        .assets()
        .filter_map(|(asset, entry)| entry.merger.as_ref().and(entry.close_fy).map(|fy| (survey.site_of(asset), fy, 1.0)))
        .collect();
    let swings = survey.plan.swings.iter().filter_map(|swing| {
        let entry = survey.plan.assets.iter().find(|entry| entry.asset == swing.school)?;
        let works = entry.actions.iter().find(|action| action.code.is_rebuild())?.works_fy;
        Some((school_site(&swing.school), works, 1.0))
    });
    let swings: Vec<_> = swings.collect();
    let permits: Vec<_> = survey.plan.permits.iter().map(|permit| (school_site(&permit.host), permit.fy, 1.0)).collect();
    let mut drafts = vec![
        draft(MetricId::TransferredAssets, About::default(), &assets, &facilities),
        draft(MetricId::TransferredFunctions, About::default(), &handed_over, &functions),
        draft(MetricId::SchoolMergers, About::default(), &merged, &schools),
        draft(MetricId::TemporaryAvoided, About::default(), &swings, &rebuilds),
        draft(MetricId::Permits, About::default(), &permits, &schools),
    ];
    for room in [crate::catalogue::RoomClass::Gym, crate::catalogue::RoomClass::Pool] {
        let shares = survey.plan.shares.iter().filter(|share| share.room == room);
        let shares = shares.filter_map(|share| Some((school_site(&share.school), shared_from(survey.plan, share)?, 1.0)));
        drafts.push(draft(MetricId::SharedRooms, About::room_class(room), &shares.collect::<Vec<_>>(), &rebuilds));
    }
    drafts
}
