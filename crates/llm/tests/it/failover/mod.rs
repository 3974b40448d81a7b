//! Several providers as one model: whom it asks, when, and what it tells.

mod stage;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{channel::mpsc, poll};
use openclaw_domain::{
    port::model::{Model as _, ModelError, Progress, Usage},
    time::{Clock as _, Timestamp},
};
use openclaw_llm::{Failover, Line, Patience};

use crate::{
    clock::{SimClock, StepClock, Zeros},
    scripted::prompt,
};

use stage::*;

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
async fn a_wait_that_was_asked_for_is_known_to_the_next_call() {
    // With a second at hand the first is not asked before its time.
    let two = world(
        &[Act::Fails("", busy(20)), Act::Writes],
        &[Act::Writes, Act::Writes],
    );
    for outcomes in [
        vec!["first rate_limited", "second completed"],
        vec!["second completed"],
    ] {
        let (result, told) = two.complete().await;
        assert_eq!(result.unwrap().provider, "second");
        assert_eq!(told.outcomes(), outcomes);
    }
    two.clock.sleep(Duration::from_secs(20)).await;
    assert_eq!(two.complete().await.1.outcomes(), ["first completed"]);

    // Alone, it is waited for where time is left to write, and not asked where none is.
    let alone = |seconds| {
        let acts = [Act::Fails("", busy(seconds)), Act::Writes];
        let clock = SimClock::default();
        let first = Actor::new("first", &acts);
        let patience = Patience {
            attempts: 1,
            ..Patience::default()
        };
        let lines = vec![Line::new(first.clone(), PRICE, patience)];
        let model = Failover::new(lines, patience, Arc::new(clock.clone()), Arc::new(Zeros));
        World {
            second: Actor::new("second", &[]),
            first,
            model,
            clock,
        }
    };
    let world = alone(20);
    assert_eq!(world.complete().await.0, Err(busy(20)));
    assert!(world.complete().await.0.is_ok());
    assert_eq!(world.clock.now(), Timestamp(20_000));
    let world = alone(26);
    assert_eq!(world.complete().await.0, Err(busy(26)));
    let (result, told) = world.complete().await;
    assert_eq!((result, told.attempts.len()), (Err(busy(26)), 0));
    assert_eq!(world.first.left(), 1);
}

#[tokio::test]
async fn what_was_used_before_a_failure_is_in_the_books() {
    let cached = Usage {
        input_tokens: 4_000,
        cached_tokens: 3_000,
        cache_write_tokens: 0,
        output_tokens: 7,
    };
    for act in [Act::Uses(cached, down()), Act::Reads(cached)] {
        let world = world(&[act.clone(), act], &[Act::Writes]);
        let (result, told) = world.complete().await;
        assert_eq!(result.unwrap().provider, "second");
        let lost = &told.attempts[0];
        assert_eq!((lost.usage, lost.is_estimate), (cached, true));
        // A thousand fresh tokens and seven written; cached ones are free here.
        assert_eq!(lost.cost_milliwon, 1_007);
    }
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
