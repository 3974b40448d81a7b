//! Runs whose work was lost: the sweep gives their credits back, once.

use std::time::Duration;

use openclaw_domain::run::sweep;
use openclaw_tests::{TestApp, TestClock, topic};

const DEADLINE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn what_a_crash_left_is_refunded_after_its_deadline() {
    let mut app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.lose();
    let mut runs = Vec::new();
    for _ in 0..3 {
        runs.push(creator.started(&topic("커피")).await);
    }
    app.restart().await;

    app.advance_to_just_before(DEADLINE);
    assert_eq!(sweep(app.world()).await.unwrap(), 0);
    assert_eq!(creator.run(&runs[0]).await["status"], "RUNNING");
    assert_eq!(creator.balance().await, 40);

    app.advance(Duration::from_millis(1));
    assert_eq!(sweep(app.world()).await.unwrap(), 3);
    for run in &runs {
        let ended = creator.ended(run).await;
        assert_eq!(
            (ended["status"].as_str(), ended["failure"].as_str()),
            (Some("FAILED"), Some("deadline"))
        );
    }
    assert_eq!(creator.balance().await, 100);

    let history = creator.history().await;
    assert_eq!(sweep(app.world()).await.unwrap(), 0);
    assert_eq!(creator.history().await, history);
    // Their places are free again.
    let again = creator.started(&topic("홍차")).await;
    assert_eq!(creator.ended(&again).await["status"], "SUCCEEDED");
    app.finish().await;
}

#[tokio::test]
async fn sweeps_at_once_refund_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.lose();
    creator.started(&topic("커피")).await;
    app.advance(DEADLINE);
    let other = app.second_process(&app.clock);
    let sweeps = (0..6).map(|number| sweep(if number % 2 == 0 { app.world() } else { &other }));
    let swept: usize = futures::future::join_all(sweeps)
        .await
        .into_iter()
        .map(Result::unwrap)
        .sum();
    assert_eq!(swept, 1);
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn a_success_that_comes_too_late_changes_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;

    // Another process, whose clock is ahead, takes the run for lost.
    let ahead = TestClock::at(openclaw_domain::time::Clock::now(&app.clock).plus(DEADLINE));
    let other = app.second_process(&ahead);
    assert_eq!(sweep(&other).await.unwrap(), 1);
    let history = creator.history().await;
    assert_eq!(
        history,
        ["RUN_REFUND 20 100", "USAGE -20 80", "SIGNUP_BONUS 100 100"]
    );

    // Here the work goes on, and succeeds.
    let settled = creator.run(&run).await;
    app.spawner.release_and_wait().await;
    assert_eq!(creator.run(&run).await, settled);
    assert_eq!(creator.history().await, history);
    app.finish().await;
}

#[tokio::test]
async fn a_run_goes_on_when_its_starter_is_gone() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;
    // Signed out, and every connection of theirs closed.
    drop(creator.post_form("/sign-out", &[]).await.see_other());
    drop(creator);
    app.spawner.release_and_wait().await;
    let again = app.creator("민지").await;
    assert_eq!(again.run(&run).await["status"], "SUCCEEDED");
    app.finish().await;
}

#[tokio::test]
async fn who_watches_is_told_of_an_end_that_another_process_wrote() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;
    let stream = creator.events(&run, None).await;
    app.advance(DEADLINE);
    let other = app.second_process(&app.clock);
    assert_eq!(sweep(&other).await.unwrap(), 1);

    // The task here finds it over: it settles nothing, and keeps nobody waiting.
    app.spawner.release_and_wait().await;
    let told = stream.rest().await;
    let last = told.last().unwrap();
    assert_eq!(
        (last.name.as_str(), &last.data["status"]),
        ("done", &"FAILED".into())
    );
    assert!(app.world().feeds.is_empty());
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}
