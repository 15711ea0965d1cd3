//! What the maps show: every site with its state by period, moves, and where walks grow.

use super::book::Book;
use super::state::{State, shown_years};
use super::{decisions, words};
use crate::fiscal::FiscalYear;
use crate::geography::{LonLat, Outline, PlanePoint};
use crate::id::{DemandIx, FunctionIx, SiteIx};
use crate::lang::Lang;
use crate::metrics::PointAccess;

/// Width of a map, in its own units.
pub(super) const WIDTH: f64 = 900.0;

/// Tallest map, in units; a municipality that is taller is drawn narrower.
const TALLEST: f64 = 1_000.0;

/// Room around what is drawn, units.
const MARGIN: f64 = 14.0;

/// Detail of outlines that is dropped, degrees: about 10 m, less than a unit of a map of a ward.
const DETAIL_DEGREES: f64 = 0.000_1;

/// From one place to another, units.
pub(super) type Line = ((f64, f64), (f64, f64));

/// A map by period.
pub(super) struct Maps {
    /// What they show.
    pub(super) title: String,
    /// The same in a sentence.
    pub(super) summary: String,
    /// Height, units.
    pub(super) height: f64,
    /// Units of one kilometre.
    pub(super) kilometre: f64,
    /// The municipality's outline, rings of points.
    pub(super) boundary: Vec<Vec<(f64, f64)>>,
    /// Demand points: outlines, or the point alone.
    pub(super) ground: Vec<Ground>,
    /// One map for today, one for each period after the first, one for the end.
    pub(super) panels: Vec<Panel>,
    /// States that occur, in the order of the legend.
    pub(super) states: Vec<State>,
}

/// A demand point on the map.
pub(super) enum Ground {
    /// Rings of its outline.
    Area(Vec<Vec<(f64, f64)>>),
    /// Its place.
    Point((f64, f64)),
}

/// The map of one time.
pub(super) struct Panel {
    /// The time in words.
    pub(super) label: String,
    /// What has changed until then, in a sentence.
    pub(super) summary: String,
    /// Sites.
    pub(super) symbols: Vec<Symbol>,
    /// Lines from home to host of functions that have moved.
    pub(super) moves: Vec<Line>,
    /// Demand points whose walk to some kind is longer than today's by more than the threshold.
    pub(super) losing: Vec<usize>,
}

/// A site on the map.
pub(super) struct Symbol {
    /// Its place.
    pub(super) at: (f64, f64),
    /// Its state.
    pub(super) state: State,
    /// Whether it is a school.
    pub(super) is_school: bool,
    /// Its name and state.
    pub(super) words: String,
}

/// From degrees to units of the map.
pub(super) struct Frame {
    west: f64,
    north: f64,
    /// Units of a meter.
    scale: f64,
    height: f64,
}

impl Frame {
    /// The frame that holds every site, demand point and outline.
    pub(super) fn new(book: &Book<'_>) -> Self {
        let instance = book.instance;
        let mut points: Vec<PlanePoint> = instance.sites.iter().map(|entry| entry.point).collect();
        points.extend(instance.demand.iter().map(|entry| entry.point));
        let outlines =
            instance.project.demand.iter().filter_map(|point| point.outline.as_ref()).chain(&instance.project.boundary);
        for outline in outlines {
            points.extend(outline.polygons().iter().flatten().flatten().map(|&at| instance.plane.project(at)));
        }
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
        for point in points {
            (west, east) = (west.min(point.east), east.max(point.east));
            (south, north) = (south.min(point.north), north.max(point.north));
        }
        // A place without extent still needs a scale.
        let (across, down) = ((east - west).max(100.0), (north - south).max(100.0));
        let scale = ((WIDTH - 2.0 * MARGIN) / across).min((TALLEST - 2.0 * MARGIN) / down);
        // Centred where the height decides.
        let west = west - (WIDTH / scale - across) / 2.0;
        Self { west, north: north + MARGIN / scale, scale, height: down * scale + 2.0 * MARGIN }
    }

    fn of_plane(&self, point: PlanePoint) -> (f64, f64) {
        ((point.east - self.west) * self.scale, (self.north - point.north) * self.scale)
    }

    /// A site's place.
    pub(super) fn site(&self, book: &Book<'_>, site: SiteIx) -> (f64, f64) {
        self.of_plane(book.instance.sites[site.0].point)
    }

    fn rings(&self, book: &Book<'_>, outline: &Outline) -> Vec<Vec<(f64, f64)>> {
        let project = |at: &LonLat| self.of_plane(book.instance.plane.project(*at));
        let simple = outline.simplified(DETAIL_DEGREES);
        simple.polygons().iter().flatten().map(|ring| ring.iter().map(project).collect()).collect()
    }
}

/// The maps of a run.
pub(super) fn maps(book: &Book<'_>, frame: &Frame, access: &[PointAccess]) -> Maps {
    let (instance, lang) = (book.instance, book.run.lang);
    let project = instance.project;
    let years = shown_years(&instance.horizon);
    let first = instance.horizon.first();
    let mut panels = vec![panel(book, frame, access, None)];
    // The first year is today's map but for works that begin at once.
    panels.extend(years.iter().filter(|&&year| year != first).map(|&year| panel(book, frame, access, Some(year))));
    let mut states: Vec<State> = panels.iter().flat_map(|panel| panel.symbols.iter().map(|symbol| symbol.state)).collect();
    states.sort_unstable();
    states.dedup();
    let ground = |(point, entry): (&crate::project::DemandPoint, &crate::instance::DemandEntry)| match &point.outline {
        Some(outline) => Ground::Area(self::Frame::rings(frame, book, outline)),
        None => Ground::Point(frame.of_plane(entry.point)),
    };
    Maps {
        title: lang.pick("施設の配置（現在と計画）", "Where facilities are, today and by the plan").to_owned(),
        summary: lang
            .pick(
                "各時点での学校と施設の状態、機能の移転、徒歩が延びる地点。同じ内容は「施設一覧」の表で読める。",
                "State of schools and other sites, moves of functions, and where walks grow; the list of facilities says the same.",
            )
            .to_owned(),
        height: frame.height,
        kilometre: frame.scale * 1_000.0,
        boundary: project.boundary.as_ref().map(|outline| frame.rings(book, outline)).unwrap_or_default(),
        ground: project.demand.iter().zip(&instance.demand).map(ground).collect(),
        panels,
        states,
    }
}

/// The map at the beginning of `year` (its end for the last one), or of today.
fn panel(book: &Book<'_>, frame: &Frame, access: &[PointAccess], year: Option<FiscalYear>) -> Panel {
    let (instance, lang) = (book.instance, book.run.lang);
    let symbols: Vec<Symbol> = (0..instance.sites.len())
        .map(SiteIx)
        .map(|site| {
            let entry = &instance.sites[site.0];
            let state = year.map_or(State::InUse, |year| State::of_site(book.assets_of(site), book.site(site), year));
            Symbol {
                at: frame.site(book, site),
                state,
                is_school: entry.site.school().is_some(),
                words: format!("{}{}{}", entry.site.name, lang.pick("：", ": "), words::state(state, lang)),
            }
        })
        .collect();
    let mut moves = Vec::new();
    for function in (0..instance.functions.len()).map(FunctionIx) {
        if let (Some(year), Some((host, from))) = (year, book.host(function))
            && from <= year
        {
            let (home, host) = (instance.assets[instance.functions[function.0].home.0].site, instance.assets[host.0].site);
            if home != host {
                moves.push((frame.site(book, home), frame.site(book, host)));
            }
        }
    }
    let losing = year.map_or_else(Vec::new, |year| losing(book, access, year));
    Panel {
        label: label(book, year),
        summary: summary(&symbols, &moves, &losing, lang),
        symbols,
        moves,
        losing: losing.into_iter().map(|demand| demand.0).collect(),
    }
}

fn label(book: &Book<'_>, year: Option<FiscalYear>) -> String {
    let (lang, horizon) = (book.run.lang, &book.instance.horizon);
    match year {
        None => lang.pick("現在", "today").to_owned(),
        Some(year) if year == horizon.last() && horizon.periods().iter().all(|period| period.start != year) => match lang {
            Lang::Ja => format!("{year}年度（計画の最終年度）"),
            Lang::En => format!("FY{year}, the last year"),
        },
        Some(year) => match lang {
            Lang::Ja => format!("{year}年度当初"),
            Lang::En => format!("beginning of FY{year}"),
        },
    }
}

/// How many sites are in each state.
fn summary(symbols: &[Symbol], moves: &[Line], losing: &[DemandIx], lang: Lang) -> String {
    let mut states: Vec<State> = symbols.iter().map(|symbol| symbol.state).collect();
    states.sort_unstable();
    let counts: Vec<String> =
        states.chunk_by(|a, b| a == b).map(|same| format!("{} {}", words::state(same[0], lang), same.len())).collect();
    let counts = counts.join(lang.pick("、", ", "));
    match (lang, moves.is_empty() && losing.is_empty()) {
        (_, true) => counts,
        (Lang::Ja, _) => format!("{counts}、移転 {}件、徒歩が延びる地点 {}", moves.len(), losing.len()),
        (Lang::En, _) => format!("{counts}; {} moves, {} points with longer walks", moves.len(), losing.len()),
    }
}

/// Demand points whose walk to some kind has grown by more than the threshold in the period of `year`, in order.
fn losing(book: &Book<'_>, access: &[PointAccess], year: FiscalYear) -> Vec<DemandIx> {
    let Some(t) = book.instance.horizon.period_of(year) else { return Vec::new() };
    let threshold = book.instance.project.scenario.report.loser_threshold_m;
    let grows = |row: &&PointAccess| row.growth(t).is_some_and(|growth| growth.0 > threshold);
    let mut found: Vec<DemandIx> = access.iter().filter(grows).map(|row| row.demand).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What the plan does with a site, in words: its assets, its functions that go, and what becomes of the land.
pub(super) fn site_words(book: &Book<'_>, site: SiteIx) -> String {
    let (instance, lang) = (book.instance, book.run.lang);
    let mut said: Vec<String> = Vec::new();
    for &asset in &instance.sites[site.0].assets {
        let words = decisions::asset_words(book, asset);
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said.extend(decisions::site_words(book, site));
    said.join(lang.pick("。", "; "))
}
