//! Keys for programs: their scopes, their cap, their end.

use std::time::Duration;

use openclaw_domain::{
    account::{self, KeyError, NewKey},
    money::Credits,
    random::{ApiToken, UserId},
    time::DAY,
};
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Answer, Creator, TestApp, topic};
use reqwest::Method;

async fn id(creator: &Creator) -> UserId {
    let me = creator.get("/api/me").await.ok();
    UserId::parse(me["id"].as_str().unwrap()).unwrap()
}

fn new_key(can_read: bool, can_run: bool, cap: Option<u32>) -> NewKey {
    NewKey {
        name: "n8n".to_owned(),
        can_read,
        can_run,
        cap: cap.map(Credits::of),
        expires_at: None,
    }
}

async fn by_key(app: &TestApp, token: &ApiToken, method: Method, path: &str) -> Answer {
    let visitor = app.visitor();
    let mut request = visitor
        .request(method.clone(), path)
        .bearer_auth(token.expose());
    if method == Method::POST {
        request = request.json(&topic("커피"));
    }
    visitor.send(request).await
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say_and_nothing_else() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let user = id(&creator).await;
    let order = creator.buy(&app, "starter").await;
    let start = "/api/agents/shorts-script/runs";
    let ended = creator.started(&topic("홍차")).await;
    drop(creator.ended(&ended).await);
    for (can_read, can_run) in [(true, false), (false, true), (true, true)] {
        let new = new_key(can_read, can_run, None);
        let (_, token) = account::create_key(app.world(), &user, &new).await.unwrap();
        let read = by_key(&app, &token, Method::GET, "/api/credits/balance").await;
        assert_eq!(
            read.status,
            if can_read { 200 } else { 403 },
            "{}",
            read.told()
        );
        let run = by_key(&app, &token, Method::POST, start).await;
        assert_eq!(
            run.status,
            if can_run { 201 } else { 403 },
            "{}",
            run.told()
        );
        // Stopping is part of running, and so is a part anew: this body asks for none.
        for (path, allowed) in [("stop", 200), ("rewrites", 422)] {
            let path = format!("/api/runs/{ended}/{path}");
            let answer = by_key(&app, &token, Method::POST, &path).await;
            let expected = if can_run { allowed } else { 403 };
            assert_eq!(answer.status, expected, "{}", answer.told());
        }
        // No buying, no refunds, no settings, no pages.
        for (method, path) in [
            (Method::POST, "/api/credits/prepare".to_owned()),
            (Method::POST, "/api/credits/verify".to_owned()),
            (Method::POST, format!("/api/orders/{order}/refund")),
            (Method::GET, "/dashboard".to_owned()),
            (Method::GET, "/credits".to_owned()),
        ] {
            let answer = by_key(&app, &token, method, &path).await;
            assert!(
                [303, 401, 403].contains(&answer.status),
                "{}",
                answer.told()
            );
        }
        let shown = format!("{token:?}");
        assert!(!shown.contains(&token.expose()[20..]), "{shown}");
    }
    let kept = app.lines("SELECT token_hash, prefix FROM api_key").await;
    assert!(
        kept.iter()
            .all(|line| !line.contains("oc_live_") || line.len() < 90),
        "{kept:?}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_key_spends_no_more_than_its_cap_however_many_try_at_once() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let user = id(&creator).await;
    let (_, token) = account::create_key(app.world(), &user, &new_key(true, true, Some(60)))
        .await
        .unwrap();
    let start = "/api/agents/shorts-script/runs";
    let tries = (0..10).map(|_| by_key(&app, &token, Method::POST, start));
    let answers = futures::future::join_all(tries).await;
    let started = answers.iter().filter(|it| it.status == 201).count();
    assert_eq!(started, 3);
    let last = by_key(&app, &token, Method::POST, start).await;
    last.problem(402, "key_cap_reached");
    for answer in answers.into_iter().filter(|it| it.status == 201) {
        let run = answer.created()["id"].as_str().unwrap().to_owned();
        drop(creator.ended(&run).await);
    }
    assert_eq!(creator.balance().await, 40);
    // Its owner goes on.
    drop(creator.start(&topic("홍차")).await.created());
    app.finish().await;
}

#[tokio::test]
async fn a_failed_run_gives_the_key_its_credits_back_too() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let user = id(&creator).await;
    let (_, token) = account::create_key(app.world(), &user, &new_key(true, true, Some(20)))
        .await
        .unwrap();
    let refusal = Fault {
        times: 10,
        ..Fault::once(Service::Openai, FaultKind::Refusal)
    };
    app.control().add_fault(refusal).unwrap();
    let start = "/api/agents/shorts-script/runs";
    let answer = by_key(&app, &token, Method::POST, start).await.created();
    let run = answer["id"].as_str().unwrap();
    assert_eq!(creator.ended(run).await["status"], "FAILED");
    app.control().clear_faults();
    assert_eq!(
        account::keys(app.world(), &user).await.unwrap()[0].spent,
        Credits::ZERO
    );
    drop(by_key(&app, &token, Method::POST, start).await.created());
    app.finish().await;
}

#[tokio::test]
async fn keys_end_by_their_time_by_their_owner_and_with_the_account() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let (user, stranger) = (id(&creator).await, id(&app.creator("수아").await).await);
    let me = "/api/me";
    let mut timed = new_key(true, false, None);
    timed.expires_at = Some(app.world().now().plus(DAY * 30));
    let (_, ends) = account::create_key(app.world(), &user, &timed)
        .await
        .unwrap();
    let plain = new_key(true, false, None);
    let (revoked, taken) = account::create_key(app.world(), &user, &plain)
        .await
        .unwrap();
    let (_, stays) = account::create_key(app.world(), &user, &plain)
        .await
        .unwrap();
    account::revoke_key(app.world(), &stranger, &revoked)
        .await
        .unwrap();
    assert_eq!(by_key(&app, &taken, Method::GET, me).await.status, 200);
    account::revoke_key(app.world(), &user, &revoked)
        .await
        .unwrap();
    by_key(&app, &taken, Method::GET, me)
        .await
        .problem(401, "signed_out");
    app.advance(DAY * 30);
    by_key(&app, &ends, Method::GET, me)
        .await
        .problem(401, "signed_out");
    assert_eq!(by_key(&app, &stays, Method::GET, me).await.status, 200);
    account::delete(app.world(), &user).await.unwrap();
    by_key(&app, &stays, Method::GET, me)
        .await
        .problem(401, "signed_out");
    app.finish().await;
}

#[tokio::test]
async fn a_key_that_makes_no_sense_is_not_made() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let user = id(&creator).await;
    let world = app.world();
    let with = |change: &dyn Fn(&mut NewKey)| {
        let mut new = new_key(true, true, None);
        change(&mut new);
        new
    };
    let past = world.now().minus(Duration::from_secs(1));
    for (new, error) in [
        (with(&|new| new.name = "  ".to_owned()), KeyError::Name),
        (with(&|new| new.name = "가".repeat(61)), KeyError::Name),
        (with(&|new| new.name = "a\u{7}b".to_owned()), KeyError::Name),
        (
            with(&|new| (new.can_read, new.can_run) = (false, false)),
            KeyError::NoScope,
        ),
        (with(&|new| new.expires_at = Some(past)), KeyError::Expired),
    ] {
        assert_eq!(
            account::create_key(world, &user, &new).await.unwrap_err(),
            error
        );
    }
    for _ in 0..20 {
        account::create_key(world, &user, &new_key(true, false, None))
            .await
            .unwrap();
    }
    let one_more = account::create_key(world, &user, &new_key(true, false, None)).await;
    assert_eq!(one_more.unwrap_err(), KeyError::TooMany);
    app.finish().await;
}
