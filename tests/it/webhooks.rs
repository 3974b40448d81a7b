//! `POST /api/webhooks/portone`: proved, written down once, and only a reason to look.

use std::time::Duration;

use futures::future::join_all;
use openclaw_sandbox::{
    NewPayment, PORTONE_WEBHOOK_SECRET, PORTONE_WEBHOOK_SECRET_NEXT, STORE_ID, Service,
};
use openclaw_tests::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/api/webhooks/portone";
const EVENTS: &str = "SELECT kind, COUNT(*) FROM webhook_event GROUP BY kind ORDER BY kind";
const TOLD: &str = "SELECT kind FROM alert ORDER BY kind";

fn body(kind: &str, payment: &str) -> String {
    json!({
        "type": kind,
        "timestamp": "2026-11-23T00:00:00.000Z",
        "data": {"storeId": STORE_ID, "paymentId": payment, "transactionId": "tx-1"},
    })
    .to_string()
}

/// A webhook of this body, signed with a secret `ago` seconds before now.
async fn send(app: &TestApp, secret: &str, body: &str, id: &str, ago: i64) -> Answer {
    let at = app.world().now().0 / 1_000 - ago;
    let signed = app.control().sign_webhook(secret, body, id, at);
    let visitor = app.visitor();
    let mut request = visitor.request(Method::POST, PATH).body(signed.body);
    for (name, value) in signed.headers {
        request = request.header(name, value);
    }
    visitor.send(request).await
}

fn looks(app: &TestApp) -> usize {
    app.control().requests(Some(Service::Portone)).len()
}

#[tokio::test]
async fn who_closes_the_browser_is_granted_by_the_webhook_alone() {
    let app = TestApp::start().await;
    app.receive_webhooks();
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    app.control().send_webhook(order).unwrap();
    let sent = app.control().webhooks_settled().await;
    assert!(
        sent.iter().all(|it| it.last_status == Some(200)),
        "{sent:?}"
    );
    // The answer comes before the look is done: the order is due in any case.
    app.round().await;
    assert_eq!(creator.balance().await, 1_200);
    assert_eq!(creator.order(order).await["status"], "COMPLETED");
    app.finish().await;
}

#[tokio::test]
async fn verify_and_a_hundred_webhooks_at_once_grant_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let told = body("Transaction.Paid", order);
    let (answers, verified) = futures::join!(
        join_all((0..100).map(|_| send(&app, PORTONE_WEBHOOK_SECRET, &told, "evt-1", 0))),
        join_all((0..10).map(|_| creator.verify(order))),
    );
    for answer in answers {
        assert_eq!(answer.status, 200, "{}", answer.told());
    }
    for answer in verified {
        assert_eq!(answer.ok()["balance"], 1_200);
    }
    assert_eq!(app.lines(EVENTS).await, ["Transaction.Paid 1"]);
    app.round().await;
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn any_order_of_events_ends_where_the_payment_is() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    creator.verify(order).await.ok();
    app.control()
        .cancel_at_console(order, None, "요청")
        .unwrap();
    // Cancelled comes first, then what led to it.
    for (id, kind) in [
        ("3", "Transaction.Cancelled"),
        ("2", "Transaction.Paid"),
        ("1", "Transaction.Ready"),
        ("4", "Transaction.CancelPending"),
    ] {
        let answer = send(&app, PORTONE_WEBHOOK_SECRET, &body(kind, order), id, 0).await;
        drop(answer.expect(200));
        app.round().await;
        assert_eq!(creator.balance().await, 100, "{kind}");
        assert_eq!(creator.order(order).await["status"], "REFUNDED", "{kind}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_crash_after_the_answer_loses_nothing() {
    let mut app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    app.spawner.lose();
    let told = body("Transaction.Paid", order);
    drop(
        send(&app, PORTONE_WEBHOOK_SECRET, &told, "evt-1", 0)
            .await
            .expect(200),
    );
    app.restart().await;
    app.round().await;
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn what_is_not_proved_changes_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let told = body("Transaction.Paid", order);
    let wrong = "whsec_d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=";
    for (secret, ago) in [
        (wrong, 0),
        (PORTONE_WEBHOOK_SECRET, 301),
        (PORTONE_WEBHOOK_SECRET, -301),
    ] {
        let answer = send(&app, secret, &told, "evt-1", ago).await;
        answer.problem(401, "webhook_not_proved");
    }
    // No header, one header twice, another body.
    let visitor = app.visitor();
    let bare = visitor.request(Method::POST, PATH).body(told.clone());
    visitor.send(bare).await.problem(401, "webhook_not_proved");
    let at = app.world().now().0 / 1_000;
    let signed = app
        .control()
        .sign_webhook(PORTONE_WEBHOOK_SECRET, &told, "evt-1", at);
    let mut twice = visitor.request(Method::POST, PATH).body(told.clone());
    let mut changed = visitor.request(Method::POST, PATH).body(format!("{told} "));
    for (name, value) in &signed.headers {
        twice = twice.header(name, value).header(name, value);
        changed = changed.header(name, value);
    }
    visitor.send(twice).await.problem(401, "webhook_not_proved");
    visitor
        .send(changed)
        .await
        .problem(401, "webhook_not_proved");

    assert_eq!(looks(&app), 0, "PortOne is not asked");
    assert!(app.lines(EVENTS).await.is_empty());
    assert_eq!(creator.balance().await, 100);
    assert_eq!(
        app.lines(TOLD).await,
        ["webhook_refused", "webhook_refused"]
    );
    app.finish().await;
}

#[tokio::test]
async fn the_edges_of_time_and_both_secrets_are_heeded() {
    let app = TestApp::configured(|config| {
        config.portone.webhook_secrets = Some(
            [PORTONE_WEBHOOK_SECRET, PORTONE_WEBHOOK_SECRET_NEXT]
                .map(Into::into)
                .to_vec(),
        );
    })
    .await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let told = body("Transaction.Ready", order);
    for (number, (secret, ago)) in [
        (PORTONE_WEBHOOK_SECRET, 299),
        (PORTONE_WEBHOOK_SECRET, -299),
        (PORTONE_WEBHOOK_SECRET_NEXT, 0),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("evt-{number}");
        drop(send(&app, secret, &told, &id, ago).await.expect(200));
    }
    app.finish().await;
}

#[tokio::test]
async fn what_we_do_not_know_is_answered_200() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let bodies: [Value; 5] = [
        json!({"type": "Transaction.Teleported", "timestamp": "t", "data": {"storeId": STORE_ID, "paymentId": order, "more": [1]}}),
        json!({"type": "BillingKey.Issued", "timestamp": "t", "data": {"storeId": STORE_ID, "billingKey": "b"}}),
        json!({"type": "Transaction.Paid", "timestamp": "t", "data": {"storeId": "store-other", "paymentId": order}}),
        json!({"type": "Transaction.Ready", "timestamp": "t", "data": {"storeId": STORE_ID, "paymentId": "no-order-of-ours"}}),
        json!({"type": "Other", "timestamp": "t", "data": {}}),
    ];
    for (number, told) in bodies.iter().enumerate() {
        let id = format!("evt-{number}");
        let answer = send(&app, PORTONE_WEBHOOK_SECRET, &told.to_string(), &id, 0).await;
        drop(answer.expect(200));
    }
    let answer = send(&app, PORTONE_WEBHOOK_SECRET, "no json", "evt-9", 0).await;
    answer.problem(400, "unreadable_webhook");
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn a_payment_without_an_order_is_told_to_the_operator() {
    let app = TestApp::start().await;
    app.receive_webhooks();
    let foreign = NewPayment::paid("somebody-elses", 1_000, "Gift");
    app.control().add_payment(foreign).unwrap();
    app.control().send_webhook("somebody-elses").unwrap();
    app.control().webhooks_settled().await;
    assert_eq!(app.lines(TOLD).await, ["unknown_payment"]);
    app.finish().await;
}

#[tokio::test]
async fn a_repetition_hours_later_is_known_again() {
    let app = TestApp::start().await;
    app.receive_webhooks();
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    app.control().send_webhook(&order).unwrap();
    let sent = app.control().webhooks_settled().await;
    let id = sent.last().unwrap().id.clone();
    app.advance(Duration::from_hours(6));
    app.control().repeat_webhook(&id, 3).unwrap();
    let all = app.control().webhooks_settled().await;
    assert!(all.iter().all(|it| it.last_status == Some(200)), "{all:?}");
    let stored = app.count("SELECT COUNT(*) FROM webhook_event").await;
    let ids: std::collections::BTreeSet<_> = all.iter().map(|it| &it.id).collect();
    assert_eq!(stored, i64::try_from(ids.len()).unwrap());
    app.finish().await;
}
