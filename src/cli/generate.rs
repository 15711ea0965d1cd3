//! `fukugo generate`: a synthetic municipality as a project folder.

use std::io;
use std::path::PathBuf;

use super::{End, Terminal};
use crate::generate::{Counts, GenerateError, Preset, Settings, Size, generate};
use crate::lang::Lang;

/// Makes a synthetic municipality.
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    /// A named size: town, setagaya or metropolis [default: town].
    #[arg(long, value_name = "NAME", conflicts_with_all = ["schools", "facilities", "cells"])]
    preset: Option<Preset>,
    /// Number of schools, for a size of one's own.
    #[arg(long, value_name = "N", requires_all = ["facilities", "cells"])]
    schools: Option<usize>,
    /// Number of facility sites.
    #[arg(long, value_name = "N", requires_all = ["schools", "cells"])]
    facilities: Option<usize>,
    /// Number of mesh cells of 250 m.
    #[arg(long, value_name = "N", requires_all = ["schools", "facilities"])]
    cells: Option<usize>,
    /// Which of the many municipalities of that size.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Make streets too, and let the planning question walk on them.
    #[arg(long)]
    streets: bool,
    /// Folder to make; it must be new or empty.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Generate {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        let size = match (self.schools, self.facilities, self.cells) {
            (Some(schools), Some(facilities), Some(cells)) => Size::Counts(Counts { schools, facilities, cells }),
            _ => Size::Preset(self.preset.unwrap_or(Preset::Town)),
        };
        let summary = match generate(&Settings { size, seed: self.seed, streets: self.streets }, &self.out) {
            Ok(summary) => summary,
            Err(error @ GenerateError::Counts { .. }) => return terminal.complain(&error, End::Usage),
            Err(error) => return terminal.complain(&error, End::Io),
        };
        let (schools, facilities, functions) = (summary.schools, summary.facilities, summary.functions);
        let (cells, people, folder) = (summary.cells, summary.people, self.out.display());
        match terminal.lang {
            Lang::Ja => writeln!(
                terminal.out,
                "架空の自治体: 学校 {schools}、施設 {facilities}、機能 {functions}、メッシュ {cells}、人口 {people} → {folder}"
            )?,
            Lang::En => writeln!(
                terminal.out,
                "synthetic municipality: {schools} schools, {facilities} facilities, {functions} functions, {cells} cells, \
                 {people} people → {folder}"
            )?,
        }
        Ok(End::Done)
    }
}
