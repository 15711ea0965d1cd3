//! Amounts of the municipality's budget: the fiscal frame a plan is shown beside, and what the ready question assumes about funds.

use super::Preset;
use super::stock::Stock;
use super::targets::Targets;
use crate::project::Ownership;

/// A line of the fiscal frame (財政見通し).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FrameRow {
    pub(super) fy: i32,
    pub(super) item: &'static str,
    pub(super) name: String,
    pub(super) amount_million_jpy: u64,
}

/// Years of the frame.
const FRAME_YEARS: [i32; 2] = [2022, 2023];
/// Item, name and amounts of [`FRAME_YEARS`], million yen.
///
/// # Source
/// 世田谷区, （仮称）未来つながるプラン2022-2023 素案・概要版 (September 2021), 今後2年間の財政見通し（令和3年8月時点修正）.
const FRAME: [(&str, &str, [u64; FRAME_YEARS.len()]); 5] = [
    ("investment", "投資的経費", [31_651, 42_924]),
    ("bonds", "特別区債", [9_720, 16_937]),
    ("fund_draws", "繰入金", [13_300, 16_010]),
    ("debt_service", "公債費", [11_520, 11_073]),
    ("total", "歳出合計", [319_169, 332_456]),
];

/// The real ward's frame beside the synthetic ward; elsewhere the same per resident, and named as made up.
pub(super) fn frame(targets: &Targets) -> Vec<FrameRow> {
    let is_ward = targets.name == Preset::Setagaya.name();
    let mut rows = Vec::new();
    for (year, fy) in FRAME_YEARS.into_iter().enumerate() {
        for (item, name, amounts) in FRAME {
            #[expect(clippy::cast_precision_loss, reason = "budgets in million yen are far below 2^53")]
            let amount = amounts[year] as f64 * targets.people_scale();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "amounts, never negative")]
            let scaled = amount.round() as u64;
            let name = if is_ward { name.to_owned() } else { format!("{name}（架空）") };
            rows.push(FrameRow { fy, item, name, amount_million_jpy: if is_ward { amounts[year] } else { scaled } });
        }
    }
    rows
}

/// What the ready question assumes about money, million yen. A demonstration's assumptions, nobody's budget.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Budget {
    /// Investment of a year, at most.
    pub(super) investment: f64,
    /// General funds of a year, at most.
    pub(super) general_funds: f64,
    /// The fund for buildings before the first year.
    pub(super) fund: f64,
    /// Service of older bonds in the first year.
    pub(super) old_debt: f64,
}

/// Investment per year that binds mildly, million yen: a part for any municipality and a part per million m² of floor: a ward gets
/// about 25,000, some years of three rebuilt schools and little else.
const INVESTMENT_BASE: f64 = 3_000.0;
const INVESTMENT_PER_MILLION_M2: f64 = 17_200.0;
/// General funds for investment and the service of its bonds, as a share of the investment limit, beyond what keeping everything as
/// it is costs. Doing nothing always fits; a year at the investment limit needs bonds or the fund.
const GENERAL_SHARE: f64 = 0.4;
/// The fund, per million m² of floor: 13,000 million yen for a ward, as the ward put into its school fund in FY2022.
const FUND_PER_MILLION_M2: f64 = 10_000.0;
/// Service of older bonds for buildings in the first year, per million m² of floor; it falls by a tenth of that each year.
const OLD_DEBT_PER_MILLION_M2: f64 = 4_000.0;
/// Repairs, million yen per million m² and year: `repair_kyen_m2_year` of the default costs.
const REPAIR_PER_MILLION_M2: f64 = 1_000.0;

impl Budget {
    /// The assumptions for a municipality with `floor_m2` of buildings.
    pub(super) fn of(stock: &Stock, floor_m2: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "floors are far below 2^53")]
        let floor = floor_m2 as f64 / 1e6;
        let running = stock.functions.iter().map(|function| function.running_cost_kyen);
        let schools = stock.sites.iter().filter_map(|site| site.school.as_ref()).map(|school| school.running_cost_kyen);
        let leased = stock.sites.iter().filter(|site| site.ownership == Ownership::Leased);
        let kept_kyen: u64 = running.chain(schools).chain(leased.map(|site| site.annual_rent_kyen)).sum();
        #[expect(clippy::cast_precision_loss, reason = "budgets in thousand yen are far below 2^53")]
        let kept = kept_kyen as f64 / 1e3 + REPAIR_PER_MILLION_M2 * floor;
        let investment = hundreds(INVESTMENT_BASE + INVESTMENT_PER_MILLION_M2 * floor);
        let old_debt = (OLD_DEBT_PER_MILLION_M2 * floor / 10.0).round() * 10.0;
        Self {
            investment,
            general_funds: hundreds(kept + old_debt + GENERAL_SHARE * investment),
            fund: hundreds(FUND_PER_MILLION_M2 * floor),
            old_debt,
        }
    }
}

/// Rounded to hundreds.
fn hundreds(amount: f64) -> f64 {
    (amount / 100.0).round() * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::Size;

    #[test]
    fn the_ward_is_shown_beside_its_own_frame() {
        let rows = frame(&Targets::of(Size::Preset(Preset::Setagaya)).unwrap());
        let total: u64 = rows.iter().filter(|row| row.item == "total").map(|row| row.amount_million_jpy).sum();
        assert_eq!((rows.len(), total), (10, 319_169 + 332_456));
        assert!(rows.iter().all(|row| !row.name.contains("架空")));
    }

    #[test]
    fn another_frame_is_in_proportion_and_says_that_it_is_made_up() {
        let rows = frame(&Targets::of(Size::Preset(Preset::Town)).unwrap());
        // 31,651 × 60,947 / 943,664 = 2,044.2.
        assert_eq!(rows[0].amount_million_jpy, 2_044);
        assert!(rows.iter().all(|row| row.name.ends_with("（架空）")));
    }
}
