//! `/agents/{id}` and the plain form post of `/agents/{id}/runs`.

use openclaw_tests::{Creator, TestApp};

const PATH: &str = "/agents/shorts-script/runs";

/// The form's hidden key.
async fn key(creator: &Creator) -> String {
    let page = creator.get("/agents/shorts-script").await.page();
    let rest = page
        .split("name=\"idempotency_key\" value=\"")
        .nth(1)
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_form_starts_a_run_and_leads_to_it() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let key = key(&creator).await;
    let fields = [
        ("idempotency_key", key.as_str()),
        ("topic", "커피 맛있게 내리기"),
        ("seconds", "45"),
        ("tone", "calm"),
        ("audience", ""),
        ("platform", "instagram_reels"),
        ("language", "ko"),
        ("call_to_action", ""),
    ];
    let to = creator.post_form(PATH, &fields).await.see_other();
    let run = to.strip_prefix("/runs/").unwrap();
    let input = creator.ended(run).await["input"].clone();
    assert_eq!(input["seconds"], 45);
    assert_eq!(input["audience"], "");
    // Sent again (an impatient finger, the back button), it is the same run.
    assert_eq!(creator.post_form(PATH, &fields).await.see_other(), to);
    assert_eq!(creator.balance().await, 80);
    // The next form is another.
    assert_ne!(self::key(&creator).await, key);
    app.finish().await;
}

#[tokio::test]
async fn mistakes_are_shown_beside_what_was_typed() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let long = "가".repeat(201);
    let key = key(&creator).await;
    let fields = [
        ("idempotency_key", key.as_str()),
        ("topic", long.as_str()),
        ("tone", "calm"),
        ("audience", "자취를 막 시작한 20대"),
    ];
    let page = creator.post_form(PATH, &fields).await.expect(422).body;
    assert!(page.contains("200자 안으로 줄여 주세요."), "{page}");
    assert!(
        page.contains("aria-invalid=\"true\"") && page.contains(&long),
        "{page}"
    );
    assert!(
        page.contains("value=\"calm\" checked") && page.contains("자취를 막 시작한 20대"),
        "{page}"
    );
    assert!(
        page.contains(&format!("value=\"{key}\"")),
        "the key is kept"
    );
    let empty = creator.post_form(PATH, &[("topic", " ")]).await.expect(422);
    assert!(empty.body.contains("꼭 적어 주세요."), "{}", empty.body);
    assert_eq!(creator.history().await, ["SIGNUP_BONUS 100 100"]);
    // Mended, it goes through under the same key.
    let mended = [
        ("idempotency_key", key.as_str()),
        ("topic", "커피"),
        ("tone", "calm"),
    ];
    drop(creator.post_form(PATH, &mended).await.see_other());
    app.finish().await;
}

#[tokio::test]
async fn a_key_used_for_something_else_is_said_so_and_replaced() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    drop(
        creator
            .post_form(PATH, &[("idempotency_key", "k"), ("topic", "커피")])
            .await
            .see_other(),
    );
    let page = creator
        .post_form(PATH, &[("idempotency_key", "k"), ("topic", "홍차")])
        .await;
    let page = page.expect(422).body;
    assert!(
        page.contains("홍차") && !page.contains("value=\"k\""),
        "{page}"
    );
    assert_eq!(creator.balance().await, 80);
    app.finish().await;
}

#[tokio::test]
async fn too_few_credits_lead_to_the_smallest_package_that_helps() {
    let app = TestApp::configured(|config| config.credits.at_sign_up = 5).await;
    let creator = app.creator("민지").await;
    let shown = creator.get("/agents/shorts-script").await.page();
    let refused = creator
        .post_form(PATH, &[("topic", "커피")])
        .await
        .expect(402)
        .body;
    for page in [shown, refused] {
        assert!(page.contains("15크레딧이 모자라요"), "{page}");
        assert!(page.contains("/credits?package=starter#packages"), "{page}");
        assert!(!page.contains("type=\"submit\" data-busy"), "{page}");
    }
    app.finish().await;
}

#[tokio::test]
async fn over_a_limit_the_form_says_when_to_try_again() {
    let app = TestApp::configured(|config| config.limits.runs_per_minute = 1).await;
    let creator = app.creator("민지").await;
    drop(
        creator
            .post_form(PATH, &[("topic", "커피")])
            .await
            .see_other(),
    );
    let page = creator
        .post_form(PATH, &[("topic", "홍차")])
        .await
        .expect(429)
        .body;
    assert!(
        page.contains("60초 뒤에 다시 시도해 주세요") && page.contains("홍차"),
        "{page}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_run_can_be_asked_for_again() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let fields = [
        ("topic", "커피 맛있게 내리기"),
        ("tone", "funny"),
        ("seconds", "15"),
    ];
    let to = creator.post_form(PATH, &fields).await.see_other();
    let run = to.strip_prefix("/runs/").unwrap();
    creator.ended(run).await;
    let page = creator
        .get(&format!("/agents/shorts-script?from={run}"))
        .await
        .page();
    for kept in [
        "value=\"커피 맛있게 내리기\"",
        "value=\"funny\" checked",
        "value=\"15\" checked",
    ] {
        assert!(page.contains(kept), "{kept} is not in {page}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_form_of_another_kind_or_from_nobody_is_refused() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let json = creator.post(PATH, &openclaw_tests::topic("커피")).await;
    json.expect(415).told();
    let agent = creator
        .post_form("/agents/nobody/runs", &[("topic", "커피")])
        .await;
    agent.expect(404).told();
    let to = app
        .visitor()
        .post_form(PATH, &[("topic", "커피")])
        .await
        .see_other();
    assert_eq!(to, "/sign-in?next=%2Fdashboard");
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 0);
    app.finish().await;
}
