//! PortOne V1 as the gateway: other names, another envelope, webhooks that prove nothing.

use openclaw_sandbox::{NewPayment, PaymentChange, Service, V1_USER_CODE, Version};
use openclaw_tests::{Creator, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

async fn v1() -> TestApp {
    TestApp::configured(|config| config.portone.gateway = openclaw::config::Gateway::V1).await
}

/// Pays as V1's window would; answers the attempt.
fn pay(app: &TestApp, prepared: &Value) -> String {
    let payment = NewPayment {
        version: Version::V1,
        ..openclaw_tests::payment(prepared)
    };
    let order = payment.payment_id.clone();
    app.control().add_payment(payment).unwrap();
    let known = app.payment_at_portone(&order);
    known["transactionId"].as_str().unwrap().to_owned()
}

async fn verify(creator: &Creator, order: &str, imp_uid: &str) -> openclaw_tests::Answer {
    let body = json!({"merchant_uid": order, "imp_uid": imp_uid});
    creator.post("/api/credits/verify", &body).await
}

#[tokio::test]
async fn a_payment_is_verified_by_its_attempt_and_granted_once() {
    let app = v1().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    assert_eq!(prepared["gateway"], "PORTONE_V1");
    assert_eq!(prepared["store_id"], V1_USER_CODE);
    assert_eq!(prepared["pay_method"], "card");
    let order = prepared["merchant_uid"].as_str().unwrap();
    let imp_uid = pay(&app, &prepared);
    for _ in 0..3 {
        let granted = verify(&creator, order, &imp_uid).await.ok();
        assert_eq!(granted["balance"], 1_200);
    }
    app.control().expire_v1_token();
    let second = creator.prepare("starter").await;
    pay(&app, &second);
    // Without the attempt it is found by the order.
    let order = second["merchant_uid"].as_str().unwrap();
    assert_eq!(creator.verify(order).await.ok()["balance"], 2_300);
    app.finish().await;
}

#[tokio::test]
async fn anothers_attempt_proves_nothing_and_changes_nothing() {
    let app = v1().await;
    let (minji, sua) = (app.creator("민지").await, app.creator("수아").await);
    let paid = minji.prepare("starter").await;
    let imp_uid = pay(&app, &paid);
    let mine = sua.prepare("starter").await;
    let order = mine["merchant_uid"].as_str().unwrap();
    verify(&sua, order, &imp_uid)
        .await
        .problem(409, "uid_mismatch");
    for forged in ["../../payments/cancel", "imp_1?x=", ""] {
        let answer = verify(&sua, order, forged).await;
        answer.problem(409, "payment_not_found");
    }
    assert_eq!(sua.order(order).await["status"], "PENDING");
    assert_eq!(sua.balance().await, 100);
    let theirs = paid["merchant_uid"].as_str().unwrap();
    verify(&sua, theirs, &imp_uid)
        .await
        .problem(404, "not_found");
    assert_eq!(
        verify(&minji, theirs, &imp_uid).await.ok()["balance"],
        1_200
    );
    app.finish().await;
}

#[tokio::test]
async fn a_wrong_amount_goes_back_and_a_refund_too() {
    let app = v1().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("pro").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let imp_uid = pay(&app, &prepared);
    let cheap = PaymentChange {
        total_amount: Some(1_000),
        ..PaymentChange::default()
    };
    app.control().change_payment(order, cheap).unwrap();
    verify(&creator, order, &imp_uid)
        .await
        .problem(409, "amount_mismatch");
    assert_eq!(app.payment_at_portone(order)["status"], "CANCELLED");

    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let imp_uid = pay(&app, &prepared);
    verify(&creator, order, &imp_uid).await.ok();
    assert_eq!(creator.ask_refund(order).await.ok()["status"], "SUCCEEDED");
    assert_eq!(creator.order(order).await["status"], "REFUNDED");
    assert_eq!(app.payment_at_portone(order)["amount"]["cancelled"], 9_900);
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn an_unsigned_webhook_is_a_hint_and_nothing_more() {
    let app = v1().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let asked = app.control().requests(Some(Service::PortoneV1)).len();
    let visitor = app.visitor();
    let hint = json!({"imp_uid": "imp_forged", "merchant_uid": order, "status": "paid"});
    for _ in 0..20 {
        let request = visitor
            .request(Method::POST, "/api/webhooks/portone/v1")
            .json(&hint);
        drop(visitor.send(request).await.expect(200));
    }
    let now_asked = app.control().requests(Some(Service::PortoneV1)).len();
    assert_eq!(now_asked, asked, "who proves nothing makes us ask nothing");
    app.round().await;
    assert_eq!(creator.balance().await, 100);
    assert!(app.lines("SELECT kind FROM alert").await.is_empty());

    pay(&app, &prepared);
    let request = visitor
        .request(Method::POST, "/api/webhooks/portone/v1")
        .json(&hint);
    drop(visitor.send(request).await.expect(200));
    app.round().await;
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn older_orders_keep_their_gateway_when_the_merchant_moves_on() {
    let mut app = v1().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let imp_uid = pay(&app, &prepared);
    verify(&creator, order, &imp_uid).await.ok();
    app.configure(|config| config.portone.gateway = openclaw::config::Gateway::V2);
    app.restart().await;
    creator.buy(&app, "pro").await;
    assert_eq!(creator.ask_refund(order).await.ok()["status"], "SUCCEEDED");
    assert_eq!(creator.order(order).await["status"], "REFUNDED");
    app.finish().await;
}
