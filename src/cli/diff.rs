//! `fukugo diff`: two runs of one municipality set beside each other.

use std::io;
use std::path::{Path, PathBuf};

use super::stored::{Verified, read_verified};
use super::{End, Terminal};
use crate::cashflow::Prices;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::metrics::measure;
use crate::report::{self, Difference, DifferenceError};

/// Columns of the screen.
const COLUMNS: usize = 100;

/// Sets two runs beside each other.
#[derive(Debug, clap::Args)]
pub(super) struct Diff {
    /// The run folder A, as `fukugo solve --out` left it.
    run_a: PathBuf,
    /// The run folder B; every figure is B less A.
    run_b: PathBuf,
    /// Folder for difference.gpkg, difference.qgz and difference.json; an earlier difference there is replaced.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the figures as JSON instead of the screen.
    #[arg(long)]
    json: bool,
}

impl Diff {
    /// `lang` is the language asked for; without one it is that of A.
    pub(super) fn run(&self, terminal: &mut Terminal<'_>, lang: Option<Lang>) -> io::Result<End> {
        if let Some(Err(error)) = self.out.as_deref().map(report::check_difference_place) {
            return terminal.complain(&error, End::Io);
        }
        let (a, b) = match (read(terminal, &self.run_a, lang)?, read(terminal, &self.run_b, lang)?) {
            (Ok(a), Ok(b)) => (a, b),
            // What is wrong with both has been told; the first says how the command ends.
            (Err(end), _) | (_, Err(end)) => return Ok(end),
        };
        let lang = lang.unwrap_or(a.stored.lang);
        terminal.lang = lang;
        let (prices_a, prices_b) = (Prices::new(&a.project), Prices::new(&b.project));
        let (instance_a, instance_b) = (Instance::new(&a.project), Instance::new(&b.project));
        let metrics_a = measure(&instance_a, &prices_a, &a.stored.plan);
        let metrics_b = measure(&instance_b, &prices_b, &b.stored.plan);
        // No option is compared, only what was decided.
        let run_a = a.run((&instance_a, &prices_a), &metrics_a, &[], lang);
        let run_b = b.run((&instance_b, &prices_b), &metrics_b, &[], lang);
        let difference = match Difference::new(&run_a, &run_b) {
            Ok(difference) => difference,
            Err(DifferenceError::OtherMunicipality(errors)) => {
                write!(terminal.err, "{}", crate::error::render(&errors, lang))?;
                return Ok(End::Rejected);
            }
            Err(error) => return terminal.complain(&error, End::Io),
        };
        if let Some(Err(error)) = self.out.as_deref().map(|out| difference.write(out)) {
            return terminal.complain(&error, End::Io);
        }
        if self.json {
            match serde_json::to_string_pretty(&difference.summary()) {
                Ok(text) => writeln!(terminal.out, "{text}")?,
                Err(error) => return terminal.complain(&error, End::Io),
            }
        } else {
            write!(terminal.out, "{}", difference.screen(self.out.as_deref(), COLUMNS))?;
        }
        Ok(End::Done)
    }
}

/// Reads one of the runs; says which it was where something is wrong.
fn read(terminal: &mut Terminal<'_>, folder: &Path, lang: Option<Lang>) -> io::Result<Result<Verified, End>> {
    let read = read_verified(terminal, folder, lang)?;
    if read.is_err() {
        let which = terminal.lang.pick("実行結果", "run folder");
        writeln!(terminal.err, "    {which}: {}", folder.display())?;
    }
    Ok(read)
}
