//! `PortOne` V1: the envelope, the token, the window, the unsigned webhook.

use openclaw_sandbox::{
    CHANNEL_KEY, ChannelType, Fault, FaultKind, LIVE_CHANNEL_KEY, NewPayment, PaymentChange,
    PaymentStatus, Service, V1_API_KEY, Version,
};
use reqwest::{Method, header::AUTHORIZATION};
use serde_json::{Value, json};

use crate::{
    shop::{Back, Receiver, value},
    support::{World, read, world},
};

fn request(merchant_uid: &str) -> Value {
    json!({
        "channelKey": LIVE_CHANNEL_KEY, "pay_method": "card", "merchant_uid": merchant_uid,
        "name": "OpenClaw Credit 1100", "amount": 1000, "buyer_name": "김하늘",
        "m_redirect_url": "http://127.0.0.1:3000/back",
    })
}

async fn pay(world: &World, request: &Value, button: &str) -> Back {
    let html = world.open_v1(request).await.expect("a window");
    world
        .press(&html, button)
        .await
        .expect_err("the window closes")
}

async fn get(world: &World, path: &str) -> (u16, Value) {
    world.v1(Method::GET, path, &Value::Null).await
}

fn live(merchant_uid: &str) -> NewPayment {
    NewPayment {
        version: Version::V1,
        channel_type: ChannelType::Live,
        transaction_id: Some(format!("imp_{merchant_uid}")),
        ..NewPayment::paid(merchant_uid, 1000, "Credit")
    }
}

#[tokio::test]
async fn one_token_for_half_an_hour() {
    let world = world().await;
    let control = world.sandbox.control();
    control.set_time(Some(1_900_000_000_000)).expect("in range");
    let wrong = json!({"imp_key": V1_API_KEY, "imp_secret": "other"});
    let answer = world
        .post("/portone-v1/users/getToken", &wrong)
        .send()
        .await
        .expect("sent");
    let (status, body) = read(answer).await;
    assert_eq!((status, &body["response"]), (401, &Value::Null));
    let token = world.v1_token().await;
    control
        .set_time(Some(1_900_000_000_000 + 29 * 60_000 + 30_000))
        .expect("in range");
    assert_eq!(world.v1_token().await, token, "the same, and extended");
    control
        .set_time(Some(1_900_000_000_000 + 34 * 60_000))
        .expect("in range");
    let ask = |token: String| {
        let request = world
            .get("/portone-v1/payments/imp_none")
            .header(AUTHORIZATION, token);
        async { request.send().await.expect("sent").status().as_u16() }
    };
    assert_eq!(ask(token.clone()).await, 404);
    control.expire_v1_token();
    assert_eq!(ask(token.clone()).await, 401);
    assert_ne!(world.v1_token().await, token);
    let form = [
        ("imp_key", V1_API_KEY),
        ("imp_secret", openclaw_sandbox::V1_API_SECRET),
    ];
    let form = world
        .client
        .post(world.url("/portone-v1/users/getToken"))
        .form(&form);
    assert_eq!(read(form.send().await.expect("sent")).await.1["code"], 0);
}

#[tokio::test]
async fn paying_and_looking_it_up() {
    let world = world().await;
    let failed = pay(&world, &request("m1"), "fail").await;
    assert_eq!(value(&failed, "imp_success"), Some("false"));
    assert_eq!(value(&failed, "error_code"), Some("SANDBOX_DECLINED"));
    let back = pay(&world, &request("m1"), "pay").await;
    assert_eq!(value(&back, "imp_success"), Some("true"));
    assert_eq!(value(&back, "merchant_uid"), Some("m1"));
    assert_eq!(value(&back, "error_code"), None);
    let imp_uid = value(&back, "imp_uid").expect("an id");
    assert_ne!(
        value(&failed, "imp_uid"),
        Some(imp_uid),
        "each attempt has its own"
    );
    let (status, body) = get(&world, &format!("/payments/{imp_uid}")).await;
    assert_eq!((status, &body["code"]), (200, &json!(0)));
    let payment = &body["response"];
    assert_eq!(payment["status"], "paid");
    assert_eq!(
        (&payment["amount"], &payment["sandbox"]),
        (&json!(1000), &json!(false))
    );
    assert_eq!(
        get(&world, "/payments/find/m1").await.1["response"],
        *payment
    );
    assert_eq!(
        get(&world, "/payments/find/m1/paid").await.1["response"],
        *payment
    );
    let (_, failed) = get(&world, "/payments/find/m1/failed").await;
    assert_eq!(failed["response"]["status"], "failed");
    assert_eq!(get(&world, "/payments/find/m1/cancelled").await.0, 404);
    let (_, list) = get(&world, "/payments/status/all?limit=1").await;
    assert_eq!(
        (&list["response"]["total"], &list["response"]["next"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(get(&world, "/payments/status/odd").await.0, 400);
    assert_eq!(get(&world, "/payments/status/paid?page=7").await.0, 400);
    let path = format!("/payments?imp_uid[]={imp_uid}&merchant_uid[]=none");
    let (status, several) = get(&world, &path).await;
    assert_eq!(
        (status, several["response"].as_array().map(Vec::len)),
        (207, Some(1))
    );
    let again = world.open_v1(&request("m1")).await.expect_err("refused");
    assert_eq!(value(&again, "error_code"), Some("ALREADY_PAID"));
    assert_eq!(
        world.payment(imp_uid).await.1["version"],
        "V1",
        "V2 knows it too"
    );
}

#[tokio::test]
async fn payments_of_test_channels_are_hidden() {
    let world = world().await;
    let test = json!({"channelKey": CHANNEL_KEY});
    let mut request = request("m1");
    request["channelKey"] = test["channelKey"].clone();
    let back = pay(&world, &request, "pay").await;
    let imp_uid = value(&back, "imp_uid").expect("an id");
    for path in [
        format!("/payments/{imp_uid}"),
        "/payments/find/m1".to_owned(),
    ] {
        assert_eq!(get(&world, &path).await.0, 404, "{path}");
        let (status, body) = get(&world, &format!("{path}?include_sandbox=true")).await;
        assert_eq!((status, &body["response"]["sandbox"]), (200, &json!(true)));
    }
}

#[tokio::test]
async fn a_prepared_amount_is_what_the_window_opens_for() {
    let world = world().await;
    let body = json!({"merchant_uid": "m1", "amount": 900});
    let path = "/payments/prepare";
    assert_eq!(world.v1(Method::PUT, path, &body).await.0, 404);
    let (status, answer) = get(&world, "/payments/prepare/m1").await;
    assert_eq!((status, &answer["code"]), (200, &json!(1)));
    assert_eq!(world.v1(Method::POST, path, &body).await.1["code"], 0);
    let (status, answer) = world.v1(Method::POST, path, &body).await;
    assert_eq!((status, &answer["code"]), (200, &json!(1)), "only once");
    assert!(world.open_v1(&request("m1")).await.is_err());
    let amended = json!({"merchant_uid": "m1", "amount": 1000});
    assert_eq!(world.v1(Method::PUT, path, &amended).await.1["code"], 0);
    let (_, answer) = get(&world, "/payments/prepare/m1").await;
    assert_eq!(answer["response"], amended);
    assert!(world.open_v1(&request("m1")).await.is_ok());
}

#[tokio::test]
async fn giving_money_back() {
    let world = world().await;
    let control = world.sandbox.control();
    control.add_payment(live("m1")).expect("new");
    let path = "/payments/cancel";
    let wrong = json!({"imp_uid": "imp_m1", "amount": 400, "checksum": 999});
    let (status, body) = world.v1(Method::POST, path, &wrong).await;
    assert_eq!(
        (status, &body["code"], &body["response"]),
        (200, &json!(1), &Value::Null)
    );
    let part = json!({"imp_uid": "imp_m1", "amount": 400, "checksum": 1000, "reason": "r"});
    let (_, body) = world.v1(Method::POST, path, &part).await;
    let payment = &body["response"];
    assert_eq!(
        (&payment["status"], &payment["cancel_amount"]),
        (&json!("paid"), &json!(400))
    );
    let much = json!({"merchant_uid": "m1", "amount": 601});
    assert_eq!(world.v1(Method::POST, path, &much).await.1["code"], 1);
    let rest = json!({"merchant_uid": "m1", "amount": 0});
    let (_, body) = world.v1(Method::POST, path, &rest).await;
    assert_eq!(body["response"]["status"], "cancelled");
    assert_eq!(
        body["response"]["cancel_history"].as_array().map(Vec::len),
        Some(2)
    );
    for wrong in [rest, json!({"imp_uid": "none"}), json!({})] {
        let (status, body) = world.v1(Method::POST, path, &wrong).await;
        assert_eq!((status, &body["code"]), (200, &json!(1)), "{wrong}");
    }
}

#[tokio::test]
async fn what_is_told_and_what_is_not() {
    let world = world().await;
    let control = world.sandbox.control();
    let receiver = Receiver::start(&[500]).await;
    control
        .set_v1_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    control.set_webhook_retry_ms(0);
    pay(&world, &request("m1"), "fail").await;
    let back = pay(&world, &request("m1"), "pay").await;
    let sent = control.webhooks_settled().await;
    assert_eq!(sent.len(), 1, "not on failure, not on opening");
    assert_eq!(sent[0].attempts, 1, "sent once, taken or not");
    let arrived = receiver.arrived();
    let imp_uid = value(&back, "imp_uid").expect("an id");
    assert_eq!(
        arrived[0].json(),
        json!({"imp_uid": imp_uid, "merchant_uid": "m1", "status": "paid"})
    );
    assert!(!arrived[0].headers.contains_key("webhook-signature"));
    let quiet = json!({"imp_uid": imp_uid, "amount": 100});
    world.v1(Method::POST, "/payments/cancel", &quiet).await;
    let loud = json!({"imp_uid": imp_uid, "amount": 100, "enable_webhook": true});
    world.v1(Method::POST, "/payments/cancel", &loud).await;
    control.webhooks_settled().await;
    control.cancel_at_console(imp_uid, None, "r").expect("paid");
    control.webhooks_settled().await;
    assert_eq!(receiver.kinds(), ["paid", "cancelled", "cancelled"]);
    let last = receiver.arrived()[2].json();
    assert!(last["cancellation_id"].is_string());
}

#[tokio::test]
async fn a_virtual_account() {
    let world = world().await;
    let control = world.sandbox.control();
    control.set_time(Some(1_900_000_000_000)).expect("in range");
    let receiver = Receiver::start(&[]).await;
    control
        .set_v1_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    let mut request = request("m1");
    request["pay_method"] = json!("vbank");
    let back = world
        .open_v1(&request)
        .await
        .expect_err("NICE needs the date");
    assert!(value(&back, "error_msg").is_some_and(|text| text.contains("알 수 없는 이유")));
    request["vbank_due"] = json!("2030-03-20");
    let html = world.open_v1(&request).await.expect("a window");
    let account = world.press(&html, "pay").await.expect("an account");
    let back = world.press(&account, "done").await.expect_err("closes");
    let path = format!("/payments/{}", value(&back, "imp_uid").expect("an id"));
    let (_, body) = get(&world, &path).await;
    assert_eq!(body["response"]["status"], "ready");
    assert!(body["response"]["vbank_num"].is_string());
    control.webhooks_settled().await;
    control.deposit("m1").expect("waiting");
    control.webhooks_settled().await;
    assert_eq!(get(&world, &path).await.1["response"]["status"], "paid");
    assert_eq!(receiver.kinds(), ["ready", "paid"]);
}

#[tokio::test]
async fn lies_and_faults_on_request() {
    let world = world().await;
    let control = world.sandbox.control();
    control.add_payment(live("m1")).expect("new");
    let change = PaymentChange {
        total_amount: Some(1),
        status: Some(PaymentStatus::Failed),
        ..PaymentChange::default()
    };
    control.change_payment("m1", change).expect("known");
    let (_, body) = get(&world, "/payments/imp_m1").await;
    assert_eq!(body["response"]["status"], "failed");
    assert_eq!(body["response"]["amount"], 1);
    let fault = |status: u16| Fault {
        path: Some("/payments".to_owned()),
        ..Fault::once(
            Service::PortoneV1,
            FaultKind::Status {
                status,
                code: Some("7".to_owned()),
                retry_after: None,
            },
        )
    };
    for status in [200, 503] {
        control.add_fault(fault(status)).expect("exists");
        let (given, body) = get(&world, "/payments/imp_m1").await;
        assert_eq!((given, &body["code"]), (status, &json!(7)));
    }
    assert!(!control.requests(Some(Service::PortoneV1)).is_empty());
}

#[tokio::test]
async fn the_sdk_is_a_script_and_merchants_are_known() {
    let world = world().await;
    let answer = world
        .get("/portone-v1/iamport.js")
        .send()
        .await
        .expect("sent");
    let script = answer.text().await.expect("text");
    assert!(script.contains("window.IMP") && !script.contains("innerHTML"));
    let query = [
        ("request", request("m1").to_string()),
        ("userCode", "imp1".to_owned()),
    ];
    let page = world
        .get("/portone-v1/checkout")
        .query(&query)
        .send()
        .await
        .expect("sent");
    assert_eq!(page.status(), 400);
    let mut odd = request("m1");
    odd["pay_method"] = json!("naverpay");
    assert!(world.open_v1(&odd).await.is_err());
    let mut easy = request("m1");
    easy["pay_method"] = json!("naverpay_point");
    assert!(
        world
            .open_v1(&easy)
            .await
            .expect("a window")
            .contains("네이버페이")
    );
}
