//! `catchments`: who is served by which place, as ground where demand points are areas, else as lines to the place.
//!
//! Areas are the demand points' outlines with the borders between them dissolved. Points have no ground: a hull or cells
//! around them would claim some that nobody measured, so that each is joined to its place by a line.

use rayon::prelude::*;

use super::{columns, unstyled};
use crate::error::Text;
use crate::fiscal::FiscalYear;
use crate::geography::{LonLat, Outline};
use crate::id::{DemandIx, FunctionIx, PeriodIx};
use crate::metrics::PointAccess;
use crate::report::book::Book;
use crate::report::gis::columns::KindNames;
use crate::report::gis::geometry::{Position, Shape, ShapeType};
use crate::report::gis::table::{Cell, Row, Table, last_day};

const KEYS: &[&str] = &[
    "id",
    "function_id",
    "function_name",
    "kind",
    "kind_ja",
    "site_id",
    "site_name",
    "valid_from",
    "valid_to",
    "from_fy",
    "to_fy",
    "demand_points",
    "users_people",
    "mean_walk_m",
    "max_walk_m",
];

/// Demand points with their walks, metres.
type Members = Vec<(DemandIx, f64)>;

/// A place and who walks there, as long as both stay the same.
struct Catchment {
    function: FunctionIx,
    /// First and last period; none = today.
    periods: Option<(PeriodIx, PeriodIx)>,
    members: Members,
}

/// The table: today's catchments first, then those of each function in order of time.
pub(super) fn table(book: &Book<'_>, access: &[PointAccess], kinds: &KindNames) -> Table {
    let instance = book.instance;
    let mut catchments = at(book, access, None);
    // Today's stand by themselves, so that they can be filtered.
    let mut open: Vec<Option<usize>> = vec![None; instance.functions.len()];
    for t in instance.horizon.period_indices() {
        for next in at(book, access, Some(t)) {
            let before = open[next.function.0].filter(|&before| goes_on(book, &catchments[before], &next, t));
            if let Some(periods) = before.and_then(|before| catchments[before].periods.as_mut()) {
                periods.1 = t;
            } else {
                open[next.function.0] = Some(catchments.len());
                catchments.push(next);
            }
        }
    }
    catchments
        .sort_by_key(|catchment| (catchment.periods.is_some(), catchment.function, catchment.periods.map(|(from, _)| from)));
    let are_areas = !instance.project.demand.is_empty() && instance.project.demand.iter().all(|point| point.outline.is_some());
    let rows = catchments.par_iter().map(|catchment| row(book, catchment, are_areas)).collect();
    let words = [
        Text::new("利用圏", "catchments"),
        Text::new(
            "最寄りの場所ごとの利用圏に1行。同じ利用圏が続く間。有効開始日が空は現在",
            "a row for each place that is the nearest for someone, as long as it is so for the same; no first day = today",
        ),
    ];
    let shape = if are_areas { ShapeType::Areas } else { ShapeType::Lines };
    unstyled("catchments", words, Some(shape), columns(KEYS, kinds), rows)
}

/// The catchments of one time, in the order of functions.
fn at(book: &Book<'_>, access: &[PointAccess], period: Option<PeriodIx>) -> Vec<Catchment> {
    let mut members: Vec<Members> = vec![Vec::new(); book.instance.functions.len()];
    for row in access {
        if let Some(near) = period.map_or(row.today, |t| row.periods[t.0]) {
            members[near.function.0].push((row.demand, near.distance.0));
        }
    }
    let all = members.into_iter().enumerate().filter(|(_, members)| !members.is_empty());
    all.map(|(function, members)| Catchment { function: FunctionIx(function), periods: period.map(|t| (t, t)), members })
        .collect()
}

/// Whether a catchment is still the same in the period `t` that follows it.
fn goes_on(book: &Book<'_>, before: &Catchment, next: &Catchment, t: PeriodIx) -> bool {
    let Some((_, last)) = before.periods else { return false };
    let site = |t: PeriodIx| book.site_of_function(before.function, book.instance.horizon.period(t).start);
    last.0 + 1 == t.0 && before.members == next.members && site(last) == site(t)
}

fn row(book: &Book<'_>, catchment: &Catchment, are_areas: bool) -> Row {
    let instance = book.instance;
    let horizon = &instance.horizon;
    let entry = &instance.functions[catchment.function.0];
    let (first, last) = catchment.periods.map_or((None, None), |(from, to)| (Some(from), Some(to)));
    let from = first.map(|t| horizon.period(t).start);
    let to = last.map_or(horizon.first().plus(-1), |t| horizon.period(t).last());
    let site = match from {
        Some(year) => book.site_of_function(catchment.function, year),
        None => &instance.site_of(entry.home).site.id,
    };
    let place = instance.site(site).map(|site| instance.sites[site.0].site);
    let weight = |demand| instance.weight(demand, entry.kind, first.unwrap_or(PeriodIx(0)));
    let users: f64 = catchment.members.iter().map(|&(demand, _)| weight(demand)).sum();
    let walked: f64 = catchment.members.iter().map(|&(demand, walk)| weight(demand) * walk).sum();
    let longest = catchment.members.iter().map(|&(_, walk)| walk).fold(0.0, f64::max);
    let kind = instance.kinds[entry.kind.0];
    let cells = vec![
        Cell::Text(format!(
            "{}/{}",
            entry.function.id,
            from.map_or_else(|| "today".to_owned(), |year: FiscalYear| year.to_string())
        )),
        Cell::text(entry.function.id.as_str()),
        Cell::text(&entry.function.name),
        Cell::text(kind.id.as_str()),
        Cell::text(&kind.name_ja),
        Cell::text(site.as_str()),
        Cell::maybe(place.map(|site| site.name.as_str())),
        from.map_or(Cell::Null, Cell::first_day),
        Cell::Text(last_day(to)),
        Cell::year(from),
        Cell::year(to),
        Cell::count(catchment.members.len()),
        Cell::number(users),
        Cell::number((users > 0.0).then(|| walked / users)),
        Cell::number(longest),
    ];
    let shape = match place {
        _ if are_areas => Some(ground(book, catchment)),
        Some(place) => star(book, catchment, place.location),
        None => None,
    };
    Row { shape, cells }
}

/// The ground of all members.
fn ground(book: &Book<'_>, catchment: &Catchment) -> Shape {
    let demand = &book.instance.project.demand;
    let outlines = catchment.members.iter().filter_map(|(point, _)| demand[point.0].outline.as_ref());
    Shape::of_outline(&Outline::together(outlines))
}

/// A line from every member to the place; none where all of them are in its very spot.
fn star(book: &Book<'_>, catchment: &Catchment, place: LonLat) -> Option<Shape> {
    let demand = &book.instance.project.demand;
    let line = |&(point, _): &(DemandIx, f64)| {
        let from = demand[point.0].location;
        ((from.lon, from.lat) != (place.lon, place.lat)).then(|| vec![[from.lon, from.lat], [place.lon, place.lat]])
    };
    let lines: Vec<Vec<Position>> = catchment.members.iter().filter_map(line).collect();
    (!lines.is_empty()).then_some(Shape::Lines(lines))
}
