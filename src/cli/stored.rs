//! Reading a run folder back and verifying its plan, with everything that is wrong printed.

use std::io;
use std::path::Path;

use super::question::load_question;
use super::{End, Terminal};
use crate::cashflow::Prices;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::metrics::Metrics;
use crate::project::Project;
use crate::report::{self, OptionRow, Run, RunFolderError, StoredRun, Verification};
use crate::verify::MissedRule;

/// A run as it was written, its plan verified against the copies of its inputs.
pub(super) struct Verified {
    pub(super) stored: StoredRun,
    pub(super) project: Project,
    pub(super) verification: Verification,
    pub(super) missed: Vec<MissedRule>,
}

impl Verified {
    /// What the reports tell of, with what was worked out from it anew.
    pub(super) fn run<'run>(
        &'run self,
        (instance, prices): (&'run Instance<'run>, &'run Prices),
        metrics: &'run Metrics,
        options: &'run [OptionRow],
        lang: Lang,
    ) -> Run<'run> {
        let stored = &self.stored;
        Run {
            instance,
            prices,
            plan: &stored.plan,
            metrics,
            proof: stored.proof,
            verification: self.verification,
            missed: &self.missed,
            options,
            solver: &stored.solver,
            machine: &stored.machine,
            scenario_toml: &stored.scenario_toml,
            lang,
        }
    }
}

/// Reads a run folder; messages are in `lang`, or in the language of the run. Gives how the command ends where it cannot.
pub(super) fn read_verified(terminal: &mut Terminal<'_>, folder: &Path, lang: Option<Lang>) -> io::Result<Result<Verified, End>> {
    let stored = match report::read_run(folder) {
        Ok(stored) => stored,
        Err(RunFolderError::Changed(errors)) => {
            write!(terminal.err, "{}", crate::error::render(&errors, terminal.lang))?;
            return Ok(Err(End::Rejected));
        }
        Err(error) => return terminal.complain(&error, End::Io).map(Err),
    };
    terminal.lang = lang.unwrap_or(stored.lang);
    let mut project = match load_question(terminal, &stored.scenario)? {
        Ok(project) => project,
        Err(end) => return Ok(Err(end)),
    };
    stored.restore(&mut project);
    let verified = crate::verify::verify(&project, &stored.plan);
    let Some(verification) = terminal.accepted(&verified)? else { return Ok(Err(End::Unverified)) };
    Ok(Ok(Verified { stored, project, verification, missed: verified.missed }))
}
