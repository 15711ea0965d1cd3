//! Names of sheets, fiscal years with their era, and the words for what an amount is.

use crate::fiscal::FiscalYear;
use crate::lang::Lang;
use crate::plan::Nature;
use crate::report::allocation::Purpose;
use crate::report::words;

/// Names of the sheets; formulas name them too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tabs {
    pub(super) summary: &'static str,
    pub(super) by_year: &'static str,
    pub(super) by_site: &'static str,
    pub(super) site_years: &'static str,
    pub(super) funding: &'static str,
    pub(super) balances: &'static str,
    pub(super) baseline: &'static str,
    pub(super) assumptions: &'static str,
    pub(super) sources: &'static str,
    pub(super) checks: &'static str,
    pub(super) detail: &'static str,
}

impl Tabs {
    /// The names in a language.
    pub(super) fn new(lang: Lang) -> Self {
        Self {
            summary: lang.pick("要約", "Summary"),
            by_year: lang.pick("年度別", "By year"),
            by_site: lang.pick("施設別", "By site"),
            site_years: lang.pick("施設×年度", "Site x year"),
            funding: lang.pick("財源", "Funding"),
            balances: lang.pick("基金・区債残高", "Fund and debt"),
            baseline: lang.pick("基準との差", "Baseline"),
            assumptions: lang.pick("前提", "Assumptions"),
            sources: lang.pick("出典", "Sources"),
            checks: lang.pick("検算", "Checks"),
            detail: lang.pick("明細", "Detail"),
        }
    }
}

/// What an amount is by nature, with what the municipality pays as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A nature of the plan.
    Nature(Nature),
    /// Principal of bonds.
    Principal,
    /// Interest of bonds.
    Interest,
    /// Put into the fund.
    Deposit,
}

impl Kind {
    /// The kind of a purpose.
    pub(super) fn of(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Cost(nature) => Self::Nature(nature),
            Purpose::Principal => Self::Principal,
            Purpose::Interest => Self::Interest,
            Purpose::Deposit => Self::Deposit,
        }
    }

    /// Whether it is income, whose amounts are negative.
    pub(super) fn is_income(self) -> bool {
        matches!(self, Self::Nature(nature) if nature.is_revenue())
    }

    /// Its name; every kind has another, since formulas find amounts by it.
    pub(super) fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Nature(nature) => words::nature(nature, lang),
            Self::Principal => lang.pick("元金償還", "principal"),
            Self::Interest => lang.pick("利子", "interest"),
            Self::Deposit => lang.pick("基金積立", "deposit into the fund"),
        }
    }
}

/// Natures of investment, in the order of reports.
pub(super) fn investment() -> impl Iterator<Item = Nature> {
    Nature::ALL.into_iter().filter(|nature| nature.is_investment())
}

/// Natures of running and upkeep, in the order of reports.
pub(super) fn operation() -> impl Iterator<Item = Nature> {
    Nature::ALL.into_iter().filter(|nature| !nature.is_investment() && !nature.is_revenue())
}

/// A fiscal year as budget papers have it; the western year stands under it.
pub(super) fn era(year: FiscalYear, lang: Lang) -> String {
    if lang == Lang::En {
        return format!("FY{year}");
    }
    // A fiscal year has the era in which it ends but for its first months: FY2019 began as 平成31年度 and is 令和元年度 since May 2019.
    let eras = [("令和", 2019), ("平成", 1989), ("昭和", 1926)];
    match eras.into_iter().find(|(_, first)| *first <= year.0) {
        Some((era, first)) if first == year.0 => format!("{era}元年度"),
        Some((era, first)) => format!("{era}{}年度", year.0 - first + 1),
        None => format!("{year}年度"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fiscal_years_are_named_by_their_era() {
        let named = |year| era(FiscalYear(year), Lang::Ja);
        assert_eq!(named(2026), "令和8年度");
        assert_eq!(
            [2019, 2018, 1989, 1988, 1925].map(named),
            ["令和元年度", "平成30年度", "平成元年度", "昭和63年度", "1925年度"]
        );
        assert_eq!(era(FiscalYear(2026), Lang::En), "FY2026");
    }

    #[test]
    fn every_kind_has_a_name_of_its_own_without_a_sign_that_formulas_take_for_a_pattern() {
        for lang in [Lang::Ja, Lang::En] {
            let natures = Nature::ALL.into_iter().map(Kind::Nature);
            let mut names: Vec<_> =
                natures.chain([Kind::Principal, Kind::Interest, Kind::Deposit]).map(|kind| kind.name(lang)).collect();
            assert!(names.iter().all(|name| !name.contains(['*', '?', '~', '<', '>', '='])));
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), 19);
        }
    }
}
