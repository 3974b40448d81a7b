//! `/welcome`, `/settings` and leaving, as pages and as the API for the same.

use openclaw_tests::{TestApp, topic};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn the_terms_are_agreed_to_on_a_page_that_forgets_no_box() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let page = visitor
        .follow("/auth/kakao?login_hint=minji&next=/agents")
        .await;
    assert_eq!(page.path, "/welcome?next=%2Fagents");
    let html = page.page();
    assert!(html.contains("100") && !html.contains(" checked"), "{html}");
    let all = [
        ("version", "2026-11-23"),
        ("next", "/agents"),
        ("terms", "yes"),
        ("privacy", "yes"),
        ("age_14", "yes"),
    ];
    for missing in ["terms", "privacy", "age_14"] {
        let form: Vec<_> = all
            .into_iter()
            .filter(|(name, _)| *name != missing)
            .collect();
        let again = visitor.post_form("/welcome", &form).await;
        assert!(
            again.body.contains("동의하고 시작하기"),
            "{missing}: {}",
            again.body
        );
        visitor
            .get("/api/me")
            .await
            .problem(403, "consent_required");
    }
    assert_eq!(
        visitor.post_form("/welcome", &all).await.see_other(),
        "/agents"
    );
    assert_eq!(visitor.get("/api/me").await.ok()["balance"], 100);
    // Whoever has agreed is not kept here, and nobody is sent elsewhere.
    assert_eq!(
        visitor
            .get("/welcome?next=//evil.example")
            .await
            .see_other(),
        "/dashboard"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_key_is_shown_once_and_works_until_it_is_revoked() {
    let app = TestApp::start().await;
    let creator = app.creator("minji").await;
    let form = [
        ("name", "자동화 <b>"),
        ("read", "yes"),
        ("cap", "100"),
        ("expiry", "90"),
    ];
    let made = creator.post_form("/settings/keys", &form).await;
    let start = made.body.find("oc_live_").unwrap();
    let key = made.body[start..start + 56].to_owned();
    assert!(!made.body.contains("자동화 <b>"), "{}", made.body);
    assert!(!creator.get("/settings").await.page().contains(&key));
    let program = app.visitor();
    let read = || program.request(Method::GET, "/api/me").bearer_auth(&key);
    assert_eq!(program.send(read()).await.ok()["balance"], 100);
    // A key says nothing of keys, sessions and the whole of its owner.
    for path in ["/api/me/keys", "/api/me/sessions", "/api/me/export"] {
        let request = program.request(Method::GET, path).bearer_auth(&key);
        let answer = program.send(request).await;
        assert!([401, 403].contains(&answer.status), "{}", answer.told());
    }
    let keys = creator.get("/api/me/keys").await.ok();
    assert_eq!(keys["keys"][0]["scopes"], json!(["read"]));
    assert_eq!(keys["keys"][0]["cap"], 100);
    let id = keys["keys"][0]["id"].as_str().unwrap();
    let revoke = format!("/settings/keys/{id}/revoke");
    let stranger = app.creator("sua").await;
    drop(stranger.post_form(&revoke, &[]).await);
    drop(program.send(read()).await.ok());
    drop(creator.post_form(&revoke, &[]).await);
    program.send(read()).await.problem(401, "signed_out");

    let body = json!({"name": "n8n", "scopes": ["read", "run"], "cap": 40, "expires_in_days": 30});
    let made = creator.post("/api/me/keys", &body).await.created();
    assert!(made["key"].as_str().unwrap().starts_with("oc_live_"));
    for (body, field) in [
        (json!({"name": "", "scopes": ["read"]}), "name"),
        (json!({"name": "n", "scopes": []}), "scopes"),
        (json!({"name": "n", "scopes": ["read"], "cap": -1}), "cap"),
    ] {
        let refused = creator.post("/api/me/keys", &body).await;
        assert_eq!(refused.status, 422, "{}", refused.told());
        assert!(refused.body.contains(field), "{}", refused.told());
    }
    app.finish().await;
}

#[tokio::test]
async fn sessions_end_from_the_settings() {
    let app = TestApp::start().await;
    let (here, there) = (app.creator("minji").await, app.creator("minji").await);
    let listed = here.get("/api/me/sessions").await.ok();
    let sessions = listed["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    drop(here.get("/settings").await.page());
    drop(here.post_form("/settings/sessions/end", &[]).await);
    here.get("/api/me").await.problem(401, "signed_out");
    there.get("/api/me").await.problem(401, "signed_out");
    app.finish().await;
}

#[tokio::test]
async fn ones_data_comes_as_an_archive() {
    let app = TestApp::start().await;
    let creator = app.creator("minji").await;
    creator.buy(&app, "starter").await;
    let answer = creator.get("/api/me/export").await.expect(200);
    assert_eq!(answer.header("content-type"), "application/zip");
    let name = answer.header("content-disposition");
    assert!(
        name.contains("openclaw-export-") && name.ends_with(".zip\""),
        "{name}"
    );
    assert!(answer.body.starts_with("PK"));
    assert!(answer.header("cache-control").contains("no-store"));
    app.finish().await;
}

#[tokio::test]
async fn leaving_wants_the_word_and_is_for_good() {
    let app = TestApp::start().await;
    let creator = app.creator("minji").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let page = creator.get("/settings/delete").await.page();
    assert!(page.contains("80") && page.contains("5년"), "{page}");
    let not_yet = creator
        .post_form("/settings/delete", &[("confirm", "네")])
        .await;
    assert_ne!(not_yet.status, 303, "{}", not_yet.told());
    drop(creator.get("/api/me").await.ok());
    let gone = creator
        .post_form("/settings/delete", &[("confirm", "삭제")])
        .await;
    let forgotten = gone.cookies();
    assert!(
        forgotten.iter().any(|it| it.starts_with("oc_session=;")),
        "{forgotten:?}"
    );
    creator.get("/api/me").await.problem(401, "signed_out");
    assert_eq!(
        app.lines("SELECT issuer FROM user_account").await,
        ["deleted"]
    );

    let other = app.creator("sua").await;
    let request = other
        .request(Method::DELETE, "/api/me")
        .json(&json!({"confirm": "no"}));
    other
        .send(request)
        .await
        .names(&[("confirm", "not_a_choice")]);
    let request = other
        .request(Method::DELETE, "/api/me")
        .json(&json!({"confirm": "DELETE"}));
    drop(other.send(request).await.expect(204));
    other.get("/api/me").await.problem(401, "signed_out");
    app.finish().await;
}
