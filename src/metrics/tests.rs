//! One town on which every metric is worked out on paper.
//!
//! School S (4,000 m², 1960) at the origin; hall-a and library-a in H (800 m², 1970), 1 km east; hall-b in G (600 m², 1990), 3 km
//! east. Two periods of five years from FY 2022. S is rebuilt as a hub for 2027, library-a moves in, hall-a is merged into
//! hall-b, H is closed and sold. Walks are straight lines, there is no escalation and no discount.

mod slots;
mod whole;

use super::town::{act, add_demand, add_facility, add_function, add_school, building, close, decide, function, idle_plan, town};
use super::*;
use crate::catalogue::RoomClass;
use crate::id::{DemandIx, FunctionIx, PeriodIx};
use crate::plan::{ActionCode, FunctionDecision, MoveCode, Nature, SitePlan, Treatment};
use crate::project::{Grade, Project};
use crate::units::{Meters, Yen};

fn paper_town() -> Project {
    let mut project = town(2022, &[5, 5]);
    add_school(&mut project, "S", "a1", (0.0, 0.0), &[("S-1", 4_000.0, 1960)]);
    add_facility(&mut project, "H", "a1", (1_000.0, 0.0), 800.0, 1970);
    add_function(&mut project, "hall-a", "H", "hall", 500.0, 10_000_000);
    add_function(&mut project, "library-a", "H", "library", 300.0, 6_000_000);
    add_facility(&mut project, "G", "b1", (3_000.0, 0.0), 600.0, 1990);
    add_function(&mut project, "hall-b", "G", "hall", 600.0, 20_000_000);
    for (id, slots, used) in [("hall-a", 1_000.0, 600.0), ("hall-b", 2_000.0, 1_800.0)] {
        function(&mut project, id).slots_per_year = Some(slots);
        function(&mut project, id).used_slots_per_year = Some(used);
    }
    add_demand(&mut project, "p1", "a1", (0.0, 100.0), [10.0, 60.0, 30.0]);
    add_demand(&mut project, "p2", "a2", (1_000.0, 0.0), [0.0, 40.0, 20.0]);
    add_demand(&mut project, "p3", "b1", (3_000.0, 400.0), [5.0, 20.0, 10.0]);
    project
}

fn paper_plan(project: &Project) -> Plan {
    let mut plan = idle_plan(project);
    let fy = FiscalYear(2027);
    act(&mut plan, "S", ActionCode::BH, 2022, 2024, 2027);
    close(&mut plan, "H", 2027);
    decide(&mut plan, "library-a", FunctionDecision::Move { code: MoveCode::C, host: "S".into(), into: None, fy });
    let into = Some("hall-b".into());
    decide(&mut plan, "hall-a", FunctionDecision::Move { code: MoveCode::A, host: "G".into(), into, fy });
    plan.sites.push(SitePlan { site: "H".into(), treatment: Treatment::D, fy });
    plan
}

fn measured(project: &Project, plan: &Plan) -> Metrics {
    measure(&Instance::new(project), &Prices::new(project), plan)
}

fn paper_metrics() -> Metrics {
    let project = paper_town();
    measured(&project, &paper_plan(&project))
}

#[track_caller]
fn figure<'m>(metrics: &'m Metrics, id: MetricId, about: &About) -> &'m Figure {
    metrics.figures.iter().find(|figure| figure.id == id && &figure.about == about).unwrap()
}

#[track_caller]
fn overall(metrics: &Metrics, id: MetricId) -> &Figure {
    figure(metrics, id, &About::default())
}

#[track_caller]
fn close_to(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

#[test]
fn walks_are_those_of_the_nearest_open_place() {
    let project = paper_town();
    let instance = Instance::new(&project);
    let rows = access_by_point(&instance, &paper_plan(&project));
    let walk = |point, kind: &str| {
        let row =
            rows.iter().find(|row| row.demand == DemandIx(point) && instance.kinds[row.kind.0].id.as_str() == kind).unwrap();
        let metres = |nearest: Option<Nearest>| nearest.unwrap().distance.0;
        (metres(row.today), metres(row.periods[0]), metres(row.periods[1]))
    };
    // √(1000² + 100²) = 1,004.99; √(3000² + 100²) = 3,001.67; √(2000² + 400²) = 2,039.6; √(3000² + 400²) = 3,026.5.
    assert_eq!(walk(0, "hall"), (1_005.0, 1_005.0, 3_002.0));
    assert_eq!(walk(1, "hall"), (0.0, 0.0, 2_000.0));
    assert_eq!(walk(2, "hall"), (400.0, 400.0, 400.0));
    assert_eq!(walk(0, "library"), (1_005.0, 1_005.0, 100.0));
    assert_eq!(walk(1, "library"), (0.0, 0.0, 1_000.0));
    assert_eq!(walk(2, "library"), (2_040.0, 2_040.0, 3_027.0));
    // Where a merged function stands beside the one it went into, that one is the nearest.
    assert!(rows.iter().all(|row| row.periods[1].is_none_or(|nearest| nearest.function != FunctionIx(0))));
    let nursery = rows.iter().find(|row| instance.kinds[row.kind.0].id.as_str() == "nursery").unwrap();
    assert_eq!((nursery.today, nursery.growth(PeriodIx(1))), (None, None));
}

#[test]
fn mean_walks_are_weighted_by_who_uses_the_kind() {
    let metrics = paper_metrics();
    let kinds: Vec<_> = metrics.access.kinds.iter().map(|kind| kind.kind.as_str()).collect();
    assert_eq!(kinds, ["hall", "library"], "a kind without a place is absent");
    let hall = &metrics.access.kinds[0];
    let walks = hall.at_end().unwrap();
    // Weights 0.5 × 15–64 + 65+: 60, 40 and 20.
    close_to(walks.weight_people, 120.0);
    close_to(walks.mean_before_m, (60.0 * 1_005.0 + 20.0 * 400.0) / 120.0);
    close_to(walks.mean_after_m, (60.0 * 3_002.0 + 40.0 * 2_000.0 + 20.0 * 400.0) / 120.0);
    assert_eq!((walks.max_before_m, walks.max_after_m, walks.max_growth_m), (1_005.0, 3_002.0, 2_000.0));
    close_to(walks.within_standard_before_ratio, 60.0 / 120.0);
    close_to(walks.within_standard_after_ratio, 20.0 / 120.0);
    let first = hall.periods[0].walks;
    close_to(first.mean_after_m, first.mean_before_m);
    assert_eq!((hall.places_today, hall.places_at_end), (2, 1));
    assert_eq!(hall.worst_district.as_ref().unwrap().as_str(), "a1");
    let bands: Vec<_> = hall.age_bands.iter().map(|band| (band.age_band.as_str(), band.walks.weight_people)).collect();
    assert_eq!(bands, [("pop_15_64", 120.0), ("pop_65", 60.0)], "children do not use halls");
    let old = About { age_band: Some("pop_65".to_owned()), ..About::kind(&"hall".into()) };
    let longest = figure(&metrics, MetricId::WalkMax, &old);
    assert_eq!((longest.unchanged, longest.plan), (Some(1_005.0), 3_002.0));
    let mean = figure(&metrics, MetricId::WalkMean, &About::kind(&"library".into()));
    close_to(mean.plan, (100.0 * 100.0 + 60.0 * 1_000.0 + 35.0 * 3_027.0) / 195.0);
    close_to(mean.unchanged.unwrap(), (100.0 * 1_005.0 + 35.0 * 2_040.0) / 195.0);
    close_to(mean.worst().unwrap().plan, 3_027.0);
}

#[test]
fn the_access_term_is_that_of_the_objective() {
    // Second period, five years, undiscounted: hall 60 × 1.997 + 40 × 2, library −100 × 0.905 + 60 × 1 + 35 × 0.987.
    close_to(paper_metrics().access.longer_walks_person_km, 5.0 * (199.82 + 4.045));
}

#[test]
fn losers_are_named_with_what_they_lose_and_gainers_counted() {
    let access = paper_metrics().access;
    let losers: Vec<_> =
        access.losers.iter().map(|l| (l.demand.as_str(), l.kind.as_str(), l.before_m, l.after_m, l.first_fy.0)).collect();
    assert_eq!(
        losers,
        [
            ("p1", "hall", 1_005.0, 3_002.0, 2027),
            ("p2", "hall", 0.0, 2_000.0, 2027),
            ("p2", "library", 0.0, 1_000.0, 2027),
            ("p3", "library", 2_040.0, 3_027.0, 2027),
        ]
    );
    let first = &access.losers[0];
    assert_eq!((first.first_period, first.people(), first.weight_people), (1, 100.0, 60.0));
    assert_eq!((first.nearest_before.as_str(), first.nearest_after.as_str()), ("hall-a", "hall-b"));
    assert_eq!((access.losing_points, access.losing_people), (3, 195.0));
    assert_eq!((access.gaining_points, access.gaining_people), (1, 100.0));
    assert_eq!((access.kinds[1].losing_people, access.kinds[1].gaining_people), (95.0, 100.0));
}

#[test]
fn a_walk_longer_by_exactly_the_threshold_is_no_loss() {
    let mut project = paper_town();
    project.scenario.report.loser_threshold_m = 1_000.0;
    let access = measured(&project, &paper_plan(&project)).access;
    let losers: Vec<_> = access.losers.iter().map(|loser| (loser.demand.as_str(), loser.kind.as_str())).collect();
    assert_eq!(losers, [("p1", "hall"), ("p2", "hall")]);
}

#[test]
fn rebuilds_hubs_and_moves_are_counted_with_their_denominators() {
    let metrics = paper_metrics();
    let all = |id| {
        let figure = overall(&metrics, id);
        (figure.plan, figure.today, figure.denominator, figure.periods.clone())
    };
    assert_eq!(all(MetricId::SchoolStarts), (1.0, None, Some(1.0), vec![1.0, 0.0]));
    assert_eq!(all(MetricId::SchoolCompletions), (1.0, None, Some(1.0), vec![1.0, 0.0]), "works end in 2026");
    assert_eq!(all(MetricId::HubRebuilds), (1.0, None, Some(1.0), vec![1.0, 0.0]));
    assert_eq!(all(MetricId::Hubs), (1.0, Some(0.0), Some(1.0), vec![0.0, 1.0]));
    assert_eq!(all(MetricId::HubDistricts), (1.0, Some(0.0), Some(3.0), vec![0.0, 1.0]));
    assert_eq!(all(MetricId::FunctionsIntoSchools), (1.0, None, Some(3.0), vec![0.0, 1.0]));
    assert_eq!(all(MetricId::FloorIntoSchools), (300.0, None, Some(1_400.0), vec![0.0, 300.0]));
    assert_eq!(all(MetricId::GuestFloor), (270.0, None, None, vec![0.0, 270.0]));
    assert_eq!(all(MetricId::MergedFunctions), (1.0, None, Some(3.0), vec![0.0, 1.0]));
    assert_eq!(all(MetricId::EndedFunctions), (0.0, None, Some(3.0), vec![0.0, 0.0]));
    let action = |code| figure(&metrics, MetricId::Actions, &About { action: Some(code), ..About::default() }).plan;
    assert_eq!((action(ActionCode::BH), action(ActionCode::B)), (1.0, 0.0));
}

#[test]
fn residents_near_hubs_services_and_centres_are_counted() {
    let metrics = paper_metrics();
    let hub = figure(&metrics, MetricId::NearHub, &About::radius(500.0));
    assert_eq!((hub.plan, hub.unchanged, hub.denominator), (100.0, Some(0.0), Some(195.0)));
    assert_eq!(hub.worst().unwrap().district.as_str(), "a2", "nobody there, the first of two such districts");
    let library = About { radius_m: Some(800.0), ..About::kind(&"library".into()) };
    let library = figure(&metrics, MetricId::NearKind, &library);
    assert_eq!((library.plan, library.unchanged, library.periods.clone()), (100.0, Some(60.0), vec![60.0, 100.0]));
    close_to(overall(&metrics, MetricId::NearThreeServices).plan, 0.0);
}

#[test]
fn three_kinds_at_one_place_make_a_centre() {
    let mut project = paper_town();
    add_function(&mut project, "nursery-a", "H", "nursery", 10.0, 0);
    // Another hall adds no service.
    add_function(&mut project, "hall-c", "G", "hall", 10.0, 0);
    add_function(&mut project, "library-c", "G", "library", 10.0, 0);
    let metrics = measured(&project, &idle_plan(&project));
    // p2 alone lives within 800 m of H.
    close_to(overall(&metrics, MetricId::NearThreeServices).plan, 60.0);
}

#[test]
fn old_buildings_are_counted_while_they_stand() {
    let metrics = paper_metrics();
    let beyond = |id| {
        let figure = overall(&metrics, id);
        (figure.plan, figure.today.unwrap(), figure.unchanged.unwrap(), figure.denominator.unwrap(), figure.periods.clone())
    };
    // S is 62 in 2022; in 2031 S would be 71 and H 61. In 2026 S is still the old one.
    assert_eq!(beyond(MetricId::Beyond60), (0.0, 1.0, 2.0, 3.0, vec![1.0, 0.0]));
    assert_eq!(beyond(MetricId::Beyond60Floor), (0.0, 4_000.0, 4_800.0, 5_400.0, vec![4_000.0, 0.0]));
    close_to(beyond(MetricId::Beyond80).2, 0.0);
}

#[test]
fn floor_running_cost_and_backlog_are_before_and_after() {
    let metrics = paper_metrics();
    let floor = overall(&metrics, MetricId::FloorArea);
    // The school needs 1,600 m² but keeps its 4,000; guests 270; G 600.
    assert_eq!((floor.today, floor.plan, floor.periods.clone()), (Some(5_400.0), 4_870.0, vec![5_400.0, 4_870.0]));
    close_to(overall(&metrics, MetricId::FloorPerPerson).plan, 4_870.0 / 195.0);
    let running = overall(&metrics, MetricId::Running);
    // Half of hall-a's, 85 % of library-a's, all of hall-b's.
    assert_eq!((running.today, running.plan), (Some(36_000_000.0), 30_100_000.0));
    assert_eq!(running.worst().unwrap().district.as_str(), "b1");
    let overdue = overall(&metrics, MetricId::Overdue);
    // S past 60 for five years, H unrenovated past 40 for five, G in 2031. Unchanged: S ten years; H eight unrenovated, two past 60.
    close_to(overdue.plan, 4_000.0 * 5.0 + 160.0 * 5.0 + 120.0);
    close_to(overdue.unchanged.unwrap(), 4_000.0 * 10.0 + 160.0 * 8.0 + 800.0 * 2.0 + 120.0);
    close_to(overdue.periods.iter().sum(), overdue.plan);
}

#[test]
fn money_adds_up_to_the_yen() {
    let metrics = paper_metrics();
    let money = &metrics.money;
    // 330,000 × 4,000; demolition 50,000 × 4,000; guests 330,000 × 270; moving 50,000 × 800; demolition of H 50,000 × 800.
    let investment = Yen(1_320_000_000 + 200_000_000 + 89_100_000 + 40_000_000 + 40_000_000);
    assert_eq!(money.investment, Amounts { nominal_jpy: investment, real_jpy: investment, discounted_jpy: investment });
    assert_eq!(money.investment_yearly_mean_jpy, Yen(168_910_000));
    assert_eq!((money.investment_peak_fy, money.investment_peak_jpy), (FiscalYear(2024), Yen(669_700_000)));
    assert_eq!(money.land_income.nominal_jpy, Yen(1_000_000_000));
    assert_eq!(money.investment_net_of_land_income.nominal_jpy, Yen(689_100_000));
    let by_nature: Yen = money.natures.iter().map(|nature| nature.amounts.nominal_jpy).sum();
    assert_eq!(by_nature, money.net_cost.nominal_jpy);
    assert_eq!(money.years.iter().map(|year| year.net_cost_jpy).sum::<Yen>(), money.net_cost.nominal_jpy);
    assert!(!money.natures.iter().any(|nature| nature.nature == Nature::Lease), "natures without money are absent");
    // S: 1,320,000,000 over ten years. H: two thirds of 320,000,000, each rounded. G: 150,000,000 over ten years.
    assert_eq!(money.baseline.at_scenario_prices.baseline_jpy, Yen(1_320_000_000 + 213_333_334 + 150_000_000));
    let mean = overall(&metrics, MetricId::Investment);
    assert_eq!((mean.plan, mean.baseline), (1_689_100_000.0, Some(1_683_333_334.0)));
    close_to(mean.districts.iter().map(|district| district.plan).sum(), mean.plan);
    close_to(overall(&metrics, MetricId::Reduction).plan, -5_766_666.0 / 1_683_333_334.0);
    // 1,409,100,000 serve 80 years, five of them inside the horizon.
    assert_eq!(money.residual_value_jpy, Yen(1_237_500_000 + 83_531_250));
}

#[test]
fn real_money_is_deflated_where_it_was_escalated_and_discounted_everywhere() {
    let mut project = town(2022, &[3]);
    project.scenario.cost.price_escalation_per_year = 0.1;
    project.scenario.cost.discount_rate_per_year = 0.25;
    add_facility(&mut project, "store", "a1", (0.0, 0.0), 100.0, 1990);
    let mut plan = idle_plan(&project);
    act(&mut plan, "store", ActionCode::M, 2023, 2023, 2025);
    let money = measured(&project, &plan).money;
    // 20,000,000 over 2023 and 2024: 11,000,000 and 12,100,000.
    assert_eq!(money.investment.nominal_jpy, Yen(23_100_000));
    assert_eq!(money.investment.real_jpy, Yen(20_000_000));
    assert_eq!(money.investment.discounted_jpy, Yen(8_800_000 + 7_744_000));
    // Repairs, 100,000 a year, are not escalated.
    let repair = money.natures.iter().find(|nature| nature.nature == Nature::Repair).unwrap().amounts;
    assert_eq!(repair, Amounts { nominal_jpy: Yen(300_000), real_jpy: Yen(300_000), discounted_jpy: Yen(244_000) });
}

#[test]
fn released_land_is_counted_by_treatment() {
    let metrics = paper_metrics();
    let sites =
        |treatment| figure(&metrics, MetricId::ReleasedSites, &About { treatment: Some(treatment), ..About::default() }).plan;
    assert_eq!((sites(Treatment::D), sites(Treatment::L)), (1.0, 0.0));
    let land = overall(&metrics, MetricId::ReleasedLand);
    assert_eq!((land.plan, land.denominator), (10_000.0, Some(30_000.0)));
    assert_eq!(overall(&metrics, MetricId::ReturnedLeases).denominator, Some(0.0));
}

#[test]
fn works_begun_a_year_stand_beside_their_target() {
    let mut project = paper_town();
    let mean = |project: &Project| {
        let metrics = measured(project, &paper_plan(project));
        let found = overall(&metrics, MetricId::SchoolStartsMean);
        (found.plan, found.denominator)
    };
    // One in ten years.
    assert_eq!(mean(&project), (0.1, None));
    project.scenario.report.school_starts_per_year = Some(3.0);
    assert_eq!(mean(&project), (0.1, Some(3.0)));
}

#[test]
fn sites_in_private_hands_are_those_transferred_or_leased_each_once() {
    let project = paper_town();
    let mut plan = paper_plan(&project);
    let found = |plan: &Plan| {
        let metrics = measured(&project, plan);
        let found = overall(&metrics, MetricId::PrivateSites);
        (found.plan, found.denominator, found.periods.clone())
    };
    assert_eq!(found(&plan), (0.0, Some(3.0), vec![0.0, 0.0]), "what is sold is gone");
    plan.sites[0].treatment = Treatment::L;
    plan.assets.iter_mut().find(|entry| entry.asset == "G".into()).unwrap().transfer_fy = Some(FiscalYear(2027));
    assert_eq!(found(&plan), (2.0, Some(3.0), vec![0.0, 2.0]));
}

#[test]
fn money_of_land_is_that_of_its_region() {
    let metrics = paper_metrics();
    let regions = |id| overall(&metrics, id).regions.iter().map(|area| area.plan).collect::<Vec<_>>();
    // H lies in region a; hall-a moves to G in region b, where its removal is paid: 50,000 × 500.
    assert_eq!(regions(MetricId::LandIncome), [1_000_000_000.0, 0.0]);
    assert_eq!(regions(MetricId::Investment), [1_664_100_000.0, 25_000_000.0]);
    assert_eq!(regions(MetricId::InvestmentNet), [664_100_000.0, 25_000_000.0]);
    assert_eq!(regions(MetricId::InvestmentMean), [166_410_000.0, 2_500_000.0]);
}

#[test]
fn capacity_is_short_where_demand_outgrows_what_is_left() {
    let mut project = paper_town();
    for (id, capacity, used) in [("hall-a", 50.0, 40.0), ("hall-b", 100.0, 90.0)] {
        function(&mut project, id).capacity = Some(crate::units::People(capacity));
        function(&mut project, id).used = Some(crate::units::People(used));
    }
    // Region b grows to one and a half by 2032, one and seven twentieths by the middle of the second period.
    let later = project.demand[2].population[&FiscalYear(2022)].map(|people| crate::units::People(people.0 * 1.5));
    project.demand[2].population.insert(FiscalYear(2032), later);
    let metrics = measured(&project, &paper_plan(&project));
    let short = figure(&metrics, MetricId::CapacityShort, &About::kind(&"hall".into()));
    // Region a: hall-a is merged away, 40 of its users have nothing there. Region b: 90 × 1.35 / 1.1 = 110.45… of 100; the middle of the
    // first period is two years on.
    close_to(short.regions[0].plan, 40.0);
    close_to(short.regions[1].plan, 90.0 * 1.35 / 1.1 - 100.0);
    close_to(short.plan, short.regions[0].plan + short.regions[1].plan);
    assert_eq!(short.today, Some(0.0));
    close_to(short.unchanged.unwrap(), 90.0 * 1.35 / 1.1 - 100.0);
    close_to(short.denominator.unwrap(), 40.0 + 90.0 * 1.35 / 1.1);
}

#[test]
fn merging_halls_brings_their_use_together() {
    let metrics = paper_metrics();
    let hall = |id| {
        let figure = figure(&metrics, id, &About::room_class(RoomClass::Meeting));
        (figure.today.unwrap(), figure.plan)
    };
    assert_eq!(hall(MetricId::Slots), (3_000.0, 2_000.0));
    assert_eq!(hall(MetricId::UsedSlots), (2_400.0, 2_400.0));
    assert_eq!(hall(MetricId::Utilization), (0.8, 1.2));
    assert_eq!(hall(MetricId::Crowded), (0.0, 1.0));
    let slots = figure(&metrics, MetricId::Slots, &About::room_class(RoomClass::Meeting));
    let by_district: Vec<_> = slots.districts.iter().map(|d| (d.district.as_str(), d.today.unwrap(), d.plan)).collect();
    assert_eq!(by_district, [("a1", 1_000.0, 0.0), ("a2", 0.0, 0.0), ("b1", 2_000.0, 2_000.0)]);
    let near = metrics.figures.iter().find(|figure| figure.id == MetricId::NearRooms).unwrap();
    assert_eq!((near.unchanged, near.plan), (Some(95.0), 35.0));
}

#[test]
fn what_the_inputs_do_not_say_is_absent() {
    let mut project = paper_town();
    function(&mut project, "hall-a").used_slots_per_year = None;
    let metrics = measured(&project, &paper_plan(&project));
    assert!(!metrics.figures.iter().any(|figure| figure.id == MetricId::Utilization));
    assert!(metrics.figures.iter().any(|figure| figure.id == MetricId::Slots));
    for id in ["hall-a", "hall-b"] {
        function(&mut project, id).slots_per_year = None;
    }
    let metrics = measured(&project, &paper_plan(&project));
    assert_eq!(metrics.figures_of(Policy::P3, Stage::Output).count(), 0);
}

#[test]
fn shares_say_where_values_come_from() {
    let mut project = paper_town();
    building(&mut project, "H").sources.fields.insert("built_fy".to_owned(), Grade::Estimated);
    project.demand[2].sources.fields.insert("pop_65_2022".to_owned(), Grade::Synthetic);
    let provenance = measured(&project, &paper_plan(&project)).provenance;
    let of = |shares: &[GradeShare]| -> Vec<(Grade, f64)> { shares.iter().map(|share| (share.grade, share.amount)).collect() };
    assert_eq!(of(&provenance.floor_m2), [(Grade::Observed, 4_600.0), (Grade::Estimated, 800.0)]);
    assert_eq!(of(&provenance.investment_jpy), [(Grade::Observed, 1_649_100_000.0), (Grade::Estimated, 40_000_000.0)]);
    // Hall and library, two periods: p1 160, p2 100, p3 55.
    assert_eq!(of(&provenance.access_weight_people), [(Grade::Observed, 520.0), (Grade::Synthetic, 110.0)]);
    close_to(Provenance::assumed_share(&provenance.access_weight_people), 55.0 / 315.0);
    assert_eq!(of(&provenance.unit_prices), [(Grade::Observed, 2.0), (Grade::Derived, 1.0), (Grade::Assumed, 25.0)]);
}

#[test]
fn everybody_belongs_to_one_catchment_of_each_kind() {
    let project = paper_town();
    let instance = Instance::new(&project);
    let found = catchments(&instance, &paper_plan(&project));
    let of = |function: &str, period: Option<usize>| {
        let function = instance.function(&function.into()).unwrap();
        found.iter().find(|catchment| catchment.function == function && catchment.period == period.map(PeriodIx))
    };
    let today = of("hall-a", None).unwrap();
    assert_eq!(
        (today.demand.as_slice(), today.weight_people, today.max),
        ([DemandIx(0), DemandIx(1)].as_slice(), 100.0, Meters(1_005.0))
    );
    assert!(of("hall-a", Some(1)).is_none());
    assert_eq!(of("hall-b", Some(1)).unwrap().demand.len(), 3);
}

#[test]
fn doing_nothing_changes_nothing() {
    let project = paper_town();
    let metrics = measured(&project, &idle_plan(&project));
    assert!(metrics.access.losers.is_empty());
    assert_eq!((metrics.access.longer_walks_person_km, metrics.access.gaining_points), (0.0, 0));
    for figure in &metrics.figures {
        let same = figure.unchanged.or(figure.today.filter(|_| !figure.id.as_str().contains("beyond")));
        assert!(same.is_none_or(|before| (before - figure.plan).abs() < 1e-9), "{}", figure.id.as_str());
    }
}

#[test]
fn figures_stand_in_the_order_of_the_catalogue_and_read_back() {
    let metrics = paper_metrics();
    let order: Vec<_> = catalogue().map(|entry| entry.id).collect();
    assert!(metrics.figures.is_sorted_by_key(|figure| order.iter().position(|id| *id == figure.id)));
    let text = serde_json::to_string(&metrics).unwrap();
    let read: Metrics = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (read.stock, &read.access.losers, &read.money.years),
        (metrics.stock, &metrics.access.losers, &metrics.money.years)
    );
    assert_eq!(read.figures.len(), metrics.figures.len());
    assert!(!text.contains("null"), "what is not measured is absent");
    assert!(!text.contains("-0.0,") && !text.contains("-0.0}"), "nothing is nothing, not minus nothing");
    let schema = serde_json::to_value(schemars::schema_for!(Metrics)).unwrap();
    assert!(schema.pointer("/properties/figures").is_some());
}

#[test]
fn the_population_of_the_middle_of_the_period_counts() {
    let mut project = paper_town();
    let later = project.demand[0].population[&FiscalYear(2022)].map(|people| crate::units::People(people.0 * 2.0));
    project.demand[0].population.insert(FiscalYear(2032), later);
    let metrics = measured(&project, &paper_plan(&project));
    // 2029 is the middle of 2027–2031: seven tenths of the way from 100 to 200.
    let hub = figure(&metrics, MetricId::NearHub, &About::radius(500.0));
    close_to(hub.plan, 170.0);
    close_to(metrics.stock.residents_last_fy_people, 190.0 + 95.0);
}
