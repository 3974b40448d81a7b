//! Webhooks of V2: what they say, who may believe them, when they come.

use openclaw_sandbox::{
    NewPayment, PORTONE_WEBHOOK_SECRET, PORTONE_WEBHOOK_SECRET_NEXT, STORE_ID, WebhookState,
};
use serde_json::json;
use standardwebhooks::Webhook;

use crate::{
    shop::{Receiver, request, request_with},
    support::{World, read, world},
};

/// A sandbox that tells a receiver, which answers these before it answers 200.
async fn told(answers: &[u16]) -> (World, Receiver) {
    let world = world().await;
    let receiver = Receiver::start(answers).await;
    let url = Some(receiver.url.clone());
    world
        .sandbox
        .control()
        .set_webhook_url(url)
        .expect("loopback");
    (world, receiver)
}

#[tokio::test]
async fn a_payment_is_told_signed_and_in_the_documented_words() {
    let (world, receiver) = told(&[]).await;
    world.pay(&request("p1")).await;
    let sent = world.sandbox.control().webhooks_settled().await;
    assert_eq!(sent.len(), 2);
    assert!(
        sent.iter()
            .all(|webhook| webhook.state == WebhookState::Delivered)
    );
    let arrived = receiver.arrived();
    let paid = arrived
        .iter()
        .find(|one| one.kind() == "Transaction.Paid")
        .expect("told");
    let payment = world.payment("p1").await.1;
    assert_eq!(
        paid.json(),
        json!({"type": "Transaction.Paid", "timestamp": payment["statusChangedAt"],
               "data": {"storeId": STORE_ID, "paymentId": "p1",
                        "transactionId": payment["transactionId"]}})
    );
    let secret = Webhook::new(PORTONE_WEBHOOK_SECRET).expect("base64");
    secret
        .verify(paid.text.as_bytes(), &paid.headers)
        .expect("signed");
    let next = Webhook::new(PORTONE_WEBHOOK_SECRET_NEXT).expect("base64");
    assert!(next.verify(paid.text.as_bytes(), &paid.headers).is_err());
}

#[tokio::test]
async fn while_secrets_are_rotated_both_fit() {
    let (world, receiver) = told(&[]).await;
    let secrets = [PORTONE_WEBHOOK_SECRET, PORTONE_WEBHOOK_SECRET_NEXT];
    let control = world.sandbox.control();
    control.set_webhook_secrets(secrets.map(str::to_owned).to_vec());
    world.pay(&request("p1")).await;
    control.webhooks_settled().await;
    for one in receiver.arrived() {
        for secret in secrets {
            let secret = Webhook::new(secret).expect("base64");
            secret
                .verify(one.text.as_bytes(), &one.headers)
                .expect("signed");
        }
    }
}

#[tokio::test]
async fn what_is_not_taken_comes_again_under_the_same_id_and_then_no_more() {
    let (world, receiver) = told(&[500, 404]).await;
    let control = world.sandbox.control();
    control
        .add_payment(NewPayment::paid("p1", 1000, "Credit"))
        .expect("new");
    control.send_webhook("p1").expect("known");
    let sent = control.webhooks_settled().await;
    assert_eq!((sent[0].attempts, sent[0].last_status), (3, Some(200)));
    let arrived = receiver.arrived();
    assert!(
        arrived
            .iter()
            .all(|one| one.headers["webhook-id"] == *sent[0].id)
    );
    assert!(arrived.iter().all(|one| one.text == arrived[0].text));

    let (world, _receiver) = told(&[500; 9]).await;
    let control = world.sandbox.control();
    control.set_webhook_retry_ms(0);
    control
        .add_payment(NewPayment::paid("p1", 1000, "Credit"))
        .expect("new");
    control.send_webhook("p1").expect("known");
    let sent = control.webhooks_settled().await;
    assert_eq!(
        (sent[0].attempts, sent[0].state),
        (6, WebhookState::GivenUp)
    );
}

#[tokio::test]
async fn held_webhooks_come_in_the_order_of_the_test_and_as_often() {
    let (world, receiver) = told(&[]).await;
    let control = world.sandbox.control();
    control.hold_webhooks(true);
    world.pay(&request("p1")).await;
    control.cancel_at_console("p1", None, "r").expect("paid");
    let held = control.webhooks_settled().await;
    assert!(receiver.arrived().is_empty());
    let ids: Vec<String> = held
        .iter()
        .rev()
        .map(|webhook| webhook.id.clone())
        .collect();
    control.release_webhooks(&ids).expect("held");
    control.webhooks_settled().await;
    let backwards = [
        "Transaction.Cancelled",
        "Transaction.Paid",
        "Transaction.Ready",
    ];
    assert_eq!(receiver.kinds(), backwards);
    let cancelled = receiver.arrived()[0].json();
    let payment = world.payment("p1").await.1;
    assert_eq!(
        cancelled["data"]["cancellationId"],
        payment["cancellations"][0]["id"]
    );
    control.repeat_webhook(&ids[0], 5).expect("known");
    while receiver.arrived().len() < 8 {
        tokio::task::yield_now().await;
    }
    assert!(
        control.release_webhooks(&ids).is_err(),
        "they are held no more"
    );
    assert!(control.repeat_webhook("none", 1).is_err());
}

#[tokio::test]
async fn notice_urls_take_the_place_of_the_configured_address() {
    let (world, configured) = told(&[]).await;
    let other = Receiver::start(&[]).await;
    let urls = json!({"noticeUrls": [other.url, "http://example.com/outside"]});
    world.pay(&request_with("p1", &urls)).await;
    let sent = world.sandbox.control().webhooks_settled().await;
    assert!(configured.arrived().is_empty());
    assert_eq!(other.arrived().len(), 2);
    let outside: Vec<_> = sent
        .iter()
        .filter(|one| one.url.contains("example"))
        .collect();
    assert!(
        outside
            .iter()
            .all(|one| one.attempts == 0 && one.state == WebhookState::GivenUp)
    );
    let control = world.sandbox.control();
    let outside = Some("http://example.com/".to_owned());
    assert!(control.set_webhook_url(outside).is_err());
}

#[tokio::test]
async fn a_failed_attempt_is_told_and_a_resend_sends_the_newest() {
    let (world, receiver) = told(&[]).await;
    let html = world.open(&request("p1")).await.expect("a window");
    world.press(&html, "fail").await.expect_err("closes");
    world.sandbox.control().webhooks_settled().await;
    assert!(receiver.kinds().contains(&"Transaction.Failed".to_owned()));
    let (status, body) = world
        .v2_post("/payments/p1/resend-webhook", &json!({}))
        .await;
    assert_eq!(
        (status, &body["webhook"]["trigger"]),
        (200, &json!("MANUAL"))
    );
    while receiver.arrived().len() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(receiver.kinds()[2], "Transaction.Failed");
    let wrong = json!({"webhookId": "none"});
    let (status, body) = world.v2_post("/payments/p1/resend-webhook", &wrong).await;
    assert_eq!((status, &body["type"]), (404, &json!("WEBHOOK_NOT_FOUND")));
}

#[tokio::test]
async fn a_test_signs_what_it_likes_and_nothing_is_sent() {
    let world = world().await;
    let control = world.sandbox.control();
    let body = r#"{"type":"Transaction.SomethingNew"}"#;
    let signed = control.sign_webhook(PORTONE_WEBHOOK_SECRET, body, "id", 1_700_000_000);
    let expected = Webhook::new(PORTONE_WEBHOOK_SECRET).expect("base64");
    let expected = expected
        .sign("id", 1_700_000_000, body.as_bytes())
        .expect("text");
    assert_eq!(signed.body, body);
    assert!(
        signed
            .headers
            .contains(&("webhook-signature".to_owned(), expected.clone()))
    );
    let order = json!({"body": body, "id": "id", "timestamp": 1_700_000_000});
    let over_http = world.post("/control/portone/webhooks/sign", &order);
    let (status, answer) = read(over_http.send().await.expect("sent")).await;
    assert_eq!(status, 200);
    assert_eq!(answer, json!(signed));
    assert!(control.webhooks().is_empty());
}

#[tokio::test]
async fn a_fixed_clock_is_on_everything() {
    let (world, receiver) = told(&[]).await;
    let control = world.sandbox.control();
    control.set_time(Some(1_900_000_000_000)).expect("in range");
    world.pay(&request("p1")).await;
    control.webhooks_settled().await;
    let payment = world.payment("p1").await.1;
    for name in ["requestedAt", "paidAt", "statusChangedAt"] {
        assert_eq!(payment[name], "2030-03-17T17:46:40.000Z");
    }
    for one in receiver.arrived() {
        assert_eq!(one.headers["webhook-timestamp"], "1900000000");
        assert_eq!(one.json()["timestamp"], "2030-03-17T17:46:40.000Z");
    }
    assert!(control.set_time(Some(i64::MAX)).is_err());
}
