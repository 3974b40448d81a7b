//! Limits are guards of the database: no number of isolates lets more through.

use futures::future::join_all;
use openclaw_tests::{TestWorker, topic};

#[tokio::test]
async fn of_ten_starts_at_once_three_run_and_the_others_are_told_when_to_come_back() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    app.control().set_openai_pace(60_000);
    let inputs = topic("커피");
    let answers = join_all((0..10).map(|_| creator.start(&inputs))).await;
    let started = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(started, 3);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        assert!(answer.header("retry-after").parse::<u64>().is_ok());
        answer.problem(429, "runs_at_once");
    }
    assert_eq!(creator.balance().await, 40);
    app.finish().await;
}

#[tokio::test]
async fn a_payment_that_is_told_of_again_and_again_is_granted_once() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    for _ in 0..3 {
        app.control().send_webhook(order).unwrap();
    }
    let looks = join_all((0..10).map(|_| creator.verify(order))).await;
    let sent = app.control().webhooks_settled().await;
    assert!(
        sent.iter().all(|it| it.last_status == Some(200)),
        "{sent:?}"
    );
    let first = looks[0].clone().ok();
    for look in looks {
        assert_eq!(look.ok(), first);
    }
    assert_eq!(creator.verify(order).await.ok(), first);
    assert_eq!(
        creator.history().await,
        [
            "PURCHASE_BONUS 100 1200",
            "PURCHASE 1000 1100",
            "SIGNUP_BONUS 100 100"
        ]
    );
    app.finish().await;
}

#[tokio::test]
async fn the_same_key_starts_one_run() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    let inputs = topic("커피");
    let answers = join_all((0..5).map(|_| creator.start_keyed("first", &inputs))).await;
    let first = answers[0].clone().created();
    for answer in answers {
        assert_eq!(answer.created(), first);
    }
    creator
        .start_keyed("first", &topic("홍차"))
        .await
        .problem(422, "idempotency_key_reused");
    assert_eq!(creator.balance().await, 80);
    app.finish().await;
}

#[tokio::test]
async fn nobody_spends_what_is_not_there() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    for _ in 0..5 {
        let run = creator.started(&topic("커피")).await;
        assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
    }
    let refused = creator.start(&topic("커피")).await;
    refused.problem(402, "too_few_credits");
    assert_eq!(creator.balance().await, 0);
    app.finish().await;
}
