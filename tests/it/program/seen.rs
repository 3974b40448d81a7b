//! What an operator sees of a running program: ready or not, figures, the log, traces.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, http::HeaderMap, routing::post};
use openclaw::platform::TokioSpawner;
use openclaw_domain::port::Spawner as _;
use openclaw_tests::{Program, Running, topic};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, common::v1::any_value, trace::v1::Span,
};
use prost::Message as _;
use tokio::net::TcpListener;

use super::program;

/// A port where nobody listens now.
fn free() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Somebody signs in, buys nothing, and runs an agent once.
async fn used(running: &Running) -> String {
    running.hurry().await;
    let creator = running.creator("haneul").await;
    let run = creator.started(&topic("편의점 파스타")).await;
    creator.ended(&run).await;
    let me = creator.get("/api/me").await.ok();
    me["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn figures_tell_what_happened_and_readiness_what_is_wrong() {
    let seen = free();
    let program = program().with("OPENCLAW_METRICS_LISTEN", &seen);
    let running = program.serve().await;
    used(&running).await;
    let visitor = running.visitor();
    let at = |path: &str| format!("http://{seen}{path}");
    assert_eq!(visitor.get(&at("/healthz")).await.status, 200);
    let ready = visitor.get(&at("/readyz")).await.ok();
    for part in ["database", "disk", "migrations", "serving"] {
        assert_eq!(ready[part], "ok", "{ready}");
    }
    let told = visitor.get(&at("/metrics")).await.expect(200).body;
    for line in [
        "openclaw_requests_total{route=\"/api/agents/{id}/runs\",method=\"POST\",status=\"201\"} 1",
        "openclaw_request_seconds_count{route=\"/api/agents/{id}/runs\",method=\"POST\"} 1",
        "openclaw_runs_started_total 1",
        "openclaw_runs_settled_total{status=\"SUCCEEDED\",failure=\"\"} 1",
        "openclaw_runs_running 0",
        "openclaw_credits_granted_total{kind=\"FREE\"} 100",
        "openclaw_credits_used_total 20",
        "openclaw_orders_waiting 0",
        "openclaw_database_up 1",
    ] {
        assert!(
            told.contains(&format!("\n{line}\n")),
            "{line} is not in {told}"
        );
    }
    for name in [
        "openclaw_database_batches_total{outcome=\"done\"}",
        "openclaw_database_group_size_bucket",
        "openclaw_database_queue{queue=\"write\"}",
        "# HELP openclaw_request_seconds ",
    ] {
        assert!(told.contains(name), "{name} is not in {told}");
    }

    // A later version has been started on the same database: this one goes on beside it.
    program
        .tamper("INSERT INTO refinery_schema_history VALUES (9999, 'later', '', '0')")
        .await;
    let ready = visitor.get(&at("/readyz")).await.ok();
    assert_eq!(ready["migrations"], "ok");
    running.kill().await;
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_not_written_to() {
    let seen = free();
    let program = program().with("OPENCLAW_METRICS_LISTEN", &seen);
    let running = program.serve().await;
    program
        .tamper("DELETE FROM refinery_schema_history WHERE version > 1")
        .await;
    let ready = running
        .visitor()
        .get(&format!("http://{seen}/readyz"))
        .await;
    let ready = ready.expect(503).json();
    let told = ready["migrations"].as_str().unwrap();
    assert!(told.contains("is at 1,"), "{told}");
    running.kill().await;
}

mod postgres {
    use openclaw_database::scratch::{self, Scratch};

    use super::{free, program, used};

    #[tokio::test]
    async fn figures_tell_of_the_server_and_of_who_waits_for_it() {
        if scratch::server().is_none() {
            return;
        }
        let (seen, scratch) = (free(), Scratch::empty().await);
        let program = program()
            .with("OPENCLAW_METRICS_LISTEN", &seen)
            .with("OPENCLAW_DATABASE_URL", scratch.url());
        let running = program.serve().await;
        used(&running).await;
        let told = running
            .visitor()
            .get(&format!("http://{seen}/metrics"))
            .await;
        let told = told.expect(200).body;
        for name in [
            "openclaw_database_batches_total{outcome=\"done\"}",
            "openclaw_database_commits_total ",
            "openclaw_database_round_trips_total ",
            "openclaw_database_queue{queue=\"write\"} 0",
            "openclaw_database_queue{queue=\"read\"} 0",
            "openclaw_database_up 1",
        ] {
            assert!(told.contains(name), "{name} is not in {told}");
        }
        running.kill().await;
    }
}

#[tokio::test]
async fn each_line_of_the_log_is_json_with_the_requests_id_and_nobodys_name() {
    let program = program()
        .with("OPENCLAW_LOG_FORMAT", "json")
        .with("OPENCLAW_LOG", "debug")
        .with(
            "OPENCLAW_ACCOUNTS_HASH_KEY",
            "0123456789abcdef0123456789abcdef",
        );
    let running = program.serve().await;
    let user = used(&running).await;
    let answered = running.visitor().get("/api/packages").await;
    let id = answered.header("x-request-id").to_owned();
    assert!(running.interrupt().await.success());
    let log = program.log();
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let of_it = lines.iter().find(|line| line["span"]["id"] == id.as_str());
    assert_eq!(of_it.unwrap()["status"], 200, "{of_it:?}");
    let mut names = lines
        .iter()
        .filter_map(|line| line["span"]["user"].as_str());
    let name = names.next().expect("a line of somebody signed in");
    assert!(
        name.len() == 12 && names.all(|other| other == name),
        "{name}"
    );
    assert!(!log.contains(&user), "the log names an account");
    for secret in [
        "0123456789abcdef",
        openclaw_sandbox::OPENAI_API_KEY,
        openclaw_sandbox::PORTONE_API_SECRET,
        openclaw_sandbox::KAKAO_CLIENT_SECRET,
    ] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

/// A collector that keeps what it is sent.
#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<Vec<Span>>>,
    keys: Arc<Mutex<Vec<String>>>,
}

impl Collector {
    async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let collector = self.clone();
        let take = async move |headers: HeaderMap, body: Bytes| {
            let sent = ExportTraceServiceRequest::decode(body).unwrap();
            let scopes = sent
                .resource_spans
                .into_iter()
                .flat_map(|it| it.scope_spans);
            let spans = scopes.flat_map(|scope| scope.spans);
            collector.spans.lock().unwrap().extend(spans);
            let key = headers["x-key"].to_str().unwrap().to_owned();
            collector.keys.lock().unwrap().push(key);
        };
        let router = Router::new().route("/v1/traces", post(take));
        let serving = async move { axum::serve(listener, router).await.unwrap() };
        TokioSpawner.spawn(Box::pin(serving));
        url
    }
}

fn text<'a>(span: &'a Span, name: &str) -> &'a str {
    let value = span.attributes.iter().find(|it| it.key == name);
    match value.and_then(|it| it.value.as_ref()?.value.as_ref()) {
        Some(any_value::Value::StringValue(text)) => text,
        _ => "",
    }
}

async fn traced(program: &Program) -> String {
    let running = program.serve().await;
    used(&running).await;
    let answered = running.visitor().get("/api/packages").await;
    let id = answered.header("x-request-id").to_owned();
    assert!(running.interrupt().await.success());
    id
}

#[tokio::test]
async fn a_collector_gets_a_span_of_every_request() {
    let collector = Collector::default();
    let program = program()
        .with("OPENCLAW_TRACES_ENDPOINT", &collector.listen().await)
        .with("OPENCLAW_TRACES_HEADERS", "x-key=canary-of-the-collector");
    let id = traced(&program).await;
    let spans = collector.spans.lock().unwrap();
    let span = spans.iter().find(|span| text(span, "id") == id).unwrap();
    assert_eq!(span.name, "request");
    assert_eq!(text(span, "path"), "/api/packages");
    assert_eq!(text(span, "method"), "GET");
    assert!(span.end_time_unix_nano >= span.start_time_unix_nano);
    assert!(spans.iter().any(|span| text(span, "user").len() == 12));
    let keys = collector.keys.lock().unwrap();
    assert!(keys.iter().all(|key| key == "canary-of-the-collector"));
    assert!(!program.log().contains("canary-of-the-collector"));
}

#[tokio::test]
async fn a_collector_that_is_down_stops_nothing() {
    let nowhere = format!("http://{}/v1/traces", free());
    let program = program().with("OPENCLAW_TRACES_ENDPOINT", &nowhere);
    traced(&program).await;
}
