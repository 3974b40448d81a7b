//! Providers that do what they are told, under a clock that tests own.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{
    StreamExt as _,
    channel::mpsc,
    future::{BoxFuture, poll_fn},
};
use openclaw_domain::{
    port::model::{
        Attempt, Completion, Model as _, ModelError, ModelPrice, Progress, Prompt, Usage,
    },
    time::{Clock as _, Timestamp},
};
use openclaw_llm::{Failover, Heard, Line, OnHeard, Patience, Provider};

use crate::{
    clock::{SimClock, Zeros},
    scripted::prompt,
};

pub(super) const USAGE: Usage = Usage {
    input_tokens: 1_000,
    cached_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 100,
};
pub(super) const DEADLINE: Timestamp = Timestamp(30_000);

/// What one call does.
#[derive(Clone)]
pub(super) enum Act {
    Writes,
    /// Tells this much, then fails so.
    Fails(&'static str, ModelError),
    /// Tells what it used, then fails so.
    Uses(Usage, ModelError),
    /// Tells what it used, then nothing more.
    Reads(Usage),
    /// Tells this much, then nothing more.
    Hangs(&'static str),
    /// Tells what is sent, and never ends.
    Hears(Arc<Mutex<mpsc::UnboundedReceiver<&'static str>>>),
    /// Tells a piece each time it is looked at, and never ends.
    Dawdles,
}

/// A provider that does what it is told, call by call.
#[derive(Clone)]
pub(super) struct Actor {
    name: &'static str,
    acts: Arc<Mutex<VecDeque<Act>>>,
}

impl Actor {
    pub(super) fn new(name: &'static str, acts: &[Act]) -> Self {
        let acts = Arc::new(Mutex::new(acts.iter().cloned().collect()));
        Self { name, acts }
    }

    pub(super) fn left(&self) -> usize {
        self.acts.lock().unwrap().len()
    }
}

impl Provider for Actor {
    fn name(&self) -> &'static str {
        self.name
    }

    fn model(&self) -> &'static str {
        "model"
    }

    fn complete<'a>(
        &'a self,
        _: &'a Prompt,
        on_heard: &'a mut OnHeard<'a>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let act = self.acts.lock().unwrap().pop_front();
        Box::pin(async move {
            match act.expect("nobody calls more often than the test says") {
                Act::Writes => {
                    on_heard(Heard::Text("{}"));
                    Ok(Completion {
                        text: "{}".to_owned(),
                        provider: self.name,
                        model: "model-2026".to_owned(),
                        usage: USAGE,
                    })
                }
                Act::Fails(text, error) => {
                    if !text.is_empty() {
                        on_heard(Heard::Text(text));
                    }
                    Err(error)
                }
                Act::Uses(usage, error) => {
                    on_heard(Heard::Used(usage));
                    Err(error)
                }
                Act::Reads(usage) => {
                    on_heard(Heard::Used(usage));
                    std::future::pending().await
                }
                Act::Hangs(text) => {
                    if !text.is_empty() {
                        on_heard(Heard::Text(text));
                    }
                    std::future::pending().await
                }
                Act::Hears(sent) => loop {
                    let piece = poll_fn(|context| sent.lock().unwrap().poll_next_unpin(context));
                    match piece.await {
                        Some(piece) => on_heard(Heard::Text(piece)),
                        None => std::future::pending().await,
                    }
                },
                Act::Dawdles => loop {
                    on_heard(Heard::Text("."));
                    pending_once().await;
                },
            }
        })
    }
}

async fn pending_once() {
    let mut was = false;
    poll_fn(|context| {
        if std::mem::replace(&mut was, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

/// Two providers under one clock.
pub(super) struct World {
    pub(super) first: Actor,
    pub(super) second: Actor,
    pub(super) model: Failover,
    pub(super) clock: SimClock,
}

pub(super) const PRICE: ModelPrice = ModelPrice {
    input: 1_000_000,
    cached: 0,
    cache_write: 0,
    output: 1_000_000,
    won_per_usd: 1_000,
};

pub(super) fn world(first: &[Act], second: &[Act]) -> World {
    let (first, second) = (Actor::new("first", first), Actor::new("second", second));
    let clock = SimClock::default();
    let patience = Patience::default();
    let lines = vec![
        Line::new(first.clone(), PRICE, patience),
        Line::new(second.clone(), PRICE, patience),
    ];
    let model = Failover::new(lines, patience, Arc::new(clock.clone()), Arc::new(Zeros));
    World {
        first,
        second,
        model,
        clock,
    }
}

/// What was told: texts, `!` for a restart, and the attempts.
#[derive(Default)]
pub(super) struct Told {
    pub(super) text: Vec<String>,
    pub(super) attempts: Vec<Attempt>,
}

impl Told {
    pub(super) fn outcomes(&self) -> Vec<String> {
        let each = self.attempts.iter();
        each.map(|it| format!("{} {}", it.provider, it.outcome().as_str()))
            .collect()
    }
}

impl World {
    pub(super) async fn complete(&self) -> (Result<Completion, ModelError>, Told) {
        let deadline = self.clock.now().plus(Duration::from_secs(30));
        let mut told = Told::default();
        let result = self
            .model
            .complete(
                &prompt(),
                deadline,
                &mut |progress: Progress<'_>| match progress {
                    Progress::Text(piece) => told.text.push(piece.to_owned()),
                    Progress::Restart => told.text.push("!".to_owned()),
                    Progress::Attempt(attempt) => told.attempts.push(attempt),
                },
            )
            .await;
        (result, told)
    }
}

pub(super) fn down() -> ModelError {
    ModelError::Unavailable("down".to_owned())
}

pub(super) fn refused() -> ModelError {
    ModelError::Misconfigured("insufficient_quota".to_owned())
}

pub(super) fn busy(seconds: u64) -> ModelError {
    ModelError::RateLimited {
        retry_after: Some(Duration::from_secs(seconds)),
    }
}
