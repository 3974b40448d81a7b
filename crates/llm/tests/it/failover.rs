//! Several providers as one model: whom it asks, when, and what it tells.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{
    StreamExt as _,
    channel::mpsc,
    future::{BoxFuture, poll_fn},
    poll,
};
use openclaw_domain::{
    port::model::{
        Attempt, Completion, Model as _, ModelError, ModelPrice, Progress, Prompt, Usage,
    },
    time::{Clock as _, Timestamp},
};
use openclaw_llm::{Failover, Line, OnText, Patience, Provider};

use crate::{
    clock::{SimClock, StepClock, Zeros},
    scripted::prompt,
};

const USAGE: Usage = Usage {
    input_tokens: 1_000,
    cached_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: 100,
};
const DEADLINE: Timestamp = Timestamp(30_000);

/// What one call does.
#[derive(Clone)]
enum Act {
    Writes,
    /// Tells this much, then fails so.
    Fails(&'static str, ModelError),
    /// Tells this much, then nothing more.
    Hangs(&'static str),
    /// Tells what is sent, and never ends.
    Hears(Arc<Mutex<mpsc::UnboundedReceiver<&'static str>>>),
    /// Tells a piece each time it is looked at, and never ends.
    Dawdles,
}

/// A provider that does what it is told, call by call.
#[derive(Clone)]
struct Actor {
    name: &'static str,
    acts: Arc<Mutex<VecDeque<Act>>>,
}

impl Actor {
    fn new(name: &'static str, acts: &[Act]) -> Self {
        let acts = Arc::new(Mutex::new(acts.iter().cloned().collect()));
        Self { name, acts }
    }

    fn left(&self) -> usize {
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
        on_text: &'a mut OnText<'a>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let act = self.acts.lock().unwrap().pop_front();
        Box::pin(async move {
            match act.expect("nobody calls more often than the test says") {
                Act::Writes => {
                    on_text("{}");
                    Ok(Completion {
                        text: "{}".to_owned(),
                        provider: self.name,
                        model: "model-2026".to_owned(),
                        usage: USAGE,
                    })
                }
                Act::Fails(text, error) => {
                    if !text.is_empty() {
                        on_text(text);
                    }
                    Err(error)
                }
                Act::Hangs(text) => {
                    if !text.is_empty() {
                        on_text(text);
                    }
                    std::future::pending().await
                }
                Act::Hears(sent) => loop {
                    let piece = poll_fn(|context| sent.lock().unwrap().poll_next_unpin(context));
                    match piece.await {
                        Some(piece) => on_text(piece),
                        None => std::future::pending().await,
                    }
                },
                Act::Dawdles => loop {
                    on_text(".");
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
struct World {
    first: Actor,
    second: Actor,
    model: Failover,
    clock: SimClock,
}

const PRICE: ModelPrice = ModelPrice {
    input: 1_000_000,
    cached: 0,
    cache_write: 0,
    output: 1_000_000,
    won_per_usd: 1_000,
};

fn world(first: &[Act], second: &[Act]) -> World {
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
struct Told {
    text: Vec<String>,
    attempts: Vec<Attempt>,
}

impl Told {
    fn outcomes(&self) -> Vec<String> {
        let each = self.attempts.iter();
        each.map(|it| format!("{} {}", it.provider, it.outcome().as_str()))
            .collect()
    }
}

impl World {
    async fn complete(&self) -> (Result<Completion, ModelError>, Told) {
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

fn down() -> ModelError {
    ModelError::Unavailable("down".to_owned())
}

fn refused() -> ModelError {
    ModelError::Misconfigured("insufficient_quota".to_owned())
}

fn busy(seconds: u64) -> ModelError {
    ModelError::RateLimited {
        retry_after: Some(Duration::from_secs(seconds)),
    }
}

#[tokio::test]
async fn a_provider_that_answers_is_the_only_one_asked() {
    let world = world(&[Act::Writes], &[]);
    let (result, told) = world.complete().await;
    assert_eq!(result.unwrap().provider, "first");
    assert_eq!(told.text, ["{}"]);
    assert_eq!(told.outcomes(), ["first completed"]);
    let attempt = &told.attempts[0];
    assert_eq!(
        (attempt.model.as_str(), attempt.usage),
        ("model-2026", USAGE)
    );
    // 1,100 tokens at a dollar the million, a thousand won the dollar.
    assert_eq!((attempt.cost_milliwon, attempt.is_estimate), (1_100, false));
}

#[tokio::test]
async fn a_failure_that_may_pass_is_tried_again_and_text_begins_anew() {
    let world = world(&[Act::Fails("{\"a", down()), Act::Writes], &[]);
    let (result, told) = world.complete().await;
    assert!(result.is_ok());
    assert_eq!(told.text, ["{\"a", "!", "{}"]);
    assert_eq!(told.outcomes(), ["first unavailable", "first completed"]);
    assert_eq!(world.clock.now(), Timestamp(250));
    // What the broken answer used is our guess, and paid for.
    let broken = &told.attempts[0];
    assert!(broken.is_estimate && broken.cost_milliwon > 0, "{broken:?}");
    assert_eq!(broken.usage.output_tokens, 2);
}

#[tokio::test]
async fn nothing_told_is_nothing_to_take_back_and_nothing_to_pay() {
    let world = world(&[Act::Fails("", down()), Act::Writes], &[]);
    let (_, told) = world.complete().await;
    assert_eq!(told.text, ["{}"]);
    assert_eq!(told.attempts[0].cost_milliwon, 0);
    assert!(!told.attempts[0].is_estimate);
}

#[tokio::test]
async fn the_second_takes_over_and_what_cannot_help_is_not_repeated() {
    for (acts, outcomes) in [
        (vec![Act::Fails("", refused())], vec!["first misconfigured"]),
        (
            vec![Act::Fails("", ModelError::Rejected("schema".to_owned()))],
            vec!["first rejected"],
        ),
        (vec![Act::Fails("", busy(3))], vec!["first rate_limited"]),
        (
            vec![Act::Fails("", down()), Act::Fails("", down())],
            vec!["first unavailable", "first unavailable"],
        ),
    ] {
        let world = world(&acts, &[Act::Writes]);
        let (result, told) = world.complete().await;
        assert_eq!(result.unwrap().provider, "second");
        assert_eq!(
            told.outcomes(),
            [outcomes, vec!["second completed"]].concat()
        );
        assert_eq!(world.first.left(), 0);
    }
}

#[tokio::test]
async fn an_answer_is_an_answer_even_if_it_is_no_document() {
    let incomplete = ModelError::Incomplete {
        reason: "max_output_tokens".to_owned(),
        usage: USAGE,
    };
    for error in [ModelError::Declined { usage: USAGE }, incomplete] {
        let world = world(&[Act::Fails("", error.clone())], &[]);
        let (result, told) = world.complete().await;
        assert_eq!(result, Err(error));
        assert_eq!(told.attempts[0].cost_milliwon, 1_100);
    }
}

#[tokio::test]
async fn a_wait_that_is_asked_for_is_kept() {
    let world = world(&[Act::Fails("", busy(1)), Act::Writes], &[]);
    assert_eq!(world.complete().await.0.unwrap().provider, "first");
    assert_eq!(world.clock.now(), Timestamp(1_000));
}

#[tokio::test]
async fn who_says_nothing_for_too_long_is_left_for_the_second() {
    for (told_before, text) in [("", vec!["{}"]), ("{", vec!["{", "!", "{}"])] {
        let world = world(&[Act::Hangs(told_before)], &[Act::Writes]);
        let (result, told) = world.complete().await;
        assert_eq!(result.unwrap().provider, "second");
        assert_eq!(told.text, text);
        assert_eq!(told.outcomes(), ["first unavailable", "second completed"]);
        // It read the task, and may have thought: that is paid for.
        assert!(told.attempts[0].is_estimate && told.attempts[0].cost_milliwon > 0);
        assert_eq!(world.clock.now(), Timestamp(12_000));
    }
}

#[tokio::test]
async fn silence_counts_from_the_last_sign_of_life() {
    for sign in ["{", ""] {
        let (say, said) = mpsc::unbounded();
        let first = Actor::new("first", &[Act::Hears(Arc::new(Mutex::new(said)))]);
        let second = Actor::new("second", &[Act::Writes]);
        let patience = Patience::default();
        let clock = StepClock::default();
        let lines = vec![
            Line::new(first, PRICE, patience),
            Line::new(second, PRICE, patience),
        ];
        let model = Failover::new(lines, patience, Arc::new(clock.clone()), Arc::new(Zeros));
        let prompt = prompt();
        let mut nobody = |_: Progress<'_>| {};
        let mut call = model.complete(&prompt, DEADLINE, &mut nobody);
        assert!(poll!(&mut call).is_pending());
        clock.go_to(500);
        say.unbounded_send(sign).unwrap();
        assert!(poll!(&mut call).is_pending());
        clock.go_to(12_499);
        assert!(poll!(&mut call).is_pending());
        clock.go_to(12_500);
        let answer = call.await.unwrap();
        assert_eq!(answer.provider, "second", "{sign:?}");
    }
}

#[tokio::test]
async fn with_no_time_left_nobody_is_asked() {
    let world = world(&[Act::Writes], &[]);
    let mut nobody = |_: Progress<'_>| {};
    let now = world.clock.now();
    let result = world.model.complete(&prompt(), now, &mut nobody).await;
    assert_eq!(result, Err(ModelError::OutOfTime));
    assert_eq!(world.first.left(), 1);
}

#[tokio::test]
async fn at_the_deadline_it_is_over_and_paid_for() {
    let world = world(&[], &[]);
    let alone = Actor::new("alone", &[Act::Dawdles]);
    let patience = Patience::default();
    let clock = world.clock.clone();
    let lines = vec![Line::new(alone, PRICE, patience)];
    let model = Failover::new(lines, patience, Arc::new(clock.clone()), Arc::new(Zeros));
    let world = World { model, ..world };
    let (result, told) = world.complete().await;
    assert_eq!(result, Err(ModelError::OutOfTime));
    assert_eq!(clock.now(), DEADLINE);
    assert_eq!(told.outcomes(), ["alone out_of_time"]);
    assert!(told.attempts[0].is_estimate && told.attempts[0].cost_milliwon > 0);
    assert_eq!(told.attempts[0].duration, Duration::from_secs(30));
}

#[tokio::test]
async fn who_keeps_failing_is_left_alone_and_then_tried_by_one() {
    let failing = vec![Act::Fails("", down()); 6];
    let world = world(&failing, &vec![Act::Writes; 6]);
    for _ in 0..3 {
        assert_eq!(world.complete().await.0.unwrap().provider, "second");
    }
    // Two attempts a run, and after five failures it rests.
    assert_eq!(world.first.left(), 1);
    for _ in 0..2 {
        let (result, told) = world.complete().await;
        assert_eq!(result.unwrap().provider, "second");
        assert_eq!(told.outcomes(), ["second completed"]);
    }
    world.clock.advance(30_000);
    let (result, told) = world.complete().await;
    assert_eq!(result.unwrap().provider, "second");
    assert_eq!(told.outcomes(), ["first unavailable", "second completed"]);
    assert_eq!((world.first.left(), world.second.left()), (0, 0));
}

#[tokio::test]
async fn an_empty_account_is_left_alone_at_once_and_a_bad_request_is_not_held_against_others() {
    let world = world(
        &[Act::Fails("", refused()), Act::Writes],
        &vec![Act::Writes; 2],
    );
    world.complete().await.0.unwrap();
    let (_, told) = world.complete().await;
    assert_eq!(told.outcomes(), ["second completed"]);
    world.clock.advance(30_000);
    assert_eq!(world.complete().await.0.unwrap().provider, "first");

    let rejected = Act::Fails("", ModelError::Rejected("schema".to_owned()));
    let world = self::world(&[rejected, Act::Writes], &[Act::Writes]);
    world.complete().await.0.unwrap();
    assert_eq!(world.complete().await.0.unwrap().provider, "first");
}

#[tokio::test]
async fn when_everybody_fails_the_last_reason_is_told_and_when_all_rest_nobody_is_asked() {
    let world = world(&[Act::Fails("", refused())], &[Act::Fails("", refused())]);
    let (result, told) = world.complete().await;
    assert_eq!(result, Err(refused()));
    assert_eq!(
        told.outcomes(),
        ["first misconfigured", "second misconfigured"]
    );
    let (result, told) = world.complete().await;
    assert!(
        matches!(result, Err(ModelError::Unavailable(_))),
        "{result:?}"
    );
    assert!(told.attempts.is_empty());
}
