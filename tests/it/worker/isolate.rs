//! What the requests of one isolate share, and that none of it outlives who took it.

use futures::future::join_all;
use openclaw_tests::{PATIENCE, TestWorker, topic};
use reqwest::Method;

#[tokio::test]
async fn the_requests_of_an_isolate_are_counted_together() {
    let limits = &[
        ("OPENCLAW_REQUESTS_PER_MINUTE", "1"),
        ("OPENCLAW_REQUESTS_AT_ONCE", "8"),
    ];
    let Some(app) = TestWorker::configured(limits).await else {
        return;
    };
    let visitor = app.visitor();
    let mut allowed = 0;
    loop {
        let answer = visitor.get("/api/agents").await;
        if answer.status == 429 {
            answer.problem(429, "too_many_requests");
            break;
        }
        answer.ok();
        allowed += 1;
        assert!(allowed <= 20, "nothing is counted");
    }
    assert!(allowed >= 8, "{allowed}");
    app.finish().await;
}

#[tokio::test]
async fn requests_that_take_turns_have_their_statements_each_for_itself() {
    // A run takes half of it, and six of them three times as much.
    let configured = &[("OPENCLAW_WORKER_STATEMENTS", "22")];
    let Some(app) = TestWorker::configured(configured).await else {
        return;
    };
    let mut creators = Vec::new();
    for number in 0..6 {
        creators.push(app.creator(&format!("creator{number}")).await);
    }
    let runs = creators.iter().map(async |creator| {
        let events = creator.start_and_listen(&topic("홍차")).await.rest().await;
        let id = events[0].data["id"].as_str().unwrap().to_owned();
        assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
        // Nobody is told of anybody else's.
        assert_eq!(creator.run(&id).await["status"], "SUCCEEDED");
        drop(creator.get("/dashboard").await.expect(200));
        assert_eq!(creator.balance().await, 80);
    });
    join_all(runs).await;
    app.finish().await;
}

#[tokio::test]
async fn a_closed_tab_makes_room_for_another_one() {
    let Some(app) = TestWorker::configured(&[("OPENCLAW_STREAMS_AT_ONCE", "2")]).await else {
        return;
    };
    let creator = app.creator("민지").await;
    app.control().set_openai_pace(60_000);
    let run = creator.started(&topic("커피")).await;
    let path = format!("/api/runs/{run}/events");
    let first = creator.events(&run, None).await;
    let second = creator.events(&run, None).await;
    creator.get(&path).await.problem(429, "too_many_streams");
    drop((first, second));
    let again = async {
        // The platform tells the isolate of it in its own time.
        while creator
            .request(Method::GET, &path)
            .send()
            .await
            .unwrap()
            .status()
            != 200
        {}
    };
    tokio::time::timeout(PATIENCE, again).await.unwrap();
    app.finish().await;
}
