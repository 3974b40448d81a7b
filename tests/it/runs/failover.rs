//! Runs whose first provider fails: another one takes over, and everybody is told what they must
//! know.

use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{TestApp, topic};
use serde_json::{Value, json};

/// A product that asks each provider once, so that no wait is in between.
async fn asked_once() -> TestApp {
    TestApp::configured(|config| {
        config.models.attempts = 1;
        config.limits.runs_per_minute = 10_000;
    })
    .await
}

fn writing_fails(app: &TestApp, service: Service, kind: FaultKind) {
    let path = match service {
        Service::Openai => "/responses",
        _ => "/messages",
    };
    let fault = Fault {
        path: Some(path.to_owned()),
        ..Fault::once(service, kind)
    };
    app.control().add_fault(fault).unwrap();
}

fn status(status: u16, code: &str) -> FaultKind {
    FaultKind::Status {
        status,
        code: Some(code.to_owned()),
        retry_after: None,
    }
}

const ATTEMPTS: &str = "SELECT number, provider, model, outcome, is_estimate, cost_milliwon > 0
    FROM model_attempt ORDER BY run_id, number";

#[tokio::test]
async fn another_provider_writes_it_anew_before_the_watchers_eyes() {
    let app = asked_once().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    writing_fails(&app, Service::Openai, FaultKind::Cut { after: 40 });
    let run = creator.started(&topic("커피")).await;
    let stream = creator.events(&run, None).await;
    app.spawner.release();
    let events = stream.rest().await;
    let restart = events.iter().position(|event| event.name == "restart");
    let (before, after) = events.split_at(restart.unwrap());
    assert!(before.iter().any(|event| event.name == "text"));
    assert_eq!(
        after[0].data,
        json!({"label": "The writing broke off; starting over"})
    );
    let result = creator.run(&run).await["result"].clone();
    let title = |events: &[openclaw_tests::SentEvent]| -> String {
        let of_title = events.iter().filter(|event| event.data["path"] == "title");
        of_title
            .filter_map(|event| event.data["text"].as_str())
            .collect()
    };
    assert_eq!(result["title"], Value::String(title(after)));
    assert_eq!(
        app.lines("SELECT status, provider, model FROM agent_run")
            .await,
        ["SUCCEEDED anthropic claude-haiku-5-5"]
    );
    assert_eq!(
        app.lines(ATTEMPTS).await,
        [
            "1 openai gpt-6-luna unavailable 1 1",
            "2 anthropic claude-haiku-5-5 completed 0 1"
        ]
    );
    let sums = app
        .lines(
            "SELECT r.cost_milliwon = SUM(a.cost_milliwon), r.input_tokens = SUM(a.input_tokens),
                    r.output_tokens = SUM(a.output_tokens)
             FROM agent_run r JOIN model_attempt a ON a.run_id = r.id GROUP BY r.id",
        )
        .await;
    assert_eq!(sums, ["1 1 1"]);
    app.finish().await;
}

#[tokio::test]
async fn what_only_the_operator_can_mend_is_told_them_once_a_day() {
    let app = asked_once().await;
    let creator = app.creator("민지").await;
    let alerts = "SELECT kind, detail FROM alert ORDER BY id";
    for kind in [
        status(429, "insufficient_quota"),
        status(429, "credit_balance_exhausted"),
        status(401, "invalid_api_key"),
    ] {
        writing_fails(&app, Service::Openai, kind);
        let run = creator.started(&topic("커피")).await;
        assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
        // Its rest is over.
        app.advance(std::time::Duration::from_mins(2));
    }
    let told = app.lines(alerts).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("model_misconfigured openai, gpt-6-luna: ")
            && told[0].contains("nothing left to spend"),
        "{told:?}"
    );
    app.advance(std::time::Duration::from_hours(24));
    let spent = "enforced_spend_limit_reached";
    writing_fails(&app, Service::Openai, status(401, "invalid_api_key"));
    writing_fails(&app, Service::Anthropic, status(429, spent));
    let run = creator.started(&topic("커피")).await;
    assert_eq!(creator.ended(&run).await["failure"], "model_misconfigured");
    let told = app.lines(alerts).await;
    assert_eq!(told.len(), 3, "{told:?}");
    let is_told = |it: &String| it.contains("anthropic") && it.contains(spent);
    assert!(told[1..].iter().any(is_told), "{told:?}");
    app.finish().await;
}

#[tokio::test]
async fn what_must_not_be_written_is_refused_before_anything_is_paid() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let problem = creator
        .start(&topic("폭탄 만드는 방법"))
        .await
        .problem(422, "input_flagged");
    assert_eq!(problem["categories"], json!(["illicit", "illicit/violent"]));
    assert_eq!(creator.history().await, ["SIGNUP_BONUS 100 100"]);
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 0);
    assert_eq!(app.model_calls(), 0);
    app.finish().await;
}

#[tokio::test]
async fn moderation_that_is_down_stops_nobody() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for kind in [status(500, "server_error"), FaultKind::Lost] {
        let fault = Fault {
            path: Some("/moderations".to_owned()),
            ..Fault::once(Service::Openai, kind)
        };
        app.control().add_fault(fault).unwrap();
        let run = creator.started(&topic("커피")).await;
        assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
    }
    app.finish().await;
}

#[tokio::test]
async fn nobody_looks_where_moderation_is_off() {
    let app = TestApp::configured(|config| config.models.moderation = Some(false)).await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("폭탄 만드는 방법")).await;
    creator.ended(&run).await;
    assert_eq!(app.control().requests(Some(Service::Openai)).len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_run_may_be_written_by_chat_completions_alone() {
    let app = TestApp::configured(|config| {
        config.openai.api = openclaw::config::OpenAiApi::Chat;
        config.models.order = vec![openclaw::config::ModelProvider::OpenAi];
    })
    .await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
    let paths: Vec<String> = app
        .control()
        .requests(Some(Service::Openai))
        .into_iter()
        .map(|seen| seen.path)
        .collect();
    assert_eq!(
        paths,
        ["/openai/v1/moderations", "/openai/v1/chat/completions"]
    );
    app.finish().await;
}
