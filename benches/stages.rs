//! Every stage of the pipeline on three sizes, by its public function: time and the most memory it holds.
//!
//! `cargo bench --bench stages -- [FILTER…]`, a filter being a part of `stages::STAGE::SIZE`. Sizes: `hamlet` (9 sites, the tests'
//! fixture), `town` and `ward` (`scenarios/town.toml` and `scenarios/setagaya.toml`, both made by `fukugo generate`). One thread, unless
//! `RAYON_NUM_THREADS` says otherwise: the counter of memory sees its own thread only, so that "max alloc" holds for one thread. It is
//! what the stage itself holds at once, its answer included, without what it was given and without memory that is not Rust's: nothing
//! of `HiGHS`, and therefore little of `solve`, which is timed on the hamlet alone (`cargo bench --bench suite` has the others).
//! Verified, measured and written is a plan that the program stops at: within ten seconds, or with a gap below a tenth.

#![expect(clippy::unwrap_used, reason = "a failed bench may end anyhow")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use divan::{AllocProfiler, Bencher};
use fukugo::cashflow::Prices;
use fukugo::formulate::Formulation;
use fukugo::instance::Instance;
use fukugo::options::Options;
use fukugo::project::Project;
use fukugo::report::{Run, StoredRun, Verification};
use fukugo::solve::Limits;

#[global_allocator]
static COUNTED: AllocProfiler = AllocProfiler::system();

const SIZES: [&str; 3] = ["hamlet", "town", "ward"];

fn main() {
    let threads = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build_global().unwrap();
    let folder = tempfile::tempdir().unwrap();
    RUNS.set(folder.path().to_owned()).unwrap();
    divan::main();
}

/// Where the program's runs lie that are verified, measured and written again.
static RUNS: OnceLock<PathBuf> = OnceLock::new();

fn scenario(size: &str) -> PathBuf {
    let path = match size {
        "hamlet" => "tests/fixtures/hamlet/scenario.toml",
        "town" => "scenarios/town.toml",
        _ => "scenarios/setagaya.toml",
    };
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn project(size: &str) -> Project {
    fukugo::load::load(&scenario(size)).unwrap()
}

/// A run of the program, in a process of its own: a search starts threads, which the counter would not see.
fn stored(size: &str) -> StoredRun {
    let run = RUNS.get().unwrap().join(size);
    // A busy machine may have no plan after ten seconds.
    for limit in ["10", "60", "300"] {
        if run.exists() {
            break;
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_fukugo"));
        command.arg("solve").arg(scenario(size)).args(["--lang", "en", "--gap", "0.1", "--time-limit", limit, "--out"]).arg(&run);
        command.output().unwrap();
    }
    fukugo::report::read_run(&run).unwrap()
}

#[divan::bench(args = SIZES, sample_size = 1, max_time = 5)]
fn load(bencher: Bencher, size: &str) {
    bencher.bench_local(|| project(size));
}

#[divan::bench(args = SIZES, sample_size = 1, max_time = 5)]
fn instance(bencher: Bencher, size: &str) {
    let project = project(size);
    bencher.bench_local(|| Instance::new(&project));
}

#[divan::bench(args = SIZES, sample_size = 1, max_time = 5)]
fn options(bencher: Bencher, size: &str) {
    let project = project(size);
    let (prices, instance) = (Prices::new(&project), Instance::new(&project));
    bencher.bench_local(|| Options::new(&instance, &prices));
}

#[divan::bench(args = SIZES, sample_size = 1, max_time = 5)]
fn formulate(bencher: Bencher, size: &str) {
    let project = project(size);
    let (prices, instance) = (Prices::new(&project), Instance::new(&project));
    let options = Options::new(&instance, &prices).unwrap();
    bencher.bench_local(|| Formulation::new(&instance, &options));
}

#[divan::bench(args = ["hamlet"], sample_size = 1, max_time = 5)]
fn solve(bencher: Bencher, size: &str) {
    let project = project(size);
    let (prices, instance) = (Prices::new(&project), Instance::new(&project));
    let options = Options::new(&instance, &prices).unwrap();
    let formulation = Formulation::new(&instance, &options);
    let limits = Limits { gap: project.scenario.solver.gap, time: Duration::from_mins(1), nodes: None };
    bencher.bench_local(|| fukugo::solve::solve(&instance, &prices, &options, &formulation, &limits, &|_| ()).unwrap());
}

#[divan::bench(args = SIZES, sample_size = 1, max_time = 5)]
fn verify(bencher: Bencher, size: &str) {
    let (project, plan) = (project(size), stored(size).plan);
    bencher.bench_local(|| fukugo::verify::verify(&project, &plan));
}

#[divan::bench(args = SIZES, sample_size = 1, max_time = 5)]
fn metrics(bencher: Bencher, size: &str) {
    let (project, plan) = (project(size), stored(size).plan);
    let (prices, instance) = (Prices::new(&project), Instance::new(&project));
    bencher.bench_local(|| fukugo::metrics::measure(&instance, &prices, &plan));
}

/// All files of a run folder, over those of the run before; the list of options is made with them.
#[divan::bench(args = SIZES, sample_size = 1, max_time = 5)]
fn report(bencher: Bencher, size: &str) {
    let (project, stored) = (project(size), stored(size));
    let (prices, instance) = (Prices::new(&project), Instance::new(&project));
    let options = Options::new(&instance, &prices).unwrap();
    let metrics = fukugo::metrics::measure(&instance, &prices, &stored.plan);
    let out = RUNS.get().unwrap().join("written");
    bencher.bench_local(|| {
        let rows = fukugo::report::option_rows(&instance, &options, &stored.plan);
        let run = Run {
            instance: &instance,
            prices: &prices,
            plan: &stored.plan,
            metrics: &metrics,
            proof: stored.proof,
            verification: Verification::default(),
            missed: &[],
            options: &rows,
            solver: &stored.solver,
            machine: &stored.machine,
            scenario_toml: &stored.scenario_toml,
            lang: stored.lang,
        };
        fukugo::report::write(&run, &out).unwrap();
    });
}
