//! Runs whose Worker went away: the cron trigger gives their credits back, once.

use openclaw_tests::{TestWorker, topic};

use super::EVERY_MINUTE;

#[tokio::test]
async fn a_run_whose_worker_died_is_refunded_by_the_next_trigger_after_its_deadline() {
    let Some(mut app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    // Slow enough that it is under way, whatever the machine.
    app.control().set_openai_pace(60_000);
    let mut events = creator.start_and_listen(&topic("커피")).await;
    let started = events.next().await.unwrap();
    let run = started.data["id"].as_str().unwrap();
    assert_eq!(events.next().await.unwrap().name, "stage");
    app.restart().await;
    app.control().set_openai_pace(0);

    app.trigger(EVERY_MINUTE).await;
    assert_eq!(creator.run(run).await["status"], "RUNNING");
    assert_eq!(creator.balance().await, 80);

    app.execute("UPDATE agent_run SET deadline_at = created_at")
        .await;
    app.trigger(EVERY_MINUTE).await;
    let ended = creator.run(run).await;
    assert_eq!(
        (ended["status"].as_str(), ended["failure"].as_str()),
        (Some("FAILED"), Some("deadline"))
    );
    assert_eq!(creator.balance().await, 100);

    app.trigger(EVERY_MINUTE).await;
    assert_eq!(
        creator.history().await,
        ["RUN_REFUND 20 100", "USAGE -20 80", "SIGNUP_BONUS 100 100"]
    );
    app.finish().await;
}

#[tokio::test]
async fn a_buyer_who_never_came_back_is_granted_by_the_trigger() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    // The sweep looks when a buyer has had time to come back.
    app.execute("UPDATE payment_order SET next_look_at = 0")
        .await;
    app.trigger(EVERY_MINUTE).await;
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}
