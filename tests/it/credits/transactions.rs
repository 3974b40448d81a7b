//! `GET /api/credits/transactions`: the history, page by page.

use openclaw_tests::{TestApp, topic};

#[tokio::test]
async fn pages_join_to_the_whole_history() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    for _ in 0..4 {
        creator.ended(&creator.started(&topic("커피")).await).await;
    }
    let (mut numbers, mut next) = (Vec::new(), Some(String::new()));
    while let Some(before) = next {
        let page = creator
            .get(&format!("/api/credits/transactions?limit=2{before}"))
            .await
            .ok();
        let entries = page["transactions"].as_array().unwrap();
        assert!((1..=2).contains(&entries.len()), "{page:#}");
        numbers.extend(
            entries
                .iter()
                .map(|entry| entry["number"].as_i64().unwrap()),
        );
        next = page["next"].as_str().map(|next| format!("&before={next}"));
    }
    assert_eq!(numbers, [5, 4, 3, 2, 1]);
    assert_eq!(
        creator.history().await,
        [
            "USAGE -20 20",
            "USAGE -20 40",
            "USAGE -20 60",
            "USAGE -20 80",
            "SIGNUP_BONUS 100 100"
        ]
    );
    app.finish().await;
}

#[tokio::test]
async fn a_page_that_nobody_gave_is_named() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for before in ["x", "-1", "0", "1.5", "99999999999999999999"] {
        let path = format!("/api/credits/transactions?before={before}");
        creator
            .get(&path)
            .await
            .names(&[("before", "not_a_choice")]);
    }
    for (limit, entries) in [("0", 1), ("1", 1), ("1000000", 1)] {
        let page = creator
            .get(&format!("/api/credits/transactions?limit={limit}"))
            .await
            .ok();
        assert_eq!(page["transactions"].as_array().unwrap().len(), entries);
    }
    let wrong = creator.get("/api/credits/transactions?limit=many").await;
    wrong.names(&[("limit", "not_a_choice")]);
    app.finish().await;
}
