//! Bonds over their years: principal, interest, what they cost (formulation 12.3, 12.4, 12.9).

use crate::fiscal::FiscalYear;
use crate::scenario::FundingSettings;
use crate::units::Yen;

/// Tie-break per yen drawn from or put into the fund (formulation 12.10), yen.
pub const MOVEMENT_TIE_BREAK: f64 = 1e-6;

/// Terms of new bonds, and the service of existing ones.
#[derive(Clone, Debug)]
pub struct Debt {
    interest: f64,
    grace: i32,
    term: i32,
    /// Share of the service of new bonds that comes back.
    pub tax_return_ratio: f64,
    existing: Vec<(FiscalYear, Yen, Yen)>,
}

impl Debt {
    /// The terms of a scenario.
    pub fn new(settings: &FundingSettings) -> Self {
        let yen = |million: f64| Yen::round(million * 1e6);
        let rows = settings.existing_debt.iter();
        Self {
            interest: settings.interest_per_year,
            grace: i32::try_from(settings.grace_years).unwrap_or(i32::MAX),
            term: i32::try_from(settings.term_years).unwrap_or(i32::MAX),
            tax_return_ratio: settings.allocation_tax_return_ratio,
            existing: rows.map(|row| (row.fy, yen(row.principal_million_jpy), yen(row.interest_million_jpy))).collect(),
        }
    }

    fn payments(&self) -> f64 {
        f64::from(self.term - self.grace)
    }

    /// Share of a bond outstanding at the beginning of the `age`-th year after its issue: `b_j`.
    fn outstanding_at_beginning(&self, age: i32) -> f64 {
        if age > self.term {
            return 0.0;
        }
        1.0 - f64::from((age - self.grace - 1).max(0)) / self.payments()
    }

    /// Share of a bond paid back in the `age`-th year after its issue: `p_j`.
    fn principal_share(&self, age: i32) -> f64 {
        if self.grace < age && age <= self.term { 1.0 / self.payments() } else { 0.0 }
    }

    /// Share of a bond outstanding at the end of the `age`-th year after its issue; 1 at the end of the year of issue.
    pub fn outstanding_at_end(&self, age: i32) -> f64 {
        self.outstanding_at_beginning(age + 1)
    }

    /// Principal and interest per yen in the `age`-th year after the issue, not rounded; 0 in the year of issue.
    pub fn service_per_yen(&self, age: i32) -> f64 {
        if age < 1 {
            return 0.0;
        }
        self.principal_share(age) + self.interest * self.outstanding_at_beginning(age)
    }

    /// Present cost of a yen of bonds issued in `issued`: `φ(y)` (12.9), yen.
    pub fn financing_cost_per_yen(&self, discount: &dyn Fn(FiscalYear) -> f64, issued: FiscalYear) -> f64 {
        let back = self.tax_return_ratio;
        (1..=self.term)
            .map(|age| {
                let interest = self.interest * self.outstanding_at_beginning(age);
                discount(issued.plus(age)) * (interest - back * (interest + self.principal_share(age)))
            })
            .sum()
    }

    /// Principal and interest of a bond in the `age`-th year after its issue (12.3), whole yen.
    pub fn service(&self, bond: Yen, age: i32) -> (Yen, Yen) {
        if age < 1 || age > self.term {
            return (Yen::ZERO, Yen::ZERO);
        }
        let yearly = self.yearly_principal(bond);
        let principal = match age {
            _ if age <= self.grace => Yen::ZERO,
            _ if age == self.term => self.balance_at_beginning(bond, age),
            _ => yearly,
        };
        (principal, Yen::round(self.interest * self.balance_at_beginning(bond, age).as_f64()))
    }

    /// What is left of a bond at the end of the `age`-th year after its issue, whole yen.
    pub fn balance_at_end(&self, bond: Yen, age: i32) -> Yen {
        self.balance_at_beginning(bond, age + 1)
    }

    fn yearly_principal(&self, bond: Yen) -> Yen {
        Yen(bond.0.div_euclid(i64::from(self.term - self.grace).max(1)))
    }

    fn balance_at_beginning(&self, bond: Yen, age: i32) -> Yen {
        if age > self.term {
            return Yen::ZERO;
        }
        let paid = i64::from((age - self.grace - 1).max(0));
        Yen(bond.0 - self.yearly_principal(bond).0 * paid)
    }

    /// Principal and interest of existing debt in a year.
    pub fn existing(&self, year: FiscalYear) -> (Yen, Yen) {
        let rows = self.existing.iter().filter(|row| row.0 == year);
        rows.fold((Yen::ZERO, Yen::ZERO), |sum, row| (sum.0 + row.1, sum.1 + row.2))
    }

    /// Principal plus interest of existing debt in a year.
    pub fn existing_service(&self, year: FiscalYear) -> Yen {
        let (principal, interest) = self.existing(year);
        principal + interest
    }

    /// Existing debt at the end of a year: the principal of later years.
    pub fn existing_balance(&self, year: FiscalYear) -> Yen {
        self.existing.iter().filter(|row| row.0 > year).map(|row| row.1).sum()
    }
}
