//! What we send.

use openclaw_domain::{
    money::Won,
    port::payment::{CancelRequest, ConfirmRequest, PaymentGateway as _},
    time::Timestamp,
};
use serde_json::json;

use crate::{
    scripted::{Answer, Asked, ORDER, SECRET, STORE, Scripted, client, order},
    specification,
};

const NOT_FOUND: &str = r#"{"type":"PAYMENT_NOT_FOUND","message":"none"}"#;

#[tokio::test]
async fn a_fetch_is_one_authorised_get() {
    let server = Scripted::start([Answer::Json(404, NOT_FOUND.to_owned())]).await;
    assert_eq!(server.fetch().await, Ok(None));

    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].method, "GET");
    assert_eq!(
        asked[0].uri.to_string(),
        format!("/payments/{ORDER}?storeId={STORE}")
    );
    assert_eq!(
        asked[0].headers["authorization"],
        format!("PortOne {SECRET}")
    );
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
    for suffix in ["/portone", "/portone/"] {
        let mut server = Scripted::start([Answer::Json(404, NOT_FOUND.to_owned())]).await;
        server.url.push_str(suffix);
        assert_eq!(server.fetch().await, Ok(None));
        assert_eq!(
            server.asked()[0].uri.path(),
            format!("/portone/payments/{ORDER}")
        );
    }
}

#[test]
fn the_secret_is_not_printed() {
    let printed = format!("{:?}", client("http://127.0.0.1:1".to_owned()));
    assert!(
        printed.contains(STORE) && !printed.contains(SECRET),
        "{printed}"
    );
}

pub(crate) fn confirm() -> ConfirmRequest {
    ConfirmRequest {
        order: order(),
        token: "token-of-the-browser".to_owned(),
        transaction_id: Some("0190-tx".to_owned()),
        amount: 9900,
        currency: "KRW".to_owned(),
        is_test: true,
    }
}

pub(crate) fn cancel() -> CancelRequest {
    CancelRequest {
        order: order(),
        transaction_id: None,
        amount: 4000,
        cancellable: 9900,
        reason: "unused credits [c1]".to_owned(),
        by_customer: true,
        key: "0197f0a1-b2c3-d4e5".to_owned(),
    }
}

/// What each operation asks, whatever the answer.
async fn every_request() -> Vec<Asked> {
    let server = Scripted::start((0..6).map(|_| Answer::Json(404, NOT_FOUND.to_owned()))).await;
    let client = client(server.url.clone());
    let (from, until) = (Timestamp(1_795_395_600_000), Timestamp(1_795_395_600_500));
    drop(client.fetch(&order(), Some("0190-tx")).await);
    drop(client.register(&order(), Won::of(9900)).await);
    drop(client.confirm(&confirm()).await);
    drop(client.cancel(&cancel()).await);
    drop(client.page(from, until, None).await);
    drop(client.page(from, until, Some("a+cursor/of=theirs")).await);
    server.asked()
}

#[tokio::test]
async fn every_request_is_one_that_portones_schema_knows() {
    let Some(schema) = specification::v2() else {
        return;
    };
    for asked in every_request().await {
        specification::check_v2(&schema, &asked);
    }
}

#[tokio::test]
async fn every_request_says_what_it_must() {
    let asked = every_request().await;
    let path = |end: &str| format!("/payments/{ORDER}/{end}");
    let body = |at: usize, end: &str| {
        assert_eq!(
            (asked[at].method.as_str(), asked[at].uri.path()),
            ("POST", &*path(end))
        );
        assert_eq!(asked[at].uri.query(), None);
        asked[at].body.clone()
    };
    assert_eq!(
        body(1, "pre-register"),
        json!({"storeId": STORE, "totalAmount": 9900, "currency": "KRW"})
    );
    assert_eq!(
        body(2, "confirm"),
        json!({"storeId": STORE, "paymentToken": "token-of-the-browser", "txId": "0190-tx",
            "currency": "KRW", "totalAmount": 9900, "isTest": true})
    );
    assert_eq!(
        body(3, "cancel"),
        json!({"storeId": STORE, "amount": 4000, "currentCancellableAmount": 9900,
            "reason": "unused credits [c1]", "requester": "CUSTOMER"})
    );
    assert_eq!(
        specification::request_body(&asked[5]).unwrap(),
        json!({"storeId": STORE, "from": "2026-11-23T01:00:00Z", "until": "2026-11-23T01:00:00.5Z",
            "size": 100, "cursor": "a+cursor/of=theirs"})
    );
    for asked in &asked {
        assert_eq!(asked.headers["authorization"], format!("PortOne {SECRET}"));
        assert_eq!(
            asked.headers.contains_key("idempotency-key"),
            asked.uri.path().ends_with("cancel")
        );
    }
}

#[tokio::test]
async fn an_idempotency_key_is_a_quoted_string() {
    assert_eq!(
        every_request().await[3].headers["idempotency-key"],
        "\"0197f0a1-b2c3-d4e5\""
    );
}
