//! Refunds: what a buyer gets back, asking for it, and what becomes of the credits.

use std::time::Duration;

use futures::future::join_all;
use openclaw_domain::{
    money::Credits,
    order::{CancellationStatus, QuoteReason, RefundError, RefundWish, refund},
    random::OrderId,
};
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Creator, TestApp, topic};
use serde_json::json;

const DAY: Duration = Duration::from_hours(24);

fn wish(credits: Option<u32>) -> RefundWish {
    RefundWish {
        credits: credits.map(Credits::of),
        reason: "고객 요청".to_owned(),
        actor: "cli:test".to_owned(),
        by_customer: false,
    }
}

fn id(order: &str) -> OrderId {
    OrderId::parse(order).unwrap()
}

fn cancel_fails(app: &TestApp, kind: FaultKind, times: u32) {
    let fault = Fault {
        service: Service::Portone,
        kind,
        path: Some("/cancel".to_owned()),
        times,
    };
    app.control().add_fault(fault).unwrap();
}

/// Uses up credits, 20 a run.
async fn use_up(creator: &Creator, runs: usize) {
    for _ in 0..runs {
        let run = creator.started(&topic("커피")).await;
        assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
    }
}

#[tokio::test]
async fn nothing_used_and_in_time_all_of_it_goes_back_at_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let quote = creator.quote(&order).await;
    assert_eq!(quote["amount"], 9_900);
    assert_eq!(quote["because"], "in_time");
    assert_eq!(
        (&quote["credits"], &quote["bonus"]),
        (&json!(1_000), &json!(100))
    );
    app.advance_to_just_before(DAY * 7);
    let answer = creator.ask_refund(&order).await.ok();
    assert_eq!(answer, json!({"status": "SUCCEEDED", "amount": 9_900}));
    assert_eq!(app.payment_at_portone(&order)["status"], "CANCELLED");
    assert_eq!(creator.order(&order).await["status"], "REFUNDED");
    assert_eq!(creator.order(&order).await["refunded"], 9_900);
    assert_eq!(creator.balance().await, 100);
    assert_eq!(creator.history().await[0], "PAYMENT_REFUND -1100 100");

    let again = creator.ask_refund(&order).await;
    assert_eq!(
        again.problem(409, "nothing_to_refund")["because"],
        "refunded"
    );
    app.finish().await;
}

#[tokio::test]
async fn what_was_used_or_comes_late_waits_for_the_operator_at_the_price_of_the_day() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    // 100 free, 100 bonus, then 100 paid.
    use_up(&creator, 15).await;
    let quote = creator.quote(&order).await;
    assert_eq!(quote["amount"], 8_910);
    assert_eq!(
        (&quote["credits"], &quote["bonus"]),
        (&json!(900), &json!(0))
    );
    assert_eq!(quote["used"], 100);

    let asked = creator.ask_refund(&order).await.expect(202).json();
    assert_eq!(asked, json!({"status": "WAITING", "amount": 8_910}));
    assert_eq!(creator.balance().await, 900, "nothing is taken yet");
    app.advance(DAY * 9);
    // Asked in time, decided late: the buyer loses nothing by our delay.
    let done = refund(app.world(), &id(&order), &wish(None)).await.unwrap();
    assert_eq!(
        (done.amount, done.status),
        (8_910, CancellationStatus::Succeeded)
    );
    assert_eq!(creator.balance().await, 0);
    assert_eq!(creator.order(&order).await["status"], "PARTIALLY_REFUNDED");
    let payment = app.payment_at_portone(&order);
    assert_eq!(payment["amount"]["cancelled"], 8_910);
    app.finish().await;
}

#[tokio::test]
async fn after_the_window_the_terms_say_how_much() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    app.advance(DAY * 7);
    let quote = creator.quote(&order).await;
    assert_eq!(
        (&quote["amount"], &quote["because"]),
        (&json!(8_910), &json!("late"))
    );
    drop(creator.ask_refund(&order).await.expect(202));
    let withdraw = format!("/api/orders/{order}/refund");
    let request = creator.request(reqwest::Method::DELETE, &withdraw);
    drop(creator.send(request).await.expect(204));
    assert_eq!(creator.quote(&order).await["asked_at"], json!(null));
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn some_of_it_and_then_the_rest_add_up_to_the_won() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let mut given = 0;
    for credits in [Some(333), Some(333), Some(333), None] {
        let done = refund(app.world(), &id(&order), &wish(credits))
            .await
            .unwrap();
        assert_eq!(done.status, CancellationStatus::Succeeded);
        given += done.amount;
    }
    assert_eq!(given, 9_900);
    assert_eq!(creator.order(&order).await["status"], "REFUNDED");
    assert_eq!(creator.balance().await, 100);
    let more = refund(app.world(), &id(&order), &wish(None)).await;
    assert!(matches!(more, Err(RefundError::Nothing(_))), "{more:?}");
    app.finish().await;
}

#[tokio::test]
async fn more_than_is_left_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let many = refund(app.world(), &id(&order), &wish(Some(1_001))).await;
    assert_eq!(
        many,
        Err(RefundError::TooMany {
            left: Credits::of(1_000)
        })
    );
    let none = OrderId::parse(&"0".repeat(32)).unwrap();
    assert_eq!(
        refund(app.world(), &none, &wish(None)).await,
        Err(RefundError::NoOrder)
    );
    let unpaid = creator.prepare("pro").await;
    let unpaid = unpaid["merchant_uid"].as_str().unwrap();
    let refused = creator
        .ask_refund(unpaid)
        .await
        .problem(409, "nothing_to_refund");
    assert_eq!(refused["because"], "not_granted");
    assert_eq!(creator.balance().await, 1_200);
    assert_eq!(
        app.count("SELECT COUNT(*) FROM payment_cancellation").await,
        0
    );
    app.finish().await;
}

#[tokio::test]
async fn ten_refunds_at_once_pay_back_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "pro").await;
    let answers = join_all((0..10).map(|_| creator.ask_refund(&order))).await;
    let paid_back = answers.iter().filter(|it| it.status == 200).count();
    assert_eq!(
        paid_back,
        1,
        "{:?}",
        answers.iter().map(|it| it.status).collect::<Vec<_>>()
    );
    app.settle_down().await;
    let payment = app.payment_at_portone(&order);
    assert_eq!(payment["cancellations"].as_array().unwrap().len(), 1);
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn credits_in_a_run_cannot_be_paid_back_and_spent() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let input = topic("커피");
    let (starts, asked) = futures::join!(join_all((0..60).map(|_| creator.start(&input))), async {
        let order = id(&order);
        refund(app.world(), &order, &wish(None)).await
    });
    let started = starts.iter().filter(|it| it.status == 201).count();
    let paid_out = i64::try_from(started).unwrap() * 20;
    // What was started was paid for, and what was paid back was not used.
    let left = creator.balance().await;
    let paid_back = match asked {
        Ok(done) => done.credits.get() + done.bonus.get(),
        // The runs were quicker, all of them.
        Err(RefundError::Nothing(QuoteReason::AllUsed)) => 0,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(100 + 1_100 - paid_out - paid_back, left);
    app.settle_down().await;
    app.finish().await;
}

#[tokio::test]
async fn a_refusal_puts_the_credits_back_and_tells_the_operator() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    let refusal = FaultKind::Status {
        status: 502,
        code: Some("PG_PROVIDER".to_owned()),
        retry_after: None,
    };
    cancel_fails(&app, refusal, 2);
    creator
        .ask_refund(&order)
        .await
        .problem(409, "refund_refused");
    app.control().clear_faults();
    assert_eq!(creator.balance().await, 1_200);
    assert_eq!(creator.order(&order).await["status"], "COMPLETED");
    assert_eq!(creator.order(&order).await["refunded"], 0);
    let told = "SELECT kind FROM alert";
    assert_eq!(app.lines(told).await, ["cancel_refused"]);
    // Another try is another request.
    assert_eq!(creator.ask_refund(&order).await.ok()["status"], "SUCCEEDED");
    assert_eq!(creator.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn a_crash_between_portones_answer_and_our_write_is_healed() {
    let mut app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let order = creator.buy(&app, "starter").await;
    cancel_fails(&app, FaultKind::Slow { ms: 500 }, 1);
    let asking = creator.request(
        reqwest::Method::POST,
        &format!("/api/orders/{order}/refund"),
    );
    let mut asking = Box::pin(asking.send());
    {
        let asked = Box::pin(app.until(|app| {
            let requests = app.control().requests(Some(Service::Portone));
            requests.iter().any(|it| it.path.ends_with("/cancel"))
        }));
        let early = futures::future::select(&mut asking, asked).await;
        let is_early = matches!(early, futures::future::Either::Left(_));
        assert!(!is_early, "answered before the crash");
    }
    app.restart().await;
    assert!(asking.await.is_err(), "nobody was answered");
    assert_eq!(
        creator.balance().await,
        100,
        "what is being paid back cannot be used"
    );
    // PortOne goes on without us.
    app.until(|app| app.payment_at_portone(&order)["status"] == "CANCELLED")
        .await;
    app.settle_down().await;
    assert_eq!(creator.order(&order).await["status"], "REFUNDED");
    let payment = app.payment_at_portone(&order);
    assert_eq!(payment["amount"]["cancelled"], 9_900);
    assert_eq!(payment["cancellations"].as_array().unwrap().len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn nobody_refunds_anothers_order() {
    let app = TestApp::start().await;
    let (minji, sua) = (app.creator("민지").await, app.creator("수아").await);
    let order = minji.buy(&app, "starter").await;
    let path = format!("/api/orders/{order}/refund");
    sua.get(&path).await.problem(404, "not_found");
    sua.ask_refund(&order).await.problem(404, "not_found");
    let request = sua.request(reqwest::Method::DELETE, &path);
    sua.send(request).await.problem(404, "not_found");
    assert_eq!(minji.balance().await, 1_200);
    app.finish().await;
}
