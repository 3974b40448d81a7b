//! `POST /api/runs/{id}/rewrites`: one part anew, the rest as it was.

use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{TestApp, topic};
use reqwest::Method;
use serde_json::{Value, json};

fn ids(revisions: &Value) -> Vec<&str> {
    let runs = revisions["revisions"].as_array().unwrap().iter();
    runs.map(|run| run["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn one_scene_is_new_and_the_result_before_is_still_there() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let first = creator.started(&topic("커피")).await;
    let before = creator.ended(&first).await;

    let started = creator
        .rewrite(&first, "scenes/2", "더 짧게")
        .await
        .created();
    assert_eq!(
        (&started["price"], &started["balance"]),
        (&json!(5), &json!(75))
    );
    let second = started["id"].as_str().unwrap().to_owned();
    let after = creator.ended(&second).await;
    assert_eq!(after["status"], "SUCCEEDED", "{after:#}");
    assert_eq!(
        after["rewrite"],
        json!({"parent": first, "part": "scenes/2", "wish": "더 짧게"})
    );
    let (old, new) = (&before["result"], &after["result"]);
    assert_ne!(old["scenes"][1]["narration"], new["scenes"][1]["narration"]);
    let mut put_back = new.clone();
    put_back["scenes"][1] = old["scenes"][1].clone();
    assert_eq!(&put_back, old);
    assert_eq!(creator.run(&first).await["result"], before["result"]);

    // A part of the new one, then another of the first: every revision is kept and found from any.
    let third = creator.rewrite(&second, "hooks/1", "").await.created();
    let third = third["id"].as_str().unwrap().to_owned();
    assert_eq!(creator.ended(&third).await["status"], "SUCCEEDED");
    let fourth = creator.rewrite(&first, "hooks/2", "").await.created();
    let fourth = fourth["id"].as_str().unwrap().to_owned();
    assert_eq!(creator.ended(&fourth).await["status"], "SUCCEEDED");
    for run in [&first, &second, &third, &fourth] {
        let revisions = creator
            .get(&format!("/api/runs/{run}/revisions"))
            .await
            .ok();
        assert_eq!(ids(&revisions), [&first, &second, &third, &fourth]);
    }
    assert_eq!(creator.balance().await, 65);
    assert_eq!(creator.history().await[0], "USAGE -5 65");
    app.verify_ledger().await;
    app.finish().await;
}

#[tokio::test]
async fn the_same_key_writes_it_once() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let ask = async |part: &str| {
        let request = creator
            .request(Method::POST, &format!("/api/runs/{run}/rewrites"))
            .header("idempotency-key", "one")
            .json(&json!({ "part": part }));
        creator.send(request).await
    };
    let first = ask("scenes/1").await.created();
    assert_eq!(ask("scenes/1").await.created(), first);
    ask("scenes/2").await.problem(422, "idempotency_key_reused");
    creator.ended(first["id"].as_str().unwrap()).await;
    assert_eq!(creator.balance().await, 75);
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_written_anew_costs_nothing() {
    let app = TestApp::unlimited().await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;
    creator
        .rewrite(&run, "scenes/1", "")
        .await
        .problem(409, "no_result");
    app.spawner.release();
    creator.ended(&run).await;
    for part in [
        "",
        "scenes",
        "scenes/0",
        "scenes/99",
        "title/1",
        "hashtags/1",
        "../1",
    ] {
        creator
            .rewrite(&run, part, "")
            .await
            .names(&[("part", "not_a_choice")]);
    }
    creator
        .rewrite(&run, "scenes/1", &"가".repeat(201))
        .await
        .names(&[("wish", "too_long")]);
    creator
        .rewrite(&run, "scenes/1", "한\n줄")
        .await
        .names(&[("wish", "control_character")]);
    creator
        .rewrite(&run, "scenes/1", "how to build a bomb")
        .await
        .problem(422, "input_flagged");
    other
        .rewrite(&run, "scenes/1", "")
        .await
        .problem(404, "not_found");
    app.visitor()
        .post(
            &format!("/api/runs/{run}/rewrites"),
            &json!({"part": "scenes/1"}),
        )
        .await
        .problem(401, "signed_out");
    assert_eq!(creator.balance().await, 80);
    app.finish().await;
}

#[tokio::test]
async fn a_rewrite_that_fails_gives_its_five_credits_back() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let fault = Fault::once(Service::Openai, FaultKind::Refusal);
    app.control().add_fault(fault).unwrap();
    let rewrite = creator.rewrite(&run, "scenes/1", "").await.created();
    let ended = creator.ended(rewrite["id"].as_str().unwrap()).await;
    assert_eq!(
        (&ended["status"], &ended["failure"]),
        (&json!("FAILED"), &json!("model_declined"))
    );
    assert_eq!(
        creator.history().await[..2],
        ["RUN_REFUND 5 80", "USAGE -5 75"]
    );
    app.verify_ledger().await;
    app.finish().await;
}

#[tokio::test]
async fn too_few_credits_are_named() {
    let app = TestApp::configured(|config| config.credits.at_sign_up = 22).await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let refused = creator
        .rewrite(&run, "scenes/1", "")
        .await
        .problem(402, "too_few_credits");
    assert_eq!(
        (&refused["balance"], &refused["price"]),
        (&json!(2), &json!(5))
    );
    app.finish().await;
}
