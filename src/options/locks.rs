//! Locks: options that a scenario requires or forbids (formulation 7.17).

use super::{Ending, Excluded, LifePath, Move, NoOptionLeft, Owner, SiteTreatment};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::id::AssetIx;
use crate::instance::Instance;
use crate::scenario::Lock;

/// What locks say beyond dropping options.
pub(super) struct Locked {
    pub(super) may_stay: Vec<bool>,
    pub(super) must_release: Vec<bool>,
}

/// Drops every option a lock rules out.
pub(super) fn apply(
    instance: &Instance<'_>,
    paths: &mut [Vec<LifePath>],
    moves: &mut [Vec<Move>],
    endings: &mut [Vec<Ending>],
    treatments: &mut [Vec<SiteTreatment>],
    excluded: &mut Vec<Excluded>,
) -> Result<Locked, NoOptionLeft> {
    let horizon = &instance.horizon;
    let start = |t| Some(horizon.period(t).start);
    let mut locked = Locked { may_stay: vec![true; moves.len()], must_release: vec![false; treatments.len()] };
    for lock in &instance.project.scenario.locks {
        if let Some(asset) = lock.asset.as_ref().and_then(|id| instance.asset(id)) {
            paths[asset.0].retain(|path| {
                let steps = steps_of(instance, path);
                keep(lock, &steps, excluded, Owner::Asset(asset))
            });
            if paths[asset.0].is_empty() {
                return Err(NoOptionLeft { asset: instance.assets[asset.0].id.clone(), lock: lock.id.clone() });
            }
        }
        if let Some(function) = lock.function.as_ref().and_then(|id| instance.function(id)) {
            let owner = Owner::Function(function);
            moves[function.0].retain(|option| {
                keep(lock, &[(option.code.as_str(), start(option.t), Some(&instance.assets[option.host.0].id))], excluded, owner)
            });
            endings[function.0].retain(|option| keep(lock, &[("END", start(option.t), None)], excluded, owner));
            locked.may_stay[function.0] &= keep(lock, &[("STAY", None, None)], excluded, owner);
        }
        if let Some(site) = lock.site.as_ref().and_then(|id| instance.site(id)) {
            let owner = Owner::Site(site);
            treatments[site.0].retain(|o| keep(lock, &[(o.treatment.as_str(), start(o.t), None)], excluded, owner));
            locked.must_release[site.0] |= !lock.require.is_empty();
        }
    }
    Ok(locked)
}

/// One step of an option as locks see it: code, year (none = any), host.
type Step<'a> = (&'static str, Option<FiscalYear>, Option<&'a crate::id::AssetId>);

fn steps_of<'a>(instance: &Instance<'_>, path: &LifePath) -> Vec<Step<'a>> {
    if path.actions.is_empty() && !path.is_left() {
        return vec![("K", None, None)];
    }
    let close = path.close.map(|t| ("CLOSE", Some(instance.horizon.period(t).start), None));
    let transfer = path.transfer.map(|t| ("T", Some(instance.horizon.period(t).start), None));
    path.actions.iter().map(|action| (action.code.as_str(), Some(action.works_fy), None)).chain(close).chain(transfer).collect()
}

/// Whether `lock` leaves the option with these steps; records it as excluded when not.
fn keep(lock: &Lock, steps: &[Step<'_>], excluded: &mut Vec<Excluded>, owner: Owner) -> bool {
    let matches = |codes: &[String], (code, year, host): &Step<'_>| {
        codes.iter().any(|wanted| wanted == code)
            && year.is_none_or(|year| lock.from_fy.is_none_or(|from| from <= year) && lock.to_fy.is_none_or(|to| year <= to))
            && (host.is_none() || lock.host.is_none() || lock.host.as_ref() == *host)
    };
    let is_forbidden = steps.iter().any(|step| matches(&lock.forbid, step));
    let is_missed = !lock.require.is_empty() && !steps.iter().any(|step| matches(&lock.require, step));
    if is_forbidden || is_missed {
        let (id, clause, owner_of_rule) = (&lock.id, &lock.clause, &lock.owner);
        let reason = Text::new(
            format!("指定 {id}（{clause}、{owner_of_rule}）: {}", lock.reason),
            format!("lock {id} ({clause}, {owner_of_rule}): {}", lock.reason),
        );
        let host: Option<AssetIx> = None;
        excluded.push(Excluded { owner, code: steps[0].0, host, reason });
    }
    !(is_forbidden || is_missed)
}
