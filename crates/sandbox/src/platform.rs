//! The one place where the sandbox touches the clock, randomness and tasks.
//!
//! The product takes these as arguments. The sandbox is an outside world of its own: it has a real
//! clock, as the services it stands in for do.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, SecondsFormat, Utc};
use tokio::task::JoinHandle;

/// How long a stopping sandbox waits for answers under way.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(1);

#[expect(
    clippy::disallowed_methods,
    reason = "an outside service has its own clock"
)]
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}

pub(crate) fn unix_seconds() -> i64 {
    now().timestamp()
}

/// The time as the services write it: RFC 3339, in UTC, to the millisecond.
pub(crate) fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[expect(
    clippy::disallowed_methods,
    reason = "pacing and slowness happen in real time here"
)]
pub(crate) async fn sleep(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

#[expect(clippy::disallowed_methods, reason = "the server's own accept loop")]
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(task)
}

/// Waits for a task that was asked to end, and ends it if it does not.
pub(crate) async fn join_or_abort(mut task: JoinHandle<()>) {
    if tokio::time::timeout(SHUTDOWN_GRACE, &mut task)
        .await
        .is_err()
    {
        task.abort();
    }
}

/// Sixteen random bytes as lowercase hex. Randomness that fails ends the process: a stand-in that
/// hands out guessable codes would hide real faults.
pub(crate) fn random_hex() -> String {
    random_bytes()
        .iter()
        .fold(String::with_capacity(32), |mut hex, byte| {
            use std::fmt::Write;
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Sixteen random bytes in URL-safe base64.
pub(crate) fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes())
}

fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}
