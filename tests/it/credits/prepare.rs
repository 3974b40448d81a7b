//! `POST /api/credits/prepare`.

use openclaw_tests::TestApp;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn the_server_makes_the_order_and_its_price() {
    let app = TestApp::start().await;
    let creator = app.creator("haneul").await;
    let prepared = creator.prepare("pro").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    assert!(
        order.len() == 32 && order.bytes().all(|b| b.is_ascii_hexdigit()),
        "{order}"
    );
    assert_eq!(prepared["amount"], 29_900);
    assert_eq!(prepared["currency"], "KRW");
    assert_eq!(prepared["store_id"], openclaw_sandbox::STORE_ID);
    assert_eq!(prepared["channel_key"], openclaw_sandbox::CHANNEL_KEY);
    assert_eq!(
        prepared["redirect_url"],
        format!("{}/orders/{order}", app.url())
    );
    assert_eq!(
        prepared["sdk_url"],
        format!("{}/portone/browser-sdk.js", app.sandbox.url())
    );
    assert_eq!(prepared["customer"]["name"], "김하늘");
    assert_eq!(
        app.lines("SELECT id, status, amount, credits, bonus, reason FROM payment_order")
            .await,
        [format!("{order} PENDING 29900 3000 500 -")]
    );
    // Each is another one, and none has asked PortOne for anything.
    assert_ne!(creator.prepare("pro").await["merchant_uid"], order);
    assert!(
        app.control()
            .requests(Some(openclaw_sandbox::Service::Portone))
            .is_empty()
    );
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_bought_is_named() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for (body, field, code) in [
        (json!({"package": "free"}), "package", "not_a_choice"),
        (json!({"package": "Starter"}), "package", "not_a_choice"),
        (json!({"package": ""}), "package", "not_a_choice"),
        (json!({}), "package", "missing"),
        (json!({"package": null}), "package", "not_text"),
        (json!({"package": 1}), "package", "not_text"),
        (
            json!({"package": "starter", "amount": 1}),
            "amount",
            "unknown",
        ),
    ] {
        creator
            .post("/api/credits/prepare", &body)
            .await
            .names(&[(field, code)]);
    }
    let plain = creator
        .request(Method::POST, "/api/credits/prepare")
        .body(r#"{"package":"starter"}"#);
    creator.send(plain).await.problem(415, "not_json");
    let cut = creator
        .request(Method::POST, "/api/credits/prepare")
        .header("content-type", "application/json")
        .body(r#"{"package":"#);
    creator.send(cut).await.problem(400, "malformed_json");
    app.visitor()
        .post("/api/credits/prepare", &json!({"package": "starter"}))
        .await
        .problem(401, "signed_out");
    assert_eq!(app.count("SELECT COUNT(*) FROM payment_order").await, 0);
    app.finish().await;
}
