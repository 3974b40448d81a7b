//! Giving money back over V1, which knows no repeated request and takes zero for all of it.

use openclaw_domain::port::payment::{
    CancelError, CancelRequest, Cancellation, CancellationState, PaymentGateway as _,
};
use serde_json::{Value, json};

use crate::{
    operations::Case,
    request::cancel,
    scripted::{Answer, ORDER, Scripted, client_v1},
    v1::{self, ATTEMPT, wrapped},
};

fn token() -> Answer {
    v1::token("t")
}

fn no() -> Answer {
    v1::refused(200, 1, "a buyer's name")
}

/// A payment with these cancellations: `(id, amount, when)`.
fn payment(cancellations: &[(Option<&str>, i64, i64)]) -> Value {
    let history: Vec<Value> = cancellations
        .iter()
        .map(|(id, amount, at)| {
            json!({"cancellation_id": id, "pg_tid": "pg-1", "amount": amount, "reason": "why",
                "cancelled_at": at})
        })
        .collect();
    let cancelled: i64 = cancellations.iter().map(|(_, amount, _)| amount).sum();
    json!({"imp_uid": ATTEMPT, "merchant_uid": ORDER, "status": "paid", "amount": 9900,
        "cancel_amount": cancelled, "currency": "KRW", "sandbox": false, "name": "x",
        "cancel_history": history})
}

async fn told(script: Vec<Answer>) -> (Result<Cancellation, CancelError>, Vec<Value>) {
    let server = Scripted::start(std::iter::once(token()).chain(script)).await;
    let answer = client_v1(server.url.clone()).cancel(&cancel()).await;
    let sent = server.asked().into_iter().skip(1).map(|it| it.body);
    (answer, sent.collect())
}

#[tokio::test]
async fn a_cancellation_carries_what_can_still_be_cancelled() {
    let (answer, sent) = told(vec![wrapped(&payment(&[(Some("c-1"), 4000, 5)]))]).await;
    let expected = Cancellation {
        id: "c-1".to_owned(),
        state: CancellationState::Succeeded,
        amount: 4000,
        reason: "why".to_owned(),
    };
    assert_eq!(answer, Ok(expected));
    let body = json!({"amount": 4000, "checksum": 9900, "reason": "unused credits [c1]",
        "merchant_uid": ORDER});
    assert_eq!(sent, [body]);

    let server = Scripted::start([token(), no(), no()]).await;
    let transaction_id = Some(ATTEMPT.to_owned());
    let request = CancelRequest {
        transaction_id,
        ..cancel()
    };
    drop(client_v1(server.url.clone()).cancel(&request).await);
    let body = &server.asked()[1].body;
    assert_eq!(
        (&body["imp_uid"], &body["merchant_uid"]),
        (&json!(ATTEMPT), &Value::Null)
    );
}

#[tokio::test]
async fn zero_is_never_sent() {
    let server = Scripted::start([]).await;
    for amount in [0, -1, i64::MIN] {
        let request = CancelRequest { amount, ..cancel() };
        let answer = client_v1(server.url.clone()).cancel(&request).await;
        assert!(matches!(answer, Err(CancelError::Refused(_))), "{answer:?}");
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn the_newest_entry_is_ours_when_it_fits() {
    for (history, right) in [
        (
            &[(Some("old"), 4000, 1), (Some("new"), 4000, 2)][..],
            Some("new"),
        ),
        (
            &[(Some("new"), 4000, 2), (Some("old"), 4000, 1)],
            Some("new"),
        ),
        (
            &[(Some("old"), 4000, 2), (Some("new"), 4000, 2)],
            Some("new"),
        ),
        (&[(None, 4000, 1)], Some("pg-1")),
        (&[(Some("old"), 4000, 1), (Some("new"), 3000, 2)], None),
        (&[], None),
    ] {
        let (answer, _) = told(vec![wrapped(&payment(history))]).await;
        match right {
            Some(id) => assert_eq!(answer.unwrap().id, id),
            None => assert!(
                matches!(answer, Err(CancelError::NotKnown(_))),
                "{answer:?}"
            ),
        }
    }
    let mut other = payment(&[(Some("c-1"), 4000, 5)]);
    other["merchant_uid"] = "somebody-elses".into();
    let (answer, _) = told(vec![wrapped(&other)]).await;
    assert!(
        matches!(answer, Err(CancelError::NotKnown(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn after_a_refusal_the_payment_says_whether_it_has_changed() {
    let found = |payment: Value| wrapped(&payment);
    let unread = |status| Answer::Json(status, String::new());
    for (look, is_changed) in [
        (vec![found(payment(&[]))], false),
        (vec![found(payment(&[(Some("c-1"), 4000, 5)]))], true),
        (vec![no()], true),
        (vec![unread(500), unread(500)], true),
        (vec![v1::gone(), v1::gone()], true),
    ] {
        let (answer, _) = told(std::iter::once(no()).chain(look).collect()).await;
        let error = answer.unwrap_err();
        assert_eq!(
            matches!(error, CancelError::Changed(_)),
            is_changed,
            "{error:?}"
        );
        assert_eq!(
            matches!(error, CancelError::Refused(_)),
            !is_changed,
            "{error:?}"
        );
        let told = error.to_string();
        let right = told.ends_with("code 1 (HTTP 200) for POST /payments/cancel");
        assert!(right && !told.contains("buyer"), "{told}");
    }
}

#[tokio::test]
async fn every_other_answer_has_its_meaning() {
    let envelope = r#"{"code":-1,"message":"x","response":null}"#;
    let table: [Case<CancelError>; 10] = [
        (404, envelope, CancelError::Changed),
        (404, "<html>", CancelError::NotKnown),
        (400, envelope, CancelError::Misconfigured),
        (401, envelope, CancelError::Misconfigured),
        (403, "<html>", CancelError::Misconfigured),
        (429, envelope, CancelError::NotKnown),
        (500, envelope, CancelError::NotKnown),
        (502, "<html>", CancelError::NotKnown),
        (200, "<html>", CancelError::NotKnown),
        (200, "{}", CancelError::NotKnown),
    ];
    for (status, body, meaning) in table {
        let (answer, sent) = told(vec![Answer::Json(status, body.to_owned())]).await;
        let error = answer.unwrap_err();
        let expected = std::mem::discriminant(&meaning(String::new()));
        assert_eq!(
            std::mem::discriminant(&error),
            expected,
            "{status} {body}: {error:?}"
        );
        assert_eq!(sent.len(), 1, "a cancellation is sent once");
    }
    for lost in [Answer::Cut, Answer::Never] {
        let (answer, sent) = told(vec![lost]).await;
        assert!(
            matches!(answer, Err(CancelError::NotKnown(_))),
            "{answer:?}"
        );
        assert_eq!(sent.len(), 1, "a cancellation is sent once");
    }
}
