//! Giving money back: the ways it can go, and asking twice.

use std::time::Duration;

use openclaw_sandbox::{Fault, FaultKind, NewPayment, Service};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    shop::Receiver,
    support::{World, read, world},
};

async fn paid() -> World {
    let world = world().await;
    let control = world.sandbox.control();
    control
        .add_payment(NewPayment::paid("p1", 1000, "Credit"))
        .expect("new");
    world
}

async fn cancel(world: &World, key: &str, body: &Value) -> Result<(u16, Value), reqwest::Error> {
    let request = world.v2(Method::POST, "/payments/p1/cancel").json(body);
    let answer = request.header("Idempotency-Key", key).send().await?;
    Ok(read(answer).await)
}

fn fault(world: &World, kind: FaultKind) {
    let fault = Fault::once(Service::Portone, kind);
    world.sandbox.control().add_fault(fault).expect("exists");
}

#[tokio::test]
async fn a_cancellation_may_wait_for_the_payment_company() {
    let world = paid().await;
    let control = world.sandbox.control();
    let receiver = Receiver::start(&[]).await;
    control
        .set_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    control.set_async_cancel(true);
    let part = json!({"reason": "r", "amount": 400, "requester": "CUSTOMER"});
    let (status, body) = world.v2_post("/payments/p1/cancel", &part).await;
    assert_eq!(
        (status, &body["cancellation"]["status"]),
        (200, &json!("REQUESTED"))
    );
    let payment = world.payment("p1").await.1;
    assert_eq!(payment["status"], "PAID");
    assert_eq!(payment["cancellations"][0]["status"], "REQUESTED");
    assert_eq!(payment["amount"]["cancelled"], 0);
    let (status, _) = world
        .v2_post(
            "/payments/p1/cancel",
            &json!({"reason": "r", "amount": 601}),
        )
        .await;
    assert_eq!(status, 409, "what waits cannot be given back twice");
    control.finish_cancel("p1", false).expect("waiting");
    assert_eq!(
        world.payment("p1").await.1["cancellations"][0]["status"],
        "FAILED"
    );
    world
        .v2_post("/payments/p1/cancel", &json!({"reason": "r"}))
        .await;
    control.finish_cancel("p1", true).expect("waiting");
    let payment = world.payment("p1").await.1;
    assert_eq!(payment["status"], "CANCELLED");
    assert!(control.finish_cancel("p1", true).is_err());
    control.webhooks_settled().await;
    let mut kinds = receiver.kinds();
    kinds.sort();
    let expected = ["CancelPending", "CancelPending", "Cancelled", "Paid"];
    assert_eq!(kinds, expected.map(|kind| format!("Transaction.{kind}")));
}

#[tokio::test]
async fn the_console_gives_back_and_skipped_webhooks_are_not_sent() {
    let world = paid().await;
    let control = world.sandbox.control();
    let receiver = Receiver::start(&[]).await;
    control
        .set_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    control
        .cancel_at_console("p1", Some(300), "mistake")
        .expect("paid");
    assert!(control.cancel_at_console("p1", Some(701), "r").is_err());
    let payment = world.payment("p1").await.1;
    assert_eq!(payment["status"], "PARTIAL_CANCELLED");
    assert_eq!(payment["cancellations"][0]["trigger"], "CONSOLE");
    let quietly = json!({"reason": "r", "skipWebhook": true});
    assert_eq!(world.v2_post("/payments/p1/cancel", &quietly).await.0, 200);
    control.webhooks_settled().await;
    assert_eq!(receiver.kinds(), ["Transaction.PartialCancelled"]);
}

#[tokio::test]
async fn slips_of_a_cancellation() {
    let world = paid().await;
    let slips = [
        (json!({}), 400, "INVALID_REQUEST"),
        (
            json!({"reason": "r", "requester": "ROBOT"}),
            400,
            "INVALID_REQUEST",
        ),
        (json!({"reason": "r", "amount": 0}), 400, "INVALID_REQUEST"),
        (
            json!({"reason": "r", "storeId": "store-other"}),
            403,
            "FORBIDDEN",
        ),
        (
            json!({"reason": "r", "amount": 10, "vatAmount": 11}),
            409,
            "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT",
        ),
        (
            json!({"reason": "r", "amount": 10, "taxFreeAmount": 1}),
            409,
            "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT",
        ),
    ];
    for (body, expected, kind) in slips {
        let (status, answer) = world.v2_post("/payments/p1/cancel", &body).await;
        assert_eq!(
            (status, &answer["type"]),
            (expected, &json!(kind)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_key_is_a_quoted_string_and_gives_the_same_answer_for_three_hours() {
    let world = paid().await;
    let control = world.sandbox.control();
    let body = json!({"reason": "r", "amount": 100});
    let long = format!("\"{}\"", "k".repeat(257));
    for key in [
        "key-0000000000000001",
        "\"short\"",
        "\"key-000000\"000000001\"",
        long.as_str(),
    ] {
        let (status, answer) = cancel(&world, key, &body).await.expect("answered");
        assert_eq!(
            (status, &answer["type"]),
            (400, &json!("INVALID_REQUEST")),
            "{key}"
        );
    }
    control.set_time(Some(1_900_000_000_000)).expect("in range");
    let key = "\"key-0000000000000001\"";
    let first = cancel(&world, key, &body).await.expect("answered");
    assert_eq!(first.0, 200);
    let other = json!({"reason": "another", "amount": 5});
    assert_eq!(cancel(&world, key, &other).await.expect("answered"), first);
    let refused = "\"key-0000000000000002\"";
    let much = json!({"reason": "r", "amount": 5000});
    let error = cancel(&world, refused, &much).await.expect("answered");
    assert_eq!(error.0, 409);
    assert_eq!(
        cancel(&world, refused, &body).await.expect("answered"),
        error,
        "errors too"
    );
    let later = 1_900_000_000_000 + 3 * 3_600_000;
    control.set_time(Some(later)).expect("in range");
    assert_ne!(cancel(&world, key, &body).await.expect("answered"), first);
    assert_eq!(world.payment("p1").await.1["amount"]["cancelled"], 200);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_again() {
    let world = paid().await;
    let (key, body) = (
        "\"key-0000000000000001\"",
        json!({"reason": "r", "amount": 100}),
    );
    fault(&world, FaultKind::Lost);
    assert!(
        cancel(&world, key, &body).await.is_err(),
        "not even a status"
    );
    assert_eq!(world.payment("p1").await.1["amount"]["cancelled"], 100);
    let (status, answer) = cancel(&world, key, &body).await.expect("answered");
    assert_eq!(status, 200);
    let payment = world.payment("p1").await.1;
    assert_eq!(payment["amount"]["cancelled"], 100);
    assert_eq!(
        payment["cancellations"][0]["id"],
        answer["cancellation"]["id"]
    );
}

#[tokio::test]
async fn a_client_that_hangs_up_cancels_all_the_same_and_is_told_to_wait() {
    let world = paid().await;
    let (key, body) = (
        "\"key-0000000000000001\"",
        json!({"reason": "r", "amount": 100}),
    );
    fault(&world, FaultKind::Slow { ms: 150 });
    let request = world.v2(Method::POST, "/payments/p1/cancel").json(&body);
    let impatient = request
        .header("Idempotency-Key", key)
        .timeout(Duration::from_millis(50));
    assert!(impatient.send().await.is_err());
    let (status, answer) = cancel(&world, key, &body).await.expect("answered");
    assert_eq!(
        (status, &answer["type"]),
        (409, &json!("IDEMPOTENCY_OUTSTANDING_REQUEST"))
    );
    while cancel(&world, key, &body).await.expect("answered").0 == 409 {}
    assert_eq!(world.payment("p1").await.1["amount"]["cancelled"], 100);
}

#[tokio::test]
async fn a_fault_in_the_services_name_is_kept_and_one_before_it_is_not() {
    let world = paid().await;
    let body = json!({"reason": "r", "amount": 100});
    for (status, kept) in [(502, true), (503, false), (429, false), (409, true)] {
        let (code, retry_after) = (None, None);
        fault(
            &world,
            FaultKind::Status {
                status,
                code,
                retry_after,
            },
        );
        let key = format!("\"key-0000000000000{status}\"");
        assert_eq!(
            cancel(&world, &key, &body).await.expect("answered").0,
            status
        );
        let again = cancel(&world, &key, &body).await.expect("answered").0;
        assert_eq!(again, if kept { status } else { 200 });
    }
}

#[tokio::test]
async fn disputes_come_and_go() {
    let world = paid().await;
    let control = world.sandbox.control();
    let receiver = Receiver::start(&[]).await;
    control
        .set_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    assert!(control.resolve_dispute("p1").is_err());
    control.dispute("p1").expect("paid");
    assert_eq!(
        world.payment("p1").await.1["disputes"][0]["status"],
        "UNRESOLVED"
    );
    control.webhooks_settled().await;
    control.resolve_dispute("p1").expect("disputed");
    assert_eq!(
        world.payment("p1").await.1["disputes"][0]["status"],
        "RESOLVED"
    );
    control.webhooks_settled().await;
    let expected = ["Transaction.DisputeCreated", "Transaction.DisputeResolved"];
    assert_eq!(receiver.kinds(), expected);
    assert!(control.dispute("none").is_err());
}
