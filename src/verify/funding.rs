//! Where the money comes from (section 12): sources equal uses, the fund and the debt from year to year, to the yen.

mod debt;
mod rules;

use std::collections::BTreeMap;

use super::Reading;
use super::cash::{Book, MILLION};
use super::decisions::Funds;
use super::findings::{BreachPlace, CheckedRule, Finding, Findings};
use super::tolerance::FUNDING;
use crate::fiscal::FiscalYear;
use crate::plan::{FundingYear, Nature};
use crate::scenario::{FundingSettings, Rule, RuleLimit};
use crate::units::Yen;

use debt::Service;

pub(super) use rules::check as check_rules;

/// The recomputed funding; empty without `[funding]`.
#[derive(Debug, Default)]
pub(super) struct Funding {
    pub(super) years: BTreeMap<FiscalYear, FundingYear>,
    /// (12.9), yen at the first year's value.
    pub(super) financing_jpy: f64,
    /// Sum of the magnitudes of its addends, yen.
    pub(super) financing_magnitude_jpy: f64,
    /// (12.10), yen.
    pub(super) tie_break_jpy: f64,
}

/// (12.10) counts only with a rule on a source or balance, a limit on deposits or a tax return.
fn has_tie_break(reading: &Reading, settings: &FundingSettings) -> bool {
    let rules = &reading.inventory.project.scenario.rules;
    let is_on_money = |rule: &Rule| {
        use RuleLimit::{BondsPerYear, DebtBalance, FundBalance, GeneralFundsPerYear};
        matches!(rule.limit, GeneralFundsPerYear { .. } | BondsPerYear { .. } | DebtBalance { .. } | FundBalance { .. })
    };
    let has_limit = settings.deposit_max_million_jpy.is_some();
    has_limit || settings.allocation_tax_return_ratio > 0.0 || rules.iter().any(is_on_money)
}

pub(super) fn recompute(reading: &Reading, book: &Book, findings: &mut Findings) -> Funding {
    let (Some(settings), Some(funds)) = (&reading.inventory.project.scenario.funding, &reading.decisions.funds) else {
        return Funding::default();
    };
    let horizon = &reading.inventory.horizon;
    let mut funding = Funding::default();
    let has_tie_break = has_tie_break(reading, settings);
    let bonds: Vec<(FiscalYear, Yen)> = horizon.fiscal_years().zip(funds.iter().map(|funds| funds.bond)).collect();
    let service = Service::of(settings, &bonds);
    let mut balance = Yen::round(settings.fund_opening_million_jpy * MILLION);
    for (fy, funds) in horizon.fiscal_years().zip(funds) {
        balance += funds.deposit - funds.draw;
        let year = year_of(settings, book, &service, (fy, *funds), balance);
        check_year(settings, book, (fy, &year), findings);
        funding.years.insert(fy, year);
        let present = debt::financing(reading, settings, fy);
        funding.financing_jpy += funds.bond.as_f64() * present.cost;
        funding.financing_magnitude_jpy += funds.bond.as_f64() * present.magnitude;
        let later = if has_tie_break { 1.0 + f64::from(fy.since(horizon.first())) / 1_000.0 } else { 0.0 };
        funding.tie_break_jpy += 1e-6 * later * (funds.draw.as_f64() + funds.deposit.as_f64());
    }
    funding
}

/// (12.6): general funds are what other sources leave of the uses.
fn year_of(
    settings: &FundingSettings,
    book: &Book,
    service: &Service,
    (fy, funds): (FiscalYear, Funds),
    fund_balance_jpy: Yen,
) -> FundingYear {
    let costs = Nature::ALL.into_iter().filter(|nature| !nature.is_revenue());
    let new = service.of_new(fy);
    let existing = service.of_existing(fy);
    let mut year = FundingYear {
        costs_jpy: costs.map(|nature| book.amount(fy, nature)).sum(),
        principal_jpy: new.principal + existing.principal,
        interest_jpy: new.interest + existing.interest,
        deposit_jpy: funds.deposit,
        subsidy_jpy: -book.amount(fy, Nature::Subsidy),
        bond_jpy: funds.bond,
        draw_jpy: funds.draw,
        sale_jpy: -book.amount(fy, Nature::Sale),
        lease_jpy: -book.amount(fy, Nature::Lease),
        tax_return_jpy: Yen::round(settings.allocation_tax_return_ratio * (new.principal + new.interest).as_f64()),
        general_jpy: Yen::ZERO,
        fund_balance_jpy,
        debt_balance_jpy: service.balance_after(fy),
    };
    let uses = year.costs_jpy + year.principal_jpy + year.interest_jpy + year.deposit_jpy;
    let sources = year.subsidy_jpy + year.bond_jpy + year.draw_jpy + year.sale_jpy + year.lease_jpy + year.tax_return_jpy;
    year.general_jpy = uses - sources;
    year
}

/// (12.2), (12.5) and (12.6) in one year.
fn check_year(settings: &FundingSettings, book: &Book, (fy, year): (FiscalYear, &FundingYear), findings: &mut Findings) {
    let mut hold = |rule: CheckedRule, holds: bool, found: Yen, allowed: String, ja: &str, en: &str| {
        let found = format!("{} yen", found.0);
        findings.hold(rule, holds, || Finding::new(BreachPlace::year(fy), found, allowed, ja, en));
    };
    let eligible = Nature::ALL.into_iter().filter(|nature| nature.is_bond_eligible());
    let local: Yen = eligible.map(|nature| book.amount(fy, nature)).sum::<Yen>() - year.subsidy_jpy;
    // Whole yen, rounded down.
    #[expect(clippy::cast_possible_truncation, reason = "load bounds every amount far below 2^53 yen")]
    let most = Yen((settings.charge_ratio * local.as_f64()).floor().max(0.0) as i64);
    let (ja, en) = ("地方債が充当率の範囲を超えます", "more bonds are issued than the eligible investment allows");
    hold(CheckedRule::Charge, year.bond_jpy <= most, year.bond_jpy, format!("≤ {} yen", most.0), ja, en);
    let (ja, en) = ("基金の残高が足りません", "the fund does not have what is drawn");
    hold(CheckedRule::Fund, year.fund_balance_jpy >= Yen::ZERO, year.fund_balance_jpy, "≥ 0 yen".to_owned(), ja, en);
    if let Some(most) = settings.deposit_max_million_jpy.map(|most| Yen::round(most * MILLION)) {
        let (ja, en) = ("基金への積立が上限を超えます", "more is put into the fund than allowed");
        hold(CheckedRule::Fund, year.deposit_jpy <= most, year.deposit_jpy, format!("≤ {} yen", most.0), ja, en);
    }
    let (ja, en) = ("財源が使途を上回ります", "the other sources are more than the uses");
    let holds = year.general_jpy.as_f64() >= -FUNDING * MILLION;
    hold(CheckedRule::General, holds, year.general_jpy, "≥ 0 yen".to_owned(), ja, en);
}

/// Compares every claimed amount, to the yen, in every year claimed or recomputed.
pub(super) fn compare(
    recomputed: &BTreeMap<FiscalYear, FundingYear>,
    claimed: &BTreeMap<FiscalYear, FundingYear>,
    findings: &mut Findings,
) {
    let mut years: Vec<FiscalYear> = recomputed.keys().chain(claimed.keys()).copied().collect();
    years.sort_unstable();
    years.dedup();
    for fy in years {
        let (claim, truth) = (claimed.get(&fy), recomputed.get(&fy));
        let (Some(claim), Some(truth)) = (claim, truth) else {
            findings.hold(CheckedRule::ClaimedFunding, false, || {
                let shown = |year: Option<&FundingYear>| if year.is_some() { "a year" } else { "none" };
                let (ja, en) = ("財源の年度が過不足しています", "a year of funding is claimed that is not there, or left out");
                Finding::new(BreachPlace::figure("funding").in_year(fy), shown(claim), shown(truth), ja, en)
            });
            continue;
        };
        for ((name, claim), (_, truth)) in fields(claim).into_iter().zip(fields(truth)) {
            findings.hold(CheckedRule::ClaimedFunding, claim == truth, || {
                let (ja, en) = ("財源の金額が再計算と合いません", "the claimed amount is not what the decisions give");
                let place = BreachPlace::figure(name).in_year(fy);
                Finding::new(place, format!("{} yen", claim.0), format!("{} yen", truth.0), ja, en)
            });
        }
    }
}

/// Every amount of a year with its name in files.
fn fields(year: &FundingYear) -> [(&'static str, Yen); 13] {
    // Taken apart, so that a field added to the claims cannot be left out here.
    let &FundingYear {
        costs_jpy,
        principal_jpy,
        interest_jpy,
        deposit_jpy,
        subsidy_jpy,
        bond_jpy,
        draw_jpy,
        sale_jpy,
        lease_jpy,
        tax_return_jpy,
        general_jpy,
        fund_balance_jpy,
        debt_balance_jpy,
    } = year;
    [
        ("costs_jpy", costs_jpy),
        ("principal_jpy", principal_jpy),
        ("interest_jpy", interest_jpy),
        ("deposit_jpy", deposit_jpy),
        ("subsidy_jpy", subsidy_jpy),
        ("bond_jpy", bond_jpy),
        ("draw_jpy", draw_jpy),
        ("sale_jpy", sale_jpy),
        ("lease_jpy", lease_jpy),
        ("tax_return_jpy", tax_return_jpy),
        ("general_jpy", general_jpy),
        ("fund_balance_jpy", fund_balance_jpy),
        ("debt_balance_jpy", debt_balance_jpy),
    ]
}
