//! Sign-in through Clerk: its token proves who somebody is, and our own session remembers it.

use std::time::Duration;

use openclaw::config::IdentityBy;
use openclaw_sandbox::{CLERK_WEBHOOK_SECRET, ClerkFlaw, ClerkToken, Fault, FaultKind, Service};
use openclaw_tests::{Answer, Creator, TestApp, Visitor};
use reqwest::Method;

async fn by_clerk() -> TestApp {
    TestApp::configured(|config| config.identity.by = IdentityBy::Clerk).await
}

/// Chooses a person on Clerk's own page, and comes back.
async fn through_the_portal(app: &TestApp, person: &str) -> Visitor {
    let visitor = app.visitor();
    let portal = visitor.get("/auth/hosted?next=/runs").await.see_other();
    assert!(
        portal.starts_with(&format!("{}/clerk/sign-in?", app.sandbox.url())),
        "{portal}"
    );
    let back = reqwest::Url::parse(&portal).unwrap();
    let back = back.query_pairs().find(|(name, _)| name == "redirect_url");
    let back = back.unwrap().1.into_owned();
    let form = [("person", person), ("redirect_url", back.as_str())];
    let page = format!("{}/clerk/sign-in", app.sandbox.url());
    let to = visitor.post_form(&page, &form).await.see_other();
    let to = visitor.get(&to).await.see_other();
    assert_eq!(to, "/welcome?next=%2Fruns");
    visitor
}

/// Brings a token as Clerk's script in the page does.
async fn exchange(app: &TestApp, visitor: &Visitor, token: &str) -> Answer {
    let request = visitor
        .request(Method::POST, "/auth/hosted/session")
        .header("origin", app.url())
        .header("accept", "application/json")
        .bearer_auth(token);
    visitor.send(request).await
}

#[tokio::test]
async fn who_signs_in_at_clerk_is_signed_in_here() {
    let app = by_clerk().await;
    let visitor = through_the_portal(&app, "haneul").await;
    let creator = Creator::known(visitor);
    creator.agree().await;
    let me = creator.get("/api/me").await.ok();
    assert!(me["name"].as_str().unwrap().contains("하늘"), "{me}");
    assert_eq!(me["balance"], 100);
    // Somebody without an email is somebody too.
    let bada = Creator::known(through_the_portal(&app, "bada").await);
    bada.agree().await;
    assert_eq!(
        bada.get("/api/me").await.ok()["email"],
        serde_json::Value::Null
    );
    // The same person again is the same account, and Clerk is asked for their name once.
    let asked = app.control().requests(Some(Service::Clerk)).len();
    let again = Creator::known(through_the_portal(&app, "haneul").await);
    assert_eq!(again.get("/api/me").await.ok()["id"], me["id"]);
    let requests = app.control().requests(Some(Service::Clerk));
    let since = requests[asked..]
        .iter()
        .filter(|it| it.path.contains("/users/"));
    assert_eq!(since.count(), 0);
    // Our session outlives Clerk's token of a minute.
    app.advance(Duration::from_hours(24));
    assert_eq!(again.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn a_token_with_any_flaw_proves_nobody() {
    let app = by_clerk().await;
    let user = app.control().clerk_user("minji").unwrap();
    let url = app.url();
    for flaw in [
        ClerkFlaw::Expired,
        ClerkFlaw::NotYet,
        ClerkFlaw::WrongIssuer,
        ClerkFlaw::Pending,
        ClerkFlaw::Unsigned,
        ClerkFlaw::SignedWithSecret,
        ClerkFlaw::WrongCategory,
        ClerkFlaw::WrongSignature,
        ClerkFlaw::UnknownKey,
    ] {
        let what = format!("{flaw:?}");
        let token = ClerkToken::good(&user, &url).with(flaw);
        let token = app.control().mint_clerk_token(&token);
        let visitor = app.visitor();
        let answer = exchange(&app, &visitor, &token).await;
        assert!(
            [401, 502].contains(&answer.status),
            "{what}: {}",
            answer.told()
        );
        visitor.get("/api/me").await.problem(401, "signed_out");
    }
    for (azp, status) in [
        (Some("https://evil.example".to_owned()), 401),
        (None, 401),
        (Some(url.clone()), 204),
    ] {
        let mut token = ClerkToken::good(&user, &url);
        token.azp.clone_from(&azp);
        let token = app.control().mint_clerk_token(&token);
        let answer = exchange(&app, &app.visitor(), &token).await;
        assert_eq!(answer.status, status, "{azp:?}: {}", answer.told());
    }
    for token in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
        let answer = exchange(&app, &app.visitor(), token).await;
        assert_eq!(answer.status, 401, "{token}: {}", answer.told());
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM user_account").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn clerk_that_is_down_is_said_so_and_changes_nothing() {
    let app = by_clerk().await;
    let user = app.control().clerk_user("minji").unwrap();
    let down = FaultKind::Status {
        status: 503,
        code: None,
        retry_after: None,
    };
    let fault = Fault {
        times: 10,
        ..Fault::once(Service::Clerk, down)
    };
    app.control().add_fault(fault).unwrap();
    let token = app
        .control()
        .mint_clerk_token(&ClerkToken::good(&user, &app.url()));
    let answer = exchange(&app, &app.visitor(), &token).await;
    drop(answer.expect(502));
    assert_eq!(app.count("SELECT COUNT(*) FROM user_account").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn clerk_tells_of_new_names_and_of_people_who_leave() {
    let app = by_clerk().await;
    let url = format!("{}/api/webhooks/clerk", app.url());
    app.control().set_clerk_webhook_url(Some(url)).unwrap();
    let user = app.control().clerk_user("minji").unwrap();
    let token = app
        .control()
        .mint_clerk_token(&ClerkToken::good(&user, &app.url()));
    let visitor = app.visitor();
    drop(exchange(&app, &visitor, &token).await.expect(204));
    let creator = Creator::known(visitor);
    creator.agree().await;
    let told = app
        .control()
        .clerk_user_updated(&user, Some("민지 김"), None)
        .await
        .unwrap();
    assert_eq!(told.last_status, Some(200));
    let me = creator.get("/api/me").await.ok();
    assert!(me["name"].as_str().unwrap().contains("민지"), "{me}");

    let told = app.control().clerk_user_deleted(&user).await.unwrap();
    assert_eq!(told.last_status, Some(200));
    let again = app.control().repeat_clerk_webhook(&told.id).await.unwrap();
    assert_eq!(again.last_status, Some(200));
    creator.get("/api/me").await.problem(401, "signed_out");
    assert_eq!(
        app.lines("SELECT issuer FROM user_account").await,
        ["deleted"]
    );
    app.finish().await;
}

#[tokio::test]
async fn a_webhook_that_is_not_clerks_changes_nothing() {
    let app = by_clerk().await;
    let user = app.control().clerk_user("minji").unwrap();
    let token = app
        .control()
        .mint_clerk_token(&ClerkToken::good(&user, &app.url()));
    let visitor = app.visitor();
    drop(exchange(&app, &visitor, &token).await.expect(204));
    let body = format!(
        r#"{{"object":"event","type":"user.deleted","data":{{"id":"{user}","deleted":true}}}}"#
    );
    let now = app.world().now().0 / 1_000;
    let wrong = "whsec_d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmc=";
    for (secret, at) in [
        (wrong, now),
        (CLERK_WEBHOOK_SECRET, now - 301),
        (CLERK_WEBHOOK_SECRET, now + 301),
    ] {
        let signed = app.control().sign_clerk_webhook(secret, &body, "msg_1", at);
        let stranger = app.visitor();
        let mut request = stranger
            .request(Method::POST, "/api/webhooks/clerk")
            .body(signed.body);
        for (name, value) in signed.headers {
            request = request.header(name, value);
        }
        assert_eq!(stranger.send(request).await.status, 401);
    }
    Creator::known(visitor).agree().await;
    assert_eq!(
        app.lines("SELECT COUNT(*) FROM user_account WHERE deleted_at IS NULL")
            .await,
        ["1"]
    );
    app.finish().await;
}

#[tokio::test]
async fn without_clerk_its_addresses_are_not_there() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    drop(visitor.get("/auth/hosted").await.expect(404));
    drop(visitor.get("/auth/hosted/return").await.expect(404));
    let post = visitor
        .request(Method::POST, "/api/webhooks/clerk")
        .body("{}");
    drop(visitor.send(post).await.expect(404));
    app.finish().await;
}
