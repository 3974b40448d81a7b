//! Money that went back without us, and disputes: the credits follow, as far as they are there.

use openclaw_domain::{
    order::{find_any, look},
    random::OrderId,
};
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Creator, TestApp, topic};

const KINDS: &str = "SELECT kind FROM alert ORDER BY kind";
const OWED: &str = "SELECT CAST(COALESCE(SUM(debt), 0) AS BIGINT) FROM payment_order";

/// Looks at an order, as a webhook makes us do.
async fn look_at(app: &TestApp, order: &str) {
    let id = OrderId::parse(order).unwrap();
    let order = find_any(app.world(), &id).await.unwrap().unwrap();
    look(app.world(), order).await.unwrap();
}

async fn use_up(creator: &Creator, runs: usize) {
    for _ in 0..runs {
        let run = creator.started(&topic("커피")).await;
        assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
    }
}

#[tokio::test]
async fn a_cancel_at_the_console_takes_the_credits_with_it() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    app.control()
        .cancel_at_console(&order, None, "고객 요청")
        .unwrap();
    for _ in 0..3 {
        look_at(&app, &order).await;
    }
    assert_eq!(creator.balance().await, 100);
    assert_eq!(creator.order(&order).await["status"], "REFUNDED");
    assert_eq!(app.lines(KINDS).await, ["cancelled_outside"]);
    app.finish().await;
}

#[tokio::test]
async fn parts_of_it_take_their_share_and_all_of_it_takes_all() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let cancel = |won| {
        app.control()
            .cancel_at_console(&order, won, "일부")
            .unwrap();
    };
    cancel(Some(3_300));
    look_at(&app, &order).await;
    // 3,300 of 9,900 won: 334 credits and 34 of the bonus, rounded up.
    assert_eq!(creator.balance().await, 1_200 - 334 - 34);
    assert_eq!(creator.order(&order).await["status"], "PARTIALLY_REFUNDED");
    cancel(Some(3_300));
    cancel(None);
    look_at(&app, &order).await;
    assert_eq!(creator.balance().await, 100);
    assert_eq!(creator.order(&order).await["status"], "REFUNDED");
    assert_eq!(creator.order(&order).await["refunded"], 9_900);
    app.finish().await;
}

#[tokio::test]
async fn what_was_used_is_owed_and_the_balance_never_falls_below_zero() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    use_up(&creator, 15).await;
    app.control()
        .cancel_at_console(&order, None, "고객 요청")
        .unwrap();
    look_at(&app, &order).await;
    assert_eq!(creator.balance().await, 0);
    assert_eq!(app.count(OWED).await, 200, "100 bonus and 100 paid");
    assert_eq!(
        app.lines(KINDS).await,
        ["cancelled_outside", "credits_owed"]
    );
    // What is bought later is not touched.
    creator.buy(&app, "pro").await;
    app.round().await;
    assert_eq!(creator.balance().await, 3_500);
    app.finish().await;
}

#[tokio::test]
async fn what_a_failed_run_gives_back_is_taken_while_it_is_owed() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    use_up(&creator, 5).await;
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;
    app.control()
        .cancel_at_console(&order, None, "고객 요청")
        .unwrap();
    look_at(&app, &order).await;
    assert_eq!(creator.balance().await, 0);
    assert_eq!(app.count(OWED).await, 20);
    let refusal = Fault {
        times: 10,
        ..Fault::once(Service::Openai, FaultKind::Refusal)
    };
    app.control().add_fault(refusal).unwrap();
    app.spawner.release_and_wait().await;
    assert_eq!(creator.run(&run).await["status"], "FAILED");
    assert_eq!(creator.balance().await, 0);
    assert_eq!(app.count(OWED).await, 0);
    assert_eq!(
        creator.history().await[..3],
        [
            "PAYMENT_REFUND -20 0",
            "RUN_REFUND 20 20",
            "PAYMENT_REFUND -1080 0"
        ]
    );
    app.finish().await;
}

#[tokio::test]
async fn a_dispute_holds_the_credits_and_its_end_puts_them_back() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    for round in 1..=2 {
        app.control().dispute(&order).unwrap();
        look_at(&app, &order).await;
        look_at(&app, &order).await;
        assert_eq!(creator.order(&order).await["status"], "DISPUTED");
        assert_eq!(creator.balance().await, 100, "{round}");
        assert_eq!(creator.quote(&order).await["because"], "disputed");
        app.control().resolve_dispute(&order).unwrap();
        look_at(&app, &order).await;
        look_at(&app, &order).await;
        assert_eq!(creator.order(&order).await["status"], "COMPLETED");
        assert_eq!(creator.balance().await, 1_200, "{round}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_dispute_that_is_lost_takes_the_credits_for_good() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    app.control().dispute(&order).unwrap();
    look_at(&app, &order).await;
    app.control()
        .cancel_at_console(&order, None, "이의 제기")
        .unwrap();
    look_at(&app, &order).await;
    assert_eq!(creator.balance().await, 100);
    assert_eq!(creator.order(&order).await["status"], "REFUNDED");
    app.finish().await;
}

#[tokio::test]
async fn a_cancel_at_the_console_beats_a_refund_that_is_under_way() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let down = FaultKind::Status {
        status: 503,
        code: None,
        retry_after: None,
    };
    let fault = Fault {
        service: Service::Portone,
        kind: down,
        path: Some("/cancel".to_owned()),
        times: 2,
    };
    app.control().add_fault(fault).unwrap();
    assert_eq!(creator.ask_refund(&order).await.ok()["status"], "REQUESTED");
    app.control()
        .cancel_at_console(&order, Some(5_000), "일부")
        .unwrap();
    app.settle_down().await;
    look_at(&app, &order).await;
    app.settle_down().await;
    let told = creator.order(&order).await;
    let payment = app.payment_at_portone(&order);
    assert_eq!(
        told["refunded"], payment["amount"]["cancelled"],
        "{payment:#}"
    );
    // 5,000 of 9,900 won went back: 506 credits, and 51 of the bonus.
    assert_eq!(creator.balance().await, 1_200 - 506 - 51);
    app.finish().await;
}
