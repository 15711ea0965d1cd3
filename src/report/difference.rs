//! Two runs of one municipality set beside each other: what differs in money, floor, walks and decisions.
//!
//! Every figure is B less A, over the fiscal years both have. A run may have other years, prices or residents than the other;
//! sites, buildings, functions and demand points must be the same.

mod decisions;
mod files;
mod foreign;
mod screen;
mod summary;

use std::path::Path;

use super::book::Book;
use super::{ReportError, Run};
use crate::error::InputError;
use crate::fiscal::FiscalYear;
use crate::id::{DemandIx, KindIx, PeriodIx};
use crate::lang::Lang;
use crate::metrics::{PointAccess, access_by_point};

pub(super) use decisions::{FunctionChange, SiteChange, state};
pub(super) use summary::money_rows;
pub use summary::{DifferenceSummary, Pair};

/// Two runs of one municipality.
#[derive(Debug)]
pub struct Difference<'run> {
    pub(super) a: Side<'run>,
    pub(super) b: Side<'run>,
    /// Fiscal years both have.
    pub(super) years: Vec<FiscalYear>,
    /// First years of periods of either among them: when walks may change.
    pub(super) steps: Vec<FiscalYear>,
    /// Kinds both have with walks, in A and in B.
    pub(super) kinds: Vec<(KindIx, KindIx)>,
    /// Sites decided otherwise.
    pub(super) sites: Vec<SiteChange>,
    /// Functions decided otherwise.
    pub(super) functions: Vec<FunctionChange>,
    pub(super) lang: Lang,
}

/// One of the two.
#[derive(Debug)]
pub(super) struct Side<'run> {
    pub(super) book: Book<'run>,
    access: Vec<PointAccess>,
}

/// Why two runs cannot be set beside each other.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DifferenceError {
    /// They are of other municipalities, or have no year in common: every id that is in only one of them.
    #[error("the two runs are not of one municipality: {} thing(s) differ", .0.len())]
    OtherMunicipality(Vec<InputError>),
    /// A plan is not of its project.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl<'run> Side<'run> {
    fn new(run: &'run Run<'run>) -> Result<Self, ReportError> {
        Ok(Self { book: Book::new(run)?, access: access_by_point(run.instance, run.plan) })
    }

    /// The walk from a demand point to a kind in a year of the horizon, metres; none where there is no place.
    pub(super) fn walk(&self, demand: DemandIx, kind: KindIx, year: FiscalYear) -> Option<f64> {
        let t = self.period(year)?;
        // Rows stand by demand point, then by kind.
        let row = self.access.binary_search_by_key(&(demand, kind), |row| (row.demand, row.kind)).ok()?;
        self.access[row].periods[t.0].map(|near| near.distance.0)
    }

    pub(super) fn period(&self, year: FiscalYear) -> Option<PeriodIx> {
        self.book.instance.horizon.period_of(year)
    }
}

impl<'run> Difference<'run> {
    /// Compares two runs; words are in the language of the first.
    ///
    /// # Errors
    /// [`DifferenceError::OtherMunicipality`] with everything that is in only one of them, [`DifferenceError::Report`] for a
    /// plan of another project.
    pub fn new(a: &'run Run<'run>, b: &'run Run<'run>) -> Result<Self, DifferenceError> {
        let errors = foreign::errors(a.instance, b.instance);
        if !errors.is_empty() {
            return Err(DifferenceError::OtherMunicipality(errors));
        }
        let (horizon, other) = (&a.instance.horizon, &b.instance.horizon);
        let years: Vec<FiscalYear> = horizon.fiscal_years().filter(|&year| other.offset(year).is_some()).collect();
        let starts = horizon.periods().iter().chain(other.periods()).map(|period| period.start);
        let mut steps: Vec<FiscalYear> = starts.chain(years.first().copied()).filter(|year| years.contains(year)).collect();
        steps.sort_unstable();
        steps.dedup();
        let with_walks = |kind: &&crate::catalogue::Kind| kind.access;
        let kinds = a.instance.kinds.iter().enumerate().filter(|(_, kind)| with_walks(kind)).filter_map(|(index, kind)| {
            let other = b.instance.kinds.iter().position(|other| other.id == kind.id && with_walks(other))?;
            Some((KindIx(index), KindIx(other)))
        });
        let kinds = kinds.collect();
        let (a, b) = (Side::new(a)?, Side::new(b)?);
        let lang = a.book.run.lang;
        let sites = decisions::sites(&a.book, &b.book, &years);
        let functions = decisions::functions(&a.book, &b.book);
        Ok(Self { a, b, years, steps, kinds, sites, functions, lang })
    }

    /// The figures of the difference.
    pub fn summary(&self) -> DifferenceSummary {
        summary::summary(self)
    }

    /// The difference on one screen of `columns`; `out` is the folder its files are in, if they were written.
    pub fn screen(&self, out: Option<&Path>, columns: usize) -> String {
        screen::screen(self, out, columns)
    }

    /// Writes `difference.gpkg`, `difference.qgz` and `difference.json` as the folder `out`, complete or not at all; an earlier
    /// difference there is replaced.
    ///
    /// # Errors
    /// [`ReportError`]: a place that holds something else, such as a run, or a file system that refuses.
    pub fn write(&self, out: &Path) -> Result<(), ReportError> {
        files::write(self, out)
    }

    /// The last fiscal year both have.
    pub(super) fn last(&self) -> FiscalYear {
        self.years.last().copied().unwrap_or_else(|| self.a.book.instance.horizon.last())
    }

    /// The largest change of a walk from a demand point in a year, in metres, with its kind; the first of the catalogue among
    /// equals.
    pub(super) fn largest_change(&self, demand: DemandIx, year: FiscalYear) -> Option<(f64, KindIx)> {
        let changes = self
            .kinds
            .iter()
            .filter_map(|&(kind, other)| Some((self.b.walk(demand, other, year)? - self.a.walk(demand, kind, year)?, kind)));
        changes.fold(None, |most: Option<(f64, KindIx)>, next| most.filter(|most| most.0.abs() >= next.0.abs()).or(Some(next)))
    }
}

/// Says whether [`Difference::write`] would refuse the place `out`.
///
/// # Errors
/// As [`Difference::write`] for places that are not replaced.
pub fn check_difference_place(out: &Path) -> Result<(), ReportError> {
    super::folder::check_of(out, files::PROGRAM)
}

#[cfg(test)]
mod tests;
