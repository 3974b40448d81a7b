//! What requests ask of the database: few statements, each of its round trips for many. `worker/budget.rs`
//! tells the same of D1.

use openclaw_tests::{TestApp, topic};

/// What a request may ask anywhere, because one of a Worker may not ask more.
const STATEMENTS: u64 = 50;

async fn measured<T>(app: &TestApp, what: &str, work: impl Future<Output = T>) -> T {
    let before = app.traffic();
    let done = work.await;
    let after = app.traffic();
    let statements = after.statements - before.statements;
    let trips = after.round_trips - before.round_trips;
    println!("{statements:>3} statements in {trips:>2} round trips: {what}");
    assert!(
        (1..STATEMENTS).contains(&statements),
        "{what}: {statements}"
    );
    assert!(trips <= statements, "{what}: {trips}");
    done
}

#[tokio::test]
async fn requests_ask_little_of_the_database() {
    let app = TestApp::start().await;
    let creator = measured(&app, "somebody new signs in", app.creator("민지")).await;
    let prepared = measured(
        &app,
        "POST /api/credits/prepare",
        creator.prepare("starter"),
    )
    .await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let verify = creator.verify(order);
    measured(&app, "POST /api/credits/verify", verify)
        .await
        .ok();
    app.spawner.hold();
    let topic = topic("커피");
    let start = creator.started(&topic);
    let run = measured(&app, "POST /api/agents/{id}/runs, the start alone", start).await;
    measured(
        &app,
        "the run, until it has ended",
        app.spawner.release_and_wait(),
    )
    .await;
    assert_eq!(creator.run(&run).await["status"], "SUCCEEDED");
    for path in ["/dashboard", "/credits", "/api/me", "/api/credits/balance"] {
        let answer = measured(&app, &format!("GET {path}"), creator.get(path)).await;
        drop(answer.expect(200));
    }
    app.finish().await;
}
