//! What a choice of sites amounts to, from the input alone: the second statement of every problem, which knows no solver.

use super::question::{Kind, Places, Question, Status};
use crate::error::Text;

/// A demand point with a site that serves it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assigned {
    /// Position of the demand point.
    pub demand: usize,
    /// Position of the site.
    pub site: usize,
    /// Share of the demand point's weight, 0–1.
    pub share: f64,
}

/// A choice of sites, measured.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The objective.
    pub objective: f64,
    /// Who serves whom; empty for p-dispersion, and without demand points beyond the radius of a covering problem.
    pub assigned: Vec<Assigned>,
    /// Rules that are broken.
    pub breaches: Vec<Text>,
}

/// Share of a sum by which two statements of it may differ: far above the rounding of sums, far below a planner's unit.
const TOLERANCE: f64 = 1e-9;
/// Share of a capacity or a weight by which flows may be off: what linear programmes leave.
const FLOW_TOLERANCE: f64 = 1e-6;

/// Whether two statements of one sum agree.
pub(super) fn agree(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1e-300)
}

/// Measures `chosen` (positions of open sites); `flows` says who serves whom where the nearest site need not.
pub fn measure(places: &Places, question: &Question, chosen: &[usize], flows: Option<&[Assigned]>) -> Measured {
    let mut breaches = Vec::new();
    check_sites(places, question, chosen, &mut breaches);
    let objective_and_assigned = match question.kind {
        Kind::PDispersion => (separation(places, chosen), Vec::new()),
        Kind::Capacitated => capacitated(places, question, chosen, flows.unwrap_or(&[]), &mut breaches),
        Kind::MaxCover | Kind::SetCover | Kind::PartialCover => covering(places, question, chosen, &mut breaches),
        Kind::PMedian | Kind::PCenter | Kind::Facility => nearest(places, question, chosen, &mut breaches),
    };
    Measured { objective: objective_and_assigned.0, assigned: objective_and_assigned.1, breaches }
}

fn check_sites(places: &Places, question: &Question, chosen: &[usize], breaches: &mut Vec<Text>) {
    let is_chosen = |site: usize| chosen.contains(&site);
    for (position, site) in places.sites.iter().enumerate() {
        if site.status.is_open() && !is_chosen(position) {
            breaches.push(Text::new(format!("{} は開いていなければなりません", site.id), format!("{} must be open", site.id)));
        }
        if site.status == Status::Forbidden && is_chosen(position) {
            breaches.push(Text::new(format!("{} は開けません", site.id), format!("{} must not be open", site.id)));
        }
    }
    let opened = chosen.iter().filter(|&&site| places.sites[site].status != Status::Existing).count();
    if question.open.is_some_and(|wanted| wanted != opened) {
        breaches.push(Text::new(format!("開く箇所は {opened} です"), format!("{opened} sites are opened")));
    }
}

fn nearest_of(places: &Places, demand: usize, chosen: &[usize]) -> Option<(usize, f64)> {
    let mut best: Option<(usize, f64)> = None;
    for &site in chosen {
        let distance = places.distance(demand, site);
        if best.is_none_or(|(_, least)| distance < least) {
            best = Some((site, distance));
        }
    }
    best
}

fn nearest(places: &Places, question: &Question, chosen: &[usize], breaches: &mut Vec<Text>) -> (f64, Vec<Assigned>) {
    let mut assigned = Vec::with_capacity(places.demand.len());
    let (mut sum, mut longest) = (0.0, 0.0f64);
    for (demand, point) in places.demand.iter().enumerate() {
        let Some((site, distance)) = nearest_of(places, demand, chosen) else {
            breaches.push(Text::new(format!("{} を受け持つ施設がありません", point.id), format!("nobody serves {}", point.id)));
            continue;
        };
        if question.max_distance.is_some_and(|most| distance > most) {
            breaches.push(Text::new(
                format!("{} は遠すぎます: {distance}", point.id),
                format!("{} is too far: {distance}", point.id),
            ));
        }
        sum += if places.is_whole { distance } else { point.weight * distance };
        longest = longest.max(distance);
        assigned.push(Assigned { demand, site, share: 1.0 });
    }
    if question.kind == Kind::PCenter {
        return (longest, assigned);
    }
    (sum + fixed_costs(places, chosen, 0.0), assigned)
}

/// Costs of sites that are not there yet, `each` where none is given.
fn fixed_costs(places: &Places, chosen: &[usize], each: f64) -> f64 {
    let new = chosen.iter().map(|&site| &places.sites[site]).filter(|site| site.status != Status::Existing);
    new.map(|site| site.cost.unwrap_or(each)).sum()
}

fn covering(places: &Places, question: &Question, chosen: &[usize], breaches: &mut Vec<Text>) -> (f64, Vec<Assigned>) {
    let radius = question.radius.unwrap_or(f64::INFINITY);
    let times = if question.kind == Kind::SetCover { question.cover_times } else { 1 };
    let (mut covered, mut assigned) = (0.0, Vec::new());
    for (demand, point) in places.demand.iter().enumerate() {
        let count = chosen.iter().filter(|&&site| places.distance(demand, site) <= radius).count();
        if count >= times {
            covered += point.weight;
        } else if question.kind == Kind::SetCover {
            breaches.push(Text::new(
                format!("{} は {count} 箇所の圏内です", point.id),
                format!("{} is covered {count} times", point.id),
            ));
        }
        if let Some((site, distance)) = nearest_of(places, demand, chosen)
            && distance <= radius
        {
            assigned.push(Assigned { demand, site, share: 1.0 });
        }
    }
    if question.kind == Kind::MaxCover {
        return (covered, assigned);
    }
    let all: f64 = places.demand.iter().map(|point| point.weight).sum();
    if question.kind == Kind::PartialCover && covered < question.share * all * (1.0 - TOLERANCE) {
        breaches.push(Text::new(format!("圏内の重みは {covered} です"), format!("the weight covered is {covered}")));
    }
    (fixed_costs(places, chosen, 1.0), assigned)
}

fn capacitated(
    places: &Places,
    question: &Question,
    chosen: &[usize],
    flows: &[Assigned],
    breaches: &mut Vec<Text>,
) -> (f64, Vec<Assigned>) {
    let mut served = vec![0.0; places.demand.len()];
    let mut sources = vec![0usize; places.demand.len()];
    let mut load = vec![0.0; places.sites.len()];
    let mut cost = fixed_costs(places, chosen, 0.0);
    for flow in flows {
        let (point, site) = (&places.demand[flow.demand], &places.sites[flow.site]);
        served[flow.demand] += flow.share;
        sources[flow.demand] += 1;
        load[flow.site] += flow.share * point.weight;
        cost += flow.share * places.cost(flow.demand, flow.site);
        if !chosen.contains(&flow.site) {
            breaches.push(Text::new(format!("{} は開いていません", site.id), format!("{} is not open", site.id)));
        }
        let distance = places.distance(flow.demand, flow.site);
        if question.max_distance.is_some_and(|most| distance > most) {
            breaches.push(Text::new(
                format!("{} は遠すぎます: {distance}", point.id),
                format!("{} is too far: {distance}", point.id),
            ));
        }
    }
    for (demand, point) in places.demand.iter().enumerate() {
        if (served[demand] - 1.0).abs() > FLOW_TOLERANCE {
            breaches.push(Text::new(
                format!("{} の受け持ちは {} です", point.id, served[demand]),
                format!("{} of {} is served", served[demand], point.id),
            ));
        }
        if question.is_single_source && sources[demand] > 1 {
            breaches.push(Text::new(format!("{} は分けられません", point.id), format!("{} must not be split", point.id)));
        }
    }
    for (position, site) in places.sites.iter().enumerate() {
        if site.capacity.is_some_and(|capacity| load[position] > capacity * (1.0 + FLOW_TOLERANCE) + 1e-9) {
            breaches.push(Text::new(
                format!("{} の受け持ち {} は容量を超えます", site.id, load[position]),
                format!("{} serves {}, more than its capacity", site.id, load[position]),
            ));
        }
    }
    (cost, flows.to_vec())
}

/// Distance of the two nearest sites; infinite for one site. The sites are their own demand points.
fn separation(places: &Places, chosen: &[usize]) -> f64 {
    let mut least = f64::INFINITY;
    for (position, &a) in chosen.iter().enumerate() {
        for &b in &chosen[position + 1..] {
            least = least.min(places.distance(a, b)).min(places.distance(b, a));
        }
    }
    least
}
