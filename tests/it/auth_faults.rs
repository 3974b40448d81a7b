//! Sign-ins that prove nobody, whatever is wrong with them: a plain page, a line in the log, and no
//! session.

use openclaw_sandbox::{Fault, FaultKind, IdTokenFlaw, Service};
use openclaw_tests::{TestApp, Visitor};

async fn refused(app: &TestApp, visitor: &Visitor, provider: &str, what: &str) {
    let path = format!("/auth/{provider}?login_hint=minji&next=/credits");
    let page = visitor.follow(&path).await;
    assert!(page.path.starts_with("/sign-in?"), "{what}: {}", page.path);
    assert!(
        page.path.contains("next=%2Fcredits"),
        "{what}: {}",
        page.path
    );
    let page = page.page();
    assert!(page.contains("로그인을 마치지 못했어요"), "{what}: {page}");
    visitor.get("/api/me").await.problem(401, "signed_out");
    assert_eq!(app.count("SELECT COUNT(*) FROM session").await, 0, "{what}");
    assert_eq!(
        app.count("SELECT COUNT(*) FROM user_account").await,
        0,
        "{what}"
    );
}

#[tokio::test]
async fn an_id_token_with_any_flaw_proves_nobody() {
    let app = TestApp::start().await;
    for (service, provider) in [(Service::Kakao, "kakao"), (Service::Google, "google")] {
        for flaw in [
            IdTokenFlaw::Expired,
            IdTokenFlaw::FromTheFuture,
            IdTokenFlaw::WrongIssuer,
            IdTokenFlaw::WrongAudience,
            IdTokenFlaw::WrongNonce,
            IdTokenFlaw::Unsigned,
            IdTokenFlaw::SignedWithSecret,
            IdTokenFlaw::WrongSignature,
            IdTokenFlaw::UnknownKey,
        ] {
            let what = format!("{provider} {flaw:?}");
            let fault = Fault::once(service, FaultKind::IdToken { flaw });
            app.control().add_fault(fault).unwrap();
            refused(&app, &app.visitor(), provider, &what).await;
            app.control().clear_faults();
        }
    }
    // And then it goes as ever.
    assert_eq!(app.creator("minji").await.balance().await, 100);
    app.finish().await;
}

#[tokio::test]
async fn rotated_keys_are_fetched_again_and_nobody_notices() {
    let app = TestApp::start().await;
    drop(app.creator("minji").await);
    app.control().rotate_keys(Service::Kakao).unwrap();
    // An unknown key may be asked about once a minute.
    app.clock.advance(std::time::Duration::from_mins(1));
    drop(app.creator("sua").await);
    app.finish().await;
}

#[tokio::test]
async fn a_callback_that_is_opened_twice_proves_nobody_the_second_time() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let begun = visitor.get("/auth/kakao?login_hint=minji").await;
    let cookie = begun.cookies()[0].split(';').next().unwrap().to_owned();
    let back = visitor.get(&begun.see_other()).await;
    let callback = back.header("location").to_owned();
    drop(visitor.get(&callback).await);
    // The browser's own memory of the sign-in is gone, and with it put back the code is used up.
    let again = app.visitor();
    let request = again
        .request(reqwest::Method::GET, &callback)
        .header("cookie", cookie);
    let to = again.send(request).await.see_other();
    assert!(to.contains("failed=sign_in_refused"), "{to}");
    again.get("/api/me").await.problem(401, "signed_out");
    app.finish().await;
}
