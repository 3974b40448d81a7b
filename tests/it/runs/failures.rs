//! Runs that come to nothing: the reason in a code, and the credits back in the same batch.

use std::time::Duration;

use openclaw::config::ModelProvider;
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{TestApp, topic};
use serde_json::{Value, json};

fn status(status: u16, code: Option<&str>) -> FaultKind {
    let code = code.map(str::to_owned);
    FaultKind::Status {
        status,
        code,
        retry_after: None,
    }
}

fn fails(app: &TestApp, kind: FaultKind, times: u32) {
    let fault = Fault {
        service: Service::Openai,
        kind,
        path: Some("/responses".to_owned()),
        times,
    };
    app.control().add_fault(fault).unwrap();
}

/// A product with nobody to take over.
async fn one_provider_asked_once() -> TestApp {
    TestApp::configured(|config| {
        config.limits.runs_per_minute = 10_000;
        config.limits.runs_per_hour = 10_000;
        config.models.order = vec![ModelProvider::OpenAi];
        config.models.attempts = 1;
    })
    .await
}

#[tokio::test]
async fn every_failure_of_the_model_gives_the_credits_back() {
    let app = one_provider_asked_once().await;
    let creator = app.creator("민지").await;
    for (kind, times, failure) in [
        (status(500, None), 1, "model_unavailable"),
        (status(503, None), 1, "model_unavailable"),
        (status(429, None), 1, "model_unavailable"),
        (
            status(429, Some("insufficient_quota")),
            1,
            "model_misconfigured",
        ),
        (status(401, None), 1, "model_misconfigured"),
        (status(404, None), 1, "model_misconfigured"),
        (FaultKind::Cut { after: 0 }, 1, "model_unavailable"),
        (FaultKind::Cut { after: 12 }, 1, "model_unavailable"),
        (FaultKind::Failed, 1, "model_unavailable"),
        (FaultKind::Refusal, 1, "model_declined"),
        (FaultKind::Incomplete, 1, "model_incomplete"),
        (FaultKind::Malformed, 2, "invalid_output"),
        (FaultKind::Drift, 2, "invalid_output"),
    ] {
        // Whatever the last failure made of it, the provider is asked again.
        app.advance(Duration::from_mins(2));
        fails(&app, kind.clone(), times);
        let run = creator.started(&topic("커피")).await;
        let ended = creator.ended(&run).await;
        assert_eq!(ended["status"], "FAILED", "{kind:?}");
        assert_eq!(ended["failure"], failure, "{kind:?}");
        assert_eq!(ended["result"], Value::Null, "{kind:?}");
        assert_eq!(creator.balance().await, 100, "{kind:?}");
        assert_eq!(
            creator.history().await[..2],
            ["RUN_REFUND 20 100", "USAGE -20 80"],
            "{kind:?}"
        );
        let page = creator.get(&format!("/runs/{run}")).await.page();
        assert!(
            page.contains("20 크레딧을 돌려드렸어요"),
            "{kind:?}: {page}"
        );
        let download = format!("/api/runs/{run}/download?format=txt");
        creator.get(&download).await.problem(409, "no_result");
        app.verify_ledger().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn one_document_that_does_not_fit_is_repaired() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for kind in [FaultKind::Drift, FaultKind::Malformed] {
        let before = app.model_calls();
        fails(&app, kind.clone(), 1);
        let run = creator.started(&topic("커피")).await;
        let events = creator.events(&run, None).await.rest().await;
        let stages: Vec<_> = events
            .iter()
            .filter(|event| event.name == "stage")
            .map(|event| event.data["stage"].as_str().unwrap())
            .collect();
        assert_eq!(
            stages,
            ["writing", "checking", "repairing", "saving"],
            "{kind:?}"
        );
        assert_eq!(creator.run(&run).await["status"], "SUCCEEDED", "{kind:?}");
        let calls = app.model_calls() - before;
        assert_eq!(calls, 2, "{kind:?}");
    }
    // Both calls are in the books of what it cost us.
    let tokens = app
        .lines("SELECT output_tokens > 500, cost_milliwon > 0 FROM agent_run")
        .await;
    assert_eq!(tokens, ["1 1", "1 1"]);
    assert_eq!(creator.balance().await, 60);
    app.finish().await;
}

#[tokio::test]
async fn a_failed_run_still_tells_what_it_cost_us() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    fails(&app, FaultKind::Incomplete, 1);
    creator.ended(&creator.started(&topic("커피")).await).await;
    let cost = app
        .lines("SELECT status, provider, input_tokens > 0, cost_milliwon > 0 FROM agent_run")
        .await;
    assert_eq!(cost, ["FAILED - 1 1"]);
    let attempts = app
        .lines(
            "SELECT a.number, a.provider, a.model, a.outcome, a.is_estimate,
                    a.cost_milliwon = r.cost_milliwon
             FROM model_attempt a JOIN agent_run r ON r.id = a.run_id",
        )
        .await;
    assert_eq!(attempts, ["1 openai gpt-6-luna incomplete 0 1"]);
    app.finish().await;
}

#[tokio::test]
async fn a_model_that_is_too_slow_is_given_up_at_the_deadline() {
    // Who says nothing is not left for another before the deadline.
    let app = TestApp::configured(|config| config.models.silence_seconds = 60).await;
    let creator = app.creator("민지").await;
    fails(&app, FaultKind::Slow { ms: 600_000 }, 1);
    let started = creator.start(&topic("커피")).await.created();
    let run = started["id"].as_str().unwrap();
    app.until(|app| app.model_calls() == 1).await;
    app.advance_to_just_before(Duration::from_secs(30));
    assert_eq!(creator.run(run).await["status"], "RUNNING");
    assert_eq!(creator.balance().await, 80);
    app.advance(Duration::from_millis(1));
    let ended = creator.ended(run).await;
    assert_eq!(ended["status"], "FAILED");
    assert_eq!(ended["failure"], "deadline");
    assert_eq!(ended["settled_at"], ended["deadline_at"]);
    assert_eq!(creator.history().await[0], "RUN_REFUND 20 100");
    // What it had read by then is paid for, and in the books.
    let attempts = "SELECT provider, outcome, is_estimate, cost_milliwon > 0 FROM model_attempt";
    assert_eq!(app.lines(attempts).await, ["openai out_of_time 1 1"]);
    app.finish().await;
}

#[tokio::test]
async fn a_result_that_cannot_be_kept_is_not_paid_for() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let kept = creator.started(&topic("커피")).await;
    creator.ended(&kept).await;
    let folder = app.data().join("files/runs");
    let away = app.data().join("files/away");
    std::fs::rename(&folder, &away).unwrap();
    std::fs::write(&folder, "in the way").unwrap();

    let run = creator.started(&topic("홍차")).await;
    let ended = creator.ended(&run).await;
    assert_eq!(
        (&ended["status"], &ended["failure"]),
        (&json!("FAILED"), &json!("storage_failed"))
    );
    assert_eq!(creator.balance().await, 80);
    // What was kept before cannot be read now: an error of ours, told without details.
    let broken = creator.get(&format!("/api/runs/{kept}")).await;
    assert!(!broken.body.contains("runs/"), "{}", broken.told());
    broken.problem(500, "result_unreadable");
    let page = creator.get(&format!("/runs/{kept}")).await.expect(500);
    assert!(
        page.body
            .contains("다시 만들어 드리거나 크레딧을 돌려드려요"),
        "{}",
        page.told()
    );

    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    assert_eq!(creator.run(&kept).await["status"], "SUCCEEDED");
    let again = creator.started(&topic("홍차")).await;
    assert_eq!(creator.ended(&again).await["status"], "SUCCEEDED");
    app.finish().await;
}

#[tokio::test]
async fn credits_go_back_to_the_lots_they_came_from() {
    let app = TestApp::configured(|config| config.credits.at_sign_up = 10).await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    drop(
        creator
            .verify(prepared["merchant_uid"].as_str().unwrap())
            .await
            .ok(),
    );
    let before = creator.get("/api/credits/balance").await.ok();
    fails(&app, FaultKind::Refusal, 1);
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    assert_eq!(creator.get("/api/credits/balance").await.ok(), before);
    let moved =
        "SELECT transaction_number, lot_number, amount FROM credit_allocation ORDER BY 1, 2";
    assert_eq!(
        app.lines(moved).await,
        ["4 1 10", "4 3 10", "5 1 -10", "5 3 -10"]
    );
    app.finish().await;
}
