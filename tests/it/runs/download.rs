//! `GET /api/runs/{id}/download`.

use openclaw_tests::{TestApp, topic};
use serde_json::json;

#[tokio::test]
async fn both_files_hold_the_script_and_say_that_ai_wrote_it() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let inputs = json!({"topic": "편의점 재료로 만드는 5분 파스타", "seconds": 45, "platform": "instagram_reels"});
    let run = creator.started(&inputs).await;
    let result = creator.ended(&run).await["result"].clone();
    for (format, kind, label, provenance) in [
        (
            "txt",
            "text/plain; charset=utf-8",
            "[AI 생성 · OpenClaw]",
            "[ai-generated: true; agent: shorts-script",
        ),
        (
            "md",
            "text/markdown; charset=utf-8",
            "> AI 생성 · OpenClaw",
            "\nai_generated: true\nagent: shorts-script\n",
        ),
    ] {
        let path = format!("/api/runs/{run}/download?format={format}");
        let file = creator.get(&path).await.expect(200);
        assert_eq!(file.header("content-type"), kind);
        let disposition = file.header("content-disposition").to_owned();
        assert!(
            disposition.starts_with("attachment; filename=\"shorts-script-"),
            "{disposition}"
        );
        assert!(
            disposition.contains(&format!(".{format}\"; filename*=UTF-8''%")),
            "{disposition}"
        );
        assert!(file.body.contains(label), "{}", file.body);
        assert!(file.body.contains(provenance), "{}", file.body);
        assert!(file.body.contains("gpt-6-luna"), "{}", file.body);
        assert!(file.body.contains("인스타그램 릴스") && file.body.contains("45초"));
        for scene in result["scenes"].as_array().unwrap() {
            assert!(
                file.body.contains(scene["narration"].as_str().unwrap()),
                "{}",
                file.body
            );
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_format_that_does_not_exist_is_named() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    for query in [
        "",
        "?format=",
        "?format=pdf",
        "?format=TXT",
        "?format=../md",
    ] {
        let answer = creator
            .get(&format!("/api/runs/{run}/download{query}"))
            .await;
        answer.names(&[("format", "not_a_choice")]);
    }
    app.finish().await;
}

#[tokio::test]
async fn before_its_end_a_run_has_no_file() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;
    let path = format!("/api/runs/{run}/download?format=md");
    creator.get(&path).await.problem(409, "no_result");
    app.spawner.release();
    creator.ended(&run).await;
    drop(creator.get(&path).await.expect(200));
    app.finish().await;
}
