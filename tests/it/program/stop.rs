//! Stopping in good order: nothing new, what is done is told, what is not done is handed back.

use openclaw_tests::topic;

use super::{program, told};

#[tokio::test]
async fn a_run_that_is_not_done_in_time_is_handed_back_with_its_credits() {
    let program = program().with("OPENCLAW_STOP_SECONDS", "1");
    let running = program.serve().await;
    running.pace(600_000).await;
    let creator = running.creator("haneul").await;
    let run = creator.started(&topic("커피")).await;
    let mut events = creator.events(&run, None).await;
    assert_eq!(events.next().await.unwrap().name, "stage");
    running.signal("-TERM").await;
    // Who watches is told the end.
    let last = events.rest().await.pop().unwrap();
    assert_eq!(
        (last.name.as_str(), &last.data["status"]),
        ("done", &"FAILED".into())
    );
    assert!(running.stopped().await.success());
    assert!(
        program.log().contains("runs were handed back"),
        "{}",
        program.log()
    );

    let (code, said) = told(&program.run(&["ledger", "verify"]).await);
    assert_eq!(code, 0, "{said}");
    let running = program.serve().await;
    let creator = running.creator("haneul").await;
    let ended = creator.run(&run).await;
    assert_eq!(ended["failure"], "server_stopped", "{ended}");
    assert_eq!(creator.balance().await, 100);
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(page.contains("서버를 다시 시작하느라"), "{page}");
    running.kill().await;
}

#[tokio::test]
async fn a_run_that_ends_in_time_is_waited_for() {
    let program = program();
    let running = program.serve().await;
    running.pace(1_500).await;
    let creator = running.creator("haneul").await;
    let run = creator.started(&topic("커피")).await;
    let mut events = creator.events(&run, None).await;
    events.next().await.unwrap();
    running.signal("-TERM").await;
    let last = events.rest().await.pop().unwrap();
    assert_eq!(last.data["status"], "SUCCEEDED");
    assert!(running.stopped().await.success());
}

#[tokio::test]
async fn from_the_signal_on_it_is_not_ready_and_takes_nothing_new() {
    let seen = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let seen_at = seen.local_addr().unwrap().to_string();
    drop(seen);
    let program = program().with("OPENCLAW_METRICS_LISTEN", &seen_at);
    let running = program.serve().await;
    running.pace(3_000).await;
    let creator = running.creator("haneul").await;
    let run = creator.started(&topic("커피")).await;
    let events = creator.events(&run, None).await;
    let visitor = running.visitor();
    let ready = format!("http://{seen_at}/readyz");
    assert_eq!(visitor.get(&ready).await.status, 200);
    running.signal("-TERM").await;
    let stopping = async {
        loop {
            let answer = visitor.get(&ready).await;
            if answer.status == 503 {
                break answer.json();
            }
        }
    };
    let told = tokio::time::timeout(openclaw_tests::PATIENCE, stopping).await;
    assert_eq!(told.unwrap()["serving"], "stopping");
    let refused = running.visitor().request(reqwest::Method::GET, "/").send();
    assert!(refused.await.unwrap_err().is_connect());
    assert_eq!(events.rest().await.pop().unwrap().name, "done");
    assert!(running.stopped().await.success());
}
