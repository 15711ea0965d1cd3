//! `fukugo solve`: the best plan, verified before anything is printed.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::news::News;
use super::question::load_question;
use super::{End, Terminal, infeasible, interrupt};
use crate::cashflow::Prices;
use crate::formulate::Formulation;
use crate::instance::Instance;
use crate::lang::Lang;
use crate::options::{NoOptionLeft, Options};
use crate::project::Project;
use crate::report::{self, Machine, Run, StageTime};
use crate::solve::{Found, Limits, Solution, SolveError};

/// Finds the best plan.
#[derive(Debug, clap::Args)]
pub(super) struct Solve {
    /// The scenario, a TOML file.
    scenario: PathBuf,
    /// Folder for the results; an earlier run there is replaced.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the manifest as JSON instead of the screen.
    #[arg(long)]
    json: bool,
    /// Relative gap at which to stop, ratio [default: the scenario's `solver.gap`].
    #[arg(long, value_name = "R")]
    gap: Option<f64>,
    /// Longest search, seconds [default: the scenario's `solver.time_limit_s`].
    #[arg(long, value_name = "S")]
    time_limit: Option<f64>,
    /// Also write the complete compact model as MPS; gzipped when the name ends in `.gz`.
    #[arg(long, value_name = "FILE")]
    write_model: Option<PathBuf>,
}

/// Wall times of the stages.
struct Clock {
    stages: Vec<StageTime>,
    since: Instant,
}

impl Clock {
    fn new() -> Self {
        Self { stages: Vec::new(), since: Instant::now() }
    }

    fn lap(&mut self, stage: &str) {
        self.stages.push(StageTime { stage: stage.to_owned(), seconds: self.since.elapsed().as_secs_f64() });
        self.since = Instant::now();
    }
}

/// A question and what is found of its answer.
struct Search<'a> {
    instance: &'a Instance<'a>,
    prices: &'a Prices,
    options: &'a Options,
    formulation: &'a Formulation,
    limits: Limits,
    found: Found,
    news: News,
}

impl Search<'_> {
    fn run(&self) -> Result<(), SolveError> {
        let on_progress = |progress| {
            // What comes after the end was asked for is of a plan that is not written.
            if !self.found.is_stopped() {
                self.news.show(progress);
            }
        };
        crate::solve::search(self.instance, self.options, self.formulation, &self.limits, &on_progress, &self.found)
    }

    fn settle(&self) -> Result<Solution, SolveError> {
        crate::solve::settle(self.instance, self.prices, self.options, self.formulation, &self.limits, &self.found)
    }
}

/// How often the program looks whether the search has ended or has to.
const LISTENING: Duration = Duration::from_millis(20);

/// How long after its limit a search may end by itself, with what the step it is at has found: a share of the limit, and no less than a
/// few seconds. Parts of HiGHS, its presolve above all, know no limit and can take half a minute more.
fn patience(limit: Duration) -> Duration {
    (limit / 50).max(Duration::from_secs(3))
}

impl Solve {
    pub(super) fn run(&self, terminal: &mut Terminal<'_>) -> io::Result<End> {
        if let Some(message) = self.refused_flag(terminal.lang) {
            writeln!(terminal.err, "{}: {message}", terminal.lang.pick("エラー", "error"))?;
            return Ok(End::Usage);
        }
        if let Some(Err(error)) = self.out.as_deref().map(report::check_place) {
            return terminal.complain(&error, End::Io);
        }
        let mut clock = Clock::new();
        let project = match load_question(terminal, &self.scenario)? {
            Ok(project) => project,
            Err(end) => return Ok(end),
        };
        // Read now: the file may have changed when the search ends.
        let scenario_toml = match crate::load::merged_scenario(&self.scenario) {
            Ok(merged) => merged.toml_with_project(report::INPUTS),
            Err(error) => return terminal.complain(&error, End::Rejected),
        };
        clock.lap("load");
        let prices = Prices::new(&project);
        let instance = Instance::new(&project);
        clock.lap("instance");
        let options = match Options::new(&instance, &prices) {
            Ok(options) => options,
            Err(NoOptionLeft { asset, .. }) => {
                return infeasible::explain_lock(terminal, &instance, &asset, self.limits(&project).time);
            }
        };
        clock.lap("options");
        let formulation = Formulation::new(&instance, &options);
        clock.lap("formulate");
        if let Some(path) = &self.write_model
            && let Err(error) = write_model(path, &formulation, &project.scenario.name)
        {
            return terminal.complain(&error, End::Io);
        }
        clock.since = Instant::now();

        let search = Search {
            instance: &instance,
            prices: &prices,
            options: &options,
            formulation: &formulation,
            limits: self.limits(&project),
            found: Found::nothing(),
            news: News::new(terminal.lang),
        };
        self.search(terminal, &search, &scenario_toml, clock)
    }

    /// Searches until it has what is asked for, the limit or until the user asks for it, and finishes with what was found.
    fn search(&self, terminal: &mut Terminal<'_>, search: &Search<'_>, scenario_toml: &str, mut clock: Clock) -> io::Result<End> {
        interrupt::listen();
        let started = Instant::now();
        let latest = search.limits.time.saturating_add(patience(search.limits.time));
        std::thread::scope(|scope| {
            let running = scope.spawn(|| search.run());
            let is_over = || running.is_finished() || search.found.is_closed() || started.elapsed() >= latest;
            while !is_over() && !interrupt::is_asked() {
                std::thread::sleep(LISTENING);
            }
            if running.is_finished() {
                search.news.end();
                clock.lap("solve");
                let ended = running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                return self.finish(terminal, search, ended, (scenario_toml, clock));
            }
            search.found.stop();
            search.news.end();
            clock.lap("solve");
            let told = if interrupt::is_asked() {
                let text = terminal.lang.pick(
                    "中断: これまでの最良案を検証して書き出す（もう一度 Ctrl-C で直ちに終了）",
                    "interrupted: the best plan so far is verified and written (Ctrl-C once more ends at once)",
                );
                writeln!(terminal.err, "{text}")
            } else {
                Ok(())
            };
            let end = told.and_then(|()| self.finish(terminal, search, Ok(()), (scenario_toml, clock)));
            let end = end.and_then(|end| terminal.out.flush().map(|()| end));
            // The solver cannot be stopped in the midst of a solve, which may take minutes more: the program ends under it.
            std::process::exit(super::exit_code(&end).into())
        })
    }

    /// Settles the plan, verifies, measures, writes and prints.
    fn finish(
        &self,
        terminal: &mut Terminal<'_>,
        search: &Search<'_>,
        ended: Result<(), SolveError>,
        (scenario_toml, mut clock): (&str, Clock),
    ) -> io::Result<End> {
        let &Search { instance, prices, options, .. } = search;
        let solution = match ended.and_then(|()| search.settle()) {
            Ok(solution) => solution,
            Err(SolveError::Infeasible) => {
                return infeasible::explain(terminal, instance, search.formulation, search.limits.time);
            }
            Err(error @ SolveError::NothingFound) => return terminal.complain(&error, End::NothingFound),
            Err(error) => return terminal.complain(&error, End::Unverified),
        };
        let project = instance.project;
        let verified = crate::verify::verify(project, &solution.plan);
        clock.lap("verify");
        let Some(verification) = terminal.accepted(&verified)? else { return Ok(End::Unverified) };
        let metrics = crate::metrics::measure(instance, prices, &solution.plan);
        clock.lap("metrics");
        let rows = report::option_rows(instance, options, &solution.plan);
        let machine = Machine {
            threads: rayon::current_num_threads(),
            stages: clock.stages.clone(),
            peak_memory_kib: report::peak_memory_kib(),
        };
        let solver = report::Solver {
            name: crate::solver::NAME.to_owned(),
            version: crate::solver::VERSION.to_owned(),
            seed: u64::try_from(crate::solver::SEED).ok(),
        };
        let run = Run {
            instance,
            prices,
            plan: &solution.plan,
            metrics: &metrics,
            proof: solution.proof,
            verification,
            missed: &verified.missed,
            options: &rows,
            solver: &solver,
            machine: &machine,
            scenario_toml,
            lang: terminal.lang,
        };
        if let Some(out) = &self.out
            && let Err(error) = report::write(&run, out)
        {
            return terminal.complain(&error, End::Io);
        }
        if self.json {
            match report::manifest(&run) {
                Ok(manifest) => terminal.out.write_all(&manifest)?,
                Err(error) => return terminal.complain(&error, End::Io),
            }
        } else {
            write!(terminal.out, "{}", report::screen(&run, self.out.as_deref(), SCREEN_COLUMNS))?;
        }
        Ok(End::Done)
    }

    fn limits(&self, project: &Project) -> Limits {
        let settings = &project.scenario.solver;
        let seconds = self.time_limit.unwrap_or(settings.time_limit_s);
        Limits {
            gap: self.gap.unwrap_or(settings.gap),
            time: Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(u32::MAX.into())),
            nodes: settings.node_limit,
        }
    }

    fn refused_flag(&self, lang: Lang) -> Option<&'static str> {
        let is_positive = |value: Option<f64>| value.is_none_or(|value| value.is_finite() && value > 0.0);
        if !self.gap.is_none_or(|gap| gap.is_finite() && gap >= 0.0) {
            return Some(lang.pick("--gap は 0 以上の数", "--gap must be a number from 0 upwards"));
        }
        (!is_positive(self.time_limit))
            .then(|| lang.pick("--time-limit は正の秒数", "--time-limit must be a positive number of seconds"))
    }
}

/// Columns of the screen: what fits a mail and half a wide display.
const SCREEN_COLUMNS: usize = 100;

/// Writes the compact model to `path`, through a temporary sibling.
fn write_model(path: &Path, formulation: &Formulation, title: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new();
    #[cfg(unix)]
    // Temporary files are private by default; the model is for everybody the umask allows.
    temporary.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = temporary.tempfile_in(folder)?;
    let model = formulation.compact();
    let mut buffer = io::BufWriter::new(file);
    if path.extension().is_some_and(|extension| extension == "gz") {
        let mut packed = flate2::write::GzEncoder::new(&mut buffer, flate2::Compression::default());
        crate::solver::mps::write(&model, title, &mut packed)?;
        packed.finish()?;
    } else {
        crate::solver::mps::write(&model, title, &mut buffer)?;
    }
    let file = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
