//! `/auth/{provider}`, its callback, and `/sign-out`.

use futures::future::join_all;
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Answer, Creator, TestApp, Visitor};
use reqwest::{Method, Url};

#[tokio::test]
async fn the_same_person_has_one_account_and_one_bonus() {
    let app = TestApp::start().await;
    let first = app.creator("민지").await;
    let again = app.creator("민지").await;
    let id = first.get("/api/me").await.ok()["id"].clone();
    assert_eq!(again.get("/api/me").await.ok()["id"], id);
    assert_eq!(again.history().await, ["SIGNUP_BONUS 100 100"]);
    let other = app.creator("수아").await;
    assert_ne!(other.get("/api/me").await.ok()["id"], id);
    assert_eq!(other.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn first_sign_ins_at_once_make_one_account() {
    let app = TestApp::start().await;
    let together = (0..8).map(|_| app.creator("동시"));
    let creators: Vec<Creator> = join_all(together).await;
    let first = creators[0].get("/api/me").await.ok();
    for creator in &creators {
        assert_eq!(creator.get("/api/me").await.ok(), first);
    }
    assert_eq!(app.count("SELECT COUNT(*) FROM user_account").await, 1);
    assert_eq!(creators[0].history().await, ["SIGNUP_BONUS 100 100"]);
    app.finish().await;
}

#[tokio::test]
async fn google_and_kakao_are_two_people() {
    let app = TestApp::start().await;
    let kakao = app.creator("haneul").await;
    let google = Creator::sign_in_by(app.visitor(), "google", "haneul").await;
    let (kakao, google) = (
        kakao.get("/api/me").await.ok(),
        google.get("/api/me").await.ok(),
    );
    assert_eq!(kakao["name"], google["name"]);
    assert_ne!(kakao["id"], google["id"]);
    app.visitor().get("/auth/nobody").await.expect(404).told();
    app.finish().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_in_the_database() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let elsewhere = app.creator("민지").await;
    let answer = creator.post_form("/sign-out", &[]).await;
    assert!(
        answer.cookies()[0].starts_with("oc_session=;"),
        "{:?}",
        answer.cookies()
    );
    assert_eq!(answer.see_other(), "/");
    creator.get("/api/me").await.problem(401, "signed_out");
    assert_eq!(app.count("SELECT COUNT(*) FROM session").await, 1);
    drop(elsewhere.get("/api/me").await.ok());
    app.finish().await;
}

#[tokio::test]
async fn a_session_lasts_thirty_days_from_its_last_use() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for _ in 0..3 {
        app.advance_to_just_before(openclaw_domain::time::DAY * 30);
        drop(creator.get("/api/me").await.ok());
    }
    app.advance(openclaw_domain::time::DAY * 30);
    creator.get("/api/me").await.problem(401, "signed_out");
    app.finish().await;
}

/// Goes as far as the provider sends the browser back: the callback's address, not yet opened.
async fn up_to_the_callback(app: &TestApp, visitor: &Visitor, name: &str) -> Url {
    let begun = visitor.get(&format!("/auth/kakao?login_hint={name}")).await;
    let provider = begun.see_other();
    assert!(provider.starts_with(&app.sandbox.url()), "{provider}");
    let back = visitor.get(&provider).await.expect(302);
    Url::parse(back.header("location")).unwrap()
}

fn with(url: &Url, name: &str, value: &str) -> String {
    let mut changed = url.clone();
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .map(|(key, old)| {
            let new = if key == name {
                value.into()
            } else {
                old.into_owned()
            };
            (key.into_owned(), new)
        })
        .collect();
    changed.query_pairs_mut().clear().extend_pairs(pairs);
    changed.into()
}

async fn refused(app: &TestApp, visitor: &Visitor, url: &str) {
    let to = visitor.get(url).await.see_other();
    assert!(to.contains("failed=sign_in_refused"), "{url} led to {to}");
    visitor.get("/api/me").await.problem(401, "signed_out");
    assert!(
        !visitor
            .get("/sign-in?failed=sign_in_refused")
            .await
            .page()
            .is_empty()
    );
    app.verify_ledger().await;
}

#[tokio::test]
async fn a_callback_proves_nobody_unless_everything_fits() {
    let app = TestApp::start().await;

    // Another state, no state, another code, the provider's refusal.
    for change in ["state", "code"] {
        let visitor = app.visitor();
        let callback = up_to_the_callback(&app, &visitor, "민지").await;
        refused(&app, &visitor, &with(&callback, change, "another")).await;
    }
    let visitor = app.visitor();
    let callback = up_to_the_callback(&app, &visitor, "민지").await;
    let bare = format!("{}?error=access_denied", callback.path());
    refused(&app, &visitor, &bare).await;

    // A callback opened by a browser that never left: an attacker's link.
    let attacker = app.visitor();
    let callback = up_to_the_callback(&app, &attacker, "attacker").await;
    let victim = app.visitor();
    refused(&app, &victim, callback.as_str()).await;

    // A victim under way, given the attacker's code with the victim's own state.
    let theirs = up_to_the_callback(&app, &victim, "victim").await;
    let code = callback
        .query_pairs()
        .find(|(key, _)| key == "code")
        .unwrap()
        .1
        .into_owned();
    refused(&app, &victim, &with(&theirs, "code", &code)).await;
    assert_eq!(app.count("SELECT COUNT(*) FROM user_account").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn a_callback_is_good_once() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let callback = up_to_the_callback(&app, &visitor, "민지").await;
    assert_eq!(
        visitor.get(callback.as_str()).await.see_other(),
        "/welcome?next=%2Fdashboard"
    );
    let to = visitor.get(callback.as_str()).await.see_other();
    assert!(to.contains("failed=sign_in_refused"), "{to}");
    assert_eq!(app.count("SELECT COUNT(*) FROM session").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_provider_that_is_down_is_said_so() {
    let app = TestApp::start().await;
    let status = FaultKind::Status {
        status: 500,
        code: None,
        retry_after: None,
    };
    for _ in 0..4 {
        app.control()
            .add_fault(Fault::once(Service::Kakao, status.clone()))
            .unwrap();
    }
    let visitor = app.visitor();
    let to = visitor.get("/auth/kakao?login_hint=x").await.see_other();
    assert!(to.contains("failed=sign_in_unavailable"), "{to}");
    assert!(visitor.get(&to).await.page().contains("답하지 않아요"));
    app.control().clear_faults();
    drop(app.creator("x").await);
    app.finish().await;
}

#[tokio::test]
async fn after_signing_in_only_our_own_pages_are_gone_to() {
    let app = TestApp::start().await;
    for (next, gone_to) in [
        ("/runs", "/runs"),
        (
            "/agents/shorts-script?topic=a",
            "/agents/shorts-script?topic=a",
        ),
        ("//evil.example", "/dashboard"),
        ("https://evil.example/", "/dashboard"),
        ("/\\evil.example", "/dashboard"),
        ("/%09/evil.example", "/dashboard"),
        ("javascript:alert(1)", "/dashboard"),
    ] {
        let visitor = app.visitor();
        let asked = next.replace('?', "%3F");
        let answer = visitor
            .get(&format!("/auth/kakao?login_hint=m&next={asked}"))
            .await;
        let back = visitor.get(&answer.see_other()).await.expect(302);
        let finished = visitor.get(back.header("location")).await;
        let welcome = visitor.get(&finished.see_other()).await;
        if welcome.status == 200 {
            Creator::known(visitor.clone()).agree().await;
        }
        let welcome = visitor.get(&welcome.path).await;
        assert_eq!(welcome.see_other(), gone_to, "{next}");
        // The sign-in page of somebody who is signed in goes there too.
        let answer = visitor.get(&format!("/sign-in?next={asked}")).await;
        assert_eq!(answer.see_other(), gone_to, "{next}");
    }
    app.finish().await;
}

fn session_cookie(answer: &Answer) -> String {
    let set = answer.cookies();
    let found = set
        .into_iter()
        .find(|cookie| cookie.contains("oc_session="));
    found
        .unwrap_or_else(|| panic!("no session in {}", answer.told()))
        .to_owned()
}

#[tokio::test]
async fn cookies_are_out_of_the_reach_of_scripts_and_other_sites() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let begun = visitor.get("/auth/kakao?login_hint=m").await;
    let away = begun.cookies()[0].to_owned();
    assert!(
        away.starts_with("oc_sign_in=") && away.contains("Max-Age=600"),
        "{away}"
    );
    let back = visitor.get(&begun.see_other()).await.expect(302);
    let finished = visitor.get(back.header("location")).await;
    let session = session_cookie(&finished);
    for cookie in [away, session] {
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert!(
            !cookie.contains("Secure") && !cookie.contains("Domain"),
            "{cookie}"
        );
    }
    app.finish().await;
}

#[tokio::test]
async fn behind_https_cookies_are_bound_to_it() {
    const HOME: &str = "https://openclaw.example";
    let app = TestApp::configured(|config| config.public_url = Some(HOME.to_owned())).await;
    let visitor = app.visitor();
    let at_home = |path: &str| {
        visitor
            .request(Method::GET, path)
            .header("host", "openclaw.example")
    };

    // By another name the cookie would be set in the wrong place: first go home.
    let away = visitor.get("/auth/kakao?login_hint=m").await.expect(307);
    assert_eq!(
        away.header("location"),
        format!("{HOME}/auth/kakao?login_hint=m")
    );

    let begun = visitor.send(at_home("/auth/kakao?login_hint=m")).await;
    let sign_in = begun.cookies()[0].split(';').next().unwrap().to_owned();
    assert_eq!(
        begun.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );
    let back = visitor.get(&begun.see_other()).await.expect(302);
    let callback = back
        .header("location")
        .strip_prefix(HOME)
        .unwrap()
        .to_owned();
    let finished = visitor
        .send(at_home(&callback).header("cookie", sign_in))
        .await;
    let session = session_cookie(&finished);
    assert!(session.starts_with("__Host-oc_session="), "{session}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(session.contains(flag), "{session}");
    }
    let token = session.split(';').next().unwrap();
    drop(
        visitor
            .send(at_home("/api/me").header("cookie", token))
            .await
            .problem(403, "consent_required"),
    );
    // The plain name is not taken: a page on a sister domain could have set it.
    let plain = token.strip_prefix("__Host-").unwrap();
    let answer = visitor
        .send(at_home("/api/me").header("cookie", plain))
        .await;
    answer.problem(401, "signed_out");
    app.finish().await;
}

#[tokio::test]
async fn a_program_may_bring_its_token_as_a_bearer() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let back = visitor
        .get(&visitor.get("/auth/kakao?login_hint=m").await.see_other())
        .await;
    let finished = visitor.get(back.header("location")).await;
    let session = session_cookie(&finished);
    let token = session.split(['=', ';']).nth(1).unwrap();
    let program = app.visitor();
    let bearing = |token: &str| program.request(Method::GET, "/api/me").bearer_auth(token);
    program
        .send(bearing(token))
        .await
        .problem(403, "consent_required");
    for wrong in ["", "x", &token[1..], &"0".repeat(64)] {
        program
            .send(bearing(wrong))
            .await
            .problem(401, "signed_out");
    }
    // What the database keeps is no token.
    let hash = app.lines("SELECT token_hash FROM session").await.remove(0);
    assert_ne!(hash, token);
    program
        .send(bearing(&hash))
        .await
        .problem(401, "signed_out");
    app.finish().await;
}
