//! The nightly reconciliation, both ways.

use std::time::Duration;

use openclaw_domain::order::{reconcile, reconciliation_is_due};
use openclaw_sandbox::{Fault, FaultKind, NewPayment, PaymentChange, Service};
use openclaw_tests::TestApp;

const HOUR: Duration = Duration::from_hours(1);
const TOLD: &str = "SELECT kind, COALESCE(order_id, '-') FROM alert ORDER BY kind, order_id";

#[tokio::test]
async fn a_night_in_which_all_agrees_tells_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let refunded = creator.buy(&app, "starter").await;
    creator.buy(&app, "pro").await;
    drop(creator.prepare("pro").await);
    creator.ask_refund(&refunded).await.ok();
    app.advance(HOUR);
    let seen = reconcile(app.world()).await.unwrap();
    assert_eq!((seen.payments, seen.orders, seen.differences), (2, 2, 0));
    assert!(app.lines(TOLD).await.is_empty());
    app.finish().await;
}

#[tokio::test]
async fn payments_that_nobody_told_us_of_are_found_and_dealt_with() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    // Paid, and an order that nobody looks at any more.
    let late = creator.prepare("starter").await;
    let late_id = late["merchant_uid"].as_str().unwrap();
    for _ in 0..40 {
        app.advance(HOUR);
        app.round().await;
    }
    assert_eq!(creator.order(late_id).await["status"], "EXPIRED");
    app.pay(&late);
    // Cancelled at the console, and the webhook went elsewhere.
    let cancelled = creator.buy(&app, "pro").await;
    app.control()
        .cancel_at_console(&cancelled, None, "고객 요청")
        .unwrap();
    // No order of ours.
    let foreign = NewPayment::paid("somebody-elses", 1_000, "Gift");
    app.control().add_payment(foreign).unwrap();
    app.advance(HOUR);
    let seen = reconcile(app.world()).await.unwrap();
    assert_eq!((seen.payments, seen.differences), (3, 3));
    assert_eq!(creator.order(late_id).await["status"], "COMPLETED");
    assert_eq!(creator.order(&cancelled).await["status"], "REFUNDED");
    assert_eq!(creator.balance().await, 1_200);
    let told = app.lines(TOLD).await;
    assert!(
        told.contains(&"unknown_payment somebody-elses".to_owned()),
        "{told:?}"
    );
    assert!(
        told.contains(&format!("found_by_reconciliation {late_id}")),
        "{told:?}"
    );
    assert!(
        told.contains(&format!("found_by_reconciliation {cancelled}")),
        "{told:?}"
    );
    // The next night finds nothing new, but what nobody has mended.
    app.advance(HOUR);
    assert_eq!(reconcile(app.world()).await.unwrap().differences, 1);
    assert_eq!(app.lines(TOLD).await, told, "told once");
    app.finish().await;
}

#[tokio::test]
async fn a_granted_order_that_portone_does_not_know_is_told() {
    let mut app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    app.control().reset();
    app.advance(HOUR);
    let seen = reconcile(app.world()).await.unwrap();
    assert_eq!((seen.payments, seen.orders, seen.differences), (0, 1, 1));
    assert_eq!(app.lines(TOLD).await, [format!("payment_missing {order}")]);
    app.restart().await;
    app.finish().await;
}

#[tokio::test]
async fn an_amount_that_changed_afterwards_is_told() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let cheaper = PaymentChange {
        total_amount: Some(1),
        ..PaymentChange::default()
    };
    app.control().change_payment(&order, cheaper).unwrap();
    app.advance(HOUR);
    assert_eq!(reconcile(app.world()).await.unwrap().differences, 1);
    assert_eq!(
        app.lines(TOLD).await,
        [format!("found_by_reconciliation {order}")]
    );
    app.finish().await;
}

#[tokio::test]
async fn a_dispute_that_nobody_told_us_of_is_found() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    app.control().dispute(&order).unwrap();
    app.advance(HOUR);
    assert_eq!(reconcile(app.world()).await.unwrap().differences, 1);
    assert_eq!(creator.order(&order).await["status"], "DISPUTED");
    assert_eq!(creator.balance().await, 100);
    app.control().resolve_dispute(&order).unwrap();
    assert_eq!(reconcile(app.world()).await.unwrap().differences, 1);
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn it_is_due_once_a_night_and_a_night_that_failed_is_made_up_for() {
    let app = TestApp::start().await;
    assert!(reconciliation_is_due(app.world()).await.unwrap());
    let down = FaultKind::Status {
        status: 503,
        code: None,
        retry_after: None,
    };
    let fault = Fault {
        times: 2,
        ..Fault::once(Service::Portone, down)
    };
    app.control().add_fault(fault).unwrap();
    assert!(reconcile(app.world()).await.is_err());
    assert!(reconciliation_is_due(app.world()).await.unwrap());
    reconcile(app.world()).await.unwrap();
    assert!(!reconciliation_is_due(app.world()).await.unwrap());
    let mut nights = 0;
    for _ in 0..72 {
        app.advance(HOUR);
        if reconciliation_is_due(app.world()).await.unwrap() {
            reconcile(app.world()).await.unwrap();
            nights += 1;
        }
    }
    assert_eq!(nights, 3);
    app.finish().await;
}
