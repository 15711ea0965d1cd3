//! Ctrl-C, and the signals by which a terminal or a system ends a program.

use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

/// How shells show a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

static IS_ASKED: AtomicBool = AtomicBool::new(false);

/// From now on the first request to end is left to who asks [`is_asked`], and the second ends the program at once.
#[expect(clippy::exit, reason = "who asks twice does not want to wait for any end of work")]
pub(super) fn listen() {
    // Fails when somebody listens already, as in tests that run several commands, or where there are no signals: they end the program then.
    let _ = ctrlc::set_handler(|| {
        if IS_ASKED.swap(true, Ordering::Relaxed) {
            exit(INTERRUPTED);
        }
    });
}

/// Whether the program was asked to end.
pub(super) fn is_asked() -> bool {
    IS_ASKED.load(Ordering::Relaxed)
}
