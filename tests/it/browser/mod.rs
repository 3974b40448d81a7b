//! The whole journey in a real browser, on a phone and on a desktop.

mod accessibility;
mod payments;
mod reload;
mod rough;
mod screenshots;
mod tabs;

use openclaw_tests::{Browser, Screen, TestApp};

const TOPIC: &str = "편의점 재료로 만드는 5분 파스타";

#[tokio::test]
async fn a_creator_makes_a_script_on_a_phone() {
    journey(Screen::Phone).await;
}

#[tokio::test]
async fn a_creator_makes_a_script_on_a_desktop() {
    journey(Screen::Desktop).await;
}

async fn journey(screen: Screen) {
    let Some(browser) = Browser::start(screen).await else {
        return;
    };
    let app = TestApp::start().await;
    // Slow enough to see it written.
    app.control().set_openai_pace(4_000);
    sign_in(&browser, &app).await;
    buy_starter(&browser, screen).await;
    let run = make_a_script(&browser, &app).await;
    look_around(&browser, &app).await;
    browser.close().await;

    let creator = app.creator("haneul").await;
    assert_eq!(creator.balance().await, 1_180);
    let run = creator.run(&run).await;
    assert_eq!(
        (run["status"].as_str(), run["input"]["topic"].as_str()),
        (Some("SUCCEEDED"), Some(TOPIC))
    );
    app.finish().await;
}

async fn sign_in(browser: &Browser, app: &TestApp) {
    browser.open(&app.url()).await;
    browser.expect_in_order().await;
    browser.expect_still().await;
    browser.press(".hero-action a").await;
    // The way to the form leads through signing in.
    browser.arrive("/sign-in").await;
    browser.expect_in_order().await;
    browser.expect_still().await;
    browser.press(".way-kakao").await;
    browser.press("button.person[value=haneul]").await;
    browser.arrive("/welcome").await;
    browser.expect_in_order().await;
    browser.expect_still().await;
    for name in ["terms", "privacy", "age_14"] {
        browser.press(&format!("input[name={name}]")).await;
    }
    browser.press("main form button.button-primary").await;
    browser.arrive("/agents").await;
    browser.press("a.brand").await;
    browser.arrive("/dashboard").await;
    assert_eq!(browser.text(".balance-figure").await, "100");
    browser.expect_in_order().await;
    browser.expect_still().await;
}

/// The window is a frame over the page on a desktop, and a page of its own on a phone.
async fn buy_starter(browser: &Browser, screen: Screen) {
    browser.press(".balance-say a").await;
    browser.arrive("/credits").await;
    browser.expect_in_order().await;
    browser.expect_still().await;
    browser
        .press("li.package:first-child form[data-buy] button[type=submit]")
        .await;
    match screen {
        Screen::Phone => {
            browser.arrive("/portone/checkout").await;
            browser.press("button[value=pay]").await;
        }
        Screen::Desktop => {
            browser.enter_frame(Some("[role=dialog] iframe")).await;
            browser.press("button[value=pay]").await;
            browser.enter_frame(None).await;
        }
    }
    browser.arrive("/orders/").await;
    browser.find(".outcome-good").await;
    assert_eq!(
        browser.text(".outcome-good h1").await,
        "1,100크레딧을 넣어 드렸어요"
    );
    assert!(browser.text("#balance-pill").await.contains("1,200"));
    browser.expect_in_order().await;
}

/// Types a topic, watches the text arrive, and downloads it. Answers the run's id.
async fn make_a_script(browser: &Browser, app: &TestApp) -> String {
    browser.press(".outcome-good a.button-primary").await;
    browser.press(".agent-card a").await;
    browser.arrive("/agents/shorts-script").await;
    browser.type_into("#topic", TOPIC).await;
    browser.expect_in_order().await;
    // The writing begins when the page is there to be watched.
    app.spawner.hold();
    browser.press(".agent-form button[type=submit]").await;
    browser.arrive("/runs/").await;
    let address = browser.address().await;
    let run = address.rsplit('/').next().unwrap().to_owned();
    browser.find("#live").await;
    app.spawner.release();

    assert!(
        !browser
            .text("#blocks .block[data-path=title] p")
            .await
            .is_empty()
    );
    assert!(
        !browser
            .text("#blocks .block[data-path='scenes[0].narration'] p")
            .await
            .is_empty()
    );
    assert_eq!(browser.text(".result .ai-label").await, "AI 생성");
    assert!(browser.text("h1").await.contains("파스타"));
    browser.expect_in_order().await;
    for format in ["txt", "md"] {
        let link = format!(".downloads a[href*='format={format}']");
        browser.find(&link).await;
        let fetched = browser.fetch(&link).await;
        assert!(
            fetched.contains("AI 생성") && fetched.contains("파스타"),
            "{fetched}"
        );
    }
    run
}

async fn look_around(browser: &Browser, app: &TestApp) {
    for path in [
        "/runs",
        "/credits",
        "/dashboard",
        "/agents",
        "/api/docs",
        "/terms",
        "/nothing",
    ] {
        browser.open(&format!("{}{path}", app.url())).await;
        browser.find("main").await;
        if path != "/nothing" {
            browser.expect_in_order().await;
        }
    }
}
