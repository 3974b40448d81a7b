//! `/api/runs/{id}/rating`, and what ratings come to.

use openclaw_domain::{run::stats, time::Timestamp};
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Creator, TestApp, topic};
use reqwest::Method;
use serde_json::{Value, json};

async fn rate(creator: &Creator, run: &str, body: &Value) -> openclaw_tests::Answer {
    let request = creator.request(Method::PUT, &format!("/api/runs/{run}/rating"));
    creator.send(request.json(body)).await
}

#[tokio::test]
async fn a_result_is_rated_once_and_the_rating_can_change() {
    let app = TestApp::start().await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let path = format!("/api/runs/{run}/rating");
    assert_eq!(creator.get(&path).await.ok()["rating"], Value::Null);

    let said = rate(&creator, &run, &json!({"rating": "UP"})).await.ok();
    assert_eq!(
        (&said["rating"], &said["reason"]),
        (&json!("UP"), &json!(""))
    );
    let said = rate(
        &creator,
        &run,
        &json!({"rating": "DOWN", "reason": "너무\n길어요"}),
    )
    .await
    .ok();
    assert_eq!(creator.get(&path).await.ok(), said);
    assert_eq!(
        app.lines("SELECT verdict, reason FROM run_rating").await,
        ["DOWN 너무\n길어요"]
    );

    rate(
        &creator,
        &run,
        &json!({"rating": "UP", "reason": "가".repeat(501)}),
    )
    .await
    .names(&[("reason", "too_long")]);
    let answer = rate(&creator, &run, &json!({"rating": "SIDEWAYS"})).await;
    assert_eq!(answer.status, 422);
    rate(&other, &run, &json!({"rating": "UP"}))
        .await
        .problem(404, "not_found");
    other.get(&path).await.problem(404, "not_found");

    let gone = creator.send(creator.request(Method::DELETE, &path)).await;
    assert_eq!(gone.status, 204);
    assert_eq!(creator.get(&path).await.ok()["rating"], Value::Null);
    app.finish().await;
}

#[tokio::test]
async fn what_has_no_result_is_not_rated() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let fault = Fault::once(Service::Openai, FaultKind::Refusal);
    app.control().add_fault(fault).unwrap();
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    rate(&creator, &run, &json!({"rating": "UP"}))
        .await
        .problem(409, "no_result");
    app.finish().await;
}

#[tokio::test]
async fn the_operator_sees_what_a_version_and_its_variants_came_to() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let mut runs = Vec::new();
    for (kind, times) in [
        (None, 0),
        (Some(FaultKind::Drift), 1),
        (Some(FaultKind::Drift), 2),
        (Some(FaultKind::Refusal), 1),
    ] {
        if let Some(kind) = kind {
            let fault = Fault {
                times,
                ..Fault::once(Service::Openai, kind)
            };
            app.control().add_fault(fault).unwrap();
        }
        let run = creator.started(&topic("커피")).await;
        creator.ended(&run).await;
        runs.push(run);
    }
    drop(
        rate(&creator, &runs[0], &json!({"rating": "UP"}))
            .await
            .ok(),
    );
    drop(
        rate(&creator, &runs[1], &json!({"rating": "DOWN"}))
            .await
            .ok(),
    );
    // A rewrite is another task at another price.
    let rewrite = creator.rewrite(&runs[0], "scenes/1", "").await.created();
    creator.ended(rewrite["id"].as_str().unwrap()).await;

    let now = app.world().now();
    let found = stats(
        app.world(),
        Some("shorts-script"),
        Timestamp(0),
        Timestamp(now.0 + 1),
    )
    .await
    .unwrap();
    let [all] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        (
            all.agent.as_str(),
            all.version.as_str(),
            all.variant.as_str()
        ),
        ("shorts-script", "2", "spoken")
    );
    assert_eq!((all.runs, all.succeeded, all.repaired), (4, 2, 2));
    let failures: Vec<_> = all
        .failures
        .iter()
        .map(|(code, runs)| (code.as_str(), *runs))
        .collect();
    assert_eq!(failures, [("invalid_output", 1), ("model_declined", 1)]);
    assert_eq!((all.up, all.down, all.revenue_credits), (1, 1, 40));
    assert!(all.cost_milliwon > 0 && all.output_tokens > 0);
    let none = stats(
        app.world(),
        Some("another"),
        Timestamp(0),
        Timestamp(now.0 + 1),
    )
    .await
    .unwrap();
    assert_eq!(none, []);
    let checks = app
        .lines("SELECT failed_checks FROM agent_run WHERE repairs > 0")
        .await;
    assert_eq!(checks, ["schema", "schema"]);
    app.finish().await;
}
