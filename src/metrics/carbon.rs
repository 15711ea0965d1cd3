//! CO2 of works and operation, by factors that are assumed: one place for all of them, labelled in every output.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::MetricId;
use super::efficiency::floor_in;
use super::figure::{About, Draft, Figure, Tally};
use super::survey::Survey;
use crate::baseline::{Method, works_floor};
use crate::cashflow::{blocks_rebuilt_by_partial, school_floor_after};
use crate::fiscal::FiscalYear;
use crate::id::{AssetIx, SiteIx};
use crate::plan::{Action, ActionCode, FunctionDecision, MoveCode};
use crate::project::Grade;

/// The factors, written beside the figures they make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CarbonFactors {
    /// Embodied in new floor, tonnes of CO2 per square metre.
    pub construction_t_m2: f64,
    /// Embodied in renovated or converted floor, tonnes of CO2 per square metre.
    pub renovation_t_m2: f64,
    /// Operation, kilograms of CO2 per square metre of floor in use and year.
    pub operation_kg_m2_year: f64,
    /// How sure they are.
    pub grade: Grade,
    /// Where they come from.
    pub source: String,
}

/// Middle of 0.8–1.0 t/m² for rebuilding.
///
/// # Source
/// General planning knowledge, not verified by a publication: an assumption, as are the two below.
const CONSTRUCTION_T_M2: f64 = 0.9;

/// Middle of 0.3–0.4 t/m² for renovation.
const RENOVATION_T_M2: f64 = 0.35;

/// Middle of 25–40 kg/m² a year; the same for old and new floor, as nothing tells how much less a new building takes.
const OPERATION_KG_M2_YEAR: f64 = 32.5;

impl Default for CarbonFactors {
    fn default() -> Self {
        Self {
            construction_t_m2: CONSTRUCTION_T_M2,
            renovation_t_m2: RENOVATION_T_M2,
            operation_kg_m2_year: OPERATION_KG_M2_YEAR,
            grade: Grade::Assumed,
            source:
                "middle of the ranges 0.8-1.0 t/m2, 0.3-0.4 t/m2 and 25-40 kg/m2/year of general planning knowledge; not measured"
                    .to_owned(),
        }
    }
}

/// Works on some floor over some years.
struct Works {
    site: SiteIx,
    from: FiscalYear,
    years: i32,
    tonnes: f64,
}

/// Figures of CO2, against doing nothing (no works, today's floor) and against the national method (its works, today's floor).
pub(super) fn figures(survey: &Survey<'_, '_>) -> Vec<Figure> {
    let horizon = &survey.instance.horizon;
    let works = works(survey);
    let in_year = |year: FiscalYear| {
        let yearly = works.iter().filter(move |works| works.from <= year && year < works.from.plus(works.years));
        yearly.map(|works| (works.site, works.tonnes / f64::from(works.years)))
    };
    let years = |of: &dyn Fn(FiscalYear) -> f64| -> Vec<f64> { horizon.fiscal_years().map(of).collect() };
    let periods = |by_year: &[f64]| -> Vec<f64> {
        let of = |year: FiscalYear| horizon.offset(year).map_or(0.0, |offset| by_year[offset]);
        horizon.periods().iter().map(|period| period.fiscal_years().map(of).sum()).collect()
    };
    let embodied = survey.by_site(horizon.fiscal_years().flat_map(|year| in_year(year)));
    let operation = |floor: &Tally| floor.scaled(OPERATION_KG_M2_YEAR / 1_000.0);
    let mut operated = Tally::new(survey.instance);
    for year in horizon.fiscal_years() {
        operated.add_all(&operation(&floor_in(survey, year)));
    }
    let today = survey.by_site(survey.assets().map(|(asset, _)| (survey.site_of(asset), survey.instance.assets[asset.0].gfa.0)));
    let all_years = f64::from(i32::try_from(horizon.years()).unwrap_or(i32::MAX));
    let unchanged = operation(&today).scaled(all_years);
    let mut total = embodied.clone();
    total.add_all(&operated);

    let method = works_floor(survey.instance, &Method::NATIONAL);
    let method_works = method.rebuilt.0 * CONSTRUCTION_T_M2 + method.renovated.0 * RENOVATION_T_M2;
    let works_by_year = years(&|year| in_year(year).map(|(_, tonnes)| tonnes).sum());
    let operation_by_year = years(&|year| operation(&floor_in(survey, year)).total);
    let total_by_year: Vec<f64> =
        works_by_year.iter().zip(&operation_by_year).map(|(works, operation)| works + operation).collect();
    let draft =
        |id, plan: &Tally, by_year: Vec<f64>| Draft::new(id, About::default(), plan).periods(periods(&by_year)).years(by_year);
    let drafts = vec![
        draft(MetricId::Co2, &total, total_by_year).unchanged(&unchanged).baseline(unchanged.total + method_works),
        draft(MetricId::Co2Works, &embodied, works_by_year).unchanged(&Tally::new(survey.instance)).baseline(method_works),
        draft(MetricId::Co2Operation, &operated, operation_by_year).unchanged(&unchanged).baseline(unchanged.total),
    ];
    drafts.into_iter().filter_map(|draft| draft.finish(survey.instance)).collect()
}

fn works(survey: &Survey<'_, '_>) -> Vec<Works> {
    let settings = &survey.instance.project.scenario.works;
    let mut all = Vec::new();
    for (asset, entry) in survey.assets() {
        let site = survey.site_of(asset);
        all.extend(entry.actions.iter().map(|action| Works {
            site,
            from: action.works_fy,
            years: action.open_fy.since(action.works_fy).max(1),
            tonnes: of_action(survey, asset, action),
        }));
    }
    let before =
        |site, fy: FiscalYear, years: i32, tonnes| Works { site, from: fy.plus(-years.max(1)), years: years.max(1), tonnes };
    for &(site, fy, floor) in &survey.floor_changes {
        // Guests, pupils of merged schools and shared rooms are part of the works that end when they open.
        all.push(before(site, fy, settings.school_works_years, floor * CONSTRUCTION_T_M2));
    }
    for (function, decision) in survey.functions() {
        if let FunctionDecision::Move { code: MoveCode::V, fy, .. } = decision {
            let gfa = survey.instance.functions[function.0].function.gfa.0;
            all.push(before(survey.last_place(function), *fy, 1, gfa * RENOVATION_T_M2));
        }
    }
    all
}

fn of_action(survey: &Survey<'_, '_>, asset: AssetIx, action: &Action) -> f64 {
    let gfa = survey.instance.assets[asset.0].gfa.0;
    match action.code {
        ActionCode::M | ActionCode::R => gfa * RENOVATION_T_M2,
        ActionCode::B | ActionCode::BH => new_floor(survey, asset, action) * CONSTRUCTION_T_M2,
        ActionCode::P | ActionCode::PH => {
            let replaced: f64 =
                blocks_rebuilt_by_partial(survey.instance, asset, action.works_fy).iter().map(|block| block.gfa.0).sum();
            let kept = gfa - replaced;
            (new_floor(survey, asset, action) - kept) * CONSTRUCTION_T_M2 + kept * RENOVATION_T_M2
        }
    }
}

fn new_floor(survey: &Survey<'_, '_>, asset: AssetIx, action: &Action) -> f64 {
    school_floor_after(survey.instance, asset, action).0
}
