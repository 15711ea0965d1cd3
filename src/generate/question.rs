//! The ready planning question and the statement of origin of a synthetic municipality.

use super::{Settings, Size, Summary};

/// Rebuild starts per year in proportion to the ward's three for 90 schools.
const SCHOOLS_PER_START: usize = 30;
/// Investment per year that binds mildly, million yen: a part for any municipality and a part per million m² of floor. A
/// demonstration's assumption, not a budget: a ward gets about 25,000, some years of three rebuilt schools and little else.
const INVESTMENT_BASE: f64 = 3_000.0;
const INVESTMENT_PER_MILLION_M2: f64 = 17_200.0;

/// The planning question, a file of the folder itself.
pub(super) fn scenario(settings: &Settings, summary: &Summary) -> String {
    let starts = ((summary.schools + SCHOOLS_PER_START / 2) / SCHOOLS_PER_START).max(1);
    #[expect(clippy::cast_precision_loss, reason = "floors are far below 2^53")]
    let floor = summary.floor_m2 as f64;
    let investment = (INVESTMENT_BASE + INVESTMENT_PER_MILLION_M2 * floor / 1e6) / 100.0;
    let investment = investment.round() * 100.0;
    let name = summary.preset;
    let seed = settings.seed;
    format!(
        r#"# A planning question for a synthetic municipality (preset {name}, seed {seed}): {schools} schools, {facilities} facilities.
# Every figure of the municipality is made up; the rules below are assumptions of this demonstration and nobody's policy.
# Fields left out have the defaults of docs/scenario.md. A variant is a file with `extends` and the lines it changes.

name = "{name}"
description = """
学校の改築に合わせて周辺の公共施設を複合化し、今後30年の更新費用と施設の老朽化を抑えつつ、歩いて行ける身近なサービスを守るには、
どの学校をいつ改築し、何を移し、どの跡地をどうするか。（架空の自治体による例題）"""
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

# A square metre in use beyond its life costs twice what a new one costs a year (about 830,000 yen over 80 years at 4 %: 35,000);
# below that, doing nothing is cheapest. An assumption: the dearer, the more is renewed.
[objective]
overdue_price_jpy_per_m2_year = 60000

# The plan found costs at most 1 % more than the best there is.
[solver]
gap = 0.01

[[rule]]
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
"#,
        schools = summary.schools,
        facilities = summary.facilities,
    )
}

/// `SOURCE.md` of the folder.
pub(super) fn source(settings: &Settings, summary: &Summary) -> String {
    let made_with = match settings.size {
        Size::Preset(_) => format!("preset `{}`", summary.preset),
        Size::Counts(counts) => {
            format!("sizes {} schools, {} facilities, {} cells", counts.schools, counts.facilities, counts.cells)
        }
    };
    let likeness = if summary.preset == "setagaya" {
        "
Totals are those published for Setagaya (世田谷区): 61 elementary and 29 junior high schools, 28 districts in 5 regions, 58.05 km²,
about 1.28 million m² of floor, schools mostly of 1955-1974, quantiles of land prices, spacing of schools; 943,664 people in 2022.
Outline, places, names and every single value are made up. Nothing here describes any real building.
"
    } else {
        ""
    };
    format!(
        "# Synthetic municipality

Made by `fukugo generate`, {made_with}, seed {seed}. The same settings give the same bytes on every platform.
{likeness}
| publisher | license | date | CRS |
|---|---|---|---|
| this project | CC0 1.0 for the data; `kinds.toml` and `costs.toml` as the package's defaults | made for fiscal years 2022-2052 | WGS 84, longitude and latitude; the ground lies in open sea on purpose |

| file | rows |
|---|---|
| `boundary.geojson` | outline, {area:.2} km² |
| `schools.geojson` | {schools} schools |
| `facilities.geojson` | {facilities} facilities |
| `buildings.csv` | {buildings} buildings of the sites that have several; all others are implied by their site |
| `functions.csv` | {functions} functions of {kinds} kinds |
| `demand.geojson` | {cells} mesh cells of 250 m, {people} people in 2022 |
| `kinds.toml`, `costs.toml` | the package's defaults, unchanged; sources in each row |
| `scenario.toml` | a planning question with rules made up for the demonstration |

Columns: `docs/project-folder.md`. Every row has `source = synthetic`: values are drawn at random within ranges, none is observed.
Edits made by hand: none.
",
        seed = settings.seed,
        area = summary.area_km2,
        schools = summary.schools,
        facilities = summary.facilities,
        buildings = summary.building_rows,
        functions = summary.functions,
        kinds = summary.kinds,
        cells = summary.cells,
        people = summary.people,
    )
}
