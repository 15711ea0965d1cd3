//! Where the money comes from: ranges, and years that follow each other.

use std::collections::BTreeSet;

use super::check_year;
use crate::error::{InputCode, Text};
use crate::load::ranges::Ranges;
use crate::scenario::FundingSettings;

/// Longest term of a bond, years.
const LONGEST_TERM: u32 = 60;
/// Largest amount, million yen: twenty times the debt of the metropolis.
const LARGEST_MILLION_JPY: f64 = 1e8;

pub(super) fn check(funding: &FundingSettings, ranges: &mut Ranges<'_>) {
    ranges.within("funding.charge_ratio", funding.charge_ratio, 0.0, 1.0);
    ranges.within("funding.interest_per_year", funding.interest_per_year, 0.0, 0.2);
    ranges.within("funding.term_years", funding.term_years, 1.0, f64::from(LONGEST_TERM));
    ranges.within("funding.allocation_tax_return_ratio", funding.allocation_tax_return_ratio, 0.0, 1.0);
    ranges.within("funding.fund_opening_million_jpy", funding.fund_opening_million_jpy, 0.0, LARGEST_MILLION_JPY);
    if let Some(most) = funding.deposit_max_million_jpy {
        ranges.within("funding.deposit_max_million_jpy", most, 0.0, LARGEST_MILLION_JPY);
    }
    if funding.grace_years >= funding.term_years {
        ranges.contradiction(
            "funding.grace_years",
            format!("{} ≥ {}", funding.grace_years, funding.term_years),
            Text::new(
                "据置期間が償還期間以上です。元金を返す年が残りません",
                "the grace is not shorter than the term, so that no year is left to pay the principal",
            ),
            Text::new("grace_years を term_years より短くしてください", "make grace_years less than term_years"),
        );
    }
    let mut met = BTreeSet::new();
    for (index, service) in funding.existing_debt.iter().enumerate() {
        let key = format!("funding.existing_debt[{}]", index + 1);
        check_year(&format!("{key}.fy"), service.fy, ranges);
        ranges.within(&format!("{key}.principal_million_jpy"), service.principal_million_jpy, 0.0, LARGEST_MILLION_JPY);
        ranges.within(&format!("{key}.interest_million_jpy"), service.interest_million_jpy, 0.0, LARGEST_MILLION_JPY);
        if !met.insert(service.fy) {
            ranges.findings.error(
                (ranges.place)(&format!("{key}.fy")),
                InputCode::DuplicateId,
                service.fy.to_string(),
                Text::new("同じ年度が 2 度あります", "the year is given twice"),
                Text::new(
                    "1 つの年度の元金と利子は 1 か所に合計して書いてください",
                    "write the sum of one year's service in one place",
                ),
            );
        }
    }
}
