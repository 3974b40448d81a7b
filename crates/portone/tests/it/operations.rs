//! What each answer to a write means, and to a page.

use openclaw_domain::{
    money::Won,
    port::payment::{
        CancelError, Cancellation, CancellationState, ConfirmError, GatewayError,
        PaymentGateway as _,
    },
    time::Timestamp,
};
use serde_json::{Value, json};

use crate::{
    answers::paid,
    request::{cancel, confirm},
    scripted::{Answer, SECRET, Scripted, client, json as answer, order},
};

/// Every answer that is none of the operation's own: `(status, type)`.
const COMMON: [(u16, &str); 10] = [
    (302, ""),
    (400, "INVALID_REQUEST"),
    (401, "UNAUTHORIZED"),
    (403, "FORBIDDEN"),
    (403, ""),
    (404, ""),
    (429, "TOO_MANY_REQUESTS"),
    (500, ""),
    (503, "SOMETHING"),
    (504, ""),
];

/// A status, a type, and what they mean.
pub(crate) type Case<E> = (u16, &'static str, fn(String) -> E);

fn is_misconfigured(status: u16) -> bool {
    matches!(status, 400 | 401 | 403)
}

/// A server that gives this answer as often as it is asked.
async fn failing(status: u16, kind: &str) -> Scripted {
    let body = if kind.is_empty() {
        "<html>no</html>".to_owned()
    } else {
        json!({"type": kind, "message": "a buyer's name"}).to_string()
    };
    Scripted::start((0..2).map(|_| Answer::Json(status, body.clone()))).await
}

fn cancelled(status: &str) -> Value {
    json!({"cancellation": {"status": status, "id": "c-1", "totalAmount": 4000, "taxFreeAmount": 0,
        "vatAmount": 0, "reason": "why", "requestedAt": "2026-11-23T01:00:00Z"}})
}

#[tokio::test]
async fn a_cancellation_is_told_as_it_stands() {
    for (status, state) in [
        ("SUCCEEDED", CancellationState::Succeeded),
        ("REQUESTED", CancellationState::Requested),
        ("FAILED", CancellationState::Failed),
        ("PONDERED", CancellationState::Unknown),
    ] {
        let server = Scripted::start([answer(200, &cancelled(status))]).await;
        let expected = Cancellation {
            id: "c-1".to_owned(),
            state,
            amount: 4000,
            reason: "why".to_owned(),
        };
        assert_eq!(
            client(server.url.clone()).cancel(&cancel()).await,
            Ok(expected)
        );
    }
}

/// What a cancellation alone may be answered.
const REFUSALS: [Case<CancelError>; 16] = [
    (
        409,
        "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN",
        CancelError::Changed,
    ),
    (409, "PAYMENT_ALREADY_CANCELLED", CancelError::Changed),
    (409, "PAYMENT_NOT_PAID", CancelError::Changed),
    (
        409,
        "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT",
        CancelError::Changed,
    ),
    (
        409,
        "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT",
        CancelError::Changed,
    ),
    (404, "PAYMENT_NOT_FOUND", CancelError::Changed),
    (
        409,
        "CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT",
        CancelError::Refused,
    ),
    (
        409,
        "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT",
        CancelError::Refused,
    ),
    (409, "MAX_CANCEL_COUNT_REACHED", CancelError::Refused),
    (409, "A_REASON_OF_2030", CancelError::Refused),
    (
        400,
        "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT",
        CancelError::Refused,
    ),
    (
        400,
        "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED",
        CancelError::Refused,
    ),
    (502, "PG_PROVIDER", CancelError::Refused),
    (
        409,
        "IDEMPOTENCY_OUTSTANDING_REQUEST",
        CancelError::NotKnown,
    ),
    (409, "", CancelError::NotKnown),
    (502, "", CancelError::NotKnown),
];

#[tokio::test]
async fn every_refused_cancellation_has_its_meaning() {
    let common = COMMON.map(|(status, kind)| {
        let meaning = if is_misconfigured(status) {
            CancelError::Misconfigured
        } else {
            CancelError::NotKnown
        };
        (status, kind, meaning as fn(String) -> CancelError)
    });
    for (status, kind, meaning) in REFUSALS.into_iter().chain(common) {
        let server = failing(status, kind).await;
        let error = client(server.url.clone())
            .cancel(&cancel())
            .await
            .unwrap_err();
        let what = if kind.is_empty() {
            "an answer without a type"
        } else {
            kind
        };
        let told = format!(
            "{what} (HTTP {status}) for POST /payments/{}/cancel",
            order()
        );
        assert_eq!(error, meaning(told));
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_read_may_have_given_money_back() {
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"cancellation":{"id":"c-1","reason":"r"}}"#,
    ] {
        let server = Scripted::start([Answer::Json(200, body.to_owned())]).await;
        let answer = client(server.url.clone()).cancel(&cancel()).await;
        assert!(
            matches!(answer, Err(CancelError::NotKnown(_))),
            "{body}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_cancellation_is_asked_for_again_with_the_same_key() {
    let server = Scripted::start([Answer::Cut, answer(200, &cancelled("SUCCEEDED"))]).await;
    assert!(client(server.url.clone()).cancel(&cancel()).await.is_ok());
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        asked[0].headers["idempotency-key"],
        asked[1].headers["idempotency-key"]
    );
    assert_eq!(asked[0].body, asked[1].body);

    for script in [vec![Answer::Never], vec![Answer::Cut, Answer::Cut]] {
        let server = Scripted::start(script).await;
        let answer = client(server.url.clone()).cancel(&cancel()).await;
        assert!(
            matches!(answer, Err(CancelError::NotKnown(_))),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn what_must_not_be_sent_is_refused_here() {
    let server = Scripted::start([]).await;
    let client = client(server.url.clone());
    for amount in [0, -1] {
        let request = openclaw_domain::port::payment::CancelRequest { amount, ..cancel() };
        let answer = client.cancel(&request).await;
        assert!(matches!(answer, Err(CancelError::Refused(_))), "{answer:?}");
    }
    for key in [
        "short",
        "a key with spaces",
        "a\"quote-in-the-middle",
        &"x".repeat(257),
    ] {
        let key = key.to_owned();
        let request = openclaw_domain::port::payment::CancelRequest { key, ..cancel() };
        let answer = client.cancel(&request).await;
        assert!(
            matches!(answer, Err(CancelError::Misconfigured(_))),
            "{answer:?}"
        );
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn every_answer_to_a_capture_has_its_meaning() {
    let captured = json!({"pgTxId": "pg-1", "paidAt": "2026-11-23T01:00:01Z"});
    for script in [
        answer(200, &captured),
        answer(409, &json!({"type": "ALREADY_PAID"})),
    ] {
        let server = Scripted::start([script]).await;
        assert_eq!(client(server.url.clone()).confirm(&confirm()).await, Ok(()));
    }
    let own: [Case<ConfirmError>; 7] = [
        (400, "INVALID_PAYMENT_TOKEN", ConfirmError::Refused),
        (404, "PAYMENT_NOT_FOUND", ConfirmError::Refused),
        (409, "INFORMATION_MISMATCH", ConfirmError::Refused),
        (502, "PG_PROVIDER", ConfirmError::Refused),
        (409, "A_REASON_OF_2030", ConfirmError::NotKnown),
        (200, "", ConfirmError::NotKnown),
        (502, "", ConfirmError::NotKnown),
    ];
    let common = COMMON.map(|(status, kind)| {
        let meaning = if is_misconfigured(status) {
            ConfirmError::Misconfigured
        } else {
            ConfirmError::NotKnown
        };
        (status, kind, meaning as fn(String) -> ConfirmError)
    });
    for (status, kind, meaning) in own.into_iter().chain(common) {
        let server = failing(status, kind).await;
        let error = client(server.url.clone())
            .confirm(&confirm())
            .await
            .unwrap_err();
        let what = if kind.is_empty() {
            "an answer without a type"
        } else {
            kind
        };
        let told = format!(
            "{what} (HTTP {status}) for POST /payments/{}/confirm",
            order()
        );
        assert_eq!(error, meaning(told));
    }
    for lost in [Answer::Cut, Answer::Never] {
        let server = Scripted::start([lost]).await;
        let answer = client(server.url.clone()).confirm(&confirm()).await;
        assert!(
            matches!(answer, Err(ConfirmError::NotKnown(_))),
            "{answer:?}"
        );
        assert_eq!(server.asked().len(), 1, "a capture is sent once");
    }
}

#[tokio::test]
async fn every_answer_to_a_registration_has_its_meaning() {
    for (status, kind) in [(200, "{}"), (409, "ALREADY_PAID")] {
        let server = failing(status, kind).await;
        let answer = client(server.url.clone())
            .register(&order(), Won::of(9900))
            .await;
        assert_eq!(answer, Ok(()), "{status} {kind}");
    }
    for (status, kind) in COMMON
        .into_iter()
        .chain([(409, "A_REASON_OF_2030"), (409, "")])
    {
        let server = failing(status, kind).await;
        let error = client(server.url.clone())
            .register(&order(), Won::of(9900))
            .await
            .unwrap_err();
        let right = match &error {
            GatewayError::Misconfigured(_) => is_misconfigured(status),
            GatewayError::Unavailable(_) => !is_misconfigured(status),
        };
        let told = error.to_string();
        assert!(
            right && !told.contains(SECRET) && !told.contains("buyer"),
            "{status} {kind}: {told}"
        );
    }
}

fn page_of(count: usize) -> Value {
    let items: Vec<Value> = (0..count)
        .map(|number| json!({"payment": paid(), "cursor": format!("cursor-{number}")}))
        .collect();
    json!({"items": items})
}

#[tokio::test]
async fn a_page_leads_to_the_next_while_it_is_full() {
    let (from, until) = (Timestamp(0), Timestamp(1));
    for (count, next) in [(0, None), (99, None), (100, Some("cursor-99".to_owned()))] {
        let server = Scripted::start([answer(200, &page_of(count))]).await;
        let page = client(server.url.clone())
            .page(from, until, None)
            .await
            .unwrap();
        assert_eq!(
            (page.payments.len(), page.unreadable, page.next),
            (count, 0, next)
        );
    }
    let mut page = page_of(100);
    page["items"][99]["cursor"] = Value::Null;
    let server = Scripted::start([answer(200, &page)]).await;
    let answer = client(server.url.clone()).page(from, until, None).await;
    assert!(
        matches!(answer, Err(GatewayError::Unavailable(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_payment_that_cannot_be_read_is_counted_and_hides_no_other() {
    let mut page = page_of(4);
    page["items"][0]["payment"]["amount"]["total"] = Value::Null;
    page["items"][1]["payment"] = json!("no payment");
    page["items"][2] = json!({"cursor": "alone"});
    let server = Scripted::start([answer(200, &page)]).await;
    let page = client(server.url.clone())
        .page(Timestamp(0), Timestamp(1), None)
        .await
        .unwrap();
    assert_eq!((page.payments.len(), page.unreadable), (1, 3));
}

#[tokio::test]
async fn every_other_answer_to_a_page_has_its_meaning() {
    for (status, kind) in COMMON.into_iter().chain([(200, ""), (200, "NO_PAGE")]) {
        let server = failing(status, kind).await;
        let answer = client(server.url.clone())
            .page(Timestamp(0), Timestamp(1), None)
            .await;
        let right = match &answer {
            Err(GatewayError::Misconfigured(_)) => is_misconfigured(status),
            Err(GatewayError::Unavailable(_)) => !is_misconfigured(status),
            Ok(_) => false,
        };
        assert!(right, "{status} {kind}: {answer:?}");
    }
}
