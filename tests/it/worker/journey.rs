//! From nothing to a downloaded script, and a payment that is told of again and again.

use std::collections::BTreeSet;

use openclaw_tests::TestWorker;
use serde_json::json;

#[tokio::test]
async fn a_creator_buys_credits_and_gets_a_script_that_outlives_a_restart() {
    let Some(mut app) = TestWorker::start().await else {
        return;
    };
    let minji = app.creator("민지").await;
    assert_eq!(minji.balance().await, 100);

    let prepared = minji.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    minji.verify(order).await.problem(409, "payment_not_found");
    app.pay(&prepared);
    assert_eq!(minji.verify(order).await.ok()["balance"], 1_200);

    let inputs = json!({"topic": "편의점 재료로 만드는 5분 파스타", "seconds": 30});
    let run = minji.started(&inputs).await;
    let ended = minji.ended(&run).await;
    assert_eq!(ended["status"], "SUCCEEDED", "{ended:#}");
    let path = format!("/api/runs/{run}/download?format=md");
    let file = minji.get(&path).await.expect(200);
    assert!(file.body.contains("AI 생성"), "{}", file.told());
    let history = minji.history().await;
    assert_eq!(
        history,
        [
            "USAGE -20 1180",
            "PURCHASE_BONUS 100 1200",
            "PURCHASE 1000 1100",
            "SIGNUP_BONUS 100 100"
        ]
    );

    app.restart().await;
    assert_eq!(minji.history().await, history);
    assert_eq!(minji.run(&run).await, ended);
    assert_eq!(minji.get(&path).await.expect(200).body, file.body);
    app.finish().await;
}

#[tokio::test]
async fn the_platform_serves_what_pages_link_to() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let visitor = app.visitor();
    let page = visitor.get("/").await.expect(200);
    let linked = page.body.split(['"', '?']);
    let linked: BTreeSet<&str> = linked.filter(|path| path.starts_with("/assets/")).collect();
    assert!(linked.len() >= 3, "{linked:?}");
    for path in linked {
        let asset = visitor.get(path).await.expect(200);
        assert!(
            asset.header("cache-control").contains("immutable"),
            "{path}"
        );
        // The Worker was not asked.
        assert!(asset.header("x-openclaw-statements").is_empty(), "{path}");
    }
    app.finish().await;
}
