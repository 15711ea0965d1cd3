//! How far two numbers may lie apart and still say the same, and why. Yen are whole and are compared exactly.

/// Share by which recomputed floor and overdue areas may differ from claimed ones, square metres per square metre (at least
/// 1 m²): sums of a few thousand areas in another order differ by far less, and no decision changes floor by so little.
const AREA: f64 = 1e-6;

/// Share by which a term of the objective may differ, of the sum of its addends' magnitudes (at least 1): a million additions in
/// another order lose about 1e-10 of it.
const TERM: f64 = 1e-9;

/// Share of its limit (at least 1 in the limit's own unit) by which a row may be missed: the feasibility tolerance a
/// mixed-integer solver works with, so that a plan on the limit is not rejected for its arithmetic.
const ROW: f64 = 1e-6;

/// By how much a plan's whole yen may miss a funding limit, million yen: the rounding of the service of its bonds in one year
/// (12.8).
pub(super) const FUNDING: f64 = 1e-3;

/// Share of its limit (at least 1 in the limit's own unit) below which a soft row is not missed but rounded: what it costs then would
/// be noise.
pub(super) const ROUNDING: f64 = 1e-9;

/// Whether two areas in square metres agree.
pub(super) fn areas_agree(claimed: f64, recomputed: f64) -> bool {
    (claimed - recomputed).abs() <= AREA * recomputed.abs().max(1.0)
}

/// Whether two terms of the objective agree, `magnitude` being the sum of the addends' magnitudes.
pub(super) fn terms_agree(claimed: f64, recomputed: f64, magnitude: f64) -> bool {
    (claimed - recomputed).abs() <= TERM * magnitude.max(1.0)
}

/// Whether `amount` is at most `limit`, both in the limit's own unit.
pub(super) fn is_at_most(amount: f64, limit: f64) -> bool {
    amount - limit <= ROW * limit.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_number_agrees_with_nothing() {
        assert!(!areas_agree(f64::NAN, 0.0));
        assert!(!terms_agree(f64::NAN, 0.0, 1.0));
        assert!(!is_at_most(f64::NAN, 1.0));
    }
}
