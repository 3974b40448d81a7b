//! What the whole-program tests share: the product with its stand-ins in one process, a clock that
//! only the test moves, and the people who use it.
//!
//! A test starts a [`TestApp`], acts as its [`Visitor`]s and [`Creator`]s, and ends with
//! [`TestApp::finish`], which checks the ledger: a test that forgets it fails.

#![expect(
    clippy::unwrap_used,
    reason = "support of tests: a panic is how a test fails"
)]

mod actor;
mod answer;
mod app;
mod browser;
mod checkout;
mod contract;
mod events;
mod platform;
mod program;
mod traffic;
mod worker;

pub use actor::{Creator, Visitor};
pub use answer::Answer;
pub use app::{Beside, TestApp, payment};
pub use browser::{Browser, Screen};
pub use checkout::{Returned, payment_request};
pub use events::{Events, SentEvent};
pub use platform::{TestClock, TestRandom, TestSpawner};
pub use program::{Program, Running};
pub use worker::{Taken, TestWorker};

/// Whatever a test awaits and nobody answers: longer than any healthy machine takes.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);

/// A script's inputs with only the topic given.
#[must_use]
pub fn topic(words: &str) -> serde_json::Value {
    serde_json::json!({ "topic": words })
}
