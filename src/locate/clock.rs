//! The time a question has.

use std::time::Instant;

/// When a question was asked and when its answer is due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    started: Instant,
    limit_s: f64,
}

impl Clock {
    /// Starts a clock that rings after `limit_s` seconds.
    pub(super) fn start(limit_s: f64) -> Self {
        Self { started: Instant::now(), limit_s }
    }

    /// Whether time is up.
    pub(super) fn is_over(&self) -> bool {
        self.elapsed_s() >= self.limit_s
    }

    /// Seconds since the start.
    pub(super) fn elapsed_s(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Seconds left, at least 0.
    pub(super) fn left_s(&self) -> f64 {
        (self.limit_s - self.elapsed_s()).max(0.0)
    }
}
