//! An input that names a finished run, whose result is data for another agent.

use std::path::Path;

use openclaw_tests::{Creator, TestApp, topic};
use serde_json::json;

/// The script agent under two names; the second takes runs of the first.
fn two_agents(to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../agents/shorts-script");
    for id in ["first", "second"] {
        let folder = to.join(id);
        std::fs::create_dir(&folder).unwrap();
        for file in std::fs::read_dir(&from).unwrap() {
            let file = file.unwrap();
            let mut text = std::fs::read_to_string(file.path()).unwrap();
            text = text.replace("id = \"shorts-script\"", &format!("id = \"{id}\""));
            text = text.replace("agents = [\"trend-analyzer\"]", "agents = [\"first\"]");
            std::fs::write(folder.join(file.file_name()), text).unwrap();
        }
    }
}

async fn second(creator: &Creator, report: &str) -> openclaw_tests::Answer {
    let inputs = json!({"topic": "이어 쓰기", "report": report});
    creator.post("/api/agents/second/runs", &inputs).await
}

#[tokio::test]
async fn a_finished_run_of_ones_own_is_taken_and_nothing_else() {
    let agents = tempfile::TempDir::new().unwrap();
    two_agents(agents.path());
    let folder = agents.path().to_owned();
    let app = TestApp::configured(|config| config.agents = Some(folder)).await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    app.spawner.hold();
    let first = creator
        .post("/api/agents/first/runs", &topic("커피"))
        .await
        .created();
    let first = first["id"].as_str().unwrap().to_owned();
    second(&creator, &first)
        .await
        .names(&[("report", "no_such_run")]);
    app.spawner.release();
    creator.ended(&first).await;

    second(&other, &first)
        .await
        .names(&[("report", "no_such_run")]);
    for nothing in ["x", "0193a1c07f3b7c2e9d51000000000000"] {
        second(&creator, nothing)
            .await
            .names(&[("report", "no_such_run")]);
    }
    let taken = second(&creator, &first).await.created();
    let taken = taken["id"].as_str().unwrap().to_owned();
    let ended = creator.ended(&taken).await;
    assert_eq!(
        (&ended["status"], &ended["input"]["report"]),
        (&json!("SUCCEEDED"), &json!(first))
    );
    // A run of an agent that is not among those taken.
    second(&creator, &taken)
        .await
        .names(&[("report", "no_such_run")]);
    assert_eq!(creator.balance().await, 60);
    app.finish().await;
}
