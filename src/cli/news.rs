//! News of a running search on standard error: a line that is redrawn on a terminal, a line every ten seconds elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::lang::Lang;
use crate::solve::{Progress, Stage};

/// How often a line is written where standard error is no terminal.
const INTERVAL: Duration = Duration::from_secs(10);

/// Shows news.
pub(super) struct News {
    lang: Lang,
    bar: Option<ProgressBar>,
    last: Mutex<Instant>,
    started: Instant,
}

impl News {
    /// News for readers of `lang`.
    pub(super) fn new(lang: Lang) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {elapsed} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        let now = Instant::now();
        Self { lang, bar, last: Mutex::new(now), started: now }
    }

    /// Shows what the search is doing.
    pub(super) fn show(&self, progress: Progress) {
        let text = self.text(progress);
        if let Some(bar) = &self.bar {
            bar.set_message(text);
            return;
        }
        let Ok(mut last) = self.last.lock() else { return };
        if last.elapsed() >= INTERVAL {
            *last = Instant::now();
            // A closed standard error must not end the search.
            let _ = std::io::Write::write_all(
                &mut std::io::stderr(),
                format!("{:.0} s  {text}\n", self.started.elapsed().as_secs_f64()).as_bytes(),
            );
        }
    }

    /// Ends the news.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn text(&self, progress: Progress) -> String {
        let stage = match progress.stage {
            Stage::Improvement(round) => format!("{} {round}", self.lang.pick("案の改良", "improvement")),
            Stage::Relaxation(round) => format!("{} {round}", self.lang.pick("緩和問題", "relaxation")),
            Stage::Search(round) => format!("{} {round}", self.lang.pick("分枝限定", "branch and bound")),
        };
        let figure = |value: Option<f64>| match value {
            Some(million) => format!("{:.2}", million / 100.0),
            None => "-".to_owned(),
        };
        let (bound, plan, unit) =
            (self.lang.pick("下界", "bound"), self.lang.pick("最良案", "best plan"), self.lang.pick("億円", "x100 million yen"));
        let gap = progress.incumbent.zip(progress.bound).map(|(best, bound)| (best - bound) / best.abs() * 100.0);
        let gap = gap.map_or(String::new(), |gap| format!("  gap {gap:.3} %"));
        format!("{stage}  {bound} {}  {plan} {} {unit}{gap}", figure(progress.bound), figure(progress.incumbent))
    }
}
