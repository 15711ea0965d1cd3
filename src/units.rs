//! Quantities that cross module edges: money, floor area, distance, people, shares.
//!
//! A bare `f64` lives only inside arithmetic and solver rows. Where a plain number must leave the program its name carries
//! the unit (`gfa_m2`, `cost_jpy`).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Money in whole yen; negative amounts are revenue or savings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Yen(pub i64);

impl Yen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Rounds an amount to whole yen, halves upwards: the one rounding rule of every cash flow (formulation, section 3).
    ///
    /// `amount` is finite and below 2^53 yen (9,007 兆円), which `load` guarantees by its limits on areas and prices.
    pub fn round(amount: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "load bounds every factor, so amounts stay far below 2^53 yen")]
        Self((amount + 0.5).floor() as i64)
    }

    /// The amount as a real number of yen, for discounting and for solver rows.
    pub fn as_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "amounts stay below 2^53 yen, where every integer is exact")]
        {
            self.0 as f64
        }
    }
}

impl Add for Yen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Yen {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Yen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Yen {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for Yen {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Yen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

macro_rules! real_unit {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0.0);
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Mul<f64> for $name {
            type Output = Self;
            fn mul(self, factor: f64) -> Self {
                Self(self.0 * factor)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
                values.fold(Self::ZERO, Add::add)
            }
        }
    };
}

real_unit! {
    /// Floor or land area in square metres.
    SquareMeters
}
real_unit! {
    /// Length in metres; a walking distance unless said otherwise.
    Meters
}
real_unit! {
    /// A number of people; fractional where a projection is.
    People
}
real_unit! {
    /// A share or rate, 0–1 unless said otherwise; percent appears only in rendered text.
    Ratio
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_a_yen_round_upwards_on_both_sides_of_zero() {
        assert_eq!(Yen::round(2.5), Yen(3));
        assert_eq!(Yen::round(2.499_999), Yen(2));
        assert_eq!(Yen::round(-2.5), Yen(-2));
    }

    #[test]
    fn yen_sum_exactly() {
        let total: Yen = [Yen(3), Yen(-5), Yen(1_000_000_000_000)].into_iter().sum();
        assert_eq!(total, Yen(999_999_999_998));
    }
}
