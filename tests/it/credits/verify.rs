//! `POST /api/credits/verify` on payments that fit.

use futures::future::join_all;
use openclaw_sandbox::{PaymentChange, PaymentStatus, Service};
use openclaw_tests::TestApp;
use serde_json::{Value, json};

#[tokio::test]
async fn a_hundred_looks_at_once_grant_once_and_answer_the_same() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    let order = prepared["merchant_uid"].as_str().unwrap();
    let answers = join_all((0..100).map(|_| creator.verify(order))).await;
    let first = answers[0].clone().ok();
    assert_eq!(first["balance"], 1_200);
    for answer in answers {
        assert_eq!(answer.ok(), first);
    }
    let purchases = "SELECT COUNT(*) FROM credit_transaction WHERE kind = 'PURCHASE'";
    assert_eq!(app.count(purchases).await, 1);
    assert_eq!(creator.balance().await, 1_200);

    // Later answers are that one too, whatever has been spent since.
    let run = creator.started(&json!({"topic": "커피"})).await;
    creator.ended(&run).await;
    assert_eq!(creator.verify(order).await.ok(), first);
    app.finish().await;
}

#[tokio::test]
async fn a_hundred_buyers_get_what_each_of_them_paid_for() {
    let app = TestApp::start().await;
    let packages = [("starter", 1_200), ("pro", 3_600), ("business", 12_100)];
    let buyers = (0..100usize).map(|number| {
        let (app, (package, balance)) = (&app, packages[number % packages.len()]);
        async move {
            let creator = app.creator(&format!("buyer{number}")).await;
            let prepared = creator.prepare(package).await;
            app.pay(&prepared);
            let order = prepared["merchant_uid"].as_str().unwrap();
            let granted = creator.verify(order).await.ok();
            assert_eq!(granted["balance"], balance, "{number}");
            assert_eq!(granted["package"], package, "{number}");
            assert_eq!(creator.balance().await, balance, "{number}");
        }
    });
    join_all(buyers).await;
    let owners = "SELECT COUNT(DISTINCT user_id) FROM credit_transaction WHERE kind = 'PURCHASE'";
    assert_eq!(app.count(owners).await, 100);
    app.finish().await;
}

#[tokio::test]
async fn nobody_sees_or_settles_anothers_order() {
    let app = TestApp::start().await;
    let (minji, sua) = (app.creator("민지").await, app.creator("수아").await);
    let prepared = minji.prepare("starter").await;
    app.pay(&prepared);
    let order = prepared["merchant_uid"].as_str().unwrap();
    sua.verify(order).await.problem(404, "not_found");
    sua.get(&format!("/api/orders/{order}"))
        .await
        .problem(404, "not_found");
    sua.get(&format!("/orders/{order}"))
        .await
        .expect(404)
        .told();
    sua.post_form(&format!("/orders/{order}/check"), &[])
        .await
        .expect(404)
        .told();
    assert!(app.control().requests(Some(Service::Portone)).is_empty());
    assert_eq!(sua.balance().await, 100);
    assert_eq!(minji.verify(order).await.ok()["balance"], 1_200);
    app.finish().await;
}

#[tokio::test]
async fn what_is_no_order_is_never_asked_about() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let long = "a".repeat(33);
    for id in [
        "x",
        "../payments",
        "0197F000000000000000000000000000",
        "0197f000000000000000000000000000",
        "' OR 1=1 --",
        long.as_str(),
    ] {
        creator.verify(id).await.problem(404, "not_found");
    }
    for (body, field, code) in [
        (json!({}), "merchant_uid", "missing"),
        (json!({"merchant_uid": ""}), "merchant_uid", "missing"),
        (json!({"merchant_uid": 1}), "merchant_uid", "not_text"),
        (
            json!({"merchant_uid": "x", "amount": 1}),
            "amount",
            "unknown",
        ),
    ] {
        creator
            .post("/api/credits/verify", &body)
            .await
            .names(&[(field, code)]);
    }
    creator.get("/api/orders/x").await.problem(404, "not_found");
    assert!(app.control().requests(Some(Service::Portone)).is_empty());
    app.finish().await;
}

#[tokio::test]
async fn a_buyer_who_is_not_done_is_waited_for() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    for status in [PaymentStatus::Ready, PaymentStatus::PayPending] {
        app.control()
            .change_payment(order, becomes(status))
            .unwrap();
        let waiting: Value = creator.verify(order).await.expect(202).json();
        assert_eq!(waiting["status"], "PENDING");
        assert_eq!(waiting["reason"], Value::Null);
        assert_eq!(creator.balance().await, 100);
    }
    app.control()
        .change_payment(order, becomes(PaymentStatus::Paid))
        .unwrap();
    assert_eq!(creator.verify(order).await.ok()["status"], "COMPLETED");
    app.finish().await;
}

fn becomes(status: PaymentStatus) -> PaymentChange {
    PaymentChange {
        status: Some(status),
        ..PaymentChange::default()
    }
}

#[tokio::test]
async fn a_granted_order_is_not_asked_about_again() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let granted = creator.verify(order).await.ok();
    let asked = app.control().requests(Some(Service::Portone)).len();
    // What PortOne says later (or fails to) takes nothing back by itself.
    app.control()
        .change_payment(order, becomes(PaymentStatus::Cancelled))
        .unwrap();
    assert_eq!(creator.verify(order).await.ok(), granted);
    assert_eq!(app.control().requests(Some(Service::Portone)).len(), asked);
    app.finish().await;
}
