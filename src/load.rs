//! Reads a scenario and its project folder into one validated [`Project`].
//!
//! One reader per input file, each with its raw row and one conversion; what spans two files is checked once all are read.
//! Nothing stops at the first error: [`LoadError::Inputs`] has every error of every file.

mod agreement;
mod assemble;
mod boundary;
mod buildings;
mod columns;
mod costs;
mod demand;
mod document;
mod facilities;
mod features;
pub(crate) mod files;
pub(crate) mod findings;
mod fiscal_frame;
mod functions;
mod keyed;
mod kinds;
mod layers;
mod magnitude;
mod numbers;
mod places;
mod population;
mod quantities;
mod question;
mod ranges;
mod record;
mod rooms;
mod rules;
mod schema;
mod schools;
mod shape;
mod sites;
mod table;
pub(crate) mod walks;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use assemble::{Joined, Tables};
use files::{Files, Presence};
use findings::{Findings, whole_file};
use keyed::Keyed;
use layers::Merged;
use shape::Shaped;

use crate::error::{InputCode, InputError, Text};
use crate::fiscal::Horizon;
use crate::project::Project;
use crate::scenario::Scenario;

pub use schema::{costs_schema, kinds_schema, scenario_schema};

/// Why nothing could be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The input breaks rules; all errors found, sorted by place.
    #[error("the input has {} error(s)", .0.len())]
    Inputs(Vec<InputError>),
}

/// A scenario with everything it extends merged, before it is validated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedScenario {
    /// The merged scenario as TOML, without `extends`.
    pub toml: String,
    /// The file each scalar and plain list came from, by dotted key; elements of `rule` and `lock` are named by id, as in
    /// `rule[pace].limit.at_most`. Values not in it are defaults.
    pub origins: BTreeMap<String, String>,
}

impl MergedScenario {
    /// The merged scenario with another project folder, as TOML: for a copy that lies elsewhere than its files.
    pub fn toml_with_project(&self, folder: &str) -> String {
        let mut table: toml::Table = toml::from_str(&self.toml).unwrap_or_default();
        table.insert("project".to_owned(), toml::Value::from(folder));
        toml::to_string_pretty(&table).unwrap_or_default()
    }

    /// The same with every setting that no file gives, whose origin is `default`; `scenario` is the validated question.
    #[must_use]
    pub fn with_defaults(&self, scenario: &Scenario, default: &str) -> Self {
        let whole = toml::Table::try_from(scenario).unwrap_or_default();
        let mut origins = layers::leaves(whole.clone(), default);
        origins.retain(|key, _| !layers::is_given(&self.origins, key));
        origins.extend(self.origins.clone());
        Self { toml: toml::to_string_pretty(&whole).unwrap_or_default(), origins }
    }
}

/// Reads the scenario at `scenario` and the project folder it names.
///
/// # Errors
/// [`LoadError::Inputs`] with every error of every file, sorted by place.
///
/// # Example
/// ```
/// let project = fukugo::load::load(std::path::Path::new("tests/fixtures/hamlet/scenario.toml"))?;
/// assert_eq!(project.sites.len(), 9);
/// # Ok::<(), fukugo::load::LoadError>(())
/// ```
pub fn load(scenario: &Path) -> Result<Project, LoadError> {
    let mut findings = Findings::default();
    let mut files = Files::default();
    let project = layers::merged(scenario, &mut files, &mut findings).and_then(|merged| read(&merged, &mut files, &mut findings));
    let advice = findings.finish().map_err(LoadError::Inputs)?;
    match project {
        Some(project) => Ok(Project { inputs: files.finish(), advice, ..project }),
        None => Err(LoadError::Inputs(Vec::new())),
    }
}

/// Merges the scenario at `scenario` with everything it extends, without validating it.
///
/// # Errors
/// [`LoadError::Inputs`] when a file of the chain cannot be read or merged.
///
/// # Example
/// ```
/// let merged = fukugo::load::merged_scenario(std::path::Path::new("tests/fixtures/hamlet/scenario.toml"))?;
/// assert_eq!(merged.origins["horizon.start_fy"], "scenario.toml");
/// # Ok::<(), fukugo::load::LoadError>(())
/// ```
pub fn merged_scenario(scenario: &Path) -> Result<MergedScenario, LoadError> {
    let mut findings = Findings::default();
    let merged = layers::merged(scenario, &mut Files::default(), &mut findings);
    findings.finish().map_err(LoadError::Inputs)?;
    let merged = merged.unwrap_or_default();
    let toml = toml::to_string_pretty(&merged.table).unwrap_or_default();
    Ok(MergedScenario { toml, origins: merged.origins })
}

/// Reads and checks everything a merged scenario names; `None` when an error was reported.
fn read(merged: &Merged, files: &mut Files, findings: &mut Findings) -> Option<Project> {
    let place = |key: &str| merged.place(key);
    let Shaped { value: scenario, is_sound } = if merged.is_sound {
        shape::typed::<Scenario>(merged.table.clone(), &place, findings)
    } else {
        Shaped { value: None, is_sound: false }
    };
    let mut horizon = None;
    if let Some(scenario) = &scenario
        && question::check(scenario, &place, findings)
        // Without a wrong period it would be another one.
        && is_sound
    {
        horizon = Some(scenario.horizon.horizon());
    }
    let mut joined = read_folder(merged, horizon.as_ref(), files, findings)?;
    let scenario = scenario.filter(|_| is_sound)?;
    let known = rules::Known {
        ids: &joined.known,
        kinds: joined.kinds.as_ref(),
        sites: &joined.sites,
        functions: &joined.functions,
        rooms: &joined.rooms,
    };
    rules::check(&scenario, horizon.as_ref(), &known, &place, findings);
    if let Some(horizon) = &horizon {
        let Joined { sites, demand, population, .. } = &mut joined;
        population::apply(&scenario.population, horizon, population, sites, demand, &place, findings);
    }
    let are_places_known = joined.are_places_known;
    let Joined { sites, buildings, functions, rooms, fiscal_frame, demand, boundary, kinds, costs, .. } = joined;
    let places = walks::Places { sites: &sites, demand: &demand, is_complete: are_places_known };
    let folder = merged.project.as_deref().unwrap_or(Path::new(""));
    let walks = walks::read(&scenario.distance, folder, places, &place, files, findings);
    let (kinds, costs, horizon) = (kinds?, costs?, horizon?);
    let holdings = magnitude::Holdings {
        sites: &sites,
        buildings: &buildings,
        functions: &functions,
        rooms: &rooms,
        kinds: &kinds,
        costs: &costs,
    };
    if findings.are_free_of_errors() {
        // One value out of range would make everything too large: that is told once, at the value.
        magnitude::check(&scenario, &horizon, &holdings, &place, findings);
    }
    Some(Project {
        scenario,
        sites,
        buildings,
        functions,
        rooms,
        fiscal_frame,
        demand,
        walks,
        boundary,
        kinds,
        costs,
        inputs: Vec::new(),
        advice: Vec::new(),
    })
}

/// Reads the project folder and joins its tables; `None` when there is no such folder.
fn read_folder(merged: &Merged, horizon: Option<&Horizon>, files: &mut Files, findings: &mut Findings) -> Option<Joined> {
    let folder = merged.project.as_deref()?;
    if !folder.is_dir() {
        findings.error(
            merged.place("project"),
            InputCode::FileMissing,
            folder.display().to_string(),
            Text::new("プロジェクトフォルダーがありません", "there is no such project folder"),
            Text::new(
                "project には、それを書いたファイルから見たフォルダーを指定してください",
                "name a folder relative to the file that holds `project`",
            ),
        );
        return None;
    }
    let mut folder = Folder { path: folder, files };
    let schools = folder.table(schools::FILE, Presence::Needed, schools::read, findings);
    let facilities = folder.table(facilities::FILE, Presence::Needed, facilities::read, findings);
    let buildings = folder.table(buildings::FILE, Presence::Optional, buildings::read, findings);
    let functions = folder.table(functions::FILE, Presence::Needed, functions::read, findings);
    let demand = match (folder.has(demand::GEOJSON), folder.has(demand::CSV)) {
        (true, true) => {
            findings.error(
                whole_file(demand::CSV),
                InputCode::Contradiction,
                demand::GEOJSON,
                Text::new("demand.geojson と demand.csv の両方があります", "there are both demand.geojson and demand.csv"),
                Text::new("使わない方を別のフォルダーへ移してください", "move the one that is not used out of the folder"),
            );
            Keyed::unknown()
        }
        (false, true) => folder.table(demand::CSV, Presence::Needed, demand::read_csv, findings),
        _ => folder.table(demand::GEOJSON, Presence::Needed, demand::read_geojson, findings),
    };
    let population = match folder.text(population::FILE, Presence::Optional, findings) {
        Some(text) => population::read(&text, findings),
        None if folder.has(population::FILE) => population::Projections::unknown(),
        None => population::Projections { is_complete: true, ..Default::default() },
    };
    let fiscal_frame = folder
        .text(fiscal_frame::FILE, Presence::Optional, findings)
        .map_or_else(Vec::new, |text| fiscal_frame::read(&text, findings));
    let boundary = folder.text(boundary::FILE, Presence::Optional, findings).and_then(|text| boundary::read(&text, findings));
    let costs = folder.text(costs::FILE, Presence::Needed, findings).and_then(|text| costs::read(&text, findings));
    let kinds =
        folder.text(kinds::FILE, Presence::Needed, findings).and_then(|text| kinds::read(&text, costs.as_ref(), findings));
    let rooms =
        folder.table(rooms::FILE, Presence::Optional, |text, findings| rooms::read(text, kinds.as_ref(), findings), findings);
    let tables =
        Tables { schools, facilities, buildings, functions, demand, rooms, population, fiscal_frame, boundary, kinds, costs };
    Some(assemble::join(tables, horizon, findings))
}

/// The project folder while it is read.
struct Folder<'f> {
    path: &'f Path,
    files: &'f mut Files,
}

impl Folder<'_> {
    fn has(&self, name: &str) -> bool {
        self.path.join(name).exists()
    }

    fn text(&mut self, name: &str, presence: Presence, findings: &mut Findings) -> Option<String> {
        self.files.table(&self.path.join(name), name, presence, findings)
    }

    /// The table that `read` makes of a file: without ids where the file is absent and may be, of unknown ids where it is broken.
    fn table<T>(
        &mut self,
        name: &str,
        presence: Presence,
        read: impl FnOnce(&str, &mut Findings) -> Keyed<T>,
        findings: &mut Findings,
    ) -> Keyed<T> {
        match self.text(name, presence, findings) {
            Some(text) => read(&text, findings),
            None if presence == Presence::Needed || self.has(name) => Keyed::unknown(),
            None => Keyed::default(),
        }
    }
}
