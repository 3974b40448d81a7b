//! What each answer of V1 means to us.

use openclaw_domain::{
    port::payment::{
        ChannelKind, GatewayError, Payment, PaymentGateway as _, PaymentStatus, VirtualAccount,
    },
    time::Timestamp,
};
use serde_json::{Value, json};

use crate::scripted::{
    Answer, MERCHANT, ORDER, SECRET, Scripted, client_v1, json as answer, order,
};

pub(crate) const ATTEMPT: &str = "imp_448280090638";

pub(crate) fn wrapped(response: &Value) -> Answer {
    answer(
        200,
        &json!({"code": 0, "message": null, "response": response}),
    )
}

pub(crate) fn refused(status: u16, code: i64, message: &str) -> Answer {
    answer(
        status,
        &json!({"code": code, "message": message, "response": null}),
    )
}

/// There is no such thing.
pub(crate) fn gone() -> Answer {
    refused(404, 1, "존재하지 않는 결제정보입니다.")
}

pub(crate) fn token(name: &str) -> Answer {
    wrapped(&json!({"access_token": name, "now": 1_795_395_600, "expired_at": 1_795_397_400}))
}

pub(crate) fn paid() -> Value {
    json!({
        "imp_uid": ATTEMPT, "merchant_uid": ORDER, "status": "paid", "amount": 9900,
        "cancel_amount": 0, "currency": "KRW", "sandbox": false, "name": "OpenClaw Credit 1100",
        "receipt_url": "https://receipt.example/1", "buyer_name": "홍길동", "vbank_num": null,
        "vbank_date": 0, "cancel_history": [], "pg_provider": "nice_v2", "paid_at": 1_795_395_600,
        "a_field_of_2030": {},
    })
}

pub(crate) fn with(changes: &Value) -> Value {
    let mut payment = paid();
    for (name, value) in changes.as_object().unwrap() {
        payment[name] = value.clone();
    }
    payment
}

pub(crate) fn list(payments: &[Value], next: u64) -> Answer {
    wrapped(&json!({"total": payments.len(), "previous": 0, "next": next, "list": payments}))
}

/// The server after a token was given, and what the script answers to a question by attempt.
async fn told(payment: &Value) -> Result<Option<Payment>, GatewayError> {
    let server = Scripted::start([token("t"), wrapped(payment)]).await;
    client_v1(server.url.clone())
        .fetch(&order(), Some(ATTEMPT))
        .await
}

#[tokio::test]
async fn a_paid_payment_is_told_in_full() {
    let expected = Payment {
        id: ORDER.to_owned(),
        status: PaymentStatus::Paid,
        store_id: MERCHANT.to_owned(),
        channel: ChannelKind::Live,
        channel_key: None,
        version: "V1".to_owned(),
        currency: "KRW".to_owned(),
        total: 9900,
        cancelled: 0,
        order_name: "OpenClaw Credit 1100".to_owned(),
        transaction_id: Some(ATTEMPT.to_owned()),
        receipt_url: Some("https://receipt.example/1".to_owned()),
        cancellations: Vec::new(),
        is_disputed: false,
        virtual_account: None,
    };
    assert_eq!(told(&paid()).await, Ok(Some(expected)));
}

#[tokio::test]
async fn whose_payment_it_is_is_its_own_word() {
    let payment = told(&with(&json!({"merchant_uid": "somebody-elses"}))).await;
    assert_eq!(payment.unwrap().unwrap().id, "somebody-elses");
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    for (changes, status) in [
        (json!({"status": "ready"}), PaymentStatus::Ready),
        (
            json!({"status": "ready", "vbank_num": ""}),
            PaymentStatus::Ready,
        ),
        (
            json!({"status": "ready", "vbank_num": "1"}),
            PaymentStatus::VirtualAccountIssued,
        ),
        (
            json!({"cancel_amount": 4000}),
            PaymentStatus::PartialCancelled,
        ),
        (
            json!({"status": "cancelled", "cancel_amount": 4000}),
            PaymentStatus::PartialCancelled,
        ),
        (
            json!({"status": "cancelled", "cancel_amount": 9900}),
            PaymentStatus::Cancelled,
        ),
        (json!({"status": "failed"}), PaymentStatus::Failed),
        (
            json!({"status": "pondered"}),
            PaymentStatus::Unknown("pondered".to_owned()),
        ),
    ] {
        assert_eq!(
            told(&with(&changes)).await.unwrap().unwrap().status,
            status,
            "{changes}"
        );
    }
    let test = told(&with(&json!({"sandbox": true})))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(test.channel, ChannelKind::Test);
}

#[tokio::test]
async fn an_account_to_transfer_to_is_told() {
    let waiting = with(
        &json!({"status": "ready", "vbank_num": "11012345", "vbank_name": "신한은행",
        "vbank_holder": "오픈클로", "vbank_date": 1_795_446_000}),
    );
    let expected = VirtualAccount {
        bank: Some("신한은행".to_owned()),
        number: "11012345".to_owned(),
        holder: Some("오픈클로".to_owned()),
        due_at: Some(Timestamp(1_795_446_000_000)),
    };
    assert_eq!(
        told(&waiting).await.unwrap().unwrap().virtual_account,
        Some(expected)
    );
}

#[tokio::test]
async fn only_whole_amounts_are_amounts() {
    for whole in ["9900", "9900.0", "9.9e3"] {
        let amount: Value = serde_json::from_str(whole).unwrap();
        let payment = told(&with(&json!({"amount": amount})))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(payment.total, 9900, "{whole}");
    }
    for broken in ["9900.5", "\"9900\"", "1e300", "null"] {
        let amount: Value = serde_json::from_str(broken).unwrap();
        let payment = told(&with(&json!({"amount": amount}))).await;
        assert!(
            matches!(payment, Err(GatewayError::Unavailable(_))),
            "{broken}: {payment:?}"
        );
    }
}

#[tokio::test]
async fn where_money_moved_a_missing_field_is_no_answer() {
    for field in [
        "imp_uid",
        "amount",
        "cancel_amount",
        "currency",
        "sandbox",
        "name",
    ] {
        let payment = told(&with(&json!({field: null}))).await;
        assert!(
            matches!(payment, Err(GatewayError::Unavailable(_))),
            "{field}: {payment:?}"
        );
        assert!(
            told(&with(&json!({field: null, "status": "failed"})))
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn of_an_orders_attempts_the_one_with_the_money_counts() {
    let server = Scripted::start([token("t"), wrapped(&paid())]).await;
    let client = client_v1(server.url.clone());
    assert!(client.fetch(&order(), None).await.unwrap().is_some());
    let only_paid = format!("/payments/find/{ORDER}/paid?sorting=-paid&include_sandbox=true");
    assert_eq!(server.asked()[1].uri.to_string(), only_paid);

    let failed = with(&json!({"status": "failed"}));
    let server = Scripted::start([token("t"), gone(), wrapped(&failed)]).await;
    let client = client_v1(server.url.clone());
    let payment = client.fetch(&order(), None).await.unwrap().unwrap();
    assert_eq!(payment.status, PaymentStatus::Failed);
    let paid_first = format!("/payments/find/{ORDER}?sorting=-paid&include_sandbox=true");
    assert_eq!(server.asked()[2].uri.to_string(), paid_first);
}

#[tokio::test]
async fn a_hint_that_leads_nowhere_is_no_answer() {
    // What a browser names may be gone, or no attempt at all: the order itself is asked for then.
    let server = Scripted::start([token("t"), gone(), wrapped(&paid())]).await;
    let client = client_v1(server.url.clone());
    let found = client.fetch(&order(), Some(ATTEMPT)).await;
    assert!(found.unwrap().is_some());
    let by_attempt = format!("/payments/{ATTEMPT}?include_sandbox=true");
    assert_eq!(server.asked()[1].uri.to_string(), by_attempt);
    for hint in ["", "../users/getToken", "imp_1?x=y", &"9".repeat(33)] {
        let server = Scripted::start([token("t"), wrapped(&paid())]).await;
        let client = client_v1(server.url.clone());
        assert!(client.fetch(&order(), Some(hint)).await.unwrap().is_some());
        let path = format!("/payments/find/{ORDER}/paid");
        assert_eq!(server.asked()[1].uri.path(), path);
    }
}

#[tokio::test]
async fn a_payment_that_nobody_knows_is_none() {
    let in_words = || refused(200, 1, "존재하지 않는 결제정보입니다.");
    for unknown in [[gone(), gone()], [in_words(), in_words()]] {
        let server = Scripted::start([token("t")].into_iter().chain(unknown)).await;
        let client = client_v1(server.url.clone());
        assert_eq!(client.fetch(&order(), None).await, Ok(None));
    }
}

#[tokio::test]
async fn every_other_answer_to_a_question_has_its_meaning() {
    for (status, body, is_misconfigured) in [
        (200, r#"{"code":1,"message":"no","response":{}}"#, false),
        (200, r#"{"code":0,"message":null,"response":null}"#, false),
        (200, r#"{"response":{"list":[]}}"#, false),
        (200, "<html>", false),
        (404, "<html>", false),
        (429, "{}", false),
        (500, "", false),
        (502, r#"{"code":-1,"message":"x"}"#, false),
        (400, r#"{"code":-1,"message":"x"}"#, true),
        (403, "<html>", true),
    ] {
        let failing = || Answer::Json(status, body.to_owned());
        let server = Scripted::start([token("t"), failing(), failing()]).await;
        let client = client_v1(server.url.clone());
        let answer = client.fetch(&order(), None).await;
        let right = match &answer {
            Err(GatewayError::Misconfigured(_)) => is_misconfigured,
            Err(GatewayError::Unavailable(_)) => !is_misconfigured,
            Ok(_) => false,
        };
        assert!(right, "{status} {body}: {answer:?}");
        assert!(!format!("{answer:?}{client:?}").contains(SECRET));
    }
}
