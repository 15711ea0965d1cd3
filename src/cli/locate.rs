//! `fukugo locate`: the classic location models.

use std::io;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::{End, Terminal};
use crate::locate::answer::{Answer, Proof};
use crate::locate::input::{Metric, Source, WalkedStreets, read};
use crate::locate::question::{Kind, Places, Question, Rounding, Status};
use crate::locate::{report, solve};

/// Answers a classic location question about points or a matrix.
#[derive(Debug, clap::Args)]
pub(super) struct Locate {
    /// The problem.
    #[arg(value_parser = problem())]
    problem: Kind,
    /// Demand points, CSV (id,x,y or id,lon,lat[,weight]) or GeoJSON points [default: the sites].
    #[arg(long, value_name = "FILE", conflicts_with = "matrix")]
    demand: Option<PathBuf>,
    /// Sites, CSV (id,x,y or id,lon,lat[,cost][,capacity][,status]) or GeoJSON points.
    #[arg(long, value_name = "FILE", required_unless_present = "matrix", conflicts_with = "matrix")]
    sites: Option<PathBuf>,
    /// How distances of points are measured; there is no default.
    #[arg(long, value_enum, required_unless_present = "matrix", conflicts_with = "matrix")]
    metric: Option<MetricArgument>,
    /// Streets to walk on, .osm.pbf, .csv (from,to,..) or .geojson lines (--metric network).
    #[arg(long, value_name = "FILE", conflicts_with = "matrix")]
    streets: Option<PathBuf>,
    /// Farthest a place may lie from its street, m (--metric network) [default: 500].
    #[arg(long, value_name = "METERS", requires = "streets")]
    join: Option<f64>,
    /// How distances of points are rounded to whole units.
    #[arg(long, value_enum, default_value = "none")]
    round: RoundArgument,
    /// All pairs, CSV demand,site,cost.
    #[arg(long, value_name = "FILE")]
    matrix: Option<PathBuf>,
    /// Weights of demand points of a matrix, CSV id[,weight].
    #[arg(long, value_name = "FILE", requires = "matrix")]
    demand_table: Option<PathBuf>,
    /// Costs, capacities and statuses of sites of a matrix, CSV id[,cost][,capacity][,status].
    #[arg(long, value_name = "FILE", requires = "matrix")]
    site_table: Option<PathBuf>,
    /// A matrix' cost is that of one unit of weight, or of a demand point's whole weight.
    #[arg(long, value_enum, default_value = "unit", requires = "matrix")]
    cost_is: CostArgument,
    /// Number of sites to open, required ones included, existing ones not.
    #[arg(short, long, value_name = "P")]
    p: Option<usize>,
    /// Distance within which a site covers, unit of distances (covering problems).
    #[arg(long, value_name = "DISTANCE")]
    radius: Option<f64>,
    /// Longest distance anybody may be served over, unit of distances.
    #[arg(long, value_name = "DISTANCE")]
    max_distance: Option<f64>,
    /// Every demand point must be covered by two sites (set-cover).
    #[arg(long)]
    backup: bool,
    /// Share of the weight to cover, 0 to 1 (partial-cover).
    #[arg(long, value_name = "SHARE")]
    share: Option<f64>,
    /// Every demand point is served by one site alone (capacitated).
    #[arg(long)]
    single_source: bool,
    /// Sites that must be open, ids separated by commas.
    #[arg(long, value_name = "ID,..", value_delimiter = ',')]
    require: Vec<String>,
    /// Sites that are open already: neither counted in p nor paid for.
    #[arg(long, value_name = "ID,..", value_delimiter = ',')]
    existing: Vec<String>,
    /// Sites that must not be opened.
    #[arg(long, value_name = "ID,..", value_delimiter = ',')]
    forbid: Vec<String>,
    /// Number of best solutions to list.
    #[arg(long, value_name = "K", default_value_t = 1)]
    solutions: usize,
    /// Further solutions may be worse than the best by this share of it [default: any].
    #[arg(long, value_name = "SHARE")]
    within: Option<f64>,
    /// Longest time, seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 600.0)]
    time_limit: f64,
    /// Print the answer as JSON.
    #[arg(long)]
    json: bool,
    /// Folder for GeoJSON layers of sites, assignments and catchments, and the answer as JSON.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Reads a problem by the word it has in files too.
fn problem() -> impl TypedValueParser<Value = Kind> {
    let values = Kind::ALL.map(|kind| PossibleValue::new(kind.as_str()).help(help(kind)));
    let named = |name: String| Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
    PossibleValuesParser::new(values).try_map(move |name| named(name).ok_or("no such problem"))
}

fn help(kind: Kind) -> &'static str {
    match kind {
        Kind::PMedian => "p sites, least weighted distance",
        Kind::PCenter => "p sites, shortest longest distance",
        Kind::MaxCover => "p sites, most weight within the radius",
        Kind::SetCover => "All within the radius, least cost",
        Kind::PartialCover => "A share of the weight within the radius, least cost",
        Kind::Facility => "Any sites, least fixed costs and weighted distance",
        Kind::Capacitated => "The same with capacities",
        Kind::PDispersion => "p sites as far apart as can be",
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum MetricArgument {
    /// Straight lines in a plane, in the unit of x and y.
    Euclidean,
    /// Shortest lines on the ellipsoid, meters, from degrees.
    Geodesic,
    /// Shortest walks on --streets, meters, from degrees in Japan.
    Network,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum RoundArgument {
    /// Not at all.
    None,
    /// Down.
    Down,
    /// To the nearest.
    Nearest,
    /// Up.
    Up,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum CostArgument {
    /// One unit of weight.
    Unit,
    /// The whole weight.
    Whole,
}

/// Farthest a place may lie from its street, meters: as in scenarios.
const JOIN_M: f64 = 500.0;

impl Locate {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        let (source, question) = match (self.source(), self.question()) {
            (Ok(source), Ok(question)) => (source, question),
            (Err((ja, en)), _) | (_, Err((ja, en))) => {
                writeln!(terminal.err, "{}: {}", terminal.lang.pick("エラー", "error"), terminal.lang.pick(ja, en))?;
                return Ok(End::Usage);
            }
        };
        let mut places = match read(&source) {
            Ok((places, advice)) => {
                write!(terminal.err, "{}", crate::error::render_advice(&advice, terminal.lang))?;
                places
            }
            Err(errors) => {
                write!(terminal.err, "{}", crate::error::render(&errors, terminal.lang))?;
                return Ok(End::Rejected);
            }
        };
        let unknown = self.set_statuses(&mut places);
        if !unknown.is_empty() {
            let text = terminal.lang.pick("知らない候補地の id", "ids that no site has");
            writeln!(terminal.err, "{}: {text}: {}", terminal.lang.pick("エラー", "error"), unknown.join(", "))?;
            return Ok(End::Rejected);
        }
        let is_own_demand = || places.demand.iter().map(|point| &point.id).eq(places.sites.iter().map(|site| &site.id));
        if question.kind == Kind::PDispersion && !is_own_demand() {
            let text = terminal.lang.pick(
                "p-dispersion では候補地どうしの距離を使います: --demand を省くか、行列の demand と site に同じ id を書いてください",
                "p-dispersion takes distances between sites: leave out --demand, or give a matrix with the same ids for demand and site",
            );
            writeln!(terminal.err, "{}: {text}", terminal.lang.pick("エラー", "error"))?;
            return Ok(End::Rejected);
        }
        match solve(&places, &question) {
            Ok(answer) => self.tell(terminal, &places, &question, &answer),
            Err(error) => terminal.complain(&error, End::Io),
        }
    }

    fn tell(&self, terminal: &mut Terminal<'_>, places: &Places, question: &Question, answer: &Answer) -> io::Result<End> {
        for breach in &answer.breaches {
            writeln!(terminal.err, "{}: {}", terminal.lang.pick("検証", "check"), breach.in_lang(terminal.lang))?;
        }
        let document = serde_json::to_string_pretty(&report::document(places, question, answer))? + "\n";
        if self.json {
            write!(terminal.out, "{document}")?;
        } else {
            write!(terminal.out, "{}", report::text(places, question, answer, terminal.lang))?;
        }
        if let Some(folder) = &self.out {
            let write_all = || -> io::Result<()> {
                std::fs::create_dir_all(folder)?;
                std::fs::write(folder.join("answer.json"), &document)?;
                for (name, text) in report::layers(places, question, answer) {
                    std::fs::write(folder.join(name), text)?;
                }
                Ok(())
            };
            if let Err(error) = write_all() {
                return terminal.complain(&error, End::Io);
            }
        }
        Ok(match answer.proof {
            _ if !answer.breaches.is_empty() => End::Unverified,
            Proof::Optimal | Proof::Stopped => End::Done,
            Proof::Infeasible => End::Infeasible,
            Proof::NothingFound => End::NothingFound,
        })
    }

    fn source(&self) -> Result<Source, (&'static str, &'static str)> {
        if let Some(matrix) = &self.matrix {
            return Ok(Source::Matrix {
                matrix: matrix.clone(),
                demand: self.demand_table.clone(),
                sites: self.site_table.clone(),
                is_whole: self.cost_is == CostArgument::Whole,
            });
        }
        let metric = match self.metric {
            Some(MetricArgument::Euclidean) => Metric::Euclidean,
            Some(MetricArgument::Geodesic) => Metric::Geodesic,
            Some(MetricArgument::Network) => Metric::Network,
            None => return Err(("--metric が必要です", "--metric is needed")),
        };
        let rounding = match self.round {
            RoundArgument::None => Rounding::None,
            RoundArgument::Down => Rounding::Down,
            RoundArgument::Nearest => Rounding::Nearest,
            RoundArgument::Up => Rounding::Up,
        };
        let sites = self.sites.clone().ok_or(("--sites が必要です", "--sites is needed"))?;
        let streets = match (metric, &self.streets) {
            (Metric::Network, Some(file)) => {
                let join_m = self.join.unwrap_or(JOIN_M);
                if !join_m.is_finite() || join_m < 0.0 {
                    return Err(("--join は 0 以上のメートルです", "--join is a number of meters of at least 0"));
                }
                // A walk that is rounded down to the limit may be longer by less than one meter.
                let limit_m = self.radius.or(self.max_distance).map(|limit| limit + 1.0);
                Some(WalkedStreets { file: file.clone(), join_m, limit_m })
            }
            (Metric::Network, None) => {
                return Err(("--metric network には --streets が必要です", "--metric network needs --streets"));
            }
            (_, Some(_)) => {
                return Err(("--streets は --metric network だけのものです", "--streets is for --metric network alone"));
            }
            (_, None) => None,
        };
        Ok(Source::Points { demand: self.demand.clone(), sites, metric, streets, rounding })
    }

    fn question(&self) -> Result<Question, (&'static str, &'static str)> {
        let kind = self.problem;
        if matches!(kind, Kind::PMedian | Kind::PCenter | Kind::MaxCover | Kind::PDispersion) && self.p.is_none() {
            return Err(("この問題には -p (開く箇所の数) が必要です", "this problem needs -p, the number of sites to open"));
        }
        let covers = matches!(kind, Kind::MaxCover | Kind::SetCover | Kind::PartialCover);
        if covers && self.radius.is_none() {
            return Err(("被覆の問題には --radius が必要です", "covering problems need --radius"));
        }
        if !covers && self.radius.is_some() {
            return Err((
                "--radius は被覆の問題だけのものです。距離の上限は --max-distance です",
                "--radius is for covering problems; --max-distance limits distances",
            ));
        }
        if (covers || kind == Kind::PDispersion) && self.max_distance.is_some() {
            return Err(("この問題では --max-distance は使いません", "this problem does not use --max-distance"));
        }
        if self.backup && kind != Kind::SetCover {
            return Err(("--backup は set-cover だけのものです", "--backup is for set-cover alone"));
        }
        if self.single_source && kind != Kind::Capacitated {
            return Err(("--single-source は capacitated だけのものです", "--single-source is for capacitated alone"));
        }
        if (kind == Kind::PartialCover) != self.share.is_some() {
            return Err((
                "--share は partial-cover に必要で、ほかの問題では使いません",
                "--share is needed by partial-cover and used by no other problem",
            ));
        }
        let is_length = |value: Option<f64>| value.is_none_or(|value| value.is_finite() && value >= 0.0);
        let is_share = |value: Option<f64>| value.is_none_or(|value| (0.0..=1.0).contains(&value));
        if !is_length(self.radius) || !is_length(self.max_distance) || !is_length(self.within) || !is_share(self.share) {
            return Err(("距離は 0 以上、割合は 0 から 1 までです", "distances are at least 0, shares between 0 and 1"));
        }
        if !self.time_limit.is_finite() || self.time_limit < 0.0 {
            return Err(("--time-limit は 0 以上の秒数です", "--time-limit is a number of seconds of at least 0"));
        }
        Ok(Question {
            open: self.p,
            radius: self.radius,
            max_distance: self.max_distance,
            cover_times: if self.backup { 2 } else { 1 },
            share: self.share.unwrap_or(1.0),
            is_single_source: self.single_source,
            solutions: self.solutions.max(1),
            within: self.within.unwrap_or(f64::INFINITY),
            time_limit_s: self.time_limit,
            ..Question::new(kind)
        })
    }

    /// Statuses of the command line overrule those of the table; ids that no site has are handed back.
    fn set_statuses(&self, places: &mut Places) -> Vec<String> {
        let mut unknown = Vec::new();
        let lists = [(&self.require, Status::Required), (&self.existing, Status::Existing), (&self.forbid, Status::Forbidden)];
        for (ids, status) in lists {
            for id in ids {
                match places.sites.iter_mut().find(|site| site.id == *id) {
                    Some(site) => site.status = status,
                    None => unknown.push(id.clone()),
                }
            }
        }
        unknown
    }
}
