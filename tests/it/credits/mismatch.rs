//! `POST /api/credits/verify` on payments that do not fit: no credit, the reason on the order, and no
//! won kept.

use openclaw::config::Mode;
use openclaw_sandbox::{ChannelType, Fault, FaultKind, PaymentChange, PaymentStatus, Service};
use openclaw_tests::{Creator, TestApp};
use serde_json::Value;

/// What becomes of the money.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Money {
    /// It was captured, and all of it goes back.
    SentBack,
    /// It is none of ours: we do not touch it.
    NotOurs,
    /// None moved, or all of it went back already.
    None,
}

/// What PortOne says instead, the code it gets, and what becomes of the money.
fn rows() -> Vec<(PaymentChange, &'static str, Money)> {
    let text = |text: &str| Some(text.to_owned());
    let amount = |amount| PaymentChange {
        total_amount: Some(amount),
        ..PaymentChange::default()
    };
    let status = |status| PaymentChange {
        status: Some(status),
        ..PaymentChange::default()
    };
    let (currency, store, channel, name, part) = (
        PaymentChange {
            currency: text("USD"),
            ..PaymentChange::default()
        },
        PaymentChange {
            store_id: text("store-of-somebody-else"),
            ..PaymentChange::default()
        },
        PaymentChange {
            channel_key: text("channel-key-another"),
            ..PaymentChange::default()
        },
        PaymentChange {
            order_name: text("Credit 99999"),
            ..PaymentChange::default()
        },
        PaymentChange {
            cancelled_amount: Some(1),
            status: Some(PaymentStatus::PartialCancelled),
            ..PaymentChange::default()
        },
    );
    vec![
        (amount(9_899), "amount_mismatch", Money::SentBack),
        (amount(9_901), "amount_mismatch", Money::SentBack),
        (amount(1), "amount_mismatch", Money::SentBack),
        (currency, "currency_mismatch", Money::SentBack),
        (channel, "test_channel", Money::SentBack),
        (name, "order_name_mismatch", Money::SentBack),
        (part, "already_cancelled", Money::SentBack),
        (store, "store_mismatch", Money::NotOurs),
        (status(PaymentStatus::Failed), "status_invalid", Money::None),
        (
            status(PaymentStatus::Cancelled),
            "already_cancelled",
            Money::None,
        ),
    ]
}

async fn refused(app: &TestApp, creator: &Creator, wrong: PaymentChange, code: &str, money: Money) {
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let before = creator.balance().await;
    app.pay(&prepared);
    app.control().change_payment(order, wrong).unwrap();
    creator.verify(order).await.problem(409, code);
    // Asked again, it is refused again.
    creator.verify(order).await.problem(409, code);
    let told = creator.order(order).await;
    assert_eq!(told["reason"], code);
    assert_eq!(told["status"], "FAILED", "{code}");
    assert_eq!(told["balance"], Value::Null);
    assert_eq!(creator.balance().await, before, "{code}");
    let payment = app.payment_at_portone(order);
    match money {
        Money::SentBack => assert_eq!(payment["status"], "CANCELLED", "{code}: {payment:#}"),
        Money::NotOurs => assert_eq!(payment["status"], "PAID", "{code}: {payment:#}"),
        Money::None => assert_ne!(payment["status"], "PAID", "{code}: {payment:#}"),
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_no_won_of_it_is_kept() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for (wrong, code, money) in rows() {
        refused(&app, &creator, wrong, code, money).await;
    }
    let sent_back =
        "SELECT COUNT(*) FROM payment_cancellation WHERE kind = 'VOID' AND status = 'SUCCEEDED'";
    assert_eq!(app.count(sent_back).await, 7);
    let told = "SELECT kind, COUNT(*) FROM alert GROUP BY kind ORDER BY kind";
    assert_eq!(
        app.lines(told).await,
        ["captured_not_granted 7", "payment_mismatch 1"]
    );
    app.finish().await;
}

#[tokio::test]
async fn what_was_sent_back_is_never_granted_whatever_portone_says_later() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("business").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let lie = Fault::once(Service::Portone, FaultKind::Amount { by: -98_999 });
    app.control().add_fault(lie).unwrap();
    creator.verify(order).await.problem(409, "amount_mismatch");
    creator.verify(order).await.problem(409, "amount_mismatch");
    assert_eq!(creator.balance().await, 100);
    let payment = app.payment_at_portone(order);
    assert_eq!(payment["status"], "CANCELLED", "{payment:#}");
    app.finish().await;
}

#[tokio::test]
async fn a_failed_attempt_is_followed_by_one_that_is_granted() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    for (status, code) in [(PaymentStatus::Failed, 409), (PaymentStatus::Ready, 202)] {
        let change = PaymentChange {
            status: Some(status),
            ..PaymentChange::default()
        };
        app.control().change_payment(order, change).unwrap();
        drop(creator.verify(order).await.expect(code));
    }
    assert_eq!(creator.order(order).await["status"], "PENDING");
    let paid = PaymentChange {
        status: Some(PaymentStatus::Paid),
        ..PaymentChange::default()
    };
    app.control().change_payment(order, paid).unwrap();
    let granted = creator.verify(order).await.ok();
    assert_eq!(granted["status"], "COMPLETED");
    assert_eq!(granted["reason"], Value::Null);
    assert_eq!(granted["balance"], 1_200);
    app.finish().await;
}

#[tokio::test]
async fn a_discount_of_the_card_is_no_difference() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let discount = PaymentChange {
        discount_amount: Some(1_000),
        ..PaymentChange::default()
    };
    app.control().change_payment(order, discount).unwrap();
    assert_eq!(creator.verify(order).await.ok()["balance"], 1_200);
    app.finish().await;
}

#[tokio::test]
async fn where_money_is_real_a_test_channel_is_refused() {
    let app = TestApp::configured(|config| config.mode = Mode::Live).await;
    let creator = app.creator("민지").await;
    let test = PaymentChange {
        channel_type: Some(ChannelType::Test),
        ..PaymentChange::default()
    };
    refused(&app, &creator, test, "test_channel", Money::SentBack).await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let live = PaymentChange {
        channel_type: Some(ChannelType::Live),
        ..PaymentChange::default()
    };
    app.control().change_payment(order, live).unwrap();
    assert_eq!(creator.verify(order).await.ok()["balance"], 1_200);
    app.finish().await;
}

#[tokio::test]
async fn the_order_page_shows_the_reason_and_where_the_money_is() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let wrong = PaymentChange {
        total_amount: Some(1),
        ..PaymentChange::default()
    };
    app.control().change_payment(order, wrong).unwrap();
    let back = creator
        .post_form(&format!("/orders/{order}/check"), &[])
        .await
        .see_other();
    let page = creator.get(&back).await.page();
    assert!(page.contains("결제된 금액이 주문과 달라"), "{page}");
    assert!(page.contains("돌려드렸어요"), "{page}");
    assert!(page.contains(order), "{page}");
    app.finish().await;
}
