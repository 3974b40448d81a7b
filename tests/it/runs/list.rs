//! `GET /api/runs` and `GET /api/runs/{id}`.

use openclaw_tests::{TestApp, topic};

#[tokio::test]
async fn pages_join_to_all_runs_newest_first() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let mut started = Vec::new();
    for number in 0..5 {
        started.push(creator.started(&topic(&format!("주제 {number}"))).await);
    }
    for run in &started {
        creator.ended(run).await;
    }
    started.reverse();
    let (mut listed, mut next) = (Vec::new(), Some(String::new()));
    while let Some(before) = next {
        let page = creator
            .get(&format!("/api/runs?limit=2{before}"))
            .await
            .ok();
        for run in page["runs"].as_array().unwrap() {
            listed.push(run["id"].as_str().unwrap().to_owned());
            assert!(run.get("result").is_none(), "{run:#}");
        }
        next = page["next"].as_str().map(|next| format!("&before={next}"));
    }
    assert_eq!(listed, started);
    creator
        .get("/api/runs?before=x")
        .await
        .names(&[("before", "not_a_choice")]);
    app.finish().await;
}

#[tokio::test]
async fn anothers_run_is_not_there() {
    let app = TestApp::start().await;
    let (minji, sua) = (app.creator("민지").await, app.creator("수아").await);
    let run = minji.started(&topic("커피")).await;
    minji.ended(&run).await;
    let nobodys = "0197f000000000000000000000000000";
    for id in [
        run.as_str(),
        nobodys,
        "x",
        "%2e%2e%2f",
        "0197F000000000000000000000000000",
    ] {
        for path in ["", "/events", "/download?format=txt", "/download?format=md"] {
            let answer = sua.get(&format!("/api/runs/{id}{path}")).await;
            answer.problem(404, "not_found");
        }
        sua.get(&format!("/runs/{id}")).await.expect(404).told();
    }
    assert!(
        sua.get("/api/runs").await.ok()["runs"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // Nor does it fill in anybody else's form, or page through anybody else's list.
    let form = sua
        .get(&format!("/agents/shorts-script?from={run}"))
        .await
        .page();
    assert!(!form.contains("value=\"커피\""));
    let page = sua.get(&format!("/api/runs?before={run}")).await.ok();
    assert!(page["runs"].as_array().unwrap().is_empty());
    app.finish().await;
}
