//! `POST /api/agents/{id}/runs`: how often, how many at once.

use std::time::Duration;

use openclaw_tests::{Creator, TestApp, topic};

const SECOND: Duration = Duration::from_secs(1);
const MILLI: Duration = Duration::from_millis(1);

/// Starts a run and waits for its end.
async fn whole_run(creator: &Creator) {
    let run = creator.started(&topic("커피")).await;
    assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
}

/// Fails unless a start is refused by this limit, for that many seconds.
async fn refused(creator: &Creator, limit: &str, seconds: &str) {
    let before = creator.balance().await;
    let answer = creator.start(&topic("커피")).await;
    assert_eq!(answer.header("retry-after"), seconds, "{}", answer.told());
    answer.problem(429, limit);
    assert_eq!(creator.balance().await, before);
}

#[tokio::test]
async fn ten_in_any_minute() {
    let app = TestApp::configured(|config| config.credits.at_sign_up = 1_000).await;
    let creator = app.creator("민지").await;
    for _ in 0..10 {
        whole_run(&creator).await;
        app.advance(SECOND);
    }
    // The first is 10 s old: the eleventh may start when it is 60 s old, not a moment before.
    refused(&creator, "runs_per_minute", "50").await;
    app.advance_to_just_before(50 * SECOND);
    refused(&creator, "runs_per_minute", "1").await;
    app.advance(MILLI);
    whole_run(&creator).await;
    // The window slides: the second start frees the next place a second later.
    refused(&creator, "runs_per_minute", "1").await;
    app.advance(SECOND);
    whole_run(&creator).await;
    // Nobody else is held up.
    whole_run(&app.creator("수아").await).await;
    app.finish().await;
}

#[tokio::test]
async fn a_hundred_in_any_hour() {
    let app = TestApp::configured(|config| {
        config.credits.at_sign_up = 10_000;
        config.limits.runs_at_once = 1_000;
    })
    .await;
    let creator = app.creator("민지").await;
    // Only the starts matter here: nobody works on them.
    app.spawner.lose();
    for _ in 0..10 {
        for _ in 0..10 {
            creator.started(&topic("커피")).await;
        }
        app.advance(60 * SECOND);
    }
    // Ten minutes have passed since the first.
    refused(&creator, "runs_per_hour", "3000").await;
    app.advance_to_just_before(3_000 * SECOND);
    refused(&creator, "runs_per_hour", "1").await;
    app.advance(MILLI);
    for _ in 0..10 {
        creator.started(&topic("커피")).await;
    }
    refused(&creator, "runs_per_minute", "60").await;
    app.finish().await;
}

#[tokio::test]
async fn three_at_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let mut runs = Vec::new();
    for _ in 0..3 {
        runs.push(creator.started(&topic("커피")).await);
    }
    refused(&creator, "runs_at_once", "10").await;
    app.spawner.release();
    for run in runs {
        creator.ended(&run).await;
    }
    whole_run(&creator).await;
    app.finish().await;
}

#[tokio::test]
async fn a_failed_run_frees_its_place_but_was_a_start() {
    let app = TestApp::configured(|config| {
        config.limits.runs_per_minute = 2;
        config.limits.runs_at_once = 1;
    })
    .await;
    let creator = app.creator("민지").await;
    app.control()
        .add_fault(openclaw_sandbox::Fault::once(
            openclaw_sandbox::Service::Openai,
            openclaw_sandbox::FaultKind::Refusal,
        ))
        .unwrap();
    let failed = creator.started(&topic("커피")).await;
    assert_eq!(creator.ended(&failed).await["status"], "FAILED");
    whole_run(&creator).await;
    refused(&creator, "runs_per_minute", "60").await;
    app.finish().await;
}

#[tokio::test]
async fn what_is_refused_does_not_count() {
    let app = TestApp::configured(|config| config.limits.runs_per_minute = 1).await;
    let creator = app.creator("민지").await;
    whole_run(&creator).await;
    app.advance(30 * SECOND);
    for _ in 0..5 {
        refused(&creator, "runs_per_minute", "30").await;
    }
    creator
        .start(&serde_json::json!({}))
        .await
        .names(&[("topic", "missing")]);
    app.advance(30 * SECOND);
    whole_run(&creator).await;
    app.finish().await;
}
