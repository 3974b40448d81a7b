//! The only place that asks the system for the time and waits.

use std::time::{Duration, Instant};

/// Time since it was started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// A running one.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has run.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Waits.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark waits for another process"
)]
pub(crate) fn pause(duration: Duration) {
    std::thread::sleep(duration);
}

/// Waits until so long after the start, if that is not over yet; answers that moment.
#[expect(clippy::disallowed_methods, reason = "a benchmark keeps a pace")]
pub(crate) async fn until(clock: Stopwatch, due: Duration) -> Duration {
    tokio::time::sleep(due.saturating_sub(clock.elapsed())).await;
    due
}
