//! `fukugo check`: is the input sound?

use std::io;
use std::path::PathBuf;

use super::question::load_question;
use super::{End, Terminal};

/// Checks a scenario and its project folder.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    /// The scenario, a TOML file.
    scenario: PathBuf,
    /// Print the scenario with `extends` merged and defaults filled in, each value with the file it comes from.
    #[arg(long)]
    print_merged: bool,
}

impl Check {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        let project = match load_question(terminal, &self.scenario)? {
            Ok(project) => project,
            Err(end) => return Ok(end),
        };
        if self.print_merged {
            let merged = match crate::load::merged_scenario(&self.scenario) {
                Ok(merged) => merged.with_defaults(&project.scenario, terminal.lang.pick("既定値", "default")),
                Err(error) => return terminal.complain(&error, End::Rejected),
            };
            writeln!(terminal.out, "{}", merged.toml)?;
            for (key, file) in &merged.origins {
                writeln!(terminal.out, "# {key}: {file}")?;
            }
            return Ok(End::Done);
        }
        let schools = project.sites.iter().filter(|site| site.school().is_some()).count();
        let (facilities, buildings) = (project.sites.len() - schools, project.buildings.len());
        let (functions, demand, advice) = (project.functions.len(), project.demand.len(), project.advice.len());
        let text = match terminal.lang {
            crate::lang::Lang::Ja => format!(
                "問題なし: 学校 {schools}、施設 {facilities}、棟 {buildings}、機能 {functions}、需要点 {demand}、助言 {advice} 件"
            ),
            crate::lang::Lang::En => format!(
                "sound: {schools} schools, {facilities} facilities, {buildings} buildings, {functions} functions, \
                 {demand} demand points, {advice} pieces of advice"
            ),
        };
        writeln!(terminal.out, "{text}")?;
        Ok(End::Done)
    }
}
