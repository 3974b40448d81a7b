//! What requests take of D1, and that none comes near what the free plan allows: 50 statements, and 50
//! calls outside.

use openclaw_tests::{Taken, TestWorker, topic};

use super::{EVERY_MINUTE, looked_at};

/// What the free plan allows a request.
const STATEMENTS: u32 = 50;
/// A page asks who wants it, what it shows, and what belongs to that; the rest is asked for together.
const ROUND_TRIPS: u32 = 3;

/// Tells what work takes of D1, and that it is well below what a request may.
async fn measured<T>(app: &TestWorker, what: &str, work: impl Future<Output = T>) -> (T, Taken) {
    let before = app.taken().await;
    let done = work.await;
    let taken = app.taken().await - before;
    let Taken {
        statements,
        round_trips,
        rows_read,
        rows_written,
    } = taken;
    println!(
        "{statements:>3} statements in {round_trips:>2} round trips, {rows_read:>3} rows read, {rows_written:>3} written: {what}"
    );
    assert!(statements < STATEMENTS * 4 / 5, "{what}: {taken:?}");
    (done, taken)
}

#[tokio::test]
async fn no_request_comes_near_the_limit_of_statements() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let (creator, _) = measured(
        &app,
        "somebody new signs in, 6 requests",
        app.creator("민지"),
    )
    .await;
    let (prepared, _) = measured(
        &app,
        "POST /api/credits/prepare",
        creator.prepare("starter"),
    )
    .await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let (answer, _) = measured(&app, "POST /api/credits/verify", creator.verify(order)).await;
    answer.ok();
    // What lists show.
    for _ in 0..3 {
        let run = creator.started(&topic("커피")).await;
        creator.ended(&run).await;
    }
    let whole = async {
        let events = creator.start_and_listen(&topic("홍차")).await.rest().await;
        events[0].data["id"].as_str().unwrap().to_owned()
    };
    let (run, taken) = measured(&app, "a whole run, from its start to its last event", whole).await;
    assert_eq!(creator.run(&run).await["status"], "SUCCEEDED");
    assert!(
        taken.rows_written >= 12,
        "the end of a run is counted too: {taken:?}"
    );
    app.control().set_openai_pace(10_000);
    let watched = async {
        let run = creator.started(&topic("녹차")).await;
        creator.events(&run, None).await.rest().await
    };
    measured(
        &app,
        "a run of some seconds, and another request that watches it",
        watched,
    )
    .await;
    app.control().set_openai_pace(0);
    let (events, _) = measured(
        &app,
        "GET /api/runs/{id}/events of a run that has ended",
        async { creator.events(&run, None).await.rest().await },
    )
    .await;
    assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
    for path in looked_at(&run) {
        let what = format!("GET {}", path.replace(&run, "{id}"));
        let (answer, taken) = measured(&app, &what, creator.get(&path)).await;
        drop(answer.expect(200));
        assert!(taken.round_trips <= ROUND_TRIPS, "{what}: {taken:?}");
    }
    let (answer, _) = measured(&app, "a refund of an order", creator.ask_refund(order)).await;
    assert!(answer.status < 300, "{}", answer.told());
    app.trigger(EVERY_MINUTE).await;
    let trigger = app.trigger(EVERY_MINUTE);
    measured(
        &app,
        "a trigger of every minute, with nothing to do",
        trigger,
    )
    .await;
    app.finish().await;
}

/// A run works in the request that started it: all its statements and calls count there.
#[tokio::test]
async fn a_whole_run_fits_the_subrequests_of_its_request() {
    let few = &[("OPENCLAW_WORKER_STATEMENTS", "40")];
    let Some(app) = TestWorker::configured(few).await else {
        return;
    };
    let creator = app.creator("민지").await;
    let before = app.control().requests(None).len();
    let events = creator.start_and_listen(&topic("커피")).await.rest().await;
    assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
    let calls = app.control().requests(None).len() - before;
    println!("{calls:>3} calls outside, and no more than 40 statements: a whole run");
    assert!(calls <= 10, "{calls}");
    app.finish().await;
}
