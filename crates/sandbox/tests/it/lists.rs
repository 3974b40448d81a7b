//! Payments in bulk, and the orders of the control API over HTTP.

use openclaw_sandbox::{ChannelType, NewPayment, PaymentStatus};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{World, read, world};

const START: i64 = 1_900_000_000_000;

/// Five payments, a second apart.
async fn five() -> World {
    let world = world().await;
    let control = world.sandbox.control();
    for number in 0..5 {
        control
            .set_time(Some(START + number * 1000))
            .expect("in range");
        let new = NewPayment::paid(format!("p{number}"), 1000 + number, "Credit");
        control.add_payment(new).expect("new");
    }
    world
}

fn ids(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("a list").iter();
    items
        .map(|item| {
            item["id"]
                .as_str()
                .or(item["payment"]["id"].as_str())
                .expect("an id")
        })
        .collect()
}

#[tokio::test]
async fn by_cursor_every_payment_comes_once_in_the_order_of_creation() {
    let world = five().await;
    let mut seen = Vec::new();
    let mut input = json!({"size": 2});
    loop {
        let (status, list) = world.v2_get("/payments-by-cursor", &input).await;
        assert_eq!(status, 200, "{list}");
        let Some(end) = list["items"].as_array().and_then(|items| items.last()) else {
            break;
        };
        seen.extend(ids(&list).into_iter().map(str::to_owned));
        input["cursor"] = end["cursor"].clone();
    }
    assert_eq!(seen, ["p0", "p1", "p2", "p3", "p4"]);
}

#[tokio::test]
async fn by_cursor_in_a_range_from_the_query_or_the_body() {
    let world = five().await;
    let range = json!({"from": "2030-03-17T17:46:41Z", "until": "2030-03-18T02:46:43+09:00"});
    let (_, list) = world.v2_get("/payments-by-cursor", &range).await;
    assert_eq!(ids(&list), ["p1", "p2", "p3"]);
    let request = world.v2(Method::GET, "/payments-by-cursor").json(&range);
    let (_, same) = read(request.send().await.expect("sent")).await;
    assert_eq!(list, same);
    // Ninety days is as far back as it looks by itself.
    let control = world.sandbox.control();
    control
        .set_time(Some(START + 91 * 86_400_000))
        .expect("in range");
    let (_, list) = world.v2_get("/payments-by-cursor", &json!({})).await;
    assert!(ids(&list).is_empty());
}

#[tokio::test]
async fn a_payment_tried_again_keeps_its_place() {
    let world = five().await;
    let control = world.sandbox.control();
    let failed = NewPayment {
        status: PaymentStatus::Failed,
        ..NewPayment::paid("again", 1000, "Credit")
    };
    control.add_payment(failed).expect("new");
    control.set_time(Some(START + 60_000)).expect("in range");
    control
        .add_payment(NewPayment::paid("later", 1000, "Credit"))
        .expect("new");
    world.pay(&crate::shop::request("again")).await;
    let (_, list) = world.v2_get("/payments-by-cursor", &json!({})).await;
    assert_eq!(ids(&list)[4..], ["p4", "again", "later"]);
}

#[tokio::test]
async fn bad_input_is_told() {
    let world = five().await;
    let bad = [
        json!({"from": "yesterday"}),
        json!({"from": "2030-03-18T00:00:00Z", "until": "2030-03-17T00:00:00Z"}),
        json!({"size": 0}),
        json!({"size": 1001}),
        json!({"cursor": "somewhere"}),
        json!([]),
    ];
    for input in bad {
        let (status, body) = world.v2_get("/payments-by-cursor", &input).await;
        assert_eq!(
            (status, &body["type"]),
            (400, &json!("INVALID_REQUEST")),
            "{input}"
        );
    }
    let other = json!({"storeId": "store-other"});
    assert_eq!(world.v2_get("/payments-by-cursor", &other).await.0, 403);
    let nobody = world
        .get("/portone/payments-by-cursor")
        .send()
        .await
        .expect("sent");
    assert_eq!(nobody.status(), 401);
}

#[tokio::test]
async fn by_page_filtered_and_newest_first() {
    let world = five().await;
    let control = world.sandbox.control();
    let live = NewPayment {
        channel_type: ChannelType::Live,
        status: PaymentStatus::PayPending,
        ..NewPayment::paid("live", 1000, "Credit")
    };
    control.add_payment(live).expect("new");
    let page = json!({"page": {"number": 1, "size": 4}});
    let (status, list) = world.v2_get("/payments", &page).await;
    assert_eq!(status, 200);
    assert_eq!(ids(&list), ["p1", "p0"]);
    assert_eq!(
        list["page"],
        json!({"number": 1, "size": 4, "totalCount": 6})
    );
    for filter in [json!({"isTest": false}), json!({"status": ["PENDING"]})] {
        let (_, list) = world.v2_get("/payments", &json!({"filter": filter})).await;
        assert_eq!(ids(&list), ["live"], "{filter}");
    }
    let until = json!({"until": "2030-03-17T17:46:41Z", "sortOrder": "ASC"});
    let (_, list) = world.v2_get("/payments", &json!({"filter": until})).await;
    assert_eq!(ids(&list), ["p0", "p1"]);
    let unknown = json!({"filter": {"status": ["PAY_PENDING"]}});
    assert_eq!(world.v2_get("/payments", &unknown).await.0, 400);
}

#[tokio::test]
async fn slips_of_the_control_api() {
    let world = world().await;
    let new = NewPayment::paid("p1", 1000, "Credit");
    world.sandbox.control().add_payment(new).expect("new");
    for (path, body) in [
        (
            "/control/portone/settings",
            json!({"webhook_url": "http://example.com"}),
        ),
        ("/control/portone/settings", json!({"times": 1})),
        ("/control/portone/payments/p1/steal", json!({})),
        ("/control/portone/payments/p1/deposit", json!({})),
        ("/control/portone/payments/p1/finish-cancel", json!({})),
    ] {
        assert_eq!(world.order(path, &body).await.0, 422, "{path}");
    }
}

#[tokio::test]
async fn the_orders_of_the_control_api() {
    let world = world().await;
    let settings = json!({"time": START, "manual_confirm": true, "async_cancel": true,
                          "channel_type": "LIVE", "webhook_url": "http://127.0.0.1:9/",
                          "v1_webhook_url": null, "webhook_retry_ms": 0, "hold_webhooks": true});
    assert_eq!(
        world.order("/control/portone/settings", &settings).await.0,
        200
    );
    let new = json!({"paymentId": "p1", "totalAmount": 1000, "orderName": "Credit",
                     "status": "VIRTUAL_ACCOUNT_ISSUED", "version": "V2"});
    assert_eq!(world.order("/control/portone/payments", &new).await.0, 201);
    for (deed, body) in [
        ("deposit", json!({})),
        ("dispute", json!({})),
        ("resolve-dispute", json!({})),
        ("cancel", json!({"amount": 100, "reason": "r"})),
        ("webhook", json!({})),
    ] {
        let path = format!("/control/portone/payments/p1/{deed}");
        assert_eq!(world.order(&path, &body).await.0, 200, "{deed}");
    }
    let list = world
        .get("/control/portone/webhooks")
        .send()
        .await
        .expect("sent");
    let (_, list) = read(list).await;
    assert_eq!(
        (&list["count"], &list["webhooks"][0]["state"]),
        (&json!(5), &json!("held"))
    );
    let id = list["webhooks"][0]["id"].as_str().expect("text");
    let release = json!({"ids": [id]});
    assert_eq!(
        world
            .order("/control/portone/webhooks/release", &release)
            .await
            .0,
        200
    );
    let repeat = format!("/control/portone/webhooks/{id}/repeat");
    assert_eq!(world.order(&repeat, &json!({"times": 2})).await.0, 200);
    assert_eq!(
        world
            .order("/control/portone-v1/expire-token", &json!({}))
            .await
            .0,
        200
    );
}
