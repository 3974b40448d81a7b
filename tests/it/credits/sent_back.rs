//! Captured and not grantable: the money goes back by itself, however often that takes, and once.

use std::time::Duration;

use futures::future::join_all;
use openclaw_sandbox::{Fault, FaultKind, PaymentChange, Service};
use openclaw_tests::{Creator, TestApp};

const STATES: &str = "SELECT status, attempt FROM payment_cancellation";

/// An order that was paid with one won too little.
async fn paid_wrongly(app: &TestApp, creator: &Creator) -> String {
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    let order = prepared["merchant_uid"].as_str().unwrap().to_owned();
    let wrong = PaymentChange {
        total_amount: Some(9_899),
        ..PaymentChange::default()
    };
    app.control().change_payment(&order, wrong).unwrap();
    order
}

/// The next calls of the cancel API go wrong.
fn cancel_fails(app: &TestApp, kind: FaultKind, times: u32) {
    let fault = Fault {
        service: Service::Portone,
        kind,
        path: Some("/cancel".to_owned()),
        times,
    };
    app.control().add_fault(fault).unwrap();
}

fn status(status: u16, code: Option<&str>) -> FaultKind {
    FaultKind::Status {
        status,
        code: code.map(str::to_owned),
        retry_after: None,
    }
}

fn cancels(app: &TestApp) -> usize {
    let requests = app.control().requests(Some(Service::Portone));
    let is_cancel = |path: &str| path.ends_with("/cancel");
    requests.iter().filter(|it| is_cancel(&it.path)).count()
}

#[tokio::test]
async fn every_error_of_the_cancel_api_is_outlived() {
    let app = TestApp::configured(|config| config.portone.timeout_seconds = 1).await;
    let creator = app.creator("민지").await;
    for kind in [
        status(500, None),
        status(502, Some("PG_PROVIDER")),
        status(503, None),
        status(429, None),
        status(401, None),
        status(403, None),
        status(400, None),
        status(404, None),
        status(409, Some("CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN")),
        status(409, Some("CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT")),
        status(409, Some("MAX_CANCEL_COUNT_REACHED")),
        status(409, Some("PAYMENT_ALREADY_CANCELLED")),
        status(409, Some("PAYMENT_NOT_PAID")),
        status(409, Some("SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT")),
        status(409, Some("IDEMPOTENCY_OUTSTANDING_REQUEST")),
        FaultKind::Malformed,
        FaultKind::Lost,
        FaultKind::Cut { after: 0 },
        FaultKind::Slow { ms: 1_500 },
    ] {
        let order = paid_wrongly(&app, &creator).await;
        cancel_fails(&app, kind.clone(), 100);
        creator.verify(&order).await.problem(409, "amount_mismatch");
        app.control().clear_faults();
        if matches!(kind, FaultKind::Slow { .. }) {
            // We have hung up; PortOne goes on.
            app.until(|app| app.payment_at_portone(&order)["status"] == "CANCELLED")
                .await;
        }
        app.settle_down().await;
        let payment = app.payment_at_portone(&order);
        assert_eq!(payment["status"], "CANCELLED", "{kind:?}: {payment:#}");
        let cancellations = payment["cancellations"].as_array().unwrap();
        let given: i64 = cancellations
            .iter()
            .filter(|it| it["status"] == "SUCCEEDED")
            .map(|it| it["totalAmount"].as_i64().unwrap())
            .sum();
        assert_eq!(given, 9_899, "{kind:?}: {payment:#}");
        assert_eq!(creator.balance().await, 100, "{kind:?}");
    }
    let open = "SELECT COUNT(*) FROM payment_cancellation WHERE status <> 'SUCCEEDED'";
    assert_eq!(app.count(open).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_hundred_looks_at_once_send_it_back_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = paid_wrongly(&app, &creator).await;
    for answer in join_all((0..100).map(|_| creator.verify(&order))).await {
        answer.problem(409, "amount_mismatch");
    }
    app.settle_down().await;
    let payment = app.payment_at_portone(&order);
    assert_eq!(payment["cancellations"].as_array().unwrap().len(), 1);
    assert_eq!(app.lines(STATES).await, ["SUCCEEDED 0"]);
    app.finish().await;
}

#[tokio::test]
async fn an_answer_that_is_lost_is_asked_for_again_under_the_same_key() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = paid_wrongly(&app, &creator).await;
    cancel_fails(&app, FaultKind::Lost, 100);
    creator.verify(&order).await.problem(409, "amount_mismatch");
    assert_eq!(app.lines(STATES).await, ["SUCCEEDED 0"]);
    let payment = app.payment_at_portone(&order);
    assert_eq!(payment["cancellations"].as_array().unwrap().len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_crash_before_the_money_is_back_only_delays_it() {
    let mut app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = paid_wrongly(&app, &creator).await;
    cancel_fails(&app, status(503, None), 2);
    creator.verify(&order).await.problem(409, "amount_mismatch");
    app.restart().await;
    let page = creator.get(&format!("/orders/{order}")).await.page();
    assert!(page.contains("돌려드리는 중"), "{page}");
    app.settle_down().await;
    assert_eq!(app.payment_at_portone(&order)["status"], "CANCELLED");
    let page = creator.get(&format!("/orders/{order}")).await.page();
    assert!(page.contains("돌려드렸어요"), "{page}");
    app.finish().await;
}

#[tokio::test]
async fn a_bank_that_takes_its_time_is_waited_for_and_one_that_refuses_is_asked_again() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = paid_wrongly(&app, &creator).await;
    app.control().set_async_cancel(true);
    creator.verify(&order).await.problem(409, "amount_mismatch");
    assert_eq!(app.lines(STATES).await, ["REQUESTED 0"]);
    let asked = cancels(&app);
    app.advance(Duration::from_hours(1));
    app.round().await;
    assert_eq!(cancels(&app), asked, "it is under way");

    app.control().finish_cancel(&order, false).unwrap();
    app.control().set_async_cancel(false);
    app.settle_down().await;
    assert_eq!(app.lines(STATES).await, ["SUCCEEDED 1"]);
    assert_eq!(app.payment_at_portone(&order)["status"], "CANCELLED");
    let told = "SELECT COUNT(*) FROM alert WHERE kind = 'cancel_refused'";
    assert_eq!(app.count(told).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_cancel_at_the_console_is_as_good() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = paid_wrongly(&app, &creator).await;
    cancel_fails(&app, status(503, None), 2);
    creator.verify(&order).await.problem(409, "amount_mismatch");
    app.control()
        .cancel_at_console(&order, None, "고객 요청")
        .unwrap();
    app.settle_down().await;
    assert_eq!(app.lines(STATES).await, ["SUCCEEDED 0"]);
    app.finish().await;
}
