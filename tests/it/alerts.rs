//! What the operator must know reaches them, once, however long their channel is down; and no payment
//! waits for it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json, Router, http::StatusCode, routing::post};
use openclaw::{config::AlertFormat, platform::TokioSpawner};
use openclaw_domain::{job, port::Spawner as _};
use openclaw_sandbox::PaymentChange;
use openclaw_tests::{TestApp, TestClock};
use serde_json::Value;
use tokio::net::TcpListener;

/// A channel that keeps what it is told, and can be down.
#[derive(Clone, Default)]
struct Channel {
    told: Arc<Mutex<Vec<Value>>>,
    is_down: Arc<Mutex<bool>>,
}

impl Channel {
    async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks/secret", listener.local_addr().unwrap());
        let channel = self.clone();
        let hook = async move |Json(body): Json<Value>| {
            channel.told.lock().unwrap().push(body);
            if *channel.is_down.lock().unwrap() {
                return StatusCode::BAD_GATEWAY;
            }
            StatusCode::OK
        };
        let router = Router::new().route("/hooks/secret", post(hook));
        let serving = async move { axum::serve(listener, router).await.unwrap() };
        TokioSpawner.spawn(Box::pin(serving));
        url
    }

    fn told(&self) -> Vec<Value> {
        self.told.lock().unwrap().clone()
    }
}

async fn started(channel: &Channel, format: AlertFormat) -> TestApp {
    let url = channel.listen().await;
    TestApp::configured(|config| {
        config.alerts.webhook_url = Some(url.into());
        config.alerts.format = format;
    })
    .await
}

/// A payment that gets told: one won too little.
async fn mismatch(app: &TestApp) -> String {
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    let order = prepared["merchant_uid"].as_str().unwrap().to_owned();
    let wrong = PaymentChange {
        total_amount: Some(9_899),
        ..PaymentChange::default()
    };
    app.control().change_payment(&order, wrong).unwrap();
    for _ in 0..5 {
        creator.verify(&order).await.problem(409, "amount_mismatch");
    }
    order
}

#[tokio::test]
async fn an_alert_is_told_once_in_plain_json() {
    let channel = Channel::default();
    let app = started(&channel, AlertFormat::Json).await;
    let order = mismatch(&app).await;
    for _ in 0..3 {
        app.round().await;
        app.advance(Duration::from_hours(1));
    }
    let told = channel.told();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["kind"], "captured_not_granted");
    assert_eq!(told[0]["order"], order.as_str());
    assert!(
        told[0]["url"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/admin/orders/{order}"))
    );
    let delivered = "SELECT COUNT(*) FROM alert WHERE delivered_at IS NOT NULL";
    assert_eq!(app.count(delivered).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn slack_gets_a_text() {
    let channel = Channel::default();
    let app = started(&channel, AlertFormat::Slack).await;
    let order = mismatch(&app).await;
    app.round().await;
    let text = channel.told()[0]["text"].as_str().unwrap().to_owned();
    assert!(
        text.contains("captured_not_granted") && text.contains(&order),
        "{text}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_channel_that_is_down_is_tried_again_and_holds_up_no_payment() {
    let channel = Channel::default();
    *channel.is_down.lock().unwrap() = true;
    let app = started(&channel, AlertFormat::Json).await;
    mismatch(&app).await;
    let mut tries = Vec::new();
    for minute in 0..40 {
        let before = channel.told().len();
        app.round().await;
        if channel.told().len() > before {
            tries.push(minute);
        }
        app.advance(Duration::from_mins(1));
    }
    assert_eq!(tries, [0, 1, 3, 7, 15, 31]);
    let creator = app.creator("수아").await;
    creator.buy(&app, "starter").await;
    *channel.is_down.lock().unwrap() = false;
    app.advance(Duration::from_hours(1));
    app.round().await;
    let waiting = "SELECT COUNT(*) FROM alert WHERE delivered_at IS NULL";
    assert_eq!(app.count(waiting).await, 0);
    let ids: Vec<Value> = channel.told().iter().map(|it| it["id"].clone()).collect();
    assert!(
        ids.iter().all(|id| *id == ids[0]),
        "a repetition is known by its id: {ids:?}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_job_has_one_holder_and_a_dead_ones_lease_passes_on() {
    const LEASE: Duration = Duration::from_mins(1);
    let app = TestApp::start().await;
    let clock = TestClock::at(app.world().now());
    let other = app.second_process(&clock);
    let (here, there) = (app.world(), &other);
    assert!(job::hold(here, "payments", LEASE).await.unwrap());
    assert!(!job::hold(there, "payments", LEASE).await.unwrap());
    assert!(
        job::hold(there, "alerts", LEASE).await.unwrap(),
        "each job has its own"
    );
    // Kept while its holder lives.
    for _ in 0..10 {
        app.advance(LEASE / 2);
        clock.advance(LEASE / 2);
        assert!(job::hold(here, "payments", LEASE).await.unwrap());
        assert!(!job::hold(there, "payments", LEASE).await.unwrap());
    }
    // Its holder dies.
    app.advance(LEASE);
    clock.advance(LEASE);
    assert!(job::hold(there, "payments", LEASE).await.unwrap());
    assert!(!job::hold(here, "payments", LEASE).await.unwrap());
    job::release(there, "payments").await.unwrap();
    assert!(job::hold(here, "payments", LEASE).await.unwrap());
    app.finish().await;
}

#[tokio::test]
async fn two_processes_that_sweep_at_once_grant_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for _ in 0..10 {
        let prepared = creator.prepare("starter").await;
        app.pay(&prepared);
    }
    app.advance(Duration::from_mins(2));
    let other = app.second_process(&TestClock::at(app.world().now()));
    let swept = futures::join!(
        openclaw_domain::order::sweep(app.world()),
        openclaw_domain::order::sweep(&other)
    );
    swept.0.unwrap();
    swept.1.unwrap();
    assert_eq!(creator.balance().await, 100 + 10 * 1_100);
    app.finish().await;
}
