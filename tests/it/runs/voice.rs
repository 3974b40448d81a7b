//! `/api/agents/{id}/voice`: a brand voice, remembered only where somebody wants it.

use openclaw_tests::{Creator, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/api/agents/shorts-script/voice";

async fn remember(creator: &Creator, voice: &str) -> openclaw_tests::Answer {
    let request = creator
        .request(Method::PUT, PATH)
        .json(&json!({ "voice": voice }));
    creator.send(request).await
}

#[tokio::test]
async fn a_voice_is_remembered_changed_and_forgotten() {
    let app = TestApp::start().await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    assert_eq!(creator.get(PATH).await.ok()["voice"], Value::Null);
    drop(
        remember(&creator, " 반말은 쓰지 않아요.\n농담은 한 번만. ")
            .await
            .ok(),
    );
    let voice = "반말은 쓰지 않아요.\n농담은 한 번만.";
    assert_eq!(creator.get(PATH).await.ok()["voice"], voice);
    assert_eq!(other.get(PATH).await.ok()["voice"], Value::Null);
    drop(remember(&creator, "담백하게.").await.ok());
    assert_eq!(
        app.lines("SELECT agent_id, voice FROM brand_voice").await,
        ["shorts-script 담백하게."]
    );

    remember(&creator, "  ")
        .await
        .names(&[("voice", "missing")]);
    remember(&creator, &"가".repeat(501))
        .await
        .names(&[("voice", "too_long")]);
    creator
        .get("/api/agents/nobody/voice")
        .await
        .problem(404, "not_found");
    app.visitor().get(PATH).await.problem(401, "signed_out");

    let gone = creator.send(creator.request(Method::DELETE, PATH)).await;
    assert_eq!(gone.status, 204);
    assert_eq!(creator.get(PATH).await.ok()["voice"], Value::Null);
    app.finish().await;
}
