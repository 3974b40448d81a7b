//! `PortOne`: REST, the checkout window, the browser SDK.

use openclaw_sandbox::{
    CHANNEL_KEY, ChannelType, NewPayment, PORTONE_API_SECRET, PaymentChange, PaymentStatus,
    STORE_ID,
};
use reqwest::header::{AUTHORIZATION, LOCATION};
use serde_json::{Value, json};

use crate::support::{World, read, world};

fn request(id: &str) -> Value {
    json!({
        "storeId": STORE_ID, "channelKey": CHANNEL_KEY, "paymentId": id,
        "orderName": "OpenClaw Credit 1100", "totalAmount": 1000, "currency": "CURRENCY_KRW",
        "payMethod": "CARD", "redirectUrl": "http://127.0.0.1:3000/back?from=shop",
        "customer": {"customerId": "u1", "fullName": "김하늘"}, "customData": {"plan": "s"},
    })
}

/// Opens the window as a page and presses a button; the parameters it goes back with.
async fn checkout(world: &World, id: &str, button: &str) -> Vec<(String, String)> {
    let page = world
        .get("/portone/checkout")
        .query(&[("request", request(id).to_string())])
        .send()
        .await
        .expect("a page");
    if page.status() == 303 {
        return back(&page);
    }
    let html = page.text().await.expect("html");
    for words in [
        "결제 연습 창",
        "실제로 돈이 나가지 않습니다",
        "1,000원",
        "OpenClaw Credit 1100",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let action = html
        .split("action=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    press(world, action.expect("a form"), button).await
}

async fn press(world: &World, action: &str, button: &str) -> Vec<(String, String)> {
    let form = world
        .client
        .post(world.url(action))
        .form(&[("action", button)]);
    let answer = form.send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    back(&answer)
}

fn back(answer: &reqwest::Response) -> Vec<(String, String)> {
    let location = answer.headers()[LOCATION].to_str().expect("ascii");
    let url = reqwest::Url::parse(location).expect("a url");
    assert_eq!(url.path(), "/back");
    url.query_pairs().into_owned().collect()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn paying_by_redirect_makes_a_paid_payment() {
    let world = world().await;
    let pairs = checkout(&world, "p1", "pay").await;
    assert_eq!(value(&pairs, "from"), Some("shop"));
    assert_eq!(value(&pairs, "paymentId"), Some("p1"));
    assert_eq!(value(&pairs, "code"), None);
    let (status, payment) = world.payment("p1").await;
    assert_eq!(status, 200);
    assert_eq!(payment["status"], "PAID");
    assert_eq!(payment["amount"]["total"], 1000);
    assert_eq!(payment["currency"], "KRW");
    assert_eq!(payment["channel"]["type"], "TEST");
    assert_eq!(payment["customData"], r#"{"plan":"s"}"#);
    assert_eq!(payment["customer"], json!({"id": "u1", "name": "김하늘"}));
    assert_eq!(
        Some(payment["transactionId"].as_str().expect("text")),
        value(&pairs, "txId")
    );
}

#[tokio::test]
async fn failing_then_paying_then_paying_again() {
    let world = world().await;
    let failed = checkout(&world, "p1", "fail").await;
    assert_eq!(value(&failed, "code"), Some("FAILURE_TYPE_PG"));
    assert_eq!(value(&failed, "pgCode"), Some("SANDBOX_DECLINED"));
    assert_eq!(world.payment("p1").await.1["status"], "FAILED");
    let closed = checkout(&world, "p1", "cancel").await;
    assert_eq!(value(&closed, "pgCode"), Some("SANDBOX_USER_CANCEL"));
    assert_eq!(value(&checkout(&world, "p1", "pay").await, "code"), None);
    let again = checkout(&world, "p1", "pay").await;
    assert_eq!(value(&again, "code"), Some("ALREADY_PAID"));
    assert_eq!(world.payment("p1").await.1["status"], "PAID");
}

#[tokio::test]
async fn a_frame_hands_its_result_to_the_page_that_opened_it() {
    let world = world().await;
    let query = [
        ("request", request("p1").to_string()),
        ("origin", "http://127.0.0.1:3000".into()),
    ];
    let page = world
        .get("/portone/checkout")
        .query(&query)
        .send()
        .await
        .expect("a page");
    let html = page.text().await.expect("html");
    assert_eq!(world.payment("p1").await.1["status"], "READY");
    let action = html
        .split("action=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let form = world
        .client
        .post(world.url(action.expect("a form")))
        .form(&[("action", "pay")]);
    let html = form
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("html");
    assert!(
        html.contains(r#"data-origin="http://127.0.0.1:3000""#),
        "{html}"
    );
    assert!(html.contains("p1"), "{html}");
}

#[tokio::test]
async fn the_window_refuses_what_the_real_one_would() {
    let world = world().await;
    for (field, wrong) in [
        ("totalAmount", json!(0)),
        ("paymentId", json!("")),
        ("currency", Value::Null),
    ] {
        let mut request = request("p1");
        request[field] = wrong;
        let query = [("request", request.to_string())];
        let page = world
            .get("/portone/checkout")
            .query(&query)
            .send()
            .await
            .expect("a page");
        assert_eq!(page.status(), 400, "{field}");
    }
    let mut other_store = request("p1");
    other_store["storeId"] = json!("store-other");
    let query = [("request", other_store.to_string())];
    let page = world
        .get("/portone/checkout")
        .query(&query)
        .send()
        .await
        .expect("a page");
    assert_eq!(value(&back(&page), "code"), Some("STORE_NOT_FOUND"));
}

#[tokio::test]
async fn the_sdk_is_a_script() {
    let world = world().await;
    let answer = world
        .get("/portone/browser-sdk.js")
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        answer.headers()["content-type"],
        "text/javascript; charset=utf-8"
    );
    let script = answer.text().await.expect("text");
    assert!(script.contains("window.PortOne"));
    for unsafe_under_csp in ["innerHTML", "setAttribute(\"style\"", "eval("] {
        assert!(!script.contains(unsafe_under_csp), "{unsafe_under_csp}");
    }
}

#[tokio::test]
async fn who_may_ask() {
    let world = world().await;
    let (status, body) = read(
        world
            .get("/portone/payments/p1")
            .send()
            .await
            .expect("sent"),
    )
    .await;
    assert_eq!((status, &body["type"]), (401, &json!("UNAUTHORIZED")));
    let (status, body) = world.payment("p1").await;
    assert_eq!((status, &body["type"]), (404, &json!("PAYMENT_NOT_FOUND")));
    let (status, body) = world.payment("p1?storeId=store-other").await;
    assert_eq!((status, &body["type"]), (403, &json!("FORBIDDEN")));
}

#[tokio::test]
async fn lies_on_request() {
    let world = world().await;
    let control = world.sandbox.control();
    control
        .add_payment(NewPayment::paid("p1", 1000, "Credit"))
        .expect("new");
    assert!(
        control
            .add_payment(NewPayment::paid("p1", 1000, "Credit"))
            .is_err()
    );
    let change = PaymentChange {
        total_amount: Some(1),
        currency: Some("USD".into()),
        store_id: Some("store-other".into()),
        order_name: Some("Gold".into()),
        channel_type: Some(ChannelType::Live),
        ..PaymentChange::default()
    };
    control.change_payment("p1", change).expect("known");
    let (_, payment) = world.payment("p1").await;
    assert_eq!(payment["amount"]["total"], 1);
    assert_eq!(payment["currency"], "USD");
    assert_eq!(payment["storeId"], "store-other");
    assert_eq!(payment["orderName"], "Gold");
    assert_eq!(payment["channel"]["type"], "LIVE");
    let change = PaymentChange {
        total_amount: Some(1000),
        cancelled_amount: Some(300),
        status: Some(PaymentStatus::PartialCancelled),
        ..PaymentChange::default()
    };
    control.change_payment("p1", change).expect("known");
    let (_, payment) = world.payment("p1").await;
    assert_eq!(payment["status"], "PARTIAL_CANCELLED");
    assert_eq!(payment["amount"]["cancelled"], 300);
    assert_eq!(payment["cancellations"][0]["totalAmount"], 300);
}

async fn cancel(world: &World, key: Option<&str>, body: Value) -> (u16, Value) {
    let mut request = world
        .post("/portone/payments/p1/cancel", &body)
        .header(AUTHORIZATION, format!("PortOne {PORTONE_API_SECRET}"));
    if let Some(key) = key {
        request = request.header("Idempotency-Key", format!("\"{key}\""));
    }
    read(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn giving_money_back() {
    let world = world().await;
    assert_eq!(cancel(&world, None, json!({"reason": "r"})).await.0, 404);
    world
        .sandbox
        .control()
        .add_payment(NewPayment::paid("p1", 1000, "Credit"))
        .expect("new");
    let (status, body) = cancel(
        &world,
        None,
        json!({"reason": "r", "currentCancellableAmount": 999}),
    )
    .await;
    assert_eq!(
        (status, &body["type"]),
        (409, &json!("CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN"))
    );
    let (status, body) = cancel(&world, None, json!({"reason": "r", "amount": 1001})).await;
    assert_eq!(
        (status, &body["type"]),
        (409, &json!("CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT"))
    );
    let part = json!({"reason": "r", "amount": 400});
    let first = cancel(&world, Some("key-0000000000000001"), part.clone()).await;
    assert_eq!(first.0, 200);
    assert_eq!(
        cancel(&world, Some("key-0000000000000001"), part).await,
        first,
        "a replay"
    );
    assert_eq!(world.payment("p1").await.1["amount"]["cancelled"], 400);
    assert_eq!(cancel(&world, None, json!({"reason": "rest"})).await.0, 200);
    let (_, payment) = world.payment("p1").await;
    assert_eq!(
        (&payment["status"], &payment["amount"]["paid"]),
        (&json!("CANCELLED"), &json!(0))
    );
    let (status, body) = cancel(&world, None, json!({"reason": "r"})).await;
    assert_eq!(
        (status, &body["type"]),
        (409, &json!("PAYMENT_ALREADY_CANCELLED"))
    );
}
