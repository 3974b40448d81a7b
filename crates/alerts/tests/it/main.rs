//! Alerts over real HTTP, to a server that answers what a test wrote for it.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header::LOCATION},
    response::{IntoResponse as _, Response},
};
use openclaw_alerts::{AlertWebhook, Format, Settings};
use openclaw_domain::{
    alert::{Alert, AlertKind},
    port::alerts::AlertChannel as _,
    random::AlertId,
    time::Timestamp,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

const ALERT: &str = "0197f0a1b2c3d4e5f60718293a4b5c6d";
const ORDER: &str = "0197f0a1b2c3d4e5f60718293a4b5c6e";
const SECRET_PATH: &str = "T0CANARY/B0CANARY";

#[derive(Clone, Copy)]
enum Answer {
    Status(u16),
    Redirect,
    Never,
}

#[derive(Clone)]
struct Script {
    answer: Answer,
    posted: Arc<Mutex<Vec<Value>>>,
}

struct Server {
    url: String,
    posted: Arc<Mutex<Vec<Value>>>,
    _tasks: JoinSet<()>,
}

async fn answer(State(script): State<Script>, Json(body): Json<Value>) -> Response {
    script.posted.lock().unwrap().push(body);
    match script.answer {
        Answer::Status(status) => {
            (StatusCode::from_u16(status).unwrap(), "no CANARY").into_response()
        }
        Answer::Redirect => {
            (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, "/elsewhere")]).into_response()
        }
        Answer::Never => std::future::pending().await,
    }
}

async fn server(answering: Answer) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/{SECRET_PATH}", listener.local_addr().unwrap());
    let posted = Arc::default();
    let script = Script {
        answer: answering,
        posted: Arc::clone(&posted),
    };
    let router = Router::new().fallback(answer).with_state(script);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move { axum::serve(listener, router).await.unwrap() });
    Server {
        url,
        posted,
        _tasks: tasks,
    }
}

fn channel(url: &str, format: Format) -> AlertWebhook {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let public_url = "https://openclaw.example".to_owned();
    let mut settings = Settings::new(url.into(), format, public_url);
    settings.timeout = Duration::from_millis(300);
    AlertWebhook::new(http, settings)
}

fn alert(order: Option<&str>, detail: &str) -> Alert {
    Alert {
        id: AlertId::parse(ALERT).unwrap(),
        kind: AlertKind::CancelRefused,
        order: order.map(str::to_owned),
        detail: detail.to_owned(),
        created_at: Timestamp(1_700_000_000_000),
        seen_at: None,
        delivered_at: None,
    }
}

async fn posted(format: Format, alert: &Alert) -> Value {
    let server = server(Answer::Status(200)).await;
    channel(&server.url, format).send(alert).await.unwrap();
    let posted = server.posted.lock().unwrap().clone();
    assert_eq!(posted.len(), 1);
    posted[0].clone()
}

#[tokio::test]
async fn slack_gets_a_message_with_a_link_to_the_order() {
    let body = posted(
        Format::Slack,
        &alert(Some(ORDER), "9900 KRW did not go back"),
    )
    .await;
    let text = format!(
        "*cancel_refused* · <https://openclaw.example/admin/orders/{ORDER}|{ORDER}>\n\
         9900 KRW did not go back\nalert {ALERT}"
    );
    assert_eq!(body, json!({ "text": text }));
}

#[tokio::test]
async fn what_others_wrote_is_no_markup_in_slack() {
    let hostile = "<!channel> & <https://evil.example|click>";
    let body = posted(Format::Slack, &alert(Some("<@U1>|x"), hostile)).await;
    let text = body["text"].as_str().unwrap();
    assert!(!text.contains('<') && !text.contains('>'), "{text}");
    assert!(text.contains("&lt;!channel&gt; &amp; &lt;https"), "{text}");
    assert!(text.contains("&lt;@U1&gt;|x"), "{text}");
}

#[tokio::test]
async fn a_program_gets_json() {
    let body = posted(Format::Json, &alert(Some(ORDER), "a <b> c")).await;
    let expected = json!({
        "id": ALERT,
        "kind": "cancel_refused",
        "order": ORDER,
        "detail": "a <b> c",
        "created_at": 1_700_000_000_000_i64,
        "url": format!("https://openclaw.example/admin/orders/{ORDER}"),
    });
    assert_eq!(body, expected);
    let body = posted(Format::Json, &alert(None, "x")).await;
    assert_eq!((&body["order"], &body["url"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn what_was_not_taken_is_an_error_that_keeps_the_address_secret() {
    for (answering, words) in [
        (Answer::Status(500), "HTTP 500"),
        (Answer::Status(404), "HTTP 404"),
        (Answer::Redirect, "HTTP 307"),
        (Answer::Never, "no answer in time"),
    ] {
        let server = server(answering).await;
        let channel = channel(&server.url, Format::Slack);
        let error = channel.send(&alert(None, "x")).await.unwrap_err();
        assert!(error.contains(words), "{error}");
        assert!(!error.contains("CANARY"), "{error}");
        // A redirect is not followed, and nothing is sent twice here.
        assert_eq!(server.posted.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_not_told() {
    for url in [
        "http://127.0.0.1:1/CANARY",
        "http://canary.invalid/CANARY",
        "CANARY",
        "mailto:CANARY",
    ] {
        let channel = channel(url, Format::Slack);
        let error = channel.send(&alert(None, "x")).await.unwrap_err();
        assert!(
            !error.contains("CANARY") && !error.contains("canary.invalid"),
            "{error}"
        );
        assert!(!format!("{channel:?}").contains("CANARY"));
    }
}
