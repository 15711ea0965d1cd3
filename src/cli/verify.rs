//! `fukugo verify`: is the plan what it says?

use std::io;
use std::path::PathBuf;

use super::question::load_question;
use super::{End, Terminal};

/// Recomputes a plan from the inputs alone.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// A run folder, or a `plan.json`.
    plan: PathBuf,
    /// The scenario the plan answers.
    scenario: PathBuf,
}

impl Verify {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        let project = match load_question(terminal, &self.scenario)? {
            Ok(project) => project,
            Err(end) => return Ok(end),
        };
        let plan = match crate::report::read_plan(&self.plan) {
            Ok(plan) => plan,
            Err(error) => return terminal.complain(&error, End::Io),
        };
        let verification = crate::verify::verify(&project, &plan);
        for breach in &verification.breaches {
            writeln!(terminal.out, "{}", breach.in_lang(terminal.lang))?;
        }
        let checks: usize = verification.checks.values().sum();
        let breaches = verification.breaches.len();
        let text = match (terminal.lang, breaches) {
            (crate::lang::Lang::Ja, 0) => format!("検証済み: {checks} 件の確認、違反なし"),
            (crate::lang::Lang::Ja, _) => format!("検証に不合格: {checks} 件の確認、違反 {breaches} 件"),
            (crate::lang::Lang::En, 0) => format!("verified: {checks} checks, no breach"),
            (crate::lang::Lang::En, _) => format!("not verified: {checks} checks, {breaches} breach(es)"),
        };
        writeln!(terminal.out, "{text}")?;
        Ok(if breaches == 0 { End::Done } else { End::Unverified })
    }
}
