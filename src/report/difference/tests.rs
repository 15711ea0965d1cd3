//! Differences of the sample's plan from ones that decide otherwise in one thing.

use super::*;
use crate::plan::{FunctionDecision, Plan};
use crate::report::sample::{Sample, sample};

/// The sample with its library left where it is: the school becomes a hub without a guest, the site is not sold.
fn staying() -> Sample {
    let mut other = sample("館");
    let plan: &mut Plan = &mut other.plan;
    plan.assets[0].close_fy = None;
    plan.functions[0].decision = FunctionDecision::Stay;
    plan.sites.clear();
    other
}

fn compared<T>(a: &Sample, b: &Sample, act: impl FnOnce(Result<Difference<'_>, DifferenceError>) -> T) -> T {
    a.with_measured(|a| b.with_measured(|b| act(Difference::new(a, b))))
}

#[test]
fn a_run_differs_from_itself_in_nothing() {
    compared(&sample("館"), &sample("館"), |difference| {
        let difference = difference.unwrap();
        let summary = difference.summary();
        assert!(summary.sites.is_empty() && summary.functions.is_empty() && summary.agreements == 0);
        assert_eq!((summary.net_cost_jpy.change.0, summary.longer_points, summary.shorter_points), (0, 0, 0));
        assert_eq!((summary.first_fy.0, summary.last_fy.0), (2022, 2036));
        assert_eq!(files::files(&difference).unwrap(), files::files(&difference).unwrap());
    });
}

#[test]
fn what_is_decided_otherwise_is_told_with_both_decisions() {
    compared(&sample("館"), &staying(), |difference| {
        let difference = difference.unwrap();
        let summary = difference.summary();
        assert_eq!(
            (summary.sites.as_slice(), summary.functions.as_slice()),
            (["F1".to_owned()].as_slice(), ["K1".to_owned()].as_slice())
        );
        assert_eq!(difference.sites[0].first, Some(FiscalYear(2032)));
        let ledger = |side: &Side<'_>| side.book.ledger.iter().map(|line| line.amount.yen.0).sum::<i64>();
        assert_eq!(summary.net_cost_jpy.a.0, ledger(&difference.a));
        assert_eq!(summary.net_cost_jpy.change.0, ledger(&difference.b) - ledger(&difference.a));
        // The library has 1,500 m2; as a guest it has less than that, its old site none.
        assert!(summary.floor_m2.change > 0.0, "{:?}", summary.floor_m2);
        let screen = difference.screen(None, 100);
        for said in ["2032年度から売却", "現状のまま使い続ける", "決定が違う敷地 1 / 5、機能 1 / 3"] {
            assert!(screen.contains(said), "{said} in\n{screen}");
        }
    });
}

#[test]
fn the_layers_tie_out_with_the_summary_and_the_walks_of_both() {
    compared(&sample("館"), &staying(), |difference| {
        let difference = difference.unwrap();
        let files = files::files(&difference).unwrap();
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("d.gpkg");
        std::fs::write(&path, &files["difference.gpkg"]).unwrap();
        let connection = rusqlite::Connection::open(path).unwrap();
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(
            (number("SELECT count(*) FROM sites_difference"), number("SELECT count(*) FROM functions_difference")),
            (1, 1)
        );
        assert_eq!(text("SELECT state_a || ' ' || state_b FROM sites_difference"), "sold in_use");
        assert_eq!(text("SELECT code_a || ' ' || code_b FROM functions_difference"), "C STAY");
        // Two demand points, three periods.
        assert_eq!(number("SELECT count(*) FROM walks_difference"), 6);
        let moved = difference.a.walk(DemandIx(0), difference.kinds[1].0, FiscalYear(2032)).unwrap();
        let stays = difference.b.walk(DemandIx(0), difference.kinds[1].1, FiscalYear(2032)).unwrap();
        let sql = "SELECT library_change_m FROM walks_difference WHERE demand_id = 'D1' AND from_fy = 2032";
        let change: f64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert!((change - (stays - moved)).abs() < 0.01 && change.abs() > 1.0, "{change} = {stays} - {moved}");
        let sum = number("SELECT sum(change_jpy) FROM costs_difference WHERE measure = 'net_cost'");
        assert_eq!(sum, difference.summary().net_cost_jpy.change.0);
    });
}

#[test]
fn runs_of_other_municipalities_are_told_apart_by_ids_places_and_years() {
    let mut other = sample("館");
    other.project.sites[0].location.lat += 0.1;
    other.project.scenario.horizon =
        serde_json::from_value(serde_json::json!({ "start_fy": 2060, "period_years": [5, 5, 5] })).unwrap();
    other.project.demand[1].id = "D9".into();
    let errors = a_errors(&sample("館"), &other);
    let told: Vec<String> =
        errors.iter().map(|error| format!("{} {}: {}", error.code.as_str(), error.place, error.found)).collect();
    // A degree of latitude is 110.947 km there, a tenth of it 11,095 m.
    let wanted = [
        "E107 facilities.geojson [F1]: A-B 11095 m",
        "E107 demand.geojson [D2]: Aだけ (only in A)",
        "E107 demand.geojson [D9]: Bだけ (only in B)",
        "E107 scenario.toml horizon: A 2022-2036 / B 2060-2074",
    ];
    assert_eq!(told, wanted);
}

fn a_errors(a: &Sample, b: &Sample) -> Vec<InputError> {
    use crate::instance::Instance;
    foreign::errors(&Instance::new(&a.project), &Instance::new(&b.project))
}
