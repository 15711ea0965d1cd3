//! Makes a synthetic municipality: a complete project folder with a ready planning question.
//!
//! The same settings give the same bytes on every platform and with any number of threads: draws are made from seeded integer
//! streams with additions, multiplications and square roots only, coordinates are rounded to seven decimals and areas, people
//! and amounts to whole numbers. Names are plainly fictional, the ground lies in the open sea, and every row says `synthetic`.

mod facilities;
mod ground;
mod money;
mod origin;
mod people;
mod projection;
mod question;
mod schools;
mod services;
mod sites;
mod stock;
mod stream;
mod streets;
mod tables;
mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use ground::Ground;
use people::People;
use sites::Sites;
use targets::Targets;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How large.
    pub size: Size,
    /// Which of the many municipalities of that size.
    pub seed: u64,
    /// Whether it has streets, and its planning question walks on them.
    pub streets: bool,
}

/// How large a synthetic municipality is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One of the named sizes.
    Preset(Preset),
    /// Counts of one's own, at the density of the `setagaya` preset.
    Counts(Counts),
}

/// A named size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// 8 schools, 30 facilities, about 60 cells: small enough for a test.
    Town,
    /// The published totals of Setagaya (世田谷区): 90 schools, 420 facilities, 58.05 km², 943,664 people.
    Setagaya,
    /// 480 schools, 2,500 facilities, about 7,000 cells.
    Metropolis,
}

impl Preset {
    /// Every preset, smallest first.
    pub const ALL: [Self; 3] = [Self::Town, Self::Setagaya, Self::Metropolis];

    /// The name on the command line and in the scenario.
    pub fn name(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Setagaya => "setagaya",
            Self::Metropolis => "metropolis",
        }
    }
}

impl FromStr for Preset {
    type Err = UnknownPreset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|preset| preset.name() == text).ok_or_else(|| UnknownPreset(text.to_owned()))
    }
}

/// A name that is no preset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a preset; there are town, setagaya and metropolis")]
pub struct UnknownPreset(pub String);

/// Size by numbers of things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Schools, at least 2; about two thirds are elementary.
    pub schools: usize,
    /// Facility sites, at least 24 and two per district (a district has about three schools).
    pub facilities: usize,
    /// Mesh cells of 250 m, at least 12 and two per district; met to within a few.
    pub cells: usize,
}

impl Counts {
    /// The same density with `factor` times as much of everything, rounded: for tests of growth.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a real number saturates")]
        let scale = |count: usize| (targets::real(count) * factor).round() as usize;
        Self { schools: scale(self.schools), facilities: scale(self.facilities), cells: scale(self.cells) }
    }
}

/// What was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Name of the preset, or `custom`.
    pub preset: &'static str,
    /// School sites.
    pub schools: usize,
    /// Facility sites.
    pub facilities: usize,
    /// Rows of `buildings.csv`.
    pub building_rows: usize,
    /// Functions.
    pub functions: usize,
    /// Rooms with bookable slots.
    pub rooms: usize,
    /// Kinds that have a function.
    pub kinds: usize,
    /// Mesh cells.
    pub cells: usize,
    /// Districts.
    pub districts: usize,
    /// Regions.
    pub regions: usize,
    /// Residents in the first year, people.
    pub people: u64,
    /// Floor of all buildings, m².
    pub floor_m2: u64,
    /// Area of the outline, km².
    pub area_km2: f64,
    /// Files written, in order.
    pub files: Vec<&'static str>,
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The counts cannot make a municipality with every kind of facility and a plan to make for it.
    #[error(
        "{schools} schools, {facilities} facilities and {cells} cells do not make a municipality: at least 2 schools, 24 facilities \
         and 12 cells are needed, two facilities and two cells for each district (about three schools), at most a million of each"
    )]
    Counts {
        /// Schools asked for.
        schools: usize,
        /// Facilities asked for.
        facilities: usize,
        /// Cells asked for.
        cells: usize,
    },
    /// The folder to write already holds something.
    #[error("{} already exists and is not empty; name a new folder", .0.display())]
    Occupied(PathBuf),
    /// The folder could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// Folder or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Makes the municipality of `settings` and writes it as a project folder to `out`, which is new or empty.
///
/// Everything is written to a temporary sibling and renamed, so that a stopped run leaves no half folder.
///
/// # Errors
/// [`GenerateError::Counts`] for sizes that make no municipality, [`GenerateError::Occupied`] where `out` holds something,
/// [`GenerateError::Write`] when the system refuses.
///
/// # Example
/// ```
/// use fukugo::generate::{Preset, Settings, Size, generate};
///
/// let parent = tempfile::tempdir()?;
/// let summary = generate(&Settings { size: Size::Preset(Preset::Town), seed: 1, streets: false }, &parent.path().join("town"))?;
/// assert_eq!((summary.schools, summary.facilities), (8, 30));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn generate(settings: &Settings, out: &Path) -> Result<Summary, GenerateError> {
    let targets = Targets::of(settings.size)?;
    refuse_occupied(out)?;
    let (files, summary) = make(settings, &targets);
    write(&files, out)?;
    Ok(summary)
}

fn make(settings: &Settings, targets: &Targets) -> (Vec<tables::Named>, Summary) {
    let seed = settings.seed;
    let ground = Ground::draw(seed, targets);
    let people = People::draw(seed, targets, &ground);
    let mut sites = Sites::default();
    let schools = schools::place(seed, targets, &ground, &people, &mut sites);
    let facilities = facilities::place(seed, targets, &ground, &people, &schools, &mut sites);
    let stock = stock::build(seed, targets, &ground, &people, &schools, &facilities);
    let mut summary = Summary {
        preset: targets.name,
        schools: schools.len(),
        facilities: facilities.places.len(),
        building_rows: stock.sites.iter().filter(|site| site.buildings.len() > 1).map(|site| site.buildings.len()).sum(),
        functions: stock.functions.len(),
        rooms: stock.room_count(),
        kinds: stock.functions.iter().map(|function| function.service.kind).collect::<BTreeSet<_>>().len(),
        cells: ground.cells.len(),
        districts: people.district_count(),
        regions: targets.regions.len(),
        people: targets.people,
        floor_m2: stock.sites.iter().flat_map(|site| &site.buildings).map(|building| building.gfa_m2).sum(),
        area_km2: targets.area_km2,
        files: Vec::new(),
    };
    let files = tables::files(settings, targets, &ground, &people, &stock, &summary);
    summary.files = files.iter().map(|&(name, _)| name).collect();
    (files, summary)
}

fn refuse_occupied(out: &Path) -> Result<(), GenerateError> {
    match fs::read_dir(out).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(GenerateError::Occupied(out.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(GenerateError::Occupied(out.to_owned())),
        Err(source) => Err(GenerateError::Write { path: out.to_owned(), source }),
    }
}

fn write(files: &[tables::Named], out: &Path) -> Result<(), GenerateError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| GenerateError::Write { path, source }
    };
    let parent = match out.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed(parent))?;
    // The temporary folder is private to the user; the one inside it has the usual rights and is what is renamed.
    let private = tempfile::Builder::new().prefix(".fukugo-generate-").tempdir_in(parent).map_err(failed(parent))?;
    let folder = private.path().join("project");
    fs::create_dir(&folder).map_err(failed(&folder))?;
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(failed(&path))?;
    }
    if out.exists() {
        fs::remove_dir(out).map_err(failed(out))?;
    }
    fs::rename(&folder, out).map_err(failed(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(seed: u64) -> Settings {
        Settings { size: Size::Preset(Preset::Town), seed, streets: false }
    }

    fn bytes(settings: &Settings) -> Vec<tables::Named> {
        make(settings, &Targets::of(settings.size).unwrap()).0
    }

    #[test]
    fn the_seed_decides_the_municipality() {
        assert_eq!(bytes(&town(1)), bytes(&town(1)));
        assert_ne!(bytes(&town(1)), bytes(&town(2)));
    }

    #[test]
    fn streets_change_nothing_but_the_files_that_name_them() {
        let (without, with) = (bytes(&town(1)), bytes(&Settings { streets: true, ..town(1) }));
        let changed: Vec<&str> = with.iter().filter(|file| !without.contains(file)).map(|file| file.0).collect();
        assert_eq!(changed, ["network-nodes.csv", "network-edges.csv", "scenario.toml", "SOURCE.md"]);
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        fs::write(parent.path().join("mine.txt"), "mine").unwrap();
        let file = parent.path().join("mine.txt");
        assert!(matches!(generate(&town(1), parent.path()), Err(GenerateError::Occupied(_))));
        assert!(matches!(generate(&town(1), &file), Err(GenerateError::Occupied(_))));
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_empty_folder_is_filled_and_nothing_else_is_left() {
        let parent = tempfile::tempdir().unwrap();
        let out = parent.path().join("town");
        fs::create_dir(&out).unwrap();
        let summary = generate(&town(1), &out).unwrap();
        assert_eq!(fs::read_dir(&out).unwrap().count(), summary.files.len());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn presets_are_known_by_name() {
        assert_eq!("setagaya".parse(), Ok(Preset::Setagaya));
        assert!("Setagaya-ku".parse::<Preset>().is_err());
    }

    #[test]
    fn growth_keeps_the_density() {
        let counts = Counts { schools: 90, facilities: 420, cells: 930 };
        assert_eq!(counts.scaled(2.0), Counts { schools: 180, facilities: 840, cells: 1_860 });
    }
}
