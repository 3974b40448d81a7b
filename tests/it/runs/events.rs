//! `GET /api/runs/{id}/events`: a run as it goes.

use std::collections::BTreeMap;

use openclaw::config::ModelProvider;
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{SentEvent, TestApp, topic};
use reqwest::Method;
use serde_json::{Value, json};

/// The pieces of text, joined by their place.
fn texts(events: &[SentEvent]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for event in events.iter().filter(|event| event.name == "text") {
        let path = event.data["path"].as_str().unwrap().to_owned();
        let text = event.data["text"].as_str().unwrap();
        texts.entry(path).or_insert_with(String::new).push_str(text);
    }
    texts
}

/// Fails unless the pieces are the result, word for word, and all of it.
fn assert_tells(events: &[SentEvent], result: &Value) {
    let texts = texts(events);
    for (path, text) in &texts {
        let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
        assert_eq!(result.pointer(&pointer), Some(&json!(text)), "{path}");
    }
    let scenes = result["scenes"].as_array().unwrap().len();
    let (hooks, tags) = (&result["hooks"], &result["hashtags"]);
    let all = 4 + scenes * 3 + hooks.as_array().unwrap().len() + tags.as_array().unwrap().len();
    assert_eq!(texts.len(), all, "{:?}", texts.keys());
}

/// Fails unless the numbers rise. What comes together is told together, with the last one's number.
fn assert_counts(events: &[SentEvent]) {
    for (before, after) in events.iter().zip(&events[1..]) {
        assert!(before.id < after.id, "{before:?}, {after:?}");
    }
}

#[tokio::test]
async fn the_text_arrives_in_order_and_is_the_result() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let run = creator
        .started(&topic("편의점 재료로 만드는 5분 파스타"))
        .await;
    let stream = creator.events(&run, None).await;
    app.spawner.release();
    let events = stream.rest().await;
    assert_counts(&events);
    let stages: Vec<_> = events
        .iter()
        .filter(|event| event.name != "text")
        .map(|event| event.data.to_string())
        .collect();
    assert_eq!(stages.len(), 4, "{stages:?}");
    assert!(
        stages[0].contains("writing") && stages[1].contains("checking"),
        "{stages:?}"
    );
    assert!(stages[2].contains("saving"), "{stages:?}");
    assert_eq!(stages[3], r#"{"status":"SUCCEEDED"}"#);
    let pieces = events.iter().filter(|event| event.name == "text").count();
    assert!(pieces > 20, "it comes in pieces: {pieces}");
    assert_eq!(events[1].data["label"], "Title");
    assert_tells(&events, &creator.run(&run).await["result"]);
    app.finish().await;
}

#[tokio::test]
async fn who_starts_a_run_may_listen_in_the_same_request() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let events = creator.start_and_listen(&topic("커피")).await.rest().await;
    assert_counts(&events);
    let started = &events[0];
    assert_eq!(started.name, "started");
    assert_eq!(started.data["status"], "RUNNING");
    assert_eq!(started.data["balance"], 80);
    let run = started.data["id"].as_str().unwrap();
    assert_tells(&events, &creator.run(run).await["result"]);
    assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
    app.finish().await;
}

#[tokio::test]
async fn a_refused_start_is_no_stream() {
    let app = TestApp::configured(|config| config.credits.at_sign_up = 0).await;
    let creator = app.creator("민지").await;
    let request = creator
        .request(Method::POST, "/api/agents/shorts-script/runs")
        .header("accept", "text/event-stream")
        .json(&topic("커피"));
    creator.send(request).await.problem(402, "too_few_credits");
    app.finish().await;
}

#[tokio::test]
async fn a_lost_connection_goes_on_where_it_was() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    // Slow enough that the run outlives the connections, whatever the machine.
    app.control().set_openai_pace(3_000);
    let run = creator.started(&topic("커피")).await;
    let mut seen: Vec<SentEvent> = Vec::new();
    for take in [1, 7, 15] {
        let last = seen.last().map(|event| event.id.to_string());
        let mut stream = creator.events(&run, last.as_deref()).await;
        for _ in 0..take {
            seen.push(stream.next().await.unwrap());
        }
    }
    assert_eq!(creator.run(&run).await["status"], "RUNNING");
    let last = seen.last().unwrap().id.to_string();
    seen.extend(creator.events(&run, Some(&last)).await.rest().await);
    assert_counts(&seen);
    assert_eq!(seen.last().unwrap().data["status"], "SUCCEEDED");
    assert_tells(&seen, &creator.run(&run).await["result"]);
    app.finish().await;
}

#[tokio::test]
async fn two_who_watch_are_told_the_same() {
    let app = TestApp::start().await;
    let (tab, phone) = (app.creator("민지").await, app.creator("민지").await);
    app.spawner.hold();
    let run = tab.started(&topic("커피")).await;
    let streams = [tab.events(&run, None).await, phone.events(&run, None).await];
    app.spawner.release();
    let [one, two] = streams.map(openclaw_tests::Events::rest);
    let (one, two) = futures::future::join(one, two).await;
    // Each in its own parts, as it comes to listen.
    assert_eq!(texts(&one), texts(&two));
    assert_eq!(one.last(), two.last());
    app.finish().await;
}

#[tokio::test]
async fn of_a_run_that_has_ended_only_the_end_is_told() {
    let mut app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    for (seen, id) in [(None, 1), (Some("57"), 58), (Some("nonsense"), 1)] {
        let events = creator.events(&run, seen).await.rest().await;
        assert_eq!(events.len(), 1, "{events:?}");
        assert_eq!((events[0].id, events[0].name.as_str()), (id, "done"));
    }
    app.restart().await;
    let events = creator.events(&run, None).await.rest().await;
    assert_eq!(events[0].data, json!({"status": "SUCCEEDED"}));
    app.finish().await;
}

#[tokio::test]
async fn a_failed_run_ends_its_stream_too() {
    let app = TestApp::configured(|config| {
        config.models.order = vec![ModelProvider::OpenAi];
        config.models.attempts = 1;
    })
    .await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let fault = Fault {
        path: Some("/responses".to_owned()),
        ..Fault::once(Service::Openai, FaultKind::Cut { after: 30 })
    };
    app.control().add_fault(fault).unwrap();
    let run = creator.started(&topic("커피")).await;
    let stream = creator.events(&run, None).await;
    app.spawner.release();
    let events = stream.rest().await;
    assert_counts(&events);
    assert!(events.iter().any(|event| event.name == "text"));
    assert_eq!(events.last().unwrap().data, json!({"status": "FAILED"}));
    app.finish().await;
}

#[tokio::test]
async fn a_run_that_works_elsewhere_is_watched_until_it_ends() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.lose();
    let run = creator.started(&topic("커피")).await;
    let mut app = app;
    app.restart().await;
    let stream = creator.events(&run, None).await;
    app.advance(std::time::Duration::from_secs(30));
    openclaw_domain::run::sweep(app.world()).await.unwrap();
    // The stream asks the database again when its time has come.
    app.advance(std::time::Duration::from_secs(1));
    let events = stream.rest().await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].data, json!({"status": "FAILED"}));
    app.finish().await;
}

#[tokio::test]
async fn nobody_watches_anothers_run_or_signed_out() {
    let app = TestApp::start().await;
    let (minji, sua) = (app.creator("민지").await, app.creator("수아").await);
    app.spawner.hold();
    let run = minji.started(&topic("비밀 주제")).await;
    let path = format!("/api/runs/{run}/events");
    sua.get(&path).await.problem(404, "not_found");
    app.visitor().get(&path).await.problem(401, "signed_out");
    app.spawner.release();
    minji.ended(&run).await;
    app.finish().await;
}
