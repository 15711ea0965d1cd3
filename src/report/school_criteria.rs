//! `school_criteria.csv`: what speaks for a school being next, each criterion by itself with its rank; they are not weighed.

use super::book::Book;
use super::table::Table;
use super::words;
use crate::catalogue::Compatibility;
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, FunctionIx};
use crate::instance::{Instance, pupils_in, school_and_kind};
use crate::project::Seismic;
use crate::units::Meters;

/// One school before its ranks.
struct Candidate {
    asset: AssetIx,
    oldest: FiscalYear,
    seismic: Seismic,
    soundness: Option<f64>,
    pupils: [f64; 2],
    functions: usize,
    functions_m2: f64,
}

/// The file, by site id. Rank 1 is the oldest, the weakest, the least sound, the fastest growing, the one with the most floor in
/// reach; equals share a rank, what is not known has none.
pub(super) fn school_criteria_csv(book: &Book<'_>) -> Vec<u8> {
    let instance = book.instance;
    let mut table = Table::new(&[
        "site_id",
        "site_name",
        "region",
        "district",
        "school_kind",
        "oldest_built_fy",
        "oldest_age_years",
        "age_rank",
        "seismic",
        "seismic_rank",
        "soundness",
        "soundness_rank",
        "pupils_first_fy_people",
        "pupils_last_fy_people",
        "pupil_growth_ratio",
        "pupil_growth_rank",
        "functions_in_reach",
        "functions_in_reach_m2",
        "colocation_rank",
        "plan_code",
        "plan_works_fy",
        "plan_open_fy",
    ]);
    let schools = (0..instance.assets.len()).map(AssetIx).filter(|&asset| instance.is_school(asset));
    let found: Vec<Candidate> = schools.filter_map(|asset| candidate(instance, asset)).collect();
    let growth = |school: &Candidate| (school.pupils[0] > 0.0).then(|| school.pupils[1] / school.pupils[0] - 1.0);
    // Larger is more urgent in each of these.
    let ages = ranks(found.iter().map(|school| Some(-f64::from(school.oldest.0))));
    let weak = ranks(found.iter().map(|school| weakness(school.seismic)));
    let unsound = ranks(found.iter().map(|school| school.soundness.map(|soundness| -soundness)));
    let growing = ranks(found.iter().map(growth));
    let colocation = ranks(found.iter().map(|school| Some(school.functions_m2)));
    for (index, school) in found.iter().enumerate() {
        let site = instance.site_of(school.asset).site;
        let kind = site.school().map(|school| school.kind.to_string()).unwrap_or_default();
        let age = instance.horizon.first().since(school.oldest);
        table.text(site.id.as_str()).text(&site.name).text(site.region.as_str()).text(site.district.as_str()).text(&kind);
        table.year(school.oldest).whole(age).number(ages[index]);
        table.text(words::seismic(school.seismic)).number(weak[index]).number(school.soundness).number(unsound[index]);
        table.number(school.pupils[0]).number(school.pupils[1]).ratio(growth(school)).number(growing[index]);
        table.count(school.functions).number(school.functions_m2).number(colocation[index]);
        let plan = book.asset(school.asset);
        let rebuild = plan.actions.iter().find(|action| action.code.is_rebuild()).or(plan.actions.first());
        let code = match (rebuild, plan.close_fy) {
            (Some(action), _) => action.code.as_str(),
            (None, Some(_)) => "CLOSE",
            (None, None) => "K",
        };
        table.text(code).year(rebuild.map(|action| action.works_fy));
        table.year(rebuild.map(|action| action.open_fy).or(plan.close_fy)).end();
    }
    table.into_bytes()
}

fn candidate(instance: &Instance<'_>, asset: AssetIx) -> Option<Candidate> {
    let (school, _) = school_and_kind(instance, asset)?;
    let blocks = &instance.assets[asset.0].blocks;
    let reached: Vec<FunctionIx> =
        (0..instance.functions.len()).map(FunctionIx).filter(|&function| could_move(instance, function, asset)).collect();
    Some(Candidate {
        asset,
        oldest: blocks.iter().map(|block| block.built).min()?,
        // The worst block's; one that is not known may be weak, and is worse than a sound one.
        seismic: [Seismic::OldWeak, Seismic::Unknown, Seismic::OldSound]
            .into_iter()
            .find(|&seismic| blocks.iter().any(|block| block.seismic == seismic))
            .unwrap_or(Seismic::New),
        soundness: blocks.iter().filter_map(|block| block.soundness).reduce(f64::min),
        pupils: [instance.horizon.first(), instance.horizon.last()].map(|year| pupils_in(school, year)),
        functions: reached.len(),
        functions_m2: reached.iter().map(|function| instance.functions[function.0].function.gfa.0).sum(),
    })
}

/// Whether a function might move into the school by kind and distance; floor and zone are not looked at.
fn could_move(instance: &Instance<'_>, function: FunctionIx, school: AssetIx) -> bool {
    let entry = &instance.functions[function.0];
    let kind = instance.kinds[entry.kind.0];
    let Some((found, _)) = school_and_kind(instance, school) else { return false };
    let fits = match kind.compatibility.with(found.kind) {
        Compatibility::A => true,
        Compatibility::B => instance.project.scenario.moves.conditional_compatibility,
        Compatibility::C | Compatibility::X => false,
    };
    let walk = instance.walk_between(instance.assets[entry.home.0].site, instance.assets[school.0].site);
    fits && entry.function.is_movable && !instance.is_school(entry.home) && walk <= Meters(kind.host_radius_m)
}

/// How weak against earthquakes; none where it is not known.
fn weakness(seismic: Seismic) -> Option<f64> {
    match seismic {
        Seismic::OldWeak => Some(2.0),
        Seismic::OldSound => Some(1.0),
        Seismic::New => Some(0.0),
        Seismic::Unknown => None,
    }
}

/// Rank of each value, the largest first; equals share the better rank.
fn ranks(values: impl Iterator<Item = Option<f64>>) -> Vec<Option<f64>> {
    let values: Vec<Option<f64>> = values.collect();
    let rank = |value: f64| {
        let before = values.iter().flatten().filter(|other| other.total_cmp(&value).is_gt()).count();
        f64::from(u32::try_from(before).unwrap_or(u32::MAX)) + 1.0
    };
    values.iter().map(|value| value.map(rank)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_share_a_rank_and_the_unknown_has_none() {
        let given = [Some(5.0), None, Some(9.0), Some(5.0), Some(-1.0)];
        assert_eq!(ranks(given.into_iter()), [Some(2.0), None, Some(1.0), Some(2.0), Some(4.0)]);
    }
}
