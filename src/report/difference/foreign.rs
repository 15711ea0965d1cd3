//! What makes two runs those of different municipalities: ids that only one of them has, or that stand for other places.

use std::collections::BTreeSet;

use crate::error::{InputCode, InputError, Place, Text};
use crate::geography::LonLat;
use crate::instance::Instance;

/// Farthest a place may be from that of the same id in the other run, metres: corrections of coordinates stay far below, and
/// ids such as `F01` that two municipalities share lie far apart.
const SAME_PLACE_M: f64 = 500.0;

/// Everything that is in only one of the two, by file and id; two horizons without a year in common last.
pub(super) fn errors(a: &Instance<'_>, b: &Instance<'_>) -> Vec<InputError> {
    let (of_a, of_b) = (a.project, b.project);
    let mut errors = Vec::new();
    for (is_school, file) in [(true, "schools.geojson"), (false, "facilities.geojson")] {
        let places = |instance: &Instance<'_>| -> Vec<(String, LonLat)> {
            let sites = instance.sites.iter().map(|entry| entry.site).filter(|site| site.school().is_some() == is_school);
            sites.map(|site| (site.id.as_str().to_owned(), site.location)).collect()
        };
        compare(file, &places(a), &places(b), &mut errors);
    }
    let ids = |instance: &Instance<'_>| instance.assets.iter().map(|asset| asset.id.as_str().to_owned()).collect();
    missing("buildings.csv", &ids(a), &ids(b), &mut errors);
    let ids = |instance: &Instance<'_>| instance.functions.iter().map(|entry| entry.function.id.as_str().to_owned()).collect();
    missing("functions.csv", &ids(a), &ids(b), &mut errors);
    let places = |project: &crate::project::Project| -> Vec<(String, LonLat)> {
        project.demand.iter().map(|point| (point.id.as_str().to_owned(), point.location)).collect()
    };
    compare("demand.geojson", &places(of_a), &places(of_b), &mut errors);
    if a.horizon.fiscal_years().all(|year| b.horizon.offset(year).is_none()) {
        let years = |instance: &Instance<'_>| format!("{}-{}", instance.horizon.first(), instance.horizon.last());
        errors.push(InputError {
            place: Place { file: "scenario.toml".to_owned(), row: None, record: None, field: Some("horizon".to_owned()) },
            code: InputCode::OtherMunicipality,
            found: format!("A {} / B {}", years(a), years(b)),
            why: Text::new("共通する年度がない計画は比べられません", "plans without a fiscal year in common cannot be compared"),
            repair: Text::new("期間の重なる2つの実行結果を指定してください", "name two runs whose horizons overlap"),
        });
    }
    errors
}

/// Ids in only one of two lists, and ids whose places lie apart.
fn compare(file: &str, a: &[(String, LonLat)], b: &[(String, LonLat)], errors: &mut Vec<InputError>) {
    let ids = |list: &[(String, LonLat)]| list.iter().map(|(id, _)| id.clone()).collect();
    missing(file, &ids(a), &ids(b), errors);
    for (id, place) in a {
        // Both lists are in the order of ids.
        let Ok(index) = b.binary_search_by(|(other, _)| other.cmp(id)) else { continue };
        let apart = place.geodesic_distance(b[index].1).0;
        if apart > SAME_PLACE_M {
            errors.push(error(file, id, format!("A-B {apart:.0} m")));
        }
    }
}

fn missing(file: &str, a: &BTreeSet<String>, b: &BTreeSet<String>, errors: &mut Vec<InputError>) {
    errors.extend(a.difference(b).map(|id| error(file, id, "Aだけ (only in A)".to_owned())));
    errors.extend(b.difference(a).map(|id| error(file, id, "Bだけ (only in B)".to_owned())));
}

fn error(file: &str, id: &str, found: String) -> InputError {
    InputError {
        place: Place { file: file.to_owned(), row: None, record: Some(id.to_owned()), field: None },
        code: InputCode::OtherMunicipality,
        found,
        why: Text::new(
            "同じ敷地・建物・機能・需要点をもつ計画どうしでなければ、決定も徒歩も比べられません",
            "decisions and walks can be compared only between plans for the same sites, buildings, functions and demand points",
        ),
        repair: Text::new(
            "同じ自治体の同じプロジェクトから作った2つの実行結果を指定してください",
            "name two runs made from one project of one municipality",
        ),
    }
}
