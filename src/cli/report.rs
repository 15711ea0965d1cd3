//! `fukugo report`: everything a run leaves, made again from its folder without solving.

use std::io;
use std::path::PathBuf;

use super::stored::read_verified;
use super::{End, Terminal};
use crate::cashflow::Prices;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::options::{NoOptionLeft, Options};
use crate::report;

/// Makes the files of a run again.
#[derive(Debug, clap::Args)]
pub(super) struct Report {
    /// The run folder, as `fukugo solve --out` left it.
    run: PathBuf,
    /// Folder for the results [default: the run folder itself].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Report {
    /// `lang` is the language asked for; without one the run keeps its own.
    pub(super) fn run(&self, terminal: &mut Terminal<'_>, lang: Option<Lang>) -> io::Result<End> {
        let out = self.out.as_deref().unwrap_or(&self.run);
        if let Err(error) = report::check_place(out) {
            return terminal.complain(&error, End::Io);
        }
        let verified = match read_verified(terminal, &self.run, lang)? {
            Ok(verified) => verified,
            Err(end) => return Ok(end),
        };
        let (stored, project) = (&verified.stored, &verified.project);
        let prices = Prices::new(project);
        let instance = Instance::new(project);
        let options = match Options::new(&instance, &prices) {
            Ok(options) => options,
            Err(NoOptionLeft { asset, lock }) => {
                // A verified plan has an option for every asset.
                writeln!(terminal.err, "{lock}: {asset}")?;
                return Ok(End::Unverified);
            }
        };
        let metrics = crate::metrics::measure(&instance, &prices, &stored.plan);
        let rows = report::option_rows(&instance, &options, &stored.plan);
        let run = verified.run((&instance, &prices), &metrics, &rows, terminal.lang);
        if let Err(error) = report::write(&run, out) {
            return terminal.complain(&error, End::Io);
        }
        let checks = run.verification.checks;
        match terminal.lang {
            Lang::Ja => writeln!(terminal.out, "検証済み（{checks}項目）。報告書を作り直した: {}", out.display())?,
            Lang::En => writeln!(terminal.out, "verified ({checks} checks); reports made again in {}", out.display())?,
        }
        Ok(End::Done)
    }
}
