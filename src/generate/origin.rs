//! `SOURCE.md` of a synthetic municipality: what each file is and where its values come from.

use super::targets::Targets;
use super::{Settings, Size, Summary};

/// `SOURCE.md` of the folder.
pub(super) fn source(settings: &Settings, targets: &Targets, summary: &Summary) -> String {
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
    let frame = if summary.preset == "setagaya" {
        "**the real ward's** frame, shown beside a synthetic city: 世田谷区, （仮称）未来つながるプラン2022-2023 素案・概要版 (September 2021), \
         今後2年間の財政見通し（令和3年8月時点修正）"
    } else {
        "a frame made up in proportion to residents from that published by 世田谷区 in September 2021; every name says 架空"
    };
    let streets = if settings.streets {
        "| `network-nodes.csv`, `network-edges.csv` | streets to walk on: a grid of 125 m with gaps, bends, paths and stairs |\n"
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
| `rooms.csv` | {rooms} rooms with bookable slots by time band, of schools and functions |
| `demand.geojson` | {cells} mesh cells of 250 m, {people} people in 2022 |
| `population.csv` | three projections, below |
| `fiscal_frame.csv` | {frame} |
{streets}| `kinds.toml`, `costs.toml` | the package's defaults, unchanged; sources in each row |
| `scenario.toml` | a planning question with rules made up for the demonstration |

Projections: `low` and `high` multiply the given residents of each age band by assumed factors. `outline-2021` has the totals of the
ward's corrected projection (世田谷区, plan outline of September 2021: 948,302 people in FY2031, about 28,000 more than in FY2021, a fall in
FY2022, then 0.4 % a year; FY2022 is derived as 948,302 / 1.004⁹), here times {scale:.4} (residents of this city per resident of the ward).

{former} of the facilities: former schools, empty or with a store only, which can house a school during its works. School buildings cost
to run what the ward's budget of FY2026 gives per m² (52.6 million yen an elementary, 42.7 a junior high school on average), times a random
factor. Rooms: shares of use and opening are assumptions after vacancies shown in 2025 and 2026.

Columns: `docs/project-folder.md`. Every row of the other tables has `source = synthetic`: values are drawn at random within ranges, none is observed.
Edits made by hand: none.
",
        seed = settings.seed,
        area = summary.area_km2,
        schools = summary.schools,
        facilities = summary.facilities,
        buildings = summary.building_rows,
        functions = summary.functions,
        rooms = summary.rooms,
        scale = targets.people_scale(),
        former = targets.former_schools,
        kinds = summary.kinds,
        cells = summary.cells,
        people = summary.people,
    )
}
