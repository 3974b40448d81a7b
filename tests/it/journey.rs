//! From nothing to a downloaded script, and all of it still there after a restart.

use openclaw_tests::{Creator, TestApp};
use serde_json::json;

#[tokio::test]
async fn a_creator_buys_credits_and_gets_a_script_that_outlives_a_restart() {
    let mut app = TestApp::start().await;
    let minji = app.creator("민지").await;
    assert_eq!(minji.balance().await, 100);
    assert_eq!(minji.get("/api/me").await.ok()["name"], "민지");

    let order = buy_starter(&app, &minji).await;
    let run = make_a_script(&minji).await;
    let files = [
        download(&minji, &run, "txt").await,
        download(&minji, &run, "md").await,
    ];
    let before = (minji.run(&run).await, minji.history().await);

    app.restart().await;

    assert_eq!(minji.balance().await, 1_180);
    assert_eq!((minji.run(&run).await, minji.history().await), before);
    assert_eq!(
        minji.get(&format!("/api/orders/{order}")).await.ok()["status"],
        "COMPLETED"
    );
    assert_eq!(download(&minji, &run, "txt").await, files[0]);
    assert_eq!(download(&minji, &run, "md").await, files[1]);
    app.finish().await;
}

/// Prepares, is told that nothing is paid yet, pays, and is granted 1,100.
async fn buy_starter(app: &TestApp, creator: &Creator) -> String {
    let packages = app.visitor().get("/api/packages").await.ok();
    let packages = packages["packages"].as_array().unwrap();
    let told: Vec<String> = packages
        .iter()
        .map(|p| {
            format!(
                "{} {} {} {} {}",
                p["id"], p["price"], p["credits"], p["bonus"], p["won_per_credit"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            r#""starter" 9900 1000 100 "9.0""#,
            r#""pro" 29900 3000 500 "8.5""#,
            r#""business" 99000 10000 2000 "8.3""#,
        ]
    );

    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    creator
        .verify(order)
        .await
        .problem(409, "payment_not_found");
    let pending = creator.get(&format!("/api/orders/{order}")).await.ok();
    assert_eq!(pending["status"], "PENDING");

    app.pay(&prepared);
    let granted = creator.verify(order).await.ok();
    assert_eq!(granted["status"], "COMPLETED");
    assert_eq!(granted["balance"], 1_200);
    assert_eq!(
        creator.history().await,
        [
            "PURCHASE_BONUS 100 1200",
            "PURCHASE 1000 1100",
            "SIGNUP_BONUS 100 100"
        ]
    );
    order.to_owned()
}

async fn make_a_script(creator: &Creator) -> String {
    let inputs = json!({"topic": "편의점 재료로 만드는 5분 파스타", "seconds": 30});
    let started = creator.start(&inputs).await.created();
    assert_eq!(started["status"], "RUNNING");
    assert_eq!(started["balance"], 1_180);
    let run = started["id"].as_str().unwrap();

    let ended = creator.ended(run).await;
    assert_eq!(ended["status"], "SUCCEEDED", "{ended:#}");
    assert_eq!(ended["input"]["topic"], inputs["topic"]);
    assert_eq!(ended["title"], ended["result"]["title"]);
    assert!(ended["result"]["scenes"].as_array().unwrap().len() > 2);
    assert_eq!(ended["result"]["scenes"][0]["start"], 0);

    let listed = creator.get("/api/runs").await.ok();
    assert_eq!(listed["runs"][0]["id"], run);
    assert_eq!(listed["runs"].as_array().unwrap().len(), 1);
    run.to_owned()
}

async fn download(creator: &Creator, run: &str, format: &str) -> String {
    let path = format!("/api/runs/{run}/download?format={format}");
    let file = creator.get(&path).await.expect(200);
    assert!(file.body.contains("AI 생성"), "{}", file.told());
    file.body
}
