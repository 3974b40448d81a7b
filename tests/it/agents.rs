//! Agents read from a folder of the operator's.

use std::path::Path;

use openclaw_tests::{TestApp, topic};
use serde_json::json;

/// Copies the script agent into a folder under another name, its manifest changed.
fn copy(to: &Path, id: &str, change: impl Fn(String) -> String) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../agents/shorts-script");
    let folder = to.join(id);
    std::fs::create_dir(&folder).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let mut text = std::fs::read_to_string(file.path()).unwrap();
        if file.file_name() == "agent.toml" {
            text = change(text.replace("id = \"shorts-script\"", &format!("id = \"{id}\"")));
        }
        std::fs::write(folder.join(file.file_name()), text).unwrap();
    }
}

#[tokio::test]
async fn a_folder_of_agents_is_served_and_a_broken_one_left_out() {
    let agents = tempfile::TempDir::new().unwrap();
    copy(agents.path(), "long-script", |manifest| {
        manifest
            .replace("price = 20", "price = 35")
            .replace("max = 200", "max = 50")
    });
    copy(agents.path(), "broken", |manifest| {
        manifest.replace("price", "prize")
    });
    let folder = agents.path().to_owned();
    let app = TestApp::configured(|config| config.agents = Some(folder)).await;
    let creator = app.creator("민지").await;

    let there = creator.get("/api/agents").await.ok();
    let ids: Vec<_> = there["agents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|agent| &agent["id"])
        .collect();
    assert_eq!(ids, [&json!("long-script")]);
    assert!(
        creator
            .get("/agents")
            .await
            .page()
            .contains("/agents/long-script")
    );

    let path = "/api/agents/long-script/runs";
    creator
        .post(path, &topic(&"가".repeat(51)))
        .await
        .names(&[("topic", "too_long")]);
    let started = creator.post(path, &topic("커피")).await.created();
    assert_eq!(
        (&started["price"], &started["balance"]),
        (&json!(35), &json!(65))
    );
    let ended = creator.ended(started["id"].as_str().unwrap()).await;
    assert_eq!(ended["status"], "SUCCEEDED");
    for gone in ["shorts-script", "broken"] {
        let answer = creator
            .post(&format!("/api/agents/{gone}/runs"), &topic("커피"))
            .await;
        answer.problem(404, "not_found");
    }
    app.finish().await;
}
