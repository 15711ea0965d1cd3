//! The ready planning question of a synthetic municipality.

use super::money::Budget;
use super::stock::Stock;
use super::{Settings, Summary};

/// Rebuild starts per year in proportion to the ward's three for 90 schools. A smaller municipality is asked for a gap of 2 %, so that a first
/// example takes seconds; a larger one for 1 %.
const SCHOOLS_PER_START: usize = 30;
/// Years over which the service of older bonds falls to nothing.
const OLD_DEBT_YEARS: u32 = 10;
/// Share of it that is interest.
const OLD_DEBT_INTEREST: f64 = 0.1;

/// Where walks come from in a municipality with streets.
const STREETS: &str = r#"# Walks follow the streets of network-edges.csv, which are made up like everything else; method = "straight" leaves them.
[distance]
method = "network"

"#;

/// The planning question, a file of the folder itself.
pub(super) fn scenario(settings: &Settings, stock: &Stock, summary: &Summary) -> String {
    let starts = ((summary.schools + SCHOOLS_PER_START / 2) / SCHOOLS_PER_START).max(1);
    let budget = Budget::of(stock, summary.floor_m2);
    let fund = budget.fund;
    let rules = rules(starts, &budget);
    let old_debt = old_debt(&budget);
    let (gap, percent) = if summary.schools < SCHOOLS_PER_START { (0.02, "2") } else { (0.01, "1") };
    let name = summary.preset;
    let seed = settings.seed;
    let distance = if settings.streets { STREETS } else { "" };
    format!(
        r#"# A planning question for a synthetic municipality (preset {name}, seed {seed}): {schools} schools, {facilities} facilities.
# Every figure of the municipality is made up; the rules below are assumptions of this demonstration and nobody's policy.
# Fields left out have the defaults of docs/scenario.md. A variant is a file with `extends` and the lines it changes.

name = "{name}"
description = """
学校の改築に合わせて周辺の公共施設を複合化し、学校の部屋も開いて使い、今後30年の更新費用と施設の老朽化を抑えつつ、歩いて行ける
身近なサービスを守るには、どの学校をいつ改築し、何を移し、どの跡地をどうし、財源をどう組むか。（架空の自治体による例題）"""
project = "."

# Thirty years in six periods whose ends are those of the usual ten-year plans.
[horizon]
start_fy = 2022
period_years = [5, 5, 5, 5, 5, 5]

# Unit prices: base values of costs.toml in prices of 2026; works become 1 % dearer each year; social discount rate.
[cost]
price_base_fy = 2026
price_escalation_per_year = 0.01
discount_rate_per_year = 0.04

# One hub takes at most this much floor of other services, so that the school stays a school.
[moves]
hub_guest_cap_m2 = 3000

# A service above the cap of its use zone may be built in with a permit (建築基準法48条ただし書), which costs time and money.
[permits]
zone_exception = true

# Where the money comes from. Assumptions: bonds for 75 % of the local share at 1.5 %, three years of grace, twenty in all; nothing
# comes back through the allocation tax, as in the special wards; a fund, and older bonds whose service ends in ten years.
[funding]
subsidies = true
charge_ratio = 0.75
interest_per_year = 0.015
grace_years = 3
term_years = 20
allocation_tax_return_ratio = 0.0
fund_opening_million_jpy = {fund}
existing_debt = [
{old_debt}]

# A square metre in use beyond its life costs twice what a new one costs a year (about 830,000 yen over 80 years at 4 %: 35,000);
# below that, doing nothing is cheapest. An assumption: the dearer, the more is renewed.
[objective]
overdue_price_jpy_per_m2_year = 60000

{distance}# The plan found costs at most this much more than the best there is: {percent} %.
[solver]
gap = {gap}

{rules}"#,
        schools = summary.schools,
        facilities = summary.facilities,
    )
}

/// The rules of the question.
fn rules(starts: usize, budget: &Budget) -> String {
    let (investment, general_funds) = (budget.investment, budget.general_funds);
    format!(
        r#"[[rule]]
id = "pace"
clause = "例題 P1-1"
owner = "教育環境課（架空）"
reason = "設計・監理の体制と工事の発注能力から、学校の改築着工は年{starts}校までとする（例題の仮定）"
limit = {{ type = "school_starts_per_year", at_most = {starts} }}

[[rule]]
id = "works-per-district"
clause = "例題 P1-2"
owner = "災害対策課（架空）"
reason = "避難所を減らさないため、同じ地区で同時に工事する学校は1校までとする（例題の仮定）"
limit = {{ type = "schools_in_works_per_district", at_most = 1 }}

[[rule]]
id = "children-halls"
clause = "例題 P1-3"
owner = "児童課（架空）"
reason = "児童館は各地区に1館を保つ（例題の仮定）"
limit = {{ type = "district_minimum", kind = "children_hall", at_least = 1 }}

[[rule]]
id = "branch-offices"
clause = "例題 P1-4"
owner = "地域行政課（架空）"
reason = "まちづくりセンターは各地区に1か所を保つ（例題の仮定）"
limit = {{ type = "district_minimum", kind = "branch_office", at_least = 1 }}

[[rule]]
id = "investment"
clause = "例題 P2-1"
owner = "財政課（架空）"
reason = "毎年の投資的経費を{investment}百万円までに平準化する（例題の仮定）"
limit = {{ type = "investment_per_year", at_most_million_jpy = {investment} }}

[[rule]]
id = "floor-area"
clause = "例題 P2-2"
owner = "公共施設マネジメント課（架空）"
reason = "学校は改築で大きくなるが、施設全体の延床面積は最終年度に現在の103%までに抑える（例題の仮定）"
limit = {{ type = "floor_area", fy = 2051, at_most_ratio = 1.03 }}

[[rule]]
id = "general-funds"
clause = "例題 P2-3"
owner = "財政課（架空）"
reason = "公共施設に充てる一般財源（運営費・公債費を含む）は毎年{general_funds}百万円までとする（例題の仮定）"
limit = {{ type = "general_funds_per_year", at_most_million_jpy = {general_funds} }}

# Soft rules: what is missed costs so many yen in the comparison of plans, none of which is paid.
[[rule]]
id = "hub-share"
clause = "例題 P1-5"
owner = "公共施設マネジメント課（架空）"
reason = "改築する学校の半数以上を複合拠点とする。足りない1校につき1億円と評価する（例題の仮定）"
limit = {{ type = "hub_share", at_least_ratio = 0.5 }}
soft_price_jpy = 100000000

[[rule]]
id = "library-coverage"
clause = "例題 P1-6"
owner = "図書館課（架空）"
reason = "図書館から徒歩圏内に住む人の割合を現在より下げない。圏外になる1人1期につき2万円と評価する（例題の仮定）"
limit = {{ type = "coverage", kind = "library", at_least_ratio = 1.0 }}
soft_price_jpy = 20000

[[rule]]
id = "meeting-slots"
clause = "例題 P3-1"
owner = "地域活動推進課（架空）"
reason = "会議室の利用コマを今の場所か徒歩圏の学校で満たす。足りない1コマ（年・帯・期ごと）につき2万円と評価する（例題の仮定）"
limit = {{ type = "slots_within_walk", room_class = "meeting", margin = 1.0 }}
soft_price_jpy = 20000
"#
    )
}

/// Service of older bonds by year: principal and interest fall in a straight line to nothing.
fn old_debt(budget: &Budget) -> String {
    let lines: Vec<String> = (0..OLD_DEBT_YEARS)
        .map(|year| {
            let left = f64::from(OLD_DEBT_YEARS - year) / f64::from(OLD_DEBT_YEARS);
            let interest = (budget.old_debt * OLD_DEBT_INTEREST * left).round();
            let principal = (budget.old_debt * left).round() - interest;
            let fy = 2022 + year;
            format!("    {{ fy = {fy}, principal_million_jpy = {principal}, interest_million_jpy = {interest} }},\n")
        })
        .collect();
    lines.concat()
}
