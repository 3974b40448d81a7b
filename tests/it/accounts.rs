//! Accounts: consent, free credits once a person, sessions, keys for programs, leaving, and roles.

use openclaw_domain::{
    account::{self, DeleteError, NewKey, Role},
    random::UserId,
};
use openclaw_tests::{Creator, TestApp, Visitor, topic};
use openclaw_web::{
    legal::{self, Kind},
    words::Language,
};
use reqwest::Method;
use serde_json::json;

async fn id(creator: &Creator) -> UserId {
    let me = creator.get("/api/me").await.ok();
    UserId::parse(me["id"].as_str().unwrap()).unwrap()
}

/// Signs in and goes no further than the terms.
async fn undecided(app: &TestApp, name: &str) -> Visitor {
    let visitor = app.visitor();
    let path = format!("/auth/kakao?login_hint={name}");
    let page = visitor.follow(&path).await;
    assert_eq!(page.path, "/welcome?next=%2Fdashboard", "{}", page.told());
    visitor
}

#[tokio::test]
async fn nothing_can_be_done_and_no_credit_is_given_before_consent() {
    let app = TestApp::start().await;
    let visitor = undecided(&app, "민지").await;
    for path in ["/api/me", "/api/credits/balance", "/api/runs"] {
        visitor.get(path).await.problem(403, "consent_required");
    }
    let start = visitor
        .post("/api/agents/shorts-script/runs", &topic("커피"))
        .await;
    start.problem(403, "consent_required");
    let to = visitor.get("/credits?package=pro").await.see_other();
    assert_eq!(to, "/welcome?next=%2Fcredits%3Fpackage%3Dpro");
    assert_eq!(
        app.count("SELECT COUNT(*) FROM credit_transaction").await,
        0
    );

    let all = json!({"version": "2026-11-23", "terms": true, "privacy": true, "age_14": true});
    for (part, wrong) in [
        ("version", json!("2020-01-01")),
        ("terms", json!(false)),
        ("privacy", json!(false)),
        ("age_14", json!(false)),
    ] {
        let mut consent = all.clone();
        consent[part] = wrong;
        let answer = visitor.post("/api/me/consent", &consent).await;
        answer.problem(409, "not_all_agreed");
    }
    for _ in 0..3 {
        drop(visitor.post("/api/me/consent", &all).await.expect(204));
    }
    assert_eq!(visitor.get("/api/me").await.ok()["balance"], 100);
    let agreed = "SELECT document, version FROM consent ORDER BY document";
    let lines = ["AGE 2026-11-23", "PRIVACY 2026-11-23", "TERMS 2026-11-23"];
    assert_eq!(app.lines(agreed).await, lines);
    app.finish().await;
}

#[tokio::test]
async fn new_terms_are_asked_about_once_and_bring_no_new_credits() {
    let mut app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let texts = app.data().join("legal");
    for language in Language::ALL {
        for kind in [Kind::Terms, Kind::Privacy] {
            let path = texts.join(legal::path(kind, language));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let ours = legal::built_in(kind, language);
            let new = ours.replacen("2026-11-23", "2027-03-01", 2);
            std::fs::write(path, new + "\n<b>{{ refunds.full_days }}</b>\n").unwrap();
        }
    }
    app.configure(|config| {
        config.accounts.legal_version = "2027-03-01".to_owned();
        config.legal.folder = Some(texts);
    });
    app.restart().await;
    let page = creator.get("/terms").await.page();
    for words in [
        "2027. 3. 1.부터",
        "버전 2027-03-01",
        // Text, whatever it looks like.
        "&lt;b&gt;7&lt;/b&gt;",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    creator
        .get("/api/me")
        .await
        .problem(403, "consent_required");
    creator.agree().await;
    assert_eq!(creator.balance().await, 100);
    assert_eq!(creator.history().await, ["SIGNUP_BONUS 100 100"]);
    assert_eq!(app.count("SELECT COUNT(*) FROM consent").await, 6);
    app.finish().await;
}

#[tokio::test]
async fn who_leaves_and_comes_back_has_no_free_credits() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let first = id(&creator).await;
    account::delete(app.world(), &first).await.unwrap();
    creator.get("/api/me").await.problem(401, "signed_out");
    let again = app.creator("민지").await;
    assert_ne!(id(&again).await, first);
    assert_eq!(again.balance().await, 0);
    // Who leaves before they agree has had none, and may come back for them.
    let unsure = undecided(&app, "지우").await;
    let request = unsure.request(reqwest::Method::DELETE, "/api/me");
    let request = request.json(&json!({"confirm": "DELETE"}));
    drop(unsure.send(request).await.expect(204));
    assert_eq!(app.creator("지우").await.balance().await, 100);
    // Somebody else is not taken for them.
    assert_eq!(app.creator("수아").await.balance().await, 100);
    let kept = app.lines("SELECT person_hash FROM sign_up_mark").await;
    assert!(kept.iter().all(|hash| hash.len() == 64), "{kept:?}");
    app.finish().await;
}

#[tokio::test]
async fn leaving_takes_what_names_a_person_and_leaves_the_books() {
    let app = TestApp::start().await;
    let creator = app.creator("minji").await;
    let order = creator.buy(&app, "starter").await;
    let run = creator.started(&topic("아주 사적인 주제")).await;
    assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
    let user = id(&creator).await;
    let files = std::fs::read_dir(app.data().join("files/runs"))
        .unwrap()
        .count();
    assert_eq!(files, 1);
    let elsewhere = app.creator("minji").await;
    let voice = "/agents/shorts-script/voice";
    let saved = creator.post_form(voice, &[("voice", "minji처럼")]).await;
    drop(saved.see_other());
    account::delete(app.world(), &user).await.unwrap();
    account::delete(app.world(), &user).await.unwrap();
    for gone in [&creator, &elsewhere] {
        gone.get("/api/me").await.problem(401, "signed_out");
    }
    let account = "SELECT issuer, name, email FROM user_account";
    assert_eq!(app.lines(account).await, ["deleted - -"]);
    let runs = "SELECT subject, input, title, result_key FROM agent_run";
    assert_eq!(app.lines(runs).await, [" {} - -"]);
    for left in [
        "SELECT COUNT(*) FROM session",
        "SELECT COUNT(*) FROM brand_voice",
    ] {
        assert_eq!(app.count(left).await, 0, "{left}");
    }
    let files = std::fs::read_dir(app.data().join("files/runs"))
        .unwrap()
        .count();
    assert_eq!(files, 0);
    let orders = "SELECT id, status, amount FROM payment_order";
    assert_eq!(app.lines(orders).await, [format!("{order} COMPLETED 9900")]);
    let dump = app
        .lines("SELECT subject || COALESCE(name, '') || COALESCE(email, '') FROM user_account")
        .await;
    assert!(!dump.join(" ").contains("minji"), "{dump:?}");
    app.finish().await;
}

#[tokio::test]
async fn nobody_leaves_in_the_middle_of_a_run() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let user = id(&creator).await;
    app.spawner.hold();
    let run = creator.started(&topic("커피")).await;
    let refused = account::delete(app.world(), &user).await;
    assert_eq!(refused, Err(DeleteError::RunUnderWay));
    assert_eq!(creator.balance().await, 80);
    app.spawner.release_and_wait().await;
    assert_eq!(creator.run(&run).await["status"], "SUCCEEDED");
    account::delete(app.world(), &user).await.unwrap();
    app.finish().await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all() {
    let app = TestApp::start().await;
    let (here, there) = (app.creator("민지").await, app.creator("민지").await);
    let stranger = app.creator("수아").await;
    let user = id(&here).await;
    let listed = account::sessions(app.world(), &user, None).await.unwrap();
    assert_eq!(listed.len(), 2);
    // Another's session cannot be ended by its id.
    let others = id(&stranger).await;
    account::revoke_session(app.world(), &others, &listed[0].id)
        .await
        .unwrap();
    assert_eq!(
        account::sessions(app.world(), &user, None)
            .await
            .unwrap()
            .len(),
        2
    );
    account::revoke_session(app.world(), &user, &listed[0].id)
        .await
        .unwrap();
    let alive = [
        here.get("/api/me").await.status,
        there.get("/api/me").await.status,
    ];
    assert!(alive == [200, 401] || alive == [401, 200], "{alive:?}");
    account::sign_out_everywhere(app.world(), &user)
        .await
        .unwrap();
    here.get("/api/me").await.problem(401, "signed_out");
    there.get("/api/me").await.problem(401, "signed_out");
    drop(stranger.get("/api/me").await.ok());
    app.finish().await;
}

/// A new session at every sign-in: one that somebody planted before is worth nothing.
#[tokio::test]
async fn a_planted_session_is_not_taken_up() {
    let app = TestApp::start().await;
    let planted = "f".repeat(64);
    let visitor = app.visitor();
    let begin = visitor
        .request(Method::GET, "/auth/kakao?login_hint=minji")
        .header("cookie", format!("oc_session={planted}"));
    let back = visitor.get(&visitor.send(begin).await.see_other()).await;
    drop(visitor.get(back.header("location")).await);
    let with_it = app
        .visitor()
        .request(Method::GET, "/api/me")
        .bearer_auth(&planted);
    app.visitor().send(with_it).await.problem(401, "signed_out");
    let hashes = app.lines("SELECT token_hash FROM session").await;
    assert_eq!(hashes.len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn an_export_holds_everything_of_its_owner_and_no_secret() {
    let app = TestApp::start().await;
    let (creator, other) = (app.creator("minji").await, app.creator("수아").await);
    let order = creator.buy(&app, "starter").await;
    let run = creator.started(&topic("나만의 주제")).await;
    creator.ended(&run).await;
    let theirs = other.buy(&app, "pro").await;
    for (actor, voice) in [(&creator, "내 말투예요"), (&other, "남의 말투예요")] {
        let path = "/agents/shorts-script/voice";
        drop(actor.post_form(path, &[("voice", voice)]).await.see_other());
    }
    let user = id(&creator).await;
    let key = NewKey {
        name: "n8n".to_owned(),
        can_read: true,
        can_run: false,
        cap: None,
        expires_at: None,
    };
    let (_, token) = account::create_key(app.world(), &user, &key).await.unwrap();
    let documents = account::export(app.world(), &user).await.unwrap();
    let all = serde_json::to_string(&documents).unwrap();
    for words in [
        order.as_str(),
        run.as_str(),
        "나만의 주제",
        "내 말투예요",
        "SIGNUP_BONUS",
        "2026-11-23",
        "minji",
    ] {
        assert!(all.contains(words), "{words}");
    }
    for secret in [
        theirs.as_str(),
        "남의 말투예요",
        token.expose(),
        token.hash().as_str(),
        "token_hash",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_operator_is_made_and_unmade_and_both_are_written_down() {
    let app = TestApp::start().await;
    let creator = app.creator("namu").await;
    drop(creator.get("/admin/orders").await.expect(404));
    let world = app.world();
    let (issuer, subject) = ("sandbox:kakao", "4820143072");
    assert!(
        account::set_role(world, issuer, subject, Role::Admin, "cli:test")
            .await
            .unwrap()
    );
    drop(creator.get("/admin/orders").await.page());
    assert!(
        account::set_role(world, issuer, subject, Role::User, "cli:test")
            .await
            .unwrap()
    );
    drop(creator.get("/admin/orders").await.expect(404));
    assert!(
        !account::set_role(world, issuer, "nobody", Role::Admin, "cli:test")
            .await
            .unwrap()
    );
    let written = "SELECT actor, detail FROM audit_log ORDER BY detail";
    assert_eq!(
        app.lines(written).await,
        ["cli:test ADMIN", "cli:test USER"]
    );
    app.finish().await;
}

#[tokio::test]
async fn many_accounts_from_one_address_are_slowed_and_told() {
    let app = TestApp::configured(|config| {
        config.accounts.per_address = 5;
        config.accounts.alert_from = 3;
    })
    .await;
    for number in 0..5 {
        drop(app.creator(&format!("person{number}")).await);
    }
    let visitor = app.visitor();
    let refused = visitor.follow("/auth/kakao?login_hint=person5").await;
    refused.expect(429).told();
    assert_eq!(app.count("SELECT COUNT(*) FROM user_account").await, 5);
    assert_eq!(app.lines("SELECT kind FROM alert").await, ["many_sign_ups"]);
    // Whoever has an account signs in as ever.
    drop(app.creator("person0").await);
    app.finish().await;
}
