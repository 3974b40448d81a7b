//! `POST /api/agents/{id}/runs`: paid once, whatever is sent how often.

use futures::future::join_all;
use openclaw_tests::{TestApp, topic};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn one_key_is_one_run_however_often_it_is_sent() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let inputs = topic("커피 맛있게 내리기");
    let answers = join_all((0..20).map(|_| creator.start_keyed("key-1", &inputs))).await;
    let first = answers[0].clone().created();
    assert_eq!(
        (&first["status"], &first["balance"]),
        (&json!("RUNNING"), &json!(80))
    );
    for answer in answers {
        assert_eq!(answer.created(), first);
    }
    let run = first["id"].as_str().unwrap();
    creator.ended(run).await;
    // The answer stays the first one, also when the run has ended.
    assert_eq!(creator.start_keyed("key-1", &inputs).await.created(), first);
    assert_eq!(
        creator.history().await,
        ["USAGE -20 80", "SIGNUP_BONUS 100 100"]
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 1);
    assert_eq!(app.model_calls(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_creator() {
    let app = TestApp::start().await;
    let (minji, sua) = (app.creator("민지").await, app.creator("수아").await);
    drop(minji.start_keyed("k", &topic("커피")).await.created());
    for other in [topic("홍차"), json!({"topic": "커피", "seconds": 60})] {
        let refused = minji.start_keyed("k", &other).await;
        refused.problem(422, "idempotency_key_reused");
    }
    // The same inputs, said in another way, are the same request.
    let same = json!({"seconds": 30, "topic": " 커피 ", "language": "ko"});
    assert_eq!(minji.start_keyed("k", &same).await.created()["balance"], 80);
    assert_eq!(minji.balance().await, 80);
    assert_eq!(
        sua.start_keyed("k", &topic("홍차")).await.created()["balance"],
        80
    );
    app.finish().await;
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let first = creator.start_keyed("k", &topic("커피")).await.created();
    creator.ended(first["id"].as_str().unwrap()).await;
    app.advance(openclaw_domain::time::DAY);
    openclaw_domain::account::forget_expired(app.world())
        .await
        .unwrap();
    let second = creator.start_keyed("k", &topic("홍차")).await.created();
    assert_ne!(second["id"], first["id"]);
    app.finish().await;
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let long = "k".repeat(256);
    for key in ["", long.as_str(), "키", "a\tb"] {
        let answer = creator.start_keyed(key, &topic("커피")).await;
        answer.names(&[("Idempotency-Key", "control_character")]);
    }
    assert_eq!(creator.history().await, ["SIGNUP_BONUS 100 100"]);
    drop(
        creator
            .start_keyed(&long[1..], &topic("커피"))
            .await
            .created(),
    );
    app.finish().await;
}

#[tokio::test]
async fn without_a_key_every_request_is_a_run() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let (one, two) = (
        creator.started(&topic("커피")).await,
        creator.started(&topic("커피")).await,
    );
    assert_ne!(one, two);
    assert_eq!(creator.balance().await, 60);
    app.finish().await;
}

#[tokio::test]
async fn too_few_credits_change_nothing() {
    let app = TestApp::configured(|config| config.credits.at_sign_up = 19).await;
    let creator = app.creator("민지").await;
    let refused = creator.start_keyed("k", &topic("커피")).await;
    let problem = refused.problem(402, "too_few_credits");
    assert_eq!(
        (&problem["balance"], &problem["price"]),
        (&json!(19), &json!(20))
    );
    assert_eq!(creator.history().await, ["SIGNUP_BONUS 19 19"]);
    assert!(
        creator.get("/api/runs").await.ok()["runs"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM idempotency_key").await, 0);
    assert_eq!(app.model_calls(), 0);

    // The same key serves once there are credits.
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    drop(
        creator
            .verify(prepared["merchant_uid"].as_str().unwrap())
            .await
            .ok(),
    );
    drop(creator.start_keyed("k", &topic("커피")).await.created());
    app.finish().await;
}

#[tokio::test]
async fn of_ten_starts_at_once_only_those_that_are_paid_for_happen() {
    let app = TestApp::configured(|config| {
        config.credits.at_sign_up = 70;
        config.limits.runs_at_once = 10;
    })
    .await;
    let creator = app.creator("민지").await;
    let topics: Vec<_> = (0..10)
        .map(|number| topic(&format!("주제 {number}")))
        .collect();
    let answers = join_all(topics.iter().map(|topic| creator.start(topic))).await;
    let started: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 201)
        .collect();
    assert_eq!(started.len(), 3);
    let refused = answers.iter().filter(|answer| answer.status != 201);
    for answer in refused {
        answer.clone().problem(402, "too_few_credits");
    }
    for answer in started {
        creator.ended(answer.json()["id"].as_str().unwrap()).await;
    }
    assert_eq!(creator.balance().await, 10);
    app.finish().await;
}

#[tokio::test]
async fn somebody_signed_out_or_an_unknown_agent_starts_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let visitor = app.visitor();
    let path = "/api/agents/shorts-script/runs";
    visitor
        .post(path, &topic("커피"))
        .await
        .problem(401, "signed_out");
    for agent in ["nobody", "SHORTS-SCRIPT", "shorts-script%00"] {
        let answer = creator
            .post(&format!("/api/agents/{agent}/runs"), &topic("커피"))
            .await;
        answer.expect(404).told();
    }
    let answer = creator
        .send(creator.request(Method::PUT, path).json(&topic("커피")))
        .await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 0);
    app.finish().await;
}
