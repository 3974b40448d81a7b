//! `POST /api/credits/verify` on payments that do not fit: no credit, the reason on the order, and
//! nothing lost once it fits.

use openclaw::config::Mode;
use openclaw_sandbox::{ChannelType, Fault, FaultKind, PaymentChange, PaymentStatus, Service};
use openclaw_tests::{Creator, TestApp};
use serde_json::Value;

/// What PortOne says instead, the code it gets, and what makes it right again.
type Row = (PaymentChange, &'static str, PaymentChange);

fn change() -> PaymentChange {
    PaymentChange::default()
}

fn rows() -> Vec<Row> {
    let status = |status| PaymentChange {
        status: Some(status),
        ..change()
    };
    let text = |text: &str| Some(text.to_owned());
    let paid = || PaymentChange {
        cancelled_amount: Some(0),
        ..status(PaymentStatus::Paid)
    };
    let amount = |amount| PaymentChange {
        total_amount: Some(amount),
        ..change()
    };
    vec![
        (amount(9_899), "amount_mismatch", amount(9_900)),
        (amount(9_901), "amount_mismatch", amount(9_900)),
        (amount(1), "amount_mismatch", amount(9_900)),
        (
            PaymentChange {
                currency: text("USD"),
                ..change()
            },
            "currency_mismatch",
            PaymentChange {
                currency: text("KRW"),
                ..change()
            },
        ),
        (
            PaymentChange {
                store_id: text("store-of-somebody-else"),
                ..change()
            },
            "store_mismatch",
            PaymentChange {
                store_id: text(openclaw_sandbox::STORE_ID),
                ..change()
            },
        ),
        (
            PaymentChange {
                channel_key: text("channel-key-another"),
                ..change()
            },
            "test_channel",
            PaymentChange {
                channel_key: text(openclaw_sandbox::CHANNEL_KEY),
                ..change()
            },
        ),
        (
            PaymentChange {
                order_name: text("Credit 99999"),
                ..change()
            },
            "order_name_mismatch",
            PaymentChange {
                order_name: text("@name"),
                ..change()
            },
        ),
        (status(PaymentStatus::Failed), "status_invalid", paid()),
        (
            status(PaymentStatus::VirtualAccountIssued),
            "status_invalid",
            paid(),
        ),
        (
            status(PaymentStatus::Cancelled),
            "already_cancelled",
            paid(),
        ),
        (
            status(PaymentStatus::PartialCancelled),
            "already_cancelled",
            paid(),
        ),
        (
            PaymentChange {
                cancelled_amount: Some(1),
                ..change()
            },
            "already_cancelled",
            PaymentChange {
                cancelled_amount: Some(0),
                ..change()
            },
        ),
    ]
}

async fn refused_then_granted(app: &TestApp, creator: &Creator, (wrong, code, right): Row) {
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let before = creator.balance().await;
    app.pay(&prepared);
    app.control().change_payment(order, wrong).unwrap();
    creator.verify(order).await.problem(409, code);
    // Asked again, it is refused again.
    creator.verify(order).await.problem(409, code);
    let told = creator.get(&format!("/api/orders/{order}")).await.ok();
    assert_eq!(told["reason"], code);
    assert_eq!(told["status"], "FAILED", "{code}");
    assert_eq!(told["balance"], Value::Null);
    assert_eq!(creator.balance().await, before, "{code}");

    let mut right = right;
    if right.order_name.as_deref() == Some("@name") {
        right.order_name = prepared["order_name"].as_str().map(str::to_owned);
    }
    app.control().change_payment(order, right).unwrap();
    let granted = creator.verify(order).await.ok();
    assert_eq!(granted["status"], "COMPLETED", "{code}");
    assert_eq!(granted["reason"], Value::Null, "{code}");
    assert_eq!(granted["balance"], before + 1_100, "{code}");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_granted_once_it_fits() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for row in rows() {
        refused_then_granted(&app, &creator, row).await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_gateway_that_lies_about_the_amount_grants_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("business").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    for by in [-98_999, 1, 99_000] {
        let fault = Fault::once(Service::Portone, FaultKind::Amount { by });
        app.control().add_fault(fault).unwrap();
        creator.verify(order).await.problem(409, "amount_mismatch");
        assert_eq!(creator.balance().await, 100);
    }
    assert_eq!(creator.verify(order).await.ok()["balance"], 12_100);
    app.finish().await;
}

#[tokio::test]
async fn where_money_is_real_a_test_channel_is_refused() {
    let app = TestApp::configured(|config| config.mode = Mode::Live).await;
    let creator = app.creator("민지").await;
    let live = PaymentChange {
        channel_type: Some(ChannelType::Live),
        ..change()
    };
    let test = PaymentChange {
        channel_type: Some(ChannelType::Test),
        ..change()
    };
    refused_then_granted(&app, &creator, (test, "test_channel", live)).await;
    app.finish().await;
}

#[tokio::test]
async fn the_order_page_shows_the_reason_and_the_way_on() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let wrong = PaymentChange {
        total_amount: Some(1),
        ..change()
    };
    app.control().change_payment(order, wrong).unwrap();
    let back = creator
        .post_form(&format!("/orders/{order}/check"), &[])
        .await
        .see_other();
    let page = creator.get(&back).await.page();
    assert!(page.contains("결제된 금액이 주문과 달라"), "{page}");
    assert!(page.contains(order), "{page}");
    app.finish().await;
}
