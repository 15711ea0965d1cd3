//! Which source pays which line of a year, to the yen.
//!
//! Subsidies pay the works of the payer that earned them, bonds what bonds may pay for, the return through the allocation tax debt
//! service. Land income, the fund and last general funds are spread over what is left in proportion to it. Parts of a yen go to
//! the largest remainders, the first among equals.

use std::collections::BTreeMap;

use crate::cashflow::Payer;
use crate::plan::{FundingYear, Nature};
use crate::units::Yen;

/// What a year's line is for: a nature of the plan, or what the municipality pays besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A nature of cost.
    Cost(Nature),
    /// Principal of bonds.
    Principal,
    /// Interest of bonds.
    Interest,
    /// Put into the fund.
    Deposit,
}

/// One line to be paid.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// Who it is paid for; none for debt service and deposits.
    pub(super) payer: Option<Payer>,
    /// What for.
    pub(super) purpose: Purpose,
    /// How much.
    pub(super) yen: Yen,
}

/// Sources of one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    pub(super) subsidy: Yen,
    pub(super) bond: Yen,
    pub(super) draw: Yen,
    /// Sale and lease of land.
    pub(super) land: Yen,
    pub(super) tax_return: Yen,
    pub(super) general: Yen,
}

impl Sources {
    /// All of them.
    #[cfg(test)]
    pub(super) fn total(self) -> Yen {
        self.subsidy + self.bond + self.draw + self.land + self.tax_return + self.general
    }
}

/// The sources of every line of a year with `[funding]`. Subsidies are given as positive amounts by payer.
pub(super) fn allocate(uses: &[Use], subsidies: &BTreeMap<Payer, Yen>, year: &FundingYear) -> Vec<Sources> {
    let mut sources = vec![Sources::default(); uses.len()];
    // What a line still lacks; one that is a saving is general funds' alone.
    let mut rest: Vec<Yen> = uses.iter().map(|line| line.yen.max(Yen::ZERO)).collect();
    for (payer, &subsidy) in subsidies {
        let earned = |line: &Use| {
            line.payer.as_ref() == Some(payer)
                && matches!(line.purpose, Purpose::Cost(Nature::Construction | Nature::Extension | Nature::Renovation))
        };
        pay(uses, &mut rest, subsidy, earned, |at, yen| sources[at].subsidy += yen);
    }
    let by_bonds = |line: &Use| matches!(line.purpose, Purpose::Cost(nature) if nature.is_bond_eligible());
    pay(uses, &mut rest, year.bond_jpy, by_bonds, |at, yen| sources[at].bond += yen);
    let service = |line: &Use| matches!(line.purpose, Purpose::Principal | Purpose::Interest);
    pay(uses, &mut rest, year.tax_return_jpy, service, |at, yen| sources[at].tax_return += yen);
    pay(uses, &mut rest, year.sale_jpy + year.lease_jpy, |_| true, |at, yen| sources[at].land += yen);
    pay(uses, &mut rest, year.draw_jpy, |_| true, |at, yen| sources[at].draw += yen);
    for ((line, rest), sources) in uses.iter().zip(rest).zip(&mut sources) {
        sources.general = rest + line.yen.min(Yen::ZERO);
    }
    sources
}

/// Spreads an amount over the lines it may pay; what does not fit there goes over all lines.
fn pay(uses: &[Use], rest: &mut [Yen], amount: Yen, may_pay: impl Fn(&Use) -> bool, mut paid: impl FnMut(usize, Yen)) {
    let mut left = amount;
    for is_last in [false, true] {
        let open: Vec<Yen> =
            uses.iter().zip(rest.iter()).map(|(line, &rest)| if is_last || may_pay(line) { rest } else { Yen::ZERO }).collect();
        for (at, part) in proportional(left, &open).into_iter().enumerate().filter(|(_, part)| *part != Yen::ZERO) {
            rest[at] -= part;
            left -= part;
            paid(at, part);
        }
    }
}

/// Parts of `amount` in proportion to `weights`, none larger than its weight; the whole amount where the weights hold it.
fn proportional(amount: Yen, weights: &[Yen]) -> Vec<Yen> {
    let all: i128 = weights.iter().map(|weight| i128::from(weight.0)).sum();
    let amount = i128::from(amount.0).clamp(0, all);
    if all == 0 || amount == 0 {
        return vec![Yen::ZERO; weights.len()];
    }
    let shares: Vec<(i128, i128)> = weights
        .iter()
        .map(|weight| {
            let product = amount * i128::from(weight.0);
            (product / all, product % all)
        })
        .collect();
    let missing = amount - shares.iter().map(|(part, _)| part).sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| (std::cmp::Reverse(shares[at].1), at));
    let mut parts: Vec<i128> = shares.iter().map(|(part, _)| *part).collect();
    for &at in order.iter().take(usize::try_from(missing).unwrap_or(0)) {
        parts[at] += 1;
    }
    parts.into_iter().map(|part| Yen(i64::try_from(part).unwrap_or(i64::MAX))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(payer: &str, nature: Nature, yen: i64) -> Use {
        Use { payer: Some(Payer::Asset(payer.into())), purpose: Purpose::Cost(nature), yen: Yen(yen) }
    }

    fn debt(purpose: Purpose, yen: i64) -> Use {
        Use { payer: None, purpose, yen: Yen(yen) }
    }

    #[test]
    fn every_line_is_paid_in_full_and_every_source_is_used_up() {
        let uses = [
            line("S", Nature::Construction, 1_000),
            line("S", Nature::Design, 101),
            line("T", Nature::Renovation, 333),
            line("T", Nature::Running, 777),
            debt(Purpose::Principal, 50),
            debt(Purpose::Interest, 7),
            debt(Purpose::Deposit, 13),
        ];
        let subsidies = BTreeMap::from([(Payer::Asset("S".into()), Yen(300)), (Payer::Asset("T".into()), Yen(33))]);
        let costs: i64 = 1_000 + 101 + 333 + 777;
        let (bond, draw, sale, lease, tax) = (555, 100, 61, 9, 20);
        let year = FundingYear {
            costs_jpy: Yen(costs),
            principal_jpy: Yen(50),
            interest_jpy: Yen(7),
            deposit_jpy: Yen(13),
            subsidy_jpy: Yen(333),
            bond_jpy: Yen(bond),
            draw_jpy: Yen(draw),
            sale_jpy: Yen(sale),
            lease_jpy: Yen(lease),
            tax_return_jpy: Yen(tax),
            general_jpy: Yen(costs + 70 - 333 - bond - draw - sale - lease - tax),
            ..FundingYear::default()
        };
        let sources = allocate(&uses, &subsidies, &year);
        for (line, sources) in uses.iter().zip(&sources) {
            assert_eq!(sources.total(), line.yen);
        }
        let sum = |value: fn(&Sources) -> Yen| -> Yen { sources.iter().map(value).sum() };
        assert_eq!(sum(|sources| sources.subsidy), year.subsidy_jpy);
        assert_eq!(sum(|sources| sources.bond), year.bond_jpy);
        assert_eq!(sum(|sources| sources.draw), year.draw_jpy);
        assert_eq!(sum(|sources| sources.land), year.sale_jpy + year.lease_jpy);
        assert_eq!(sum(|sources| sources.tax_return), year.tax_return_jpy);
        assert_eq!(sum(|sources| sources.general), year.general_jpy);
        // Each payer's own subsidy; bonds only on works and design: 700, 101 and 300 share 555 as 352.86, 50.91 and 151.23.
        assert_eq!(sources.iter().map(|sources| sources.subsidy.0).collect::<Vec<_>>(), [300, 0, 33, 0, 0, 0, 0]);
        assert_eq!(sources.iter().map(|sources| sources.bond.0).collect::<Vec<_>>(), [353, 51, 151, 0, 0, 0, 0]);
        assert_eq!(sources.iter().map(|sources| sources.tax_return.0).collect::<Vec<_>>(), [0, 0, 0, 0, 18, 2, 0]);
    }

    #[test]
    fn parts_of_a_yen_go_to_the_largest_remainders_and_the_first_of_equals() {
        assert_eq!(proportional(Yen(10), &[Yen(3), Yen(3), Yen(3), Yen(3)]), [Yen(3), Yen(3), Yen(2), Yen(2)]);
        assert_eq!(proportional(Yen(5), &[Yen(1), Yen(0), Yen(8)]), [Yen(1), Yen(0), Yen(4)]);
        assert_eq!(proportional(Yen(99), &[Yen(1), Yen(2)]), [Yen(1), Yen(2)]);
        assert_eq!(proportional(Yen(7), &[Yen(0)]), [Yen(0)]);
    }

    #[test]
    fn a_saving_is_general_funds_alone() {
        let uses = [line("S", Nature::Temporary, -40), line("S", Nature::Running, 100)];
        let year = FundingYear { draw_jpy: Yen(30), ..FundingYear::default() };
        let sources = allocate(&uses, &BTreeMap::new(), &year);
        assert_eq!((sources[0].general, sources[1].draw, sources[1].general), (Yen(-40), Yen(30), Yen(70)));
    }
}
