//! The window and what waits behind it: NICE's rules, easy pay, virtual accounts, confirmation.

use openclaw_sandbox::{ChannelType, LIVE_CHANNEL_KEY, NewPayment, PaymentStatus};
use serde_json::{Value, json};

use crate::{
    shop::{Receiver, request, request_with, value},
    support::world,
};

#[tokio::test]
async fn easy_pay_as_nice_has_it() {
    let world = world().await;
    let easy = |pay: Value| request_with("p1", &json!({"payMethod": "EASY_PAY", "easyPay": pay}));
    let good = [
        (json!({"easyPayProvider": "KAKAOPAY"}), "카카오페이"),
        (json!({"easyPayProvider": "TOSSPAY"}), "토스페이"),
        (
            json!({"easyPayProvider": "NAVERPAY", "availablePayMethods": ["CARD"]}),
            "네이버페이 카드",
        ),
        (
            json!({"easyPayProvider": "NAVERPAY", "availablePayMethods": ["CHARGE"],
                   "cashReceiptType": "PERSONAL", "customerIdentifier": "01000000000"}),
            "네이버페이 포인트·머니",
        ),
    ];
    for (pay, name) in good {
        let html = world.open(&easy(pay)).await.expect("a window");
        assert!(html.contains(name), "{name}");
    }
    let bad = [
        json!({}),
        json!({"easyPayProvider": "NAVERPAY"}),
        json!({"easyPayProvider": "NAVERPAY", "availablePayMethods": ["CARD", "CHARGE"]}),
        json!({"easyPayProvider": "NAVERPAY", "availablePayMethods": ["CHARGE"]}),
        json!({"easyPayProvider": "TOSSPAY", "availablePayMethods": ["POINT"]}),
        json!({"easyPayProvider": "APPLEPAY"}),
    ];
    for pay in bad {
        let back = world.open(&easy(pay.clone())).await.expect_err("refused");
        assert_eq!(value(&back, "code"), Some("FAILURE_TYPE_PG"), "{pay}");
        let message = value(&back, "pgMessage").expect("words");
        assert!(message.starts_with("알 수 없는 이유로 결제가 중단되었습니다"));
    }
    assert_eq!(world.payment("p1").await.1["status"], "FAILED");
}

#[tokio::test]
async fn names_that_nice_does_not_take() {
    let world = world().await;
    let refused = [
        "Credit 1,000+100",
        "100% off",
        "가나다라마바사아자차카타파하",
        "a-b",
    ];
    for name in refused {
        let request = request_with("p1", &json!({"orderName": name}));
        let back = world.open(&request).await.expect_err("refused");
        assert_eq!(value(&back, "code"), Some("FAILURE_TYPE_PG"), "{name}");
    }
    let long = json!({"customer": {"fullName": "가나다라마바사아자차카"}});
    assert!(world.open(&request_with("p1", &long)).await.is_err());
    for name in [
        "OpenClaw Credit 1100",
        "가나다라마바사아자차카타파",
        "a_b (c)",
    ] {
        let request = request_with("p1", &json!({"orderName": name}));
        assert!(world.open(&request).await.is_ok(), "{name}");
    }
}

#[tokio::test]
async fn channels_are_known_and_test_or_live() {
    let world = world().await;
    let unknown = request_with("p1", &json!({"channelKey": "channel-key-other"}));
    let back = world.open(&unknown).await.expect_err("refused");
    assert_eq!(value(&back, "code"), Some("CHANNEL_NOT_FOUND"));
    world
        .pay(&request_with(
            "live",
            &json!({"channelKey": LIVE_CHANNEL_KEY}),
        ))
        .await;
    assert_eq!(world.payment("live").await.1["channel"]["type"], "LIVE");
    world.sandbox.control().set_channel_type(ChannelType::Live);
    world.pay(&request("p1")).await;
    assert_eq!(world.payment("p1").await.1["channel"]["type"], "LIVE");
}

#[tokio::test]
async fn what_was_registered_before_is_what_the_window_opens_for() {
    let world = world().await;
    let register = json!({"totalAmount": 1000, "taxFreeAmount": 0, "currency": "KRW"});
    let path = "/payments/p1/pre-register";
    assert_eq!(world.v2_post(path, &register).await, (200, json!({})));
    let cheap = request_with("p1", &json!({"totalAmount": 1}));
    let back = world.open(&cheap).await.expect_err("refused");
    assert_eq!(value(&back, "code"), Some("PRE_REGISTERED_AMOUNT_MISMATCH"));
    let dollars = request_with("p1", &json!({"currency": "USD"}));
    assert!(world.open(&dollars).await.is_err());
    assert_eq!(world.payment("p1").await.0, 404, "no window, no payment");
    world.pay(&request("p1")).await;
    let (status, body) = world.v2_post(path, &register).await;
    assert_eq!((status, &body["type"]), (409, &json!("ALREADY_PAID")));
    let (status, _) = world
        .v2_post("/payments/p2/pre-register", &json!({"totalAmount": "1"}))
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn nothing_is_paid_until_the_server_confirms() {
    let world = world().await;
    world.sandbox.control().set_manual_confirm(true);
    let back = world.pay(&request("p1")).await;
    let token = value(&back, "paymentToken").expect("a token");
    let tx = value(&back, "txId").expect("an attempt");
    assert_eq!(world.payment("p1").await.1["status"], "READY");
    let path = "/payments/p1/confirm";
    let right = json!({"paymentToken": token, "txId": tx, "currency": "KRW", "totalAmount": 1000,
                       "taxFreeAmount": 0, "isTest": true});
    let slips = [
        ("paymentToken", json!("other"), 400, "INVALID_PAYMENT_TOKEN"),
        ("paymentToken", Value::Null, 400, "INVALID_REQUEST"),
        ("txId", json!("other"), 409, "INFORMATION_MISMATCH"),
        ("currency", json!("USD"), 409, "INFORMATION_MISMATCH"),
        ("totalAmount", json!(999), 409, "INFORMATION_MISMATCH"),
        ("taxFreeAmount", json!(1), 409, "INFORMATION_MISMATCH"),
        ("isTest", json!(false), 409, "INFORMATION_MISMATCH"),
    ];
    for (field, wrong, expected, kind) in slips {
        let mut body = right.clone();
        body[field] = wrong;
        let (status, body) = world.v2_post(path, &body).await;
        assert_eq!((status, &body["type"]), (expected, &json!(kind)), "{field}");
    }
    assert_eq!(world.v2_post("/payments/p2/confirm", &right).await.0, 404);
    let (status, summary) = world.v2_post(path, &right).await;
    assert_eq!(status, 200);
    let payment = world.payment("p1").await.1;
    assert_eq!(payment["status"], "PAID");
    assert_eq!(payment["pgTxId"], summary["pgTxId"]);
    let (status, body) = world.v2_post(path, &right).await;
    assert_eq!((status, &body["type"]), (409, &json!("ALREADY_PAID")));
}

#[tokio::test]
async fn a_virtual_account_waits_for_the_transfer() {
    let world = world().await;
    let control = world.sandbox.control();
    let receiver = Receiver::start(&[]).await;
    control
        .set_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    let fields = json!({"payMethod": "VIRTUAL_ACCOUNT",
                        "virtualAccount": {"accountExpiry": {"validHours": 24}}});
    for id in ["p1", "p2"] {
        let html = world
            .open(&request_with(id, &fields))
            .await
            .expect("a window");
        assert!(html.contains("가상계좌"));
        let account = world.press(&html, "pay").await.expect("an account");
        assert!(account.contains("/portone/accounts/"));
        let back = world.press(&account, "done").await.expect_err("closes");
        assert_eq!(value(&back, "code"), None);
        let payment = world.payment(id).await.1;
        assert_eq!(payment["status"], "VIRTUAL_ACCOUNT_ISSUED");
        assert_eq!(payment["method"]["type"], "PaymentMethodVirtualAccount");
    }
    control.deposit("p1").expect("waiting");
    assert!(control.deposit("p1").is_err(), "once");
    let tx = world.payment("p2").await.1["transactionId"]
        .as_str()
        .expect("text")
        .to_owned();
    let page = format!("/portone/accounts/{tx}");
    let html = world
        .get(&page)
        .send()
        .await
        .expect("sent")
        .text()
        .await
        .expect("html");
    assert!(html.contains("지금 입금하기"));
    let pressed = world
        .client
        .post(world.url(&page))
        .send()
        .await
        .expect("sent");
    assert_eq!(pressed.status(), 303);
    control.webhooks_settled().await;
    let kinds = receiver.kinds();
    for kind in ["Transaction.VirtualAccountIssued", "Transaction.Paid"] {
        assert_eq!(kinds.iter().filter(|one| *one == kind).count(), 2, "{kind}");
    }
}

#[tokio::test]
async fn a_bank_must_know_where_the_money_goes_back_to() {
    let world = world().await;
    let control = world.sandbox.control();
    let waiting = NewPayment {
        status: PaymentStatus::VirtualAccountIssued,
        ..NewPayment::paid("p1", 1000, "Credit")
    };
    control.add_payment(waiting).expect("new");
    control.deposit("p1").expect("waiting");
    let refund = json!({"reason": "r"});
    assert_eq!(world.v2_post("/payments/p1/cancel", &refund).await.0, 400);
    let refund = json!({"reason": "r", "refundAccount":
        {"bank": "SHINHAN", "number": "1", "holderName": "김하늘"}});
    assert_eq!(world.v2_post("/payments/p1/cancel", &refund).await.0, 200);
}

#[tokio::test]
async fn an_account_expires() {
    let world = world().await;
    let control = world.sandbox.control();
    control.set_time(Some(1_900_000_000_000)).expect("in range");
    let html = world
        .open(&request_with(
            "p1",
            &json!({"payMethod": "VIRTUAL_ACCOUNT"}),
        ))
        .await;
    world
        .press(&html.expect("a window"), "pay")
        .await
        .expect("an account");
    control
        .set_time(Some(1_900_000_000_000 + 8 * 24 * 3_600_000))
        .expect("in range");
    assert!(control.deposit("p1").is_err());
}
