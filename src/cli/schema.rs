//! `fukugo schema`: the JSON schema of what a run leaves, of what `--json` prints, and of the TOML files that are read.

use std::io;

use clap::ValueEnum as _;
use serde_json::Value;

use super::{End, Terminal};
use crate::load;
use crate::locate;
use crate::report;

/// Prints a JSON schema.
#[derive(Debug, clap::Args)]
pub(super) struct Schema {
    /// What to print the schema of; without one, the names there are.
    #[arg(value_enum)]
    of: Option<Subject>,
}

/// What has a schema.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Subject {
    /// `plan.json` of a run.
    Plan,
    /// `metrics.json` of a run.
    Metrics,
    /// `manifest.json` of a run, and what `solve --json` prints.
    Manifest,
    /// What `baseline --json` prints.
    Baseline,
    /// `difference.json` of `diff --out`, and what `diff --json` prints.
    Difference,
    /// `answer.json` of `locate --out`, and what `locate --json` prints.
    Locate,
    /// A scenario.
    Scenario,
    /// `kinds.toml` of a project folder.
    Kinds,
    /// `costs.toml` of a project folder.
    Costs,
}

impl Subject {
    fn schema(self) -> Value {
        match self {
            Self::Plan => report::plan_schema(),
            Self::Metrics => report::metrics_schema(),
            Self::Manifest => report::manifest_schema(),
            Self::Baseline => report::baseline_schema(),
            Self::Difference => report::difference_schema(),
            Self::Locate => locate::report::answer_schema(),
            Self::Scenario => load::scenario_schema(),
            Self::Kinds => load::kinds_schema(),
            Self::Costs => load::costs_schema(),
        }
    }

    fn what(self, terminal: &Terminal<'_>) -> &'static str {
        let (ja, en) = match self {
            Self::Plan => ("実行フォルダーの plan.json", "plan.json of a run"),
            Self::Metrics => ("実行フォルダーの metrics.json", "metrics.json of a run"),
            Self::Manifest => {
                ("実行フォルダーの manifest.json と solve --json", "manifest.json of a run, and what solve --json prints")
            }
            Self::Baseline => ("baseline --json", "what baseline --json prints"),
            Self::Difference => {
                ("diff --out の difference.json と diff --json", "difference.json of diff --out, and what diff --json prints")
            }
            Self::Locate => {
                ("locate --out の answer.json と locate --json", "answer.json of locate --out, and what locate --json prints")
            }
            Self::Scenario => ("シナリオ", "a scenario"),
            Self::Kinds => ("kinds.toml", "kinds.toml of a project folder"),
            Self::Costs => ("costs.toml", "costs.toml of a project folder"),
        };
        terminal.lang.pick(ja, en)
    }
}

impl Schema {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        if let Some(subject) = self.of {
            writeln!(terminal.out, "{:#}", subject.schema())?;
            return Ok(End::Done);
        }
        let names: Vec<(Subject, String)> = Subject::value_variants()
            .iter()
            .filter_map(|&subject| Some((subject, subject.to_possible_value()?.get_name().to_owned())))
            .collect();
        let width = names.iter().map(|(_, name)| name.len()).max().unwrap_or(0);
        for (subject, name) in &names {
            writeln!(terminal.out, "{name:<width$}  {}", subject.what(terminal))?;
        }
        Ok(End::Done)
    }
}
