//! `GET /api/runs` and `GET /api/runs/{id}`.

use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Creator, TestApp, topic};

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

/// The topics that a list answers, in its order.
async fn listed(creator: &Creator, query: &str) -> Vec<String> {
    let mut topics = Vec::new();
    let mut next = Some(String::new());
    while let Some(before) = next {
        let page = creator
            .get(&format!("/api/runs?limit=2{query}{before}"))
            .await
            .ok();
        for run in page["runs"].as_array().unwrap() {
            topics.push(run["input"]["topic"].as_str().unwrap().to_owned());
        }
        next = page["next"].as_str().map(|next| format!("&before={next}"));
    }
    topics
}

/// Runs of every state, oldest first.
async fn some_runs(app: &TestApp, creator: &Creator) {
    for words in ["Pasta 100%", "커피_하나", "커피 둘", "pasta's 끝"] {
        creator.ended(&creator.started(&topic(words)).await).await;
    }
    let refusal = Fault {
        service: Service::Openai,
        kind: FaultKind::Refusal,
        path: None,
        times: 1,
    };
    app.control().add_fault(refusal).unwrap();
    creator
        .ended(&creator.started(&topic("커피 셋")).await)
        .await;
    app.spawner.hold();
    creator.started(&topic("커피 넷")).await;
}

#[tokio::test]
async fn runs_are_found_by_words_agent_and_state() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    drop(creator.buy(&app, "starter").await);
    some_runs(&app, &creator).await;
    let all = [
        "커피 넷",
        "커피 셋",
        "pasta's 끝",
        "커피 둘",
        "커피_하나",
        "Pasta 100%",
    ];
    for (query, expected) in [
        ("", &all[..]),
        ("&q=", &all),
        (
            "&q=%EC%BB%A4%ED%94%BC",
            &["커피 넷", "커피 셋", "커피 둘", "커피_하나"],
        ),
        ("&q=PASTA", &["pasta's 끝", "Pasta 100%"]),
        ("&q=%25", &["Pasta 100%"]),
        ("&q=_", &["커피_하나"]),
        ("&q='", &["pasta's 끝"]),
        ("&q=nothing", &[]),
        ("&status=RUNNING", &["커피 넷"]),
        ("&status=FAILED", &["커피 셋"]),
        (
            "&status=SUCCEEDED&q=%EC%BB%A4%ED%94%BC",
            &["커피 둘", "커피_하나"],
        ),
        ("&agent=shorts-script&status=", &all),
        ("&agent=trend-analyzer", &[]),
    ] {
        assert_eq!(listed(&creator, query).await, expected, "{query}");
    }
    // A search longer than any index or pattern takes is words like others.
    let long = "%EA%B0%80".repeat(100);
    assert!(listed(&creator, &format!("&q={long}")).await.is_empty());
    let unknown = creator.get("/api/runs?status=DONE").await;
    unknown.names(&[("status", "not_a_choice")]);
    let longer = creator.get(&format!("/api/runs?q={long}a")).await;
    longer.names(&[("q", "too_long")]);
    app.finish().await;
}

#[tokio::test]
async fn a_result_is_found_by_its_own_title() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("홍차")).await;
    let title = creator.ended(&run).await["title"].clone();
    let words: String = title.as_str().unwrap().chars().rev().take(4).collect();
    let words: String = words.chars().rev().collect();
    assert!(!"홍차".contains(&words), "{title}");
    let query = format!("/api/runs?q={words}");
    let found = creator.get(&query).await.ok();
    assert_eq!(found["runs"][0]["id"], run.as_str(), "{query}");
    app.finish().await;
}

#[tokio::test]
async fn the_page_keeps_what_is_looked_for() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let fresh = creator.get("/runs").await.page();
    assert!(fresh.contains("아직 만든 것이 없어요") && !fresh.contains("role=\"search\""));
    drop(creator.buy(&app, "starter").await);
    some_runs(&app, &creator).await;
    let page = creator
        .get("/runs?q=커피&status=SUCCEEDED&agent=&limit=1")
        .await
        .page();
    assert!(page.contains("value=\"커피\"") && page.contains("value=\"SUCCEEDED\" selected"));
    assert!(
        page.contains("커피 둘") && !page.contains("커피 넷"),
        "{page}"
    );
    let more = page
        .split("hx-get=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let more = more.replace("&#38;", "&");
    assert!(
        more.contains("q=%EC%BB%A4%ED%94%BC&status=SUCCEEDED"),
        "{more}"
    );
    let next = creator.get(&more).await.page();
    assert!(
        next.contains("커피_하나") && !next.contains("Pasta"),
        "{next}"
    );
    let none = creator.get("/runs?q=없는말").await.page();
    assert!(
        none.contains("찾는 것이 없어요") && none.contains("href=\"/runs\""),
        "{none}"
    );
    drop(creator.get("/runs?status=DONE").await.expect(422));
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
