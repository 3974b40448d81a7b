//! Every page: shown signed in, and what is asked of a visitor.

use openclaw::config::Mode;
use openclaw_tests::{TestApp, topic};

const OPEN: [&str; 8] = [
    "/",
    "/sign-in",
    "/agents",
    "/api/docs",
    "/terms",
    "/privacy",
    "/refund",
    "/ai",
];
const OWN: [&str; 5] = [
    "/dashboard",
    "/agents/shorts-script",
    "/runs",
    "/credits",
    "/dashboard/runs",
];

fn assert_whole(page: &str, path: &str) {
    assert!(page.starts_with("<!doctype html>"), "{path}: {page}");
    assert!(
        page.contains("<html lang=\"ko\">") && page.trim_end().ends_with("</html>"),
        "{path}"
    );
    assert_eq!(page.matches("<h1").count(), 1, "{path} has one heading");
    assert!(
        page.contains("실제 결제가 일어나지 않습니다"),
        "{path} says that it is a sandbox"
    );
}

#[tokio::test]
async fn everybody_sees_the_open_pages() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for path in OPEN {
        assert_whole(&app.visitor().get(path).await.page(), path);
        if path != "/sign-in" {
            assert_whole(&creator.get(path).await.page(), path);
        }
    }
    let landing = app.visitor().get("/").await.page();
    for words in ["9,900원", "29,900원", "99,000원", "9.0원", "8.5원", "8.3원"] {
        assert!(landing.contains(words), "{words}");
    }
    assert_eq!(app.visitor().get("/healthz").await.expect(200).body, "ok\n");
    app.finish().await;
}

#[tokio::test]
async fn own_pages_are_shown_signed_in_and_gone_back_to_after_signing_in() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피 & 크림")).await;
    creator.ended(&run).await;
    let order = creator.prepare("starter").await;
    let own = [
        format!("/runs/{run}"),
        format!("/orders/{}", order["merchant_uid"].as_str().unwrap()),
        format!("/agents/shorts-script?from={run}&tone=calm"),
        "/credits?package=pro".to_owned(),
    ];
    for path in OWN.into_iter().chain(own.iter().map(String::as_str)) {
        let page = creator.get(path).await.page();
        if path != "/dashboard/runs" {
            assert_whole(&page, path);
        }
        let visitor = app.visitor();
        let sign_in = visitor.get(path).await.see_other();
        assert!(
            sign_in.starts_with("/sign-in?next=%2F"),
            "{path}: {sign_in}"
        );
        // From there the way leads back to where they wanted to be.
        let page = visitor.get(&sign_in).await.page();
        let way = page
            .split("href=\"/auth/kakao")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let way = format!(
            "/auth/kakao{}&login_hint=민지",
            way.replace("&#38;", "&").replace("&amp;", "&")
        );
        let arrived = visitor.follow(&way).await;
        assert_eq!(arrived.path, path.replace(' ', "%20"), "{}", arrived.told());
    }
    app.finish().await;
}

#[tokio::test]
async fn the_dashboard_tells_the_balance_and_the_latest_runs() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let fresh = creator.get("/dashboard").await.page();
    assert!(
        fresh.contains("<p class=\"balance-figure\">100</p>"),
        "{fresh}"
    );
    assert!(fresh.contains("대본 5편"), "{fresh}");
    app.spawner.hold();
    let run = creator.started(&topic("커피 맛있게 내리기")).await;
    let working = creator.get("/dashboard").await.page();
    assert!(
        working.contains("커피 맛있게 내리기") && working.contains(&run),
        "{working}"
    );
    assert!(
        working.contains("<p class=\"balance-figure\">80</p>"),
        "{working}"
    );
    app.spawner.release();
    let title = creator.ended(&run).await["title"]
        .as_str()
        .unwrap()
        .to_owned();
    let fragment = creator.get("/dashboard/runs").await.page();
    assert!(
        fragment.contains(&title) && !fragment.contains("<html"),
        "{fragment}"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_run_is_shown_live_then_whole() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let run = creator.started(&topic("커피 맛있게 내리기")).await;
    let path = format!("/runs/{run}");
    let live = creator.get(&path).await.page();
    assert!(
        live.contains(&format!("data-events=\"/api/runs/{run}/events\"")),
        "{live}"
    );
    // Without scripts the page asks again by itself.
    assert!(live.contains("http-equiv=\"refresh\""), "{live}");
    app.spawner.release();
    let ended = creator.ended(&run).await;
    let whole = creator.get(&path).await.page();
    assert!(whole.contains("AI 생성"), "{whole}");
    for words in [
        &ended["title"],
        &ended["result"]["scenes"][1]["shot"],
        &ended["result"]["hashtags"][0],
    ] {
        assert!(
            whole.contains(words.as_str().unwrap()),
            "{words} is not in {whole}"
        );
    }
    for format in ["txt", "md"] {
        assert!(
            whole.contains(&format!("/api/runs/{run}/download?format={format}")),
            "{whole}"
        );
    }
    app.finish().await;
}

#[tokio::test]
async fn lists_go_on_page_by_page() {
    let app = TestApp::configured(|config| {
        config.credits.at_sign_up = 1_000;
        config.limits.runs_per_minute = 100;
        config.limits.runs_at_once = 100;
    })
    .await;
    let creator = app.creator("민지").await;
    app.spawner.lose();
    let mut runs = Vec::new();
    for number in 0..21 {
        runs.push(creator.started(&topic(&format!("주제 {number}"))).await);
    }
    let first = creator.get("/runs").await.page();
    assert!(first.contains(&runs[20]) && !first.contains(&format!("href=\"/runs/{}\"", runs[0])));
    let more = format!("/runs?before={}", runs[1]);
    assert!(first.contains(&more), "{first}");
    let fragment = creator
        .request(reqwest::Method::GET, &more)
        .header("hx-request", "true");
    let fragment = creator.send(fragment).await.page();
    assert!(
        fragment.contains(&runs[0]) && !fragment.contains("<html"),
        "{fragment}"
    );
    assert_whole(&creator.get(&more).await.page(), &more);
    let credits = creator.get("/credits").await.page();
    assert!(credits.contains("/credits?before=3#history"), "{credits}");
    assert!(
        creator
            .get("/credits?before=3")
            .await
            .page()
            .contains("가입 축하 크레딧")
    );
    creator.get("/runs?before=x").await.expect(422).told();
    app.finish().await;
}

#[tokio::test]
async fn a_page_that_is_not_there_is_a_page() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for path in [
        "/nothing",
        "/assets",
        "/runs/x/y",
        "/%F0%9F%98%80",
        "/auth/nobody",
    ] {
        let answer = visitor.get(path).await.expect(404);
        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{}",
            answer.told()
        );
        assert_whole(&answer.body, path);
    }
    let creator = app.creator("민지").await;
    for path in ["/agents/nobody", "/runs/x", "/orders/x"] {
        assert_whole(&creator.get(path).await.expect(404).body, path);
    }
    app.finish().await;
}

#[tokio::test]
async fn the_style_guide_shows_every_component_in_both_themes_and_only_in_practice() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/styleguide").await.page();
    assert_whole(&page, "/styleguide");
    for component in [
        "class=\"button button-primary\"",
        "class=\"card agent-card\"",
        "aria-invalid=\"true\"",
        "class=\"badge badge-bad\"",
        "class=\"toast\">",
        "<dialog class=\"dialog\" open",
        "<table class=\"table\"",
        "class=\"empty\"",
        "class=\"skeleton\"",
        "<progress max",
    ] {
        assert!(page.matches(component).count() >= 2, "{component}: {page}");
    }
    app.finish().await;

    let live = TestApp::configured(|config| config.mode = Mode::Live).await;
    drop(live.visitor().get("/styleguide").await.expect(404));
    live.finish().await;
}
