//! C15: locks require or forbid options, each with its reason (7.17).

use super::Reading;
use super::decisions::Fate;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings, QuotedRule};
use crate::fiscal::FiscalYear;
use crate::scenario::Lock;

/// One thing a plan chose: its code, its year where it has one, its host where it is a move.
struct Choice<'reading> {
    code: &'static str,
    fy: Option<FiscalYear>,
    host: Option<&'reading str>,
}

pub(super) fn check(reading: &Reading, findings: &mut Findings) {
    for lock in &reading.inventory.project.scenario.locks {
        let (place, choices) = chosen(reading, lock);
        let shown = choices.iter().map(Choice::shown).collect::<Vec<_>>().join("+");
        let matches = |codes: &[String]| choices.iter().any(|choice| codes.iter().any(|code| choice.is_meant(lock, code)));
        if !lock.require.is_empty() {
            findings.hold_quoted(CheckedRule::Lock, matches(&lock.require), Some(QuotedRule::from(lock)), || {
                let (ja, en) = ("指定された選択肢が選ばれていません", "a required option is not chosen");
                Finding::new(place.clone(), &shown, lock.require.join(", "), ja, en)
            });
        }
        if !lock.forbid.is_empty() {
            findings.hold_quoted(CheckedRule::Lock, !matches(&lock.forbid), Some(QuotedRule::from(lock)), || {
                let (ja, en) = ("禁じられた選択肢が選ばれています", "a forbidden option is chosen");
                Finding::new(place, &shown, format!("not {}", lock.forbid.join(", ")), ja, en)
            });
        }
    }
}

impl Choice<'_> {
    fn shown(&self) -> String {
        let year = self.fy.map(|fy| format!(" {fy}")).unwrap_or_default();
        let host = self.host.map(|host| format!(" → {host}")).unwrap_or_default();
        format!("{}{year}{host}", self.code)
    }

    /// Whether `code` with the lock's host and years means this choice; what has no year matches any.
    fn is_meant(&self, lock: &Lock, code: &str) -> bool {
        let in_years =
            self.fy.is_none_or(|fy| lock.from_fy.is_none_or(|from| from <= fy) && lock.to_fy.is_none_or(|to| fy <= to));
        let at_host = match (self.host, &lock.host) {
            (Some(host), Some(wanted)) => host == wanted.as_str(),
            _ => true,
        };
        self.code == code && in_years && at_host
    }
}

/// What the plan chose for the asset, function or site the lock names.
fn chosen<'reading>(reading: &'reading Reading, lock: &Lock) -> (BreachPlace, Vec<Choice<'reading>>) {
    let Reading { inventory, decisions, .. } = reading;
    let choice = |code, fy| Choice { code, fy, host: None };
    let mut place = BreachPlace::default();
    let mut choices = Vec::new();
    if let Some(id) = &lock.asset {
        place = BreachPlace::asset(id);
        if let Some(position) = inventory.asset_position(id) {
            let path = &decisions.paths[position];
            choices.extend(path.actions.iter().map(|action| choice(action.code.as_str(), Some(action.works_fy))));
            choices.extend(path.close_fy.map(|fy| choice("CLOSE", Some(fy))));
            choices.extend(path.transfer_fy.map(|fy| choice("T", Some(fy))));
            if choices.is_empty() {
                choices.push(choice("K", None));
            }
        }
    }
    if let Some(id) = &lock.function {
        place = BreachPlace::function(id);
        choices.extend(inventory.function_position(id).map(|position| match decisions.fates[position] {
            Fate::Stay => choice("STAY", None),
            Fate::End { fy } => choice("END", Some(fy)),
            Fate::Move { code, host, fy, .. } => {
                Choice { code: code.as_str(), fy: Some(fy), host: Some(inventory.assets[host].id.as_str()) }
            }
        }));
    }
    if let Some(id) = &lock.site {
        place = BreachPlace::site(id);
        let treated = inventory.site_position(id).and_then(|position| decisions.treatments[position]);
        choices.extend(treated.map(|treated| choice(treated.treatment.as_str(), Some(treated.fy))));
    }
    (place, choices)
}
