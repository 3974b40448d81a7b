//! Orders whose buyer went away: the sweep looks, and grants what was paid.

use std::time::Duration;

use openclaw_domain::order::sweep;
use openclaw_sandbox::{Fault, FaultKind, PaymentChange, PaymentStatus, Service};
use openclaw_tests::TestApp;

const MINUTE: Duration = Duration::from_mins(1);
const STATES: &str = "SELECT status FROM payment_order ORDER BY amount";

fn looked(app: &TestApp) -> usize {
    app.control().requests(Some(Service::Portone)).len()
}

#[tokio::test]
async fn who_closes_the_browser_after_paying_gets_the_credits() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    // The browser may still do it by itself.
    assert_eq!(sweep(app.world()).await, Ok(0));
    assert_eq!(looked(&app), 0);
    app.advance(MINUTE);
    assert_eq!(sweep(app.world()).await, Ok(1));
    assert_eq!(creator.balance().await, 1_200);
    // What is granted is not looked at again, by whoever.
    app.advance(MINUTE * 60 * 24);
    assert_eq!(sweep(app.world()).await, Ok(0));
    let order = prepared["merchant_uid"].as_str().unwrap();
    assert_eq!(creator.verify(order).await.ok()["balance"], 1_200);
    assert_eq!(looked(&app), 1);
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_is_never_paid_is_looked_at_ever_more_seldom_until_it_expires() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let mut looks = Vec::new();
    for minute in 1..=25 * 60 {
        app.advance(MINUTE);
        let before = looked(&app);
        sweep(app.world()).await.unwrap();
        if looked(&app) > before {
            looks.push(minute);
        }
    }
    assert_eq!(looks[..7], [1, 2, 4, 8, 16, 32, 64]);
    assert_eq!(looks.last(), Some(&(24 * 60 + 4)), "{looks:?}");
    assert_eq!(app.lines(STATES).await, ["EXPIRED"]);

    // Paid after all: whoever looks is granted, never met with silence.
    app.pay(&prepared);
    let order = prepared["merchant_uid"].as_str().unwrap();
    assert_eq!(creator.verify(order).await.ok()["status"], "COMPLETED");
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn a_second_attempt_is_waited_for_and_a_wrong_payment_is_not() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let (second, wrong) = (
        creator.prepare("starter").await,
        creator.prepare("pro").await,
    );
    for prepared in [&second, &wrong] {
        app.pay(prepared);
    }
    let id = |prepared: &serde_json::Value| prepared["merchant_uid"].as_str().unwrap().to_owned();
    let failed = PaymentChange {
        status: Some(PaymentStatus::Failed),
        ..Default::default()
    };
    app.control().change_payment(&id(&second), failed).unwrap();
    let cheap = PaymentChange {
        total_amount: Some(1),
        ..Default::default()
    };
    app.control().change_payment(&id(&wrong), cheap).unwrap();
    app.advance(MINUTE);
    assert_eq!(sweep(app.world()).await, Ok(0));
    assert_eq!(app.lines(STATES).await, ["FAILED", "FAILED"]);

    let paid = PaymentChange {
        status: Some(PaymentStatus::Paid),
        ..Default::default()
    };
    app.control().change_payment(&id(&second), paid).unwrap();
    app.advance(MINUTE);
    assert_eq!(sweep(app.world()).await, Ok(1));
    assert_eq!(app.lines(STATES).await, ["COMPLETED", "FAILED"]);
    assert_eq!(
        looked(&app),
        5,
        "the wrong one is looked at, looked at again and sent back"
    );
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn a_gateway_that_is_down_puts_everything_off_and_loses_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for package in ["starter", "pro"] {
        let prepared = creator.prepare(package).await;
        app.pay(&prepared);
    }
    app.advance(MINUTE);
    let down = FaultKind::Status {
        status: 503,
        code: None,
        retry_after: None,
    };
    app.control()
        .add_fault(Fault {
            times: 100,
            ..Fault::once(Service::Portone, down)
        })
        .unwrap();
    assert!(sweep(app.world()).await.is_err());
    assert_eq!(app.lines(STATES).await, ["PENDING", "PENDING"]);
    app.control().clear_faults();
    app.advance(MINUTE);
    assert_eq!(sweep(app.world()).await, Ok(2));
    assert_eq!(creator.balance().await, 4_700);
    app.finish().await;
}
