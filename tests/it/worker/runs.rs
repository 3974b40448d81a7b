//! Runs in the request that started them, and who follows them from elsewhere.

use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{TestWorker, topic};

#[tokio::test]
async fn the_request_that_starts_a_run_tells_it_as_it_goes() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    app.control().set_openai_pace(3_000);
    let events = creator.start_and_listen(&topic("커피")).await.rest().await;
    let names: Vec<&str> = events.iter().map(|event| event.name.as_str()).collect();
    assert_eq!(names[..2], ["started", "stage"]);
    let texts = names.iter().filter(|name| **name == "text").count();
    // As it goes, and not each of its pieces by itself, which the last event's number counts: that
    // would cost more than writing it.
    let pieces = events.last().unwrap().id;
    assert!(texts >= 5 && 3 * texts < pieces, "{texts} of {pieces}");
    assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
    app.finish().await;
}

#[tokio::test]
async fn a_run_goes_on_when_its_tab_is_closed_and_others_follow_it() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    app.control().set_openai_pace(2_000);
    let mut events = creator.start_and_listen(&topic("커피")).await;
    let started = events.next().await.unwrap();
    let run = started.data["id"].as_str().unwrap().to_owned();
    assert_eq!(events.next().await.unwrap().name, "stage");
    let elsewhere = creator.events(&run, None).await;
    drop(events);
    let told = elsewhere.rest().await;
    assert_eq!(told.last().unwrap().data["status"], "SUCCEEDED");
    assert_eq!(creator.run(&run).await["status"], "SUCCEEDED");
    app.finish().await;
}

/// What the platform would end, the run ends itself before: the trigger is not needed for it.
#[tokio::test]
async fn a_run_that_takes_longer_than_the_platform_waits_is_refunded_at_once() {
    let unmoderated = &[("OPENCLAW_MODELS_MODERATION", "false")];
    let Some(app) = TestWorker::configured(unmoderated).await else {
        return;
    };
    let agents = app.visitor().get("/api/agents").await.ok();
    let agents = agents["agents"].as_array().unwrap();
    assert!(
        agents
            .iter()
            .all(|it| it["deadline_seconds"].as_u64().unwrap() < 30)
    );
    let creator = app.creator("민지").await;
    for service in [Service::Openai, Service::Anthropic] {
        let late = Fault {
            times: 1_000,
            ..Fault::once(service, FaultKind::Slow { ms: 120_000 })
        };
        app.control().add_fault(late).unwrap();
    }
    let unheard = creator.started(&topic("커피")).await;
    let told = creator.start_and_listen(&topic("홍차")).await.rest().await;
    assert_eq!(told.last().unwrap().data["status"], "FAILED");
    let ended = creator.ended(&unheard).await;
    assert_eq!(ended["failure"], "deadline");
    let took_ms = ended["settled_at"].as_i64().unwrap() - ended["created_at"].as_i64().unwrap();
    assert!((20_000..30_000).contains(&took_ms), "{took_ms}");
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn a_model_that_fails_costs_nothing() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    // One failure is followed by another attempt; these are more than there are attempts.
    for service in [Service::Openai, Service::Anthropic] {
        let fails = Fault {
            times: 1_000,
            ..Fault::once(service, FaultKind::Failed)
        };
        app.control().add_fault(fails).unwrap();
    }
    let run = creator.started(&topic("커피")).await;
    assert_eq!(creator.ended(&run).await["status"], "FAILED");
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}
