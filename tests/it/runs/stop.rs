//! `POST /api/runs/{id}/stop`: the work ends, and the credits are back, once.

use std::time::Duration;

use openclaw_domain::run::{self, STOPS_A_DAY};
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Answer, Creator, PATIENCE, TestApp, topic};
use serde_json::json;

async fn stop(creator: &Creator, run: &str) -> Answer {
    let path = format!("/api/runs/{run}/stop");
    creator.post(&path, &json!({})).await
}

/// A model that writes, and takes its time.
async fn slow_app() -> TestApp {
    let app = TestApp::start().await;
    app.control().set_openai_pace(600_000);
    app
}

#[tokio::test]
async fn a_run_that_is_stopped_ends_at_once_and_costs_nothing() {
    let app = slow_app().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    let mut events = creator.events(&run, None).await;
    while events.next().await.unwrap().name != "text" {}

    let ended = stop(&creator, &run).await.ok();
    assert_eq!(ended["status"], "FAILED");
    assert_eq!(ended["failure"], "stopped_by_user");
    assert_eq!(
        creator.history().await[..2],
        ["RUN_REFUND 20 100", "USAGE -20 80"]
    );
    let told = events.rest().await;
    let last = told.last().unwrap();
    assert_eq!(
        (last.name.as_str(), &last.data["status"]),
        ("done", &json!("FAILED"))
    );

    // Again, it is as it was; and its place is free.
    assert_eq!(stop(&creator, &run).await.ok(), ended);
    assert_eq!(creator.balance().await, 100);
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(
        page.contains("멈췄어요") && page.contains("20 크레딧을 돌려드렸어요"),
        "{page}"
    );
    app.finish().await;
}

#[tokio::test]
async fn the_work_of_a_stopped_run_ends_and_what_it_cost_is_in_the_books() {
    let app = slow_app().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;
    let stopped = async {
        let mut events = creator.events(&run, None).await;
        while events.next().await.unwrap().name != "text" {}
        drop(stop(&creator, &run).await.ok());
    };
    // The work gives up by itself, long before the model would have been done.
    let both = futures::future::join(app.spawner.release_and_wait(), stopped);
    tokio::time::timeout(PATIENCE, both).await.unwrap();
    let attempts = "SELECT a.outcome, a.is_estimate, a.cost_milliwon > 0,
                           a.cost_milliwon = r.cost_milliwon, a.output_tokens > 0
                    FROM model_attempt a JOIN agent_run r ON r.id = a.run_id";
    assert_eq!(app.lines(attempts).await, ["out_of_time 1 1 1 1"]);
    app.finish().await;
}

#[tokio::test]
async fn what_has_ended_is_shown_as_it_ended() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let done = creator.started(&topic("커피")).await;
    let ended = creator.ended(&done).await;
    assert_eq!(ended["status"], "SUCCEEDED");
    assert_eq!(stop(&creator, &done).await.ok(), ended);

    let refusal = Fault {
        service: Service::Openai,
        kind: FaultKind::Refusal,
        path: None,
        times: 1,
    };
    app.control().add_fault(refusal).unwrap();
    let failed = creator.started(&topic("홍차")).await;
    let ended = creator.ended(&failed).await;
    assert_eq!(stop(&creator, &failed).await.ok(), ended);
    assert_eq!(ended["failure"], "model_declined");
    assert_eq!(creator.balance().await, 80);
    app.finish().await;
}

#[tokio::test]
async fn stops_and_the_end_at_once_settle_once() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    for round in 0..6 {
        app.spawner.hold();
        let run = creator.started(&topic(&format!("커피 {round}"))).await;
        let stops = futures::future::join_all((0..4).map(|_| stop(&creator, &run)));
        let (stops, ()) = futures::future::join(stops, app.spawner.release_and_wait()).await;
        let answers: Vec<_> = stops.into_iter().map(Answer::ok).collect();
        let ended = creator.run(&run).await;
        assert_ne!(ended["status"], "RUNNING");
        // Who was told that it has ended was told the truth.
        for answer in answers {
            assert_eq!(answer["status"], ended["status"]);
        }
        app.verify_ledger().await;
    }
    let wrong = "SELECT COUNT(*) FROM agent_run r
                 WHERE settlements <> 1 OR (status = 'FAILED') <>
                   (1 = (SELECT COUNT(*) FROM credit_transaction t
                         WHERE t.run_id = r.id AND t.kind = 'RUN_REFUND'))";
    assert_eq!(app.count(wrong).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_run_that_another_process_works_on_is_stopped_too() {
    let app = slow_app().await;
    let creator = app.creator("민지").await;
    let id = creator.started(&topic("커피")).await;
    let other = app.second_process(&app.clock);
    let user = app.lines("SELECT user_id FROM agent_run").await.remove(0);
    let user = openclaw_domain::random::UserId::parse(&user).unwrap();
    let id = openclaw_domain::random::RunId::parse(&id).unwrap();
    let found = run::find(&other, &user, &id).await.unwrap().unwrap();
    let ended = run::stop(&other, &found).await.unwrap();
    assert_eq!(ended.failure, Some(run::Failure::StoppedByUser));
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn who_stops_all_day_is_told_to_wait() {
    let app = TestApp::unlimited().await;
    app.control().set_openai_pace(600_000);
    let creator = app.creator("민지").await;
    for _ in 0..STOPS_A_DAY {
        let run = creator.started(&topic("커피")).await;
        drop(stop(&creator, &run).await.ok());
    }
    let run = creator.started(&topic("커피")).await;
    stop(&creator, &run).await.problem(429, "too_many_stops");
    let page = creator.post_form(&format!("/runs/{run}/stop"), &[]).await;
    let page = page.expect(429).told();
    assert!(page.contains("20번까지만"), "{page}");
    assert_eq!(creator.run(&run).await["status"], "RUNNING");
    app.advance(Duration::from_hours(24));
    app.round().await;
    let run = creator.started(&topic("커피")).await;
    assert_eq!(
        stop(&creator, &run).await.ok()["failure"],
        "stopped_by_user"
    );
    app.finish().await;
}

#[tokio::test]
async fn anothers_run_goes_on() {
    let app = slow_app().await;
    let (minji, sua) = (app.creator("민지").await, app.creator("수아").await);
    let run = minji.started(&topic("커피")).await;
    stop(&sua, &run).await.problem(404, "not_found");
    let visitor = app.visitor();
    let path = format!("/api/runs/{run}/stop");
    visitor
        .post(&path, &json!({}))
        .await
        .problem(401, "signed_out");
    assert_eq!(minji.run(&run).await["status"], "RUNNING");
    app.finish().await;
}

#[tokio::test]
async fn the_page_stops_it_without_a_script() {
    let app = slow_app().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(
        page.contains(&format!("action=\"/runs/{run}/stop\"")),
        "{page}"
    );
    let answer = creator.post_form(&format!("/runs/{run}/stop"), &[]).await;
    assert_eq!(answer.see_other(), format!("/runs/{run}"));
    assert_eq!(creator.run(&run).await["failure"], "stopped_by_user");
    app.finish().await;
}
