//! How much of the answer rests on what: floor, investment, access weight and unit prices by where their values come from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rooms::PlaceSlots;
use super::survey::Survey;
use crate::cashflow::Payer;
use crate::id::AssetIx;
use crate::project::{AGE_BANDS, Building, DemandPoint, Grade, RoomOwner};

/// Shares of the answer by grade, best first; grades without a share are absent.
///
/// A value computed from several inputs has the grade of the worst of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Today's floor, by the grade of its buildings' floor and year of completion, square metres.
    pub floor_m2: Vec<GradeShare>,
    /// Nominal investment by the same grade of the buildings it is spent on, for guests by that of the function's floor, yen.
    pub investment_jpy: Vec<GradeShare>,
    /// Access weight (8.2) of all kinds that have a place, in all periods, by the grade of the demand points' population, people.
    pub access_weight_people: Vec<GradeShare>,
    /// Slots a year of rooms, by the grade of the room's row; implied rooms by that of their function's slots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots_per_year: Vec<GradeShare>,
    /// Unit prices: parameters, and classes of the buildings there are.
    pub unit_prices: Vec<GradeShare>,
}

/// What has one grade.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GradeShare {
    /// The grade.
    pub grade: Grade,
    /// How much, in the unit of the list's name.
    pub amount: f64,
    /// Share of all.
    pub share_ratio: f64,
}

impl Provenance {
    /// Share of a list that is assumed or synthetic.
    pub fn assumed_share(shares: &[GradeShare]) -> f64 {
        shares.iter().filter(|share| share.grade >= Grade::Assumed).map(|share| share.share_ratio).sum()
    }
}

/// Sums the grades up.
pub(super) fn measure(survey: &Survey<'_, '_>) -> Provenance {
    let instance = survey.instance;
    let project = instance.project;
    let weights = project.demand.iter().zip(&instance.demand).map(|(point, entry)| {
        // A kind without a place has no walks for its weight to count in.
        let kinds = super::access::access_kinds(instance).filter(|&kind| instance.functions_of(kind).next().is_some());
        (population_grade(point), kinds.map(|kind| entry.weights[kind.0].iter().sum::<f64>()).sum())
    });
    let used = |id: &str| instance.assets.iter().any(|asset| asset.cost_class == id);
    let classes = project.costs.classes.iter().filter(|class| used(&class.id)).map(|class| class.grade);
    let parameters = project.costs.parameter.rows().into_iter().map(|(_, parameter)| parameter.grade);
    Provenance {
        floor_m2: shares(project.buildings.iter().map(|building| (building_grade(building), building.gfa.0))),
        investment_jpy: shares(investment(survey)),
        access_weight_people: shares(weights),
        slots_per_year: shares(survey.slots.iter().map(|place| (slots_grade(survey, place), place.slots))),
        unit_prices: shares(classes.chain(parameters).map(|grade| (grade, 1.0))),
    }
}

fn slots_grade(survey: &Survey<'_, '_>, place: &PlaceSlots) -> Grade {
    let project = survey.instance.project;
    let rooms = project.rooms.iter().filter(|room| room.owner == place.owner && room.class == place.class);
    let of_rooms = rooms.flat_map(|room| room.sources.fields.values().copied().chain([room.sources.record])).max();
    let of_function = || match &place.owner {
        RoomOwner::Function(id) => survey.instance.function(id).map(|function| {
            let sources = &survey.instance.functions[function.0].function.sources;
            sources.of("slots_per_year").max(sources.of("used_slots_per_year"))
        }),
        RoomOwner::School(_) => None,
    };
    of_rooms.or_else(of_function).unwrap_or_default()
}

fn building_grade(building: &Building) -> Grade {
    building.sources.of("gfa_m2").max(building.sources.of("built_fy"))
}

fn population_grade(point: &DemandPoint) -> Grade {
    let columns = point.population.keys().flat_map(|year| AGE_BANDS.iter().map(move |band| format!("{band}_{year}")));
    columns.map(|column| point.sources.of(&column)).max().unwrap_or(point.sources.record)
}

/// Investment by grade; that of an asset or a site is divided among its buildings by their floor.
fn investment(survey: &Survey<'_, '_>) -> Vec<(Grade, f64)> {
    let instance = survey.instance;
    let blocks_of = |assets: &[AssetIx]| -> Vec<&Building> {
        assets.iter().flat_map(|asset| instance.assets[asset.0].blocks.iter().copied()).collect()
    };
    let mut found = Vec::new();
    for line in survey.ledger.iter().filter(|line| line.amount.nature.is_investment()) {
        let yen = line.amount.yen.as_f64();
        let blocks = match &line.payer {
            Payer::Function(id) => {
                let function = instance.function(id).expect("the plan is of this instance");
                found.push((instance.functions[function.0].function.sources.of("gfa_m2"), yen));
                continue;
            }
            Payer::Asset(id) => blocks_of(&[instance.asset(id).expect("the plan is of this instance")]),
            Payer::Site(id) => {
                let site = instance.site(id).expect("the plan is of this instance");
                blocks_of(&instance.sites[site.0].assets)
            }
        };
        let floor: f64 = blocks.iter().map(|block| block.gfa.0).sum();
        found.extend(blocks.iter().map(|block| (building_grade(block), yen * block.gfa.0 / floor)));
    }
    found
}

fn shares(amounts: impl IntoIterator<Item = (Grade, f64)>) -> Vec<GradeShare> {
    let mut by_grade: BTreeMap<Grade, f64> = BTreeMap::new();
    for (grade, amount) in amounts {
        *by_grade.entry(grade).or_default() += amount;
    }
    let all: f64 = by_grade.values().sum();
    let present = by_grade.into_iter().filter(|&(_, amount)| amount > 0.0);
    present.map(|(grade, amount)| GradeShare { grade, amount, share_ratio: amount / all }).collect()
}
